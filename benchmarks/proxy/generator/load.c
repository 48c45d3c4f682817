#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define OPENING_LIMIT (60 * SECOND)
#define DRAIN_LIMIT (15 * SECOND)
#define OPENING_AT_ONCE 128
#define ERROR_LIMIT 100

enum phase { OPENING, RUNNING, DRAINING };

static struct {
  struct load load;
  struct outcome *outcome;
  struct client *clients;
  enum phase phase;
  int connected;
  int busy;
  struct client **idle; /* a queue, so that an open loop uses all connections in turn */
  int idle_first;
  int idle_count;
  int64_t interval; /* of an open loop */
  int64_t due;      /* when its next request is */
  int64_t record_from;
  int64_t stop_at;
  bool lost; /* the proxy accepts nobody, or fails all the time */
} state;

static uint32_t random_key(void) {
  static uint32_t x = 2463534242u;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return x % KEYS;
}

static void send_next(struct client *client, int64_t due) {
  state.busy++;
  client_send(client, random_key(), due);
}

static void note_error(const char *error) {
  struct outcome *outcome = state.outcome;
  if (outcome->errors++ == 0) snprintf(outcome->first_error, CLIENT_ERROR, "%s", error);
  if (outcome->errors >= ERROR_LIMIT) state.lost = true;
}

static void put_idle(struct client *client) {
  int last = (state.idle_first + state.idle_count++) % state.load.connections;
  state.idle[last] = client;
}

static struct client *take_idle(void) {
  struct client *client = state.idle[state.idle_first];
  state.idle_first = (state.idle_first + 1) % state.load.connections;
  state.idle_count--;
  return client;
}

static void connect_next(void) {
  int number = state.connected;
  if (number == state.load.connections || state.lost) return;
  if (!client_connect(&state.clients[number], number)) {
    note_error("could not connect");
    state.lost = true;
    return;
  }
  state.connected++;
  send_next(&state.clients[number], now_ns());
}

static void account(int64_t due, int64_t now) {
  state.outcome->requests++;
  if (due >= state.record_from) {
    histogram_record(&state.outcome->latencies, (uint64_t)(now - due));
  }
}

static void go_on(struct client *client, int64_t now) {
  if (state.phase == RUNNING && state.load.rate == 0 && !state.lost) {
    send_next(client, now);
    return;
  }
  put_idle(client);
  if (state.phase == OPENING) connect_next();
}

static void heard(struct client *client, int64_t due, const char *error, bool lost) {
  if (error != NULL) note_error(error);
  if (lost && !client_connect(client, (int)(client - state.clients))) state.lost = true;
  if (due == 0) return; /* its place among the idle is still right */
  state.busy--;
  int64_t now = now_ns();
  if (error == NULL) account(due, now);
  go_on(client, now);
}

bool load_open(const struct load *load, struct outcome *outcome) {
  memset(outcome, 0, sizeof *outcome);
  memset(&state, 0, sizeof state);
  state.load = *load;
  state.outcome = outcome;
  state.clients = calloc((size_t)load->connections, sizeof *state.clients);
  state.idle = calloc((size_t)load->connections, sizeof *state.idle);
  if (state.clients == NULL || state.idle == NULL) die("calloc");
  client_prepare(&load->request, heard);
  for (int i = 0; i < load->connections; i++) state.clients[i].source.fd = -1;
  for (int i = 0; i < OPENING_AT_ONCE; i++) connect_next();
  int64_t deadline = now_ns() + OPENING_LIMIT;
  while (state.idle_count < load->connections && !state.lost && now_ns() < deadline) {
    loop_once(deadline - now_ns());
  }
  bool open = state.idle_count == load->connections && outcome->errors == 0;
  if (!open && outcome->errors == 0) note_error("not all connections had an answer in time");
  return open;
}

static bool is_due(void) { return state.load.rate > 0 && state.due < state.stop_at; }

static void turn(int64_t until) {
  int64_t now = now_ns();
  while (is_due() && state.due <= now && state.idle_count > 0) {
    send_next(take_idle(), state.due);
    state.due += state.interval;
  }
  if (is_due() && state.idle_count > 0 && state.due < until) until = state.due;
  now = now_ns();
  loop_once(until > now ? until - now : 0);
}

static void turn_until(int64_t end) {
  while (now_ns() < end && !state.lost) turn(end);
}

static void begin(void) {
  int64_t now = now_ns();
  state.phase = RUNNING;
  state.record_from = now + state.load.lead;
  state.stop_at = state.record_from + state.load.duration;
  state.due = now;
  if (state.load.rate > 0) {
    state.interval = (int64_t)((double)SECOND / state.load.rate);
    return;
  }
  while (state.idle_count > 0) send_next(take_idle(), now);
}

static void drain(void) {
  state.phase = DRAINING;
  int64_t deadline = now_ns() + DRAIN_LIMIT;
  while ((state.busy > 0 || is_due()) && !state.lost && now_ns() < deadline) turn(deadline);
  if (state.busy > 0 || is_due()) note_error("requests without an answer at the end");
}

void load_run(void (*measuring)(void)) {
  begin();
  turn_until(state.record_from);
  uint64_t moved = client_moved();
  state.outcome->requests = 0;
  histogram_clear(&state.outcome->latencies);
  measuring();
  int64_t start = now_ns();
  turn_until(state.stop_at);
  drain();
  state.outcome->duration = now_ns() - start;
  state.outcome->moved = client_moved() - moved;
}

void load_close(void) {
  for (int i = 0; i < state.connected; i++) client_close(&state.clients[i]);
  free(state.clients);
  free(state.idle);
}
