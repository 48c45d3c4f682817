package dev.ringmaster.pool.docker.engine;

/** What a Docker engine refused, or why it can't be asked: one line for the user. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What to do about it. */
  public enum Kind {
    /** Nobody answered: what was asked for may have happened or not. */
    AWAY,
    /** It knows no such thing. */
    MISSING,
    /** Another one is in the way. */
    CONFLICT,
    /** It won't. */
    REFUSED
  }

  /**
   * A failure.
   *
   * @param message place, what was found, what was expected
   */
  public EngineException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What to do about it. */
  public Kind kind() {
    return kind;
  }

  /** The line. */
  public String line() {
    return String.valueOf(getMessage());
  }
}
