/* proto_json.c - any message of the schema as JSON, with the field names of the schema. */
#include "proto_json.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "pusdalops/v1/message.pb-c.h"
#include "screen.h"

#define TEXT_BYTES 16384U

json_t *proto_json_text(const char *text)
{
    json_t *value = json_string(text); /* NULL where it is no UTF-8 */
    if (value == NULL) {
        char clean[TEXT_BYTES];
        screen_clean(text, clean, sizeof clean);
        value = json_string(clean);
    }
    return value;
}

/* FIGURE_KIND_DEAD of FigureKind to "dead": what follows the name of the enum in capitals. */
static json_t *enum_value(const ProtobufCEnumDescriptor *descriptor, int number)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(descriptor, number);
    if (value == NULL) {
        return json_integer(number); /* newer than this program */
    }
    size_t skip = 1; /* the "_" behind it */
    for (const char *at = descriptor->short_name; *at != '\0'; at++) {
        const bool word_begins = at != descriptor->short_name && isupper((unsigned char)*at);
        skip += word_begins ? 2 : 1; /* with its "_" */
    }
    char name[128];
    size_t size = 0;
    for (const char *at = value->name + skip; *at != '\0' && size + 1 < sizeof name; at++) {
        name[size++] = (char)tolower((unsigned char)*at);
    }
    name[size] = '\0';
    return json_string(name);
}

static json_t *time_value(const Google__Protobuf__Timestamp *time)
{
    char text[64];
    char rendered[48];
    const int64_t utc_us = screen_utc_us(time);
    if (utc_us == INT64_MIN) {
        return NULL; /* not a time: left out */
    }
    pusdalops_time_render(utc_us, 0, rendered, sizeof rendered);
    rendered[10] = 'T';
    rendered[16] = '\0';
    (void)snprintf(text, sizeof text, "%s:%02lld.%06dZ", rendered,
                   (long long)(((time->seconds % 60) + 60) % 60), time->nanos / 1000);
    return json_string(text);
}

static json_t *bytes_value(const char *name, const ProtobufCBinaryData *bytes)
{
    if (strcmp(name, "message") == 0) { /* (2) */
        Pusdalops__V1__Message *message =
            pusdalops__v1__message__unpack(NULL, bytes->len, bytes->data);
        if (message != NULL) {
            json_t *value = proto_json(&message->base);
            pusdalops__v1__message__free_unpacked(message, NULL);
            return value;
        }
    }
    char *text = malloc(2 * bytes->len + 1);
    if (text == NULL) {
        return NULL;
    }
    text[0] = '\0';
    for (size_t i = 0; i < bytes->len; i++) {
        (void)snprintf(text + 2 * i, 3, "%02x", bytes->data[i]);
    }
    json_t *value = json_string(text);
    free(text);
    return value;
}

static json_t *number_value(const ProtobufCFieldDescriptor *field, const void *at)
{
    if (field->type == PROTOBUF_C_TYPE_BOOL) {
        return json_boolean(*(const protobuf_c_boolean *)at);
    }
    if (field->type == PROTOBUF_C_TYPE_DOUBLE) {
        return json_real(*(const double *)at);
    }
    if (field->type == PROTOBUF_C_TYPE_UINT32) {
        return json_integer((json_int_t) * (const uint32_t *)at);
    }
    if (field->type == PROTOBUF_C_TYPE_UINT64) {
        return json_integer((json_int_t) * (const uint64_t *)at);
    }
    if (field->type == PROTOBUF_C_TYPE_INT64) {
        return json_integer((json_int_t) * (const int64_t *)at);
    }
    return json_integer((json_int_t) * (const int32_t *)at);
}

/* The value at this address. */
static json_t *value_at(const ProtobufCFieldDescriptor *field, const void *at)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessage *message = *(ProtobufCMessage *const *)at;
        if (message == NULL) {
            return NULL;
        }
        if (message->descriptor == &google__protobuf__timestamp__descriptor) {
            return time_value((const void *)message);
        }
        return proto_json(message);
    }
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        return proto_json_text(*(char *const *)at);
    }
    if (field->type == PROTOBUF_C_TYPE_BYTES) {
        return bytes_value(field->name, at);
    }
    if (field->type == PROTOBUF_C_TYPE_ENUM) {
        return enum_value(field->descriptor, *(const int *)at);
    }
    return number_value(field, at);
}

static size_t element_bytes(const ProtobufCFieldDescriptor *field)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE || field->type == PROTOBUF_C_TYPE_STRING) {
        return sizeof(void *);
    }
    if (field->type == PROTOBUF_C_TYPE_BYTES) {
        return sizeof(ProtobufCBinaryData);
    }
    const bool wide = field->type == PROTOBUF_C_TYPE_UINT64 || field->type == PROTOBUF_C_TYPE_INT64;
    return wide ? 8 : 4;
}

static json_t *list_value(const ProtobufCFieldDescriptor *field, const char *base)
{
    const size_t count = *(const size_t *)(const void *)(base + field->quantifier_offset);
    const char *elements = *(char *const *)(const void *)(base + field->offset);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(list, value_at(field, elements + i * element_bytes(field)));
    }
    return list;
}

json_t *proto_json(const ProtobufCMessage *message)
{
    const char *base = (const char *)message;
    json_t *object = json_object();
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        json_t *value = NULL;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            value = list_value(field, base);
        } else if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0 ||
                   *(const uint32_t *)(const void *)(base + field->quantifier_offset) ==
                       field->id) {
            value = value_at(field, base + field->offset);
        }
        if (value != NULL) {
            (void)json_object_set_new(object, field->name, value);
        }
    }
    return object;
}

void proto_json_print(json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    (void)puts(text == NULL ? "null" : text);
    (void)fflush(stdout);
    free(text);
    json_decref(value);
}
