/*
 * fuzz_proto_text.c - any bytes as a file of messages in protobuf's text format: told where it is at fault, or read
 * as messages that protobuf-c reads and writes as the same bytes.
 */
#include "rows_text.h"

#include "base/assert.h"

#include "pusdalops.h"
#include "pusdalops/v1/message.pb-c.h"

#include <stdlib.h>
#include <string.h>

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

/* A Message of the text is canonical: decoded and encoded again it is the same. */
static void check_message(const uint8_t *bytes, size_t size)
{
    static uint8_t again[PUSDALOPS_MESSAGE_BYTES_MAX];
    Pusdalops__V1__Message *message = pusdalops__v1__message__unpack(NULL, size, bytes);
    HUB_ASSERT(message != NULL);
    HUB_ASSERT(pusdalops__v1__message__get_packed_size(message) == size);
    HUB_ASSERT(pusdalops__v1__message__pack(message, again) == size);
    HUB_ASSERT(memcmp(again, bytes, size) == 0);
    pusdalops__v1__message__free_unpacked(message, NULL);
}

/* A fault has a place in the file and is told in two languages. */
static void check_fault(const struct proto_text_fault *fault, unsigned lines)
{
    HUB_ASSERT(fault->line >= 1 && fault->line <= lines + 1 && fault->column >= 1);
    HUB_ASSERT(strlen(fault->name) < sizeof fault->name);
    HUB_ASSERT(fault->why_en != NULL && fault->why_id != NULL);
}

/* LLVMFuzzerTestOneInput - what libFuzzer calls with each input */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static uint8_t bytes[PUSDALOPS_MESSAGE_BYTES_MAX];
    char *copy = malloc(size_bytes + 1);
    HUB_ASSERT(copy != NULL);
    memcpy(copy, data, size_bytes);
    FILE *file = size_bytes == 0 ? NULL : fmemopen(copy, size_bytes, "r");
    struct rows_text rows;
    HUB_ASSERT(rows_text_open(&rows, file));
    enum rows_text_status status = file == NULL ? ROWS_TEXT_END : ROWS_TEXT_MESSAGE;
    while (status == ROWS_TEXT_MESSAGE || status == ROWS_TEXT_FAULT) {
        size_t size = 0;
        status = rows_text_next(&rows, bytes, &size);
        if (status == ROWS_TEXT_MESSAGE) {
            HUB_ASSERT(size > 0 && size <= sizeof bytes);
        } else if (status != ROWS_TEXT_END) {
            check_fault(&rows.fault, rows.line);
        }
        if (status == ROWS_TEXT_MESSAGE && rows.type == &pusdalops__v1__message__descriptor) {
            check_message(bytes, size);
        }
    }
    rows_text_close(&rows);
    if (file != NULL) {
        (void)fclose(file);
    }
    free(copy);
    return 0;
}
