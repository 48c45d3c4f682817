package dev.ringmaster.router.wire;

/** Lists of tokens in a field's value, RFC 9110, 5.6.1. */
final class Tokens {
  private Tokens() {}

  /** Whether one of them is this, in lower case, whatever its case there. */
  static boolean has(Head head, int field, String token) {
    int end = head.valueTo(field);
    int from = head.valueFrom(field);
    while (from < end) {
      int to = from;
      while (to < end && head.bytes[to] != ',') {
        to++;
      }
      if (is(head.bytes, from, to, token)) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  private static boolean is(byte[] bytes, int from, int to, String token) {
    int first = from;
    int last = to;
    while (first < last && Ascii.isBlank(bytes[first])) {
      first++;
    }
    while (last > first && Ascii.isBlank(bytes[last - 1])) {
      last--;
    }
    return last - first == token.length() && Ascii.same(bytes, first, token);
  }
}
