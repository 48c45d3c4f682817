/**
 * Makes the AOT caches that shorten start-up, by short runs of what they are for. It is part of the
 * build and no start depends on it. The door is {@link dev.ringmaster.app.aot.AotCachesCommand}.
 */
@NullMarked
package dev.ringmaster.app.aot;

import org.jspecify.annotations.NullMarked;
