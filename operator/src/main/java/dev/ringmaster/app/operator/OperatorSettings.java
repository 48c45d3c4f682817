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
 * @param audiences tokens of the admin port must be for one of them; none: for the API server's own
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
    List<String> audiences,
    boolean allowClassic) {

  /** Files in PEM. */
  record Tls(Path certificate, Path key) {}
}
