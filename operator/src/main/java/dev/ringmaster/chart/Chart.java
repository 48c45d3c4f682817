package dev.ringmaster.chart;

import java.util.List;

/** Placeholder. */
public record Chart(
    String title,
    String xLabel,
    String yLabel,
    Kind kind,
    List<String> categories,
    List<Series> series) {
  /** Placeholder. */
  public enum Kind {
    BARS,
    LINES
  }
}
