/**
 * The program: reads what the user typed, wires the rooms together and tells what happens. It is
 * the only place that sees all rooms, and it holds no rule of its own. The door is {@link
 * dev.ringmaster.app.Main}.
 */
@NullMarked
package dev.ringmaster.app;

import org.jspecify.annotations.NullMarked;
