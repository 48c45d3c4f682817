package dev.ringmaster.deploy.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A chart, as Helm sees it. Values are YAML, as in a file of them; what is wrong with them is an
 * {@link IllegalStateException} that has Helm's words.
 */
record Chart(Path folder) {
  static final Chart OURS = new Chart(Path.of("..", "helm", "ringmaster"));

  /** The oldest that the chart allows. */
  private static final String KUBERNETES = "1.30.0";

  LintResult lint() {
    return new Helm(folder).lint().strict().call();
  }

  /** What {@code helm template} prints. */
  String render(String release, String namespace, String values) {
    return with(
        values,
        file ->
            new Helm(folder)
                .template()
                .withName(release)
                .withNamespace(namespace)
                .withKubeVersion(KUBERNETES)
                .withValuesFile(file)
                .call());
  }

  /** The objects of {@link #render}, in the order in which they are applied. */
  List<GenericKubernetesResource> objects(String release, String namespace, String values) {
    KubernetesSerialization yaml = new KubernetesSerialization();
    return Arrays.stream(render(release, namespace, values).split("(?m)^---$"))
        .filter(text -> !text.isBlank())
        .map(text -> yaml.unmarshal(text, GenericKubernetesResource.class))
        .toList();
  }

  /** Does {@code helm upgrade --install}; what Helm says at its end. */
  String install(Path kubeconfig, String release, String namespace, String values) {
    return with(
        values,
        file ->
            new Helm(folder)
                .upgrade()
                .install()
                .withName(release)
                .withNamespace(namespace)
                .withKubeConfig(kubeconfig)
                .withValuesFile(file)
                .call()
                .getOutput());
  }

  static void uninstall(Path kubeconfig, String release, String namespace) {
    Helm.uninstall(release).withNamespace(namespace).withKubeConfig(kubeconfig).call();
  }

  private static <T> T with(String values, Function<Path, T> call) {
    try {
      Path file = Files.createTempFile("ringmaster-values-", ".yaml");
      try {
        return call.apply(Files.writeString(file, values));
      } finally {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
