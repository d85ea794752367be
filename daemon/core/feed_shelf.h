/*
 * feed_shelf.h - one line for each kind of state document: which things have one, where it belongs, who builds it.
 *
 * Read by: feed, feed_ask, hub_query. Reads: document.h, document_*.h, realm.h.
 * A thing has a place, in a pool of the view or on the board, and one area. Another kind of document is one more line in feed_shelf.c; publishing it
 * (feed.c), the pages and the replay (feed_ask.c) follow from the line. Presence is no shelf of these: a node can be in two areas.
 */
#ifndef HUB_CORE_FEED_SHELF_H
#define HUB_CORE_FEED_SHELF_H

#include "core/document.h"

struct shelf {
    enum topic_kind kind;
    bool is_internal; /* the public has none */
    /* the largest number of things by these limits */
    uint32_t (*max)(const struct view_limits *limits);
    /* how many there are; places go from 1 */
    uint32_t (*count)(const struct realm *realm);
    /* the area of the document of a thing; AREA_CODES: it has none */
    uint32_t (*area)(const struct realm *realm, uint32_t place);
    /* NULL, or: was it there once? Then its document says so, is replayed, and in no snapshot. */
    bool (*is_gone)(const struct realm *realm, uint32_t place);
    /* the things of an area, one after the other; 0: no more */
    uint32_t (*first)(const struct realm *realm, uint32_t area);
    uint32_t (*next)(const struct realm *realm, uint32_t place);
    struct document (*build)(const struct desk *desk, uint32_t place, enum access_class access,
                             uint64_t sequence, uint64_t previous);
};

/* feed_shelf - the line of a kind of document */
const struct shelf *feed_shelf(enum shelf_name name);

/* feed_shelf_is_public - has the public any document on topics of this kind? */
bool feed_shelf_is_public(enum topic_kind kind);

#endif
