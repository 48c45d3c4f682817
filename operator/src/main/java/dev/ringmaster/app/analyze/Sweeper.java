package dev.ringmaster.app.analyze;

import dev.ringmaster.analyze.Measurement;
import dev.ringmaster.analyze.Oracle;
import dev.ringmaster.analyze.Sweep;
import dev.ringmaster.app.analyze.client.Balancer;
import dev.ringmaster.app.analyze.client.ClosedLoop;
import dev.ringmaster.app.analyze.client.Wire;
import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.ring.ClassicRing.Probing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The first two analyses of a balancer: the same load for each number of replicas. */
record Sweeper(Wire wire, Random users, int requests, int connections, Progress progress) {
  static final int FEWEST = 2;
  static final int MOST = 6;

  /**
   * Measures.
   *
   * @param title for the progress
   * @param probing of the oracle, null for none
   */
  Sweep sweep(Balancer balancer, String title, String name, String key, @Nullable Probing probing)
      throws InterruptedException, UserError {
    List<Measurement> points = new ArrayList<>();
    for (int n = FEWEST; n <= MOST; n++) {
      progress.begin(title + ", N = " + n);
      List<String> replicas = balancer.scaleTo(n);
      Measurement point = measured(balancer, replicas);
      points.add(probing == null ? point : judged(point, balancer, replicas, probing));
      progress.say(line(title, points.getLast()));
    }
    return new Sweep(name, key, points);
  }

  /** What falls outside of the bound is measured once more: chance does not strike twice. */
  private Measurement judged(
      Measurement point, Balancer balancer, List<String> replicas, Probing probing)
      throws InterruptedException, UserError {
    List<Double> shares = Oracle.shares(replicas.size(), probing);
    Measurement first = point.checked(shares);
    return first.passes() ? first : measured(balancer, replicas).checked(shares).after(first);
  }

  private Measurement measured(Balancer balancer, List<String> replicas)
      throws InterruptedException, UserError {
    return ClosedLoop.run(
        wire,
        wire.peer(balancer.url(), connections),
        replicas,
        users,
        requests,
        connections,
        ended -> progress.at(ended, requests));
  }

  private static String line(String title, Measurement point) {
    String check =
        point.check() == null
            ? ""
            : String.format(Locale.ROOT, ", at most %.2fσ off", point.check().worst());
    return String.format(
        Locale.ROOT,
        "%s, N = %d: %,d requests, %,d failed, %,.0f a second, max/mean %.2f%s",
        title,
        point.n(),
        point.requests(),
        point.failed(),
        point.requestsPerSecond(),
        point.spread().peakToMean(),
        check);
  }
}
