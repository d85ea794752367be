/*
 * test_pool.c - equal things named by their place.
 */
#include "base/pool.h"

#include "support/tap.h"

#include <stdalign.h>

static alignas(max_align_t) uint8_t room[1024];

static void places_count_from_one_and_stop_at_the_limit(void)
{
    struct arena arena;
    struct pool pool;
    arena_init(&arena, room, pool_bytes(24, 3));
    pool_init(&pool, &arena, 24, 3);
    CHECK(!pool_is_full(&pool));
    CHECK_NUMBER(pool_take(&pool), 1);
    CHECK_NUMBER(pool_take(&pool), 2);
    CHECK_NUMBER(pool_take(&pool), 3);
    CHECK(pool_is_full(&pool));
    CHECK_NUMBER(pool_take(&pool), 0);
    CHECK_NUMBER(pool.used, 3);
}

static void items_lie_apart_and_stay_where_they_are(void)
{
    struct arena arena;
    struct pool pool;
    memset(room, 0, sizeof room);
    arena_init(&arena, room, pool_bytes(24, 3));
    pool_init(&pool, &arena, 24, 3);
    uint8_t *first = pool_at(&pool, pool_take(&pool));
    memset(first, 7, 24);
    const uint8_t *second = pool_at(&pool, pool_take(&pool));
    CHECK(second == first + 24);
    CHECK(second[0] == 0 && first[23] == 7);
    CHECK(pool_at(&pool, 1) == first);
}

static void the_room_asked_for_is_enough_whatever_the_size(void)
{
    for (uint32_t item = 1; item < 40; item++) {
        struct arena arena;
        struct pool pool;
        arena_init(&arena, room, pool_bytes(item, 20));
        pool_init(&pool, &arena, item, 20);
        CHECK(arena.used_bytes <= pool_bytes(item, 20));
    }
}

int main(void)
{
    SAY(places_count_from_one_and_stop_at_the_limit);
    SAY(items_lie_apart_and_stay_where_they_are);
    SAY(the_room_asked_for_is_enough_whatever_the_size);
    return tap_done();
}
