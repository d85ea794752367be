/*
 * test_outbox.c - what follows from a step.
 */
#include "core/outbox.h"

#include "support/tap.h"

static void effects_leave_in_the_order_they_were_put(void)
{
    struct effect room[4];
    struct outbox outbox = {.effects = room, .max = 4};
    for (uint64_t n = 1; n <= 4; n++) {
        const struct effect effect = {.kind = EFFECT_APPEND, .after = {n}};
        CHECK(outbox_room(&outbox, 1));
        outbox_put(&outbox, &effect);
    }
    CHECK(!outbox_room(&outbox, 1));
    for (uint64_t n = 1; n <= 4; n++) {
        CHECK(room[n - 1].after.n == n);
    }
}

static void a_publication_without_room_is_dropped_and_counted(void)
{
    struct effect room[1];
    struct outbox outbox = {.effects = room, .max = 1};
    const struct effect first = {.kind = EFFECT_PUBLISH, .after = {7}};
    const struct effect second = {.kind = EFFECT_PUBLISH, .after = {8}};
    outbox_put(&outbox, &first);
    outbox_put(&outbox, &second);
    CHECK_NUMBER(outbox.count, 1);
    CHECK_NUMBER(outbox.dropped, 1);
    CHECK(room[0].after.n == 7);
}

static void room_for_none_is_always_there(void)
{
    struct effect room[2];
    struct outbox outbox = {.effects = room, .max = 2, .count = 2};
    CHECK(outbox_room(&outbox, 0));
    CHECK(!outbox_room(&outbox, 1));
    outbox.count = 0;
    CHECK(outbox_room(&outbox, 2));
    CHECK(!outbox_room(&outbox, 3));
}

int main(void)
{
    SAY(effects_leave_in_the_order_they_were_put);
    SAY(a_publication_without_room_is_dropped_and_counted);
    SAY(room_for_none_is_always_there);
    return tap_done();
}
