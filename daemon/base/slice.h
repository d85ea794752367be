/*
 * slice.h - bytes that belong to somebody else.
 *
 * Read by: everyone. Reads: nothing.
 * Owns: nothing; whoever hands a slice over says until when it is good.
 */
#ifndef HUB_BASE_SLICE_H
#define HUB_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* size_bytes bytes at data; data may be NULL when there are none. */
struct slice {
    const uint8_t *data;
    size_t size_bytes;
};

/* A list of slices; the list and what they point to belong to somebody else. */
struct slice_list {
    const struct slice *items;
    uint32_t count;
};

/* slice_of - the bytes of a C string, without its end; good as long as the string */
static inline struct slice slice_of(const char *text)
{
    return (struct slice){(const uint8_t *)text, strlen(text)};
}

/* slice_equal - are they the same bytes? */
static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.size_bytes == b.size_bytes &&
           (a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0);
}

#endif
