package dev.ringmaster.pool.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import dev.ringmaster.pool.docker.engine.EngineClient;
import dev.ringmaster.pool.docker.engine.EngineException;
import dev.ringmaster.pool.docker.engine.EngineException.Kind;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/**
 * Lists the containers of one owner, then follows the engine's events, and begins anew whenever the
 * stream breaks. An event is a reason to look, never a fact, so none that is missed or comes late
 * does harm for good.
 */
final class EngineFollower implements AutoCloseable {
  /** Those after which a container is not what it was. */
  private static final String[] EVENTS = {
    "start", "die", "oom", "pause", "unpause", "health_status", "destroy"
  };

  /**
   * The engine answers before it has subscribed us: the events of the last moment are asked for
   * again.
   */
  private static final Duration OVERLAP = Duration.ofSeconds(2);

  static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  static final Duration LAST_PAUSE = Duration.ofSeconds(1);
  private static final Duration FOREVER = Duration.ofDays(10_000);

  private final EngineClient client;
  private final Map<String, String> ours;
  private final Listener listener;
  private final Thread thread;

  /** Hears the news, on any thread. */
  interface Listener {
    /** All that there is now: at the start, and when the engine is back. */
    void listed(List<Container> containers);

    /** Something happened to a container with these labels. */
    void happened(Map<String, String> labels);

    /** The engine does not answer any more. */
    void away(EngineException reason);
  }

  EngineFollower(EngineClient client, String owner, Listener listener) {
    this.client = client;
    ours = Map.of(Labels.OWNER, owner);
    this.listener = listener;
    thread = Thread.ofPlatform().name("docker-events").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        follow();
        pause = FIRST_PAUSE;
      } catch (EngineException away) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        listener.away(away);
        pause = longer(pause);
      }
      rest(pause);
    }
  }

  static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LAST_PAUSE) < 0 ? twice : LAST_PAUSE;
  }

  private static void rest(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() throws EngineException {
    long since = engineTime().minus(OVERLAP).toEpochSecond();
    client.follow(
        docker ->
            docker
                .eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withEventFilter(EVENTS)
                .withLabelFilter(ours)
                .withSince(Long.toString(since)),
        () -> listener.listed(client.list(ours)),
        this::event,
        FOREVER);
  }

  /** Its clock need not be ours: it may run in a virtual machine that slept. */
  private OffsetDateTime engineTime() throws EngineException {
    String time = String.valueOf(client.ask(docker -> docker.infoCmd().exec()).getSystemTime());
    try {
      return OffsetDateTime.parse(time);
    } catch (DateTimeParseException odd) {
      throw new EngineException(
          Kind.REFUSED, "Docker engine: got system time %s, expected RFC 3339".formatted(time));
    }
  }

  private void event(Event event) {
    if (event.getActor() != null && event.getActor().getAttributes() != null) {
      listener.happened(event.getActor().getAttributes());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
