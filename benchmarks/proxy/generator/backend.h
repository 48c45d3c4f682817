/*
 * The servers behind the proxy: three listeners on loopback that answer at once and say which of
 * them they are (X-Backend).
 *
 *   /2  /10k  /10k-chunked  /1m   a body of 2 B, 10 KB with Content-Length or in chunks, 1 MB
 *   /heartbeat                    as /2
 *   /headers                      the head of the request as it came, for people and drivers
 *
 * The body of a request is read and dropped.
 */
#ifndef BACKEND_H
#define BACKEND_H

#include <stdint.h>

#define BACKENDS 3

/* Listens on free ports of 127.0.0.1, which it writes to ports. */
void backend_open(uint16_t ports[BACKENDS]);

/* Connections accepted so far: few, if the proxy keeps them. */
uint64_t backend_accepted(void);

#endif
