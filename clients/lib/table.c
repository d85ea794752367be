/* table.c - a bounded table from a text to a number and a pointer, in insertion order. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#define TABLE_SLOTS_MIN 64U

void table_init(struct table *table, size_t max, uint64_t seed)
{
    *table = (struct table){.max = max, .seed = seed};
}

/* FNV-1a over the key, from a seed. */
static uint64_t key_hash(const struct table *table, const char *key)
{
    uint64_t hash = 0xCBF29CE484222325U ^ table->seed;
    for (const char *at = key; *at != '\0'; at++) {
        hash = (hash ^ (uint8_t)*at) * 0x100000001B3U;
    }
    return hash ^ (hash >> 32);
}

/* The slot where the key is, or the empty one where it belongs. */
static size_t slot_of(const struct table *table, const char *key, uint64_t hash)
{
    size_t slot = hash & (table->slot_count - 1);
    while (table->slots[slot] != 0) {
        const struct table_entry *entry = &table->entries[table->slots[slot] - 1];
        if (entry->hash == hash && strcmp(entry->key, key) == 0) {
            break;
        }
        slot = (slot + 1) & (table->slot_count - 1);
    }
    return slot;
}

struct table_entry *table_find(const struct table *table, const char *key)
{
    if (table->count == 0) {
        return NULL;
    }
    const uint32_t index = table->slots[slot_of(table, key, key_hash(table, key))];
    return index == 0 ? NULL : &table->entries[index - 1];
}

/* The empty slot for a key that is not in the table. */
static size_t slot_free(const struct table *table, uint64_t hash)
{
    size_t slot = hash & (table->slot_count - 1);
    while (table->slots[slot] != 0) {
        slot = (slot + 1) & (table->slot_count - 1);
    }
    return slot;
}

/* Keep the slots at most half full. */
static bool grow(struct table *table)
{
    if (table->entries != NULL && table->slot_count >= 2 * (table->count + 1)) {
        return true;
    }
    const size_t slot_count = table->slot_count == 0 ? TABLE_SLOTS_MIN : table->slot_count * 2;
    const size_t room = slot_count / 2;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    struct table_entry *entries = calloc(room, sizeof *entries);
    if (slots == NULL || entries == NULL) {
        free(slots);
        free(entries);
        return false;
    }
    if (table->entries != NULL) {
        memcpy(entries, table->entries, table->count * sizeof *entries);
    }
    free(table->slots);
    free(table->entries);
    table->slots = slots;
    table->slot_count = slot_count;
    table->entries = entries;
    table->room = room;
    for (size_t i = 0; i < table->count; i++) {
        slots[slot_free(table, entries[i].hash)] = (uint32_t)(i + 1);
    }
    return true;
}

struct table_entry *table_add(struct table *table, const char *key)
{
    struct table_entry *known = table_find(table, key);
    if (known != NULL) {
        return known;
    }
    if (table->count >= table->max || !grow(table)) { /* (1) */
        return NULL;
    }
    char *copy = strdup(key);
    if (copy == NULL) {
        return NULL;
    }
    const uint64_t hash = key_hash(table, key);
    const size_t slot = slot_of(table, key, hash);
    struct table_entry *entry = table->entries + table->count;
    *entry = (struct table_entry){.key = copy, .hash = hash};
    table->count += 1;
    table->slots[slot] = (uint32_t)table->count;
    return entry;
}

void table_clear(struct table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->entries[i].key);
        free(table->entries[i].pointer);
    }
    free(table->entries);
    free(table->slots);
    table_init(table, table->max, table->seed);
}
