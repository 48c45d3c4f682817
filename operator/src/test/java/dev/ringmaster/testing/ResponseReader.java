package dev.ringmaster.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ringmaster.testing.HttpWire.Response;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Reads the replies of one connection, strictly: what RFC 9112 forbids is an error here. */
final class ResponseReader {
  private static final int LONGEST_LINE = 64 << 10;
  private static final int LONGEST_BODY = 64 << 20;
  private static final byte[] NOTHING = {};

  private final Socket socket;
  private final byte[] buffer = new byte[16 << 10];
  private int position;
  private int limit;
  private long deadline;
  private String doing = "before sending";

  ResponseReader(Socket socket) {
    this.socket = socket;
  }

  /** What it was at, for a failure's description. */
  String doing() {
    return doing;
  }

  /** Bytes beyond the last reply would be taken for the next one. */
  void refuseLeftover() throws IOException {
    doing = "before sending";
    if (position < limit) {
      String extra = new String(buffer, position, Math.min(limit - position, 80), ISO_8859_1);
      throw new ProtocolException((limit - position) + " bytes after the last reply: " + extra);
    }
    doing = "sending";
  }

  Response read(String method, long deadlineNanos) throws IOException {
    deadline = deadlineNanos;
    while (true) {
      doing = "waiting for the reply";
      String statusLine = line();
      int status = status(statusLine);
      doing = "reading the head of a " + status;
      Map<String, List<String>> headers = headers();
      if (status >= 200) {
        return response(method, status, statusLine.startsWith("HTTP/1.0"), headers);
      }
      if (status == 101) {
        throw new ProtocolException("switching protocols, which nobody asked for");
      }
    }
  }

  private Response response(
      String method, int status, boolean old, Map<String, List<String>> headers)
      throws IOException {
    boolean closes = hasToken(headers, "close") || (old && !hasToken(headers, "keep-alive"));
    boolean bare = method.equals("HEAD") || status == 204 || status == 304;
    if (bare) {
      return new Response(status, headers, NOTHING, closes);
    }
    if (headers.containsKey("transfer-encoding")) {
      return new Response(status, headers, chunks(headers), closes);
    }
    if (headers.containsKey("content-length")) {
      return new Response(status, headers, exactly(contentLength(headers)), closes);
    }
    return new Response(status, headers, untilTheEnd(), true);
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
      throw new ProtocolException("not a status line: " + line);
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private Map<String, List<String>> headers() throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
      if (name.isEmpty() || name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0) {
        throw new ProtocolException("not a header: " + line);
      }
      headers.computeIfAbsent(name, n -> new ArrayList<>()).add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static boolean hasToken(Map<String, List<String>> headers, String token) {
    for (String value : headers.getOrDefault("connection", List.of())) {
      for (String one : value.split(",", -1)) {
        if (one.strip().equalsIgnoreCase(token)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int contentLength(Map<String, List<String>> headers) throws IOException {
    List<String> values = headers.getOrDefault("content-length", List.of());
    String value = values.get(0);
    if (values.size() != 1 || !value.matches("[0-9]{1,9}")) {
      throw new ProtocolException("Content-Length: " + values);
    }
    return bounded(Long.parseLong(value));
  }

  private static int bounded(long length) throws IOException {
    if (length > LONGEST_BODY) {
      throw new IOException("a body of " + length + " bytes, more than this client takes");
    }
    return (int) length;
  }

  private byte[] chunks(Map<String, List<String>> headers) throws IOException {
    List<String> codings = headers.getOrDefault("transfer-encoding", List.of());
    if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
      throw new ProtocolException("Transfer-Encoding: " + codings);
    }
    if (headers.containsKey("content-length")) {
      throw new ProtocolException("both Transfer-Encoding and Content-Length");
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      bounded((long) body.size() + size);
      body.write(exactly(size));
      if (!line().isEmpty()) {
        throw new ProtocolException("a chunk longer than its size of " + size);
      }
    }
    doing = "reading the trailers";
    headers();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    doing = "waiting for a chunk";
    String line = line();
    String size = line.split(";", 2)[0].strip();
    if (!size.matches("[0-9A-Fa-f]{1,7}")) {
      throw new ProtocolException("not a chunk size: " + line);
    }
    return bounded(Integer.parseInt(size, 16));
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = new byte[length];
    int got = 0;
    while (got < length) {
      doing = "in the body, " + got + " of " + length + " bytes there";
      require();
      int part = Math.min(length - got, limit - position);
      System.arraycopy(buffer, position, bytes, got, part);
      position += part;
      got += part;
    }
    return bytes;
  }

  private byte[] untilTheEnd() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    do {
      doing = "in a body without a length, " + body.size() + " bytes there";
      body.write(buffer, position, limit - position);
      position = limit;
      bounded(body.size());
    } while (fill());
    return body.toByteArray();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < LONGEST_LINE) {
      require();
      char c = (char) (buffer[position++] & 0xff);
      if (c == '\n') {
        return withoutReturn(line);
      }
      line.append(c);
    }
    throw new ProtocolException("a line of more than " + LONGEST_LINE + " bytes");
  }

  private static String withoutReturn(StringBuilder line) throws IOException {
    int last = line.length() - 1;
    if (last < 0 || line.charAt(last) != '\r') {
      throw new ProtocolException("a line that ends without a return: " + line);
    }
    return line.substring(0, last);
  }

  private void require() throws IOException {
    if (position == limit && !fill()) {
      throw new EOFException("the server closed the connection");
    }
  }

  private boolean fill() throws IOException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("no complete reply in time");
    }
    socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    int count = socket.getInputStream().read(buffer);
    position = 0;
    limit = Math.max(count, 0);
    return count > 0;
  }
}
