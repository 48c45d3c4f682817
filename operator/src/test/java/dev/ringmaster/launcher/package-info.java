/**
 * Tests of the {@code ringmaster} script at the root: a fake tree, fake JDKs and a fake Maven. It
 * starts no Ringmaster. The door is {@link dev.ringmaster.launcher.LauncherIT}.
 */
@NullMarked
package dev.ringmaster.launcher;

import org.jspecify.annotations.NullMarked;
