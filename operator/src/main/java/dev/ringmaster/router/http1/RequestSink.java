package dev.ringmaster.router.http1;

import dev.ringmaster.traffic.Refusal;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request after its head, and hears what becomes of its client. Who passes it on to nobody
 * takes all of it at once.
 */
interface RequestSink {
  /** Whether a piece of the body may come now; who says no asks for it later. */
  default boolean takes() {
    return true;
  }

  /** Whether it wants the sizes and line ends of chunks, too. */
  default boolean wantsFraming() {
    return false;
  }

  /** A piece of the body, which is now the sink's to release. */
  void body(ByteBuf piece);

  /** The body is whole. */
  void end();

  /** All that has arrived was given. */
  default void flush() {}

  /** The client takes what it is sent again. */
  default void clientTakes() {}

  /** The client has been sent a part of an answer. */
  boolean hasBegun();

  /** Nothing came or went for too long. */
  void late(long now);

  /**
   * Nothing more comes of the request.
   *
   * @param refusal what the client is told instead; null where it has gone, or had a part of an
   *     answer
   */
  void brokenOff(@Nullable Refusal refusal);

  /** Lets the rest of a request go by, so that its connection can carry the next one. */
  final class Discard implements RequestSink {
    private final ClientConnection client;

    Discard(ClientConnection client) {
      this.client = client;
    }

    @Override
    public void body(ByteBuf piece) {
      piece.release();
    }

    @Override
    public void end() {}

    @Override
    public boolean hasBegun() {
      return true;
    }

    @Override
    public void late(long now) {
      client.channel().close();
    }

    @Override
    public void brokenOff(@Nullable Refusal refusal) {}
  }
}
