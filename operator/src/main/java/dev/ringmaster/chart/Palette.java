package dev.ringmaster.chart;

/**
 * Colours of Okabe and Ito (Color Universal Design, 2008), which colour-blind readers can tell
 * apart, without those that vanish on white. Lines differ by their dashes too.
 */
final class Palette {
  private static final int[] COLOURS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9};
  private static final float[][] DASHES = {{}, {7, 3}, {2, 3}, {9, 3, 2, 3}};

  private Palette() {}

  /** Red, green, blue. */
  static int colour(int hue) {
    return COLOURS[hue % COLOURS.length];
  }

  /** Lengths of strokes and gaps in turn; empty for a whole line. */
  static float[] dashes(int hue) {
    return DASHES[hue % DASHES.length].clone();
  }
}
