package dev.ringmaster.router.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Bytes of HTTP/1.1 by what they may be part of, RFC 9110, 5.5 and 5.6, and RFC 9112, 3.2. */
final class Ascii {
  private static final int TOKEN = 1;
  private static final int VALUE = 2;
  private static final int TARGET = 4;
  private static final int HOST = 8;
  private static final int CASE = 0x20;
  private static final byte[] CLASSES = new byte[256];
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long BLANKS = 0x2020_2020_2020_2020L;
  private static final long DELETES = 0x7f7f_7f7f_7f7f_7f7fL;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  static {
    for (int c = 0; c < CLASSES.length; c++) {
      boolean letter = (c | CASE) >= 'a' && (c | CASE) <= 'z';
      boolean digit = c >= '0' && c <= '9';
      boolean token = letter || digit || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      boolean visible = c > ' ' && c != 0x7f;
      boolean blank = c == ' ' || c == '\t';
      boolean host = letter || digit || "-._~%!$&'()*+;=".indexOf(c) >= 0;
      CLASSES[c] =
          (byte)
              ((token ? TOKEN : 0)
                  | (visible || blank ? VALUE : 0)
                  | (visible && c != '#' ? TARGET : 0)
                  | (host ? HOST : 0));
    }
  }

  private Ascii() {}

  /** Part of a method or a field's name. */
  static boolean isToken(byte b) {
    return (CLASSES[b & 0xff] & TOKEN) != 0;
  }

  /** Part of a field's value: visible, blank or beyond ASCII. */
  static boolean isValue(byte b) {
    return (CLASSES[b & 0xff] & VALUE) != 0;
  }

  /**
   * Where what is part of a value ends; something that is none must follow within the array. Eight
   * bytes at a time: of those below 0x20, and of 0x7f, the lowest one is found for sure (Hacker's
   * Delight, 6-1).
   */
  static int valueEnd(byte[] bytes, int from) {
    int at = from;
    while (at + Long.BYTES <= bytes.length) {
      long eight = (long) EIGHT.get(bytes, at);
      long delete = eight ^ DELETES;
      long found = (((eight - BLANKS) & ~eight) | ((delete - ONES) & ~delete)) & HIGH_BITS;
      if (found == 0) {
        at += Long.BYTES;
        continue;
      }
      at += Long.numberOfTrailingZeros(found) / Byte.SIZE;
      if (!isValue(bytes[at])) {
        return at;
      }
      at++; // A tab.
    }
    while (isValue(bytes[at])) {
      at++;
    }
    return at;
  }

  /**
   * Part of a target: as a value, but no blank, and no fragment, which some readers cut off. Bytes
   * beyond ASCII pass, since clients send them.
   */
  static boolean isTarget(byte b) {
    return (CLASSES[b & 0xff] & TARGET) != 0;
  }

  /** Part of a host's name, RFC 3986, 3.2.2, but for the comma: two Hosts may have become one. */
  static boolean isHost(byte b) {
    return (CLASSES[b & 0xff] & HOST) != 0;
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = b | CASE;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  /** Whether a text begins there, letters in either case. */
  static boolean same(byte[] bytes, int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      int b = bytes[from + i];
      int expected = text.charAt(i);
      int letter = expected | CASE;
      if (b != expected && (letter < 'a' || letter > 'z' || (b | CASE) != letter)) {
        return false;
      }
    }
    return true;
  }

  /** Bytes as chars of the same numbers. */
  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
