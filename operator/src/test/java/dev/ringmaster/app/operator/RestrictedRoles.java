package dev.ringmaster.app.operator;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.List;

/** All that an operator of one namespace needs, but for the right to create Pods. */
final class RestrictedRoles {
  private static final List<String> LOOK = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("get", "list", "watch", "create", "update", "patch");

  private RestrictedRoles() {}

  static void grant(OperatorRig rig, String account) {
    grant(
        rig,
        account,
        rig.namespace(),
        List.of(
            rule("ringmaster.dev", List.of("loadbalancers"), LOOK),
            rule("ringmaster.dev", List.of("loadbalancers/status"), List.of("update", "patch")),
            rule("ringmaster.dev", List.of("loadbalancers/finalizers"), List.of("update")),
            rule("", List.of("pods"), List.of("get", "list", "watch", "delete")),
            rule("", List.of("services"), WRITE),
            rule("", List.of("events"), WRITE),
            rule("policy", List.of("poddisruptionbudgets"), WRITE),
            rule("discovery.k8s.io", List.of("endpointslices"), WRITE)));
    grant(
        rig,
        account,
        rig.home(),
        List.of(
            rule("", List.of("pods"), LOOK),
            rule("", List.of("secrets"), WRITE),
            rule("coordination.k8s.io", List.of("leases"), WRITE)));
  }

  private static PolicyRule rule(String group, List<String> resources, List<String> verbs) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resources)
        .withVerbs(verbs)
        .build();
  }

  private static void grant(
      OperatorRig rig, String account, String namespace, List<PolicyRule> rules) {
    rig.client()
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(account)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    rig.client()
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(account)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", account)
                .addNewSubject("", "ServiceAccount", account, rig.home())
                .build())
        .create();
  }
}
