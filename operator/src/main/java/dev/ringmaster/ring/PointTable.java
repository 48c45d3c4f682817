package dev.ringmaster.ring;

import com.dynatrace.hash4j.hashing.HashStream64;

/**
 * The points of a ring in unsigned order, the ordinal at each, and an index by the top bits of a
 * hash. Points are kept with their sign bit flipped: then signed comparison is unsigned order.
 */
final class PointTable implements Arcs {
  /** The more buckets, the fewer hold two points, and the larger the index. */
  private static final int BUCKETS_PER_POINT = 2;

  /** From a point to units. */
  private static final int UNIT_SHIFT = 11;

  /** A tag is the 15 bits of a hash that follow those which tell its bucket. */
  private static final int TAG_SHIFT = Long.SIZE - 15;

  private static final int HIGHEST_TAG = Short.MAX_VALUE;

  private final int size;
  private final int bits;

  /**
   * For each bucket: if it holds no point or one, the point's tag (15 bits) and the owner of hashes
   * up to the point (16 bits); those behind it belong to whom the next bucket begins with. If it
   * holds several: the sign bit, and the place of the first. One entry more closes the ring.
   */
  private final int[] index;

  private final long[] points;
  private final char[] owners;

  /**
   * Sorts the points; of equal points, that of the lowest ordinal comes first and the others own
   * nothing.
   *
   * @param hashes points in any order, 64 bits unsigned
   * @param ordinals the owner of each
   */
  PointTable(long[] hashes, char[] ordinals) {
    size = hashes.length;
    bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, BUCKETS_PER_POINT * size - 1));
    index = new int[(1 << bits) + 1];
    points = new long[size];
    owners = new char[size + 1];
    int[] starts = countedBuckets(hashes);
    fillBuckets(starts, hashes, ordinals);
    sortWithinBuckets();
    owners[size] = owners[0];
    for (int bucket = 0; bucket < index.length; bucket++) {
      index[bucket] = entry(starts[bucket], starts[Math.min(bucket + 1, index.length - 1)]);
    }
  }

  /** Where each bucket ends. */
  private int[] countedBuckets(long[] hashes) {
    int[] ends = new int[index.length];
    for (long hash : hashes) {
      ends[bucket(hash)]++;
    }
    for (int bucket = 1; bucket < ends.length; bucket++) {
      ends[bucket] += ends[bucket - 1];
    }
    return ends;
  }

  /** Turns the ends of the buckets into their starts. */
  private void fillBuckets(int[] ends, long[] hashes, char[] ordinals) {
    for (int n = 0; n < size; n++) {
      int place = --ends[bucket(hashes[n])];
      points[place] = hashes[n] ^ Long.MIN_VALUE;
      owners[place] = ordinals[n];
    }
  }

  /** Insertion sort: the buckets stand in order already and hold half a point on average. */
  private void sortWithinBuckets() {
    for (int n = 1; n < size; n++) {
      long point = points[n];
      char owner = owners[n];
      int place = n;
      for (; place > 0 && isBefore(point, owner, place - 1); place--) {
        points[place] = points[place - 1];
        owners[place] = owners[place - 1];
      }
      points[place] = point;
      owners[place] = owner;
    }
  }

  private boolean isBefore(long point, char owner, int place) {
    return point < points[place] || (point == points[place] && owner < owners[place]);
  }

  private int entry(int start, int end) {
    return switch (end - start) {
      case 0 -> HIGHEST_TAG << Character.SIZE | owners[start];
      case 1 -> tag(point(start)) << Character.SIZE | owners[start];
      default -> Integer.MIN_VALUE | start;
    };
  }

  private int bucket(long hash) {
    return (int) (hash >>> (Long.SIZE - bits));
  }

  private int tag(long hash) {
    return (int) (hash << bits >>> TAG_SHIFT);
  }

  /** One arc up to each point, and one from the last point to the end of the hash space. */
  @Override
  public int count() {
    return size + 1;
  }

  @Override
  public int ownerOf(long hash) {
    int bucket = bucket(hash);
    int entry = index[bucket];
    int next = index[bucket + 1];
    int tag = tag(hash);
    int pointTag = entry >> Character.SIZE;
    if (entry < 0) {
      return owners[scan(entry & Integer.MAX_VALUE, hash)];
    }
    if (tag == pointTag) {
      return owners[at(hash)];
    }
    int telling = tag < pointTag ? entry : next;
    return telling < 0 ? owners[telling & Integer.MAX_VALUE] : (char) telling;
  }

  private int scan(int from, long hash) {
    long point = hash ^ Long.MIN_VALUE;
    int place = from;
    while (place < size && points[place] < point) {
      place++;
    }
    return place;
  }

  /** The place of the first point that is not below the hash, or behind the last. */
  @Override
  public int at(long hash) {
    long point = hash ^ Long.MIN_VALUE;
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (points[middle] < point) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public int owner(int arc) {
    return size == 0 ? Ring.NOBODY : owners[arc];
  }

  /** The point at a place, 64 bits unsigned. */
  private long point(int place) {
    return points[place] ^ Long.MIN_VALUE;
  }

  @Override
  public long end(int arc) {
    return arc == size ? WHOLE : point(arc) >>> UNIT_SHIFT;
  }

  /** Puts {@code point int64 LE ‖ ordinal int32 LE} of every place, in order. */
  void putInto(HashStream64 stream) {
    for (int place = 0; place < size; place++) {
      stream.putLong(point(place)).putInt(owners[place]);
    }
  }
}
