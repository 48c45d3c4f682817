package dev.ringmaster.analyze;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that was found.
 *
 * @param target the first two analyses, of the balancer that was given or started
 * @param endpoints the first part of the third
 * @param kill its second part
 * @param algorithms the fourth
 * @param restored the balancer that was given, at the end; empty where ours was measured
 */
public record Report(
    Setting setting,
    Sweep target,
    List<EndpointCheck> endpoints,
    Kill kill,
    List<Sweep> algorithms,
    Optional<Restored> restored) {
  /** The number of replicas of the first analysis. */
  public static final int REPLICAS = 3;

  public Report {
    endpoints = List.copyOf(endpoints);
    algorithms = List.copyOf(algorithms);
  }

  /** What it means: failures first, else in the order of the analyses. */
  public List<Verdict> verdicts() {
    return Verdicts.of(this).stream()
        .sorted(Comparator.comparing(verdict -> verdict.outcome() != Verdict.Outcome.FAIL))
        .toList();
  }

  /** Nothing is wrong. */
  public boolean passes() {
    return verdicts().stream().noneMatch(verdict -> verdict.outcome() == Verdict.Outcome.FAIL);
  }

  /** How many replicas there were before and are now. */
  public record Restored(int before, int after) {}
}
