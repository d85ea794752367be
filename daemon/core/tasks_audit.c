/* Plans, activations and tasks computed once more, without the running counts. */
#include "core/tasks.h"

#include "base/ids.h"

/* The list of its lines holds exactly its places, and nothing stands in those that the version does not need. */
static bool plan_agrees(const struct tasks *tasks, uint32_t place)
{
    static const struct duty nothing;
    const struct plan *plan = tasks_plan(tasks, place);
    uint32_t count = 0;
    for (uint32_t at = plan->first_line; at != 0; at = tasks_line(tasks, at)->next) {
        const struct duty *duty = &tasks_line(tasks, at)->duty;
        const bool is_blank = memcmp(duty, &nothing, sizeof nothing) == 0;
        if (++count > tasks->lines.used || is_blank != (count > plan->line_count)) {
            return false;
        }
    }
    return count == plan->line_places && plan->line_count <= PLAN_LINES_MAX && plan->number != 0 &&
           tasks_find_plan(tasks, plan->source, slice_of(plan->id)) == place;
}

/* (2) as far as it shows: the offer is its own, of its goods, for its event until an allotment moved it. */
static bool offer_agrees(const struct tasks *tasks, const struct ledger *ledger,
                         const struct task *task)
{
    const struct activation *activation = tasks_activation(tasks, task->activation);
    if (task->pledge == 0 || task->duty.thousandths == 0) {
        return task->pledge == 0 && task->duty.thousandths == 0;
    }
    const struct pledge *pledge = ledger_pledge(ledger, task->pledge);
    const bool taken_back = task->state == TASK_REFUSED || task->state == TASK_CANCELLED;
    return pledge->source == activation->source && pledge->number == activation->number &&
           pledge->part == task->line && pledge->giver == task->duty.member &&
           pledge->amount <= task->duty.thousandths &&
           (!taken_back || pledge->state != PLEDGE_OFFERED) &&
           (task->state != TASK_ACCEPTED || pledge->state != PLEDGE_OFFERED);
}

static bool task_agrees(const struct tasks *tasks, const struct ledger *ledger,
                        const struct activation *activation, const struct task *task)
{
    const int64_t due_utc_us =
        activation->at_utc_us + (int64_t)task->duty.within_minutes * 60 * US_PER_S;
    return task->due_utc_us == (task->duty.within_minutes == 0 ? 0 : due_utc_us) &&
           (task->state == TASK_ASSIGNED) == (task->update_number == 0) &&
           offer_agrees(tasks, ledger, task);
}

static bool is_in_its_area(const struct tasks *tasks, uint32_t place)
{
    const struct activation *activation = tasks_activation(tasks, place);
    const bool is_first = activation->previous_in_area == 0;
    return is_first == (tasks->first_activation_of_area[activation->area] == place) &&
           (is_first ||
            tasks_activation(tasks, activation->previous_in_area)->next_in_area == place) &&
           (activation->next_in_area == 0 ||
            tasks_activation(tasks, activation->next_in_area)->previous_in_area == place);
}

/* (3), (4) */
static bool activation_agrees(const struct tasks *tasks, const struct ledger *ledger,
                              uint32_t place)
{
    const struct activation *activation = tasks_activation(tasks, place);
    uint32_t counts[TASK_STATES] = {0};
    uint32_t line = 0;
    for (uint32_t at = activation->first_task; at != 0; at = tasks_task(tasks, at)->next) {
        const struct task *task = tasks_task(tasks, at);
        counts[task->state]++;
        if (++line > activation->task_count || task->activation != place || task->line != line ||
            !task_agrees(tasks, ledger, activation, task)) {
            return false;
        }
    }
    const bool has_open = counts[TASK_ASSIGNED] + counts[TASK_ACCEPTED] + counts[TASK_STARTED] > 0;
    const bool is_ended = activation->ended_utc_us != 0;
    return line == activation->task_count &&
           memcmp(counts, activation->counts, sizeof counts) == 0 && !(is_ended && has_open) &&
           is_ended == (tasks_find_active(tasks, activation->plan, activation->event) != place) &&
           tasks_find_activation(tasks, activation->source, activation->number) == place &&
           is_in_its_area(tasks, place);
}

/* (7), and the free places: each ended one once in the queue, every place that is not held once among the free. */
static bool queues_agree(const struct tasks *tasks)
{
    const struct tasks_ends *ends = tasks_ends(tasks);
    uint32_t held = 0;
    uint32_t ended = 0;
    uint32_t listed = 0;
    uint32_t queued = 0;
    uint32_t last = 0;
    uint32_t free_places = 0;
    uint32_t free_tasks = 0;
    for (uint32_t place = 1; place <= tasks->activations.used; place++) {
        const struct activation *activation = tasks_activation(tasks, place);
        held += activation->source == 0 ? 0 : 1;
        ended += activation->ended_utc_us == 0 ? 0 : 1;
        listed += activation->task_count;
    }
    for (uint32_t at = ends->first_ended; at != 0 && queued <= ended;
         at = tasks_activation(tasks, at)->next_in_queue) {
        queued += tasks_activation(tasks, at)->ended_utc_us == 0 ? ended + 1 : 1;
        last = at;
    }
    for (uint32_t at = ends->free_activation; at != 0 && free_places <= tasks->activations.used;
         at = tasks_activation(tasks, at)->next_in_queue) {
        free_places += tasks_activation(tasks, at)->source == 0 ? 1 : tasks->activations.used + 1;
    }
    for (uint32_t at = ends->free_task; at != 0 && free_tasks <= tasks->tasks.used;
         at = tasks_task(tasks, at)->next) {
        free_tasks += tasks_task(tasks, at)->activation == 0 ? 1 : tasks->tasks.used + 1;
    }
    return held == ends->held && queued == ended && last == ends->last_ended &&
           free_places + held == tasks->activations.used && free_tasks == ends->free_tasks &&
           free_tasks + listed == tasks->tasks.used;
}

bool tasks_audit(const struct tasks *tasks, const struct ledger *ledger)
{
    uint64_t places = 0;
    bool good = queues_agree(tasks);
    for (uint32_t place = 1; good && place <= tasks->plans.used; place++) {
        good = plan_agrees(tasks, place);
        places += tasks_plan(tasks, place)->line_places;
    }
    for (uint32_t place = 1; good && place <= tasks->activations.used; place++) {
        good =
            tasks_activation(tasks, place)->source == 0 || activation_agrees(tasks, ledger, place);
    }
    return good && places == tasks->lines.used;
}
