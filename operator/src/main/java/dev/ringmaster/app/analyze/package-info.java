/**
 * Runs the four analyses against a balancer: starts it where none is given, sends load, kills a
 * replica, puts back what it changed. It judges nothing, that is {@code analyze}'s. The door is
 * {@link dev.ringmaster.app.analyze.AnalyzeCommand}.
 */
@NullMarked
package dev.ringmaster.app.analyze;

import org.jspecify.annotations.NullMarked;
