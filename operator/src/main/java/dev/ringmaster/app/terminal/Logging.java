package dev.ringmaster.app.terminal;

import java.util.Locale;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Diagnostics of the program and of its libraries: lines on stderr, through {@code
 * java.util.logging}. What a command prints as its result is not logged. Safe for any thread.
 */
public final class Logging {
  private static final Map<String, Level> LEVELS =
      Map.of(
          "error", Level.SEVERE,
          "warn", Level.WARNING,
          "info", Level.INFO,
          "debug", Level.FINE,
          "trace", Level.ALL);

  /** From few lines to many. */
  public static final String LEVEL_NAMES = "error, warn, info, debug, trace";

  private static final String DEFAULT = "warn";

  /** Held: the JDK would forget the level of a logger that nobody refers to. */
  private static final Logger ROOT = Logger.getLogger("");

  /** Held as well, at a level: it would tell the tokens that it is sent with and asks about. */
  private static final Logger REQUESTS =
      Logger.getLogger("io.fabric8.kubernetes.client.http.HttpLoggingInterceptor");

  private static volatile String level = DEFAULT;

  private Logging() {}

  /** Takes over the root logger; before anything logs. */
  public static void install() {
    for (Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    Handler stderr = new ConsoleHandler();
    stderr.setLevel(Level.ALL);
    stderr.setFormatter(new LineFormatter());
    ROOT.addHandler(stderr);
    REQUESTS.setLevel(Level.INFO);
    ROOT.setLevel(LEVELS.get(level));
  }

  /** The name of the level that is in force. */
  public static String level() {
    return level;
  }

  /**
   * Sets the level, for all that is logged from now on.
   *
   * @return whether there is such a level
   */
  public static boolean level(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Level wanted = LEVELS.get(lower);
    if (wanted == null) {
      return false;
    }
    level = lower;
    ROOT.setLevel(wanted);
    return true;
  }

  /** Stack traces are for those who look for a defect. */
  static boolean detailed() {
    return ROOT.isLoggable(Level.FINE);
  }
}
