/*
 * hub_submit.h - the road of one message: decode, rights, said before?, check, decide, record, apply.
 *
 * Read by: hub_query. Reads: hub.h.
 */
#ifndef HUB_CORE_HUB_SUBMIT_H
#define HUB_CORE_HUB_SUBMIT_H

#include "core/hub.h"

/* Who hands something in, and how. */
struct sender {
    const struct roster_client *client; /* NULL: the key is on no roster */
    enum door door;
};

/*
 * hub_submit - take one message in, or say why not.
 *
 *   bytes    the serialised Message; good until the step ends
 *   out      the receipt; its slices are good until the step ends
 *
 * An accepted message is in the view and its record in the outbox; the receipt may leave after out->seq.
 */
void hub_submit(struct hub *hub, const struct sender *sender, struct slice bytes,
                const struct event *event, struct outbox *outbox, struct receipt *out);

#endif
