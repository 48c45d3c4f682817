package dev.ringmaster.testing.kubernetes.kubelet;

import dev.ringmaster.pool.process.SampleJvm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is run in the place of a container.
 *
 * @param environment all of it: nothing of this process's own comes in
 */
record ContainerCommand(List<String> command, Map<String, String> environment) {
  private static final Pattern SAMPLE =
      Pattern.compile("(^|/)ringmaster/replica(:[^/@]+)?(@[^/]+)?$");

  /** {@code $(NAME)}, or {@code $$}, which stands for one of them and begins nothing. */
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^()$]+)\\)");

  private static final Pattern KEY = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']");

  /**
   * Reads a container as a kubelet does.
   *
   * @throws IllegalArgumentException if it can't be run here; the message is for its status
   */
  static ContainerCommand of(Container container, Pod pod, String address, LoopbackNode node) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("HOSTNAME", pod.getMetadata().getName());
    environment.put("BIND", address);
    Map<String, String> given = new LinkedHashMap<>();
    for (EnvVar variable : container.getEnv()) {
      given.put(variable.getName(), value(variable, given, pod, address, node));
    }
    environment.putAll(given);
    return new ContainerCommand(command(container, given), environment);
  }

  private static String value(
      EnvVar variable, Map<String, String> before, Pod pod, String address, LoopbackNode node) {
    if (variable.getValueFrom() == null) {
      return expand(variable.getValue() == null ? "" : variable.getValue(), before);
    }
    if (variable.getValueFrom().getFieldRef() == null) {
      throw new IllegalArgumentException(
          "env " + variable.getName() + ": the loopback kubelet knows value and fieldRef only");
    }
    return field(variable.getValueFrom().getFieldRef().getFieldPath(), pod, address, node);
  }

  private static String field(String path, Pod pod, String address, LoopbackNode node) {
    ObjectMeta metadata = pod.getMetadata();
    Matcher key = KEY.matcher(path);
    if (key.matches()) {
      Map<String, String> from =
          key.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
      return from == null ? "" : from.getOrDefault(key.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> metadata.getName();
      case "metadata.namespace" -> metadata.getNamespace();
      case "metadata.uid" -> metadata.getUid();
      case "spec.nodeName" -> node.name();
      case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
      case "status.hostIP" -> node.address();
      case "status.podIP", "status.podIPs" -> address;
      default -> throw new IllegalArgumentException("fieldRef " + path + ": no such field");
    };
  }

  /** A reference to what is not there stays as it is. */
  static String expand(String text, Map<String, String> values) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> {
          String name = found.group(1);
          String value = name == null ? "$" : values.getOrDefault(name, found.group());
          return Matcher.quoteReplacement(value);
        });
  }

  private static List<String> command(Container container, Map<String, String> values) {
    List<String> command = new ArrayList<>();
    container.getCommand().forEach(word -> command.add(expand(word, values)));
    if (command.isEmpty()) {
      if (!SAMPLE.matcher(container.getImage()).find()) {
        throw new IllegalArgumentException("no command specified");
      }
      command.addAll(
          SampleJvm.command(
              Path.of(System.getProperty("ringmaster.home"), "ringmaster-replica.jar")));
    }
    container.getArgs().forEach(word -> command.add(expand(word, values)));
    return command;
  }
}
