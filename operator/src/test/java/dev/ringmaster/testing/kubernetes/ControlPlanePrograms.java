package dev.ringmaster.testing.kubernetes;

import dev.ringmaster.testing.UpProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * etcd, kube-apiserver and kube-controller-manager on free ports of 127.0.0.1, in a temporary
 * folder. There is no scheduler: who plays the nodes places the Pods.
 */
final class ControlPlanePrograms implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final int LAST_WORDS = 15;
  private static final String HOST = "127.0.0.1";

  /** Those that our resources meet; volumes, jobs, certificates and cloud have nothing to do. */
  private static final List<String> CONTROLLERS =
      List.of(
          "clusterrole-aggregation-controller",
          "deployment-controller",
          "disruption-controller",
          "garbage-collector-controller",
          "horizontal-pod-autoscaler-controller",
          "namespace-controller",
          "node-lifecycle-controller",
          "pod-garbage-collector-controller",
          "replicaset-controller",
          "resourcequota-controller",
          "root-ca-certificate-publisher-controller",
          "serviceaccount-controller",
          "serviceaccount-token-controller",
          "taint-eviction-controller");

  private final Path assets;
  private final List<String> controllers = new ArrayList<>(CONTROLLERS);
  private final List<String> managerOptions;
  private final Path folder;
  private final String token = UUID.randomUUID().toString();
  private final List<ChildProcess> programs = new ArrayList<>();
  private final int etcdPort = UpProcess.freePort();
  private final int apiPort = UpProcess.freePort();

  private ControlPlanePrograms(
      Path assets, List<String> moreControllers, List<String> managerOptions) throws IOException {
    this.assets = assets;
    controllers.addAll(moreControllers);
    this.managerOptions = managerOptions;
    this.folder = Files.createTempDirectory("ringmaster-control-plane-");
  }

  static ControlPlanePrograms start(Path assets) {
    return start(assets, List.of(), List.of());
  }

  /** With more controllers, and more options of their manager. */
  static ControlPlanePrograms start(
      Path assets, List<String> moreControllers, List<String> managerOptions) {
    try {
      ControlPlanePrograms programs =
          new ControlPlanePrograms(assets, moreControllers, managerOptions);
      try {
        programs.startAll();
        return programs;
      } catch (RuntimeException | Error | IOException failure) {
        programs.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void startAll() throws IOException {
    writeFiles();
    run("etcd", etcd());
    ChildProcess server = run("kube-apiserver", apiServer());
    awaitReady(server);
    List<String> manager = new ArrayList<>(controllerManager());
    manager.addAll(managerOptions);
    run("kube-controller-manager", manager);
  }

  private void writeFiles() throws IOException {
    Files.writeString(file("tokens.csv"), token + ",admin,admin,system:masters\n");
    Files.writeString(file("audit.yaml"), AuditLog.POLICY);
    Files.writeString(file("accounts.key"), newKey());
    Kubeconfig.write(administrator(), file("kubeconfig"));
  }

  private static String newKey() {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
      keys.initialize(2048);
      byte[] key = keys.generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(key)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private List<String> etcd() {
    String clients = "http://" + HOST + ":" + etcdPort;
    String peers = "http://" + HOST + ":" + UpProcess.freePort();
    return List.of(
        "--data-dir=" + file("etcd"),
        "--unsafe-no-fsync",
        "--listen-client-urls=" + clients,
        "--advertise-client-urls=" + clients,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers);
  }

  private List<String> apiServer() {
    return List.of(
        "--etcd-servers=http://" + HOST + ":" + etcdPort,
        "--bind-address=" + HOST,
        "--advertise-address=" + HOST,
        "--secure-port=" + apiPort,
        "--cert-dir=" + file("certificates"),
        // An endpoint on loopback would be refused.
        "--endpoint-reconciler-type=none",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--token-auth-file=" + file("tokens.csv"),
        "--authorization-mode=RBAC",
        "--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + file("accounts.key"),
        "--service-account-signing-key-file=" + file("accounts.key"),
        "--audit-policy-file=" + file("audit.yaml"),
        "--audit-log-path=" + file("audit.log"),
        "--audit-log-mode=blocking-strict",
        // In one file, whatever its size: a place in it is known by its offset.
        "--audit-log-maxsize=10000",
        "--profiling=false");
  }

  /** A lost node is noticed after 8 s, where a cluster takes 50. */
  private List<String> controllerManager() {
    return List.of(
        "--kubeconfig=" + file("kubeconfig"),
        "--controllers=" + String.join(",", controllers),
        "--use-service-account-credentials",
        "--service-account-private-key-file=" + file("accounts.key"),
        "--root-ca-file=" + certificate(),
        "--bind-address=" + HOST,
        "--secure-port=" + UpProcess.freePort(),
        "--cert-dir=" + file("certificates"),
        "--leader-elect=false",
        "--concurrent-serviceaccount-token-syncs=10",
        "--node-monitor-period=1s",
        "--node-monitor-grace-period=16s",
        "--node-eviction-rate=10",
        "--resource-quota-sync-period=10s",
        "--horizontal-pod-autoscaler-sync-period=2s",
        "--profiling=false");
  }

  private ChildProcess run(String program, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of(assets.resolve(program).toString()));
    command.addAll(options);
    ChildProcess process =
        ChildProcess.start(
            command, Map.of("PATH", "/usr/bin:/bin"), folder, file(program + ".log"));
    programs.add(process);
    return process;
  }

  private void awaitReady(ChildProcess server) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      if (!server.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "kube-apiserver in %s: %s, expected ready within %d s; its last words:%n%s"
                .formatted(
                    assets,
                    server.isAlive() ? "not ready" : "ended",
                    PATIENCE.toSeconds(),
                    lastWords()));
      }
      try {
        server.awaitExit(LOOK_AGAIN);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(stop);
      }
    }
  }

  private boolean isReady() {
    if (!Files.exists(certificate())) {
      return false;
    }
    Config impatient = new ConfigBuilder(administrator()).withRequestRetryBackoffLimit(0).build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(impatient).build()) {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(file("kube-apiserver.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
  }

  /** Made by the server itself at its start; its issuer stands in it, too. */
  private Path certificate() {
    return file("certificates").resolve("apiserver.crt");
  }

  Config administrator() {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("https://" + HOST + ":" + apiPort)
        .withCaCertFile(certificate().toString())
        .withOauthToken(token)
        .build();
  }

  AuditLog audit() {
    return new AuditLog(file("audit.log"));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /** Nothing of it is kept, so nothing is asked to end in order. */
  @Override
  public void close() {
    programs.forEach(ChildProcess::close);
    try (Stream<Path> files = Files.walk(folder)) {
      for (ChildProcess program : programs) {
        program.awaitExit(PATIENCE);
      }
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
