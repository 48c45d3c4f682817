package dev.ringmaster.router.upstream;

import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to one connection: the replica's name is looked up and its addresses are tried in order,
 * all within one limit. It succeeds or fails once. Confined to its event loop.
 */
final class Dial {
  private final Bootstrap connector;
  private final EventLoop loop;
  private final Endpoint endpoint;
  private final Supplier<ReplicaConnection> connections;
  private final Outcome outcome;
  private final long deadline;
  private boolean over;

  /** Hears how it ended. */
  interface Outcome {
    void connected(ReplicaConnection connection);

    void failed(RouteFailure failure);
  }

  /**
   * One that has not begun.
   *
   * @param connections makes the handler of a channel
   */
  Dial(
      Bootstrap connector,
      Endpoint endpoint,
      Supplier<ReplicaConnection> connections,
      long deadline,
      Outcome outcome) {
    this.connector = connector;
    this.loop = (EventLoop) connector.config().group();
    this.endpoint = endpoint;
    this.connections = connections;
    this.deadline = deadline;
    this.outcome = outcome;
  }

  void begin(Names names) {
    InetAddress literal = Names.literal(endpoint.host());
    if (literal != null) {
      tryNext(List.of(literal).iterator());
      return;
    }
    var late =
        loop.schedule(() -> fail(RouteFailure.CONNECT_TIMEOUT), left(), TimeUnit.NANOSECONDS);
    var unused =
        names
            .addresses(endpoint.host())
            .whenCompleteAsync(
                (addresses, failure) -> {
                  late.cancel(false);
                  looked(addresses, failure);
                },
                loop);
  }

  private long left() {
    return deadline - System.nanoTime();
  }

  private void looked(@Nullable List<InetAddress> addresses, @Nullable Throwable failure) {
    if (addresses == null || failure != null) {
      fail(RouteFailure.UNREACHABLE);
    } else if (!over) {
      tryNext(addresses.iterator());
    }
  }

  private void tryNext(Iterator<InetAddress> addresses) {
    ReplicaConnection connection = connections.get();
    int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left()));
    ChannelFuture connecting =
        connector
            .clone()
            .handler(connection)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
            .connect(new InetSocketAddress(addresses.next(), endpoint.port()));
    var unused =
        connecting.addListener(done -> {
          if (done.isSuccess()) {
            over = true;
            outcome.connected(connection);
          } else if (addresses.hasNext() && left() > 0) {
            tryNext(addresses);
          } else {
            fail(failure(done.cause()));
          }
        });
  }

  private void fail(RouteFailure failure) {
    if (!over) {
      over = true;
      outcome.failed(failure);
    }
  }

  private static RouteFailure failure(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException late -> RouteFailure.CONNECT_TIMEOUT;
      case NoRouteToHostException unreachable -> RouteFailure.UNREACHABLE;
      case ConnectException refused -> RouteFailure.REFUSED;
      default -> RouteFailure.UNREACHABLE;
    };
  }
}
