/**
 * The conversation with a Docker engine: calls, streams, pulls, and its failures as one line for
 * the user. It knows nothing of replicas. The door is {@link
 * dev.ringmaster.pool.docker.engine.EngineClient}.
 */
@NullMarked
package dev.ringmaster.pool.docker.engine;

import org.jspecify.annotations.NullMarked;
