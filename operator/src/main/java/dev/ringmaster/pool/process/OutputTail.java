package dev.ringmaster.pool.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a child's output. */
final class OutputTail {
  private static final int MAX_BYTES = 4096;
  private static final int MAX_LINES = 5;

  private OutputTail() {}

  /** The last lines that are not blank, control characters replaced: a terminal will show them. */
  static List<String> lastLines(Path file) {
    try (RandomAccessFile output = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, output.length() - MAX_BYTES);
      byte[] bytes = new byte[(int) (output.length() - start)];
      output.seek(start);
      output.readFully(bytes);
      List<String> lines =
          new String(bytes, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .map(line -> line.replaceAll("\\p{Cc}", " "))
              .toList();
      return lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size());
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
