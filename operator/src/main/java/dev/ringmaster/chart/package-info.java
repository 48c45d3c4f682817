/** Placeholder. */
@NullMarked
package dev.ringmaster.chart;

import org.jspecify.annotations.NullMarked;
