package dev.ringmaster.app.cli;

import java.util.List;

/**
 * Why a command came to nothing, for people; each line names the place, what was found and what was
 * expected.
 */
public final class UserError extends Exception {
  /** Exit code: what was asked for is not there just now. */
  public static final int ABSENT = 1;

  /** Exit code: there is something for the user to change. */
  public static final int TO_CHANGE = 2;

  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final List<String> lines;

  private UserError(int exitCode, List<String> lines) {
    super(String.join("; ", lines));
    this.exitCode = exitCode;
    this.lines = List.copyOf(lines);
  }

  /** Several things to change. */
  public UserError(List<String> lines) {
    this(TO_CHANGE, lines);
  }

  /** One thing to change. */
  public UserError(String line) {
    this(List.of(line));
  }

  /** Nothing to change, but nothing there. */
  public static UserError absent(String line) {
    return new UserError(ABSENT, List.of(line));
  }

  /** Of the process. */
  public int exitCode() {
    return exitCode;
  }

  /** A line for each mistake. */
  public List<String> lines() {
    return lines;
  }
}
