package dev.ringmaster.ring;

/** Where a {@link ClassicRing} looks next when the slot of a virtual server is taken. */
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
