package dev.ringmaster.router.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of a message off what has arrived, and knows where it ends. Pieces are views of
 * the bytes that were read: nothing is copied. Confined to one event loop.
 */
public final class BodyReader {
  private final Sink sink;
  private long left;
  private @Nullable ChunkScanner chunks;

  /** Takes a body piece by piece. */
  public interface Sink {
    /** Whether it wants the sizes and line ends of chunks, too. */
    boolean wantsFraming();

    /** A piece, which is now the sink's to release. */
    void piece(ByteBuf bytes);
  }

  /** A reader of one body after the other. */
  public BodyReader(Sink sink) {
    this.sink = sink;
  }

  /**
   * Begins with a body.
   *
   * @param length see {@link Head#bodyLength}
   */
  public void begin(long length) {
    left = length;
    if (length == Head.CHUNKED) {
      chunks().reset();
    }
  }

  private ChunkScanner chunks() {
    ChunkScanner made = chunks;
    if (made == null) {
      made = new ChunkScanner();
      chunks = made;
    }
    return made;
  }

  /** The body is whole. */
  public boolean isDone() {
    return left == 0;
  }

  /** The end of the connection is the body's end. */
  public boolean endsWithConnection() {
    return left == Head.UNTIL_CLOSE;
  }

  /** Whether all that is still to come of the body has arrived, as far as its head tells. */
  public boolean isWithin(ByteBuf in) {
    return left >= 0 && in.readableBytes() >= left;
  }

  /** Gives the sink what there is of the body, and leaves what follows it. */
  public void read(ByteBuf in) throws WireDefect {
    if (left == Head.CHUNKED) {
      readChunks(in);
      return;
    }
    int size = in.readableBytes();
    if (left >= 0) {
      size = (int) Math.min(left, size);
      left -= size;
    }
    if (size > 0) {
      sink.piece(in.readRetainedSlice(size));
    }
  }

  private void readChunks(ByteBuf in) throws WireDefect {
    Run run = new Run(in, sink);
    int end = chunks().scan(in, in.readerIndex(), in.writerIndex(), run);
    in.readerIndex(end);
    if (chunks().isDone()) {
      left = 0;
    }
    run.pass();
  }

  /** Neighbours go as one. */
  private static final class Run implements ChunkScanner.Sink {
    private final ByteBuf in;
    private final Sink sink;
    private int from;
    private int to;

    Run(ByteBuf in, Sink sink) {
      this.in = in;
      this.sink = sink;
      from = in.readerIndex();
      to = from;
    }

    @Override
    public void framing(int begin, int end) {
      if (sink.wantsFraming()) {
        data(begin, end);
      }
    }

    @Override
    public void data(int begin, int end) {
      if (begin != to) {
        pass();
        from = begin;
      }
      to = end;
    }

    void pass() {
      if (to > from) {
        sink.piece(in.retainedSlice(from, to - from));
      }
      from = to;
    }
  }
}
