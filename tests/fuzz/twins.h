/*
 * twins.h - the same bytes by our decoder and by protobuf-c's, and every field of the two compared.
 *
 * Read by: fuzz_twins.c, tests/unit/core/test_message_twins.c. Reads: core/message.h, the generated code.
 * Owns: the rooms that messages and requests are decoded into; what was decoded is good until the next call.
 * Holds: (1) what we accept, protobuf-c accepts too and reads the same from it; the other way round we refuse more
 *        (texts, fields that stand twice);
 *        (2) what is to be compared is written out field by field here, not taken from the tables that are tested.
 */
#ifndef TESTS_FUZZ_TWINS_H
#define TESTS_FUZZ_TWINS_H

#include "core/message.h"
#include "pusdalops/v1/submit.pb-c.h"

/* twins_message_differs - the first field in which they differ; NULL: none */
const char *twins_message_differs(const struct message *ours, const Pusdalops__V1__Message *theirs);

/* twins_request_differs - the same for requests; theirs has at most ELEMENTS_MAX of anything */
const char *twins_request_differs(const struct request *ours, const Pusdalops__V1__Request *theirs);

/* twins_request_status - what is wanted of a well-formed request: is a list of it too long, or missing? */
enum hub_status twins_request_status(const Pusdalops__V1__Request *theirs);

/* twins_message - decode by both; what differs, or NULL. What we refused is not compared (1). */
const char *twins_message(struct slice bytes, struct message *out, enum hub_status *out_status);

/* twins_request - the same for a request */
const char *twins_request(struct slice bytes, struct request *out, enum hub_status *out_status);

#endif
