#include "io/http.h"

#include "io/address.h"
#include "io/log.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define OPENMETRICS "application/openmetrics-text; version=1.0.0; charset=utf-8"
#define PLAIN       "text/plain; charset=utf-8"

struct http {
    struct MHD_Daemon *daemon;
    int asked_fd; /* eventfd */
    atomic_bool healthy;
    pthread_mutex_t guard; /* of all below */
    pthread_cond_t published;
    char *text; /* NULL before the first */
    size_t text_bytes;
    uint64_t text_number; /* how many were published */
    bool stopping;
};

/* --- Answering: in libmicrohttpd's threads, one for each connection --------------------------------------------- */

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned code, const char *type,
                              struct MHD_Response *response)
{
    if (response == NULL) {
        return MHD_NO; /* no memory: the connection is closed */
    }
    enum MHD_Result result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (result == MHD_YES) {
        result = MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    }
    if (result == MHD_YES) {
        result = MHD_queue_response(connection, code, response);
    }
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer_text(struct MHD_Connection *connection, unsigned code,
                                   const char *text)
{
    char room[64];
    const int length = snprintf(room, sizeof room, "%s\n", text);
    return answer(connection, code, PLAIN,
                  MHD_create_response_from_buffer((size_t)length, room, MHD_RESPMEM_MUST_COPY));
}

/* CLOCK_MONOTONIC in HTTP_WAIT_MS. */
static struct timespec wait_end(void)
{
    struct timespec end = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_nsec += HTTP_WAIT_MS * 1000000L;
    end.tv_sec += end.tv_nsec / 1000000000L;
    end.tv_nsec %= 1000000000L;
    return end;
}

/* Ask the loop for a text and wait for it, not for long. (3) Returns a copy of the newest, or NULL. */
static struct MHD_Response *newest_text(struct http *http)
{
    const uint64_t one = 1;
    const struct timespec end = wait_end();
    struct MHD_Response *response = NULL;
    (void)pthread_mutex_lock(&http->guard);
    const uint64_t before = http->text_number;
    if (write(http->asked_fd, &one, sizeof one) == (ssize_t)sizeof one) { /* full: it was asked */
        while (http->text_number == before && !http->stopping) {
            if (pthread_cond_timedwait(&http->published, &http->guard, &end) != 0) {
                break;
            }
        }
    }
    if (http->text != NULL) {
        response =
            MHD_create_response_from_buffer(http->text_bytes, http->text, MHD_RESPMEM_MUST_COPY);
    }
    (void)pthread_mutex_unlock(&http->guard);
    return response;
}

/* NOLINTBEGIN(readability-non-const-parameter): the library says what we take */
static enum MHD_Result handle(void *self, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload_data,
                              size_t *upload_bytes, void **request)
/* NOLINTEND(readability-non-const-parameter) */
{
    struct http *http = self;
    (void)version;
    (void)upload_data;
    (void)upload_bytes;
    (void)request;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
        return answer_text(connection, MHD_HTTP_NOT_FOUND, "not found");
    }
    if (strcmp(url, "/healthz") == 0) {
        const bool healthy = atomic_load(&http->healthy);
        return answer_text(connection, healthy ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE,
                           healthy ? "ok" : "not ready");
    }
    if (strcmp(url, "/metrics") == 0) {
        struct MHD_Response *response = newest_text(http);
        return response == NULL
                   ? answer_text(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "nothing yet")
                   : answer(connection, MHD_HTTP_OK, OPENMETRICS, response);
    }
    return answer_text(connection, MHD_HTTP_NOT_FOUND, "not found");
}

static void say(void *self, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
static void say(void *self, const char *format, va_list arguments)
{
    char sentence[256];
    (void)self;
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    sentence[strcspn(sentence, "\n")] = '\0';
    log_debug("http.library", "text=%s", sentence);
}

/* --- Beginning and end ------------------------------------------------------------------------------------------ */

static struct MHD_Daemon *listen_on(struct http *http, const union address_socket *at)
{
    const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
                           MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG |
                           (at->any.sa_family == AF_INET6 ? (unsigned)MHD_USE_IPv6 : 0U);
    /* The logger comes first, so that it hears of the other options. */
    return MHD_start_daemon(flags, 0, NULL, NULL, handle, http, MHD_OPTION_EXTERNAL_LOGGER, say,
                            NULL, MHD_OPTION_SOCK_ADDR, &at->any, MHD_OPTION_CONNECTION_LIMIT,
                            (unsigned)HTTP_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
                            (unsigned)HTTP_IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            (size_t)HTTP_REQUEST_BYTES_MAX, MHD_OPTION_END);
}

static bool init(struct http *http)
{
    pthread_condattr_t attributes;
    http->asked_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    atomic_init(&http->healthy, false);
    if (http->asked_fd < 0) {
        return false;
    }
    /* These fail for lack of memory at the most, and not in glibc. */
    (void)pthread_mutex_init(&http->guard, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&http->published, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    return true;
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
    if (http == NULL || !init(http)) {
        complaints_add(complaints, file, 0, 0, "endpoints.metrics: %s", strerror(errno));
        free(http);
        return NULL;
    }
    http->daemon = listen_on(http, &at);
    if (http->daemon == NULL) {
        complaints_add(complaints, file, 0, 0,
                       "endpoints.metrics: cannot listen on %s (%s); is another hub running?",
                       address, strerror(errno));
        http_stop(http);
        return NULL;
    }
    return http;
}

void http_stop(struct http *http)
{
    if (http == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&http->guard);
    http->stopping = true; /* whoever waits for a text goes home */
    (void)pthread_cond_broadcast(&http->published);
    (void)pthread_mutex_unlock(&http->guard);
    if (http->daemon != NULL) {
        MHD_stop_daemon(http->daemon); /* waits for its threads */
    }
    (void)close(http->asked_fd);
    (void)pthread_cond_destroy(&http->published);
    (void)pthread_mutex_destroy(&http->guard);
    free(http->text);
    free(http);
}

/* --- The loop's side -------------------------------------------------------------------------------------------- */

uint16_t http_port(const struct http *http)
{
    return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
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
    (void)pthread_cond_broadcast(&http->published);
    (void)pthread_mutex_unlock(&http->guard);
    free(old);
    return true;
}

void http_set_healthy(struct http *http, bool healthy)
{
    atomic_store(&http->healthy, healthy);
}
