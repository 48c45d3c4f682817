package dev.ringmaster.view;

import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a replica at one instant.
 *
 * @param address {@code host:port}, an IPv6 host in brackets
 * @param weight its share of the keys, relative to the others
 * @param share of the hash space that its ordinal owns, 0..1; null where the algorithm tells none,
 *     and for one that is leaving
 * @param inFlight requests
 * @param runtimeId what its runtime calls it, empty where it has no name there
 */
public record MemberView(
    int ordinal,
    long incarnation,
    String name,
    String address,
    MemberState state,
    int weight,
    @Nullable Double share,
    long inFlight,
    String runtimeId) {}
