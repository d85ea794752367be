/*
 * hub_query.h - a request frame is answered: messages are handed in, questions are answered.
 *
 * Read by: hub. Reads: hub.h, hub_submit.h.
 */
#ifndef HUB_CORE_HUB_QUERY_H
#define HUB_CORE_HUB_QUERY_H

#include "core/hub.h"

/* hub_answer - take a request frame; on submit exactly one reply is put into the outbox, on intake none */
void hub_answer(struct hub *hub, const struct event *event, struct outbox *outbox);

#endif
