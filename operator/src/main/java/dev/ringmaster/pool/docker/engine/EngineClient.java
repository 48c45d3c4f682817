package dev.ringmaster.pool.docker.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.AsyncDockerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.ringmaster.pool.LastWords;
import dev.ringmaster.pool.docker.engine.EngineException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The conversation with one engine; every failure is an {@link EngineException}. Any thread. */
public final class EngineClient implements AutoCloseable {
  /** Of Docker 20.10. */
  private static final String OLDEST_API = "1.41";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** An engine under load takes seconds to create a container. */
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

  private static final double MILLIS = 1e3;
  private static final Duration LOG_TIMEOUT = Duration.ofSeconds(5);
  private static final int LOG_LINES = 20;
  private static final Pattern MESSAGE =
      Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern API = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

  private final URI host;
  private final Duration responseTimeout;
  private final DockerClient quick;
  private final DockerClient patient;

  /** Something to do in between. */
  @FunctionalInterface
  public interface Step {
    /** Does it. */
    void run() throws EngineException;
  }

  private EngineClient(DockerClientConfig config) {
    this(config, RESPONSE_TIMEOUT);
  }

  /** To this engine, whose answers are waited for so long. */
  EngineClient(DockerClientConfig config, Duration responseTimeout) {
    this.responseTimeout = responseTimeout;
    host = config.getDockerHost();
    quick = client(config, responseTimeout);
    patient = client(config, null);
  }

  private static DockerClient client(DockerClientConfig config, @Nullable Duration timeout) {
    return DockerClientImpl.getInstance(
        config,
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .connectionTimeout(CONNECT_TIMEOUT)
            .responseTimeout(timeout)
            .build());
  }

  /** To the engine that the docker command would ask: by DOCKER_HOST, context, default. */
  public static EngineClient connect() throws EngineException {
    if (!System.getenv().getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty()) {
      throw new EngineException(
          Kind.REFUSED,
          "DOCKER_TLS_VERIFY: got a setting, expected none: only engines of this machine are used, without TLS");
    }
    EngineClient client;
    try {
      client = new EngineClient(DefaultDockerClientConfig.createDefaultConfigBuilder().build());
    } catch (RuntimeException unusable) {
      throw new EngineException(
          Kind.REFUSED, "DOCKER_HOST: %s, expected unix:///… or tcp://…".formatted(root(unusable)));
    }
    try {
      client.checkVersion();
    } catch (EngineException refused) {
      client.close();
      throw refused;
    }
    return client;
  }

  private void checkVersion() throws EngineException {
    String api = String.valueOf(ask(docker -> docker.versionCmd().exec()).getApiVersion());
    if (number(api) < number(OLDEST_API)) {
      throw new EngineException(
          Kind.REFUSED,
          "Docker engine %s: got API %s, expected %s or newer (Docker 20.10)"
              .formatted(host, api, OLDEST_API));
    }
  }

  private static int number(String api) {
    Matcher matcher = API.matcher(api);
    return matcher.matches()
        ? Integer.parseInt(matcher.group(1)) * 10_000 + Integer.parseInt(matcher.group(2))
        : 0;
  }

  /**
   * Asks for what is answered soon or never. The library's own timeout does not reach a Unix
   * socket; an interrupt closes one.
   */
  public <T> T ask(Function<DockerClient, T> question) throws EngineException {
    FutureTask<T> asked = new FutureTask<>(() -> question.apply(quick));
    Thread.startVirtualThread(asked);
    try {
      return asked.get(responseTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw translate(failure);
    } catch (TimeoutException hung) {
      asked.cancel(true);
      throw away(
          String.format(
              Locale.ROOT, "no answer within %.1f s", responseTimeout.toMillis() / MILLIS));
    } catch (InterruptedException stop) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw away("not waited for");
    }
  }

  /** Tells it to do something soon; that it was done already is fine. */
  public void tell(Consumer<DockerClient> order) throws EngineException {
    boolean unused =
        ask(docker -> {
          obey(order, docker);
          return true;
        });
  }

  /** Tells it to do something that takes as long as it takes. */
  public void tellPatiently(Consumer<DockerClient> order) throws EngineException {
    try {
      obey(order, patient);
    } catch (RuntimeException failure) {
      throw translate(failure);
    }
  }

  private static void obey(Consumer<DockerClient> order, DockerClient docker) {
    try {
      order.accept(docker);
    } catch (NotModifiedException done) {
      // As it should be.
    }
  }

  /** All containers with these labels, those that ended too. */
  public List<Container> list(Map<String, String> labels) throws EngineException {
    return ask(
        docker -> docker.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
  }

  /** Removes a container, however it is; that it is gone already is fine. */
  public void remove(String id) throws EngineException {
    try {
      tell(docker -> docker.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec());
    } catch (EngineException failure) {
      // In conflict is a removal that has begun.
      if (failure.kind() != Kind.MISSING && failure.kind() != Kind.CONFLICT) {
        throw failure;
      }
    }
  }

  /** The end of a container's output, empty where it can't be had. */
  public String output(String id) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      follow(
          docker ->
              docker.logContainerCmd(id).withStdOut(true).withStdErr(true).withTail(LOG_LINES),
          () -> {},
          frame -> output.writeBytes(frame.getPayload()),
          LOG_TIMEOUT);
    } catch (EngineException unreadable) {
      return "";
    }
    String text = output.toString(StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - LastWords.ENOUGH));
  }

  /**
   * Hears what a stream brings, to its end.
   *
   * @param whenStarted called once it is sure that nothing is missed from now on
   * @param each called on a thread of its own
   * @param limit after which it is ended
   */
  public <T> void follow(
      Function<DockerClient, AsyncDockerCmd<?, T>> command,
      Step whenStarted,
      Consumer<T> each,
      Duration limit)
      throws EngineException {
    try (EngineStream<T> stream = new EngineStream<>(each)) {
      command.apply(patient).exec(stream);
      stream.started().get(limit.toNanos(), TimeUnit.NANOSECONDS);
      whenStarted.run();
      stream.ended().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | RuntimeException failure) {
      throw translate(failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException enough) {
      // What came until now is all.
    }
  }

  private EngineException translate(Throwable failure) {
    return switch (failure) {
      case ExecutionException elsewhere when elsewhere.getCause() != null ->
          translate(elsewhere.getCause());
      case NotFoundException missing -> new EngineException(Kind.MISSING, message(missing));
      case ConflictException conflict -> new EngineException(Kind.CONFLICT, message(conflict));
      case DockerException unanswered when isGateways(unanswered) ->
          away(
              "got status %d, expected a running engine behind the proxy"
                  .formatted(unanswered.getHttpStatus()));
      case DockerException refused -> new EngineException(Kind.REFUSED, message(refused));
      default -> away(obstacle(root(failure)));
    };
  }

  private EngineException away(String reason) {
    return new EngineException(Kind.AWAY, "Docker engine %s: %s".formatted(host, reason));
  }

  /** A proxy's word on an engine that does not answer it. */
  private static boolean isGateways(DockerException failure) {
    return failure.getHttpStatus() >= 502 && failure.getHttpStatus() <= 504;
  }

  /** The engine's own words, without the JSON around them. */
  private static String message(DockerException refusal) {
    String body = String.valueOf(refusal.getMessage());
    Matcher matcher = MESSAGE.matcher(body);
    String text =
        matcher.find()
            ? matcher.group(1).replaceAll("\\\\n.*", "").replaceAll("\\\\(.)", "$1")
            : body;
    return text.strip().lines().findFirst().orElse("no reason given");
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** In a user's words where the JDK has only its own. */
  private String obstacle(String reason) {
    if (reason.endsWith("No such file or directory")) {
      return "no such socket, expected that of a running engine (DOCKER_HOST names another)";
    }
    if (reason.endsWith("Permission denied")) {
      return "permission denied, expected that you may read and write it (most often by the group docker)";
    }
    if (reason.endsWith("Connection refused")) {
      return replaced()
          ? "its socket was made anew and this container has the old one, expected its folder as the mount, or this container started again"
          : "nobody answers, expected a running engine";
    }
    // In the middle of a stream, or of an answer.
    boolean cut = reason.startsWith("Premature end") || reason.contains("failed to respond");
    return cut ? "the connection broke off" : reason;
  }

  /** A mounted file stays when it is removed outside, with no link left to it. */
  private boolean replaced() {
    try {
      return "unix".equals(host.getScheme())
          && Files.getAttribute(Path.of(host.getPath()), "unix:nlink").equals(0);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  @Override
  public void close() {
    for (DockerClient client : List.of(quick, patient)) {
      try {
        client.close();
      } catch (IOException closed) {
        // There is nothing left that could be done about it.
      }
    }
  }
}
