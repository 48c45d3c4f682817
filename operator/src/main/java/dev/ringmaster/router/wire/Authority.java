package dev.ringmaster.router.wire;

/** A host and its port, RFC 3986, 3.2.2 and 3.2.3, without a user: RFC 9110, 4.2.4. */
final class Authority {
  private Authority() {}

  /** Whether it is one; empty is none. */
  static boolean is(byte[] bytes, int from, int to) {
    int at = from < to && bytes[from] == '[' ? address(bytes, from, to) : name(bytes, from, to);
    if (at == from) {
      return false;
    }
    if (at < to && bytes[at] == ':') {
      do {
        at++;
      } while (at < to && bytes[at] >= '0' && bytes[at] <= '9');
    }
    return at == to;
  }

  private static int name(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && Ascii.isHost(bytes[at])) {
      at++;
    }
    return at;
  }

  /** An IPv6 address in its brackets; where it ends, or where it began. */
  private static int address(byte[] bytes, int from, int to) {
    int at = from + 1;
    boolean colon = false;
    while (at < to && (Ascii.hex(bytes[at]) >= 0 || bytes[at] == ':' || bytes[at] == '.')) {
      colon |= bytes[at] == ':';
      at++;
    }
    return colon && at < to && bytes[at] == ']' ? at + 1 : from;
  }
}
