package dev.ringmaster.ring;

import com.dynatrace.hash4j.hashing.HashStream64;

/** As many arcs of equal length as a power of two: the top bits of a hash are its slot. */
final class SlotTable implements Arcs {
  private final char[] owners;
  private final int shift;

  /**
   * A table of these slots.
   *
   * @param owners the ordinal of each slot: a power of two of them, from 2, or none
   */
  SlotTable(char[] owners) {
    this.owners = owners;
    shift = Integer.numberOfLeadingZeros(owners.length) + Long.SIZE - Integer.SIZE + 1;
  }

  @Override
  public int count() {
    return Math.max(1, owners.length);
  }

  @Override
  public int at(long hash) {
    return (int) (hash >>> shift);
  }

  @Override
  public int owner(int arc) {
    return owners.length == 0 ? Ring.NOBODY : owners[arc];
  }

  @Override
  public long end(int arc) {
    return (arc + 1L) * (WHOLE / count());
  }

  @Override
  public int ownerOf(long hash) {
    return owners[(int) (hash >>> shift)];
  }

  /** Puts {@code ordinal int16 LE} of every slot, in order. */
  void putInto(HashStream64 stream) {
    for (char owner : owners) {
      stream.putChar(owner);
    }
  }
}
