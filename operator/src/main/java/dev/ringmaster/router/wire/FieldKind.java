package dev.ringmaster.router.wire;

/** What a field is to a router; all that it only passes on is {@link #OTHER}. */
public enum FieldKind {
  OTHER,
  HOST,
  CONNECTION,
  CONTENT_LENGTH,
  TRANSFER_ENCODING,
  EXPECT,
  UPGRADE,
  VIA,
  /**
   * Says where a request came from: {@code Forwarded}, {@code X-Forwarded-*}. Anybody can write it.
   */
  FORWARDED,
  /** For one connection only, RFC 9110, 7.6.1, and the two that old clients send. */
  HOP_BY_HOP;

  private static final String X_FORWARDED = "x-forwarded-";

  /** The kind of a field by its name, whatever its case. */
  static FieldKind of(byte[] bytes, int from, int to) {
    return switch (to - from) {
      case 2 -> when(Ascii.same(bytes, from, "te"), HOP_BY_HOP);
      case 3 -> when(Ascii.same(bytes, from, "via"), VIA);
      case 4 -> when(Ascii.same(bytes, from, "host"), HOST);
      case 6 -> when(Ascii.same(bytes, from, "expect"), EXPECT);
      case 7 ->
          Ascii.same(bytes, from, "upgrade")
              ? UPGRADE
              : when(Ascii.same(bytes, from, "trailer"), HOP_BY_HOP);
      case 9 -> when(Ascii.same(bytes, from, "forwarded"), FORWARDED);
      case 10 ->
          Ascii.same(bytes, from, "connection")
              ? CONNECTION
              : when(Ascii.same(bytes, from, "keep-alive"), HOP_BY_HOP);
      case 14 ->
          Ascii.same(bytes, from, "content-length")
              ? CONTENT_LENGTH
              : when(Ascii.same(bytes, from, "http2-settings"), HOP_BY_HOP);
      default -> longer(bytes, from, to - from);
    };
  }

  private static FieldKind longer(byte[] bytes, int from, int length) {
    if (length > X_FORWARDED.length() && Ascii.same(bytes, from, X_FORWARDED)) {
      return FORWARDED;
    }
    return switch (length) {
      case 16 -> when(Ascii.same(bytes, from, "proxy-connection"), HOP_BY_HOP);
      case 17 -> when(Ascii.same(bytes, from, "transfer-encoding"), TRANSFER_ENCODING);
      case 18 -> when(Ascii.same(bytes, from, "proxy-authenticate"), HOP_BY_HOP);
      case 19 -> when(Ascii.same(bytes, from, "proxy-authorization"), HOP_BY_HOP);
      default -> OTHER;
    };
  }

  private static FieldKind when(boolean is, FieldKind kind) {
    return is ? kind : OTHER;
  }

  /** Frames a message, or says where it goes or comes from: no trailer may, RFC 9110, 6.5.1. */
  boolean isForHeadsOnly() {
    return this != OTHER;
  }
}
