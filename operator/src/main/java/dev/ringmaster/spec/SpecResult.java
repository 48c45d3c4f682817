package dev.ringmaster.spec;

import java.util.List;

/** What reading a manifest came to: the model, or everything that is wrong with it. */
public sealed interface SpecResult {
  /** The manifest is sound. */
  record Valid(LoadBalancerModel model) implements SpecResult {}

  /** The manifest is not; there is at least one problem. */
  record Invalid(List<SpecProblem> problems) implements SpecResult {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
