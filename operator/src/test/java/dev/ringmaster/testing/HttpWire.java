package dev.ringmaster.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection that hides nothing: what was sent once is never sent again, and a failure
 * leaves the connection closed until {@link #reopen}. Only where the server's last reply said
 * {@code Connection: close} does the next request connect anew, which {@link #reconnects} counts.
 *
 * <p>For one thread at a time; {@link #close} may come from any.
 */
public final class HttpWire implements AutoCloseable {
  /** Longer than the product's own limits, so that the product's answer is what a test sees. */
  public static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final InetSocketAddress target;
  private final Duration timeout;
  private volatile @Nullable Socket socket;
  private @Nullable ResponseReader reader;
  private boolean toReconnect;
  private long reconnects;
  private long requests;

  /** Not connected yet: {@link #reopen} does that. */
  HttpWire(InetSocketAddress target, Duration timeout) {
    this.target = target;
    this.timeout = timeout;
  }

  public static HttpWire open(InetSocketAddress target) throws IOException {
    return open(target, TIMEOUT);
  }

  /**
   * Connects.
   *
   * @param timeout for connecting, and for each reply from first to last byte
   */
  public static HttpWire open(InetSocketAddress target, Duration timeout) throws IOException {
    HttpWire wire = new HttpWire(target, timeout);
    wire.reopen();
    return wire;
  }

  /**
   * Sends a GET.
   *
   * @param headers names and values, in turn
   */
  public Response get(String path, String... headers) throws IOException {
    return send(Request.get(path, headers));
  }

  /**
   * Sends any request.
   *
   * @param headers names and values, in turn
   */
  public Response send(String method, String path, byte[] body, String... headers)
      throws IOException {
    return send(Request.of(method, path, body, headers));
  }

  /** Sends it, once, and reads the whole reply; interim (1xx) replies are passed over. */
  public Response send(Request request) throws IOException {
    long start = System.nanoTime();
    ResponseReader from = null;
    try {
      from = ready();
      requests++;
      write(request);
      Response response = from.read(request.method(), start + timeout.toNanos());
      toReconnect = response.closes();
      return response;
    } catch (IOException e) {
      close();
      throw new IOException(described(request, from, start, e), e);
    }
  }

  /** Closes the connection, if there is one, and makes a new one. */
  public void reopen() throws IOException {
    close();
    Socket fresh = new Socket();
    socket = fresh;
    try {
      fresh.setTcpNoDelay(true);
      fresh.connect(target, Math.toIntExact(timeout.toMillis()));
      reader = new ResponseReader(fresh);
      toReconnect = false;
      requests = 0;
    } catch (IOException e) {
      close();
      throw new IOException("connecting to " + target + ": " + e, e);
    }
  }

  public boolean isOpen() {
    Socket current = socket;
    return current != null && !current.isClosed();
  }

  /**
   * How often a new connection was made because the server had announced the end of the old one.
   */
  public long reconnects() {
    return reconnects;
  }

  /** The port of this end, by which a server's log can be matched; -1 when not connected. */
  public int localPort() {
    Socket current = socket;
    return current == null ? -1 : current.getLocalPort();
  }

  @Override
  public void close() {
    Socket current = socket;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        // closed all the same
      }
    }
  }

  private ResponseReader ready() throws IOException {
    if (toReconnect) {
      reopen();
      reconnects++;
    }
    ResponseReader current = reader;
    if (current == null || !isOpen()) {
      throw new IOException("not connected: an earlier failure closed it, and nobody reopened it");
    }
    current.refuseLeftover();
    return current;
  }

  private void write(Request request) throws IOException {
    Socket current = socket;
    if (current == null) {
      throw new IOException("not connected");
    }
    OutputStream out = current.getOutputStream();
    out.write(request.encoded(target));
  }

  private String described(
      Request request, @Nullable ResponseReader from, long start, IOException e) {
    return "%s (request %d of its connection, from port %d to %s) failed after %.1f ms%s: %s"
        .formatted(
            request,
            requests,
            localPort(),
            target,
            (System.nanoTime() - start) / 1e6,
            from == null ? "" : ", " + from.doing(),
            e.getMessage());
  }

  /** What to send; immutable, so it may be sent by many connections. */
  public static final class Request {
    private static final byte[] NOTHING = {};

    private final String method;
    private final String path;
    private final List<String> headers;
    private final byte[] body;

    private Request(String method, String path, List<String> headers, byte[] body) {
      if (headers.size() % 2 != 0) {
        throw new IllegalArgumentException("A header without a value: " + headers);
      }
      this.method = method;
      this.path = path;
      this.headers = headers;
      this.body = body;
    }

    public static Request get(String path, String... headers) {
      return of("GET", path, NOTHING, headers);
    }

    public static Request of(String method, String path, byte[] body, String... headers) {
      return new Request(method, path, List.of(headers), body.clone());
    }

    public String method() {
      return method;
    }

    public String path() {
      return path;
    }

    /** The value of the first header of that name. */
    public Optional<String> header(String name) {
      for (int i = 0; i < headers.size(); i += 2) {
        if (headers.get(i).equalsIgnoreCase(name)) {
          return Optional.of(headers.get(i + 1));
        }
      }
      return Optional.empty();
    }

    private byte[] encoded(InetSocketAddress target) {
      StringBuilder head = new StringBuilder(256);
      head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
      if (header("Host").isEmpty()) {
        String host = target.getHostString();
        head.append("Host: ").append(host.indexOf(':') < 0 ? host : "[" + host + "]");
        head.append(':').append(target.getPort()).append("\r\n");
      }
      for (int i = 0; i < headers.size(); i += 2) {
        head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
      }
      if (needsLength()) {
        head.append("Content-Length: ").append(body.length).append("\r\n");
      }
      return joined(head.append("\r\n").toString().getBytes(ISO_8859_1), body);
    }

    private boolean needsLength() {
      boolean own = header("Content-Length").isPresent() || header("Transfer-Encoding").isPresent();
      return !own && (body.length > 0 || !List.of("GET", "HEAD", "DELETE").contains(method));
    }

    private static byte[] joined(byte[] head, byte[] body) {
      byte[] all = Arrays.copyOf(head, head.length + body.length);
      System.arraycopy(body, 0, all, head.length, body.length);
      return all;
    }

    @Override
    public String toString() {
      return method + " " + path + (headers.isEmpty() ? "" : " " + headers);
    }
  }

  /** A complete reply: one that was cut never becomes a value. */
  public static final class Response {
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final boolean closes;

    Response(int status, Map<String, List<String>> headers, byte[] body, boolean closes) {
      this.status = status;
      this.headers = headers;
      this.body = body;
      this.closes = closes;
    }

    public int status() {
      return status;
    }

    public byte[] body() {
      return body.clone();
    }

    /** The body as UTF-8. */
    public String text() {
      return new String(body, UTF_8);
    }

    /** Lower-case names, values in the order of arrival. */
    public Map<String, List<String>> headers() {
      return headers;
    }

    /** The value of the first header of that name, however it is written. */
    public Optional<String> header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }

    /** Whether it was the last one of its connection. */
    public boolean closes() {
      return closes;
    }

    @Override
    public String toString() {
      String text = text();
      return "status "
          + status
          + ", "
          + body.length
          + " bytes: "
          + text.substring(0, Math.min(text.length(), 200));
    }
  }
}
