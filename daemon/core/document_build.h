/*
 * document_build.h - small helpers to build generated structs in an arena.
 *
 * Read by: document*.c, activity.c, answer.c. Reads: document.h, base/arena.h, the generated code.
 * Holds: (1) the caller made sure of DOCUMENT_ROOM_BYTES, so taking never fails; asserted.
 */
#ifndef HUB_CORE_DOCUMENT_BUILD_H
#define HUB_CORE_DOCUMENT_BUILD_H

#include "base/arena.h"
#include "base/slice.h"
#include "core/document.h"
#include "pusdalops/v1/submit.pb-c.h"

/* build_time - a timestamp, or NULL for 0 ("not said") */
Google__Protobuf__Timestamp *build_time(struct arena *arena, int64_t utc_us);

/* build_as_of - a timestamp, or NULL for AS_OF_NONE */
Google__Protobuf__Timestamp *build_as_of(struct arena *arena, int64_t as_of_utc_us);

/* build_text - a C string from bytes */
char *build_text(struct arena *arena, struct slice text);

/* build_copy - a C string of its own */
char *build_copy(struct arena *arena, const char *text);

/* build_source - the name of a source, from its place */
char *build_source(const struct desk *desk, uint32_t source);

/* build_reference - a message, from the place of its source */
Pusdalops__V1__MessageReference *build_reference(const struct desk *desk, uint32_t source,
                                                 uint64_t number);

/* build_line_reference - a line of a need */
Pusdalops__V1__LineReference *build_line_reference(const struct desk *desk,
                                                   const struct need_line *line);

/* build_code - a Kemendagri code with its dots, or "nation" */
char *build_code(struct arena *arena, uint64_t code);

/* build_borrowed - bytes as the generated structs want them, not copied: they are only read and live longer */
ProtobufCBinaryData build_borrowed(struct slice bytes);

/* build_room - zeroed room for n things of a size */
void *build_room(struct arena *arena, size_t count, size_t size_bytes);

/* How much a document may still take that is bounded part by part. */
struct build_limit {
    size_t left_bytes; /* packed */
    size_t room_end;   /* the arena is to be filled no further than this */
};

/* build_part_bytes - what a part takes of its document, packed, with its tag and length */
size_t build_part_bytes(const ProtobufCMessage *part);

/* build_fits - a part was built: take it off the limit; false: it is beyond, and the arena is as before it */
bool build_fits(struct build_limit *limit, struct arena *arena, size_t packed_bytes,
                size_t used_bytes_before);

/* build_warnings - the warnings of a record as the wire has them; returns how many */
size_t build_warnings(struct arena *arena, struct slice warnings,
                      Pusdalops__V1__Warning ***out_list);

#endif
