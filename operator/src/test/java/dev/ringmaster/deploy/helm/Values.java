package dev.ringmaster.deploy.helm;

/** Values of the chart that between them have every object and every option. */
final class Values {
  /** As the chart has them. */
  static final String DEFAULT = "{}";

  /** Everything that can be on. */
  static final String EVERYTHING =
      """
      replicas: 3
      image: {repository: registry.example.com/ringmaster, pullPolicy: Always}
      imagePullSecrets: [{name: registry}]
      allowClassic: true
      extraArgs: [--log-level=info]
      jvmOptions: -Xmx256m
      extraEnv: [{name: HTTPS_PROXY, value: "http://proxy:3128"}]
      serviceAccount: {name: operator, annotations: {example.com/role: ringmaster}}
      admin: {tls: {secretName: admin-certificate}, tokenAudiences: [ringmaster, "https://k8s"]}
      metrics: {readers: [{namespace: monitoring, name: prometheus}]}
      serviceMonitor:
        enabled: true
        labels: {release: prometheus}
        interval: 15s
        scrapeTimeout: 5s
        token: {secretName: scraper}
      service: {type: LoadBalancer, annotations: {example.com/internal: "true"}}
      podDisruptionBudget: {maxUnavailable: 50%}
      networkPolicy:
        enabled: true
        clients: [{namespaceSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]
        admin: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
        replicas: {namespaces: [default], from: [{podSelector: {matchLabels: {app: scraper}}}]}
      podAnnotations: {example.com/team: traffic}
      podLabels: {example.com/team: traffic, app.kubernetes.io/name: other}
      priorityClassName: system-cluster-critical
      nodeSelector: {kubernetes.io/os: linux}
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: {matchLabels: {app.kubernetes.io/name: ringmaster}}
      topologySpreadConstraints:
        - {maxSkew: 2, topologyKey: example.com/rack, whenUnsatisfiable: ScheduleAnyway}
      """;

  /** Everything that can be off. */
  static final String BARE =
      """
      crds: {install: false}
      jvmOptions: ""
      rbac: {create: false, cluster: false, aggregate: false}
      metrics: {role: false}
      serviceAccount: {create: false}
      service: {admin: false}
      podDisruptionBudget: {enabled: false}
      resources: {requests: null, limits: null}
      tolerations: []
      spread: {enabled: false}
      """;

  /** For somebody who has no rights but in a namespace or two. */
  static final String CONFINED =
      """
      namespaces: [shop, default]
      crds: {install: false}
      rbac: {cluster: false, aggregate: false}
      metrics: {role: false}
      """;

  private Values() {}
}
