package dev.ringmaster.pool;

/**
 * What a driver shall create.
 *
 * @param ordinal see {@link Replica}
 * @param incarnation see {@link Replica}
 * @param name see {@link Replica}
 * @param template what it is made from
 */
public record ReplicaSpec(int ordinal, long incarnation, String name, ReplicaTemplate template) {
  /** What the replica is recognised by as made from this template. */
  public String revision() {
    return template.revisions().apply(ordinal);
  }
}
