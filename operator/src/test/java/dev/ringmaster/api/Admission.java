package dev.ringmaster.api;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Asks the API server what it makes of manifests, and keeps none. Unknown fields are refused. */
public final class Admission {
  private static final String HEAD = "apiVersion: ringmaster.dev/v1alpha1\nkind: LoadBalancer\n";

  private final KubernetesClient client;
  private final String namespace;

  public Admission(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** The answer of the server. */
  public sealed interface Answer {
    /** What it would keep. */
    record Accepted(Map<?, ?> tree) implements Answer {}

    /** Why not. */
    record Refused(String message) implements Answer {}
  }

  /** A balancer "web" with these fields of spec; without a template among them it has an image. */
  public static Object tree(String fields) {
    String template = fields.contains("template:") ? "" : "template: {image: a}, ";
    return parse(HEAD + "metadata: {name: web}\nspec: {" + template + fields + "}");
  }

  /** A manifest of all below apiVersion and kind. */
  public static Object treeOf(String body) {
    return parse(HEAD + body);
  }

  private static Object parse(String yaml) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
  }

  /** The documents of a file. */
  public static Iterable<Object> documents(String yaml) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
  }

  /** Why this would not be created; empty where it would be. */
  String refusal(Object manifest) {
    return ask(manifest) instanceof Answer.Refused refused ? refused.message() : "";
  }

  /** Would this be created? */
  public Answer ask(Object manifest) {
    String path =
        "/apis/ringmaster.dev/v1alpha1/namespaces/"
            + namespace
            + "/loadbalancers?dryRun=All&fieldValidation=Strict";
    String json = client.getKubernetesSerialization().asJson(manifest);
    try {
      String kept = client.raw(path, "POST", json);
      return new Answer.Accepted(client.getKubernetesSerialization().unmarshal(kept, Map.class));
    } catch (KubernetesClientException e) {
      return new Answer.Refused(e.getStatus() == null ? e.toString() : e.getStatus().getMessage());
    }
  }
}
