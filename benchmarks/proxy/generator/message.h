/*
 * Reads one HTTP/1.1 message after the other from pieces of any size: of the head what the
 * benchmark asks for, of the body its length. It reads what proxies send to it, and is no parser
 * to expose to anybody else.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum message_state {
  MESSAGE_HEAD,
  MESSAGE_BODY,
  MESSAGE_CHUNK_SIZE,
  MESSAGE_CHUNK_EXTENSION,
  MESSAGE_CHUNK_DATA,
  MESSAGE_CHUNK_END,
  MESSAGE_TRAILER,
  MESSAGE_COMPLETE,
  MESSAGE_BROKEN,
};

#define MESSAGE_PATH 24

struct message {
  enum message_state state;
  bool line_is_empty; /* of the trailer */
  int status;         /* of a response; 0: a request */
  int backend;        /* who says to have answered; -1: nobody */
  uint64_t left;      /* bytes to come of the body, or of the chunk */
  uint64_t body;      /* bytes of the body so far, without their framing */
  char path[MESSAGE_PATH];
  char *stash; /* a head that has come in part */
  size_t stashed;
};

/* Makes ready for the next message; before the first one, all has to be zero. */
void message_clear(struct message *message);

/*
 * Reads on, at most to the end of the message. Returns how many bytes were taken: all of them,
 * unless the message is then complete or broken.
 */
size_t message_read(struct message *message, const char *bytes, size_t length);

/* Takes bytes of a body of known length as read; at most those that are left. */
void message_skip(struct message *message, size_t length);

void message_free(struct message *message);

#endif
