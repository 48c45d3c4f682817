package dev.ringmaster.testing.kubernetes;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to the API server that can be cut and mended, as if the server was stopped. */
public final class ServerProxy implements AutoCloseable {
  private final URI server;
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
  private volatile boolean cut;

  /** To the server of this URL, of which bytes are passed on as they are. */
  public ServerProxy(String url) throws IOException {
    server = URI.create(url);
    Thread.ofVirtual().start(this::accept);
  }

  /** The server's URL by this way. */
  public String url() {
    return "https://127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        open.add(client);
        if (cut || !connect(client)) {
          client.close();
        }
      }
    } catch (IOException closed) {
      // That is the end of it.
    }
  }

  private boolean connect(Socket client) {
    try {
      Socket upstream = new Socket(server.getHost(), server.getPort());
      open.add(upstream);
      InputStream fromClient = client.getInputStream();
      OutputStream toClient = client.getOutputStream();
      InputStream fromServer = upstream.getInputStream();
      OutputStream toServer = upstream.getOutputStream();
      Thread.ofVirtual().start(() -> pass(fromClient, toServer));
      Thread.ofVirtual().start(() -> pass(fromServer, toClient));
      return true;
    } catch (IOException cutMeanwhile) {
      return false;
    }
  }

  private static void pass(InputStream from, OutputStream to) {
    try (from;
        to) {
      from.transferTo(to);
    } catch (IOException broken) {
      // So is the other way.
    }
  }

  /** The server is away from now on. */
  public void cut() throws IOException {
    cut = true;
    for (Closeable socket = open.poll(); socket != null; socket = open.poll()) {
      socket.close();
    }
  }

  /** The server is back. */
  public void mend() {
    cut = false;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
