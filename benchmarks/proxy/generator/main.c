/*
 * Clients and backends of a benchmark of proxies, in one thread: docs/benchmarks.md tells why.
 *
 * It prints the ports of its backends as a line of JSON, then does what lines on stdin ask for,
 * one after the other, until their end:
 *
 *   run PORT PATH BODY LENGTH CONNECTIONS RATE LEAD_MS DURATION_MS STICKY
 *       Loads the proxy on this port. Prints "measuring" after the lead, then what came out of it.
 *   hold PORT CONNECTIONS STICKY
 *       Opens connections, sends a request on each and keeps them. Prints what came out of it.
 *   release
 *       Closes them.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "backend.h"
#include "load.h"
#include "loop.h"
#include "selftest.h"

#define MILLISECOND INT64_C(1000000)
#define LINE 256

static struct outcome outcome;
static bool holding;

static struct {
  struct source source;
  char bytes[LINE];
  size_t length;
  bool ended;
} commands;

static void say(const char *line) {
  printf("%s\n", line);
  fflush(stdout);
}

static void measuring(void) { say("measuring"); }

static double microseconds_at(double share) {
  return (double)histogram_at(&outcome.latencies, share) / 1e3;
}

/* Latencies in microseconds; accepted: connections that the proxy opened to its backends. */
static void print_outcome(uint64_t accepted) {
  printf("{\"requests\": %" PRIu64 ", \"errors\": %" PRIu64 ", \"first_error\": \"%s\", ",
         outcome.requests, outcome.errors, outcome.first_error);
  printf("\"moved\": %" PRIu64 ", \"accepted\": %" PRIu64 ", \"seconds\": %.6f, ", outcome.moved,
         accepted, (double)outcome.duration / 1e9);
  printf("\"p50\": %.3f, \"p99\": %.3f}\n", microseconds_at(0.5), microseconds_at(0.99));
  fflush(stdout);
}

static void run(const struct load *load) {
  if (load_open(load, &outcome)) {
    uint64_t before = backend_accepted();
    load_run(measuring);
    load_close();
    print_outcome(backend_accepted() - before);
  } else {
    load_close();
    measuring();
    print_outcome(0);
  }
}

static void hold(const struct load *load) {
  holding = true;
  load_open(load, &outcome);
  print_outcome(0);
}

static void release(void) {
  if (holding) load_close();
  holding = false;
  say("{}");
}

static bool reads_run(const char *line, struct load *load) {
  struct request *request = &load->request;
  int sticky = 1;
  int found = sscanf(line, "run %hu %23s %zu %zu %d %lf %" SCNd64 " %" SCNd64 " %d", &request->port,
                     request->path, &request->body, &request->length, &load->connections,
                     &load->rate, &load->lead, &load->duration, &sticky);
  load->lead *= MILLISECOND;
  load->duration *= MILLISECOND;
  request->sticky = sticky != 0;
  return found == 9;
}

static bool reads_hold(const char *line, struct load *load) {
  struct request *request = &load->request;
  int sticky = 1;
  int found = sscanf(line, "hold %hu %d %d", &request->port, &load->connections, &sticky);
  request->sticky = sticky != 0;
  return found == 3;
}

static void obey(const char *line) {
  struct load load = {.request = {.path = "/2", .length = 2}};
  if (reads_run(line, &load)) {
    run(&load);
  } else if (reads_hold(line, &load)) {
    hold(&load);
  } else if (strcmp(line, "release") == 0) {
    release();
  } else {
    fprintf(stderr, "generator: no such command: %s\n", line);
    exit(2);
  }
}

/* A command runs the loop itself, so it begins when this turn of the loop is over. */
static void commands_ready(struct source *source, uint32_t events) {
  (void)events;
  char *to = commands.bytes + commands.length;
  ssize_t length = read(source->fd, to, sizeof commands.bytes - commands.length - 1);
  if (length <= 0) commands.ended = true;
  if (length > 0) commands.length += (size_t)length;
}

static void obey_commands(void) {
  char *end;
  while ((end = memchr(commands.bytes, '\n', commands.length)) != NULL) {
    char line[LINE];
    size_t length = (size_t)(end - commands.bytes);
    memcpy(line, commands.bytes, length);
    line[length] = '\0';
    commands.length -= length + 1;
    memmove(commands.bytes, end + 1, commands.length);
    obey(line);
  }
}

static void allow_many_files(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) die("getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) die("setrlimit");
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "--self-test") == 0) return selftest() == 0 ? 0 : 1;
  uint16_t ports[BACKENDS];
  signal(SIGPIPE, SIG_IGN);
  allow_many_files();
  loop_open();
  backend_open(ports);
  printf("{\"backends\": [%u, %u, %u]}\n", ports[0], ports[1], ports[2]);
  fflush(stdout);
  commands.source = (struct source){STDIN_FILENO, commands_ready};
  loop_add(&commands.source, EPOLLIN);
  while (!commands.ended) {
    loop_once(-1);
    obey_commands();
  }
  return 0;
}
