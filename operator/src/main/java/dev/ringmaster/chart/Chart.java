package dev.ringmaster.chart;

import java.util.List;

/**
 * What to draw.
 *
 * @param categories along the horizontal axis, at least one
 * @param series at least one; each has a value per category
 */
public record Chart(
    String title,
    String xLabel,
    String yLabel,
    Kind kind,
    List<String> categories,
    List<Series> series) {
  /** How values are drawn. */
  public enum Kind {
    /** From zero; those of several series stand side by side. */
    BARS,
    LINES
  }

  public Chart {
    categories = List.copyOf(categories);
    series = List.copyOf(series);
    if (categories.isEmpty() || series.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: %d categories, %d series (expected: at least one of each)"
              .formatted(title, categories.size(), series.size()));
    }
    for (Series one : series) {
      if (one.values().size() != categories.size()) {
        throw new IllegalArgumentException(
            "%s, %s: %d values (expected: %d, one per category)"
                .formatted(title, one.name(), one.values().size(), categories.size()));
      }
    }
  }
}
