package dev.ringmaster.router.wire;

/**
 * These bytes are no message, or one that two readers could read differently. It has no stack
 * trace: who sends such bytes does so often, to make us work.
 */
public final class WireDefect extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** What is wrong, as far as an answer depends on it. */
  public enum Kind {
    MALFORMED,
    AMBIGUOUS,
    LINE_TOO_LONG,
    FIELDS_TOO_LONG,
    VERSION_NOT_SUPPORTED
  }

  WireDefect(Kind kind, String found) {
    super(found, null, false, false);
    this.kind = kind;
  }

  /** What an answer depends on. */
  public Kind kind() {
    return kind;
  }
}
