#include "selftest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "histogram.h"
#include "message.h"

static int broken;

static void expect(int holds, const char *law) {
  if (holds) return;
  broken++;
  fprintf(stderr, "generator: does not hold: %s\n", law);
}

static int compare(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a;
  uint64_t y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static void small_values_are_exact(struct histogram *histogram) {
  histogram_clear(histogram);
  expect(histogram_at(histogram, 0.5) == 0, "an empty histogram has no percentile");
  for (uint64_t value = 1; value <= 200; value++) histogram_record(histogram, value);
  expect(histogram_at(histogram, 0.5) == 100, "half of 1 to 200 is at most 100");
  expect(histogram_at(histogram, 0.99) == 198, "99 % of 1 to 200 are at most 198");
  expect(histogram_at(histogram, 1) == 200, "the largest of 1 to 200 is 200");
}

static void percentiles_are_right_within_a_percent(struct histogram *histogram) {
  enum { COUNT = 20001 };
  static uint64_t values[COUNT];
  uint64_t random = 88172645463325252u;
  histogram_clear(histogram);
  for (int i = 0; i < COUNT; i++) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    values[i] = random >> (random % 64); /* of every magnitude */
    histogram_record(histogram, values[i]);
  }
  qsort(values, COUNT, sizeof *values, compare);
  for (int percent = 1; percent <= 100; percent++) {
    uint64_t truth = values[((uint64_t)percent * COUNT + 99) / 100 - 1];
    uint64_t said = histogram_at(histogram, percent / 100.0);
    expect(said >= truth && said - truth <= truth / 100, "a percentile is right to within 1 %");
  }
}

static void reads_in_pieces(const char *bytes, size_t piece, size_t body, int status, int backend) {
  struct message message = {0};
  message_clear(&message);
  size_t length = strlen(bytes);
  size_t at = 0;
  while (at < length && message.state != MESSAGE_BROKEN) {
    size_t size = length - at < piece ? length - at : piece;
    expect(message.state != MESSAGE_COMPLETE, "a message is not complete before its end");
    if (message_read(&message, bytes + at, size) != size) break;
    at += size;
  }
  expect(at == length && message.state == MESSAGE_COMPLETE, "a message is complete at its end");
  expect(message.body == body, "the length of a body is told");
  expect(message.status == status, "the status is told");
  expect(message.backend == backend, "the backend is told");
  message_free(&message);
}

static void is_broken(const char *bytes) {
  struct message message = {0};
  message_clear(&message);
  message_read(&message, bytes, strlen(bytes));
  expect(message.state == MESSAGE_BROKEN, "without length, or with bad chunks, it is broken");
  message_free(&message);
}

static void messages_are_read_in_pieces_of_any_size(void) {
  for (size_t piece = 1; piece < 150; piece++) {
    reads_in_pieces("HTTP/1.1 200 OK\r\nX-Backend: 2\r\nContent-Length: 5\r\n\r\nhello",
                    piece, 5, 200, 2);
    reads_in_pieces("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", piece, 0, 404, -1);
    reads_in_pieces("HTTP/1.1 200 OK\r\nx-backend: 1\r\ntransfer-encoding: chunked\r\n\r\n"
                    "3\r\nabc\r\nA;x=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
                    piece, 13, 200, 1);
    reads_in_pieces("POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", piece, 3, 0, -1);
  }
  is_broken("HTTP/1.1 200 OK\r\n\r\n");
  is_broken("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n");
  is_broken("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
  is_broken("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n");
}

int selftest(void) {
  static struct histogram histogram;
  small_values_are_exact(&histogram);
  percentiles_are_right_within_a_percent(&histogram);
  messages_are_read_in_pieces_of_any_size();
  return broken;
}
