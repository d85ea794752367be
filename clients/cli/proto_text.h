/*
 * proto_text.h - any message of the schema read from protobuf's text format.
 *
 * Read by: rows_text.c. Reads: the descriptors of libprotobuf-c, which has no reader of its own.
 * Owns: nothing; the message read is the caller's.
 * Holds: (1) a field that is not repeated stands at most once, and one of a choice of fields;
 *        (2) no text makes more than PROTO_TEXT_FIELDS_MAX fields or goes deeper than
 *            PROTO_TEXT_DEPTH_MAX;
 *        (3) a fault names the line and column of what is at fault, both from 1.
 * Source: protobuf's "Text Format Language Specification"; without Any and extensions, which the
 * schemas do not use.
 */
#ifndef PUSDALOPS_CLI_PROTO_TEXT_H
#define PUSDALOPS_CLI_PROTO_TEXT_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

#define PROTO_TEXT_DEPTH_MAX  16U
#define PROTO_TEXT_FIELDS_MAX 8192U /* as in one message on the wire */
#define PROTO_TEXT_NAME_BYTES 64U   /* of a field or choice; longer ones are not known */

/* Where a text is no message, and why. */
struct proto_text_fault {
    unsigned line;
    unsigned column;                  /* in characters */
    char name[PROTO_TEXT_NAME_BYTES]; /* what is at fault; "" where it has no name */
    const char *why_en;
    const char *why_id;
};

/*
 * proto_text_read - the message that the text says.
 *
 *   first_line   the number of the text's first line in its file
 *
 * NULL with *fault filled. Release with protobuf_c_message_free_unpacked(message, NULL).
 */
ProtobufCMessage *proto_text_read(const ProtobufCMessageDescriptor *descriptor, const char *text,
                                  size_t size, unsigned first_line, struct proto_text_fault *fault);

#endif
