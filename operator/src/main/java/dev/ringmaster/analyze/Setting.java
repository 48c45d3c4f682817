package dev.ringmaster.analyze;

/**
 * Under what circumstances the figures came about.
 *
 * @param target the balancer of the first three analyses
 * @param requests for each measurement
 * @param connections requests in flight at all times in the first two analyses
 * @param seed of the users' names
 * @param loadAverage over the minute before the start; negative where the system does not tell
 */
public record Setting(
    String target,
    long requests,
    int connections,
    long seed,
    String date,
    int cores,
    String jdk,
    String os,
    double loadAverage) {}
