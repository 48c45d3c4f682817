package dev.ringmaster.benchmarks;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.AuditEvent;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.Definition;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import dev.ringmaster.testing.kubernetes.kubelet.LoopbackKubelet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Many balancers at once in a real API server, beside as many Deployments with a Service and a
 * disruption budget each, by kube-controller-manager. Nodes are played: every Pod is Ready as soon
 * as it is bound. Wall time from the first create to the last Ready; requests that wrote, by
 * resource; memory and processor time of the operator's process.
 *
 * <p>Arguments: the number of balancers (500), of rounds (1), of waves of so many on one another
 * (1): the first wave is what an operator does that has just started. One after the other in each
 * round.
 */
public final class ClusterScale {
  private static final int REPLICAS = 3;
  private static final int CREATORS = 16;
  private static final int WARM_UP = 50;
  private static final Duration BOUND = Duration.ofMinutes(10);
  private static final Path DEFINITION = Path.of("crds", "loadbalancers.ringmaster.dev-v1.yml");
  private static final String ACCOUNT = "scale-operator";

  private final ControlPlane plane;
  private final int count;
  private final int waves;
  private final ScaleObjects objects;

  private ClusterScale(ControlPlane plane, int count, int waves) {
    this.plane = plane;
    this.count = count;
    this.waves = waves;
    objects = new ScaleObjects(plane.admin().getKubernetesSerialization(), REPLICAS);
  }

  /** See the class. */
  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    int waves = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    Path assets = Path.of(System.getenv(ControlPlane.ASSETS));
    // What creates, watches and plays the nodes is a cold JVM too, and no side's own.
    try (ControlPlane plane = ControlPlane.unlimited(assets)) {
      System.out.print("not counted: ");
      new ClusterScale(plane, WARM_UP, 1).theirs();
    }
    for (int round = 0; round < rounds; round++) {
      // Each with an API server of its own, that the other has not filled.
      List<Double> ours;
      try (ControlPlane plane = ControlPlane.unlimited(assets)) {
        ours = new ClusterScale(plane, count, waves).ours();
      }
      List<Double> theirs;
      try (ControlPlane plane = ControlPlane.unlimited(assets)) {
        theirs = new ClusterScale(plane, count, waves).theirs();
      }
      for (int wave = 0; wave < waves; wave++) {
        System.out.printf(
            Locale.ROOT, "ratio of wall times %.2f%n", ours.get(wave) / theirs.get(wave));
      }
    }
  }

  /** Seconds, by wave. */
  @SuppressWarnings("try") // the kubelet works by being there
  private List<Double> ours() throws IOException {
    Object unused = Definition.install(plane.admin(), Files.readString(DEFINITION));
    Path folder = Files.createTempDirectory("ringmaster-scale-");
    Path config = plane.kubeconfig(account(), folder.resolve("config"));
    List<String> arguments =
        List.of("operator", "--bind", "127.0.0.1", "--port", "0", "--admin-port", "0");
    try (TestNamespace namespace = plane.newNamespace();
        LoopbackKubelet kubelet = kubelet(namespace);
        UpProcess operator =
            UpProcess.run(
                join(arguments, "--probe-port", "0", "--lease-namespace", "default"),
                environment(config, folder))) {
      unused = operator.awaitLine(line -> line.contains(" is up: "));
      unused = operator.awaitLine(line -> line.contains("leads from now on"));
      List<Double> seconds = new ArrayList<>();
      for (int wave = 0; wave < waves; wave++) {
        Duration before = processorTime(operator);
        seconds.add(
            measure(
                "balancers",
                "system:serviceaccount:default:" + ACCOUNT,
                wave * count,
                number -> objects.balancer(namespace.name(), number),
                ready -> readyBalancers(namespace.name(), ready)));
        System.out.printf(
            Locale.ROOT,
            "  operator: RSS %d MB, %.1f s of processor time%n",
            rss(operator.handle()) / 1024,
            processorTime(operator).minus(before).toMillis() / 1e3);
      }
      return seconds;
    }
  }

  private static Duration processorTime(UpProcess process) {
    return process.handle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Somebody who may do everything, under a name of its own in the audit log. */
  private Config account() {
    plane
        .admin()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(ACCOUNT)
                .endMetadata()
                .build())
        .create();
    plane
        .admin()
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(ACCOUNT)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("", "ServiceAccount", ACCOUNT, "default")
                .build())
        .create();
    return plane.serviceAccount("default", ACCOUNT);
  }

  @SuppressWarnings("try") // as above
  private List<Double> theirs() {
    try (TestNamespace namespace = plane.newNamespace();
        LoopbackKubelet kubelet = kubelet(namespace)) {
      List<Double> seconds = new ArrayList<>();
      for (int wave = 0; wave < waves; wave++) {
        seconds.add(
            measure(
                "deployments",
                "system:serviceaccount:kube-system:",
                wave * count,
                number -> objects.deployment(namespace.name(), number),
                ready -> readyDeployments(namespace.name(), ready)));
      }
      return seconds;
    }
  }

  private LoopbackKubelet kubelet(TestNamespace namespace) {
    return LoopbackKubelet.in(plane, namespace.name()).light("10.1.2.3").start();
  }

  private double measure(
      String what,
      String writer,
      int first,
      IntFunction<List<HasMetadata>> objects,
      Function<Consumer<String>, AutoCloseable> watch) {
    Set<String> ready = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(first + count);
    AutoCloseable watching =
        watch.apply(name -> {
          if (ready.add(name)) {
            all.countDown();
          }
        });
    long mark = plane.audit().mark();
    long begin = System.nanoTime();
    create(first, objects);
    double created = seconds(begin);
    await(all);
    double seconds = seconds(begin);
    close(watching);
    Map<String, Long> writes = writes(writer, mark);
    long sum = writes.values().stream().mapToLong(Long::longValue).sum();
    System.out.printf(
        Locale.ROOT,
        "%d %s of %d: created after %.1f s, the last is ready after %.1f s; %.2f writes each: %s%n",
        count,
        what,
        REPLICAS,
        created,
        seconds,
        (double) sum / count,
        writes);
    return seconds;
  }

  private void create(int first, IntFunction<List<HasMetadata>> objects) {
    try (ExecutorService creators = Executors.newFixedThreadPool(CREATORS)) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      IntStream.range(first, first + count)
          .forEach(number ->
              all.add(
                  CompletableFuture.runAsync(
                      () ->
                          objects
                              .apply(number)
                              .forEach(object -> plane.admin().resource(object).create()),
                      creators)));
      all.forEach(CompletableFuture::join);
    }
  }

  private static void await(CountDownLatch all) {
    try {
      if (!all.await(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%d are not ready after %s".formatted(all.getCount(), BOUND));
      }
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  private static void close(AutoCloseable watching) {
    try {
      watching.close();
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Events and Leases are not counted. */
  private Map<String, Long> writes(String writer, long mark) {
    Map<String, Long> writes = new TreeMap<>();
    for (AuditEvent event : plane.audit().since(mark)) {
      boolean counts = !Set.of("events", "leases").contains(event.resource());
      if (event.isWrite() && event.user().startsWith(writer) && counts) {
        writes.merge(event.verb() + " " + event.resource(), 1L, Long::sum);
      }
    }
    return writes;
  }

  private AutoCloseable readyBalancers(String namespace, Consumer<String> ready) {
    return plane
        .admin()
        .resources(LoadBalancer.class)
        .inNamespace(namespace)
        .inform(new Told<>(ClusterScale::isReady, ready));
  }

  private static boolean isReady(LoadBalancer balancer) {
    return balancer.getStatus() != null
        && balancer.getStatus().conditions().stream()
            .anyMatch(
                condition -> condition.type().equals("Ready") && condition.status().equals("True"));
  }

  private AutoCloseable readyDeployments(String namespace, Consumer<String> ready) {
    return plane
        .admin()
        .apps()
        .deployments()
        .inNamespace(namespace)
        .inform(new Told<>(ClusterScale::isReady, ready));
  }

  private static boolean isReady(Deployment deployment) {
    Integer ready =
        deployment.getStatus() == null ? null : deployment.getStatus().getReadyReplicas();
    return ready != null && ready == REPLICAS;
  }

  /** Passes on the names of those that are ready. */
  private record Told<T extends HasMetadata>(Predicate<T> isReady, Consumer<String> ready)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      if (isReady.test(object)) {
        ready.accept(object.getMetadata().getName());
      }
    }

    @Override
    public void onUpdate(T before, T object) {
      onAdd(object);
    }

    @Override
    public void onDelete(T object, boolean unknown) {
      throw new IllegalStateException("deleted: " + object.getMetadata().getName());
    }
  }

  /** With the JVM's options, to look into it. */
  private static Map<String, String> environment(Path config, Path folder) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("KUBECONFIG", config.toString());
    environment.put("HOME", folder.toString());
    String options = System.getenv("JDK_JAVA_OPTIONS_OF_THE_OPERATOR");
    if (options != null) {
      environment.put("JDK_JAVA_OPTIONS", options);
    }
    return environment;
  }

  private static List<String> join(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** KiB. */
  private static long rss(ProcessHandle process) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }
}
