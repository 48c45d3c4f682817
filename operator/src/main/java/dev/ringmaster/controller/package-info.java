/**
 * Reconciles LoadBalancers, in the operator that leads: steps the pool loop of each, keeps its
 * Service and its disruption budget, writes its status and its events. It routes nothing. The door
 * is {@link dev.ringmaster.controller.LoadBalancerReconciler}.
 */
@NullMarked
package dev.ringmaster.controller;

import org.jspecify.annotations.NullMarked;
