package dev.ringmaster.app.analyze.client;

/** The analysis can't go on; the message names the place, what was found and what was expected. */
public final class AnalysisException extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean usersMistake;

  private AnalysisException(String line, boolean usersMistake) {
    super(line);
    this.usersMistake = usersMistake;
  }

  public static AnalysisException ofUser(String line) {
    return new AnalysisException(line, true);
  }

  public static AnalysisException ofBalancer(String line) {
    return new AnalysisException(line, false);
  }

  /** Whether the user has to change something; else the balancer did what it must not. */
  public boolean isUsersMistake() {
    return usersMistake;
  }
}
