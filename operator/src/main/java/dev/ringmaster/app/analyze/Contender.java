package dev.ringmaster.app.analyze;

import dev.ringmaster.app.analyze.client.Users;
import dev.ringmaster.ring.ClassicRing.Probing;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import dev.ringmaster.spec.RoutingSpec.ClassicProbing;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An algorithm in the fourth analysis.
 *
 * @param algorithm as manifests name it
 * @param key what places a request
 * @param routing further fields of the manifest
 * @param probing of the classic algorithm, for which the counts are known; else null
 */
record Contender(
    String name, String algorithm, String key, String routing, @Nullable Probing probing) {
  /** What the requests of all analyses bear. */
  static final String KEY =
      String.format(Locale.ROOT, "header X-User-Id, uniform over %,d users", Users.NUMBER);

  static final Contender RING = of(Algorithm.RING);

  /** Every algorithm that a manifest can name. */
  static Stream<Contender> all() {
    return Stream.of(Algorithm.values())
        .flatMap(algorithm ->
            algorithm == Algorithm.CLASSIC
                ? Stream.of(ClassicProbing.values()).map(Contender::classic)
                : Stream.of(of(algorithm)));
  }

  private static Contender of(Algorithm algorithm) {
    return new Contender(inManifests(algorithm), inManifests(algorithm), KEY, "", null);
  }

  private static Contender classic(ClassicProbing probing) {
    String word = inManifests(probing);
    return new Contender(
        "Classic, " + word.toLowerCase(Locale.ROOT),
        inManifests(Algorithm.CLASSIC),
        "a random six-digit id that the balancer draws for each request",
        "\n    probing: " + word,
        probing == ClassicProbing.LINEAR ? Probing.LINEAR : Probing.QUADRATIC);
  }

  private static String inManifests(Enum<?> constant) {
    return constant.name().charAt(0) + constant.name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** A resource with so many sample replicas. */
  String manifest(int replicas) {
    return """
    apiVersion: ringmaster.dev/v1alpha1
    kind: LoadBalancer
    metadata:
      name: analyze
    spec:
      replicas: %s
      template:
        image: ringmaster/replica:0.1
      routing:
        algorithm: %s%s
        keys:
          - header: X-User-Id
        classic: true
    """
        .formatted(replicas, algorithm, routing);
  }
}
