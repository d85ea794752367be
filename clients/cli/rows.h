/*
 * rows.h - the rows of a file to be sent: CSV with a header line, JSON lines, binary Messages,
 * or Messages in protobuf's text format.
 *
 * Read by: command_send.c. Reads: csv.h, row.h, rows_text.h, jansson.
 * Owns: the texts of the row read last.
 * Source: pusdalops(1) "ROWS".
 */
#ifndef PUSDALOPS_CLI_ROWS_H
#define PUSDALOPS_CLI_ROWS_H

#include <jansson.h>

#include "csv.h"
#include "row.h"
#include "rows_text.h"

enum rows_format {
    ROWS_CSV = 1,
    ROWS_JSON,
    ROWS_BINARY, /* each Message with its length before it, as a varint */
    ROWS_TEXT,   /* protobuf's text format */
};

enum rows_status {
    ROWS_ROW = 0,
    ROWS_END,
    ROWS_FAULT,  /* this row is at fault; the next one may be read */
    ROWS_BROKEN, /* the file is at fault from here on */
};

struct rows {
    enum rows_format format;
    FILE *file;
    unsigned line; /* of the row read last; of a Message its place from 1 */
    struct csv csv;
    char *header_text;
    const char *header[CSV_FIELDS_MAX];
    size_t header_count;
    json_t *json;
    char *line_text;
    size_t line_room;
    char numbers[ROW_FIELDS_MAX][32]; /* JSON numbers as texts */
    struct rows_text text;
    char place[PROTO_TEXT_NAME_BYTES + 32]; /* line:column, and the name at fault */
    uint8_t *bytes;                         /* of a Message */
    size_t size;
    uint64_t number; /* that the Message carries; 0: it cannot be read that far */
};

/*
 * rows_open - read from this file, which stays the caller's. False with a fault: no header, or no
 * memory.
 */
bool rows_open(struct rows *rows, FILE *file, enum rows_format format, struct row_fault *fault);

/* rows_are_messages - does this format hold whole Messages, with their own source and numbers? */
bool rows_are_messages(enum rows_format format);

/* rows_next - the next row; a Message is in rows->bytes. */
enum rows_status rows_next(struct rows *rows, struct row *row, struct row_fault *fault);

/* rows_close - release. */
void rows_close(struct rows *rows);

#endif
