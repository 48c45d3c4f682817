package dev.ringmaster.app.command;

import picocli.CommandLine.Option;

/** How results are printed. */
final class Output {
  enum Format {
    text,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text or json (default: ${DEFAULT-VALUE})")
  private Format format = Format.text;

  boolean json() {
    return format == Format.json;
  }
}
