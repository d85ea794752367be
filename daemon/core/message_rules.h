/*
 * message_rules.h - the schema of what comes in, as tables, and the one decoder that reads them.
 *
 * Read by: message. Reads: base/wire.h, fault.h.
 * protobuf-c's decoder is not put before strangers' bytes: it does not check texts (an embedded NUL hides the rest of a string),
 * allocates for every element, and takes five times as long. This one walks the bytes once, straight into our structs; texts
 * are slices of the input. tests/unit/core holds the tables against the generated descriptors and the results against protobuf-c's.
 * Holds: (1) no depth but that of the tables, which are not recursive; (2) a field that the schema has once may stand once: readers
 *        of different make disagree about a second one, so it is refused (but
 *        within a Timestamp, where the last one counts as everywhere); (3) unknown fields are skipped; (4) nothing is
 *        allocated but the lists, from the caller's arena.
 */
#ifndef HUB_CORE_MESSAGE_RULES_H
#define HUB_CORE_MESSAGE_RULES_H

#include "base/arena.h"
#include "base/slice.h"
#include "core/fault.h"

enum rule_kind {
    RULE_U32,
    RULE_U64,
    RULE_INT, /* an enum, as it came */
    RULE_BOOL,
    RULE_DOUBLE,
    RULE_TEXT, /* slice; valid UTF-8 without control characters */
    RULE_BYTES,
    RULE_TIME,     /* int64_t, microseconds UTC */
    RULE_TEXTS,    /* struct slice_list of slices */
    RULE_MESSAGE,  /* a struct of its own at the offset */
    RULE_EACH,     /* a repeated message: decoded into room on the stack, handed to `each` */
    RULE_CONTENTS, /* struct slice_list of slices, unchecked bytes */
    RULE_STRUCTS, /* struct struct_list: a repeated message, decoded into the arena one after the other */
};

/* A repeated message, decoded. */
struct struct_list {
    void *items; /* of the size that its rules say */
    uint32_t count;
};

struct rules;

struct rule {
    uint32_t number; /* the field's number */
    enum rule_kind kind;
    uint32_t offset; /* of the member in our struct */
    const char *name;
    const struct rules *message; /* of RULE_MESSAGE, RULE_EACH and RULE_STRUCTS */
    uint32_t choice;     /* of a oneof: what is written at rules.choice_offset; 0: not in a oneof */
    uint32_t has_offset; /* of a bool that is set when the field stands; 0: none */
};

#define RULE_STRUCT_BYTES_MAX 64 /* of a RULE_EACH struct */

struct rules {
    const struct rule *list;
    uint32_t count;
    uint32_t choice_offset; /* of the uint32_t that says which of the oneof stands */
    uint32_t struct_bytes;  /* of an element of RULE_STRUCTS */
    /* RULE_EACH: one decoded element of `outer`, the index-th of its kind */
    void (*each)(void *outer, const void *element, uint32_t index);
};

/*
 * rules_decode - bytes into a zeroed struct, by its rules.
 *
 *   arena          room for lists
 *   elements_max   how many elements of every depth together
 *
 * Returns HUB_OK; HUB_E_MALFORMED, HUB_E_TEXT_INVALID, HUB_E_FIELD_TWICE, HUB_E_TOO_MANY_ELEMENTS with the field's path.
 * What was read before a fault stays in *out.
 */
enum hub_status rules_decode(const struct rules *rules, struct slice bytes, struct arena *arena,
                             uint32_t elements_max, void *out, struct fault *fault);

/* The two roots, in message.c; the others hang below them. For the tests that hold them against the schema. */
extern const struct rules message_rules; /* struct message */
extern const struct rules request_rules; /* struct request */

/* Bodies and parts of bodies that have files of their own, message_*.c. */
extern const struct rules quantity_rules;        /* struct sent_quantity */
extern const struct rules shipment_rules;        /* struct body_shipment */
extern const struct rules shipment_update_rules; /* struct body_shipment_update */

#endif
