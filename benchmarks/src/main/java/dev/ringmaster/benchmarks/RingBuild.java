package dev.ringmaster.benchmarks;

import dev.ringmaster.ring.HashRing;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to build a ring of 256 points per replica, as each change of the replicas does. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RingBuild {
  @Param({"3", "100", "1000"})
  public int replicas;

  private Map<Integer, Integer> weights = Map.of();

  /** Makes the weights. */
  @Setup
  public void weights() {
    weights = RingLookup.weights(replicas);
  }

  /** The whole ring from nothing, its checksum included. */
  @Benchmark
  public HashRing build() {
    return HashRing.of(weights, 256, 0);
  }
}
