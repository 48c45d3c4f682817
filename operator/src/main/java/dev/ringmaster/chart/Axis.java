package dev.ringmaster.chart;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The vertical scale: ticks at multiples of 1, 2 or 5 times a power of ten, zero always among them.
 *
 * @param first the lowest tick, in steps
 * @param last the highest tick, in steps
 */
record Axis(double step, long first, long last) {
  private static final int WANTED_TICKS = 5;

  static Axis over(List<Series> series) {
    double low = 0;
    double high = 0;
    for (Series one : series) {
      for (double value : one.values()) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low == high) {
      high = 1;
    }
    double step = step(high - low);
    return new Axis(step, (long) Math.floor(low / step), (long) Math.ceil(high / step));
  }

  private static double step(double range) {
    double rough = range / WANTED_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    double nice = digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10;
    return nice * power;
  }

  List<Double> ticks() {
    return LongStream.rangeClosed(first, last).mapToObj(i -> i * step).toList();
  }

  /** As many decimals as the step has. */
  List<String> labels() {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step * 1.000001)));
    return ticks().stream().map(tick -> Figures.fixed(tick, decimals)).toList();
  }

  /** Where a value stands, 0 at the lowest tick and 1 at the highest. */
  double position(double value) {
    return (value / step - first) / (last - first);
  }
}
