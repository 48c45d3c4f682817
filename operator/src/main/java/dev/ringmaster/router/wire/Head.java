package dev.ringmaster.router.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of a message, as positions in a copy of its bytes. One is read into again and again:
 * what is needed of a head after the next one was read has to be taken out of it. Confined to one
 * event loop.
 */
public final class Head {
  /** What {@link #bodyLength} is of a body in chunks. */
  public static final long CHUNKED = -1;

  /** What {@link #bodyLength} is of a body that ends with the connection. */
  public static final long UNTIL_CLOSE = -2;

  private static final int MARKS = 5;
  private static final int NAME_FROM = 0;
  private static final int NAME_TO = 1;
  private static final int FROM = 2;
  private static final int TO = 3;
  private static final int END = 4;

  byte[] bytes = new byte[4096];
  int length;

  /** Request: end of the method. Response: unused. */
  int methodTo;

  int targetFrom;
  int targetTo;
  int minorVersion;
  int status;
  long bodyLength;
  boolean persistent;

  /** Where the fields begin. */
  int fieldsFrom;

  private int count;
  private int[] marks = new int[MARKS * 32];
  private FieldKind[] kinds = new FieldKind[32];

  /** Takes the bytes of a head, from the start line to the empty line. */
  void take(ByteBuf from, int index, int size) {
    if (bytes.length < size) {
      bytes = new byte[Integer.highestOneBit(size - 1) << 1];
    }
    from.getBytes(index, bytes, 0, size);
    length = size;
    count = 0;
  }

  void add(FieldKind kind, int nameFrom, int nameTo, int from, int to, int end) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * count);
      marks = Arrays.copyOf(marks, 2 * marks.length);
    }
    kinds[count] = kind;
    int mark = MARKS * count++;
    marks[mark + NAME_FROM] = nameFrom;
    marks[mark + NAME_TO] = nameTo;
    marks[mark + FROM] = from;
    marks[mark + TO] = to;
    marks[mark + END] = end;
  }

  /** The bytes, to be read up to {@link #length}. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes the head has. */
  public int length() {
    return length;
  }

  /** A request's method. */
  public String method() {
    return switch (methodTo) {
      case 3 -> isMethod("GET") ? "GET" : isMethod("PUT") ? "PUT" : text(0, methodTo);
      case 4 -> isMethod("POST") ? "POST" : isMethod("HEAD") ? "HEAD" : text(0, methodTo);
      default -> text(0, methodTo);
    };
  }

  /** Methods differ by case, RFC 9110, 9.1. */
  public boolean isMethod(String name) {
    if (methodTo != name.length()) {
      return false;
    }
    for (int i = 0; i < methodTo; i++) {
      if (bytes[i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A request's target, byte for byte, as chars of the same numbers. */
  public String target() {
    return text(targetFrom, targetTo);
  }

  /** Where the target begins. */
  public int targetFrom() {
    return targetFrom;
  }

  /** Where the target ends. */
  public int targetTo() {
    return targetTo;
  }

  /** 0 of HTTP/1.0, 1 of all others. */
  public int minorVersion() {
    return minorVersion;
  }

  /** A response's status. */
  public int status() {
    return status;
  }

  /** Bytes of the body, or {@link #CHUNKED}, or {@link #UNTIL_CLOSE}. */
  public long bodyLength() {
    return bodyLength;
  }

  /** Whether the sender lets the connection carry another message. */
  public boolean isPersistent() {
    return persistent;
  }

  /** Where the fields begin. */
  public int fieldsFrom() {
    return fieldsFrom;
  }

  /** How many fields. */
  public int count() {
    return count;
  }

  /** What a field is. */
  public FieldKind kind(int field) {
    return kinds[field];
  }

  /** Where a field's line begins. */
  public int from(int field) {
    return marks[MARKS * field + NAME_FROM];
  }

  /** Where a field's name ends. */
  public int nameTo(int field) {
    return marks[MARKS * field + NAME_TO];
  }

  /** Where a field's value begins. */
  public int valueFrom(int field) {
    return marks[MARKS * field + FROM];
  }

  /** Where a field's value ends, without the blanks behind it. */
  public int valueTo(int field) {
    return marks[MARKS * field + TO];
  }

  /** Where a field's line ends, behind its CRLF. */
  public int end(int field) {
    return marks[MARKS * field + END];
  }

  /** A field's value. */
  public String value(int field) {
    return text(valueFrom(field), valueTo(field));
  }

  /** A part of it, byte for byte, as chars of the same numbers. */
  public String text(int from, int to) {
    return Ascii.text(bytes, from, to);
  }

  /** The first field of a kind, or -1. */
  public int first(FieldKind kind) {
    return next(kind, 0);
  }

  /** The first field of a kind at or after another, or -1. */
  public int next(FieldKind kind, int from) {
    for (int field = from; field < count; field++) {
      if (kinds[field] == kind) {
        return field;
      }
    }
    return -1;
  }

  /** The first field of a name at or after another, or -1; its case does not matter. */
  public int next(String name, int from) {
    for (int field = from; field < count; field++) {
      if (nameTo(field) - from(field) == name.length() && Ascii.same(bytes, from(field), name)) {
        return field;
      }
    }
    return -1;
  }

  /** The first value of a field by its name, whose case does not matter, or null. */
  public @Nullable String first(String name) {
    int field = next(name, 0);
    return field < 0 ? null : value(field);
  }

  /** Whether a field's value is this text in lower case, whatever its case. */
  public boolean isValue(int field, String text) {
    return valueTo(field) - valueFrom(field) == text.length()
        && Ascii.same(bytes, valueFrom(field), text);
  }
}
