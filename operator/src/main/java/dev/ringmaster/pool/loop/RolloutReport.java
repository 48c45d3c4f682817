package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.plan.RolloutView;

/**
 * How a rollout fares.
 *
 * @param view how far it is
 * @param stuck no ordinal has been updated within the progress deadline
 */
public record RolloutReport(RolloutView view, boolean stuck) {
  /** Of a loop that has not stepped yet. */
  public static final RolloutReport NONE = new RolloutReport(RolloutView.NONE, false);
}
