package dev.ringmaster.routing;

import dev.ringmaster.load.ReplicaLoad;

/**
 * One incarnation of a replica as a target of requests.
 *
 * @param ordinal its place on the ring
 * @param incarnation its number within the balancer; connections belong to it, never to an address
 * @param name display name
 * @param host to connect to
 * @param port to connect to
 * @param weight its share of the keys, relative to the others
 * @param load its requests in flight, carried from table to table
 */
public record Endpoint(
    int ordinal,
    long incarnation,
    String name,
    String host,
    int port,
    int weight,
    ReplicaLoad load) {
  /** The same with another weight. */
  public Endpoint weighing(int other) {
    return new Endpoint(ordinal, incarnation, name, host, port, other, load);
  }
}
