#include "core/document_build.h"

#include "base/assert.h"
#include "base/ids.h"
#include "base/status.h"
#include "core/figure.h"
#include "core/limits.h"
#include "core/record.h"
#include "core/region.h"

void *build_room(struct arena *arena, size_t count, size_t size_bytes)
{
    void *room = arena_take_zeroed(arena, count * size_bytes);
    HUB_ASSERT(room != NULL); /* (1) */
    return room;
}

static Google__Protobuf__Timestamp *make_time(struct arena *arena, int64_t utc_us)
{
    Google__Protobuf__Timestamp *time = build_room(arena, 1, sizeof *time);
    google__protobuf__timestamp__init(time);
    int64_t seconds = utc_us / US_PER_S;
    int64_t rest_us = utc_us % US_PER_S;
    if (rest_us < 0) { /* nanos count forward, also before 1970 */
        rest_us += US_PER_S;
        seconds--;
    }
    time->seconds = seconds;
    time->nanos = (int32_t)(rest_us * 1000);
    return time;
}

Google__Protobuf__Timestamp *build_time(struct arena *arena, int64_t utc_us)
{
    return utc_us == 0 ? NULL : make_time(arena, utc_us);
}

Google__Protobuf__Timestamp *build_as_of(struct arena *arena, int64_t as_of_utc_us)
{
    return as_of_utc_us == AS_OF_NONE ? NULL : make_time(arena, as_of_utc_us);
}

char *build_text(struct arena *arena, struct slice text)
{
    char *copy = build_room(arena, text.size_bytes + 1, 1);
    if (text.size_bytes > 0) {
        memcpy(copy, text.data, text.size_bytes);
    }
    return copy;
}

char *build_copy(struct arena *arena, const char *text)
{
    return build_text(arena, slice_of(text));
}

char *build_source(const struct desk *desk, uint32_t source)
{
    const struct sources *sources = &desk->realm->view.sources;
    return build_copy(desk->arena, source_at(sources, (struct source_id){source})->name);
}

Pusdalops__V1__MessageReference *build_reference(const struct desk *desk, uint32_t source,
                                                 uint64_t number)
{
    Pusdalops__V1__MessageReference *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__message_reference__init(out);
    out->source = build_source(desk, source);
    out->number = number;
    return out;
}

Pusdalops__V1__LineReference *build_line_reference(const struct desk *desk,
                                                   const struct need_line *line)
{
    Pusdalops__V1__LineReference *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__line_reference__init(out);
    out->source = build_source(desk, line->source);
    out->number = line->number;
    out->line = line->line;
    return out;
}

char *build_code(struct arena *arena, uint64_t code)
{
    char *text = build_room(arena, REGION_CODE_ROOM, 1);
    region_code_print(code, text);
    return text;
}

ProtobufCBinaryData build_borrowed(struct slice bytes)
{
    union {
        const uint8_t *read;
        uint8_t *write;
    } pointer = {.read = bytes.data};
    return (ProtobufCBinaryData){.len = bytes.size_bytes, .data = pointer.write};
}

/* The table's texts are static and only read; the generated structs have no const. */
static char *borrowed(const char *text)
{
    union {
        const char *read;
        char *write;
    } pointer = {.read = text};
    return pointer.write;
}

size_t build_warnings(struct arena *arena, struct slice warnings,
                      Pusdalops__V1__Warning ***out_list)
{
    struct record_warning warning;
    size_t count = 0;
    if (warnings.size_bytes == 0) {
        return 0;
    }
    *out_list = build_room(arena, WARNINGS_MAX, sizeof **out_list);
    while (count < WARNINGS_MAX && record_next_warning(&warnings, &warning)) {
        const struct hub_status_row *row = hub_status_row(warning.code);
        Pusdalops__V1__Warning *out = build_room(arena, 1, sizeof *out);
        pusdalops__v1__warning__init(out);
        out->code = (uint32_t)warning.code;
        out->name = borrowed(row->name);
        out->field = build_text(arena, warning.field);
        out->text_id = borrowed(row->text_id);
        out->text_en = borrowed(row->text_en);
        (*out_list)[count++] = out;
    }
    return count;
}

#define PART_HEAD_BYTES 4 /* tag and length of a part of a document, at most */

size_t build_part_bytes(const ProtobufCMessage *part)
{
    return protobuf_c_message_get_packed_size(part) + PART_HEAD_BYTES;
}

bool build_fits(struct build_limit *limit, struct arena *arena, size_t packed_bytes,
                size_t used_bytes_before)
{
    if (packed_bytes > limit->left_bytes || arena->used_bytes > limit->room_end) {
        arena->used_bytes = used_bytes_before;
        return false;
    }
    limit->left_bytes -= packed_bytes;
    return true;
}
