package dev.ringmaster.benchmarks;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.AuditEvent;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import dev.ringmaster.testing.kubernetes.kubelet.LoopbackKubelet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.io.InputStream;
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
 * resource; memory of the operator's process.
 *
 * <p>Arguments: the number of balancers (500), of rounds (1). One after the other in each round.
 */
public final class ClusterScale {
  private static final int REPLICAS = 3;
  private static final int CREATORS = 16;
  private static final Duration BOUND = Duration.ofMinutes(10);
  private static final Path DEFINITION = Path.of("crds", "loadbalancers.ringmaster.dev-v1.yml");
  private static final String ACCOUNT = "scale-operator";

  private final ControlPlane plane;
  private final int count;

  private ClusterScale(ControlPlane plane, int count) {
    this.plane = plane;
    this.count = count;
  }

  /** See the class. */
  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    Path assets = Path.of(System.getenv(ControlPlane.ASSETS));
    for (int round = 0; round < rounds; round++) {
      // Each with an API server of its own, that the other has not filled.
      Outcome ours;
      try (ControlPlane plane = ControlPlane.unlimited(assets)) {
        ours = new ClusterScale(plane, count).ours();
      }
      Outcome theirs;
      try (ControlPlane plane = ControlPlane.unlimited(assets)) {
        theirs = new ClusterScale(plane, count).theirs();
      }
      System.out.printf(
          Locale.ROOT, "ratio of wall times %.2f%n", ours.seconds() / theirs.seconds());
    }
  }

  private record Outcome(double seconds) {}

  @SuppressWarnings("try") // the kubelet works by being there
  private Outcome ours() throws IOException {
    define();
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
      var unused = operator.awaitLine(line -> line.contains(" is up: "));
      unused = operator.awaitLine(line -> line.contains("leads from now on"));
      Outcome outcome =
          measure(
              "balancers",
              "system:serviceaccount:default:" + ACCOUNT,
              number -> List.of(balancer(namespace.name(), number)),
              ready -> readyBalancers(namespace.name(), ready));
      System.out.printf(Locale.ROOT, "  operator: RSS %d MB%n", rss(operator.handle()) / 1024);
      return outcome;
    }
  }

  private void define() throws IOException {
    try (InputStream file = Files.newInputStream(DEFINITION)) {
      plane.admin().load(file).create();
    }
    plane
        .admin()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("loadbalancers.ringmaster.dev")
        .waitUntilCondition(ClusterScale::isServed, BOUND.toSeconds(), TimeUnit.SECONDS);
  }

  private static boolean isServed(CustomResourceDefinition definition) {
    return definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Established") && condition.getStatus().equals("True"));
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
  private Outcome theirs() {
    try (TestNamespace namespace = plane.newNamespace();
        LoopbackKubelet kubelet = kubelet(namespace)) {
      return measure(
          "deployments",
          "system:serviceaccount:kube-system:",
          number -> deployment(namespace.name(), number),
          ready -> readyDeployments(namespace.name(), ready));
    }
  }

  private LoopbackKubelet kubelet(TestNamespace namespace) {
    return LoopbackKubelet.in(plane, namespace.name()).light("10.1.2.3").start();
  }

  private Outcome measure(
      String what,
      String writer,
      IntFunction<List<HasMetadata>> objects,
      Function<Consumer<String>, AutoCloseable> watch) {
    Set<String> ready = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(count);
    AutoCloseable watching =
        watch.apply(name -> {
          if (ready.add(name)) {
            all.countDown();
          }
        });
    long mark = plane.audit().mark();
    long begin = System.nanoTime();
    create(objects);
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
    return new Outcome(seconds);
  }

  private void create(IntFunction<List<HasMetadata>> objects) {
    try (ExecutorService creators = Executors.newFixedThreadPool(CREATORS)) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      IntStream.range(0, count)
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

  private HasMetadata balancer(String namespace, int number) {
    return read(
        """
        apiVersion: ringmaster.dev/v1alpha1
        kind: LoadBalancer
        metadata: {name: web-%1$d, namespace: %2$s}
        spec:
          replicas: %3$d
          template: {image: example.org/web}
          routing: {keys: [{header: X-User-Id}]}
        """
            .formatted(number, namespace, REPLICAS),
        LoadBalancer.class);
  }

  private List<HasMetadata> deployment(String namespace, int number) {
    String name = "web-" + number;
    HasMetadata deployment =
        read(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: %1$s, namespace: %2$s}
            spec:
              replicas: %3$d
              selector: {matchLabels: {app: %1$s}}
              template:
                metadata: {labels: {app: %1$s}}
                spec: {containers: [{name: replica, image: example.org/web}]}
            """
                .formatted(name, namespace, REPLICAS),
            Deployment.class);
    HasMetadata service =
        read(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: %1$s, namespace: %2$s}
            spec: {selector: {app: %1$s}, ports: [{port: 80, targetPort: 5000}]}
            """
                .formatted(name, namespace),
            io.fabric8.kubernetes.api.model.Service.class);
    HasMetadata budget =
        read(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: %1$s, namespace: %2$s}
            spec: {maxUnavailable: 1, selector: {matchLabels: {app: %1$s}}}
            """
                .formatted(name, namespace),
            io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class);
    return List.of(service, budget, deployment);
  }

  private <T extends HasMetadata> T read(String text, Class<T> type) {
    return plane.admin().getKubernetesSerialization().unmarshal(text, type);
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
