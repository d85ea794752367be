#include "core/message_wire.h"

#include "base/assert.h"
#include "base/text.h"

#include <protobuf-c/protobuf-c.h>
#include <stdio.h>

#define DEPTH_MAX    8U
#define WIRE_VARINT  0U
#define WIRE_FIXED64 1U
#define WIRE_BYTES   2U
#define WIRE_FIXED32 5U

/* Where we are: one step of the path for each depth. */
struct walk {
    uint32_t elements_left;
    uint32_t depth;
    struct fault *fault;
    struct {
        const ProtobufCFieldDescriptor *field;
        struct slice
            before; /* what of this message stands before the field: its index is counted in it */
    } path[DEPTH_MAX];
};

/* One field as it stands on the wire. */
struct element {
    uint32_t number;
    uint32_t wire;
    struct slice content; /* of a WIRE_BYTES element */
};

static bool take_varint(struct slice *bytes, uint64_t *out_value)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < 10 && i < bytes->size_bytes; i++) {
        const uint8_t byte = bytes->data[i];
        value |= (uint64_t)(byte & 0x7FU) << (7U * i);
        if (byte < 0x80) {
            *bytes = (struct slice){bytes->data + i + 1, bytes->size_bytes - i - 1};
            *out_value = value;
            return true;
        }
    }
    return false;
}

static bool take_bytes(struct slice *bytes, uint64_t size_bytes, struct slice *out_content)
{
    if (size_bytes > bytes->size_bytes) {
        return false;
    }
    *out_content = (struct slice){bytes->data, (size_t)size_bytes};
    *bytes = (struct slice){bytes->data + size_bytes, bytes->size_bytes - (size_t)size_bytes};
    return true;
}

static bool take_element(struct slice *bytes, struct element *out)
{
    uint64_t tag = 0;
    uint64_t value = 0;
    if (!take_varint(bytes, &tag) || tag >> 3U == 0 || tag >> 3U > 0x1FFFFFFFU) {
        return false;
    }
    out->number = (uint32_t)(tag >> 3U);
    out->wire = (uint32_t)tag & 7U;
    out->content = (struct slice){NULL, 0};
    switch (out->wire) {
    case WIRE_VARINT:
        return take_varint(bytes, &value);
    case WIRE_FIXED64:
        return take_bytes(bytes, 8, &out->content);
    case WIRE_FIXED32:
        return take_bytes(bytes, 4, &out->content);
    case WIRE_BYTES:
        return take_varint(bytes, &value) && take_bytes(bytes, value, &out->content);
    default:
        return false; /* groups are not in this schema */
    }
}

/* How often the field stands in these bytes already: the index of the next one. Only on the way to a refusal. */
static uint32_t count_field(struct slice bytes, uint32_t number)
{
    uint32_t count = 0;
    struct element element;
    while (bytes.size_bytes > 0 && take_element(&bytes, &element)) {
        count += element.number == number ? 1 : 0;
    }
    return count;
}

/* Fill in the fault with the path walked so far. */
static enum hub_status refuse(struct walk *walk, enum hub_status status)
{
    char path[FIELD_PATH_ROOM] = "";
    size_t used = 0;
    for (uint32_t i = 0; i < walk->depth; i++) {
        const ProtobufCFieldDescriptor *field = walk->path[i].field;
        if (field == NULL) {
            break;
        }
        char index[16] = "";
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            (void)snprintf(index, sizeof index, "[%u]",
                           count_field(walk->path[i].before, field->id));
        }
        const int added = snprintf(&path[used], sizeof path - used, "%s%s%s", i == 0 ? "" : ".",
                                   field->name, index);
        if (added < 0 || (size_t)added >= sizeof path - used) {
            break;
        }
        used += (size_t)added;
    }
    return fault_set(walk->fault, status, "%s", path);
}

/* Walks one message; the recursion is bounded by (1) and asserted. */
static enum hub_status walk_message(struct walk *walk, const ProtobufCMessageDescriptor *descriptor,
                                    struct slice bytes)
{
    const struct slice whole = bytes;
    HUB_ASSERT(walk->depth < DEPTH_MAX); /* (1) */
    const uint32_t here = walk->depth++;
    while (bytes.size_bytes > 0) {
        struct element element;
        walk->path[here].field = NULL;
        walk->path[here].before = (struct slice){whole.data, whole.size_bytes - bytes.size_bytes};
        if (walk->elements_left-- == 0) {
            walk->depth = here;
            return refuse(walk, HUB_E_TOO_MANY_ELEMENTS);
        }
        if (!take_element(&bytes, &element)) {
            walk->depth = here;
            return refuse(walk, HUB_E_MALFORMED);
        }
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(descriptor, element.number);
        if (field == NULL || element.wire != WIRE_BYTES) {
            continue; /* what we do not know is skipped; scalars are checked where they are used */
        }
        walk->path[here].field = field;
        if (field->type == PROTOBUF_C_TYPE_STRING && !text_is_clean(element.content)) {
            return refuse(walk, HUB_E_TEXT_INVALID);
        }
        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            const enum hub_status status = walk_message(
                walk, (const ProtobufCMessageDescriptor *)field->descriptor, element.content);
            if (status != HUB_OK) {
                return status;
            }
        }
    }
    walk->depth = here;
    return HUB_OK;
}

enum hub_status message_wire_check(const ProtobufCMessageDescriptor *descriptor, struct slice bytes,
                                   uint32_t elements_max, struct fault *fault)
{
    struct walk walk = {.elements_left = elements_max, .fault = fault};
    return walk_message(&walk, descriptor, bytes);
}
