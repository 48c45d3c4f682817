package dev.ringmaster.app.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What all commands do. */
final class Commands {
  private Commands() {}

  /** Prints a result. */
  static void print(@Nullable CommandSpec command, String text) {
    Objects.requireNonNull(command).commandLine().getOut().println(text);
  }
}
