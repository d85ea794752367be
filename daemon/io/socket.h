/*
 * socket.h - the hub's ZeroMQ sockets: opened hard, heard and spoken to.
 *
 * Read by: real.c, main.c. Reads: config.h, keys.h, zap.h, listeners.h, core/outbox.h.
 * Owns: the sockets; the context is the caller's and has its ZAP handler bound already.
 * Holds: (1) with CURVE no socket is bound before its mechanism, its ZAP domain and the enforcement of that domain were set
 *        and read back; (2) a receive or send never waits; (3) a reply whose first frame cannot be sent is dropped
 *        whole, so that no frame is ever taken for an address; (4) routing ids are libzmq's own: a client that
 *        chose one is not heard; (5) long answers that a client leaves unread are bounded in bytes, see unread.h.
 * Source: libzmq 4.3.4 as packaged: without a handler, or without the domain enforced, CURVE admits every key.
 */
#ifndef HUB_IO_SOCKET_H
#define HUB_IO_SOCKET_H

#include "core/hub.h"
#include "io/config.h"
#include "io/keys.h"
#include "io/listeners.h"
#include "io/unread.h"
#include "io/zap.h"

enum socket_name {
    SOCKET_SUBMIT,
    SOCKET_INTAKE,
    SOCKET_INTERNAL,
    SOCKET_PUBLIC,
    SOCKET_URGENT,
    SOCKET_COUNT
};

struct sockets {
    void *zmq[SOCKET_COUNT]; /* NULL: not configured */
    uint64_t heard[SOCKET_COUNT];
    uint64_t spoken[SOCKET_COUNT];
    uint64_t spoken_bytes[SOCKET_COUNT];
    uint64_t dropped_odd; /* of a wrong number of frames, or with a routing id of their own */
    uint64_t dropped_unroutable; /* replies to peers that are gone or do not read */
    uint64_t unread_refused;     /* long answers, to clients that did not read the others */
    uint64_t dropped_feed;
    struct unread *unread;       /* the owner's, set as well; it outlives the context */
    struct listeners *listeners; /* the owner's, who sets it before the first turn */
    char closed_at[LANE_COUNT][CONFIG_ENDPOINT_ROOM]; /* "", or where it is to be opened again */
};

/* socket_context - the one ZeroMQ context of the process, sized by the configuration; NULL with errno */
void *socket_context(const struct config *config);

/* socket_context_end - after the sockets and the ZAP handler were closed; NULL is fine */
void socket_context_end(void *zmq_context);

/*
 * socket_open_all - open and bind what the configuration names.
 *
 *   keys    NULL: plain, only with --insecure-lab
 *   error   room for a sentence
 *
 * Returns false with the sentence; what was opened is closed again.
 */
bool socket_open_all(struct sockets *sockets, void *zmq_context, const struct config *config,
                     const struct keys *keys, char *error, size_t error_bytes);

/*
 * socket_close_feeds - close the feed's sockets, to be opened again at the same places.
 *
 * So all consoles connect anew and pass the door again; those whose key was taken from the roster do not, and the others repair
 * the gap. Also those go that have not subscribed to anything yet and that listeners.h does not know for that reason.
 */
void socket_close_feeds(struct sockets *sockets);

/*
 * socket_reopen_feeds - try once, without waiting, to open what was closed: the place is free a moment after the closing, or
 *                       when another program that took it has ended.
 *
 * Returns false with a sentence while a place cannot be had; what is published there is dropped and counted.
 */
bool socket_reopen_feeds(struct sockets *sockets, void *zmq_context, const struct config *config,
                         const struct keys *keys, char *error, size_t error_bytes);

/* socket_close_all - bounded by linger_ms; what is still queued then is lost */
void socket_close_all(struct sockets *sockets, int linger_ms);

/* Messages heard: the slices of events point into them. */
struct ear;

/* socket_ear_new - room to hear `max` messages in; NULL when there is no memory */
struct ear *socket_ear_new(uint32_t max);

/* socket_ear_free - NULL is fine */
void socket_ear_free(struct ear *ear);

/* socket_ear_forget - the messages heard so far are no longer needed */
void socket_ear_forget(struct ear *ear);

/*
 * socket_hear - take what waits at one door, without waiting.
 *
 *   events   filled in, their slices good until socket_ear_forget
 *   max      at most so many
 *
 * Returns how many.
 */
uint32_t socket_hear(struct sockets *sockets, struct ear *ear, enum door door, struct event *events,
                     uint32_t max, int64_t at_utc_us, int64_t mono_us);

/*
 * socket_hear_listeners - tell the listeners what was subscribed and given up since the last call, without waiting.
 *
 * XPUB says each prefix of each connection. Never ZMQ_XPUB_MANUAL: in 4.3.4 it uses freed memory.
 */
void socket_hear_listeners(struct sockets *sockets);

/* socket_reply - send a reply, or drop it (2) (3) */
void socket_reply(struct sockets *sockets, const struct effect *effect);

/* socket_publish - send a publication to whoever listens (2) */
void socket_publish(struct sockets *sockets, const struct effect *effect);

#endif
