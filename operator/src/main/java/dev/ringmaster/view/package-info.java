/**
 * What a running balancer shows of itself, and the port through which people and programs look at
 * it and change it. It serves no protocol and holds no state. The door is {@link
 * dev.ringmaster.view.BalancerDirectory}.
 */
@NullMarked
package dev.ringmaster.view;

import org.jspecify.annotations.NullMarked;
