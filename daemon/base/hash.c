#include "base/hash.h"

#include "base/assert.h"

#include <string.h>

#define TABLE_BEGINS_WITH (HASH_ROOM_MIN / 2)

uint32_t hash_slots_for(uint32_t entries)
{
    uint32_t slots = HASH_ROOM_MIN;
    while (slots / 4 < entries) {
        slots *= 2U;
    }
    return slots;
}

void hash_init(struct hash *hash, struct hash_slot *room, uint32_t room_slots)
{
    HUB_ASSERT(room_slots >= HASH_ROOM_MIN && (room_slots & (room_slots - 1)) == 0); /* (1) */
    *hash = (struct hash){.room = room,
                          .room_slots = room_slots,
                          .slots = room + TABLE_BEGINS_WITH,
                          .slot_count = TABLE_BEGINS_WITH};
}

uint32_t hash_find(const struct hash *hash, uint64_t key)
{
    uint32_t at = (uint32_t)hash_mix(key) & (hash->slot_count - 1);
    while (hash->slots[at].value_plus_1 != 0) {
        if (hash->slots[at].key == key) {
            return hash->slots[at].value_plus_1 - 1;
        }
        at = (at + 1) & (hash->slot_count - 1);
    }
    return HASH_NONE;
}

static void put(struct hash *hash, uint64_t key, uint32_t value_plus_1)
{
    uint32_t at = (uint32_t)hash_mix(key) & (hash->slot_count - 1);
    while (hash->slots[at].value_plus_1 != 0) {
        HUB_ASSERT(hash->slots[at].key != key);
        at = (at + 1) & (hash->slot_count - 1);
    }
    hash->slots[at] = (struct hash_slot){.key = key, .value_plus_1 = value_plus_1};
}

/* The entries move to a table of twice the size, in a part of the room that was not touched before. */
static void grow(struct hash *hash)
{
    const struct hash_slot *old = hash->slots;
    const uint32_t old_count = hash->slot_count;
    HUB_ASSERT(4 * (uint64_t)old_count <= hash->room_slots);
    hash->slots = hash->room + (size_t)2 * old_count;
    hash->slot_count = 2 * old_count;
    for (uint32_t i = 0; i < old_count; i++) {
        if (old[i].value_plus_1 != 0) {
            put(hash, old[i].key, old[i].value_plus_1);
        }
    }
}

void hash_put(struct hash *hash, uint64_t key, uint32_t value)
{
    HUB_ASSERT(value != HASH_NONE);
    if (hash->used >= hash->slot_count / 2) {
        grow(hash); /* (1) */
    }
    put(hash, key, value + 1);
    hash->used++;
}
