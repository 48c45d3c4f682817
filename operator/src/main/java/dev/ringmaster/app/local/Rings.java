package dev.ringmaster.app.local;

import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.HashRing;
import dev.ringmaster.ring.Probing;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.spec.RoutingSpec;
import dev.ringmaster.spec.RoutingSpec.ClassicProbing;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The ring that a resource asks for. */
final class Rings {
  private Rings() {}

  static Ring of(RoutingSpec routing, SortedSet<Integer> ordinals) {
    return switch (routing.algorithm()) {
      case RING -> {
        SortedMap<Integer, Integer> weights = new TreeMap<>();
        ordinals.forEach(ordinal -> weights.put(ordinal, routing.weight(ordinal)));
        yield HashRing.of(weights, routing.virtualNodes(), routing.seed());
      }
      case CLASSIC ->
          ClassicRing.of(
              ordinals,
              routing.probing() == ClassicProbing.LINEAR ? Probing.LINEAR : Probing.QUADRATIC);
    };
  }
}
