package dev.ringmaster.router.wire;

import static dev.ringmaster.router.wire.WireDefect.Kind.FIELDS_TOO_LONG;
import static dev.ringmaster.router.wire.WireDefect.Kind.LINE_TOO_LONG;
import static dev.ringmaster.router.wire.WireDefect.Kind.MALFORMED;

import io.netty.buffer.ByteBuf;

/**
 * Looks for the end of a head in bytes that arrive bit by bit, each of which it looks at once: who
 * sends a head byte by byte makes no more work than who sends it whole. Confined to one event loop.
 */
public final class HeadScanner {
  /** What {@link #scan} returns while the end is not there. */
  public static final int MORE = -1;

  private static final byte CR = '\r';
  private static final byte LF = '\n';

  private final int maxLine;
  private final int maxFields;

  /** All relative to the beginning of the head. */
  private int scanned;

  private int line;
  private int startLine;

  /**
   * A scanner.
   *
   * @param maxLine bytes of the start line
   * @param maxFields bytes of all field lines
   */
  public HeadScanner(int maxLine, int maxFields) {
    this.maxLine = maxLine;
    this.maxFields = maxFields;
  }

  /**
   * Goes on with a head.
   *
   * @param from where it begins; it may be elsewhere than the last time
   * @param to where what has arrived ends
   * @return the head's size, or {@link #MORE}
   */
  public int scan(ByteBuf in, int from, int to) throws WireDefect {
    while (true) {
      int at = in.indexOf(from + scanned, to, LF);
      if (at < 0) {
        scanned = to - from;
        limit();
        return MORE;
      }
      int end = at - from;
      if (end == line || in.getByte(at - 1) != CR) {
        throw new WireDefect(MALFORMED, "a LF without CR");
      }
      scanned = end + 1;
      if (startLine == 0 && end > 1) {
        startLine = scanned;
      }
      limit();
      if (end - 1 == line && line > 0) {
        int size = scanned;
        reset();
        return size;
      }
      line = scanned;
    }
  }

  private void limit() throws WireDefect {
    if ((startLine == 0 ? scanned : startLine) > maxLine) {
      throw new WireDefect(LINE_TOO_LONG, "a start line of more than " + maxLine + " bytes");
    }
    if (startLine > 0 && scanned - startLine > maxFields) {
      throw new WireDefect(FIELDS_TOO_LONG, "fields of more than " + maxFields + " bytes");
    }
  }

  private void reset() {
    scanned = 0;
    line = 0;
    startLine = 0;
  }
}
