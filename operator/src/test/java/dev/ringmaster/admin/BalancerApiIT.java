package dev.ringmaster.admin;

import static dev.ringmaster.admin.AdminRig.WEB;
import static dev.ringmaster.admin.AdminServerIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringmaster.ring.XxHash3;
import dev.ringmaster.scale.Scaling.Outcome;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.view.OwnerView;
import dev.ringmaster.view.RingView;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls about balancers, to the byte. The rig holds each answer against the document. */
@Timeout(60)
final class BalancerApiIT {
  private static final String S1 =
      "{\"ordinal\":0,\"name\":\"s1\",\"incarnation\":1,\"address\":\"127.0.0.1:20001\","
          + "\"state\":\"Ready\",\"weight\":1,\"share\":0.25,\"inFlight\":7,"
          + "\"runtimeId\":\"pid 4711\"}";
  private static final String MEMBERS =
      "["
          + S1
          + ",{\"ordinal\":1,\"name\":\"s2\",\"incarnation\":2,\"address\":\"127.0.0.1:20001\","
          + "\"state\":\"Draining\",\"weight\":1,\"inFlight\":7,\"runtimeId\":\"pid 4711\"}"
          + ",{\"ordinal\":1,\"name\":\"s3\",\"incarnation\":3,\"address\":\"127.0.0.1:20001\","
          + "\"state\":\"Starting\",\"weight\":1,\"share\":0.75,\"inFlight\":7,"
          + "\"runtimeId\":\"pid 4711\"}]";
  private static final String RING =
      "{\"algorithm\":\"Ring\",\"checksum\":\"0000000000000abc\",\"peakToMean\":1.5,"
          + "\"deviation\":0.25,\"movedRatio\":0.0}";
  private static final String BALANCER =
      "{\"namespace\":\"shop\",\"name\":\"web\",\"replicas\":2,\"reserveOrdinals\":[4],"
          + "\"readyReplicas\":1,\"generation\":42,\"algorithm\":\"Ring\","
          + "\"keys\":[\"header X-User-Id\",\"random\"],\"classic\":true,\"panic\":false,"
          + "\"ring\":"
          + RING
          + ",\"members\":"
          + MEMBERS
          + "}";

  @RegisterExtension final AdminRig rig = new AdminRig();

  @Test
  void balancer_isShown() throws IOException {
    assertThat(rig.get("/api/v1/balancers").text()).isEqualTo("{\"balancers\":[" + BALANCER + "]}");
    assertThat(rig.get(WEB).text()).isEqualTo(BALANCER);
    assertThat(rig.get(WEB + "/members").text()).isEqualTo("{\"members\":" + MEMBERS + "}");
    assertThat(rig.get(WEB + "/ring").text()).isEqualTo(RING);
  }

  @Test
  void figures_thatTheAlgorithmDoesNotTell_areLeftOut() throws IOException {
    rig.web.ring = new RingView("Classic", -1, null, null, null);
    assertThat(rig.get(WEB + "/ring").text())
        .isEqualTo("{\"algorithm\":\"Classic\",\"checksum\":\"ffffffffffffffff\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "GET, /members",
    "GET, /ring",
    "GET, /owner?key=k",
    "GET, /rep",
    "POST, /scale",
    "POST, /add",
    "DELETE, /rm",
    "POST, /preview",
    "POST, /members/0/drain"
  })
  void balancer_unknown_is404(String method, String call) throws IOException {
    assertProblem(
        rig.call(method, "/api/v1/balancers/shop/other" + call, "{\"replicas\":1}"),
        404,
        "No balancer is shop/other");
  }

  @Test
  void owner_isTold() throws IOException {
    assertThat(rig.get(WEB + "/owner?key=alice").text())
        .isEqualTo(
            "{\"key\":\"alice\",\"hash\":\"%016x\",\"owner\":%s,\"routedTo\":%s}"
                .formatted(hash("alice"), S1, S1));
  }

  private static long hash(String key) {
    return XxHash3.hash(key.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void owner_thatIsAway_isAnOrdinalAlone_orNobody() throws IOException {
    rig.web.owner = new OwnerView(0, new OwnerView.Place(5, null), null);
    assertThat(rig.get(WEB + "/owner?key=k").text())
        .endsWith("\"owner\":{\"ordinal\":5},\"routedTo\":null}");
    rig.web.owner = new OwnerView(0, null, null);
    assertThat(rig.get(WEB + "/owner?key=k").text()).endsWith("\"owner\":null,\"routedTo\":null}");
  }

  @ParameterizedTest
  @CsvSource({
    "key=a%20b, a b",
    "key=a+b, a+b",
    "key=%FF%00x, \u00ff\u0000x",
    "x=1&key=a&key=b, a",
    "key=%20a%09, a",
    "key=a=b, a=b",
    "key=&key=b, b",
    "monkey=x&key=b, b"
  })
  void ownerKey_isTakenAsBytes(String query, String key) throws IOException {
    rig.get(WEB + "/owner?" + query);
    assertThat(rig.web.asked).containsExactly("owner " + key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; key: got nothing, expected ?key=...",
        "?key=; key: got nothing, expected ?key=...",
        "?key=%20; key: got nothing, expected ?key=...",
        "?other=x; key: got nothing, expected ?key=...",
        "?key=%4; target: got /api/v1/balancers/shop/web/owner?key=%4, expected two hexadecimal digits after each %",
        "?key=a%4gb; target: got /api/v1/balancers/shop/web/owner?key=a%4gb, expected two hexadecimal digits after each %"
      })
  void ownerKey_missingOrBroken_is400(String query, String detail) throws IOException {
    assertProblem(rig.get(WEB + "/owner" + query), 400, detail);
  }

  @Test
  void owner_withAnAlgorithmWithoutKeys_is409() throws IOException {
    rig.web.owner = null;
    assertProblem(
        rig.get(WEB + "/owner?key=k"),
        409,
        "The algorithm places requests by a random id, a key has no owner");
  }

  /** The figures of the ring's golden points; nothing is asked of the balancer. */
  @Test
  void preview_tellsWhatWouldMove_andChangesNothing() throws IOException {
    JsonObject preview = new JsonObject(rig.post(WEB + "/preview", "{\"replicas\":4}").text());
    assertThat(preview.getDouble("moved")).isCloseTo(0.2607, within(0.0001));
    assertThat(preview.getDouble("minimum")).isEqualTo(0.25);
    assertThat(preview.getJsonObject("after").getInteger("replicas")).isEqualTo(4);
    assertThat(preview.getJsonArray("moves")).hasSize(3);
    assertThat(rig.web.asked).isEmpty();
  }

  @Test
  void preview_ofNonsense_is400_withEveryProblem() throws IOException {
    assertProblem(
        rig.post(WEB + "/preview", "{\"replicas\":-1,\"replica\":2}"),
        400,
        "replicas: got -1, expected an integer from 0 to 1000; replica: got an unknown field,"
            + " expected a known one (did you mean replicas?)");
    assertProblem(
        rig.post(WEB + "/preview", "[]"),
        400,
        "body: got no JSON object, expected one with the field \"replicas\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "application/x-www-form-urlencoded"})
  void scale_isAskedFor_whateverTheContentType(String type) throws IOException {
    Response done = rig.post(WEB + "/scale", " {\"replicas\":5}\n", "Content-Type", type);
    assertThat(done.text()).isEqualTo(BALANCER);
    assertThat(rig.web.asked).containsExactly("scale 5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; body: got no JSON object, expected one with the field \"replicas\"",
        "{; body: got no JSON object, expected one with the field \"replicas\"",
        "[]; body: got no JSON object, expected one with the field \"replicas\"",
        "null; body: got no JSON object, expected one with the field \"replicas\"",
        "{} x; body: got no JSON object, expected one with the field \"replicas\"",
        "{}; replicas: got nothing, expected a whole number from 0 to 1000",
        "{\"replicas\":null}; replicas: got null, expected a whole number from 0 to 1000",
        "{\"replicas\":\"5\"}; replicas: got \"5\", expected a whole number from 0 to 1000",
        "{\"replicas\":1.5}; replicas: got 1.5, expected a whole number from 0 to 1000",
        "{\"replicas\":true}; replicas: got true, expected a whole number from 0 to 1000",
        "{\"replicas\":-1}; replicas: got -1, expected a whole number from 0 to 1000",
        "{\"replicas\":1001}; replicas: got 1001, expected a whole number from 0 to 1000",
        "{\"replicas\":4294967297}; replicas: got 4294967297, expected a whole number from 0 to 1000",
        "{\"replicas\":1,\"n\":2}; n: unknown field, expected only replicas"
      })
  void scale_malformed_is400AndChangesNothing(String body, String detail) throws IOException {
    assertProblem(rig.post(WEB + "/scale", body), 400, detail);
    assertThat(rig.web.asked).isEmpty();
  }

  @Test
  void scale_refused_is409_late_is503() throws IOException {
    rig.web.outcome = new Outcome.Refused("no room");
    assertProblem(rig.post(WEB + "/scale", "{\"replicas\":5}"), 409, "no room");
    rig.web.outcome = new Outcome.Late("not in time");
    assertProblem(rig.post(WEB + "/scale", "{\"replicas\":5}"), 503, "not in time");
  }

  @ParameterizedTest
  @CsvSource({"POST, /scale", "POST, /add", "DELETE, /rm", "POST, /members/0/drain"})
  void body_beyondTheLimit_is413(String method, String call) throws IOException {
    String limit = "{\"replicas\":1,\"n\":1" + " ".repeat(65_536 - 20) + "}";
    assertThat(limit).hasSize(65_536);
    assertThat(rig.call(method, WEB + call, limit).status()).isNotEqualTo(413);
    rig.web.asked.clear();

    assertProblem(
        rig.call(method, WEB + call, limit + " "),
        413,
        "body: got more than 65536 bytes, expected fewer");
    assertThat(rig.web.asked).isEmpty();
  }

  @Test
  void drain_isAskedFor() throws IOException {
    assertThat(rig.post(WEB + "/members/1/drain", "").text()).isEqualTo(BALANCER);
    assertThat(rig.web.asked).containsExactly("drain 1");
  }

  @Test
  void drain_ofAnOrdinalWithoutReplica_is404() throws IOException {
    assertProblem(rig.post(WEB + "/members/7/drain", ""), 404, "Ordinal 7 has no replica");
    rig.web.members = List.of(StubBalancer.S1, StubBalancer.S2);
    assertProblem(rig.post(WEB + "/members/1/drain", ""), 404, "Ordinal 1 has no replica");
    assertThat(rig.web.asked).isEmpty();
  }

  @Test
  void drain_refused_is409_ofNoNumber_is400() throws IOException {
    rig.web.outcome = new Outcome.Refused("given by template.addresses");
    assertProblem(rig.post(WEB + "/members/0/drain", ""), 409, "given by template.addresses");
    assertProblem(
        rig.post(WEB + "/members/s1/drain", ""),
        400,
        "ordinal: got \"s1\", expected a whole number");
  }

  @Test
  void classicCalls_areAnsweredAsOnTheDataPort() throws IOException {
    String one = "{\"message\":{\"N\":1,\"replicas\":[\"s1\"]},\"status\":\"successful\"}";
    assertThat(rig.get(WEB + "/rep").text()).isEqualTo(one);
    assertThat(rig.post(WEB + "/add", "{\"n\":2,\"hostnames\":[\"S5\"]}").text()).isEqualTo(one);
    assertThat(rig.call("DELETE", WEB + "/rm", "{\"n\":1}").text()).isEqualTo(one);
    assertThat(rig.web.asked).containsExactly("add 2 [S5]", "remove 1 []");

    Response refused = rig.post(WEB + "/add", "{\"n\":0}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text())
        .isEqualTo(
            "{\"message\":\"<Error> n must be a whole number from 1 to 1000\",\"status\":\"failure\"}");
  }
}
