package dev.ringmaster.routing.key;

/**
 * Where a request belongs in the hash space.
 *
 * @param hash of the key's bytes; with the classic algorithm the request id itself
 * @param fallback none of the balancer's key sources had a value, the client's address was taken
 */
public record RouteKey(long hash, boolean fallback) {}
