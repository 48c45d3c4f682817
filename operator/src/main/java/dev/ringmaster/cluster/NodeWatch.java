package dev.ringmaster.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are out of reach, where the client may look at nodes. Safe for any thread.
 *
 * <p>Implementation notes. A node that was never seen says nothing: its Pods may be known before it
 * is. A node is gone when it was seen and is deleted.
 */
final class NodeWatch implements ResourceEventHandler<Node>, AutoCloseable {
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final Consumer<String> changed;
  private final Set<String> lost = ConcurrentHashMap.newKeySet();
  private volatile @Nullable SharedIndexInformer<Node> informer;
  private volatile boolean closed;

  /**
   * Watches nothing yet.
   *
   * @param changed hears the names of nodes that got lost or came back
   */
  NodeWatch(KubernetesClient client, Consumer<String> changed) {
    this.client = client;
    this.changed = changed;
  }

  /**
   * Begins, if it may.
   *
   * @param known names of nodes that are there, or were
   * @return completes when all have been listed, or when it may not
   */
  CompletableFuture<Void> start(Collection<String> known) {
    CompletableFuture<Void> listed = new CompletableFuture<>();
    var unused = Thread.ofVirtual().name("ringmaster-nodes").start(() -> begin(known, listed));
    return listed;
  }

  private void begin(Collection<String> known, CompletableFuture<Void> listed) {
    try {
      if (!mayWatch()) {
        listed.complete(null);
        return;
      }
      SharedIndexInformer<Node> nodes = Informers.of("nodes", client.nodes(), this);
      informer = nodes;
      nodes
          .start()
          .thenRun(() -> {
            known.stream()
                .filter(name -> nodes.getStore().getByKey(name) == null)
                .forEach(lost::add);
            listed.complete(null);
          });
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks until it is answered. */
  private boolean mayWatch() throws InterruptedException {
    while (!closed) {
      try {
        return may("list") && may("watch");
      } catch (KubernetesClientException away) {
        Thread.sleep(ASK_AGAIN);
      }
    }
    return false;
  }

  private boolean may(String verb) {
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withResource("nodes")
            .withVerb(verb)
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(client.resource(review).create().getStatus().getAllowed());
  }

  @Override
  public void onAdd(Node node) {
    show(node, isOut(node));
  }

  @Override
  public void onUpdate(Node before, Node node) {
    show(node, isOut(node));
  }

  @Override
  public void onDelete(Node node, boolean unknown) {
    show(node, true);
  }

  private void show(Node node, boolean out) {
    String name = node.getMetadata().getName();
    boolean news = out ? lost.add(name) : lost.remove(name);
    if (news) {
      changed.accept(name);
    }
  }

  private static boolean isOut(Node node) {
    return node.getStatus().getConditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .anyMatch(ready -> List.of("False", "Unknown").contains(ready.getStatus()));
  }

  boolean lost(String name) {
    return lost.contains(name);
  }

  Set<String> lost() {
    return Set.copyOf(lost);
  }

  boolean watching() {
    return informer != null;
  }

  @Override
  public void close() {
    closed = true;
    SharedIndexInformer<Node> open = informer;
    if (open != null) {
      open.close();
    }
  }
}
