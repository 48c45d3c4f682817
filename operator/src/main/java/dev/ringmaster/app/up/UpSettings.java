package dev.ringmaster.app.up;

import dev.ringmaster.app.driver.DriverKind;
import dev.ringmaster.spec.LoadBalancerModel;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code up} was asked for.
 *
 * @param models at least one, valid and free of conflicts
 * @param manifests where they were read from
 * @param addresses to listen on, at least one
 * @param port for clients, 0 for any
 * @param adminPort 0 for any
 * @param state the state folder
 * @param driver what runs the replicas
 * @param needs of the driver
 * @param onStop what becomes of the replicas in the end
 */
record UpSettings(
    List<LoadBalancerModel> models,
    List<Path> manifests,
    List<String> addresses,
    int port,
    int adminPort,
    Path state,
    DriverKind driver,
    DriverKind.Needs needs,
    OnStop onStop) {}
