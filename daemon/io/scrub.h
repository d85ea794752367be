/*
 * scrub.h - the whole journal is read through now and then: damage is found while there still is a backup.
 *
 * Read by: real.c, metrics.c, main.c. Reads: store.h, tools.h.
 * Owns: one child process, the reader, and the socket between it and us. It is made before any thread, socket or
 *       store is, sleeps until it is asked, and makes a process for each realm: LMDB ends the process that reads a
 *       damaged page.
 *
 * A start reads only what lies behind the saved view, so a byte that flips before it would be met by nobody. The reader
 * checks every record's hash, its place and the chain; sums, indexes and the saved view are for `verify`.
 *
 * Holds: (1) the reader runs when nobody else wants the processor, and rests after every SCRUB_RECORDS_PER_READ records;
 *        (2) no read transaction of it lives longer than that many records; (3) it ends with the hub, however the hub ends.
 * Source: LMDB has no checksums; decision 0020.
 */
#ifndef HUB_IO_SCRUB_H
#define HUB_IO_SCRUB_H

#include "io/config.h"

#include <sys/types.h>

#define SCRUB_EVERY_US         (24LL * 3600 * 1000000) /* the first one follows the start */
#define SCRUB_RECORDS_PER_READ 256
#define SCRUB_REST_US          10000 /* after each read: at most 25,600 records in a second */
#define SCRUB_REASON_BYTES_MAX 160

enum scrub_result {
    SCRUB_UNREAD, /* not read through yet, or could not be */
    SCRUB_SOUND,
    SCRUB_DAMAGED,
};

/* How it went with one realm; what the reader sends. */
struct scrub_report {
    uint32_t realm;
    enum scrub_result result;
    uint64_t records; /* sound ones, from the first on */
    uint64_t at;      /* damaged: the record that could not be read */
    char reason[SCRUB_REASON_BYTES_MAX];
};

struct scrub {
    const struct config *config;
    int socket; /* -1: there is no reader */
    pid_t reader;
    bool reading;
    int64_t next_mono_us;
    struct scrub_report last[REALMS_MAX];
    int64_t read_mono_us[REALMS_MAX]; /* when that came in */
};

/* scrub_start - make the reader, from a process without threads and with no store open; without it the hub serves all the same */
void scrub_start(struct scrub *scrub, const struct config *config);

/*
 * scrub_turn - ask for a reading when it is time, take in what the reader says and log it.
 *
 * Never waits. Returns true when a reading of all realms has just ended.
 */
bool scrub_turn(struct scrub *scrub, int64_t mono_us);

/* scrub_worst - what an operator has to know of the last reading: a damaged realm, else one that was not read, else a sound one */
const struct scrub_report *scrub_worst(const struct scrub *scrub);

/* scrub_stop - end the reader and wait for it */
void scrub_stop(struct scrub *scrub);

#endif
