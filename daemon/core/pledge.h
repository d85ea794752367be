/*
 * pledge.h - promises of goods and what happens to them.
 *
 * Read by: domain. Reads: relief.h.
 * Holds: (1) over-commitment and overlap are found in the decision that would make them, against everything decided before it;
 *        (2) only the giver changes a pledge, only the hub lets it lapse; whoever decides about a line may allot to it and receive there;
 *        (3) the record of a pledge holds the article and quantity as the catalogue of its day had them; (4) what is valid for ever, or
 *        until a day, is never valid for less: a giver who wants that withdraws.
 * Source: proto/README.md "Logistics".
 */
#ifndef HUB_CORE_PLEDGE_H
#define HUB_CORE_PLEDGE_H

#include "core/domain.h"

/* pledge_decide - EVENT_UNKNOWN, LINE_*, ITEM_DIFFERS, OVER_COMMITTED, UNIT_UNKNOWN, FIELD_*, LIMIT_REACHED; warns; see struct domain */
enum hub_status pledge_decide(const struct ask *ask, const struct message *message,
                              struct checked *checked, struct proposal *out, struct fault *fault);

/* pledge_apply - see struct domain */
bool pledge_apply(struct view *view, const struct record *record, const struct message *message,
                  struct view_change *change);

/* pledge_decide_update - PLEDGE_UNKNOWN, PLEDGE_FORBIDS, DEED_NOT_NOW, QUANTITY_EXCEEDED, NOT_ALLOTTED ...; see struct domain */
enum hub_status pledge_decide_update(const struct ask *ask, const struct message *message,
                                     struct checked *checked, struct proposal *out,
                                     struct fault *fault);

/* pledge_apply_update - see struct domain */
bool pledge_apply_update(struct view *view, const struct record *record,
                         const struct message *message, struct view_change *change);

#endif
