/*
 * pusdalops_plan.h - building messages of contingency plans: a plan line by line, its activation, what becomes of a task.
 *
 * Read by: pusdalops.h; programs include that. Reads: pusdalops_logistics.h.
 * Owns: a message is the caller's, from the _new that made it to pusdalops_message_free. Texts given to a builder are copied.
 * Source: proto/pusdalops/v1/plan.proto; proto/README.md "Plans and tasks".
 */
#ifndef PUSDALOPS_PLAN_H
#define PUSDALOPS_PLAN_H

#include "pusdalops_logistics.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PUSDALOPS_PLAN_LINES_MAX     32U
#define PUSDALOPS_PLAN_HAZARDS_MAX   16U
#define PUSDALOPS_WITHIN_MINUTES_MAX 525600U /* a year */

/* A plan. Texts may be NULL, the time 0: not said. */
struct pusdalops_plan {
    const char *plan_id;     /* a-z 0-9 . -, at most 64 */
    const char *name;        /* at most 200 bytes */
    const char *region;      /* regency "32.16" or province "32"; the same for every version */
    const uint32_t *hazards; /* BNPB codes 101 to 117; none: for any */
    size_t hazard_count;     /* at most PUSDALOPS_PLAN_HAZARDS_MAX */
    int64_t valid_until_us;
    bool retired;          /* not to be activated any more; needs no lines */
    const char *reference; /* the decree, at most 500 bytes */
};

/* One line of it: who does what, where, by when, with which goods. */
struct pusdalops_plan_line {
    const char *member;                        /* a source of the roster */
    const char *cluster_id;                    /* optional */
    const char *what;                          /* at most 200 bytes */
    const struct pusdalops_quantity *quantity; /* NULL: without goods */
    const char *region;                        /* within the plan's; NULL: the plan's own */
    const char *kecamatan;                     /* "32.16.15"; optional */
    const char *point;                         /* at most 64 bytes; optional */
    uint32_t within_minutes;                   /* after the activation; 0: no time is said */
    uint32_t persons;
    uint32_t households;
};

/*
 * pusdalops_plan_new - a plan with no line yet.
 *
 * PUSDALOPS_E_FIELD for a code, name or text out of its form.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_plan_new(const struct pusdalops_plan *plan,
                                                       struct pusdalops_message **out);

/*
 * pusdalops_plan_line - one more line; they are numbered from 1 in this order.
 *
 * PUSDALOPS_E_FIELD for a value out of its range, PUSDALOPS_E_FULL beyond PUSDALOPS_PLAN_LINES_MAX. A plan without a line is not
 * encoded, unless it is retired.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_plan_line(struct pusdalops_message *message,
                                                        const struct pusdalops_plan_line *line);

/*
 * pusdalops_activation_new - put a plan to work for an event.
 *
 *   source    who keeps the plan
 *   number    the Plan message that was looked at; another one in force is refused. 0: the one in force
 *   reason    at most 500 bytes; NULL: none
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_activation_new(const char *source, const char *plan_id, uint64_t number,
                         const char *event_id, const char *reason, struct pusdalops_message **out);

/*
 * pusdalops_task_update_new - say what became of a task.
 *
 *   task    source and number of the activation, and the line; to end the activation as a whole the line is 0
 *   deed    PUSDALOPS_WORDS_TASK_DEED
 *   note    at most 500 bytes; required to refuse, otherwise it may be NULL
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_task_update_new(const struct pusdalops_reference *task, uint32_t deed, const char *note,
                          struct pusdalops_message **out);

#ifdef __cplusplus
}
#endif

#endif
