#include "core/document_plan.h"

#include "base/assert.h"
#include "core/document_build.h"
#include "core/document_logistics.h"

typedef Pusdalops__V1__PlanStatus Plan;
typedef Pusdalops__V1__ActivationStatus Activation;

static char *copy_kecamatan(const struct desk *desk, uint32_t kecamatan)
{
    return kecamatan == 0 ? build_copy(desk->arena, "") : build_code(desk->arena, kecamatan);
}

/* --- a plan --- */

static Pusdalops__V1__PlanLineStatus *build_line(const struct desk *desk, const struct duty *duty)
{
    Pusdalops__V1__PlanLineStatus *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__plan_line_status__init(out);
    out->member = build_source(desk, duty->member);
    out->cluster_id = build_copy(desk->arena, duty->cluster);
    out->what = build_copy(desk->arena, duty->what);
    out->item = build_copy(desk->arena, duty->article.code);
    out->item_unknown = duty->thousandths > 0 && duty->article.known == 0;
    out->unit = build_copy(desk->arena, duty->article.unit);
    out->thousandths = duty->thousandths;
    out->region_code = build_code(desk->arena, duty->area);
    out->kecamatan_code = copy_kecamatan(desk, duty->kecamatan);
    out->point = build_copy(desk->arena, duty->point);
    out->within_minutes = duty->within_minutes;
    out->persons = duty->persons;
    out->households = duty->households;
    return out;
}

static void put_hazards(const struct desk *desk, const struct plan *plan, Plan *out)
{
    out->hazards = build_room(desk->arena, plan->hazard_count, sizeof *out->hazards);
    for (uint32_t i = 0; i < plan->hazard_count; i++) {
        Pusdalops__V1__PlanHazard *hazard = build_room(desk->arena, 1, sizeof *hazard);
        pusdalops__v1__plan_hazard__init(hazard);
        hazard->hazard_code = plan->hazards[i];
        out->hazards[out->n_hazards++] = hazard;
    }
}

struct document document_plan(const struct desk *desk, uint32_t place, uint64_t sequence,
                              uint64_t previous)
{
    const struct tasks *tasks = &desk->realm->view.tasks;
    const struct plan *plan = tasks_plan(tasks, place);
    struct document document = document_begin(desk, plan->area, TOPIC_PLANS, sequence, previous);
    Plan *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__plan_status__init(out);
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN;
    document.message->plan = out;
    out->source = build_source(desk, plan->source);
    out->plan_id = build_copy(desk->arena, plan->id);
    out->number = plan->number;
    out->name = build_copy(desk->arena, plan->name);
    out->region_code = build_code(desk->arena, plan->area);
    out->region_name = build_copy(desk->arena, region_name(desk->catalogue, plan->area));
    put_hazards(desk, plan, out);
    out->valid_until = build_time(desk->arena, plan->valid_until_utc_us);
    out->retired = plan->retired != 0;
    out->lines = build_room(desk->arena, plan->line_count, sizeof *out->lines);
    uint32_t at = plan->first_line;
    for (uint32_t i = 0; i < plan->line_count; i++) {
        out->lines[out->n_lines++] = build_line(desk, &tasks_line(tasks, at)->duty);
        at = tasks_line(tasks, at)->next;
    }
    return document;
}

/* --- an activation --- */

static Pusdalops__V1__TaskStatus *build_task(const struct desk *desk, const struct task *task)
{
    const struct activation *activation =
        tasks_activation(&desk->realm->view.tasks, task->activation);
    const struct duty *duty = &task->duty;
    Pusdalops__V1__TaskStatus *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__task_status__init(out);
    out->task = build_room(desk->arena, 1, sizeof *out->task);
    pusdalops__v1__task_reference__init(out->task);
    out->task->source = build_source(desk, activation->source);
    out->task->number = activation->number;
    out->task->line = task->line;
    out->state = (Pusdalops__V1__TaskState)task->state;
    out->silent = task_is_silent(task, desk->at_utc_us); /* (3) */
    out->member = build_source(desk, duty->member);
    out->cluster_id = build_copy(desk->arena, duty->cluster);
    out->what = build_copy(desk->arena, duty->what);
    out->due_at = build_time(desk->arena, task->due_utc_us);
    out->region_code = build_code(desk->arena, duty->area);
    out->kecamatan_code = copy_kecamatan(desk, duty->kecamatan);
    out->point = build_copy(desk->arena, duty->point);
    out->persons = duty->persons;
    out->households = duty->households;
    if (task->update_number != 0) {
        out->update = build_reference(desk, task->update_source, task->update_number);
    }
    if (task->pledge != 0) {
        out->offer = document_pledge(desk, task->pledge);
        out->thousandths = duty->thousandths;
    }
    return out;
}

static Pusdalops__V1__TaskCounts *build_counts(const struct desk *desk,
                                               const struct activation *activation)
{
    Pusdalops__V1__TaskCounts *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__task_counts__init(out);
    out->assigned = activation->counts[TASK_ASSIGNED];
    out->accepted = activation->counts[TASK_ACCEPTED];
    out->started = activation->counts[TASK_STARTED];
    out->done = activation->counts[TASK_DONE];
    out->refused = activation->counts[TASK_REFUSED];
    out->cancelled = activation->counts[TASK_CANCELLED];
    uint32_t at = activation->first_task;
    for (; at != 0; at = tasks_task(&desk->realm->view.tasks, at)->next) {
        const struct task *task = tasks_task(&desk->realm->view.tasks, at);
        out->silent += task_is_silent(task, desk->at_utc_us) ? 1 : 0; /* (3) */
    }
    return out;
}

struct document document_activation(const struct desk *desk, uint32_t place,
                                    enum access_class access, uint64_t sequence, uint64_t previous)
{
    const struct view *view = &desk->realm->view;
    const struct activation *activation = tasks_activation(&view->tasks, place);
    const struct plan *plan = tasks_plan(&view->tasks, activation->plan);
    struct document document =
        document_begin(desk, activation->area, TOPIC_TASKS, sequence, previous);
    Activation *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__activation_status__init(out);
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION;
    document.message->activation = out;
    out->activation = build_reference(desk, activation->source, activation->number);
    out->plan = build_reference(desk, plan->source, activation->plan_number);
    out->plan_id = build_copy(desk->arena, plan->id);
    out->name = build_copy(desk->arena, activation->name);
    out->event_id =
        build_copy(desk->arena, picture_disaster(&view->picture, activation->event)->id);
    out->region_code = build_code(desk->arena, activation->area);
    out->region_name = build_copy(desk->arena, region_name(desk->catalogue, activation->area));
    out->activated_at = build_time(desk->arena, activation->at_utc_us);
    out->ended_at = build_time(desk->arena, activation->ended_utc_us);
    out->counts = build_counts(desk, activation);
    if (access != ACCESS_INTERNAL) { /* (2) */
        return document;
    }
    out->tasks = build_room(desk->arena, activation->task_count, sizeof *out->tasks);
    uint32_t at = activation->first_task;
    for (; at != 0; at = tasks_task(&view->tasks, at)->next) {
        out->tasks[out->n_tasks++] = build_task(desk, tasks_task(&view->tasks, at));
    }
    return document;
}
