/**
 * Replicas as containers of a Docker engine: what the engine says is listed first and then
 * followed, and only containers that carry our labels are touched. It decides nothing (that is
 * {@code pool.loop}) and builds no images. The door is {@link
 * dev.ringmaster.pool.docker.DockerEngine}.
 */
@NullMarked
package dev.ringmaster.pool.docker;

import org.jspecify.annotations.NullMarked;
