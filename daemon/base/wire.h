/*
 * wire.h - protobuf's bytes: elements taken off, elements put down.
 *
 * Read by: core/message (decoding), core/answer and core/document (what is sent for every message). Reads: slice.h.
 * Knows the encoding, no schema. Nothing is allocated, nothing recurses.
 * Source: protobuf encoding specification (varints, tags, lengths); groups are not part of our schema and are refused.
 */
#ifndef HUB_BASE_WIRE_H
#define HUB_BASE_WIRE_H

#include "base/slice.h"

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

/* One element as it stands on the wire. */
struct wire_element {
    uint32_t number;
    enum wire_type type;
    uint64_t value;       /* of a varint or fixed number */
    struct slice content; /* of WIRE_BYTES; points into the bytes */
};

/* wire_take - take the first element off; false when the bytes are not well-formed. bytes must not be empty. */
bool wire_take(struct slice *bytes, struct wire_element *out);

/* wire_count - how often a number stands in well-formed bytes; stops at what is not */
uint32_t wire_count(struct slice bytes, uint32_t number);

/* Writers: they put an element at `at` and return where the next one goes. The caller made the room. */

#define WIRE_VARINT_BYTES_MAX 10
#define WIRE_TAG_BYTES_MAX    2 /* field numbers below 2048 */

/* wire_put_varint - the number alone, without a tag */
uint8_t *wire_put_varint(uint8_t *at, uint64_t value);

/* wire_put_number - a varint field; nothing for 0, as proto3 does */
uint8_t *wire_put_number(uint8_t *at, uint32_t number, uint64_t value);

/* wire_put_bytes - a string or bytes field; nothing when empty, as proto3 does */
uint8_t *wire_put_bytes(uint8_t *at, uint32_t number, struct slice bytes);

/* wire_put_head - tag and length of a sub-message of which the caller puts size_bytes next */
uint8_t *wire_put_head(uint8_t *at, uint32_t number, size_t size_bytes);

/* wire_put_time - a Timestamp field from microseconds; nothing for 0, "not said" */
uint8_t *wire_put_time(uint8_t *at, uint32_t number, int64_t utc_us);

/* An upper bound of what wire_put_time puts. */
#define WIRE_TIME_BYTES_MAX 22

/* wire_varint_bytes - how many bytes a varint takes */
static inline size_t wire_varint_bytes(uint64_t value)
{
    size_t bytes = 1;
    while (value >= 0x80) {
        value >>= 7U;
        bytes++;
    }
    return bytes;
}

#endif
