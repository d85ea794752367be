/*
 * disaster.h - declaring a disaster event (kejadian) and bringing its description up to date.
 *
 * Read by: domain. Reads: domain.h.
 * Holds: (1) an event is not a regency: it may span several, and grows when another regency reports;
 *        (2) who declares or changes an event may report about every regency it names.
 * Source: proto/README.md "Event".
 */
#ifndef HUB_CORE_DISASTER_H
#define HUB_CORE_DISASTER_H

#include "core/domain.h"

/* disaster_decide - HUB_E_REGION_FORBIDS for a region outside the client's rights, HUB_E_SHARE_REACHED, HUB_E_LIMIT_REACHED; see struct domain */
enum hub_status disaster_decide(const struct ask *ask, const struct message *message,
                                struct checked *checked, struct proposal *out, struct fault *fault);

/* disaster_apply - the event is as declared; see struct domain */
bool disaster_apply(struct view *view, const struct record *record, const struct message *message,
                    struct view_change *change);

#endif
