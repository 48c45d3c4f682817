package dev.ringmaster.testing.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks one run of a container whether it is ready, by httpGet or tcpSocket. */
final class ReadinessProbe {
  private final PodStatusBoard board;
  private final LoopbackNode node;
  private final Container container;
  private final Probe probe;
  private final String address;
  private final CountDownLatch over;

  /**
   * A probe.
   *
   * @param over opens when the run has ended
   */
  ReadinessProbe(
      PodStatusBoard board,
      LoopbackNode node,
      Container container,
      String address,
      CountDownLatch over) {
    this.board = board;
    this.node = node;
    this.container = container;
    this.probe = container.getReadinessProbe();
    this.address = address;
    this.over = over;
  }

  /** Asks until the run is over. */
  void run() throws InterruptedException {
    int successes = 0;
    int failures = 0;
    long wait = or(probe.getInitialDelaySeconds(), 0);
    while (!over.await(wait, TimeUnit.SECONDS)) {
      node.awaitPresent();
      boolean success = answers();
      successes = success ? successes + 1 : 0;
      failures = success ? 0 : failures + 1;
      if (over.getCount() == 0) {
        return;
      }
      if (successes >= or(probe.getSuccessThreshold(), 1)) {
        board.ready(container.getName(), true);
      } else if (failures >= or(probe.getFailureThreshold(), 3)) {
        board.ready(container.getName(), false);
      }
      wait = or(probe.getPeriodSeconds(), 10);
    }
  }

  private static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }

  private boolean answers() {
    int timeout = 1000 * or(probe.getTimeoutSeconds(), 1);
    try {
      if (probe.getHttpGet() != null) {
        return answersHttp(probe.getHttpGet(), timeout);
      }
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(address, port(probe.getTcpSocket().getPort())), timeout);
        return true;
      }
    } catch (IOException silence) {
      return false;
    }
  }

  private boolean answersHttp(HTTPGetAction get, int timeout) throws IOException {
    String path = get.getPath() == null ? "/" : get.getPath();
    URI uri = URI.create("http://" + address + ":" + port(get.getPort()) + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try {
      connection.setConnectTimeout(timeout);
      connection.setReadTimeout(timeout);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("Connection", "close");
      int status = connection.getResponseCode();
      return status >= 200 && status < 400;
    } finally {
      connection.disconnect();
    }
  }

  private int port(IntOrString port) {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    return container.getPorts().stream()
        .filter(named -> port.getStrVal().equals(named.getName()))
        .mapToInt(ContainerPort::getContainerPort)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no port is named " + port.getStrVal()));
  }
}
