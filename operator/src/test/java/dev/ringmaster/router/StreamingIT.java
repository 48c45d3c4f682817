package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bodies pass as they come, and no faster than the other side takes them. */
@Timeout(120)
@SuppressWarnings("StringConcatToTextBlock") // its lines would end without a return
final class StreamingIT {
  private static final int PIECE = 1 << 16;
  private static final long LARGE = 50L << 20;

  /** Beyond what the kernel's buffers on the way hold together. */
  private static final long FLOOD = 400L << 20;

  @RegisterExtension final RouterRig rig = new RouterRig();

  @Test
  void response_itsFirstPart_passesBeforeItsLastExists() throws Exception {
    SynchronousQueue<String> parts = new SynchronousQueue<>();
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.head();
          connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          for (String part = parts.take(); !part.isEmpty(); part = parts.take()) {
            connection.write("%x\r\n%s\r\n".formatted(part.length(), part));
          }
          connection.write("0\r\n\r\n");
        }));

    RawConnection client = rig.client().write("GET /events HTTP/1.1\r\nHost: web\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
    for (String part : new String[] {"data: 1\n\n", "data: 2\n\n"}) {
      parts.put(part);
      assertThat(client.chunk()).isEqualTo(part);
    }
    parts.put("");
    assertThat(client.chunk()).isEmpty();
  }

  @Test
  void request_itsFirstPart_passesBeforeItsLastExists() throws Exception {
    SynchronousQueue<String> seen = new SynchronousQueue<>();
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.head();
          for (String part = connection.chunk(); !part.isEmpty(); part = connection.chunk()) {
            seen.put(part);
          }
          connection.write(RawReplica.ok("all"));
        }));

    RawConnection client =
        rig.client().write("POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.write("3\r\none\r\n");
    assertThat(seen.take()).isEqualTo("one");
    client.write("3\r\ntwo\r\n");
    assertThat(seen.take()).isEqualTo("two");
    client.write("0\r\n\r\n");

    assertThat(client.message().body()).isEqualTo("all");
  }

  @Test
  void request_itsFirstPart_behindAnotherRequest_passesBeforeItsLastExists() throws Exception {
    SynchronousQueue<String> seen = new SynchronousQueue<>();
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.message();
          connection.write(RawReplica.ok("first"));
          connection.head();
          seen.put(connection.chunk());
          assertThat(connection.chunk()).isEmpty();
          connection.write(RawReplica.ok("second"));
        }));

    RawConnection client =
        rig.client()
            .write(
                "GET / HTTP/1.1\r\nHost: web\r\n\r\n"
                    + "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");

    assertThat(client.message().body()).isEqualTo("first");
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
    client.write("0\r\n\r\n");
    assertThat(client.message().body()).isEqualTo("second");
  }

  @Test
  void expectContinue_isAnsweredAndTheBodyArrivesOnce() throws Exception {
    RawReplica replica =
        rig.replica(RawReplica.answering(request -> RawReplica.ok(request.body())));

    RawConnection client = rig.client();
    client.write(
        "POST / HTTP/1.1\r\nHost: web\r\nExpect: 100-Continue\r\n" + "Content-Length: 4\r\n\r\n");
    assertThat(client.head()).startsWith("HTTP/1.1 100 Continue\r\n");
    client.write("body");

    assertThat(client.message().body()).isEqualTo("body");
    assertThat(replica.requests()).hasSize(1);
    assertThat(replica.requests().getFirst().names())
        .as("met here already")
        .doesNotContain("expect");
  }

  @Test
  void interimResponse_ofTheReplica_isNotTakenForTheFinalOne() throws Exception {
    rig.replica(
        RawReplica.answering(request ->
            "HTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + RawReplica.ok("final")));

    RawConnection client = rig.client().write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
    String head = client.head();
    while (head.startsWith("HTTP/1.1 1")) {
      head = client.head();
    }

    assertThat(client.body(head).body()).isEqualTo("final");
  }

  @Test
  void upload_large_arrivesWhole() throws Exception {
    AtomicLong arrived = new AtomicLong();
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.head();
          connection.skip(LARGE);
          arrived.set(LARGE);
          connection.write(RawReplica.ok("done"));
        }));

    RawConnection client = rig.client().write(upload(LARGE));
    writeAll(client, LARGE, new AtomicLong());

    assertThat(client.message().body()).isEqualTo("done");
    assertThat(arrived).hasValue(LARGE);
  }

  @Test
  void download_large_arrivesWhole() throws Exception {
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.head();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
          writeAll(connection, LARGE, new AtomicLong());
          connection.message();
          connection.write(RawReplica.ok("next"));
        }));

    RawConnection client = rig.client().write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
    client.head();
    client.skip(LARGE);
    client.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");

    assertThat(client.message().body()).isEqualTo("next");
  }

  @Test
  void upload_thatTheReplicaDoesNotRead_stops_andGoesOnWhenItDoes() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    rig.replica(
        RawReplica.narrow((connection, number) -> {
          connection.head();
          reads.await();
          connection.skip(FLOOD);
          connection.write(RawReplica.ok("done"));
        }));
    RawConnection client = rig.client().write(upload(FLOOD));

    AtomicLong written = new AtomicLong();
    Thread writer = inBackground(() -> writeAll(client, FLOOD, written));

    assertStops(written);
    reads.countDown();
    assertThat(client.patience(60_000).message().body()).isEqualTo("done");
    writer.join();
    assertThat(written).hasValue(FLOOD);
  }

  @Test
  void download_thatTheClientDoesNotRead_stops_andGoesOnWhenItDoes() throws Exception {
    AtomicLong written = new AtomicLong();
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.head();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + FLOOD + "\r\n\r\n");
          writeAll(connection, FLOOD, written);
        }));
    RawConnection client = rig.client().write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");

    client.head();

    assertStops(written);
    client.skip(FLOOD);
    await().untilAsserted(() -> assertThat(written).hasValue(FLOOD));
  }

  @Test
  void response_beforeTheUploadEnds_reachesTheClient() throws Exception {
    RawReplica replica =
        rig.replica(
            RawReplica.of((connection, number) -> {
              connection.head();
              connection.read(10);
              connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
              connection.drain();
            }));
    RawConnection client = rig.client().write(upload(1 << 20)).write("0123456789");

    Message response = client.message();

    assertThat(response.status()).isEqualTo(413);
    assertThat(response.body()).isEqualTo("big");
    await().untilAsserted(() -> assertThat(replica.ended()).isEqualTo(1));
    await().untilAsserted(rig::allLeasesAreBack);
  }

  @Test
  void response_beforeTheUploadEnds_doesNotMixUpTheNextRequest() throws Exception {
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.head();
          connection.write(RawReplica.ok("answer " + number));
          connection.drain();
        }));
    RawConnection client = rig.client().write(upload(100_000)).write("x".repeat(10));
    assertThat(client.message().body()).isEqualTo("answer 1");

    client.write("x".repeat(100_000 - 10)).write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");

    assertThat(client.message().body()).isEqualTo("answer 2");
  }

  private static String upload(long length) {
    return "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private static void writeAll(RawConnection to, long length, AtomicLong written)
      throws IOException {
    byte[] piece = new byte[PIECE];
    while (written.get() < length) {
      to.write(piece);
      written.addAndGet(PIECE);
    }
  }

  /** No byte for a second, long before the end. */
  private static void assertStops(AtomicLong written) {
    AtomicLong before = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(20))
        .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
    assertThat(written.get()).isLessThan(FLOOD / 4);
  }

  private static Thread inBackground(Writing writing) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            writing.run();
          } catch (IOException e) {
            // what was not written is not counted
          }
        });
  }

  private interface Writing {
    void run() throws IOException;
  }
}
