package dev.ringmaster.router.wire;

import static dev.ringmaster.router.wire.WireDefect.Kind.AMBIGUOUS;
import static dev.ringmaster.router.wire.WireDefect.Kind.MALFORMED;
import static dev.ringmaster.router.wire.WireDefect.Kind.VERSION_NOT_SUPPORTED;

import io.netty.buffer.ByteBuf;

/**
 * Parses heads, RFC 9112, 2 to 6, and refuses what two readers could read differently: there is no
 * leniency to hide a second message in (request smuggling).
 *
 * <p>A head is parsed when all of it is there, up to its empty line, so that each loop below stops
 * at a CR at the latest.
 */
public final class HeadParser {
  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  /** "HTTP/1.1", and what ends its line. */
  private static final int VERSION_LENGTH = 8;

  private static final int STATUS_DIGITS = 3;

  /** No length has more digits that fits a long for sure. */
  private static final int LENGTH_DIGITS = 18;

  private HeadParser() {}

  /**
   * Parses a request's head.
   *
   * @param size up to the empty line and its CRLF
   */
  public static void request(ByteBuf from, int index, int size, Head head) throws WireDefect {
    // RFC 9112, 2.2: one empty line before a request is no part of it.
    int blank = from.getByte(index) == CR && from.getByte(index + 1) == LF ? 2 : 0;
    head.take(from, index + blank, size - blank);
    byte[] bytes = head.bytes;
    int at = 0;
    while (Ascii.isToken(bytes[at])) {
      at++;
    }
    require(at > 0 && bytes[at] == ' ', "a request line without a method");
    head.methodTo = at++;
    head.targetFrom = at;
    while (Ascii.isTarget(bytes[at])) {
      at++;
    }
    require(at > head.targetFrom && bytes[at] == ' ', "a request line without a target");
    head.targetTo = at++;
    at = version(head, at);
    require(bytes[at] == CR && bytes[at + 1] == LF, "more after the version of a request line");
    require(isTarget(head), "a target of no form that its method has");
    fields(head, at + 2);
    frameRequest(head);
  }

  /** RFC 9112, 3.2. */
  private static boolean isTarget(Head head) {
    byte[] bytes = head.bytes;
    int from = head.targetFrom;
    int to = head.targetTo;
    if (head.isMethod("CONNECT")) {
      return Authority.is(bytes, from, to);
    }
    if (bytes[from] == '/') {
      return true;
    }
    if (bytes[from] == '*') {
      return to == from + 1 && head.isMethod("OPTIONS");
    }
    int authority = from + scheme(bytes, from);
    int end = authority;
    while (end < to && bytes[end] != '/' && bytes[end] != '?') {
      end++;
    }
    return authority > from && Authority.is(bytes, authority, end);
  }

  /** How long a scheme that is served is there, with what follows it; the line is longer. */
  private static int scheme(byte[] bytes, int from) {
    return Ascii.same(bytes, from, HTTP)
        ? HTTP.length()
        : Ascii.same(bytes, from, HTTPS) ? HTTPS.length() : 0;
  }

  /**
   * Parses a response's head.
   *
   * @param size up to the empty line and its CRLF
   * @param toHead whether the request was HEAD: no body follows then
   */
  public static void response(ByteBuf from, int index, int size, boolean toHead, Head head)
      throws WireDefect {
    head.take(from, index, size);
    byte[] bytes = head.bytes;
    int at = version(head, 0);
    require(bytes[at++] == ' ', "a status line without a status");
    int status = 0;
    for (int digit = 0; digit < STATUS_DIGITS; digit++, at++) {
      require(isDigit(bytes[at]), "a status that is no number of three digits");
      status = 10 * status + bytes[at] - '0';
    }
    require(status >= 100, "a status below 100");
    head.status = status;
    // Some servers leave the blank out where no reason follows.
    require(bytes[at] == ' ' || bytes[at] == CR, "a status of more than three digits");
    at = Ascii.valueEnd(bytes, at);
    require(bytes[at] == CR && bytes[at + 1] == LF, "a control character in a status line");
    fields(head, at + 2);
    frameResponse(head, toHead);
  }

  private static int version(Head head, int at) throws WireDefect {
    byte[] bytes = head.bytes;
    boolean there =
        at + VERSION_LENGTH < head.length && bytes[at] == 'H' && Ascii.same(bytes, at, "http/");
    require(there && bytes[at + 6] == '.' && isUpper(bytes, at), "no version of HTTP");
    require(isDigit(bytes[at + 5]) && isDigit(bytes[at + 7]), "no version of HTTP");
    if (bytes[at + 5] != '1') {
      throw new WireDefect(VERSION_NOT_SUPPORTED, "another version than HTTP/1.0 and HTTP/1.1");
    }
    head.minorVersion = bytes[at + 7] == '0' ? 0 : 1;
    return at + VERSION_LENGTH;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isUpper(byte[] bytes, int at) {
    return bytes[at + 1] == 'T' && bytes[at + 2] == 'T' && bytes[at + 3] == 'P';
  }

  private static void fields(Head head, int from) throws WireDefect {
    byte[] bytes = head.bytes;
    head.fieldsFrom = from;
    int at = from;
    while (bytes[at] != CR) {
      int name = at;
      while (Ascii.isToken(bytes[at])) {
        at++;
      }
      int nameTo = at;
      // A blank before the colon, or a line that goes on with one (obs-fold), ends up here, too.
      require(nameTo > name && bytes[at] == ':', "a line that is no field");
      do {
        at++;
      } while (Ascii.isBlank(bytes[at]));
      int value = at;
      at = Ascii.valueEnd(bytes, value);
      require(bytes[at] == CR && bytes[at + 1] == LF, "a control character in a field");
      int valueTo = at;
      while (valueTo > value && Ascii.isBlank(bytes[valueTo - 1])) {
        valueTo--;
      }
      at += 2;
      head.add(FieldKind.of(bytes, name, nameTo), name, nameTo, value, valueTo, at);
    }
    require(bytes[at + 1] == LF && at + 2 == head.length, "a CR without LF");
  }

  /** RFC 9112, 6.3: a request without a word about its body has none. */
  private static void frameRequest(Head head) throws WireDefect {
    long length = framing(head);
    head.bodyLength = length == Head.UNTIL_CLOSE ? 0 : length;
    head.persistent = persistent(head);
    int host = head.first(FieldKind.HOST);
    boolean single = host >= 0 && head.next(FieldKind.HOST, host + 1) < 0;
    if (!single && (host >= 0 || head.minorVersion > 0)) {
      throw new WireDefect(AMBIGUOUS, host < 0 ? "no Host" : "more than one Host");
    }
    if (single && head.valueTo(host) > head.valueFrom(host)) {
      require(
          Authority.is(head.bytes, head.valueFrom(host), head.valueTo(host)),
          "a Host that is none");
    }
  }

  private static void frameResponse(Head head, boolean toHead) throws WireDefect {
    long length = framing(head);
    boolean informs = head.status < 200 || head.status == 204;
    // RFC 9110, 8.6, and RFC 9112, 6.1: neither may speak of a body. One that has one is hostile.
    if (informs && (length > 0 || length == Head.CHUNKED)) {
      throw new WireDefect(AMBIGUOUS, "a body of a status that has none");
    }
    head.bodyLength = informs || toHead || head.status == 304 ? 0 : length;
    head.persistent = persistent(head) && head.bodyLength != Head.UNTIL_CLOSE;
  }

  private static long framing(Head head) throws WireDefect {
    int coding = head.first(FieldKind.TRANSFER_ENCODING);
    int length = head.first(FieldKind.CONTENT_LENGTH);
    if (coding >= 0) {
      boolean single = head.next(FieldKind.TRANSFER_ENCODING, coding + 1) < 0;
      if (!single || length >= 0 || head.minorVersion == 0 || !head.isValue(coding, "chunked")) {
        throw new WireDefect(
            AMBIGUOUS, "a Transfer-Encoding that is not the only framing, or not chunked");
      }
      return Head.CHUNKED;
    }
    if (length < 0) {
      return Head.UNTIL_CLOSE;
    }
    if (head.next(FieldKind.CONTENT_LENGTH, length + 1) >= 0) {
      throw new WireDefect(AMBIGUOUS, "more than one Content-Length");
    }
    return number(head, length);
  }

  private static long number(Head head, int field) throws WireDefect {
    int from = head.valueFrom(field);
    int to = head.valueTo(field);
    boolean fits = to > from && to - from <= LENGTH_DIGITS;
    long number = 0;
    for (int at = from; fits && at < to; at++) {
      fits = isDigit(head.bytes[at]);
      number = 10 * number + head.bytes[at] - '0';
    }
    if (!fits) {
      throw new WireDefect(AMBIGUOUS, "a Content-Length that is no number of at most 18 digits");
    }
    return number;
  }

  /** RFC 9112, 9.3. */
  private static boolean persistent(Head head) {
    boolean close = false;
    boolean keep = head.minorVersion > 0;
    int field = head.first(FieldKind.CONNECTION);
    while (field >= 0) {
      close |= Tokens.has(head, field, "close");
      keep |= Tokens.has(head, field, "keep-alive");
      field = head.next(FieldKind.CONNECTION, field + 1);
    }
    return keep && !close;
  }

  private static void require(boolean holds, String found) throws WireDefect {
    if (!holds) {
      throw new WireDefect(MALFORMED, found);
    }
  }
}
