package dev.ringmaster.app.manifest;

/** A text that is no YAML, or YAML beyond what manifests may use: where, and one line of reason. */
final class YamlException extends Exception {
  private static final long serialVersionUID = 1;

  private static final int LONGEST = 200;

  private final int line;
  private final int column;

  YamlException(int line, int column, String reason) {
    super(shorten(reason.strip().replaceAll("[\\s\\p{Cntrl}]+", " ")));
    this.line = line;
    this.column = column;
  }

  private static String shorten(String reason) {
    return reason.length() > LONGEST ? reason.substring(0, LONGEST) + "…" : reason;
  }

  /** {@code line:column}, both from 1. */
  String place() {
    return line + ":" + column;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
