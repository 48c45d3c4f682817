package dev.ringmaster.routing;

/** How far a try got before it failed; it decides whether the request may be sent again. */
public enum Progress {
  /** No byte of the request reached the replica. */
  NOTHING_SENT,
  /** Something was sent, and all of it is still at hand. */
  SENT_AND_KEPT,
  /** Something was sent that can't be sent again. */
  SENT,
  /** The response had begun. */
  ANSWERING
}
