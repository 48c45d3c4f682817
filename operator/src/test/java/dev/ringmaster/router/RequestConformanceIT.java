package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Strict towards clients, RFC 9112: what two readers could read differently is refused and its
 * connection closed, no replica gets it, and a request that hides behind it is served by nobody.
 */
@Timeout(120)
@SuppressWarnings("StringConcatToTextBlock") // its lines would end without a return
final class RequestConformanceIT {
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: web\r\n\r\n";
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: web\r\n\r\n";

  @RegisterExtension final RouterRig rig = new RouterRig();

  @TestFactory
  Stream<DynamicTest> head_thatIsNotClear_isRefusedAndNobodyGetsAnyOfIt() throws Exception {
    TapedReplicas replicas = replicas();
    return RawTable.tests(
        "requests-refused",
        1,
        2,
        row -> {
          replicas.forget();
          int status = Integer.parseInt(row.cell(0));
          try (RawConnection client = rig.client()) {
            assertRefused(client.write(row.cell(3) + SMUGGLED), status);
          }
          try (RawConnection client = rig.client()) {
            assertRefused(client.trickleWhileTaken(row.cell(3) + SMUGGLED), status);
          }
          assertThat(replicas.tapes()).isEmpty();
        });
  }

  @TestFactory
  Stream<DynamicTest> chunks_thatAreNotClear_areRefusedAndTheReplicaIsLeft() throws Exception {
    TapedReplicas replicas = replicas();
    return RawTable.tests(
        "requests-cut",
        0,
        1,
        row -> {
          replicas.forget();
          assertCut(CHUNKED + row.cell(2));
          replicas.assertLeftInTheMiddle();
          assertCutAfterItsHead(replicas, row.cell(2));
          replicas.assertLeftInTheMiddle();
        });
  }

  @Test
  void head_withABareLineFeed_isRefusedAtOnce() throws Exception {
    try (RawConnection client = rig.client()) {
      assertRefused(client.write("GET / HTTP/1.1\n"), 400);
    }
  }

  @Test
  void head_thatIsNotClear_behindAHead_isRefusedWithABody() throws Exception {
    replicas();

    try (RawConnection client = rig.client()) {
      client.write("HEAD / HTTP/1.1\r\nHost: web\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertRefused(client.write("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400);
    }
  }

  @Test
  void extension_ofMoreThan256Bytes_isRefused() throws Exception {
    TapedReplicas replicas = replicas();

    assertCut(CHUNKED + "5;" + "x".repeat(257) + "\r\nhello\r\n0\r\n\r\n");

    replicas.assertLeftInTheMiddle();
  }

  @Test
  void extension_of256Bytes_isLeftOut() throws Exception {
    TapedReplicas replicas = replicas();

    assertServed(CHUNKED + "5;" + "x".repeat(255) + "\r\nhello\r\n0\r\n\r\n");

    assertThat(replicas.requests().getFirst()).endsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  }

  @Test
  void trailers_tooLong_areRefused() throws Exception {
    TapedReplicas replicas = replicas();

    try (RawConnection client = rig.client()) {
      client.write(CHUNKED + "0\r\n" + ("X-A: " + "x".repeat(1_000) + "\r\n").repeat(9) + "\r\n");
      assertRefused(client, 431);
    }

    replicas.assertLeftInTheMiddle();
  }

  @TestFactory
  Stream<DynamicTest> request_thatIsClear_passesAsItStands() throws Exception {
    TapedReplicas replicas = replicas();
    return RawTable.tests(
        "requests-served",
        0,
        1,
        row -> {
          replicas.requests().clear();
          assertServed(row.cell(2));
          try (RawConnection client = rig.client()) {
            assertThat(client.trickle(row.cell(2)).message().status()).isEqualTo(200);
          }
          assertThat(replicas.requests()).hasSize(3);
          String expected = row.cell(3).equals("=") ? row.cell(2) : row.cell(3);
          assertThat(withoutOurFields(replicas.requests().getFirst())).isEqualTo(expected);
          assertThat(withoutOurFields(replicas.requests().getLast())).isEqualTo(expected);
        });
  }

  @TestFactory
  Stream<DynamicTest> request_thatIsNotServedHere_isDeclinedAndTheNextOneServed() throws Exception {
    TapedReplicas replicas = replicas();
    return RawTable.tests(
        "requests-declined",
        1,
        2,
        row -> {
          replicas.requests().clear();
          try (RawConnection client = rig.client()) {
            assertProblem(client.write(row.cell(3)).message(), Integer.parseInt(row.cell(0)));
            assertThat(client.write(NEXT).message().status()).isEqualTo(200);
          }
          assertThat(replicas.requests()).allMatch(request -> request.startsWith("GET /next "));
        });
  }

  /** Nobody knows whether the body follows such an answer, or the next request: neither is read. */
  @Test
  void body_ofARequestThatWasAnsweredAlready_isNotAskedFor() throws Exception {
    try (RawConnection client = rig.client()) {
      client.write(
          "POST / HTTP/1.1\r\nHost: web\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 503 ")
          .contains("\r\nconnection: close\r\n")
          .doesNotContain("100 Continue");
    }
  }

  private TapedReplicas replicas() throws IOException {
    return TapedReplicas.behind(
        rig,
        (request, connection) -> connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  }

  private void assertCut(String request) throws IOException {
    try (RawConnection client = rig.client()) {
      client.write(request + SMUGGLED);
      assertRefused(client, 400);
    }
  }

  private void assertCutAfterItsHead(TapedReplicas replicas, String body) throws IOException {
    replicas.forget();
    try (RawConnection client = rig.client()) {
      client.write(CHUNKED);
      // A connection of the case before may be seen only now: it brought nothing.
      TapedReplicas.soon()
          .until(() ->
              replicas.tapes().stream().anyMatch(tape -> tape.toString().endsWith("\r\n\r\n")));
      client.write(body + SMUGGLED);
      assertRefused(client, 400);
    }
  }

  private void assertServed(String request) throws IOException {
    try (RawConnection client = rig.client()) {
      assertThat(client.write(request).message().status()).isEqualTo(200);
      assertThat(client.write(NEXT).message().status()).isEqualTo(200);
    }
  }

  private static void assertRefused(RawConnection client, int status) throws IOException {
    Message refusal = client.message();
    assertProblem(refusal, status);
    assertThat(refusal.values("connection")).containsExactly("close");
    assertThat(client.drain()).isZero();
  }

  private static void assertProblem(Message response, int status) {
    assertThat(response.startLine()).startsWith("HTTP/1.1 " + status + " ");
    assertThat(response.values("content-type")).containsExactly("application/problem+json");
    assertThat(response.body())
        .contains("\"type\":\"urn:ringmaster:problem:", "\"status\":" + status);
  }

  private static String withoutOurFields(String request) {
    int body = request.indexOf("\r\n\r\n") + 2;
    return Arrays.stream(request.substring(0, body).split("(?<=\r\n)", -1))
            .filter(line -> !line.matches("(?s)(via|forwarded|x-forwarded-.*): .*"))
            .collect(Collectors.joining())
        + request.substring(body);
  }
}
