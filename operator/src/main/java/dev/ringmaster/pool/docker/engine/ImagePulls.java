package dev.ringmaster.pool.docker.engine;

import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem.ProgressDetail;
import dev.ringmaster.pool.docker.engine.EngineException.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pulls images: each once, however many ask for it at a time, and tells how it gets on. */
public final class ImagePulls {
  private static final long REPORT_EVERY = Duration.ofSeconds(5).toNanos();
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final double MEGABYTE = 1e6;
  private static final double SECOND = 1e9;

  private final EngineClient client;
  private final Consumer<String> notices;
  private final Map<String, CompletableFuture<@Nullable Void>> running = new ConcurrentHashMap<>();

  /**
   * Nothing is pulled yet.
   *
   * @param notices hears lines for the user, on any thread
   */
  public ImagePulls(EngineClient client, Consumer<String> notices) {
    this.client = client;
    this.notices = notices;
  }

  /** Returns when the image is there. */
  public void pull(String image) throws EngineException {
    CompletableFuture<@Nullable Void> ours = new CompletableFuture<>();
    CompletableFuture<@Nullable Void> theirs = running.putIfAbsent(image, ours);
    if (theirs != null) {
      await(theirs);
      return;
    }
    try {
      download(image);
      ours.complete(null);
    } catch (EngineException | RuntimeException failure) {
      ours.completeExceptionally(failure);
      throw failure;
    } finally {
      running.remove(image);
    }
  }

  private static void await(CompletableFuture<@Nullable Void> pull) throws EngineException {
    try {
      pull.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof EngineException refused) {
        throw refused;
      }
      throw failure;
    }
  }

  private void download(String image) throws EngineException {
    notices.accept("pulling " + image + " ...");
    Report report = new Report(image);
    try {
      // Without a tag the engine would pull all tags that there are.
      client.follow(
          docker -> docker.pullImageCmd(hasTag(image) ? image : image + ":latest"),
          () -> {},
          report::item,
          LIMIT);
    } catch (EngineException failure) {
      throw failure.kind() == Kind.AWAY ? failure : refusal(image, failure.line());
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new EngineException(Kind.AWAY, "pull of %s: not waited for".formatted(image));
    }
    report.end();
  }

  private static boolean hasTag(String image) {
    return image.indexOf(':', image.lastIndexOf('/') + 1) >= 0;
  }

  private static EngineException refusal(String image, String reason) {
    return new EngineException(
        Kind.REFUSED,
        "image %s: not on this engine and can't be pulled (%s), expected one that is there or can be"
            .formatted(image, reason));
  }

  /** What became of one pull, layer by layer. Confined to its stream's thread, until it ends. */
  private final class Report {
    private final String image;
    private final long start = System.nanoTime();
    private final Map<String, ProgressDetail> layers = new HashMap<>();
    private long last = start;
    private @Nullable String error;

    Report(String image) {
      this.image = image;
    }

    void item(PullResponseItem item) {
      if (item.isErrorIndicated()) {
        error =
            item.getErrorDetail() == null ? "no reason given" : item.getErrorDetail().getMessage();
      }
      ProgressDetail progress = item.getProgressDetail();
      boolean loads = "Downloading".equals(item.getStatus());
      if (loads && item.getId() != null && progress != null && progress.getTotal() != null) {
        layers.put(item.getId(), progress);
      }
      long now = System.nanoTime();
      if (now - last >= REPORT_EVERY) {
        last = now;
        notices.accept("pulling %s: %s".formatted(image, soFar()));
      }
    }

    private String soFar() {
      long loaded = layers.values().stream().mapToLong(ProgressDetail::getCurrent).sum();
      long total = layers.values().stream().mapToLong(ProgressDetail::getTotal).sum();
      return String.format(Locale.ROOT, "%.0f of %.0f MB", loaded / MEGABYTE, total / MEGABYTE);
    }

    void end() throws EngineException {
      String reason = error;
      if (reason != null) {
        throw refusal(image, reason);
      }
      notices.accept(
          String.format(
              Locale.ROOT, "pulled %s in %.1f s", image, (System.nanoTime() - start) / SECOND));
    }
  }
}
