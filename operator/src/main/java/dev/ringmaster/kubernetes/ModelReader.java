package dev.ringmaster.kubernetes;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecProblem;
import dev.ringmaster.spec.SpecReader;
import dev.ringmaster.spec.SpecResult;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a resource by the same rules as a manifest of {@code ringmaster up}, and by those that are
 * Kubernetes's own. What comes of it is made of Pods: the template holds all that makes a Pod.
 */
public final class ModelReader {
  private final KubernetesSerialization serialization;
  private final boolean allowClassic;

  /**
   * A reader.
   *
   * @param allowClassic whether a balancer may open the classic API, which knows no authorization,
   *     to its clients
   */
  public ModelReader(KubernetesSerialization serialization, boolean allowClassic) {
    this.serialization = serialization;
    this.allowClassic = allowClassic;
  }

  /** The model, or all that is wrong. */
  public SpecResult read(LoadBalancer resource) {
    Map<String, Object> tree = tree(resource);
    return switch (SpecReader.read(tree)) {
      case SpecResult.Invalid invalid -> invalid;
      case SpecResult.Valid valid -> checked(valid.model(), section(tree, "spec"));
    };
  }

  private Map<String, Object> tree(LoadBalancer resource) {
    Map<String, Object> tree = new HashMap<>();
    tree.put("apiVersion", resource.getApiVersion());
    tree.put("kind", resource.getKind());
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("name", resource.getMetadata().getName());
    metadata.put("namespace", resource.getMetadata().getNamespace());
    tree.put("metadata", metadata);
    Map<?, ?> spec =
        resource.getSpec() == null
            ? Map.of()
            : serialization.convertValue(resource.getSpec(), Map.class);
    tree.put("spec", spec);
    return tree;
  }

  private SpecResult checked(LoadBalancerModel model, Map<String, Object> spec) {
    List<SpecProblem> problems = new ArrayList<>();
    Map<String, Object> template = section(spec, "template");
    Map<String, Object> podTemplate = section(template, "podTemplate");
    if (model.template().image().isEmpty() && model.template().addresses().isEmpty()) {
      problems.add(problem("spec.template.image", "nothing", "an image: Pods are made from it"));
    }
    refuse(template, "spec.template.", "addresses", "nothing in Kubernetes", problems);
    refuse(template, "spec.template.", "mounts", "nothing: podTemplate takes volumes", problems);
    refuse(
        spec,
        "spec.",
        "volumeClaimTemplates",
        "nothing (claims are not available in this version)",
        problems);
    if (model.routing().classic() && !allowClassic) {
      problems.add(
          problem(
              "spec.routing.classic",
              "true",
              "false: the operator was not started with --allow-classic"));
    }
    if (!problems.isEmpty()) {
      return new SpecResult.Invalid(problems);
    }
    PodExtras extras = new PodExtras(podTemplate, model.health(), model.drain());
    return new SpecResult.Valid(model.madeFrom(extras.into(model.template())));
  }

  private static void refuse(
      Map<String, Object> section,
      String path,
      String field,
      String expected,
      List<SpecProblem> problems) {
    boolean typed = section.get(field) instanceof List<?> list && !list.isEmpty();
    if (typed) {
      problems.add(problem(path + field, "a list", expected));
    }
  }

  private static SpecProblem problem(String path, String got, String expected) {
    return new SpecProblem(path, got, expected);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> tree, String name) {
    return tree.get(name) instanceof Map<?, ?> section ? (Map<String, Object>) section : Map.of();
  }
}
