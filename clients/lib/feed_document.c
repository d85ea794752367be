/* feed_document.c - what a feed gives to its caller: documents that are news, notices in order. */
#include "feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDENTITY_BYTES 192U /* two identifiers, or one and a number */

/* Of what belongs to a source: its name and what it calls the thing; neither has a slash. */
static const char *owned(const char *source, const char *id, char room[IDENTITY_BYTES])
{
    (void)snprintf(room, IDENTITY_BYTES, "%s/%s", source, id);
    return room;
}

/* What a document of a state topic is about: it replaces the one before it of the same. */
static const char *identity(const Pusdalops__V1__FeedMessage *message, char room[IDENTITY_BYTES])
{
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CLUSTER) {
        return message->cluster->cluster_id;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CATALOGUE) {
        (void)snprintf(room, IDENTITY_BYTES, "%u", message->catalogue->page);
        return room;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT) {
        return message->event->event_id;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        return message->regency->event_id;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA) {
        return message->area->event_id;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PRESENCE) {
        return message->presence->node;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS) {
        return message->logistics->event_id;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN) {
        return owned(message->plan->source, message->plan->plan_id, room);
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION &&
        message->activation->activation != NULL) {
        char number[32];
        (void)snprintf(number, sizeof number, "%llu",
                       (unsigned long long)message->activation->activation->number);
        return owned(message->activation->activation->source, number, room);
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT &&
        message->shipment->shipment != NULL) {
        (void)snprintf(room, IDENTITY_BYTES, "%.*s/%llu", (int)PUSDALOPS_SOURCE_BYTES_MAX,
                       message->shipment->shipment->source,
                       (unsigned long long)message->shipment->shipment->number);
        return room;
    }
    return "";
}

/* Is it newer than what the caller has of it? Notes it as given. (1) */
static bool is_news(struct pusdalops_feed *feed, const Pusdalops__V1__FeedMessage *message)
{
    char id_room[IDENTITY_BYTES];
    const char *id = identity(message, id_room);
    const size_t room = strlen(message->topic) + strlen(id) + 2;
    char *key = malloc(room);
    if (key == NULL) {
        return true;
    }
    (void)snprintf(key, room, "%s\n%s", message->topic, id);
    const size_t before = feed->documents.count;
    struct table_entry *entry = table_add(&feed->documents, key);
    free(key);
    if (entry == NULL) { /* (4): rather twice than not at all */
        if (!feed->limit_told) {
            feed->limit_told = true;
            feed_tell(feed, PUSDALOPS_EVENT_LOST, message->topic, message->sequence);
        }
        return true;
    }
    const bool fresh = feed->documents.count > before;
    if (!fresh && message->sequence <= entry->number) {
        return false;
    }
    entry->number = message->sequence;
    return true;
}

/* Hand it to the caller; takes the message. */
static void give(struct pusdalops_feed *feed, Pusdalops__V1__FeedMessage *message,
                 const uint8_t *bytes, size_t size, bool from_snapshot)
{
    struct event_node *node = event_queue_add(&feed->events, PUSDALOPS_EVENT_DOCUMENT);
    if (node == NULL || !event_document_set(node, message, bytes, size)) {
        wire_feed_free(message);
        return;
    }
    node->event.feed.epoch = feed->epoch;
    node->event.document.from_snapshot = from_snapshot;
}

void feed_document_part(struct pusdalops_feed *feed, const Pusdalops__V1__FeedMessage *part,
                        bool from_snapshot)
{
    const bool notice = part->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_NOTICE;
    if (!notice && !is_news(feed, part)) {
        return;
    }
    const size_t size = pusdalops__v1__feed_message__get_packed_size(part);
    uint8_t *bytes = malloc(size + 1);
    if (bytes == NULL) {
        return;
    }
    (void)pusdalops__v1__feed_message__pack(part, bytes);
    Pusdalops__V1__FeedMessage *own = wire_feed_decode(bytes, size);
    if (own != NULL) {
        give(feed, own, bytes, size, from_snapshot);
    }
    free(bytes);
}

/* A notice: at its place it is given on, beyond a gap it is held, an old one dropped. (2) */
static void hear_notice(struct pusdalops_feed *feed, size_t at, Pusdalops__V1__FeedMessage *message,
                        const uint8_t *bytes, size_t size)
{
    struct feed_topic *topic = feed_topic_at(feed, at);
    const uint64_t sequence = message->sequence;
    if (topic->last == 0 && !feed->journal_known) {
        topic->last = message->previous; /* the first we hear; what is older was before we came */
    }
    if (sequence <= topic->last) {
        wire_feed_free(message);
        return;
    }
    if (!topic->repairing && message->previous <= topic->last) {
        topic->last = sequence;
        if (topic->promised <= sequence) {
            topic->promised_ms = 0;
        }
        give(feed, message, bytes, size, false);
        return;
    }
    if (!hold_has(&feed->hold, at, sequence) &&
        !hold_put(&feed->hold, at, sequence, message->previous, bytes, size)) {
        feed_topic_promise(topic, sequence, 1); /* dropped: the replay must reach this far */
    }
    wire_feed_free(message);
    if (!topic->repairing) {
        feed_repair_start(feed, at);
    }
}

void feed_document_release(struct pusdalops_feed *feed, size_t at)
{
    struct feed_topic *topic = feed_topic_at(feed, at);
    struct hold_message *held = hold_take(&feed->hold, at);
    while (held != NULL) {
        Pusdalops__V1__FeedMessage *message = NULL;
        if (held->sequence > topic->last) {
            message = wire_feed_decode(held->bytes, held->size);
        }
        if (message != NULL) {
            hear_notice(feed, at, message, held->bytes, held->size);
        }
        free(held);
        held = topic->repairing ? NULL : hold_take(&feed->hold, at);
    }
}

void feed_document_hear(struct pusdalops_feed *feed, Pusdalops__V1__FeedMessage *message,
                        const uint8_t *bytes, size_t size)
{
    const size_t at = feed_topic_of(feed, message->topic);
    if (at == SIZE_MAX) {
        wire_feed_free(message);
        return;
    }
    struct feed_topic *topic = feed_topic_at(feed, at);
    if (topic->log) {
        hear_notice(feed, at, message, bytes, size);
        return;
    }
    feed_topic_live(topic, message->sequence, message->previous);
    if (is_news(feed, message)) {
        give(feed, message, bytes, size, false);
    } else {
        wire_feed_free(message);
    }
    if (feed->state != FEED_LIVE || topic->repairing) {
        return; /* the page or the replay under way decides */
    }
    feed_topic_join(topic);
    if (feed_topic_torn(topic)) {
        feed_repair_start(feed, at);
    }
}
