/*
 * view.h - everything a realm knows: what its journal adds up to.
 *
 * Read by: domain files, hub, document, io/store (snapshot), verify. Reads: source, picture, ledger, stock, tasks, cargo, record, message.
 * Owns: its room, given at init; nothing is allocated later.
 * Holds: (1) the view is a function of the journal: the same records in the same order give the same bytes;
 *        (2) applying a record that was decided against this very view cannot fail;
 *        (3) a view from a snapshot and the records after it equals the view from all records.
 */
#ifndef HUB_CORE_VIEW_H
#define HUB_CORE_VIEW_H

#include "core/cargo.h"
#include "core/ledger.h"
#include "core/message.h"
#include "core/picture.h"
#include "core/record.h"
#include "core/source.h"
#include "core/stock.h"
#include "core/tasks.h"

struct view_limits {
    uint32_t sources_max;
    uint32_t gaps_max;
    struct picture_limits picture;
    struct ledger_limits ledger;
    struct stock_limits stock;
    struct tasks_limits tasks;
    uint32_t shipments_max;
};

struct view {
    struct sources sources;
    struct picture picture;
    struct ledger ledger;
    struct stock stock;
    struct tasks tasks;
    struct cargo cargo;
    struct seq last;                 /* of the last record applied */
    uint8_t head[RECORD_HASH_BYTES]; /* its hash; zeros before the first */
    int64_t last_at_utc_us;          /* when it was taken in */
    uint64_t *last_notice; /* by area: journal sequence of the last notice; AREA_CODES entries */
};

/* What one record changed; the caller zeroes it before. */
struct view_change {
    struct picture_change picture;
    struct ledger_change ledger;
    struct stock_change stock;
    struct tasks_change tasks;
    struct cargo_change cargo;
};

/* view_bytes - the room view_init needs */
size_t view_bytes(const struct view_limits *limits);

/* view_init - an empty view; room is zeroed, aligned for any type, view_bytes long, and outlives the view */
void view_init(struct view *view, void *room, const struct view_limits *limits);

/*
 * view_apply - a record becomes part of the view (2).
 *
 *   record    sealed, its sequence the next one
 *   message   its decoded message; NULL for a note
 *   change    zeroed by the caller; what changed
 */
void view_apply(struct view *view, const struct record *record, const struct message *message,
                struct view_change *change);

/*
 * view_replay - the same from a record's bytes, as the journal gives them back.
 *
 *   scratch   reset by this function
 *
 * Returns HUB_OK; HUB_E_READ_FAILED when the bytes are unsound, out of order, or do not follow the chain;
 * HUB_E_LIMIT_REACHED when the tables are smaller than what the journal holds; last stays at the record before. The view is
 * of no use then.
 */
enum hub_status view_replay(struct view *view, struct slice bytes, struct arena *scratch);

/* view_snapshot_bytes - how many bytes view_save writes now */
size_t view_snapshot_bytes(const struct view *view);

/* view_save - the whole view as bytes, with a hash over them; room is view_snapshot_bytes long */
void view_save(const struct view *view, uint8_t *room);

/*
 * view_load - put a saved view back into an empty one.
 *
 * Returns false, the view untouched, when the bytes are damaged, of another layout, or larger than the limits.
 */
bool view_load(struct view *view, struct slice bytes);

/* view_snapshot_last - the last record in a saved view, by its head; 0 when the bytes are too short to say */
struct seq view_snapshot_last(struct slice bytes);

/* view_equal - do two views say the same, byte for byte? For verify and tests. */
bool view_equal(const struct view *a, const struct view *b);

#endif
