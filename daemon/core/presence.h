/*
 * presence.h - which nodes are heard, since when others are silent, and what is counted about each.
 *
 * Read by: hub, document, io (metrics). Reads: roster.h.
 * Owns: its table, in room given at init. Not in the journal: a restarted hub has heard nobody yet.
 * Holds: (1) a node keeps its place as long as the hub runs, whatever the roster does; (2) spans are measured by the
 *        monotonic clock (mono_us), so a stepped wall clock silences nobody; wall times are labels;
 *        (3) who had a document and has none any more leaves, or moves: a last document says so.
 * Source: proto/README.md "Presence".
 */
#ifndef HUB_CORE_PRESENCE_H
#define HUB_CORE_PRESENCE_H

#include "base/arena.h"
#include "core/region.h"
#include "core/roster.h"

/* As on the wire. */
enum presence_state {
    PRESENCE_UNKNOWN,
    PRESENCE_CONNECTED,
    PRESENCE_SILENT,
    PRESENCE_NEVER,
    PRESENCE_REMOVED, /* only in documents: it is no node any more, or not of that region */
};

struct node {
    char name[IDENTIFIER_BYTES_MAX + 1];
    bool on_roster;
    bool watched; /* a node, not a console */
    enum role role;
    uint32_t area; /* its first region */
    enum presence_state state;
    int64_t last_heard_mono_us;
    int64_t last_heard_utc_us;   /* 0: never */
    int64_t silent_since_utc_us; /* 0: not silent */
    uint64_t accepted;
    uint64_t duplicates;
    uint64_t refused;
    int64_t skew_us;
    uint64_t said_last_number; /* by its heartbeat */
    uint32_t outbox_messages;
    uint64_t sequence;         /* of its last presence document; 0: none yet */
    bool was_listed;           /* under the roster before the one in force */
    bool moves;                /* its region before has to be told */
    uint32_t left_area;        /* the first region it had before the present one */
    uint64_t left_sequence;    /* of the document that told so; 0: it never moved */
    int64_t quota_at_mono_us;  /* when the bucket was filled last; 0: never */
    uint64_t quota_left_milli; /* thousandths of a message */
};

struct presence {
    struct node *nodes; /* places 1 to count */
    uint32_t count;
    uint32_t max;
    struct hash by_name;
    uint32_t *
        official; /* by area: place of the node that is the official BPBD there; AREA_CODES entries */
    uint32_t next_check;
};

/* presence_bytes - the room presence_init takes */
size_t presence_bytes(uint32_t clients_max);

/* presence_init - nobody heard yet; room from a zeroed arena */
void presence_init(struct presence *presence, struct arena *zeroed, uint32_t clients_max);

/* presence_roster - a new roster is in force in this realm; clients of other realms are left out */
void presence_roster(struct presence *presence, const struct roster *roster, struct slice realm);

/* presence_find - the place of a client by name, 0 for none */
uint32_t presence_find(const struct presence *presence, struct slice name);

/* presence_node - a client's entry, by a place that presence_find gave */
struct node *presence_node(const struct presence *presence, uint32_t place);

/* presence_is_listed - does it have a presence document: on the roster, with a key, and a node? */
static inline bool presence_is_listed(const struct node *node)
{
    return node->on_roster && node->watched;
}

/* presence_heard - word came from it; true when that changes its state */
bool presence_heard(struct node *node, int64_t at_utc_us, int64_t mono_us);

/* presence_quiet - has it been silent too long by now? Sets its state; true when that changes it. */
bool presence_quiet(struct node *node, int64_t mono_us, int64_t silent_after_us);

/* presence_quota - take one message out of its bucket; false when it is empty, then *out_retry_ms is filled in */
bool presence_quota(struct node *node, int64_t mono_us, uint32_t per_s, uint32_t burst,
                    uint32_t *out_retry_ms);

#endif
