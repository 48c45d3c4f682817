package dev.ringmaster.app.cli;

import java.util.List;

/** What the user has to change; each line names the place, what was found and what was expected. */
public final class UserError extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> lines;

  /** Several mistakes. */
  public UserError(List<String> lines) {
    super(String.join("; ", lines));
    this.lines = List.copyOf(lines);
  }

  /** One mistake. */
  public UserError(String line) {
    this(List.of(line));
  }

  /** A line for each mistake. */
  public List<String> lines() {
    return lines;
  }
}
