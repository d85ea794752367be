/*
 * source.h - the sources of a realm and the numbers that were heard of each.
 *
 * Read by: view, hub, document. Reads: base/, limits.h.
 * Owns: its pools, in the view's room.
 * Holds: (1) a number is heard when it is not above highest and in no gap; heard stays heard for ever;
 *        (2) the gaps of a source are apart, ordered from high to low, and all below highest.
 * Source: architecture rule "a message is (source, number)"; proto/README.md "Numbering".
 */
#ifndef HUB_CORE_SOURCE_H
#define HUB_CORE_SOURCE_H

#include "base/hash.h"
#include "base/ids.h"
#include "base/pool.h"
#include "base/slice.h"
#include "core/limits.h"

/* How many places of the picture there are because of a source. */
struct holding {
    uint32_t events; /* that it declared first */
    uint32_t spots;  /* that it spoke about, or declared, first */
    uint32_t cells;  /* of its word */
    uint32_t versions;
    uint32_t lines; /* of needs */
    uint32_t pledges;
    uint32_t warehouses;
    uint32_t
        stocks; /* entries of its warehouses; piles that its shipments and pledges made and nobody counted */
    uint32_t plans;
    uint32_t plan_lines;
    uint32_t
        activations; /* that are held; these, and below, are dropped some time after their end */
    uint32_t tasks;
    uint32_t
        shipments; /* cargo_share of those that are held; they are dropped some time after their end */
    uint32_t articles; /* that it named first */
};

struct source {
    uint64_t highest; /* highest number heard; 0: none */
    uint64_t missing; /* how many numbers below it were not heard */
    uint32_t first_gap;
    uint32_t gap_count;
    struct holding holding;
    char name[IDENTIFIER_BYTES_MAX + 8]; /* padded to a whole number of words */
};

struct gap {
    uint64_t first;
    uint64_t last;
    uint32_t next;
    uint32_t reserved;
};

struct sources {
    struct pool pool;
    struct pool gaps;
    uint32_t free_gap; /* gaps that closed, linked by next */
    struct hash by_name;
    uint32_t *
        latest; /* the one found last: a message asks for its source ten times over; no part of the state */
};

/* sources_bytes - the room sources_init takes */
size_t sources_bytes(uint32_t sources_max, uint32_t gaps_max);

/* sources_init - no source yet; room from a zeroed arena */
void sources_init(struct sources *sources, struct arena *zeroed, uint32_t sources_max,
                  uint32_t gaps_max);

/* sources_index - build the look-up by name again after the pools were put back from a snapshot */
void sources_index(struct sources *sources);

/* source_find - the source of that name, n = 0 when there is none yet */
struct source_id source_find(const struct sources *sources, struct slice name);

/* source_at - a source that exists; lives as long as the view */
const struct source *source_at(const struct sources *sources, struct source_id id);

/* source_heard - was this number heard of it? False for a source that does not exist yet (n = 0). */
bool source_heard(const struct sources *sources, struct source_id id, uint64_t number);

/* source_has_room - can the names that come with one message be kept? */
bool source_has_room(const struct sources *sources);

/*
 * source_has_room_for_names - so many more names that a message only speaks of? A part of the places (NAMES_SPARE_PART) is not for
 * them, so that whoever speaks himself finds one.
 */
bool source_has_room_for_names(const struct sources *sources, uint32_t names);

/* source_gap_fits - would hearing this number leave the source with at most GAPS_PER_SOURCE_MAX gaps, and the pool with room? */
bool source_gap_fits(const struct sources *sources, struct source_id id, uint64_t number);

/* source_apply_name - the source of that name, made if it is new; room was checked before */
struct source_id source_apply_name(struct sources *sources, struct slice name);

/* source_apply_number - the number was heard; it was not heard before, and the gap fits */
void source_apply_number(struct sources *sources, struct source_id id, uint64_t number);

/* source_apply_holding - the source holds so much more of the picture */
void source_apply_holding(struct sources *sources, struct source_id id, const struct holding *more);

/* source_apply_release - the source holds so much less */
void source_apply_release(struct sources *sources, struct source_id id, const struct holding *less);

/* source_gap_first - the highest gap, NULL when there is none; source_gap_next goes down from there */
const struct gap *source_gap_first(const struct sources *sources, struct source_id id);
const struct gap *source_gap_next(const struct sources *sources, const struct gap *gap);

#endif
