#include "io/http.h"

#include "base/assert.h"
#include "io/address.h"
#include "io/log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define OPENMETRICS    "application/openmetrics-text; version=1.0.0; charset=utf-8"
#define PLAIN          "text/plain; charset=utf-8"
#define ANSWER_ROOM    512 /* the head of an answer */
#define NO_FD_WAIT_MS  1000
#define IDLE_MS        (HTTP_IDLE_S * (int64_t)1000)
#define FIRST_LINE_MAX 256 /* of ours none is half as long; met: not here */

enum phase {
    PHASE_FREE,
    PHASE_READING,
    PHASE_WAITING, /* for a text that is newer than the request */
    PHASE_WRITING,
    PHASE_ENDING, /* said all; what still comes is thrown away, so that the answer is not */
};

struct connection {
    int fd;
    enum phase phase;
    int64_t until_ms; /* of this phase */
    bool head;
    uint64_t text_before; /* number of the text that was there when it asked */
    size_t used_bytes;
    char *answer; /* NULL before PHASE_WRITING */
    size_t answer_bytes;
    size_t sent_bytes;
    char request[HTTP_REQUEST_BYTES_MAX];
};

struct http {
    pthread_t thread;
    int listen_fd;
    int asked_fd; /* eventfd: a request waits; the loop reads it */
    int wake_fd;  /* eventfd: there is a new text, or it is the end; the thread reads it */
    uint16_t port;
    atomic_bool healthy;
    atomic_bool stopping;
    int64_t accept_from_ms; /* later, when there was no descriptor left */
    pthread_mutex_t guard;  /* of the text */
    char *text;             /* NULL before the first */
    size_t text_bytes;
    uint64_t text_number; /* how many were published */
    struct connection connections[HTTP_CONNECTIONS_MAX];
};

static int64_t now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- A request -------------------------------------------------------------------------------------------------- */

enum http_wish http_parse(const char *bytes, size_t size_bytes, bool *out_head)
{
    char line[FIRST_LINE_MAX];
    if (memmem(bytes, size_bytes, "\r\n\r\n", 4) == NULL) {
        return HTTP_UNFINISHED;
    }
    const char *end = memmem(bytes, size_bytes, "\r\n", 2);
    const size_t line_bytes = (size_t)(end - bytes);
    *out_head = false;
    if (memchr(bytes, '\0', line_bytes) != NULL) {
        return HTTP_UNREADABLE;
    }
    if (line_bytes >= sizeof line) {
        return HTTP_NOT_HERE;
    }
    memcpy(line, bytes, line_bytes);
    line[line_bytes] = '\0';
    char *target = strchr(line, ' ');
    char *version = target == NULL ? NULL : strchr(target + 1, ' ');
    if (version == NULL || strncmp(version, " HTTP/1.", 8) != 0) {
        return HTTP_UNREADABLE;
    }
    *target++ = '\0';
    *version = '\0';
    target[strcspn(target, "?")] = '\0';
    *out_head = strcmp(line, "HEAD") == 0;
    if (!*out_head && strcmp(line, "GET") != 0) {
        return HTTP_NOT_HERE;
    }
    if (strcmp(target, "/healthz") == 0) {
        return HTTP_HEALTH;
    }
    return strcmp(target, "/metrics") == 0 ? HTTP_METRICS : HTTP_NOT_HERE;
}

/* --- Its answer ------------------------------------------------------------------------------------------------- */

static void enter(struct connection *connection, enum phase phase, int64_t for_ms)
{
    connection->phase = phase;
    connection->until_ms = now_ms() + for_ms;
}

static void hang_up(struct connection *connection)
{
    (void)close(connection->fd);
    free(connection->answer);
    connection->answer = NULL;
    connection->phase = PHASE_FREE;
}

/* Head and text in one piece; without memory for it the connection is closed. */
static void answer(struct connection *connection, const char *status, const char *type,
                   const char *text, size_t text_bytes)
{
    char head[ANSWER_ROOM];
    char date[64];
    struct tm utc;
    const time_t now = time(NULL);
    (void)gmtime_r(&now, &utc);
    (void)strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc); /* the locale is C's */
    const int head_bytes = snprintf(head, sizeof head,
                                    "HTTP/1.1 %s\r\nDate: %s\r\nContent-Type: %s\r\n"
                                    "Content-Length: %zu\r\nCache-Control: no-store\r\n"
                                    "Connection: close\r\n\r\n",
                                    status, date, type, text_bytes);
    HUB_ASSERT(head_bytes > 0 && (size_t)head_bytes < sizeof head);
    if (connection->head) {
        text_bytes = 0;
    }
    connection->answer = malloc((size_t)head_bytes + text_bytes);
    if (connection->answer == NULL) {
        hang_up(connection);
        return;
    }
    memcpy(connection->answer, head, (size_t)head_bytes);
    if (text_bytes > 0) {
        memcpy(connection->answer + head_bytes, text, text_bytes);
    }
    connection->answer_bytes = (size_t)head_bytes + text_bytes;
    connection->sent_bytes = 0;
    enter(connection, PHASE_WRITING, IDLE_MS);
}

static void answer_line(struct connection *connection, const char *status, const char *line)
{
    answer(connection, status, PLAIN, line, strlen(line));
}

/* The newest text when it is newer than the request, or when the waiting is over. (3) */
static void answer_metrics(struct http *http, struct connection *connection, int64_t now)
{
    (void)pthread_mutex_lock(&http->guard);
    const bool newer = http->text_number != connection->text_before;
    if (newer || now >= connection->until_ms) {
        if (http->text == NULL) {
            answer_line(connection, "503 Service Unavailable", "nothing yet\n");
        } else {
            answer(connection, "200 OK", OPENMETRICS, http->text, http->text_bytes);
        }
    }
    (void)pthread_mutex_unlock(&http->guard);
}

static void ask_the_loop(struct http *http, struct connection *connection)
{
    const uint64_t one = 1;
    (void)pthread_mutex_lock(&http->guard);
    connection->text_before = http->text_number;
    (void)pthread_mutex_unlock(&http->guard);
    enter(connection, PHASE_WAITING, HTTP_WAIT_MS);
    (void)!write(http->asked_fd, &one, sizeof one); /* full: it was asked already */
}

static void act(struct http *http, struct connection *connection)
{
    const bool healthy = atomic_load(&http->healthy);
    switch (http_parse(connection->request, connection->used_bytes, &connection->head)) {
    case HTTP_UNFINISHED:
        if (connection->used_bytes == sizeof connection->request) {
            answer_line(connection, "431 Request Header Fields Too Large", "too large\n");
        }
        break;
    case HTTP_UNREADABLE:
        answer_line(connection, "400 Bad Request", "not HTTP/1\n");
        break;
    case HTTP_NOT_HERE:
        answer_line(connection, "404 Not Found", "not found\n");
        break;
    case HTTP_HEALTH:
        answer_line(connection, healthy ? "200 OK" : "503 Service Unavailable",
                    healthy ? "ok\n" : "not ready\n");
        break;
    case HTTP_METRICS:
        ask_the_loop(http, connection);
        break;
    }
}

/* --- One connection --------------------------------------------------------------------------------------------- */

/* False: nothing came, for now or for ever; then it is closed, if it is for ever. */
static bool take_bytes(struct connection *connection, char *room, size_t room_bytes,
                       size_t *out_bytes)
{
    const ssize_t came = recv(connection->fd, room, room_bytes, MSG_DONTWAIT);
    if (came <= 0) {
        if (came == 0 || (errno != EAGAIN && errno != EINTR)) {
            hang_up(connection);
        }
        return false;
    }
    *out_bytes = (size_t)came;
    return true;
}

static void send_bytes(struct connection *connection)
{
    const ssize_t sent =
        send(connection->fd, connection->answer + connection->sent_bytes,
             connection->answer_bytes - connection->sent_bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            hang_up(connection);
        }
        return;
    }
    connection->sent_bytes += (size_t)sent;
    if (connection->sent_bytes == connection->answer_bytes) {
        (void)shutdown(connection->fd, SHUT_WR);
        enter(connection, PHASE_ENDING, IDLE_MS);
    }
}

static void step(struct http *http, struct connection *connection, short happened, int64_t now)
{
    size_t came = 0;
    if (connection->phase == PHASE_READING && happened != 0 &&
        take_bytes(connection, connection->request + connection->used_bytes,
                   sizeof connection->request - connection->used_bytes, &came)) {
        connection->used_bytes += came;
        act(http, connection);
    } else if (connection->phase == PHASE_ENDING && happened != 0) {
        (void)take_bytes(connection, connection->request, sizeof connection->request, &came);
    }
    if (connection->phase == PHASE_WAITING) {
        answer_metrics(http, connection, now);
    }
    if (connection->phase == PHASE_WRITING) {
        send_bytes(connection);
    }
    if (connection->phase != PHASE_FREE && now >= connection->until_ms) {
        hang_up(connection);
    }
}

/* --- The thread ------------------------------------------------------------------------------------------------- */

static struct connection *free_connection(struct http *http)
{
    for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
        if (http->connections[i].phase == PHASE_FREE) {
            return &http->connections[i];
        }
    }
    return NULL;
}

static void accept_one(struct http *http)
{
    struct connection *connection = free_connection(http);
    const int fd = accept4(http->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    HUB_ASSERT(connection != NULL);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            http->accept_from_ms = now_ms() + NO_FD_WAIT_MS;
            log_debug("http.accept", "reason=%s", strerror(errno));
        }
        return;
    }
    connection->fd = fd;
    connection->used_bytes = 0;
    connection->head = false;
    enter(connection, PHASE_READING, IDLE_MS);
}

/* What to wait for, in the order of the connections; returns for how many milliseconds at the most. */
static int prepare(struct http *http, struct pollfd *items)
{
    const int64_t now = now_ms();
    const bool may_accept = free_connection(http) != NULL && now >= http->accept_from_ms;
    int64_t wake_ms = http->accept_from_ms > now ? http->accept_from_ms : now + IDLE_MS;
    for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
        const struct connection *connection = &http->connections[i];
        const bool writes = connection->phase == PHASE_WRITING;
        const bool reads = connection->phase == PHASE_READING || connection->phase == PHASE_ENDING;
        items[i] = (struct pollfd){.fd = writes || reads ? connection->fd : -1,
                                   .events = writes ? POLLOUT : POLLIN};
        if (connection->phase != PHASE_FREE && connection->until_ms < wake_ms) {
            wake_ms = connection->until_ms;
        }
    }
    items[HTTP_CONNECTIONS_MAX] =
        (struct pollfd){.fd = may_accept ? http->listen_fd : -1, .events = POLLIN};
    items[HTTP_CONNECTIONS_MAX + 1] = (struct pollfd){.fd = http->wake_fd, .events = POLLIN};
    return wake_ms <= now ? 0 : (int)(wake_ms - now);
}

static void *run(void *self)
{
    struct http *http = self;
    struct pollfd items[HTTP_CONNECTIONS_MAX + 2];
    (void)pthread_setname_np(pthread_self(), "http");
    while (!atomic_load(&http->stopping)) {
        uint64_t times = 0;
        const int wait_ms = prepare(http, items);
        if (poll(items, HTTP_CONNECTIONS_MAX + 2, wait_ms) < 0) {
            continue; /* interrupted */
        }
        if (items[HTTP_CONNECTIONS_MAX + 1].revents != 0) {
            (void)!read(http->wake_fd, &times, sizeof times);
        }
        const int64_t now = now_ms();
        for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
            if (http->connections[i].phase != PHASE_FREE) {
                step(http, &http->connections[i], items[i].revents, now);
            }
        }
        if (items[HTTP_CONNECTIONS_MAX].revents != 0) {
            accept_one(http);
        }
    }
    return NULL;
}

/* --- Beginning and end ------------------------------------------------------------------------------------------ */

static bool listen_on(struct http *http, const union address_socket *at)
{
    const int on = 1;
    union address_socket bound = {.any.sa_family = AF_UNSPEC};
    socklen_t bytes = at->any.sa_family == AF_INET6 ? sizeof at->v6 : sizeof at->v4;
    socklen_t room = sizeof bound;
    http->listen_fd =
        socket(at->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    if (http->listen_fd < 0 ||
        setsockopt(http->listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(http->listen_fd, &at->any, bytes) != 0 ||
        listen(http->listen_fd, HTTP_CONNECTIONS_MAX) != 0 ||
        getsockname(http->listen_fd, &bound.any, &room) != 0) {
        return false;
    }
    http->port = ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
    return true;
}

/* The thread with every signal blocked: they are the loop's. */
static bool begin_thread(struct http *http)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    const int rc = pthread_create(&http->thread, NULL, run, http);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = rc;
    return rc == 0;
}

static void give_back(struct http *http)
{
    const int fds[] = {http->listen_fd, http->asked_fd, http->wake_fd};
    for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
        if (http->connections[i].phase != PHASE_FREE) {
            hang_up(&http->connections[i]);
        }
    }
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
        if (fds[i] >= 0) {
            (void)close(fds[i]);
        }
    }
    (void)pthread_mutex_destroy(&http->guard);
    free(http->text);
    free(http);
}

struct http *http_start(const char *address, const char *file, struct complaints *complaints)
{
    struct address parsed;
    union address_socket at;
    if (!address_parse(address, &parsed) || !address_is_loopback(&parsed) || /* (1) */
        !address_to_socket(&parsed, &at)) {
        complaints_add(complaints, file, 0, 0,
                       "endpoints.metrics: %s is not a loopback address and a port", address);
        return NULL;
    }
    struct http *http = calloc(1, sizeof *http);
    if (http == NULL) {
        complaints_add(complaints, file, 0, 0, "endpoints.metrics: %s", strerror(errno));
        return NULL;
    }
    (void)pthread_mutex_init(&http->guard, NULL); /* cannot fail in glibc */
    http->listen_fd = -1;
    http->asked_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    http->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (http->asked_fd < 0 || http->wake_fd < 0 || !listen_on(http, &at) || !begin_thread(http)) {
        complaints_add(complaints, file, 0, 0,
                       "endpoints.metrics: cannot listen on %s (%s); is another hub running?",
                       address, strerror(errno));
        give_back(http);
        return NULL;
    }
    return http;
}

static void wake(struct http *http)
{
    const uint64_t one = 1;
    (void)!write(http->wake_fd, &one, sizeof one); /* full: it is awake */
}

void http_stop(struct http *http)
{
    if (http == NULL) {
        return;
    }
    atomic_store(&http->stopping, true);
    wake(http);
    (void)pthread_join(http->thread, NULL);
    give_back(http);
}

/* --- The loop's side -------------------------------------------------------------------------------------------- */

uint16_t http_port(const struct http *http)
{
    return http->port;
}

int http_fd(const struct http *http)
{
    return http->asked_fd;
}

bool http_was_asked(struct http *http)
{
    uint64_t times = 0;
    return read(http->asked_fd, &times, sizeof times) == (ssize_t)sizeof times;
}

bool http_publish(struct http *http, const char *text, size_t text_bytes)
{
    char *copy = malloc(text_bytes == 0 ? 1 : text_bytes);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, text, text_bytes);
    (void)pthread_mutex_lock(&http->guard);
    char *old = http->text;
    http->text = copy;
    http->text_bytes = text_bytes;
    http->text_number++;
    (void)pthread_mutex_unlock(&http->guard);
    wake(http);
    free(old);
    return true;
}

void http_set_healthy(struct http *http, bool healthy)
{
    atomic_store(&http->healthy, healthy);
}
