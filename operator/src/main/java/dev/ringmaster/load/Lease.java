package dev.ringmaster.load;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to one request at a replica; closing it a second time does nothing. */
public final class Lease implements AutoCloseable {
  private final ReplicaLoad replica;
  private final AtomicBoolean closed = new AtomicBoolean();

  Lease(ReplicaLoad replica) {
    this.replica = replica;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      replica.release();
    }
  }
}
