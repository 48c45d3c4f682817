package dev.ringmaster.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that answers with the bytes it was given, well formed or not, and remembers the head of
 * each request. It reads no request bodies.
 */
final class ScriptedServer implements AutoCloseable {
  /** What becomes of a connection after the bytes of a reply. */
  private enum Then {
    NEXT,
    CLOSE,
    SILENCE
  }

  /** The reply to the n-th request, counted from 1 over all connections. */
  @FunctionalInterface
  interface Script {
    String reply(int number);
  }

  private final ServerSocket listener;
  private final Script script;
  private final Then then;
  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();

  private ScriptedServer(Script script, Then then) throws IOException {
    this.listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    this.script = script;
    this.then = then;
    Thread.ofVirtual().start(this::accept);
  }

  static ScriptedServer replying(String reply) throws IOException {
    return new ScriptedServer(number -> reply, Then.NEXT);
  }

  static ScriptedServer closingAfter(String reply) throws IOException {
    return new ScriptedServer(number -> reply, Then.CLOSE);
  }

  static ScriptedServer silentAfter(String reply) throws IOException {
    return new ScriptedServer(number -> reply, Then.SILENCE);
  }

  /** Goes on after each reply, except after one that is cut short by a trailing {@code !}. */
  static ScriptedServer following(Script script) throws IOException {
    return new ScriptedServer(script, Then.NEXT);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
  }

  /** The heads, without the empty line. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  int connections() {
    return sockets.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed: the end
    }
  }

  private void serve(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean goesOn = true;
      while (goesOn) {
        requests.add(head(in));
        goesOn = reply(socket, script.reply(numbers.incrementAndGet()));
      }
    } catch (IOException e) {
      // the client has left
    }
  }

  private boolean reply(Socket socket, String reply) throws IOException {
    boolean cut = reply.endsWith("!");
    String bytes = cut ? reply.substring(0, reply.length() - 1) : reply;
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    if (cut || then == Then.CLOSE) {
      socket.close();
    }
    return !cut && then == Then.NEXT;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.append((char) next);
    }
    return head.substring(0, head.length() - 4);
  }
}
