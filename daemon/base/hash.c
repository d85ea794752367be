#include "base/hash.h"

#include "base/assert.h"

#include <string.h>

uint32_t hash_slots_for(uint32_t entries)
{
    uint32_t slots = 16;
    while (slots < entries * 2U) {
        slots *= 2U;
    }
    return slots;
}

void hash_init(struct hash *hash, struct hash_slot *slots, uint32_t slot_count)
{
    HUB_ASSERT(slot_count >= 2 && (slot_count & (slot_count - 1)) == 0); /* (1) */
    *hash = (struct hash){.slots = slots, .slot_count = slot_count};
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

void hash_put(struct hash *hash, uint64_t key, uint32_t value)
{
    HUB_ASSERT(hash->used < hash->slot_count / 2); /* (1) */
    HUB_ASSERT(value != HASH_NONE);
    uint32_t at = (uint32_t)hash_mix(key) & (hash->slot_count - 1);
    while (hash->slots[at].value_plus_1 != 0) {
        HUB_ASSERT(hash->slots[at].key != key);
        at = (at + 1) & (hash->slot_count - 1);
    }
    hash->slots[at] = (struct hash_slot){.key = key, .value_plus_1 = value + 1};
    hash->used++;
}
