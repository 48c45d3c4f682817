package dev.ringmaster.router.http1;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An address that an engine listens on, and the connections that came in by it. */
public final class Listening {
  private final Channel server;
  private final ChannelGroup clients;

  Listening(Channel server, ChannelGroup clients) {
    this.server = server;
    this.clients = clients;
  }

  /** The port, also where any was asked for. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Ends it with all of its connections. */
  public CompletableFuture<Void> close() {
    return end(Duration.ZERO);
  }

  void whenClosed(Runnable task) {
    var unused = server.closeFuture().addListener(closed -> task.run());
  }

  CompletableFuture<Void> end(Duration deadline) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    var unused = server.close().addListener(done -> closed.complete(null));
    return closed.thenCompose(done -> arrivals()).thenCompose(done -> dismiss(deadline));
  }

  /**
   * What was accepted last may still be on its way to its own loop, and nobody's client yet: it has
   * arrived when each loop has done one task more.
   */
  private CompletableFuture<Void> arrivals() {
    List<CompletableFuture<Void>> tasks = new ArrayList<>();
    for (EventExecutor loop : server.eventLoop().parent()) {
      tasks.add(CompletableFuture.runAsync(() -> {}, loop));
    }
    return CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> dismiss(Duration deadline) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    for (Channel client : clients) {
      ClientConnection connection = client.pipeline().get(ClientConnection.class);
      if (connection != null) {
        client.eventLoop().execute(connection::dismiss);
      }
    }
    var forced =
        server.eventLoop().schedule(this::force, deadline.toMillis(), TimeUnit.MILLISECONDS);
    var unused =
        clients
            .newCloseFuture()
            .addListener(all -> {
              forced.cancel(false);
              ended.complete(null);
            });
    return ended;
  }

  private void force() {
    var unused = clients.close();
  }
}
