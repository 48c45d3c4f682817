package dev.ringmaster.testing.kubernetes;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The API server that tests talk to, seen as its administrator: one of our own on loopback, or the
 * cluster of {@code RINGMASTER_TEST_KUBECONFIG}. Nobody's kube folder and no {@code KUBECONFIG} is
 * read. Clients that it gives out are closed with it.
 */
public final class ControlPlane implements AutoCloseable {
  /** The variable that names the folder of the programs. */
  public static final String ASSETS = "KUBEBUILDER_ASSETS";

  /** The variable that names the file of another cluster. */
  static final String CLUSTER = "RINGMASTER_TEST_KUBECONFIG";

  private static final Duration TOKEN_LIFE = Duration.ofHours(2);

  private final @Nullable ControlPlanePrograms programs;
  private final Config administrator;
  private final KubernetesClient admin;
  private final List<KubernetesClient> clients = new CopyOnWriteArrayList<>();

  /** Of a run, so that another's leftovers in a shared cluster are in nobody's way. */
  private final String run =
      Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36), 36);

  private final AtomicInteger namespaces = new AtomicInteger();

  private ControlPlane(@Nullable ControlPlanePrograms programs, Config administrator) {
    this.programs = programs;
    this.administrator = administrator;
    this.admin = open(administrator);
  }

  static boolean isPossible(Map<String, String> environment) {
    return isSet(environment, CLUSTER) || isSet(environment, ASSETS);
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isEmpty();
  }

  /** Waits until it is ready. */
  static ControlPlane start(Map<String, String> environment) {
    if (isSet(environment, CLUSTER)) {
      Path file = Path.of(environment.getOrDefault(CLUSTER, ""));
      return new ControlPlane(null, Config.fromKubeconfig(file.toFile()));
    }
    ControlPlanePrograms programs =
        ControlPlanePrograms.start(Path.of(environment.getOrDefault(ASSETS, "")));
    return new ControlPlane(programs, programs.administrator());
  }

  /**
   * One of our own, whose controllers ask as much as they like and keep endpoint slices, too: for
   * comparisons.
   */
  public static ControlPlane unlimited(Path assets) {
    ControlPlanePrograms programs =
        ControlPlanePrograms.start(
            assets,
            List.of("endpointslice-controller"),
            List.of("--kube-api-qps=10000", "--kube-api-burst=20000"));
    return new ControlPlane(programs, programs.administrator());
  }

  /** A client that may do everything. */
  public KubernetesClient admin() {
    return admin;
  }

  /** A client of these credentials. */
  public KubernetesClient open(Config config) {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    clients.add(client);
    return client;
  }

  /** A client of a user, who may do what RBAC grants the name and its groups. */
  public KubernetesClient as(String user, String... groups) {
    return open(credentials(user, groups));
  }

  /** The administrator acts as this user: the server decides, and writes down, as if it were. */
  public Config credentials(String user, String... groups) {
    return new ConfigBuilder(administrator)
        .withImpersonateUsername(user)
        .withImpersonateGroups(groups)
        .build();
  }

  /** Credentials of an account, with a real token such as a Pod of it gets. */
  public Config serviceAccount(String namespace, String name) {
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(TOKEN_LIFE.toSeconds())
            .endSpec()
            .build();
    TokenRequest granted =
        admin.serviceAccounts().inNamespace(namespace).withName(name).tokenRequest(request);
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(administrator.getMasterUrl())
        .withCaCertFile(administrator.getCaCertFile())
        .withCaCertData(administrator.getCaCertData())
        .withOauthToken(granted.getStatus().getToken())
        .withNamespace(namespace)
        .build();
  }

  /** Writes credentials to a file, for kubectl and for programs of ours. */
  public Path kubeconfig(Config config, Path file) {
    return Kubeconfig.write(config, file);
  }

  /** The kubectl beside the programs, or else that of the PATH. */
  public String kubectl() {
    Path beside = Path.of(System.getenv().getOrDefault(ASSETS, ""), "kubectl");
    return Files.isExecutable(beside) ? beside.toString() : "kubectl";
  }

  /** What was asked of the server; only that of our own has it. */
  public AuditLog audit() {
    if (programs == null) {
      throw new IllegalStateException("the cluster of " + CLUSTER + " shows no audit log");
    }
    return programs.audit();
  }

  /** A namespace that nobody else uses. */
  public TestNamespace newNamespace() {
    return TestNamespace.create(admin, "test-%s-%d".formatted(run, namespaces.incrementAndGet()));
  }

  @Override
  public void close() {
    clients.forEach(KubernetesClient::close);
    if (programs != null) {
      programs.close();
    }
  }
}
