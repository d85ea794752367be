#include "base/arena.h"

#include "base/assert.h"

#include <stdalign.h>
#include <string.h>

#define ARENA_ALIGN_BYTES (alignof(max_align_t))

void arena_init(struct arena *arena, void *room, size_t size_bytes)
{
    HUB_ASSERT(((uintptr_t)room % ARENA_ALIGN_BYTES) == 0);
    *arena =
        (struct arena){.room = room, .size_bytes = size_bytes - size_bytes % ARENA_ALIGN_BYTES};
}

void *arena_take(struct arena *arena, size_t size_bytes)
{
    if (size_bytes > arena_left(arena)) {
        return NULL;
    }
    void *piece = arena->room + arena->used_bytes;
    const size_t rounded =
        (size_bytes + ARENA_ALIGN_BYTES - 1) / ARENA_ALIGN_BYTES * ARENA_ALIGN_BYTES;
    arena->used_bytes += rounded;
    HUB_ASSERT(arena->used_bytes <= arena->size_bytes); /* (2) */
    return piece;
}

void *arena_take_zeroed(struct arena *arena, size_t size_bytes)
{
    void *piece = arena_take(arena, size_bytes);
    if (piece != NULL) {
        memset(piece, 0, size_bytes);
    }
    return piece;
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size_bytes)
{
    void *piece = arena_take(arena, size_bytes);
    if (piece != NULL && size_bytes > 0) {
        memcpy(piece, bytes, size_bytes);
    }
    return piece;
}

size_t arena_left(const struct arena *arena)
{
    return arena->size_bytes - arena->used_bytes;
}
