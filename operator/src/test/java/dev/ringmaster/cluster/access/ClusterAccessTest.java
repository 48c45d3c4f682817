package dev.ringmaster.cluster.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.access.Decision;
import dev.ringmaster.access.Need;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ClusterAccessTest {
  private static final Need SCALE = Need.OfBalancers.scale("shop", "web");
  private static final Need UPDATE = Need.OfBalancers.update("shop", "web");
  private static final Duration ALMOST = ClusterAccess.LIFE.minusMillis(1);

  private final Server server = new Server();
  private final AtomicLong clock = new AtomicLong(5);
  private final List<Throwable> defects = new CopyOnWriteArrayList<>();
  private final ClusterAccess access = new ClusterAccess(server, clock::get, defects::add);

  /** Knows one token; counts what it is asked. */
  private static final class Server implements Reviews {
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile Optional<Caller> user = Optional.of(member("staff"));
    volatile boolean may = true;
    volatile @Nullable RuntimeException fails;
    volatile CountDownLatch open = new CountDownLatch(0);

    static Caller member(String group) {
      return new Caller("ann", "", List.of(group), Map.of());
    }

    @Override
    public Optional<Caller> caller(String token) {
      answer("token " + token);
      return token.equals("good") ? user : Optional.empty();
    }

    @Override
    public boolean may(Caller caller, Need need) {
      answer("right " + need.words());
      return may;
    }

    private void answer(String question) {
      asked.add(question);
      try {
        assertThat(open.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException stop) {
        throw new AssertionError(stop);
      }
      RuntimeException failure = fails;
      if (failure != null) {
        throw failure;
      }
    }
  }

  private Decision decide(String token, Need need) {
    return begin(token, need).orTimeout(10, TimeUnit.SECONDS).join();
  }

  private CompletableFuture<Decision> begin(String token, Need need) {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    access.decide(token, need, decision::complete);
    return decision;
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void decision_isThatOfTheServer() {
    assertThat(decide("good", SCALE)).isEqualTo(new Decision.Allowed());
    assertThat(decide("bad", SCALE)).isEqualTo(new Decision.Unknown());
    server.may = false;
    assertThat(decide("good", UPDATE)).isEqualTo(new Decision.Denied("ann"));
  }

  @Test
  void answers_goodAndBad_areBelievedForTheirLife() {
    decide("good", SCALE);
    decide("bad", SCALE);
    server.may = false;
    server.user = Optional.empty();
    server.asked.clear();
    pass(ALMOST);
    assertThat(decide("good", SCALE)).isEqualTo(new Decision.Allowed());
    assertThat(decide("bad", SCALE)).isEqualTo(new Decision.Unknown());
    assertThat(server.asked).isEmpty();

    pass(Duration.ofMillis(1));
    assertThat(decide("good", SCALE)).isEqualTo(new Decision.Unknown());
    assertThat(decide("bad", SCALE)).isEqualTo(new Decision.Unknown());
    assertThat(server.asked).containsExactly("token good", "token bad");
  }

  @Test
  void right_thatIsGone_isRefusedAfterItsLife_andBackAfterAnother() {
    decide("good", SCALE);
    server.may = false;
    pass(ClusterAccess.LIFE);
    assertThat(decide("good", SCALE)).isEqualTo(new Decision.Denied("ann"));
    server.may = true;
    pass(ALMOST);
    assertThat(decide("good", SCALE)).isEqualTo(new Decision.Denied("ann"));
    pass(Duration.ofMillis(1));
    assertThat(decide("good", SCALE)).isEqualTo(new Decision.Allowed());
  }

  /** Two answers that are believed after one another do not add up. */
  @Test
  void right_ofAnotherGroup_isAskedForAnew() {
    decide("good", SCALE);
    pass(ALMOST);
    decide("good", UPDATE);
    server.user = Optional.of(Server.member("guests"));
    server.may = false;
    pass(Duration.ofMillis(1));
    assertThat(decide("good", UPDATE)).isEqualTo(new Decision.Denied("ann"));
  }

  @Test
  void eachNeed_isAnsweredByItself() {
    decide("good", SCALE);
    server.may = false;
    assertThat(decide("good", UPDATE)).isEqualTo(new Decision.Denied("ann"));
    assertThat(decide("good", SCALE)).isEqualTo(new Decision.Allowed());
    assertThat(server.asked)
        .containsExactly(
            "token good",
            "right update loadbalancers/scale in namespace shop",
            "right update loadbalancers in namespace shop");
  }

  @Test
  void manyAtOnce_areOneQuestion_andNobodyBlocks() {
    server.open = new CountDownLatch(1);
    List<CompletableFuture<Decision>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(begin("good", SCALE));
    }
    assertThat(all).noneMatch(CompletableFuture::isDone);
    server.open.countDown();
    all.forEach(one -> assertThat(one.join()).isEqualTo(new Decision.Allowed()));
    assertThat(server.asked).hasSize(2);
  }

  @Test
  void serverThatIsAway_allowsNothing_andIsAskedAgain() {
    server.fails = new KubernetesClientException("connection refused");
    assertThat(decide("good", SCALE))
        .isEqualTo(
            new Decision.Undecided(
                "The API server, which knows who may do this, does not answer: nobody may until it"
                    + " does"));
    server.fails = null;
    assertThat(decide("good", SCALE)).isEqualTo(new Decision.Allowed());
    assertThat(defects).isEmpty();
  }

  @Test
  void serverThatRefuses_isQuoted_withoutTheToken() {
    server.fails =
        new KubernetesClientException(
            new StatusBuilder().withCode(403).withMessage("may not review good").build());
    assertThat(decide("good", SCALE))
        .isEqualTo(
            new Decision.Undecided(
                "The API server does not tell who may do this: may not review (token)"));
  }

  @Test
  void defect_allowsNothing_andIsTold() {
    RuntimeException bug = new IllegalStateException("bug");
    server.fails = bug;
    assertThat(decide("good", SCALE)).isInstanceOf(Decision.Undecided.class);
    assertThat(defects).containsExactly(bug);
  }
}
