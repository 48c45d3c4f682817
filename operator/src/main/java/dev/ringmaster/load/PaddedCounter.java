package dev.ringmaster.load;

import java.util.concurrent.atomic.AtomicLong;

/**
 * An atomic long that shares its cache line with no other counter: event loops that count on
 * neighbouring replicas would otherwise slow each other down.
 */
@SuppressWarnings({"unused", "serial"})
final class PaddedCounter extends AtomicLong {
  // 14 longs after the value: with the neighbour's own padding, no two values within 128 bytes (the
  // adjacent-line prefetcher fetches lines in pairs).
  private long p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14;

  PaddedCounter() {
    super(0);
  }
}
