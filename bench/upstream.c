// A model's API as fast as it can be: answers every POST with an Anthropic message, plain or streamed; one to
// /chat/completions with streamed chat completion chunks.
//
//   upstream PORT-FILE
//
// The request's model says how: "claude-bench-EVENTS-MS" streams EVENTS text deltas, one send() each, MS
// milliseconds apart (0: as fast as the socket takes them); with EVENTS 0 the answer is plain JSON.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 4096, READ_SIZE = 256 * 1024, IDLE = -1 };

struct connection {
  int fd;
  char *in;
  size_t have, capacity;
  int events, interval;     // of the answer under way
  bool chat;                // whether it is a chat completion
  int next;                 // piece to send: 0 the preface, 1...events the deltas, events + 1 the coda; or IDLE
  size_t sent;              // bytes of that piece
  uint64_t due;             // when the next delta may go, in ns
  bool waits_for_room;
};

struct piece { const char *bytes; size_t length; };

static struct connection *connections[MAX_CONNECTIONS];
static int poller;
static struct piece plain;
static struct stream { struct piece preface, delta, coda; } messages, chat;

static void check(bool good, const char *what) {
  if (!good) { perror(what); exit(1); }
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// The answers ---------------------------------------------------------------------------------------------

static struct piece text(const char *head, const char *body, bool chunked, const char *tail) {
  char *all = NULL;
  int length = chunked ? asprintf(&all, "%s%zx\r\n%s\r\n%s", head, strlen(body), body, tail)
                       : asprintf(&all, "%scontent-length: %zu\r\n\r\n%s", head, strlen(body), body);
  check(length > 0, "asprintf");
  return (struct piece){all, (size_t)length};
}

#define USAGE "\"usage\":{\"input_tokens\":512,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":64}"
#define EVENT(name, rest) "event: " name "\ndata: {\"type\":\"" name "\"" rest "}\n\n"

#define CHUNK(delta, finish) "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1795000000," \
  "\"model\":\"claude-bench\",\"choices\":[{\"index\":0,\"delta\":" delta ",\"finish_reason\":" finish "}]}\n\n"

static void prepare_answers(void) {
  plain = text("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n",
    "{\"id\":\"msg_01bench\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-bench\",\"content\":[{\"type\":\"text\","
    "\"text\":\"The parser reads one token ahead and keeps no other state, so the cut may fall anywhere.\"}],"
    "\"stop_reason\":\"end_turn\",\"stop_sequence\":null," USAGE "}", false, "");
  messages.preface = text("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
    EVENT("message_start", ",\"message\":{\"id\":\"msg_01bench\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-bench\","
      "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null," USAGE "}")
    EVENT("content_block_start", ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"), true, "");
  messages.delta = text("", EVENT("content_block_delta", ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" reads one\"}"), true, "");
  messages.coda = text("", EVENT("content_block_stop", ",\"index\":0")
    EVENT("message_delta", ",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":64}")
    EVENT("message_stop", ""), true, "0\r\n\r\n");
  chat.preface = text("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
    CHUNK("{\"role\":\"assistant\",\"content\":\"\"}", "null"), true, "");
  chat.delta = text("", CHUNK("{\"content\":\" reads one\"}", "null"), true, "");
  chat.coda = text("", CHUNK("{}", "\"stop\"") "data: [DONE]\n\n", true, "0\r\n\r\n");
}

// Connections ---------------------------------------------------------------------------------------------

static void watch(struct connection *c, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = c->fd};
  check(epoll_ctl(poller, operation, c->fd, &event) == 0, "epoll_ctl");
}

static void drop(struct connection *c) {
  connections[c->fd] = NULL;
  close(c->fd);
  free(c->in);
  free(c);
}

static void welcome(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  if (fd < 0) return;
  check(fd < MAX_CONNECTIONS, "too many connections");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  struct connection *c = calloc(1, sizeof *c);
  check(c != NULL, "calloc");
  c->fd = fd;
  c->next = IDLE;
  connections[fd] = c;
  watch(c, EPOLL_CTL_ADD, EPOLLIN);
}

static struct piece piece_of(const struct connection *c) {
  if (c->events == 0) return plain;
  const struct stream *stream = c->chat ? &chat : &messages;
  return c->next == 0 ? stream->preface : c->next <= c->events ? stream->delta : stream->coda;
}

static int last_piece(const struct connection *c) { return c->events == 0 ? 0 : c->events + 1; }

static bool must_wait(const struct connection *c, uint64_t time) {
  return c->interval > 0 && c->next > 0 && c->sent == 0 && time < c->due;
}

// Sends what is due; gives false if the peer has gone.
static bool pump(struct connection *c) {
  while (c->next != IDLE && !must_wait(c, now())) {
    struct piece piece = piece_of(c);
    ssize_t count = send(c->fd, piece.bytes + c->sent, piece.length - c->sent, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN) return false;
    if (count < 0) {
      if (!c->waits_for_room) watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
      c->waits_for_room = true;
      return true;
    }
    c->sent += (size_t)count;
    if (c->sent < piece.length) continue;
    c->sent = 0;
    c->due += (uint64_t)c->interval * 1000000u;
    c->next = c->next == last_piece(c) ? IDLE : c->next + 1;
  }
  if (c->waits_for_room) watch(c, EPOLL_CTL_MOD, EPOLLIN);
  c->waits_for_room = false;
  return true;
}

static void begin_answer(struct connection *c, const char *body) {
  const char *model = strstr(body, "claude-bench-");
  check(model && sscanf(model, "claude-bench-%d-%d", &c->events, &c->interval) == 2, "a model named claude-bench-EVENTS-MS");
  c->next = 0;
  c->sent = 0;
  c->due = now() + (uint64_t)c->interval * 1000000u;
}

// Takes one whole request off the buffer and begins its answer, if one is there.
static void take_request(struct connection *c) {
  if (c->next != IDLE || c->have == 0) return;
  c->in[c->have] = 0;
  char *end = strstr(c->in, "\r\n\r\n");
  if (!end) return;
  char *length = strcasestr(c->in, "\r\ncontent-length:");
  bool asks = strncmp(c->in, "POST ", 5) != 0;  // which models there are; any answer will do
  check(asks || (length && length < end), "a request with a content-length");
  size_t body = (size_t)(end + 4 - c->in), whole = body + (asks ? 0 : strtoul(length + 17, NULL, 10));
  if (c->have < whole) return;
  char *path = strstr(c->in, "/chat/completions");
  c->chat = path && path < strchr(c->in, '\r');
  begin_answer(c, asks ? "claude-bench-0-0" : c->in + body);
  c->have -= whole;
  memmove(c->in, c->in + whole, c->have);
}

static bool receive(struct connection *c) {
  if (c->capacity < c->have + READ_SIZE + 1) {
    c->capacity = 2 * c->capacity + READ_SIZE + 1;
    c->in = realloc(c->in, c->capacity);
    check(c->in != NULL, "realloc");
  }
  ssize_t count = recv(c->fd, c->in + c->have, READ_SIZE, 0);
  if (count <= 0) return count < 0 && errno == EAGAIN;
  c->have += (size_t)count;
  take_request(c);
  return pump(c);
}

// The loop ------------------------------------------------------------------------------------------------

// Sends every delta that is due; gives the milliseconds until the next one, or -1.
static int tick(void) {
  uint64_t time = now(), next = UINT64_MAX;
  for (int fd = 0; fd < MAX_CONNECTIONS; fd++) {
    struct connection *c = connections[fd];
    if (!c || c->next == IDLE || c->interval == 0) continue;
    if (!must_wait(c, time) && !pump(c)) { drop(c); continue; }
    if (c->next != IDLE && c->due < next) next = c->due;
  }
  if (next == UINT64_MAX) return -1;
  time = now();
  return next <= time ? 0 : (int)((next - time + 999999) / 1000000);
}

static int listen_and_tell(const char *port_file) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  check(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 1024) == 0, "listen");
  check(getsockname(listener, (struct sockaddr *)&address, &size) == 0, "getsockname");
  FILE *file = fopen(port_file, "w");
  check(file && fprintf(file, "%d\n", ntohs(address.sin_port)) > 0 && fclose(file) == 0, port_file);
  return listener;
}

int main(int count, char **arguments) {
  if (count != 2) { fprintf(stderr, "usage: upstream PORT-FILE\n"); return 2; }
  prepare_answers();
  poller = epoll_create1(0);
  int listener = listen_and_tell(arguments[1]);
  watch(&(struct connection){.fd = listener}, EPOLL_CTL_ADD, EPOLLIN);
  for (;;) {
    struct epoll_event events[256];
    int ready = epoll_wait(poller, events, 256, tick());
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) { welcome(listener); continue; }
      struct connection *c = connections[fd];
      bool alive = events[i].events & EPOLLOUT ? pump(c) : true;
      if (alive && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) alive = receive(c);
      if (!alive) drop(c);
    }
  }
}
