#include "core/hub_submit.h"

#include "base/assert.h"
#include "base/text.h"

#define RETRY_STORE_FULL_MS 30000
#define RETRY_DRAINING_MS   5000

/* One message on its road. */
struct road {
    struct hub *hub;
    const struct sender *sender;
    const struct event *event;
    struct outbox *outbox;
    struct realm *realm;
    struct node *node; /* of the client; NULL: not watched */
    struct message message;
    struct receipt *receipt;
};

static enum hub_status refuse(struct road *road, enum hub_status status, const char *field)
{
    return fault_set(&road->receipt->fault, status, "%s", field);
}

static enum hub_status later(struct road *road, enum hub_status status, uint32_t retry_after_ms)
{
    road->receipt->retry_after_ms = retry_after_ms;
    return refuse(road, status, "");
}

/* Realm, identity, and whether the client may speak as this source at all. */
static enum hub_status enter(struct road *road)
{
    struct hub *hub = road->hub;
    const struct message *message = &road->message;
    const struct roster_client *client = road->sender->client;
    enum hub_status status = roster_may_enter(client, message->realm, road->event->at_utc_us);
    if (status == HUB_E_KEY_NOT_VALID) {
        return refuse(road, status, "");
    }
    if (!text_is_identifier(message->source, IDENTIFIER_BYTES_MAX)) {
        return refuse(road,
                      message->source.size_bytes == 0 ? HUB_E_FIELD_MISSING : HUB_E_FIELD_RANGE,
                      "source");
    }
    road->realm = hub_realm_find(hub, message->realm);
    if (road->realm == NULL) {
        return refuse(road, HUB_E_REALM_UNKNOWN, "realm");
    }
    if (status != HUB_OK) {
        return refuse(road, status, "realm");
    }
    const uint32_t node = presence_find(&road->realm->presence, slice_of(client->name));
    road->node = node == 0 ? NULL : presence_node(&road->realm->presence, node);
    if (road->node != NULL) {
        if (presence_heard(road->node, road->event->at_utc_us, road->event->mono_us)) {
            feed_note_node(road->realm, node);
        }
        road->node->skew_us = message->sent_utc_us == 0
                                  ? road->node->skew_us
                                  : message->sent_utc_us - road->event->at_utc_us;
    }
    status = roster_may_speak(hub->roster, client, message->source, message->on_behalf_of);
    if (status != HUB_OK) {
        return refuse(road, status, status == HUB_E_ROLE_FORBIDS ? "" : "source");
    }
    return HUB_OK;
}

/* Was this (source, number) heard before? Then the first receipt again, or a conflict. */
static enum hub_status answer_again(struct road *road, struct source_id source, struct slice bytes)
{
    struct hub *hub = road->hub;
    struct receipt *receipt = road->receipt;
    struct slice held = {NULL, 0};
    struct record record;
    enum hub_status status = hub->reader.by_number(hub->reader.self, road->realm->place, source,
                                                   road->message.number, &held);
    if (status == HUB_OK) {
        status = record_decode(held, &record);
    }
    if (status != HUB_OK) {
        return later(road, HUB_E_READ_FAILED, RETRY_STORE_FULL_MS);
    }
    receipt->realm = road->realm->place;
    receipt->seq = record.seq;
    receipt->received_utc_us = record.at_utc_us;
    if (!slice_equal(record.message, bytes)) {
        return refuse(road, HUB_E_CONTENT_CONFLICT, "number");
    }
    receipt->status = RECEIPT_DUPLICATE;
    receipt->warnings = record.warnings;
    return HUB_OK;
}

/* Reasons of the hub's own for which a new message has to wait. */
static enum hub_status find_room(struct road *road, struct source_id source)
{
    const struct hub *hub = road->hub;
    if (hub->draining) {
        return later(road, HUB_E_DRAINING, RETRY_DRAINING_MS);
    }
    if (hub->store_full) {
        return later(road, HUB_E_STORE_FULL, RETRY_STORE_FULL_MS);
    }
    if (!source_has_room(&road->realm->view.sources)) {
        return later(road, HUB_E_LIMIT_REACHED, RETRY_STORE_FULL_MS);
    }
    if (!source_gap_fits(&road->realm->view.sources, source, road->message.number)) {
        return refuse(road, HUB_E_NUMBER_GAPS, "number");
    }
    return HUB_OK;
}

/* The message is taken in: its record, the view, the notice. */
static enum hub_status accept(struct road *road, struct slice bytes, const struct checked *checked,
                              const struct proposal *proposal)
{
    struct hub *hub = road->hub;
    struct view *view = &road->realm->view;
    const struct message *message = &road->message;
    struct view_change change = {.picture = {.spot = 0}};
    struct record record = {
        .kind = RECORD_MESSAGE,
        .official = proposal->official,
        .by_intake = road->sender->door == DOOR_INTAKE,
        .seq = {view->last.n + 1},
        .at_utc_us = road->event->at_utc_us,
        .number = message->number,
        .area = proposal->area,
        .source = message->source,
        .client = slice_of(road->sender->client->name),
        .word = message->on_behalf_of.size_bytes > 0 ? message->on_behalf_of : message->source,
        .warnings = {checked->warnings.room, checked->warnings.used_bytes},
        .subject = {proposal->subject, proposal->subject_bytes},
        .message = bytes,
    };
    memcpy(record.previous, view->head, RECORD_HASH_BYTES);
    const uint64_t previous_notice = view->last_notice[record.area];
    if (!record_encode(&record, &hub->turn)) {
        return later(road, HUB_E_LIMIT_REACHED, RETRY_DRAINING_MS);
    }
    view_apply(view, &record, message, &change);
    feed_note_change(&road->realm->feed, &view->picture, &change.picture);
    feed_note_ledger(&road->realm->feed, &change.ledger);
    feed_note_tasks(road->realm, &change.tasks);
    feed_note_offers(&road->realm->feed, view, &change.ledger);
    feed_note_cargo(road->realm, &change.cargo);
    feed_note_displaced(&road->realm->feed, view, &change.picture);
    feed_note_stock(&road->realm->feed, &change.stock);
    if (change.stock.warehouse != 0) {
        stock_watch_look(&road->realm->stock_watch, &view->stock, change.stock.warehouse,
                         road->event->at_utc_us);
    }
    const struct effect append = {
        .kind = EFFECT_APPEND,
        .realm = road->realm->place,
        .after = record.seq,
        .as.append = {.record = record.bytes,
                      .area = record.area,
                      .source = source_find(&view->sources, message->source).n,
                      .number = message->number},
    };
    outbox_put(road->outbox, &append);
    hub->turn_records++;
    const struct desk desk = hub_desk(hub, road->realm, road->event->at_utc_us);
    feed_notice(&desk, &record, previous_notice, road->outbox);
    hub->counters.warnings += checked->warnings.count;
    road->receipt->status = RECEIPT_ACCEPTED;
    road->receipt->realm = road->realm->place;
    road->receipt->seq = record.seq;
    road->receipt->received_utc_us = record.at_utc_us;
    road->receipt->warnings =
        (struct slice){arena_copy(&hub->turn, checked->warnings.room, checked->warnings.used_bytes),
                       checked->warnings.used_bytes};
    return HUB_OK;
}

/* Everything from the decoded message to its record. */
static enum hub_status travel(struct road *road, struct slice bytes)
{
    struct hub *hub = road->hub;
    struct checked checked;
    struct proposal proposal;
    uint32_t retry_ms = 0;
    enum hub_status status = enter(road);
    if (status != HUB_OK) {
        return status;
    }
    if (road->node != NULL &&
        !presence_quota(road->node, road->event->mono_us, hub->settings.client_messages_per_s,
                        hub->settings.client_messages_burst, &retry_ms)) {
        return later(road, HUB_E_QUOTA, retry_ms);
    }
    const struct source_id source = source_find(&road->realm->view.sources, road->message.source);
    if (road->message.number != 0 &&
        source_heard(&road->realm->view.sources, source, road->message.number)) {
        return answer_again(road, source, bytes);
    }
    status = check_message(&road->message, hub->catalogue, road->event->at_utc_us, &checked,
                           &road->receipt->fault);
    if (status == HUB_OK) {
        status = find_room(road, source);
    }
    if (status != HUB_OK) {
        return status;
    }
    const struct ask ask = {
        .view = &road->realm->view,
        .roster = hub->roster,
        .client = road->sender->client,
        .reader = &hub->reader,
        .catalogue = hub->catalogue,
        .registry = hub->board.registry,
        .realm = road->realm->place,
        .scratch = &hub->scratch,
        .at_utc_us = road->event->at_utc_us,
    };
    const struct domain *domain = domain_of(road->message.kind);
    HUB_ASSERT(domain != NULL); /* check_message refused what has no body */
    proposal.area = AREA_NATION;
    proposal.official = false;
    proposal.subject_bytes = 0;
    status = domain->decide(&ask, &road->message, &checked, &proposal, &road->receipt->fault);
    return status == HUB_OK ? accept(road, bytes, &checked, &proposal) : status;
}

/* What a refusal is called on the wire. */
static enum receipt_status status_of(const struct receipt *receipt)
{
    if (receipt->fault.status == HUB_E_CONTENT_CONFLICT) {
        return RECEIPT_CONFLICT;
    }
    return hub_status_row(receipt->fault.status)->fault == HUB_FAULT_HUB ? RECEIPT_BUSY
                                                                         : RECEIPT_REFUSED;
}

static void count(struct hub *hub, struct node *node, const struct receipt *receipt)
{
    struct hub_counters *counters = &hub->counters;
    counters->accepted += receipt->status == RECEIPT_ACCEPTED ? 1 : 0;
    counters->duplicates += receipt->status == RECEIPT_DUPLICATE ? 1 : 0;
    counters->conflicts += receipt->status == RECEIPT_CONFLICT ? 1 : 0;
    counters->refused += receipt->status == RECEIPT_REFUSED ? 1 : 0;
    counters->busy += receipt->status == RECEIPT_BUSY ? 1 : 0;
    if (receipt->fault.status != HUB_OK) {
        counters->by_code[receipt->fault.status]++;
    }
    if (node != NULL) {
        node->accepted += receipt->status == RECEIPT_ACCEPTED ? 1 : 0;
        node->duplicates += receipt->status == RECEIPT_DUPLICATE ? 1 : 0;
        node->refused +=
            receipt->status == RECEIPT_REFUSED || receipt->status == RECEIPT_CONFLICT ? 1 : 0;
    }
}

void hub_submit(struct hub *hub, const struct sender *sender, struct slice bytes,
                const struct event *event, struct outbox *outbox, struct receipt *out)
{
    struct road road = {
        .hub = hub,
        .sender = sender,
        .event = event,
        .outbox = outbox,
        .receipt = out,
    };
    *out = (struct receipt){.status = RECEIPT_NONE};
    enum hub_status status = message_decode(bytes, &hub->scratch, &road.message, &out->fault);
    out->source = road.message.source;
    out->number = road.message.number;
    if (status == HUB_OK) {
        status = travel(&road, bytes);
    }
    if (status != HUB_OK) {
        if (out->fault.status != status) {
            (void)fault_set(&out->fault, status, "%s", "");
        }
        if (status == HUB_E_LIMIT_REACHED && out->retry_after_ms == 0) {
            out->retry_after_ms = RETRY_STORE_FULL_MS;
        }
        out->status = status_of(out);
    }
    count(hub, road.node, out);
}
