package dev.ringmaster.app.preview;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.ring.XxHash3;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A file of keys, one a line, hashed as routing hashes the value of a header: its bytes as they
 * are, without spaces and tabs around them. A carriage return before the line's end is no part of
 * it, and a blank line is no key. It is read as a stream and may be larger than memory.
 */
final class KeyFile {
  private static final int BUFFER = 1 << 16;

  /** No header is longer, and a file without lines is none of keys. */
  private static final int LONGEST_LINE = 1 << 20;

  private final LongConsumer hashes;
  private byte[] buffer = new byte[BUFFER];
  private int length;
  private long lines;

  private KeyFile(LongConsumer hashes) {
    this.hashes = hashes;
  }

  /** Gives the hash of every key, in the order of the lines. */
  static void read(Path file, LongConsumer hashes) throws UserError {
    try (InputStream in = Files.newInputStream(file)) {
      new KeyFile(hashes).read(in);
    } catch (IOException failure) {
      throw new UserError(
          "--keys: got %s (%s), expected a file of keys".formatted(file, reason(file, failure)));
    }
  }

  private static String reason(Path file, IOException failure) {
    if (Files.isDirectory(file)) {
      return "a folder";
    }
    return switch (failure) {
      case NoSuchFileException missing -> "no such file";
      case AccessDeniedException denied -> "may not be read";
      default -> String.valueOf(failure.getMessage());
    };
  }

  private void read(InputStream in) throws IOException {
    for (int read = in.read(buffer);
        read >= 0;
        read = in.read(buffer, length, buffer.length - length)) {
      length += read;
      int rest = hashLines();
      System.arraycopy(buffer, rest, buffer, 0, length - rest);
      length -= rest;
      if (length == buffer.length) {
        grow();
      }
    }
    hash(0, length);
  }

  private void grow() throws IOException {
    if (buffer.length >= LONGEST_LINE) {
      throw new IOException("line " + (lines + 1) + " is longer than 1 MiB");
    }
    buffer = Arrays.copyOf(buffer, 2 * buffer.length);
  }

  /** All whole lines of the buffer; where the rest begins. */
  private int hashLines() {
    int start = 0;
    for (int at = 0; at < length; at++) {
      if (buffer[at] == '\n') {
        hash(start, at);
        lines++;
        start = at + 1;
      }
    }
    return start;
  }

  private void hash(int from, int to) {
    int start = from;
    int end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    while (start < end && blank(buffer[start])) {
      start++;
    }
    while (start < end && blank(buffer[end - 1])) {
      end--;
    }
    if (start < end) {
      hashes.accept(XxHash3.hash(buffer, start, end - start));
    }
  }

  /** As routing trims: optional white space of RFC 9110, 5.6.3. */
  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }
}
