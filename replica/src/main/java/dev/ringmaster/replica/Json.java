package dev.ringmaster.replica;

/** As much of JSON as a sample needs to write. */
final class Json {
  private Json() {}

  static String message(String message, String status) {
    return "{\"message\":" + quote(message) + ",\"status\":" + quote(status) + "}";
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      append(quoted, text.charAt(i));
    }
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder to, char c) {
    if (c == '"' || c == '\\') {
      to.append('\\').append(c);
    } else if (c < ' ' || Character.isSurrogate(c)) {
      to.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
    } else {
      to.append(c);
    }
  }
}
