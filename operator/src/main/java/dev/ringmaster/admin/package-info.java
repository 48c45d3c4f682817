/**
 * What people and programs ask a running balancer: probes of its own health, metrics, how balancers
 * stand, and changes to them. It routes no traffic and knows no mode, only the port behind which
 * the balancers are. The doors are {@link dev.ringmaster.admin.AdminServer} and {@link
 * dev.ringmaster.admin.ClassicApi}.
 */
@NullMarked
package dev.ringmaster.admin;

import org.jspecify.annotations.NullMarked;
