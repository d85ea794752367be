/*
 * stage.h - a small hub in memory for the fuzzers: its own catalogue, roster and journal, set up anew in microseconds.
 *
 * Read by: the fuzz entries. Reads: core/.
 * Owns: one stage in static room.
 */
#ifndef TESTS_FUZZ_STAGE_H
#define TESTS_FUZZ_STAGE_H

#include "core/hub.h"

#define STAGE_REALMS  2
#define STAGE_CLIENTS 8
#define STAGE_NOW_US  (1764000000LL * US_PER_S)

/* The entry of every fuzzer: libFuzzer's name. */
/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct stage {
    struct hub hub;
    struct outbox outbox;
    int64_t mono_us;
    int64_t wall_us;
    uint32_t record_count[STAGE_REALMS];
};

/* stage_set - an empty hub with its first roster; the one of the last call is gone */
struct stage *stage_set(void);

/* stage_catalogue - two provinces with two regencies each */
const struct catalogue *stage_catalogue(void);

/* stage_request - a frame from a client (0 to STAGE_CLIENTS - 1; beyond: a key that nobody has) */
void stage_request(struct stage *stage, uint32_t client, enum door door, struct slice frame);

/* stage_event - a tick, a roster, a full store, a drain; its times are filled in */
void stage_event(struct stage *stage, struct event event);

/* stage_commit - the turn ends: what it appended is durable */
void stage_commit(struct stage *stage);

/* stage_roster - which = 1: without the key of client 1 */
const struct roster *stage_roster(uint32_t which);

/* stage_check - the pictures add up, and the journal replayed gives the very views */
void stage_check(struct stage *stage);

/* stage_view - an empty view with the stage's limits, in static room */
struct view *stage_view(void);

/* stage_replay - replay the first realm's journal into a view */
void stage_replay(const struct stage *stage, uint32_t realm, struct view *view);

/* stage_scratch - an arena for decoding, reset */
struct arena *stage_scratch(void);

/* stage_play - a run of a few messages, from bytes; used to fill a hub before it is asked */
void stage_play(struct stage *stage, struct slice bytes);

#endif
