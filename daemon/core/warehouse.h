/*
 * warehouse.h - warehouses are declared, and what is in them is counted.
 *
 * Read by: domain. Reads: relief.h, share.h, day.h.
 * Holds: (1) a warehouse is of the speaker, and stands in a regency or province; (2) a count is taken in with all its lines or not at
 *        all; (3) the record holds the articles and quantities as the catalogue of its day had them.
 * Source: proto/README.md "Stock"; decision 0027.
 */
#ifndef HUB_CORE_WAREHOUSE_H
#define HUB_CORE_WAREHOUSE_H

#include "core/domain.h"

/* warehouse_decide - FIELD_*, REGION_*, SHARE_REACHED, LIMIT_REACHED; see struct domain */
enum hub_status warehouse_decide(const struct ask *ask, const struct message *message,
                                 struct checked *checked, struct proposal *out,
                                 struct fault *fault);

/* warehouse_apply - see struct domain */
bool warehouse_apply(struct view *view, const struct record *record, const struct message *message,
                     struct view_change *change);

/*
 * warehouse_decide_count - FIELD_*, TIME_AHEAD, NOTHING_SAID, UNIT_UNKNOWN, THROUGHPUT_DIFFERS, WAREHOUSE_UNKNOWN, WAREHOUSE_CLOSED,
 * REGION_FORBIDS, SHARE_REACHED, LIMIT_REACHED; warns of unknown items, of a count that is older than what is known, of less than the
 * minimum, of what is expired; see struct domain
 */
enum hub_status warehouse_decide_count(const struct ask *ask, const struct message *message,
                                       struct checked *checked, struct proposal *out,
                                       struct fault *fault);

/* warehouse_apply_count - see struct domain */
bool warehouse_apply_count(struct view *view, const struct record *record,
                           const struct message *message, struct view_change *change);

#endif
