package dev.ringmaster.deploy;

import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operator, run as the Pods of a Deployment would be: with its arguments, its account and the
 * Java modules of the image, and folders for its mounts. It listens on an address of 127.0.0.0/8.
 */
public final class OperatorPod implements AutoCloseable {
  private static final Path IMAGE = Path.of("..", "Dockerfile-loadbalancer");
  private static final Pattern MODULES = Pattern.compile("--add-modules (\\S+)");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final UpProcess process;

  private OperatorPod(UpProcess process) {
    this.process = process;
  }

  /** An address that no other has. */
  public static String newAddress() {
    return "127.59.%d.1".formatted(NUMBER.incrementAndGet());
  }

  /**
   * Starts it and waits until it is up.
   *
   * @param name of the Deployment
   * @param folder for its files
   * @param options beside those of the Deployment
   */
  public static OperatorPod start(
      ControlPlane plane,
      String namespace,
      String name,
      String address,
      Path folder,
      String... options)
      throws IOException {
    Deployment deployment =
        plane.admin().apps().deployments().inNamespace(namespace).withName(name).get();
    PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    List<String> arguments = arguments(pod.getContainers().getFirst(), folder);
    arguments.addAll(List.of("--bind", address));
    arguments.addAll(List.of(options));
    Path kubeconfig =
        plane.kubeconfig(
            plane.serviceAccount(namespace, pod.getServiceAccountName()),
            folder.resolve("account-of-" + name));
    UpProcess process =
        UpProcess.run(
            arguments,
            Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "HOME",
                folder.toString(),
                "POD_NAME",
                name + "-0",
                "POD_NAMESPACE",
                namespace,
                "JDK_JAVA_OPTIONS",
                "--limit-modules " + modules()));
    OperatorPod started = new OperatorPod(process);
    process.awaitLine(line -> line.contains(" is up: "));
    return started;
  }

  /** Its own, with folders in place of its mounts: nothing is written elsewhere. */
  private static List<String> arguments(Container container, Path folder) throws IOException {
    List<String> arguments = new ArrayList<>(container.getArgs());
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path here = Files.createDirectories(folder.resolve("mounts" + mount.getMountPath()));
      arguments.replaceAll(
          argument -> argument.replaceFirst("=" + mount.getMountPath() + "(?=/|$)", "=" + here));
    }
    return arguments;
  }

  /** The image has no others. */
  private static String modules() throws IOException {
    Matcher modules = MODULES.matcher(Files.readString(IMAGE));
    if (!modules.find()) {
      throw new AssertionError(IMAGE + ": no --add-modules");
    }
    return modules.group(1);
  }

  /** What it printed. */
  public List<String> output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
