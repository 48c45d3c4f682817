package dev.ringmaster.app.admin;

import dev.ringmaster.admin.LogLevel;
import dev.ringmaster.app.terminal.Logging;

/** How much this program and its libraries log. */
final class ProgramLogLevel implements LogLevel {
  @Override
  public String get() {
    return Logging.level();
  }

  @Override
  public boolean set(String level) {
    return Logging.level(level);
  }
}
