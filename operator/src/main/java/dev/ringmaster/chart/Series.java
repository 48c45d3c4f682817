package dev.ringmaster.chart;

import java.util.List;

/**
 * Figures that belong together: bars of one colour, or a line.
 *
 * @param values one per category of the chart, finite
 */
public record Series(String name, List<Double> values) {
  public Series {
    values = List.copyOf(values);
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: a finite number)");
      }
    }
  }
}
