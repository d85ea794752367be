/*
 * judge.c - the rules, looked at from outside: what is in the journal, what left the hub, what was promised.
 *
 * Holds: (1) nothing leaves before its record is durable; (2) a (source, number) is in the journal at most once, with
 *        the bytes that were handed in by somebody who may; (3) a receipt, once it left, is the same for ever; (4) an
 *        honest message is refused for a reason that is true.
 */
#include "sim.h"

#include "base/assert.h"
#include "core/share.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define EXIT_BROKEN 3

void judge_broken(const struct run *run, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    printf("# seed %llu turn %llu: ", (unsigned long long)run->seed, (unsigned long long)run->turn);
    (void)vprintf(format, list);
    printf("\n");
    va_end(list);
    (void)fflush(stdout);
    _Exit(EXIT_BROKEN);
}

uint64_t judge_hash(const void *bytes, size_t size_bytes)
{
    const uint8_t *at = bytes;
    uint64_t hash = 0xcbf29ce484222325U;
    for (size_t i = 0; i < size_bytes; i++) {
        hash = (hash ^ at[i]) * 0x100000001b3U;
    }
    return hash ^ (hash >> 29U);
}

void judge_mix(struct run *run, const void *bytes, size_t size_bytes)
{
    run->fingerprint = (run->fingerprint ^ judge_hash(bytes, size_bytes)) * 0x9e3779b97f4a7c15U;
    run->fingerprint ^= run->fingerprint >> 31U;
}

static uint64_t number_key(enum sim_realm realm, struct slice source, uint64_t number)
{
    const uint64_t key = judge_hash(source.data, source.size_bytes) * 31U + number * 2U + realm;
    return key == 0 ? 1 : key * 0x9e3779b97f4a7c15U;
}

/* --- what was said --- */

static struct said *said_find(const struct run *run, struct slice bytes)
{
    const uint64_t hash = judge_hash(bytes.data, bytes.size_bytes);
    for (uint32_t at = (uint32_t)hash % SIM_TABLE_SLOTS;; at = (at + 1) % SIM_TABLE_SLOTS) {
        struct said *said = &run->said[at];
        if (said->bytes.data == NULL || (said->hash == hash && slice_equal(said->bytes, bytes))) {
            return said;
        }
    }
}

void judge_said(struct run *run, struct slice bytes, enum sim_realm realm, uint32_t client,
                bool forbidden)
{
    struct said *said = said_find(run, bytes);
    if (said->bytes.data != NULL) {
        HUB_ASSERT(said->forbidden == forbidden);
        return;
    }
    *said = (struct said){.hash = judge_hash(bytes.data, bytes.size_bytes),
                          .bytes = bytes,
                          .realm = realm,
                          .client = client,
                          .forbidden = forbidden};
    run->said_count++;
    HUB_ASSERT(run->said_count < SIM_TABLE_SLOTS / 2);
}

/* --- the journal --- */

static void judge_chain(const struct run *run, enum sim_realm realm, uint32_t at,
                        struct record *record)
{
    const struct sim_store *store = &run->stores[realm];
    uint8_t before[RECORD_HASH_BYTES] = {0};
    if (record_decode(store->records[at].bytes, record) != HUB_OK) {
        judge_broken(run, "record %u is unsound", (unsigned)at + 1);
    }
    if (at > 0) {
        memcpy(before, store->records[at - 1].bytes.data, RECORD_HASH_BYTES);
    }
    if (record->seq.n != at + 1U || memcmp(record->previous, before, RECORD_HASH_BYTES) != 0) {
        judge_broken(run, "the chain is broken at record %u", (unsigned)at + 1);
    }
}

static void judge_once(struct run *run, uint64_t key, const struct record *record)
{
    uint32_t at = (uint32_t)(key >> 32U) % SIM_TABLE_SLOTS;
    while (run->numbers_in_journal[at] != 0) {
        if (run->numbers_in_journal[at] == key) {
            judge_broken(run, "%.*s/%llu is in the journal twice", (int)record->source.size_bytes,
                         (const char *)record->source.data, (unsigned long long)record->number);
        }
        at = (at + 1) % SIM_TABLE_SLOTS;
    }
    run->numbers_in_journal[at] = key;
}

/* What the hub says itself: numbered by it, handed in by nobody, and only that a promise lapsed; whether it did is ration.c's. */
static void judge_own_word(const struct run *run, const struct record *record)
{
    Pusdalops__V1__Message *message = pusdalops__v1__message__unpack(
        scratch_allocator(), record->message.size_bytes, record->message.data);
    if (message == NULL || !slice_equal(record->client, slice_of("hub")) ||
        message->body_case != PUSDALOPS__V1__MESSAGE__BODY_PLEDGE_UPDATE ||
        message->pledge_update->deed != PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_EXPIRE) {
        judge_broken(run, "record %llu is not for the hub to say",
                     (unsigned long long)record->seq.n);
    }
    if (run->mono_us < run->doubt_until_us) {
        judge_broken(run, "record %llu says what lapsed by a clock that just jumped",
                     (unsigned long long)record->seq.n);
    }
}

void judge_record(struct run *run, enum sim_realm realm, struct slice bytes)
{
    struct record record;
    judge_chain(run, realm, run->stores[realm].count - 1, &record);
    judge_mix(run, bytes.data, bytes.size_bytes);
    if (record.kind == RECORD_NOTE) {
        return;
    }
    if (slice_equal(record.source, slice_of("hub"))) {
        judge_own_word(run, &record);
        judge_once(run, number_key(realm, record.source, record.number), &record);
        oracle_hear(run->oracles[realm], bytes);
        return;
    }
    struct said *said = said_find(run, record.message);
    if (said->bytes.data == NULL) {
        judge_broken(run, "record %llu holds a message that nobody said",
                     (unsigned long long)record.seq.n);
    }
    const struct sim_client *client = &run->clients[said->client];
    if (said->forbidden) {
        judge_broken(run, "record %llu holds a forbidden message of %s",
                     (unsigned long long)record.seq.n, client->name);
    }
    if (said->realm != realm) {
        judge_broken(run, "record %llu holds a message of another realm",
                     (unsigned long long)record.seq.n);
    }
    if (!slice_equal(record.client, slice_of(client->name))) {
        judge_broken(run, "record %llu of %s came in as %.*s", (unsigned long long)record.seq.n,
                     client->name, (int)record.client.size_bytes, (const char *)record.client.data);
    }
    if (client->revoked) {
        judge_broken(run, "record %llu of a revoked key", (unsigned long long)record.seq.n);
    }
    judge_once(run, number_key(realm, record.source, record.number), &record);
    oracle_hear(run->oracles[realm], bytes);
}

static struct promise *promise_find(const struct run *run, uint64_t key)
{
    for (uint32_t at = (uint32_t)(key >> 32U) % SIM_TABLE_SLOTS;; at = (at + 1) % SIM_TABLE_SLOTS) {
        if (run->promises[at].key == 0 || run->promises[at].key == key) {
            return &run->promises[at];
        }
    }
}

void judge_journal(struct run *run, enum sim_realm realm)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < run->stores[realm].count; i++) {
        struct record record;
        judge_chain(run, realm, i, &record);
        const struct promise *promise =
            promise_find(run, number_key(realm, record.source, record.number));
        if (record.kind != RECORD_MESSAGE || promise->key == 0) {
            continue;
        }
        if (promise->seq != record.seq.n || promise->received_utc_us != record.at_utc_us ||
            promise->message_hash != judge_hash(record.message.data, record.message.size_bytes)) {
            judge_broken(run, "the receipt of record %u is not kept", (unsigned)i + 1);
        }
        kept++;
    }
    uint32_t given = 0;
    for (uint32_t i = 0; i < SIM_TABLE_SLOTS; i++) {
        given += run->promises[i].key != 0 && run->promises[i].realm == realm ? 1 : 0;
    }
    if (kept != given) {
        judge_broken(run, "%u receipts left, the journal holds %u of them", (unsigned)given,
                     (unsigned)kept);
    }
}

void judge_view(struct run *run, enum sim_realm realm)
{
    struct view view;
    outside_view(run, realm, &view, false);
    if (!view_equal(&view, &run->hub.realms[realm].view)) {
        judge_broken(run, "the view is not what the journal alone gives");
    }
    outside_view_free();
}

/* --- what leaves --- */

static int64_t utc_us(const Google__Protobuf__Timestamp *time)
{
    return time == NULL ? 0 : time->seconds * US_PER_S + time->nanos / 1000;
}

static uint64_t hash_warnings(const Pusdalops__V1__Receipt *receipt)
{
    uint64_t hash = receipt->n_warnings;
    for (size_t i = 0; i < receipt->n_warnings; i++) {
        const Pusdalops__V1__Warning *warning = receipt->warnings[i];
        hash = hash * 31U + warning->code;
        hash = hash * 31U + judge_hash(warning->field, strlen(warning->field));
    }
    return hash;
}

/* Was the reason true that was given for refusing it? */
static bool is_deserved(const struct run *run, const struct hand *hand, enum sim_realm realm,
                        const Pusdalops__V1__Message *message, enum hub_status code)
{
    struct oracle *oracle = run->oracles[realm];
    const bool of_reports = code == HUB_E_REPORT_WITHDRAWN || code == HUB_E_REPORT_TOO_OLD;
    if (code == HUB_E_SHARE_REACHED) {
        return true; /* node.c counts what a source holds */
    }
    switch ((int)message->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_REPORT:
        return of_reports &&
               oracle_is_gone(oracle, message->source, message->report->revises, code);
    case PUSDALOPS__V1__MESSAGE__BODY_WITHDRAWAL:
        return of_reports &&
               oracle_is_gone(oracle, message->source, message->withdrawal->number, code);
    case PUSDALOPS__V1__MESSAGE__BODY_VERIFICATION:
        return of_reports && oracle_is_gone(oracle, message->verification->source,
                                            message->verification->number, code);
    case PUSDALOPS__V1__MESSAGE__BODY_NEED_DECISION:
    case PUSDALOPS__V1__MESSAGE__BODY_PLEDGE:
    case PUSDALOPS__V1__MESSAGE__BODY_PLEDGE_UPDATE:
    case PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT:
    case PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT_UPDATE:
        return ration_deserves(oracle_ration(oracle), &run->clients[hand->client], message, code);
    case PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT:
        return larder_deserves(oracle_larder(oracle), message, code);
    case PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION:
    case PUSDALOPS__V1__MESSAGE__BODY_TASK_UPDATE:
        return muster_deserves(oracle_muster(oracle), message, code);
    default:
        return false; /* a declaration, a need, a plan: nothing can have come before it */
    }
}

/* An honest office says only what it may, so a refusal means that others were quicker. Then they were (4). */
static void judge_refusal(const struct run *run, const struct hand *hand, enum sim_realm realm,
                          const Pusdalops__V1__Receipt *receipt)
{
    const struct mouth *mouth = run->mouths[hand->mouth];
    if (hand->kind != HAND_SUBMIT || receipt->status != (int)RECEIPT_REFUSED ||
        receipt->problem == NULL || receipt->number == 0 || receipt->number > mouth->count ||
        run->clients[hand->client].revoked || run->reload_due) {
        return;
    }
    const struct slice bytes = mouth->posts[receipt->number - 1].bytes;
    /* Not with scratch_allocator: the reply lies there. */
    Pusdalops__V1__Message *message =
        pusdalops__v1__message__unpack(NULL, bytes.size_bytes, bytes.data);
    HUB_ASSERT(message != NULL);
    if (!is_deserved(run, hand, realm, message, (enum hub_status)receipt->problem->code)) {
        judge_broken(run, "%s/%llu was refused for what is not so: %s %s", receipt->source,
                     (unsigned long long)receipt->number, receipt->problem->name,
                     receipt->problem->field);
    }
    pusdalops__v1__message__free_unpacked(message, NULL);
}

/* A receipt that says "held": the journal holds it, with these bytes, and no other receipt ever said else. */
static void judge_receipt(struct run *run, const struct hand *hand,
                          const Pusdalops__V1__Receipt *receipt)
{
    const enum sim_realm realm =
        hand->kind == HAND_SUBMIT ? run->mouths[hand->mouth]->realm : SIM_REAL;
    const struct sim_store *store = &run->stores[realm];
    struct record record;
    if (receipt->status != (int)RECEIPT_ACCEPTED && receipt->status != (int)RECEIPT_DUPLICATE) {
        judge_refusal(run, hand, realm, receipt);
        return;
    }
    if (receipt->sequence == 0 || receipt->sequence > store->count) {
        judge_broken(run, "a receipt for %s/%llu names record %llu of %u", receipt->source,
                     (unsigned long long)receipt->number, (unsigned long long)receipt->sequence,
                     (unsigned)store->count);
    }
    judge_chain(run, realm, (uint32_t)receipt->sequence - 1, &record);
    if (!slice_equal(record.source, slice_of(receipt->source)) ||
        record.number != receipt->number || record.at_utc_us != utc_us(receipt->received_at) ||
        receipt->durability != PUSDALOPS__V1__DURABILITY__DURABILITY_SYNCED) {
        judge_broken(run, "a receipt for %s/%llu does not fit its record", receipt->source,
                     (unsigned long long)receipt->number);
    }
    const uint64_t key = number_key(realm, record.source, record.number);
    const struct promise now = {
        .key = key,
        .realm = realm,
        .seq = receipt->sequence,
        .received_utc_us = utc_us(receipt->received_at),
        .message_hash = judge_hash(record.message.data, record.message.size_bytes),
        .warnings_hash = hash_warnings(receipt),
    };
    struct promise *held = promise_find(run, key);
    const struct slice handed_in = hand->kind == HAND_SUBMIT
                                       ? run->mouths[hand->mouth]->posts[receipt->number - 1].bytes
                                       : hand->message;
    if (!slice_equal(handed_in, record.message)) {
        judge_broken(run, "%s/%llu is held with other bytes", receipt->source,
                     (unsigned long long)receipt->number);
    }
    if (held->key == 0) {
        *held = now;
    } else if (held->seq != now.seq || held->received_utc_us != now.received_utc_us ||
               held->warnings_hash != now.warnings_hash ||
               receipt->status == (int)RECEIPT_ACCEPTED) {
        judge_broken(run, "a second receipt for %s/%llu differs from the first", receipt->source,
                     (unsigned long long)receipt->number);
    }
}

/* Relief logistics as the public may read it: nobody's pledges, no place of delivery, no words of no catalogue. */
static bool are_public(Pusdalops__V1__NeedStatus *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const bool worded = lines[i]->item[0] != '\0' || lines[i]->unit[0] != '\0';
        if (lines[i]->n_pledges > 0 || lines[i]->delivery_point[0] != '\0' ||
            (lines[i]->item_unknown && worded)) {
            return false;
        }
    }
    return true;
}

/* A document for those who read the public feed: no others, no parts, no published totals, no notices. */
static bool is_public(const Pusdalops__V1__FeedMessage *message)
{
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        for (size_t i = 0; i < message->regency->n_figures; i++) {
            if (message->regency->figures[i]->n_others > 0) {
                return false;
            }
        }
        return message->regency->n_parts == 0;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA) {
        for (size_t i = 0; i < message->area->n_totals; i++) {
            if (message->area->totals[i]->n_published > 0) {
                return false;
            }
        }
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS) {
        const Pusdalops__V1__LogisticsStatus *status = message->logistics;
        for (size_t i = 0; i < status->n_items; i++) {
            if (status->items[i]->item_class[0] == '\0') { /* free text has no class */
                return false;
            }
        }
        return status->n_overlaps == 0 && status->n_offers == 0 &&
               are_public(status->gaps, status->n_gaps) &&
               are_public(status->lines, status->n_lines);
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_STOCK) {
        const Pusdalops__V1__StockStatus *status = message->stock;
        for (size_t i = 0; i < status->n_totals; i++) {
            if (status->totals[i]->item_class[0] == '\0') { /* free text has no class */
                return false;
            }
        }
        return status->alarms == NULL && status->n_alarm_list == 0 && status->n_warehouses == 0;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION) {
        return message->activation->n_tasks == 0;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CLUSTER) {
        for (size_t i = 0; i < message->cluster->n_members; i++) {
            const Pusdalops__V1__ClusterMember *member = message->cluster->members[i];
            if (member->contact != NULL || member->n_capacities > 0) {
                return false;
            }
        }
    }
    return message->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_NOTICE &&
           message->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN &&
           message->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_UNKNOWN_ITEMS &&
           message->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT;
}

static const char *event_of(const Pusdalops__V1__FeedMessage *message)
{
    switch ((int)message->document_case) {
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT:
        return message->event->event_id;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY:
        return message->regency->event_id;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA:
        return message->area->event_id;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS:
        return message->logistics->event_id;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT:
        return message->shipment->event_id;
    default:
        return NULL;
    }
}

/* A drill's word in the real picture, or the reverse, is the worst that can happen in a room. */
static void judge_realm(const struct run *run, enum sim_realm realm,
                        const Pusdalops__V1__FeedMessage *message)
{
    const char *event = event_of(message);
    const char *own = realm == SIM_REAL ? "gempa-" : "latihan-";
    const char *prefix = sim_realm_names[realm];
    if (strncmp(message->topic, prefix, strlen(prefix)) != 0 ||
        message->topic[strlen(prefix)] != '/') {
        judge_broken(run, "topic %s in realm %s", message->topic, prefix);
    }
    if (event != NULL && strncmp(event, own, strlen(own)) != 0) {
        judge_broken(run, "event %s in realm %s", event, prefix);
    }
}

static void judge_pages(const struct run *run, const struct hand *hand,
                        const Pusdalops__V1__Reply *reply)
{
    size_t count = 0;
    Pusdalops__V1__FeedMessage **list = NULL;
    if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_SNAPSHOT) {
        count = reply->snapshot->n_documents;
        list = reply->snapshot->documents;
    } else if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_REPLAY) {
        count = reply->replay->n_messages;
        list = reply->replay->messages;
    }
    const struct sim_client *client = &run->clients[hand->client];
    for (size_t i = 0; i < count; i++) {
        if (client->access != ACCESS_INTERNAL && !is_public(list[i])) {
            judge_broken(run, "%s reads what is internal: %s", client->name, list[i]->topic);
        }
        if (!client->realms[SIM_DRILL] || !client->realms[SIM_REAL]) {
            judge_realm(run, client->realms[SIM_REAL] ? SIM_REAL : SIM_DRILL, list[i]);
        }
    }
}

void judge_reply(struct run *run, uint32_t client, struct slice payload)
{
    judge_mix(run, payload.data, payload.size_bytes);
    Pusdalops__V1__Reply *reply =
        pusdalops__v1__reply__unpack(scratch_allocator(), payload.size_bytes, payload.data);
    if (reply == NULL) {
        judge_broken(run, "a reply that cannot be read");
    }
    const struct hand *hand = &run->hands[reply->request_id % SIM_HANDS_MAX];
    if (reply->epoch != run->settings.epoch) {
        judge_broken(run, "a reply of another epoch");
    }
    if (hand->id != reply->request_id || hand->kind == HAND_FREE) {
        return; /* of a frame that was no request */
    }
    if (hand->client != client && reply->body_case != PUSDALOPS__V1__REPLY__BODY_PROBLEM) {
        judge_broken(run, "a reply for %s goes to %s", run->clients[hand->client].name,
                     run->clients[client].name);
    }
    if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_RECEIPT) {
        judge_receipt(run, hand, reply->receipt);
    } else if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_BATCH) {
        for (size_t i = 0; i < reply->batch->n_receipts; i++) {
            judge_receipt(run, hand, reply->batch->receipts[i]);
        }
    }
    judge_pages(run, hand, reply);
}

static void judge_notice(const struct run *run, enum sim_realm realm, uint32_t area,
                         const Pusdalops__V1__FeedMessage *message)
{
    const struct sim_store *store = &run->stores[realm];
    struct record record;
    uint64_t previous = message->sequence - 1;
    if (message->sequence == 0 || message->sequence > store->count) {
        judge_broken(run, "a notice of record %llu", (unsigned long long)message->sequence);
    }
    judge_chain(run, realm, (uint32_t)message->sequence - 1, &record);
    const struct slice bytes = {message->notice->message.data, message->notice->message.len};
    if (!slice_equal(record.message, bytes) || store->records[message->sequence - 1].area != area ||
        message->notice->journal_sequence != message->sequence) {
        judge_broken(run, "a notice is not its record");
    }
    while (previous > 0 && (store->records[previous - 1].source == 0 ||
                            store->records[previous - 1].area != area)) {
        previous--;
    }
    if (message->previous != previous) {
        judge_broken(run, "notice %llu on %s says the one before was %llu, it was %llu",
                     (unsigned long long)message->sequence, message->topic,
                     (unsigned long long)message->previous, (unsigned long long)previous);
    }
}

void judge_publish(struct run *run, const struct effect *effect)
{
    static const uint32_t lanes_of[] = {
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_NOTICE] = 1U << LANE_INTERNAL,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT] = 1U << LANE_INTERNAL | 1U << LANE_PUBLIC,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY] = 1U << LANE_INTERNAL | 1U << LANE_PUBLIC,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA] = 1U << LANE_INTERNAL | 1U << LANE_PUBLIC,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PRESENCE] = 1U << LANE_INTERNAL,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_HEARTBEAT] = 1U << LANE_URGENT,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS] = 1U << LANE_INTERNAL | 1U << LANE_PUBLIC,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_STOCK] = 1U << LANE_INTERNAL | 1U << LANE_PUBLIC,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN] = 1U << LANE_INTERNAL,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION] =
            1U << LANE_INTERNAL | 1U << LANE_PUBLIC,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CLUSTER] = 1U << LANE_INTERNAL | 1U << LANE_PUBLIC,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CATALOGUE] = 1U << LANE_INTERNAL | 1U << LANE_PUBLIC,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_UNKNOWN_ITEMS] = 1U << LANE_INTERNAL,
        [PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT] = 1U << LANE_INTERNAL,
    };
    const enum sim_realm realm = (enum sim_realm)effect->realm;
    const enum lane lane = effect->as.publish.lane;
    const struct slice payload = effect->as.publish.payload;
    uint32_t area = 0;
    enum topic_kind kind = TOPIC_KINDS;
    judge_mix(run, payload.data, payload.size_bytes);
    Pusdalops__V1__FeedMessage *message =
        pusdalops__v1__feed_message__unpack(scratch_allocator(), payload.size_bytes, payload.data);
    if (message == NULL || (size_t)message->document_case >= sizeof lanes_of / sizeof lanes_of[0] ||
        !slice_equal(effect->as.publish.topic, slice_of(message->topic)) ||
        !topic_parse(sim_realm_names[realm], effect->as.publish.topic, &area, &kind)) {
        judge_broken(run, "a publication that cannot be read");
    }
    if ((lanes_of[message->document_case] & 1U << lane) == 0 ||
        (lane == LANE_PUBLIC && !is_public(message))) {
        judge_broken(run, "%s does not belong on lane %d", message->topic, (int)lane);
    }
    judge_realm(run, realm, message);
    if (kind == TOPIC_NOTICE) {
        judge_notice(run, realm, area, message);
        return;
    }
    uint64_t *last = &run->feed_last[realm][lane][kind][area];
    const bool follows = kind == TOPIC_HEARTBEAT ? *last == 0 || message->sequence > *last
                         : run->ever_deaf[lane]  ? message->previous >= *last
                                                 : message->previous == *last;
    if (!follows || message->sequence <= *last || message->epoch != run->settings.epoch) {
        judge_broken(run, "%s: %llu after %llu, published before was %llu", message->topic,
                     (unsigned long long)message->sequence, (unsigned long long)message->previous,
                     (unsigned long long)*last);
    }
    *last = message->sequence;
}

/* Who does what, all pages: every promise and every task that is not over for want of a doer, once. */
static void judge_activities(struct run *run, enum sim_realm realm, uint32_t client)
{
    const struct ration *ration = oracle_ration(run->oracles[realm]);
    const struct muster *muster = oracle_muster(run->oracles[realm]);
    const char *cursor = "";
    uint32_t pledges = 0;
    uint32_t tasks = 0;
    do {
        const struct slice answer = outside_ask(run, client, write_activities(1, realm, cursor));
        Pusdalops__V1__Reply *reply =
            pusdalops__v1__reply__unpack(NULL, answer.size_bytes, answer.data);
        if (reply == NULL || reply->body_case != PUSDALOPS__V1__REPLY__BODY_ACTIVITIES) {
            judge_broken(run, "no page of who does what");
        }
        for (size_t i = 0; i < reply->activities->n_activities; i++) {
            const Pusdalops__V1__Activity *row = reply->activities->activities[i];
            if (row->kind == PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_PLEDGE) {
                ration_compare_activity(ration, row);
                pledges++;
            } else if (row->kind == PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_TASK) {
                muster_compare_activity(muster, row);
                tasks++;
            }
        }
        cursor = (const char *)room_copy(slice_of(reply->activities->cursor)).data;
        pusdalops__v1__reply__free_unpacked(reply, NULL);
    } while (cursor[0] != '\0');
    if (pledges != ration_activities(ration) || tasks != muster_activities(muster)) {
        judge_broken(run, "who does what tells %u promises and %u tasks, there must be %u and %u",
                     (unsigned)pledges, (unsigned)tasks, (unsigned)ration_activities(ration),
                     (unsigned)muster_activities(muster));
    }
}

/* --- the picture --- */

void judge_picture(struct run *run, enum sim_realm realm)
{
    const struct view *view = &run->hub.realms[realm].view;
    const uint32_t client = cast_find(run, "pemeriksa");
    const char *cursor = "";
    uint32_t seen = 0;
    uint32_t plans_seen = 0;
    uint32_t shipments = 0;
    if (!(picture_audit(&view->picture, &view->sources) && share_audit(view))) {
        judge_broken(run, "the picture does not add up");
    }
    ration_compare_all(oracle_ration(run->oracles[realm]), view);
    larder_compare(oracle_larder(run->oracles[realm]), view);
    pier_compare(oracle_ration(run->oracles[realm]), view);
    muster_audit(oracle_muster(run->oracles[realm]), view);
    for (uint32_t place = 1; place <= view->sources.pool.used; place++) {
        const struct source *source = source_at(&view->sources, (struct source_id){place});
        if (source->holding.cells != oracle_cells(run->oracles[realm], source->name)) {
            judge_broken(run, "%s is said to hold %u places", source->name,
                         (unsigned)source->holding.cells);
        }
    }
    do {
        const struct slice prefix = room_print("%s/", sim_realm_names[realm]);
        const struct slice answer =
            outside_ask(run, client, write_snapshot(1, realm, (const char *)prefix.data, cursor));
        Pusdalops__V1__Reply *reply =
            pusdalops__v1__reply__unpack(NULL, answer.size_bytes, answer.data);
        if (reply == NULL || reply->body_case != PUSDALOPS__V1__REPLY__BODY_SNAPSHOT) {
            judge_broken(run, "no snapshot page");
        }
        for (size_t i = 0; i < reply->snapshot->n_documents; i++) {
            const Pusdalops__V1__FeedMessage *document = reply->snapshot->documents[i];
            if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY ||
                document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA) {
                oracle_compare(run, run->oracles[realm], document,
                               run->mono_us + run->wall_offset_us);
                seen++;
            } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS) {
                ration_compare_document(oracle_ration(run->oracles[realm]), document->logistics);
            } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_STOCK) {
                larder_compare_document(oracle_larder(run->oracles[realm]), document->stock);
                pier_compare_document(oracle_ration(run->oracles[realm]), document->stock);
            } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT) {
                haul_compare_document(oracle_ration(run->oracles[realm]), document->shipment);
                shipments++;
            } else {
                plans_seen += muster_compare_document(oracle_muster(run->oracles[realm]), document,
                                                      run->mono_us + run->wall_offset_us);
            }
        }
        cursor = (const char *)room_copy(slice_of(reply->snapshot->cursor)).data;
        pusdalops__v1__reply__free_unpacked(reply, NULL);
    } while (cursor[0] != '\0');
    judge_activities(run, realm, client);
    if (plans_seen != muster_documents(oracle_muster(run->oracles[realm]))) {
        judge_broken(run, "%u plans and activations, there must be %u", (unsigned)plans_seen,
                     (unsigned)muster_documents(oracle_muster(run->oracles[realm])));
    }
    if (shipments != haul_documents(oracle_ration(run->oracles[realm]))) {
        judge_broken(run, "%u shipments shown, there must be %u", (unsigned)shipments,
                     (unsigned)haul_documents(oracle_ration(run->oracles[realm])));
    }
    if (seen != oracle_documents(run->oracles[realm])) {
        judge_broken(run, "%u documents, there must be %u", (unsigned)seen,
                     (unsigned)oracle_documents(run->oracles[realm]));
    }
}
