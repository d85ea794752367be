#include "core/record.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "core/limits.h"

#include <sodium/crypto_generichash.h>

#define FLAG_OFFICIAL  1U
#define FLAG_BY_INTAKE 2U

static void hash_record(const uint8_t *bytes, size_t size_bytes, uint8_t *out_hash)
{
    const int rc = crypto_generichash(out_hash, RECORD_HASH_BYTES, bytes + RECORD_HASH_BYTES,
                                      size_bytes - RECORD_HASH_BYTES, NULL, 0);
    HUB_ASSERT(rc == 0);
}

static size_t whole_size(const struct record *record)
{
    return RECORD_HEAD_BYTES + record->source.size_bytes + record->client.size_bytes +
           record->word.size_bytes + record->warnings.size_bytes + record->subject.size_bytes +
           record->message.size_bytes;
}

static void put_head(const struct record *record, uint8_t *at, size_t size_bytes)
{
    memcpy(&at[32], record->previous, RECORD_HASH_BYTES);
    bytes_put_le(&at[64], RECORD_FORMAT, 2);
    at[66] = (uint8_t)record->kind;
    at[67] = (uint8_t)((record->official ? FLAG_OFFICIAL : 0U) |
                       (record->by_intake ? FLAG_BY_INTAKE : 0U));
    bytes_put_le(&at[68], size_bytes, 4);
    bytes_put_le(&at[72], record->seq.n, 8);
    bytes_put_le(&at[80], (uint64_t)record->at_utc_us, 8);
    bytes_put_le(&at[88], record->number, 8);
    bytes_put_le(&at[96], record->area, 4);
    bytes_put_le(&at[100], record->source.size_bytes, 2);
    bytes_put_le(&at[102], record->client.size_bytes, 2);
    bytes_put_le(&at[104], record->word.size_bytes, 2);
    bytes_put_le(&at[106], record->warnings.size_bytes, 2);
    bytes_put_le(&at[108], record->subject.size_bytes, 2);
    bytes_put_le(&at[110], 0, 2);
    bytes_put_le(&at[112], record->message.size_bytes, 4);
}

static uint8_t *put_slice(uint8_t *at, struct slice bytes)
{
    if (bytes.size_bytes > 0) {
        memcpy(at, bytes.data, bytes.size_bytes);
    }
    return at + bytes.size_bytes;
}

bool record_encode(struct record *record, struct arena *arena)
{
    const size_t size_bytes = whole_size(record);
    HUB_ASSERT(record->source.size_bytes <= UINT16_MAX && record->client.size_bytes <= UINT16_MAX);
    HUB_ASSERT(record->word.size_bytes <= UINT16_MAX && record->warnings.size_bytes <= UINT16_MAX);
    HUB_ASSERT(record->subject.size_bytes <= UINT16_MAX && size_bytes <= UINT32_MAX);
    uint8_t *bytes = arena_take(arena, size_bytes);
    if (bytes == NULL) {
        return false;
    }
    put_head(record, bytes, size_bytes);
    uint8_t *at = bytes + RECORD_HEAD_BYTES;
    at = put_slice(at, record->source);
    at = put_slice(at, record->client);
    at = put_slice(at, record->word);
    at = put_slice(at, record->warnings);
    at = put_slice(at, record->subject);
    at = put_slice(at, record->message);
    HUB_ASSERT((size_t)(at - bytes) == size_bytes);
    hash_record(bytes, size_bytes, record->hash);
    memcpy(bytes, record->hash, RECORD_HASH_BYTES);
    record->bytes = (struct slice){bytes, size_bytes};
    return true;
}

static struct slice take_slice(const uint8_t **at, uint64_t size_bytes)
{
    const struct slice piece = {*at, (size_t)size_bytes};
    *at += size_bytes;
    return piece;
}

enum hub_status record_decode(struct slice bytes, struct record *out)
{
    const uint8_t *data = bytes.data;
    uint8_t hash[RECORD_HASH_BYTES];
    if (bytes.size_bytes < RECORD_HEAD_BYTES || bytes_get_le(&data[64], 2) != RECORD_FORMAT ||
        bytes_get_le(&data[68], 4) != bytes.size_bytes) {
        return HUB_E_READ_FAILED;
    }
    hash_record(data, bytes.size_bytes, hash);
    if (memcmp(hash, data, RECORD_HASH_BYTES) != 0) {
        return HUB_E_READ_FAILED; /* (1) */
    }
    uint64_t parts = bytes_get_le(&data[112], 4);
    for (unsigned at = 100; at <= 108; at += 2) {
        parts += bytes_get_le(&data[at], 2);
    }
    if (parts + RECORD_HEAD_BYTES != bytes.size_bytes ||
        (data[66] != RECORD_MESSAGE && data[66] != RECORD_NOTE)) {
        return HUB_E_READ_FAILED;
    }
    memcpy(out->hash, data, RECORD_HASH_BYTES);
    memcpy(out->previous, &data[32], RECORD_HASH_BYTES);
    out->kind = (enum record_kind)data[66];
    out->official = (data[67] & FLAG_OFFICIAL) != 0;
    out->by_intake = (data[67] & FLAG_BY_INTAKE) != 0;
    out->seq = (struct seq){bytes_get_le(&data[72], 8)};
    out->at_utc_us = (int64_t)bytes_get_le(&data[80], 8);
    if (out->at_utc_us < -TIME_MAX_US || out->at_utc_us > TIME_MAX_US) {
        return HUB_E_READ_FAILED; /* no clock of ours says that: spans are added to it */
    }
    out->number = bytes_get_le(&data[88], 8);
    out->area = (uint32_t)bytes_get_le(&data[96], 4);
    const uint8_t *at = data + RECORD_HEAD_BYTES;
    out->source = take_slice(&at, bytes_get_le(&data[100], 2));
    out->client = take_slice(&at, bytes_get_le(&data[102], 2));
    out->word = take_slice(&at, bytes_get_le(&data[104], 2));
    out->warnings = take_slice(&at, bytes_get_le(&data[106], 2));
    out->subject = take_slice(&at, bytes_get_le(&data[108], 2));
    out->message = take_slice(&at, bytes_get_le(&data[112], 4));
    out->bytes = bytes;
    return HUB_OK;
}

size_t record_put_warning(uint8_t *room, size_t room_bytes, size_t used_bytes, enum hub_status code,
                          struct slice field)
{
    const size_t field_bytes = field.size_bytes < UINT8_MAX ? field.size_bytes : UINT8_MAX;
    if (used_bytes + 3 + field_bytes > room_bytes) {
        return used_bytes;
    }
    bytes_put_le(&room[used_bytes], (uint64_t)code, 2);
    room[used_bytes + 2] = (uint8_t)field_bytes;
    if (field_bytes > 0) {
        memcpy(&room[used_bytes + 3], field.data, field_bytes);
    }
    return used_bytes + 3 + field_bytes;
}

bool record_next_warning(struct slice *warnings, struct record_warning *out)
{
    if (warnings->size_bytes < 3 || warnings->size_bytes < 3U + warnings->data[2]) {
        return false;
    }
    const size_t field_bytes = warnings->data[2];
    out->code = (enum hub_status)bytes_get_le(warnings->data, 2);
    out->field = (struct slice){warnings->data + 3, field_bytes};
    *warnings =
        (struct slice){warnings->data + 3 + field_bytes, warnings->size_bytes - 3 - field_bytes};
    return true;
}

static uint8_t *put_short(uint8_t *at, struct slice bytes)
{
    HUB_ASSERT(bytes.size_bytes <= 64);
    *at = (uint8_t)bytes.size_bytes;
    return put_slice(at + 1, bytes);
}

size_t subject_encode(const struct subject *subject, uint8_t *room)
{
    bytes_put_le(room, subject->area, 4);
    bytes_put_le(room + 4, subject->kecamatan, 4);
    bytes_put_le(room + 8, subject->village, 8);
    uint8_t *at = put_short(room + 16, subject->event_id);
    at = put_short(at, subject->word);
    at = put_short(at, subject->point);
    return (size_t)(at - room);
}

static bool take_short(const uint8_t **at, const uint8_t *end, struct slice *out)
{
    if (*at >= end || (size_t)(end - *at) < 1U + **at) {
        return false;
    }
    *out = (struct slice){*at + 1, **at};
    *at += 1U + **at;
    return true;
}

bool subject_decode(struct slice bytes, struct subject *out)
{
    if (bytes.size_bytes < 19) {
        return false;
    }
    const uint8_t *at = bytes.data + 16;
    const uint8_t *end = bytes.data + bytes.size_bytes;
    out->area = (uint32_t)bytes_get_le(bytes.data, 4);
    out->kecamatan = (uint32_t)bytes_get_le(bytes.data + 4, 4);
    out->village = bytes_get_le(bytes.data + 8, 8);
    return take_short(&at, end, &out->event_id) && take_short(&at, end, &out->word) &&
           take_short(&at, end, &out->point) && at == end;
}
