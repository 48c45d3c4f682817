#define _GNU_SOURCE
#include "message.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LARGEST_HEAD 8192

void message_clear(struct message *message) {
  message->state = MESSAGE_HEAD;
  message->line_is_empty = true;
  message->status = 0;
  message->backend = -1;
  message->left = 0;
  message->body = 0;
  message->path[0] = '\0';
  message->stashed = 0;
}

void message_free(struct message *message) {
  free(message->stash);
  message->stash = NULL;
}

static void parse_start(struct message *message, const char *line, const char *end) {
  const char *space = memchr(line, ' ', (size_t)(end - line));
  if (space == NULL) {
    message->state = MESSAGE_BROKEN;
  } else if (strncmp(line, "HTTP/1.", 7) == 0) {
    message->status = atoi(space + 1);
  } else {
    const char *path = space + 1;
    const char *after = memchr(path, ' ', (size_t)(end - path));
    size_t length = after == NULL ? 0 : (size_t)(after - path);
    if (length >= MESSAGE_PATH) length = 0;
    memcpy(message->path, path, length);
    message->path[length] = '\0';
  }
}

/* The value of a field if the line has this name (with its colon), else null. */
static const char *value_of(const char *line, const char *end, const char *name) {
  size_t length = strlen(name);
  if ((size_t)(end - line) < length || strncasecmp(line, name, length) != 0) return NULL;
  const char *value = line + length;
  while (value < end && *value == ' ') value++;
  return value;
}

static void parse_field(struct message *message, const char *line, const char *end) {
  const char *value;
  if ((value = value_of(line, end, "content-length:")) != NULL) {
    message->left = strtoull(value, NULL, 10);
    message->state = message->left > 0 ? MESSAGE_BODY : MESSAGE_COMPLETE;
  } else if ((value = value_of(line, end, "transfer-encoding:")) != NULL) {
    bool chunked = end - value == 7 && strncasecmp(value, "chunked", 7) == 0;
    message->state = chunked ? MESSAGE_CHUNK_SIZE : MESSAGE_BROKEN;
  } else if ((value = value_of(line, end, "x-backend:")) != NULL) {
    message->backend = atoi(value);
  }
}

/* A head with its empty line, lines ended by CR LF. */
static void parse_head(struct message *message, const char *head, size_t length) {
  const char *last = head + length - 2;
  const char *line = head;
  for (bool start = true; line < last; start = false) {
    const char *end = memchr(line, '\r', (size_t)(last - line));
    if (end == NULL) end = last;
    if (start) {
      parse_start(message, line, end);
    } else if (strchr("cCtTxX", *line) != NULL) {
      parse_field(message, line, end);
    }
    line = end + 2;
  }
  if (message->state == MESSAGE_HEAD) {
    /* A response without a length would end with its connection. */
    message->state = message->status == 0 ? MESSAGE_COMPLETE : MESSAGE_BROKEN;
  }
}

static size_t end_of_head(const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  return end == NULL ? 0 : (size_t)(end - bytes) + 4;
}

static size_t read_stashed_head(struct message *message, const char *bytes, size_t length) {
  if (message->stash == NULL) message->stash = malloc(LARGEST_HEAD);
  size_t before = message->stashed;
  size_t taken = length < LARGEST_HEAD - before ? length : LARGEST_HEAD - before;
  if (message->stash == NULL || taken == 0) {
    message->state = MESSAGE_BROKEN;
    return 0;
  }
  memcpy(message->stash + before, bytes, taken);
  message->stashed += taken;
  size_t head = end_of_head(message->stash, message->stashed);
  if (head == 0) return taken;
  parse_head(message, message->stash, head);
  return head - before;
}

static size_t read_head(struct message *message, const char *bytes, size_t length) {
  size_t head = message->stashed > 0 ? 0 : end_of_head(bytes, length);
  if (head == 0) return read_stashed_head(message, bytes, length);
  parse_head(message, bytes, head);
  return head;
}

void message_skip(struct message *message, size_t length) {
  message->left -= length;
  message->body += length;
  if (message->left > 0) return;
  message->state = message->state == MESSAGE_BODY ? MESSAGE_COMPLETE : MESSAGE_CHUNK_END;
}

static size_t read_data(struct message *message, size_t length) {
  size_t taken = length < message->left ? length : (size_t)message->left;
  message_skip(message, taken);
  return taken;
}

static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

static void end_chunk_size(struct message *message) {
  message->state = message->left > 0 ? MESSAGE_CHUNK_DATA : MESSAGE_TRAILER;
  message->line_is_empty = true;
}

static void read_chunk_size(struct message *message, char c) {
  int digit = digit_of(c);
  if (digit >= 0) {
    message->left = message->left * 16 + (uint64_t)digit;
  } else if (c == '\n') {
    end_chunk_size(message);
  } else if (c == '\r' || c == ';' || c == ' ') {
    message->state = MESSAGE_CHUNK_EXTENSION;
  } else {
    message->state = MESSAGE_BROKEN;
  }
}

static void read_chunk_end(struct message *message, char c) {
  if (c == '\n') {
    message->state = MESSAGE_CHUNK_SIZE;
  } else if (c != '\r') {
    message->state = MESSAGE_BROKEN;
  }
}

static void read_trailer(struct message *message, char c) {
  if (c == '\n' && message->line_is_empty) {
    message->state = MESSAGE_COMPLETE;
  } else if (c != '\r') {
    message->line_is_empty = c == '\n';
  }
}

static void read_framing(struct message *message, char c) {
  switch (message->state) {
    case MESSAGE_CHUNK_SIZE: read_chunk_size(message, c); break;
    case MESSAGE_CHUNK_EXTENSION: if (c == '\n') end_chunk_size(message); break;
    case MESSAGE_CHUNK_END: read_chunk_end(message, c); break;
    default: read_trailer(message, c); break;
  }
}

size_t message_read(struct message *message, const char *bytes, size_t length) {
  size_t at = 0;
  while (at < length && message->state != MESSAGE_COMPLETE && message->state != MESSAGE_BROKEN) {
    if (message->state == MESSAGE_HEAD) {
      at += read_head(message, bytes + at, length - at);
    } else if (message->state == MESSAGE_BODY || message->state == MESSAGE_CHUNK_DATA) {
      at += read_data(message, length - at);
    } else {
      read_framing(message, bytes[at++]);
    }
  }
  return at;
}
