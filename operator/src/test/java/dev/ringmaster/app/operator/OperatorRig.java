package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.api.CrdFile;
import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.api.status.Condition;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import dev.ringmaster.testing.kubernetes.kubelet.LoopbackKubelet;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A namespace with its nodes, and operators that look after it; their lease and their own Pods are
 * in another one. Closing it ends all of them.
 */
final class OperatorRig implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(40);
  static final String IMAGE = "example.org/ringmaster/replica:0.1";

  private static final String ACCOUNT = "ringmaster";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ControlPlane plane;
  private final TestNamespace namespace;
  private final TestNamespace home;
  private final LoopbackKubelet kubelet;
  private final Path folder;
  private final Path kubeconfig;
  private final int number = NUMBER.incrementAndGet();
  private final OperatorStarter starter;

  /** One of its operators. */
  record OperatorProcess(UpProcess process, InetAddress address, String identity) {
    /** Where it listens for clients of all balancers. */
    InetSocketAddress shared() {
      return new InetSocketAddress(address, 5000);
    }

    /** Where it listens for those who ask and change. */
    InetSocketAddress admin() {
      return new InetSocketAddress(address, 5001);
    }

    /** Where it listens for probes. */
    InetSocketAddress probes() {
      return new InetSocketAddress(address, 5002);
    }

    private void awaitUp() {
      var unused = process.awaitLine(line -> line.contains(" is up: "));
    }
  }

  OperatorRig(ControlPlane plane) throws IOException {
    this.plane = plane;
    CrdFile.install(plane.admin());
    namespace = plane.newNamespace();
    home = plane.newNamespace();
    folder = Files.createTempDirectory("ringmaster-operator-");
    kubeconfig =
        plane.kubeconfig(plane.credentials("kubectl", "system:masters"), folder.resolve("kubectl"));
    starter = new OperatorStarter(plane, folder, number, namespace(), home());
    createAccount(ACCOUNT);
    client()
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(home.name())
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("", "ServiceAccount", ACCOUNT, home.name())
                .build())
        .create();
    kubelet = LoopbackKubelet.in(plane, namespace.name()).nodes(node(1), node(2), node(3)).start();
  }

  /** An account in the operators' namespace that may do nothing yet. */
  void createAccount(String name) {
    client()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(home())
                .withName(name)
                .endMetadata()
                .build())
        .create();
  }

  /** Name of its node of this number, from 1 to 3. */
  String node(int one) {
    return "rig%d-%d".formatted(number, one);
  }

  KubernetesClient client() {
    return plane.admin();
  }

  ControlPlane plane() {
    return plane;
  }

  LoopbackKubelet kubelet() {
    return kubelet;
  }

  String namespace() {
    return namespace.name();
  }

  /** Who its operators are, in the audit log. */
  String user() {
    return "system:serviceaccount:%s:%s".formatted(home(), ACCOUNT);
  }

  /** The namespace of the lease, and of the operators' own Pods. */
  String home() {
    return home.name();
  }

  /** Starts one more operator, on an address of its own, as somebody who may do everything. */
  OperatorProcess operator(String... options) {
    return operatorAs(ACCOUNT, options);
  }

  /** The same with this account. */
  OperatorProcess operatorAs(String account, String... options) {
    OperatorProcess operator = starter.begin(account, options);
    operator.awaitUp();
    return operator;
  }

  /** Starts some at once. */
  List<OperatorProcess> operators(int count) {
    List<OperatorProcess> some =
        IntStream.range(0, count).mapToObj(one -> starter.begin(ACCOUNT)).toList();
    some.forEach(OperatorProcess::awaitUp);
    return some;
  }

  /** From now on operators reach the API server by this URL. */
  void reachBy(String url) {
    starter.reachBy(url);
  }

  /** Starts an operator that has ended once more, as a container in its Pod. */
  OperatorProcess restart(OperatorProcess ended) {
    return restartAs(ACCOUNT, ended);
  }

  /** The same with this account. */
  OperatorProcess restartAs(String account, OperatorProcess ended) {
    OperatorProcess again = starter.beginAs(ended.identity(), account);
    again.awaitUp();
    return again;
  }

  /** The same, and does not wait until it is up. */
  OperatorProcess begin(OperatorProcess ended) {
    return starter.beginAs(ended.identity(), ACCOUNT);
  }

  /** What an operator has written about the last state known. */
  Path lastState(OperatorProcess operator) {
    return starter.state(operator.identity()).resolve("last-state.json");
  }

  /** Where an operator listens for clients of one balancer. */
  InetSocketAddress own(OperatorProcess operator, String balancer) {
    await()
        .atMost(PATIENCE)
        .until(() -> status(balancer).map(status -> status.routerPort() != null).orElse(false));
    int port = Objects.requireNonNull(status(balancer).orElseThrow().routerPort());
    return new InetSocketAddress(operator.address(), port);
  }

  private Optional<LoadBalancerStatus> status(String balancer) {
    return Optional.ofNullable(balancer(balancer)).map(LoadBalancer::getStatus);
  }

  /** Runs kubectl in the namespace, which must succeed; what it printed. */
  String kubectl(String... arguments) {
    return kubectl(0, "", arguments);
  }

  /** The same with an input, and an exit code that is expected. */
  String kubectl(int code, String input, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                plane.kubectl(),
                "--kubeconfig=" + kubeconfig,
                "--cache-dir=" + folder.resolve("cache"),
                "--namespace=" + namespace()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(String.join(" ", arguments) + "\n" + output).isEqualTo(code);
      return output;
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  void apply(String manifest) {
    kubectl(0, manifest, "apply", "-f", "-");
  }

  /** A balancer of the sample, keyed by X-User-Id, whose replicas end soon. */
  static String manifest(String name, String spec) {
    return manifest(name, "image: " + IMAGE, "keys: [{header: X-User-Id}]", spec);
  }

  /** A balancer of these fields of the template, of the routing, and of the spec itself. */
  static String manifest(String name, String template, String routing, String spec) {
    return """
    apiVersion: ringmaster.dev/v1alpha1
    kind: LoadBalancer
    metadata: {name: %s}
    spec:
      template: {%s}
      routing: {%s}
      drain: {grace: 1s, deadline: 5s}
      %s
    """
        .formatted(name, template, routing, spec.indent(2).strip());
  }

  LoadBalancer balancer(String name) {
    return client().resources(LoadBalancer.class).inNamespace(namespace()).withName(name).get();
  }

  static ConditionFactory soon() {
    return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
  }

  /** So many are ready, of as many, and nothing is under way. */
  void awaitReady(String name, int replicas) {
    String all = "%1$d of %1$d replicas are ready".formatted(replicas);
    awaitCondition(
        name, "Ready", ready -> ready.status().equals("True") && ready.message().equals(all));
  }

  /**
   * Nothing is wrong with it, and nothing under way. A kubelet takes away a Pod that was told to go
   * a moment after it told that its containers ended.
   */
  void awaitSettled(String name) {
    awaitCondition(name, "Progressing", progressing -> progressing.status().equals("False"));
    awaitCondition(name, "Degraded", degraded -> degraded.status().equals("False"));
    soon()
        .until(() ->
            pods(name).stream().allMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null));
  }

  Condition awaitCondition(String name, String type, Predicate<Condition> wanted) {
    Condition[] last = new Condition[1];
    try {
      soon()
          .until(() -> {
            LoadBalancer now = balancer(name);
            last[0] = now == null ? null : condition(now, type);
            return last[0] != null && wanted.test(last[0]);
          });
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(
          "%s of %s is %s\n%s\n%s".formatted(type, name, last[0], story(), outputs()), late);
    }
    return last[0];
  }

  private static @Nullable Condition condition(LoadBalancer balancer, String type) {
    if (balancer.getStatus() == null) {
      return null;
    }
    long generation = balancer.getMetadata().getGeneration();
    return balancer.getStatus().conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .filter(condition -> Long.valueOf(generation).equals(condition.observedGeneration()))
        .findFirst()
        .orElse(null);
  }

  private String story() {
    return kubectl("get", "rlb,pods,events", "-o", "wide");
  }

  private String outputs() {
    List<String> lines = new ArrayList<>();
    starter.all().forEach(operator -> lines.addAll(operator.process().output()));
    return String.join("\n", lines);
  }

  /** All Pods of a balancer, those that leave too, in the order of their ordinals. */
  List<Pod> pods(String balancer) {
    return client()
        .pods()
        .inNamespace(namespace())
        .withLabel(PodLabels.BALANCER, balancer)
        .list()
        .getItems()
        .stream()
        .sorted(Comparator.comparingInt(OperatorRig::ordinal))
        .toList();
  }

  /** The one of an ordinal that nobody told to go. */
  Pod pod(String balancer, int ordinal) {
    return pods(balancer).stream()
        .filter(pod -> ordinal(pod) == ordinal)
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Pod of ordinal " + ordinal + "\n" + story()));
  }

  static int ordinal(Pod pod) {
    return Integer.parseInt(pod.getMetadata().getLabels().getOrDefault(PodLabels.ORDINAL, ""));
  }

  static String name(Pod pod) {
    return pod.getMetadata().getAnnotations().getOrDefault(PodLabels.NAME, "");
  }

  /** The uids of a balancer's Pods, by the names that replicas bear. */
  Map<String, String> uids(String balancer) {
    Map<String, String> uids = new TreeMap<>();
    pods(balancer).forEach(pod -> uids.put(name(pod), pod.getMetadata().getUid()));
    return uids;
  }

  /** What was told of a balancer: reason and sentence of each event, in the order of kubectl. */
  List<String> events(String balancer) {
    return client().v1().events().inNamespace(namespace()).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getKind().equals("LoadBalancer"))
        .filter(event -> event.getInvolvedObject().getName().equals(balancer))
        .sorted(Comparator.comparing(Event::getLastTimestamp))
        .map(event -> event.getReason() + ": " + event.getMessage())
        .toList();
  }

  /** Who holds the lease. */
  String leader() {
    var lease = client().leases().inNamespace(home()).withName("ringmaster").get();
    return lease == null ? "" : Objects.requireNonNullElse(lease.getSpec().getHolderIdentity(), "");
  }

  @Override
  public void close() {
    starter.all().forEach(operator -> operator.process().close());
    kubelet.close();
    client().rbac().clusterRoleBindings().withName(home.name()).delete();
    namespace.close();
    home.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException gone) {
      // It is the system's temporary folder.
    }
  }
}
