package dev.ringmaster.router.http1;

import dev.ringmaster.router.backend.LocalApi;
import dev.ringmaster.router.head.Answers;
import dev.ringmaster.router.head.HeadWriter;
import dev.ringmaster.router.head.HeadWriter.Ending;
import dev.ringmaster.router.wire.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way to the client, framed as the client can read it. Confined to one event
 * loop.
 */
final class Relay {
  /** Bodies up to this are copied behind their heads: one system call less. */
  private static final int COPIED = 2_048;

  private static final int NOT_FOUND = 404;
  private static final int SIZE_LINE = 20;
  private static final byte[] LINE_END = HeadWriter.ascii("\r\n");
  private static final byte[] LAST_CHUNK = HeadWriter.ascii("0\r\n\r\n");

  private final ClientConnection client;
  private final ClientChannel out;
  private final HeadWriter heads;
  private final @Nullable LocalApi local;

  /** Its path, for those who answer a replica's 404 themselves; else empty. */
  private final String path;

  private @Nullable ByteBuf opening;
  private Ending ending = Ending.AS_IT_CAME;
  private LocalApi.@Nullable Reply instead;
  private int status;
  private boolean last;

  Relay(ClientConnection client, HeadWriter heads, @Nullable LocalApi local, String path) {
    this.client = client;
    out = client.channel();
    this.heads = heads;
    this.local = local;
    this.path = path;
  }

  /** The client has been sent a part of a response. */
  boolean hasBegun() {
    return status != 0;
  }

  int status() {
    return status;
  }

  boolean passesFraming() {
    return ending == Ending.AS_IT_CAME;
  }

  /** RFC 9110, 15.2: passed on, but for clients that know none. */
  void informed(Head head) {
    if (!client.isOld()) {
      out.write(heads.informational(out.allocator(), head));
      out.flush();
    }
  }

  /**
   * Begins.
   *
   * @param present bytes of the body where all of it has arrived, else 0
   */
  void head(Head head, int present) {
    status = head.status();
    if (status == NOT_FOUND && local != null) {
      instead = local.unknownPath(path);
      return;
    }
    boolean old = client.isOld();
    if (head.bodyLength() == Head.UNTIL_CLOSE) {
      ending = old ? Ending.CLOSE : Ending.CHUNKS;
    } else if (head.bodyLength() == Head.CHUNKED && old) {
      ending = Ending.CLOSE;
    }
    last = ending == Ending.CLOSE || client.closesAfterThis();
    int extra = present <= COPIED ? present : 0;
    opening = heads.response(out.allocator(), head, ending, last, old, extra);
  }

  void body(ByteBuf piece) {
    if (instead != null) {
      piece.release();
      return;
    }
    if (ending == Ending.CHUNKS) {
      cut(piece);
      return;
    }
    ByteBuf first = opening;
    if (first != null && piece.readableBytes() <= Math.min(COPIED, first.writableBytes())) {
      first.writeBytes(piece);
      piece.release();
    } else {
      open();
      out.write(piece);
    }
  }

  private void cut(ByteBuf piece) {
    open();
    ByteBuf size = out.allocator().ioBuffer(SIZE_LINE);
    size.writeBytes(HeadWriter.ascii(Integer.toHexString(piece.readableBytes())));
    out.write(size.writeBytes(LINE_END));
    out.write(piece);
    out.write(LINE_END);
  }

  private void open() {
    ByteBuf first = opening;
    if (first != null) {
      opening = null;
      out.write(first);
    }
  }

  void flush() {
    open();
    out.flush();
  }

  /** The response is whole. */
  void end() {
    LocalApi.Reply other = instead;
    if (other != null) {
      client.answer(Answers.of(other), false);
      return;
    }
    open();
    if (ending == Ending.CHUNKS) {
      out.write(LAST_CHUNK);
    }
    client.answered(last);
  }

  /** Nobody gets what was not sent yet: whether that is all, so that another answer may be sent. */
  boolean takeBack() {
    ByteBuf first = opening;
    if (first != null) {
      opening = null;
      first.release();
    }
    return first != null || instead != null;
  }

  /** There is no more of it: the client gets what there is, and sees that it is not the whole. */
  void abort() {
    out.flush();
    out.abort(ending == Ending.CLOSE);
  }
}
