package dev.ringmaster.router.backend;

import java.util.function.Consumer;

/** Calls on the data port that the balancer answers itself instead of a replica. */
public interface LocalApi {
  /** The longest body of such a call, in bytes. */
  int MAX_BODY = 65_536;

  /** This path is answered here; the match is exact. */
  boolean owns(String path);

  /** Answers a call, sooner or later, on any thread. */
  void handle(String method, String path, byte[] body, Consumer<Reply> reply);

  /** What a client gets where a replica said 404. */
  Reply unknownPath(String path);

  /**
   * A whole response.
   *
   * @param allow the value of the {@code Allow} header, empty for none
   * @param body JSON
   */
  record Reply(int status, String allow, String body) {}
}
