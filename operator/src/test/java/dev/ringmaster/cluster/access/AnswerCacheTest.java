package dev.ringmaster.cluster.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AnswerCacheTest {
  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final AnswerCache<Integer, String> cache =
      new AnswerCache<>(3, Duration.ofNanos(10), clock::get);

  private void ask(int question) {
    var unused =
        cache.get(
            question,
            () -> {
              asked.incrementAndGet();
              return CompletableFuture.completedFuture("yes");
            });
  }

  @Test
  void cache_neverHoldsMoreThanItsCapacity_andDropsTheOldest() {
    for (int i = 0; i < 100; i++) {
      ask(i);
      assertThat(cache.size()).isLessThanOrEqualTo(3);
    }
    ask(97);
    assertThat(asked).hasValue(100);
    ask(96);
    assertThat(asked).hasValue(101);
  }

  @Test
  void answers_thatAreOld_go_whenAnotherComes() {
    ask(1);
    ask(2);
    clock.set(10);
    ask(3);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void failure_isNotKept() {
    CompletableFuture<String> failing = new CompletableFuture<>();
    CompletableFuture<String> first = cache.get(1, () -> failing);
    assertThat(cache.get(1, CompletableFuture::new)).isSameAs(failing);
    failing.completeExceptionally(new IllegalStateException());
    assertThat(first).isCompletedExceptionally();
    assertThat(cache.size()).isZero();
  }
}
