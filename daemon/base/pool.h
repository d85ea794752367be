/*
 * pool.h - a fixed number of equal things, named by their place.
 *
 * Read by: core (every table of a view). Reads: base/.
 * Owns: nothing; the room is the caller's and zeroed.
 * Holds: (1) place 0 is never given out: it means "none"; (2) a place once given out stays;
 *        (3) the bytes of the used places are the whole state, so they can be saved and put back.
 */
#ifndef HUB_BASE_POOL_H
#define HUB_BASE_POOL_H

#include "base/arena.h"
#include "base/assert.h"

struct pool {
    uint8_t *items;
    uint32_t item_bytes;
    uint32_t used; /* places 1 to used are given out */
    uint32_t max;
};

/* pool_init - a pool of max items, its room taken from a zeroed arena that is large enough */
void pool_init(struct pool *pool, struct arena *zeroed, uint32_t item_bytes, uint32_t max);

/* pool_bytes - the room pool_init takes */
size_t pool_bytes(uint32_t item_bytes, uint32_t max);

/* pool_take - the next place, zeroed; 0 when the pool is full */
uint32_t pool_take(struct pool *pool);

/* pool_at - the item at a place that was given out */
static inline void *pool_at(const struct pool *pool, uint32_t place)
{
    HUB_ASSERT(place > 0 && place <= pool->used); /* (1) */
    return pool->items + (size_t)pool->item_bytes * place;
}

/* pool_is_full - would pool_take give 0? */
static inline int pool_is_full(const struct pool *pool)
{
    return pool->used >= pool->max;
}

#endif
