/**
 * What the tests of several rooms share: clients that hide nothing, and stand-ins. It tests nothing
 * by itself, and nothing of it ships. The doors are {@link dev.ringmaster.testing.HttpWire} for one
 * request and {@link dev.ringmaster.testing.LoadClient} for many.
 */
@NullMarked
package dev.ringmaster.testing;

import org.jspecify.annotations.NullMarked;
