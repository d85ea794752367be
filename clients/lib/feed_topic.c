/* feed_topic.c - what a feed knows of one topic: how far it is whole, and where it is torn. */
#include "feed_topic.h"

void feed_topic_live(struct feed_topic *topic, uint64_t sequence, uint64_t previous)
{
    if (sequence <= topic->live_last) {
        return;
    }
    if (topic->live_last == 0 || previous > topic->live_last) {
        topic->live_first = previous; /* a tear: the run begins anew */
    }
    topic->live_last = sequence;
}

void feed_topic_join(struct feed_topic *topic)
{
    if (topic->live_last > topic->last && topic->live_first <= topic->last) {
        topic->last = topic->live_last;
    }
    if (topic->promised <= topic->last) {
        topic->promised_ms = 0;
    }
}

bool feed_topic_torn(const struct feed_topic *topic)
{
    return topic->live_last > topic->last && topic->live_first > topic->last;
}

void feed_topic_covered(struct feed_topic *topic)
{
    if (!topic->log && topic->promised > topic->last) {
        topic->last = topic->promised;
        topic->promised_ms = 0;
    }
}

void feed_topic_shown(struct feed_topic *topic, uint64_t sequence, uint64_t page)
{
    /*
     * Documents of later pages are from later moments: a sequence that only they show may have
     * neighbours that no page showed. What the first page shows is safe: every document of the
     * topic, on this page or a later one, is at least that new.
     */
    if (topic->base_page == 0) {
        topic->base_page = page;
    }
    if (topic->base_page == page && sequence > topic->last) {
        topic->last = sequence;
    }
}

void feed_topic_promise(struct feed_topic *topic, uint64_t sequence, uint64_t now_ms)
{
    if (sequence > topic->promised) {
        topic->promised = sequence;
    }
    if (topic->promised > topic->last && topic->promised_ms == 0) {
        topic->promised_ms = now_ms == 0 ? 1 : now_ms;
    }
}

uint64_t feed_topic_overdue_ms(const struct feed_topic *topic, uint32_t grace_ms)
{
    if (topic->promised <= topic->last || topic->promised_ms == 0) {
        return UINT64_MAX;
    }
    return topic->promised_ms + grace_ms;
}

void feed_topic_rejoin(struct feed_topic *topic, bool other_epoch)
{
    topic->fruitless = 0;
    topic->retry_ms = 0;
    topic->promised_ms = 0;
    if (topic->log) {
        topic->repairing = true;
        topic->promised = 0; /* the next heartbeat names it again */
        return;
    }
    topic->repairing = false;
    topic->told = false;
    topic->last = topic->live_first = topic->live_last = topic->base_page = 0;
    if (other_epoch) {
        topic->promised = 0;
    }
}
