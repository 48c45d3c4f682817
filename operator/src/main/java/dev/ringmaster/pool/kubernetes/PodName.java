package dev.ringmaster.pool.kubernetes;

import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.ring.XxHash3;
import java.nio.charset.StandardCharsets;

/**
 * The name of a replica's Pod, such as {@code web-0-x7k2p}: worked out from what the replica is, so
 * that whoever creates it a second time meets the first.
 */
final class PodName {
  /** A Pod's name is its host name, a DNS label, too; the rest is for ordinal and hash. */
  private static final int MAX_PREFIX = 63 - "-2147483647-x7k2p".length();

  private static final int HASH_DIGITS = 5;

  /** As Kubernetes makes names up: no vowels, nothing that looks like another. */
  private static final String DIGITS = "bcdfghjklmnpqrstvwxz2456789";

  private PodName() {}

  static String of(PodOwner owner, ReplicaSpec spec) {
    String prefix = owner.name().substring(0, Math.min(MAX_PREFIX, owner.name().length()));
    String identity =
        "%s/%d/%s/%d".formatted(owner.uid(), spec.ordinal(), spec.revision(), spec.incarnation());
    return "%s-%d-%s".formatted(prefix, spec.ordinal(), digits(identity));
  }

  private static String digits(String identity) {
    long hash = XxHash3.hash(identity.getBytes(StandardCharsets.UTF_8));
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < HASH_DIGITS; i++) {
      digits.append(DIGITS.charAt((int) Long.remainderUnsigned(hash, DIGITS.length())));
      hash = Long.divideUnsigned(hash, DIGITS.length());
    }
    return digits.toString();
  }
}
