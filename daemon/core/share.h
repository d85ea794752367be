/*
 * share.h - how much of the picture, the ledger and the plans one source may hold, so that no key alone uses up the places of all.
 *
 * Read by: disaster, sitrep, need, pledge, warehouse, plan, shipment. Reads: domain.h.
 * Holds: (1) what a source holds follows from the journal alone and is kept with it (struct source); (2) the share is
 *        asked for when a message is decided, never when its record is applied: the same journal gives the same view
 *        under any roster; (3) what takes no new place is never refused.
 * Whose word it is pays for its places and reports, who declares an event for the event,
 * who numbers a need, a pledge, a plan, an activation or a shipment for its lines and for it, an activation with the offers it makes.
 * Whose word a warehouse is pays for it and for what is counted in it; who names an item in a unit first pays for that; who ships or promises
 * an item that nobody counted there pays for the place of it, until it is counted.
 * Source: decision 0016.
 */
#ifndef HUB_CORE_SHARE_H
#define HUB_CORE_SHARE_H

#include "core/domain.h"

/* share_allows - may this source (or speaker) hold so much more? */
bool share_allows(const struct ask *ask, struct slice source, const struct holding *more);

/* share_of - of a capacity, what a source of this role may hold */
uint32_t share_of(enum role role, uint32_t capacity);

/* share_audit - what the sources of a view hold is together what its picture holds. Slow: for tests, verify and the simulator. */
bool share_audit(const struct view *view);

#endif
