package dev.ringmaster.scale;

import java.util.List;
import java.util.function.Consumer;

/** The port through which people and programs change how many replicas run. Safe for any thread. */
public interface Scaling {
  /** The names of the routable replicas, in ordinal order. */
  List<String> replicas();

  /** Adds replicas; answers when all of them are routable, or when that takes too long. */
  void add(int n, List<String> hostnames, Consumer<Outcome> answer);

  /** Removes replicas; answers when they get no more requests, their drain goes on. */
  void remove(int n, List<String> hostnames, Consumer<Outcome> answer);

  /** What became of a wish. */
  sealed interface Outcome {
    /**
     * It is so.
     *
     * @param replicas as {@link Scaling#replicas}
     */
    record Done(List<String> replicas) implements Outcome {}

    /** Nothing changed. */
    record Refused(String reason) implements Outcome {}

    /** Nothing changed: the desired state could not be written down. */
    record Failed(String reason) implements Outcome {}

    /** The desired state changed and stands; its effect is late. */
    record Late(String reason) implements Outcome {}
  }
}
