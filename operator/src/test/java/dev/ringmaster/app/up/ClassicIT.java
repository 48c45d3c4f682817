package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.admin.ClassicBridge;
import dev.ringmaster.router.RouterRig;
import dev.ringmaster.scale.Scaling;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the classic calls on the data port, to the byte. */
@Timeout(60)
final class ClassicIT {
  private static final String THREE =
      "{\"message\":{\"N\":3,\"replicas\":[\"s1\",\"Server 1\",\"s3\"]},\"status\":\"successful\"}";
  private static final String NO_OBJECT =
      "The body is not a JSON object such as {\\\"n\\\":1,\\\"hostnames\\\":[\\\"S1\\\"]}";
  private static final String NO_NUMBER = "n must be a whole number from 1 to 1000";
  private static final String NO_LIST = "hostnames must be a list of names";
  private static final String NO_NAME =
      "Each hostname must be a string of 1 to 253 printable characters";

  @RegisterExtension final RouterRig rig = new RouterRig();

  private final Wishes wishes = new Wishes();
  private final RawReplica replica;

  ClassicIT() throws IOException {
    replica =
        rig.replica(
            RawReplica.answering(request ->
                request.startLine().contains("/missing")
                    ? "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nX-Own: 1\r\n\r\nnope"
                    : RawReplica.ok("replica")));
    rig.local(ClassicBridge.to(wishes));
  }

  @Test
  void rep_listsTheReplicas() throws Exception {
    assertReply(call("GET", "/rep", ""), 200, THREE);
    assertReply(call("GET", "/rep?x=1", ""), 200, THREE);
    assertThat(replica.connections()).isZero();
  }

  @Test
  void rep_ofNobody_isEmpty() throws Exception {
    wishes.names = List.of();

    assertReply(
        call("GET", "/rep", ""),
        200,
        "{\"message\":{\"N\":0,\"replicas\":[]},\"status\":\"successful\"}");
  }

  @Test
  void rep_head_hasNoBody() throws Exception {
    try (RawConnection client = rig.client()) {
      client.write("HEAD /rep HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(client.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"POST, /add, add", "DELETE, /rm, remove"})
  void change_isAskedForAndAnsweredWithTheReplicas(String method, String path, String wish)
      throws Exception {
    assertReply(call(method, path, "{\"n\":2,\"hostnames\":[\"S5\",\"Server 1\"]}"), 200, THREE);
    assertReply(call(method, path, "{\"n\":1}"), 200, THREE);
    assertReply(call(method, path, "{\"n\":1,\"hostnames\":[]}"), 200, THREE);
    assertReply(call(method, path, "{\"n\":1,\"hostnames\":null,\"more\":{}}"), 200, THREE);
    assertReply(call(method, path, " {\"n\":1000}\n"), 200, THREE);

    assertThat(wishes.seen)
        .containsExactly(
            wish + " 2 [S5, Server 1]",
            wish + " 1 []",
            wish + " 1 []",
            wish + " 1 []",
            wish + " 1000 []");
    assertThat(replica.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Length of hostname list is more than newly added instances",
        "Length of hostname list is more than removable instances"
      })
  void change_refused_is400WithItsReason(String reason) throws Exception {
    wishes.outcome = new Scaling.Outcome.Refused(reason);

    assertReply(
        call("POST", "/add", "{\"n\":1,\"hostnames\":[\"a\",\"b\"]}"), 400, failure(reason));
    assertReply(call("DELETE", "/rm", "{\"n\":1,\"hostnames\":[\"a\"]}"), 400, failure(reason));
  }

  @Test
  void change_late_is503() throws Exception {
    wishes.outcome = new Scaling.Outcome.Late("not in time");

    assertReply(call("POST", "/add", "{\"n\":1}"), 503, failure("not in time"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"n\":null}",
        "{\"n\":0}",
        "{\"n\":-1}",
        "{\"n\":true}",
        "{\"n\":\"1\"}",
        "{\"n\":1.0}",
        "{\"n\":1.5}",
        "{\"n\":1e0}",
        "{\"n\":1001}",
        "{\"n\":4294967297}",
        "{\"n\":99999999999999999999999}",
        "{\"n\":[1]}",
        "{\"N\":1}",
        "{\"hostnames\":[\"a\"]}"
      })
  void number_thatIsNone_is400(String body) throws Exception {
    assertRefused(body, NO_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"n\":1",
        "{\"n\":1}}",
        "{\"n\":1} x",
        "{n:1}",
        "null",
        "1",
        "\"\"",
        "\"{}\"",
        "[]",
        "[{\"n\":1}]",
        "true",
        "n=1&hostnames=a"
      })
  void body_thatIsNoObject_is400(String body) throws Exception {
    assertRefused(body, NO_OBJECT);
  }

  @Test
  void body_nestedTooDeep_is400() throws Exception {
    assertRefused("{\"n\":1,\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}", NO_OBJECT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "{}", "1", "true"})
  void hostnames_thatAreNoList_are400(String hostnames) throws Exception {
    assertRefused("{\"n\":1,\"hostnames\":" + hostnames + "}", NO_LIST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "[null]",
        "[[\"a\"]]",
        "[{}]",
        "[\"\"]",
        "[\" \"]",
        "[\"a\\nb\"]",
        "[true]"
      })
  void hostname_thatIsNoName_is400(String hostnames) throws Exception {
    assertRefused("{\"n\":1,\"hostnames\":" + hostnames + "}", NO_NAME);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /rep, 'GET, HEAD'",
    "DELETE, /rep, 'GET, HEAD'",
    "GET, /add, POST",
    "PUT, /add, POST",
    "GET, /rm, DELETE",
    "POST, /rm, DELETE"
  })
  void method_thatIsAnother_is405(String method, String path, String allowed) throws Exception {
    Message response = call(method, path, "{\"n\":1}");

    assertReply(response, 405, failure("This call takes " + allowed));
    assertThat(response.values("allow")).containsExactly(allowed);
    assertThat(wishes.seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/repx", "/rep/", "/Rep", "/add/1", "//rm", "/r%65p", "/x/rep", "/"})
  void path_thatIsNotExactlyACall_goesToAReplica(String path) throws Exception {
    assertThat(call("GET", path, "").body()).isEqualTo("replica");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void body_isReadWhateverItsType(String type) throws Exception {
    String body = "{\"n\":1}";
    try (RawConnection client = rig.client()) {
      client.write(
          "DELETE /rm HTTP/1.1\r\nHost: web\r\nContent-Type: "
              + type
              + "\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n"
              + body
              + "\r\n0\r\n\r\n");
      assertReply(client.message(), 200, THREE);
    }
  }

  @Test
  void body_ofUpTo64Kib_isRead_andMoreIs413() throws Exception {
    String padded = "{\"n\":1}" + " ".repeat(65_536 - 7);

    assertReply(call("POST", "/add", padded), 200, THREE);
    assertThat(call("POST", "/add", padded + " ").status()).isEqualTo(413);
    assertThat(call("POST", "/add", padded.repeat(20)).status()).isEqualTo(413);

    assertThat(wishes.seen).hasSize(1);
  }

  @Test
  void notFound_ofTheReplica_is400WithThePath() throws Exception {
    assertReply(
        call("GET", "/missing?q=1", ""),
        400,
        failure("'/missing' endpoint does not exist in server replicas"));
    assertReply(
        call("POST", "/missing/\"q\"\\", "x"),
        400,
        failure("'/missing/\\\"q\\\"\\\\' endpoint does not exist in server replicas"));
    assertThat(call("GET", "/missing", "").names()).doesNotContain("x-own");
  }

  @Test
  void notFound_onOneConnection_keepsItInStep() throws Exception {
    try (RawConnection client = rig.client()) {
      for (int i = 0; i < 3; i++) {
        client.write(
            "GET /missing HTTP/1.1\r\nHost: web\r\n\r\nGET / HTTP/1.1\r\nHost: web\r\n\r\n");
        assertThat(client.message().status()).isEqualTo(400);
        assertThat(client.message().body()).isEqualTo("replica");
      }
    }
  }

  private void assertRefused(String body, String reason) throws IOException {
    assertReply(call("POST", "/add", body), 400, failure(reason));
    assertReply(call("DELETE", "/rm", body), 400, failure(reason));
    assertThat(wishes.seen).isEmpty();
  }

  private Message call(String method, String path, String body) throws IOException {
    String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    try (RawConnection client = rig.client()) {
      return client
          .write(method + " " + path + " HTTP/1.1\r\nHost: web\r\n" + length + "\r\n" + body)
          .message();
    }
  }

  private static void assertReply(Message response, int status, String body) {
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.values("content-type")).containsExactly("application/json");
  }

  private static String failure(String reason) {
    return "{\"message\":\"<Error> " + reason + "\",\"status\":\"failure\"}";
  }

  /** Grants what it is told to grant, on another thread, and remembers what it was asked. */
  private static final class Wishes implements Scaling {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile List<String> names = List.of("s1", "Server 1", "s3");
    private volatile Outcome outcome = new Outcome.Done(names);

    @Override
    public List<String> replicas() {
      return names;
    }

    @Override
    public void add(int n, List<String> hostnames, Consumer<Outcome> answer) {
      seen.add("add " + n + " " + hostnames);
      Thread.ofVirtual().start(() -> answer.accept(outcome));
    }

    @Override
    public void remove(int n, List<String> hostnames, Consumer<Outcome> answer) {
      seen.add("remove " + n + " " + hostnames);
      answer.accept(outcome);
    }
  }
}
