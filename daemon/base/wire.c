#include "base/wire.h"

#define US_PER_SECOND          1000000
#define SHORT_VARINT_BYTES_MAX 5 /* 32 bits */

static bool take_varint(struct slice *bytes, uint64_t *out_value)
{
    uint64_t value = 0;
    if (bytes->size_bytes > 0 && bytes->data[0] < 0x80) { /* nearly all of them */
        *out_value = bytes->data[0];
        bytes->data++;
        bytes->size_bytes--;
        return true;
    }
    for (unsigned i = 0; i < WIRE_VARINT_BYTES_MAX && i < bytes->size_bytes; i++) {
        const uint8_t byte = bytes->data[i];
        value |= (uint64_t)(byte & 0x7FU) << (7U * i);
        if (i == WIRE_VARINT_BYTES_MAX - 1 && byte > 1) {
            return false; /* more than 64 bits */
        }
        if (byte < 0x80) {
            bytes->data += i + 1;
            bytes->size_bytes -= i + 1;
            *out_value = value;
            return true;
        }
    }
    return false;
}

/* A tag or a length: five bytes at the most, as every reader has it. */
static bool take_short_varint(struct slice *bytes, uint64_t *out_value)
{
    const uint8_t *begin = bytes->data;
    return take_varint(bytes, out_value) && bytes->data - begin <= SHORT_VARINT_BYTES_MAX;
}

static bool take_fixed(struct slice *bytes, size_t size_bytes, uint64_t *out_value)
{
    if (size_bytes > bytes->size_bytes) {
        return false;
    }
    *out_value = 0;
    memcpy(out_value, bytes->data,
           size_bytes); /* the machine's order is the wire's: asserted below */
    bytes->data += size_bytes;
    bytes->size_bytes -= size_bytes;
    return true;
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "fixed numbers are little end first");

bool wire_take(struct slice *bytes, struct wire_element *out)
{
    uint64_t tag = 0;
    if (!take_short_varint(bytes, &tag) || tag >> 3U == 0 || tag >> 3U > 0x1FFFFFFFU) {
        return false;
    }
    out->number = (uint32_t)(tag >> 3U);
    out->type = (enum wire_type)(tag & 7U);
    switch (tag & 7U) {
    case WIRE_VARINT:
        return take_varint(bytes, &out->value);
    case WIRE_FIXED64:
        return take_fixed(bytes, 8, &out->value);
    case WIRE_FIXED32:
        return take_fixed(bytes, 4, &out->value);
    case WIRE_BYTES:
        if (!take_short_varint(bytes, &out->value) || out->value > bytes->size_bytes) {
            return false;
        }
        out->content = (struct slice){bytes->data, (size_t)out->value};
        bytes->data += out->value;
        bytes->size_bytes -= (size_t)out->value;
        return true;
    default:
        return false;
    }
}

uint32_t wire_count(struct slice bytes, uint32_t number)
{
    uint32_t count = 0;
    struct wire_element element;
    while (bytes.size_bytes > 0 && wire_take(&bytes, &element)) {
        count += element.number == number ? 1 : 0;
    }
    return count;
}

uint8_t *wire_put_varint(uint8_t *at, uint64_t value)
{
    while (value >= 0x80) {
        *at++ = (uint8_t)(value | 0x80U);
        value >>= 7U;
    }
    *at++ = (uint8_t)value;
    return at;
}

uint8_t *wire_put_number(uint8_t *at, uint32_t number, uint64_t value)
{
    if (value == 0) {
        return at;
    }
    at = wire_put_varint(at, (uint64_t)number << 3U | WIRE_VARINT);
    return wire_put_varint(at, value);
}

uint8_t *wire_put_head(uint8_t *at, uint32_t number, size_t size_bytes)
{
    at = wire_put_varint(at, (uint64_t)number << 3U | WIRE_BYTES);
    return wire_put_varint(at, size_bytes);
}

uint8_t *wire_put_bytes(uint8_t *at, uint32_t number, struct slice bytes)
{
    if (bytes.size_bytes == 0) {
        return at;
    }
    at = wire_put_head(at, number, bytes.size_bytes);
    memcpy(at, bytes.data, bytes.size_bytes);
    return at + bytes.size_bytes;
}

uint8_t *wire_put_time(uint8_t *at, uint32_t number, int64_t utc_us)
{
    uint8_t body[WIRE_TIME_BYTES_MAX];
    if (utc_us == 0) {
        return at;
    }
    int64_t seconds = utc_us / US_PER_SECOND;
    int64_t rest_us = utc_us % US_PER_SECOND;
    if (rest_us < 0) { /* nanos count forward, also before 1970 */
        rest_us += US_PER_SECOND;
        seconds--;
    }
    uint8_t *end = wire_put_number(body, 1, (uint64_t)seconds);
    end = wire_put_number(end, 2, (uint64_t)rest_us * 1000U);
    at = wire_put_head(at, number, (size_t)(end - body));
    memcpy(at, body, (size_t)(end - body));
    return at + (end - body);
}
