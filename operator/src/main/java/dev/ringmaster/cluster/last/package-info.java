/**
 * What the API server had last, kept for a start while it is away. It watches nothing and knows no
 * file: both are given. The door is {@link dev.ringmaster.cluster.last.LastState}.
 */
@NullMarked
package dev.ringmaster.cluster.last;

import org.jspecify.annotations.NullMarked;
