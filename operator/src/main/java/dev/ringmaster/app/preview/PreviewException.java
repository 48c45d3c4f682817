package dev.ringmaster.app.preview;

import java.util.List;

/** What the user has to change, one line each: the place, what was found, what was expected. */
final class PreviewException extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> lines;

  PreviewException(List<String> lines) {
    super(String.join("; ", lines));
    this.lines = List.copyOf(lines);
  }

  PreviewException(String line) {
    this(List.of(line));
  }

  List<String> lines() {
    return lines;
  }
}
