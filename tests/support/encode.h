/*
 * encode.h - protobuf bytes written by hand, right ones and wrong ones.
 *
 * Read by: letter.c, tests of the wire. Reads: base/slice.h.
 * It shares nothing with the library the hub decodes with; so the two check each other.
 * Owns: nothing; the room is the caller's. Running out of room is a mistake of the test and stops it.
 */
#ifndef TESTS_SUPPORT_ENCODE_H
#define TESTS_SUPPORT_ENCODE_H

#include "base/slice.h"

struct encoder {
    uint8_t *room;
    size_t room_bytes;
    size_t used_bytes;
};

/* encoder_over - an empty encoder over the caller's room */
struct encoder encoder_over(void *room, size_t room_bytes);

/* encoder_bytes - what was written so far */
struct slice encoder_bytes(const struct encoder *encoder);

/* put_raw - bytes as they are */
void put_raw(struct encoder *encoder, const void *bytes, size_t size_bytes);

/* put_varint - a varint without a tag */
void put_varint(struct encoder *encoder, uint64_t value);

/* put_tag - the tag of a field with a wire type */
void put_tag(struct encoder *encoder, uint32_t field, uint32_t wire);

/* put_number - a varint field; nothing for 0 */
void put_number(struct encoder *encoder, uint32_t field, uint64_t value);

/* put_bytes - a field of bytes, also an empty one */
void put_bytes(struct encoder *encoder, uint32_t field, struct slice bytes);

/* put_text - a text field; nothing for NULL and for "" */
void put_text(struct encoder *encoder, uint32_t field, const char *text);

/* put_double - a double field */
void put_double(struct encoder *encoder, uint32_t field, double value);

/* put_time - a Timestamp field */
void put_time(struct encoder *encoder, uint32_t field, int64_t utc_us);

#endif
