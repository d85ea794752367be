/*
 * outbox.h - what follows from a step: records to append, replies, publications.
 *
 * Read by: hub, feed, io/loop, simulator. Reads: base/.
 * Owns: its list of effects, in room given at init; the bytes are in the turn's arena.
 * Holds: (1) an effect names the record it waits for, and none leaves before that record is durable;
 *        (2) effects leave in the order they were put.
 */
#ifndef HUB_CORE_OUTBOX_H
#define HUB_CORE_OUTBOX_H

#include "base/arena.h"
#include "base/ids.h"
#include "base/slice.h"

/* Where a reply goes: the address libzmq made for a connection. */
struct peer {
    uint8_t id[8];
    uint8_t id_bytes;
    bool delimiter; /* a REQ client: an empty frame stands before the payload */
};

enum lane { LANE_INTERNAL, LANE_PUBLIC, LANE_URGENT, LANE_COUNT };

enum effect_kind { EFFECT_APPEND, EFFECT_REPLY, EFFECT_PUBLISH };

struct effect {
    enum effect_kind kind;
    uint32_t realm;   /* place of the realm in the hub's list */
    struct seq after; /* leaves when this record of that realm is durable (1) */
    union {
        struct {
            struct slice record;
            uint32_t area;   /* for the journal's index by area */
            uint32_t source; /* for its index by (source, number); 0 for a note */
            uint64_t number;
        } append;
        struct {
            struct peer to;
            struct slice payload;
            struct slice user;    /* of a long one: the User-Id of whom it is for */
            struct slice instead; /* of a long one: said to whoever does not read; else empty */
        } reply;
        struct {
            enum lane lane;
            struct slice topic;
            struct slice payload;
        } publish;
    } as;
};

struct outbox {
    struct effect *effects;
    uint32_t count;
    uint32_t max;
    uint32_t dropped; /* publications that found no room; their subscribers see the gap and ask */
};

/* outbox_room - can n more effects be put? */
bool outbox_room(const struct outbox *outbox, uint32_t n);

/* outbox_put - add an effect; a publication is dropped and counted when there is no room, others must have asked */
void outbox_put(struct outbox *outbox, const struct effect *effect);

#endif
