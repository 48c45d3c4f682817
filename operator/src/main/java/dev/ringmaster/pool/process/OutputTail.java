package dev.ringmaster.pool.process;

import dev.ringmaster.pool.LastWords;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The end of a child's output. */
final class OutputTail {
  private OutputTail() {}

  /** Empty where the file can't be read. */
  static String of(Path file) {
    try (RandomAccessFile output = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, output.length() - LastWords.ENOUGH);
      byte[] bytes = new byte[(int) (output.length() - start)];
      output.seek(start);
      output.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
