/*
 * cargo.h - shipments and what each of them carries.
 *
 * Read by: view, shipment, document_shipment, share. Reads: base/, ledger.h, limits.h.
 * Owns: its pools, in the view's room.
 *
 * A *freight* is one line of a shipment: goods of a pledge, or of none. What is loaded or under way of a pledge stands in the ledger too.
 *
 * Holds: (1) of a freight loaded >= good + damaged + lost + returned, and of a shipment that ended after it left they are equal;
 *        (2) a pledge's `loaded` and `shipped` are the sums over its freights; cargo_audit;
 *        (3) which shipments are held follows from the journal alone: one that ended is dropped by the first records that are
 *        taken in more than SHIPMENT_KEPT_US later; (4) the ended ones stand in a queue in the order of their ends.
 * Source: proto/README.md "Shipments"; decision 0028.
 */
#ifndef HUB_CORE_CARGO_H
#define HUB_CORE_CARGO_H

#include "core/ledger.h"

/* Numbers as on the wire. */
enum shipment_deed {
    SHIPMENT_NONE,
    SHIPMENT_DEPART,
    SHIPMENT_DELAY,
    SHIPMENT_ARRIVE,
    SHIPMENT_RECEIVE,
    SHIPMENT_RETURN,
    SHIPMENT_CANCEL,
    SHIPMENT_LOSE,
    SHIPMENT_DEEDS,
};

enum shipment_state {
    SHIPMENT_STATE_NONE,
    SHIPMENT_PREPARED,
    SHIPMENT_IN_TRANSIT,
    SHIPMENT_ARRIVED,
    SHIPMENT_RECEIVED,
    SHIPMENT_RETURNED,
    SHIPMENT_CANCELLED,
    SHIPMENT_LOST,
    SHIPMENT_STATES,
};

/* What a shipment is in after a deed; SHIPMENT_STATE_NONE: the deed is not for that state. When nothing is under way any more, the
 * quantities decide: cargo_end_state. */
extern const uint8_t shipment_life[SHIPMENT_STATES][SHIPMENT_DEEDS];

#define CARGO_TEXT_ROOM (POINT_BYTES_MAX + 8)

struct shipment {
    int64_t departs_utc_us; /* each 0: not said, or not yet */
    int64_t departed_utc_us;
    int64_t expected_utc_us;
    int64_t arrived_utc_us;
    int64_t ended_utc_us;   /* when it happened */
    int64_t dropped_utc_us; /* of one that ended: from when on it may be dropped (3) */
    uint64_t number;
    uint64_t update_number;
    uint32_t source;        /* 0: a free place */
    uint32_t update_source; /* 0: nothing happened yet */
    uint32_t event;
    uint32_t area;
    uint32_t kecamatan; /* 0: not said */
    uint32_t state;
    uint32_t first_freight;
    uint32_t freight_count;
    uint32_t next_in_area;
    uint32_t previous_in_area;
    uint32_t next_in_queue; /* of the ended ones; of the free places */
    uint32_t from; /* the warehouse it leaves from, in stock.h; 0: not said, or not known */
    uint32_t to;   /* the warehouse it goes to; the same */
    uint32_t reserved;
    char warehouse[CARGO_TEXT_ROOM];
    char delivery_warehouse[CARGO_TEXT_ROOM];
    char delivery_source[CARGO_TEXT_ROOM];
    char origin[CARGO_TEXT_ROOM];
    char delivery_point[CARGO_TEXT_ROOM];
    char vehicle[CARGO_TEXT_ROOM];
    char carrier[CARGO_TEXT_ROOM];
    char contact[CARGO_TEXT_ROOM];
    char waybill[CARGO_TEXT_ROOM];
    char bast[CARGO_TEXT_ROOM];
    char receiver[CARGO_TEXT_ROOM];
};

/* All thousandths of the article's unit. */
struct freight {
    uint64_t
        unit_thousandths; /* one unit as it was written, in thousandths of the article's unit */
    uint64_t loaded;
    uint64_t good;
    uint64_t damaged;
    uint64_t lost;
    uint64_t returned;
    uint32_t pledge; /* 0: of none */
    uint32_t line;   /* that the pledge was for when it was loaded */
    uint32_t article;
    uint32_t next; /* of the shipment; of the free places */
};

/* The ends of the queues; the one item of a pool, so that it is saved with the others. */
struct cargo_ends {
    uint32_t first_ended;
    uint32_t last_ended;
    uint32_t free_shipment;
    uint32_t free_freight;
    uint32_t free_freights; /* how many */
    uint32_t held;          /* shipments that are no free places */
};

struct cargo {
    struct pool shipments;
    struct pool freights;
    struct pool ends;
    uint32_t *bucket;         /* by the key's lowest bits: the first shipment */
    uint32_t *next_in_bucket; /* by shipment */
    uint32_t bucket_count;
    uint32_t *first_of_area; /* AREA_CODES entries */
};

#define CARGO_DROPS_MAX 4U /* shipments that one record drops */
#define FREIGHTS_PER_SHARE                                                                         \
    4U /* places for lines, on the average of a shipment; one has up to SHIPMENT_LINES_MAX */

/* cargo_share - what a shipment of so many lines counts in its source's share: one for each FREIGHTS_PER_SHARE begun */
static inline uint32_t cargo_share(uint32_t lines)
{
    return (lines + FREIGHTS_PER_SHARE - 1) / FREIGHTS_PER_SHARE;
}

/* What a record changed. */
struct cargo_change {
    uint32_t shipment; /* made or changed; 0: none */
    uint32_t dropped[CARGO_DROPS_MAX];
    uint32_t dropped_area[CARGO_DROPS_MAX];
    uint32_t dropped_source[CARGO_DROPS_MAX];
    uint32_t dropped_lines[CARGO_DROPS_MAX];
    uint32_t dropped_count;
};

/* cargo_bytes - the room cargo_init takes */
size_t cargo_bytes(uint32_t shipments_max);

/* cargo_init - nothing shipped yet; room from a zeroed arena */
void cargo_init(struct cargo *cargo, struct arena *zeroed, uint32_t shipments_max);

/* cargo_index - build the look-ups again after the pools were put back from a snapshot */
void cargo_index(struct cargo *cargo);

/* cargo_find - the shipment (source, number), or 0 */
uint32_t cargo_find(const struct cargo *cargo, uint32_t source, uint64_t number);

static inline struct shipment *cargo_shipment(const struct cargo *cargo, uint32_t place)
{
    return pool_at(&cargo->shipments, place);
}

static inline struct freight *cargo_freight(const struct cargo *cargo, uint32_t place)
{
    return pool_at(&cargo->freights, place);
}

static inline struct cargo_ends *cargo_ends(const struct cargo *cargo)
{
    return pool_at(&cargo->ends, 1);
}

/* cargo_is_moving - has it left, and is it not over? */
bool cargo_is_moving(const struct shipment *shipment);

/* cargo_under_way - of a freight of a shipment in this state */
uint64_t cargo_under_way(const struct shipment *shipment, const struct freight *freight);

/* cargo_end_state - received, returned or lost, by the quantities; SHIPMENT_STATE_NONE while something is under way */
enum shipment_state cargo_end_state(const struct cargo *cargo, uint32_t place);

/* cargo_has_room - for one more shipment of so many lines, with what a record of this time drops */
bool cargo_has_room(const struct cargo *cargo, uint32_t lines, int64_t at_utc_us);

/* cargo_share_freed - of the share of a source, by what a record of this time drops */
uint32_t cargo_share_freed(const struct cargo *cargo, uint32_t source, int64_t at_utc_us);

/* cargo_take - a shipment without freights, at its area and under its name. Room was asked. */
uint32_t cargo_take(struct cargo *cargo, uint32_t source, uint64_t number, uint32_t area);

/* cargo_load - one more freight behind the others of a shipment. Room was asked. */
struct freight *cargo_load(struct cargo *cargo, uint32_t shipment);

/* cargo_end - it is over: into the queue of those that are dropped (4) */
void cargo_end(struct cargo *cargo, uint32_t place, enum shipment_state state, int64_t ended_utc_us,
               int64_t at_utc_us);

/*
 * cargo_drop - forget the ended ones whose time has come at this record, the oldest first, CARGO_DROPS_MAX at most (3)
 *
 * When the clock was set back, what ended by the clock of then is held SHIPMENT_KEPT_US from now on, and not until that time comes again.
 */
void cargo_drop(struct cargo *cargo, int64_t at_utc_us, struct cargo_change *change);

/* cargo_audit - recompute what the ledger's pledges have on shipments, the lists and the queues; slow: for tests */
bool cargo_audit(const struct cargo *cargo, const struct ledger *ledger);

#endif
