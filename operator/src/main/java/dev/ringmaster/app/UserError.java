package dev.ringmaster.app;

import java.util.List;

/** What the user has to change; each line names the place, what was found and what was expected. */
final class UserError extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> lines;

  UserError(List<String> lines) {
    super(String.join("; ", lines));
    this.lines = List.copyOf(lines);
  }

  UserError(String line) {
    this(List.of(line));
  }

  List<String> lines() {
    return lines;
  }
}
