package dev.ringmaster.app.up;

import dev.ringmaster.app.cli.UserError;
import io.vertx.core.Future;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

/**
 * The addresses that a run listens on.
 *
 * @param addresses at least one
 */
record Doors(List<String> addresses) {
  /** Starts to listen on one address. */
  @FunctionalInterface
  interface Listen {
    Future<Integer> on(String host, int port);
  }

  /** Listens on all addresses, on one port. */
  int open(String option, int port, Listen listen) throws Exception {
    int bound = bound(option, first(), port, listen.on(first(), port));
    for (String address : addresses.subList(1, addresses.size())) {
      bound(option, address, bound, listen.on(address, bound));
    }
    return bound;
  }

  String first() {
    return addresses.getFirst();
  }

  private static int bound(String option, String host, int port, Future<Integer> listening)
      throws Exception {
    try {
      return await(listening);
    } catch (ExecutionException failure) {
      Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
      String reason = String.valueOf(cause.getMessage());
      if (cause instanceof UnknownHostException || reason.contains("assign requested address")) {
        throw new UserError("--bind: got %s, expected an address of this machine".formatted(host));
      }
      if (cause instanceof BindException || cause instanceof SocketException) {
        throw new UserError(
            "%s: got %s port %d (%s), expected one that is free and that you may use: choose another with %s"
                .formatted(option, host, port, cause.getMessage(), option));
      }
      throw failure;
    }
  }

  String url(int port) {
    String shown =
        switch (first()) {
          case "127.0.0.1", "0.0.0.0", "::", "::1" -> "localhost";
          default -> first();
        };
    return "http://" + shown + ":" + port;
  }

  static <T> T await(Future<T> future) throws InterruptedException, ExecutionException {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
