package dev.ringmaster.router.upstream;

import dev.ringmaster.router.wire.Head;
import dev.ringmaster.routing.RouteFailure;
import io.netty.buffer.ByteBuf;

/** Whoever sends a request to a replica: hears how it goes, and takes the response. */
public interface ResponseSink {
  /** The connection that was asked for is there, and belongs to the sink. */
  void connected(ReplicaConnection connection);

  /** There is none. */
  void notConnected(RouteFailure failure);

  /** Any byte has arrived. */
  void responseMoves();

  /** A head that another one follows, RFC 9110, 15.2. */
  void informed(Head head);

  /**
   * The response begins.
   *
   * @param head to be read at once: it is soon read into again
   * @param present bytes of the body where all of it has arrived, else 0
   */
  void responseHead(Head head, int present);

  /** Whether the sizes and line ends of chunks are wanted, too. */
  boolean wantsResponseFraming();

  /** A piece of the body, which is now the sink's to release. */
  void responsePiece(ByteBuf piece);

  /** The response is whole; the connection waits to be released. */
  void responseEnd();

  /** All that has arrived was given. */
  void responseFlush();

  /** The connection takes more of the request. */
  void replicaTakes();

  /** There will be no response, or no more of it; the connection is closed. */
  void failed(RouteFailure failure);
}
