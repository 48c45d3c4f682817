package dev.ringmaster.app.admin;

import dev.ringmaster.admin.LogLevel;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How much the libraries of this process log: we have no logger of our own yet. */
final class LibraryLogLevel implements LogLevel {
  /** Held, or its level is collected with it. */
  private static final Logger ROOT = Logger.getLogger("");

  private static final Map<String, Level> LEVELS =
      Map.of(
          "trace", Level.FINEST,
          "debug", Level.FINE,
          "info", Level.INFO,
          "warn", Level.WARNING,
          "error", Level.SEVERE);

  private volatile String level = "info";

  @Override
  public String get() {
    return level;
  }

  @Override
  public boolean set(String wanted) {
    Level known = LEVELS.get(wanted);
    if (known != null) {
      ROOT.setLevel(known);
      for (var handler : ROOT.getHandlers()) {
        handler.setLevel(known);
      }
      level = wanted;
    }
    return known != null;
  }
}
