package dev.ringmaster.deploy.helm;

import static org.awaitility.Awaitility.await;

import dev.ringmaster.deploy.OperatorPod;
import dev.ringmaster.deploy.Page;
import dev.ringmaster.deploy.Shell;
import dev.ringmaster.testing.kubernetes.AuditEvent;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import dev.ringmaster.testing.kubernetes.kubelet.LoopbackKubelet;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A release of the chart in a namespace of its own, with a user's namespace beside it whose Pods
 * are run. Its own Pods are there, and Ready, but nothing runs in them: {@link #run} starts an
 * operator in their place. Closing it removes all of it but the definition of the resource.
 */
final class Release implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Path README = Chart.OURS.folder().resolve("README.md");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ControlPlane plane;
  private final String name;
  private final Path folder = Files.createTempDirectory("ringmaster-release-");
  private final TestNamespace home;
  private final TestNamespace namespace;
  private final LoopbackKubelet kubelet;
  private final LoopbackKubelet routers;
  private final String address = OperatorPod.newAddress();
  private final Path kubeconfig;
  private final Shell shell;
  private long begin;
  private @Nullable OperatorPod operator;

  /** Installs nothing yet. */
  Release(ControlPlane plane, String name) throws IOException {
    this.plane = plane;
    this.name = name;
    home = plane.newNamespace();
    namespace = plane.newNamespace();
    int number = NUMBER.incrementAndGet();
    kubelet = kubelet(namespace, "release-%d-worker".formatted(number)).start();
    routers = kubelet(home, "release-%d-router".formatted(number)).light(address).start();
    kubeconfig =
        plane.kubeconfig(
            new ConfigBuilder(plane.admin().getConfiguration())
                .withNamespace(namespace.name())
                .build(),
            folder.resolve("admin-of-all"));
    shell = new Shell(plane, kubeconfig, address, folder);
    shell.run(
        "kubectl label namespace %s %s pod-security.kubernetes.io/enforce=restricted"
            .formatted(home, namespace));
  }

  private LoopbackKubelet.Builder kubelet(TestNamespace namespace, String node) {
    return LoopbackKubelet.in(plane, namespace.name()).nodes(node + "-a", node + "-b");
  }

  /** The definition, applied by kubectl and handed over to this release as the page has it. */
  void adoptDefinition() throws IOException {
    shell.run("kubectl apply -f crds/");
    for (String script : Page.read(README).scripts()) {
      shell.run(
          script
              .replace("release-name=ringmaster", "release-name=" + name)
              .replace("ringmaster-system", home()));
    }
  }

  /** Installs it, or upgrades it, and waits for its Pods; what Helm says at the end. */
  String install(Chart chart, String values) {
    String notes = chart.install(kubeconfig, name, home(), values);
    shell.run(
        "kubectl rollout status deployment/%s --timeout=60s -n %s".formatted(fullName(), home()));
    // The API server takes no endpoint on loopback. One that the upgrade ends may go meanwhile.
    await()
        .untilAsserted(() ->
            shell.run(
                "kubectl annotate pods --all --overwrite ringmaster.dev/advertise-address=10.244.1.7 -n "
                    + home()));
    return notes;
  }

  void uninstall() {
    Chart.uninstall(kubeconfig, name, home());
  }

  /** Starts an operator, and ends the one before, as the rollout of its Deployment does. */
  void run() throws IOException {
    stop();
    if (operator == null) {
      shell.awaitOwners(account());
      begin = plane.audit().mark();
    }
    operator = OperatorPod.start(plane, home(), fullName(), address, folder);
  }

  void stop() {
    if (operator != null) {
      operator.close();
    }
  }

  /** The shell of somebody who may do everything, in the user's namespace. */
  Shell shell() {
    return shell;
  }

  /** Credentials of the same. */
  Path kubeconfig() {
    return kubeconfig;
  }

  /** Name of the release's own objects. */
  String fullName() {
    return name + "-ringmaster";
  }

  /** Where the release is. */
  String home() {
    return home.name();
  }

  /** The user's namespace. */
  String namespace() {
    return namespace.name();
  }

  /** Waits until the balancer web has so many replicas, and all of them are ready. */
  void awaitReady(int replicas) {
    try {
      shell.run(
          "kubectl wait --timeout=40s --for=jsonpath={.status.readyReplicas}=%d rlb/web"
              .formatted(replicas));
    } catch (AssertionError late) {
      String there = shell.attempt("kubectl get rlb,pods,events -o wide").text();
      String told = operator == null ? "" : String.join("\n", operator.output());
      throw new AssertionError("%s\n%s".formatted(there, told), late);
    }
  }

  /** The uids of the balancers' Pods, by their names. */
  Map<String, String> pods() {
    Map<String, String> uids = new TreeMap<>();
    plane
        .admin()
        .pods()
        .inNamespace(namespace())
        .list()
        .getItems()
        .forEach(pod -> uids.put(pod.getMetadata().getName(), pod.getMetadata().getUid()));
    return uids;
  }

  /** All objects of the cluster that are labelled as this release's, and its records. */
  List<String> objects() {
    return shell
        .run(
            """
            all=$(kubectl api-resources --verbs=list -o name | grep -v '^events' | paste -sd,)
            kubectl get "$all" -A -l app.kubernetes.io/instance=%1$s -o name
            kubectl get secrets -n %2$s -l owner=helm,name=%1$s -o name
            """
                .formatted(name, home()))
        .lines()
        .toList();
  }

  /** The operator's account, as a user. */
  String account() {
    return "system:serviceaccount:%s:%s".formatted(home(), fullName());
  }

  /** What was asked with that account since the first operator was started. */
  List<AuditEvent> asked() {
    return plane.audit().since(begin).stream()
        .filter(event -> event.user().equals(account()))
        .toList();
  }

  @Override
  public void close() {
    stop();
    try {
      if (objects().stream().anyMatch(object -> object.startsWith("secret/"))) {
        uninstall();
      }
    } finally {
      kubelet.close();
      namespace.close();
      home.close();
      await("end of " + home)
          .atMost(PATIENCE)
          .until(() -> plane.admin().namespaces().withName(home()).get() == null);
      routers.close();
      delete();
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException gone) {
      // It is the system's temporary folder.
    }
  }
}
