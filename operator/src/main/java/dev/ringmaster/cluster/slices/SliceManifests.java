package dev.ringmaster.cluster.slices;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.kubernetes.PodOwner;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The slices that a balancer's Service is to have: one for each IP family that routers have. */
final class SliceManifests {
  static final String SERVICE = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  static final String US = "ringmaster.dev";

  /** A slice holds no more. */
  private static final int MAX_ENDPOINTS = 1_000;

  private SliceManifests() {}

  /** None while the balancer has no port. */
  static List<EndpointSlice> of(LoadBalancer balancer, Collection<RouterPod> routers) {
    if (balancer.getStatus() == null || balancer.getStatus().routerPort() == null) {
      return List.of();
    }
    int port = balancer.getStatus().routerPort();
    List<EndpointSlice> slices = new ArrayList<>();
    slices.add(slice(balancer, "IPv4", port, endpoints(routers, false)));
    List<Endpoint> six = endpoints(routers, true);
    if (!six.isEmpty()) {
      slices.add(slice(balancer, "IPv6", port, six));
    }
    return slices;
  }

  private static List<Endpoint> endpoints(Collection<RouterPod> routers, boolean six) {
    return routers.stream()
        .sorted(Comparator.comparing(RouterPod::name))
        .flatMap(router -> endpoint(router, six).stream())
        .limit(MAX_ENDPOINTS)
        .toList();
  }

  private static Optional<Endpoint> endpoint(RouterPod router, boolean six) {
    return router.addresses().stream()
        .filter(address -> address.contains(":") == six)
        .findFirst()
        .map(address ->
            new EndpointBuilder()
                .withAddresses(address)
                .withNewConditions()
                .withReady(router.ready())
                .withServing(router.serving())
                .withTerminating(router.terminating())
                .endConditions()
                .withNodeName(router.node())
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(router.namespace())
                .withName(router.name())
                .withUid(router.uid())
                .endTargetRef()
                .build());
  }

  private static EndpointSlice slice(
      LoadBalancer balancer, String family, int port, List<Endpoint> endpoints) {
    String name = balancer.getMetadata().getName();
    String namespace = balancer.getMetadata().getNamespace();
    Map<String, String> labels = new LinkedHashMap<>(PodLabels.of(name));
    labels.put(SERVICE, name);
    labels.put(MANAGED_BY, US);
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name + "-" + family.toLowerCase(Locale.ROOT))
        .withLabels(labels)
        .withOwnerReferences(PodOwner.of(balancer).reference())
        .endMetadata()
        .withAddressType(family)
        .withEndpoints(endpoints)
        .addNewPort()
        .withName("http")
        .withProtocol("TCP")
        .withAppProtocol("http")
        .withPort(port)
        .endPort()
        .build();
  }

  /** Says the same to whoever reads it. */
  static boolean same(EndpointSlice there, EndpointSlice wanted) {
    return there.getPorts().equals(wanted.getPorts())
        && there.getEndpoints().equals(wanted.getEndpoints())
        && there
            .getMetadata()
            .getLabels()
            .entrySet()
            .containsAll(wanted.getMetadata().getLabels().entrySet())
        && there
            .getMetadata()
            .getOwnerReferences()
            .equals(wanted.getMetadata().getOwnerReferences());
  }
}
