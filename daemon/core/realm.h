/*
 * realm.h - one realm: the real one, or a drill. Its journal's view, its feed's state, its nodes' presence.
 *
 * Read by: feed, document, hub. Reads: board, view, presence, topic.
 * Holds: (1) nothing of one realm is ever read while another is served.
 */
#ifndef HUB_CORE_REALM_H
#define HUB_CORE_REALM_H

#include "core/board.h"
#include "core/outbox.h"
#include "core/presence.h"
#include "core/stock_watch.h"
#include "core/topic.h"
#include "core/view.h"

/* A list of places that wait to be published, each at most once. */
struct dirty {
    uint32_t *places;
    uint8_t *marked; /* by place */
    uint32_t count;
};

/* The kinds of state documents, in the order of a snapshot's pages; feed_shelf.h. */
enum shelf_name {
    SHELF_EVENTS, /* by sum of the picture; the list that waits is of events and stands by itself */
    SHELF_SUMS,
    SHELF_SPOTS,
    SHELF_RELIEFS,
    SHELF_SHOPS,
    SHELF_PLANS,
    SHELF_ACTIVATIONS,
    SHELF_CLUSTERS,
    SHELF_CATALOGUE,
    SHELF_UNKNOWN,
    SHELF_SHIPMENTS,
    SHELVES
};

/* What is known of the documents of one kind. */
struct shelf_state {
    uint64_t *sequence; /* by place: of its last document; 0: none yet */
    struct dirty dirty; /* the places that wait to be published */
};

/* The state of a realm's feed. Begins anew with each run of the hub: the epoch says so. */
struct feed {
    uint64_t *level; /* by area: last sequence of its state topics */
    uint64_t *topic_last
        [TOPIC_KINDS]; /* by area: last sequence of the topic; NULL for notices, whose last is in the view */
    struct shelf_state shelf[SHELVES];
    struct dirty events; /* by disaster of the picture; at each of its levels */
    struct dirty nodes;
    int64_t flushed_at_utc_us;
    uint64_t published;
};

struct realm {
    char name[REALM_BYTES_MAX + 1];
    uint32_t place;            /* in the hub's list */
    const struct board *board; /* the hub's: the same in every realm */
    struct view view;
    struct presence presence;
    struct feed feed;
    struct stock_watch stock_watch;
};

#endif
