package dev.ringmaster.pool.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Container;
import dev.ringmaster.pool.LastWords;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.Replica.Phase;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.docker.engine.EngineException;
import dev.ringmaster.pool.docker.engine.EngineException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One container, from the wish for it to its removal. Whatever happens leads to the same step: look
 * at what is, and do what is missing for what is wanted. So a call that failed because the engine
 * was away is made up for by the next step, and nothing is done twice.
 *
 * <p>Steps are never concurrent. What is wanted is set, and what was seen is read, on any thread.
 */
final class ManagedContainer {
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration NAME_RETRY = Duration.ofMillis(200);

  private final DockerEngine engine;
  private final Runnable onChange;
  private final @Nullable ContainerTemplate template;

  /** Steps that were asked for and not begun. */
  private final AtomicInteger asked = new AtomicInteger();

  private volatile Replica seen;
  private volatile @Nullable Duration grace;
  private volatile boolean forgotten;

  private @Nullable String id;
  private @Nullable String startedAt;
  private boolean createdPerhaps;
  private volatile boolean told;
  private volatile boolean pulling;
  private volatile boolean pulled;
  private volatile @Nullable EngineException unpulled;
  private volatile String complaint = "";

  private ManagedContainer(
      DockerEngine engine,
      Runnable onChange,
      @Nullable ContainerTemplate template,
      @Nullable String id,
      Replica seen) {
    this.engine = engine;
    this.onChange = onChange;
    this.template = template;
    this.id = id;
    this.seen = seen;
  }

  /**
   * One that is not there yet.
   *
   * @param onChange called once what {@link #observe} tells has changed
   */
  static ManagedContainer wanted(
      DockerEngine engine, ContainerTemplate template, Runnable onChange) {
    ReplicaSpec spec = template.spec();
    Replica none =
        Replica.starting(spec.ordinal(), spec.incarnation(), spec.name(), spec.revision());
    return new ManagedContainer(engine, onChange, template, null, none);
  }

  /** One that runs already. */
  static ManagedContainer found(DockerEngine engine, Container container, Runnable onChange) {
    return new ManagedContainer(
        engine,
        onChange,
        null,
        container.getId(),
        ReplicaReader.listed(container, engine.network()));
  }

  Replica observe() {
    Replica now = seen;
    return grace == null || now.phase() == Phase.EXITED ? now : now.in(Phase.STOPPING);
  }

  /** Wants it to end. */
  void stop(Duration within) {
    if (grace == null && seen.phase() != Phase.EXITED) {
      grace = within;
      look();
    }
  }

  /** Wants nothing of it to be left. */
  void forget() {
    forgotten = true;
    look();
  }

  /** Something may have happened to it. */
  void look() {
    if (asked.getAndIncrement() == 0) {
      engine.execute(this::steps);
    }
  }

  private void steps() {
    int done;
    do {
      done = asked.get();
      try {
        step();
      } catch (EngineException failure) {
        failed(failure);
      } catch (RuntimeException unexpected) {
        failed(
            new EngineException(
                Kind.REFUSED, "the engine's answer is not understood: " + unexpected));
      }
    } while (!asked.compareAndSet(done, 0));
  }

  /** What is refused ends it, unless it runs; what was not answered is tried again. */
  private void failed(EngineException failure) {
    if (failure.kind() == Kind.AWAY) {
      engine.later(RETRY, this::look);
    } else if (!forgotten && seen.runs()) {
      complain("looked at", failure);
      engine.later(RETRY, this::look);
    } else if (!forgotten) {
      end(List.of(failure.line()));
    } else {
      complain("removed", failure);
    }
  }

  /** Says what can't be done, once however often it is tried. */
  private void complain(String deed, EngineException failure) {
    String line = "container of %s can't be %s: %s".formatted(seen.name(), deed, failure.line());
    if (!line.equals(complaint)) {
      complaint = line;
      engine.tell(line);
    }
  }

  private void step() throws EngineException {
    if (forgotten) {
      remove();
    } else if (seen.phase() != Phase.EXITED) {
      if (seen.phase() == Phase.STARTING && template != null && !start(template)) {
        return;
      }
      inspect();
      terminate();
    }
  }

  private void remove() throws EngineException {
    String found = id == null && createdPerhaps && template != null ? find(template) : id;
    if (found != null) {
      engine.client().remove(found);
    }
  }

  /** Whether it was started. */
  private boolean start(ContainerTemplate wanted) throws EngineException {
    if (grace != null && id == null && !createdPerhaps) {
      end(List.of("ended before it was started"));
      return false;
    }
    if (pulling) {
      return false;
    }
    EngineException refusal = unpulled;
    if (refusal != null) {
      throw refusal;
    }
    if (id == null && createdPerhaps) {
      id = find(wanted);
    }
    if (id == null && !create(wanted)) {
      return false;
    }
    String created = Objects.requireNonNull(id);
    seen = seen.identified(ReplicaReader.runtimeId(created));
    engine.client().tell(docker -> docker.startContainerCmd(created).exec());
    return true;
  }

  /** An earlier try may have come through though its answer did not. */
  private @Nullable String find(ContainerTemplate wanted) throws EngineException {
    return engine.client().list(wanted.labels()).stream()
        .map(Container::getId)
        .findFirst()
        .orElse(null);
  }

  private boolean create(ContainerTemplate wanted) throws EngineException {
    createdPerhaps = true;
    try {
      id = createNow(wanted);
    } catch (EngineException failure) {
      createdPerhaps = failure.kind() == Kind.AWAY;
      if (failure.kind() == Kind.CONFLICT) {
        return evade(wanted);
      }
      if (pulled || failure.kind() != Kind.MISSING || !failure.line().contains("image")) {
        throw failure;
      }
      pull(wanted.spec().template().image());
      return false;
    }
    return true;
  }

  /** Not within a step: whoever is told to end meanwhile does not wait for it. */
  private void pull(String image) {
    pulling = true;
    engine.download(() -> {
      try {
        engine.pulls().pull(image);
        pulled = true;
        pulling = false;
        look();
      } catch (EngineException failure) {
        unpulled = failure.kind() == Kind.AWAY ? null : failure;
        pulling = false;
        engine.later(RETRY, this::look);
      }
    });
  }

  private String createNow(ContainerTemplate wanted) throws EngineException {
    return engine.client().ask(docker -> wanted.command(docker, engine.network()).exec()).getId();
  }

  /**
   * The name is taken: by the container that an earlier try did make, by one of ours that is about
   * to go, or by somebody else.
   *
   * @return whether the container is there
   */
  private boolean evade(ContainerTemplate wanted) throws EngineException {
    InspectContainerResponse holder;
    try {
      holder = inspect(wanted.name());
    } catch (EngineException gone) {
      engine.later(NAME_RETRY, this::look);
      return false;
    }
    Map<String, String> labels =
        Objects.requireNonNullElse(holder.getConfig().getLabels(), Map.of());
    // Its image may have labels of its own.
    if (labels.entrySet().containsAll(wanted.labels().entrySet())) {
      id = holder.getId();
      return true;
    }
    boolean ours = wanted.owner().equals(labels.get(Labels.OWNER));
    if (ours && !Boolean.TRUE.equals(holder.getState().getRunning())) {
      engine.later(NAME_RETRY, this::look);
      return false;
    }
    throw new EngineException(
        Kind.REFUSED,
        "container name %s: taken by %s (image %s), expected a free one; the next try takes another name"
            .formatted(
                wanted.name(),
                ReplicaReader.runtimeId(holder.getId()),
                holder.getConfig().getImage()));
  }

  private InspectContainerResponse inspect(String container) throws EngineException {
    return engine.client().ask(docker -> docker.inspectContainerCmd(container).exec());
  }

  private void inspect() throws EngineException {
    String known = Objects.requireNonNull(id);
    InspectContainerResponse container;
    try {
      container = inspect(known);
    } catch (EngineException failure) {
      if (failure.kind() != Kind.MISSING) {
        throw failure;
      }
      end(List.of("removed by somebody else"));
      return;
    }
    ContainerState state = container.getState();
    if (Boolean.TRUE.equals(state.getPaused())) {
      end(List.of("paused by somebody else"));
    } else if (restarted(state)) {
      end(List.of("restarted by somebody else"));
    } else if (Boolean.TRUE.equals(state.getRunning())) {
      startedAt = state.getStartedAt();
      Replica now = ReplicaReader.running(seen, container, engine.network());
      if (now.phase() == Phase.STARTING) {
        end(List.of(engine.network().unreachable()));
      } else {
        see(now);
      }
    } else {
      end(LastWords.of(ReplicaReader.end(container), () -> engine.client().output(known)));
    }
  }

  /** Whoever is started again in place has lost its requests, and maybe its address. */
  private boolean restarted(ContainerState state) {
    return startedAt != null && !startedAt.equals(state.getStartedAt());
  }

  /** SIGTERM, or what its image names instead, and SIGKILL after the grace: by the engine. */
  private void terminate() {
    Duration within = grace;
    if (within == null || told || seen.phase() == Phase.EXITED) {
      return;
    }
    told = true;
    String known = Objects.requireNonNull(id);
    int seconds = Math.toIntExact(within.plusMillis(999).toSeconds());
    engine.execute(() -> {
      try {
        engine
            .client()
            .tellPatiently(docker -> docker.stopContainerCmd(known).withTimeout(seconds).exec());
        look();
      } catch (EngineException failure) {
        if (failure.kind() == Kind.REFUSED) {
          complain("stopped", failure);
        }
        // The next step tells it again, if it still runs.
        told = false;
        engine.later(RETRY, this::look);
      }
    });
  }

  private void see(Replica now) {
    if (!now.equals(seen)) {
      seen = now;
      onChange.run();
    }
  }

  private void end(List<String> words) {
    see(seen.ended(words));
  }
}
