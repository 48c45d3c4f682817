/**
 * Lets a request of the admin port pass or refuses it, by who sent it. It decides nothing itself
 * and knows no balancer. The door is {@link dev.ringmaster.admin.gate.Gate}.
 */
@NullMarked
package dev.ringmaster.admin.gate;

import org.jspecify.annotations.NullMarked;
