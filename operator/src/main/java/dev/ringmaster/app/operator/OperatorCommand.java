package dev.ringmaster.app.operator;

import dev.ringmaster.app.cli.Doors;
import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.spec.unit.DnsLabel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ringmaster operator}: the product in a Kubernetes cluster, until it is told to end. */
@Command(
    name = "operator",
    description =
        "Runs in a Kubernetes cluster: keeps the Pods of every LoadBalancer resource and routes to"
            + " them. Any number of replicas may run; all route, one reconciles.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class OperatorCommand implements Callable<Integer> {
  private static final Path OWN_NAMESPACE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      split = ",",
      description = "namespace to look after, several by commas or repetition (default: all)")
  private List<String> namespaces = new ArrayList<>();

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAMESPACE",
      description =
          "where the Lease \"ringmaster\" decides which replica reconciles (default: the Pod's own"
              + " namespace, else default)")
  private @Nullable String home;

  @Option(
      names = "--identity",
      paramLabel = "NAME",
      description =
          "name of this replica in the Lease and in events, unlike all others (default: $POD_NAME,"
              + " else the host's name)")
  private @Nullable String identity;

  @Option(
      names = "--router-selector",
      paramLabel = "SELECTOR",
      description =
          "label selector of the operator's own Pods, the endpoints of every balancer's Service"
              + " (default: ${DEFAULT-VALUE})")
  private String routerSelector = "app.kubernetes.io/name=ringmaster";

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "address to listen on (default: ${DEFAULT-VALUE})")
  private String bind = "0.0.0.0";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "port for clients of all balancers, told apart by Host (default: ${DEFAULT-VALUE}; 0:"
              + " any)")
  private int port = 5000;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description =
          "port of the admin API and metrics, for those whom the cluster allows it (default:"
              + " ${DEFAULT-VALUE}; 0: any)")
  private int adminPort = 5001;

  @Option(
      names = "--probe-port",
      paramLabel = "PORT",
      description = "port of /livez and /readyz, for anybody (default: ${DEFAULT-VALUE}; 0: any)")
  private int probePort = 5002;

  @Option(
      names = "--tls-cert-file",
      paramLabel = "FILE",
      description =
          "certificate of the admin port and its chain, in PEM; read again when it changes"
              + " (default: plain HTTP)")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-private-key-file",
      paramLabel = "FILE",
      description = "its private key, in PEM")
  private @Nullable Path key;

  @Option(
      names = "--token-audience",
      paramLabel = "AUDIENCE",
      split = ",",
      description =
          "whom a token of the admin port must be made for, several by commas or repetition"
              + " (default: the API server)")
  private List<String> audiences = new ArrayList<>();

  @Option(
      names = "--peer-token-file",
      paramLabel = "FILE",
      description =
          "token that this replica shows at the admin ports of the others, for one of their"
              + " audiences; read again each time (default: that of its account)")
  private @Nullable Path peerToken;

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description =
          "folder for the last state known, which a start serves from while the API server is away"
              + " (default: none)")
  private @Nullable Path state;

  @Option(
      names = "--allow-classic",
      description =
          "allows routing.classic: the data port then answers /add and /rm, which ask for no"
              + " authorization")
  private boolean allowClassic;

  @Override
  public Integer call() throws Exception {
    Doors.checkNumber("--port", port);
    Doors.checkNumber("--admin-port", adminPort);
    Doors.checkNumber("--probe-port", probePort);
    for (String namespace : namespaces) {
      checkNamespace("--namespace", namespace);
    }
    Map<String, String> environment = System.getenv();
    String lease = home == null ? ownNamespace(environment) : home;
    checkNamespace("--lease-namespace", lease);
    OperatorSettings settings =
        new OperatorSettings(
            List.copyOf(namespaces),
            lease,
            identity == null ? ownName(environment) : identity,
            routerSelector,
            bind,
            port,
            adminPort,
            probePort,
            tls(),
            peerToken,
            List.copyOf(audiences),
            state,
            allowClassic);
    return new Operator(settings, System.out).run(Vertx.vertx());
  }

  private OperatorSettings.@Nullable Tls tls() throws UserError {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw new UserError(
          "%s: got nothing, expected a file beside that of %s"
              .formatted(
                  key == null ? "--tls-private-key-file" : "--tls-cert-file",
                  key == null ? "--tls-cert-file" : "--tls-private-key-file"));
    }
    return new OperatorSettings.Tls(certificate, key);
  }

  private static void checkNamespace(String option, String namespace) throws UserError {
    if (!DnsLabel.is(namespace)) {
      throw new UserError(
          "%s: got \"%s\", expected a namespace's name".formatted(option, namespace));
    }
  }

  private static String ownNamespace(Map<String, String> environment) throws IOException {
    String given = environment.getOrDefault("POD_NAMESPACE", "");
    if (!given.isEmpty()) {
      return given;
    }
    return Files.isReadable(OWN_NAMESPACE) ? Files.readString(OWN_NAMESPACE).strip() : "default";
  }

  private static String ownName(Map<String, String> environment) throws IOException {
    String given = environment.getOrDefault("POD_NAME", "");
    return given.isEmpty() ? InetAddress.getLocalHost().getHostName() : given;
  }
}
