package dev.ringmaster.cluster;

/** The one thread on which the balancers change, with its clock. */
interface Lane extends AutoCloseable {
  /** Runs a task there, after those handed in before; after {@link #close} it is dropped. */
  void execute(Runnable task);

  /** Runs a task, which may wait, anywhere else. */
  void aside(Runnable task);

  /**
   * Sets its only alarm, instead of any time before.
   *
   * @param due of {@link #now}; {@link Long#MAX_VALUE}: never
   */
  void alarm(long due, Runnable task);

  /** Nanoseconds. */
  long now();

  @Override
  void close();
}
