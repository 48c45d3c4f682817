package dev.ringmaster.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a replica that ended leaves to be read: how it ended, and the end of its output. */
public final class LastWords {
  /** So much of the output is enough to be read, in bytes. */
  public static final int ENOUGH = 4096;

  /** How one ended that had no time to say why. */
  private static final String KILLED = "killed (SIGKILL)";

  /** 128 + the signal's number: how a shell would say that a signal ended it. */
  private static final int SIGNALLED = 128;

  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final int MAX_LINES = 5;

  private LastWords() {}

  /** What an exit code means. */
  public static String ofCode(int code) {
    return switch (code) {
      case SIGNALLED + SIGKILL -> KILLED;
      case SIGNALLED + SIGTERM -> "terminated (SIGTERM)";
      default -> "exit code " + code;
    };
  }

  /**
   * How it ended, then the last lines that are not blank, control characters replaced: a terminal
   * will show them. Of one that was killed, nothing but that.
   *
   * @param output asked for only where it is shown
   */
  public static List<String> of(String how, Supplier<String> output) {
    List<String> words = new ArrayList<>(List.of(how));
    if (!how.equals(KILLED)) {
      List<String> lines =
          output
              .get()
              .lines()
              .filter(line -> !line.isBlank())
              .map(line -> line.replaceAll("\\p{Cc}", " "))
              .toList();
      words.addAll(lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
    }
    return words;
  }
}
