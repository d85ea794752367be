/*
 * realm.h - one realm: the real one, or a drill. Its journal's view, its feed's state, its nodes' presence.
 *
 * Read by: feed, document, hub. Reads: view, presence, topic.
 * Holds: (1) nothing of one realm is ever read while another is served.
 */
#ifndef HUB_CORE_REALM_H
#define HUB_CORE_REALM_H

#include "core/outbox.h"
#include "core/presence.h"
#include "core/topic.h"
#include "core/view.h"

/* A list of places that wait to be published, each at most once. */
struct dirty {
    uint32_t *places;
    uint8_t *marked; /* by place */
    uint32_t count;
};

/* The state of a realm's feed. Begins anew with each run of the hub: the epoch says so. */
struct feed {
    uint64_t *level; /* by area: last sequence of its state topics */
    uint64_t *topic_last
        [TOPIC_KINDS]; /* by area: last sequence of the topic; NULL for notices, whose last is in the view */
    uint64_t *spot_sequence;      /* by spot: of its last status document */
    uint64_t *sum_sequence;       /* by sum: of its last status document */
    uint64_t *sum_event_sequence; /* by sum: of its last event document at that level */
    uint64_t *relief_sequence;    /* by relief: of its last logistics document */
    struct dirty spots;
    struct dirty sums;
    struct dirty events;
    struct dirty nodes;
    struct dirty reliefs;
    int64_t flushed_at_utc_us;
    uint64_t published;
};

struct realm {
    char name[REALM_BYTES_MAX + 1];
    uint32_t place; /* in the hub's list */
    struct view view;
    struct presence presence;
    struct feed feed;
};

#endif
