package dev.ringmaster.view;

import org.jspecify.annotations.Nullable;

/**
 * The map from keys to ordinals; figures are null where the algorithm tells none.
 *
 * @param algorithm as the resource names it
 * @param checksum equal on all routers that map keys alike
 * @param peakToMean the largest share relative to its fair share, from 1
 * @param deviation the standard deviation of the shares, relative to their fair shares
 * @param movedRatio the share of the keys that changed their owner when the ring last changed; 0
 *     before the first change
 */
public record RingView(
    String algorithm,
    long checksum,
    @Nullable Double peakToMean,
    @Nullable Double deviation,
    @Nullable Double movedRatio) {}
