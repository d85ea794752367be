/*
 * event.h - the queue of events that a machine holds for its caller.
 *
 * Read by: session.c, feed.c, client.c. Reads: wire.h.
 * Owns: every event until the next one is fetched: the decoded message, its bytes, its tables.
 * Holds: (1) pointers of the event fetched last live until the next fetch or close.
 */
#ifndef PUSDALOPS_LIB_EVENT_H
#define PUSDALOPS_LIB_EVENT_H

#include "wire.h"

/* An event with what its pointers point to. */
struct event_node {
    struct pusdalops_event event;
    struct event_node *next;
    Pusdalops__V1__Reply *reply;
    uint8_t *bytes;
    Pusdalops__V1__FeedMessage *message;
    struct pusdalops_problem *warnings;
    struct pusdalops_figure *figures;
    char *text;
    char key[PUSDALOPS_SOURCE_BYTES_MAX + 24]; /* of a shipment: "bnpb/43" */
};

struct event_queue {
    struct event_node *first;
    struct event_node *last;
    struct event_node *fetched; /* (1) */
};

/* event_queue_add - append an empty event; NULL without memory. The queue owns it. */
struct event_node *event_queue_add(struct event_queue *queue, enum pusdalops_event_kind kind);

/* event_queue_next - fetch the first event, or PUSDALOPS_NONE. */
enum pusdalops_status event_queue_next(struct event_queue *queue, struct pusdalops_event *out);

/* event_queue_close - release everything. */
void event_queue_close(struct event_queue *queue);

/* event_topic_set - copy `topic` into the event and point event.feed.topic at it. */
void event_topic_set(struct event_node *node, const char *topic);

/* event_problem - the public form of a Problem; its texts stay with the reply. Empty for NULL. */
struct pusdalops_problem event_problem(const Pusdalops__V1__Problem *problem);

/*
 * event_receipt_set - fill event.receipt and event.problem; false without memory. The reply that
 * holds `receipt` must live as long.
 */
bool event_receipt_set(struct event_node *node, const Pusdalops__V1__Receipt *receipt);

/*
 * event_document_set - fill event.document; takes `message` and a copy of its bytes. False without
 * memory, then nothing was taken.
 */
bool event_document_set(struct event_node *node, Pusdalops__V1__FeedMessage *message,
                        const uint8_t *bytes, size_t size);

#endif
