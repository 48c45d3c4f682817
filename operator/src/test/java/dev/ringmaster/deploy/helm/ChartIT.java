package dev.ringmaster.deploy.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.deploy.Shell;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server takes what the chart renders, with no field that it does not know. */
@RequiresApiServer
@Timeout(120)
final class ChartIT {
  /**
   * The fields of a ServiceMonitor that the chart fills in, as the Prometheus Operator has them.
   */
  private static final String SERVICE_MONITORS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: servicemonitors.monitoring.coreos.com
        annotations: {api-approved.kubernetes.io: unapproved}
      spec:
        group: monitoring.coreos.com
        scope: Namespaced
        names: {kind: ServiceMonitor, plural: servicemonitors, singular: servicemonitor}
        versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    required: [endpoints, selector]
                    properties:
                      selector:
                        type: object
                        properties:
                          matchLabels: {type: object, additionalProperties: {type: string}}
                      endpoints:
                        type: array
                        items:
                          type: object
                          properties:
                            port: {type: string}
                            path: {type: string}
                            interval: {type: string}
                            scrapeTimeout: {type: string}
                            scheme: {type: string, enum: [http, https]}
                            bearerTokenFile: {type: string}
                            authorization:
                              type: object
                              properties:
                                type: {type: string}
                                credentials: &secret
                                  type: object
                                  required: [key]
                                  properties:
                                    name: {type: string}
                                    key: {type: string}
                                    optional: {type: boolean}
                            tlsConfig:
                              type: object
                              properties:
                                serverName: {type: string}
                                insecureSkipVerify: {type: boolean}
                                ca:
                                  type: object
                                  properties: {secret: *secret}
      """;

  private final ControlPlane plane;

  ChartIT(ControlPlane plane) {
    this.plane = plane;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Values.DEFAULT,
        Values.EVERYTHING,
        Values.BARE,
        Values.CONFINED,
        "serviceMonitor: {enabled: true}"
      })
  void rendered_isTakenByTheServer_withoutAWarning(
      String values, TestNamespace namespace, @TempDir Path folder) throws IOException {
    Path config = plane.kubeconfig(plane.admin().getConfiguration(), folder.resolve("config"));
    Shell shell = new Shell(plane, config, "127.0.0.1", folder);
    Path monitors = Files.writeString(folder.resolve("monitors.yaml"), SERVICE_MONITORS);
    // Some cluster may have the real one.
    shell.run(
        """
        crd=crd/servicemonitors.monitoring.coreos.com
        kubectl get $crd -o name || kubectl apply --validate=strict -f '%s'
        kubectl wait --for=condition=Established $crd
        """
            .formatted(monitors));
    shell.run(
        "kubectl label namespace %s pod-security.kubernetes.io/warn=restricted"
            .formatted(namespace));

    String rendered =
        Chart.OURS.render("blue", namespace.name(), values.replace("shop", namespace.name()));
    Path manifest = Files.writeString(folder.resolve("manifest.yaml"), rendered);
    Shell.Output output =
        shell.attempt(
            "kubectl apply --dry-run=server --validate=strict -f '%s'".formatted(manifest));

    assertThat(
            output
                .complaints()
                .lines()
                .filter(line -> !line.contains("last-applied-configuration")))
        .isEmpty();
    assertThat(output.code()).isZero();
    assertThat(output.text().lines())
        .hasSize(Chart.OURS.objects("blue", namespace.name(), values).size());
  }
}
