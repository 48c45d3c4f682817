package dev.ringmaster.app.analyze;

import java.io.PrintStream;
import java.util.Locale;

/** On a terminal one line that is drawn again and again; else a line for each thing done. */
final class Progress {
  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = 100_000_000;
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private String what = "";
  private long drawn;

  /** Writes there. */
  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Something begins that takes a while. */
  synchronized void begin(String what) {
    this.what = what;
    drawn = 0;
    draw(what + " ...");
  }

  /** So much of it is done. */
  synchronized void at(long done, long total) {
    long now = System.nanoTime();
    if (terminal && now - drawn > REDRAW_NANOS) {
      drawn = now;
      int filled = (int) (WIDTH * done / Math.max(1, total));
      draw(
          String.format(
              Locale.ROOT,
              "%s  [%s%s] %,d of %,d",
              what,
              "#".repeat(filled),
              ".".repeat(WIDTH - filled),
              done,
              total));
    }
  }

  /** It is done; this stays. */
  synchronized void say(String line) {
    out.println(terminal ? CLEAR_LINE + line : line);
    out.flush();
  }

  private void draw(String line) {
    if (terminal) {
      out.print(CLEAR_LINE + line);
      out.flush();
    }
  }
}
