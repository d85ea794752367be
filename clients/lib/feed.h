/*
 * feed.h - the inside of a feed, shared by its files: feed.c (the machine), feed_join.c (joining
 * and
 * mending), feed_document.c (what goes to the caller).
 *
 * Read by: feed*.c. Reads: event.h, feed_topic.h, hold.h, table.h.
 * Owns: everything in struct pusdalops_feed.
 * Holds: (1) a document is given to the caller only if it is newer than what was given of it;
 *        (2) notices of a topic are given in the order of their sequences, each once;
 *        (3) one question at a time; an answer to a question of an earlier join is ignored;
 *        (4) tables and the hold are bounded by the limits of the configuration.
 */
#ifndef PUSDALOPS_LIB_FEED_H
#define PUSDALOPS_LIB_FEED_H

#include "event.h"
#include "feed_topic.h"
#include "hold.h"
#include "table.h"

#define FEED_OLD_EPOCHS 4U
#define FEED_JOIN_SPREAD_MS                                                                        \
    500U                      /* a rejoin asks for the snapshot within this time, not all at once */
#define FEED_REFUSED_MS 5000U /* after a refused snapshot: ask again */

enum feed_state {
    FEED_LISTENING =
        0,         /* subscribed; waiting for a heartbeat to know that the subscription stands */
    FEED_SNAPSHOT, /* taking pages; what is heard meanwhile is merged by sequence */
    FEED_LIVE,
};

struct pusdalops_feed {
    struct pusdalops_feed_config config;
    char *realm;
    char *prefixes[PUSDALOPS_PREFIXES_MAX];
    size_t prefix_count;
    char *subscriptions[2 * PUSDALOPS_PREFIXES_MAX + 1]; /* prefixes, then heartbeats */
    size_t subscription_count;

    enum feed_state state;
    bool joined_once;
    bool silent;
    bool limit_told;
    uint64_t epoch;
    uint64_t old_epochs[FEED_OLD_EPOCHS];
    uint64_t last_heard_ms; /* 0: nothing yet */
    uint32_t silence_ms;
    uint64_t random;

    bool journal_known;
    bool journal_doubted;  /* another epoch: a restored hub may have less than we heard */
    uint64_t journal_base; /* notices up to here are older than the first join */

    size_t walk;      /* the prefix whose pages are taken */
    uint64_t page;    /* pages of this join so far, from 1 */
    uint64_t join_ms; /* take the next page not before */
    char *cursor;

    uint64_t asked_id; /* 0: no question is open */
    enum pusdalops_ask_kind asked_kind;
    size_t asked_topic;
    size_t next_repair; /* where the search for torn topics goes on */

    struct table topics;    /* topic -> struct feed_topic */
    struct table documents; /* topic and identity -> sequence given */
    struct hold hold;
    struct event_queue events;
};

/* feed_topic_at - the i-th topic of the table. */
struct feed_topic *feed_topic_at(struct pusdalops_feed *feed, size_t i);

/*
 * feed_topic_of - index of the topic, made where new; SIZE_MAX where it is foreign or a limit is
 * met.
 */
size_t feed_topic_of(struct pusdalops_feed *feed, const char *name);

/* feed_tell - an event about a topic. */
void feed_tell(struct pusdalops_feed *feed, enum pusdalops_event_kind kind, const char *topic,
               uint64_t sequence);

/* feed_join_start - join anew, in this epoch. */
void feed_join_start(struct pusdalops_feed *feed, uint64_t epoch);

/* feed_join_heartbeat - a heartbeat is there: the subscription stands. */
void feed_join_heartbeat(struct pusdalops_feed *feed, uint64_t now_ms);

/* feed_join_page - the answer to a snapshot question. */
void feed_join_page(struct pusdalops_feed *feed, const Pusdalops__V1__Reply *reply,
                    uint64_t now_ms);

/* feed_repair_start - the topic at this place of the table is torn: ask for what is missing. */
void feed_repair_start(struct pusdalops_feed *feed, size_t at);

/* feed_repair_page - the answer to a replay question. */
void feed_repair_page(struct pusdalops_feed *feed, const Pusdalops__V1__Reply *reply,
                      uint64_t now_ms);

/* feed_document_hear - a live document; takes the message. */
void feed_document_hear(struct pusdalops_feed *feed, Pusdalops__V1__FeedMessage *message,
                        const uint8_t *bytes, size_t size);

/* feed_document_part - a document of a page, given on where it is news. */
void feed_document_part(struct pusdalops_feed *feed, const Pusdalops__V1__FeedMessage *part,
                        bool from_snapshot);

/* feed_document_release - give on what was held of a topic, as far as it is whole now. */
void feed_document_release(struct pusdalops_feed *feed, size_t at);

#endif
