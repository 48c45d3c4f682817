/* One epoll loop: whatever has a file descriptor and something to do when it is ready. */
#ifndef LOOP_H
#define LOOP_H

#include <stdint.h>
#include <sys/epoll.h>

struct source {
  int fd;
  void (*ready)(struct source *source, uint32_t events);
};

void loop_open(void);
void loop_add(struct source *source, uint32_t events);
void loop_change(struct source *source, uint32_t events);

/*
 * Closes the descriptor of a source. A source may close itself while it is ready, never another
 * one: that could be the next one of the same batch.
 */
void loop_close(struct source *source);

/* Waits for at most this long (for ever: a negative one) and serves what is ready. */
void loop_once(int64_t nanoseconds);

int64_t now_ns(void);

/* Ends the program with one line. */
_Noreturn void die(const char *what);

#endif
