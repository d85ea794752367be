/*
 * proto_json.h - any message of the schema as JSON, with the field names of the schema.
 *
 * Read by: command_*.c. Reads: generated protobuf, jansson.
 * Owns: nothing; what is returned is the caller's.
 * Holds: (1) names are those of proto/pusdalops/v1, enum values are names without their prefix in
 * lower case,
 *        times are RFC 3339 UTC texts, absent messages are left out, other fields are always there;
 *        (2) the bytes of a Message stand as an object, other bytes as hexadecimal text.
 */
#ifndef PUSDALOPS_CLI_PROTO_JSON_H
#define PUSDALOPS_CLI_PROTO_JSON_H

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>

#include "app.h"

/* proto_json - the message as a JSON object; NULL without memory. */
json_t *proto_json(const ProtobufCMessage *message);

/* proto_json_print - one object a line on stdout; takes the value. */
void proto_json_print(json_t *value);

/* proto_json_text - a foreign text as a JSON string, its bad bytes replaced. */
json_t *proto_json_text(const char *text);

#endif
