package dev.ringmaster.app.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * The addresses that a run listens on.
 *
 * @param addresses at least one
 */
public record Doors(List<String> addresses) {
  private static final int LAST_PORT = 65_535;

  /** Starts to listen on one address. */
  @FunctionalInterface
  public interface Listen {
    CompletionStage<Integer> on(String host, int port);
  }

  /** A door that begins to open. */
  public final class Opening {
    private final String option;
    private final int asked;
    private final Listen listen;
    private final CompletionStage<Integer> first;

    private Opening(String option, int asked, Listen listen) {
      this.option = option;
      this.asked = asked;
      this.listen = listen;
      first = listen.on(first(), asked);
    }

    /** The port, once all addresses are listened on. */
    public int port() throws Exception {
      int port = bound(option, first(), asked, first);
      for (String address : addresses.subList(1, addresses.size())) {
        bound(option, address, port, listen.on(address, port));
      }
      return port;
    }
  }

  /** Begins to listen on all addresses, on one port. */
  public Opening open(String option, int port, Listen listen) {
    return new Opening(option, port, listen);
  }

  /** Refuses what is no port; 0 is any. */
  public static void checkNumber(String option, int port) throws UserError {
    if (port < 0 || port > LAST_PORT) {
      throw new UserError(
          "%s: got %d, expected a port from 0 to %d".formatted(option, port, LAST_PORT));
    }
  }

  /** Refuses a port that can't be had, before anything depends on it. */
  public void check(String option, int port) throws UserError {
    for (String address : addresses) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(address, port));
      } catch (IOException taken) {
        throw refused(option, address, port, taken);
      }
    }
  }

  String first() {
    return addresses.getFirst();
  }

  private static int bound(String option, String host, int port, CompletionStage<Integer> listening)
      throws Exception {
    try {
      return await(listening);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof IOException system) {
        throw refused(option, host, port, system);
      }
      throw failure;
    }
  }

  private static UserError refused(String option, String host, int port, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    boolean foreign =
        cause instanceof UnknownHostException
            || reason.contains("assign requested address")
            || reason.contains("Unresolved address");
    return new UserError(
        foreign
            ? "--bind: got %s, expected an address of this machine".formatted(host)
            : "%s: got %s port %d (%s), expected one that is free and that you may use: choose another with %s"
                .formatted(option, host, port, reason, option));
  }

  /** Where clients on this machine find it. */
  public String url(int port) {
    return url("http", port);
  }

  /** The same, by http or https. */
  public String url(String scheme, int port) {
    String shown =
        switch (first()) {
          case "127.0.0.1", "0.0.0.0", "::", "::1" -> "localhost";
          default -> first();
        };
    return scheme + "://" + shown + ":" + port;
  }

  /** Waits for what an event loop does. */
  public static <T> T await(CompletionStage<T> stage)
      throws InterruptedException, ExecutionException {
    return stage.toCompletableFuture().get();
  }
}
