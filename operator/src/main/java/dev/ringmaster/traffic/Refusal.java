package dev.ringmaster.traffic;

/** Every way in which a data plane refuses a request before it looks for a replica. */
public enum Refusal {
  BAD_REQUEST(400, "bad-request", "This is no HTTP request"),
  AMBIGUOUS_REQUEST(400, "ambiguous-request", "The request has no single Host or framing"),
  UNKNOWN_HOST(404, "unknown-host", "No balancer serves this host"),
  METHOD_REFUSED(405, "method-refused", "This method is not forwarded"),
  BODY_TOO_LARGE(413, "body-too-large", "The body is longer than this call takes"),
  TARGET_TOO_LONG(414, "target-too-long", "The request line is too long"),
  UNKNOWN_EXPECTATION(417, "unknown-expectation", "Only 100-continue can be expected"),
  FIELDS_TOO_LONG(431, "fields-too-long", "The request's header fields are too long"),
  UPGRADE_NOT_SUPPORTED(501, "upgrade-not-supported", "This upgrade is not supported"),
  VERSION_NOT_SUPPORTED(505, "version-not-supported", "Only HTTP/1.0 and HTTP/1.1 are spoken here"),
  LOOP(508, "loop", "The request has passed this router before");

  private final int status;
  private final String category;
  private final String title;

  Refusal(int status, String category, String title) {
    this.status = status;
    this.category = category;
    this.title = title;
  }

  /** The status of the response. */
  public int status() {
    return status;
  }

  /** For metrics and the problem's type. */
  public String category() {
    return category;
  }

  /** One sentence for people. */
  public String title() {
    return title;
  }
}
