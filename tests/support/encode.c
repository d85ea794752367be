#include "support/encode.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/ids.h"

struct encoder encoder_over(void *room, size_t room_bytes)
{
    return (struct encoder){.room = room, .room_bytes = room_bytes};
}

struct slice encoder_bytes(const struct encoder *encoder)
{
    return (struct slice){encoder->room, encoder->used_bytes};
}

void put_raw(struct encoder *encoder, const void *bytes, size_t size_bytes)
{
    HUB_ASSERT(size_bytes <= encoder->room_bytes - encoder->used_bytes);
    if (size_bytes > 0) {
        memcpy(encoder->room + encoder->used_bytes, bytes, size_bytes);
    }
    encoder->used_bytes += size_bytes;
}

void put_varint(struct encoder *encoder, uint64_t value)
{
    uint8_t bytes[10];
    size_t count = 0;
    while (value >= 0x80) {
        bytes[count++] = (uint8_t)(value | 0x80U);
        value >>= 7U;
    }
    bytes[count++] = (uint8_t)value;
    put_raw(encoder, bytes, count);
}

void put_tag(struct encoder *encoder, uint32_t field, uint32_t wire)
{
    put_varint(encoder, (uint64_t)field << 3U | wire);
}

void put_number(struct encoder *encoder, uint32_t field, uint64_t value)
{
    if (value != 0) {
        put_tag(encoder, field, 0);
        put_varint(encoder, value);
    }
}

void put_bytes(struct encoder *encoder, uint32_t field, struct slice bytes)
{
    put_tag(encoder, field, 2);
    put_varint(encoder, bytes.size_bytes);
    put_raw(encoder, bytes.data, bytes.size_bytes);
}

void put_text(struct encoder *encoder, uint32_t field, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        put_bytes(encoder, field, slice_of(text));
    }
}

void put_double(struct encoder *encoder, uint32_t field, double value)
{
    uint8_t bytes[8];
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    bytes_put_le(bytes, bits, 8);
    put_tag(encoder, field, 1);
    put_raw(encoder, bytes, sizeof bytes);
}

void put_time(struct encoder *encoder, uint32_t field, int64_t utc_us)
{
    uint8_t room[32];
    struct encoder inner = encoder_over(room, sizeof room);
    int64_t seconds = utc_us / US_PER_S;
    int64_t rest_us = utc_us % US_PER_S;
    if (rest_us < 0) {
        rest_us += US_PER_S;
        seconds--;
    }
    put_number(&inner, 1, (uint64_t)seconds);
    put_number(&inner, 2, (uint64_t)rest_us * 1000);
    put_bytes(encoder, field, encoder_bytes(&inner));
}
