/*
 * world.h - all the loop knows of the world, in one narrow table.
 *
 * Read by: loop; filled in by real.c (libzmq, LMDB, clocks) and by the simulator. Reads: core/.
 * A clustered world fits behind the same table: append is a batch of records in, all durable or not at all.
 */
#ifndef HUB_IO_WORLD_H
#define HUB_IO_WORLD_H

#include "core/hub.h"

#define LOOP_EVENTS_MAX 1024

enum world_durable { WORLD_DURABLE, WORLD_GOING, WORLD_FAILED };

struct world {
    void *self;

    /*
     * hear - what happened, or nothing by wake_mono_us.
     *
     * Fills in at most max events, oldest first; their slices are good until the next hear. Returns how many.
     */
    uint32_t (*hear)(void *self, int64_t wake_mono_us, struct event *events, uint32_t max);

    /*
     * append - make the APPEND effects of a turn durable, in their order, all or none. The turn before is settled.
     *
     * WORLD_GOING: they are written, and settle waits until they are synced; hear returns when they are. WORLD_FAILED, for ever
     * after: nothing may leave any more; the loop ends.
     */
    enum world_durable (*append)(void *self, const struct effect *effects, uint32_t count);

    /* settle - wait until what was appended is synced; false: it failed, as with append */
    bool (*settle)(void *self);

    /* speak - send a reply or a publication; what cannot be sent now is dropped and counted, never waited for */
    void (*speak)(void *self, const struct effect *effect);

    /* rest - a turn is over: bookkeeping that may be done between turns (snapshots, index, metrics, watchdog) */
    void (*rest)(void *self, const struct hub *hub);

    /* now - the two clocks */
    void (*now)(void *self, int64_t *out_utc_us, int64_t *out_mono_us);
};

#endif
