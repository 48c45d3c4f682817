package dev.ringmaster.testing;

import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient.Limits;
import dev.ringmaster.testing.LoadClient.Requests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;

/** A run of {@link LoadClient} under way. Closing it stops it. */
public final class LoadRun implements AutoCloseable {
  private static final int FAILURES_KEPT = 20;
  private static final Duration AFTER_THE_LAST_REPLY = HttpWire.TIMEOUT.plusSeconds(1);

  /** Nanoseconds that a thread may take to wake up: what fell due so shortly before is excused. */
  private static final long JUST_DUE = 10_000_000;

  private static final long PAUSE_AFTER_A_FAILED_CONNECT = 10_000_000;

  private final Requests requests;
  private final BiPredicate<Request, Response> check;
  private final Limits limits;
  private final long interval;
  private final List<Worker> workers = new ArrayList<>();
  private final CountDownLatch connected;
  private final CountDownLatch started = new CountDownLatch(1);

  private final AtomicLong next = new AtomicLong();
  private final LongAdder ok = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder reopened = new LongAdder();
  private final LoadResult.Histogram latencies = new LoadResult.Histogram();
  private final List<String> failures = new ArrayList<>();
  private final LongAccumulator lastEnd = new LongAccumulator(Math::max, 0);
  private volatile long start;
  private volatile boolean stopping;
  private volatile long stoppedAfter = Long.MAX_VALUE;

  private LoadRun(
      int connections,
      Requests requests,
      BiPredicate<Request, Response> check,
      Limits limits,
      long interval) {
    this.connected = new CountDownLatch(connections);
    this.requests = requests;
    this.check = check;
    this.limits = limits;
    this.interval = interval;
  }

  /**
   * Connects all, then lets them go at once.
   *
   * @param interval nanoseconds from request to request, 0 for a closed loop
   */
  static LoadRun start(
      InetSocketAddress target,
      int connections,
      Requests requests,
      BiPredicate<Request, Response> check,
      Limits limits,
      long interval) {
    LoadRun run = new LoadRun(connections, requests, check, limits, interval);
    for (int i = 0; i < connections; i++) {
      run.workers.add(run.new Worker(i, new HttpWire(target, HttpWire.TIMEOUT)));
    }
    run.workers.forEach(worker -> worker.thread.start());
    awaitQuietly(run.connected);
    run.start = System.nanoTime();
    run.started.countDown();
    return run;
  }

  /** Requests that have ended so far, either way. */
  public long ended() {
    return ok.sum() + failed.sum();
  }

  /** So many failed so far. */
  public long failed() {
    return failed.sum();
  }

  /** Waits until so many have ended, or the run by itself. */
  public void awaitEnded(long count) {
    while (ended() < count && workers.stream().anyMatch(w -> w.thread.isAlive())) {
      LockSupport.parkNanos(500_000);
    }
  }

  /** Waits until each connection has ended so many more, or is over. */
  public void awaitEndedOfEach(long more) {
    List<Long> before = workers.stream().map(worker -> worker.ended.get()).toList();
    for (int i = 0; i < before.size(); i++) {
      Worker worker = workers.get(i);
      while (worker.ended.get() < before.get(i) + more && worker.thread.isAlive()) {
        LockSupport.parkNanos(500_000);
      }
    }
  }

  /**
   * Sends nothing more, waits for the replies to what is in flight, and says what the run brought.
   */
  public LoadResult stop() {
    if (!stopping) {
      stoppedAfter = elapsed();
      stopping = true;
    }
    workers.forEach(worker -> LockSupport.unpark(worker.thread));
    return await(AFTER_THE_LAST_REPLY);
  }

  /** Waits for the run to reach one of its limits. */
  public LoadResult await() {
    Duration left = limits.time().minusNanos(elapsed());
    return await(left.plus(AFTER_THE_LAST_REPLY));
  }

  @Override
  public void close() {
    stop();
  }

  /** Who is not done in time is stuck in a write, which has no timeout: closing ends it. */
  private LoadResult await(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      for (Worker worker : workers) {
        worker.thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
      workers.forEach(worker -> worker.wire.close());
      for (Worker worker : workers) {
        worker.thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return result();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LoadResult result() {
    long reconnects = workers.stream().mapToLong(worker -> worker.wire.reconnects()).sum();
    return new LoadResult(
        ok.sum(),
        failed.sum(),
        unsent(),
        reopened.sum(),
        reconnects,
        Duration.ofNanos(lastEnd.get()),
        latencies.latency(),
        firstFailures());
  }

  private long unsent() {
    if (interval == 0) {
      return 0;
    }
    long end = Math.min(stoppedAfter, limits.time().toNanos()) - JUST_DUE;
    long due = Math.min(limits.requests(), Math.max(0, end) / interval);
    return Math.max(0, due - ended());
  }

  private boolean over() {
    return stopping || elapsed() > limits.time().toNanos();
  }

  /** False where the run ends before that. */
  private boolean waitFor(long due) {
    while (!over() && due < limits.time().toNanos()) {
      long left = due - elapsed();
      if (left <= 0) {
        return true;
      }
      LockSupport.parkNanos(left);
    }
    return false;
  }

  private void keep(String failure) {
    synchronized (failures) {
      if (failures.size() < FAILURES_KEPT) {
        failures.add(failure);
      }
    }
  }

  private List<String> firstFailures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  private long elapsed() {
    return System.nanoTime() - start;
  }

  /** One connection and its thread. */
  private final class Worker {
    private final int connection;
    private final HttpWire wire;
    private final Thread thread;
    private final AtomicLong ended = new AtomicLong();

    Worker(int connection, HttpWire wire) {
      this.connection = connection;
      this.wire = wire;
      this.thread = Thread.ofVirtual().name("load-" + connection).unstarted(this::work);
    }

    private void work() {
      connectBeforehand();
      awaitQuietly(started);
      try {
        while (!over()) {
          long number = next.getAndIncrement();
          if (number >= limits.requests() || !waitFor(number * interval)) {
            return;
          }
          one(number, interval == 0 ? elapsed() : number * interval);
        }
      } finally {
        wire.close();
      }
    }

    /** The clock starts after that; a failure here will be the first request's. */
    private void connectBeforehand() {
      try {
        wire.reopen();
      } catch (IOException e) {
        wire.close();
      } finally {
        connected.countDown();
      }
    }

    private void one(long number, long due) {
      try {
        Request request = requests.request(connection, number);
        connect(request);
        Response response = wire.send(request);
        if (!check.test(request, response)) {
          throw new IOException(request + " was answered otherwise than expected: " + response);
        }
        latencies.record(elapsed() - due);
        ok.increment();
      } catch (IOException | RuntimeException | AssertionError e) {
        fail(number, e);
      } finally {
        lastEnd.accumulate(elapsed());
        ended.incrementAndGet();
      }
    }

    private void connect(Request request) throws IOException {
      if (wire.isOpen()) {
        return;
      }
      try {
        wire.reopen();
        reopened.increment();
      } catch (IOException e) {
        LockSupport.parkNanos(PAUSE_AFTER_A_FAILED_CONNECT);
        throw new IOException(request + " was not sent: " + e.getMessage(), e);
      }
    }

    private void fail(long number, Throwable e) {
      wire.close();
      String what = e instanceof IOException ? e.getMessage() : e.toString();
      keep(
          "%s (+%.3f s) connection %d, request %d: %s"
              .formatted(
                  LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS),
                  elapsed() / 1e9,
                  connection,
                  number,
                  what));
      failed.increment();
    }
  }
}
