/*
 * test_hash.c - the table that is never forgotten from.
 */
#include "base/hash.h"

#include "support/tap.h"

static void the_room_is_four_times_the_entries_and_a_power_of_two(void)
{
    for (uint32_t entries = 0; entries < 5000; entries += 7) {
        const uint32_t slots = hash_slots_for(entries);
        CHECK((slots & (slots - 1)) == 0 && slots >= 4 * entries && slots >= HASH_ROOM_MIN);
    }
}

static void an_empty_table_holds_nothing(void)
{
    static struct hash_slot slots[HASH_ROOM_MIN];
    struct hash hash;
    hash_init(&hash, slots, HASH_ROOM_MIN);
    for (uint64_t key = 0; key < 100; key++) {
        CHECK(hash_find(&hash, key) == HASH_NONE);
    }
}

/* Keys that all begin their search at the same slot. */
static uint64_t colliding_key(uint32_t slot_count, uint64_t after)
{
    uint64_t key = after + 1;
    while (((uint32_t)hash_mix(key) & (slot_count - 1)) != slot_count - 1) {
        key++;
    }
    return key;
}

static void keys_that_collide_are_all_found_also_around_the_end(void)
{
    static struct hash_slot slots[128];
    struct hash hash;
    uint64_t keys[31];
    uint64_t key = 0;
    hash_init(&hash, slots, 128);
    for (uint32_t i = 0; i < 31; i++) {
        key = colliding_key(64, key);
        keys[i] = key;
        CHECK(hash_find(&hash, key) == HASH_NONE);
        hash_put(&hash, key, i);
    }
    for (uint32_t i = 0; i < 31; i++) {
        CHECK_NUMBER(hash_find(&hash, keys[i]), i);
    }
    CHECK(hash_find(&hash, colliding_key(64, key)) == HASH_NONE);
}

static void key_nought_and_value_nought_are_like_any_other(void)
{
    static struct hash_slot slots[HASH_ROOM_MIN];
    struct hash hash;
    hash_init(&hash, slots, HASH_ROOM_MIN);
    hash_put(&hash, 0, 0);
    hash_put(&hash, UINT64_MAX, UINT32_MAX - 1);
    CHECK_NUMBER(hash_find(&hash, 0), 0);
    CHECK_NUMBER(hash_find(&hash, UINT64_MAX), UINT32_MAX - 1);
}

static void what_is_not_needed_yet_is_not_touched(void)
{
    static struct hash_slot slots[4096];
    struct hash hash;
    hash_init(&hash, slots, 4096);
    for (uint32_t i = 0; i < 100; i++) {
        hash_put(&hash, i, i);
    }
    for (uint32_t i = 512; i < 4096; i++) {
        CHECK(slots[i].value_plus_1 == 0);
    }
    for (uint32_t i = 0; i < 100; i++) {
        CHECK_NUMBER(hash_find(&hash, i), i);
    }
}

static void while_it_grows_every_key_is_found_and_no_other_and_it_stays_within_its_room(void)
{
    static struct hash_slot slots[4096 + 1];
    struct hash hash;
    slots[4096].key = 4711; /* not ours */
    hash_init(&hash, slots, 4096);
    for (uint32_t i = 0; i < 1024; i++) {
        hash_put(&hash, (uint64_t)i * 0x100000001U, i);
        CHECK(hash.used * 2 <= hash.slot_count && hash.used == i + 1);
        for (uint32_t k = 0; k <= i; k += 1 + i / 16) {
            CHECK_NUMBER(hash_find(&hash, (uint64_t)k * 0x100000001U), k);
        }
        CHECK(hash_find(&hash, (uint64_t)(i + 1) * 0x100000001U) == HASH_NONE);
    }
    CHECK(slots[4096].key == 4711 && slots[4096].value_plus_1 == 0);
    CHECK_NUMBER(hash.slot_count, 2048);
    for (uint32_t i = 0; i < 4096; i++) {
        CHECK(hash_find(&hash, (uint64_t)i * 0x100000001U) == (i < 1024 ? i : HASH_NONE));
    }
}

static void bytes_hash_by_content_and_length(void)
{
    const uint8_t zeros[4] = {0};
    CHECK(hash_bytes(zeros, 1) != hash_bytes(zeros, 2));
    CHECK(hash_bytes((const uint8_t *)"11.06", 5) != hash_bytes((const uint8_t *)"11.07", 5));
    CHECK(hash_bytes((const uint8_t *)"11.06x", 5) == hash_bytes((const uint8_t *)"11.06y", 5));
}

int main(void)
{
    SAY(the_room_is_four_times_the_entries_and_a_power_of_two);
    SAY(an_empty_table_holds_nothing);
    SAY(keys_that_collide_are_all_found_also_around_the_end);
    SAY(key_nought_and_value_nought_are_like_any_other);
    SAY(what_is_not_needed_yet_is_not_touched);
    SAY(while_it_grows_every_key_is_found_and_no_other_and_it_stays_within_its_room);
    SAY(bytes_hash_by_content_and_length);
    return tap_done();
}
