package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import dev.ringmaster.testing.RawReplica;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;

/**
 * Replicas that keep every byte of each of their connections, and answer what is a whole request by
 * the strictest reading. There are two, so that a request that was tried again is seen twice.
 */
final class TapedReplicas {

  private final List<Tape> tapes = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Answer answer;

  /** Writes what answers a request; it may close or reset the connection. */
  @FunctionalInterface
  interface Answer {
    void to(String request, RawConnection connection) throws IOException, InterruptedException;
  }

  /** What one connection has brought. */
  static final class Tape {
    private final StringBuffer bytes = new StringBuffer();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    /** The whole requests. */
    List<String> requests() {
      return requests;
    }

    @Override
    public String toString() {
      return bytes.toString();
    }
  }

  private TapedReplicas(Answer answer) {
    this.answer = answer;
  }

  /** Behind a router. */
  static TapedReplicas behind(RouterRig rig, Answer answer) throws IOException {
    TapedReplicas replicas = new TapedReplicas(answer);
    for (int i = 0; i < 2; i++) {
      rig.replica(RawReplica.of((connection, number) -> replicas.serve(connection)));
    }
    return replicas;
  }

  private void serve(RawConnection connection) throws IOException, InterruptedException {
    Tape tape = new Tape();
    tapes.add(tape);
    try {
      StringBuilder request = new StringBuilder();
      while (true) {
        String next = connection.read(1);
        tape.bytes.append(next);
        if (isWhole(request.append(next).toString())) {
          tape.requests.add(request.toString());
          requests.add(request.toString());
          answer.to(request.toString(), connection);
          request.setLength(0);
        }
      }
    } finally {
      tape.ended = true;
    }
  }

  /** All connections up to now. */
  List<Tape> tapes() {
    return tapes;
  }

  /** The whole requests of all connections, in their order. */
  List<String> requests() {
    return requests;
  }

  /** What rows before this one have brought is their affair. */
  void forget() {
    tapes.clear();
    requests.clear();
  }

  /** The one connection that has brought this. */
  Tape tape(String text) {
    List<Tape> bearers = tapes.stream().filter(tape -> tape.toString().contains(text)).toList();
    assertThat(bearers).as("connections with %s", text).hasSize(1);
    return bearers.getFirst();
  }

  /** That connection has ended, and brought nothing behind this request. */
  void assertLast(String text) {
    Tape tape = tape(text);
    soon().until(() -> tape.ended);
    assertThat(tape.requests().getLast()).contains(text);
    assertThat(tape.toString()).endsWith(tape.requests().getLast());
  }

  /** All connections have ended, and none has brought a whole request. */
  void assertLeftInTheMiddle() {
    soon().until(() -> tapes.stream().allMatch(tape -> tape.ended));
    assertThat(requests).isEmpty();
    assertThat(tapes).noneMatch(tape -> tape.toString().contains("smuggled"));
  }

  /** Whether a message ends here and not before; one without a word about its body has none. */
  static boolean isWhole(String message) {
    int body = message.indexOf("\r\n\r\n") + 4;
    if (body < 4) {
      return false;
    }
    Message head = new Message(message.substring(0, body), "", "");
    if (head.values("transfer-encoding").contains("chunked")) {
      return isWholeInChunks(message.substring(body));
    }
    List<String> lengths = head.values("content-length");
    return message.length() - body
        == (lengths.isEmpty() ? 0 : Integer.parseInt(lengths.getFirst()));
  }

  private static boolean isWholeInChunks(String body) {
    int at = 0;
    while (true) {
      int end = body.indexOf("\r\n", at);
      if (end < 0 || !body.substring(at, end).matches("[0-9a-fA-F]{1,7}")) {
        return false;
      }
      int size = Integer.parseInt(body.substring(at, end), 16);
      if (size == 0) {
        return body.substring(end).matches("(\r\n[^\r\n]+)*\r\n\r\n");
      }
      at = end + 2 + size + 2;
      if (at > body.length() || !body.startsWith("\r\n", at - 2)) {
        return false;
      }
    }
  }

  /** Looks more often than is usual: there are many rows. */
  static ConditionFactory soon() {
    return await()
        .atMost(Duration.ofSeconds(10))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2));
  }

  /** How a connection goes on behind an answer. */
  static void go(String then, RawConnection connection) throws IOException {
    switch (then) {
      case "stays" -> {}
      case "closes" -> throw new EOFException("closed by the replica");
      case "resets" -> connection.reset();
      default -> throw new IllegalArgumentException(then);
    }
  }
}
