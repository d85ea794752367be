/*
 * test_hash.c - the table that is never forgotten from.
 */
#include "base/hash.h"

#include "support/tap.h"

static void there_are_twice_as_many_slots_as_entries_and_a_power_of_two(void)
{
    for (uint32_t entries = 0; entries < 5000; entries += 7) {
        const uint32_t slots = hash_slots_for(entries);
        CHECK((slots & (slots - 1)) == 0 && slots >= 2 * entries);
    }
}

static void an_empty_table_holds_nothing(void)
{
    static struct hash_slot slots[16];
    struct hash hash;
    hash_init(&hash, slots, 16);
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
    static struct hash_slot slots[64];
    struct hash hash;
    uint64_t keys[31];
    uint64_t key = 0;
    hash_init(&hash, slots, 64);
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
    static struct hash_slot slots[16];
    struct hash hash;
    hash_init(&hash, slots, 16);
    hash_put(&hash, 0, 0);
    hash_put(&hash, UINT64_MAX, UINT32_MAX - 1);
    CHECK_NUMBER(hash_find(&hash, 0), 0);
    CHECK_NUMBER(hash_find(&hash, UINT64_MAX), UINT32_MAX - 1);
}

static void a_table_full_to_its_half_still_ends_every_search(void)
{
    static struct hash_slot slots[2048];
    struct hash hash;
    hash_init(&hash, slots, 2048);
    for (uint32_t i = 0; i < 1024; i++) {
        hash_put(&hash, (uint64_t)i * 0x100000001U, i);
    }
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
    SAY(there_are_twice_as_many_slots_as_entries_and_a_power_of_two);
    SAY(an_empty_table_holds_nothing);
    SAY(keys_that_collide_are_all_found_also_around_the_end);
    SAY(key_nought_and_value_nought_are_like_any_other);
    SAY(a_table_full_to_its_half_still_ends_every_search);
    SAY(bytes_hash_by_content_and_length);
    return tap_done();
}
