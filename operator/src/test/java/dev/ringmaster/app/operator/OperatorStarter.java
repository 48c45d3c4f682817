package dev.ringmaster.app.operator;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Starts the operators of a rig, each on an address and with a folder of its own. */
final class OperatorStarter {
  /** Beside the Pods of the kubelet, and most likely beside another run's operators. */
  private static final int SECOND_BYTE = 192 + ThreadLocalRandom.current().nextInt(60);

  private static final String LEASE_NAMESPACE = "--lease-namespace";

  private final ControlPlane plane;
  private final Path folder;
  private final int number;
  private final String namespace;
  private final String home;
  private final List<OperatorProcess> all = new ArrayList<>();
  private String server;

  OperatorStarter(ControlPlane plane, Path folder, int number, String namespace, String home) {
    this.plane = plane;
    this.folder = folder;
    this.number = number;
    this.namespace = namespace;
    this.home = home;
    server = plane.admin().getMasterUrl().toString();
  }

  void reachBy(String url) {
    server = url;
  }

  List<OperatorProcess> all() {
    return all;
  }

  /** Where an operator keeps what outlives it. */
  Path state(String identity) {
    return folder.resolve(identity + "-state");
  }

  OperatorProcess begin(String account, String... options) {
    return beginAs("operator-" + (all.size() + 1), account, options);
  }

  OperatorProcess beginAs(String identity, String account, String... options) {
    String address = "127.%d.%d.%s".formatted(SECOND_BYTE, number, identity.replaceAll("\\D", ""));
    List<String> arguments =
        new ArrayList<>(List.of("operator", "--namespace", namespace, "--bind", address));
    arguments.addAll(List.of("--identity", identity));
    if (!List.of(options).contains(LEASE_NAMESPACE)) {
      arguments.addAll(List.of(LEASE_NAMESPACE, home));
    }
    arguments.addAll(List.of("--state", state(identity).toString()));
    arguments.addAll(List.of(options));
    Config credentials =
        new ConfigBuilder(plane.serviceAccount(home, account)).withMasterUrl(server).build();
    Path config = plane.kubeconfig(credentials, folder.resolve(identity));
    UpProcess process =
        UpProcess.run(
            arguments, Map.of("KUBECONFIG", config.toString(), "HOME", folder.toString()));
    OperatorProcess operator = new OperatorProcess(process, inet(address), identity);
    all.add(operator);
    return operator;
  }

  private static InetAddress inet(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
