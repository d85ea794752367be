#include "core/cargo.h"

#include "base/assert.h"

#include <string.h>

/* The bytes of the pools are the state: they are saved as they are and compared byte by byte. */
_Static_assert(sizeof(struct shipment) == 8UL * 8 + 14UL * 4 + 11UL * CARGO_TEXT_ROOM,
               "no padding");
_Static_assert(sizeof(struct freight) == 6UL * 8 + 4UL * 4, "no padding");
_Static_assert(sizeof(struct cargo_ends) == 6UL * 4, "no padding");

#define A SHIPMENT_ARRIVED
#define C SHIPMENT_CANCELLED
#define L SHIPMENT_LOST
#define P SHIPMENT_PREPARED
#define T SHIPMENT_IN_TRANSIT

/* clang-format off */
const uint8_t shipment_life[SHIPMENT_STATES][SHIPMENT_DEEDS] = {
    /*                       none DEPART DELAY ARRIVE RECEIVE RETURN CANCEL LOSE */
    [SHIPMENT_PREPARED]   = {0,   T,     P,    0,     0,      0,     C,     0},
    [SHIPMENT_IN_TRANSIT] = {0,   0,     T,    A,     A,      T,     0,     L},
    [SHIPMENT_ARRIVED]    = {0,   0,     0,    0,     A,      A,     0,     L},
    [SHIPMENT_RECEIVED]   = {0},
    [SHIPMENT_RETURNED]   = {0},
    [SHIPMENT_CANCELLED]  = {0},
    [SHIPMENT_LOST]       = {0},
};
/* clang-format on */
#undef A
#undef C
#undef L
#undef P
#undef T

/* --- room --- */

static uint32_t freights_max(uint32_t shipments_max)
{
    return FREIGHTS_PER_SHARE * shipments_max + SHIPMENT_LINES_MAX;
}

static uint32_t buckets_for(uint32_t shipments_max)
{
    uint32_t count = 16;
    while (count < shipments_max) {
        count *= 2U;
    }
    return count;
}

size_t cargo_bytes(uint32_t shipments_max)
{
    const size_t places = (size_t)buckets_for(shipments_max) + shipments_max + 1 + AREA_CODES;
    return pool_bytes(sizeof(struct shipment), shipments_max) +
           pool_bytes(sizeof(struct freight), freights_max(shipments_max)) +
           pool_bytes(sizeof(struct cargo_ends), 1) + sizeof(uint32_t) * places + 256;
}

static uint32_t *take_places(struct arena *zeroed, size_t count)
{
    uint32_t *places = arena_take(zeroed, sizeof(uint32_t) * count);
    HUB_ASSERT(places != NULL);
    return places;
}

void cargo_init(struct cargo *cargo, struct arena *zeroed, uint32_t shipments_max)
{
    *cargo = (struct cargo){.bucket_count = buckets_for(shipments_max)};
    pool_init(&cargo->shipments, zeroed, sizeof(struct shipment), shipments_max);
    pool_init(&cargo->freights, zeroed, sizeof(struct freight), freights_max(shipments_max));
    pool_init(&cargo->ends, zeroed, sizeof(struct cargo_ends), 1);
    cargo->bucket = take_places(zeroed, cargo->bucket_count);
    cargo->next_in_bucket = take_places(zeroed, (size_t)shipments_max + 1);
    cargo->first_of_area = take_places(zeroed, AREA_CODES);
    const uint32_t ends = pool_take(&cargo->ends);
    HUB_ASSERT(ends == 1);
}

/* --- looking up --- */

static uint32_t *bucket_of(const struct cargo *cargo, uint32_t source, uint64_t number)
{
    const uint64_t key = hash_mix(hash_mix(number) ^ source);
    return &cargo->bucket[(uint32_t)key & (cargo->bucket_count - 1)];
}

static void put_name(struct cargo *cargo, uint32_t place)
{
    const struct shipment *shipment = cargo_shipment(cargo, place);
    uint32_t *bucket = bucket_of(cargo, shipment->source, shipment->number);
    cargo->next_in_bucket[place] = *bucket;
    *bucket = place;
}

static void take_name(struct cargo *cargo, uint32_t place)
{
    const struct shipment *shipment = cargo_shipment(cargo, place);
    uint32_t *at = bucket_of(cargo, shipment->source, shipment->number);
    while (*at != place) {
        at = &cargo->next_in_bucket[*at];
    }
    *at = cargo->next_in_bucket[place];
    cargo->next_in_bucket[place] = 0;
}

uint32_t cargo_find(const struct cargo *cargo, uint32_t source, uint64_t number)
{
    uint32_t at = *bucket_of(cargo, source, number);
    for (; at != 0; at = cargo->next_in_bucket[at]) {
        const struct shipment *shipment = cargo_shipment(cargo, at);
        if (shipment->source == source && shipment->number == number) {
            return at;
        }
    }
    return 0;
}

void cargo_index(struct cargo *cargo)
{
    for (uint32_t place = 1; place <= cargo->shipments.used; place++) {
        const struct shipment *shipment = cargo_shipment(cargo, place);
        if (shipment->source == 0) {
            continue;
        }
        put_name(cargo, place);
        if (shipment->previous_in_area == 0) {
            cargo->first_of_area[shipment->area] = place;
        }
    }
}

/* --- what follows from a shipment --- */

bool cargo_is_moving(const struct shipment *shipment)
{
    return shipment->state == SHIPMENT_IN_TRANSIT || shipment->state == SHIPMENT_ARRIVED;
}

uint64_t cargo_under_way(const struct shipment *shipment, const struct freight *freight)
{
    return cargo_is_moving(shipment) ? freight->loaded - freight->good - freight->damaged -
                                           freight->lost - freight->returned
                                     : 0;
}

enum shipment_state cargo_end_state(const struct cargo *cargo, uint32_t place)
{
    const struct shipment *shipment = cargo_shipment(cargo, place);
    uint64_t handed_over = 0;
    uint64_t returned = 0;
    uint32_t at = shipment->first_freight;
    for (; at != 0; at = cargo_freight(cargo, at)->next) {
        const struct freight *freight = cargo_freight(cargo, at);
        const uint64_t known = freight->good + freight->damaged + freight->lost + freight->returned;
        if (known < freight->loaded) {
            return SHIPMENT_STATE_NONE;
        }
        handed_over += freight->good + freight->damaged;
        returned += freight->returned;
    }
    if (handed_over > 0) {
        return SHIPMENT_RECEIVED;
    }
    return returned > 0 ? SHIPMENT_RETURNED : SHIPMENT_LOST;
}

/* --- taking and giving back places --- */

/* May this ended one be dropped by a record of this time? */
static bool is_due(const struct shipment *shipment, int64_t at_utc_us)
{
    return shipment->dropped_utc_us <= at_utc_us;
}

bool cargo_has_room(const struct cargo *cargo, uint32_t lines, int64_t at_utc_us)
{
    const struct cargo_ends *ends = cargo_ends(cargo);
    uint64_t freights = (uint64_t)ends->free_freights + cargo->freights.max - cargo->freights.used;
    uint32_t places = cargo->shipments.max - ends->held;
    uint32_t at = ends->first_ended;
    for (uint32_t i = 0; i < CARGO_DROPS_MAX && at != 0; i++) {
        const struct shipment *shipment = cargo_shipment(cargo, at);
        if (!is_due(shipment, at_utc_us)) {
            break;
        }
        places++;
        freights += shipment->freight_count;
        at = shipment->next_in_queue;
    }
    return places > 0 && freights >= lines;
}

uint32_t cargo_share_freed(const struct cargo *cargo, uint32_t source, int64_t at_utc_us)
{
    uint32_t freed = 0;
    uint32_t at = cargo_ends(cargo)->first_ended;
    for (uint32_t i = 0; i < CARGO_DROPS_MAX && at != 0; i++) {
        const struct shipment *shipment = cargo_shipment(cargo, at);
        if (!is_due(shipment, at_utc_us)) {
            break;
        }
        freed += shipment->source == source ? cargo_share(shipment->freight_count) : 0;
        at = shipment->next_in_queue;
    }
    return freed;
}

uint32_t cargo_take(struct cargo *cargo, uint32_t source, uint64_t number, uint32_t area)
{
    struct cargo_ends *ends = cargo_ends(cargo);
    uint32_t place = ends->free_shipment;
    if (place != 0) {
        ends->free_shipment = cargo_shipment(cargo, place)->next_in_queue;
    } else {
        place = pool_take(&cargo->shipments);
    }
    HUB_ASSERT(place != 0); /* room was asked */
    struct shipment *shipment = cargo_shipment(cargo, place);
    memset(shipment, 0, sizeof *shipment);
    shipment->source = source;
    shipment->number = number;
    shipment->area = area;
    shipment->next_in_area = cargo->first_of_area[area];
    if (shipment->next_in_area != 0) {
        cargo_shipment(cargo, shipment->next_in_area)->previous_in_area = place;
    }
    cargo->first_of_area[area] = place;
    ends->held++;
    put_name(cargo, place);
    return place;
}

struct freight *cargo_load(struct cargo *cargo, uint32_t shipment_place)
{
    struct cargo_ends *ends = cargo_ends(cargo);
    struct shipment *shipment = cargo_shipment(cargo, shipment_place);
    uint32_t place = ends->free_freight;
    if (place != 0) {
        ends->free_freight = cargo_freight(cargo, place)->next;
        ends->free_freights--;
    } else {
        place = pool_take(&cargo->freights);
    }
    HUB_ASSERT(place != 0); /* room was asked */
    struct freight *freight = cargo_freight(cargo, place);
    memset(freight, 0, sizeof *freight);
    uint32_t *at = &shipment->first_freight;
    while (*at != 0) {
        at = &cargo_freight(cargo, *at)->next;
    }
    *at = place;
    shipment->freight_count++;
    return freight;
}

void cargo_end(struct cargo *cargo, uint32_t place, enum shipment_state state, int64_t ended_utc_us,
               int64_t at_utc_us)
{
    struct cargo_ends *ends = cargo_ends(cargo);
    struct shipment *shipment = cargo_shipment(cargo, place);
    shipment->state = state;
    shipment->ended_utc_us = ended_utc_us;
    shipment->dropped_utc_us = at_utc_us + SHIPMENT_KEPT_US;
    if (ends->last_ended != 0) {
        cargo_shipment(cargo, ends->last_ended)->next_in_queue = place;
    } else {
        ends->first_ended = place;
    }
    ends->last_ended = place;
}

static void leave_area(struct cargo *cargo, const struct shipment *shipment)
{
    if (shipment->previous_in_area != 0) {
        cargo_shipment(cargo, shipment->previous_in_area)->next_in_area = shipment->next_in_area;
    } else {
        cargo->first_of_area[shipment->area] = shipment->next_in_area;
    }
    if (shipment->next_in_area != 0) {
        cargo_shipment(cargo, shipment->next_in_area)->previous_in_area =
            shipment->previous_in_area;
    }
}

static void free_freights(struct cargo *cargo, const struct shipment *shipment)
{
    struct cargo_ends *ends = cargo_ends(cargo);
    uint32_t at = shipment->first_freight;
    while (at != 0) {
        struct freight *freight = cargo_freight(cargo, at);
        const uint32_t next = freight->next;
        memset(freight, 0, sizeof *freight);
        freight->next = ends->free_freight;
        ends->free_freight = at;
        ends->free_freights++;
        at = next;
    }
}

static void drop_first(struct cargo *cargo, struct cargo_change *change)
{
    struct cargo_ends *ends = cargo_ends(cargo);
    const uint32_t place = ends->first_ended;
    struct shipment *shipment = cargo_shipment(cargo, place);
    change->dropped[change->dropped_count] = place;
    change->dropped_area[change->dropped_count] = shipment->area;
    change->dropped_lines[change->dropped_count] = shipment->freight_count;
    change->dropped_source[change->dropped_count++] = shipment->source;
    ends->first_ended = shipment->next_in_queue;
    if (ends->first_ended == 0) {
        ends->last_ended = 0;
    }
    take_name(cargo, place);
    leave_area(cargo, shipment);
    free_freights(cargo, shipment);
    memset(shipment, 0, sizeof *shipment);
    shipment->next_in_queue = ends->free_shipment;
    ends->free_shipment = place;
    ends->held--;
}

/* The clock was set back since the first of the queue ended: no ended one waits for a time that is further away than for one that ends now. */
static void follow_clock(struct cargo *cargo, int64_t at_utc_us)
{
    const int64_t latest_utc_us = at_utc_us + SHIPMENT_KEPT_US;
    uint32_t at = cargo_ends(cargo)->first_ended;
    if (at == 0 || cargo_shipment(cargo, at)->dropped_utc_us <= latest_utc_us) {
        return;
    }
    while (at != 0) {
        struct shipment *shipment = cargo_shipment(cargo, at);
        if (shipment->dropped_utc_us > latest_utc_us) {
            shipment->dropped_utc_us = latest_utc_us;
        }
        at = shipment->next_in_queue;
    }
}

void cargo_drop(struct cargo *cargo, int64_t at_utc_us, struct cargo_change *change)
{
    const struct cargo_ends *ends = cargo_ends(cargo);
    follow_clock(cargo, at_utc_us);
    while (change->dropped_count < CARGO_DROPS_MAX && ends->first_ended != 0 &&
           is_due(cargo_shipment(cargo, ends->first_ended), at_utc_us)) {
        drop_first(cargo, change);
    }
}
