package dev.ringmaster.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Either end of a connection, byte by byte: what is written is sent as it stands, what is read is
 * shown as it came. Strings stand for bytes, one char a byte (ISO-8859-1).
 */
public final class RawConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  public static RawConnection to(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, TIMEOUT_MILLIS);
    return new RawConnection(socket);
  }

  /** How long a read waits for a byte. */
  public RawConnection patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  public RawConnection write(String bytes) throws IOException {
    return write(bytes.getBytes(ISO_8859_1));
  }

  public RawConnection write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Sends each byte by itself. */
  public RawConnection trickle(String bytes) throws IOException {
    for (byte b : bytes.getBytes(ISO_8859_1)) {
      socket.getOutputStream().write(b);
    }
    return this;
  }

  /** Sends each byte by itself, while the other end takes any. */
  public RawConnection trickleWhileTaken(String bytes) {
    try {
      return trickle(bytes);
    } catch (IOException over) {
      return this;
    }
  }

  /** The next head, with its empty line. */
  public String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      head.append((char) next());
    }
    return head.toString();
  }

  /** So many bytes. */
  public String read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(bytes.length + " of " + count + " bytes came");
    }
    return new String(bytes, ISO_8859_1);
  }

  /** The next whole request, or response with a length or chunks, to anything but HEAD. */
  public Message message() throws IOException {
    return body(head());
  }

  /** The rest of a message whose head was read. */
  public Message body(String head) throws IOException {
    Message bare = new Message(head, "", "");
    if (bare.values("transfer-encoding").contains("chunked")) {
      return chunks(head);
    }
    List<String> lengths = bare.values("content-length");
    return lengths.isEmpty()
        ? bare
        : new Message(head, read(Integer.parseInt(lengths.getFirst())), "");
  }

  /** One chunk's content; empty for the last one, whose trailers are left to be read. */
  public String chunk() throws IOException {
    int size = Integer.parseInt(line(), 16);
    if (size == 0) {
      return "";
    }
    String data = read(size);
    if (!line().isEmpty()) {
      throw new IOException("a chunk longer than its size of " + size);
    }
    return data;
  }

  /** What comes until the other end closes in good order. */
  public String rest() throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  /** Reads until the other end closes, in good order or not, and counts the bytes. */
  public long drain() throws SocketTimeoutException {
    long count = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count += read;
      }
    } catch (SocketTimeoutException open) {
      throw open;
    } catch (IOException reset) {
      // an end like any other
    }
    return count;
  }

  /** What comes until the other end closes, in good order or not. */
  public String whole() throws SocketTimeoutException {
    StringBuilder all = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        all.append((char) next);
      }
    } catch (SocketTimeoutException open) {
      throw open;
    } catch (IOException reset) {
      // an end like any other
    }
    return all.toString();
  }

  /** Reads and drops so many bytes. */
  public void skip(long count) throws IOException {
    in.skipNBytes(count);
  }

  /** Ends the connection with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Message chunks(String head) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
      body.writeBytes(chunk.getBytes(ISO_8859_1));
    }
    StringBuilder trailers = new StringBuilder();
    for (String line = line(); !line.isEmpty(); line = line()) {
      trailers.append(line).append("\r\n");
    }
    return new Message(head, body.toString(ISO_8859_1), trailers.toString());
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\r\n", Math.max(0, line.length() - 2)) < 0) {
      line.append((char) next());
    }
    return line.substring(0, line.length() - 2);
  }

  private int next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the other end closed the connection");
    }
    return next;
  }

  /**
   * A message as it came.
   *
   * @param head start line and fields, with the empty line
   * @param body without its framing
   * @param trailers lines
   */
  public record Message(String head, String body, String trailers) {
    public String startLine() {
      return head.substring(0, head.indexOf("\r\n"));
    }

    /** The status of a response. */
    public int status() {
      return Integer.parseInt(startLine().split(" ", -1)[1]);
    }

    /** The field lines as they came. */
    public List<String> fields() {
      return Arrays.stream(head.split("\r\n", -1)).skip(1).filter(line -> !line.isEmpty()).toList();
    }

    /** The lower-case names of the fields. */
    public List<String> names() {
      return fields().stream().map(Message::name).toList();
    }

    /** The values of the fields of that name, which is matched without case. */
    public List<String> values(String name) {
      return fields().stream()
          .filter(field -> name(field).equals(name))
          .map(field -> field.substring(field.indexOf(':') + 1).strip())
          .toList();
    }

    private static String name(String field) {
      return field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT);
    }
  }
}
