/*
 * shipment.h - shipments: goods of several pledges that travel together, and what happens to them.
 *
 * Read by: domain. Reads: relief.h, cargo.h.
 * Holds: (1) a shipment that leaves is the dispatch of its pledges: all of its lines in one record, or none; (2) whoever may speak for its
 *        source does everything of it, whoever decides at its destination says that it arrived, was received or is lost;
 *        (3) what is on a shipment has one path: the shipment.
 * Source: proto/README.md "Shipments"; decision 0028.
 */
#ifndef HUB_CORE_SHIPMENT_H
#define HUB_CORE_SHIPMENT_H

#include "core/domain.h"

/* shipment_decide - EVENT_UNKNOWN, REGION_UNKNOWN, PLEDGE_*, DESTINATION_DIFFERS, IN_SHIPMENT, FIELD_*, LIMIT_REACHED ...; see struct domain */
enum hub_status shipment_decide(const struct ask *ask, const struct message *message,
                                struct checked *checked, struct proposal *out, struct fault *fault);

/* shipment_apply - see struct domain */
bool shipment_apply(struct view *view, const struct record *record, const struct message *message,
                    struct view_change *change);

/* shipment_decide_update - SHIPMENT_UNKNOWN, SOURCE_FORBIDS, REGION_FORBIDS, DEED_NOT_NOW, QUANTITY_EXCEEDED, FIELD_*; see struct domain */
enum hub_status shipment_decide_update(const struct ask *ask, const struct message *message,
                                       struct checked *checked, struct proposal *out,
                                       struct fault *fault);

/* shipment_apply_update - see struct domain */
bool shipment_apply_update(struct view *view, const struct record *record,
                           const struct message *message, struct view_change *change);

#endif
