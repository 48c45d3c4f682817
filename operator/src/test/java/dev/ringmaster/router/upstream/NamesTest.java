package dev.ringmaster.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked for the address of a name, and how often. */
@Timeout(60)
final class NamesTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "[::1]", "fe80::1"})
  void literal_ofAnAddress_isThatAddress(String text) throws Exception {
    assertThat(Names.literal(text)).isEqualTo(InetAddress.getByName(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "web", "127.0.0.1.example", "10.0.0"})
  void literal_ofAName_isNone(String text) {
    assertThat(Names.literal(text)).isNull();
  }

  @Test
  void name_askedForMeanwhile_isLookedUpOnce() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    CountDownLatch answer = new CountDownLatch(1);
    Names names =
        new Names(name -> {
          lookups.incrementAndGet();
          hold(answer);
          return new InetAddress[] {HERE};
        });

    List<CompletableFuture<List<InetAddress>>> all =
        List.of(names.addresses("web"), names.addresses("web"), names.addresses("web"));
    answer.countDown();

    for (CompletableFuture<List<InetAddress>> each : all) {
      assertThat(each.get(10, TimeUnit.SECONDS)).containsExactly(HERE);
    }
    assertThat(lookups).hasValue(1);
  }

  @Test
  void name_askedForAgain_isLookedUpAnew() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    Names names =
        new Names(name -> {
          lookups.incrementAndGet();
          return new InetAddress[] {HERE};
        });

    names.addresses("web").get(10, TimeUnit.SECONDS);
    await()
        .until(() -> {
          names.addresses("web").get(10, TimeUnit.SECONDS);
          return lookups.get() > 1;
        });
  }

  @Test
  void name_unknown_fails() {
    Names names =
        new Names(name -> {
          throw new UnknownHostException(name);
        });

    assertThatThrownBy(() -> names.addresses("web").get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UnknownHostException.class);
  }

  private static void hold(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }
}
