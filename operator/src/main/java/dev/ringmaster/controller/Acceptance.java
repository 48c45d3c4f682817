package dev.ringmaster.controller;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.controller.belongings.Belongings;
import dev.ringmaster.controller.status.Finding;
import dev.ringmaster.kubernetes.HostPrecedence;
import dev.ringmaster.kubernetes.HostPrecedence.Claimant;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecProblem;
import dev.ringmaster.spec.SpecResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which resources are sound, and which hosts are whose: a decision about all of them together. */
final class Acceptance {
  private final ModelReader reader;
  private final Map<String, Read> known = new HashMap<>();

  /** A resource as it was read. */
  private record Read(LoadBalancer resource, SpecResult result) {
    boolean isOf(LoadBalancer other) {
      return Objects.equals(
          resource.getMetadata().getGeneration(), other.getMetadata().getGeneration());
    }
  }

  /**
   * What is decided about one of them.
   *
   * @param model null where it is not sound
   * @param refused null where nothing is wrong with it
   */
  record Verdict(@Nullable LoadBalancerModel model, @Nullable Finding refused) {}

  /**
   * What is decided now.
   *
   * @param byUid all that there are
   * @param others those whose verdict is another than the last time
   */
  record Decision(Map<String, Verdict> byUid, List<LoadBalancer> others) {}

  private Map<String, Verdict> last = Map.of();

  Acceptance(ModelReader reader) {
    this.reader = reader;
  }

  /** Decides about all that there are. */
  synchronized Decision decide(Collection<LoadBalancer> all) {
    known.keySet().retainAll(all.stream().map(Acceptance::uid).toList());
    all.forEach(resource ->
        known.compute(
            uid(resource),
            (uid, read) ->
                read != null && read.isOf(resource)
                    ? read
                    : new Read(resource, reader.read(resource))));
    HostPrecedence hosts = HostPrecedence.of(claimants());
    Map<String, Verdict> now = new HashMap<>();
    List<LoadBalancer> others = new ArrayList<>();
    known.forEach((uid, read) -> {
      Verdict verdict = verdict(uid, read.result(), hosts);
      now.put(uid, verdict);
      if (!verdict.equals(last.get(uid))) {
        others.add(read.resource());
      }
    });
    last = now;
    return new Decision(now, others);
  }

  private List<Claimant> claimants() {
    List<Claimant> claimants = new ArrayList<>();
    known.forEach((uid, read) -> {
      if (read.result() instanceof SpecResult.Valid valid) {
        String created = read.resource().getMetadata().getCreationTimestamp();
        claimants.add(new Claimant(valid.model(), created, uid));
      }
    });
    return claimants;
  }

  private static Verdict verdict(String uid, SpecResult result, HostPrecedence hosts) {
    return switch (result) {
      case SpecResult.Invalid invalid -> new Verdict(null, invalid(invalid));
      case SpecResult.Valid valid ->
          new Verdict(
              valid.model(),
              hosts.refusal(uid).map(why -> new Finding("HostTaken", why)).orElse(null));
    };
  }

  private static Finding invalid(SpecResult.Invalid invalid) {
    String problems =
        invalid.problems().stream().map(SpecProblem::toString).collect(Collectors.joining("; "));
    return new Finding("Invalid", problems);
  }

  /** Two watches see it, and either may be ahead: the newer one takes its place among all. */
  static LoadBalancer newest(LoadBalancer seen, List<LoadBalancer> all) {
    LoadBalancer newest = seen;
    for (LoadBalancer other : all) {
      boolean same = uid(other).equals(uid(seen));
      if (same && Belongings.version(other) > Belongings.version(seen)) {
        newest = other;
      }
    }
    all.removeIf(other -> uid(other).equals(uid(seen)));
    all.add(newest);
    return newest;
  }

  static String uid(LoadBalancer resource) {
    return resource.getMetadata().getUid();
  }
}
