/**
 * How many requests each replica has in flight, and the bound on it. Pure arithmetic and atomic
 * counters: it routes nothing and knows no replica by name. The door is {@link
 * dev.ringmaster.load.InFlight}.
 */
@NullMarked
package dev.ringmaster.load;

import org.jspecify.annotations.NullMarked;
