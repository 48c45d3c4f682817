package dev.ringmaster.deploy;

import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.kubernetes.AuditEvent;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import dev.ringmaster.testing.kubernetes.kubelet.LoopbackKubelet;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code crds/} and {@code deploy/}, applied by kubectl, and an operator with the arguments, the
 * account and the Java modules that it has there. Its Pods are there as well, and Ready, but
 * nothing runs in them. Beside it is a user's namespace whose Pods are run. Closing it removes all
 * of it but the CRD.
 */
final class Installation implements AutoCloseable {
  static final String HOME = "ringmaster-system";
  static final String ACCOUNT = "system:serviceaccount:ringmaster-system:ringmaster";

  /** What it may do in the namespaces that it looks after. */
  static final String ROLE = "ringmaster-system:ringmaster";

  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where the Pods of the Deployment say that clients reach them. */
  static final String ROUTER_POD = "10.244.0.7";

  private static final String APPLY = "kubectl apply --validate=strict -f ";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ControlPlane plane;
  private final Path folder;
  private final TestNamespace namespace;
  private final LoopbackKubelet kubelet;
  private final LoopbackKubelet routers;
  private final Shell shell;
  private final long begin;
  private final int number = NUMBER.incrementAndGet();
  private final String address = OperatorPod.newAddress();
  private OperatorPod operator;

  /** Installs it. */
  Installation(ControlPlane plane, String... options) throws IOException {
    this.plane = plane;
    folder = Files.createTempDirectory("ringmaster-deploy-");
    namespace = plane.newNamespace();
    restrict();
    shell = shell("admin-of-all", plane.admin().getConfiguration());
    shell.run(APPLY + "crds/");
    shell.run("kubectl wait --for=condition=Established crd/loadbalancers.ringmaster.dev");
    shell.run(APPLY + "deploy/");
    shell.awaitOwners(ACCOUNT);
    begin = plane.audit().mark();
    kubelet = kubelet(namespace.name(), "worker").start();
    routers = kubelet(HOME, "router").light(address).start();
    advertise();
    operator = start(options);
  }

  /** The API server takes no endpoint on loopback. */
  private void advertise() {
    shell.run("kubectl rollout status deployment/ringmaster --timeout=60s -n " + HOME);
    shell.run(
        "kubectl annotate pods --all ringmaster.dev/advertise-address=%s -n %s"
            .formatted(ROUTER_POD, HOME));
  }

  /** What is made here must pass where nothing else may run. */
  private void restrict() {
    Namespace before = client().namespaces().withName(namespace.name()).get();
    client()
        .resource(
            new NamespaceBuilder(before)
                .editMetadata()
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .update();
  }

  private LoopbackKubelet.Builder kubelet(String namespace, String node) {
    return LoopbackKubelet.in(plane, namespace)
        .nodes("%s-%d-a".formatted(node, number), "%s-%d-b".formatted(node, number));
  }

  private OperatorPod start(String... options) throws IOException {
    return OperatorPod.start(plane, HOME, "ringmaster", address, folder, options);
  }

  /** A shell of somebody, in the user's namespace. */
  Shell shell(String user, Config credentials) {
    Config config = new ConfigBuilder(credentials).withNamespace(namespace.name()).build();
    return new Shell(plane, plane.kubeconfig(config, folder.resolve(user)), address, folder);
  }

  /** The shell of somebody who may do everything. */
  Shell shell() {
    return shell;
  }

  KubernetesClient client() {
    return plane.admin();
  }

  /** The user's namespace. */
  String namespace() {
    return namespace.name();
  }

  /** Address of the operator, on the ports that it has in a Pod. */
  String address() {
    return address;
  }

  /** Ends the operator and starts it with other options. */
  void restart(String... options) throws IOException {
    stop();
    operator = start(options);
  }

  /** Ends the operator. */
  void stop() {
    operator.close();
  }

  /** Waits until the balancer web has so many replicas, and all of them are ready. */
  void awaitReady(int replicas) {
    try {
      shell.run(
          "kubectl wait --timeout=40s --for=jsonpath={.status.readyReplicas}=%d rlb/web"
              .formatted(replicas));
    } catch (AssertionError late) {
      String there = shell.attempt("kubectl get rlb,pods,events -o wide").text();
      String refused =
          asked().stream()
              .filter(event -> event.code() >= 400)
              .map(AuditEvent::toString)
              .collect(Collectors.joining("\n"));
      throw new AssertionError(
          "%s\n%s\n%s".formatted(there, refused, String.join("\n", operator.output())), late);
    }
  }

  /** What was asked with the account of deploy/ since the beginning. */
  List<AuditEvent> asked() {
    return plane.audit().since(begin).stream()
        .filter(event -> event.user().equals(ACCOUNT))
        .toList();
  }

  @Override
  public void close() {
    stop();
    shell.attempt("kubectl delete --ignore-not-found -f deploy/ --wait=false");
    kubelet.close();
    namespace.close();
    await("end of " + HOME)
        .atMost(PATIENCE)
        .until(() -> client().namespaces().withName(HOME).get() == null);
    routers.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException gone) {
      // It is the system's temporary folder.
    }
  }
}
