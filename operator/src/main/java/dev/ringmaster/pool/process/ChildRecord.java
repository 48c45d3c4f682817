package dev.ringmaster.pool.process;

/**
 * A child as the next balancer will find it.
 *
 * @param ordinal see {@link dev.ringmaster.pool.Replica}
 * @param incarnation see {@link dev.ringmaster.pool.Replica}
 * @param name see {@link dev.ringmaster.pool.Replica}
 * @param revision see {@link dev.ringmaster.pool.Replica}
 * @param port that it was told to listen on
 * @param pid its process id
 * @param birth what tells this process from a later one of the same id, see {@link ProcessBirth}
 */
public record ChildRecord(
    int ordinal,
    long incarnation,
    String name,
    String revision,
    int port,
    long pid,
    String birth) {}
