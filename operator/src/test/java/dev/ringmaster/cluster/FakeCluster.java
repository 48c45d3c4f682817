package dev.ringmaster.cluster;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.kubernetes.PodLabels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What an API server might have. */
final class FakeCluster implements ClusterState {
  private static final String CREATED = "2026-01-01T00:00:%02dZ";

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  final Map<String, LoadBalancer> balancers = new TreeMap<>();
  final Map<String, Pod> pods = new TreeMap<>();
  final Set<String> lostNodes = new HashSet<>();
  boolean synced = true;

  /** A balancer "web" of the namespace "shop" with these fields of spec beside its image. */
  LoadBalancer web(long generation, String fields) {
    return balancer("shop", "web", generation, 0, fields);
  }

  LoadBalancer balancer(String namespace, String name, long generation, int second, String fields) {
    LoadBalancer read =
        serialization.unmarshal(
            """
            apiVersion: ringmaster.dev/v1alpha1
            kind: LoadBalancer
            metadata: {namespace: %s, name: %s, uid: uid-of-%s-%s, generation: %d}
            spec: {template: {image: example.org/web}, %s}
            """
                .formatted(namespace, name, namespace, name, generation, fields),
            LoadBalancer.class);
    read.getMetadata().setCreationTimestamp(CREATED.formatted(second));
    return read;
  }

  void put(LoadBalancer balancer) {
    balancers.put(
        key(balancer.getMetadata().getNamespace(), balancer.getMetadata().getName()), balancer);
  }

  /** A Pod of "web" that runs and is Ready, with an address of its own. */
  static Pod pod(int ordinal, long incarnation) {
    String name = "web-%d-%d".formatted(ordinal, incarnation);
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withUid("uid-of-" + name)
        .withCreationTimestamp(CREATED.formatted(30))
        .addToLabels(PodLabels.BALANCER, "web")
        .addToLabels(PodLabels.ORDINAL, Integer.toString(ordinal))
        .addToLabels(PodLabels.INCARNATION, Long.toString(incarnation))
        .addToLabels(PodLabels.REVISION, "any")
        .addToAnnotations(PodLabels.NAME, "s" + incarnation)
        .addNewOwnerReference()
        .withController(true)
        .withUid("uid-of-shop-web")
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-" + ordinal)
        .addNewContainer()
        .withName(PodLabels.CONTAINER)
        .addNewEnv()
        .withName("PORT")
        .withValue("5000")
        .endEnv()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP("10.0.%d.%d".formatted(ordinal, incarnation))
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  static Pod ready(Pod pod, boolean ready) {
    return edited(
        pod,
        copy -> copy.getStatus().getConditions().getFirst().setStatus(ready ? "True" : "False"));
  }

  static Pod deleted(Pod pod) {
    return edited(pod, copy -> copy.getMetadata().setDeletionTimestamp(CREATED.formatted(59)));
  }

  static Pod edited(Pod pod, Consumer<Pod> edit) {
    Pod copy = new PodBuilder(pod).build();
    edit.accept(copy);
    return copy;
  }

  void put(Pod pod) {
    pods.put(pod.getMetadata().getName(), pod);
  }

  void remove(Pod pod) {
    pods.remove(pod.getMetadata().getName());
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  @Override
  public boolean synced() {
    return synced;
  }

  @Override
  public List<LoadBalancer> balancers() {
    return List.copyOf(balancers.values());
  }

  @Override
  public Optional<LoadBalancer> balancer(String namespace, String name) {
    return Optional.ofNullable(balancers.get(key(namespace, name)));
  }

  @Override
  public List<Pod> pods(String namespace, String balancer) {
    Collection<Pod> all = pods.values();
    return all.stream()
        .filter(pod -> pod.getMetadata().getNamespace().equals(namespace))
        .filter(pod -> balancer.equals(pod.getMetadata().getLabels().get(PodLabels.BALANCER)))
        .toList();
  }

  @Override
  public boolean lost(String node) {
    return lostNodes.contains(node);
  }
}
