package dev.ringmaster.controller;

import dev.ringmaster.api.LoadBalancer;
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
import java.util.function.Supplier;
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
   * @param others those whose verdict is another than the last time
   */
  record Decision(Verdict verdict, List<LoadBalancer> others) {}

  private Map<String, Verdict> last = Map.of();

  Acceptance(ModelReader reader) {
    this.reader = reader;
  }

  /**
   * Decides about one of them. All are looked at only where it is not what it was.
   *
   * @param all that there are, or were a moment ago
   */
  synchronized Decision decide(LoadBalancer seen, Supplier<List<LoadBalancer>> all) {
    Read read = known.get(uid(seen));
    Verdict before = last.get(uid(seen));
    if (read != null && read.isOf(seen) && before != null) {
      return new Decision(before, List.of());
    }
    List<LoadBalancer> now = new ArrayList<>(all.get());
    now.removeIf(other -> uid(other).equals(uid(seen)));
    now.add(seen);
    List<LoadBalancer> others = decide(now);
    return new Decision(
        Objects.requireNonNull(last.get(uid(seen))),
        others.stream().filter(other -> !uid(other).equals(uid(seen))).toList());
  }

  /**
   * Decides about all that there are.
   *
   * @return those whose verdict is another than the last time
   */
  synchronized List<LoadBalancer> decide(Collection<LoadBalancer> all) {
    known.keySet().retainAll(all.stream().map(Acceptance::uid).collect(Collectors.toSet()));
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
    return others;
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

  static String uid(LoadBalancer resource) {
    return resource.getMetadata().getUid();
  }
}
