package dev.ringmaster.ring;

/**
 * The hash space cut into arcs, one after the other from 0 to its end in unsigned order, and the
 * ordinal that owns each. Neighbours may have one owner, and an arc may be empty.
 */
public sealed interface Arcs permits PointTable, SlotTable {
  /** The whole hash space, in units of 2^-53 of it: a double holds every number of them exactly. */
  long WHOLE = 1L << 53;

  /** How many arcs, at least one. */
  int count();

  /** The arc that a hash lies on. */
  int at(long hash);

  /** The owner of an arc; {@link Ring#NOBODY} where the ring is empty. */
  int owner(int arc);

  /** Where an arc ends, in units, rounded down; the last ends at {@link #WHOLE}. */
  long end(int arc);

  /** The owner of the arc that a hash lies on, found faster; for rings that are not empty. */
  int ownerOf(long hash);
}
