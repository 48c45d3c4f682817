package dev.ringmaster.roster;

import dev.ringmaster.health.Health;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.RingWalk;
import dev.ringmaster.ring.XxHash3;
import dev.ringmaster.ring.measure.RingBalance;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RoutingTable;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import dev.ringmaster.view.BalancerView;
import dev.ringmaster.view.MemberState;
import dev.ringmaster.view.MemberView;
import dev.ringmaster.view.OwnerView;
import dev.ringmaster.view.RingView;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A balancer as others see it. One thread shows what is, any thread looks at it; what takes time is
 * worked out by who looks, and once for each ring.
 */
public final class Views {
  private volatile Shown shown;
  private volatile @Nullable RingFigures measured;

  /**
   * A replica that has not ended.
   *
   * @param health null for one that is not judged yet
   */
  record Seen(Endpoint endpoint, @Nullable Health health, String runtimeId) {}

  /**
   * All that a view is made of.
   *
   * @param before the ring that the table's ring took the place of
   */
  private record Shown(
      LoadBalancerModel model,
      DesiredScale desired,
      RoutingTable table,
      Ring before,
      List<Seen> members) {
    boolean classic() {
      return model.routing().algorithm() == Algorithm.CLASSIC;
    }
  }

  /** A balancer without replicas so far. */
  Views(LoadBalancerModel model, DesiredScale desired, RoutingTable table) {
    shown = new Shown(model, desired, table, table.ring(), List.of());
  }

  /** From now on it is so. The one thread. */
  void show(LoadBalancerModel model, DesiredScale desired, RoutingTable table, List<Seen> members) {
    Shown last = shown;
    Ring before = last.table().ring() == table.ring() ? last.before() : last.table().ring();
    shown = new Shown(model, desired, table, before, members);
  }

  /** How it stands. */
  public BalancerView now() {
    Shown now = shown;
    LoadBalancerModel model = now.model();
    RingFigures figures = figures(now);
    return new BalancerView(
        model.namespace(),
        model.name(),
        now.desired().replicas(),
        List.copyOf(now.desired().reserve()),
        now.table().generation(),
        now.classic() ? List.of() : model.routing().keys().stream().map(KeySource::text).toList(),
        model.routing().classic(),
        now.table().panic(),
        ring(model, figures),
        members(now, figures.balance()));
  }

  /** What decides whose a key is. */
  public Placement placement() {
    Shown now = shown;
    return new Placement(now.model().routing(), now.desired());
  }

  /** Whose a key is; null where the algorithm places requests by no key. */
  public @Nullable OwnerView owner(byte[] key) {
    Shown now = shown;
    if (now.classic()) {
      return null;
    }
    long hash = XxHash3.hash(key);
    int owner = now.table().ring().owner(hash);
    List<MemberView> members = members(now, figures(now).balance());
    return new OwnerView(
        hash,
        owner == Ring.NOBODY ? null : new OwnerView.Place(owner, holder(members, owner)),
        routedTo(now, members, hash));
  }

  /**
   * Why the replica of an ordinal can't be drained now, or null.
   *
   * @param held somebody holds it
   */
  public @Nullable String drainObstacle(int ordinal, boolean held) {
    if (!shown.model().template().addresses().isEmpty()) {
      return "The replicas are given by template.addresses, another can't be started";
    }
    if (!held) {
      return "Ordinal %d has no replica to drain".formatted(ordinal);
    }
    List<Endpoint> routable = shown.table().routable();
    return routable.size() == 1 && routable.getFirst().ordinal() == ordinal
        ? "No other replica takes requests now: scale up first"
        : null;
  }

  private RingFigures figures(Shown now) {
    RingFigures known = measured;
    if (known == null || known.ring() != now.table().ring()) {
      known = RingFigures.of(now.before(), now.table().ring());
      measured = known;
    }
    return known;
  }

  private static RingView ring(LoadBalancerModel model, RingFigures figures) {
    RingBalance balance = figures.balance();
    return new RingView(
        model.routing().algorithm().toString(),
        figures.ring().checksum(),
        balance.peakToMean(),
        balance.deviation(),
        figures.movedRatio());
  }

  private static List<MemberView> members(Shown now, RingBalance balance) {
    return now.members().stream()
        .map(seen -> member(seen, balance))
        .sorted(
            Comparator.comparingInt(MemberView::ordinal).thenComparingLong(MemberView::incarnation))
        .toList();
  }

  private static MemberView member(Seen seen, RingBalance balance) {
    Endpoint endpoint = seen.endpoint();
    MemberState state = state(seen.health());
    boolean leaving = state == MemberState.DRAINING;
    return new MemberView(
        endpoint.ordinal(),
        endpoint.incarnation(),
        endpoint.name(),
        address(endpoint.host(), endpoint.port()),
        state,
        endpoint.weight(),
        leaving ? null : balance.shares().get(endpoint.ordinal()),
        endpoint.load().inFlight(),
        seen.runtimeId());
  }

  private static MemberState state(@Nullable Health health) {
    return health == null
        ? MemberState.STARTING
        : switch (health.state()) {
          case STARTING -> MemberState.STARTING;
          case HEALTHY -> MemberState.READY;
          case SUSPECT -> MemberState.SUSPECT;
          case EJECTED -> MemberState.EJECTED;
          case DRAINING, GONE -> MemberState.DRAINING;
        };
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  public static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static @Nullable MemberView holder(List<MemberView> members, int ordinal) {
    return members.stream()
        .filter(member -> member.ordinal() == ordinal && member.state() != MemberState.DRAINING)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable MemberView routedTo(Shown now, List<MemberView> members, long hash) {
    List<Integer> routable = now.table().routable().stream().map(Endpoint::ordinal).toList();
    RingWalk walk = now.table().ring().walk(hash);
    for (int ordinal = walk.next(); ordinal >= 0; ordinal = walk.next()) {
      if (routable.contains(ordinal)) {
        return holder(members, ordinal);
      }
    }
    return null;
  }
}
