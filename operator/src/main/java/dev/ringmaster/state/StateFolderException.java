package dev.ringmaster.state;

/** The state folder can't be used; the message names it, what was found and what was expected. */
public final class StateFolderException extends Exception {
  private static final long serialVersionUID = 1L;

  public StateFolderException(String message) {
    super(message);
  }
}
