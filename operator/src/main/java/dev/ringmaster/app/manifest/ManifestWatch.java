package dev.ringmaster.app.manifest;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Tells when one of some files was written, made or replaced, once for each burst of changes: an
 * editor writes in several steps.
 */
public final class ManifestWatch implements AutoCloseable {
  /** After so long without a change an editor has finished. */
  private static final long QUIET_MILLIS = 100;

  private final WatchService service;
  private final Map<WatchKey, Set<Path>> watched = new HashMap<>();
  private final Runnable onChange;

  private ManifestWatch(WatchService service, Runnable onChange) {
    this.service = service;
    this.onChange = onChange;
  }

  /**
   * Begins to watch.
   *
   * @param onChange called on a thread of its own
   */
  public static ManifestWatch of(Collection<Path> files, Runnable onChange) throws IOException {
    ManifestWatch watch = new ManifestWatch(FileSystems.getDefault().newWatchService(), onChange);
    for (Path file : files) {
      // Who edits a file behind a link changes the file, who puts another there changes the link.
      watch.add(file.toAbsolutePath());
      watch.add(file.toRealPath());
    }
    Thread.ofPlatform().name("ringmaster-manifests").daemon().start(watch::run);
    return watch;
  }

  /** Tells now, on this thread, whether anything changed or not. */
  public void tell() {
    onChange.run();
  }

  private void add(Path file) throws IOException {
    Path folder = file.getParent();
    Path name = file.getFileName();
    if (folder != null && name != null) {
      WatchKey key =
          folder.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      watched.computeIfAbsent(key, fresh -> new HashSet<>()).add(name);
    }
  }

  private void run() {
    try {
      while (true) {
        boolean ours = take(service.take());
        for (WatchKey next = poll(ours); next != null; next = poll(ours)) {
          ours |= take(next);
        }
        if (ours) {
          onChange.run();
        }
      }
    } catch (ClosedWatchServiceException closed) {
      // Nobody listens any more.
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private WatchKey poll(boolean ours) throws InterruptedException {
    return ours ? service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS) : service.poll();
  }

  private boolean take(WatchKey key) {
    Set<Path> names = watched.getOrDefault(key, Set.of());
    boolean ours = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      ours |= event.context() == null || names.contains(event.context());
    }
    key.reset();
    return ours;
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
