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

/* (3), (4) */
static bool activation_agrees(const struct tasks *tasks, const struct ledger *ledger,
                              uint32_t place)
{
    const struct activation *activation = tasks_activation(tasks, place);
    uint32_t counts[TASK_STATES] = {0};
    for (uint32_t line = 1; line <= activation->task_count; line++) {
        const struct task *task = tasks_task(tasks, tasks_find(tasks, place, line));
        counts[task->state]++;
        if (task->activation != place || task->line != line ||
            !task_agrees(tasks, ledger, activation, task)) {
            return false;
        }
    }
    const bool has_open = counts[TASK_ASSIGNED] + counts[TASK_ACCEPTED] + counts[TASK_STARTED] > 0;
    const bool is_ended = activation->ended_utc_us != 0;
    return memcmp(counts, activation->counts, sizeof counts) == 0 && !(is_ended && has_open) &&
           (is_ended || tasks_find_active(tasks, activation->plan, activation->event) == place) &&
           tasks_find_activation(tasks, activation->source, activation->number) == place;
}

bool tasks_audit(const struct tasks *tasks, const struct ledger *ledger)
{
    uint64_t listed = 0;
    uint64_t places = 0;
    bool good = true;
    for (uint32_t place = 1; good && place <= tasks->plans.used; place++) {
        good = plan_agrees(tasks, place);
        places += tasks_plan(tasks, place)->line_places;
    }
    for (uint32_t place = 1; good && place <= tasks->activations.used; place++) {
        good = activation_agrees(tasks, ledger, place);
        listed += tasks_activation(tasks, place)->task_count;
    }
    return good && listed == tasks->tasks.used && places == tasks->lines.used;
}
