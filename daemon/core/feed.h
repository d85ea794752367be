/*
 * feed.h - what consoles hear, with its sequences; and answering those who missed something.
 *
 * Read by: hub. Reads: feed_shelf.h, realm.h.
 * Owns: the feed state of a realm, in room given at init.
 * Holds: (1) a state topic's sequence grows by one with each document of its level; previous is the last one on
 *        the same topic; (2) a changed document goes out at most once per interval, in its newest form;
 *        (3) what is published waits for the last record that made it; (4) what nobody listens to is numbered but not
 *        built: who comes later finds the number and asks; (5) presence and notices are internal.
 * Source: proto/README.md "Feed"; decision 0005 (log topics and state topics).
 */
#ifndef HUB_CORE_FEED_H
#define HUB_CORE_FEED_H

#include "core/document.h"

/* feed_bytes - the room feed_init takes */
size_t feed_bytes(const struct view_limits *limits, uint32_t clients_max);

/* feed_init - nothing published yet; room from a zeroed arena */
void feed_init(struct feed *feed, struct arena *zeroed, const struct view_limits *limits,
               uint32_t clients_max);

/* feed_note_change - remember which documents a record changed */
void feed_note_change(struct feed *feed, const struct picture *picture,
                      const struct picture_change *change);

/* feed_note_ledger - remember which documents of relief logistics a record changed */
void feed_note_ledger(struct feed *feed, const struct ledger_change *change);

/* feed_note_tasks - remember which plan or activation a record changed, and which ones it made the view forget */
void feed_note_tasks(struct realm *realm, const struct tasks_change *change);

/* feed_note_offers - remember the activations whose offers a record changed */
void feed_note_offers(struct feed *feed, const struct view *view,
                      const struct ledger_change *change);
/* feed_note_board - what the last putting up changed; the catalogue's pages that there are no more are said by those that there are */
void feed_note_board(struct realm *realm);

/* feed_note_cargo - remember which shipment a record changed, and which it made the view forget */
void feed_note_cargo(struct realm *realm, const struct cargo_change *change);

/* feed_note_displaced - a report changed the picture of an area, or a declaration the beginning of an event: the estimate in its documents of relief logistics may differ */
void feed_note_displaced(struct feed *feed, const struct view *view,
                         const struct picture_change *change);

/* feed_note_stock - remember which documents of stock a record, or time, changed */
void feed_note_stock(struct feed *feed, const struct stock_change *change);

/* feed_note_node - remember that a node's presence changed, and with it the coverage of its regency */
void feed_note_node(struct realm *realm, uint32_t place);

/* feed_note_counters - remember that what a node says of itself changed, but not whether it is heard */
void feed_note_counters(struct realm *realm, uint32_t place);

/* feed_notice - publish an accepted message as it came; previous is the notice before it in its area */
void feed_notice(const struct desk *desk, const struct record *record, uint64_t previous,
                 struct outbox *outbox);

/* feed_flush_size - how many changed documents wait */
uint32_t feed_flush_size(const struct feed *feed);

/* feed_wants_flush - do changed documents wait? */
bool feed_wants_flush(const struct feed *feed);

/*
 * feed_flush - publish the changed documents, as many as there is room for; the others wait for the next flush.
 *
 *   desk      at_utc_us is now; its realm is the one whose feed this is
 *   realm     the same realm, to be written
 */
void feed_flush(const struct desk *desk, struct realm *realm, struct outbox *outbox);

/* feed_heartbeat - publish the hub's sign of life of the nation and of the provinces that have something to say */
void feed_heartbeat(const struct desk *desk, const struct heartbeat *heartbeat,
                    struct outbox *outbox);

/* --- answering who missed something: feed_ask.c --- */

/* A page that is being filled with documents. */
struct page {
    struct document documents[PAGE_MESSAGES_MAX];
    uint32_t count;
    size_t bytes;
};

/*
 * feed_snapshot - fill a page with the present documents whose topics begin with a prefix.
 *
 *   cursor      where to begin; 0 for the start
 *   out_cursor  where to go on; 0 when this was the last page
 */
void feed_snapshot(const struct desk *desk, enum access_class access, struct slice prefix,
                   uint64_t cursor, struct page *page, uint64_t *out_cursor);

/* feed_replay_state - fill a page with the documents of a state topic that changed after a sequence; true when there are more */
bool feed_replay_state(const struct desk *desk, enum access_class access, uint32_t area,
                       enum topic_kind kind, uint64_t after, struct page *page);

/* feed_page_add - add a document when it fits; false when the page is full */
bool feed_page_add(struct page *page, const struct document *document);

#endif
