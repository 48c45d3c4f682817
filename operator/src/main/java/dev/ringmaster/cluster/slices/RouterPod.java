package dev.ringmaster.cluster.slices;

import dev.ringmaster.kubernetes.PodReader;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A replica of the operator, as the endpoint that it is for every balancer.
 *
 * @param addresses at most one of each IP family
 * @param ready takes new connections
 * @param serving would take them, were it not about to end
 */
record RouterPod(
    String namespace,
    String name,
    String uid,
    @Nullable String node,
    List<String> addresses,
    boolean ready,
    boolean serving,
    boolean terminating) {
  /** An address that clients reach it by, other than the Pod's own. */
  static final String ADVERTISED = "ringmaster.dev/advertise-address";

  static RouterPod of(Pod pod) {
    boolean serving = PodReader.ready(pod);
    boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
    return new RouterPod(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        pod.getSpec().getNodeName(),
        addresses(pod),
        serving && !terminating,
        serving,
        terminating);
  }

  private static List<String> addresses(Pod pod) {
    String advertised = pod.getMetadata().getAnnotations().get(ADVERTISED);
    return advertised == null
        ? pod.getStatus().getPodIPs().stream().map(PodIP::getIp).toList()
        : Stream.of(advertised.split(",", -1)).map(String::strip).toList();
  }

  /** It has an address, and is not over. */
  static boolean counts(Pod pod) {
    return !PodReader.ended(pod) && !addresses(pod).isEmpty();
  }
}
