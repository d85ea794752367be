#include "core/hub_query.h"

#include "base/assert.h"
#include "base/text.h"
#include "core/feed_shelf.h"
#include "core/hub_submit.h"
#include "core/relief.h"
#include "core/sitrep.h"

#include <stdio.h>
#include <stdlib.h>

#define RETRY_UNREAD_MS 1000

/* One request while it is answered. */
struct talk {
    struct hub *hub;
    const struct event *event;
    struct outbox *outbox;
    struct request request;
    struct sender sender;
    struct fault fault;
    struct realm *realm; /* of a question */
};

static struct envelope envelope_of(const struct talk *talk)
{
    return (struct envelope){talk->request.request_id, talk->hub->settings.epoch};
}

/* A long answer has its reader beside it, for whom it is counted, and what is said in its place to one who reads nothing. */
static void put_instead(const struct talk *talk, struct effect *effect)
{
    struct arena *turn = &talk->hub->turn;
    const struct slice user = talk->event->as.request.user;
    struct fault fault;
    const uint8_t *kept =
        arena_copy(turn, user.data, user.size_bytes); /* it leaves after the request */
    HUB_ASSERT(kept != NULL);
    effect->as.reply.user = (struct slice){kept, user.size_bytes};
    fault_set(&fault, HUB_E_ANSWERS_UNREAD, "%s", "");
    effect->as.reply.instead = answer_problem(turn, envelope_of(talk), &fault, RETRY_UNREAD_MS);
}

/* A reply waits for everything of this turn in its realm: what it says may rest on records not yet durable. */
static void reply(struct talk *talk, const struct realm *realm, struct seq after,
                  struct slice payload)
{
    if (talk->event->as.request.door != DOOR_SUBMIT) {
        return;
    }
    struct effect effect = {
        .kind = EFFECT_REPLY,
        .realm = realm == NULL ? 0 : realm->place,
        .after = after,
        .as.reply = {.to = talk->event->as.request.peer, .payload = payload},
    };
    if (payload.size_bytes > REPLY_SHORT_BYTES) {
        put_instead(talk, &effect);
    }
    outbox_put(talk->outbox, &effect);
}

static void reply_problem(struct talk *talk)
{
    const uint32_t retry_after_ms =
        hub_status_row(talk->fault.status)->fault == HUB_FAULT_HUB ? 5000 : 0;
    talk->hub->counters.by_code[talk->fault.status]++;
    talk->hub->counters.refused++;
    if (talk->event->as.request.door == DOOR_INTAKE) {
        talk->hub->counters.unreadable++;
        return;
    }
    reply(talk, NULL, (struct seq){0},
          answer_problem(&talk->hub->turn, envelope_of(talk), &talk->fault, retry_after_ms));
}

/* --- handing in --- */

static void answer_submit(struct talk *talk)
{
    struct hub *hub = talk->hub;
    struct seq after = {0};
    uint32_t realm = 0;
    for (uint32_t i = 0; i < talk->request.messages.count; i++) {
        const size_t used_bytes =
            hub->scratch.used_bytes; /* each message of a batch has the same room */
        hub_submit(hub, &talk->sender, talk->request.messages.items[i], talk->event, talk->outbox,
                   &hub->receipts[i]);
        hub->scratch.used_bytes = used_bytes;
    }
    /* Of a batch that speaks in several realms it names the last; the loop makes all of a turn durable at once. */
    for (uint32_t i = 0; i < talk->request.messages.count; i++) {
        const struct receipt *receipt = &hub->receipts[i];
        if (receipt->seq.n > after.n || (receipt->seq.n != 0 && receipt->realm != realm)) {
            after = receipt->seq;
            realm = receipt->realm;
        }
    }
    const struct slice payload =
        talk->request.kind == REQUEST_SUBMIT
            ? answer_receipt(&hub->turn, envelope_of(talk), &hub->receipts[0])
            : answer_batch(&hub->turn, envelope_of(talk), hub->receipts,
                           talk->request.messages.count);
    reply(talk, &hub->realms[realm], after, payload);
}

/* --- questions: each one asks for a realm and for the right to read there --- */

static bool may_speak_as(const struct talk *talk, struct slice source)
{
    return roster_may_speak(talk->hub->roster, talk->sender.client, source,
                            (struct slice){NULL, 0}) == HUB_OK;
}

static enum access_class access_of(const struct talk *talk)
{
    return roster_may_read(talk->sender.client, ACCESS_INTERNAL) == HUB_OK ? ACCESS_INTERNAL
                                                                           : ACCESS_PUBLIC;
}

static void answer_hello_request(struct talk *talk)
{
    static const char *const known[] = {"batch", "inquiry", "replay", "snapshot"};
    struct slice capabilities[HELLO_CAPABILITIES_MAX];
    const struct request *request = &talk->request;
    uint32_t capability_count = 0;
    if (request->version_min > 1 || request->version_max < 1) {
        fault_set(&talk->fault, HUB_E_VERSION, "hello.version_min");
        reply_problem(talk);
        return;
    }
    for (uint32_t i = 0; i < request->capabilities.count; i++) {
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
            if (slice_equal(request->capabilities.items[i], slice_of(known[k]))) {
                capabilities[capability_count++] = request->capabilities.items[i];
            }
        }
    }
    const struct slice own = slice_of(talk->sender.client->name);
    for (uint32_t i = 0; i < request->sources.count; i++) {
        if (!may_speak_as(talk, request->sources.items[i]) && access_of(talk) != ACCESS_INTERNAL) {
            fault_set(&talk->fault, HUB_E_ACCESS_FORBIDS, "hello.sources[%u]", i);
            reply_problem(talk);
            return;
        }
    }
    const struct greeting greeting = {
        .hub = talk->hub->settings.name,
        .software = talk->hub->settings.software,
        .client = talk->sender.client,
        .sources = request->sources.count > 0 ? request->sources.items : &own,
        .source_count = request->sources.count > 0 ? request->sources.count : 1,
        .capabilities = capabilities,
        .capability_count = capability_count,
        .heartbeat_interval_ms = talk->hub->settings.node_heartbeat_interval_ms,
        .at_utc_us = talk->event->at_utc_us,
    };
    reply(talk, talk->realm, talk->realm->view.last,
          answer_hello(&talk->hub->turn, envelope_of(talk), &talk->realm->view, &greeting));
}

static void answer_inquiry_request(struct talk *talk)
{
    struct hub *hub = talk->hub;
    const struct realm *realm = talk->realm;
    const struct source_id source = source_find(&realm->view.sources, talk->request.source);
    const bool is_own = may_speak_as(talk, talk->request.source);
    const bool may_read = roster_may_read(talk->sender.client, ACCESS_INTERNAL) == HUB_OK;
    struct slice held = {NULL, 0};
    struct record record;
    struct message message;
    if (!is_own && !may_read) {
        fault_set(&talk->fault, HUB_E_ACCESS_FORBIDS, "inquiry.source");
        reply_problem(talk);
        return;
    }
    if (talk->request.number == 0 ||
        !source_heard(&realm->view.sources, source, talk->request.number)) {
        reply(talk, realm, realm->view.last,
              answer_inquiry(&hub->turn, envelope_of(talk), NULL, STANDING_STANDS, false));
        return;
    }
    enum hub_status status =
        hub->reader.by_number(hub->reader.self, realm->place, source, talk->request.number, &held);
    if (status == HUB_OK) {
        status = record_decode(held, &record);
    }
    if (status == HUB_OK) {
        status = message_decode(record.message, &hub->scratch, &message, &talk->fault);
    }
    if (status != HUB_OK) {
        fault_set(&talk->fault, HUB_E_READ_FAILED, "%s", "");
        reply_problem(talk);
        return;
    }
    reply(talk, realm, realm->view.last,
          answer_inquiry(&hub->turn, envelope_of(talk), &record,
                         sitrep_standing(&realm->view, &record, &message), true));
}

/* Cursors are decimal numbers to us and opaque to clients. */
static bool parse_cursor(struct slice text, uint64_t *out_cursor)
{
    uint64_t cursor = 0;
    if (text.size_bytes > 20) {
        return false;
    }
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        cursor = cursor * 10 + (uint64_t)(text.data[i] - '0');
    }
    *out_cursor = cursor;
    return true;
}

static void print_cursor(uint64_t cursor, char room[24])
{
    room[0] = '\0';
    if (cursor != 0) {
        (void)snprintf(room, 24, "%llu", (unsigned long long)cursor);
    }
}

/* A prefix is within the realm when it begins with the realm and a slash, and ends with a slash. */
static bool prefix_fits(const struct realm *realm, struct slice prefix)
{
    const size_t realm_bytes = strlen(realm->name);
    return prefix.size_bytes > realm_bytes && prefix.size_bytes <= TOPIC_BYTES_MAX &&
           memcmp(prefix.data, realm->name, realm_bytes) == 0 && prefix.data[realm_bytes] == '/' &&
           prefix.data[prefix.size_bytes - 1] == '/';
}

static void answer_snapshot_request(struct talk *talk)
{
    struct hub *hub = talk->hub;
    uint64_t cursor = 0;
    char next[24];
    if (!prefix_fits(talk->realm, talk->request.topic)) {
        fault_set(&talk->fault, HUB_E_TOPIC_INVALID, "snapshot.topic_prefix");
        reply_problem(talk);
        return;
    }
    if (!parse_cursor(talk->request.cursor, &cursor)) {
        fault_set(&talk->fault, HUB_E_CURSOR_INVALID, "snapshot.cursor");
        reply_problem(talk);
        return;
    }
    const struct desk desk = hub_desk(hub, talk->realm, talk->event->at_utc_us);
    feed_snapshot(&desk, access_of(talk), talk->request.topic, cursor, hub->page, &cursor);
    print_cursor(cursor, next);
    reply(talk, talk->realm, talk->realm->view.last,
          answer_snapshot(&hub->turn, envelope_of(talk), hub->page->documents, hub->page->count,
                          next, talk->realm->view.last.n));
}

/* Notices come from the journal, as they were. Returns false when it could not be read. */
static bool replay_notices(struct talk *talk, uint32_t area, bool *out_more)
{
    struct hub *hub = talk->hub;
    struct slice records[PAGE_MESSAGES_MAX];
    uint32_t count = 0;
    const struct desk desk = hub_desk(hub, talk->realm, talk->event->at_utc_us);
    uint64_t previous = talk->request.number;
    hub->page->count = 0;
    hub->page->bytes = 0;
    if (hub->reader.by_area(hub->reader.self, talk->realm->place, area,
                            (struct seq){talk->request.number}, records, PAGE_MESSAGES_MAX,
                            &count) != HUB_OK) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct record record;
        if (record_decode(records[i], &record) != HUB_OK) {
            return false;
        }
        if (arena_left(desk.arena) < 3 * DOCUMENT_ROOM_BYTES) {
            *out_more = true;
            return true;
        }
        if (record.kind != RECORD_MESSAGE) {
            continue; /* the hub's notes about itself are nobody's message */
        }
        const struct document document = document_notice(&desk, &record, previous);
        if (!feed_page_add(hub->page, &document)) {
            *out_more = true;
            return true;
        }
        previous = record.seq.n;
    }
    *out_more = previous < talk->realm->view.last_notice[area] && count == PAGE_MESSAGES_MAX;
    return true;
}

static void answer_replay_request(struct talk *talk)
{
    struct hub *hub = talk->hub;
    enum topic_kind kind = TOPIC_KINDS;
    uint32_t area = 0;
    bool more = false;
    if (!topic_parse(talk->realm->name, talk->request.topic, &area, &kind) ||
        kind == TOPIC_HEARTBEAT) {
        fault_set(&talk->fault, HUB_E_TOPIC_INVALID, "replay.topic");
        reply_problem(talk);
        return;
    }
    if (!feed_shelf_is_public(kind) && access_of(talk) != ACCESS_INTERNAL) {
        fault_set(&talk->fault, HUB_E_ACCESS_FORBIDS, "replay.topic");
        reply_problem(talk);
        return;
    }
    if (kind == TOPIC_NOTICE) {
        if (!replay_notices(talk, area, &more)) {
            fault_set(&talk->fault, HUB_E_READ_FAILED, "%s", "");
            reply_problem(talk);
            return;
        }
    } else {
        const struct desk desk = hub_desk(hub, talk->realm, talk->event->at_utc_us);
        more =
            feed_replay_state(&desk, access_of(talk), area, kind, talk->request.number, hub->page);
    }
    reply(
        talk, talk->realm, talk->realm->view.last,
        answer_replay(&hub->turn, envelope_of(talk), hub->page->documents, hub->page->count, more));
}

static void answer_heartbeat_request(struct talk *talk)
{
    struct realm *realm = talk->realm;
    if (!may_speak_as(talk, talk->request.source)) {
        fault_set(&talk->fault, HUB_E_SOURCE_FORBIDS, "heartbeat.source");
        reply_problem(talk);
        return;
    }
    const uint32_t place = presence_find(&realm->presence, talk->request.source);
    if (place != 0) {
        struct node *node = presence_node(&realm->presence, place);
        const bool changed = node->said_last_number != talk->request.number ||
                             node->outbox_messages != talk->request.outbox_messages;
        if (presence_heard(node, talk->event->at_utc_us, talk->event->mono_us)) {
            feed_note_node(realm, place);
        }
        node->said_last_number = talk->request.number;
        node->outbox_messages = talk->request.outbox_messages;
        if (talk->request.sent_utc_us != 0) {
            node->skew_us = talk->request.sent_utc_us - talk->event->at_utc_us;
        }
        if (changed) {
            feed_note_counters(realm, place);
        }
    }
    reply(talk, realm, realm->view.last,
          answer_heartbeat(&talk->hub->turn, envelope_of(talk), &realm->view, talk->request.source,
                           talk->event->at_utc_us));
}

static void answer_nodes_request(struct talk *talk)
{
    struct hub *hub = talk->hub;
    const struct presence *presence = &talk->realm->presence;
    uint64_t cursor = 0;
    uint32_t place = 0;
    char next[24];
    if (access_of(talk) != ACCESS_INTERNAL) {
        fault_set(&talk->fault, HUB_E_ACCESS_FORBIDS, "%s", "");
        reply_problem(talk);
        return;
    }
    if (!parse_cursor(talk->request.cursor, &cursor) || cursor > presence->count) {
        fault_set(&talk->fault, HUB_E_CURSOR_INVALID, "nodes.cursor");
        reply_problem(talk);
        return;
    }
    const struct desk desk = hub_desk(hub, talk->realm, talk->event->at_utc_us);
    hub->page->count = 0;
    hub->page->bytes = 0;
    for (place = (uint32_t)cursor + 1; place <= presence->count; place++) {
        const struct node *node = presence_node(presence, place);
        if (!presence_is_listed(node)) {
            continue;
        }
        const struct document document =
            document_presence(&desk, place, node->area, node->sequence, 0);
        if (!feed_page_add(hub->page, &document)) {
            break;
        }
    }
    print_cursor(place <= presence->count ? place - 1 : 0, next);
    reply(
        talk, talk->realm, talk->realm->view.last,
        answer_nodes(&hub->turn, envelope_of(talk), hub->page->documents, hub->page->count, next));
}

/* Who may decide about the line, who reads everything, and who asked for it. */
static bool may_hear_suggestions(const struct talk *talk, uint32_t line)
{
    const struct view *view = &talk->realm->view;
    const struct source_id asker = {ledger_line(&view->ledger, line)->source};
    return access_of(talk) == ACCESS_INTERNAL ||
           relief_may_decide(talk->sender.client, relief_area(&view->ledger, line)) ||
           may_speak_as(talk, slice_of(source_at(&view->sources, asker)->name));
}

static void answer_suggestion_request(struct talk *talk)
{
    struct hub *hub = talk->hub;
    const struct view *view = &talk->realm->view;
    const uint32_t line = talk->request.has_line ? relief_find_line(view, &talk->request.line) : 0;
    struct suggestion suggestion;
    if (line == 0) {
        const bool may_know = access_of(talk) == ACCESS_INTERNAL;
        fault_set(&talk->fault, may_know ? HUB_E_LINE_UNKNOWN : HUB_E_ACCESS_FORBIDS,
                  "suggestion.line");
    } else if (!may_hear_suggestions(talk, line)) {
        fault_set(&talk->fault, HUB_E_ACCESS_FORBIDS, "suggestion.line");
    } else if (!line_is_open(ledger_line(&view->ledger, line))) {
        fault_set(&talk->fault, HUB_E_LINE_CLOSED, "suggestion.line");
    }
    if (talk->fault.status != HUB_OK) {
        reply_problem(talk);
        return;
    }
    const struct suggest_basis basis = {
        .view = view,
        .roster = hub->roster,
        .line = line,
        .at_utc_us = talk->event->at_utc_us,
        .fresh_for_us = hub->settings.fresh_for_us,
    };
    const struct desk desk = hub_desk(hub, talk->realm, talk->event->at_utc_us);
    suggest(&basis, &suggestion);
    reply(
        talk, talk->realm, view->last,
        answer_suggestion(&hub->turn, envelope_of(talk), document_suggestion(&desk, &suggestion)));
}

/* What is asked for; false with the fault. */
static bool read_filter(struct talk *talk, struct activity_filter *out)
{
    const struct request *request = &talk->request;
    uint64_t code = AREA_NATION;
    *out = (struct activity_filter){.has_event = request->event_id.size_bytes > 0};
    if (request->area_code.size_bytes > 0 &&
        (!region_code_parse(request->area_code, &code) || code >= AREA_CODES ||
         (code != AREA_NATION && region_find(talk->hub->catalogue, (uint32_t)code) == NULL))) {
        fault_set(&talk->fault, HUB_E_REGION_UNKNOWN, "activities.area_code");
        return false;
    }
    out->area = (uint32_t)code;
    out->event = picture_find_event(&talk->realm->view.picture, request->event_id);
    if (out->has_event && out->event == 0) {
        fault_set(&talk->fault, HUB_E_EVENT_UNKNOWN, "activities.event_id");
        return false;
    }
    return true;
}

static void answer_activities_request(struct talk *talk)
{
    struct hub *hub = talk->hub;
    struct activity_filter filter;
    struct activity_page page;
    uint64_t cursor = 0;
    char next[24];
    const struct desk desk = hub_desk(hub, talk->realm, talk->event->at_utc_us);
    if (access_of(talk) != ACCESS_INTERNAL) {
        fault_set(&talk->fault, HUB_E_ACCESS_FORBIDS, "%s", "");
        reply_problem(talk);
        return;
    }
    if (!read_filter(talk, &filter)) {
        reply_problem(talk);
        return;
    }
    if (!parse_cursor(talk->request.cursor, &cursor) ||
        !activity_list(&desk, &filter, &cursor, &page)) {
        fault_set(&talk->fault, HUB_E_CURSOR_INVALID, "activities.cursor");
        reply_problem(talk);
        return;
    }
    print_cursor(cursor, next);
    reply(talk, talk->realm, talk->realm->view.last,
          answer_activities(&hub->turn, envelope_of(talk), &page, next, talk->realm->view.last.n));
}

/* --- the table of questions --- */

static void (*const questions[])(struct talk *talk) = {
    [REQUEST_HELLO] = answer_hello_request,
    [REQUEST_INQUIRY] = answer_inquiry_request,
    [REQUEST_SNAPSHOT] = answer_snapshot_request,
    [REQUEST_REPLAY] = answer_replay_request,
    [REQUEST_HEARTBEAT] = answer_heartbeat_request,
    [REQUEST_NODES] = answer_nodes_request,
    [REQUEST_SUGGESTION] = answer_suggestion_request,
    [REQUEST_ACTIVITIES] = answer_activities_request,
};

/* Where each question names its realm. */
static const char *const realm_fields[] = {
    [REQUEST_HELLO] = "hello.realm",           [REQUEST_INQUIRY] = "inquiry.realm",
    [REQUEST_SNAPSHOT] = "snapshot.realm",     [REQUEST_REPLAY] = "replay.realm",
    [REQUEST_HEARTBEAT] = "heartbeat.realm",   [REQUEST_NODES] = "nodes.realm",
    [REQUEST_SUGGESTION] = "suggestion.realm", [REQUEST_ACTIVITIES] = "activities.realm",
};

/* Identity, realm and the right to be there: the same for every question and every page. */
static enum hub_status may_ask(struct talk *talk)
{
    const enum hub_status status =
        roster_may_enter(talk->sender.client, talk->request.realm, talk->event->at_utc_us);
    if (status == HUB_E_KEY_NOT_VALID) {
        return fault_set(&talk->fault, status, "%s", "");
    }
    talk->realm = hub_realm_find(talk->hub, talk->request.realm);
    if (talk->realm == NULL) {
        return fault_set(&talk->fault, HUB_E_REALM_UNKNOWN, "%s", realm_fields[talk->request.kind]);
    }
    if (status != HUB_OK) {
        return fault_set(&talk->fault, status, "%s", realm_fields[talk->request.kind]);
    }
    if (roster_may_read(talk->sender.client, ACCESS_PUBLIC) != HUB_OK) {
        return fault_set(&talk->fault, HUB_E_ACCESS_FORBIDS, "%s", "");
    }
    return HUB_OK;
}

static void note_heard(struct talk *talk)
{
    const uint32_t place =
        presence_find(&talk->realm->presence, slice_of(talk->sender.client->name));
    if (place != 0) {
        struct node *node = presence_node(&talk->realm->presence, place);
        if (presence_heard(node, talk->event->at_utc_us, talk->event->mono_us)) {
            feed_note_node(talk->realm, place);
        }
    }
}

void hub_answer(struct hub *hub, const struct event *event, struct outbox *outbox)
{
    struct talk talk = {.hub = hub, .event = event, .outbox = outbox};
    const enum door door = event->as.request.door;
    hub->counters.intake += door == DOOR_INTAKE ? 1 : 0;
    enum hub_status status = message_decode_request(event->as.request.payload, &hub->scratch,
                                                    &talk.request, &talk.fault);
    if (event->as.request.user.size_bytes == 0) {
        status = fault_set(&talk.fault, HUB_E_NO_IDENTITY, "%s", "");
    }
    if (status != HUB_OK) {
        reply_problem(&talk);
        return;
    }
    talk.sender.door = door;
    talk.sender.client = roster_find_key(hub->roster, event->as.request.user);
    if (talk.request.kind == REQUEST_SUBMIT || talk.request.kind == REQUEST_SUBMIT_BATCH) {
        answer_submit(&talk);
        return;
    }
    if (door == DOOR_INTAKE && talk.request.kind != REQUEST_HEARTBEAT) {
        fault_set(&talk.fault, HUB_E_REQUEST_EMPTY, "body");
        reply_problem(&talk);
        return;
    }
    if (may_ask(&talk) != HUB_OK) {
        reply_problem(&talk);
        return;
    }
    note_heard(&talk);
    HUB_ASSERT(talk.request.kind < sizeof questions / sizeof questions[0]);
    HUB_ASSERT(questions[talk.request.kind] != NULL);
    questions[talk.request.kind](&talk);
}
