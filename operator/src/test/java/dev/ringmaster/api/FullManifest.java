package dev.ringmaster.api;

/** A balancer with every field that there is. */
public final class FullManifest {
  private static final String TEXT =
      """
      metadata:
        name: web
        labels: {team: a}
      spec:
        replicas: 3
        reserveOrdinals: [1, 7]
        hostnames: {"0": s1, "1063": Ärger 1}
        template:
          image: registry.example/a/b:1@sha256:ab
          command: [run, "", $(PORT)]
          port: 8080
          env: [{name: B, value: "1"}, {name: _a}]
          resources: {limits: {cpu: 2, memory: 1Gi}, requests: {cpu: 500m, memory: 1000000}}
          mounts:
            - {source: data-$(REPLICA_ORDINAL), target: /a}
            - {type: bind, source: /srv/$(REPLICA_ORDINAL)/$x, target: /a/b c, readOnly: true}
            - {type: tmpfs, target: /tmp, readOnly: false}
          podTemplate:
            metadata: {labels: {a: b}}
            spec: {nodeSelector: {disk: ssd}, containers: [{name: replica, tty: true}]}
        volumeClaimTemplates:
          - metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        service: {port: 8080, type: NodePort, annotations: {a/b: c}}
        routing:
          hosts: [Shop.Example.com, b]
          algorithm: Classic
          probing: Quadratic
          virtualNodes: 512
          seed: -9223372036854775808
          weights: {"3": 2}
          keys:
            - header: X-User-Id
            - cookie: {name: ringmaster}
            - query: user
            - path: {regex: "^/u/([^/]+)"}
            - clientAddress: {ipv6Prefix: 64}
            - random: {}
          boundedLoad: {factor: 1.5, minimum: 8}
          retries: {attempts: 1, budgetPercent: 10}
          timeouts: {connect: 500ms, response: 1.5m, idle: 1h0.5s}
          classic: true
        health: {path: /up, interval: 2s, timeout: 3s, unhealthyAfter: 4, healthyAfter: 5}
        drain: {grace: 0s, deadline: 24h}
        rollout:
          maxSurge: 0
          maxUnavailable: 2
          minReady: 0s
          paused: true
          partition: 2
          progressDeadline: 1h
          restartedAt: "2026-01-01T00:00:00Z"
        warmUp: {duration: 0s}
      """;

  private FullManifest() {}

  /** As parsed. */
  public static Object tree() {
    return Admission.treeOf(TEXT);
  }
}
