#define _GNU_SOURCE
#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#define READ (16 * 1024)
#define PROXIES 8
#define SOURCE_ADDRESSES 8
#define KEY_DIGITS 5

/* The backend that the proxy on a port sent each key to, plus one; 0: none yet. */
struct owners {
  uint16_t port;
  uint8_t of[KEYS];
};

static struct {
  struct request request;
  client_listener *listener;
  struct owners *owners;
  char *bytes;
  char *key;
  size_t length;
} job;

static struct owners known[PROXIES];
static uint64_t moved;
static char input[READ];

uint64_t client_moved(void) { return moved; }

static const char *text(const char *format, ...) {
  static char line[CLIENT_ERROR];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  return line;
}

static struct owners *owners_of(uint16_t port) {
  for (int i = 0; i < PROXIES; i++) {
    if (known[i].port == port || known[i].port == 0) {
      known[i].port = port;
      return &known[i];
    }
  }
  errno = ENOSPC;
  die("more ports than expected");
}

/* Eleven fields as browsers send them; two more say what a POST carries. */
static size_t write_request(char *to, const struct request *request) {
  char body[80] = "";
  if (request->body > 0) {
    sprintf(body, "Content-Type: application/json\r\nContent-Length: %zu\r\n", request->body);
  }
  return (size_t)sprintf(
      to,
      "%s %s HTTP/1.1\r\n"
      "Host: shop.example.com\r\n"
      "X-User-Id: user-00000\r\n"
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
      "Chrome/140.0.0.0 Safari/537.36\r\n"
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8\r\n"
      "Accept-Language: en-GB,en;q=0.9,de;q=0.7\r\n"
      "Accept-Encoding: gzip, deflate, br\r\n"
      "Referer: http://shop.example.com/catalogue/lamps?page=3\r\n"
      "Cookie: session=5f2b7e0c9a1d4e63b8f0a7c2d1e4f593; theme=dark; consent=1\r\n"
      "Sec-Fetch-Dest: document\r\n"
      "Sec-Fetch-Mode: navigate\r\n"
      "Sec-Fetch-Site: same-origin\r\n"
      "%s\r\n",
      request->body > 0 ? "POST" : "GET", request->path, body);
}

void client_prepare(const struct request *request, client_listener *listener) {
  job.request = *request;
  job.listener = listener;
  job.owners = owners_of(request->port);
  free(job.bytes);
  job.bytes = calloc(1, 2048 + request->body);
  if (job.bytes == NULL) die("calloc");
  size_t head = write_request(job.bytes, request);
  memset(job.bytes + head, 'y', request->body);
  job.length = head + request->body;
  job.key = strstr(job.bytes, "user-") + strlen("user-");
}

static void set_key(uint32_t key) {
  for (int i = KEY_DIGITS - 1; i >= 0; i--) {
    job.key[i] = (char)('0' + key % 10);
    key /= 10;
  }
}

static void finish(struct client *client, const char *error, bool lost) {
  int64_t due = client->due;
  client->due = 0;
  job.listener(client, due, error, lost);
}

static void failed(struct client *client, const char *error) {
  client_close(client);
  finish(client, error, true);
}

static void send_rest(struct client *client) {
  set_key(client->key);
  bool waited = client->sent > 0;
  size_t left = job.length - client->sent;
  ssize_t sent = send(client->source.fd, job.bytes + client->sent, left, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) {
    failed(client, text("could not send: %s", strerror(errno)));
    return;
  }
  client->sent += sent > 0 ? (size_t)sent : 0;
  if (client->sent < job.length) {
    loop_change(&client->source, EPOLLIN | EPOLLOUT);
  } else if (waited) {
    loop_change(&client->source, EPOLLIN);
  }
}

void client_send(struct client *client, uint32_t key, int64_t due) {
  client->key = key;
  client->due = due;
  client->sent = 0;
  message_clear(&client->message);
  send_rest(client);
}

static const char *wrong_owner(const struct client *client) {
  uint8_t *owner = &job.owners->of[client->key];
  uint8_t before = *owner;
  *owner = (uint8_t)(client->message.backend + 1);
  if (before == 0 || before == *owner) return NULL;
  moved++;
  if (!job.request.sticky) return NULL;
  return text("key %u reached backend %d, expected %d", client->key, *owner - 1, before - 1);
}

/* What is wrong with an answer, or null. */
static const char *wrong(const struct client *client) {
  const struct message *message = &client->message;
  if (message->status != 200) return text("status %d, expected 200", message->status);
  if (message->backend < 0) return "no backend in the answer, expected X-Backend";
  if (message->body != job.request.length) {
    return text("body of %zu B, expected %zu", (size_t)message->body, job.request.length);
  }
  return wrong_owner(client);
}

static ssize_t receive(struct client *client, size_t *taken) {
  struct message *message = &client->message;
  ssize_t length;
  if (message->state == MESSAGE_BODY && message->left > READ) {
    /* Dropped by the kernel: copying a long body would cost us more than it costs the proxy. */
    length = recv(client->source.fd, input, message->left, MSG_TRUNC);
    if (length > 0) message_skip(message, (size_t)length);
    *taken = (size_t)length;
  } else {
    length = recv(client->source.fd, input, READ, 0);
    if (length > 0) *taken = message_read(message, input, (size_t)length);
  }
  return length;
}

static void client_ready(struct source *source, uint32_t events) {
  struct client *client = (struct client *)source;
  if ((events & EPOLLOUT) != 0) {
    send_rest(client);
    return;
  }
  size_t taken = 0;
  ssize_t length = receive(client, &taken);
  if (length < 0 && errno == EAGAIN) return;
  if (length <= 0) {
    bool idle = client->due == 0;
    failed(client, idle ? "idle connection closed" : "connection closed before the answer's end");
  } else if (client->message.state == MESSAGE_BROKEN) {
    failed(client, "no HTTP/1.1 with a length or chunks");
  } else if (client->due == 0 || taken < (size_t)length) {
    failed(client, "bytes after the answer's end");
  } else if (client->message.state == MESSAGE_COMPLETE) {
    finish(client, wrong(client), false);
  }
}

bool client_connect(struct client *client, int number) {
  struct sockaddr_in from = {.sin_family = AF_INET};
  from.sin_addr.s_addr = htonl(0x7f000101u + (uint32_t)(number % SOURCE_ADDRESSES));
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(job.request.port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  int on = 1;
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct timeval limit = {.tv_sec = 5};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (bind(fd, (struct sockaddr *)&from, sizeof from) < 0) die("bind");
  client->source = (struct source){fd, client_ready};
  client->due = 0;
  /* A handshake on loopback takes microseconds: nothing is gained by not waiting for it. */
  if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
    loop_close(&client->source);
    return false;
  }
  fcntl(fd, F_SETFL, O_NONBLOCK);
  loop_add(&client->source, EPOLLIN);
  return true;
}

void client_close(struct client *client) {
  if (client->source.fd >= 0) loop_close(&client->source);
  message_free(&client->message);
}
