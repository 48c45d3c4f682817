/**
 * {@code spec.template} of the resource as users type it. What the fields come to is for {@link
 * dev.ringmaster.spec} to say. The door is {@link dev.ringmaster.api.template.Template}.
 */
@NullMarked
package dev.ringmaster.api.template;

import org.jspecify.annotations.NullMarked;
