/*
 * batch.h - several messages in one request: which, how many, and whose receipt is whose.
 *
 * Read by: session.c. Reads: flight.h.
 * Owns: nothing; the flights stay where they are.
 * Holds: (1) messages stand in a batch in the order of their numbers, and within what the hub said
 *            in its greeting;
 *        (2) a receipt belongs to the message at its place in the batch that the reply answers, and
 *            to no message that took that place in the window later;
 *        (3) a batch that is refused as such is sent again in halves, down to single messages: what
 *            one message draws cannot hold up the others.
 * Source: proto/README.md "SubmitBatch", section 13.
 */
#ifndef PUSDALOPS_LIB_BATCH_H
#define PUSDALOPS_LIB_BATCH_H

#include "flight.h"

#define BATCH_FRAME_BYTES 65536U /* of a request, where the hub has not said */

/* How large a batch may be. */
struct batch_limits {
    uint32_t wanted_max;   /* by our own configuration */
    uint32_t messages_max; /* and the hub's greeting */
    uint32_t messages_now; /* (3) halved by a refusal, doubled by an answer */
    uint32_t frame_bytes_max;
};

/* The messages of one request, in its order. */
struct batch {
    struct flight *flights[PUSDALOPS_WINDOW_MAX]; /* NULL: settled meanwhile */
    uint32_t count;
};

/* batch_limits_set - what the hub's greeting allows; 0: it did not say. */
void batch_limits_set(struct batch_limits *limits, uint32_t messages, uint32_t frame_bytes);

/* batch_refused - a batch of that many was refused as such. (3) */
void batch_refused(struct batch_limits *limits, uint32_t count);

/* batch_answered - a batch was answered. (3) */
void batch_answered(struct batch_limits *limits);

/* batch_choose - the ready messages of the lowest numbers; count 0: none is ready. Wakes what is due. */
void batch_choose(struct batch *batch, struct flights *flights, const struct batch_limits *limits,
                  uint64_t now_ms);

/* batch_encode - the request with this id: a Submit for one message, else a SubmitBatch. */
bool batch_encode(const struct batch *batch, uint64_t request_id, struct wire_bytes *out);

/* batch_sent - its flights are under way until due_ms; those of a SubmitBatch under `request_id`. */
void batch_sent(const struct batch *batch, uint64_t request_id, uint64_t due_ms);

/* batch_find - what was sent as one under this id; false where nothing of it waits. (2) */
bool batch_find(struct batch *batch, const struct flights *flights, uint64_t request_id);

#endif
