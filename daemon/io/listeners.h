/*
 * listeners.h - who listens to the feed: what each connection has subscribed to, and what each client holds by that.
 *
 * Read by: socket.c, real.c, metrics.c. Reads: core/outbox.h, core/roster.h.
 * Owns: an entry a connection, with a hash of each of its prefixes; an entry a client. Not the descriptors: those are libzmq's.
 * Holds: (1) a client holds what its connections hold, a lane what its connections hold; (2) a connection gives up only what it
 *        took; (3) a connection that was cut takes nothing more; (4) a descriptor is only shut while it is the
 *        socket that was heard of, by its inode, so that one that the system gave away again is left alone.
 * Source: libzmq 4.3.4: a subscription comes with User-Id and descriptor of its connection; what a connection leaves behind
 *         when it ends comes with neither. Decision 0019.
 */
#ifndef HUB_IO_LISTENERS_H
#define HUB_IO_LISTENERS_H

#include "base/slice.h"
#include "core/outbox.h"
#include "core/roster.h"

/* Why a connection was cut. */
enum listeners_cut {
    LISTENERS_FLOOD, /* its client holds more than it may */
    LISTENERS_RIGHT, /* its client may not listen here, or not any more */
    LISTENERS_CUT_COUNT
};

/* Who decides whether a client may listen on a lane; asked at a connection's first word and by listeners_judge. */
struct listeners_door {
    void *self;
    bool (*admits)(void *self, enum lane lane, const char *key);
};

struct listeners;

/* listeners_new - nobody listens yet. held_max: what a client may hold; 0: no limit. NULL without memory. */
struct listeners *listeners_new(uint32_t held_max, struct listeners_door door);

/* listeners_free - NULL is fine */
void listeners_free(struct listeners *listeners);

/*
 * listeners_hear - a connection takes a prefix, or gives it up.
 *
 *   descriptor   of the connection, as libzmq says it
 *   key          its User-Id: Z85 text, or that of the lab
 *   taken        false: given up
 *
 * A prefix counts once a connection, however often it is taken; one of more than TOPIC_BYTES_MAX bytes counts as several.
 * A connection whose client may not listen is cut.
 */
void listeners_hear(struct listeners *listeners, enum lane lane, int descriptor, const char *key,
                    bool taken, struct slice prefix);

/* listeners_forget_gone - connections that have ended hold nothing any more */
void listeners_forget_gone(struct listeners *listeners);

/* listeners_forget_lane - its socket was closed, and all connections with it */
void listeners_forget_lane(struct listeners *listeners, enum lane lane);

/* listeners_judge - forget who is gone, and cut whoever may not listen any more */
void listeners_judge(struct listeners *listeners);

/* listeners_flooder - the key of a client that holds more than it may and is not cut yet, or NULL; good until the next call */
const char *listeners_flooder(const struct listeners *listeners);

/* listeners_cut_client - end all its connections; bar it first, or it comes again at once */
void listeners_cut_client(struct listeners *listeners, const char *key);

/* listeners_held - prefixes held on a lane, by all connections together; listeners_cuts - connections cut since the start */
uint64_t listeners_held(const struct listeners *listeners, enum lane lane);
uint64_t listeners_cuts(const struct listeners *listeners, enum listeners_cut why);

#endif
