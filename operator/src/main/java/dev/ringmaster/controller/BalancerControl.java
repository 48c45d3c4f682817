package dev.ringmaster.controller;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.controller.belongings.Belongings;
import dev.ringmaster.controller.status.Finding;
import dev.ringmaster.controller.status.Memories;
import dev.ringmaster.controller.status.Picture;
import dev.ringmaster.controller.status.RingPicture;
import dev.ringmaster.controller.status.StatusComposer;
import dev.ringmaster.controller.status.StatusNews;
import dev.ringmaster.controller.story.Story;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.kubernetes.PodReader;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.pool.loop.PoolGoal;
import dev.ringmaster.pool.loop.PoolLoop;
import dev.ringmaster.pool.loop.PoolMemory;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.RingBalance;
import dev.ringmaster.spec.LoadBalancerModel;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One balancer in the hands of the operator that leads: its pool loop, stepped by each
 * reconciliation, from the first time that its resource is found sound. Reconciled by one thread at
 * a time.
 */
final class BalancerControl implements PoolLoop.Keeper {
  /** After something could not be applied, which no watch tells of. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /** What changes within so short a time is one write: many Pods become ready one by one. */
  private static final Duration TOGETHER = Duration.ofMillis(500);

  private static final LoadBalancerStatus NO_STATUS =
      new LoadBalancerStatus(
          null, null, null, null, null, null, null, null, null, null, null, List.of(), List.of(),
          null);

  private final ControllerTools tools;
  private final PodOwner owner;
  private final ReplicaPool pool;
  private final PodWatch watch;
  private final Belongings belongings;
  private final Story story;
  private LoadBalancer resource;
  private @Nullable LoadBalancerModel model;
  private @Nullable PoolLoop loop;
  private @Nullable Measured measured;
  private int failures;
  private long written = System.nanoTime() - TOGETHER.toNanos();

  /** What was written last, and what the server made of it. */
  private @Nullable LoadBalancerStatus asked;

  private @Nullable LoadBalancerStatus kept;

  private record Measured(LoadBalancerModel model, RingPicture ring) {}

  BalancerControl(ControllerTools tools, LoadBalancer resource) {
    this.tools = tools;
    this.resource = resource;
    owner = PodOwner.of(resource);
    pool = tools.pools().apply(owner);
    watch = new PodWatch(tools.client(), tools.drains(), () -> tools.wake().accept(owner));
    belongings = new Belongings(tools.client(), owner, tools.belongings());
    story = new Story(tools.events());
  }

  /**
   * Makes of the world what there is to make of it now.
   *
   * @param seen the resource as the watch has it
   * @param verdict what is decided about it
   * @return when to come again though nothing happened; null: only then
   */
  @Nullable Duration reconcile(LoadBalancer seen, Acceptance.Verdict verdict) {
    if (Belongings.version(seen) > Belongings.version(resource)) {
      resource = seen;
    }
    LoadBalancerModel sound = verdict.model();
    if (sound != null) {
      desire(sound);
    }
    Finding refused = verdict.refused();
    PoolLoop running = loop;
    LoadBalancerModel goal = model;
    Duration again = null;
    if (running != null && goal != null) {
      again = step(running, goal, refused);
    } else if (refused != null) {
      write(StatusComposer.refused(refused, generation(), status(), Instant.now()));
    }
    failures = 0;
    return again;
  }

  /** The balancer is gone. */
  void close() {
    watch.close();
  }

  /** The API server refused something, or was not there: when to try again. */
  Duration failed() {
    Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures++, 16));
    return delay.compareTo(LAST_RETRY) < 0 ? delay : LAST_RETRY;
  }

  private @Nullable Duration step(
      PoolLoop running, LoadBalancerModel goal, @Nullable Finding refused) {
    int port = tools.ports().of(resource, tools.balancers()::all);
    long now = System.nanoTime();
    Collection<Pod> before = pods();
    watch.look(before, now);
    if (!before.isEmpty()) {
      claim();
    }
    // The first Pods' names are claim enough, and are written before them.
    long due = running.step(now);
    claim();
    watch.look(pods(), now);
    List<Finding> unapplied = belongings.apply(goal, port);
    Picture picture = picture(goal, running, port, unapplied);
    Finding obstacle = refused == null ? Belongings.nameTaken(unapplied) : refused;
    due =
        Math.min(
            due,
            writeSoon(
                StatusComposer.running(picture, generation(), obstacle, status(), Instant.now())));
    Duration again =
        due == Long.MAX_VALUE ? null : Duration.ofNanos(Math.max(1, due - System.nanoTime()));
    boolean late = again == null || again.compareTo(AFTER_FAILURE) > 0;
    return late && !unapplied.isEmpty() ? AFTER_FAILURE : again;
  }

  /** Of two operators one gets past this; the other one has a conflict, and then a rival. */
  private void claim() {
    boolean possible = tools.schema().finding().isEmpty();
    if (possible && !tools.claims().own().equals(status().operator())) {
      write(status());
    }
  }

  /**
   * Writes what is news, and all else not too often.
   *
   * @return when it is to be written; {@link Long#MAX_VALUE}: it is
   */
  private long writeSoon(LoadBalancerStatus status) {
    long due = written + TOGETHER.toNanos();
    boolean soon = System.nanoTime() < due && !StatusNews.in(status(), status);
    if (soon) {
      return status.equals(status()) ? Long.MAX_VALUE : due;
    }
    return write(status) ? System.nanoTime() + FIRST_RETRY.toNanos() : Long.MAX_VALUE;
  }

  private Collection<Pod> pods() {
    return tools.pods().of(owner).stream().filter(pod -> PodReader.isOf(pod, owner.uid())).toList();
  }

  private void desire(LoadBalancerModel sound) {
    if (sound.equals(model)) {
      return;
    }
    model = sound;
    PoolGoal goal =
        new PoolGoal(
            sound.scale(), sound.template(), sound.hostnames(), sound.drain(), sound.rollout());
    if (loop == null) {
      loop = new PoolLoop(goal, Memories.of(status()), pool, watch, this, new SplittableRandom());
      watch.look(pods(), System.nanoTime());
      loop.adopt();
    } else {
      loop.desire(goal, Collections.emptySortedMap());
      story.keepOnly(sound.scale().ordinals());
    }
  }

  private Picture picture(
      LoadBalancerModel goal, PoolLoop running, int port, List<Finding> unapplied) {
    Picture picture =
        new Picture(
            goal,
            pool.observe().stream()
                .filter(replica -> replica.phase() != Replica.Phase.EXITED)
                .toList(),
            watch.ready(),
            port,
            ring(goal),
            running.rollout(),
            running.memory(),
            List.of());
    story.settled(picture.readyOrdinals());
    List<Finding> findings = new ArrayList<>(unapplied);
    findings.addAll(story.findings());
    tools.schema().finding().ifPresent(findings::add);
    return picture.finding(findings);
  }

  private RingPicture ring(LoadBalancerModel goal) {
    Measured known = measured;
    if (known == null || !known.model().equals(goal)) {
      Ring ring = goal.routing().ring(goal.scale().ordinals());
      known = new Measured(goal, new RingPicture(ring, RingBalance.of(ring)));
      measured = known;
    }
    return known.ring();
  }

  private long generation() {
    return resource.getMetadata().getGeneration();
  }

  private LoadBalancerStatus status() {
    return Objects.requireNonNullElse(resource.getStatus(), NO_STATUS);
  }

  @Override
  public void happened(PoolEvent event) {
    story.tell(resource, event);
  }

  @Override
  public void keep(PoolMemory memory) {
    write(StatusComposer.remembering(status(), memory));
  }

  /**
   * Only what is not there yet, and is kept; a conflict is somebody's edit, which is read first.
   *
   * @return whether what is wrong is something more now
   */
  private boolean write(LoadBalancerStatus composed) {
    LoadBalancerStatus before = status();
    LoadBalancerStatus status = composed.by(tools.claims().own());
    if (status.equals(before) || (status.equals(asked) && before.equals(kept))) {
      return false;
    }
    LoadBalancer next = new LoadBalancer();
    next.setMetadata(resource.getMetadata());
    next.setSpec(resource.getSpec());
    next.setStatus(status);
    resource = tools.client().resource(next).updateStatus();
    written = System.nanoTime();
    asked = status;
    kept = resource.getStatus();
    story.tell(resource, before, status);
    return tools.schema().written(status, kept);
  }
}
