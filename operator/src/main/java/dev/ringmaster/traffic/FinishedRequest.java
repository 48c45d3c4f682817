package dev.ringmaster.traffic;

import dev.ringmaster.routing.RouteDecision.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A request at its end.
 *
 * @param status that the client was sent, {@link #INCOMPLETE} where it got no whole response
 * @param reason of the last decision; null where no replica took requests
 * @param hops passed over on the walk before the last decision
 * @param tries at replicas, 0 where there was none
 * @param fallback the request had no key, its client's address was taken
 * @param nanos from its head to the end
 * @param firstByteNanos from its head to the head of a replica's response, {@link #NO_ANSWER} where
 *     none came
 */
public record FinishedRequest(
    int status,
    @Nullable Reason reason,
    int hops,
    int tries,
    boolean fallback,
    long nanos,
    long firstByteNanos) {
  /** The client went, or the response broke off. */
  public static final int INCOMPLETE = 0;

  public static final long NO_ANSWER = -1;
}
