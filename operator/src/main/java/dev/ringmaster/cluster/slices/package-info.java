/**
 * The EndpointSlices of balancers' Services: which routers there are, and whether they take
 * connections. It makes no Service and knows no replica. The door is {@link
 * dev.ringmaster.cluster.slices.SliceKeeper}.
 */
@NullMarked
package dev.ringmaster.cluster.slices;

import org.jspecify.annotations.NullMarked;
