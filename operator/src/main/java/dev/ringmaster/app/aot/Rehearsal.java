package dev.ringmaster.app.aot;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.docker.DockerEngine;
import dev.ringmaster.pool.docker.engine.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a training run does beside its command, so that the cache also has what a start with Docker
 * needs: a replica's life on the engine of DOCKER_HOST, which the trainer makes up.
 */
public final class Rehearsal {
  /** Set in training runs only. */
  static final String PROPERTY = "ringmaster.rehearsal";

  private static final Duration BOUND = Duration.ofSeconds(20);

  private Rehearsal() {}

  /** Does it beside the caller, if this is a training run; nobody needs it to succeed. */
  public static CompletableFuture<@Nullable Void> begin() {
    return Boolean.getBoolean(PROPERTY)
        ? CompletableFuture.runAsync(Rehearsal::live, task -> Thread.ofVirtual().start(task))
        : CompletableFuture.completedFuture(null);
  }

  private static void live() {
    ReplicaTemplate template =
        new ReplicaTemplate("rehearsal", List.of(), List.of(), 5000, Map.of());
    ReplicaSpec spec = new ReplicaSpec(1, 2, "s2", template);
    try (DockerEngine engine = DockerEngine.open("rehearsal", "rehearsal", line -> {})) {
      Semaphore changes = new Semaphore(0);
      ReplicaPool pool = engine.pool("default/rehearsal").apply(changes::release);
      pool.create(spec);
      long deadline = System.nanoTime() + BOUND.toNanos();
      while (!runs(pool, spec) && System.nanoTime() < deadline) {
        boolean unused = changes.tryAcquire(100, TimeUnit.MILLISECONDS);
      }
      pool.stop(spec.incarnation(), Duration.ZERO);
      pool.forget(spec.incarnation());
    } catch (EngineException other) {
      // The cache has less in it.
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean runs(ReplicaPool pool, ReplicaSpec spec) {
    return pool.observe().stream()
        .anyMatch(replica ->
            replica.incarnation() == spec.incarnation()
                && replica.phase() == Replica.Phase.RUNNING);
  }
}
