package dev.ringmaster.admin;

import dev.ringmaster.preview.Placement;
import dev.ringmaster.ring.XxHash3;
import dev.ringmaster.routing.RetryPolicy;
import dev.ringmaster.routing.Timeouts;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.RoutingSpec;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import dev.ringmaster.spec.RoutingSpec.ClassicProbing;
import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.BalancerView;
import dev.ringmaster.view.MemberState;
import dev.ringmaster.view.MemberView;
import dev.ringmaster.view.OwnerView;
import dev.ringmaster.view.RingView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stands as it is told to, answers what it is told to on another thread, and remembers. */
final class StubBalancer implements Balancer {
  static final MemberView S1 = member(0, 1, "s1", MemberState.READY, 0.25);
  static final MemberView S2 = member(1, 2, "s2", MemberState.DRAINING, null);
  static final MemberView S3 = member(1, 3, "s3", MemberState.STARTING, 0.75);

  private static final RoutingSpec ROUTING =
      new RoutingSpec(
          List.of(),
          Algorithm.RING,
          ClassicProbing.LINEAR,
          256,
          0,
          Collections.emptySortedMap(),
          List.of(new KeySource.RandomKey()),
          null,
          new RetryPolicy(2, 20),
          new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60)),
          true);

  final List<String> asked = new CopyOnWriteArrayList<>();
  volatile Outcome outcome = new Outcome.Done(List.of("s1"));
  volatile List<MemberView> members = List.of(S1, S2, S3);
  volatile RingView ring = new RingView("Ring", 0xabcL, 1.5, 0.25, 0.0);
  volatile @Nullable OwnerView owner = new OwnerView(0, new OwnerView.Place(0, S1), S1);

  private static MemberView member(
      int ordinal, long incarnation, String name, MemberState state, @Nullable Double share) {
    return new MemberView(
        ordinal, incarnation, name, "127.0.0.1:20001", state, 1, share, 7, "pid 4711");
  }

  @Override
  public BalancerView view() {
    return new BalancerView(
        "shop",
        "web",
        2,
        List.of(4),
        42,
        List.of("header X-User-Id", "random"),
        true,
        false,
        ring,
        members);
  }

  @Override
  public Placement placement() {
    return new Placement(ROUTING, new DesiredScale(3, Collections.emptySortedSet()));
  }

  @Override
  public @Nullable OwnerView owner(byte[] key) {
    asked.add("owner " + new String(key, StandardCharsets.ISO_8859_1));
    OwnerView known = owner;
    return known == null ? null : new OwnerView(XxHash3.hash(key), known.owner(), known.routedTo());
  }

  @Override
  public List<String> replicas() {
    return List.of("s1");
  }

  @Override
  public void add(int n, List<String> hostnames, Consumer<Outcome> answer) {
    answer("add " + n + " " + hostnames, answer);
  }

  @Override
  public void remove(int n, List<String> hostnames, Consumer<Outcome> answer) {
    answer("remove " + n + " " + hostnames, answer);
  }

  @Override
  public void scale(int replicas, Consumer<Outcome> answer) {
    answer("scale " + replicas, answer);
  }

  @Override
  public void drain(int ordinal, Consumer<Outcome> answer) {
    answer("drain " + ordinal, answer);
  }

  private void answer(String wish, Consumer<Outcome> answer) {
    asked.add(wish);
    Thread.ofVirtual().start(() -> answer.accept(outcome));
  }
}
