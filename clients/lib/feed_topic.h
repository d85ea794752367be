/*
 * feed_topic.h - what a feed knows of one topic: how far it is whole, and where it is torn.
 *
 * Read by: feed.c. Reads: nothing.
 * Owns: nothing; functions over values.
 * Holds: (1) everything of the topic up to `last` was had; (2) everything after `live_first` up to
 *        `live_last` was heard live without a tear.
 * Source: proto/README.md "Joining", "Gaps".
 */
#ifndef PUSDALOPS_LIB_FEED_TOPIC_H
#define PUSDALOPS_LIB_FEED_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

#define FEED_TOPIC_FRUITLESS_MAX 3U /* replays without news before the gap is called lost */
#define FEED_TOPIC_RETRY_MS      UINT64_C(200) /* between them, growing */

struct feed_topic {
    bool log;       /* every message counts and in order; otherwise the latest of each document */
    bool repairing; /* a replay is wanted or asked */
    bool told;      /* the caller knows of the gap */
    uint64_t last;  /* (1) */
    uint64_t live_first;  /* (2) `previous` of the first message of the run */
    uint64_t live_last;   /* (2) 0: none */
    uint64_t promised;    /* the highest sequence that a heartbeat has named */
    uint64_t promised_ms; /* since when that is ahead of `last`; 0: it is not */
    uint64_t base_page;   /* page of the join that first showed the topic; 0: none yet */
    uint64_t retry_ms;    /* ask for the replay not before */
    uint32_t fruitless;
};

/* feed_topic_live - a message of a state topic was heard: keep the run (2). */
void feed_topic_live(struct feed_topic *topic, uint64_t sequence, uint64_t previous);

/*
 * feed_topic_join - a live run that begins at or before `last` makes the topic whole up to its end.
 */
void feed_topic_join(struct feed_topic *topic);

/* feed_topic_torn - is something missing that the live run or a heartbeat proves? */
bool feed_topic_torn(const struct feed_topic *topic);

/* feed_topic_covered - a snapshot begins now: it covers all that heartbeats have named so far. */
void feed_topic_covered(struct feed_topic *topic);

/* feed_topic_shown - a page of a join shows a document with this sequence. */
void feed_topic_shown(struct feed_topic *topic, uint64_t sequence, uint64_t page);

/* feed_topic_promise - a heartbeat names this sequence. */
void feed_topic_promise(struct feed_topic *topic, uint64_t sequence, uint64_t now_ms);

/* feed_topic_overdue_ms - when a promise turns into a gap; UINT64_MAX: there is none. */
uint64_t feed_topic_overdue_ms(const struct feed_topic *topic, uint32_t grace_ms);

/*
 * feed_topic_rejoin - a join begins anew: a state topic starts from nothing, a log topic asks what
 * it missed.
 */
void feed_topic_rejoin(struct feed_topic *topic, bool other_epoch);

#endif
