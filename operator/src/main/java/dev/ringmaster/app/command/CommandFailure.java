package dev.ringmaster.app.command;

import java.util.List;

/** Why a command came to nothing, for people. */
public final class CommandFailure extends Exception {
  /** What was asked for is not there just now. */
  static final int ABSENT = 1;

  /** There is something for the user to change. */
  static final int USER_ERROR = 2;

  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final List<String> lines;

  CommandFailure(int exitCode, List<String> lines) {
    super(String.join("; ", lines));
    this.exitCode = exitCode;
    this.lines = List.copyOf(lines);
  }

  CommandFailure(int exitCode, String line) {
    this(exitCode, List.of(line));
  }

  /** Of the process. */
  public int exitCode() {
    return exitCode;
  }

  /** One a problem. */
  public List<String> lines() {
    return lines;
  }
}
