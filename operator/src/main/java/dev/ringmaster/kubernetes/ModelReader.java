package dev.ringmaster.kubernetes;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecProblem;
import dev.ringmaster.spec.SpecReader;
import dev.ringmaster.spec.SpecResult;
import dev.ringmaster.spec.unit.DnsLabel;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a resource by the same rules as a manifest of {@code ringmaster up}, and by those that are
 * Kubernetes's own. What comes of it is made of Pods: the template holds all that makes a Pod.
 */
public final class ModelReader {
  private static final String CLAIMS = "volumeClaimTemplates";

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
    List<Map<String, Object>> claims = claims(spec, problems);
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
    PodExtras extras = new PodExtras(podTemplate, claims, model.health(), model.drain());
    return new SpecResult.Valid(model.madeFrom(extras.into(model.template())));
  }

  /** Each becomes a volume of its name. */
  private static List<Map<String, Object>> claims(
      Map<String, Object> spec, List<SpecProblem> problems) {
    if (!(spec.get(CLAIMS) instanceof List<?> list)) {
      return List.of();
    }
    List<Map<String, Object>> claims = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Object item : list) {
      Map<String, Object> claim = section(Map.of(CLAIMS, item), CLAIMS);
      Object name = section(claim, "metadata").get("name");
      boolean sound = name instanceof String text && DnsLabel.is(text);
      if (!sound || !names.add(String.valueOf(name))) {
        problems.add(
            problem(
                "spec.%s[%d].metadata.name".formatted(CLAIMS, claims.size()),
                name == null ? "nothing" : "\"%s\"".formatted(name),
                "a DNS label that no other claim has: the name of a volume"));
      }
      claims.add(claim);
    }
    return claims;
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
