/*
 * sitrep.h - situation reports: taking them in, correcting them, taking them back, confirming them.
 *
 * Read by: domain. Reads: domain.h.
 * Holds: (1) a report belongs to a declared event; (2) only the source that numbered a report takes it back or
 *        corrects it; (3) the record of a correction, withdrawal or verification names the place of the report it
 *        is about, so that replaying it reads nothing else.
 * Source: proto/README.md "Situation report"; decision 0004 (how many versions are kept).
 */
#ifndef HUB_CORE_SITREP_H
#define HUB_CORE_SITREP_H

#include "core/domain.h"

/*
 * sitrep_decide - may this report be taken in?
 *
 * HUB_E_EVENT_UNKNOWN, HUB_E_REGION_FORBIDS, HUB_E_SHARE_REACHED, HUB_E_LIMIT_REACHED, and for `revises` HUB_E_REPORT_UNKNOWN,
 * HUB_E_REPORT_WITHDRAWN, HUB_E_REPORT_TOO_OLD, HUB_E_READ_FAILED. Warns of falls without a reason, of regencies the
 * event does not name, of reports older than what is known. See struct domain.
 */
enum hub_status sitrep_decide(const struct ask *ask, const struct message *message,
                              struct checked *checked, struct proposal *out, struct fault *fault);

/* sitrep_apply - see struct domain */
bool sitrep_apply(struct view *view, const struct record *record, const struct message *message,
                  struct view_change *change);

/* sitrep_decide_withdrawal - HUB_E_REPORT_UNKNOWN, HUB_E_REPORT_WITHDRAWN, HUB_E_REPORT_TOO_OLD; see struct domain */
enum hub_status sitrep_decide_withdrawal(const struct ask *ask, const struct message *message,
                                         struct checked *checked, struct proposal *out,
                                         struct fault *fault);

/* sitrep_apply_withdrawal - see struct domain */
bool sitrep_apply_withdrawal(struct view *view, const struct record *record,
                             const struct message *message, struct view_change *change);

/* sitrep_decide_verification - the same refusals, and HUB_E_ROLE_FORBIDS, HUB_E_REGION_FORBIDS; see struct domain */
enum hub_status sitrep_decide_verification(const struct ask *ask, const struct message *message,
                                           struct checked *checked, struct proposal *out,
                                           struct fault *fault);

/* sitrep_apply_verification - see struct domain */
bool sitrep_apply_verification(struct view *view, const struct record *record,
                               const struct message *message, struct view_change *change);

/* Does a message in the journal still stand? */
enum standing {
    STANDING_STANDS,
    STANDING_UNDONE,  /* withdrawn or replaced */
    STANDING_UNKNOWN, /* its version was given up: it may have been either */
};

/* sitrep_standing - of the message in this record, for inquiries; what is no report always stands */
enum standing sitrep_standing(const struct view *view, const struct record *record,
                              const struct message *message);

#endif
