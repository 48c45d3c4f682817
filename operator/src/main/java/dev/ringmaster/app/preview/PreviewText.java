package dev.ringmaster.app.preview;

import dev.ringmaster.preview.Placement;
import dev.ringmaster.preview.Preview;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.Basis;
import dev.ringmaster.ring.measure.RingDiff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A preview as a person reads it. */
final class PreviewText {
  private static final int SHOWN_MOVES = 20;
  private static final int SHOWN_ORDINALS = 50;

  private final List<String> lines = new ArrayList<>();

  private PreviewText() {}

  /** The lines, of a balancer by this name. */
  static List<String> of(String balancer, Preview preview) {
    PreviewText text = new PreviewText();
    RingDiff diff = preview.diff();
    text.add(balancer + "   " + changes(preview.before(), preview.after()));
    text.add("");
    text.add("moved     %10s   of %s".formatted(percent(diff.moved()), whose(diff.basis())));
    text.add("minimum   %10s   by fair shares".formatted(percent(diff.minimum())));
    text.add(
        "peak/mean %10s   was %s"
            .formatted(ratio(diff.after().peakToMean()), ratio(diff.before().peakToMean())));
    text.moves(diff.moves());
    text.shares(diff.before().shares(), diff.after().shares());
    return text.lines;
  }

  private void add(String line) {
    lines.add(line.stripTrailing());
  }

  private static String changes(Placement before, Placement after) {
    List<String> words = new ArrayList<>();
    int replicas = before.scale().replicas();
    words.add(arrow(replicas, after.scale().replicas()) + " replicas");
    words.add(arrow(before.routing().algorithm(), after.routing().algorithm()));
    if (before.routing().virtualNodes() != after.routing().virtualNodes()) {
      words.add(
          arrow(before.routing().virtualNodes(), after.routing().virtualNodes())
              + " virtual nodes");
    }
    if (!before.routing().weights().equals(after.routing().weights())) {
      words.add("weights " + arrow(before.routing().weights(), after.routing().weights()));
    }
    if (!before.scale().reserve().equals(after.scale().reserve())) {
      words.add("reserved " + arrow(before.scale().reserve(), after.scale().reserve()));
    }
    return String.join(", ", words);
  }

  private static String arrow(Object before, Object after) {
    return before.equals(after) ? before.toString() : before + " -> " + after;
  }

  private static String whose(Basis basis) {
    return switch (basis.kind()) {
      case HASH_SPACE -> "all keys, exact";
      case REQUEST_IDS -> "all request ids, exact";
      case KEYS -> String.format(Locale.ROOT, "%,d keys of the file, exact", basis.count());
      case SAMPLE ->
          String.format(
              Locale.ROOT, "all keys, by %,d samples: ± %s", basis.count(), percent(basis.error()));
      case INDEPENDENT ->
          "all requests: the classic algorithm draws an id for each, whatever its key";
    };
  }

  private void moves(List<RingDiff.Move> moves) {
    if (moves.isEmpty()) {
      return;
    }
    add("");
    add("%6s    %-6s %10s".formatted("from", "to", "share"));
    List<RingDiff.Move> largest =
        moves.stream()
            .sorted(Comparator.comparingDouble(RingDiff.Move::share).reversed())
            .limit(SHOWN_MOVES)
            .sorted(
                Comparator.comparingInt(RingDiff.Move::from).thenComparingInt(RingDiff.Move::to))
            .toList();
    for (RingDiff.Move move : largest) {
      add("%6s -> %-6s %10s".formatted(name(move.from()), name(move.to()), percent(move.share())));
    }
    if (moves.size() > SHOWN_MOVES) {
      double rest =
          moves.stream().mapToDouble(RingDiff.Move::share).sum()
              - largest.stream().mapToDouble(RingDiff.Move::share).sum();
      add("and %d smaller, together %s".formatted(moves.size() - SHOWN_MOVES, percent(rest)));
    }
  }

  private static String name(int ordinal) {
    return ordinal == Ring.NOBODY ? "nobody" : Integer.toString(ordinal);
  }

  private void shares(SortedMap<Integer, Double> before, SortedMap<Integer, Double> after) {
    SortedSet<Integer> ordinals = new TreeSet<>(before.keySet());
    ordinals.addAll(after.keySet());
    if (ordinals.isEmpty()) {
      return;
    }
    add("");
    add("%7s %10s %10s %10s".formatted("ordinal", "before", "after", "change"));
    ordinals.stream()
        .limit(SHOWN_ORDINALS)
        .forEach(ordinal -> share(ordinal, before.get(ordinal), after.get(ordinal)));
    if (ordinals.size() > SHOWN_ORDINALS) {
      add("and %d more: --output json has all".formatted(ordinals.size() - SHOWN_ORDINALS));
    }
  }

  private void share(int ordinal, @Nullable Double before, @Nullable Double after) {
    double change = (after == null ? 0 : after) - (before == null ? 0 : before);
    add(
        "%7d %10s %10s %10s"
            .formatted(
                ordinal,
                before == null ? "-" : percent(before),
                after == null ? "-" : percent(after),
                String.format(Locale.ROOT, "%+.2f %%", 100 * change)));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String ratio(double peakToMean) {
    return String.format(Locale.ROOT, "%.3f", peakToMean);
  }
}
