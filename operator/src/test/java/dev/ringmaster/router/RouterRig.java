package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.load.InFlight;
import dev.ringmaster.load.ReplicaLoad;
import dev.ringmaster.ring.HashRing;
import dev.ringmaster.ring.RingWalk;
import dev.ringmaster.router.backend.Backend;
import dev.ringmaster.router.backend.LocalApi;
import dev.ringmaster.routing.Candidate;
import dev.ringmaster.routing.Candidate.Verdict;
import dev.ringmaster.routing.Dispatcher;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RetryPolicy;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.routing.RoutingTable;
import dev.ringmaster.routing.Timeouts;
import dev.ringmaster.routing.key.KeyRule;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.routing.key.RequestHead;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawReplica;
import dev.ringmaster.traffic.FinishedRequest;
import dev.ringmaster.traffic.Refusal;
import dev.ringmaster.traffic.TrafficListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A router over the real core, on a port of its own, with scripted replicas behind it. After every
 * test, whatever it did, all leases must have been given back.
 */
public final class RouterRig implements AfterEachCallback {
  /** One failed try, as the listener heard it. */
  record Failed(int ordinal, RouteFailure failure) {}

  /** Far beyond any pause of a busy machine, within what {@link RawConnection} waits. */
  private static final Timeouts PATIENT =
      new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(25), Duration.ofSeconds(60));

  private final InFlight inFlight = new InFlight();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Endpoint> endpoints = new CopyOnWriteArrayList<>();
  private final List<Failed> failures = new CopyOnWriteArrayList<>();
  private final List<FinishedRequest> finished = new CopyOnWriteArrayList<>();
  private final List<RouteFailure> triesFailed = new CopyOnWriteArrayList<>();
  private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
  private final KeyRule keys =
      new KeyRule(List.of(new KeySource.Header("X-Key"), new KeySource.RandomKey()));
  private Timeouts timeouts = PATIENT;
  private @Nullable LocalApi local;
  private List<List<String>> balancers = List.of(List.of("web", "shop"));
  private volatile @Nullable RoutingTable table;
  private @Nullable RouterServer server;
  private int port;

  /** The next ordinal. */
  public RawReplica replica(RawReplica replica) {
    open.add(replica);
    address(replica.port());
    return replica;
  }

  /** The next ordinal, known by this name of the machine. */
  void named(String host, RawReplica replica) {
    open.add(replica);
    Endpoint local = endpoint(endpoints.size(), 1, replica.port());
    endpoints.add(
        new Endpoint(
            local.ordinal(), 1, local.name(), host, replica.port(), local.weight(), local.load()));
    table = null;
  }

  /** The next ordinal, known by its port alone. */
  void address(int replicaPort) {
    endpoints.add(endpoint(endpoints.size(), 1, replicaPort));
    table = null;
  }

  /** A new incarnation at the ordinal, which takes the place of the old one from now on. */
  Endpoint replace(int ordinal, int replicaPort) {
    Endpoint old = endpoints.get(ordinal);
    endpoints.set(ordinal, endpoint(ordinal, old.incarnation() + 1, replicaPort));
    table = null;
    return old;
  }

  RouterRig timeouts(int connect, int response, int idle) {
    timeouts =
        new Timeouts(
            Duration.ofMillis(connect), Duration.ofMillis(response), Duration.ofMillis(idle));
    return this;
  }

  public RouterRig local(LocalApi api) {
    local = api;
    return this;
  }

  /** Ends all connections to all replicas. */
  void closeReplicas() throws Exception {
    for (AutoCloseable each : open) {
      if (each instanceof RawReplica replica) {
        replica.close();
      }
    }
  }

  /** Names, namespaces and hosts of balancers, which all have the same replicas. */
  RouterRig balancers(List<List<String>> all) {
    balancers = all;
    return this;
  }

  /** A new connection to the router, which starts with the first one. */
  public RawConnection client() throws IOException {
    RawConnection client = RawConnection.to(address());
    open.add(client);
    return client;
  }

  InetSocketAddress address() {
    server();
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  RouterServer server() {
    RouterServer started = server;
    if (started == null) {
      started = new RouterServer(refusals::add);
      started.serve(balancers.stream().map(this::backend).toList());
      server = started;
      port = now(started.listen("127.0.0.1", 0));
    }
    return started;
  }

  /** A header line whose key visits these ordinals first, in this order. */
  String key(int... ordinals) {
    for (int i = 0; i < 100_000; i++) {
      RingWalk walk = current().ring().walk(keys.keyOf(new Keyed("k" + i), random()).hash());
      if (Arrays.stream(ordinals).allMatch(ordinal -> walk.next() == ordinal)) {
        return "X-Key: k" + i + "\r\n";
      }
    }
    throw new IllegalArgumentException("no such key: " + Arrays.toString(ordinals));
  }

  int size() {
    return endpoints.size();
  }

  List<Failed> failures() {
    return failures;
  }

  /** Requests whose end the router reported. */
  List<FinishedRequest> finished() {
    return finished;
  }

  List<RouteFailure> triesFailed() {
    return triesFailed;
  }

  List<Refusal> refusals() {
    return refusals;
  }

  long inFlight() {
    return inFlight.total();
  }

  /** Waits for it. */
  static <T> T now(CompletableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    try {
      for (AutoCloseable each : open.reversed()) {
        each.close();
      }
      await().atMost(Duration.ofSeconds(15)).untilAsserted(this::allLeasesAreBack);
    } finally {
      if (server != null) {
        now(server.shutdown(Duration.ZERO));
      }
    }
  }

  void allLeasesAreBack() {
    assertThat(endpoints).allSatisfy(each -> assertThat(each.load().inFlight()).isZero());
    assertThat(inFlight.total()).isZero();
  }

  private Backend backend(List<String> names) {
    return new Backend(
        names.get(1),
        names.get(0),
        names.subList(2, names.size()),
        new Dispatcher(
            this::current,
            keys,
            null,
            new RetryPolicy(2, 20),
            (endpoint, failure) -> failures.add(new Failed(endpoint.ordinal(), failure))),
        timeouts,
        new TrafficListener() {
          @Override
          public void finished(FinishedRequest request) {
            finished.add(request);
          }

          @Override
          public void tryFailed(RouteFailure failure) {
            triesFailed.add(failure);
          }
        },
        local);
  }

  private RoutingTable current() {
    RoutingTable known = table;
    if (known == null) {
      Map<Integer, Integer> weights =
          endpoints.stream().collect(Collectors.toMap(Endpoint::ordinal, Endpoint::weight));
      known =
          RoutingTable.of(
              1,
              HashRing.of(weights, 100, 0),
              endpoints.stream().map(each -> new Candidate(each, Verdict.ROUTABLE)).toList());
      table = known;
    }
    return known;
  }

  private Endpoint endpoint(int ordinal, long incarnation, int replicaPort) {
    ReplicaLoad load = inFlight.newReplica();
    return new Endpoint(ordinal, incarnation, "s" + ordinal, "127.0.0.1", replicaPort, 1, load);
  }

  private static ThreadLocalRandom random() {
    return ThreadLocalRandom.current();
  }

  private record Keyed(String value) implements RequestHead {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public @Nullable String query() {
      return null;
    }

    @Override
    public String header(String name) {
      return value;
    }

    @Override
    public Iterable<String> headers(String name) {
      return List.of(value);
    }

    @Override
    public String clientAddress(int ipv6Prefix) {
      return "127.0.0.1";
    }
  }
}
