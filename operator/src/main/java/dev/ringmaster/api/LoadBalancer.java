package dev.ringmaster.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import dev.ringmaster.api.status.LoadBalancerStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** The resource. Spec and status are null until they are set. */
@Group("ringmaster.dev")
@Version("v1alpha1")
@Plural("loadbalancers")
@ShortNames("rlb")
@Categories("all")
@AdditionalPrinterColumn(
    name = "Desired",
    jsonPath = ".spec.replicas",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.readyReplicas",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Algorithm", jsonPath = ".status.ring.algorithm")
@AdditionalPrinterColumn(name = "Key", jsonPath = ".status.keys")
@AdditionalPrinterColumn(name = "URL", jsonPath = ".status.url")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription(
    "Keeps N replicas of an image alive, and routes HTTP to them by consistent hash of a key.")
@ValidationRule(
    value =
        "self.metadata.name.size() <= 63 && "
            + "self.metadata.name.matches('^[a-z]([a-z0-9-]*[a-z0-9])?$')",
    message =
        "metadata.name: expected at most 63 lower-case letters, digits and dashes, a letter first"
            + " (its Service and labels bear it)")
public final class LoadBalancer extends CustomResource<LoadBalancerSpec, LoadBalancerStatus>
    implements Namespaced {
  @Override
  protected @Nullable LoadBalancerSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable LoadBalancerStatus initStatus() {
    return null;
  }
}
