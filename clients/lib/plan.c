/* plan.c - building contingency plans, their activation, and what becomes of tasks. */
#include "body.h"

#include <stdlib.h>
#include <string.h>

#include "topic.h"

#define NAME_BYTES      200U
#define REASON_BYTES    500U
#define PLACE_BYTES     64U
#define REGION_BYTES    6U
#define KECAMATAN_BYTES 8U
#define HAZARD_MIN      101U
#define HAZARD_MAX      117U

/* Numbers of the schema that a builder itself looks at. */
enum { TASK_REFUSE = 2, TASK_END = 6 };

static enum pusdalops_status put_hazards(Pusdalops__V1__Plan *to, const struct pusdalops_plan *from)
{
    if (from->hazard_count == 0) {
        return PUSDALOPS_OK;
    }
    to->hazards = calloc(from->hazard_count, sizeof(Pusdalops__V1__PlanHazard *));
    if (to->hazards == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    for (size_t i = 0; i < from->hazard_count; i++) {
        Pusdalops__V1__PlanHazard *hazard = malloc(sizeof *hazard);
        if (hazard == NULL) {
            return PUSDALOPS_E_MEMORY;
        }
        pusdalops__v1__plan_hazard__init(hazard);
        hazard->hazard_code = from->hazards[i];
        to->hazards[to->n_hazards++] = hazard;
    }
    return PUSDALOPS_OK;
}

static bool plan_check(const struct pusdalops_plan *plan)
{
    for (size_t i = 0; plan->hazard_count <= PUSDALOPS_PLAN_HAZARDS_MAX && i < plan->hazard_count;
         i++) {
        if (plan->hazards == NULL || plan->hazards[i] < HAZARD_MIN ||
            plan->hazards[i] > HAZARD_MAX) {
            return false;
        }
    }
    return wire_name_check(plan->plan_id) && body_is_said(plan->name) &&
           topic_region_check(plan->region) && strcmp(plan->region, "nation") != 0 &&
           plan->hazard_count <= PUSDALOPS_PLAN_HAZARDS_MAX;
}

static enum pusdalops_status fill_plan(Pusdalops__V1__Plan *to, const struct pusdalops_plan *from)
{
    to->retired = from->retired;
    enum pusdalops_status status =
        body_text(&to->plan_id, from->plan_id, PUSDALOPS_SOURCE_BYTES_MAX);
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->name, from->name, NAME_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->region_code, from->region, REGION_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = put_hazards(to, from);
    }
    if (status == PUSDALOPS_OK) {
        status = body_time(&to->valid_until, from->valid_until_us);
    }
    return status == PUSDALOPS_OK ? body_text(&to->reference, from->reference, REASON_BYTES)
                                  : status;
}

enum pusdalops_status pusdalops_plan_new(const struct pusdalops_plan *plan,
                                         struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (plan == NULL || out == NULL || plan->plan_id == NULL || plan->region == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!plan_check(plan)) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__Plan), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__plan__init(room);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_PLAN;
    body->plan = room;
    return body_finish(fill_plan(room, plan), body, out);
}

static bool line_check(const struct pusdalops_plan_line *line)
{
    return line->member != NULL && wire_name_check(line->member) && body_is_said(line->what) &&
           (!body_is_said(line->cluster_id) || wire_name_check(line->cluster_id)) &&
           (!body_is_said(line->region) || topic_region_check(line->region)) &&
           (!body_is_said(line->kecamatan) || topic_code_check(line->kecamatan, 3)) &&
           line->within_minutes <= PUSDALOPS_WITHIN_MINUTES_MAX;
}

static enum pusdalops_status fill_line(Pusdalops__V1__PlanLine *to,
                                       const struct pusdalops_plan_line *from)
{
    to->within_minutes = from->within_minutes;
    to->persons = from->persons;
    to->households = from->households;
    enum pusdalops_status status = body_text(&to->member, from->member, PUSDALOPS_SOURCE_BYTES_MAX);
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->cluster_id, from->cluster_id, PLACE_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->what, from->what, NAME_BYTES);
    }
    if (status == PUSDALOPS_OK && from->quantity != NULL) {
        status = body_quantity(&to->quantity, from->quantity);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->region_code, from->region, REGION_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->kecamatan_code, from->kecamatan, KECAMATAN_BYTES);
    }
    return status == PUSDALOPS_OK ? body_text(&to->point, from->point, PLACE_BYTES) : status;
}

enum pusdalops_status pusdalops_plan_line(struct pusdalops_message *message,
                                          const struct pusdalops_plan_line *line)
{
    Pusdalops__V1__Plan *plan = message == NULL ? NULL : message_plan(message);
    if (plan == NULL || line == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (plan->n_lines == PUSDALOPS_PLAN_LINES_MAX) {
        return PUSDALOPS_E_FULL;
    }
    if (!line_check(line)) {
        return PUSDALOPS_E_FIELD;
    }
    if (plan->lines == NULL) {
        plan->lines = calloc(PUSDALOPS_PLAN_LINES_MAX, sizeof(Pusdalops__V1__PlanLine *));
    }
    Pusdalops__V1__PlanLine *made = plan->lines == NULL ? NULL : malloc(sizeof *made);
    if (made == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__plan_line__init(made);
    const enum pusdalops_status status = fill_line(made, line);
    if (status != PUSDALOPS_OK) {
        wire_plan_line_free(made);
        return status;
    }
    plan->lines[plan->n_lines++] = made;
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_activation_new(const char *source, const char *plan_id,
                                               uint64_t number, const char *event_id,
                                               const char *reason, struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (source == NULL || plan_id == NULL || event_id == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!wire_name_check(source) || !wire_name_check(plan_id) || !wire_name_check(event_id)) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__PlanActivation), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    Pusdalops__V1__PlanActivation *activation = room;
    pusdalops__v1__plan_activation__init(activation);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION;
    body->plan_activation = activation;
    activation->number = number;
    enum pusdalops_status status =
        body_text(&activation->source, source, PUSDALOPS_SOURCE_BYTES_MAX);
    if (status == PUSDALOPS_OK) {
        status = body_text(&activation->plan_id, plan_id, PUSDALOPS_SOURCE_BYTES_MAX);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&activation->event_id, event_id, PUSDALOPS_SOURCE_BYTES_MAX);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&activation->reason, reason, REASON_BYTES);
    }
    return body_finish(status, body, out);
}

enum pusdalops_status pusdalops_task_update_new(const struct pusdalops_reference *task,
                                                uint32_t deed, const char *note,
                                                struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (task == NULL || task->source == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (deed == 0 || deed > TASK_END || (deed == TASK_REFUSE && !body_is_said(note)) ||
        !wire_name_check(task->source) || task->number == 0 ||
        (task->line == 0) != (deed == TASK_END)) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__TaskUpdate), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    Pusdalops__V1__TaskUpdate *update = room;
    pusdalops__v1__task_update__init(update);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_TASK_UPDATE;
    body->task_update = update;
    update->deed = (Pusdalops__V1__TaskDeed)deed;
    update->task = malloc(sizeof *update->task);
    if (update->task == NULL) {
        return body_finish(PUSDALOPS_E_MEMORY, body, out);
    }
    pusdalops__v1__task_reference__init(update->task);
    update->task->number = task->number;
    update->task->line = task->line;
    enum pusdalops_status status =
        body_text(&update->task->source, task->source, PUSDALOPS_SOURCE_BYTES_MAX);
    if (status == PUSDALOPS_OK) {
        status = body_text(&update->note, note, REASON_BYTES);
    }
    return body_finish(status, body, out);
}
