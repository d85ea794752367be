/*
 * store_inside.h - what store.c, store_index.c and store_restore.c share and nobody else sees.
 *
 * Read by: store.c, store_index.c, store_restore.c, and no other. Reads: store.h, front.h, LMDB.
 */
#ifndef HUB_IO_STORE_INSIDE_H
#define HUB_IO_STORE_INSIDE_H

#include "io/front.h"
#include "io/store.h"
#include "io/worker.h"

#include <lmdb.h>

#define TAIL_MAX         FRONT_RECORDS_MAX /* store_append indexes by itself before it overflows */
#define HALVES           2
#define TAIL_WANTS_INDEX 8192U
#define PATH_ROOM        640
#define READERS_MAX      32

/* A record that is not yet in the indexes; as a rule not in LMDB either, but in the front. */
struct tail_entry {
    uint64_t seq;
    uint64_t number;
    uint32_t source; /* 0: a note */
    uint32_t area;
};

/* What is behind the indexes. One half is written to; the other is empty, or on its way into LMDB. */
struct half {
    struct front front;
    struct tail_entry *tail;
    uint32_t tail_count;
};

struct store {
    MDB_env *env;
    MDB_dbi journal;
    MDB_dbi by_number;
    MDB_dbi by_area;
    MDB_dbi meta;
    MDB_txn *read; /* kept and renewed; active only within a turn */
    bool read_active;
    int lock_fd;
    int data_fd; /* LMDB's own descriptor: ours must never be closed beside it */
    struct store_options options;
    char folder[PATH_ROOM];
    struct half halves[HALVES];
    uint32_t
        active; /* the half that is written to; its records are younger than those of the other */
    struct worker
        *syncer; /* made when first needed; without threads both stay NULL, and the caller waits */
    struct worker *mover;
    bool syncing; /* the front written last, beside the caller */
    bool moving;  /* the other half, into LMDB */
    uint64_t sync_begun_us;
    uint64_t last;
    uint64_t indexed;
    bool failed; /* (2) */
    bool full;
    uint64_t appended_bytes; /* since room was last looked at */
    char error[STORE_ERROR_ROOM];
    struct store_figures figures;
};

/* store_txn_abort - for HUB_CLEANUP: a transaction that was not committed is given up */
static inline void store_txn_abort(MDB_txn **txn)
{
    if (*txn != NULL) {
        mdb_txn_abort(*txn);
    }
}

static inline struct half *store_active(struct store *store)
{
    return &store->halves[store->active];
}

static inline struct half *store_other(struct store *store)
{
    return &store->halves[1 - store->active];
}

/* store_has_worker - the thread of this name, made when first needed; false: the caller does the job itself */
static inline bool store_has_worker(struct worker **worker, const char *name)
{
    if (*worker == NULL) {
        *worker = worker_new(name);
    }
    return *worker != NULL;
}

/* store_end_move - the other half is in LMDB; false: it could not be written, or (wait false) is not there yet */
bool store_end_move(struct store *store, bool wait);

/* store_begin_read - store->read is active until store_end_read; LMDB's code */
int store_begin_read(struct store *store);

/* store_look_again - a reader's copy of the front as it is now; what was the last record stays it; false: it cannot be read */
bool store_look_again(struct store *store);

/* store_put_record - one record behind the others of the journal; LMDB's code */
int store_put_record(MDB_cursor *cursor, uint64_t seq, struct slice record);

/* store_put_meta - a number under a name of at most 16 bytes; LMDB's code */
int store_put_meta(struct store *store, MDB_txn *txn, const char *name, uint64_t number);

/* store_set_mark - of both fronts */
void store_set_mark(struct store *store, uint64_t mark);

/* store_choose_mark - by chance, and put it with the format that knows of it; the front holds nothing. LMDB's code */
int store_choose_mark(struct store *store, MDB_txn *txn, uint64_t *out_mark);

/* store_fail - latch the first failure: what was being done, LMDB's code; always false, to end a function with */
bool store_fail(struct store *store, const char *what, int rc);

/* store_complain - a sentence into error: what, why, what to do; always false, to end a function with */
bool store_complain(char *error, const char *what, const char *detail, const char *next);

/* store_path - a file's path in a folder */
void store_path(const char *folder, const char *name, char room[PATH_ROOM]);

/* store_note_birth - from now on the folder holds a journal: an empty or missing one will not be taken for a new one */
void store_note_birth(const char *folder);

/* store_sync_folder - make the names in a folder durable: LMDB never does, and a new data.mdb must not vanish with the power */
void store_sync_folder(const char *folder);

#endif
