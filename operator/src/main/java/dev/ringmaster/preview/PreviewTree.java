package dev.ringmaster.preview;

import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.Basis;
import dev.ringmaster.ring.measure.RingBalance;
import dev.ringmaster.ring.measure.RingDiff;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A preview as maps, lists, strings and numbers, for whoever writes JSON: docs/preview.md. */
public final class PreviewTree {
  private PreviewTree() {}

  /** The whole preview; fields stand in the order of the document. */
  public static Map<String, @Nullable Object> of(Preview preview) {
    RingDiff diff = preview.diff();
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("moved", diff.moved());
    tree.put("minimum", diff.minimum());
    tree.put("before", side(preview.before(), preview.checksum(), diff.before()));
    tree.put("after", side(preview.after(), preview.nextChecksum(), diff.after()));
    tree.put("moves", diff.moves().stream().map(PreviewTree::move).toList());
    tree.put("basis", basis(diff.basis()));
    return tree;
  }

  private static Map<String, @Nullable Object> side(
      Placement placement, long checksum, RingBalance balance) {
    Map<String, @Nullable Object> side = new LinkedHashMap<>();
    side.put("algorithm", placement.routing().algorithm().toString());
    side.put("replicas", placement.scale().replicas());
    side.put("reserveOrdinals", List.copyOf(placement.scale().reserve()));
    side.put("virtualNodes", placement.routing().virtualNodes());
    side.put("seed", placement.routing().seed());
    side.put("checksum", "%016x".formatted(checksum));
    side.put("peakToMean", balance.peakToMean());
    side.put(
        "shares",
        balance.shares().entrySet().stream()
            .map(entry -> share(placement, entry.getKey(), entry.getValue()))
            .toList());
    return side;
  }

  private static Map<String, @Nullable Object> share(Placement at, int ordinal, double share) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("ordinal", ordinal);
    tree.put("weight", at.routing().weight(ordinal));
    tree.put("share", share);
    return tree;
  }

  private static Map<String, @Nullable Object> move(RingDiff.Move move) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("from", ordinal(move.from()));
    tree.put("to", ordinal(move.to()));
    tree.put("share", move.share());
    return tree;
  }

  private static @Nullable Integer ordinal(int owner) {
    return owner == Ring.NOBODY ? null : Integer.valueOf(owner);
  }

  private static Map<String, @Nullable Object> basis(Basis basis) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("kind", basis.kind().toString());
    tree.put("count", basis.count());
    tree.put("error", basis.error());
    return tree;
  }
}
