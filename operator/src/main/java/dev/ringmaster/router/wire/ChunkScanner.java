package dev.ringmaster.router.wire;

import static dev.ringmaster.router.wire.WireDefect.Kind.FIELDS_TOO_LONG;
import static dev.ringmaster.router.wire.WireDefect.Kind.MALFORMED;

import io.netty.buffer.ByteBuf;

/**
 * Tells the parts of a body in chunks apart, RFC 9112, 7.1, while it passes: sizes are read, data
 * is skipped, nothing is copied. Extensions are left out, RFC 9112, 7.1.1. Confined to one event
 * loop.
 */
public final class ChunkScanner {
  private static final byte CR = '\r';
  private static final byte LF = '\n';

  /** 2^60 bytes; more could not be counted. */
  private static final int SIZE_DIGITS = 15;

  private static final int MAX_EXTENSION = 256;

  /** Bytes of extensions that data may not make up for: chunks of a byte each are mostly those. */
  private static final int MAX_EXCESS = 16_384;

  private static final int MAX_TRAILERS = 8_192;
  private static final int MAX_NAME = 128;

  private State state = State.SIZE;
  private int digits;
  private int extension;
  private long excess;
  private int trailers;
  private long left;
  private final byte[] name = new byte[MAX_NAME];
  private int nameLength;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    DONE
  }

  /** Takes parts of a body, in order, as positions in the buffer that is scanned. */
  public interface Sink {
    /** Sizes, line ends and trailers. */
    void framing(int from, int to);

    /** What the chunks carry. */
    void data(int from, int to);
  }

  /** The body is whole. */
  public boolean isDone() {
    return state == State.DONE;
  }

  /**
   * Goes on with a body.
   *
   * @return where it stopped: the end, or what follows the body
   */
  public int scan(ByteBuf in, int from, int to, Sink sink) throws WireDefect {
    int at = from;
    while (at < to && state != State.DONE) {
      if (state == State.DATA) {
        int end = (int) Math.min(to, at + left);
        sink.data(at, end);
        left -= end - at;
        at = end;
        state = left == 0 ? State.DATA_CR : State.DATA;
      } else {
        at = framing(in, at, to, sink);
      }
    }
    return at;
  }

  /** Up to data, an extension or the end. */
  private int framing(ByteBuf in, int from, int to, Sink sink) throws WireDefect {
    int at = from;
    while (at < to && state != State.DATA && state != State.DONE) {
      boolean kept = state != State.EXTENSION;
      step(in.getByte(at));
      boolean keeps = state != State.EXTENSION;
      if (kept && !keeps) {
        pass(sink, from, at);
      }
      at++;
      if (!keeps) {
        from = at;
      } else if (!kept) {
        // The CR that ended the extension is framing again.
        from = at - 1;
      }
    }
    pass(sink, from, at);
    return at;
  }

  private static void pass(Sink sink, int from, int to) {
    if (to > from) {
      sink.framing(from, to);
    }
  }

  private void step(byte b) throws WireDefect {
    switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> extension(b);
      case SIZE_LF -> {
        require(b == LF, "a chunk's size that no CRLF ends");
        state = left > 0 ? State.DATA : State.TRAILER;
        digits = 0;
        excess = Math.max(0, excess + extension - left);
        require(excess <= MAX_EXCESS, "chunks that are mostly extensions");
        extension = 0;
      }
      case DATA_CR -> state = expect(b, CR, State.DATA_LF);
      case DATA_LF -> state = expect(b, LF, State.SIZE);
      case TRAILER, TRAILER_NAME, TRAILER_VALUE, TRAILER_LF -> trailer(b);
      case LAST_LF -> state = expect(b, LF, State.DONE);
      case DATA, DONE -> throw new IllegalStateException(state.name());
    }
  }

  private static State expect(byte b, byte expected, State next) throws WireDefect {
    require(b == expected, "a chunk that no CRLF ends");
    return next;
  }

  private void size(byte b) throws WireDefect {
    int digit = Ascii.hex(b);
    if (digit >= 0) {
      left = digits == 0 ? digit : left << 4 | digit;
      require(++digits <= SIZE_DIGITS, "a chunk's size of more than 15 digits");
      return;
    }
    require(digits > 0 && (b == CR || b == ';'), "a chunk's size that is no hexadecimal number");
    state = b == CR ? State.SIZE_LF : State.EXTENSION;
  }

  private void extension(byte b) throws WireDefect {
    if (b == CR) {
      state = State.SIZE_LF;
      return;
    }
    require(Ascii.isValue(b), "a control character in a chunk's extension");
    require(++extension <= MAX_EXTENSION, "a chunk's extension of more than 256 bytes");
  }

  private void trailer(byte b) throws WireDefect {
    if (++trailers > MAX_TRAILERS) {
      throw new WireDefect(FIELDS_TOO_LONG, "trailers of more than " + MAX_TRAILERS + " bytes");
    }
    switch (state) {
      case TRAILER -> {
        nameLength = 0;
        state = b == CR ? State.LAST_LF : State.TRAILER_NAME;
        if (state == State.TRAILER_NAME) {
          name(b);
        }
      }
      case TRAILER_NAME -> name(b);
      case TRAILER_VALUE -> {
        require(b == CR || Ascii.isValue(b), "a control character in a trailer");
        state = b == CR ? State.TRAILER_LF : State.TRAILER_VALUE;
      }
      default -> state = expect(b, LF, State.TRAILER);
    }
  }

  private void name(byte b) throws WireDefect {
    if (b == ':' && nameLength > 0) {
      require(
          !FieldKind.of(name, 0, nameLength).isForHeadsOnly(),
          "a trailer that only heads may have");
      state = State.TRAILER_VALUE;
      return;
    }
    require(Ascii.isToken(b) && nameLength < MAX_NAME, "a trailer that is no field");
    name[nameLength++] = b;
  }

  /** Ready for the next body. */
  public void reset() {
    state = State.SIZE;
    digits = 0;
    extension = 0;
    excess = 0;
    trailers = 0;
    left = 0;
  }

  private static void require(boolean holds, String found) throws WireDefect {
    if (!holds) {
      throw new WireDefect(MALFORMED, found);
    }
  }
}
