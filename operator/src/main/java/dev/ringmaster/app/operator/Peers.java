package dev.ringmaster.app.operator;

import dev.ringmaster.admin.peer.PeerClient;
import dev.ringmaster.cluster.drains.DrainWatch;
import dev.ringmaster.cluster.drains.RouterAnswers;
import dev.ringmaster.kubernetes.PodReader;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The other replicas of the operator: where each can be asked, and what it says. */
final class Peers implements RouterAnswers {
  private static final String ADMIN = "admin";
  private static final Path TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private final Supplier<Collection<Pod>> pods;
  private final PeerClient client;
  private final OperatorSettings settings;

  /**
   * Peers that are known by their Pods.
   *
   * @param pods of the operator, this one's included
   */
  Peers(Supplier<Collection<Pod>> pods, PeerClient client, OperatorSettings settings) {
    this.pods = pods;
    this.client = client;
    this.settings = settings;
  }

  /** What shows who asks: the account's own token where the file is not named; read each time. */
  static Supplier<String> token(@Nullable Path named, Config config) {
    Path file = named == null ? TOKEN : named;
    if (named == null && !Files.isReadable(TOKEN)) {
      return () ->
          Stream.of(config.getOauthToken(), config.getAutoOAuthToken())
              .filter(Objects::nonNull)
              .findFirst()
              .orElse("");
    }
    return () -> {
      try {
        return Files.readString(file).strip();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    };
  }

  /** Those that may have requests in flight, but for this one. */
  List<DrainWatch.Router> others() {
    return pods.get().stream()
        .filter(pod -> !pod.getMetadata().getName().equals(settings.identity()))
        .filter(pod -> pod.getStatus().getPodIP() != null && !PodReader.ended(pod))
        .map(pod -> new DrainWatch.Router(pod.getStatus().getPodIP(), port(pod)))
        .toList();
  }

  private int port(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .filter(port -> ADMIN.equals(port.getName()))
        .mapToInt(ContainerPort::getContainerPort)
        .findFirst()
        .orElse(settings.adminPort());
  }

  @Override
  public CompletionStage<Answer> of(String host, int port) {
    return Future.succeededFuture()
        // A token that can't be read is an answer, too.
        .compose(now -> client.draining(host, port))
        .map(counts -> (Answer) new Answer.InFlight(counts))
        .otherwise(Peers::answer)
        .toCompletionStage();
  }

  private static Answer answer(Throwable failure) {
    boolean refused =
        failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException);
    return refused ? new Answer.Gone() : new Answer.Unknown(String.valueOf(failure.getMessage()));
  }
}
