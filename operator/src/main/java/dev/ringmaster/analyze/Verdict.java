package dev.ringmaster.analyze;

/**
 * A sentence about a finding.
 *
 * @param title the finding in a word or two
 * @param text with the figures
 */
public record Verdict(Outcome outcome, String title, String text) {
  /** How it is to be taken. */
  public enum Outcome {
    PASS,
    /** Something to know, neither right nor wrong. */
    NOTE,
    FAIL
  }

  static Verdict of(boolean passed, String title, String text) {
    return new Verdict(passed ? Outcome.PASS : Outcome.FAIL, title, text);
  }
}
