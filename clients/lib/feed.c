/* feed.c - the feed as a machine: what is heard and asked, and how time passes. */
#include "feed.h"

#include <stdlib.h>
#include <string.h>

#include "topic.h"

static uint32_t or_default(uint32_t value, uint32_t otherwise)
{
    return value == 0 ? otherwise : value;
}

/* ---- making ---- */

static bool subscribe(struct pusdalops_feed *feed, const char *prefix)
{
    for (size_t i = 0; i < feed->subscription_count; i++) {
        if (strncmp(prefix, feed->subscriptions[i], strlen(feed->subscriptions[i])) == 0) {
            return true; /* within one that stands */
        }
    }
    char *copy = strdup(prefix);
    if (copy == NULL) {
        return false;
    }
    feed->subscriptions[feed->subscription_count++] = copy;
    return true;
}

/* The heartbeats whose positions cover a prefix: those of its province, or the nation's. */
static bool subscribe_heartbeats(struct pusdalops_feed *feed, const char *prefix)
{
    char topic[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    const char *rest = prefix + strlen(feed->realm) + 1;
    const char *area = "nation";
    char province[3] = "";
    if (strlen(rest) >= 3 && rest[2] == '/') {
        memcpy(province, rest, 2);
        area = topic_code_check(province, 1) ? province : area;
    }
    return pusdalops_topic_render(feed->realm, area, "heartbeat", topic) == PUSDALOPS_OK &&
           subscribe(feed, topic);
}

static enum pusdalops_status fill(struct pusdalops_feed *feed,
                                  const struct pusdalops_feed_config *config)
{
    feed->realm = strdup(config->realm);
    if (feed->realm == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    for (size_t i = 0; i < config->prefix_count; i++) {
        if (config->prefixes[i] == NULL ||
            !topic_prefix_check(config->realm, config->prefixes[i])) {
            return PUSDALOPS_E_ARGUMENT;
        }
        feed->prefixes[i] = strdup(config->prefixes[i]);
        feed->prefix_count = i + 1;
        if (feed->prefixes[i] == NULL || !subscribe(feed, feed->prefixes[i])) {
            return PUSDALOPS_E_MEMORY;
        }
    }
    for (size_t i = 0; i < feed->prefix_count; i++) {
        if (!subscribe_heartbeats(feed, feed->prefixes[i])) {
            return PUSDALOPS_E_MEMORY;
        }
    }
    /* the nation's last: once it is heard, every subscription before it stands */
    char topic[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    const bool done =
        pusdalops_topic_render(feed->realm, "nation", "heartbeat", topic) == PUSDALOPS_OK &&
        subscribe(feed, topic);
    return done ? PUSDALOPS_OK : PUSDALOPS_E_MEMORY;
}

enum pusdalops_status pusdalops_feed_new(const struct pusdalops_feed_config *config,
                                         struct pusdalops_feed **out)
{
    if (config == NULL || out == NULL || config->realm == NULL || config->prefixes == NULL ||
        !pusdalops_realm_check(config->realm) || config->prefix_count == 0 ||
        config->prefix_count > PUSDALOPS_PREFIXES_MAX) {
        return PUSDALOPS_E_ARGUMENT;
    }
    struct pusdalops_feed *feed = calloc(1, sizeof *feed);
    if (feed == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    feed->config = *config;
    feed->config.silence_ms = or_default(config->silence_ms, 5000);
    feed->config.grace_ms = or_default(config->grace_ms, 300);
    feed->silence_ms = feed->config.silence_ms;
    feed->random = config->seed;
    table_init(&feed->topics, or_default(config->topics_max, 8192), config->seed);
    table_init(&feed->documents, or_default(config->documents_max, 200000), config->seed);
    feed->hold.max = or_default(config->held_messages_max, 4096);
    const enum pusdalops_status status = fill(feed, config);
    if (status != PUSDALOPS_OK) {
        pusdalops_feed_free(feed);
        return status;
    }
    *out = feed;
    return PUSDALOPS_OK;
}

void pusdalops_feed_free(struct pusdalops_feed *feed)
{
    if (feed == NULL) {
        return;
    }
    for (size_t i = 0; i < PUSDALOPS_PREFIXES_MAX; i++) {
        free(feed->prefixes[i]);
    }
    for (size_t i = 0; i < feed->subscription_count; i++) {
        free(feed->subscriptions[i]);
    }
    table_clear(&feed->topics);
    table_clear(&feed->documents);
    hold_clear(&feed->hold);
    event_queue_close(&feed->events);
    free(feed->cursor);
    free(feed->realm);
    free(feed);
}

const char *pusdalops_feed_subscription(const struct pusdalops_feed *feed, size_t i)
{
    return i < feed->subscription_count ? feed->subscriptions[i] : NULL;
}

/* ---- topics ---- */

struct feed_topic *feed_topic_at(struct pusdalops_feed *feed, size_t i)
{
    return feed->topics.entries[i].pointer;
}

static bool wanted(const struct pusdalops_feed *feed, const char *name)
{
    for (size_t i = 0; i < feed->prefix_count; i++) {
        if (strncmp(name, feed->prefixes[i], strlen(feed->prefixes[i])) == 0) {
            return true;
        }
    }
    return false;
}

size_t feed_topic_of(struct pusdalops_feed *feed, const char *name)
{
    if (!wanted(feed, name) || topic_has_kind(name, "heartbeat")) {
        return SIZE_MAX;
    }
    struct table_entry *entry = table_add(&feed->topics, name);
    if (entry == NULL) { /* (4) */
        if (!feed->limit_told) {
            feed->limit_told = true;
            feed_tell(feed, PUSDALOPS_EVENT_LOST, name, 0);
        }
        return SIZE_MAX;
    }
    if (entry->pointer == NULL) {
        struct feed_topic *topic = calloc(1, sizeof *topic);
        if (topic == NULL) {
            return SIZE_MAX;
        }
        topic->log = topic_has_kind(name, "notice");
        if (topic->log && feed->journal_known) {
            topic->last = feed->journal_base; /* what is older was there before we came */
        }
        entry->pointer = topic;
    }
    return (size_t)(entry - feed->topics.entries);
}

void feed_tell(struct pusdalops_feed *feed, enum pusdalops_event_kind kind, const char *topic,
               uint64_t sequence)
{
    struct event_node *node = event_queue_add(&feed->events, kind);
    if (node == NULL) {
        return;
    }
    node->event.feed.epoch = feed->epoch;
    node->event.feed.sequence = sequence;
    if (topic != NULL) {
        event_topic_set(node, topic);
    }
}

/* ---- hearing ---- */

static void note_positions(struct pusdalops_feed *feed, const Pusdalops__V1__HubHeartbeat *beat,
                           uint64_t now_ms)
{
    for (size_t i = 0; i < beat->n_positions; i++) {
        const size_t at = feed_topic_of(feed, beat->positions[i]->topic);
        if (at != SIZE_MAX) {
            feed_topic_promise(feed_topic_at(feed, at), beat->positions[i]->sequence, now_ms);
        }
    }
}

/* A hub restored from an older backup: its journal is shorter than what we heard of it. */
static void note_journal(struct pusdalops_feed *feed, uint64_t journal_sequence)
{
    if (feed->journal_known && !feed->journal_doubted) {
        return; /* within one epoch a heartbeat may be older than a notice heard before it */
    }
    if (!feed->journal_known || journal_sequence < feed->journal_base) {
        feed->journal_base = journal_sequence;
    }
    feed->journal_known = true;
    feed->journal_doubted = false;
    for (size_t i = 0; i < feed->topics.count; i++) {
        struct feed_topic *topic = feed_topic_at(feed, i);
        if (topic->log && topic->last > journal_sequence) {
            topic->last = journal_sequence;
        }
    }
}

static void heard_heartbeat(struct pusdalops_feed *feed, const Pusdalops__V1__HubHeartbeat *beat,
                            uint64_t now_ms)
{
    const uint32_t three_ms = beat->interval_ms > UINT32_MAX / 4 ? 0 : beat->interval_ms * 3;
    feed->silence_ms = three_ms > feed->config.silence_ms ? three_ms : feed->config.silence_ms;
    note_journal(feed, beat->journal_sequence);
    note_positions(feed, beat, now_ms);
    struct event_node *node = event_queue_add(&feed->events, PUSDALOPS_EVENT_HEARTBEAT);
    if (node != NULL) {
        node->event.feed.epoch = feed->epoch;
        node->event.feed.sequence = beat->journal_sequence;
        node->event.feed.intake_stopped = beat->intake_stopped;
        node->event.feed.going_away = beat->going_away;
    }
    feed_join_heartbeat(feed, now_ms);
}

static bool epoch_is_old(const struct pusdalops_feed *feed, uint64_t epoch)
{
    for (size_t i = 0; i < FEED_OLD_EPOCHS; i++) {
        if (feed->old_epochs[i] == epoch) {
            return true;
        }
    }
    return false;
}

/* Is this from the run we follow? A new run is followed from here; an old one is not heard. */
static bool follow(struct pusdalops_feed *feed, uint64_t epoch)
{
    if (epoch == feed->epoch) {
        return true;
    }
    if (epoch == 0 || epoch_is_old(feed, epoch)) {
        return false;
    }
    feed_join_start(feed, epoch);
    return true;
}

enum pusdalops_status pusdalops_feed_hear(struct pusdalops_feed *feed, const char *topic,
                                          size_t topic_size, const uint8_t *payload, size_t size,
                                          struct pusdalops_now now)
{
    Pusdalops__V1__FeedMessage *message = wire_feed_decode(payload, size);
    if (message == NULL || strlen(message->topic) != topic_size ||
        memcmp(message->topic, topic, topic_size) != 0 ||
        message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT__NOT_SET) {
        wire_feed_free(message);
        return PUSDALOPS_E_MALFORMED;
    }
    if (!follow(feed, message->epoch)) {
        wire_feed_free(message);
        return PUSDALOPS_OK;
    }
    if (feed->silent) {
        feed->silent = false;
        feed_tell(feed, PUSDALOPS_EVENT_HEARD, NULL, 0);
        if (feed->state != FEED_LISTENING) {
            feed_join_start(feed, feed->epoch); /* what was sent meanwhile may be lost unseen */
        }
    }
    feed->last_heard_ms = now.mono_ms == 0 ? 1 : now.mono_ms;
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_HEARTBEAT) {
        heard_heartbeat(feed, message->heartbeat, now.mono_ms);
        wire_feed_free(message);
    } else {
        feed_document_hear(feed, message, payload, size);
    }
    return PUSDALOPS_OK;
}

void pusdalops_feed_reconnected(struct pusdalops_feed *feed, struct pusdalops_now now)
{
    (void)now;
    if (feed->state != FEED_LISTENING) {
        feed_join_start(feed, feed->epoch);
    }
}

/* ---- asking ---- */

static enum pusdalops_status ask_repair(struct pusdalops_feed *feed, uint64_t now_ms,
                                        struct pusdalops_ask *ask)
{
    for (size_t i = 0; i < feed->topics.count; i++) {
        const size_t at = (feed->next_repair + i) % feed->topics.count;
        const struct feed_topic *topic = feed_topic_at(feed, at);
        if (topic->repairing && topic->retry_ms <= now_ms) {
            feed->next_repair = at + 1;
            feed->asked_kind = PUSDALOPS_ASK_REPLAY;
            feed->asked_topic = at;
            *ask = (struct pusdalops_ask){.kind = PUSDALOPS_ASK_REPLAY,
                                          .subject = feed->topics.entries[at].key,
                                          .position = topic->last};
            return PUSDALOPS_OK;
        }
    }
    return PUSDALOPS_NONE;
}

enum pusdalops_status pusdalops_feed_ask(struct pusdalops_feed *feed, struct pusdalops_now now,
                                         struct pusdalops_ask *ask)
{
    if (feed->asked_id != 0 || feed->state == FEED_LISTENING) { /* (3) */
        return PUSDALOPS_NONE;
    }
    if (feed->state == FEED_LIVE) {
        return ask_repair(feed, now.mono_ms, ask);
    }
    if (feed->join_ms > now.mono_ms) {
        return PUSDALOPS_NONE;
    }
    feed->asked_kind = PUSDALOPS_ASK_SNAPSHOT;
    *ask = (struct pusdalops_ask){.kind = PUSDALOPS_ASK_SNAPSHOT,
                                  .subject = feed->prefixes[feed->walk],
                                  .cursor = feed->cursor == NULL ? "" : feed->cursor};
    return PUSDALOPS_OK;
}

void pusdalops_feed_asked(struct pusdalops_feed *feed, uint64_t request_id)
{
    feed->asked_id = request_id;
}

enum pusdalops_status pusdalops_feed_answer(struct pusdalops_feed *feed, const uint8_t *frame,
                                            size_t size, struct pusdalops_now now)
{
    Pusdalops__V1__Reply *reply = wire_reply_decode(frame, size);
    if (reply == NULL) {
        return PUSDALOPS_E_MALFORMED;
    }
    if (feed->asked_id == 0 || reply->request_id != feed->asked_id) { /* (3) */
        wire_reply_free(reply);
        return PUSDALOPS_NONE;
    }
    feed->asked_id = 0;
    if (reply->epoch != feed->epoch && reply->epoch != 0) {
        if (!epoch_is_old(feed, reply->epoch)) {
            feed_join_start(feed, reply->epoch);
        }
    } else if (feed->asked_kind == PUSDALOPS_ASK_SNAPSHOT) {
        feed_join_page(feed, reply, now.mono_ms);
    } else {
        feed_repair_page(feed, reply, now.mono_ms);
    }
    wire_reply_free(reply);
    return PUSDALOPS_OK;
}

/* ---- time ---- */

void pusdalops_feed_turn(struct pusdalops_feed *feed, struct pusdalops_now now)
{
    const bool heard = feed->last_heard_ms != 0;
    if (heard && !feed->silent && now.mono_ms >= feed->last_heard_ms + feed->silence_ms) {
        feed->silent = true;
        feed_tell(feed, PUSDALOPS_EVENT_SILENT, NULL, 0);
    }
    if (feed->state != FEED_LIVE) {
        return;
    }
    for (size_t i = 0; i < feed->topics.count; i++) {
        const struct feed_topic *topic = feed_topic_at(feed, i);
        if (!topic->repairing &&
            feed_topic_overdue_ms(topic, feed->config.grace_ms) <= now.mono_ms) {
            feed_repair_start(feed, i);
        }
    }
}

uint64_t pusdalops_feed_deadline_ms(const struct pusdalops_feed *feed)
{
    uint64_t deadline_ms = PUSDALOPS_NEVER_MS;
    if (feed->last_heard_ms != 0 && !feed->silent) {
        deadline_ms = feed->last_heard_ms + feed->silence_ms;
    }
    if (feed->state == FEED_SNAPSHOT && feed->asked_id == 0 && feed->join_ms < deadline_ms) {
        deadline_ms = feed->join_ms;
    }
    for (size_t i = 0; feed->state == FEED_LIVE && i < feed->topics.count; i++) {
        const struct feed_topic *topic = feed->topics.entries[i].pointer;
        uint64_t due_ms = feed_topic_overdue_ms(topic, feed->config.grace_ms);
        if (topic->repairing) { /* an open question has the session's deadline */
            due_ms = feed->asked_id == 0 ? topic->retry_ms : PUSDALOPS_NEVER_MS;
        }
        if (due_ms < deadline_ms) {
            deadline_ms = due_ms;
        }
    }
    return deadline_ms;
}

enum pusdalops_status pusdalops_feed_next(struct pusdalops_feed *feed,
                                          struct pusdalops_event *event)
{
    return event_queue_next(&feed->events, event);
}

bool pusdalops_feed_joined(const struct pusdalops_feed *feed)
{
    return feed->state == FEED_LIVE;
}
