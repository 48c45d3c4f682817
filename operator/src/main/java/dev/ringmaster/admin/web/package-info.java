/**
 * The manners of the admin port: how a body is read, a refusal told and a foreign web page kept
 * out. It knows no balancer. The door is {@link dev.ringmaster.admin.web.Answers}.
 */
@NullMarked
package dev.ringmaster.admin.web;

import org.jspecify.annotations.NullMarked;
