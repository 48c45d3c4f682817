/*
 * Loads a proxy: in a closed loop, where each connection sends its next request as soon as it has
 * its answer, or in an open loop at a fixed rate.
 *
 * In an open loop a request has a time at which it is due, whether a connection is free then or
 * not, and its latency counts from there: what waits behind a slow answer is slow as well
 * (correction for coordinated omission).
 */
#ifndef LOAD_H
#define LOAD_H

#include "client.h"
#include "histogram.h"

struct load {
  struct request request;
  int connections;
  double rate;      /* requests per second; 0: a closed loop */
  int64_t lead;     /* nanoseconds of load before it is measured */
  int64_t duration; /* nanoseconds that are measured */
};

struct outcome {
  uint64_t requests;
  uint64_t errors; /* those of the lead as well */
  uint64_t moved;  /* keys that reached another backend than before */
  int64_t duration; /* nanoseconds until the last answer */
  char first_error[CLIENT_ERROR];
  struct histogram latencies; /* nanoseconds */
};

/* Connects, and sends one request on each connection. False, with an error: not all got there. */
bool load_open(const struct load *load, struct outcome *outcome);

/* Between open and close; tells when the lead is over. */
void load_run(void (*measuring)(void));

void load_close(void);

#endif
