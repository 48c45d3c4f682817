/**
 * The data plane: accepts HTTP, asks the core where a request goes, moves the bytes and reports the
 * outcome. It decides nothing about keys, health or retries. The door is {@link
 * dev.ringmaster.router.RouterServer}.
 */
@NullMarked
package dev.ringmaster.router;

import org.jspecify.annotations.NullMarked;
