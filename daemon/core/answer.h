/*
 * answer.h - the replies of the submit socket, as bytes.
 *
 * Read by: hub. Reads: document.h, fault.h, sitrep.h; answer.c alone builds the generated structs.
 * Owns: nothing; the bytes live in the given arena, which has DOCUMENT_ROOM_BYTES left.
 * Source: proto/pusdalops/v1/submit.proto.
 */
#ifndef HUB_CORE_ANSWER_H
#define HUB_CORE_ANSWER_H

#include "core/activity.h"
#include "core/document_suggestion.h"
#include "core/fault.h"
#include "core/sitrep.h"

/* As on the wire. */
enum receipt_status {
    RECEIPT_NONE,
    RECEIPT_ACCEPTED,
    RECEIPT_DUPLICATE,
    RECEIPT_CONFLICT,
    RECEIPT_REFUSED,
    RECEIPT_BUSY,
};

/* What became of one message. */
struct receipt {
    enum receipt_status status;
    struct slice source;
    uint64_t number;
    uint32_t realm; /* place of the realm it is in, when seq is not 0 */
    struct seq seq; /* 0: not in the journal */
    int64_t received_utc_us;
    struct slice warnings; /* as in a record */
    struct fault fault;    /* of CONFLICT, REFUSED, BUSY */
    uint32_t retry_after_ms;
};

/* To whom and where from: what every reply carries. */
struct envelope {
    uint64_t request_id;
    uint64_t epoch;
};

/* answer_problem - the request itself was refused */
struct slice answer_problem(struct arena *arena, struct envelope envelope,
                            const struct fault *fault, uint32_t retry_after_ms);

/* answer_receipt - to a submit */
struct slice answer_receipt(struct arena *arena, struct envelope envelope,
                            const struct receipt *receipt);

/* answer_receipt_slow - the same bytes by the general road; answer_receipt takes a shorter one where nothing is to be said */
struct slice answer_receipt_slow(struct arena *arena, struct envelope envelope,
                                 const struct receipt *receipt);

/* answer_batch - to a batch, in its order */
struct slice answer_batch(struct arena *arena, struct envelope envelope,
                          const struct receipt *receipts, uint32_t count);

/* What the hub tells in a HELLO. */
struct greeting {
    const char *hub;
    const char *software;
    const struct roster_client *client;
    const struct slice *sources; /* asked for */
    uint32_t source_count;
    const struct slice *capabilities; /* of both */
    uint32_t capability_count;
    uint32_t heartbeat_interval_ms;
    int64_t at_utc_us;
};

/* answer_hello - the hub's side of a HELLO */
struct slice answer_hello(struct arena *arena, struct envelope envelope, const struct view *view,
                          const struct greeting *greeting);

/* answer_heartbeat - to a node's sign of life */
struct slice answer_heartbeat(struct arena *arena, struct envelope envelope,
                              const struct view *view, struct slice source, int64_t at_utc_us);

/* answer_inquiry - the record is held (record not NULL) and its message stands or not; with_message: the client may read its bytes */
struct slice answer_inquiry(struct arena *arena, struct envelope envelope,
                            const struct record *record, enum standing standing, bool with_message);

/* answer_snapshot - a page of documents; an empty cursor ends it */
struct slice answer_snapshot(struct arena *arena, struct envelope envelope,
                             const struct document *documents, uint32_t count, const char *cursor,
                             uint64_t journal_sequence);

/* answer_replay - a page of what was missed */
struct slice answer_replay(struct arena *arena, struct envelope envelope,
                           const struct document *documents, uint32_t count, bool more);

/* answer_suggestion - what could fill a line */
struct slice answer_suggestion(struct arena *arena, struct envelope envelope,
                               struct Pusdalops__V1__SuggestionReply *suggestion);

/* answer_activities - a page of who does what; an empty cursor ends it */
struct slice answer_activities(struct arena *arena, struct envelope envelope,
                               struct activity_page *activities, const char *cursor,
                               uint64_t journal_sequence);

/* answer_nodes - a page of presence documents; an empty cursor ends it */
struct slice answer_nodes(struct arena *arena, struct envelope envelope,
                          const struct document *documents, uint32_t count, const char *cursor);

#endif
