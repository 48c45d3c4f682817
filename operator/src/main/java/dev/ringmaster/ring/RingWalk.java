package dev.ringmaster.ring;

/**
 * The ordinals of a ring, one after the other, each once: first the owner of a hash, then whoever
 * its requests go to while all those before are away. That makes a retry as sticky as the first
 * try. On a {@link HashRing} and a {@link RendezvousRing} it is also who would own the hash if
 * those before had left for good; on the others, nearly always or often.
 *
 * <p>Not thread-safe: a walk belongs to one request.
 */
public interface RingWalk {
  /** The next ordinal that was not yet given, or {@link Ring#NOBODY} when all were. */
  int next();
}
