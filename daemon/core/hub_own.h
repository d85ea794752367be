/*
 * hub_own.h - what the hub says itself, because time passed: messages of its own source, on the road of all others.
 *
 * Read by: hub. Reads: hub_submit.h.
 */
#ifndef HUB_CORE_HUB_OWN_H
#define HUB_CORE_HUB_OWN_H

#include "core/hub.h"

/* hub_lapse - pledges whose valid_until has passed lapse, so many of a realm at once; the others at the next call */
void hub_lapse(struct hub *hub, struct realm *realm, const struct event *event,
               struct outbox *outbox);

#endif
