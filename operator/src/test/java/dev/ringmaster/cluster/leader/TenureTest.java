package dev.ringmaster.cluster.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.kubernetes.ApiRefusal.TermOver;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TenureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private long now = Long.MAX_VALUE - 5;
  private final Tenure tenure = new Tenure(() -> now, PATIENCE, now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void tenure_thatIsRenewedInTime_holds() {
    for (int i = 0; i < 10; i++) {
      pass(PATIENCE.minusNanos(1));
      assertThat(tenure.holds()).isTrue();
      assertThat(tenure.renew(now)).isTrue();
    }
  }

  @Test
  void tenure_countsFromWhenTheRenewalWasSent() {
    long sent = now;
    pass(PATIENCE.dividedBy(2));
    assertThat(tenure.renew(sent)).isTrue();
    pass(PATIENCE.dividedBy(2));
    assertThat(tenure.holds()).isFalse();
  }

  @Test
  void tenure_thatLapsed_neverHoldsAgain() {
    pass(PATIENCE);
    assertThat(tenure.renew(now)).isFalse();
    assertThat(tenure.holds()).isFalse();
  }

  @Test
  void tenure_thatWasEnded_neverHoldsAgain() {
    tenure.end();
    assertThat(tenure.renew(now)).isFalse();
    assertThat(tenure.holds()).isFalse();
  }

  /** Nobody listens at its address: what is sent fails otherwise than what is not. */
  @Test
  void client_afterTheTerm_sendsNoWrite_andReadsOn() throws IOException {
    Config nowhere =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + unusedPort())
            .withRequestRetryBackoffLimit(10)
            .build();
    ConfigMap object =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("any")
            .withResourceVersion("1")
            .endMetadata()
            .build();
    List<Consumer<Resource<ConfigMap>>> writes =
        List.of(
            Resource::create, Resource::updateStatus, Resource::serverSideApply, Resource::delete);
    try (KubernetesClient plain = new KubernetesClientBuilder().withConfig(nowhere).build();
        KubernetesClient client = tenure.client(plain)) {
      for (Consumer<Resource<ConfigMap>> write : writes) {
        assertThatThrownBy(() -> write.accept(client.resource(object)))
            .isInstanceOf(KubernetesClientException.class)
            .isNotInstanceOf(TermOver.class);
      }
      pass(PATIENCE);
      for (Consumer<Resource<ConfigMap>> write : writes) {
        assertThatThrownBy(() -> write.accept(client.resource(object)))
            .isInstanceOf(TermOver.class)
            .hasMessageContaining("/api/v1/namespaces/shop/configmaps");
      }
      long begun = System.nanoTime();
      assertThatThrownBy(() -> client.resource(object).get())
          .isInstanceOf(KubernetesClientException.class)
          .isNotInstanceOf(TermOver.class);
      assertThat(System.nanoTime() - begun)
          .as("nothing is tried twice")
          .isLessThan(TimeUnit.SECONDS.toNanos(5));
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
