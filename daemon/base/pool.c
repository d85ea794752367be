#include "base/pool.h"

size_t pool_bytes(uint32_t item_bytes, uint32_t max)
{
    return (size_t)item_bytes * (max + 1U) + 64;
}

void pool_init(struct pool *pool, struct arena *zeroed, uint32_t item_bytes, uint32_t max)
{
    uint8_t *items = arena_take(zeroed, (size_t)item_bytes * (max + 1U));
    HUB_ASSERT(items != NULL);
    *pool = (struct pool){.items = items, .item_bytes = item_bytes, .max = max};
}

uint32_t pool_take(struct pool *pool)
{
    if (pool_is_full(pool)) {
        return 0;
    }
    pool->used++;
    return pool->used;
}
