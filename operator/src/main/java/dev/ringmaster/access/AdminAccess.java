package dev.ringmaster.access;

import java.util.function.Consumer;

/** Knows users by their tokens, and what they may do. Never blocks; safe for any thread. */
@FunctionalInterface
public interface AdminAccess {
  /**
   * Decides whether somebody may do something.
   *
   * @param token as the caller sent it; it is a secret
   * @param answer called once, on any thread
   */
  void decide(String token, Need need, Consumer<Decision> answer);
}
