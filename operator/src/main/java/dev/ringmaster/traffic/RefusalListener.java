package dev.ringmaster.traffic;

/** Hears of requests that were refused before anybody asked for a replica. */
@FunctionalInterface
public interface RefusalListener {
  /** Hears nothing. */
  RefusalListener NONE = refusal -> {};

  /** A request was refused. Must return at once: it is called on an event loop. */
  void refused(Refusal refusal);
}
