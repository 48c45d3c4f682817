/**
 * Finds the key of a request, and the key's place in the hash space. It parses no protocol: a data
 * plane shows it a head, whose strings stand for wire bytes. The door is {@link
 * dev.ringmaster.routing.key.KeyRule}.
 */
@NullMarked
package dev.ringmaster.routing.key;

import org.jspecify.annotations.NullMarked;
