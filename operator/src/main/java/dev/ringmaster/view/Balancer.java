package dev.ringmaster.view;

import dev.ringmaster.preview.Placement;
import dev.ringmaster.scale.Scaling;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running balancer, to be looked at and changed. Safe for any thread. */
public interface Balancer extends Scaling {
  /** How it stands now. */
  BalancerView view();

  /** What decides whose a key is, for those who think of another. */
  Placement placement();

  /**
   * Whose a key is.
   *
   * @param key its bytes, as routing takes them from a request
   * @return null where the algorithm places requests by no key
   */
  @Nullable OwnerView owner(byte[] key);

  /**
   * Wants so many replicas: the highest ordinals go, reserved ones stay left out. Answers when
   * newcomers are routable and leavers get no more requests.
   *
   * @param replicas 0..{@link dev.ringmaster.scale.DesiredScale#MAX_REPLICAS}
   */
  void scale(int replicas, Consumer<Outcome> answer);

  /**
   * Replaces the replica of an ordinal: it gets no new requests, finishes those that it has and is
   * ended; its successor is started at once. Answers when it gets no more requests.
   */
  void drain(int ordinal, Consumer<Outcome> answer);
}
