package dev.ringmaster.admin;

/** How much the process logs. Safe for any thread. */
public interface LogLevel {
  /** The level now, in lower case. */
  String get();

  /**
   * Sets it.
   *
   * @return false where there is no such level
   */
  boolean set(String level);
}
