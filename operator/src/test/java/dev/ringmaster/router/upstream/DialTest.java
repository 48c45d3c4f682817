package dev.ringmaster.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.load.InFlight;
import dev.ringmaster.load.ReplicaLoad;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes of a name on the way to a connection. */
@Timeout(60)
final class DialTest {
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ReplicaLoad load = new InFlight().newReplica();

  @AfterEach
  void end() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void addresses_areTriedInOrder_untilOneAnswers() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 10, addresses("127.0.0.1")[0])) {
      Names names = new Names(name -> addresses("127.0.0.2", "127.0.0.3", "127.0.0.1"));

      assertThat(dial(names, "web", listening.getLocalPort(), PATIENT)).isEqualTo("connected");
    }
  }

  @Test
  void addresses_whereNobodyListens_areRefused() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 10, addresses("127.0.0.1")[0])) {
      Names names = new Names(name -> addresses("127.0.0.2", "127.0.0.3"));

      assertThat(dial(names, "web", listening.getLocalPort(), PATIENT))
          .isEqualTo(RouteFailure.REFUSED);
    }
  }

  @Test
  void name_thatNobodyKnows_isUnreachable() throws Exception {
    Names names =
        new Names(name -> {
          throw new UnknownHostException(name);
        });

    assertThat(dial(names, "web", 80, PATIENT)).isEqualTo(RouteFailure.UNREACHABLE);
  }

  @Test
  void lookup_thatTakesTooLong_isAConnectTimeout() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Names names =
        new Names(name -> {
          await(never);
          return addresses("127.0.0.1");
        });

    assertThat(dial(names, "web", 80, Duration.ofMillis(50)))
        .isEqualTo(RouteFailure.CONNECT_TIMEOUT);
    never.countDown();
  }

  @Test
  void address_isNotLookedUp() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 10, addresses("127.0.0.1")[0])) {
      Names names =
          new Names(name -> {
            throw new UnknownHostException(name);
          });

      assertThat(dial(names, "127.0.0.1", listening.getLocalPort(), PATIENT))
          .isEqualTo("connected");
    }
  }

  /** A failure, or that there was none. */
  private Object dial(Names names, String host, int port, Duration within) throws Exception {
    CompletableFuture<Object> ended = new CompletableFuture<>();
    Dial.Outcome outcome =
        new Dial.Outcome() {
          @Override
          public void connected(ReplicaConnection connection) {
            ended.complete("connected");
          }

          @Override
          public void failed(RouteFailure failure) {
            ended.complete(failure);
          }
        };
    Bootstrap connector =
        new Bootstrap().group(group.next()).channel(NioSocketChannel.class).disableResolver();
    ReplicaPools pools = new ReplicaPools(connector, names, new SplittableRandom(1));
    Endpoint endpoint = new Endpoint(0, 1, "s0", host, port, 1, load);
    long deadline = System.nanoTime() + within.toNanos();
    connector
        .config()
        .group()
        .execute(() ->
            new Dial(connector, endpoint, () -> new ReplicaConnection(pools), deadline, outcome)
                .begin(names));
    return ended.get(20, TimeUnit.SECONDS);
  }

  private static InetAddress[] addresses(String... texts) throws UnknownHostException {
    InetAddress[] all = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) {
      all[i] = InetAddress.getAllByName(texts[i])[0];
    }
    return all;
  }

  private static void await(CountDownLatch latch) {
    try {
      boolean unused = latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }
}
