/*
 * table.h - a bounded table from a text to a number and a pointer, in insertion order.
 *
 * Read by: feed.c. Reads: nothing.
 * Owns: copies of the keys, and the pointers it is given (released by free).
 * Holds: (1) never more than `max` entries; (2) entries keep their order, so a walk by index is
 * stable.
 */
#ifndef PUSDALOPS_LIB_TABLE_H
#define PUSDALOPS_LIB_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_entry {
    char *key;
    uint64_t hash;
    uint64_t number;
    void *pointer;
};

struct table {
    struct table_entry *entries;
    size_t count;
    size_t room;
    uint32_t *slots;   /* index + 1 of an entry; 0: empty */
    size_t slot_count; /* a power of two */
    size_t max;
    uint64_t seed;
};

/* table_init - an empty table of at most `max` entries. */
void table_init(struct table *table, size_t max, uint64_t seed);

/* table_find - the entry of the key, or NULL. Valid until the next table_add. */
struct table_entry *table_find(const struct table *table, const char *key);

/*
 * table_add - the entry of the key, new where it was not there; NULL at the limit or without
 * memory.
 */
struct table_entry *table_add(struct table *table, const char *key);

/* table_clear - release all entries; the table can be used again. */
void table_clear(struct table *table);

#endif
