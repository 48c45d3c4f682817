/**
 * The {@code LoadBalancer} custom resource as users type it and the API server keeps it; {@code
 * crds/} is generated from it. It checks nothing itself and is no model of ours: what its fields
 * come to is for {@link dev.ringmaster.spec} to say. The door is {@link
 * dev.ringmaster.api.LoadBalancer}.
 */
@NullMarked
package dev.ringmaster.api;

import org.jspecify.annotations.NullMarked;
