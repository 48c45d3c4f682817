package dev.ringmaster.badhouse.ring;

import java.net.InetSocketAddress;
import java.time.Instant;

/** Core that reads clocks, sleeps and knows of sockets. */
public final class Sleeper {
  long elapsed() {
    return System.nanoTime() + Instant.now().getEpochSecond();
  }

  void sleep() throws InterruptedException {
    Thread.sleep(1);
  }

  int port(InetSocketAddress address) {
    return address.getPort();
  }
}
