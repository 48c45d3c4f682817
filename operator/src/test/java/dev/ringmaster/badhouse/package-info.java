/**
 * A house whose rooms break the rules of the real one, each at least once: {@link
 * dev.ringmaster.ArchitectureTest} shows on it that every rule can fail. Nothing of it is ever run.
 */
@NullMarked
package dev.ringmaster.badhouse;

import org.jspecify.annotations.NullMarked;
