package dev.ringmaster.router.http1;

import dev.ringmaster.router.upstream.Names;
import dev.ringmaster.router.upstream.ReplicaPools;
import dev.ringmaster.router.wire.Head;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one event loop: its connections to replicas, its deadlines, and the head that it
 * parses requests into. Nothing here is seen by another thread.
 */
final class Loop {
  private static final long TICK_MILLIS = 50;

  final EventLoop executor;
  final ReplicaPools replicas;
  final Head request = new Head();
  final SplittableRandom random = new SplittableRandom();

  private final Watch watches = new Watch(now -> {});
  private long time = System.nanoTime();

  Loop(EventLoop executor, Bootstrap connector, Names names) {
    this.executor = executor;
    replicas = new ReplicaPools(connector.clone().group(executor), names, random);
  }

  /** Begins to look at what is watched. */
  void start() {
    var unused =
        executor.scheduleWithFixedDelay(
            this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    long now = now();
    watches.fire(now);
    replicas.expire(now);
  }

  /** Reads the clock, which is not cheap: once for each event is enough. */
  long now() {
    time = System.nanoTime();
    return time;
  }

  /** When the clock was last read: the begin of the present event, for those that read it first. */
  long time() {
    return time;
  }

  /** Looks at it from now on, until it is stopped. */
  void watch(Watch watch) {
    watches.add(watch);
  }

  /**
   * A deadline that is moved with every byte and hardly ever met: moving it is one store, and a
   * tick of the loop looks whether it has passed. Confined to one event loop.
   */
  static final class Watch {
    private static final long NEVER = Long.MAX_VALUE;

    private final Late late;
    private long limit = NEVER;
    private long since;
    private @Nullable Watch before;
    private @Nullable Watch next;

    /** Hears that a deadline has passed. */
    @FunctionalInterface
    interface Late {
      void late(long now);
    }

    Watch(Late late) {
      this.late = late;
    }

    /** From now on, more than this many nanoseconds without a {@link #touch} is too late. */
    void expect(long within, long now) {
      limit = within;
      since = now;
    }

    void touch(long now) {
      since = now;
    }

    /** Expects nothing. */
    void rest() {
      limit = NEVER;
    }

    /** Of the head of a list: adds one to it. */
    void add(Watch watch) {
      Watch second = next;
      watch.before = this;
      watch.next = second;
      if (second != null) {
        second.before = watch;
      }
      next = watch;
    }

    /** Leaves its list. */
    void stop() {
      rest();
      Watch left = before;
      Watch right = next;
      if (left != null) {
        left.next = right;
      }
      if (right != null) {
        right.before = left;
      }
      before = null;
      next = null;
    }

    /**
     * Of the head of a list: calls all that are late. One may stop itself meanwhile, and others.
     */
    void fire(long now) {
      Watch watch = next;
      while (watch != null) {
        Watch following = watch.next;
        if (watch.limit != NEVER && now - watch.since > watch.limit) {
          watch.rest();
          watch.late.late(now);
        }
        watch = following;
      }
    }
  }
}
