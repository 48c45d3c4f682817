package dev.ringmaster.benchmarks;

import dev.ringmaster.ring.XxHash3;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to hash the bytes of a key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyHash {
  private static final int LENGTH = 16;
  private static final int BYTES = 1 << 16;

  private byte[] bytes = {};
  private int next;

  /** Makes 4,096 random keys of 16 bytes, one after the other. */
  @Setup
  public void keys() {
    bytes = new byte[BYTES];
    new SplittableRandom(42).nextBytes(bytes);
  }

  /** A key of 16 bytes, in place. */
  @Benchmark
  public long sixteenBytes() {
    int offset = next;
    next = (next + LENGTH) & (BYTES - 1);
    return XxHash3.hash(bytes, offset, LENGTH);
  }
}
