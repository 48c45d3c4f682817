package dev.ringmaster.chart;

/** Placeholder. */
@SuppressWarnings("DoNotCallSuggester")
public final class Charts {
  private Charts() {}

  public static String svg(Chart chart) {
    throw new UnsupportedOperationException(chart.title());
  }

  public static byte[] png(Chart chart) {
    throw new UnsupportedOperationException(chart.title());
  }
}
