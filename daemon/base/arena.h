/*
 * arena.h - room that is handed out in pieces and goes back in one.
 *
 * Read by: core (a step's scratch), io (a turn's outbound bytes). Reads: base/.
 * Owns: nothing; the room is the caller's for as long as the arena lives.
 * Holds: (1) a piece is aligned for any type; (2) used_bytes never exceeds size_bytes.
 */
#ifndef HUB_BASE_ARENA_H
#define HUB_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena {
    uint8_t *room;
    size_t size_bytes;
    size_t used_bytes;
};

/* arena_init - an empty arena over the caller's room, which outlives it */
void arena_init(struct arena *arena, void *room, size_t size_bytes);

/* arena_take - size_bytes of uninitialised room, or NULL when there is not enough left */
void *arena_take(struct arena *arena, size_t size_bytes);

/* arena_take_zeroed - the same, all bytes zero */
void *arena_take_zeroed(struct arena *arena, size_t size_bytes);

/* arena_copy - a copy of bytes, or NULL when there is not enough room left */
void *arena_copy(struct arena *arena, const void *bytes, size_t size_bytes);

/* arena_left - how many bytes a single arena_take can still give */
size_t arena_left(const struct arena *arena);

/* arena_reset - everything goes back */
static inline void arena_reset(struct arena *arena)
{
    arena->used_bytes = 0;
}

#endif
