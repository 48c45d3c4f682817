package dev.ringmaster.pool.process;

import java.util.List;

/** Where a pool keeps what the next balancer must know to adopt its children. */
public interface ChildJournal {
  /** The children of the last balancer; empty where there was none. */
  List<ChildRecord> read();

  /** Replaces what was kept before; when it is durable is the journal's affair. */
  void write(List<ChildRecord> children);
}
