/*
 * real.h - the real world behind the loop: libzmq, LMDB, the clocks, signals, systemd.
 *
 * Read by: main.c. Reads: world.h, socket.h, store.h, scrub.h, zap.h, http.h.
 * Owns: the ear, the poll set, the signal descriptor; sockets, stores and the rest are main's.
 * Holds: (1) one thread calls all of it.
 */
#ifndef HUB_IO_REAL_H
#define HUB_IO_REAL_H

#include "io/http.h"
#include "io/scrub.h"
#include "io/socket.h"
#include "io/store.h"
#include "io/world.h"

struct loop;

struct real {
    struct sockets *sockets;
    struct store *stores[REALMS_MAX];
    uint32_t realm_count;
    struct zap *zap;
    struct http *http; /* NULL: no metrics */
    void *zmq_context;
    const struct config *config;
    const struct keys *keys; /* NULL: --insecure-lab */
    struct scrub scrub;
    const struct loop *loop; /* what is not appended yet is looked up in its outbox */
    uint32_t snapshot_every_records;
    struct ear *ear;
    int signal_fd;
    bool reload_asked;
    bool stop_asked;
    bool room_changed;
    bool listeners_told;
    bool listened_told[LANE_COUNT];
    bool feeds_closed; /* being opened again */
    bool feeds_missed; /* and that was said, since it takes long */
    int64_t feeds_closed_mono_us;
    int64_t next_reopen_mono_us;
    int64_t next_judging_mono_us;
    uint64_t floods; /* clients barred from the feed */
    uint64_t cuts_told;
    bool full;         /* any realm's store */
    bool store_failed; /* a write between turns failed: stop, as after a failed append */
    int64_t next_chores_mono_us;
    int64_t next_reap_mono_us;
    int64_t next_give_back_mono_us;
    uint64_t requests; /* of the hub, at the last chores */
    int64_t next_watchdog_mono_us;
    int64_t watchdog_interval_us; /* 0: nobody watches */
    int64_t next_probe_mono_us;
    struct zap_probe *probe;
    uint64_t probes_shut;
    bool door_open; /* the probe got in: stop at once */
    uint64_t snapshot_seq[REALMS_MAX];
    int64_t started_mono_us;
};

/* real_init - the ear, and signals TERM, INT, HUP as events; false with errno */
bool real_init(struct real *real);

/* real_free - what real_init took */
void real_free(struct real *real);

/* real_world - the table for the loop; lives as long as real */
struct world real_world(struct real *real);

/* real_reader - the journal as the hub asks for it */
struct reader real_reader(struct real *real);

/* real_door - who may listen to the feed */
struct listeners_door real_door(struct real *real);

/* real_turn_out - everybody leaves the feed and comes in again, who may; the turns to come open it, none of them waits */
void real_turn_out(struct real *real);

/* real_now - the two clocks, in microseconds */
void real_now(int64_t *out_utc_us, int64_t *out_mono_us);

/* real_save_snapshots - keep every realm's view for the next start */
void real_save_snapshots(struct real *real, const struct hub *hub);

#endif
