package dev.ringmaster.pool.docker.engine;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One of the engine's streams. Unlike the library's own callback it logs no failure of its own. */
final class EngineStream<T> implements ResultCallback<T> {
  private final Consumer<T> each;
  private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private volatile @Nullable Closeable connection;

  /**
   * A stream that nobody has asked for yet.
   *
   * @param each called on the stream's own thread
   */
  EngineStream(Consumer<T> each) {
    this.each = each;
  }

  /** Done when the engine has begun to answer, or has failed to. */
  CompletableFuture<@Nullable Void> started() {
    return started;
  }

  CompletableFuture<@Nullable Void> ended() {
    return ended;
  }

  @Override
  public void onStart(Closeable stream) {
    connection = stream;
    started.complete(null);
  }

  @Override
  public void onNext(T item) {
    each.accept(item);
  }

  @Override
  public void onError(Throwable failure) {
    started.completeExceptionally(failure);
    ended.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    started.complete(null);
    ended.complete(null);
  }

  @Override
  public void close() {
    Closeable open = connection;
    if (open != null) {
      try {
        open.close();
      } catch (IOException closed) {
        // It is at its end in any case.
      }
    }
  }
}
