#include "histogram.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define SUB_BUCKETS (1u << HISTOGRAM_BITS)

void histogram_clear(struct histogram *histogram) { memset(histogram, 0, sizeof *histogram); }

/* By how much a value is shifted until only the bits that tell buckets apart remain. */
static unsigned shift_of(uint64_t value) {
  unsigned bits = 64 - (unsigned)__builtin_clzll(value | 1);
  return bits <= HISTOGRAM_BITS + 1 ? 0 : bits - (HISTOGRAM_BITS + 1);
}

static size_t bucket_of(uint64_t value) {
  unsigned shift = shift_of(value);
  return ((size_t)shift << HISTOGRAM_BITS) + (size_t)(value >> shift);
}

static uint64_t largest_of(size_t bucket) {
  if (bucket < 2 * SUB_BUCKETS) return bucket;
  unsigned shift = (unsigned)(bucket >> HISTOGRAM_BITS) - 1;
  uint64_t top = (bucket & (SUB_BUCKETS - 1)) + SUB_BUCKETS;
  return (top << shift) + ((UINT64_C(1) << shift) - 1);
}

void histogram_record(struct histogram *histogram, uint64_t value) {
  histogram->counts[bucket_of(value)]++;
  histogram->total++;
}

uint64_t histogram_at(const struct histogram *histogram, double share) {
  uint64_t rank = (uint64_t)ceil(share * (double)histogram->total);
  uint64_t seen = 0;
  for (size_t bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
    seen += histogram->counts[bucket];
    if (seen >= rank && seen > 0) return largest_of(bucket);
  }
  return 0;
}
