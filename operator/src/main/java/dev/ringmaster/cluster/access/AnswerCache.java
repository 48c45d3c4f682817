package dev.ringmaster.cluster.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers that are believed for a while. Who asks while an answer is on its way waits for that one;
 * a failure is none and is not kept. Safe for any thread.
 */
final class AnswerCache<K, V> {
  private final int capacity;
  private final long life;
  private final LongSupplier nanos;

  /** In the order in which they were asked, which is that in which they end. */
  private final Map<K, Answer<V>> answers = new LinkedHashMap<>();

  private record Answer<V>(long asked, CompletableFuture<V> future) {}

  /**
   * An empty one.
   *
   * @param capacity the oldest answer goes where there are more
   * @param life of an answer, from the question on
   * @param nanos a clock
   */
  AnswerCache(int capacity, Duration life, LongSupplier nanos) {
    this.capacity = capacity;
    this.life = life.toNanos();
    this.nanos = nanos;
  }

  /**
   * The answer to a question.
   *
   * @param ask begins to ask, without waiting
   */
  CompletableFuture<V> get(K question, Supplier<CompletableFuture<V>> ask) {
    Answer<V> fresh;
    synchronized (answers) {
      long now = nanos.getAsLong();
      Answer<V> known = answers.get(question);
      if (known != null && now - known.asked() < life) {
        return known.future();
      }
      fresh = new Answer<>(now, ask.get());
      answers.remove(question);
      answers.put(question, fresh);
      prune(now);
    }
    return fresh
        .future()
        .whenComplete((answer, failure) -> {
          if (failure != null) {
            forget(question, fresh);
          }
        });
  }

  int size() {
    synchronized (answers) {
      return answers.size();
    }
  }

  private void prune(long now) {
    var oldest = answers.values().iterator();
    while (oldest.hasNext()) {
      if (now - oldest.next().asked() < life && answers.size() <= capacity) {
        return;
      }
      oldest.remove();
    }
  }

  private void forget(K question, Answer<V> failed) {
    synchronized (answers) {
      answers.remove(question, failed);
    }
  }
}
