#define _GNU_SOURCE
#include "backend.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop.h"
#include "message.h"

#define KB 1024
#define MB (1024 * 1024)
#define CHUNK (4 * KB)
#define READ (64 * KB)

/* A whole response. A large one lies in a file of the memory: sendfile spares us a copy. */
struct answer {
  const char *path;
  char *bytes;
  size_t length;
  int file; /* -1: none */
};

enum { TWO, TEN, CHUNKED, MEGA, HEARTBEAT, HEADERS, NOT_FOUND, ANSWERS };

struct backend {
  struct source source;
  struct answer answers[ANSWERS];
};

struct connection {
  struct source source;
  struct backend *backend;
  struct message message;
  const struct answer *answer; /* that is being sent; null: none */
  size_t sent;
};

static struct backend backends[BACKENDS];
static uint64_t accepted;
static char input[READ];

uint64_t backend_accepted(void) { return accepted; }

static size_t write_head(char *to, int backend, int status, const char *framing) {
  return (size_t)sprintf(to,
                         "HTTP/1.1 %d %s\r\n"
                         "Date: Wed, 25 Nov 2026 12:00:00 GMT\r\n"
                         "Server: backend\r\n"
                         "Content-Type: text/plain; charset=utf-8\r\n"
                         "Cache-Control: no-store\r\n"
                         "X-Backend: %d\r\n"
                         "%s\r\n\r\n",
                         status, status == 200 ? "OK" : "Not Found", backend, framing);
}

static void *allocate(size_t size) {
  void *memory = calloc(1, size);
  if (memory == NULL) die("calloc");
  return memory;
}

static struct answer sized(const char *path, int backend, int status, size_t length) {
  char framing[48];
  sprintf(framing, "Content-Length: %zu", length);
  struct answer answer = {.path = path, .bytes = allocate(KB + length), .file = -1};
  size_t head = write_head(answer.bytes, backend, status, framing);
  memset(answer.bytes + head, 'x', length);
  answer.length = head + length;
  return answer;
}

static struct answer chunked(const char *path, int backend, size_t length) {
  struct answer answer = {.path = path, .bytes = allocate(2 * KB + length), .file = -1};
  char *to = answer.bytes + write_head(answer.bytes, backend, 200, "Transfer-Encoding: chunked");
  while (length > 0) {
    size_t chunk = length < CHUNK ? length : CHUNK;
    to += sprintf(to, "%zx\r\n", chunk);
    memset(to, 'x', chunk);
    to += chunk;
    to += sprintf(to, "\r\n");
    length -= chunk;
  }
  to += sprintf(to, "0\r\n\r\n");
  answer.length = (size_t)(to - answer.bytes);
  return answer;
}

static struct answer in_file(struct answer answer) {
  answer.file = memfd_create("answer", MFD_CLOEXEC);
  if (answer.file < 0) die("memfd_create");
  if (write(answer.file, answer.bytes, answer.length) != (ssize_t)answer.length) die("write");
  return answer;
}

static void make_answers(struct backend *backend, int id) {
  struct answer *answers = backend->answers;
  answers[TWO] = sized("/2", id, 200, 2);
  answers[TEN] = sized("/10k", id, 200, 10 * KB);
  answers[CHUNKED] = chunked("/10k-chunked", id, 10 * KB);
  answers[MEGA] = in_file(sized("/1m", id, 200, MB));
  answers[HEARTBEAT] = sized("/heartbeat", id, 200, 2);
  answers[HEADERS] = sized("/headers", id, 200, READ);
  answers[NOT_FOUND] = sized("", id, 404, 0);
}

static void echo(struct answer *answer, int backend, const char *request, size_t length) {
  char framing[48];
  sprintf(framing, "Content-Length: %zu", length);
  size_t head = write_head(answer->bytes, backend, 200, framing);
  memcpy(answer->bytes + head, request, length);
  answer->length = head + length;
}

static void disconnect(struct connection *connection) {
  loop_close(&connection->source);
  message_free(&connection->message);
  free(connection);
}

static ssize_t send_some(struct connection *connection) {
  const struct answer *answer = connection->answer;
  size_t left = answer->length - connection->sent;
  if (answer->file < 0) {
    return send(connection->source.fd, answer->bytes + connection->sent, left, MSG_NOSIGNAL);
  }
  off_t offset = (off_t)connection->sent;
  return sendfile(connection->source.fd, answer->file, &offset, left);
}

/* False: the connection is gone. */
static bool send_answer(struct connection *connection, bool waited) {
  while (connection->sent < connection->answer->length) {
    ssize_t sent = send_some(connection);
    if (sent >= 0) {
      connection->sent += (size_t)sent;
    } else if (errno == EAGAIN) {
      if (!waited) loop_change(&connection->source, EPOLLOUT);
      return true;
    } else {
      disconnect(connection);
      return false;
    }
  }
  if (waited) loop_change(&connection->source, EPOLLIN);
  connection->answer = NULL;
  message_clear(&connection->message);
  return true;
}

static const struct answer *answer_to(const struct connection *connection, const char *request,
                                      size_t length) {
  struct backend *backend = connection->backend;
  int found = 0;
  while (found < NOT_FOUND && strcmp(backend->answers[found].path, connection->message.path) != 0) {
    found++;
  }
  struct answer *answer = &backend->answers[found];
  if (found == HEADERS) echo(answer, (int)(backend - backends), request, length);
  return answer;
}

static void receive(struct connection *connection) {
  ssize_t length = recv(connection->source.fd, input, READ, 0);
  if (length < 0 && errno == EAGAIN) return;
  if (length <= 0) {
    disconnect(connection);
    return;
  }
  size_t taken = message_read(&connection->message, input, (size_t)length);
  /* Proxies send the next request after the answer only: more bytes are no request that we know. */
  if (taken < (size_t)length || connection->message.state == MESSAGE_BROKEN) {
    disconnect(connection);
  } else if (connection->message.state == MESSAGE_COMPLETE) {
    connection->answer = answer_to(connection, input, taken);
    connection->sent = 0;
    send_answer(connection, false);
  }
}

static void connection_ready(struct source *source, uint32_t events) {
  struct connection *connection = (struct connection *)source;
  if (connection->answer != NULL && (events & (EPOLLERR | EPOLLHUP)) != 0) {
    disconnect(connection);
  } else if (connection->answer != NULL) {
    send_answer(connection, true);
  } else {
    receive(connection);
  }
}

static void accept_ready(struct source *source, uint32_t events) {
  (void)events;
  int fd = accept4(source->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct connection *connection = allocate(sizeof *connection);
  connection->backend = (struct backend *)source;
  connection->source = (struct source){fd, connection_ready};
  message_clear(&connection->message);
  loop_add(&connection->source, EPOLLIN);
  accepted++;
}

static uint16_t listen_on_free_port(struct source *source) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  source->ready = accept_ready;
  source->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (source->fd < 0) die("socket");
  if (bind(source->fd, (struct sockaddr *)&address, length) < 0) die("bind");
  if (listen(source->fd, SOMAXCONN) < 0) die("listen");
  if (getsockname(source->fd, (struct sockaddr *)&address, &length) < 0) die("getsockname");
  loop_add(source, EPOLLIN);
  return ntohs(address.sin_port);
}

void backend_open(uint16_t ports[BACKENDS]) {
  for (int id = 0; id < BACKENDS; id++) {
    make_answers(&backends[id], id);
    ports[id] = listen_on_free_port(&backends[id].source);
  }
}
