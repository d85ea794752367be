/* feed_join.c - joining a feed by snapshot, and mending gaps by replay. */
#include "feed.h"

#include <stdlib.h>
#include <string.h>

/* ---- joining ---- */

static void leave_epoch(struct pusdalops_feed *feed, uint64_t epoch)
{
    for (size_t i = FEED_OLD_EPOCHS - 1; i > 0; i--) {
        feed->old_epochs[i] = feed->old_epochs[i - 1];
    }
    feed->old_epochs[0] = feed->epoch;
    feed->epoch = epoch;
    feed->journal_doubted = true;
    table_clear(&feed->documents);
}

static void walk_from_start(struct pusdalops_feed *feed)
{
    feed->walk = 0;
    feed->page = 0;
    feed->asked_id = 0;
    free(feed->cursor);
    feed->cursor = NULL;
}

void feed_join_start(struct pusdalops_feed *feed, uint64_t epoch)
{
    const bool other = epoch != feed->epoch;
    if (other) {
        leave_epoch(feed, epoch);
    }
    for (size_t i = 0; i < feed->topics.count; i++) {
        feed_topic_rejoin(feed_topic_at(feed, i), other);
    }
    walk_from_start(feed);
    feed->state = FEED_LISTENING;
    struct event_node *node = event_queue_add(&feed->events, PUSDALOPS_EVENT_JOINING);
    if (node != NULL) {
        node->event.feed.epoch = epoch;
        node->event.feed.forget = other;
    }
}

void feed_join_heartbeat(struct pusdalops_feed *feed, uint64_t now_ms)
{
    if (feed->state != FEED_LISTENING) {
        return;
    }
    feed->state = FEED_SNAPSHOT;
    feed->join_ms = now_ms;
    for (size_t i = 0; i < feed->topics.count; i++) {
        feed_topic_covered(feed_topic_at(feed, i));
    }
    if (feed->joined_once) { /* after a restart of the hub every console is here at once */
        feed->join_ms += wire_random(&feed->random) % FEED_JOIN_SPREAD_MS;
    }
}

/* The last page is there: what was heard live since the heartbeat must join on, or is a gap. */
static void joined(struct pusdalops_feed *feed)
{
    feed->state = FEED_LIVE;
    feed->joined_once = true;
    walk_from_start(feed);
    for (size_t i = 0; i < feed->topics.count; i++) {
        struct feed_topic *topic = feed_topic_at(feed, i);
        if (topic->log) {
            continue;
        }
        feed_topic_join(topic);
        if (feed_topic_torn(topic)) {
            feed_repair_start(feed, i);
        }
    }
    feed_tell(feed, PUSDALOPS_EVENT_JOINED, NULL, 0);
}

static void snapshot_refused(struct pusdalops_feed *feed, const Pusdalops__V1__Reply *reply,
                             uint64_t now_ms)
{
    const bool known = reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM;
    const bool cursor =
        known && reply->problem->code == 214; /* CURSOR_INVALID: from the first page */
    free(feed->cursor);
    feed->cursor = NULL;
    feed->join_ms = now_ms + (cursor ? 0 : FEED_REFUSED_MS);
    struct event_node *node = event_queue_add(&feed->events, PUSDALOPS_EVENT_LOST);
    if (node != NULL && known) {
        node->event.problem.code = reply->problem->code;
        event_topic_set(node, feed->prefixes[feed->walk]);
    }
}

void feed_join_page(struct pusdalops_feed *feed, const Pusdalops__V1__Reply *reply, uint64_t now_ms)
{
    if (feed->state != FEED_SNAPSHOT) {
        return;
    }
    if (reply->body_case != PUSDALOPS__V1__REPLY__BODY_SNAPSHOT) {
        snapshot_refused(feed, reply, now_ms);
        return;
    }
    const Pusdalops__V1__SnapshotPage *page = reply->snapshot;
    feed->page += 1;
    for (size_t i = 0; i < page->n_documents; i++) {
        const Pusdalops__V1__FeedMessage *part = page->documents[i];
        const size_t at = feed_topic_of(feed, part->topic);
        if (at == SIZE_MAX) {
            continue;
        }
        feed_topic_shown(feed_topic_at(feed, at), part->sequence, feed->page);
        feed_document_part(feed, part, true);
    }
    free(feed->cursor);
    feed->cursor = page->cursor[0] == '\0' ? NULL : strdup(page->cursor);
    if (feed->cursor == NULL) {
        feed->walk += 1;
        if (feed->walk == feed->prefix_count) {
            joined(feed);
        }
    }
}

/* ---- mending ---- */

void feed_repair_start(struct pusdalops_feed *feed, size_t at)
{
    struct feed_topic *topic = feed_topic_at(feed, at);
    topic->repairing = true;
    if (!topic->told) {
        topic->told = true;
        feed_tell(feed, PUSDALOPS_EVENT_GAP, feed->topics.entries[at].key, topic->last);
    }
}

static void repaired(struct pusdalops_feed *feed, size_t at)
{
    struct feed_topic *topic = feed_topic_at(feed, at);
    topic->fruitless = 0;
    if (topic->told && !topic->repairing) {
        topic->told = false;
        feed_tell(feed, PUSDALOPS_EVENT_REPAIRED, feed->topics.entries[at].key, topic->last);
    }
}

/* The hub does not have what is missing: say so once, and go on behind it. */
static void give_up(struct pusdalops_feed *feed, size_t at, uint32_t code)
{
    struct feed_topic *topic = feed_topic_at(feed, at);
    struct event_node *node = event_queue_add(&feed->events, PUSDALOPS_EVENT_LOST);
    if (node != NULL) {
        node->event.feed.epoch = feed->epoch;
        node->event.feed.sequence = topic->last;
        node->event.problem.code = code;
        event_topic_set(node, feed->topics.entries[at].key);
    }
    topic->told = topic->repairing = false;
    topic->fruitless = 0;
    const uint64_t known = topic->promised > topic->live_last ? topic->promised : topic->live_last;
    struct hold_message *held = topic->log ? hold_take(&feed->hold, at) : NULL;
    if (held != NULL) {
        topic->last = held->previous > topic->last ? held->previous : topic->last;
        (void)hold_put(&feed->hold, at, held->sequence, held->previous, held->bytes, held->size);
        free(held);
        feed_document_release(feed, at);
    } else if (known > topic->last) {
        topic->last = known;
    }
    topic->promised_ms = 0;
}

/* The replay says it has no more: does that join on to what is heard live? */
static void replay_ended(struct pusdalops_feed *feed, size_t at, bool progress, uint64_t now_ms)
{
    struct feed_topic *topic = feed_topic_at(feed, at);
    topic->repairing = false;
    if (topic->log) {
        feed_document_release(feed, at);
    } else {
        feed_topic_join(topic);
    }
    const bool unkept = topic->promised > topic->last;
    if (!topic->repairing && !feed_topic_torn(topic) && !unkept) {
        topic->promised_ms = 0;
        repaired(feed, at);
        return;
    }
    topic->repairing = true;
    topic->fruitless = progress ? 0 : topic->fruitless + 1;
    topic->retry_ms = now_ms + FEED_TOPIC_RETRY_MS * topic->fruitless;
    if (topic->fruitless >= FEED_TOPIC_FRUITLESS_MAX) {
        give_up(feed, at, 0);
    }
}

void feed_repair_page(struct pusdalops_feed *feed, const Pusdalops__V1__Reply *reply,
                      uint64_t now_ms)
{
    const size_t at = feed->asked_topic;
    struct feed_topic *topic = feed_topic_at(feed, at);
    if (reply->body_case != PUSDALOPS__V1__REPLY__BODY_REPLAY) {
        const bool known = reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM;
        give_up(feed, at, known ? reply->problem->code : 0);
        return;
    }
    const Pusdalops__V1__ReplayPage *page = reply->replay;
    const uint64_t before = topic->last;
    uint64_t highest = before;
    for (size_t i = 0; i < page->n_messages; i++) {
        const Pusdalops__V1__FeedMessage *part = page->messages[i];
        if (strcmp(part->topic, feed->topics.entries[at].key) != 0 || part->sequence <= highest) {
            continue;
        }
        highest = part->sequence;
        feed_document_part(feed, part, false);
    }
    topic->last = highest;
    const bool progress = highest > before;
    if (page->more && progress) {
        return; /* still repairing: the next question asks after `last` */
    }
    if (page->more) {
        give_up(feed, at, 0); /* more, but never anything: a hub that errs */
        return;
    }
    replay_ended(feed, at, progress, now_ms);
}
