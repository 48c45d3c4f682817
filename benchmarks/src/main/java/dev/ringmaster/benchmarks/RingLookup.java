package dev.ringmaster.benchmarks;

import dev.ringmaster.ring.HashRing;
import dev.ringmaster.ring.MaglevRing;
import dev.ringmaster.ring.RendezvousRing;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.RingWalk;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to find the owner of a key whose hash is known. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingLookup {
  private static final int KEYS = 1 << 16;

  @Param({"3", "100", "1000"})
  public int replicas;

  @Param({"Ring", "Maglev", "Rendezvous"})
  public String algorithm = "Ring";

  private Ring ring = HashRing.of(Map.of(), 1, 0);
  private long[] hashes = {};
  private int next;

  /** Builds the ring of 256 points per replica, and 65,536 random hashes. */
  @Setup
  public void build() {
    ring =
        switch (algorithm) {
          case "Maglev" -> MaglevRing.of(weights(replicas), 0);
          case "Rendezvous" -> RendezvousRing.of(weights(replicas), 0);
          default -> HashRing.of(weights(replicas), 256, 0);
        };
    hashes = new SplittableRandom(42).longs(KEYS).toArray();
  }

  static Map<Integer, Integer> weights(int replicas) {
    return IntStream.range(0, replicas)
        .boxed()
        .collect(Collectors.toMap(Function.identity(), ordinal -> 1));
  }

  private long nextHash() {
    return hashes[next++ & (KEYS - 1)];
  }

  /** The loop and the keys alone: subtract it to see the lookup. */
  @Benchmark
  public long baseline() {
    return nextHash();
  }

  /** The owner alone. */
  @Benchmark
  public int owner() {
    return ring.owner(nextHash());
  }

  /** Lookups that wait for one another, so that none hides behind the next. */
  @Benchmark
  public int ownerInTurn() {
    int owner = ring.owner(nextHash());
    next += owner & 1;
    return owner;
  }

  /** A walk of one step, as nearly every request takes it. */
  @Benchmark
  public int walkOneStep() {
    return ring.walk(nextHash()).next();
  }

  /** A walk of three steps, as a request with two retries takes it. */
  @Benchmark
  public int walkThreeSteps() {
    RingWalk walk = ring.walk(nextHash());
    return walk.next() + walk.next() + walk.next();
  }
}
