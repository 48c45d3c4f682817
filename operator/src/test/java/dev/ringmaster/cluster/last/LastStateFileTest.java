package dev.ringmaster.cluster.last;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.cluster.last.LastStateFile.Origin;
import dev.ringmaster.cluster.last.LastStateFile.Read;
import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.testing.kubernetes.Balancers;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LastStateFileTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:01.5Z");
  private static final Origin ORIGIN = new Origin("https://10.96.0.1:443", "aaaa", List.of());

  private final LastStateFile file = file(ORIGIN);

  private static LastStateFile file(Origin origin) {
    return new LastStateFile(Balancers.SERIALIZATION, origin);
  }

  private static LoadBalancer web() {
    LoadBalancer web =
        Balancers.web("replicas: 2, template: {image: example.org/web}, hostnames: {\"0\": s1}");
    web.getMetadata().setCreationTimestamp("2026-01-01T00:00:00Z");
    web.getMetadata().setManagedFields(List.of(new ManagedFieldsEntry()));
    web.setStatus(Balancers.withPort(20_001));
    return web;
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withUid("uid-of-" + name)
        .addToLabels(PodLabels.BALANCER, "web")
        .addToAnnotations(PodLabels.NAME, "s1")
        .addToAnnotations("example.org/note", "a secret")
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-1")
        .addNewContainer()
        .withName(PodLabels.CONTAINER)
        .addNewEnv()
        .withName("PASSWORD")
        .withValue("a secret")
        .endEnv()
        .addNewEnv()
        .withName("PORT")
        .withValue("5000")
        .endEnv()
        .endContainer()
        .addNewContainer()
        .withName("other")
        .withImage("a secret")
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPodIP("10.0.0.1")
        .endStatus()
        .build();
  }

  private static LastState state() {
    return LastState.of(
        List.of(web()), List.of(pod("web-1"), pod("web-0")), List.of("node-2", "node-1"));
  }

  @Test
  void state_isReadAsItWasWritten() {
    assertThat(file.read(file.write(state(), NOW))).isEqualTo(new Read.Known(state(), NOW));
  }

  @Test
  void state_isTheSame_whateverOrderItsPartsWereSeenIn() {
    LastState other =
        LastState.of(
            List.of(web()), List.of(pod("web-0"), pod("web-1")), List.of("node-1", "node-2"));
    assertThat(other).isEqualTo(state());
  }

  @Test
  void file_holdsNothingOfAPod_thatNoRouterReads() {
    assertThat(new String(file.write(state(), NOW), UTF_8))
        .contains("10.0.0.1", "PORT", "node-1", "s1")
        .doesNotContain("a secret", "PASSWORD", "managedFields");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "{",
        "\0\0\0\0",
        "no state",
        "{\"version\":1}",
        "{\"version\":\"one\"}",
        "{\"version\":1,\"origin\":{\"server\":\"https://10.96.0.1:443\",\"authority\":\"aaaa\","
            + "\"namespaces\":[]},\"written\":\"2026-01-01T00:00:00Z\",\"balancers\":[{}],"
            + "\"pods\":[],\"lost\":[]}",
        "{\"version\":1,\"origin\":{\"server\":\"https://10.96.0.1:443\",\"authority\":\"aaaa\","
            + "\"namespaces\":[]},\"written\":\"yesterday\",\"balancers\":[],\"pods\":[],"
            + "\"lost\":[]}"
      })
  void bytes_thatAreNoState_areUseless(String bytes) {
    assertThat(file.read(bytes.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            Read.Useless.class,
            useless -> assertThat(useless.reason()).startsWith("got ").contains(", expected the"));
  }

  @Test
  void state_thatWasCutShort_isUseless() {
    byte[] whole = file.write(state(), NOW);
    String cut = new String(whole, UTF_8).substring(0, whole.length / 2);
    assertThat(file.read(cut.getBytes(UTF_8))).isInstanceOf(Read.Useless.class);
  }

  @Test
  void state_ofAnotherOrigin_isUseless_andSaysOfWhich() {
    byte[] bytes = file.write(state(), NOW);
    for (Origin other :
        List.of(
            new Origin("https://10.96.0.1:444", "aaaa", List.of()),
            new Origin("https://10.96.0.1:443", "bbbb", List.of()),
            new Origin("https://10.96.0.1:443", "aaaa", List.of("shop")))) {
      assertThat(file(other).read(bytes))
          .isEqualTo(
              new Read.Useless(
                  "got one of %s, expected the last state (version 1) of %s"
                      .formatted(ORIGIN, other)));
    }
  }

  @Test
  void state_ofAnotherVersion_isUseless() {
    String later =
        new String(file.write(state(), NOW), UTF_8).replaceFirst("\"version\":1", "\"version\":2");
    assertThat(file.read(later.getBytes(UTF_8)))
        .isEqualTo(
            new Read.Useless("got version 2, expected the last state (version 1) of " + ORIGIN));
  }
}
