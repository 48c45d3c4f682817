package dev.ringmaster.ring;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Objects;

/**
 * XXH3, 64 bits, seed 0: the hash of keys and of ring points. Any other implementation of XXH3
 * gives the same values, so what a key maps to can be recomputed outside this program.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">XXH3
 *     specification</a>
 */
public final class XxHash3 {
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  private XxHash3() {}

  /** The hash of all bytes of the array. */
  public static long hash(byte[] bytes) {
    return HASHER.hashBytesToLong(bytes);
  }

  /**
   * The hash of {@code length} bytes from {@code offset} on.
   *
   * @throws IndexOutOfBoundsException where the range is not within the array
   */
  public static long hash(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return HASHER.hashBytesToLong(bytes, offset, length);
  }

  /** The hash of {@code seed int64 LE ‖ ordinal int32 LE ‖ index int32 LE}. */
  static long point(long seed, int ordinal, int index) {
    return HASHER.hashLongLongToLong(seed, (ordinal & 0xFFFF_FFFFL) | ((long) index << 32));
  }

  /** The hash of {@code hash int64 LE ‖ node int64 LE}. */
  static long lot(long hash, long node) {
    return HASHER.hashLongLongToLong(hash, node);
  }

  /** Hashes what is put into it as little-endian bytes. */
  static HashStream64 stream() {
    return HASHER.hashStream();
  }
}
