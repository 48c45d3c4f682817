package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.router.RawTable.Row;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Strict towards replicas, RFC 9112: of an answer that is none no client sees a byte, one that goes
 * bad ends the client's connection, and what follows an answer reaches nobody. A connection to a
 * replica that was not clear once never carries anything again.
 */
@Timeout(120)
final class ResponseConformanceIT {
  /** All requests are for the same replica. */
  private static final String FIELDS = "Host: web\r\nX-Key: k\r\n\r\n";

  /** Asks for an answer that is not hostile. */
  private static final String GOOD = "GET /good HTTP/1.1\r\n" + FIELDS;

  /** Asks for an answer byte by byte. */
  private static final String TRICKLE = "/trickle";

  @RegisterExtension final RouterRig rig = new RouterRig();

  /** Lets a replica go on in the middle of what it says. */
  private final Semaphore goOn = new Semaphore(0);

  private TapedReplicas replicas;
  private TapedReplicas.Answer bad = (request, connection) -> {};

  @BeforeEach
  void start() throws IOException {
    replicas =
        TapedReplicas.behind(
            rig,
            (request, connection) -> {
              if (request.contains(" /good ")) {
                connection.write(RawReplica.ok("good"));
              } else {
                bad.to(request, connection);
              }
            });
  }

  @TestFactory
  Stream<DynamicTest> answer_thatIsNone_is502AndItsConnectionEnds() {
    return RawTable.tests(
        "responses-refused",
        0,
        1,
        row -> {
          bad =
              (request, connection) -> {
                write(request, row.cell(2), connection);
                TapedReplicas.go(row.cell(3), connection);
              };
          // What stops in its head may be asked for again, where the method allows it.
          String method = row.cell(3).equals("stays") ? "GET" : "POST";
          assertBadGateway(method, path(row));
          assertBadGateway(method, path(row) + TRICKLE);
        });
  }

  @Test
  void answer_thatInformsForEver_is502AndItsConnectionEnds() throws Exception {
    bad =
        (request, connection) ->
            connection.write("HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n".repeat(1_000));

    try (RawConnection client = rig.client()) {
      client.write(request("GET", "/flood"));
      String head = client.head();
      while (head.startsWith("HTTP/1.1 103 ")) {
        head = client.head();
      }
      assertThat(head).startsWith("HTTP/1.1 502 ");
    }
    replicas.assertLast("/flood");
  }

  @Test
  void answer_thatIsNone_toAHead_is502WithoutABody() throws Exception {
    bad = (request, connection) -> connection.write("HTTP/1.1 20 OK\r\n\r\n");

    try (RawConnection client = rig.client()) {
      client.write(request("HEAD", "/none"));
      assertThat(client.head()).startsWith("HTTP/1.1 502 ");
      assertGood(client);
    }
    replicas.assertLast("/none");
  }

  @TestFactory
  Stream<DynamicTest> answer_thatGoesBad_endsTheClientsConnection() {
    return RawTable.tests(
        "responses-broken",
        0,
        1,
        row -> {
          bad = halves(row.cell(2), row.cell(3), row.cell(4));
          try (RawConnection client = rig.client()) {
            client.write(request("GET", path(row)));
            StringBuilder seen = new StringBuilder(client.head());
            while (!seen.toString().endsWith("hello")) {
              seen.append(client.read(1));
            }
            goOn.release();
            seen.append(client.whole());
            assertThat(seen.toString()).doesNotContain("smuggled").containsOnlyOnce("HTTP/1.1");
            assertThat(TapedReplicas.isWhole(seen.toString())).isFalse();
          }
          replicas.assertLast(path(row) + " ");
          assertGoodForOthers();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "Transfer-Encoding: chunked|, 5|hello, |smuggled|, stays",
    "Transfer-Encoding: chunked|, 5|hello, |, closes",
    "X-A: b|, hello, '', resets"
  })
  void answer_thatGoesBad_resetsAClientThatWaitsForTheEnd(
      String field, String first, String rest, String then) throws Exception {
    String begin = ("HTTP/1.1 200 OK|" + field + "|" + first).replace("|", "\r\n");
    bad = halves(begin, rest.replace("|", "\r\n"), then);

    try (RawConnection client = rig.client()) {
      client.write("GET /old HTTP/1.0\r\n" + FIELDS);
      client.head();
      assertThat(client.read(5)).isEqualTo("hello");
      goOn.release();
      assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
    }
    replicas.assertLast("/old");
  }

  @TestFactory
  Stream<DynamicTest> bytes_thatComeWithAnAnswer_reachNobody() {
    return RawTable.tests(
        "responses-followed",
        0,
        1,
        row -> {
          bad = (request, connection) -> connection.write(row.cell(3) + row.cell(4));
          try (RawConnection client = rig.client()) {
            assertAnswered(client, row);
            assertGood(client);
          }
          replicas.assertLast(path(row) + " ");
        });
  }

  @TestFactory
  Stream<DynamicTest> bytes_thatComeAfterAnAnswer_reachNobody() {
    return RawTable.tests(
        "responses-followed",
        0,
        1,
        row -> {
          bad = halves(row.cell(3), row.cell(4), "stays");
          try (RawConnection client = rig.client()) {
            assertAnswered(client, row);
            goOn.release();
            replicas.assertLast(path(row) + " ");
            assertGood(client);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> answer_thatIsClear_passesAsItStands() {
    return RawTable.tests(
        "responses-served",
        0,
        1,
        row -> {
          bad =
              (request, connection) -> {
                write(request, row.cell(4), connection);
                TapedReplicas.go(row.cell(3), connection);
              };
          assertPasses(row, path(row));
          // What only the end of a connection frames is cut as it comes.
          if (row.cell(3).equals("stays")) {
            assertPasses(row, path(row) + TRICKLE);
          }
        });
  }

  private void assertPasses(Row row, String path) throws IOException {
    String expected = row.cell(5).equals("=") ? row.cell(4) : row.cell(5);
    try (RawConnection client = rig.client()) {
      client.write(row.cell(2).replace(" / ", " " + path + " ") + "\r\n" + FIELDS);
      assertThat(client.read(expected.length())).isEqualTo(expected);
      if (row.cell(2).endsWith("1.0")) {
        assertThat(client.rest()).isEmpty();
      } else {
        assertGood(client);
        assertReused(row, path);
      }
    }
  }

  /** A clear answer costs no connection. */
  private void assertReused(Row row, String path) {
    if (row.cell(3).equals("stays")) {
      assertThat(replicas.tape(path + " ").requests().getLast()).contains(" /good ");
    } else {
      replicas.assertLast(path + " ");
    }
  }

  private void assertBadGateway(String method, String path) throws IOException {
    try (RawConnection client = rig.client()) {
      Message answer = client.write(request(method, path)).message();
      assertThat(answer.startLine()).isEqualTo("HTTP/1.1 502 Bad Gateway");
      assertThat(answer.values("content-type")).containsExactly("application/problem+json");
      assertGood(client);
    }
    replicas.assertLast(path + " ");
  }

  /** The answer as the replica gave it, but for the place of its framing. */
  private static void assertAnswered(RawConnection client, Row row) throws IOException {
    String answer = row.cell(3);
    int body = answer.indexOf("\r\n\r\n") + 4;
    client.write(request(row.cell(2), path(row)));
    String head = client.head();
    assertThat(head).startsWith(answer.substring(0, answer.indexOf("\r\n")));
    assertThat(head).doesNotContainIgnoringCase("smuggled");
    assertThat(client.read(answer.length() - body)).isEqualTo(answer.substring(body));
  }

  private void assertGoodForOthers() throws IOException {
    try (RawConnection client = rig.client()) {
      assertGood(client);
    }
  }

  private static void assertGood(RawConnection client) throws IOException {
    assertThat(client.write(GOOD).message().body()).isEqualTo("good");
  }

  private TapedReplicas.Answer halves(String first, String second, String then) {
    return (request, connection) -> {
      connection.write(first);
      if (!goOn.tryAcquire(20, TimeUnit.SECONDS)) {
        throw new IOException("nobody lets the replica go on");
      }
      connection.write(second);
      TapedReplicas.go(then, connection);
    };
  }

  private static void write(String request, String answer, RawConnection to) throws IOException {
    if (request.contains(TRICKLE)) {
      to.trickle(answer);
    } else {
      to.write(answer);
    }
  }

  private static String request(String method, String path) {
    return method + " " + path + " HTTP/1.1\r\n" + FIELDS;
  }

  private static String path(Row row) {
    return "/bad/" + row.number();
  }
}
