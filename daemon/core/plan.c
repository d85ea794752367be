#include "core/plan.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"
#include "core/relief.h"
#include "core/share.h"

#include <stdio.h>

#define PERSONS_MAX     FIGURE_VALUE_MAX
#define LINE_HEAD_BYTES 9 /* of a line in the subject: area (4), kecamatan (4), has goods (1) */

_Static_assert(PLAN_LINES_MAX *(LINE_HEAD_BYTES + GOODS_BYTES_MAX) <= PROPOSAL_SUBJECT_BYTES,
               "every line fits into the subject");

/* An identifier that has to be there. */
static enum hub_status check_name(struct slice text, const char *field, struct fault *fault)
{
    if (text.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "%s", field);
    }
    return text_is_identifier(text, IDENTIFIER_BYTES_MAX)
               ? HUB_OK
               : fault_set(fault, HUB_E_FIELD_RANGE, "%s", field);
}

/* (2) */
static enum hub_status check_right(const struct ask *ask, uint32_t area, const char *field,
                                   struct fault *fault)
{
    const enum hub_status right = roster_may_report(ask->client, area);
    if (right != HUB_OK) {
        return fault_set(fault, right, "%s", field);
    }
    return relief_may_decide(ask->client, area) ? HUB_OK
                                                : fault_set(fault, HUB_E_ROLE_FORBIDS, "%s", field);
}

/* --- a plan --- */

static enum hub_status check_head(const struct ask *ask, const struct body_plan *plan,
                                  struct fault *fault)
{
    const enum hub_status status = check_name(plan->plan_id, "plan.plan_id", fault);
    if (status != HUB_OK) {
        return status;
    }
    if (plan->name.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "plan.name");
    }
    if (plan->name.size_bytes > PLAN_NAME_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.name");
    }
    if (plan->hazards.count > PLAN_HAZARDS_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.hazards");
    }
    for (uint32_t i = 0; i < plan->hazards.count; i++) {
        if (!region_hazard_known(ask->catalogue, plan->hazards.items[i].code)) {
            return fault_set(fault, HUB_E_HAZARD_UNKNOWN, "plan.hazards[%u].hazard_code", i);
        }
    }
    if (!check_moment(plan->valid_until_utc_us)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.valid_until");
    }
    if (plan->lines.count == 0 && !plan->retired) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "plan.lines");
    }
    if (plan->lines.count > PLAN_LINES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.lines");
    }
    return relief_text_fits(plan->reference, REASON_BYTES_MAX, "plan.reference", fault);
}

/* A regency or province of the catalogue. */
static bool find_area(const struct ask *ask, struct slice text, uint32_t *out)
{
    uint64_t code = 0;
    if (!region_code_parse(text, &code) || code == AREA_NATION || code >= AREA_CODES ||
        region_find(ask->catalogue, (uint32_t)code) == NULL) {
        return false;
    }
    *out = (uint32_t)code;
    return true;
}

static enum hub_status take_area(const struct ask *ask, const struct body_plan *plan, uint32_t *out,
                                 struct fault *fault)
{
    if (plan->region_code.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "plan.region_code");
    }
    if (!find_area(ask, plan->region_code, out)) {
        return fault_set(fault, HUB_E_REGION_UNKNOWN, "plan.region_code");
    }
    return check_right(ask, *out, "plan.region_code", fault);
}

static enum hub_status check_line(const struct sent_plan_line *line, uint32_t nth,
                                  struct fault *fault)
{
    char path[FIELD_PATH_ROOM];
    (void)snprintf(path, sizeof path, "plan.lines[%u].member", nth);
    const enum hub_status status = check_name(line->member, path, fault);
    if (status != HUB_OK) {
        return status;
    }
    if (line->cluster_id.size_bytes > 0 &&
        !text_is_identifier(line->cluster_id, IDENTIFIER_BYTES_MAX)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.lines[%u].cluster_id", nth);
    }
    if (line->what.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "plan.lines[%u].what", nth);
    }
    if (line->what.size_bytes > TASK_TEXT_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.lines[%u].what", nth);
    }
    if (line->point.size_bytes > POINT_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.lines[%u].point", nth);
    }
    if (line->within_minutes > WITHIN_MINUTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.lines[%u].within_minutes", nth);
    }
    if (line->persons > PERSONS_MAX || line->households > PERSONS_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.lines[%u].%s", nth,
                         line->persons > PERSONS_MAX ? "persons" : "households");
    }
    return HUB_OK;
}

/* Where a line is to be done: within the plan's region; a kecamatan elsewhere draws a warning, as in a report. */
static enum hub_status take_where(const struct ask *ask, const struct sent_plan_line *line,
                                  uint32_t nth, uint32_t plan_area, struct checked *checked,
                                  uint32_t *out_area, uint32_t *out_kecamatan, struct fault *fault)
{
    char path[FIELD_PATH_ROOM];
    uint64_t code = 0;
    *out_area = plan_area;
    *out_kecamatan = 0;
    if (line->region_code.size_bytes > 0 && !find_area(ask, line->region_code, out_area)) {
        return fault_set(fault, HUB_E_REGION_UNKNOWN, "plan.lines[%u].region_code", nth);
    }
    if (!area_contains(plan_area, *out_area)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "plan.lines[%u].region_code", nth);
    }
    if (line->kecamatan_code.size_bytes == 0) {
        return HUB_OK;
    }
    if (!region_code_parse(line->kecamatan_code, &code) || code < 100000 || code > 999999 ||
        !region_kecamatan_known(ask->catalogue, (uint32_t)code)) {
        return fault_set(fault, HUB_E_REGION_UNKNOWN, "plan.lines[%u].kecamatan_code", nth);
    }
    if (!area_contains(*out_area, (uint32_t)code / 100)) {
        (void)snprintf(path, sizeof path, "plan.lines[%u].kecamatan_code", nth);
        warnings_add(&checked->warnings, HUB_E_KECAMATAN_OUTSIDE, path);
    }
    *out_kecamatan = (uint32_t)code;
    return HUB_OK;
}

static void warn_of_member(const struct ask *ask, const struct sent_plan_line *line, uint32_t nth,
                           struct checked *checked)
{
    char path[FIELD_PATH_ROOM];
    if (ask->client->role != ROLE_LAB && roster_find(ask->roster, line->member) == NULL) {
        (void)snprintf(path, sizeof path, "plan.lines[%u].member", nth);
        warnings_add(&checked->warnings, HUB_E_MEMBER_UNKNOWN, path);
    }
}

/* One line into the subject (4): area, kecamatan, whether there are goods, the goods. */
static enum hub_status take_line(const struct ask *ask, const struct sent_plan_line *line,
                                 uint32_t nth, struct checked *checked, struct proposal *out,
                                 struct fault *fault)
{
    char path[FIELD_PATH_ROOM];
    struct goods goods;
    uint32_t area = 0;
    uint32_t kecamatan = 0;
    enum hub_status status = check_line(line, nth, fault);
    if (status == HUB_OK) {
        status = take_where(ask, line, nth, out->area, checked, &area, &kecamatan, fault);
    }
    if (status == HUB_OK && line->has_quantity) {
        (void)snprintf(path, sizeof path, "plan.lines[%u].quantity", nth);
        status = relief_resolve_line(ask, &line->quantity, path, checked, &goods, fault);
    }
    if (status != HUB_OK) {
        return status;
    }
    warn_of_member(ask, line, nth, checked);
    uint8_t *at = &out->subject[out->subject_bytes];
    bytes_put_le(at, area, 4);
    bytes_put_le(at + 4, kecamatan, 4);
    at[8] = line->has_quantity ? 1 : 0;
    out->subject_bytes += LINE_HEAD_BYTES;
    if (line->has_quantity) {
        out->subject_bytes += relief_put_goods(&goods, &out->subject[out->subject_bytes]);
    }
    return HUB_OK;
}

/* How many members of the plan no message has named yet. */
static uint32_t count_new_names(const struct view *view, const struct body_plan *plan)
{
    uint32_t names = 0;
    for (uint32_t i = 0; i < plan->lines.count; i++) {
        names += source_find(&view->sources, plan->lines.items[i].member).n == 0 ? 1 : 0;
    }
    return names;
}

static bool has_room(const struct ask *ask, uint32_t place, const struct body_plan *plan)
{
    const uint32_t names = count_new_names(ask->view, plan);
    return tasks_has_room_for_plan(&ask->view->tasks, place, plan->lines.count) &&
           (names == 0 || source_has_room_for_names(&ask->view->sources, names));
}

/* The plan as it is held; 0: none yet. */
static uint32_t held_plan(const struct view *view, struct slice source, struct slice plan_id)
{
    const uint32_t id = source_find(&view->sources, source).n;
    return id == 0 ? 0 : tasks_find_plan(&view->tasks, id, plan_id);
}

enum hub_status plan_decide(const struct ask *ask, const struct message *message,
                            struct checked *checked, struct proposal *out, struct fault *fault)
{
    const struct body_plan *plan = &message->as.plan;
    const struct tasks *tasks = &ask->view->tasks;
    const uint32_t place = held_plan(ask->view, message->source, plan->plan_id);
    enum hub_status status = check_head(ask, plan, fault);
    if (status == HUB_OK) {
        status = take_area(ask, plan, &out->area, fault);
    }
    out->subject_bytes = 0;
    for (uint32_t i = 0; status == HUB_OK && i < plan->lines.count; i++) {
        status = take_line(ask, &plan->lines.items[i], i, checked, out, fault);
    }
    if (status != HUB_OK) {
        return status;
    }
    if (place != 0 && tasks_plan(tasks, place)->area != out->area) {
        return fault_set(fault, HUB_E_PLAN_REGION, "plan.region_code");
    }
    if (place != 0 && message->number < tasks_plan(tasks, place)->number) {
        warnings_add(&checked->warnings, HUB_E_PLAN_OLDER, "number");
        return HUB_OK;
    }
    const struct holding holding = {.plans = place == 0 ? 1 : 0,
                                    .plan_lines =
                                        tasks_lines_wanted(tasks, place, plan->lines.count)};
    if (!share_allows(ask, message->source, &holding)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "plan");
    }
    return has_room(ask, place, plan) ? HUB_OK : fault_set(fault, HUB_E_LIMIT_REACHED, "plan");
}

static bool take_duty(struct view *view, const struct sent_plan_line *line, struct slice *subject,
                      struct duty *out)
{
    struct goods goods;
    memset(out, 0, sizeof *out);
    if (subject->size_bytes < LINE_HEAD_BYTES) {
        return false;
    }
    out->area = (uint32_t)bytes_get_le(subject->data, 4);
    out->kecamatan = (uint32_t)bytes_get_le(subject->data + 4, 4);
    const bool has_goods = subject->data[8] != 0;
    *subject =
        (struct slice){subject->data + LINE_HEAD_BYTES, subject->size_bytes - LINE_HEAD_BYTES};
    if (out->area >= AREA_CODES || !text_is_identifier(line->member, IDENTIFIER_BYTES_MAX) ||
        (has_goods && !relief_take_goods(subject, &goods))) {
        return false;
    }
    if (has_goods) {
        out->article = goods.article;
        out->thousandths = goods.thousandths;
        out->unit_thousandths = goods.unit_thousandths;
    }
    out->member = source_apply_name(&view->sources, line->member).n;
    out->within_minutes = line->within_minutes;
    out->persons = line->persons;
    out->households = line->households;
    text_copy(out->what, TASK_TEXT_MAX + 1, line->what);
    text_copy(out->point, POINT_BYTES_MAX + 1, line->point);
    text_copy(out->cluster, IDENTIFIER_BYTES_MAX + 1, line->cluster_id);
    return true;
}

static void take_hazards(const struct body_plan *plan, struct planning *out)
{
    out->hazard_count = plan->hazards.count;
    for (uint32_t i = 0; i < plan->hazards.count; i++) {
        out->hazards[i] = (uint16_t)plan->hazards.items[i].code;
    }
}

bool plan_apply(struct view *view, const struct record *record, const struct message *message,
                struct view_change *change)
{
    const struct body_plan *plan = &message->as.plan;
    const uint32_t place = held_plan(view, record->source, plan->plan_id);
    const uint32_t source = source_find(&view->sources, record->source).n;
    struct duty duties[PLAN_LINES_MAX];
    struct slice subject = record->subject;
    struct planning planning = {
        .source = source,
        .number = record->number,
        .id = plan->plan_id,
        .name = plan->name,
        .area = record->area,
        .valid_until_utc_us = plan->valid_until_utc_us,
        .retired = plan->retired,
        .lines = duties,
        .line_count = plan->lines.count,
    };
    if (place != 0 && record->number < tasks_plan(&view->tasks, place)->number) {
        return true; /* an older version that came late: in the journal, not in force */
    }
    if (plan->lines.count > PLAN_LINES_MAX || plan->hazards.count > PLAN_HAZARDS_MAX ||
        plan->plan_id.size_bytes > IDENTIFIER_BYTES_MAX || record->area == AREA_NATION ||
        (place != 0 && tasks_plan(&view->tasks, place)->area != record->area) ||
        !tasks_has_room_for_plan(&view->tasks, place, plan->lines.count) ||
        view->sources.pool.max - view->sources.pool.used < count_new_names(view, plan)) {
        return false;
    }
    const struct holding holding = {.plans = place == 0 ? 1 : 0,
                                    .plan_lines =
                                        tasks_lines_wanted(&view->tasks, place, plan->lines.count)};
    for (uint32_t i = 0; i < plan->lines.count; i++) {
        if (!take_duty(view, &plan->lines.items[i], &subject, &duties[i])) {
            return false;
        }
    }
    take_hazards(plan, &planning);
    tasks_prepare(&view->tasks, &planning, &change->tasks);
    source_apply_holding(&view->sources, (struct source_id){source}, &holding);
    return subject.size_bytes == 0;
}

/* --- its activation --- */

/* What an activation of a plan takes up: its tasks, and an offer for every line with goods. */
static struct holding cost_of(const struct view *view, uint32_t place)
{
    const struct tasks *tasks = &view->tasks;
    const struct plan *plan = tasks_plan(tasks, place);
    struct holding cost = {.activations = 1, .tasks = plan->line_count};
    uint32_t line = plan->first_line;
    for (uint32_t i = 0; i < plan->line_count; i++) {
        const struct duty *duty = &tasks_line(tasks, line)->duty;
        const bool is_new = ledger_find_article(&view->ledger, &duty->article) == 0;
        cost.pledges += duty->thousandths > 0 ? 1 : 0;
        cost.articles += duty->thousandths > 0 && is_new ? 1 : 0;
        line = tasks_line(tasks, line)->next;
    }
    return cost;
}

static bool has_room_for_activation(const struct view *view, uint32_t plan,
                                    const struct holding *cost)
{
    return tasks_has_room_for_activation(&view->tasks, plan) &&
           ledger_has_room_for_offers(&view->ledger, cost->pledges) &&
           ledger_has_room_for_articles(&view->ledger, cost->articles);
}

/* Is the plan made for this event, and still to be relied on? A warning where it is not: who activates it has looked. */
static void warn_of_plan(const struct ask *ask, const struct plan *plan,
                         const struct disaster *disaster, struct checked *checked)
{
    bool fits = plan->hazard_count == 0;
    for (uint32_t i = 0; i < plan->hazard_count; i++) {
        fits = fits || plan->hazards[i] == disaster->hazard_code;
    }
    if (!fits) {
        warnings_add(&checked->warnings, HUB_E_PLAN_UNFIT, "plan_activation.event_id");
    }
    if (plan->valid_until_utc_us != 0 && plan->valid_until_utc_us <= ask->at_utc_us) {
        warnings_add(&checked->warnings, HUB_E_PLAN_UNFIT, "plan_activation.plan_id");
    }
    if (disaster->closed != 0) {
        warnings_add(&checked->warnings, HUB_E_EVENT_CLOSED, "plan_activation.event_id");
    }
}

static enum hub_status check_activation(const struct body_plan_activation *activation,
                                        struct fault *fault)
{
    enum hub_status status = check_name(activation->source, "plan_activation.source", fault);
    if (status == HUB_OK) {
        status = check_name(activation->plan_id, "plan_activation.plan_id", fault);
    }
    if (status == HUB_OK) {
        status = check_name(activation->event_id, "plan_activation.event_id", fault);
    }
    return status == HUB_OK ? relief_text_fits(activation->reason, REASON_BYTES_MAX,
                                               "plan_activation.reason", fault)
                            : status;
}

/* May this plan be put to work for this event now? */
static enum hub_status check_plan(const struct ask *ask,
                                  const struct body_plan_activation *activation, uint32_t place,
                                  uint32_t event, struct fault *fault)
{
    const struct plan *plan = tasks_plan(&ask->view->tasks, place);
    const enum hub_status right = check_right(ask, plan->area, "plan_activation.plan_id", fault);
    if (right != HUB_OK) {
        return right;
    }
    if (activation->number != 0 && activation->number != plan->number) {
        return fault_set(fault, HUB_E_PLAN_CHANGED, "plan_activation.number");
    }
    if (plan->retired != 0) {
        return fault_set(fault, HUB_E_PLAN_RETIRED, "plan_activation.plan_id");
    }
    if (event == 0) {
        return fault_set(fault, HUB_E_EVENT_UNKNOWN, "plan_activation.event_id");
    }
    return tasks_find_active(&ask->view->tasks, place, event) == 0
               ? HUB_OK
               : fault_set(fault, HUB_E_PLAN_ACTIVE, "plan_activation.event_id");
}

enum hub_status plan_decide_activation(const struct ask *ask, const struct message *message,
                                       struct checked *checked, struct proposal *out,
                                       struct fault *fault)
{
    const struct body_plan_activation *activation = &message->as.plan_activation;
    const struct picture *picture = &ask->view->picture;
    enum hub_status status = check_activation(activation, fault);
    if (status != HUB_OK) {
        return status;
    }
    const uint32_t place = held_plan(ask->view, activation->source, activation->plan_id);
    if (place == 0) {
        return fault_set(fault, HUB_E_PLAN_UNKNOWN, "plan_activation.plan_id");
    }
    const uint32_t event = picture_find_event(picture, activation->event_id);
    status = check_plan(ask, activation, place, event, fault);
    if (status != HUB_OK) {
        return status;
    }
    warn_of_plan(ask, tasks_plan(&ask->view->tasks, place), picture_disaster(picture, event),
                 checked);
    const struct holding cost = cost_of(ask->view, place);
    if (!share_allows(ask, message->source, &cost)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "plan_activation");
    }
    if (!has_room_for_activation(ask->view, place, &cost)) {
        return fault_set(fault, HUB_E_LIMIT_REACHED, "plan_activation");
    }
    out->area = tasks_plan(&ask->view->tasks, place)->area;
    return HUB_OK;
}

/* The goods of a task, promised by its member for the event and not allotted yet. */
static void offer_goods(struct view *view, uint32_t place, struct view_change *change)
{
    struct task *task = tasks_task(&view->tasks, place);
    const struct activation *activation = tasks_activation(&view->tasks, task->activation);
    const struct duty *duty = &task->duty;
    const struct promising promising = {
        .event = activation->event,
        .source = activation->source,
        .number = activation->number,
        .part = task->line,
        .giver = duty->member,
        .article = &duty->article,
        .amount = duty->thousandths,
        .unit_thousandths = duty->unit_thousandths,
        .at_utc_us = activation->at_utc_us,
        .available_utc_us = activation->at_utc_us,
        .region_count = 1,
        .regions = {(uint16_t)duty->area},
        .origin_name = slice_of(duty->point),
        .cluster = slice_of(duty->cluster),
    };
    task->pledge = ledger_promise(&view->ledger, &promising, &change->ledger);
}

bool plan_apply_activation(struct view *view, const struct record *record,
                           const struct message *message, struct view_change *change)
{
    const struct body_plan_activation *body = &message->as.plan_activation;
    const uint32_t plan = held_plan(view, body->source, body->plan_id);
    const struct activating activating = {
        .source = source_find(&view->sources, record->source).n,
        .number = record->number,
        .plan = plan,
        .event = picture_find_event(&view->picture, body->event_id),
        .at_utc_us = record->at_utc_us,
    };
    if (plan == 0 || activating.event == 0 || record->at_utc_us > INT64_MAX / 2 ||
        tasks_find_active(&view->tasks, plan, activating.event) != 0) {
        return false;
    }
    struct holding cost = cost_of(view, plan);
    const uint32_t articles = view->ledger.articles.used;
    if (!has_room_for_activation(view, plan, &cost)) {
        return false;
    }
    const uint32_t place = tasks_activate(&view->tasks, &activating, &change->tasks); /* (1) */
    uint32_t at = tasks_activation(&view->tasks, place)->first_task;
    for (; at != 0; at = tasks_task(&view->tasks, at)->next) {
        if (tasks_task(&view->tasks, at)->duty.thousandths > 0) {
            offer_goods(view, at, change);
        }
    }
    cost.articles = view->ledger.articles.used - articles; /* lines may name one together */
    source_apply_holding(&view->sources, (struct source_id){activating.source}, &cost);
    return true;
}

/* --- what becomes of a task --- */

/* What a deed on a task does to the offer of its goods; PLEDGE_NONE: nothing. */
static enum pledge_deed deed_on_offer(const struct ledger *ledger, const struct task *task,
                                      enum task_deed deed)
{
    static const struct doing withdraw = {.deed = PLEDGE_WITHDRAW};
    if (task->pledge == 0) {
        return PLEDGE_NONE;
    }
    const bool is_offered = ledger_pledge(ledger, task->pledge)->state == PLEDGE_OFFERED;
    switch (deed) {
    case TASK_ACCEPT:
    case TASK_START:
    case TASK_FINISH:
        return is_offered ? PLEDGE_CONFIRM : PLEDGE_NONE;
    case TASK_REFUSE:
        return ledger_may(ledger, task->pledge, &withdraw) == HUB_OK ? PLEDGE_WITHDRAW
                                                                     : PLEDGE_NONE;
    case TASK_CANCEL:
    case TASK_END:
        return is_offered ? PLEDGE_WITHDRAW : PLEDGE_NONE; /* (3) */
    case TASK_NONE:
    case TASK_DEEDS:
    default:
        return PLEDGE_NONE;
    }
}

/* All of its goods have left: they cannot be refused any more. */
static bool has_sent_all(const struct ledger *ledger, const struct task *task)
{
    const struct pledge *pledge = task->pledge == 0 ? NULL : ledger_pledge(ledger, task->pledge);
    return pledge != NULL && pledge->sent > 0 && pledge->sent == pledge->amount;
}

static enum hub_status check_update(const struct body_task_update *update, struct fault *fault)
{
    if (!update->has_task) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "task_update.task");
    }
    if (update->deed <= TASK_NONE || update->deed >= TASK_DEEDS) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "task_update.deed");
    }
    if (update->deed == TASK_REFUSE && update->note.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "task_update.note");
    }
    return relief_text_fits(update->note, REASON_BYTES_MAX, "task_update.note", fault);
}

/* The activation that is named, and of a deed on one task the task; false when there is none. */
static bool find_named(const struct view *view, const struct body_task_update *update,
                       uint32_t *out_activation, uint32_t *out_task)
{
    const uint32_t source = source_find(&view->sources, update->task_source).n;
    *out_activation =
        source == 0 ? 0 : tasks_find_activation(&view->tasks, source, update->task_number);
    *out_task = *out_activation == 0 ? 0 : tasks_find(&view->tasks, *out_activation, update->line);
    return *out_activation != 0 && (update->deed == TASK_END ? update->line == 0 : *out_task != 0);
}

/* (2) */
static enum hub_status check_who(const struct ask *ask, const struct body_task_update *update,
                                 const struct activation *activation, uint32_t task,
                                 struct fault *fault)
{
    const struct slice nobody = {NULL, 0};
    const bool decides = update->deed == TASK_CANCEL || update->deed == TASK_END;
    const uint32_t whose =
        decides ? activation->source : tasks_task(&ask->view->tasks, task)->duty.member;
    const struct source *source = source_at(&ask->view->sources, (struct source_id){whose});
    if (roster_may_speak(ask->roster, ask->client, slice_of(source->name), nobody) == HUB_OK) {
        return HUB_OK;
    }
    return decides ? check_right(ask, activation->area, "task_update.task", fault)
                   : fault_set(fault, HUB_E_SOURCE_FORBIDS, "task_update.task");
}

/* Has the task, or the activation, this deed now? */
static bool is_in_order(const struct view *view, const struct body_task_update *update,
                        uint32_t activation, uint32_t place)
{
    if (update->deed == TASK_END) {
        return tasks_activation(&view->tasks, activation)->ended_utc_us == 0;
    }
    const struct task *task = tasks_task(&view->tasks, place);
    return task_life[task->state][update->deed] != TASK_STATE_NONE &&
           !(update->deed == TASK_REFUSE && has_sent_all(&view->ledger, task));
}

enum hub_status plan_decide_update(const struct ask *ask, const struct message *message,
                                   struct checked *checked, struct proposal *out,
                                   struct fault *fault)
{
    const struct body_task_update *update = &message->as.task_update;
    uint32_t activation = 0;
    uint32_t task = 0;
    (void)checked;
    enum hub_status status = check_update(update, fault);
    if (status != HUB_OK) {
        return status;
    }
    if (!find_named(ask->view, update, &activation, &task)) {
        return fault_set(fault, HUB_E_TASK_UNKNOWN, "task_update.task");
    }
    const struct activation *held = tasks_activation(&ask->view->tasks, activation);
    status = check_who(ask, update, held, task, fault);
    if (status != HUB_OK) {
        return status;
    }
    if (!is_in_order(ask->view, update, activation, task)) {
        return fault_set(fault, HUB_E_DEED_NOT_NOW, "task_update.deed");
    }
    out->area = held->area;
    return HUB_OK;
}

/* The deed on one task and, in the same record, on the offer of its goods. */
static void do_deed(struct view *view, uint32_t place, enum task_deed deed,
                    const struct record *record, struct view_change *change)
{
    const uint32_t source = source_find(&view->sources, record->source).n;
    const struct task *task = tasks_task(&view->tasks, place);
    const struct doing doing = {.deed = deed_on_offer(&view->ledger, task, deed),
                                .at_utc_us = record->at_utc_us};
    if (doing.deed != PLEDGE_NONE) {
        ledger_do(&view->ledger, task->pledge, &doing, &change->ledger);
    }
    tasks_do(&view->tasks, place, deed, source, record->number, &change->tasks);
}

bool plan_apply_update(struct view *view, const struct record *record,
                       const struct message *message, struct view_change *change)
{
    const struct body_task_update *update = &message->as.task_update;
    uint32_t activation = 0;
    uint32_t task = 0;
    if (update->deed <= TASK_NONE || update->deed >= TASK_DEEDS ||
        record->at_utc_us > INT64_MAX / 2 || !find_named(view, update, &activation, &task) ||
        !is_in_order(view, update, activation, task)) {
        return false;
    }
    if (update->deed != TASK_END) {
        do_deed(view, task, (enum task_deed)update->deed, record, change);
        return true;
    }
    uint32_t at = tasks_activation(&view->tasks, activation)->first_task;
    for (; at != 0; at = tasks_task(&view->tasks, at)->next) {
        if (task_life[tasks_task(&view->tasks, at)->state][TASK_END] != TASK_STATE_NONE) {
            do_deed(view, at, TASK_END, record, change);
        }
    }
    tasks_end(&view->tasks, activation, record->at_utc_us, &change->tasks);
    return true;
}
