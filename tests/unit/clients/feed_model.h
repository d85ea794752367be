/*
 * feed_model.h - a small hub and a bad network, to try the feed machine against.
 *
 * The hub holds state documents (one figure each, or a count of gaps) and a log of notices, with sequences, heartbeats,
 * snapshot pages and replay by the protocol. The network delays each message by chance, loses some,
 * doubles
 * some. Everything comes from one seed.
 *
 * Read by: test_feed.c. Owns: everything in struct model.
 */
#ifndef TESTS_CLIENTS_FEED_MODEL_H
#define TESTS_CLIENTS_FEED_MODEL_H

#include "wire.h"

#define MODEL_TOPICS 6U /* the last one is the log */
#define MODEL_STATES 5U
#define MODEL_LOGISTICS                                                                            \
    2U /* the state topic whose documents are LogisticsStatus; the value is gap_lines */
#define MODEL_EVENTS      4U /* documents of each state topic */
#define MODEL_NOTICES_MAX 4096U
#define MODEL_WIRE_MAX    4096U
#define MODEL_PAGE        3U
#define MODEL_REPLAY_PAGE 4U
#define MODEL_BYTES_MAX   1024U

struct model_document {
    uint32_t value; /* 0: none yet */
    uint64_t sequence;
};

struct model_wire {
    uint64_t at_ms;
    uint64_t order;
    unsigned topic; /* MODEL_TOPICS: a heartbeat */
    size_t size;
    uint8_t bytes[MODEL_BYTES_MAX];
};

struct model {
    uint64_t random;
    uint64_t epoch;
    uint64_t counter; /* sequences of the state topics, shared as on a level */
    uint64_t journal;
    uint64_t journal_joined; /* what the log had before the subscriber came */
    struct model_document documents[MODEL_STATES][MODEL_EVENTS];
    uint64_t last[MODEL_TOPICS];
    uint64_t notices[MODEL_NOTICES_MAX]; /* journal sequences of the log topic */
    size_t notice_count;
    struct model_wire *wire; /* under way */
    size_t wire_count;
    uint64_t order;
    uint32_t loss_percent;
    uint32_t delay_ms_max;
};

/* model_topic - the name of topic i. */
const char *model_topic(unsigned i);

/* model_init - a hub with one document each and a few notices. */
void model_init(struct model *model, uint64_t seed, uint32_t loss_percent, uint32_t delay_ms_max);

/* model_close - release. */
void model_close(struct model *model);

/* model_change - a document of a state topic changes and goes out. */
void model_change(struct model *model, unsigned topic, unsigned event, uint64_t now_ms);

/* model_notice - a notice is journalled and goes out. */
void model_notice(struct model *model, uint64_t now_ms);

/* model_heartbeat - the hub's sign of life goes out, never lost, with all positions. */
void model_heartbeat(struct model *model, uint64_t now_ms);

/* model_restart - another run: sequences of state topics begin anew, what is under way is lost. */
void model_restart(struct model *model);

/* model_arrive - hand the feed what has arrived by now. */
void model_arrive(struct model *model, struct pusdalops_feed *feed, uint64_t now_ms);

/* model_answer - the packed Reply to a question, as things stand now. Its size. */
size_t model_answer(struct model *model, const struct pusdalops_ask *ask, uint64_t request_id,
                    uint8_t *bytes, size_t room);

/* model_chance - true in so many of a hundred. */
bool model_chance(struct model *model, uint32_t percent);

#endif
