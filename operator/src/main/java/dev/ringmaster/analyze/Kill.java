package dev.ringmaster.analyze;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happened when a replica was killed under load. */
public sealed interface Kill {
  /** Nobody was killed. */
  record Skipped(String reason) implements Kill {}

  /**
   * A replica was killed.
   *
   * @param victim its name
   * @param how by which means
   * @param replicas how many there were, and had to be again
   * @param rate requests a second
   * @param inFlight requests that had no whole reply at that moment
   * @param requests sent in all
   * @param lost of those, without a reply or with another than expected
   * @param losses what happened to the first of them
   * @param cutPosts answered 502, which may not be sent twice; not among the lost
   * @param recovery until the victim's name was gone and the number was back; empty: never
   * @param latencies of the open loop's replies, from the moment each request was due
   */
  record Done(
      String victim,
      String how,
      int replicas,
      int rate,
      int inFlight,
      long requests,
      long lost,
      List<String> losses,
      long cutPosts,
      Optional<Duration> recovery,
      Latencies latencies,
      List<Moment> timeline)
      implements Kill {
    public Done {
      losses = List.copyOf(losses);
      timeline = List.copyOf(timeline);
    }
  }

  /**
   * The replies to the requests that were due in a tenth of a second.
   *
   * @param tenths of a second since the kill, at its beginning
   * @param median in milliseconds
   * @param max in milliseconds
   */
  record Moment(int tenths, double median, double max) {
    private static final double TENTH = 1e8;

    /**
     * Groups replies.
     *
     * @param due nanoseconds since the kill, negative before it
     * @param nanos the latency of each, in the same order
     */
    public static List<Moment> timeline(long[] due, long[] nanos) {
      SortedMap<Integer, List<Long>> byTenth = new TreeMap<>();
      for (int i = 0; i < due.length; i++) {
        int tenth = (int) Math.floor(due[i] / TENTH);
        byTenth.computeIfAbsent(tenth, unused -> new ArrayList<>()).add(nanos[i]);
      }
      List<Moment> moments = new ArrayList<>();
      byTenth.forEach((tenth, latencies) -> moments.add(of(tenth, latencies)));
      return moments;
    }

    private static Moment of(int tenth, List<Long> latencies) {
      long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
      Arrays.sort(sorted);
      return new Moment(
          tenth, sorted[(sorted.length - 1) / 2] / 1e6, sorted[sorted.length - 1] / 1e6);
    }
  }
}
