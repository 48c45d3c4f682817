package dev.ringmaster.controller;

import java.util.OptionalLong;

/** What the routers still have in flight at Pods that take no further request. */
public interface Drains {
  /**
   * Begins to ask the routers; no effect where it has begun.
   *
   * @param idle called on any thread when no router has anything in flight there any more
   */
  void follow(String namespace, String pod, Runnable idle);

  /** Requests in flight; empty while a router is left that has not said that it gives no more. */
  OptionalLong inFlight(String namespace, String pod);

  /** Asks no more. */
  void forget(String namespace, String pod);
}
