package dev.ringmaster.ring;

import com.dynatrace.hash4j.hashing.HashStream64;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The ring of the distributed-systems exercise that this product descends from, to the letter: 512
 * slots, 9 virtual servers per server, slot {@code i² + j² + 2j + 25} for virtual server j = 0..8
 * of server i = ordinal + 1, slot {@code r² + 2r + 17} for request r, both modulo 512. A request
 * goes to the nearest occupied slot from its own on.
 *
 * <p>What {@link #owner} and {@link #walk} call a hash is here the request's id itself. Ids are
 * drawn at random per request, so there is no client affinity; and since requests reach 87 of the
 * slots only, the load is far from even. Use {@link HashRing} unless you need this very behaviour.
 */
public final class ClassicRing implements Ring {
  /** The most servers of 9 slots each that 512 slots hold. */
  public static final int MAX_REPLICAS = 56;

  private static final int SLOTS = 512;
  private static final int VIRTUAL_SERVERS = 9;
  private static final int FREE = NOBODY;

  /** Slot s is the point s · 2^55: the slots divide the hash space evenly. */
  private static final int SLOT_SHIFT = Long.SIZE - 9;

  private final int[] ordinals;
  private final PointTable table;

  /** Numbers the virtual servers from {@code firstVirtual} on; the exercise says 0. */
  ClassicRing(int[] ascendingOrdinals, Probing probing, int firstVirtual) {
    ordinals = ascendingOrdinals;
    int[] slots = new int[SLOTS];
    Arrays.fill(slots, FREE);
    for (int ordinal : ordinals) {
      for (int j = firstVirtual; j < firstVirtual + VIRTUAL_SERVERS; j++) {
        slots[freeSlot(slots, virtualServerSlot(ordinal + 1, j), probing)] = ordinal;
      }
    }
    table = table(slots, ordinals.length * VIRTUAL_SERVERS);
  }

  private static PointTable table(int[] slots, int occupied) {
    long[] points = new long[occupied];
    char[] owners = new char[occupied];
    int next = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots[slot] != FREE) {
        points[next] = (long) slot << SLOT_SHIFT;
        owners[next++] = (char) slots[slot];
      }
    }
    return new PointTable(points, owners);
  }

  /**
   * Builds a ring. Servers are placed in the order of their ordinals, whatever the order given.
   *
   * @param ordinals 0 to {@link HashRing#MAX_ORDINAL}, at most {@link #MAX_REPLICAS} of them; those
   *     that occur twice count once
   * @throws IllegalArgumentException where there are more, or one is out of range
   */
  public static ClassicRing of(Collection<Integer> ordinals, Probing probing) {
    TreeSet<Integer> distinct = new TreeSet<>(ordinals);
    if (distinct.size() > MAX_REPLICAS) {
      throw new IllegalArgumentException(
          "replicas: " + distinct.size() + " (expected: <= " + MAX_REPLICAS + ")");
    }
    for (int ordinal : distinct) {
      if (ordinal < 0 || ordinal > HashRing.MAX_ORDINAL) {
        throw new IllegalArgumentException(
            "ordinal: " + ordinal + " (expected: 0.." + HashRing.MAX_ORDINAL + ")");
      }
    }
    return new ClassicRing(distinct.stream().mapToInt(Integer::intValue).toArray(), probing, 0);
  }

  /** Draws the id of a request, uniform over the six-digit numbers 100000 to 999999. */
  public static long requestId(RandomGenerator random) {
    return random.nextInt(100_000, 1_000_000);
  }

  /** Overflow does no harm: 512 divides 2^32. */
  private static int virtualServerSlot(int i, int j) {
    return Math.floorMod(i * i + j * j + 2 * j + 25, SLOTS);
  }

  /** The shift is the remainder by 512, and overflow does no harm: 512 divides 2^64. */
  private static long point(long id) {
    return (id * id + 2 * id + 17) << SLOT_SHIFT;
  }

  private static int freeSlot(int[] slots, int start, Probing probing) {
    if (probing == Probing.QUADRATIC) {
      for (int k = 0; k < SLOTS; k++) {
        int slot = (start + k * k) % SLOTS;
        if (slots[slot] == FREE) {
          return slot;
        }
      }
    }
    int slot = start;
    while (slots[slot] != FREE) {
      slot = (slot + 1) % SLOTS;
    }
    return slot;
  }

  @Override
  public int owner(long requestId) {
    return ordinals.length == 0 ? NOBODY : table.ownerOf(point(requestId));
  }

  @Override
  public RingWalk walk(long requestId) {
    return new CircularWalk(table, ordinals, point(requestId));
  }

  /**
   * {@inheritDoc}
   *
   * <p>It is xxh3_64 of {@code slot · 2^55 int64 LE ‖ ordinal int32 LE} of each occupied slot in
   * turn.
   */
  @Override
  public long checksum() {
    HashStream64 stream = XxHash3.stream();
    table.putInto(stream);
    return stream.getAsLong();
  }

  @Override
  public int[] ordinals() {
    return ordinals.clone();
  }
}
