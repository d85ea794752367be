/*
 * hold.h - notices that were heard beyond a gap and wait until it is mended.
 *
 * Read by: feed.c. Reads: nothing.
 * Owns: the bytes of what it holds.
 * Holds: (1) never more than `max` messages; what finds no room is dropped and asked for later.
 */
#ifndef PUSDALOPS_LIB_HOLD_H
#define PUSDALOPS_LIB_HOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hold_message {
    struct hold_message *next;
    size_t topic; /* index in the feed's table */
    uint64_t sequence;
    uint64_t previous;
    size_t size;
    uint8_t bytes[];
};

struct hold {
    struct hold_message *first;
    size_t count;
    size_t max;
};

/* hold_put - keep a copy; false where there is no room. (1) */
bool hold_put(struct hold *hold, size_t topic, uint64_t sequence, uint64_t previous,
              const uint8_t *bytes, size_t size);

/*
 * hold_take - the message of that topic with the lowest sequence, now the caller's to free; NULL
 * for none.
 */
struct hold_message *hold_take(struct hold *hold, size_t topic);

/* hold_has - is that sequence held? */
bool hold_has(const struct hold *hold, size_t topic, uint64_t sequence);

/* hold_clear - release everything. */
void hold_clear(struct hold *hold);

#endif
