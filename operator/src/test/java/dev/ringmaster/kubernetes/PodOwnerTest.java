package dev.ringmaster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import org.junit.jupiter.api.Test;

final class PodOwnerTest {
  private static final String API = "ringmaster.dev/v1alpha1";

  private final PodOwner owner = new PodOwner(API, "LoadBalancer", "shop", "web", "uid-2");

  private static Service serviceOf(PodOwner owner) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withOwnerReferences(owner.reference())
        .endMetadata()
        .build();
  }

  @Test
  void owner_hasWhatRefersToIt_whateverTheVersionOfItsDefinition() {
    PodOwner before =
        new PodOwner("ringmaster.dev/v1alpha0", "LoadBalancer", "shop", "web", "uid-2");
    assertThat(owner.has(serviceOf(before))).isTrue();
  }

  @Test
  void owner_hasWhatOneOfItsNameHasLeft() {
    PodOwner gone = new PodOwner(API, "LoadBalancer", "shop", "web", "uid-1");
    assertThat(owner.has(serviceOf(gone))).isTrue();
  }

  @Test
  void owner_hasNothingOfAnother_orOfNobody() {
    assertThat(owner.has(new ServiceBuilder().withNewMetadata().endMetadata().build())).isFalse();
    assertThat(owner.has(serviceOf(new PodOwner(API, "LoadBalancer", "shop", "api", "uid-1"))))
        .isFalse();
    assertThat(owner.has(serviceOf(new PodOwner("apps/v1", "Deployment", "shop", "web", "uid-1"))))
        .isFalse();
    assertThat(owner.has(serviceOf(new PodOwner(API, "Other", "shop", "web", "uid-1")))).isFalse();
  }
}
