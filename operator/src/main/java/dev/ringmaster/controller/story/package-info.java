/**
 * What happened to balancers, told as events where {@code kubectl describe} shows them. It decides
 * nothing, and nobody waits for it. The door is {@link dev.ringmaster.controller.story.Story}.
 */
@NullMarked
package dev.ringmaster.controller.story;

import org.jspecify.annotations.NullMarked;
