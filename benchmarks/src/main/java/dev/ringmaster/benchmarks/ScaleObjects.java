package dev.ringmaster.benchmarks;

import dev.ringmaster.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** What is created on the two sides of {@link ClusterScale}, by number. */
final class ScaleObjects {
  private final KubernetesSerialization json;
  private final int replicas;

  ScaleObjects(KubernetesSerialization json, int replicas) {
    this.json = json;
    this.replicas = replicas;
  }

  List<HasMetadata> balancer(String namespace, int number) {
    HasMetadata balancer =
        read(
            """
            apiVersion: ringmaster.dev/v1alpha1
            kind: LoadBalancer
            metadata: {name: web-%1$d, namespace: %2$s}
            spec:
              replicas: %3$d
              template: {image: example.org/web}
              routing: {keys: [{header: X-User-Id}]}
            """
                .formatted(number, namespace, replicas),
            LoadBalancer.class);
    return List.of(balancer);
  }

  /** With what a balancer has beside its Pods, too. */
  List<HasMetadata> deployment(String namespace, int number) {
    String name = "web-" + number;
    HasMetadata deployment =
        read(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: %1$s, namespace: %2$s}
            spec:
              replicas: %3$d
              selector: {matchLabels: {app: %1$s}}
              template:
                metadata: {labels: {app: %1$s}}
                spec: {containers: [{name: replica, image: example.org/web}]}
            """
                .formatted(name, namespace, replicas),
            Deployment.class);
    HasMetadata service =
        read(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: %1$s, namespace: %2$s}
            spec: {selector: {app: %1$s}, ports: [{port: 80, targetPort: 5000}]}
            """
                .formatted(name, namespace),
            io.fabric8.kubernetes.api.model.Service.class);
    HasMetadata budget =
        read(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: %1$s, namespace: %2$s}
            spec: {maxUnavailable: 1, selector: {matchLabels: {app: %1$s}}}
            """
                .formatted(name, namespace),
            io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class);
    return List.of(service, budget, deployment);
  }

  private <T extends HasMetadata> T read(String text, Class<T> type) {
    return json.unmarshal(text, type);
  }
}
