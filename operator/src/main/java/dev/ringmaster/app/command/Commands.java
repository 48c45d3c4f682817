package dev.ringmaster.app.command;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What all commands do. */
final class Commands {
  private Commands() {}

  /** An enum's constant as manifests write it. */
  static String title(String constant) {
    return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
  }

  /** Prints a result. */
  static void print(@Nullable CommandSpec command, String text) {
    Objects.requireNonNull(command).commandLine().getOut().println(text);
  }
}
