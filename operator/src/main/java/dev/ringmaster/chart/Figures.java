package dev.ringmaster.chart;

import java.util.Locale;

/** How numbers and names are written. */
final class Figures {
  private static final int MOST_DECIMALS = 6;

  /** Widths of sans-serif letters differ by font; this is a generous mean, in parts of the size. */
  private static final double LETTER = 0.58;

  private Figures() {}

  /** Whole numbers in full, others to three significant digits. */
  static String text(double value) {
    if (value == Math.rint(value)) {
      return fixed(value, 0);
    }
    int exponent = (int) Math.floor(Math.log10(Math.abs(value)));
    String digits = fixed(value, Math.clamp(2 - exponent, 0, MOST_DECIMALS));
    return digits.contains(".") ? digits.replaceFirst("\\.?0+$", "") : digits;
  }

  static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value + 0.0);
  }

  /** About how wide a text will be. */
  static double width(String text, Canvas.Style style) {
    return text.codePointCount(0, text.length()) * LETTER * style.size();
  }

  /** The text, or as much of its beginning as fits, with an ellipsis. */
  static String fitted(String text, Canvas.Style style, double width) {
    if (width(text, style) <= width) {
      return text;
    }
    int letters = (int) Math.max(0, width / (LETTER * style.size()) - 1);
    return text.substring(0, text.offsetByCodePoints(0, letters)) + "…";
  }
}
