/*
 * memory.h - how the daemon takes memory from the system, and gives it back.
 *
 * Read by: main.c, real.c. Reads: core/hub.h.
 * Owns: nothing; settings of the process's allocator.
 * Holds: (1) nothing here is called for a message: once at the start, then between turns, when little happens.
 * Source: mallopt(3), malloc_trim(3), madvise(2); decision 0017.
 */
#ifndef HUB_IO_MEMORY_H
#define HUB_IO_MEMORY_H

#include "core/hub.h"

#define MEMORY_OWN_MAPPING_BYTES (128 * 1024) /* a larger piece goes back the moment it is freed */
#define MEMORY_FREE_TOP_BYTES    (16 << 20) /* what may lie free at a heap's end while it is busy */
#define MEMORY_KEPT_BYTES        ((size_t)128 * 1024) /* of the rooms of a turn, for the next small one */

/* memory_init - before anything large is allocated: pieces that are read once and freed leave no hole in the heap */
void memory_init(void);

/* memory_give_back - between turns: what a busy time touched and nobody uses goes back to the system */
void memory_give_back(const struct hub *hub);

#endif
