package dev.ringmaster.api.routing;

import dev.ringmaster.api.schema.ApiType;

/** {@code random} of a key. */
@ApiType
public record RandomKey() {}
