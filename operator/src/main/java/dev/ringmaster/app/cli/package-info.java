/**
 * What all commands share: where the program is installed, how a user's mistake is told, how the
 * heap is kept small. It knows no command. The doors are {@link dev.ringmaster.app.cli.Home} and
 * {@link dev.ringmaster.app.cli.UserError}.
 */
@NullMarked
package dev.ringmaster.app.cli;

import org.jspecify.annotations.NullMarked;
