package dev.ringmaster.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoggingTest {
  private final LineFormatter lines = new LineFormatter();

  @AfterEach
  void reset() {
    assertThat(Logging.level("warn")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "error, SEVERE, WARNING",
    "warn, WARNING, INFO",
    "INFO, INFO, CONFIG",
    "debug, FINE, FINER",
  })
  void level_letsThroughWhatItNames_andNothingFiner(String name, String through, String not) {
    assertThat(Logging.level(name)).isTrue();
    assertThat(Logging.level()).isEqualToIgnoringCase(name);
    Logger any = Logger.getLogger("any.Logger");
    assertThat(any.isLoggable(Level.parse(through))).isTrue();
    assertThat(any.isLoggable(Level.parse(not))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "loud", "warning", "off"})
  void level_thatIsNone_changesNothing(String name) {
    assertThat(Logging.level(name)).isFalse();
    assertThat(Logging.level()).isEqualTo("warn");
  }

  @Test
  void record_isOneLine_whateverIsInIt() {
    String line = lines.format(record(Level.WARNING, "torn\r\nERROR forged \033[31m"));

    assertThat(line).endsWith(System.lineSeparator());
    assertThat(line.strip())
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d WARN  Exchange: torn ERROR forged  ?\\[31m");
  }

  @Test
  void stackTrace_isShownFromDebugOnOnly() {
    LogRecord record = record(Level.SEVERE, "it broke");
    record.setThrown(new IllegalStateException("why"));

    assertThat(lines.format(record))
        .endsWith("ERROR Exchange: it broke: java.lang.IllegalStateException: why\n");
    assertThat(Logging.level("debug")).isTrue();
    assertThat(lines.format(record))
        .contains("ERROR Exchange: it broke\njava.lang.IllegalStateException: why\n\tat ");
  }

  private static LogRecord record(Level level, String message) {
    LogRecord record = new LogRecord(level, message);
    record.setLoggerName("dev.ringmaster.router.Exchange");
    record.setInstant(Instant.parse("2026-01-01T12:00:00.123Z"));
    return record;
  }
}
