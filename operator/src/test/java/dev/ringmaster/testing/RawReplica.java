package dev.ringmaster.testing;

import dev.ringmaster.testing.RawConnection.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A replica that does with each connection what its script says, and remembers the requests. */
public final class RawReplica implements AutoCloseable {
  /** What a connection is for; the end of the script closes it. */
  @FunctionalInterface
  public interface Script {
    /**
     * Serves a connection.
     *
     * @param number of the connection, from 1
     */
    void serve(RawConnection connection, int number) throws IOException, InterruptedException;
  }

  /** The bytes that answer a request. */
  @FunctionalInterface
  public interface Answer {
    String to(Message request);
  }

  private final ServerSocket listener;
  private final Script script;
  private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final List<Message> requests = new CopyOnWriteArrayList<>();
  private volatile int connections;
  private volatile int ended;

  private RawReplica(Script script, int receiveBuffer) throws IOException {
    this.script = script;
    listener = new ServerSocket();
    if (receiveBuffer > 0) {
      listener.setReceiveBufferSize(receiveBuffer);
    }
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    Thread.ofVirtual().start(this::accept);
  }

  public static RawReplica of(Script script) throws IOException {
    return new RawReplica(script, 0);
  }

  /** One whose kernel takes few bytes that it does not read. */
  public static RawReplica narrow(Script script) throws IOException {
    return new RawReplica(script, 1 << 15);
  }

  /** One that reads each request whole and answers it, on as many connections as it likes. */
  public static RawReplica answering(Answer answer) throws IOException {
    RawReplica[] self = new RawReplica[1];
    self[0] =
        of((connection, number) -> {
          while (true) {
            Message request = connection.message();
            self[0].requests.add(request);
            connection.write(answer.to(request));
          }
        });
    return self[0];
  }

  /** One that says 200 and its text to everything. */
  public static RawReplica saying(String text) throws IOException {
    return answering(request -> ok(text));
  }

  /** A whole response. */
  public static String ok(String text) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
  }

  /** The whole requests that {@link #answering} has read. */
  public List<Message> requests() {
    return requests;
  }

  public int connections() {
    return connections;
  }

  /** Connections whose script has come to its end, or lost its other end. */
  public int ended() {
    return ended;
  }

  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  // The one thread that writes the count.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        int number = ++connections;
        Thread.ofVirtual().start(() -> serve(socket, number));
      }
    } catch (IOException e) {
      // closed: the end
    }
  }

  private void serve(Socket socket, int number) {
    try (RawConnection connection = new RawConnection(socket)) {
      script.serve(connection, number);
    } catch (IOException | InterruptedException e) {
      // the router has left
    } finally {
      endedOne();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  private synchronized void endedOne() {
    ended++;
  }
}
