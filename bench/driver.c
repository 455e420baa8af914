// Load over keep-alive connections, one request at a time on each.
//
//   driver PORT CONNECTIONS SECONDS REQUEST-FILE
//
// The file is one whole HTTP request. In it every "@@@@@@@@@@@@@@@@" becomes a number of the request's own, and
// every "########" the number of its connection. New requests start for SECONDS; those under way are finished.
// Standard output gets each request's time in ns (uint32, native order), standard error one line of JSON.

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

enum state { HEAD, BODY, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER, DONE };
enum { HEAD_LIMIT = 16384, STUCK_AFTER_MS = 20000 };

struct connection {
  int fd;
  char *request;               // a copy of its own, with its own numbers
  size_t sent;
  uint64_t started;
  enum state state;
  char line[HEAD_LIMIT];       // the head, or a line of the chunked framing
  size_t line_length;
  size_t left;                 // bytes of body or chunk
  char last;                   // byte of body, for events cut between reads
  bool waits_for_room;
};

static struct { char *bytes; size_t length; } request;
static struct { uint32_t *times; size_t count, capacity; uint64_t events, bytes; } results;
static uint64_t serial, deadline;
static int poller, active;

static void fail(const char *what, const char *detail) {
  fprintf(stderr, "driver: %s: %s\n", what, detail);
  exit(1);
}

static void check(bool good, const char *what) {
  if (!good) fail(what, strerror(errno));
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// Requests ------------------------------------------------------------------------------------------------

static void load_request(const char *path) {
  FILE *file = fopen(path, "rb");
  check(file && fseek(file, 0, SEEK_END) == 0, path);
  request.length = (size_t)ftell(file);
  rewind(file);
  request.bytes = malloc(request.length + 1);
  check(request.bytes && fread(request.bytes, 1, request.length, file) == request.length, path);
  request.bytes[request.length] = 0;
  fclose(file);
}

static void number(char *copy, const char *mark, uint64_t value) {
  size_t width = strlen(mark);
  char digits[32];
  snprintf(digits, sizeof digits, "%0*llu", (int)width, (unsigned long long)value);
  for (const char *at = request.bytes; (at = strstr(at, mark)); at += width) {
    memcpy(copy + (at - request.bytes), digits, width);
  }
}

static void watch(struct connection *c, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  check(epoll_ctl(poller, operation, c->fd, &event) == 0, "epoll_ctl");
}

static void send_more(struct connection *c) {
  while (c->sent < request.length) {
    ssize_t count = send(c->fd, c->request + c->sent, request.length - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) {
      if (!c->waits_for_room) watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
      c->waits_for_room = true;
      return;
    }
    check(count > 0, "send");
    c->sent += (size_t)count;
  }
  if (c->waits_for_room) watch(c, EPOLL_CTL_MOD, EPOLLIN);
  c->waits_for_room = false;
}

static void start(struct connection *c) {
  number(c->request, "@@@@@@@@@@@@@@@@", serial++ % 10000000000000000u);
  c->state = HEAD;
  c->line_length = 0;
  c->sent = 0;
  c->last = 0;
  c->started = now();
  send_more(c);
}

static struct connection *open_connection(int port, int index) {
  struct connection *c = calloc(1, sizeof *c);
  check(c && (c->request = malloc(request.length)), "malloc");
  memcpy(c->request, request.bytes, request.length);
  number(c->request, "########", (uint64_t)index);
  struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  check(connect(c->fd, (struct sockaddr *)&address, sizeof address) == 0, "connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  watch(c, EPOLL_CTL_ADD, EPOLLIN);
  return c;
}

// Answers -------------------------------------------------------------------------------------------------

static void finish(struct connection *c) {
  uint64_t end = now(), took = end - c->started;
  if (results.count == results.capacity) {
    results.capacity = 2 * results.capacity + 65536;
    results.times = realloc(results.times, results.capacity * sizeof *results.times);
    check(results.times != NULL, "realloc");
  }
  results.times[results.count++] = took > UINT32_MAX ? UINT32_MAX : (uint32_t)took;
  if (end < deadline) start(c);
  else { close(c->fd); active--; }
}

static void read_head(struct connection *c) {
  if (strncmp(c->line, "HTTP/1.1 200", 12) != 0) fail("not a 200", c->line);
  char *length = strcasestr(c->line, "\r\ncontent-length:");
  if (length) c->left = strtoul(length + 17, NULL, 10);
  else if (!strcasestr(c->line, "\r\ntransfer-encoding: chunked")) fail("an answer without framing", c->line);
  c->state = length ? (c->left ? BODY : DONE) : CHUNK_SIZE;
}

// Collects bytes up to `mark`; gives how many were used, and whether the mark is there.
static size_t collect(struct connection *c, const char *bytes, size_t count, const char *mark, bool *whole) {
  size_t mark_length = strlen(mark);
  for (size_t i = 0; i < count; i++) {
    if (c->line_length == HEAD_LIMIT - 1) fail("a head or line too long", "");
    c->line[c->line_length++] = bytes[i];
    *whole = c->line_length >= mark_length && !memcmp(c->line + c->line_length - mark_length, mark, mark_length);
    if (*whole) {
      c->line[c->line_length] = 0;
      c->line_length = 0;
      return i + 1;
    }
  }
  return count;
}

static void count_events(struct connection *c, const char *bytes, size_t count) {
  const char *at = bytes, *end = bytes + count;
  if (c->last == '\n' && *at == '\n') results.events++;
  while ((at = memmem(at, (size_t)(end - at), "\n\n", 2))) { results.events++; at += 2; }
  c->last = bytes[count - 1];
}

static size_t take_body(struct connection *c, const char *bytes, size_t count) {
  size_t taken = count < c->left ? count : c->left;
  count_events(c, bytes, taken);
  results.bytes += taken;
  c->left -= taken;
  if (c->left == 0) c->state = c->state == BODY ? DONE : CHUNK_END;
  return taken;
}

static void read_line(struct connection *c) {
  switch (c->state) {
  case HEAD: read_head(c); break;
  case CHUNK_SIZE: c->left = strtoul(c->line, NULL, 16); c->state = c->left ? CHUNK : TRAILER; break;
  case CHUNK_END: c->state = CHUNK_SIZE; break;
  case TRAILER: if (strcmp(c->line, "\r\n") == 0) c->state = DONE; break;
  default: fail("a line out of place", c->line);
  }
}

static void take(struct connection *c, const char *bytes, size_t count) {
  while (count > 0 && c->state != DONE) {
    bool whole = false;
    size_t used = c->state == BODY || c->state == CHUNK
      ? take_body(c, bytes, count)
      : collect(c, bytes, count, c->state == HEAD ? "\r\n\r\n" : "\r\n", &whole);
    if (whole) read_line(c);
    bytes += used;
    count -= used;
  }
  if (count > 0) fail("bytes after the answer", "");
  if (c->state == DONE) finish(c);
}

static void receive(struct connection *c) {
  static char bytes[256 * 1024];
  ssize_t count = recv(c->fd, bytes, sizeof bytes, MSG_DONTWAIT);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) fail("the connection ended", count < 0 ? strerror(errno) : "inside an answer");
  take(c, bytes, (size_t)count);
}

// The run -------------------------------------------------------------------------------------------------

static void drive(void) {
  while (active > 0) {
    struct epoll_event events[256];
    int ready = epoll_wait(poller, events, 256, STUCK_AFTER_MS);
    if (ready == 0) fail("no answer", "for 20 s");
    for (int i = 0; i < ready; i++) {
      if (events[i].events & EPOLLOUT) send_more(events[i].data.ptr);
      if (events[i].events & ~(uint32_t)EPOLLOUT) receive(events[i].data.ptr);
    }
  }
}

int main(int count, char **arguments) {
  if (count != 5) { fprintf(stderr, "usage: driver PORT CONNECTIONS SECONDS REQUEST-FILE\n"); return 2; }
  int port = atoi(arguments[1]);
  active = atoi(arguments[2]);
  load_request(arguments[4]);
  poller = epoll_create1(0);
  serial = now();  // so that no two runs send the same message
  struct connection *all[active];
  for (int i = 0; i < active; i++) all[i] = open_connection(port, i);
  uint64_t begin = now();
  deadline = begin + (uint64_t)(atof(arguments[3]) * 1e9);
  for (int i = 0, opened = active; i < opened; i++) start(all[i]);
  drive();
  fprintf(stderr, "{\"requests\":%zu,\"seconds\":%.6f,\"events\":%llu,\"bytes\":%llu}\n", results.count,
    (double)(now() - begin) / 1e9, (unsigned long long)results.events, (unsigned long long)results.bytes);
  check(fwrite(results.times, sizeof *results.times, results.count, stdout) == results.count, "write");
  return 0;
}
