/* rows_text.c - a file of messages in protobuf's text format, document after document. */
#include "rows_text.h"

#include <stdlib.h>
#include <string.h>

#include "pusdalops.h"
#include "pusdalops/v1/message.pb-c.h"
#include "pusdalops/v1/submit.pb-c.h"

#define HEAD "# proto-message:"

static const ProtobufCMessageDescriptor *const types[] = {
    &pusdalops__v1__message__descriptor,
    &pusdalops__v1__submit__descriptor,
    &pusdalops__v1__submit_batch__descriptor,
    &pusdalops__v1__request__descriptor,
};

bool rows_text_open(struct rows_text *rows, FILE *file)
{
    *rows = (struct rows_text){
        .file = file,
        .type = types[0],
        .said_type = true,
        .text = malloc(ROWS_TEXT_BYTES_MAX),
    };
    return rows->text != NULL;
}

void rows_text_close(struct rows_text *rows)
{
    protobuf_c_message_free_unpacked(rows->document, NULL);
    free(rows->text);
    free(rows->line_text);
    *rows = (struct rows_text){0};
}

static enum rows_text_status fault_is(struct rows_text *rows, enum rows_text_status status,
                                      unsigned line, const char *why_en, const char *why_id)
{
    rows->fault =
        (struct proto_text_fault){.line = line, .column = 1, .why_en = why_en, .why_id = why_id};
    return status;
}

/* ---- documents ---- */

/* Is this the line that parts two documents? (1) */
static bool parts(const char *line)
{
    const size_t size = strlen(line);
    return strncmp(line, "---", 3) == 0 && strspn(line + 3, " \t\r\n") == size - 3;
}

/* "# proto-message: pusdalops.v1.Submit" (2) */
static void note_type(struct rows_text *rows, const char *line)
{
    if (strncmp(line, HEAD, sizeof HEAD - 1) != 0) {
        return;
    }
    const char *name = line + sizeof HEAD - 1;
    name += strspn(name, " \t");
    const size_t size = strcspn(name, " \t\r\n");
    rows->said_type = false;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strlen(types[i]->name) == size && memcmp(types[i]->name, name, size) == 0) {
            rows->type = types[i];
            rows->said_type = true;
        }
    }
}

/* The lines up to the next "---" or the end; ROWS_TEXT_END where nothing is said in them. */
static enum rows_text_status read_document(struct rows_text *rows)
{
    bool said = false;
    rows->size = 0;
    rows->first_line = rows->line + 1;
    for (;;) {
        const ssize_t size = getline(&rows->line_text, &rows->line_room, rows->file);
        if (size <= 0) {
            rows->ended = true;
            return said ? ROWS_TEXT_MESSAGE : ROWS_TEXT_END;
        }
        rows->line += 1;
        if (parts(rows->line_text)) {
            return said ? ROWS_TEXT_MESSAGE : ROWS_TEXT_END;
        }
        if ((size_t)size > ROWS_TEXT_BYTES_MAX - rows->size) {
            return fault_is(rows, ROWS_TEXT_BROKEN, rows->line, "the document is too large",
                            "dokumen terlalu besar");
        }
        note_type(rows, rows->line_text);
        const size_t blanks = strspn(rows->line_text, " \t\r\n");
        said = said || (blanks < (size_t)size && rows->line_text[blanks] != '#');
        memcpy(rows->text + rows->size, rows->line_text, (size_t)size);
        rows->size += (size_t)size;
    }
}

static enum rows_text_status next_document(struct rows_text *rows)
{
    enum rows_text_status status = ROWS_TEXT_END;
    while (status == ROWS_TEXT_END && !rows->ended) {
        status = read_document(rows);
    }
    if (status != ROWS_TEXT_MESSAGE) {
        return status;
    }
    if (!rows->said_type) {
        return fault_is(rows, ROWS_TEXT_FAULT, rows->first_line,
                        "proto-message names nothing that can be handed in",
                        "proto-message menyebut sesuatu yang tidak dapat dikirim");
    }
    rows->document =
        proto_text_read(rows->type, rows->text, rows->size, rows->first_line, &rows->fault);
    rows->next = 0;
    return rows->document == NULL ? ROWS_TEXT_FAULT : ROWS_TEXT_MESSAGE;
}

/* ---- the messages of a document ---- */

/* The messages that travel as bytes in a submission; *count is 0 where it is none. */
static const ProtobufCBinaryData *carried(const ProtobufCMessage *document, size_t *count)
{
    const Pusdalops__V1__Submit *submit = NULL;
    const Pusdalops__V1__SubmitBatch *batch = NULL;
    *count = 0;
    if (document->descriptor == &pusdalops__v1__submit__descriptor) {
        submit = (const void *)document;
    } else if (document->descriptor == &pusdalops__v1__submit_batch__descriptor) {
        batch = (const void *)document;
    } else {
        const Pusdalops__V1__Request *request = (const void *)document;
        submit = request->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT ? request->submit : NULL;
        batch = request->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH
                    ? request->submit_batch
                    : NULL;
    }
    if (submit != NULL) {
        *count = 1;
        return &submit->message;
    }
    *count = batch == NULL ? 0 : batch->n_messages;
    return batch == NULL ? NULL : batch->messages;
}

/* Message `next` of the document into bytes; false after the last. *size 0: there is none in it. */
static bool take_message(struct rows_text *rows, uint8_t *bytes, size_t *size)
{
    size_t count = 1;
    *size = 0;
    if (rows->document->descriptor == &pusdalops__v1__message__descriptor) {
        const size_t packed = protobuf_c_message_get_packed_size(rows->document);
        *size = packed;
        if (rows->next == 0 && packed <= PUSDALOPS_MESSAGE_BYTES_MAX) {
            (void)protobuf_c_message_pack(rows->document, bytes);
        }
    } else {
        const ProtobufCBinaryData *messages = carried(rows->document, &count);
        if (rows->next < count) {
            *size = messages[rows->next].len;
            if (*size > 0 && *size <= PUSDALOPS_MESSAGE_BYTES_MAX) {
                memcpy(bytes, messages[rows->next].data, *size);
            }
        }
    }
    rows->next += 1;
    return rows->next <= count || (count == 0 && rows->next == 1);
}

enum rows_text_status rows_text_next(struct rows_text *rows, uint8_t *bytes, size_t *size)
{
    for (;;) {
        if (rows->document == NULL) {
            const enum rows_text_status status = next_document(rows);
            if (status != ROWS_TEXT_MESSAGE) {
                return status;
            }
        }
        if (take_message(rows, bytes, size)) {
            break;
        }
        protobuf_c_message_free_unpacked(rows->document, NULL);
        rows->document = NULL;
    }
    if (*size == 0) {
        return fault_is(rows, ROWS_TEXT_FAULT, rows->first_line, "hands in nothing",
                        "tidak berisi kiriman");
    }
    if (*size > PUSDALOPS_MESSAGE_BYTES_MAX) {
        return fault_is(rows, ROWS_TEXT_FAULT, rows->first_line, "is too large", "terlalu besar");
    }
    return ROWS_TEXT_MESSAGE;
}
