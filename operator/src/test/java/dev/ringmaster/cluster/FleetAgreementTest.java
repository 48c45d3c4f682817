package dev.ringmaster.cluster;

import static dev.ringmaster.cluster.FakeCluster.deleted;
import static dev.ringmaster.cluster.FakeCluster.pod;
import static dev.ringmaster.cluster.FakeCluster.ready;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.view.OwnerView;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routers that saw the same objects route alike. */
final class FleetAgreementTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sameObjects_inAnyOrder_makeTheSameTable(long seed) {
    Random random = new Random(seed);
    List<Integer> first = Collections.emptyList();
    for (int router = 0; router < 20; router++) {
      try (FleetRig other = new FleetRig()) {
        List<Integer> placed = place(other, random);
        first = first.isEmpty() ? placed : first;
        assertThat(placed).isEqualTo(first);
      }
    }
  }

  /** Plays one history in any order, some of it seen late or not at all, to the same end. */
  private static List<Integer> place(FleetRig rig, Random random) {
    List<List<Pod>> lives =
        List.of(
            List.of(ready(pod(0, 1), false), pod(0, 1)),
            List.of(pod(1, 2), ready(pod(1, 2), false)),
            List.of(pod(1, 5), ready(pod(1, 5), false), pod(1, 5)),
            List.of(pod(2, 3), deleted(pod(2, 3))),
            List.of(ready(pod(2, 6), false)),
            List.of(pod(3, 4), ready(pod(3, 4), false)),
            List.of(pod(4, 7)),
            List.of(pod(4, 8)),
            List.of(pod(9, 9)));
    List<LoadBalancer> specs =
        List.of(
            rig.cluster.web(1, "replicas: 2"),
            rig.cluster.web(2, "replicas: 7"),
            rig.cluster.web(3, "replicas: 6, routing: {weights: {'4': 3}}"));
    List<List<Runnable>> strands = new ArrayList<>();
    lives.forEach(life ->
        strands.add(life.stream().map(pod -> (Runnable) () -> rig.cluster.put(pod)).toList()));
    strands.add(specs.stream().map(spec -> (Runnable) () -> rig.cluster.put(spec)).toList());
    interleave(
        strands,
        random,
        () -> {
          if (random.nextInt(3) > 0) {
            rig.tell();
          }
        });
    rig.tell();
    return owners(rig.web());
  }

  private static void interleave(List<List<Runnable>> strands, Random random, Runnable between) {
    int[] next = new int[strands.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < next.length; i++) {
      open.addAll(Collections.nCopies(strands.get(i).size(), i));
    }
    Collections.shuffle(open, random);
    for (int strand : open) {
      strands.get(strand).get(next[strand]++).run();
      between.run();
    }
  }

  /** The incarnation that each of many keys is routed to, and the ring's checksum. */
  private static List<Integer> owners(ClusterBalancer balancer) {
    List<Integer> owners = new ArrayList<>();
    owners.add((int) balancer.view().ring().checksum());
    for (int i = 0; i < 500; i++) {
      byte[] key = ("user-" + i).getBytes(StandardCharsets.UTF_8);
      OwnerView owner = Objects.requireNonNull(balancer.owner(key));
      owners.add(owner.routedTo() == null ? -1 : (int) owner.routedTo().incarnation());
    }
    return owners;
  }
}
