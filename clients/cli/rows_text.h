/*
 * rows_text.h - a file of messages in protobuf's text format, document after document.
 *
 * Read by: rows.c. Reads: proto_text.h, generated protobuf.
 * Owns: the document read last.
 * Holds: (1) documents are parted by a line "---"; a fault in one leaves the others readable;
 *        (2) "# proto-message: NAME" says what a document and those after it are; Message at first.
 * Source: pusdalops(1) "ROWS OF A FILE".
 */
#ifndef PUSDALOPS_CLI_ROWS_TEXT_H
#define PUSDALOPS_CLI_ROWS_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "proto_text.h"

#define ROWS_TEXT_BYTES_MAX                                                                        \
    ((size_t)1024 * 1024) /* of a document: a full batch with every byte escaped */

enum rows_text_status {
    ROWS_TEXT_MESSAGE = 0,
    ROWS_TEXT_END,
    ROWS_TEXT_FAULT,  /* this document is at fault; the next one may be read */
    ROWS_TEXT_BROKEN, /* the file is at fault from here on */
};

struct rows_text {
    FILE *file;
    const ProtobufCMessageDescriptor *type; /* (2) */
    bool said_type;                         /* false: a name that cannot be handed in */
    unsigned line;                          /* lines read so far */
    unsigned first_line;                    /* of the document */
    char *text;
    size_t size;
    char *line_text;
    size_t line_room;
    bool ended;
    ProtobufCMessage *document; /* NULL: read the next one */
    size_t next;                /* which of its messages */
    struct proto_text_fault fault;
};

/* rows_text_open - read from this file, which stays the caller's; false without memory. */
bool rows_text_open(struct rows_text *rows, FILE *file);

/*
 * rows_text_next - the next serialised Message.
 *
 *   bytes   room for PUSDALOPS_MESSAGE_BYTES_MAX
 *
 * ROWS_TEXT_FAULT, ROWS_TEXT_BROKEN: see rows->fault.
 */
enum rows_text_status rows_text_next(struct rows_text *rows, uint8_t *bytes, size_t *size);

/* rows_text_close - release; fine for one that was never opened. */
void rows_text_close(struct rows_text *rows);

#endif
