/**
 * The commands beside {@code up} that ask and tell, and change nothing. They start no replica and
 * route nothing. The door is {@link dev.ringmaster.app.command.StatusCommand}.
 */
@NullMarked
package dev.ringmaster.app.command;

import org.jspecify.annotations.NullMarked;
