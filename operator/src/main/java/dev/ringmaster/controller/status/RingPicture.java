package dev.ringmaster.controller.status;

import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.RingBalance;

/** A ring and how even it is, which takes longer to find out than to show. */
public record RingPicture(Ring ring, RingBalance balance) {}
