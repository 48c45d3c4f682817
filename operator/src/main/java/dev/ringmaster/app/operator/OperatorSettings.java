package dev.ringmaster.app.operator;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code operator} was asked for.
 *
 * @param namespaces that it looks after; empty: all
 * @param home its own namespace, of the lease
 * @param identity unlike that of every other replica
 * @param routerSelector label selector of the operator's own Pods, in its namespace
 * @param bind address to listen on
 * @param port for clients, shared by all balancers; 0 for any
 * @param adminPort 0 for any
 * @param probePort 0 for any
 * @param tls of the admin port, null for none
 * @param peerToken file of the token that it shows to other replicas, null for its own
 * @param audiences tokens of the admin port must be for one of them; none: for the API server's own
 * @param state folder of the last state known, null for none
 * @param allowClassic see {@link dev.ringmaster.kubernetes.ModelReader}
 */
record OperatorSettings(
    List<String> namespaces,
    String home,
    String identity,
    String routerSelector,
    String bind,
    int port,
    int adminPort,
    int probePort,
    @Nullable Tls tls,
    @Nullable Path peerToken,
    List<String> audiences,
    @Nullable Path state,
    boolean allowClassic) {

  /** Name of the Lease. */
  static final String LEASE = "ringmaster";

  /** The Lease with its namespace, which the operator is known by. */
  String lease() {
    return home + "/" + LEASE;
  }

  /** Files in PEM. */
  record Tls(Path certificate, Path key) {}
}
