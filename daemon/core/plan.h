/*
 * plan.h - contingency plans, their activation for an event, and what becomes of the tasks.
 *
 * Read by: domain. Reads: relief.h, tasks.h.
 * Holds: (1) an activation makes all its tasks and offers in one record, or is refused; (2) whoever decides for the region of a plan
 *        keeps, activates, cancels and ends; only the member answers its tasks; (3) an offer that its member confirmed is the member's
 *        own promise: nobody else takes it back; (4) the record of a plan holds articles and quantities as the catalogue of its day
 *        had them, so that an activation asks no catalogue.
 * Source: proto/README.md "Plans and tasks"; decision 0029.
 */
#ifndef HUB_CORE_PLAN_H
#define HUB_CORE_PLAN_H

#include "core/domain.h"

/* plan_decide - PLAN_REGION, REGION_*, ROLE_FORBIDS, HAZARD_UNKNOWN, UNIT_UNKNOWN, FIELD_*, SHARE_REACHED, LIMIT_REACHED; warns; see struct domain */
enum hub_status plan_decide(const struct ask *ask, const struct message *message,
                            struct checked *checked, struct proposal *out, struct fault *fault);

/* plan_apply - see struct domain */
bool plan_apply(struct view *view, const struct record *record, const struct message *message,
                struct view_change *change);

/* plan_decide_activation - PLAN_*, EVENT_UNKNOWN, REGION_FORBIDS, ROLE_FORBIDS, FIELD_*, SHARE_REACHED, LIMIT_REACHED; warns; see struct domain */
enum hub_status plan_decide_activation(const struct ask *ask, const struct message *message,
                                       struct checked *checked, struct proposal *out,
                                       struct fault *fault);

/* plan_apply_activation - see struct domain (1) */
bool plan_apply_activation(struct view *view, const struct record *record,
                           const struct message *message, struct view_change *change);

/* plan_decide_update - TASK_UNKNOWN, SOURCE_FORBIDS, REGION_FORBIDS, ROLE_FORBIDS, DEED_NOT_NOW, FIELD_*; see struct domain */
enum hub_status plan_decide_update(const struct ask *ask, const struct message *message,
                                   struct checked *checked, struct proposal *out,
                                   struct fault *fault);

/* plan_apply_update - see struct domain */
bool plan_apply_update(struct view *view, const struct record *record,
                       const struct message *message, struct view_change *change);

#endif
