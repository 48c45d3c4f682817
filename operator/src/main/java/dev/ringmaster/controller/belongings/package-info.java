/**
 * What a balancer has beside its Pods: its Service and its disruption budget, applied and watched.
 * Its EndpointSlices are the routers' own. The door is {@link
 * dev.ringmaster.controller.belongings.Belongings}.
 */
@NullMarked
package dev.ringmaster.controller.belongings;

import org.jspecify.annotations.NullMarked;
