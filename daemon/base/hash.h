/*
 * hash.h - a table from 64-bit keys to 32-bit places, in the caller's room.
 *
 * Read by: core (views' look-ups). Reads: base/.
 * Owns: nothing; the slots are the caller's.
 * The table begins small and doubles: a table of n slots stands at slots[n] to slots[2n - 1] of the room, so each size has its
 * own part of it and what is not needed yet is not touched. A large room costs little while little is in it, neither memory
 * nor cache lines; doubling costs what putting the entries once more does, 20 ns each.
 * Holds: (1) the slot count is a power of two and at least twice the entries; so a probe always ends;
 *        (2) a key is never removed: the things we look up are never forgotten within a run.
 */
#ifndef HUB_BASE_HASH_H
#define HUB_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_NONE UINT32_MAX

struct hash_slot {
    uint64_t key;
    uint32_t value_plus_1; /* 0: free */
};

#define HASH_ROOM_MIN 32U /* slots */

struct hash {
    struct hash_slot *room;
    uint32_t room_slots;
    struct hash_slot *slots; /* the table as it is now, within the room */
    uint32_t slot_count;     /* (1) */
    uint32_t used;
};

/* hash_slots_for - how many slots the room for a table of up to `entries` entries has */
uint32_t hash_slots_for(uint32_t entries);

/* hash_init - an empty table in the caller's zeroed room: a power of two of slots, HASH_ROOM_MIN at least */
void hash_init(struct hash *hash, struct hash_slot *room, uint32_t room_slots);

/* hash_find - the value under a key, or HASH_NONE */
uint32_t hash_find(const struct hash *hash, uint64_t key);

/* hash_put - a new key; it must not be there yet, and there must be room: a quarter of the room's slots */
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

/* hash_bytes - 64 bits of some bytes, eight at a time; for tables only: equal hashes are compared byte by byte */
static inline uint64_t hash_bytes(const uint8_t *data, size_t size_bytes)
{
    uint64_t h = 0x9e3779b97f4a7c15U ^ size_bytes;
    while (size_bytes >= 8) {
        uint64_t word = 0;
        memcpy(&word, data, 8);
        h = (h ^ word) * 0xff51afd7ed558ccdU;
        h ^= h >> 32U;
        data += 8;
        size_bytes -= 8;
    }
    uint64_t rest = 0;
    for (size_t i = 0; i < size_bytes; i++) {
        rest |= (uint64_t)data[i] << (8U * i);
    }
    return hash_mix(h ^ rest);
}

#endif
