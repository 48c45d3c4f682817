/*
 * Counts durations in buckets whose width grows with the value, as HdrHistogram does: 128 buckets
 * for each power of two, so that a percentile is right to within 1 %.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BITS 7
#define HISTOGRAM_BUCKETS ((64 - HISTOGRAM_BITS + 1) << HISTOGRAM_BITS)

struct histogram {
  uint64_t total;
  uint64_t counts[HISTOGRAM_BUCKETS];
};

void histogram_clear(struct histogram *histogram);
void histogram_record(struct histogram *histogram, uint64_t value);

/*
 * The largest value of the bucket in which the value of this rank lies, so never less than it;
 * 0 of an empty histogram. The share is above 0 and at most 1.
 */
uint64_t histogram_at(const struct histogram *histogram, double share);

#endif
