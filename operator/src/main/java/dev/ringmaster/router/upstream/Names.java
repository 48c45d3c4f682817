package dev.ringmaster.router.upstream;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks the names of replicas up as every program of this machine does: the hosts file, DNS and
 * whatever else the system is told to ask. That blocks, hence it is done on threads that end when
 * nobody needs them, and once at a time for each name. Safe for any thread.
 */
public final class Names {
  private static final int THREADS = 4;
  private static final int IDLE_SECONDS = 10;

  private final Map<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();
  private final Lookup lookup;
  private final Executor threads;

  /** How a name is looked up. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  /** Those that this machine knows. */
  public Names() {
    this(InetAddress::getAllByName);
  }

  Names(Lookup lookup) {
    this.lookup = lookup;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("ringmaster-names", true));
    pool.allowCoreThreadTimeOut(true);
    threads = pool;
  }

  /** The address that an IP address in text is, without asking anybody; null for a name. */
  static @Nullable InetAddress literal(String host) {
    return NetUtil.createInetAddressFromIpAddressString(host);
  }

  /** The addresses of a name, the preferred one first; fails with an UnknownHostException. */
  CompletableFuture<List<InetAddress>> addresses(String name) {
    return running.computeIfAbsent(
        name, fresh -> CompletableFuture.supplyAsync(() -> lookUp(fresh), threads));
  }

  private List<InetAddress> lookUp(String name) {
    try {
      return List.of(lookup.addresses(name));
    } catch (UnknownHostException unknown) {
      throw new CompletionException(unknown);
    } finally {
      running.remove(name);
    }
  }
}
