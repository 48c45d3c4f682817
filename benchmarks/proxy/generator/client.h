/*
 * One connection of a client to the proxy: sends a request for a key, as a browser would, and
 * checks the answer.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"
#include "message.h"

#define KEYS 10000
#define CLIENT_ERROR 128

/* What all clients ask for, and what they expect. */
struct request {
  uint16_t port;
  char path[MESSAGE_PATH];
  size_t body;   /* bytes to POST; 0: a GET */
  size_t length; /* bytes of the body of the answer */
  bool sticky;   /* a key that reaches another backend than before is an error */
};

struct client {
  struct source source;
  struct message message;
  uint32_t key;
  size_t sent;
  int64_t due; /* when the request under way was to be sent; 0: none is */
};

/*
 * Whom to tell of an answer, or what was wrong (else null), for the request that was due then; 0:
 * the connection broke without one. The client is free again, and lost if its connection is.
 */
typedef void client_listener(struct client *client, int64_t due, const char *error, bool lost);

void client_prepare(const struct request *request, client_listener *listener);

/* The number decides the address to come from: one address has too few ports for all tests. */
bool client_connect(struct client *client, int number);

void client_send(struct client *client, uint32_t key, int64_t due);

void client_close(struct client *client);

/* Keys that reached another backend than before, so far. */
uint64_t client_moved(void);

#endif
