/**
 * What people and programs ask a running balancer: probes of its own health, and the classic calls
 * that list and change replicas. It routes no traffic. The doors are {@link
 * dev.ringmaster.admin.AdminServer} and {@link dev.ringmaster.admin.ClassicApi}.
 */
@NullMarked
package dev.ringmaster.admin;

import org.jspecify.annotations.NullMarked;
