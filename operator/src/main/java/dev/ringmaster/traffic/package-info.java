/**
 * What a data plane tells of the requests that it served, as plain values. It counts nothing and
 * knows no meter. The door is {@link dev.ringmaster.traffic.TrafficListener}.
 */
@NullMarked
package dev.ringmaster.traffic;

import org.jspecify.annotations.NullMarked;
