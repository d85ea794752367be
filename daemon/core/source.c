#include "core/source.h"

#include "base/assert.h"
#include "base/text.h"

_Static_assert(sizeof(struct source) == 152, "no padding: the bytes are the state");
_Static_assert(sizeof(struct gap) == 24, "no padding: the bytes are the state");

size_t sources_bytes(uint32_t sources_max, uint32_t gaps_max)
{
    return pool_bytes(sizeof(struct source), sources_max) +
           pool_bytes(sizeof(struct gap), gaps_max) +
           sizeof(struct hash_slot) * hash_slots_for(sources_max) + sizeof(uint32_t) + 80;
}

void sources_init(struct sources *sources, struct arena *zeroed, uint32_t sources_max,
                  uint32_t gaps_max)
{
    *sources = (struct sources){.free_gap = 0};
    pool_init(&sources->pool, zeroed, sizeof(struct source), sources_max);
    pool_init(&sources->gaps, zeroed, sizeof(struct gap), gaps_max);
    const uint32_t slots = hash_slots_for(sources_max);
    struct hash_slot *room = arena_take(zeroed, sizeof(struct hash_slot) * slots);
    HUB_ASSERT(room != NULL);
    hash_init(&sources->by_name, room, slots);
    sources->latest = arena_take(zeroed, sizeof *sources->latest);
    HUB_ASSERT(sources->latest != NULL);
}

/* Two names may share a hash: the next key is tried until the name itself fits. */
static uint64_t name_key(struct slice name, uint32_t attempt)
{
    return hash_bytes(name.data, name.size_bytes) + attempt;
}

static void index_one(struct sources *sources, uint32_t place)
{
    const struct source *source = pool_at(&sources->pool, place);
    uint32_t attempt = 0;
    while (hash_find(&sources->by_name, name_key(slice_of(source->name), attempt)) != HASH_NONE) {
        attempt++;
    }
    hash_put(&sources->by_name, name_key(slice_of(source->name), attempt), place);
}

void sources_index(struct sources *sources)
{
    *sources->latest = 0;
    for (uint32_t place = 1; place <= sources->pool.used; place++) {
        index_one(sources, place);
    }
}

static bool is_named(const struct source *source, struct slice name)
{
    const size_t size_bytes = name.size_bytes;
    return size_bytes > 0 && size_bytes <= IDENTIFIER_BYTES_MAX &&
           source->name[size_bytes] == '\0' && name.data[size_bytes - 1] != '\0' &&
           memcmp(source->name, name.data, size_bytes) == 0;
}

struct source_id source_find(const struct sources *sources, struct slice name)
{
    const uint32_t latest = *sources->latest;
    if (latest != 0 && is_named(pool_at(&sources->pool, latest), name)) {
        return (struct source_id){latest};
    }
    for (uint32_t attempt = 0;; attempt++) {
        const uint32_t place = hash_find(&sources->by_name, name_key(name, attempt));
        if (place == HASH_NONE) {
            return (struct source_id){0};
        }
        const struct source *source = pool_at(&sources->pool, place);
        if (slice_equal(name, slice_of(source->name))) {
            *sources->latest = place;
            return (struct source_id){place};
        }
    }
}

const struct source *source_at(const struct sources *sources, struct source_id id)
{
    return pool_at(&sources->pool, id.n);
}

static struct gap *gap_at(const struct sources *sources, uint32_t place)
{
    return pool_at(&sources->gaps, place);
}

/* The gap that holds the number, 0 for none; *out_before is the one above it in the list. */
static uint32_t gap_holding(const struct sources *sources, const struct source *source,
                            uint64_t number, uint32_t *out_before)
{
    *out_before = 0;
    for (uint32_t place = source->first_gap; place != 0; place = gap_at(sources, place)->next) {
        const struct gap *gap = gap_at(sources, place);
        if (number > gap->last) {
            return 0; /* (2) ordered from high to low */
        }
        if (number >= gap->first) {
            return place;
        }
        *out_before = place;
    }
    return 0;
}

bool source_heard(const struct sources *sources, struct source_id id, uint64_t number)
{
    if (id.n == 0) {
        return false;
    }
    const struct source *source = source_at(sources, id);
    uint32_t before = 0;
    return number <= source->highest && gap_holding(sources, source, number, &before) == 0;
}

bool source_has_room_for_names(const struct sources *sources, uint32_t names)
{
    const uint32_t spare = sources->pool.max / NAMES_SPARE_PART;
    return (uint64_t)sources->pool.used + 2 + names + spare <= sources->pool.max;
}

bool source_has_room(const struct sources *sources)
{
    /* Two new names at most come with one message: the source, and the one it speaks for. */
    return sources->pool.used + 2 <= sources->pool.max;
}

/* Would hearing this number, which was not heard, make one more gap: above the highest, or in the middle of one? */
static bool makes_gap(const struct sources *sources, const struct source *source, uint64_t number)
{
    uint32_t before = 0;
    if (number > source->highest) {
        return number != source->highest + 1;
    }
    const uint32_t place = gap_holding(sources, source, number, &before);
    const struct gap *gap = place == 0 ? NULL : gap_at(sources, place);
    return gap != NULL && number != gap->first && number != gap->last;
}

bool source_gap_fits(const struct sources *sources, struct source_id id, uint64_t number)
{
    const struct source none = {.highest = 0};
    const struct source *source = id.n == 0 ? &none : source_at(sources, id);
    if (!makes_gap(sources, source, number)) {
        return true;
    }
    return source->gap_count < GAPS_PER_SOURCE_MAX &&
           (sources->free_gap != 0 || !pool_is_full(&sources->gaps));
}

struct source_id source_apply_name(struct sources *sources, struct slice name)
{
    const struct source_id known = source_find(sources, name);
    if (known.n != 0) {
        return known;
    }
    const uint32_t place = pool_take(&sources->pool);
    HUB_ASSERT(place != 0); /* source_has_room was asked */
    struct source *source = pool_at(&sources->pool, place);
    text_copy(source->name, IDENTIFIER_BYTES_MAX + 1, name);
    index_one(sources, place);
    return (struct source_id){place};
}

static uint32_t gap_take(struct sources *sources, uint64_t first, uint64_t last, uint32_t next)
{
    uint32_t place = sources->free_gap;
    if (place != 0) {
        sources->free_gap = gap_at(sources, place)->next;
    } else {
        place = pool_take(&sources->gaps);
        HUB_ASSERT(place != 0); /* source_has_room was asked */
    }
    *gap_at(sources, place) = (struct gap){.first = first, .last = last, .next = next};
    return place;
}

static void gap_drop(struct sources *sources, struct source *source, uint32_t place,
                     uint32_t before)
{
    struct gap *gap = gap_at(sources, place);
    if (before == 0) {
        source->first_gap = gap->next;
    } else {
        gap_at(sources, before)->next = gap->next;
    }
    *gap = (struct gap){.next = sources->free_gap};
    sources->free_gap = place;
    source->gap_count--;
}

static void fill_gap(struct sources *sources, struct source *source, uint64_t number)
{
    uint32_t before = 0;
    const uint32_t place = gap_holding(sources, source, number, &before);
    HUB_ASSERT(place != 0); /* (1) it was not heard */
    struct gap *gap = gap_at(sources, place);
    source->missing--;
    if (gap->first == gap->last) {
        gap_drop(sources, source, place, before);
    } else if (number == gap->first) {
        gap->first++;
    } else if (number == gap->last) {
        gap->last--;
    } else {
        const uint64_t first = gap->first;
        const uint32_t lower = gap_take(sources, first, number - 1, gap->next);
        gap = gap_at(sources, place);
        gap->first = number + 1;
        gap->next = lower;
        source->gap_count++;
    }
}

void source_apply_number(struct sources *sources, struct source_id id, uint64_t number)
{
    struct source *source = pool_at(&sources->pool, id.n);
    HUB_ASSERT(number > 0);
    if (number <= source->highest) {
        fill_gap(sources, source, number);
        return;
    }
    if (number > source->highest + 1) {
        source->first_gap = gap_take(sources, source->highest + 1, number - 1, source->first_gap);
        source->gap_count++;
        source->missing += number - 1 - source->highest;
    }
    source->highest = number;
}

void source_apply_holding(struct sources *sources, struct source_id id, const struct holding *more)
{
    struct source *source = pool_at(&sources->pool, id.n);
    source->holding.events += more->events;
    source->holding.spots += more->spots;
    source->holding.cells += more->cells;
    source->holding.versions += more->versions;
    source->holding.lines += more->lines;
    source->holding.pledges += more->pledges;
    source->holding.warehouses += more->warehouses;
    source->holding.stocks += more->stocks;
    source->holding.plans += more->plans;
    source->holding.plan_lines += more->plan_lines;
    source->holding.activations += more->activations;
    source->holding.tasks += more->tasks;
    source->holding.shipments += more->shipments;
    source->holding.articles += more->articles;
}

void source_apply_release(struct sources *sources, struct source_id id, const struct holding *less)
{
    struct source *source = pool_at(&sources->pool, id.n);
    HUB_ASSERT(source->holding.shipments >= less->shipments);
    HUB_ASSERT(source->holding.stocks >= less->stocks);
    HUB_ASSERT(source->holding.activations >= less->activations);
    HUB_ASSERT(source->holding.tasks >= less->tasks);
    source->holding.shipments -= less->shipments;
    source->holding.stocks -= less->stocks;
    source->holding.activations -= less->activations;
    source->holding.tasks -= less->tasks; /* of the others nothing is ever forgotten */
}

const struct gap *source_gap_first(const struct sources *sources, struct source_id id)
{
    const struct source *source = source_at(sources, id);
    return source->first_gap == 0 ? NULL : gap_at(sources, source->first_gap);
}

const struct gap *source_gap_next(const struct sources *sources, const struct gap *gap)
{
    return gap->next == 0 ? NULL : gap_at(sources, gap->next);
}
