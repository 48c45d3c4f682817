/**
 * What the four analyses found and what it means: statistics, the classic oracle, verdicts. It
 * sends no request, kills nobody and writes no file. The door is {@link
 * dev.ringmaster.analyze.Report}.
 */
@NullMarked
package dev.ringmaster.analyze;

import org.jspecify.annotations.NullMarked;
