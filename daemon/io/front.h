/*
 * front.h - the newest end of a realm's journal: a plain file that a turn is written to with one write and one sync.
 *
 * Read by: store_inside.h, store*.c. Reads: core/record.h, core/outbox.h.
 * Owns: a file in the store's folder, allocated once and written over again and again; its mapping; a list of where each record
 *       lies. A store has two: one is written to while the records of the other go into LMDB.
 *
 * A turn is a frame, beginning at a block of 4096 bytes:
 *
 *     0   8  the mark of this store: chosen by chance, in LMDB too, known to nobody outside
 *     8   8  sequence of its first record
 *    16   4  how many records
 *    20   4  zero
 *    24   8  bytes of the records
 *    32      the size of each (4 bytes), then the records one behind the other, then zeros up to the next block
 *
 * Numbers are little end first. A record carries the hash of its bytes and of the one before, so a frame that was cut is known.
 * What was written over keeps its blocks until others are written there, and a client writes what it likes into a message: without a mark
 * that it cannot know it could write what looks like a frame.
 *
 * Holds: (1) what front_sync confirmed is synced; (2) a frame is written over only when LMDB holds its records, synced;
 *        (3) sequences follow one another without a hole, from frame to frame; (4) a frame that is not whole is the last one: if
 *        there is a later one the file is damaged, since nothing was written behind a frame before it was synced.
 * Source: decision 0024; measurements in tests/bench/README.md.
 */
#ifndef HUB_IO_FRONT_H
#define HUB_IO_FRONT_H

#include "core/outbox.h"

#define FRONT_FILE        "journal.front"
#define FRONT_OTHER_FILE  "journal.front2"
#define FRONT_MARK_PLAIN  UINT64_C(0x544e524644535550) /* "PUSDFRNT": of stores before format 5 */
#define FRONT_BYTES_MAX   ((uint64_t)16 * 1024 * 1024)
#define FRONT_RECORDS_MAX 65536U /* met: the front is moved into LMDB first */

struct front_place {
    uint32_t at;
    uint32_t size_bytes;
};

struct front {
    int fd;                     /* -1: there is none, turns go into LMDB one by one */
    uint64_t mark;              /* FRONT_MARK_PLAIN until the owner sets another */
    uint64_t size_bytes;        /* of the file */
    uint64_t used_bytes;        /* where the next frame goes */
    uint64_t first;             /* sequence of the first record that it holds */
    uint32_t count;             /* records that it holds */
    struct front_place *places; /* of each of them */
    uint8_t *bytes;             /* the file: mapped, or a reader's copy */
    bool copied;
    uint8_t *head; /* of the frame being written */
};

enum front_state {
    FRONT_SOUND,
    FRONT_NO_MEMORY,
    FRONT_UNREAD,  /* errno says why */
    FRONT_DAMAGED, /* (4): acknowledged records are lost */
    FRONT_AHEAD,   /* it begins behind the end of this journal */
};

/*
 * front_open - open the file of a folder, or make it.
 *
 *   size_bytes  how large a new one is
 *   read_only   its bytes are copied as they are now: a hub may be writing it
 *
 * FRONT_SOUND also when it could not be made (no room: the turns then go into LMDB) and, for a reader, when it is not there.
 */
enum front_state front_open(struct front *front, const char *path, uint64_t size_bytes,
                            bool read_only);

/* front_close - a front of zeros with fd -1 is fine */
void front_close(struct front *front);

/*
 * front_scan - find what it holds behind the journal.
 *
 *   last  the last sequence that LMDB holds; it must have been asked after front_open
 */
enum front_state front_scan(struct front *front, uint64_t last);

/* front_has_room - for so many records of so many bytes together? Never when there is no file. */
bool front_has_room(const struct front *front, uint32_t records, uint64_t size_bytes);

/*
 * front_write - write the APPEND effects of a realm as one frame; front_has_room was asked. What was written before is synced.
 *
 *   first  the sequence of the first of them
 *
 * Returns 0, or an errno: nothing may be written to it any more.
 */
int front_write(struct front *front, uint32_t realm, const struct effect *effects, uint32_t count,
                uint64_t first);

/* front_sync - sync what was written; returns as front_write. Any thread may, while none writes. */
int front_sync(const struct front *front);

/* front_first - the sequence of the first whole frame of the file, whether LMDB has it or not; 0: there is none */
uint64_t front_first(const struct front *front);

/* front_find - the record of a sequence, if it is held here; good until front_clear */
bool front_find(const struct front *front, uint64_t seq, struct slice *out_record);

/* front_clear - all it holds is in LMDB (2): begin again */
void front_clear(struct front *front);

/* front_is_crowded - is it time to move what it holds into LMDB? */
bool front_is_crowded(const struct front *front);

/* front_copy - what a reader's front holds, as a file of its own, synced; false with errno */
bool front_copy(const struct front *front, const char *path);

#endif
