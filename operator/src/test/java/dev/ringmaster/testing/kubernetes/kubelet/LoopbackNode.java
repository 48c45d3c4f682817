package dev.ringmaster.testing.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A Node object that is kept alive, until it is lost. */
final class LoopbackNode {
  private static final Logger LOG = System.getLogger(LoopbackNode.class.getName());
  private static final Duration BEAT = Duration.ofSeconds(1);

  /** The server takes all six digits, and no fewer. */
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

  private static final String LEASES = "kube-node-lease";
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

  private final KubernetesClient client;
  private final String name;
  private final String address = Host.freshAddress();
  private final AtomicInteger pods = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition found = lock.newCondition();
  private boolean lost;

  LoopbackNode(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  String name() {
    return name;
  }

  String address() {
    return address;
  }

  /** Pods that are here, for the scheduler to spread them. */
  AtomicInteger pods() {
    return pods;
  }

  void register() {
    withdraw();
    client.resource(object()).create();
    client
        .leases()
        .inNamespace(LEASES)
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(LEASES)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(name)
                .withLeaseDurationSeconds(40)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build())
        .create();
  }

  private Node object() {
    Map<String, Quantity> capacity =
        Map.of(
            "cpu", new Quantity("64"),
            "memory", new Quantity("256Gi"),
            "ephemeral-storage", new Quantity("256Gi"),
            "pods", new Quantity("2000"));
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("kubernetes.io/hostname", name)
        .addToLabels("kubernetes.io/os", "linux")
        .endMetadata()
        .withNewStatus()
        .withCapacity(capacity)
        .withAllocatable(capacity)
        .addNewAddress()
        .withType("InternalIP")
        .withAddress(address)
        .endAddress()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withReason("KubeletReady")
        .withMessage("loopback kubelet is posting ready status")
        .withLastTransitionTime(now())
        .withLastHeartbeatTime(now())
        .endCondition()
        .endStatus()
        .build();
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  void withdraw() {
    client.nodes().withName(name).delete();
    client.leases().inNamespace(LEASES).withName(name).delete();
  }

  /**
   * Renews the node's lease until it is interrupted.
   *
   * @param healed what to do where the controllers had taken it for lost, after a pause of the
   *     machine, and it is not
   */
  void beat(Runnable healed) throws InterruptedException {
    while (true) {
      awaitPresent();
      try {
        renew();
        if (isTakenForLost() && !isLost()) {
          postReady();
          healed.run();
        }
      } catch (KubernetesClientException failure) {
        // What is missed is made up for by the next.
        LOG.log(Level.DEBUG, "node " + name, failure);
      }
      Thread.sleep(BEAT);
    }
  }

  private void renew() {
    client
        .leases()
        .inNamespace(LEASES)
        .withName(name)
        .patch(MERGE, "{\"spec\":{\"renewTime\":\"" + micros() + "\"}}");
  }

  private boolean isTakenForLost() {
    Node node = client.nodes().withName(name).get();
    return node != null
        && node.getStatus().getConditions().stream()
            .anyMatch(one -> one.getType().equals("Ready") && !one.getStatus().equals("True"));
  }

  private static String micros() {
    return MICROS.format(ZonedDateTime.now(ZoneOffset.UTC));
  }

  /** Nobody marked it as unfit for new Pods, as {@code kubectl cordon} does. */
  boolean isSchedulable() {
    if (isLost()) {
      return false;
    }
    Node node = client.nodes().withName(name).get();
    return node != null && !Boolean.TRUE.equals(node.getSpec().getUnschedulable());
  }

  boolean isLost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  void lose() {
    lock.lock();
    try {
      lost = true;
    } finally {
      lock.unlock();
    }
  }

  void restore() {
    postReady();
    lock.lock();
    try {
      lost = false;
      found.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void postReady() {
    client
        .nodes()
        .withName(name)
        .subresource("status")
        .patch(
            STRATEGIC,
            """
            {"status":{"conditions":[{"type":"Ready","status":"True","reason":"KubeletReady",
            "message":"loopback kubelet is posting ready status",
            "lastHeartbeatTime":"%1$s","lastTransitionTime":"%1$s"}]}}
            """
                .formatted(now()));
  }

  /** Nothing is done on a lost node. */
  void awaitPresent() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (lost) {
        found.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
