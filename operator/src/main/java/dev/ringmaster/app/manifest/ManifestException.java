package dev.ringmaster.app.manifest;

import java.util.List;

/** Manifests that can't be used, with everything that is wrong with them, one line each. */
public final class ManifestException extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> problems;

  public ManifestException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** At least one line. */
  public List<String> problems() {
    return problems;
  }
}
