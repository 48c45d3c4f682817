package dev.ringmaster.pool.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Picks ports for children on 127.0.0.1, below the ephemeral ranges of Linux (32768..) and macOS
 * (49152..): there, one of our own outgoing connections could take the port before the child does.
 * A port is promised to one child at a time, whichever pool it belongs to. Safe for any thread, if
 * the source of randomness is.
 */
final class PortPicker {
  static final int FIRST = 20_000;
  static final int LAST = 32_767;
  private static final int TRIES = 200;

  private final RandomGenerator random;
  private final Set<Integer> promised = ConcurrentHashMap.newKeySet();

  PortPicker(RandomGenerator random) {
    this.random = random;
  }

  /** A port that was free an instant ago, promised to nobody else until its {@link #release}. */
  int pick() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = random.nextInt(FIRST, LAST + 1);
      if (promised.add(port)) {
        if (free(port)) {
          return port;
        }
        promised.remove(port);
      }
    }
    throw new IOException("no free port on 127.0.0.1 from " + FIRST + " to " + LAST);
  }

  /** Promises a port that somebody has already. */
  void promise(int port) {
    promised.add(port);
  }

  void release(int port) {
    promised.remove(port);
  }

  private static boolean free(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
