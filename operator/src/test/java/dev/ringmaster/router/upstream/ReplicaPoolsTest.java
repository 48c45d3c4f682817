package dev.ringmaster.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.load.InFlight;
import dev.ringmaster.load.ReplicaLoad;
import dev.ringmaster.router.wire.Head;
import dev.ringmaster.routing.RouteFailure;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplicaPoolsTest {
  private final ReplicaLoad load = new InFlight().newReplica();
  private final ReplicaPools pools =
      new ReplicaPools(new Bootstrap(), new Names(), new SplittableRandom(20261126));

  /** A connection that was opened at the time 0, with its other end. */
  private record Opened(ReplicaConnection connection, EmbeddedChannel channel) {
    boolean isOpen() {
      return channel.isOpen();
    }
  }

  private Opened open() {
    ReplicaConnection connection = new ReplicaConnection(pools);
    EmbeddedChannel channel = new EmbeddedChannel(connection);
    pools.opened(load, connection, 0);
    return new Opened(connection, channel);
  }

  /** Carries a request whose response ends at this time. */
  private static void carry(Opened opened, String fields, long now) {
    ResponseSink sink = new Releasing(opened.connection(), now);
    opened.connection().begin(sink, false);
    String response = "HTTP/1.1 204 No Content\r\n%s\r\n".formatted(fields);
    opened.channel().writeInbound(Unpooled.copiedBuffer(response, StandardCharsets.US_ASCII));
  }

  private record Releasing(ReplicaConnection connection, long now) implements ResponseSink {
    @Override
    public void responseEnd() {
      connection.release(now);
    }

    @Override
    public void connected(ReplicaConnection other) {}

    @Override
    public void notConnected(RouteFailure failure) {}

    @Override
    public void responseMoves() {}

    @Override
    public void informed(Head head) {}

    @Override
    public void responseHead(Head head, int present) {}

    @Override
    public boolean wantsResponseFraming() {
      return false;
    }

    @Override
    public void responsePiece(ByteBuf piece) {
      piece.release();
    }

    @Override
    public void responseFlush() {}

    @Override
    public void replicaTakes() {}

    @Override
    public void failed(RouteFailure failure) {}
  }

  @Test
  void connectionThatReturnedLast_isTakenFirst() {
    Opened first = open();
    Opened second = open();
    carry(first, "", 1);
    carry(second, "", 2);

    assertThat(pools.take(load)).isSameAs(second.connection());
    assertThat(pools.take(load)).isSameAs(first.connection());
    assertThat(pools.take(load)).isNull();
  }

  @Test
  void connectionThatItsReplicaEnds_isNotKept() {
    Opened opened = open();

    carry(opened, "connection: close\r\n", 1);

    assertThat(opened.isOpen()).isFalse();
    assertThat(pools.take(load)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"4, true", "5, false"})
  void idleConnection_isClosed_beforeItsReplicaWouldDoIt(int seconds, boolean kept) {
    Opened opened = open();
    carry(opened, "", 0);

    pools.expire(TimeUnit.SECONDS.toNanos(seconds));

    assertThat(opened.isOpen()).isEqualTo(kept);
    assertThat(pools.take(load)).isEqualTo(kept ? opened.connection() : null);
  }

  @Test
  void oldConnection_endsWithAResponse_andNotWithAllOthersOfItsAge() {
    long middle = (ReplicaPools.LEAST_AGE_NANOS + ReplicaPools.MOST_AGE_NANOS) / 2;

    assertThat(keptAt(ReplicaPools.LEAST_AGE_NANOS - 1)).isEqualTo(200);
    assertThat(keptAt(middle)).isBetween(70L, 130L);
    assertThat(keptAt(ReplicaPools.MOST_AGE_NANOS)).isZero();
  }

  /** How many of 200 connections are still open after a response that ends at this time. */
  private long keptAt(long now) {
    return IntStream.range(0, 200)
        .mapToObj(i -> open())
        .peek(opened -> carry(opened, "", now))
        .filter(Opened::isOpen)
        .count();
  }

  @Test
  void replicaThatIsGone_keepsNoConnection_notEvenOneThatReturnsLater() {
    Opened idle = open();
    carry(idle, "", 1);
    Opened busy = open();

    pools.forget(load);

    assertThat(idle.isOpen()).isFalse();
    assertThat(busy.isOpen()).isTrue();
    carry(busy, "", 2);
    assertThat(busy.isOpen()).isFalse();
    assertThat(pools.take(load)).isNull();
  }
}
