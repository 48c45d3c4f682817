package dev.ringmaster.app;

import dev.ringmaster.spec.LoadBalancerModel;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code up} was asked for.
 *
 * @param models at least one, valid and free of conflicts
 * @param addresses to listen on, at least one
 * @param port for clients, 0 for any
 * @param adminPort 0 for any
 * @param state the state folder
 * @param sampleJar the sample server
 */
record UpSettings(
    List<LoadBalancerModel> models,
    List<String> addresses,
    int port,
    int adminPort,
    Path state,
    Path sampleJar) {}
