/*
 * need.h - needs and what is decided about their lines.
 *
 * Read by: domain. Reads: relief.h.
 * Holds: (1) a need belongs to a declared event and to a regency or province; (2) its lines are taken in all or none; (3) the record
 *        holds the articles and quantities as the catalogue of its day had them.
 * Source: proto/README.md "Logistics"; EDXL-RM 1.0 for the answers by line.
 */
#ifndef HUB_CORE_NEED_H
#define HUB_CORE_NEED_H

#include "core/domain.h"

/* need_decide - EVENT_UNKNOWN, REGION_*, FIELD_*, UNIT_UNKNOWN, LIMIT_REACHED; warns of unknown items; see struct domain */
enum hub_status need_decide(const struct ask *ask, const struct message *message,
                            struct checked *checked, struct proposal *out, struct fault *fault);

/* need_apply - see struct domain */
bool need_apply(struct view *view, const struct record *record, const struct message *message,
                struct view_change *change);

/* need_decide_decision - LINE_UNKNOWN, REGION_FORBIDS, DEED_NOT_NOW, FIELD_*; see struct domain */
enum hub_status need_decide_decision(const struct ask *ask, const struct message *message,
                                     struct checked *checked, struct proposal *out,
                                     struct fault *fault);

/* need_apply_decision - see struct domain */
bool need_apply_decision(struct view *view, const struct record *record,
                         const struct message *message, struct view_change *change);

#endif
