package dev.ringmaster.pool;

/**
 * Something that is put into a container's file system, in Docker's terms.
 *
 * @param source an absolute path of the host for a bind, a volume's name, empty for a tmpfs; may
 *     hold {@link #ORDINAL}
 * @param target an absolute path in the container, without a slash at its end
 */
public record Mount(Type type, String source, String target, boolean readOnly) {
  /** What stands in a source for the replica's ordinal. */
  public static final String ORDINAL = "$(REPLICA_ORDINAL)";

  /** What is put there. */
  public enum Type {
    BIND,
    VOLUME,
    TMPFS
  }

  /** The source of the replica in this place. */
  public String source(int ordinal) {
    return source.replace(ORDINAL, Integer.toString(ordinal));
  }
}
