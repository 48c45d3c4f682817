package dev.ringmaster.app.up;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to the engine that can be cut, as if the engine was stopped. */
final class EngineProxy implements AutoCloseable {
  private static final UnixDomainSocketAddress ENGINE =
      UnixDomainSocketAddress.of("/var/run/docker.sock");

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();

  EngineProxy() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  String host() {
    return "tcp://127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        SocketChannel engine = SocketChannel.open(StandardProtocolFamily.UNIX);
        open.add(client);
        open.add(engine);
        if (listener.isClosed()) {
          cut();
          return;
        }
        engine.connect(ENGINE);
        InputStream fromClient = client.getInputStream();
        OutputStream toClient = client.getOutputStream();
        Thread.ofVirtual().start(() -> pass(fromClient, Channels.newOutputStream(engine)));
        Thread.ofVirtual().start(() -> pass(Channels.newInputStream(engine), toClient));
      }
    } catch (IOException cut) {
      // That is the end of it.
    }
  }

  private static void pass(InputStream from, OutputStream to) {
    try (from;
        to) {
      from.transferTo(to);
    } catch (IOException cut) {
      // So is the other way.
    }
  }

  /** The engine is away from now on. */
  void cut() throws IOException {
    listener.close();
    for (Closeable socket : open) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
