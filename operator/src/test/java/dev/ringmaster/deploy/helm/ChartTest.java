package dev.ringmaster.deploy.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.marcnuri.helm.LintResult;
import dev.ringmaster.deploy.Page;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart, as Helm renders it. */
final class ChartTest {
  private static final String HOME = "ringmaster-system";
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  @Test
  void chart_passesStrictLint() {
    LintResult lint = Chart.OURS.lint();
    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
    assertThat(lint.getMessages()).containsExactly("[INFO] Chart.yaml: icon is recommended");
  }

  @ParameterizedTest
  @ValueSource(strings = {Values.DEFAULT, Values.EVERYTHING, Values.BARE, Values.CONFINED})
  void objects_areNamedOnce_andKnownByTheirRelease(String values) {
    List<GenericKubernetesResource> objects = Chart.OURS.objects("blue", "traffic", values);
    assertThat(objects.stream().map(ChartTest::identity)).doesNotHaveDuplicates();
    assertThat(objects)
        .allSatisfy(object ->
            assertThat(object.getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/name", "ringmaster")
                .containsEntry("app.kubernetes.io/instance", "blue")
                .containsEntry("helm.sh/chart", "ringmaster-0.1.0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{replica: 3}|additional properties 'replica' not allowed",
        "{image: {tagg: x}}|at '/image': additional properties 'tagg' not allowed",
        "{networkPolicy: {replicas: {names: []}}}|at '/networkPolicy/replicas': additional properties",
        "{replicas: two}|at '/replicas': got string, want integer",
        "{replicas: -1}|at '/replicas': minimum: got -1, want 0",
        "{namespaces: shop}|at '/namespaces': got string, want array",
        "{namespaces: [Shop]}|at '/namespaces/0': 'Shop' does not match pattern",
        "{podAnnotations: {a: true}}|at '/podAnnotations/a': got boolean, want string",
        "{image: {digest: latest}}|at '/image/digest': 'latest' does not match pattern",
        "{image: {pullPolicy: always}}|at '/image/pullPolicy': value must be one of",
        "{extraEnv: [{value: x}]}|at '/extraEnv/0': missing property 'name'",
        "{tolerations: [{kee: x}]}|at '/tolerations/0': additional properties 'kee' not allowed",
      })
  void mistake_isRefusedAtItsPlace(String values, String words) {
    assertThatThrownBy(() -> Chart.OURS.render("ringmaster", HOME, values))
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{serviceMonitor: {enabled: true}, service: {admin: false}}|serviceMonitor.enabled: got true, expected false",
        "{serviceMonitor: {enabled: true}, admin: {tokenAudiences: [x]}}|serviceMonitor.token.secretName: got nothing",
        "{serviceMonitor: {tlsConfig: {serverName: x}}}|serviceMonitor.tlsConfig: got a value, expected none",
        "{metrics: {role: false, readers: [{namespace: a, name: b}]}}|metrics.readers: got accounts, expected none",
      })
  void contradiction_isRefusedInWords(String values, String words) {
    assertThatThrownBy(() -> Chart.OURS.render("ringmaster", HOME, values))
        .hasMessageContaining(words);
  }

  @Test
  void valuesOfAChartAroundIt_areTaken() {
    assertThat(Chart.OURS.render("ringmaster", HOME, "{global: {registry: x}}")).isNotEmpty();
  }

  @Test
  void valuesOfThePage_areTaken() throws IOException {
    String values = Page.read(Chart.OURS.folder().resolve("README.md")).manifests().getFirst();
    assertThat(Chart.OURS.objects("blue", HOME, values))
        .isNotEmpty()
        .allSatisfy(object -> assertThat(object.getMetadata().getNamespace()).isNotNull());
  }

  @Test
  void schema_knowsTheValues_andNoOthers() throws IOException {
    JsonNode values = read("values.yaml");
    JsonNode properties = read("values.schema.json").path("properties");
    Set<String> known = names(properties);
    assertThat(known.remove("global")).isTrue();
    assertThat(known).isEqualTo(names(values));
    for (String section : known) {
      JsonNode schema = properties.path(section);
      if (schema.has("properties") && values.path(section).isObject()) {
        assertThat(names(schema.path("properties")))
            .as(section)
            .containsAll(names(values.path(section)));
        assertThat(schema.path("additionalProperties")).as(section).isEqualTo(BooleanNode.FALSE);
      }
    }
  }

  @Test
  void definition_isThatOfCrds_andOutlivesTheRelease() throws IOException {
    CustomResourceDefinition rendered =
        YAML.convertValue(
            only("CustomResourceDefinition", Values.DEFAULT), CustomResourceDefinition.class);
    CustomResourceDefinition committed =
        YAML.unmarshal(
            Files.readString(Path.of("../crds/loadbalancers.ringmaster.dev-v1.yml")),
            CustomResourceDefinition.class);
    assertThat(rendered.getSpec().equals(committed.getSpec())).isTrue();
    assertThat(rendered.getMetadata().getName()).isEqualTo(committed.getMetadata().getName());
    assertThat(rendered.getMetadata().getAnnotations())
        .containsExactly(Map.entry("helm.sh/resource-policy", "keep"));
  }

  @Test
  void namespaces_areGrantedTheSame_andNothingElsewhere() {
    List<GenericKubernetesResource> confined = Chart.OURS.objects("blue", HOME, Values.CONFINED);
    assertThat(confined)
        .allSatisfy(object ->
            assertThat(object.getMetadata().getNamespace()).isIn(HOME, "shop", "default"));
    Object everywhere =
        only("ClusterRole", "{rbac: {cluster: false, aggregate: false}, metrics: {role: false}}")
            .getAdditionalProperties()
            .get("rules");
    assertThat(confined)
        .filteredOn(object -> object.getKind().equals("Role"))
        .filteredOn(object -> !object.getMetadata().getNamespace().equals(HOME))
        .hasSize(2)
        .allSatisfy(
            role -> assertThat(role.getAdditionalProperties().get("rules")).isEqualTo(everywhere));
    assertThat(arguments(Values.CONFINED)).contains("--namespace=shop,default");
  }

  @Test
  void releases_shareNoNames() {
    String values =
        "{namespaces: [shop], crds: {install: false}, networkPolicy: {enabled: true, replicas: {namespaces: [shop]}}}";
    Set<String> names = new HashSet<>();
    // A hyphen between two names would make the last two the same.
    for (String[] release :
        new String[][] {{"a", "b"}, {"c", "b"}, {"x-ringmaster", "b-a"}, {"a-x-ringmaster", "b"}}) {
      for (GenericKubernetesResource object : Chart.OURS.objects(release[0], release[1], values)) {
        boolean lease = object.getMetadata().getName().equals("ringmaster-lease");
        assertThat(lease || names.add(identity(object))).as(identity(object)).isTrue();
      }
    }
  }

  @Test
  void image_isThatOfCompose_orThatOfADigest() throws IOException {
    assertThat(Files.readString(Path.of("../docker-compose.yml")))
        .contains("image: %s\n".formatted(container(Values.DEFAULT).path("image").asText()));
    String digest = "sha256:" + "0".repeat(64);
    assertThat(container("{image: {digest: '%s'}}".formatted(digest)).path("image").asText())
        .isEqualTo("ringmaster/loadbalancer@" + digest);
  }

  @Test
  void options_becomeArguments() {
    assertThat(arguments(Values.EVERYTHING))
        .containsExactly(
            "operator",
            "--router-selector=app.kubernetes.io/name=ringmaster,app.kubernetes.io/instance=ringmaster",
            "--tls-cert-file=/tls/tls.crt",
            "--tls-private-key-file=/tls/tls.key",
            "--token-audience=ringmaster,https://k8s",
            "--peer-token-file=/peer/token",
            "--state=/state",
            "--allow-classic",
            "--log-level=info");
  }

  @Test
  void labelsOfPods_neverHideThoseTheyAreSelectedBy() {
    JsonNode deployment = deployment(Values.EVERYTHING);
    JsonNode labels = deployment.at("/template/metadata/labels");
    assertThat(labels.path("example.com/team").asText()).isEqualTo("traffic");
    JsonNode selector = deployment.at("/selector/matchLabels");
    assertThat(names(selector)).hasSize(2);
    for (String name : names(selector)) {
      assertThat(labels.path(name)).isEqualTo(selector.path(name));
    }
  }

  @Test
  void constraintOfTheUser_isAboutOurPods() {
    JsonNode deployment = deployment(Values.EVERYTHING);
    JsonNode constraints = deployment.at("/template/spec/topologySpreadConstraints");
    assertThat(constraints)
        .hasSize(3)
        .allSatisfy(constraint ->
            assertThat(constraint.at("/labelSelector/matchLabels"))
                .isEqualTo(deployment.at("/selector/matchLabels")));
  }

  private static GenericKubernetesResource only(String kind, String values) {
    List<GenericKubernetesResource> found =
        Chart.OURS.objects("ringmaster", HOME, values).stream()
            .filter(object -> object.getKind().equals(kind))
            .toList();
    assertThat(found).as(kind).hasSize(1);
    return found.getFirst();
  }

  private static JsonNode deployment(String values) {
    return YAML.convertValue(only("Deployment", values), JsonNode.class).path("spec");
  }

  private static JsonNode container(String values) {
    return deployment(values).at("/template/spec/containers/0");
  }

  private static List<String> arguments(String values) {
    List<String> arguments = new ArrayList<>();
    container(values).path("args").forEach(argument -> arguments.add(argument.asText()));
    return arguments;
  }

  private static JsonNode read(String file) throws IOException {
    return YAML.unmarshal(Files.readString(Chart.OURS.folder().resolve(file)), JsonNode.class);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String identity(GenericKubernetesResource object) {
    return "%s %s/%s"
        .formatted(
            object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName());
  }
}
