#include "core/tasks.h"

#include "base/assert.h"
#include "base/ids.h"
#include "base/text.h"

/* The bytes of the pools are the state: they are saved as they are and compared byte by byte. */
_Static_assert(sizeof(struct plan) == 2UL * 8 + 8UL * 4 + 2UL * PLAN_HAZARDS_MAX +
                                          IDENTIFIER_BYTES_MAX + PLAN_NAME_MAX + 16,
               "no padding");
_Static_assert(sizeof(struct duty) == 2UL * 8 + 6UL * 4 + sizeof(struct article) + TASK_TEXT_MAX +
                                          POINT_BYTES_MAX + IDENTIFIER_BYTES_MAX + 24,
               "no padding");
_Static_assert(sizeof(struct plan_line) == sizeof(struct duty) + 8, "no padding");
_Static_assert(sizeof(struct activation) == 5UL * 8 + (9UL + TASK_STATES) * 4 + PLAN_NAME_MAX + 8,
               "no padding");
_Static_assert(sizeof(struct task) == sizeof(struct duty) + 2UL * 8 + 6UL * 4, "no padding");
_Static_assert(sizeof(struct tasks_ends) == 6UL * 4, "no padding");
_Static_assert(sizeof(struct plan) % 8 == 0 && sizeof(struct duty) % 8 == 0, "no padding");
_Static_assert(PLAN_LINES_MAX <= NEED_LINES_MAX, "struct ledger_change holds what one end changes");

#define A TASK_ASSIGNED
#define C TASK_CANCELLED
#define D TASK_DONE
#define R TASK_REFUSED
#define S TASK_STARTED
#define T TASK_ACCEPTED

/* clang-format off */
const uint8_t task_life[TASK_STATES][TASK_DEEDS] = {
    /*                  none ACCEPT REFUSE START DONE CANCEL END */
    [TASK_ASSIGNED]  = {0,   T,     R,     S,    D,   C,     C},
    [TASK_ACCEPTED]  = {0,   0,     R,     S,    D,   C,     C},
    [TASK_STARTED]   = {0,   0,     R,     0,    D,   C,     C},
    [TASK_DONE]      = {0},
    [TASK_REFUSED]   = {0},
    [TASK_CANCELLED] = {0},
};
/* clang-format on */
#undef A
#undef C
#undef D
#undef R
#undef S
#undef T

/* --- room --- */

static size_t hash_room(uint32_t entries)
{
    return sizeof(struct hash_slot) * hash_slots_for(entries);
}

static uint32_t buckets_for(uint32_t activations_max)
{
    uint32_t count = 16;
    while (count < activations_max) {
        count *= 2U;
    }
    return count;
}

size_t tasks_bytes(const struct tasks_limits *limits)
{
    const size_t places =
        2UL * (buckets_for(limits->activations_max) + (size_t)limits->activations_max + 1) +
        2UL * AREA_CODES;
    return pool_bytes(sizeof(struct plan), limits->plans_max) +
           pool_bytes(sizeof(struct plan_line), limits->plan_lines_max) +
           pool_bytes(sizeof(struct activation), limits->activations_max) +
           pool_bytes(sizeof(struct task), limits->tasks_max) +
           pool_bytes(sizeof(struct tasks_ends), 1) + hash_room(limits->plans_max) +
           sizeof(uint32_t) * places + 512;
}

static uint32_t *take_places(struct arena *zeroed, size_t count)
{
    uint32_t *places = arena_take(zeroed, sizeof(uint32_t) * count);
    HUB_ASSERT(places != NULL);
    return places;
}

static void make_look_up(struct hash *hash, struct arena *zeroed, uint32_t entries)
{
    const uint32_t slots = hash_slots_for(entries);
    struct hash_slot *room = arena_take(zeroed, sizeof(struct hash_slot) * slots);
    HUB_ASSERT(room != NULL);
    hash_init(hash, room, slots);
}

void tasks_init(struct tasks *tasks, struct arena *zeroed, const struct tasks_limits *limits)
{
    pool_init(&tasks->plans, zeroed, sizeof(struct plan), limits->plans_max);
    pool_init(&tasks->lines, zeroed, sizeof(struct plan_line), limits->plan_lines_max);
    pool_init(&tasks->activations, zeroed, sizeof(struct activation), limits->activations_max);
    pool_init(&tasks->tasks, zeroed, sizeof(struct task), limits->tasks_max);
    make_look_up(&tasks->by_plan, zeroed, limits->plans_max);
    pool_init(&tasks->ends, zeroed, sizeof(struct tasks_ends), 1);
    tasks->bucket_count = buckets_for(limits->activations_max);
    tasks->named = take_places(zeroed, tasks->bucket_count);
    tasks->next_named = take_places(zeroed, (size_t)limits->activations_max + 1);
    tasks->active = take_places(zeroed, tasks->bucket_count);
    tasks->next_active = take_places(zeroed, (size_t)limits->activations_max + 1);
    tasks->first_plan_of_area = take_places(zeroed, AREA_CODES);
    tasks->first_activation_of_area = take_places(zeroed, AREA_CODES);
    const uint32_t ends = pool_take(&tasks->ends);
    HUB_ASSERT(ends == 1);
}

/* --- keys: two things may share a hash, then the next key is tried until the thing itself fits --- */

static uint64_t plan_key(uint32_t source, struct slice id)
{
    return hash_bytes(id.data, id.size_bytes) ^ hash_mix(source);
}

uint32_t tasks_find_plan(const struct tasks *tasks, uint32_t source, struct slice id)
{
    for (uint64_t key = plan_key(source, id);; key++) {
        const uint32_t place = hash_find(&tasks->by_plan, key);
        if (place == HASH_NONE) {
            return 0;
        }
        const struct plan *held = tasks_plan(tasks, place);
        if (held->source == source && slice_equal(id, slice_of(held->id))) {
            return place;
        }
    }
}

static uint32_t *bucket_of_name(const struct tasks *tasks, uint32_t source, uint64_t number)
{
    const uint64_t key = hash_mix(hash_mix(number) ^ source);
    return &tasks->named[(uint32_t)key & (tasks->bucket_count - 1)];
}

static uint32_t *bucket_of_pair(const struct tasks *tasks, uint32_t plan, uint32_t event)
{
    const uint64_t key = hash_mix((uint64_t)plan << 32U | event);
    return &tasks->active[(uint32_t)key & (tasks->bucket_count - 1)];
}

uint32_t tasks_find_activation(const struct tasks *tasks, uint32_t source, uint64_t number)
{
    uint32_t at = *bucket_of_name(tasks, source, number);
    for (; at != 0; at = tasks->next_named[at]) {
        const struct activation *held = tasks_activation(tasks, at);
        if (held->source == source && held->number == number) {
            return at;
        }
    }
    return 0;
}

uint32_t tasks_find_active(const struct tasks *tasks, uint32_t plan, uint32_t event)
{
    uint32_t at = *bucket_of_pair(tasks, plan, event);
    for (; at != 0; at = tasks->next_active[at]) {
        const struct activation *held = tasks_activation(tasks, at);
        if (held->plan == plan && held->event == event) {
            return at;
        }
    }
    return 0;
}

uint32_t tasks_find(const struct tasks *tasks, uint32_t activation, uint32_t line)
{
    uint32_t at = tasks_activation(tasks, activation)->first_task;
    while (at != 0 && tasks_task(tasks, at)->line != line) {
        at = tasks_task(tasks, at)->next;
    }
    return at;
}

/* Put a place under the first key from this one on that is free. */
static void put_under(struct hash *hash, uint64_t key, uint32_t place)
{
    while (hash_find(hash, key) != HASH_NONE) {
        key++;
    }
    hash_put(hash, key, place);
}

static void put_plan(struct tasks *tasks, uint32_t place)
{
    struct plan *plan = tasks_plan(tasks, place);
    put_under(&tasks->by_plan, plan_key(plan->source, slice_of(plan->id)), place);
    plan->next_in_area = tasks->first_plan_of_area[plan->area];
    tasks->first_plan_of_area[plan->area] = place;
}

/* Under its name, and while it is under way under its plan and event. */
static void put_activation(struct tasks *tasks, uint32_t place)
{
    const struct activation *activation = tasks_activation(tasks, place);
    uint32_t *bucket = bucket_of_name(tasks, activation->source, activation->number);
    tasks->next_named[place] = *bucket;
    *bucket = place;
    if (activation->ended_utc_us == 0) {
        bucket = bucket_of_pair(tasks, activation->plan, activation->event);
        tasks->next_active[place] = *bucket;
        *bucket = place;
    }
}

/* Out of the chain that begins in this bucket. */
static void take_out(uint32_t *bucket, uint32_t *next, uint32_t place)
{
    uint32_t *at = bucket;
    while (*at != place) {
        at = &next[*at];
    }
    *at = next[place];
    next[place] = 0;
}

void tasks_index(struct tasks *tasks)
{
    for (uint32_t place = 1; place <= tasks->plans.used; place++) {
        put_plan(tasks, place);
    }
    for (uint32_t place = 1; place <= tasks->activations.used; place++) {
        const struct activation *activation = tasks_activation(tasks, place);
        if (activation->source == 0) {
            continue;
        }
        put_activation(tasks, place);
        if (activation->previous_in_area == 0) {
            tasks->first_activation_of_area[activation->area] = place;
        }
    }
}

/* --- plans --- */

uint32_t tasks_lines_wanted(const struct tasks *tasks, uint32_t plan, uint32_t lines)
{
    const uint32_t held = plan == 0 ? 0 : tasks_plan(tasks, plan)->line_places;
    return lines > held ? lines - held : 0;
}

static bool pool_has(const struct pool *pool, uint32_t more)
{
    return pool->max - pool->used >= more;
}

bool tasks_has_room_for_plan(const struct tasks *tasks, uint32_t plan, uint32_t lines)
{
    return pool_has(&tasks->plans, plan == 0 ? 1 : 0) &&
           pool_has(&tasks->lines, tasks_lines_wanted(tasks, plan, lines));
}

static uint32_t make_plan(struct tasks *tasks, const struct planning *planning)
{
    const uint32_t known = tasks_find_plan(tasks, planning->source, planning->id);
    if (known != 0) {
        return known;
    }
    const uint32_t place = pool_take(&tasks->plans);
    HUB_ASSERT(place != 0); /* room was asked */
    struct plan *plan = tasks_plan(tasks, place);
    plan->source = planning->source;
    plan->area = planning->area;
    text_copy(plan->id, IDENTIFIER_BYTES_MAX + 1, planning->id);
    put_plan(tasks, place);
    return place;
}

/* The lines of the version into the places the plan has, and as many more as it needs; what is left over is wiped. */
static void fill_lines(struct tasks *tasks, struct plan *plan, const struct planning *planning)
{
    uint32_t *at = &plan->first_line;
    uint32_t filled = 0;
    while (filled < planning->line_count || *at != 0) {
        if (*at == 0) {
            *at = pool_take(&tasks->lines);
            HUB_ASSERT(*at != 0); /* room was asked */
            plan->line_places++;
        }
        struct plan_line *line = tasks_line(tasks, *at);
        memset(&line->duty, 0, sizeof line->duty);
        if (filled < planning->line_count) {
            line->duty = planning->lines[filled++];
        }
        at = &line->next;
    }
    plan->line_count = planning->line_count;
}

void tasks_prepare(struct tasks *tasks, const struct planning *planning,
                   struct tasks_change *change)
{
    const uint32_t place = make_plan(tasks, planning);
    struct plan *plan = tasks_plan(tasks, place);
    HUB_ASSERT(plan->area == planning->area);
    HUB_ASSERT(planning->number >= plan->number); /* (1) */
    plan->number = planning->number;
    plan->valid_until_utc_us = planning->valid_until_utc_us;
    plan->retired = planning->retired ? 1 : 0;
    plan->hazard_count = planning->hazard_count;
    memcpy(plan->hazards, planning->hazards, sizeof plan->hazards);
    memset(plan->name, 0, sizeof plan->name);
    text_copy(plan->name, PLAN_NAME_MAX + 1, planning->name);
    fill_lines(tasks, plan, planning);
    change->plan = place;
}

/* --- activations --- */

bool tasks_has_room_for_activation(const struct tasks *tasks, uint32_t plan)
{
    const struct tasks_ends *ends = tasks_ends(tasks);
    const uint64_t free_tasks = (uint64_t)ends->free_tasks + tasks->tasks.max - tasks->tasks.used;
    return ends->held < tasks->activations.max && free_tasks >= tasks_plan(tasks, plan)->line_count;
}

static uint32_t take_activation(struct tasks *tasks)
{
    struct tasks_ends *ends = tasks_ends(tasks);
    uint32_t place = ends->free_activation;
    if (place != 0) {
        ends->free_activation = tasks_activation(tasks, place)->next_in_queue;
    } else {
        place = pool_take(&tasks->activations);
    }
    HUB_ASSERT(place != 0); /* room was asked */
    memset(tasks_activation(tasks, place), 0, sizeof(struct activation));
    ends->held++;
    return place;
}

static uint32_t take_task(struct tasks *tasks)
{
    struct tasks_ends *ends = tasks_ends(tasks);
    uint32_t place = ends->free_task;
    if (place != 0) {
        ends->free_task = tasks_task(tasks, place)->next;
        ends->free_tasks--;
    } else {
        place = pool_take(&tasks->tasks);
    }
    HUB_ASSERT(place != 0); /* room was asked */
    memset(tasks_task(tasks, place), 0, sizeof(struct task));
    return place;
}

/* The task of the next line, behind the others; returns where the one after it hangs. */
static uint32_t *make_task(struct tasks *tasks, uint32_t activation_place, uint32_t *at,
                           const struct duty *duty)
{
    struct activation *activation = tasks_activation(tasks, activation_place);
    const uint32_t place = take_task(tasks);
    struct task *task = tasks_task(tasks, place);
    task->duty = *duty; /* (2) */
    task->activation = activation_place;
    task->line = ++activation->task_count;
    task->state = TASK_ASSIGNED;
    task->due_utc_us = duty->within_minutes == 0
                           ? 0
                           : activation->at_utc_us + (int64_t)duty->within_minutes * 60 * US_PER_S;
    activation->counts[TASK_ASSIGNED]++;
    *at = place;
    return &task->next;
}

static void enter_area(struct tasks *tasks, uint32_t place)
{
    struct activation *activation = tasks_activation(tasks, place);
    uint32_t *first = &tasks->first_activation_of_area[activation->area];
    activation->next_in_area = *first;
    if (*first != 0) {
        tasks_activation(tasks, *first)->previous_in_area = place;
    }
    *first = place;
}

uint32_t tasks_activate(struct tasks *tasks, const struct activating *activating,
                        struct tasks_change *change)
{
    HUB_ASSERT(tasks_find_active(tasks, activating->plan, activating->event) == 0); /* (4) */
    const struct plan *plan = tasks_plan(tasks, activating->plan);
    const uint32_t place = take_activation(tasks);
    struct activation *activation = tasks_activation(tasks, place);
    activation->at_utc_us = activating->at_utc_us;
    activation->number = activating->number;
    activation->plan_number = plan->number;
    activation->source = activating->source;
    activation->plan = activating->plan;
    activation->event = activating->event;
    activation->area = plan->area;
    memcpy(activation->name, plan->name, sizeof activation->name);
    put_activation(tasks, place);
    enter_area(tasks, place);
    uint32_t line = plan->first_line;
    uint32_t *at = &activation->first_task;
    for (uint32_t i = 0; i < plan->line_count; i++) {
        at = make_task(tasks, place, at, &tasks_line(tasks, line)->duty);
        line = tasks_line(tasks, line)->next;
    }
    change->activation = place;
    return place;
}

void tasks_do(struct tasks *tasks, uint32_t place, enum task_deed deed, uint32_t source,
              uint64_t number, struct tasks_change *change)
{
    struct task *task = tasks_task(tasks, place);
    struct activation *activation = tasks_activation(tasks, task->activation);
    const uint8_t next = task_life[task->state][deed];
    HUB_ASSERT(next != TASK_STATE_NONE);
    activation->counts[task->state]--;
    activation->counts[next]++;
    task->state = next;
    task->update_source = source;
    task->update_number = number;
    change->activation = task->activation;
}

void tasks_end(struct tasks *tasks, uint32_t place, int64_t at_utc_us, struct tasks_change *change)
{
    struct tasks_ends *ends = tasks_ends(tasks);
    struct activation *activation = tasks_activation(tasks, place);
    HUB_ASSERT(activation->ended_utc_us == 0);
    take_out(bucket_of_pair(tasks, activation->plan, activation->event), tasks->next_active, place);
    activation->ended_utc_us = at_utc_us;
    activation->dropped_utc_us = at_utc_us + ACTIVATION_KEPT_US;
    if (ends->last_ended != 0) {
        tasks_activation(tasks, ends->last_ended)->next_in_queue = place;
    } else {
        ends->first_ended = place;
    }
    ends->last_ended = place;
    change->activation = place;
}

/* --- what ended long ago --- */

static void leave_area(struct tasks *tasks, const struct activation *activation)
{
    if (activation->previous_in_area != 0) {
        tasks_activation(tasks, activation->previous_in_area)->next_in_area =
            activation->next_in_area;
    } else {
        tasks->first_activation_of_area[activation->area] = activation->next_in_area;
    }
    if (activation->next_in_area != 0) {
        tasks_activation(tasks, activation->next_in_area)->previous_in_area =
            activation->previous_in_area;
    }
}

static void free_tasks(struct tasks *tasks, const struct activation *activation)
{
    struct tasks_ends *ends = tasks_ends(tasks);
    uint32_t at = activation->first_task;
    while (at != 0) {
        struct task *task = tasks_task(tasks, at);
        const uint32_t next = task->next;
        memset(task, 0, sizeof *task);
        task->next = ends->free_task;
        ends->free_task = at;
        ends->free_tasks++;
        at = next;
    }
}

static void drop_first(struct tasks *tasks, struct tasks_change *change)
{
    struct tasks_ends *ends = tasks_ends(tasks);
    const uint32_t place = ends->first_ended;
    const uint32_t nth = change->dropped_count++;
    struct activation *activation = tasks_activation(tasks, place);
    change->dropped[nth] = place;
    change->dropped_area[nth] = activation->area;
    change->dropped_source[nth] = activation->source;
    change->dropped_tasks[nth] = activation->task_count;
    ends->first_ended = activation->next_in_queue;
    if (ends->first_ended == 0) {
        ends->last_ended = 0;
    }
    take_out(bucket_of_name(tasks, activation->source, activation->number), tasks->next_named,
             place);
    leave_area(tasks, activation);
    free_tasks(tasks, activation);
    memset(activation, 0, sizeof *activation);
    activation->next_in_queue = ends->free_activation;
    ends->free_activation = place;
    ends->held--;
}

/* After a clock that ran ahead and was set back, nothing waits for the time it had. */
static void follow_clock(struct tasks *tasks, int64_t at_utc_us)
{
    const int64_t latest_utc_us = at_utc_us + ACTIVATION_KEPT_US;
    uint32_t at = tasks_ends(tasks)->first_ended;
    if (at == 0 || tasks_activation(tasks, at)->dropped_utc_us <= latest_utc_us) {
        return;
    }
    while (at != 0) {
        struct activation *activation = tasks_activation(tasks, at);
        if (activation->dropped_utc_us > latest_utc_us) {
            activation->dropped_utc_us = latest_utc_us;
        }
        at = activation->next_in_queue;
    }
}

void tasks_drop(struct tasks *tasks, int64_t at_utc_us, struct tasks_change *change)
{
    const struct tasks_ends *ends = tasks_ends(tasks);
    follow_clock(tasks, at_utc_us);
    while (change->dropped_count < TASKS_DROPS_MAX && ends->first_ended != 0 &&
           tasks_activation(tasks, ends->first_ended)->dropped_utc_us <= at_utc_us) {
        drop_first(tasks, change);
    }
}

/* --- who is silent --- */

bool task_is_silent(const struct task *task, int64_t at_utc_us)
{
    return task->state == TASK_ASSIGNED && task->due_utc_us != 0 && task->due_utc_us <= at_utc_us;
}

bool tasks_turn_silent(const struct tasks *tasks, uint32_t activation, int64_t from_utc_us,
                       int64_t to_utc_us)
{
    const struct activation *held = tasks_activation(tasks, activation);
    uint32_t at = held->counts[TASK_ASSIGNED] > 0 ? held->first_task : 0;
    for (; at != 0; at = tasks_task(tasks, at)->next) {
        const struct task *task = tasks_task(tasks, at);
        if (task_is_silent(task, to_utc_us) && task->due_utc_us >= from_utc_us) {
            return true;
        }
    }
    return false;
}
