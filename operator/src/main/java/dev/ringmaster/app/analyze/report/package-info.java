/**
 * Writes what was found as a page for people and as JSON for programs. It measures nothing and
 * judges nothing. The doors are {@link dev.ringmaster.app.analyze.report.HtmlReport} and {@link
 * dev.ringmaster.app.analyze.report.JsonReport}.
 */
@NullMarked
package dev.ringmaster.app.analyze.report;

import org.jspecify.annotations.NullMarked;
