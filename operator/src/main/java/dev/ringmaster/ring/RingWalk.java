package dev.ringmaster.ring;

/**
 * The ordinals of a ring, one after the other, each once: first the owner of a hash, then whoever
 * would own it if all those before were gone. That makes a retry as sticky as the first try.
 *
 * <p>Not thread-safe: a walk belongs to one request.
 */
public interface RingWalk {
  /** The next ordinal that was not yet given, or {@link Ring#NOBODY} when all were. */
  int next();
}
