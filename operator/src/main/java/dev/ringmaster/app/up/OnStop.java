package dev.ringmaster.app.up;

/** What Ctrl-C means for the replicas. */
enum OnStop {
  /** They drain and end. */
  REMOVE,
  /** They run on, and the next {@code up} adopts them. */
  KEEP
}
