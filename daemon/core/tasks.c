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
_Static_assert(sizeof(struct activation) == 4UL * 8 + (9UL + TASK_STATES) * 4 + PLAN_NAME_MAX + 8,
               "no padding");
_Static_assert(sizeof(struct task) == sizeof(struct duty) + 2UL * 8 + 6UL * 4, "no padding");
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

size_t tasks_bytes(const struct tasks_limits *limits)
{
    return pool_bytes(sizeof(struct plan), limits->plans_max) +
           pool_bytes(sizeof(struct plan_line), limits->plan_lines_max) +
           pool_bytes(sizeof(struct activation), limits->activations_max) +
           pool_bytes(sizeof(struct task), limits->tasks_max) + hash_room(limits->plans_max) +
           2 * hash_room(limits->activations_max) + 2 * sizeof(uint32_t) * AREA_CODES + 512;
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
    make_look_up(&tasks->by_activation, zeroed, limits->activations_max);
    make_look_up(&tasks->by_pair, zeroed, limits->activations_max);
    tasks->first_plan_of_area = arena_take(zeroed, sizeof(uint32_t) * AREA_CODES);
    tasks->first_activation_of_area = arena_take(zeroed, sizeof(uint32_t) * AREA_CODES);
    HUB_ASSERT(tasks->first_plan_of_area != NULL && tasks->first_activation_of_area != NULL);
}

/* --- keys: two things may share a hash, then the next key is tried until the thing itself fits --- */

static uint64_t plan_key(uint32_t source, struct slice id)
{
    return hash_bytes(id.data, id.size_bytes) ^ hash_mix(source);
}

static uint64_t activation_key(uint32_t source, uint64_t number)
{
    return hash_mix(hash_mix(number) ^ source);
}

static uint64_t pair_key(uint32_t plan, uint32_t event)
{
    return (uint64_t)plan << 32U | event; /* exact: no two pairs share it */
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

uint32_t tasks_find_activation(const struct tasks *tasks, uint32_t source, uint64_t number)
{
    for (uint64_t key = activation_key(source, number);; key++) {
        const uint32_t place = hash_find(&tasks->by_activation, key);
        if (place == HASH_NONE) {
            return 0;
        }
        const struct activation *held = tasks_activation(tasks, place);
        if (held->source == source && held->number == number) {
            return place;
        }
    }
}

/* The first activation of a plan for an event, ended or not. */
static uint32_t find_pair(const struct tasks *tasks, uint32_t plan, uint32_t event)
{
    const uint32_t place = hash_find(&tasks->by_pair, pair_key(plan, event));
    return place == HASH_NONE ? 0 : place;
}

uint32_t tasks_find_active(const struct tasks *tasks, uint32_t plan, uint32_t event)
{
    const uint32_t first = find_pair(tasks, plan, event);
    if (first == 0) {
        return 0;
    }
    const uint32_t latest = tasks_activation(tasks, first)->latest;
    return tasks_activation(tasks, latest)->ended_utc_us == 0 ? latest : 0;
}

uint32_t tasks_find(const struct tasks *tasks, uint32_t activation, uint32_t line)
{
    const struct activation *held = tasks_activation(tasks, activation);
    return line == 0 || line > held->task_count ? 0 : held->first_task + line - 1;
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

static void put_activation(struct tasks *tasks, uint32_t place)
{
    struct activation *activation = tasks_activation(tasks, place);
    put_under(&tasks->by_activation, activation_key(activation->source, activation->number), place);
    if (activation->latest != 0) {
        hash_put(&tasks->by_pair, pair_key(activation->plan, activation->event), place);
    }
    activation->next_in_area = tasks->first_activation_of_area[activation->area];
    tasks->first_activation_of_area[activation->area] = place;
}

void tasks_index(struct tasks *tasks)
{
    for (uint32_t place = 1; place <= tasks->plans.used; place++) {
        put_plan(tasks, place);
    }
    for (uint32_t place = 1; place <= tasks->activations.used; place++) {
        put_activation(tasks, place);
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
    return pool_has(&tasks->activations, 1) &&
           pool_has(&tasks->tasks, tasks_plan(tasks, plan)->line_count);
}

static void make_task(struct tasks *tasks, uint32_t activation_place, const struct duty *duty)
{
    struct activation *activation = tasks_activation(tasks, activation_place);
    const uint32_t place = pool_take(&tasks->tasks);
    HUB_ASSERT(place != 0); /* room was asked */
    struct task *task = tasks_task(tasks, place);
    task->duty = *duty; /* (2) */
    task->activation = activation_place;
    task->line = ++activation->task_count;
    task->state = TASK_ASSIGNED;
    task->due_utc_us = duty->within_minutes == 0
                           ? 0
                           : activation->at_utc_us + (int64_t)duty->within_minutes * 60 * US_PER_S;
    activation->first_task = activation->first_task == 0 ? place : activation->first_task;
    activation->counts[TASK_ASSIGNED]++;
    HUB_ASSERT(place == activation->first_task + task->line - 1);
}

uint32_t tasks_activate(struct tasks *tasks, const struct activating *activating,
                        struct tasks_change *change)
{
    HUB_ASSERT(tasks_find_active(tasks, activating->plan, activating->event) == 0); /* (4) */
    const struct plan *plan = tasks_plan(tasks, activating->plan);
    const uint32_t first = find_pair(tasks, activating->plan, activating->event);
    const uint32_t place = pool_take(&tasks->activations);
    HUB_ASSERT(place != 0); /* room was asked */
    struct activation *activation = tasks_activation(tasks, place);
    activation->at_utc_us = activating->at_utc_us;
    activation->number = activating->number;
    activation->plan_number = plan->number;
    activation->source = activating->source;
    activation->plan = activating->plan;
    activation->event = activating->event;
    activation->area = plan->area;
    memcpy(activation->name, plan->name, sizeof activation->name);
    activation->latest = first == 0 ? place : 0;
    if (first != 0) {
        tasks_activation(tasks, first)->latest = place;
    }
    put_activation(tasks, place);
    uint32_t line = plan->first_line;
    for (uint32_t i = 0; i < plan->line_count; i++) {
        make_task(tasks, place, &tasks_line(tasks, line)->duty);
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
    struct activation *activation = tasks_activation(tasks, place);
    HUB_ASSERT(activation->ended_utc_us == 0);
    activation->ended_utc_us = at_utc_us;
    change->activation = place;
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
    for (uint32_t i = 0; held->counts[TASK_ASSIGNED] > 0 && i < held->task_count; i++) {
        const struct task *task = tasks_task(tasks, held->first_task + i);
        if (task_is_silent(task, to_utc_us) && task->due_utc_us >= from_utc_us) {
            return true;
        }
    }
    return false;
}
