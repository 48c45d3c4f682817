package dev.ringmaster.cluster.drains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.cluster.drains.DrainWatch.Router;
import dev.ringmaster.cluster.drains.RouterAnswers.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A Pod is idle when all routers have said so, and not a moment before. */
class DrainWatchTest {
  private static final String POD = "shop/web-0-x";

  private final List<Runnable> due = new ArrayList<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private final Map<String, Long> own = new HashMap<>();
  private final List<Router> others = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final AtomicInteger idle = new AtomicInteger();
  private final DrainWatch watch =
      new DrainWatch(
          () -> Map.copyOf(own), () -> List.copyOf(others), this::answer, this::after, said::add);

  private void after(Duration delay, Runnable task) {
    due.add(task);
  }

  /** Time goes on, for one round of questions. */
  private void elapse() {
    List<Runnable> now = List.copyOf(due);
    due.clear();
    now.forEach(Runnable::run);
  }

  private CompletableFuture<Answer> answer(String host, int port) {
    asked.add(host);
    return CompletableFuture.completedFuture(
        answers.getOrDefault(host, new Answer.Unknown("silence")));
  }

  private void other(String host, Answer answer) {
    others.removeIf(router -> router.host().equals(host));
    others.add(new Router(host, 5001));
    answers.put(host, answer);
  }

  private static Answer has(long count) {
    return new Answer.InFlight(Map.of(POD, count));
  }

  private void follow() {
    watch.follow(POD, idle::incrementAndGet);
    elapse();
  }

  @Test
  void pod_thatEveryRouterNamesWithNothing_isIdle_andThatIsToldOnce() {
    own.put(POD, 2L);
    other("a", has(3));
    follow();
    assertThat(watch.inFlight(POD)).hasValue(5);
    own.put(POD, 0L);
    other("a", has(0));
    elapse();
    elapse();
    assertThat(watch.inFlight(POD)).hasValue(0);
    assertThat(idle).hasValue(1);
  }

  @Test
  void router_thatHasNotSeenTheMark_isWaitedFor() {
    own.put(POD, 0L);
    other("a", new Answer.InFlight(Map.of("shop/other", 0L)));
    follow();
    assertThat(watch.inFlight(POD)).isEmpty();
    assertThat(idle).hasValue(0);
    own.clear();
    other("a", has(0));
    elapse();
    assertThat(watch.inFlight(POD)).as("this one has not seen it").isEmpty();
  }

  @Test
  void router_thatDoesNotSay_isWaitedFor_andOneThatHasEndedIsNot() {
    own.put(POD, 0L);
    other("a", new Answer.Unknown("timeout"));
    follow();
    assertThat(watch.inFlight(POD)).isEmpty();
    elapse();
    assertThat(said)
        .containsExactly(
            "router a:5001 does not tell what it has in flight: timeout; Pods that drain wait for"
                + " their deadline");
    other("a", new Answer.Gone());
    elapse();
    assertThat(watch.inFlight(POD)).hasValue(0);
  }

  @Test
  void nobody_isAsked_whileNothingDrains() {
    other("a", has(0));
    own.put(POD, 0L);
    elapse();
    assertThat(asked).isEmpty();
    follow();
    watch.forget(POD);
    elapse();
    int before = asked.size();
    elapse();
    assertThat(asked).hasSize(before);
    follow();
    assertThat(asked).as("it begins again").hasSizeGreaterThan(before);
  }

  @Test
  void failureToAsk_isNoEndOfAsking() {
    answers.clear();
    others.add(new Router("a", 5001));
    own.put(POD, 0L);
    follow();
    other("a", has(0));
    elapse();
    assertThat(watch.inFlight(POD)).hasValue(0);
  }

  @Test
  void closedWatch_asksNoMore() {
    own.put(POD, 1L);
    other("a", has(0));
    follow();
    watch.close();
    asked.clear();
    elapse();
    follow();
    assertThat(asked).hasSizeLessThanOrEqualTo(1);
    elapse();
    assertThat(asked).hasSizeLessThanOrEqualTo(1);
  }
}
