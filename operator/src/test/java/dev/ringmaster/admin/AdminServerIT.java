package dev.ringmaster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AdminServerIT {
  @RegisterExtension final AdminRig rig = new AdminRig();

  @Test
  void livez_lives_whetherReadyOrNot() throws Exception {
    assertThat(rig.get("/livez").status()).isEqualTo(200);
    rig.unready = Optional.of("no replica yet");
    assertThat(rig.get("/livez").status()).isEqualTo(200);
    assertThat(rig.get("/livez").text()).isEqualTo("ok\n");
  }

  @Test
  void readyz_saysWhyNot() throws Exception {
    assertThat(rig.get("/readyz").status()).isEqualTo(200);

    rig.unready = Optional.of("no replica yet");

    assertThat(rig.get("/readyz").status()).isEqualTo(503);
    assertThat(rig.get("/readyz").text()).isEqualTo("no replica yet\n");
    assertThat(rig.get("/readyz").header("cache-control")).contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/livezz", "/live", "/rep", "/api", "/api/v1/balancers/shop"})
  void path_unknown_is404(String path) throws Exception {
    assertProblem(rig.get(path), 404, "Nothing is at " + path);
    assertProblem(rig.post(path, "{}"), 404, "Nothing is at " + path);
  }

  @Test
  void path_undecodable_is400() throws Exception {
    assertProblem(
        rig.get("/livez/%zz"),
        400,
        "target: got /livez/%zz, expected two hexadecimal digits after each %");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "POST; /livez; GET, HEAD",
        "OPTIONS; /api/v1/balancers; GET, HEAD",
        "POST; /api/v1/log-level; GET, HEAD, PUT",
        "GET; /api/v1/balancers/shop/web/scale; POST",
        "POST; /api/v1/balancers/shop/web/rm; DELETE",
        "BREW; /metrics; GET, HEAD"
      })
  void method_wrong_is405AndTellsWhich(String method, String path, String allowed)
      throws Exception {
    Response refused = rig.call(method, path, "");
    assertProblem(refused, 405, "method: got %s, expected %s".formatted(method, allowed));
    assertThat(refused.header("allow")).contains(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/metrics", "/api/v1/balancers", "/api/v1/balancers/a/b"})
  void head_isLikeGet_withoutBody(String path) throws Exception {
    Response head = rig.call("HEAD", path, "");
    Response get = rig.get(path);
    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
    assertThat(head.header("content-length")).contains("" + get.body().length);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void request_thatIsNoHttp_is400AndAProblem() throws Exception {
    try (RawConnection client = RawConnection.to(rig.address())) {
      Message answer = client.write("GARBAGE\r\n\r\n").message();
      assertThat(answer.status()).isEqualTo(400);
      rig.document.checkProblem(answer.values("content-type").getFirst(), answer.body());
    }
  }

  @Test
  void metrics_areInTheFormatThatWasAskedFor() throws Exception {
    assertThat(rig.get("/metrics").text()).isEqualTo("for \n");
    assertThat(rig.get("/metrics", "Accept", "x/y").text()).isEqualTo("for x/y\n");
    assertThat(rig.get("/metrics").header("content-type")).contains("text/plain; version=0.0.4");
  }

  @Test
  void handler_thatFails_is500AndTellsNothing() throws Exception {
    rig.metrics =
        accept -> {
          throw new IllegalStateException("secret");
        };
    try (HttpWire client = HttpWire.open(rig.address())) {
      Response failed = client.get("/metrics");
      assertThat(failed.status()).isEqualTo(500);
      assertThat(failed.text()).doesNotContain("secret");
      assertThat(rig.defects)
          .singleElement()
          .hasToString("java.lang.IllegalStateException: secret");
      rig.document.checkProblem(failed.header("content-type").orElse(null), failed.text());
    }
  }

  @Test
  void logLevel_isShownAndSet() throws Exception {
    assertThat(rig.get("/api/v1/log-level").text()).isEqualTo("{\"level\":\"info\"}");
    assertThat(rig.call("PUT", "/api/v1/log-level", "{\"level\":\"debug\"}").text())
        .isEqualTo("{\"level\":\"debug\"}");
    assertThat(rig.level).isEqualTo("debug");
  }

  @Test
  void logLevel_unknown_is400() throws Exception {
    assertProblem(
        rig.call("PUT", "/api/v1/log-level", "{\"level\":\"loud\"}"),
        400,
        "level: got \"loud\", expected a level such as \"info\" or \"debug\"");
    assertThat(rig.level).isEqualTo("info");
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, localhost:5001",
    "http://localhost:3000, localhost:5001",
    "null, localhost:5001",
    "https://localhost:5001, localhost:5001",
    // Rebound: the page's own name leads here now.
    "http://evil.example:5001, evil.example:5001",
    "http://127.0.0.1.evil.example, 127.0.0.1.evil.example"
  })
  void change_fromAnotherPage_is403AndChangesNothing(String origin, String host) throws Exception {
    Response refused =
        rig.post(AdminRig.WEB + "/scale", "{\"replicas\":0}", "Host", host, "Origin", origin);
    assertProblem(
        refused,
        403,
        "Origin: got %s, expected none or this server's, reached by address or as localhost"
            .formatted(origin));
    assertThat(rig.web.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:5001", "LOCALHOST:5001", "127.0.0.1:5001", "[::1]:5001"})
  void change_fromAnOwnPage_passes(String host) throws Exception {
    Response passed =
        rig.post(
            AdminRig.WEB + "/scale",
            "{\"replicas\":3}",
            "Host",
            host,
            "Origin",
            "http://" + host.toLowerCase(Locale.ROOT));
    assertThat(passed.status()).isEqualTo(200);
  }

  @Test
  void read_withAForeignOrigin_passes_butIsShownToNoPage() throws Exception {
    Response read = rig.get("/api/v1/balancers", "Origin", "http://evil.example");
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.header("access-control-allow-origin")).isEmpty();
  }

  @Test
  void server_listensOnSeveralAddresses() throws Exception {
    int second = rig.listen("127.0.0.2", rig.address().getPort());
    assertThat(second).isEqualTo(rig.address().getPort());
    try (HttpWire client = HttpWire.open(new InetSocketAddress("127.0.0.2", second))) {
      assertThat(client.get("/livez").status()).isEqualTo(200);
    }
  }

  static void assertProblem(Response answer, int status, String detail) throws IOException {
    assertThat(answer.text())
        .endsWith("\"status\":" + status + ",\"detail\":" + quoted(detail) + "}");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("content-type")).contains("application/problem+json");
  }

  private static String quoted(String text) {
    return Json.encode(text);
  }
}
