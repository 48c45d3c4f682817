package dev.ringmaster.controller.belongings;

import dev.ringmaster.controller.status.Finding;
import dev.ringmaster.kubernetes.ApiRefusal;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.kubernetes.ServerSide;
import dev.ringmaster.spec.LoadBalancerModel;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer has beside its Pods. Applied server-side, and only where it is wanted otherwise
 * than it was, or is otherwise than it was left: who looks after nothing changed writes nothing.
 */
public final class Belongings {
  /** Who owns the fields that we apply. */
  private static final String FIELD_MANAGER = "ringmaster";

  private static final String NAME_TAKEN = "NameTaken";

  /** A watch that has not shown it by then never will: it is gone. */
  private static final Duration UNSEEN = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final PodOwner owner;
  private final Seen seen;
  private final Map<String, Applied> applied = new HashMap<>();

  /** An object as it was wanted, and as the server had it then. */
  private static final class Applied {
    private final HasMetadata wanted;
    private final HasMetadata there;
    private final long since = System.nanoTime();
    private boolean seen;

    Applied(HasMetadata wanted, HasMetadata there) {
      this.wanted = wanted;
      this.there = there;
    }

    /** Whether it is otherwise than it was left; a watch that is behind has not seen it yet. */
    boolean isChanged(@Nullable HasMetadata last) {
      if (last == null) {
        return seen || System.nanoTime() - since > UNSEEN.toNanos();
      }
      seen |= version(last) >= version(there);
      return version(last) > version(there) && !BelongingManifests.same(there, last);
    }
  }

  /** The watch on what belongs to balancers. */
  @FunctionalInterface
  public interface Seen {
    /** The object as it was seen last; null where it was not. */
    @Nullable HasMetadata last(HasMetadata wanted);
  }

  /** Of a balancer for which nothing was applied yet. */
  public Belongings(KubernetesClient client, PodOwner owner, Seen seen) {
    this.client = client;
    this.owner = owner;
    this.seen = seen;
  }

  /** Makes everything so; what could not be done. */
  public List<Finding> apply(LoadBalancerModel model, int routerPort) {
    List<Finding> findings = new ArrayList<>();
    apply(BelongingManifests.service(owner, model, routerPort)).ifPresent(findings::add);
    apply(BelongingManifests.disruptionBudget(owner, model)).ifPresent(findings::add);
    return findings;
  }

  private Optional<Finding> apply(HasMetadata wanted) {
    Applied before = applied.get(wanted.getKind());
    if (before != null && before.wanted.equals(wanted) && !before.isChanged(seen.last(wanted))) {
      return Optional.empty();
    }
    try {
      HasMetadata there = client.resource(wanted).get();
      if (there != null && !owner.has(there)) {
        return Optional.of(foreign(there));
      }
      HasMetadata now = client.resource(wanted).patch(ServerSide.as(FIELD_MANAGER));
      applied.put(wanted.getKind(), new Applied(wanted, now));
      return Optional.empty();
    } catch (KubernetesClientException refused) {
      String sentence =
          "%s %s can't be applied: %s"
              .formatted(wanted.getKind(), owner.name(), ApiRefusal.sentence(refused));
      return Optional.of(new Finding("ApplyFailed", sentence));
    }
  }

  /** Another's object is in the way: the resource itself is then not accepted; or null. */
  public static @Nullable Finding nameTaken(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.reason().equals(NAME_TAKEN))
        .findFirst()
        .orElse(null);
  }

  private static Finding foreign(HasMetadata there) {
    return new Finding(
        NAME_TAKEN,
        "%s %s is there and belongs to somebody else: remove it, or give the balancer another name"
            .formatted(there.getKind(), there.getMetadata().getName()));
  }

  /** Versions are numbers that rise; other servers than Kubernetes's own are not promised to. */
  public static long version(HasMetadata object) {
    try {
      return Long.parseLong(object.getMetadata().getResourceVersion());
    } catch (NumberFormatException opaque) {
      return 0;
    }
  }
}
