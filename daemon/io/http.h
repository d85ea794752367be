/*
 * http.h - GET /metrics in OpenMetrics text and GET /healthz, on loopback.
 *
 * Read by: main.c, loop. Reads: complaint.h.
 * Owns: one thread with the connections, a copy of the newest text.
 * Holds: (1) it hears loopback only; (2) connections, their time and their memory are bounded; (3) the loop renders
 *        only when somebody asks: a request waits HTTP_WAIT_MS at the most for a text newer than itself, then
 *        takes the one there is; (4) one request, one answer, then the connection is closed.
 * Source: RFC 9110, RFC 9112 of what a server must do that knows GET and HEAD; OpenMetrics 1.0 for the content type;
 *         decision 0018.
 */
#ifndef HUB_IO_HTTP_H
#define HUB_IO_HTTP_H

#include "io/complaint.h"

#define HTTP_CONNECTIONS_MAX   16   /* met: further ones wait until one is closed */
#define HTTP_IDLE_S            5    /* for each half of an exchange; met: closed */
#define HTTP_REQUEST_BYTES_MAX 8192 /* met: 431 */
#define HTTP_WAIT_MS           500

struct http;

/*
 * http_start - listen.
 *
 *   address   "127.0.0.1:5719" or "[::1]:5719"; port "*": any free one, see http_port
 *   file      for the complaint
 *
 * Returns NULL with a complaint: not a loopback address, or not to be had.
 */
struct http *http_start(const char *address, const char *file, struct complaints *complaints);

/* http_port - where it listens */
uint16_t http_port(const struct http *http);

/* http_fd - readable when somebody waits for a text; for the loop's poll, only http_was_asked reads it */
int http_fd(const struct http *http);

/* http_was_asked - has somebody asked since the last call? Then render and http_publish. */
bool http_was_asked(struct http *http);

/* http_publish - the newest text, copied; false when there is no memory for it: then the one before stays */
bool http_publish(struct http *http, const char *text, size_t text_bytes);

/* http_set_healthy - what /healthz says: 200 or 503; 503 until told otherwise */
void http_set_healthy(struct http *http, bool healthy);

/* http_stop - NULL is fine */
void http_stop(struct http *http);

/* What a request asks for. */
enum http_wish {
    HTTP_UNFINISHED, /* its head has not ended yet */
    HTTP_UNREADABLE,
    HTTP_NOT_HERE,
    HTTP_METRICS,
    HTTP_HEALTH,
};

/*
 * http_parse - the head of a request: only its first line counts, no body is read.
 *
 *   bytes      what came so far
 *   out_head   a HEAD request: the answer goes without its text; written unless HTTP_UNFINISHED
 */
enum http_wish http_parse(const char *bytes, size_t size_bytes, bool *out_head);

#endif
