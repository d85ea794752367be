/* body.c - the pieces that bodies of messages are built from. */
#include "body.h"

#include <stdlib.h>
#include <string.h>

#define ITEM_BYTES     80U
#define CONTENTS_BYTES 200U

bool body_is_said(const char *text)
{
    return text != NULL && text[0] != '\0';
}

enum pusdalops_status body_text(char **place, const char *text, size_t bytes_max)
{
    if (!body_is_said(text)) {
        return PUSDALOPS_OK;
    }
    if (!wire_text_check(text, bytes_max, false)) {
        return PUSDALOPS_E_FIELD;
    }
    char *copy = strdup(text);
    if (copy == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    *place = copy;
    return PUSDALOPS_OK;
}

enum pusdalops_status body_time(Google__Protobuf__Timestamp **place, int64_t utc_us)
{
    if (utc_us == 0) {
        return PUSDALOPS_OK;
    }
    if (utc_us < 0) {
        return PUSDALOPS_E_FIELD;
    }
    *place = malloc(sizeof **place);
    if (*place == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    wire_time_set(*place, utc_us);
    return PUSDALOPS_OK;
}

enum pusdalops_status body_counted(Pusdalops__V1__Quantity **place,
                                   const struct pusdalops_quantity *from)
{
    if (!body_is_said(from->item) || from->thousandths > PUSDALOPS_THOUSANDTHS_MAX) {
        return PUSDALOPS_E_FIELD;
    }
    *place = malloc(sizeof **place);
    if (*place == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__quantity__init(*place);
    (*place)->thousandths = from->thousandths;
    enum pusdalops_status status = body_text(&(*place)->item, from->item, ITEM_BYTES);
    if (status == PUSDALOPS_OK) {
        status = body_text(&(*place)->unit, from->unit, PUSDALOPS_UNIT_BYTES_MAX);
    }
    return status == PUSDALOPS_OK ? body_text(&(*place)->contents, from->contents, CONTENTS_BYTES)
                                  : status;
}

enum pusdalops_status body_quantity(Pusdalops__V1__Quantity **place,
                                    const struct pusdalops_quantity *from)
{
    return from->thousandths == 0 ? PUSDALOPS_E_FIELD : body_counted(place, from);
}

enum pusdalops_status body_reference(Pusdalops__V1__MessageReference **place,
                                     const struct pusdalops_reference *from)
{
    if (from->source == NULL || !wire_name_check(from->source) || from->number == 0 ||
        from->line > PUSDALOPS_NEED_LINES_MAX) {
        return PUSDALOPS_E_FIELD;
    }
    *place = malloc(sizeof **place);
    if (*place == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__message_reference__init(*place);
    (*place)->number = from->number;
    (*place)->part = from->line;
    return body_text(&(*place)->source, from->source, PUSDALOPS_SOURCE_BYTES_MAX);
}

bool body_take(size_t size, Pusdalops__V1__Message **message, void **body)
{
    *message = malloc(sizeof **message);
    *body = malloc(size);
    if (*message == NULL || *body == NULL) {
        free(*message);
        free(*body);
        return false;
    }
    pusdalops__v1__message__init(*message);
    return true;
}

enum pusdalops_status body_finish(enum pusdalops_status status, Pusdalops__V1__Message *body,
                                  struct pusdalops_message **out)
{
    if (status != PUSDALOPS_OK) {
        wire_message_free(body);
        return status;
    }
    return message_around(body, out);
}
