/**
 * Draws a bar or line chart as SVG or PNG, laid out once for both. It knows nothing of what the
 * figures mean, opens no window and reads no file. The door is {@link dev.ringmaster.chart.Charts}.
 */
@NullMarked
package dev.ringmaster.chart;

import org.jspecify.annotations.NullMarked;
