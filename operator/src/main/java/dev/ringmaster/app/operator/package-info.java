/**
 * The command {@code operator}: one replica of the operator, which routes all the time and
 * reconciles while it leads. It is wiring; what is done stands in the rooms it joins. The door is
 * {@link dev.ringmaster.app.operator.OperatorCommand}.
 */
@NullMarked
package dev.ringmaster.app.operator;

import org.jspecify.annotations.NullMarked;
