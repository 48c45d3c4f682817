package dev.ringmaster.ring;

import com.dynatrace.hash4j.hashing.HashStream64;
import java.util.Arrays;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

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

  /** The ids of requests go from here … */
  public static final int FIRST_ID = 100_000;

  /** … to here. */
  public static final int LAST_ID = 999_999;

  private static final int SLOTS = 512;
  private static final int VIRTUAL_SERVERS = 9;
  private static final int FREE = NOBODY;

  /** The top 9 bits of a hash are its slot. */
  private static final int SLOT_SHIFT = Long.SIZE - 9;

  /** Where a ring looks next when the slot of a virtual server is taken. */
  public enum Probing {
    /** The following slot: start, start + 1, start + 2, … */
    LINEAR,

    /**
     * The square of the number of tries further: start, start + 1, start + 4, start + 9, … The
     * squares reach 87 of the 512 slots from any start; where all of those are taken, {@link
     * #LINEAR}.
     */
    QUADRATIC
  }

  private final int[] ordinals;
  private final SlotTable table;

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
    table = new SlotTable(ordinals.length == 0 ? new char[0] : nearest(slots));
  }

  /** The server of the first occupied slot from each on. */
  private static char[] nearest(int[] slots) {
    char[] owners = new char[SLOTS];
    int owner = FREE;
    for (int slot = 2 * SLOTS - 1; slot >= 0; slot--) {
      owner = slots[slot % SLOTS] == FREE ? owner : slots[slot % SLOTS];
      owners[slot % SLOTS] = (char) owner;
    }
    return owners;
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
    return random.nextInt(FIRST_ID, LAST_ID + 1);
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
   * <p>It is xxh3_64 of {@code ordinal int16 LE} of whom each slot leads to, in turn.
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

  /** All are equal here. */
  @Override
  public SortedMap<Integer, Integer> weights() {
    SortedMap<Integer, Integer> weights = new TreeMap<>();
    IntStream.of(ordinals).forEach(ordinal -> weights.put(ordinal, 1));
    return weights;
  }
}
