package dev.ringmaster.app.analyze;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code analyze} was asked for.
 *
 * @param url of the balancer; null to start one
 * @param admin its admin API; null where there is none that is known
 * @param requests for each measurement
 * @param connections requests in flight at all times
 * @param seed of the users' names
 * @param launch the command line that starts this very program, to which arguments are added
 */
record AnalysisOptions(
    @Nullable URI url,
    @Nullable URI admin,
    int requests,
    int connections,
    long seed,
    List<String> launch) {
  public AnalysisOptions {
    launch = List.copyOf(launch);
  }
}
