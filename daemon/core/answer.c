#include "core/answer.h"

#include "base/assert.h"
#include "base/wire.h"
#include "core/document_build.h"

typedef Pusdalops__V1__Reply Reply;

static struct slice pack(struct arena *arena, const Reply *reply)
{
    const size_t size_bytes = pusdalops__v1__reply__get_packed_size(reply);
    uint8_t *bytes = arena_take(arena, size_bytes);
    HUB_ASSERT(bytes != NULL);
    pusdalops__v1__reply__pack(reply, bytes);
    return (struct slice){bytes, size_bytes};
}

static Reply begin(struct envelope envelope)
{
    Reply reply;
    pusdalops__v1__reply__init(&reply);
    reply.request_id = envelope.request_id;
    reply.epoch = envelope.epoch;
    return reply;
}

static Pusdalops__V1__Problem *build_problem(struct arena *arena, const struct fault *fault,
                                             uint32_t retry_after_ms)
{
    static const Pusdalops__V1__Fault whose[] = {
        [HUB_FAULT_NONE] = PUSDALOPS__V1__FAULT__FAULT_UNSPECIFIED,
        [HUB_FAULT_CLIENT] = PUSDALOPS__V1__FAULT__FAULT_CLIENT,
        [HUB_FAULT_RIGHTS] = PUSDALOPS__V1__FAULT__FAULT_RIGHTS,
        [HUB_FAULT_HUB] = PUSDALOPS__V1__FAULT__FAULT_HUB,
        [HUB_FAULT_WARNING] = PUSDALOPS__V1__FAULT__FAULT_UNSPECIFIED,
    };
    const struct hub_status_row *row = hub_status_row(fault->status);
    Pusdalops__V1__Problem *problem = build_room(arena, 1, sizeof *problem);
    pusdalops__v1__problem__init(problem);
    problem->code = (uint32_t)fault->status;
    problem->name = build_text(arena, slice_of(row->name));
    problem->field = build_text(arena, slice_of(fault->field));
    problem->fault = whose[row->fault];
    problem->text_id = build_text(arena, slice_of(row->text_id));
    problem->text_en = build_text(arena, slice_of(row->text_en));
    problem->retry_after_ms = retry_after_ms;
    return problem;
}

struct slice answer_problem(struct arena *arena, struct envelope envelope,
                            const struct fault *fault, uint32_t retry_after_ms)
{
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_PROBLEM;
    reply.problem = build_problem(arena, fault, retry_after_ms);
    return pack(arena, &reply);
}

static void fill_receipt(struct arena *arena, const struct receipt *receipt,
                         Pusdalops__V1__Receipt *out)
{
    pusdalops__v1__receipt__init(out);
    out->status = (Pusdalops__V1__ReceiptStatus)receipt->status;
    out->source = build_text(arena, receipt->source);
    out->number = receipt->number;
    out->sequence = receipt->seq.n;
    out->received_at = build_time(arena, receipt->received_utc_us);
    if (receipt->status == RECEIPT_ACCEPTED || receipt->status == RECEIPT_DUPLICATE) {
        out->durability = PUSDALOPS__V1__DURABILITY__DURABILITY_SYNCED;
        out->n_warnings = build_warnings(arena, receipt->warnings, &out->warnings);
    } else {
        out->problem = build_problem(arena, &receipt->fault, receipt->retry_after_ms);
    }
}

/*
 * The answer that is given for every message, put down without building a tree first: accepted or duplicate, nothing
 * to warn of. tests/unit/core holds it against the slow road, byte by byte.
 */
static struct slice put_plain_receipt(struct arena *arena, struct envelope envelope,
                                      const struct receipt *receipt)
{
    uint8_t body[IDENTIFIER_BYTES_MAX + WIRE_TIME_BYTES_MAX + 64];
    uint8_t *end = wire_put_number(body, 1, receipt->status);
    end = wire_put_bytes(end, 2, receipt->source);
    end = wire_put_number(end, 3, receipt->number);
    end = wire_put_number(end, 4, receipt->seq.n);
    end = wire_put_time(end, 5, receipt->received_utc_us);
    end = wire_put_number(end, 6, PUSDALOPS__V1__DURABILITY__DURABILITY_SYNCED);
    const size_t body_bytes = (size_t)(end - body);
    uint8_t *bytes = build_room(arena, body_bytes + 32, 1);
    uint8_t *at = wire_put_number(bytes, 1, envelope.request_id);
    at = wire_put_number(at, 2, envelope.epoch);
    at = wire_put_head(at, 4, body_bytes);
    memcpy(at, body, body_bytes);
    return (struct slice){bytes, (size_t)(at - bytes) + body_bytes};
}

struct slice answer_receipt(struct arena *arena, struct envelope envelope,
                            const struct receipt *receipt)
{
    if ((receipt->status == RECEIPT_ACCEPTED || receipt->status == RECEIPT_DUPLICATE) &&
        receipt->warnings.size_bytes == 0 && receipt->source.size_bytes <= IDENTIFIER_BYTES_MAX) {
        return put_plain_receipt(arena, envelope, receipt);
    }
    return answer_receipt_slow(arena, envelope, receipt);
}

struct slice answer_receipt_slow(struct arena *arena, struct envelope envelope,
                                 const struct receipt *receipt)
{
    Pusdalops__V1__Receipt out;
    fill_receipt(arena, receipt, &out);
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_RECEIPT;
    reply.receipt = &out;
    return pack(arena, &reply);
}

struct slice answer_batch(struct arena *arena, struct envelope envelope,
                          const struct receipt *receipts, uint32_t count)
{
    Pusdalops__V1__BatchReceipt batch;
    pusdalops__v1__batch_receipt__init(&batch);
    Pusdalops__V1__Receipt *list = build_room(arena, count, sizeof *list);
    batch.receipts = build_room(arena, count, sizeof *batch.receipts);
    batch.n_receipts = count;
    for (uint32_t i = 0; i < count; i++) {
        fill_receipt(arena, &receipts[i], &list[i]);
        batch.receipts[i] = &list[i];
    }
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_BATCH;
    reply.batch = &batch;
    return pack(arena, &reply);
}

static Pusdalops__V1__SourceState *build_state(struct arena *arena, const struct view *view,
                                               struct slice name)
{
    Pusdalops__V1__SourceState *state = build_room(arena, 1, sizeof *state);
    pusdalops__v1__source_state__init(state);
    state->source = build_text(arena, name);
    const struct source_id id = source_find(&view->sources, name);
    if (id.n == 0) {
        return state;
    }
    state->last_number = source_at(&view->sources, id)->highest;
    state->missing = build_room(arena, MISSING_RANGES_SHOWN, sizeof *state->missing);
    const struct gap *gap = source_gap_first(&view->sources, id);
    while (gap != NULL && state->n_missing < MISSING_RANGES_SHOWN) {
        Pusdalops__V1__NumberRange *range = build_room(arena, 1, sizeof *range);
        pusdalops__v1__number_range__init(range);
        range->first = gap->first;
        range->last = gap->last;
        state->missing[state->n_missing++] = range;
        gap = source_gap_next(&view->sources, gap);
    }
    return state;
}

struct slice answer_hello(struct arena *arena, struct envelope envelope, const struct view *view,
                          const struct greeting *greeting)
{
    Pusdalops__V1__HelloReply hello;
    pusdalops__v1__hello_reply__init(&hello);
    hello.version = 1;
    hello.hub = build_text(arena, slice_of(greeting->hub));
    hello.software = build_text(arena, slice_of(greeting->software));
    hello.client = build_text(arena, slice_of(greeting->client->name));
    hello.role = build_text(arena, slice_of(roster_role_name(greeting->client->role)));
    hello.hub_time = build_time(arena, greeting->at_utc_us);
    hello.frame_bytes_max = FRAME_BYTES_MAX;
    hello.batch_messages_max = BATCH_MESSAGES_MAX;
    hello.heartbeat_interval_ms = greeting->heartbeat_interval_ms;
    hello.last_sequence = view->last.n;
    hello.chain_head = build_borrowed((struct slice){view->head, RECORD_HASH_BYTES});
    hello.capabilities =
        build_room(arena, greeting->capability_count + 1U, sizeof *hello.capabilities);
    for (uint32_t i = 0; i < greeting->capability_count; i++) {
        hello.capabilities[hello.n_capabilities++] = build_text(arena, greeting->capabilities[i]);
    }
    hello.sources = build_room(arena, greeting->source_count + 1U, sizeof *hello.sources);
    for (uint32_t i = 0; i < greeting->source_count; i++) {
        hello.sources[hello.n_sources++] = build_state(arena, view, greeting->sources[i]);
    }
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_HELLO;
    reply.hello = &hello;
    return pack(arena, &reply);
}

struct slice answer_heartbeat(struct arena *arena, struct envelope envelope,
                              const struct view *view, struct slice source, int64_t at_utc_us)
{
    Pusdalops__V1__HeartbeatReply heartbeat;
    pusdalops__v1__heartbeat_reply__init(&heartbeat);
    heartbeat.state = build_state(arena, view, source);
    heartbeat.hub_time = build_time(arena, at_utc_us);
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_HEARTBEAT;
    reply.heartbeat = &heartbeat;
    return pack(arena, &reply);
}

struct slice answer_inquiry(struct arena *arena, struct envelope envelope,
                            const struct record *record, enum standing standing, bool with_message)
{
    Pusdalops__V1__InquiryReply inquiry;
    pusdalops__v1__inquiry_reply__init(&inquiry);
    Pusdalops__V1__Receipt receipt;
    if (record != NULL) {
        const struct receipt first = {
            .status = RECEIPT_ACCEPTED,
            .source = record->source,
            .number = record->number,
            .seq = record->seq,
            .received_utc_us = record->at_utc_us,
            .warnings = record->warnings,
        };
        fill_receipt(arena, &first, &receipt);
        inquiry.held = true;
        inquiry.receipt = &receipt;
        inquiry.withdrawn = standing == STANDING_UNDONE;
        inquiry.withdrawn_unknown = standing == STANDING_UNKNOWN;
        inquiry.record_hash = build_borrowed((struct slice){record->hash, RECORD_HASH_BYTES});
        if (with_message) {
            inquiry.message = build_borrowed(record->message);
        }
    }
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_INQUIRY;
    reply.inquiry = &inquiry;
    return pack(arena, &reply);
}

static Pusdalops__V1__FeedMessage **list_messages(struct arena *arena,
                                                  const struct document *documents, uint32_t count)
{
    Pusdalops__V1__FeedMessage **list = build_room(arena, count + 1U, sizeof(void *));
    for (uint32_t i = 0; i < count; i++) {
        list[i] = documents[i].message;
    }
    return list;
}

struct slice answer_snapshot(struct arena *arena, struct envelope envelope,
                             const struct document *documents, uint32_t count, const char *cursor,
                             uint64_t journal_sequence)
{
    Pusdalops__V1__SnapshotPage page;
    pusdalops__v1__snapshot_page__init(&page);
    page.documents = list_messages(arena, documents, count);
    page.n_documents = count;
    page.cursor = build_text(arena, slice_of(cursor));
    page.journal_sequence = journal_sequence;
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_SNAPSHOT;
    reply.snapshot = &page;
    return pack(arena, &reply);
}

struct slice answer_replay(struct arena *arena, struct envelope envelope,
                           const struct document *documents, uint32_t count, bool more)
{
    Pusdalops__V1__ReplayPage page;
    pusdalops__v1__replay_page__init(&page);
    page.messages = list_messages(arena, documents, count);
    page.n_messages = count;
    page.more = more;
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_REPLAY;
    reply.replay = &page;
    return pack(arena, &reply);
}

struct slice answer_nodes(struct arena *arena, struct envelope envelope,
                          const struct document *documents, uint32_t count, const char *cursor)
{
    Pusdalops__V1__NodesPage page;
    pusdalops__v1__nodes_page__init(&page);
    page.nodes = build_room(arena, count + 1U, sizeof *page.nodes);
    for (uint32_t i = 0; i < count; i++) {
        page.nodes[i] = documents[i].message->presence;
    }
    page.n_nodes = count;
    page.cursor = build_text(arena, slice_of(cursor));
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_NODES;
    reply.nodes = &page;
    return pack(arena, &reply);
}

struct slice answer_suggestion(struct arena *arena, struct envelope envelope,
                               Pusdalops__V1__SuggestionReply *suggestion)
{
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_SUGGESTION;
    reply.suggestion = suggestion;
    return pack(arena, &reply);
}

struct slice answer_activities(struct arena *arena, struct envelope envelope,
                               struct activity_page *activities, const char *cursor,
                               uint64_t journal_sequence)
{
    Pusdalops__V1__ActivitiesPage page;
    pusdalops__v1__activities_page__init(&page);
    page.activities = activities->rows;
    page.n_activities = activities->count;
    page.cursor = build_text(arena, slice_of(cursor));
    page.journal_sequence = journal_sequence;
    Reply reply = begin(envelope);
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_ACTIVITIES;
    reply.activities = &page;
    return pack(arena, &reply);
}
