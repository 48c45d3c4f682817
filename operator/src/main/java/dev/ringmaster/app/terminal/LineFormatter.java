package dev.ringmaster.app.terminal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** One line a record: time, level, the logger's simple name, the message. */
final class LineFormatter extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder();
    line.append(LocalTime.ofInstant(record.getInstant(), ZoneId.systemDefault()).format(TIME))
        .append(' ')
        .append(name(record.getLevel()))
        .append(' ')
        .append(simpleName(Objects.requireNonNullElse(record.getLoggerName(), "")))
        .append(": ")
        .append(Objects.requireNonNullElse(formatMessage(record), ""));
    Throwable thrown = record.getThrown();
    if (thrown != null && !Logging.detailed()) {
      line.append(": ").append(thrown);
    }
    // What comes from outside must not begin a line of its own.
    String text = line.toString().replaceAll("[\\p{Cc}&&[^\\t]]+", " ");
    return text + System.lineSeparator() + (thrown == null ? "" : trace(thrown));
  }

  private static String name(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN ";
    }
    if (value >= Level.INFO.intValue()) {
      return "INFO ";
    }
    return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
  }

  private static String simpleName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static String trace(Throwable thrown) {
    if (!Logging.detailed()) {
      return "";
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }
}
