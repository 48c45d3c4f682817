package dev.ringmaster.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.Admission;
import dev.ringmaster.api.Admission.Answer;
import dev.ringmaster.api.CrdFile;
import dev.ringmaster.api.FullManifest;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server, by the schema, and the reader of manifests judge alike and mean the same. */
@RequiresApiServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaAgreementIT {
  /**
   * What only the reader can tell: the balancer is there then, with the condition Accepted False.
   */
  private static final List<String> LEFT_TO_THE_CONDITION =
      List.of(
          "routing: {keys: [{path: {regex: \"(\"}}]}",
          "template: {image: a, mounts: [{source: d1, target: /a/}, {source: d2, target: /a}]}",
          "routing: {virtualNodes: 4096, weights: {'0': 26}}, replicas: 1000");

  /** The reader knows them by name only. */
  private static final Map<String, Set<String>> NOT_AVAILABLE =
      Map.of(
          "spec.routing", Set.of("limits", "trustedProxies", "tls", "accessLog", "hotKeys"),
          "spec.routing.keys[]", Set.of("jsonBody"),
          "spec.routing.keys[].cookie", Set.of("ttl"),
          "spec.template.env[]", Set.of("valueFrom"));

  private final Admission admission;

  SchemaAgreementIT(ControlPlane plane) {
    CrdFile.install(plane.admin());
    admission = new Admission(plane.admin(), "default");
  }

  @Test
  void whatTheReaderRefuses_isRefusedAtAdmission_orListed() {
    List<String> refusedByTheReader = badFields();
    assertThat(refusedByTheReader).hasSizeGreaterThan(180);

    assertThat(refusedByTheReader.stream().filter(this::isKeptThoughWrong))
        .containsExactlyInAnyOrderElementsOf(LEFT_TO_THE_CONDITION);
  }

  /** Nulls are dropped at admission: what counts is what the operator would read. */
  private boolean isKeptThoughWrong(String fields) {
    return admission.ask(Admission.tree(fields)) instanceof Answer.Accepted kept
        && SpecReader.read(kept.tree()) instanceof SpecResult.Invalid;
  }

  /** The fields of spec in the tables of the reader's tests. */
  private static List<String> badFields() {
    List<String> all = new ArrayList<>();
    all.addAll(rows(SpecProblemsTest.class, "read_badPool_saysWhereAndWhat", "%s"));
    all.addAll(rows(SpecProblemsTest.class, "read_badTemplate_saysWhereAndWhat", "%s"));
    all.addAll(rows(SpecProblemsTest.class, "read_badRouting_saysWhereAndWhat", "routing: {%s}"));
    all.addAll(rows(SpecProblemsTest.class, "read_badPolicies_saysWhereAndWhat", "%s"));
    all.addAll(
        rows(
            ContainerReaderTest.class,
            "read_badContainer_saysWhereAndWhat",
            "template: {image: a, %s}"));
    all.add("routing: {virtualNodes: 4096, weights: {'0': 26}}, replicas: 1000");
    return all;
  }

  private static List<String> rows(Class<?> tests, String name, String form) {
    Method table =
        Stream.of(tests.getDeclaredMethods())
            .filter(method -> method.getName().equals(name))
            .findFirst()
            .orElseThrow();
    return table
        .getAnnotation(CsvSource.class)
        .textBlock()
        .lines()
        .map(line -> form.formatted(line.substring(0, line.indexOf('|')).strip()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas: ~",
        "template: {image: ringmaster/replica}",
        "template: {image: ringmaster/replica, command: [a]}, health: {interval: 5s}",
        "routing: {}, service: {}, health: {}, drain: {}, rollout: {}, warmUp: {}",
        "routing: {boundedLoad: {}, retries: {}, timeouts: {}, keys: []}",
        "routing: {boundedLoad: ~, keys: [{clientAddress: {}}]}",
        "volumeClaimTemplates: []",
        "volumeClaimTemplates: [{}]",
        "volumeClaimTemplates: [{}], rollout: {}",
        "template: {image: a, resources: {limits: {cpu: 2, memory: 1G}, requests: {cpu: 1500m}}}",
        "template: {image: a, env: [{name: A}], mounts: [{source: v1, target: /a}]}"
      })
  void whatIsKept_meansWhatWasTyped(String fields) {
    meansTheSame(Admission.tree(fields));
  }

  @Test
  void everyField_isKept_andMeansWhatWasTyped() {
    Object typed = FullManifest.tree();
    Map<?, ?> kept = meansTheSame(typed);
    assertThat(lost("", typed, kept)).isEmpty();
  }

  @Test
  void schema_hasTheFieldsOfTheReader_butForThoseThatAreNotAvailable() {
    SortedMap<String, SortedSet<String>> known = KnownFields.of(FullManifest.tree());
    NOT_AVAILABLE.forEach(
        (path, fields) -> known.getOrDefault(path, new TreeSet<>()).removeAll(fields));

    assertThat(known).isEqualTo(CrdFile.fields("spec"));
  }

  /** All but those that name no image, which are for elsewhere. */
  static List<Path> examples() throws IOException {
    Set<String> elsewhere = Set.of("addresses.yaml", "any-program.yaml");
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !elsewhere.contains(file.getFileName().toString()))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examples_areAccepted(Path example) throws IOException {
    for (Object document : Admission.documents(Files.readString(example))) {
      if (document instanceof Map<?, ?> manifest && "LoadBalancer".equals(manifest.get("kind"))) {
        meansTheSame(manifest);
      }
    }
  }

  /** Sound for the reader, and refused by what Kubernetes has no room for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          template: {command: [run]}          | spec.template.image: Invalid value: expected the name of a container image
          template: {addresses: ["a:1"]}      | spec.template.addresses: Invalid value: expected nothing in Kubernetes
          routing: {keys: [{cookie: a}]}      | spec.routing.keys[0].cookie in body must be of type object
          template: {image: a, resources: {limits: {cpu: 0.5}}} | spec.template.resources.limits.cpu in body must be of type integer,string
          routing: {tls: {}}                  | unknown field "spec.routing.tls"
          """)
  void whatOnlyTheReaderTakes_isRefusedInWords(String fields, String message) {
    Object tree = Admission.tree(fields);
    assertThat(Manifests.problems(SpecReader.read(tree))).isEmpty();
    assertThat(admission.ask(tree))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.message()).contains(message));
  }

  private Map<?, ?> meansTheSame(Object typed) {
    Answer answer = admission.ask(typed);
    assertThat(answer).isInstanceOf(Answer.Accepted.class);
    Map<?, ?> kept = ((Answer.Accepted) answer).tree();
    assertThat(Manifests.model(SpecReader.read(kept)))
        .isEqualTo(Manifests.model(SpecReader.read(typed)));
    return kept;
  }

  /** The places of a tree that another has not, or has otherwise. */
  private static List<String> lost(String path, @Nullable Object typed, @Nullable Object kept) {
    List<String> lost = new ArrayList<>();
    if (typed instanceof Map<?, ?> map && kept instanceof Map<?, ?> others) {
      map.forEach((key, value) -> lost.addAll(lost(path + "." + key, value, others.get(key))));
    } else if (typed instanceof List<?> list
        && kept instanceof List<?> others
        && list.size() == others.size()) {
      for (int i = 0; i < list.size(); i++) {
        lost.addAll(lost(path + "[" + i + "]", list.get(i), others.get(i)));
      }
    } else if (!String.valueOf(typed).equals(String.valueOf(kept))) {
      lost.add(path + ": " + typed + " became " + kept);
    }
    return lost;
  }
}
