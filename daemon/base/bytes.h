/*
 * bytes.h - whole numbers in bytes: little end first in records, big end first in keys.
 *
 * Read by: core/record, core/view, io/store. Reads: nothing.
 */
#ifndef HUB_BASE_BYTES_H
#define HUB_BASE_BYTES_H

#include <stdint.h>

/* bytes_put_le - write the low `size_bytes` bytes of value, least significant first */
static inline void bytes_put_le(uint8_t *at, uint64_t value, unsigned size_bytes)
{
    for (unsigned i = 0; i < size_bytes; i++) {
        at[i] = (uint8_t)(value >> (8U * i));
    }
}

/* bytes_get_le - the number in `size_bytes` bytes, least significant first */
static inline uint64_t bytes_get_le(const uint8_t *at, unsigned size_bytes)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size_bytes; i++) {
        value |= (uint64_t)at[i] << (8U * i);
    }
    return value;
}

/* bytes_put_be - most significant first, so that byte order is number order */
static inline void bytes_put_be(uint8_t *at, uint64_t value, unsigned size_bytes)
{
    for (unsigned i = 0; i < size_bytes; i++) {
        at[size_bytes - 1 - i] = (uint8_t)(value >> (8U * i));
    }
}

/* bytes_get_be - the number in `size_bytes` bytes, most significant first */
static inline uint64_t bytes_get_be(const uint8_t *at, unsigned size_bytes)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size_bytes; i++) {
        value = value << 8U | at[i];
    }
    return value;
}

#endif
