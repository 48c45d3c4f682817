/**
 * What all commands share: where the program is installed, and how a user's mistake is told. It
 * knows no command. The doors are {@link dev.ringmaster.app.cli.Home} and {@link
 * dev.ringmaster.app.cli.UserError}.
 */
@NullMarked
package dev.ringmaster.app.cli;

import org.jspecify.annotations.NullMarked;
