/**
 * {@code spec.routing} of the resource as users type it. What the fields come to is for {@link
 * dev.ringmaster.spec} to say. The door is {@link dev.ringmaster.api.routing.Routing}.
 */
@NullMarked
package dev.ringmaster.api.routing;

import org.jspecify.annotations.NullMarked;
