/*
 * message_wire.h - look over protobuf bytes before they are decoded.
 *
 * Read by: message. Reads: base/, fault.h, the generated descriptors.
 * protobuf-c neither checks texts (an embedded NUL hides the rest of a string), nor bounds how many elements a
 * few bytes become in memory. So the bytes are walked once along the schema first: texts are checked where
 * their length is still known, elements are counted, and what is malformed is named with its path.
 * Holds: (1) the depth is the schema's, which has no recursive type (tests/shape proves it).
 * Source: protobuf encoding specification; protobuf-c 1.4.1 as packaged, tests/unit/core.
 */
#ifndef HUB_CORE_MESSAGE_WIRE_H
#define HUB_CORE_MESSAGE_WIRE_H

#include "base/slice.h"
#include "core/fault.h"

struct ProtobufCMessageDescriptor;

/*
 * message_wire_check - may these bytes be decoded as this message?
 *
 *   elements_max   how many fields of every depth together
 *
 * Returns HUB_OK; HUB_E_MALFORMED, HUB_E_TEXT_INVALID or HUB_E_TOO_MANY_ELEMENTS with the field's path.
 */
enum hub_status message_wire_check(const struct ProtobufCMessageDescriptor *descriptor,
                                   struct slice bytes, uint32_t elements_max, struct fault *fault);

#endif
