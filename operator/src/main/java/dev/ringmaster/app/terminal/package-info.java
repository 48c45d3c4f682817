/**
 * What the program may do to the terminal that it was started from: colour, and diagnostics on
 * stderr. It knows no command and writes no results. The door is {@link
 * dev.ringmaster.app.terminal.Logging}.
 */
@NullMarked
package dev.ringmaster.app.terminal;

import org.jspecify.annotations.NullMarked;
