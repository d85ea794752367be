/*
 * session.c - the conversation with a hub as a machine: greet, hand in, ask, give signs of life.
 *
 * Holds: (1) a message is sent only after the hub's greeting, and again only with the same bytes;
 *        (2) only a receipt of its own number settles a message: ACCEPTED, DUPLICATE, CONFLICT,
 *            REFUSED; BUSY, silence and a refused request never do;
 *        (3) messages are offered to the hub in the order of their numbers;
 *        (4) a refusal that may come from (3) broken on the way (event or report unknown while a
 *            lower number is unsettled) does not settle: the message is sent again after that one.
 * Source: proto/README.md "Submit"; decision: the same number with the same bytes is a DUPLICATE.
 */
#include "batch.h"
#include "event.h"

#include <stdlib.h>
#include <string.h>

#define CODE_EVENT_UNKNOWN  207U
#define CODE_REPORT_UNKNOWN 209U
#define HELLO_REQUEST_ID    (UINT64_MAX - 1)
#define BEAT_REQUEST_ID     (UINT64_MAX - 2)

struct session_hello {
    bool sent;
    uint32_t attempts;
    uint64_t due_ms; /* when to send it; once sent: when it is taken for lost */
};

struct session_beat {
    bool sent;
    bool wanted; /* out of turn, for the numbers in its answer */
    uint64_t due_ms;
    uint32_t interval_ms; /* 0: none */
    uint64_t last_number;
    uint32_t waiting_messages;
};

struct pusdalops_session {
    char *realm;
    char *source; /* NULL until known */
    char *software;
    struct pusdalops_session_config config;
    struct flights flights;
    bool open;                /* greeted */
    uint64_t epoch;           /* of the hub; 0: not known yet */
    uint64_t paused_until_ms; /* BUSY: hand in nothing before */
    uint64_t asked;           /* questions so far: their order */
    uint64_t random;
    struct session_hello hello;
    struct session_beat beat;
    struct wire_bytes frame;
    struct batch_limits limits;
    uint32_t busy_rounds;   /* pauses for BUSY since the last good answer */
    struct flight *offered; /* the question of the frame offered; NULL for anything else */
    struct batch batch;     /* the messages of the frame offered */
    uint64_t offered_id;    /* 0: nothing is offered */
    struct event_queue events;
};

static uint32_t or_default(uint32_t value, uint32_t otherwise)
{
    return value == 0 ? otherwise : value;
}

enum pusdalops_status pusdalops_session_new(const struct pusdalops_session_config *config,
                                            struct pusdalops_session **out)
{
    if (config == NULL || out == NULL || config->realm == NULL ||
        !pusdalops_realm_check(config->realm) ||
        config->window_messages_max > PUSDALOPS_WINDOW_MAX ||
        config->batch_messages_max > PUSDALOPS_WINDOW_MAX ||
        (config->source != NULL && !wire_name_check(config->source))) {
        return PUSDALOPS_E_ARGUMENT;
    }
    struct pusdalops_session *session = calloc(1, sizeof *session);
    if (session == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    session->config = *config;
    session->config.window_messages_max = or_default(config->window_messages_max, 64);
    session->limits.wanted_max =
        or_default(config->batch_messages_max, (session->config.window_messages_max + 3) / 4);
    batch_limits_set(&session->limits, 0, 0);
    session->config.reply_timeout_ms = or_default(config->reply_timeout_ms, 5000);
    session->config.backoff_ms_min = or_default(config->backoff_ms_min, 250);
    session->config.backoff_ms_max = or_default(config->backoff_ms_max, 30000);
    session->random = config->seed;
    session->realm = strdup(config->realm);
    session->source = config->source == NULL ? NULL : strdup(config->source);
    session->software = strdup(config->software == NULL ? "libpusdalops" : config->software);
    const bool copied = session->realm != NULL && session->software != NULL &&
                        (session->source != NULL || config->source == NULL);
    if (!flights_open(&session->flights, session->config.window_messages_max) || !copied) {
        pusdalops_session_free(session);
        return PUSDALOPS_E_MEMORY;
    }
    *out = session;
    return PUSDALOPS_OK;
}

void pusdalops_session_free(struct pusdalops_session *session)
{
    if (session == NULL) {
        return;
    }
    flights_close(&session->flights);
    event_queue_close(&session->events);
    wire_bytes_free(&session->frame);
    free(session->realm);
    free(session->source);
    free(session->software);
    free(session);
}

/* The wait before attempt n + 1: doubled each time, anywhere in the upper half: nodes spread. */
static uint32_t backoff_ms(struct pusdalops_session *session, uint32_t attempts)
{
    const uint32_t most = session->config.backoff_ms_max;
    uint64_t wait_ms = session->config.backoff_ms_min;
    for (uint32_t i = 1; i < attempts && wait_ms < most; i++) {
        wait_ms *= 2;
    }
    wait_ms = wait_ms > most ? most : wait_ms;
    return (uint32_t)(wait_ms / 2 + wire_random(&session->random) % (wait_ms / 2 + 1));
}

static void tell_retry(struct pusdalops_session *session, uint32_t attempt, uint32_t wait_ms)
{
    struct event_node *node = event_queue_add(&session->events, PUSDALOPS_EVENT_RETRY);
    if (node != NULL) {
        node->event.retry.attempt = attempt;
        node->event.retry.wait_ms = wait_ms;
    }
}

/* Greet again before anything else; what was sent is sent again after that. */
static void greet_again(struct pusdalops_session *session, uint64_t at_ms)
{
    session->open = false;
    session->offered_id = 0;
    session->hello.sent = false;
    session->hello.due_ms = at_ms;
    session->beat.sent = false;
    flights_again(&session->flights);
}

void pusdalops_session_reconnected(struct pusdalops_session *session, struct pusdalops_now now)
{
    greet_again(session, now.mono_ms);
}

enum pusdalops_status pusdalops_session_submit(struct pusdalops_session *session, uint64_t number,
                                               const uint8_t *bytes, size_t size)
{
    if (number == 0 || size == 0 || size > PUSDALOPS_MESSAGE_BYTES_MAX) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (flights_find_number(&session->flights, number) != NULL) {
        return PUSDALOPS_KNOWN;
    }
    struct flight *flight = flights_free_place(&session->flights, 0, session->flights.window);
    if (flight == NULL) {
        return PUSDALOPS_E_FULL;
    }
    if (!wire_bytes_reserve(&flight->bytes, size)) {
        return PUSDALOPS_E_MEMORY;
    }
    memcpy(flight->bytes.data, bytes, size);
    flight->bytes.size = size;
    flight->number = number;
    flight->state = FLIGHT_READY;
    flights_stamp(&session->flights, flight);
    return PUSDALOPS_OK;
}

/* The later kinds of question; their inner messages live as long as those of the caller. */
struct later_asks {
    Pusdalops__V1__SuggestionRequest suggestion;
    Pusdalops__V1__ActivitiesRequest activities;
    Pusdalops__V1__LineReference line;
};

static void fill_later(const struct pusdalops_session *session, const struct pusdalops_ask *ask,
                       struct later_asks *room, Pusdalops__V1__Request *request)
{
    if (ask->kind == PUSDALOPS_ASK_SUGGESTION) {
        pusdalops__v1__line_reference__init(&room->line);
        room->line.source = wire_unwritten(ask->subject);
        room->line.number = ask->position;
        room->line.line = ask->line;
        pusdalops__v1__suggestion_request__init(&room->suggestion);
        room->suggestion.realm = session->realm;
        room->suggestion.line = &room->line;
        request->body_case = PUSDALOPS__V1__REQUEST__BODY_SUGGESTION;
        request->suggestion = &room->suggestion;
    } else {
        pusdalops__v1__activities_request__init(&room->activities);
        room->activities.realm = session->realm;
        room->activities.area_code = wire_unwritten(ask->subject);
        room->activities.event_id = wire_unwritten(ask->event == NULL ? "" : ask->event);
        room->activities.cursor = wire_unwritten(ask->cursor == NULL ? "" : ask->cursor);
        request->body_case = PUSDALOPS__V1__REQUEST__BODY_ACTIVITIES;
        request->activities = &room->activities;
    }
}

/* The request of a question, with id 0: it is put in front when the frame is offered. */
static bool ask_encode(const struct pusdalops_session *session, const struct pusdalops_ask *ask,
                       uint64_t request_id, struct wire_bytes *out)
{
    Pusdalops__V1__Request request;
    Pusdalops__V1__Inquiry inquiry;
    Pusdalops__V1__SnapshotRequest snapshot;
    Pusdalops__V1__ReplayRequest replay;
    Pusdalops__V1__NodesRequest nodes;
    struct later_asks later;
    pusdalops__v1__request__init(&request);
    request.request_id = request_id;
    if (ask->kind == PUSDALOPS_ASK_INQUIRY) {
        pusdalops__v1__inquiry__init(&inquiry);
        inquiry.realm = session->realm;
        inquiry.source = wire_unwritten(ask->subject);
        inquiry.number = ask->position;
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_INQUIRY;
        request.inquiry = &inquiry;
    } else if (ask->kind == PUSDALOPS_ASK_SNAPSHOT) {
        pusdalops__v1__snapshot_request__init(&snapshot);
        snapshot.realm = session->realm;
        snapshot.topic_prefix = wire_unwritten(ask->subject);
        snapshot.cursor = wire_unwritten(ask->cursor == NULL ? "" : ask->cursor);
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_SNAPSHOT;
        request.snapshot = &snapshot;
    } else if (ask->kind == PUSDALOPS_ASK_REPLAY) {
        pusdalops__v1__replay_request__init(&replay);
        replay.realm = session->realm;
        replay.topic = wire_unwritten(ask->subject);
        replay.after = ask->position;
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_REPLAY;
        request.replay = &replay;
    } else if (ask->kind == PUSDALOPS_ASK_NODES) {
        pusdalops__v1__nodes_request__init(&nodes);
        nodes.realm = session->realm;
        nodes.cursor = wire_unwritten(ask->cursor == NULL ? "" : ask->cursor);
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_NODES;
        request.nodes = &nodes;
    } else {
        fill_later(session, ask, &later, &request);
    }
    return wire_request_encode(&request, out);
}

enum pusdalops_status pusdalops_session_ask(struct pusdalops_session *session,
                                            const struct pusdalops_ask *ask, uint64_t *request_id)
{
    if (ask == NULL || request_id == NULL || ask->subject == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    struct flight *flight =
        flights_free_place(&session->flights, session->flights.window, session->flights.count);
    if (flight == NULL) {
        return PUSDALOPS_E_FULL;
    }
    flights_stamp(&session->flights, flight);
    if (!ask_encode(session, ask, flight->request_id, &flight->bytes)) {
        return PUSDALOPS_E_MEMORY;
    }
    session->asked += 1;
    flight->number = session->asked;
    flight->state = FLIGHT_READY;
    *request_id = flight->request_id;
    return PUSDALOPS_OK;
}

void pusdalops_session_outbox(struct pusdalops_session *session, uint64_t last_number,
                              uint32_t waiting_messages)
{
    session->beat.last_number = last_number;
    session->beat.waiting_messages = waiting_messages;
}

void pusdalops_session_ask_numbers(struct pusdalops_session *session)
{
    session->beat.wanted = true;
}

/* ---- frames out ---- */

static bool hello_encode(struct pusdalops_session *session)
{
    Pusdalops__V1__Request request;
    Pusdalops__V1__Hello hello;
    pusdalops__v1__request__init(&request);
    pusdalops__v1__hello__init(&hello);
    hello.version_min = hello.version_max = PUSDALOPS_PROTOCOL_VERSION;
    hello.software = session->software;
    hello.realm = session->realm;
    hello.n_sources = session->source == NULL ? 0 : 1;
    hello.sources = &session->source;
    request.request_id = HELLO_REQUEST_ID;
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_HELLO;
    request.hello = &hello;
    return wire_request_encode(&request, &session->frame);
}

static bool beat_encode(struct pusdalops_session *session, int64_t utc_us)
{
    Pusdalops__V1__Request request;
    Pusdalops__V1__NodeHeartbeat beat;
    Google__Protobuf__Timestamp sent_at;
    pusdalops__v1__request__init(&request);
    pusdalops__v1__node_heartbeat__init(&beat);
    wire_time_set(&sent_at, utc_us);
    beat.realm = session->realm;
    beat.source = session->source;
    beat.last_number = session->beat.last_number;
    beat.outbox_messages = session->beat.waiting_messages;
    beat.sent_at = &sent_at;
    request.request_id = BEAT_REQUEST_ID;
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_HEARTBEAT;
    request.heartbeat = &beat;
    return wire_request_encode(&request, &session->frame);
}

static bool beat_due(const struct pusdalops_session *session, uint64_t now_ms)
{
    const struct session_beat *beat = &session->beat;
    const bool due = beat->wanted || (beat->interval_ms > 0 && beat->due_ms <= now_ms);
    return due && session->source != NULL && !beat->sent;
}

static enum pusdalops_status offer(struct pusdalops_session *session, bool encoded,
                                   struct flight *flight, uint64_t id)
{
    if (!encoded) {
        return PUSDALOPS_E_MEMORY;
    }
    session->offered = flight;
    session->offered_id = id;
    return PUSDALOPS_OK;
}

/* The messages whose turn it is, as many as one request may carry. */
static enum pusdalops_status choose_messages(struct pusdalops_session *session, uint64_t now_ms)
{
    struct batch *batch = &session->batch;
    batch_choose(batch, &session->flights, &session->limits, now_ms);
    if (batch->count == 0) {
        return PUSDALOPS_NONE;
    }
    const uint64_t id =
        batch->count == 1 ? batch->flights[0]->request_id : flights_batch_id(&session->flights);
    return offer(session, batch_encode(batch, id, &session->frame), NULL, id);
}

/* The next frame, most urgent first: greeting, sign of life, question, message. */
static enum pusdalops_status choose(struct pusdalops_session *session, struct pusdalops_now now)
{
    struct flights *flights = &session->flights;
    if (!session->open) {
        if (session->hello.sent || session->hello.due_ms > now.mono_ms) {
            return PUSDALOPS_NONE;
        }
        return offer(session, hello_encode(session), NULL, HELLO_REQUEST_ID);
    }
    if (beat_due(session, now.mono_ms)) {
        return offer(session, beat_encode(session, now.utc_us), NULL, BEAT_REQUEST_ID);
    }
    struct flight *ask = flights_ready(flights, flights->window, flights->count, now.mono_ms);
    if (ask != NULL) {
        const bool room = wire_bytes_reserve(&session->frame, ask->bytes.size);
        if (room) {
            memcpy(session->frame.data, ask->bytes.data, ask->bytes.size);
            session->frame.size = ask->bytes.size;
        }
        return offer(session, room, ask, ask->request_id);
    }
    return session->paused_until_ms > now.mono_ms ? PUSDALOPS_NONE
                                                  : choose_messages(session, now.mono_ms);
}

enum pusdalops_status pusdalops_session_frame(struct pusdalops_session *session,
                                              struct pusdalops_now now, const uint8_t **frame,
                                              size_t *size)
{
    session->offered_id = 0;
    const enum pusdalops_status status = choose(session, now);
    if (status == PUSDALOPS_OK) {
        *frame = session->frame.data;
        *size = session->frame.size;
    }
    return status;
}

void pusdalops_session_sent(struct pusdalops_session *session, struct pusdalops_now now)
{
    const uint64_t lost_at_ms = now.mono_ms + session->config.reply_timeout_ms;
    if (session->offered_id == HELLO_REQUEST_ID) {
        session->hello.sent = true;
        session->hello.due_ms = lost_at_ms;
    } else if (session->offered_id == BEAT_REQUEST_ID) {
        session->beat.sent = true;
        session->beat.due_ms = lost_at_ms;
    } else if (session->offered_id != 0 && session->offered == NULL) {
        batch_sent(&session->batch, session->offered_id, lost_at_ms);
    } else if (session->offered_id != 0) {
        session->offered->state = FLIGHT_SENT;
        session->offered->due_ms = lost_at_ms;
    }
    session->offered_id = 0;
}

/* ---- frames in ---- */

/* The bytes of a reply as they came. */
struct frame {
    const uint8_t *bytes;
    size_t size;
};

/* Keep a copy of the reply's bytes with the event. */
static bool reply_keep(struct event_node *node, struct frame frame)
{
    node->bytes = malloc(frame.size + 1);
    if (node->bytes == NULL) {
        return false;
    }
    memcpy(node->bytes, frame.bytes, frame.size);
    node->event.answer.reply = node->bytes;
    node->event.answer.size = frame.size;
    return true;
}

static void source_state_set(struct pusdalops_event *event, const struct pusdalops_session *session,
                             Pusdalops__V1__SourceState *const *states, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Pusdalops__V1__SourceState *state = states[i];
        if (session->source == NULL || strcmp(state->source, session->source) != 0) {
            continue;
        }
        event->open.last_number = state->last_number;
        event->open.listed = true;
        for (size_t j = 0; j < state->n_missing; j++) {
            const Pusdalops__V1__NumberRange *range = state->missing[j];
            event->open.missing_numbers += range->last - range->first + 1;
            if (j < PUSDALOPS_MISSING_MAX) {
                event->open.missing[j] = (struct pusdalops_range){range->first, range->last};
                event->open.missing_count = j + 1;
            }
            if (j == 0) {
                event->open.missing_first = range->first;
                event->open.missing_last = range->last;
            }
        }
    }
}

static int64_t skew_ms(const Google__Protobuf__Timestamp *hub_time, struct pusdalops_now now)
{
    const int64_t hub_us = wire_time_us(hub_time);
    return hub_us == INT64_MIN ? 0 : (now.utc_us - hub_us) / 1000;
}

static enum pusdalops_status heard_hello(struct pusdalops_session *session,
                                         Pusdalops__V1__Reply *reply, struct pusdalops_now now)
{
    const Pusdalops__V1__HelloReply *hello = reply->hello;
    if (session->source == NULL && wire_name_check(hello->client)) {
        session->source = strdup(hello->client);
    }
    session->open = true;
    session->hello.attempts = 0;
    session->paused_until_ms = 0;
    session->busy_rounds = 0;
    batch_limits_set(&session->limits, hello->batch_messages_max, hello->frame_bytes_max);
    session->beat.sent = false;
    session->beat.due_ms = now.mono_ms;
    session->beat.interval_ms = 0;
    if (session->config.heartbeats) {
        session->beat.interval_ms = or_default(hello->heartbeat_interval_ms, 5000);
    }
    flights_again(&session->flights);
    struct event_node *node = event_queue_add(&session->events, PUSDALOPS_EVENT_OPEN);
    if (node == NULL) {
        wire_reply_free(reply);
        return PUSDALOPS_E_MEMORY;
    }
    node->reply = reply;
    node->event.open.hub = hello->hub;
    node->event.open.client = hello->client;
    node->event.open.role = hello->role;
    node->event.open.journal_sequence = hello->last_sequence;
    node->event.open.clock_skew_ms = skew_ms(hello->hub_time, now);
    node->event.feed.epoch = reply->epoch;
    source_state_set(&node->event, session, hello->sources, hello->n_sources);
    return PUSDALOPS_OK;
}

/* How long to wait after the hub's "later"; never less than it said, and longer each time. */
static uint64_t later_ms(struct pusdalops_session *session, const struct flight *flight,
                         uint32_t retry_after_ms)
{
    if (retry_after_ms == 0) {
        return backoff_ms(session, flight->attempts);
    }
    const uint64_t most = session->config.backoff_ms_max;
    uint64_t wait_ms = retry_after_ms;
    for (uint32_t i = 1; i < session->busy_rounds && 2 * wait_ms <= most; i++) {
        wait_ms *= 2;
    }
    return wait_ms + wire_random(&session->random) % (wait_ms / 4 + 1);
}

/* The hub said "later": the flight waits, and all messages with it, to keep their order. */
static void hold_back(struct pusdalops_session *session, struct flight *flight,
                      uint32_t retry_after_ms, struct pusdalops_now now)
{
    const bool message = flight < session->flights.places + session->flights.window;
    const bool paused = message && session->paused_until_ms > now.mono_ms;
    flight->attempts += 1;
    flight->state = FLIGHT_WAITING;
    flight->due_ms = session->paused_until_ms;
    if (paused && now.mono_ms + retry_after_ms <= session->paused_until_ms) {
        return; /* one of many that were under way together */
    }
    session->busy_rounds += message && !paused ? 1 : 0;
    const uint64_t wait_ms = later_ms(session, flight, retry_after_ms);
    flight->due_ms = now.mono_ms + wait_ms;
    if (message && session->paused_until_ms < flight->due_ms) {
        session->paused_until_ms = flight->due_ms;
    }
    tell_retry(session, flight->attempts, (uint32_t)wait_ms);
}

/* This one draws a problem each time: it waits, ever longer, and the others go on. */
static void set_aside(struct pusdalops_session *session, struct flight *flight,
                      struct pusdalops_now now)
{
    flight->attempts += 1;
    const uint32_t wait_ms = backoff_ms(session, flight->attempts);
    flight->state = FLIGHT_WAITING;
    flight->due_ms = now.mono_ms + wait_ms;
    tell_retry(session, flight->attempts, wait_ms);
}

/* Was it refused only because a lower number has not arrived yet? (4) */
static bool refused_by_order(const struct pusdalops_session *session, const struct flight *flight,
                             const Pusdalops__V1__Receipt *receipt)
{
    const uint32_t code = receipt->problem == NULL ? 0 : receipt->problem->code;
    return receipt->status == PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_REFUSED &&
           (code == CODE_EVENT_UNKNOWN || code == CODE_REPORT_UNKNOWN) &&
           !flights_lowest(&session->flights, flight->number);
}

/* Does this receipt say what became of the message for good? (2) */
static bool settles(const Pusdalops__V1__Receipt *receipt)
{
    return receipt->status >= PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_ACCEPTED &&
           receipt->status <= PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_REFUSED;
}

static enum pusdalops_status heard_receipt(struct pusdalops_session *session, struct flight *flight,
                                           Pusdalops__V1__Reply *reply, struct pusdalops_now now)
{
    const Pusdalops__V1__Receipt *receipt = reply->receipt;
    if (refused_by_order(session, flight, receipt)) {
        flight->state = FLIGHT_BEHIND;
        wire_reply_free(reply);
        return PUSDALOPS_OK;
    }
    if (!settles(receipt)) {
        const uint32_t after_ms = receipt->problem == NULL ? 0 : receipt->problem->retry_after_ms;
        hold_back(session, flight, after_ms, now);
        wire_reply_free(reply);
        return PUSDALOPS_OK;
    }
    struct event_node *node = event_queue_add(&session->events, PUSDALOPS_EVENT_RECEIPT);
    if (node == NULL) {
        wire_reply_free(reply);
        flight->state = FLIGHT_READY; /* the hub will say DUPLICATE */
        return PUSDALOPS_E_MEMORY;
    }
    session->busy_rounds = 0;
    node->reply = reply;
    const bool whole = event_receipt_set(node, receipt);
    node->event.receipt.number = flight->number; /* a refused message may have been unreadable */
    flight_land(flight);
    return whole ? PUSDALOPS_OK : PUSDALOPS_E_MEMORY;
}

/* A receipt of a batch as the reply to a single message, which then owns it; NULL without memory. */
static Pusdalops__V1__Reply *alone(Pusdalops__V1__BatchReceipt *batch, size_t place)
{
    Pusdalops__V1__Reply *reply = malloc(sizeof *reply); /* released by wire_reply_free */
    if (reply != NULL) {
        pusdalops__v1__reply__init(reply);
        reply->body_case = PUSDALOPS__V1__REPLY__BODY_RECEIPT;
        reply->receipt = batch->receipts[place];
        batch->receipts[place] = NULL;
    }
    return reply;
}

/* The receipts of a batch, each to the message at its place. Takes the reply. */
static enum pusdalops_status heard_batch(struct pusdalops_session *session,
                                         const struct batch *batch, Pusdalops__V1__Reply *reply,
                                         struct pusdalops_now now)
{
    enum pusdalops_status status = PUSDALOPS_OK;
    const size_t receipts = reply->batch->n_receipts;
    batch_answered(&session->limits);
    for (uint32_t i = 0; i < batch->count; i++) {
        struct flight *flight = batch->flights[i];
        if (flight == NULL) {
            continue; /* a late answer to an earlier attempt came first */
        }
        if (receipts != batch->count) { /* then nobody can say which is whose */
            hold_back(session, flight, 0, now);
            continue;
        }
        Pusdalops__V1__Reply *own = alone(reply->batch, i);
        const enum pusdalops_status heard =
            own == NULL ? PUSDALOPS_E_MEMORY : heard_receipt(session, flight, own, now);
        if (own == NULL) {
            flight->state = FLIGHT_READY;
        }
        status = heard == PUSDALOPS_OK ? status : heard;
    }
    wire_reply_free(reply);
    return status;
}

/* A request was refused as such. That is never a word about the message in it. (2) */
static enum pusdalops_status heard_problem(struct pusdalops_session *session, struct flight *flight,
                                           Pusdalops__V1__Reply *reply, struct frame frame,
                                           struct pusdalops_now now)
{
    const Pusdalops__V1__Problem *problem = reply->problem;
    const bool message =
        flight != NULL && flight < session->flights.places + session->flights.window;
    const uint64_t request_id = flight == NULL ? 0 : flight->request_id;
    if (flight == NULL) { /* the greeting or a sign of life */
        session->hello.attempts += 1;
        greet_again(session,
                    now.mono_ms + (problem->retry_after_ms > 0
                                       ? problem->retry_after_ms
                                       : backoff_ms(session, session->hello.attempts + 3)));
    } else if (message && problem->retry_after_ms == 0) {
        set_aside(session, flight, now);
    } else if (problem->retry_after_ms > 0) {
        hold_back(session, flight, problem->retry_after_ms, now);
    } else {
        flight_land(flight);
    }
    if (problem->retry_after_ms > 0) {
        wire_reply_free(reply);
        return PUSDALOPS_OK;
    }
    struct event_node *node = event_queue_add(&session->events, PUSDALOPS_EVENT_PROBLEM);
    if (node == NULL || !reply_keep(node, frame)) {
        wire_reply_free(reply);
        return PUSDALOPS_E_MEMORY;
    }
    node->reply = reply;
    node->event.request_id = request_id;
    node->event.problem = event_problem(problem);
    return PUSDALOPS_OK;
}

/* A batch was refused as such: all of it again, later or in halves. Takes the reply. */
static enum pusdalops_status heard_batch_problem(struct pusdalops_session *session,
                                                 const struct batch *batch,
                                                 Pusdalops__V1__Reply *reply,
                                                 struct pusdalops_now now)
{
    const uint32_t retry_after_ms = reply->problem->retry_after_ms;
    if (retry_after_ms == 0) {
        batch_refused(&session->limits, batch->count);
    }
    for (uint32_t i = 0; i < batch->count; i++) {
        struct flight *flight = batch->flights[i];
        if (flight != NULL && retry_after_ms > 0) {
            hold_back(session, flight, retry_after_ms, now);
        } else if (flight != NULL) {
            flight->state = FLIGHT_READY;
        }
    }
    wire_reply_free(reply);
    return PUSDALOPS_OK;
}

static enum pusdalops_status heard_answer(struct pusdalops_session *session, struct flight *flight,
                                          Pusdalops__V1__Reply *reply, struct frame frame)
{
    struct event_node *node = event_queue_add(&session->events, PUSDALOPS_EVENT_ANSWER);
    if (node == NULL || !reply_keep(node, frame)) {
        wire_reply_free(reply);
        flight->state = FLIGHT_READY;
        return PUSDALOPS_E_MEMORY;
    }
    node->reply = reply;
    node->event.request_id = flight->request_id;
    flight_land(flight);
    return PUSDALOPS_OK;
}

static enum pusdalops_status heard_beat(struct pusdalops_session *session,
                                        Pusdalops__V1__Reply *reply, struct pusdalops_now now)
{
    const Pusdalops__V1__HeartbeatReply *beat = reply->heartbeat;
    session->beat.sent = false;
    session->beat.wanted = false;
    session->beat.due_ms = now.mono_ms + session->beat.interval_ms;
    struct event_node *node = event_queue_add(&session->events, PUSDALOPS_EVENT_ALIVE);
    if (node == NULL) {
        wire_reply_free(reply);
        return PUSDALOPS_E_MEMORY;
    }
    node->reply = reply;
    node->event.open.clock_skew_ms = skew_ms(beat->hub_time, now);
    if (beat->state != NULL) {
        source_state_set(&node->event, session, &beat->state, 1);
    }
    return PUSDALOPS_OK;
}

/* The reply to a batch; takes it. */
static enum pusdalops_status heard_of_batch(struct pusdalops_session *session,
                                            const struct batch *batch, Pusdalops__V1__Reply *reply,
                                            struct pusdalops_now now)
{
    if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_BATCH) {
        return heard_batch(session, batch, reply, now);
    }
    if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM) {
        return heard_batch_problem(session, batch, reply, now);
    }
    wire_reply_free(reply); /* not an answer to it: as if nothing had come */
    return PUSDALOPS_OK;
}

/* Hand the reply to where it belongs; takes it. */
static enum pusdalops_status sort_reply(struct pusdalops_session *session,
                                        Pusdalops__V1__Reply *reply, struct frame frame,
                                        struct pusdalops_now now)
{
    const bool hello =
        reply->request_id == HELLO_REQUEST_ID && session->hello.sent && !session->open;
    const bool beat = reply->request_id == BEAT_REQUEST_ID && session->beat.sent;
    struct flight *flight = flights_find(&session->flights, reply->request_id);
    const bool message =
        flight != NULL && flight < session->flights.places + session->flights.window;
    struct batch batch;
    if (flight == NULL && batch_find(&batch, &session->flights, reply->request_id)) {
        return heard_of_batch(session, &batch, reply, now);
    }
    if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM &&
        (hello || beat || flight != NULL)) {
        return heard_problem(session, flight, reply, frame, now);
    }
    if (hello && reply->body_case == PUSDALOPS__V1__REPLY__BODY_HELLO) {
        return heard_hello(session, reply, now);
    }
    if (beat && reply->body_case == PUSDALOPS__V1__REPLY__BODY_HEARTBEAT) {
        return heard_beat(session, reply, now);
    }
    if (message && reply->body_case == PUSDALOPS__V1__REPLY__BODY_RECEIPT) {
        batch_answered(&session->limits);
        return heard_receipt(session, flight, reply, now);
    }
    if (flight != NULL && !message && reply->body_case != PUSDALOPS__V1__REPLY__BODY__NOT_SET) {
        return heard_answer(session, flight, reply, frame);
    }
    wire_reply_free(reply); /* late: it was answered or repeated meanwhile */
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_session_hear(struct pusdalops_session *session,
                                             const uint8_t *frame, size_t size,
                                             struct pusdalops_now now)
{
    Pusdalops__V1__Reply *reply = wire_reply_decode(frame, size);
    if (reply == NULL) {
        return PUSDALOPS_E_MALFORMED;
    }
    const struct frame whole = {frame, size};
    const uint64_t epoch = reply->epoch;
    session->offered_id = 0;
    const bool greeted = !session->open; /* then this reply can only be the greeting */
    const enum pusdalops_status status = sort_reply(session, reply, whole, now);
    if (epoch != 0 && epoch != session->epoch) {
        if (session->epoch != 0 && !greeted) {
            greet_again(session, now.mono_ms); /* another run of the hub: it has not met us */
        }
        session->epoch = epoch;
    }
    return status;
}

/* ---- time ---- */

void pusdalops_session_turn(struct pusdalops_session *session, struct pusdalops_now now)
{
    const uint64_t now_ms = now.mono_ms;
    struct session_hello *hello = &session->hello;
    if (!session->open) {
        if (hello->sent && hello->due_ms <= now_ms) {
            hello->attempts += 1;
            const uint32_t wait_ms = backoff_ms(session, hello->attempts);
            greet_again(session, now_ms + wait_ms);
            tell_retry(session, hello->attempts, wait_ms);
        }
        return;
    }
    const bool beat_lost = session->beat.sent && session->beat.due_ms <= now_ms;
    if (beat_lost || flights_overdue(&session->flights, now_ms)) {
        hello->attempts += 1;
        tell_retry(session, hello->attempts, 0);
        greet_again(session, now_ms); /* is anybody there? then everything unanswered again */
    }
}

uint64_t pusdalops_session_deadline_ms(const struct pusdalops_session *session)
{
    const struct flights *flights = &session->flights;
    if (!session->open) {
        return session->hello.due_ms;
    }
    uint64_t deadline_ms = flights_deadline_ms(flights, flights->window, flights->count);
    uint64_t message_ms = flights_deadline_ms(flights, 0, flights->window);
    if (message_ms < session->paused_until_ms) {
        message_ms =
            session->paused_until_ms; /* nothing is handed in before; a late loss may wait */
    }
    if (message_ms < deadline_ms) {
        deadline_ms = message_ms;
    }
    if (session->beat.wanted && !session->beat.sent && session->source != NULL) {
        return 0;
    }
    const bool beats = session->beat.sent || session->beat.interval_ms > 0;
    if (beats && session->source != NULL && session->beat.due_ms < deadline_ms) {
        deadline_ms = session->beat.due_ms;
    }
    return deadline_ms;
}

enum pusdalops_status pusdalops_session_next(struct pusdalops_session *session,
                                             struct pusdalops_event *event)
{
    return event_queue_next(&session->events, event);
}

bool pusdalops_session_has(const struct pusdalops_session *session, uint64_t number)
{
    return flights_find_number(&session->flights, number) != NULL;
}

uint32_t pusdalops_session_in_flight(const struct pusdalops_session *session)
{
    return flights_in_flight(&session->flights);
}
