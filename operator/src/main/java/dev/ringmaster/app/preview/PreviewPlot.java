package dev.ringmaster.app.preview;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.chart.Chart;
import dev.ringmaster.chart.Charts;
import dev.ringmaster.chart.Series;
import dev.ringmaster.preview.Preview;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The shares before and after, as bars side by side. */
final class PreviewPlot {
  private PreviewPlot() {}

  /** Refuses a file whose ending names no kind of picture. */
  static void check(Path file) throws UserError {
    if (!isSvg(file) && !isPng(file)) {
      throw new UserError(
          "--plot: got %s, expected a file that ends in .svg or .png".formatted(file));
    }
  }

  /** Draws into the file. */
  static void write(Path file, String balancer, Preview preview) throws UserError {
    if (preview.diff().before().shares().isEmpty() && preview.diff().after().shares().isEmpty()) {
      throw new UserError(
          "--plot: got %s without a replica before and after, expected one".formatted(balancer));
    }
    Chart chart = chart(balancer, preview);
    try {
      Files.write(
          file,
          isSvg(file) ? Charts.svg(chart).getBytes(StandardCharsets.UTF_8) : Charts.png(chart));
    } catch (IOException failure) {
      throw new UserError(
          "--plot: got %s (%s), expected a file that can be written"
              .formatted(file, failure.getClass().getSimpleName()));
    }
  }

  /** In percent by ordinal; who is not there has none. */
  static Chart chart(String balancer, Preview preview) {
    Map<Integer, Double> before = preview.diff().before().shares();
    Map<Integer, Double> after = preview.diff().after().shares();
    SortedSet<Integer> ordinals = new TreeSet<>(before.keySet());
    ordinals.addAll(after.keySet());
    return new Chart(
        String.format(
            Locale.ROOT, "%s: %.2f %% of keys move", balancer, 100 * preview.diff().moved()),
        "ordinal",
        "share of keys, %",
        Chart.Kind.BARS,
        ordinals.stream().map(String::valueOf).toList(),
        List.of(series("before", before, ordinals), series("after", after, ordinals)));
  }

  private static Series series(
      String name, Map<Integer, Double> shares, SortedSet<Integer> ordinals) {
    return new Series(
        name, ordinals.stream().map(ordinal -> 100 * shares.getOrDefault(ordinal, 0.0)).toList());
  }

  private static boolean isSvg(Path file) {
    return ending(file).endsWith(".svg");
  }

  private static boolean isPng(Path file) {
    return ending(file).endsWith(".png");
  }

  private static String ending(Path file) {
    return file.toString().toLowerCase(Locale.ROOT);
  }
}
