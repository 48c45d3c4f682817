package dev.ringmaster.access;

/** Whether somebody may do something. */
public sealed interface Decision {
  /** They may. */
  record Allowed() implements Decision {}

  /** Nobody is known by this token. */
  record Unknown() implements Decision {}

  /**
   * They may not.
   *
   * @param user who they are
   */
  record Denied(String user) implements Decision {}

  /**
   * Nobody can tell just now.
   *
   * @param reason for the caller, without the token
   */
  record Undecided(String reason) implements Decision {}
}
