/*
 * document_build.h - small helpers to build generated structs in an arena.
 *
 * Read by: document.c, document_logistics.c, document_stock.c, answer.c. Reads: base/arena.h, region.h, the generated code.
 * Holds: (1) the caller made sure of DOCUMENT_ROOM_BYTES, so taking never fails; asserted.
 */
#ifndef HUB_CORE_DOCUMENT_BUILD_H
#define HUB_CORE_DOCUMENT_BUILD_H

#include "base/arena.h"
#include "base/slice.h"
#include "pusdalops/v1/submit.pb-c.h"

/* build_time - a timestamp, or NULL for 0 ("not said") */
Google__Protobuf__Timestamp *build_time(struct arena *arena, int64_t utc_us);

/* build_as_of - a timestamp, or NULL for AS_OF_NONE */
Google__Protobuf__Timestamp *build_as_of(struct arena *arena, int64_t as_of_utc_us);

/* build_text - a C string from bytes */
char *build_text(struct arena *arena, struct slice text);

/* build_code - a Kemendagri code with its dots, or "nation" */
char *build_code(struct arena *arena, uint64_t code);

/* build_borrowed - bytes as the generated structs want them, not copied: they are only read and live longer */
ProtobufCBinaryData build_borrowed(struct slice bytes);

/* build_room - zeroed room for n things of a size */
void *build_room(struct arena *arena, size_t count, size_t size_bytes);

/* build_warnings - the warnings of a record as the wire has them; returns how many */
size_t build_warnings(struct arena *arena, struct slice warnings,
                      Pusdalops__V1__Warning ***out_list);

#endif
