/*
 * hash.h - a table from 64-bit keys to 32-bit places, in the caller's room.
 *
 * Read by: core (views' look-ups). Reads: base/.
 * Owns: nothing; the slots are the caller's.
 * Holds: (1) the slot count is a power of two and at least twice the entries; so a probe always ends;
 *        (2) a key is never removed: the things we look up are never forgotten within a run.
 */
#ifndef HUB_BASE_HASH_H
#define HUB_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_NONE UINT32_MAX

struct hash_slot {
    uint64_t key;
    uint32_t value_plus_1; /* 0: free */
};

struct hash {
    struct hash_slot *slots;
    uint32_t slot_count; /* (1) */
    uint32_t used;
};

/* hash_slots_for - how many slots a table for `entries` entries needs */
uint32_t hash_slots_for(uint32_t entries);

/* hash_init - an empty table over slot_count zeroed slots of the caller */
void hash_init(struct hash *hash, struct hash_slot *slots, uint32_t slot_count);

/* hash_find - the value under a key, or HASH_NONE */
uint32_t hash_find(const struct hash *hash, uint64_t key);

/* hash_put - a new key; it must not be there yet, and there must be room */
void hash_put(struct hash *hash, uint64_t key, uint32_t value);

/* hash_mix - spread a number over 64 bits (splitmix64 finaliser, Steele et al. 2014) */
static inline uint64_t hash_mix(uint64_t x)
{
    x ^= x >> 30U;
    x *= 0xbf58476d1ce4e5b9U;
    x ^= x >> 27U;
    x *= 0x94d049bb133111ebU;
    return x ^ x >> 31U;
}

/* hash_bytes - 64 bits of some bytes (FNV-1a, mixed); for tables only: equal hashes are compared byte by byte */
static inline uint64_t hash_bytes(const uint8_t *data, size_t size_bytes)
{
    uint64_t h = 0xcbf29ce484222325U;
    for (size_t i = 0; i < size_bytes; i++) {
        h = (h ^ data[i]) * 0x100000001b3U;
    }
    return hash_mix(h);
}

#endif
