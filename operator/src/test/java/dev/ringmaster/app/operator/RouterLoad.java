package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients of a balancer: 64 at once that never retry, each asking for keys whose owners it knows.
 */
final class RouterLoad implements AutoCloseable {
  static final int CONNECTIONS = 64;
  static final int KEYS = 1_000;

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int ASKERS = 8;
  private static final double STANDING_RATE = 250;

  private final Map<String, String> owners;
  private final LoadRun run;

  /** Answers by another than the key's owner, by owner. */
  private final Map<String, AtomicLong> visits = new ConcurrentHashMap<>();

  private RouterLoad(InetSocketAddress router, Map<String, String> owners) {
    this.owners = owners;
    run =
        LoadClient.closedLoop(
            router,
            CONNECTIONS,
            (connection, number) -> request(key(number % KEYS)),
            this::served,
            LoadClient.Limits.of(Long.MAX_VALUE, LONGEST));
  }

  /** Begins, and has not failed once until it is well under way. */
  static RouterLoad start(InetSocketAddress router, Map<String, String> owners) {
    RouterLoad load = new RouterLoad(router, owners);
    load.goOn();
    assertThat(load.run.failed()).isZero();
    return load;
  }

  /**
   * Some 75 requests in flight all the time, of many keys, that begin when they are due whatever
   * became of those before; at most three minutes.
   */
  static LoadRun standing(InetSocketAddress router) {
    return LoadClient.openLoop(
        router,
        STANDING_RATE,
        2 * CONNECTIONS,
        (connection, number) -> Request.get("/sleep?ms=300", "X-User-Id", key(number % KEYS)),
        (request, response) -> response.status() == 200 && response.text().contains("Slept"),
        LoadClient.Limits.of(Long.MAX_VALUE, Duration.ofMinutes(3)));
  }

  private boolean served(Request request, Response response) {
    String key = request.header("X-User-Id").orElseThrow();
    boolean served = response.status() == 200 && response.text().contains("Hello from Server: ");
    String owner = owners.get(key);
    if (served && !response.header("X-Replica-Ordinal").orElseThrow().equals(owner)) {
      visits.computeIfAbsent(owner, fresh -> new AtomicLong()).incrementAndGet();
    }
    return served;
  }

  /** Until every client was answered some more times. */
  void goOn() {
    run.awaitEnded(run.ended() + 30L * CONNECTIONS);
  }

  /** Until each client was answered so many more times. */
  void goOnOfEach(long more) {
    run.awaitEndedOfEach(more);
  }

  /** Stops; whatever went wrong meanwhile fails. */
  LoadResult stopUnharmed() {
    LoadResult result = run.stop();
    assertThat(result.failed()).as(result.toString()).isZero();
    return result;
  }

  /** So many answers came from another than the owner. */
  long visits() {
    return visits(Set.copyOf(owners.values()));
  }

  /** The same of keys that these ordinals own. */
  long visits(Set<String> ordinals) {
    return ordinals.stream()
        .map(visits::get)
        .filter(Objects::nonNull)
        .mapToLong(AtomicLong::get)
        .sum();
  }

  @Override
  public void close() {
    run.close();
  }

  /** Whom each key leads to: the ordinal that answered. */
  static Map<String, String> owners(InetSocketAddress router, int keys) {
    Map<String, String> owners = new ConcurrentSkipListMap<>();
    List<CompletableFuture<Void>> askers =
        IntStream.range(0, ASKERS)
            .mapToObj(asker ->
                CompletableFuture.runAsync(
                    () -> ask(router, asker, keys, owners), task -> Thread.ofVirtual().start(task)))
            .toList();
    askers.forEach(CompletableFuture::join);
    assertThat(owners).hasSize(keys);
    return owners;
  }

  /**
   * Waits until each key leads to its owner there: a router has a watch of its own, which may be a
   * moment behind the leader's.
   */
  static void awaitOwners(InetSocketAddress router, Map<String, String> owners) {
    awaitServing(router);
    OperatorRig.soon()
        .untilAsserted(() -> assertThat(owners(router, owners.size())).isEqualTo(owners));
  }

  /**
   * The owners, once each of so many ordinals owns keys there, and nobody else. They are asked for
   * twice, and agree: a replica may become routable in the midst of it.
   */
  static Map<String, String> ownersOf(InetSocketAddress router, int keys, int ordinals) {
    awaitServing(router);
    Set<String> all =
        IntStream.range(0, ordinals).mapToObj(String::valueOf).collect(Collectors.toSet());
    return OperatorRig.soon()
        .until(
            () -> owners(router, keys),
            owners ->
                Set.copyOf(owners.values()).equals(all) && owners(router, keys).equals(owners));
  }

  /** A router that has just begun opens its door, and sees its first replica, a little later. */
  private static void awaitServing(InetSocketAddress router) {
    OperatorRig.soon()
        .until(() -> {
          try (HttpWire wire = HttpWire.open(router)) {
            return wire.send(request(key(0))).status() == 200;
          } catch (IOException notYet) {
            return false;
          }
        });
  }

  /** One of those that lead to this ordinal. */
  static String keyOf(String ordinal, Map<String, String> owners) {
    return owners.entrySet().stream()
        .filter(entry -> entry.getValue().equals(ordinal))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static void ask(
      InetSocketAddress router, int asker, int keys, Map<String, String> owners) {
    try (HttpWire wire = HttpWire.open(router)) {
      for (int i = asker; i < keys; i += ASKERS) {
        Response answer = wire.send(request(key(i)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        owners.put(key(i), answer.header("X-Replica-Ordinal").orElseThrow());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String key(long number) {
    return "user-" + number;
  }

  private static Request request(String key) {
    return Request.get("/home", "X-User-Id", key);
  }
}
