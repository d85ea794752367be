/*
 * tasks.h - contingency plans as prepared, their activations, and the tasks these made.
 *
 * Read by: view, plan, share, document_plan, hub_silence. Reads: base/, ledger.h (article), limits.h, region.h.
 * Owns: its pools, in the view's room.
 *
 * A *plan* is known by (source, plan_id); its *lines* hang in a list and are those of the version in force. The places of lines that a
 * shorter version does not need stay with the plan. An *activation* is one plan put to work for one event, known by (source, number);
 * its *tasks* hang in a list, the first for line 1. Whether a member is silent is no state: it follows from the time.
 *
 * Holds: (1) a version of a plan gives way only to a higher number; (2) a task keeps what its line said when it was activated; (3) the
 *        counts of an activation are those of its tasks by state; (4) a plan has at most one activation under way for an event;
 *        (5) nothing of it changes but by a record; tasks_audit; (6) which activations are held follows from the journal alone: one that
 *        ended is dropped, with its tasks, by the first records that are taken in more than ACTIVATION_KEPT_US later; a clock that
 *        ran ahead and was set back puts that no further off than ACTIVATION_KEPT_US; (7) the ended ones stand in a queue in the
 *        order of their ends.
 * Source: proto/README.md "Plans and tasks"; the table of life below.
 */
#ifndef HUB_CORE_TASKS_H
#define HUB_CORE_TASKS_H

#include "base/hash.h"
#include "base/pool.h"
#include "core/ledger.h"

/* Numbers as on the wire. */
enum task_deed {
    TASK_NONE,
    TASK_ACCEPT,
    TASK_REFUSE,
    TASK_START,
    TASK_FINISH,
    TASK_CANCEL,
    TASK_END, /* of an activation as a whole */
    TASK_DEEDS,
};

enum task_state {
    TASK_STATE_NONE,
    TASK_ASSIGNED,
    TASK_ACCEPTED,
    TASK_STARTED,
    TASK_DONE,
    TASK_REFUSED,
    TASK_CANCELLED,
    TASK_STATES,
};

/* What a task is in after a deed; TASK_STATE_NONE: the deed is not for that state. */
extern const uint8_t task_life[TASK_STATES][TASK_DEEDS];

struct plan {
    uint64_t number;            /* of the version in force (1) */
    int64_t valid_until_utc_us; /* 0: not said */
    uint32_t source;
    uint32_t area;
    uint32_t retired; /* 1: not to be activated any more */
    uint32_t line_count;
    uint32_t first_line;
    uint32_t line_places; /* in the list, line_count or more */
    uint32_t hazard_count;
    uint32_t next_in_area;
    uint16_t hazards[PLAN_HAZARDS_MAX];
    char id[IDENTIFIER_BYTES_MAX + 8];
    char name[PLAN_NAME_MAX + 8];
};

/* What a line of a plan says, and a task after it. */
struct duty {
    uint64_t thousandths; /* of the article's unit; 0: without goods */
    uint64_t unit_thousandths;
    uint32_t member;
    uint32_t area;
    uint32_t kecamatan; /* 0: not said */
    uint32_t within_minutes;
    uint32_t persons;
    uint32_t households;
    struct article article;
    char what[TASK_TEXT_MAX + 8];
    char point[POINT_BYTES_MAX + 8];
    char cluster[IDENTIFIER_BYTES_MAX + 8];
};

struct plan_line {
    struct duty duty;
    uint32_t next;
    uint32_t unused; /* keeps the size a whole number of words */
};

struct activation {
    int64_t at_utc_us;
    int64_t ended_utc_us; /* 0: under way */
    int64_t dropped_utc_us;
    uint64_t number;
    uint64_t plan_number; /* the version it was */
    uint32_t source;      /* 0: a free place */
    uint32_t plan;
    uint32_t event;
    uint32_t area;
    uint32_t first_task;
    uint32_t task_count;
    uint32_t next_in_queue; /* of the ended ones; of the free places */
    uint32_t next_in_area;
    uint32_t counts[TASK_STATES]; /* (3) */
    uint32_t previous_in_area;
    char name[PLAN_NAME_MAX + 8];
};

struct task {
    struct duty duty;       /* (2) */
    int64_t due_utc_us;     /* 0: no time is said */
    uint64_t update_number; /* what brought it into its state; 0: nothing yet */
    uint32_t update_source;
    uint32_t activation; /* 0: a free place */
    uint32_t line;       /* from 1 */
    uint32_t state;
    uint32_t pledge; /* the offer of its goods; 0: none */
    uint32_t next;   /* of the activation; of the free places */
};

/* The ends of the queues; the one item of a pool, so that it is saved with the others. */
struct tasks_ends {
    uint32_t first_ended;
    uint32_t last_ended;
    uint32_t free_activation;
    uint32_t free_task;
    uint32_t free_tasks; /* how many */
    uint32_t held;       /* activations that are no free places */
};

struct tasks_limits {
    uint32_t plans_max;
    uint32_t plan_lines_max;
    uint32_t activations_max;
    uint32_t tasks_max;
};

struct tasks {
    struct pool plans;
    struct pool lines;
    struct pool activations;
    struct pool tasks;
    struct pool ends;
    struct hash by_plan;
    uint32_t bucket_count;
    uint32_t *named; /* by the key's lowest bits: the first activation of that (source, number) */
    uint32_t *next_named;               /* by activation */
    uint32_t *active;                   /* the same of (plan, event): those under way */
    uint32_t *next_active;              /* by activation */
    uint32_t *first_plan_of_area;       /* AREA_CODES entries */
    uint32_t *first_activation_of_area; /* AREA_CODES entries */
};

#define TASKS_DROPS_MAX 2U /* activations that one record drops: more than one record makes */

/* What one record changed; 0: nothing. */
struct tasks_change {
    uint32_t plan;
    uint32_t activation;
    uint32_t dropped[TASKS_DROPS_MAX];
    uint32_t dropped_area[TASKS_DROPS_MAX];
    uint32_t dropped_source[TASKS_DROPS_MAX];
    uint32_t dropped_tasks[TASKS_DROPS_MAX]; /* how many each had */
    uint32_t dropped_count;
};

/* tasks_bytes - the room tasks_init takes */
size_t tasks_bytes(const struct tasks_limits *limits);

/* tasks_init - nothing planned yet; room from a zeroed arena */
void tasks_init(struct tasks *tasks, struct arena *zeroed, const struct tasks_limits *limits);

/* tasks_index - build the look-ups again after the pools were put back from a snapshot */
void tasks_index(struct tasks *tasks);

/* Look-ups; 0: there is none. What a place points to lives as long as the view. */
uint32_t tasks_find_plan(const struct tasks *tasks, uint32_t source, struct slice id);
uint32_t tasks_find_activation(const struct tasks *tasks, uint32_t source, uint64_t number);

/* tasks_find_active - the activation of this plan for this event that is under way */
uint32_t tasks_find_active(const struct tasks *tasks, uint32_t plan, uint32_t event);

/* tasks_find - the task of a line of an activation */
uint32_t tasks_find(const struct tasks *tasks, uint32_t activation, uint32_t line);

static inline struct plan *tasks_plan(const struct tasks *tasks, uint32_t place)
{
    return pool_at(&tasks->plans, place);
}

static inline struct plan_line *tasks_line(const struct tasks *tasks, uint32_t place)
{
    return pool_at(&tasks->lines, place);
}

static inline struct activation *tasks_activation(const struct tasks *tasks, uint32_t place)
{
    return pool_at(&tasks->activations, place);
}

static inline struct tasks_ends *tasks_ends(const struct tasks *tasks)
{
    return pool_at(&tasks->ends, 1);
}

static inline struct task *tasks_task(const struct tasks *tasks, uint32_t place)
{
    return pool_at(&tasks->tasks, place);
}

/* task_is_silent - assigned, and its time has passed at this moment */
bool task_is_silent(const struct task *task, int64_t at_utc_us);

/* What a version of a plan is, when it is applied. */
struct planning {
    uint32_t source;
    uint64_t number;
    struct slice id;
    struct slice name;
    uint32_t area;
    int64_t valid_until_utc_us;
    bool retired;
    uint32_t hazard_count;
    uint16_t hazards[PLAN_HAZARDS_MAX];
    const struct duty *lines; /* line_count of them, their unused bytes zero */
    uint32_t line_count;
};

/* tasks_lines_wanted - how many more places for lines a version with so many lines takes; plan 0: a new plan */
uint32_t tasks_lines_wanted(const struct tasks *tasks, uint32_t plan, uint32_t lines);

/* tasks_has_room_for_plan - plan 0: a new plan */
bool tasks_has_room_for_plan(const struct tasks *tasks, uint32_t plan, uint32_t lines);

/* tasks_prepare - a version of a plan, not an older one (1). Room was asked. */
void tasks_prepare(struct tasks *tasks, const struct planning *planning,
                   struct tasks_change *change);

/* What an activation is, when it is applied. */
struct activating {
    uint32_t source;
    uint64_t number;
    uint32_t plan;
    uint32_t event;
    int64_t at_utc_us;
};

/* tasks_has_room_for_activation - of this plan */
bool tasks_has_room_for_activation(const struct tasks *tasks, uint32_t plan);

/* tasks_activate - every line of the plan becomes a task; none is under way for the event (4). Room was asked. Returns its place. */
uint32_t tasks_activate(struct tasks *tasks, const struct activating *activating,
                        struct tasks_change *change);

/* tasks_do - a deed that task_life has for the state of the task at a place; by the update (source, number) */
void tasks_do(struct tasks *tasks, uint32_t place, enum task_deed deed, uint32_t source,
              uint64_t number, struct tasks_change *change);

/* tasks_end - the activation is over: into the queue of those that are dropped (7); its tasks were cancelled by tasks_do before */
void tasks_end(struct tasks *tasks, uint32_t place, int64_t at_utc_us, struct tasks_change *change);

/* tasks_drop - forget the ended ones whose time has come at this record, the oldest first, TASKS_DROPS_MAX at most (6) */
void tasks_drop(struct tasks *tasks, int64_t at_utc_us, struct tasks_change *change);

/* tasks_turn_silent - does any task of the activation turn silent, or back, between two moments? */
bool tasks_turn_silent(const struct tasks *tasks, uint32_t activation, int64_t from_utc_us,
                       int64_t to_utc_us);

/* tasks_audit - recompute counts and lists from the tasks and lines alone; true when all agree. Slow: for tests. */
bool tasks_audit(const struct tasks *tasks, const struct ledger *ledger);

#endif
