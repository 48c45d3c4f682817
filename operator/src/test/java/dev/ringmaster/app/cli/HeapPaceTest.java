package dev.ringmaster.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeapPaceTest {
  private static final long MB = 1 << 20;

  private final FakeHeap heap = new FakeHeap();
  private final HeapPace pace = new HeapPace(heap);

  /** As the serial collector: what it once took it gives back in a full collection only. */
  private static final class FakeHeap implements HeapPace.Heap {
    private long lives = 10 * MB;
    private long committed = 16 * MB;
    private int collections;

    @Override
    public long committed() {
      return committed;
    }

    @Override
    public long used() {
      return lives;
    }

    @Override
    public void collect() {
      collections++;
      committed = Math.max(16 * MB, 2 * lives);
    }
  }

  private void collectWhatTheStartLeft() {
    pace.look();
    heap.collections = 0;
  }

  @Test
  void firstLook_collectsWhatTheStartLeft() {
    pace.look();

    assertThat(heap.collections).isOne();
  }

  @Test
  void heapThatDoesNotGrow_isLeftAlone() {
    collectWhatTheStartLeft();

    for (int look = 0; look < 1_000; look++) {
      pace.look();
    }

    assertThat(heap.collections).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 0", "2, 4, 1", "10, 4, 0", "10, 5, 1", "100, 49, 0", "100, 50, 1"})
  void growth_isCollected_onceItIsHalfOfWhatLives_andWorthAPause(
      long lives, long growth, int collections) {
    heap.lives = lives * MB;
    collectWhatTheStartLeft();

    heap.committed += growth * MB;
    pace.look();
    pace.look();

    assertThat(heap.collections).isEqualTo(collections);
  }

  @Test
  void garbage_howeverMuchOfIt_neverMakesTheHeapLargerThanItsLifeAllows() {
    collectWhatTheStartLeft();

    for (int look = 0; look < 1_000; look++) {
      heap.committed += MB;
      pace.look();
      assertThat(heap.committed).isLessThan(26 * MB);
    }

    assertThat(heap.collections).isEqualTo(200);
  }

  @Test
  void whatLives_isCollectedOnlyAsOftenAsItGrowsByHalf() {
    collectWhatTheStartLeft();

    for (int look = 0; look < 1_000; look++) {
      heap.lives += MB;
      heap.committed = Math.max(heap.committed, heap.lives);
      pace.look();
    }

    assertThat(heap.collections).isLessThan(10);
  }
}
