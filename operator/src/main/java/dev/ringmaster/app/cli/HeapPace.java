package dev.ringmaster.app.cli;

import java.time.Duration;

/**
 * Keeps the heap near what lives in it. The serial collector of JDK 25 would rather have a larger
 * old generation than collect the one it has: what closed connections leave there stays until the
 * heap is as large as it may get, a quarter of the machine. So all of it is collected whenever the
 * heap has grown by half of what lived after the last time, as Go does by its GOGC; with the
 * trade-off of a pause, 2 to 3 ms for each MB that lives.
 */
public final class HeapPace {
  /** Set by the launcher, unless the user chose a heap or a collector. */
  private static final String PROPERTY = "ringmaster.heap.paced";

  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Bytes of growth that are not worth a pause. */
  private static final long STEP = 4 << 20;

  /** Of a JVM, in bytes. */
  interface Heap {
    /** What the system gave it. */
    long committed();

    /** What objects take, dead ones too. */
    long used();

    void collect();
  }

  private final Heap heap;
  private long ceiling;

  HeapPace(Heap heap) {
    this.heap = heap;
  }

  /** Begins, as long as this process lives, where the launcher says so. */
  public static void keep() {
    if (Boolean.getBoolean(PROPERTY)) {
      Thread.ofPlatform().name("heap-pace").daemon().start(ofThisJvm()::run);
    }
  }

  static HeapPace ofThisJvm() {
    return new HeapPace(new OwnHeap());
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        look();
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** The first look takes away what the start left. */
  void look() {
    if (heap.committed() >= ceiling) {
      heap.collect();
      ceiling = heap.committed() + Math.max(STEP, heap.used() / 2);
    }
  }

  private static final class OwnHeap implements Heap {
    private final Runtime runtime = Runtime.getRuntime();

    @Override
    public long committed() {
      return runtime.totalMemory();
    }

    @Override
    public long used() {
      return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public void collect() {
      System.gc();
    }
  }
}
