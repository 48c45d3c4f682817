package dev.ringmaster.routing;

/**
 * Every way in which a try at a replica ends without a whole response; and what the client is told.
 */
public enum RouteFailure {
  /** No replica is there to take the request. */
  NO_REPLICA(503, "no-replica", "No replica is ready"),
  /** Nobody listens at the replica's address. */
  REFUSED(502, "connect-refused", "The replica refused the connection"),
  CONNECT_TIMEOUT(504, "connect-timeout", "No connection to the replica in time"),
  /** No connection for another reason: no route, no name, no file descriptor of ours left. */
  UNREACHABLE(502, "unreachable", "No connection to the replica"),
  /** The response began and then stopped: no evidence of death, a stream may be silent. */
  STALLED(504, "stalled", "The replica's response stopped"),
  /** The connection broke, or closed, before the response was whole. */
  RESET(502, "reset", "The replica's connection broke"),
  RESPONSE_TIMEOUT(504, "response-timeout", "The replica did not answer in time"),
  /** What came back is no HTTP response. */
  BAD_RESPONSE(502, "bad-response", "The replica's answer is no HTTP response");

  private final int status;
  private final String category;
  private final String title;

  RouteFailure(int status, String category, String title) {
    this.status = status;
    this.category = category;
    this.title = title;
  }

  /** The status for the client, where it was sent none yet. */
  public int status() {
    return status;
  }

  /** For logs, metrics and the problem's type. */
  public String category() {
    return category;
  }

  /** One sentence for people. */
  public String title() {
    return title;
  }
}
