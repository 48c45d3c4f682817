package dev.ringmaster.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.kubernetes.AuditEvent;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The manifests of deploy/: they are enough for the operator, and no more than it uses. */
@RequiresApiServer
@Timeout(240)
final class DeployIT {
  /** Rights that a quiet day does not use. */
  private static final Map<String, String> UNUSED =
      Map.of(
          "update loadbalancers/finalizers", "admission looks for it where an owner is named",
          "create services", "an apply is a patch that needs this, too, where it creates",
          "create poddisruptionbudgets", "as for services",
          "create endpointslices", "as for services",
          "create persistentvolumeclaims", "where spec.volumeClaimTemplates has any",
          "get pods", "asked where a Pod is to be created that is there already");

  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private Installation installed;

  DeployIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void install() throws IOException {
    installed = new Installation(plane);
  }

  @AfterEach
  void remove() {
    installed.close();
  }

  @Test
  void rights_areAllUsed_andNoneIsMissing() {
    Shell shell = installed.shell();
    shell.run("kubectl apply --validate=strict -f examples/kubernetes.yaml");
    installed.awaitReady(3);
    assertThat(
            shell.run(
                "kubectl get endpointslice web-ipv4 -o jsonpath='{.endpoints[*].addresses[*]}'"))
        .as("the Pods of the Deployment")
        .isEqualTo(Installation.ROUTER_POD + " " + Installation.ROUTER_POD);
    shell.run("kubectl scale rlb/web --replicas=4");
    installed.awaitReady(4);
    shell.run("kubectl create serviceaccount caller");
    shell.run(
        "kubectl create rolebinding caller --clusterrole=edit --serviceaccount=%s:caller"
            .formatted(installed.namespace()));
    String token = shell.run("kubectl create token caller").strip();
    shell.run(
        "curl --fail -H 'Authorization: Bearer %s' -X POST localhost:5001/api/v1/balancers/%s/web/scale -d '{\"replicas\":3}'"
            .formatted(token, installed.namespace()));
    installed.awaitReady(3);
    // The same happens again, so that an event is counted up.
    shell.run("kubectl scale rlb/web --replicas=4");
    installed.awaitReady(4);
    assertThat(shell.run("curl --fail -H 'X-User-Id: alice' localhost:5000/home")).contains("s");
    shell.run("kubectl delete rlb/web");
    await()
        .atMost(Installation.PATIENCE)
        .untilAsserted(() ->
            assertThat(shell.run("kubectl get pods,services,pdb,endpointslices -o name"))
                .isBlank());

    installed.stop();
    List<AuditEvent> asked = installed.asked();
    assertThat(asked).filteredOn(event -> event.code() == 403).isEmpty();
    SortedSet<String> unused = new TreeSet<>(granted());
    await()
        .atMost(Installation.PATIENCE)
        .untilAsserted(() -> {
          unused.removeAll(used());
          assertThat(unused).isSubsetOf(UNUSED.keySet());
        });
  }

  @Test
  void oneNamespaceOnly_asThePageHasIt_needsNoOtherRights() throws IOException {
    for (String script : Page.read(Path.of("..", "docs", "kubernetes.md")).scripts()) {
      installed.shell().run("set -e\n" + script.replaceAll("\\bdefault\\b", installed.namespace()));
    }
    installed.restart();
    long sinceThen = plane.audit().mark();

    installed.shell().run("kubectl apply -f examples/kubernetes.yaml");
    installed.awaitReady(3);
    assertThat(installed.shell().run("curl --fail localhost:5000/home")).contains("s");

    assertThat(plane.audit().since(sinceThen))
        .filteredOn(event -> event.user().equals(Installation.ACCOUNT))
        .isNotEmpty()
        .allMatch(event -> event.code() != 403);
  }

  @Test
  void usersRights_areThoseOfTheClustersOwnRoles() {
    Shell shell = installed.shell();
    Map.of("ann", "view", "ed", "edit")
        .forEach((user, role) ->
            shell.run(
                "kubectl create rolebinding %s --clusterrole=%s --user=%s"
                    .formatted(user, role, user)));
    await()
        .atMost(Installation.PATIENCE)
        .untilAsserted(() -> {
          assertThat(may("ann", "list rlb")).isEqualTo("yes");
          assertThat(may("ed", "create rlb")).isEqualTo("yes");
          assertThat(may("ed", "update rlb --subresource=scale")).isEqualTo("yes");
        });
    assertThat(may("ann", "update rlb --subresource=scale")).isEqualTo("no");
    assertThat(may("ann", "patch rlb")).isEqualTo("no");
    assertThat(may("ed", "update rlb --subresource=status")).isEqualTo("no");
  }

  private String may(String user, String what) {
    return installed.shell().attempt("kubectl auth can-i --as " + user + " " + what).text().strip();
  }

  private SortedSet<String> granted() {
    var rbac = installed.client().rbac();
    List<PolicyRule> rules = new ArrayList<>();
    rules.addAll(rbac.clusterRoles().withName(Installation.ROLE).get().getRules());
    rules.addAll(rbac.clusterRoles().withName(Installation.ROLE + ":cluster").get().getRules());
    rules.addAll(
        rbac.roles().inNamespace(Installation.HOME).withName("ringmaster-lease").get().getRules());
    return rules.stream()
        .flatMap(rule ->
            rule.getVerbs().stream()
                .flatMap(
                    verb -> rule.getResources().stream().map(resource -> verb + " " + resource)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private SortedSet<String> used() {
    return installed.asked().stream()
        .map(event -> event.verb() + " " + event.resource())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
