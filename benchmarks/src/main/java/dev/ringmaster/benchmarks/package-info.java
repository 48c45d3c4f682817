/**
 * Micro-benchmarks of the parts that every request passes through. They measure and assert nothing,
 * are not shipped, and no other module knows them. The door is {@link
 * dev.ringmaster.benchmarks.RingLookup}; how to run them is in the module's README.
 */
@NullMarked
package dev.ringmaster.benchmarks;

import org.jspecify.annotations.NullMarked;
