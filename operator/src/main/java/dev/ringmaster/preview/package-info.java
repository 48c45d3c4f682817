/**
 * What a change of a balancer would move, told before it is made. It changes nothing, reads no file
 * and knows no replica. The door is {@link dev.ringmaster.preview.Preview}.
 */
@NullMarked
package dev.ringmaster.preview;

import org.jspecify.annotations.NullMarked;
