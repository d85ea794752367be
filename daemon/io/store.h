/*
 * store.h - one realm's journal on LMDB: append, read, index, snapshot, room.
 *
 * Read by: real.c, tools.c, main.c. Reads: core/record.h, core/view.h. Only store*.c know LMDB.
 * Owns: a folder with data.mdb, lock.mdb, `journal.front` and `journal.front2` (front.h), `lock` (ours), `born` (it held a journal
 *       once) and `view.snapshot`; one environment; two threads that wait for the disk, once there is load (worker.h).
 *
 * Databases: `journal` (sequence, 8 bytes big end first -> record), `by_number` and `by_area` (store_index.c: packed lists of
 * sequences), `meta` ("format" -> 8 bytes, "indexed" -> sequence up to which the indexes are written). A turn is
 * written to one of the fronts alone; when that is crowded the other takes its place, and its records go into `journal` and, sorted,
 * into the indexes, in one transaction and beside the loop. What is not yet in the indexes is held in memory (the tails). A turn too
 * large for a front goes into `journal` by itself.
 *
 * Holds: (1) a record that was appended is synced when store_settle says so; (2) after the first failed append every later one
 *        fails, without touching the disk: an fdatasync that failed once must not be trusted again; (3) no read
 *        transaction lives longer than a turn; (4) room for the next turns is allocated on the disk before they are
 *        accepted, so a full disk is met at store_is_full and not in a commit; (5) the snapshot is only ever a short cut:
 *        when it is missing or damaged the journal is replayed.
 * Source: LMDB 0.9.24 as packaged; measurements in tests/bench/README.md; decisions 0002, 0006, 0024 and 0035.
 */
#ifndef HUB_IO_STORE_H
#define HUB_IO_STORE_H

#include "core/outbox.h"
#include "core/view.h"

#define STORE_FORMAT 5
#define STORE_FORMAT_PLAIN_MARK                                                                    \
    4 /* and earlier: frames with a mark that all know; taken over when the fronts are in LMDB */
#define STORE_FORMAT_OLDEST                                                                        \
    2 /* and later ones: taken over when a hub opens it. 2 had no front, 3 had one */
#define STORE_ERROR_ROOM 512

struct store;

struct store_options {
    const char *folder;
    uint64_t map_bytes;     /* address space; the file grows only as it is used */
    uint64_t reserve_bytes; /* room kept allocated ahead */
    bool read_only;         /* verify, backup: no lock of ours, nothing is written */
};

/*
 * store_open - open or make a realm's folder.
 *
 *   error   STORE_ERROR_ROOM bytes; on NULL a sentence with what to do
 *
 * Returns NULL when it cannot be: another hub has it, no rights, no room, unknown format.
 */
struct store *store_open(const struct store_options *options, char *error);

/* store_is_unborn - was nothing ever committed in this folder? A first start that was cut; the next one makes it. */
bool store_is_unborn(const char *folder);

/* store_close - NULL is fine */
void store_close(struct store *store);

/*
 * store_restore - fill an empty view: from the snapshot, then from the journal behind it.
 *
 *   scratch       room for decoding
 *   use_snapshot  false: from the first record on
 *
 * Returns HUB_OK, or HUB_E_READ_FAILED / HUB_E_LIMIT_REACHED with a sentence in error; the view is then of no use.
 */
enum hub_status store_restore(struct store *store, struct view *view, struct arena *scratch,
                              bool use_snapshot, char *error);

/*
 * store_append - write the APPEND effects of this realm, all or none, with one sync.
 *
 * The sync of a larger turn goes on beside the caller: store_settle tells how it ends. False is for ever (2).
 */
bool store_append(struct store *store, uint32_t realm, const struct effect *effects,
                  uint32_t count);

enum store_settled {
    STORE_SYNCED, /* also when nothing was under way */
    STORE_SYNCING,
    STORE_FAILED,
};

/* store_settle - is all that was appended synced? wait: until it is, or failed. Asked before the next append. */
enum store_settled store_settle(struct store *store, bool wait);

/* store_settle_fd - readable when a sync has ended and store_settle was not asked yet; -1: none is under way */
int store_settle_fd(const struct store *store);

/* store_error - what the first failure was, for the log; "" when there was none */
const char *store_error(const struct store *store);

/*
 * store_by_number - the record of (source, number).
 *
 * The bytes are good until store_end_read. HUB_OK, HUB_E_REPORT_UNKNOWN, HUB_E_READ_FAILED.
 */
enum hub_status store_by_number(struct store *store, struct source_id source, uint64_t number,
                                struct slice *out_record);

/* store_by_area - records about exactly this area after a sequence, oldest first; good until store_end_read */
enum hub_status store_by_area(struct store *store, uint32_t area, struct seq after,
                              struct slice *out_records, uint32_t out_max, uint32_t *out_count);

/* store_by_seq - the record of a sequence; good until store_end_read */
enum hub_status store_by_seq(struct store *store, struct seq seq, struct slice *out_record);

/* store_end_read - give the read transaction back (3) */
void store_end_read(struct store *store);

/* store_last - the last sequence in the journal */
struct seq store_last(struct store *store);

/* store_is_full - is there too little room ahead to take in new work? Allocates more if it can. */
bool store_is_full(struct store *store);

/* store_is_indexed - is this record in the indexes already? */
bool store_is_indexed(const struct store *store, struct seq seq);

/* Where the snapshot ends, seen from the journal as it was when the store was opened. */
enum store_snapshot_place {
    STORE_SNAPSHOT_NONE,   /* there is none */
    STORE_SNAPSHOT_WITHIN, /* at a record that this store has */
    STORE_SNAPSHOT_NEWER,  /* at a later one that the journal has by now: a hub writes beside us */
    STORE_SNAPSHOT_AHEAD, /* at one that the journal does not have: it was cut, or is another one */
};

/* store_snapshot_place - where it ends; a hub saves it only behind the record it ends with */
enum store_snapshot_place store_snapshot_place(struct store *store);

/* store_index - move the fronts into LMDB and write the tails into the indexes; false is a failed write, as in store_append */
bool store_index(struct store *store);

/* store_keep_index - between turns: when a front is crowded, the same beside the caller, who goes on; false as store_index */
bool store_keep_index(struct store *store);

/* store_save_snapshot - keep the view for the next start; false: could not, the next start replays more */
bool store_save_snapshot(struct store *store, const struct view *view);

/* store_reap_readers - forget readers whose process died, so that they pin nothing */
void store_reap_readers(struct store *store);

/* Figures for metrics. */
struct store_figures {
    uint64_t used_bytes;      /* of data.mdb, as LMDB counts it */
    uint64_t allocated_bytes; /* on the disk */
    uint64_t appends;         /* synced transactions */
    uint64_t records;         /* appended since start */
    uint64_t sync_us_total;
    uint64_t sync_us_max;
    uint32_t tail_records;
    uint64_t snapshot_seq;
    uint32_t readers;
};

/* store_figures - the present figures */
void store_figures(struct store *store, struct store_figures *out);

/* store_copy - a consistent copy of the journal into an empty folder, also while a hub writes; false with a sentence in error */
bool store_copy(struct store *store, const char *folder, char *error);

#endif
