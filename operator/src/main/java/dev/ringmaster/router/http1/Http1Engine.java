package dev.ringmaster.router.http1;

import dev.ringmaster.load.ReplicaLoad;
import dev.ringmaster.router.backend.Backend;
import dev.ringmaster.router.head.HeadWriter;
import dev.ringmaster.router.upstream.Names;
import dev.ringmaster.traffic.RefusalListener;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Event loops that carry HTTP/1.1 between clients and replicas, one for each processor. */
public final class Http1Engine {
  /** Bytes that wait to be sent: more hold up who sends them, until there are few again. */
  private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(65_536, 262_144);

  /** Bytes of one read: least, first and most; it follows what a connection brings. */
  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(64, 2_048, 262_144);

  private static final int BACKLOG = 1_024;

  private final Transport transport = Transport.best();
  private final EventLoopGroup group;
  private final Map<EventExecutor, Loop> loops = new HashMap<>();
  private final Door.Rules rules;
  private final Queue<Listening> listenings = new ConcurrentLinkedQueue<>();

  /**
   * An engine that listens nowhere.
   *
   * @param pseudonym of this router in {@code Via}
   * @param closing whether connections end after their next answer
   * @param idleNanos how long a client's connection may carry nothing
   */
  public Http1Engine(
      String pseudonym, RefusalListener refusals, BooleanSupplier closing, LongSupplier idleNanos) {
    rules = new Door.Rules(new HeadWriter(pseudonym), refusals, closing, idleNanos);
    group =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("ringmaster-router", true),
            transport.handlers());
    Bootstrap connector =
        new Bootstrap()
            .channelFactory(transport.clients())
            .disableResolver()
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.RECVBUF_ALLOCATOR, READS)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING);
    Names names = new Names();
    for (EventExecutor executor : group) {
      Loop loop = new Loop((EventLoop) executor, connector, names);
      loop.start();
      loops.put(executor, loop);
    }
  }

  /**
   * Listens on one more address.
   *
   * @param port 0 for any
   * @param choice the balancer that a request's authority means, or null
   * @return fails with the system's reason where the address can't be had
   */
  public CompletableFuture<Listening> listen(
      String host, int port, Function<@Nullable String, @Nullable Backend> choice) {
    Door door = new Door(rules, choice);
    ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    CompletableFuture<Listening> listening = new CompletableFuture<>();
    ChannelFuture bound = server(door, clients).bind(new InetSocketAddress(host, port));
    var unused =
        bound.addListener(done -> {
          if (done.isSuccess()) {
            Listening open = new Listening(bound.channel(), clients);
            listenings.add(open);
            open.whenClosed(() -> listenings.remove(open));
            listening.complete(open);
          } else {
            listening.completeExceptionally(done.cause());
          }
        });
    return listening;
  }

  private ServerBootstrap server(Door door, ChannelGroup clients) {
    return new ServerBootstrap()
        .group(group)
        .channelFactory(transport.servers())
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                Loop loop = Objects.requireNonNull(loops.get(channel.eventLoop()), "loop");
                clients.add(channel);
                channel.pipeline().addLast(new ClientConnection(loop, door));
              }
            });
  }

  /** Closes the connections to an incarnation that is gone. */
  public void forget(ReplicaLoad incarnation) {
    try {
      loops.forEach((executor, loop) -> executor.execute(() -> loop.replicas.forget(incarnation)));
    } catch (RejectedExecutionException ended) {
      // After the shutdown, with which all connections have gone.
    }
  }

  /** Accepts nobody any more, ends connections as soon as they carry nothing, and all in time. */
  public CompletableFuture<Void> shutdown(Duration deadline) {
    CompletableFuture<?>[] all =
        listenings.stream()
            .map(listening -> listening.end(deadline))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(all)
        .whenComplete((done, failure) -> {
          var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
  }
}
