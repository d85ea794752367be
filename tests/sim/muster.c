/*
 * muster.c - plans, activations and tasks once more, from the rules alone: every one in a list, searched from its beginning.
 * Shares no code with daemon/core/plan, tasks; it looks into the tables only to compare. Offers are promises of ration.c.
 *
 * Source: proto/README.md "Plans and tasks".
 */
#include "sim.h"

#include "base/assert.h"

#include <stdio.h>

#define LINES_MAX  32U
#define MUSTER_MAX 2048U

/* "How long": one that ended is held for so long, and a record forgets so many. */
#define KEPT_DAYS_US (30LL * 86400 * US_PER_S)
#define FORGET_MAX   2U

struct job {
    const char *who;
    const char *what;
    int64_t within_us; /* 0: no time is said */
    uint32_t persons;
    uint32_t area;
    const Pusdalops__V1__Quantity *goods; /* NULL: none */
};

struct intent {
    const char *source;
    const char *id;
    uint64_t number;
    uint32_t area;
    const char *name;
    bool retired;
    struct job jobs[LINES_MAX];
    uint32_t job_count;
};

enum answer { WAITING, TAKEN, BEGUN, FINISHED, DECLINED, DROPPED };

struct call {
    const char *source;
    uint64_t number;
    const char *event;
    const struct intent *intent;
    struct intent as_it_was;
    int64_t at_us;
    bool over;
    uint64_t over_as; /* the how manieth that ended */
    int64_t over_us;
    bool forgotten;
    enum answer answers[LINES_MAX];
};

struct muster {
    struct run *run;
    struct ration *ration;
    struct intent *intents;
    uint32_t intent_count;
    struct call *calls;
    uint32_t call_count;
    uint64_t over_count;
    uint32_t forgotten_count;
    uint64_t changed_at_turn;
};

struct muster *muster_make(struct run *run, struct ration *ration)
{
    struct muster *muster = room_take(sizeof *muster);
    muster->run = run;
    muster->ration = ration;
    muster->intents = room_take(sizeof *muster->intents * SIM_PLANS_MAX);
    muster->calls = room_take(sizeof *muster->calls * MUSTER_MAX);
    return muster;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static const char *kept(const char *text)
{
    return (const char *)room_copy(slice_of(text)).data;
}

static uint32_t area_of(const char *code)
{
    unsigned province = 0;
    unsigned regency = 0;
    const int read = sscanf(code, "%2u.%2u", &province, &regency);
    return read == 2 ? province * 100 + regency : province;
}

static struct intent *find_intent(const struct muster *muster, const char *source, const char *id)
{
    for (uint32_t i = 0; i < muster->intent_count; i++) {
        if (same(muster->intents[i].source, source) && same(muster->intents[i].id, id)) {
            return &muster->intents[i];
        }
    }
    return NULL;
}

/* Also one that was forgotten. */
static struct call *find_ever(const struct muster *muster, const char *source, uint64_t number)
{
    for (uint32_t i = 0; i < muster->call_count; i++) {
        if (muster->calls[i].number == number && same(muster->calls[i].source, source)) {
            return &muster->calls[i];
        }
    }
    return NULL;
}

static struct call *find_call(const struct muster *muster, const char *source, uint64_t number)
{
    struct call *call = find_ever(muster, source, number);
    return call == NULL || call->forgotten ? NULL : call;
}

static struct call *first_over(struct muster *muster)
{
    struct call *first = NULL;
    for (uint32_t i = 0; i < muster->call_count; i++) {
        struct call *call = &muster->calls[i];
        if (call->over && !call->forgotten && (first == NULL || call->over_as < first->over_as)) {
            first = call;
        }
    }
    return first;
}

/* When the clock was set back since the first of them ended, it is for all of them as if they ended now. */
static void follow_clock(struct muster *muster, int64_t at_us)
{
    const struct call *first = first_over(muster);
    if (first == NULL || first->over_us <= at_us) {
        return;
    }
    for (uint32_t i = 0; i < muster->call_count; i++) {
        struct call *call = &muster->calls[i];
        call->over_us = call->over_us > at_us ? at_us : call->over_us;
    }
}

/* A record forgets those that ended first, when they ended long enough before it. */
static void forget(struct muster *muster, int64_t at_us)
{
    follow_clock(muster, at_us);
    for (uint32_t round = 0; round < FORGET_MAX; round++) {
        struct call *first = first_over(muster);
        if (first == NULL || first->over_us + KEPT_DAYS_US > at_us) {
            return;
        }
        first->forgotten = true;
        muster->changed_at_turn = muster->run->turn;
        muster->forgotten_count++;
    }
}

__attribute__((noreturn)) static void wrong(const struct muster *muster,
                                            const struct record *record, const char *what)
{
    judge_broken(muster->run, "record %llu: %s", (unsigned long long)record->seq.n, what);
}

/* --- hearing records --- */

static Pusdalops__V1__Quantity *goods_kept(const Pusdalops__V1__Quantity *quantity)
{
    if (quantity == NULL) {
        return NULL;
    }
    Pusdalops__V1__Quantity *copy = room_take(sizeof *copy);
    pusdalops__v1__quantity__init(copy);
    copy->item = (char *)(uintptr_t)kept(quantity->item);
    copy->unit = (char *)(uintptr_t)kept(quantity->unit);
    copy->thousandths = quantity->thousandths;
    return copy;
}

static void hear_plan(struct muster *muster, const Pusdalops__V1__Message *message)
{
    const Pusdalops__V1__Plan *plan = message->plan;
    struct intent *intent = find_intent(muster, message->source, plan->plan_id);
    if (intent == NULL) {
        HUB_ASSERT(muster->intent_count < SIM_PLANS_MAX);
        intent = &muster->intents[muster->intent_count++];
        intent->source = kept(message->source);
        intent->id = kept(plan->plan_id);
        intent->area = area_of(plan->region_code);
    }
    if (message->number < intent->number) {
        return;
    }
    intent->number = message->number;
    intent->name = kept(plan->name);
    intent->retired = plan->retired != 0;
    intent->job_count = (uint32_t)plan->n_lines;
    for (uint32_t i = 0; i < intent->job_count; i++) {
        const Pusdalops__V1__PlanLine *line = plan->lines[i];
        intent->jobs[i] = (struct job){
            .who = kept(line->member),
            .what = kept(line->what),
            .within_us = (int64_t)line->within_minutes * 60000000,
            .persons = line->persons,
            .area = line->region_code[0] == '\0' ? intent->area : area_of(line->region_code),
            .goods = goods_kept(line->quantity),
        };
    }
}

static void hear_activation(struct muster *muster, const struct record *record,
                            const Pusdalops__V1__Message *message)
{
    const Pusdalops__V1__PlanActivation *body = message->plan_activation;
    const struct intent *intent = find_intent(muster, body->source, body->plan_id);
    if (intent == NULL || intent->retired ||
        (body->number != 0 && body->number != intent->number)) {
        wrong(muster, record, "a plan was activated that cannot be");
    }
    for (uint32_t i = 0; i < muster->call_count; i++) {
        if (muster->calls[i].intent == intent && !muster->calls[i].over &&
            same(muster->calls[i].event, body->event_id)) {
            wrong(muster, record, "a plan was activated that is active");
        }
    }
    HUB_ASSERT(muster->call_count < MUSTER_MAX);
    struct call *call = &muster->calls[muster->call_count++];
    call->source = kept(message->source);
    call->number = message->number;
    call->event = kept(body->event_id);
    call->intent = intent;
    call->as_it_was = *intent;
    call->at_us = record->at_utc_us;
    for (uint32_t i = 0; i < intent->job_count; i++) {
        const struct offered offered = {
            call->event,         call->source,      call->number,        i + 1,
            intent->jobs[i].who, record->at_utc_us, intent->jobs[i].area};
        if (intent->jobs[i].goods != NULL) {
            ration_offer(muster->ration, &offered, intent->jobs[i].goods);
        }
    }
}

static bool is_open(enum answer answer)
{
    return answer == WAITING || answer == TAKEN || answer == BEGUN;
}

/* The activator no longer needs it: an offer that nobody stood by is taken back. */
static void drop(struct muster *muster, struct call *call, uint32_t line)
{
    call->answers[line - 1] = DROPPED;
    ration_take_back(muster->ration, call->source, call->number, line, true);
}

static void hear_answer(struct muster *muster, const struct record *record, struct call *call,
                        uint32_t line, int deed)
{
    enum answer *answer = &call->answers[line - 1];
    if (!is_open(*answer)) {
        wrong(muster, record, "a task was answered that is over");
    }
    switch (deed) {
    case PUSDALOPS__V1__TASK_DEED__TASK_DEED_ACCEPT:
        if (*answer != WAITING) {
            wrong(muster, record, "a task was taken on twice");
        }
        *answer = TAKEN;
        ration_stand_by(muster->ration, call->source, call->number, line);
        break;
    case PUSDALOPS__V1__TASK_DEED__TASK_DEED_REFUSE:
        if (ration_has_left(muster->ration, call->source, call->number, line)) {
            wrong(muster, record, "a task was refused whose goods have left");
        }
        *answer = DECLINED;
        ration_take_back(muster->ration, call->source, call->number, line, false);
        break;
    case PUSDALOPS__V1__TASK_DEED__TASK_DEED_START:
        if (*answer == BEGUN) {
            wrong(muster, record, "a task was begun twice");
        }
        *answer = BEGUN;
        ration_stand_by(muster->ration, call->source, call->number, line);
        break;
    case PUSDALOPS__V1__TASK_DEED__TASK_DEED_DONE:
        *answer = FINISHED;
        ration_stand_by(muster->ration, call->source, call->number, line);
        break;
    default:
        drop(muster, call, line);
        break;
    }
}

static void hear_update(struct muster *muster, const struct record *record,
                        const Pusdalops__V1__TaskUpdate *body)
{
    struct call *call = find_call(muster, body->task->source, body->task->number);
    const uint32_t line = body->task->line;
    const bool ends = body->deed == PUSDALOPS__V1__TASK_DEED__TASK_DEED_END;
    if (call == NULL || ends != (line == 0) || line > call->as_it_was.job_count) {
        wrong(muster, record, "a task was answered that there is not");
    }
    if (!ends) {
        hear_answer(muster, record, call, line, (int)body->deed);
        return;
    }
    if (call->over) {
        wrong(muster, record, "ended twice");
    }
    call->over = true;
    call->over_as = ++muster->over_count;
    call->over_us = record->at_utc_us;
    for (uint32_t i = 1; i <= call->as_it_was.job_count; i++) {
        if (is_open(call->answers[i - 1])) {
            drop(muster, call, i);
        }
    }
}

/* --- was a refusal deserved? --- */

static bool activation_deserves(const struct muster *muster,
                                const Pusdalops__V1__PlanActivation *body, enum hub_status code)
{
    const struct intent *intent = find_intent(muster, body->source, body->plan_id);
    bool active = false;
    for (uint32_t i = 0; i < muster->call_count; i++) {
        const struct call *call = &muster->calls[i];
        active =
            active || (call->intent == intent && !call->over && same(call->event, body->event_id));
    }
    return intent != NULL &&
           ((code == HUB_E_PLAN_ACTIVE && active) ||
            (code == HUB_E_PLAN_RETIRED && intent->retired) ||
            (code == HUB_E_PLAN_CHANGED && body->number != 0 && body->number != intent->number));
}

static bool update_deserves(const struct muster *muster, const Pusdalops__V1__TaskUpdate *body,
                            enum hub_status code)
{
    const struct call *call = find_ever(muster, body->task->source, body->task->number);
    const uint32_t line = body->task->line;
    if (call != NULL && call->forgotten) {
        return code == HUB_E_TASK_UNKNOWN;
    }
    if (call == NULL || line > call->as_it_was.job_count) {
        return code == HUB_E_TASK_UNKNOWN && call != NULL;
    }
    if (code != HUB_E_DEED_NOT_NOW) {
        return false;
    }
    if (line == 0) {
        return call->over;
    }
    const enum answer answer = call->answers[line - 1];
    const bool again =
        (body->deed == PUSDALOPS__V1__TASK_DEED__TASK_DEED_ACCEPT && answer != WAITING) ||
        (body->deed == PUSDALOPS__V1__TASK_DEED__TASK_DEED_START && answer == BEGUN);
    const bool gone = body->deed == PUSDALOPS__V1__TASK_DEED__TASK_DEED_REFUSE &&
                      ration_has_left(muster->ration, call->source, call->number, line);
    return !is_open(answer) || again || gone;
}

bool muster_deserves(const struct muster *muster, const Pusdalops__V1__Message *message,
                     enum hub_status code)
{
    if (muster->changed_at_turn == muster->run->turn || ration_changed_now(muster->ration)) {
        return true; /* before or after that? We cannot say */
    }
    switch ((int)message->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION:
        return activation_deserves(muster, message->plan_activation, code);
    case PUSDALOPS__V1__MESSAGE__BODY_TASK_UPDATE:
        return update_deserves(muster, message->task_update, code);
    default:
        return true;
    }
}

void muster_age(struct muster *muster, const struct record *record)
{
    forget(muster, record->at_utc_us);
}

bool muster_hear(struct muster *muster, const struct record *record,
                 const Pusdalops__V1__Message *message)
{
    muster->changed_at_turn = muster->run->turn;
    switch ((int)message->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_PLAN:
        hear_plan(muster, message);
        return true;
    case PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION:
        hear_activation(muster, record, message);
        return true;
    case PUSDALOPS__V1__MESSAGE__BODY_TASK_UPDATE:
        hear_update(muster, record, message->task_update);
        return true;
    default:
        return false;
    }
}

/* --- comparing: the documents, and that the tables agree with themselves --- */

static bool is_silent(const struct call *call, uint32_t line, int64_t at_us)
{
    const struct job *job = &call->as_it_was.jobs[line - 1];
    return call->answers[line - 1] == WAITING && job->within_us != 0 &&
           call->at_us + job->within_us <= at_us;
}

static void compare_plan(const struct muster *muster, const Pusdalops__V1__PlanStatus *shown)
{
    const struct intent *intent = find_intent(muster, shown->source, shown->plan_id);
    bool fits = intent != NULL && shown->number == intent->number &&
                same(shown->name, intent->name) && (shown->retired != 0) == intent->retired &&
                area_of(shown->region_code) == intent->area && shown->n_lines == intent->job_count;
    for (uint32_t i = 0; fits && i < intent->job_count; i++) {
        const Pusdalops__V1__PlanLineStatus *line = shown->lines[i];
        const struct job *job = &intent->jobs[i];
        fits = same(line->member, job->who) && same(line->what, job->what) &&
               (int64_t)line->within_minutes * 60000000 == job->within_us &&
               line->persons == job->persons && area_of(line->region_code) == job->area &&
               line->thousandths == (job->goods == NULL ? 0 : job->goods->thousandths);
    }
    if (!fits) {
        judge_broken(muster->run, "the plan %s/%s is shown otherwise than it was said",
                     shown->source, shown->plan_id);
    }
}

static bool task_fits(const struct call *call, uint32_t line,
                      const Pusdalops__V1__TaskStatus *shown, int64_t at_us)
{
    static const uint32_t states[] = {
        [WAITING] = PUSDALOPS__V1__TASK_STATE__TASK_STATE_ASSIGNED,
        [TAKEN] = PUSDALOPS__V1__TASK_STATE__TASK_STATE_ACCEPTED,
        [BEGUN] = PUSDALOPS__V1__TASK_STATE__TASK_STATE_STARTED,
        [FINISHED] = PUSDALOPS__V1__TASK_STATE__TASK_STATE_DONE,
        [DECLINED] = PUSDALOPS__V1__TASK_STATE__TASK_STATE_REFUSED,
        [DROPPED] = PUSDALOPS__V1__TASK_STATE__TASK_STATE_CANCELLED,
    };
    const struct job *job = &call->as_it_was.jobs[line - 1];
    return (uint32_t)shown->state == states[call->answers[line - 1]] &&
           (shown->silent != 0) == is_silent(call, line, at_us) && same(shown->member, job->who) &&
           same(shown->what, job->what) && shown->task->line == line &&
           (shown->offer != NULL) == (job->goods != NULL) &&
           shown->thousandths == (job->goods == NULL ? 0 : job->goods->thousandths);
}

static void compare_activation(const struct muster *muster,
                               const Pusdalops__V1__ActivationStatus *shown, int64_t at_us)
{
    const struct call *call =
        find_call(muster, shown->activation->source, shown->activation->number);
    uint32_t counts[DROPPED + 1] = {0};
    uint32_t silent = 0;
    bool fits = call != NULL && shown->n_tasks == call->as_it_was.job_count &&
                (shown->ended_at != NULL) == call->over && same(shown->event_id, call->event) &&
                same(shown->name, call->as_it_was.name) &&
                shown->plan->number == call->as_it_was.number;
    for (uint32_t line = 1; fits && line <= call->as_it_was.job_count; line++) {
        counts[call->answers[line - 1]]++;
        silent += is_silent(call, line, at_us) ? 1 : 0;
        fits = task_fits(call, line, shown->tasks[line - 1], at_us);
    }
    if (!fits || shown->counts->assigned != counts[WAITING] ||
        shown->counts->accepted != counts[TAKEN] || shown->counts->started != counts[BEGUN] ||
        shown->counts->done != counts[FINISHED] || shown->counts->refused != counts[DECLINED] ||
        shown->counts->cancelled != counts[DROPPED] || shown->counts->silent != silent) {
        judge_broken(muster->run, "the activation %s/%llu is shown otherwise than it was said",
                     shown->activation->source, (unsigned long long)shown->activation->number);
    }
}

uint32_t muster_compare_document(const struct muster *muster,
                                 const Pusdalops__V1__FeedMessage *document, int64_t at_us)
{
    if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN) {
        compare_plan(muster, document->plan);
        return 1;
    }
    if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION) {
        compare_activation(muster, document->activation, at_us);
        return 1;
    }
    return 0;
}

static bool is_done_by_somebody(enum answer answer)
{
    return answer != DECLINED && answer != DROPPED;
}

uint32_t muster_activities(const struct muster *muster)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < muster->call_count; i++) {
        const struct call *call = &muster->calls[i];
        for (uint32_t line = 0; !call->forgotten && line < call->as_it_was.job_count; line++) {
            count += is_done_by_somebody(call->answers[line]) ? 1 : 0;
        }
    }
    return count;
}

void muster_compare_activity(const struct muster *muster, const Pusdalops__V1__Activity *row)
{
    const struct call *call = find_call(muster, row->reference->source, row->reference->number);
    const uint32_t line = row->reference->part;
    if (call == NULL || line == 0 || line > call->as_it_was.job_count ||
        !is_done_by_somebody(call->answers[line - 1]) ||
        !same(row->member, call->as_it_was.jobs[line - 1].who) ||
        !same(row->text, call->as_it_was.jobs[line - 1].what) ||
        !same(row->event_id, call->event)) {
        judge_broken(muster->run, "who does what tells the task %s/%llu otherwise than it was said",
                     row->reference->source, (unsigned long long)row->reference->number);
    }
}

uint32_t muster_documents(const struct muster *muster)
{
    return muster->intent_count + muster->call_count - muster->forgotten_count;
}

void muster_audit(const struct muster *muster, const struct view *view)
{
    if (!tasks_audit(&view->tasks, &view->ledger)) {
        judge_broken(muster->run, "the tasks do not add up");
    }
}
