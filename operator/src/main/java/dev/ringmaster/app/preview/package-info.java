/**
 * {@code ringmaster preview}: what a change would move, as text, JSON and picture. It touches no
 * running balancer, the figures come from the core. The door is {@link
 * dev.ringmaster.app.preview.PreviewCommand}.
 */
@NullMarked
package dev.ringmaster.app.preview;

import org.jspecify.annotations.NullMarked;
