/*
 * test_plan.c - contingency plans through the hub: what is refused and changes nothing, what an activation makes, what becomes of
 * its tasks and offers, who is silent, and what consoles read of it.
 */
#include "core/plan.h"

#include "base/assert.h"
#include "core/share.h"
#include "support/said.h"

#include <stdlib.h>

#define DISTRICT  "bpbd-11.06"
#define PLAN      "banjir-11.06"
#define UNIT      1000UL
#define MINUTE_US (60 * US_PER_S)
#define HOUR_US   (60LL * MINUTE_US)
#define DAY_US    (24 * HOUR_US)

typedef Pusdalops__V1__PlanStatus PlanStatus;
typedef Pusdalops__V1__ActivationStatus ActivationStatus;

static struct room room;

static void begin_with(const struct hub_settings *wanted)
{
    static const char both[] = "real drill/x1";
    static const struct seat members[] = {
        {"pmi", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
        {"tni", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
        {"mdmc", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
    };
    struct hub_settings settings = *wanted;
    settings.realms[1] = "drill/x1";
    settings.realm_count = 2;
    aceh_open(&room, &settings);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        room_sit(&room, &members[i]);
    }
    room_call(&room, NULL);
}

static void begin(void)
{
    const struct hub_settings settings = room_settings();
    begin_with(&settings);
}

static const struct view *view_now(void)
{
    return room_view(&room, "real");
}

static bool all_agrees(const struct view *view)
{
    return ledger_audit(&view->ledger) && tasks_audit(&view->tasks, &view->ledger) &&
           share_audit(view);
}

static void end(void)
{
    said_end(&room, all_agrees);
}

/* --- what the tests speak of --- */

/* Rice within an hour, boats within half an hour, a public kitchen without a time. */
static const struct letter_plan_line three[] = {
    {.member = "pmi",
     .cluster = "klaster-logistik",
     .what = "Membawa beras ke posko induk",
     .quantity = {"beras", 2 * UNIT, "ton", NULL},
     .point = "Gudang Jantho",
     .within_minutes = 60,
     .persons = 800},
    {.member = "tni",
     .what = "Evakuasi dengan perahu",
     .kecamatan = "11.06.01",
     .within_minutes = 30},
    {.member = "mdmc",
     .what = "Dapur umum",
     .quantity = {"selimut", 100 * UNIT, "lembar", NULL},
     .households = 90},
};

#define PLAN_HEAD(list)                                                                            \
    .kind = BODY_PLAN, .plan_id = PLAN, .name = "Rencana kontinjensi banjir", .region = "11.06",   \
    .hazard = 103, .duties = (list), .duty_count = sizeof(list) / sizeof((list)[0])
#define ACTIVATION_OF(of, which)                                                                   \
    .kind = BODY_PLAN_ACTIVATION, .about_source = (of), .plan_id = (which), .event = ACEH_EVENT,   \
    .note = "Siaga 1"
#define ACTIVATION       ACTIVATION_OF(DISTRICT, PLAN)
#define TASK(n, l, what) .kind = BODY_TASK_UPDATE, .line = {DISTRICT, (n), (l)}, .deed = (what)

/* Number 1 of bpbd-11.06 is the plan, number 2 its activation. */
static void an_activated_plan(void)
{
    ACCEPTED(DISTRICT, PLAN_HEAD(three));
    ACCEPTED(DISTRICT, ACTIVATION);
}

static uint32_t activation_now(uint64_t number)
{
    const uint32_t source = source_find(&view_now()->sources, slice_of(DISTRICT)).n;
    return tasks_find_activation(&view_now()->tasks, source, number);
}

static const struct task *task_now(uint64_t number, uint32_t line)
{
    const uint32_t place = tasks_find(&view_now()->tasks, activation_now(number), line);
    HUB_ASSERT(place != 0);
    return tasks_task(&view_now()->tasks, place);
}

static const struct pledge *offer_now(uint64_t number, uint32_t line)
{
    const uint32_t source = source_find(&view_now()->sources, slice_of(DISTRICT)).n;
    const uint32_t place = ledger_find_pledge(&view_now()->ledger, source, number, line);
    HUB_ASSERT(place != 0);
    return ledger_pledge(&view_now()->ledger, place);
}

static const struct plan *plan_now(void)
{
    const uint32_t source = source_find(&view_now()->sources, slice_of(DISTRICT)).n;
    const uint32_t place = tasks_find_plan(&view_now()->tasks, source, slice_of(PLAN));
    return place == 0 ? NULL : tasks_plan(&view_now()->tasks, place);
}

/* The last activation that was published on a lane; NULL: none. */
static const ActivationStatus *heard_activation(enum lane lane)
{
    const ActivationStatus *found = NULL;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        const FeedMessage *message = room.feed[i].message;
        if (room.feed[i].lane == lane &&
            message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION) {
            found = message->activation;
        }
    }
    return found;
}

/* --- plans --- */

static void a_plan_of_two_lines_with(int at, enum hub_status code, const char *field,
                                     const struct letter_plan_line *line)
{
    const struct letter_plan_line lines[] = {three[1], *line};
    said_refused(at, &room, DISTRICT, code, field, &(const struct letter){PLAN_HEAD(lines)});
}

#define REFUSED_LINE(code, field, ...)                                                             \
    a_plan_of_two_lines_with(__LINE__, code, "plan.lines[1]." field,                               \
                             &(const struct letter_plan_line){__VA_ARGS__})
#define WHO .member = "pmi", .what = "Membawa beras"

static void a_line_that_cannot_be_is_refused_and_changes_nothing(void)
{
    char longer[256];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    begin();
    ACCEPTED(DISTRICT, PLAN_HEAD(three));
    REFUSED_LINE(HUB_E_FIELD_MISSING, "member", .what = "Membawa beras");
    REFUSED_LINE(HUB_E_FIELD_RANGE, "member", .member = "PMI Pusat", .what = "Membawa beras");
    REFUSED_LINE(HUB_E_FIELD_MISSING, "what", .member = "pmi");
    REFUSED_LINE(HUB_E_FIELD_RANGE, "what", .member = "pmi", .what = longer);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "cluster_id", WHO, .cluster = "Klaster Logistik");
    REFUSED_LINE(HUB_E_FIELD_RANGE, "point", WHO, .point = longer);
    REFUSED_LINE(HUB_E_REGION_UNKNOWN, "region_code", WHO, .region = "11.99");
    REFUSED_LINE(HUB_E_REGION_UNKNOWN, "region_code", WHO, .region = "nation");
    REFUSED_LINE(HUB_E_FIELD_RANGE, "region_code", WHO, .region = "11.07");
    REFUSED_LINE(HUB_E_FIELD_RANGE, "region_code", WHO, .region = "11");
    REFUSED_LINE(HUB_E_REGION_UNKNOWN, "kecamatan_code", WHO, .kecamatan = "11.06.99");
    REFUSED_LINE(HUB_E_REGION_UNKNOWN, "kecamatan_code", WHO, .kecamatan = "11.06");
    REFUSED_LINE(HUB_E_FIELD_RANGE, "within_minutes", WHO,
                 .within_minutes = WITHIN_MINUTES_MAX + 1);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "persons", WHO, .persons = UINT32_MAX);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "households", WHO, .households = UINT32_MAX);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "quantity.thousandths", WHO,
                 .quantity = {"beras", 0, NULL, NULL});
    REFUSED_LINE(HUB_E_UNIT_UNKNOWN, "quantity.unit", WHO,
                 .quantity = {"beras", UNIT, "lembar", NULL});
    CHECK_NUMBER(plan_now()->number, 1);
    CHECK_NUMBER(view_now()->tasks.lines.used, 3);
    end();
}

static void a_plan_that_cannot_be_is_refused_and_changes_nothing(void)
{
    struct letter_plan_line many[PLAN_LINES_MAX + 1];
    for (uint32_t i = 0; i <= PLAN_LINES_MAX; i++) {
        many[i] = three[1];
    }
    begin();
    struct letter plan = {PLAN_HEAD(three)};
    plan.region = "11.07";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_REGION_FORBIDS, "plan.region_code", &plan);
    said_refused(__LINE__, &room, "orari", HUB_E_ROLE_FORBIDS, "plan.region_code", &plan);
    said_refused(__LINE__, &room, "pmi", HUB_E_ROLE_FORBIDS, "plan.region_code", &plan);
    plan.region = "nation";
    said_refused(__LINE__, &room, "bnpb", HUB_E_REGION_UNKNOWN, "plan.region_code", &plan);
    plan.region = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "plan.region_code", &plan);
    plan.region = "11.06";
    plan.plan_id = "Banjir";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "plan.plan_id", &plan);
    plan.plan_id = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "plan.plan_id", &plan);
    plan.plan_id = PLAN;
    plan.name = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "plan.name", &plan);
    plan.name = "Banjir";
    plan.hazard = 99;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_HAZARD_UNKNOWN, "plan.hazards[0].hazard_code",
                 &plan);
    plan.hazard = 0;
    plan.valid_until_utc_us = -70000000000 * US_PER_S;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "plan.valid_until", &plan);
    plan.valid_until_utc_us = TIME_MAX_US + 1;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "plan.valid_until", &plan);
    plan.valid_until_utc_us = 0;
    plan.duty_count = 0;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "plan.lines", &plan);
    plan.duties = many;
    plan.duty_count = PLAN_LINES_MAX + 1;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "plan.lines", &plan);
    plan.duty_count = PLAN_LINES_MAX;
    CHECK_NUMBER(said_accepted(__LINE__, &room, DISTRICT, &plan)->n_warnings, 0);
    end();
}

static void a_member_that_is_not_on_the_roster_is_warned_of(void)
{
    static const struct letter_plan_line lines[] = {
        {.member = "pmi", .what = "Membawa beras"},
        {.member = "tagana-11.06", .what = "Dapur umum"},
    };
    begin();
    const Receipt *receipt = ACCEPTED(DISTRICT, PLAN_HEAD(lines));
    CHECK(aceh_warned(receipt, HUB_E_MEMBER_UNKNOWN, "plan.lines[1].member"));
    CHECK_NUMBER(receipt->n_warnings, 1);
    receipt = ACCEPTED(DISTRICT, ACTIVATION);
    CHECK_NUMBER(receipt->n_warnings, 0);
    CHECK_NUMBER(view_now()->tasks.tasks.used, 2);
    end();
}

static void the_version_with_the_highest_number_is_in_force_whatever_comes_last(void)
{
    static const struct letter_plan_line one[] = {{.member = "mdmc", .what = "Dapur umum"}};
    begin();
    ACCEPTED(DISTRICT, PLAN_HEAD(one), .number = 3);
    const Receipt *receipt = ACCEPTED(DISTRICT, PLAN_HEAD(three), .number = 2);
    CHECK(aceh_warned(receipt, HUB_E_PLAN_OLDER, "number"));
    CHECK_NUMBER(plan_now()->number, 3);
    CHECK_NUMBER(plan_now()->line_count, 1);
    CHECK_NUMBER(view_now()->tasks.lines.used, 1);
    receipt = ACCEPTED(DISTRICT, PLAN_HEAD(three), .number = 5);
    CHECK_NUMBER(receipt->n_warnings, 0);
    CHECK_NUMBER(plan_now()->line_count, 3);
    ACCEPTED(DISTRICT, PLAN_HEAD(one), .number = 6);
    CHECK_NUMBER(plan_now()->line_count, 1);
    ACCEPTED(DISTRICT, PLAN_HEAD(three), .number = 7);
    CHECK_NUMBER(view_now()->tasks.lines.used, 3); /* the places of a shorter version were kept */
    end();
}

static void a_plan_stays_with_its_region(void)
{
    begin();
    ACCEPTED("pusdalops-11", PLAN_HEAD(three));
    struct letter plan = {PLAN_HEAD(three)};
    plan.region = "11.07";
    said_refused(__LINE__, &room, "pusdalops-11", HUB_E_PLAN_REGION, "plan.region_code", &plan);
    plan.plan_id = "banjir-11.07";
    said_accepted(__LINE__, &room, "pusdalops-11", &plan);
    CHECK_NUMBER(view_now()->tasks.plans.used, 2);
    end();
}

/* --- activations --- */

static void an_activation_makes_every_task_and_every_offer_at_once(void)
{
    begin();
    ACCEPTED(DISTRICT, PLAN_HEAD(three));
    const uint64_t records = view_now()->last.n;
    const Receipt *receipt = ACCEPTED("pusdalops-11", ACTIVATION);
    CHECK_NUMBER(receipt->n_warnings, 0);
    CHECK_NUMBER(view_now()->last.n, records + 1);
    const struct tasks *tasks = &view_now()->tasks;
    const struct activation *activation = tasks_activation(tasks, 1);
    CHECK_NUMBER(activation->task_count, 3);
    CHECK_NUMBER(activation->counts[TASK_ASSIGNED], 3);
    CHECK_NUMBER(tasks_task(tasks, 1)->due_utc_us, room.at_utc_us + 60 * MINUTE_US);
    CHECK_NUMBER(tasks_task(tasks, 2)->due_utc_us, room.at_utc_us + 30 * MINUTE_US);
    CHECK_NUMBER(tasks_task(tasks, 3)->due_utc_us, 0);
    CHECK_NUMBER(tasks_task(tasks, 2)->pledge, 0);
    CHECK_NUMBER(view_now()->ledger.pledges.used, 2);
    const struct pledge *rice = ledger_pledge(&view_now()->ledger, tasks_task(tasks, 1)->pledge);
    CHECK_NUMBER(rice->state, PLEDGE_OFFERED);
    CHECK_NUMBER(rice->amount, 2000 * UNIT);
    CHECK_NUMBER(rice->part, 1);
    CHECK_NUMBER(rice->line, 0);
    CHECK_TEXT(source_at(&view_now()->sources, (struct source_id){rice->giver})->name, "pmi");
    CHECK_TEXT(source_at(&view_now()->sources, (struct source_id){rice->source})->name,
               "pusdalops-11");
    CHECK_TEXT(rice->cluster, "klaster-logistik");
    CHECK_TEXT(rice->origin_name, "Gudang Jantho");
    const uint32_t nation = ledger_find_relief(&view_now()->ledger, rice->event, AREA_NATION);
    CHECK_NUMBER(ledger_relief(&view_now()->ledger, nation)->offer_count, 2);
    end();
}

static void an_activation_that_cannot_be_is_refused_and_changes_nothing(void)
{
    begin();
    ACCEPTED(DISTRICT, PLAN_HEAD(three));
    struct letter activation = {ACTIVATION};
    said_refused(__LINE__, &room, "bpbd-11.07", HUB_E_REGION_FORBIDS, "plan_activation.plan_id",
                 &activation);
    said_refused(__LINE__, &room, "pmi", HUB_E_ROLE_FORBIDS, "plan_activation.plan_id",
                 &activation);
    said_refused(__LINE__, &room, "orari", HUB_E_ROLE_FORBIDS, "plan_activation.plan_id",
                 &activation);
    activation.plan_id = "gempa";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_PLAN_UNKNOWN, "plan_activation.plan_id",
                 &activation);
    activation.plan_id = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "plan_activation.plan_id",
                 &activation);
    activation.plan_id = PLAN;
    activation.about_source = "bpbd-11.07";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_PLAN_UNKNOWN, "plan_activation.plan_id",
                 &activation);
    activation.about_source = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "plan_activation.source",
                 &activation);
    activation.about_source = DISTRICT;
    activation.event = "gempa-2024";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_EVENT_UNKNOWN, "plan_activation.event_id",
                 &activation);
    activation.event = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "plan_activation.event_id",
                 &activation);
    activation.event = ACEH_EVENT;
    activation.about_number = 7;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_PLAN_CHANGED, "plan_activation.number",
                 &activation);
    activation.about_number = 1;
    said_accepted(__LINE__, &room, DISTRICT, &activation);
    said_refused(__LINE__, &room, DISTRICT, HUB_E_PLAN_ACTIVE, "plan_activation.event_id",
                 &activation);
    ACCEPTED(DISTRICT, PLAN_HEAD(three), .retired = true);
    activation.about_number = 0;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_PLAN_RETIRED, "plan_activation.plan_id",
                 &activation);
    end();
}

static void a_plan_for_another_hazard_or_past_its_validity_is_activated_with_a_warning(void)
{
    begin();
    struct letter plan = {PLAN_HEAD(three)};
    plan.hazard = 101;
    plan.valid_until_utc_us = room.at_utc_us + MINUTE_US;
    said_accepted(__LINE__, &room, DISTRICT, &plan);
    room_wait(&room, 2 * MINUTE_US);
    const Receipt *receipt = ACCEPTED(DISTRICT, ACTIVATION);
    CHECK(aceh_warned(receipt, HUB_E_PLAN_UNFIT, "plan_activation.event_id"));
    CHECK(aceh_warned(receipt, HUB_E_PLAN_UNFIT, "plan_activation.plan_id"));
    end();
}

static void an_activation_without_room_for_its_last_offer_makes_nothing(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.ledger.pledges_max = 65;
    begin_with(&settings);
    static const struct letter_plan_line one[] = {{.member = "pmi", .what = "Membawa beras"}};
    ACCEPTED(DISTRICT, PLAN_HEAD(three));
    for (uint32_t i = 0; i < 64; i++) {
        ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT,
                 .quantity = {"beras", UNIT, NULL, NULL});
    }
    REFUSED(DISTRICT, HUB_E_LIMIT_REACHED, "plan_activation", ACTIVATION);
    ACCEPTED(DISTRICT, PLAN_HEAD(one));
    ACCEPTED(DISTRICT, ACTIVATION);
    end();
}

static void who_activates_holds_the_tasks_and_offers_of_its_share(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.tasks = (struct tasks_limits){
        .plans_max = 64, .plan_lines_max = 512, .activations_max = 512, .tasks_max = 512};
    begin_with(&settings);
    struct letter_plan_line many[PLAN_LINES_MAX];
    for (uint32_t i = 0; i < PLAN_LINES_MAX; i++) {
        many[i] = three[1];
    }
    ACCEPTED(DISTRICT, PLAN_HEAD(many));
    for (uint32_t i = 0; i < 2; i++) {
        ACCEPTED(DISTRICT, ACTIVATION);
        ACCEPTED(DISTRICT, TASK(2 + 2 * i, 0, TASK_END));
    }
    CHECK_NUMBER(view_now()->tasks.tasks.used, share_of(ROLE_DISTRICT, 512));
    REFUSED(DISTRICT, HUB_E_SHARE_REACHED, "plan_activation", ACTIVATION);
    ACCEPTED("bnpb", ACTIVATION);
    struct letter other = {PLAN_HEAD(many)};
    other.plan_id = "lain";
    said_accepted(__LINE__, &room, DISTRICT, &other);
    other.plan_id = "lain-lagi";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_SHARE_REACHED, "plan", &other);
    end();
}

static void what_was_activated_keeps_its_lines(void)
{
    static const struct letter_plan_line one[] = {
        {.member = "tni", .what = "Tenda", .within_minutes = 5}};
    begin();
    an_activated_plan();
    ACCEPTED(DISTRICT, PLAN_HEAD(one));
    CHECK_TEXT(task_now(2, 1)->duty.what, three[0].what);
    CHECK_NUMBER(tasks_activation(&view_now()->tasks, activation_now(2))->plan_number, 1);
    ACCEPTED(DISTRICT, TASK(2, 0, TASK_END));
    ACCEPTED(DISTRICT, ACTIVATION);
    CHECK_NUMBER(tasks_activation(&view_now()->tasks, activation_now(5))->plan_number, 3);
    CHECK_TEXT(task_now(5, 1)->duty.what, "Tenda");
    REFUSED(DISTRICT, HUB_E_PLAN_ACTIVE, "plan_activation.event_id", ACTIVATION);
    end();
}

/* --- what becomes of a task --- */

/* Who does a deed in these tests. */
static const char *doer(uint32_t deed)
{
    return deed == TASK_CANCEL || deed == TASK_END ? DISTRICT : "pmi";
}

/* One task for each state and deed: a plan has room for all of them. */
static void every_deed_on_a_task_in_every_state_does_what_its_table_says(void)
{
    static const enum task_deed way[TASK_STATES] = {
        [TASK_ACCEPTED] = TASK_ACCEPT, [TASK_STARTED] = TASK_START,    [TASK_DONE] = TASK_FINISH,
        [TASK_REFUSED] = TASK_REFUSE,  [TASK_CANCELLED] = TASK_CANCEL,
    };
    struct letter_plan_line lines[PLAN_LINES_MAX];
    uint32_t line = 0;
    for (uint32_t i = 0; i < PLAN_LINES_MAX; i++) {
        lines[i] = three[0];
    }
    begin();
    ACCEPTED(DISTRICT, PLAN_HEAD(lines));
    ACCEPTED(DISTRICT, ACTIVATION);
    for (uint32_t state = TASK_ASSIGNED; state < TASK_STATES; state++) {
        for (uint32_t deed = TASK_ACCEPT; deed < TASK_END; deed++) {
            line++;
            if (way[state] != TASK_NONE) {
                ACCEPTED(doer(way[state]), TASK(2, line, way[state]), .note = "alasan");
            }
            CHECK_NUMBER(task_now(2, line)->state, state);
            const uint8_t next = task_life[state][deed];
            if (next == TASK_STATE_NONE) {
                REFUSED(doer(deed), HUB_E_DEED_NOT_NOW, "task_update.deed", TASK(2, line, deed),
                        .note = "alasan");
            } else {
                ACCEPTED(doer(deed), TASK(2, line, deed), .note = "alasan");
                CHECK_NUMBER(task_now(2, line)->state, next);
            }
            CHECK(all_agrees(view_now()));
        }
    }
    CHECK_NUMBER(line, 30);
    end();
}

static void a_task_update_that_cannot_be_is_refused_and_changes_nothing(void)
{
    begin();
    an_activated_plan();
    struct letter update = {TASK(2, 1, TASK_ACCEPT)};
    update.line.source = NULL;
    update.line.number = 0;
    update.line.line = 0;
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_MISSING, "task_update.task", &update);
    REFUSED("pmi", HUB_E_FIELD_UNKNOWN_VALUE, "task_update.deed", TASK(2, 1, 0));
    REFUSED("pmi", HUB_E_FIELD_UNKNOWN_VALUE, "task_update.deed", TASK(2, 1, TASK_DEEDS));
    REFUSED("pmi", HUB_E_FIELD_MISSING, "task_update.note", TASK(2, 1, TASK_REFUSE));
    REFUSED("pmi", HUB_E_TASK_UNKNOWN, "task_update.task", TASK(3, 1, TASK_ACCEPT));
    REFUSED("pmi", HUB_E_TASK_UNKNOWN, "task_update.task", TASK(2, 4, TASK_ACCEPT));
    REFUSED("pmi", HUB_E_TASK_UNKNOWN, "task_update.task", TASK(2, 0, TASK_ACCEPT));
    REFUSED(DISTRICT, HUB_E_TASK_UNKNOWN, "task_update.task", TASK(2, 1, TASK_END));
    REFUSED("tni", HUB_E_SOURCE_FORBIDS, "task_update.task", TASK(2, 1, TASK_ACCEPT));
    REFUSED(DISTRICT, HUB_E_SOURCE_FORBIDS, "task_update.task", TASK(2, 1, TASK_ACCEPT));
    REFUSED("pmi", HUB_E_ROLE_FORBIDS, "task_update.task", TASK(2, 1, TASK_CANCEL));
    REFUSED("bpbd-11.07", HUB_E_REGION_FORBIDS, "task_update.task", TASK(2, 0, TASK_END));
    ACCEPTED("pusdalops-11", TASK(2, 0, TASK_END));
    REFUSED(DISTRICT, HUB_E_DEED_NOT_NOW, "task_update.deed", TASK(2, 0, TASK_END));
    end();
}

static void who_takes_a_task_on_stands_by_its_goods_and_who_refuses_takes_them_back(void)
{
    begin();
    an_activated_plan();
    ACCEPTED("pmi", TASK(2, 1, TASK_ACCEPT));
    CHECK_NUMBER(offer_now(2, 1)->state, PLEDGE_CONFIRMED);
    const uint64_t records = view_now()->last.n;
    ACCEPTED("mdmc", TASK(2, 3, TASK_REFUSE), .note = "Relawan habis");
    CHECK_NUMBER(view_now()->last.n, records + 1);
    CHECK_NUMBER(offer_now(2, 3)->state, PLEDGE_WITHDRAWN);
    ACCEPTED("pmi", TASK(2, 1, TASK_REFUSE), .note = "Truk rusak");
    CHECK_NUMBER(offer_now(2, 1)->state, PLEDGE_WITHDRAWN);
    CHECK_NUMBER(tasks_activation(&view_now()->tasks, activation_now(2))->counts[TASK_REFUSED], 2);
    end();
}

static void an_offer_is_given_to_a_line_brought_and_received_like_any_pledge(void)
{
    static const struct letter_need_line lines[] = {
        {.quantity = {"beras", 2 * UNIT, "ton", NULL}, .priority = 1}};
    begin();
    an_activated_plan();
    ACCEPTED(DISTRICT, .kind = BODY_NEED, .event = ACEH_EVENT, .region = "11.06",
             .as_of_utc_us = room.at_utc_us, .lines = lines, .line_count = 1);
#define PART(n) .kind = BODY_PLEDGE_UPDATE, .about_source = DISTRICT, .about_number = 2, .part = (n)
#define OFFER   PART(1)
    REFUSED("tni", HUB_E_PLEDGE_FORBIDS, "pledge_update.pledge", OFFER, .deed = PLEDGE_CONFIRM);
    REFUSED("tni", HUB_E_PLEDGE_UNKNOWN, "pledge_update.pledge", PART(2),
            .deed = PLEDGE_CONFIRM); /* boats are no goods */
    REFUSED("pmi", HUB_E_PLEDGE_UNKNOWN, "pledge_update.pledge", PART(0), .deed = PLEDGE_CONFIRM);
    ACCEPTED(DISTRICT, OFFER, .deed = PLEDGE_ALLOT, .line = {DISTRICT, 3, 1});
    ACCEPTED("pmi", TASK(2, 1, TASK_START));
    CHECK_NUMBER(offer_now(2, 1)->state, PLEDGE_CONFIRMED);
    room_wait(&room, US_PER_S);
    room_forget_feed(&room);
    ACCEPTED("pmi", OFFER, .deed = PLEDGE_DISPATCH, .thousandths = 500 * UNIT / 1000);
    room_wait(&room, US_PER_S);
    const ActivationStatus *heard = heard_activation(LANE_INTERNAL);
    CHECK(heard != NULL && heard->tasks[0]->offer->quantities->sent == 500 * UNIT);
    ACCEPTED("pmi", TASK(2, 1, TASK_REFUSE), .note = "Truk kedua rusak");
    CHECK_NUMBER(offer_now(2, 1)->amount, 500 * UNIT);
    ACCEPTED(DISTRICT, OFFER, .deed = PLEDGE_RECEIVE, .thousandths = 500 * UNIT / 1000);
    CHECK_NUMBER(offer_now(2, 1)->state, PLEDGE_DELIVERED);
    const struct need_line *line = ledger_line(&view_now()->ledger, 1);
    CHECK_NUMBER(line->amounts.good, 500 * UNIT);
    CHECK_NUMBER(line_outstanding(line), 1500 * UNIT);
    end();
}

static void what_has_left_altogether_is_not_refused_any_more(void)
{
    static const struct letter_need_line lines[] = {
        {.quantity = {"beras", 2 * UNIT, "ton", NULL}, .priority = 1}};
    begin();
    an_activated_plan();
    ACCEPTED(DISTRICT, .kind = BODY_NEED, .event = ACEH_EVENT, .region = "11.06",
             .as_of_utc_us = room.at_utc_us, .lines = lines, .line_count = 1);
    ACCEPTED("pmi", OFFER, .deed = PLEDGE_ALLOT, .line = {DISTRICT, 3, 1});
    ACCEPTED("pmi", OFFER, .deed = PLEDGE_DISPATCH);
    REFUSED("pmi", HUB_E_DEED_NOT_NOW, "task_update.deed", TASK(2, 1, TASK_REFUSE),
            .note = "tidak jadi");
    ACCEPTED("pmi", TASK(2, 1, TASK_FINISH));
    end();
}

static void the_end_takes_back_what_nobody_confirmed_and_leaves_what_was_promised(void)
{
    begin();
    an_activated_plan();
    ACCEPTED("pmi", TASK(2, 1, TASK_ACCEPT));
    ACCEPTED("tni", TASK(2, 2, TASK_FINISH));
    ACCEPTED(DISTRICT, TASK(2, 0, TASK_END));
    CHECK_NUMBER(offer_now(2, 1)->state, PLEDGE_CONFIRMED);
    CHECK_NUMBER(offer_now(2, 3)->state, PLEDGE_WITHDRAWN);
    const struct activation *activation = tasks_activation(&view_now()->tasks, activation_now(2));
    CHECK_NUMBER(activation->counts[TASK_DONE], 1);
    CHECK_NUMBER(activation->counts[TASK_CANCELLED], 2);
    CHECK_NUMBER(activation->ended_utc_us, room.at_utc_us);
    ACCEPTED("pmi", OFFER, .deed = PLEDGE_WITHDRAW, .note = "tidak perlu lagi");
    end();
}

static void the_end_of_offers_in_every_area_is_one_record(void)
{
    struct letter_plan_line lines[PLAN_LINES_MAX];
    char codes[PLAN_LINES_MAX][8];
    uint32_t count = 0;
    begin();
    const struct region *regencies = region_regencies(regions_of_indonesia(), 11, &count);
    count = count > PLAN_LINES_MAX ? PLAN_LINES_MAX : count;
    for (uint32_t i = 0; i < count; i++) {
        region_code_print(regencies[i].code, codes[i]);
        lines[i] = (struct letter_plan_line){.member = i % 2 == 0 ? "pmi" : "tni",
                                             .what = "Membawa beras",
                                             .quantity = {"beras", UNIT, NULL, NULL},
                                             .region = codes[i]};
    }
    struct letter plan = {PLAN_HEAD(lines)};
    plan.region = "11";
    plan.duty_count = count;
    said_accepted(__LINE__, &room, "pusdalops-11", &plan);
    ACCEPTED("pusdalops-11", ACTIVATION_OF("pusdalops-11", PLAN));
    for (uint32_t i = 0; i < count; i++) {
        const struct letter_need_line one[] = {{.quantity = {"beras", UNIT, NULL, NULL}}};
        ACCEPTED("pusdalops-11", .kind = BODY_NEED, .event = ACEH_EVENT, .region = codes[i],
                 .as_of_utc_us = room.at_utc_us, .lines = one, .line_count = 1);
        ACCEPTED("pusdalops-11", .kind = BODY_PLEDGE_UPDATE, .about_source = "pusdalops-11",
                 .about_number = 2, .part = i + 1, .deed = PLEDGE_ALLOT,
                 .line = {"pusdalops-11", 3 + 2 * (uint64_t)i, 1});
    }
    CHECK(all_agrees(view_now()));
    ACCEPTED("pusdalops-11", .kind = BODY_TASK_UPDATE, .line = {"pusdalops-11", 2, 0},
             .deed = TASK_END);
    for (uint32_t i = 1; i <= count; i++) {
        CHECK_NUMBER(line_outstanding(ledger_line(&view_now()->ledger, i)), UNIT);
    }
    end();
}

static void a_drill_has_plans_and_tasks_of_its_own(void)
{
    begin();
    ACCEPTED(DISTRICT, PLAN_HEAD(three), .realm = "drill/x1");
    REFUSED(DISTRICT, HUB_E_PLAN_UNKNOWN, "plan_activation.plan_id", ACTIVATION);
    ACCEPTED(DISTRICT, ACTIVATION, .realm = "drill/x1");
    CHECK_NUMBER(view_now()->tasks.plans.used, 0);
    CHECK_NUMBER(view_now()->ledger.pledges.used, 0);
    ACCEPTED(DISTRICT, PLAN_HEAD(three));
    ACCEPTED(DISTRICT, ACTIVATION);
    ACCEPTED("pmi", TASK(2, 1, TASK_ACCEPT), .realm = "drill/x1");
    CHECK_NUMBER(task_now(2, 1)->state, TASK_ASSIGNED);
    CHECK_NUMBER(offer_now(2, 1)->state, PLEDGE_OFFERED);
    CHECK(all_agrees(room_view(&room, "drill/x1")));
    end();
}

/* --- what consoles read --- */

/* The document of a topic in a snapshot; lives until the next request. */
static const FeedMessage *read_snapshot(const char *client, const char *topic)
{
    const struct question question = {.kind = REQUEST_SNAPSHOT, .topic = topic, .cursor = ""};
    const Reply *reply = room_ask(&room, client, &question);
    const bool is_page = reply->body_case == PUSDALOPS__V1__REPLY__BODY_SNAPSHOT;
    return is_page && reply->snapshot->n_documents == 1 ? reply->snapshot->documents[0] : NULL;
}

static const ActivationStatus *read_activation(const char *client)
{
    const FeedMessage *message = read_snapshot(client, "real/11/11.06/tasks/");
    return message == NULL ? NULL : message->activation;
}

/* How many are silent by a document; -1: there is none. */
static int64_t silent_in(const ActivationStatus *status)
{
    return status == NULL ? -1 : (int64_t)status->counts->silent;
}

static void a_member_that_says_nothing_shows_as_time_passes_without_any_record(void)
{
    begin();
    an_activated_plan();
    room_wait(&room, MINUTE_US);
    room_forget_feed(&room);
    const uint64_t records = view_now()->last.n;
    room_wait(&room, 25 * MINUTE_US);
    CHECK(heard_activation(LANE_INTERNAL) == NULL);
    CHECK_NUMBER(silent_in(read_activation("console")), 0);
    for (uint32_t i = 0; i < 10; i++) {
        room_wait(&room, MINUTE_US);
    }
    const ActivationStatus *heard = heard_activation(LANE_INTERNAL);
    if (CHECK(heard != NULL)) {
        CHECK_NUMBER(heard->counts->assigned, 3);
        CHECK_NUMBER(heard->counts->silent, 1);
        CHECK(!heard->tasks[0]->silent && heard->tasks[1]->silent && !heard->tasks[2]->silent);
    }
    CHECK_NUMBER(silent_in(heard_activation(LANE_PUBLIC)), 1);
    room_forget_feed(&room);
    ACCEPTED("tni", TASK(2, 2, TASK_ACCEPT));
    for (uint32_t i = 0; i < 60; i++) {
        room_wait(&room, MINUTE_US);
    }
    heard = heard_activation(LANE_INTERNAL);
    CHECK(heard != NULL && heard->counts->silent == 1 && heard->tasks[0]->silent);
    CHECK_NUMBER(heard->counts->accepted, 1);
    room_forget_feed(&room);
    room_wait(&room, MINUTE_US);
    room_wait(&room, MINUTE_US);
    CHECK(heard_activation(LANE_INTERNAL) == NULL); /* once is enough */
    CHECK_NUMBER(view_now()->last.n, records + 1);
    end();
}

static void a_clock_that_is_set_back_takes_the_silence_back(void)
{
    begin();
    an_activated_plan();
    for (uint32_t i = 0; i < 32; i++) {
        room_wait(&room, MINUTE_US);
    }
    CHECK_NUMBER(silent_in(heard_activation(LANE_INTERNAL)), 1);
    room_forget_feed(&room);
    room.at_utc_us -= 20 * MINUTE_US;
    for (uint32_t i = 0; i < 3; i++) {
        room_wait(&room, US_PER_S);
    }
    const ActivationStatus *heard = heard_activation(LANE_INTERNAL);
    CHECK(heard != NULL && heard->counts->silent == 0);
    end();
}

/* --- what ended long ago --- */

static const struct source *district_now(void)
{
    return source_at(&view_now()->sources, source_find(&view_now()->sources, slice_of(DISTRICT)));
}

static void an_ended_activation_is_forgotten_after_thirty_days_and_its_places_are_taken_again(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.tasks = (struct tasks_limits){
        .plans_max = 16, .plan_lines_max = 64, .activations_max = 2, .tasks_max = 16};
    begin_with(&settings);
    an_activated_plan(); /* 2 */
    ACCEPTED("pmi", TASK(2, 1, TASK_ACCEPT));
    ACCEPTED(DISTRICT, TASK(2, 0, TASK_END)); /* 3 */
    ACCEPTED(DISTRICT, ACTIVATION);           /* 4 */
    ACCEPTED(DISTRICT, TASK(4, 0, TASK_END)); /* 5 */
    REFUSED(DISTRICT, HUB_E_LIMIT_REACHED, "plan_activation", ACTIVATION);
    room_wait(&room, 30 * DAY_US - US_PER_S);
    ACCEPTED("pmi", OFFER, .deed = PLEDGE_WITHDRAW, .note = "tidak perlu lagi");
    CHECK(activation_now(2) != 0 && activation_now(4) != 0);
    REFUSED("tni", HUB_E_DEED_NOT_NOW, "task_update.deed", TASK(2, 2, TASK_ACCEPT));
    room_wait(&room, 2 * US_PER_S);
    ACCEPTED(DISTRICT, PLAN_HEAD(three)); /* 6: any record forgets two of them */
    CHECK(activation_now(2) == 0 && activation_now(4) == 0);
    CHECK_NUMBER(tasks_ends(&view_now()->tasks)->held, 0);
    CHECK_NUMBER(district_now()->holding.activations, 0);
    CHECK_NUMBER(district_now()->holding.tasks, 0);
    REFUSED("tni", HUB_E_TASK_UNKNOWN, "task_update.task", TASK(2, 2, TASK_ACCEPT));
    CHECK_NUMBER(offer_now(2, 1)->state, PLEDGE_WITHDRAWN); /* its offers are pledges and stay */
    CHECK(room_restart(&room));
    ACCEPTED(DISTRICT, ACTIVATION); /* 7 */
    CHECK_NUMBER(view_now()->tasks.activations.used, 2);
    CHECK_NUMBER(view_now()->tasks.tasks.used, 6);
    CHECK_NUMBER(district_now()->holding.tasks, 3);
    CHECK_TEXT(task_now(7, 2)->duty.what, three[1].what);
    ACCEPTED("tni", TASK(7, 2, TASK_FINISH));
    end();
}

static void an_activation_that_nobody_ended_is_held_and_a_record_forgets_two_of_the_others(void)
{
    begin();
    ACCEPTED(DISTRICT, PLAN_HEAD(three)); /* 1 */
    for (uint32_t i = 0; i < 5; i++) {    /* 2, 4, 6, 8, 10, each with its end */
        ACCEPTED(DISTRICT, ACTIVATION);
        ACCEPTED(DISTRICT, TASK(2 + 2 * i, 0, TASK_END));
    }
    ACCEPTED(DISTRICT, ACTIVATION); /* 12 */
    for (uint32_t line = 1; line <= 3; line++) {
        ACCEPTED(DISTRICT, TASK(12, line, TASK_CANCEL));
    }
    room_wait(&room, 90 * DAY_US);
    static const uint32_t held[] = {4, 2, 1, 1}; /* of six */
    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++) {
        ACCEPTED(DISTRICT, PLAN_HEAD(three));
        CHECK_NUMBER(tasks_ends(&view_now()->tasks)->held, held[i]);
        CHECK(all_agrees(view_now()));
    }
    CHECK(activation_now(12) != 0);
    REFUSED(DISTRICT, HUB_E_PLAN_ACTIVE, "plan_activation.event_id", ACTIVATION);
    ACCEPTED(DISTRICT, TASK(12, 0, TASK_END));
    ACCEPTED(DISTRICT, ACTIVATION);
    end();
}

static void
when_the_clock_was_set_back_ended_ones_are_forgotten_thirty_days_later_all_the_same(void)
{
    begin();
    ACCEPTED(DISTRICT, PLAN_HEAD(three)); /* 1 */
    ACCEPTED(DISTRICT, ACTIVATION);       /* 2 */
    room.at_utc_us += 3650 * DAY_US;      /* a clock that is ten years ahead, and is mended */
    ACCEPTED(DISTRICT, TASK(2, 0, TASK_END));
    room.at_utc_us -= 3650 * DAY_US;
    ACCEPTED(DISTRICT, ACTIVATION); /* 4 */
    ACCEPTED(DISTRICT, TASK(4, 0, TASK_END));
    CHECK(all_agrees(view_now()));
    room_wait(&room, 30 * DAY_US - HOUR_US);
    ACCEPTED(DISTRICT, PLAN_HEAD(three));
    CHECK(activation_now(2) != 0 && activation_now(4) != 0);
    room_wait(&room, 2 * HOUR_US);
    ACCEPTED(DISTRICT, PLAN_HEAD(three));
    CHECK(activation_now(2) == 0 && activation_now(4) == 0);
    end();
}

static void whoever_asks_for_tasks_that_were_forgotten_is_not_promised_them(void)
{
    begin();
    an_activated_plan(); /* 2 */
    ACCEPTED(DISTRICT, TASK(2, 0, TASK_END));
    ACCEPTED(DISTRICT, ACTIVATION); /* 4 */
    room_wait(&room, US_PER_S);
    ACCEPTED(DISTRICT, TASK(4, 1, TASK_CANCEL));
    ACCEPTED(DISTRICT, TASK(4, 0, TASK_END));
    ACCEPTED(DISTRICT, ACTIVATION); /* 7 */
    room_wait(&room, US_PER_S);
    ACCEPTED("tni", TASK(7, 2, TASK_ACCEPT));
    room_wait(&room, US_PER_S);
    const struct feed *feed = &room.hub.realms[0].feed;
    const uint64_t *sequence = feed->shelf[SHELF_ACTIVATIONS].sequence;
    CHECK_NUMBER(feed->topic_last[TOPIC_TASKS][1106], sequence[activation_now(7)]);
    ACCEPTED(DISTRICT, TASK(7, 0, TASK_END)); /* the last word of the topic */
    room_wait(&room, US_PER_S);
    ACCEPTED(DISTRICT, ACTIVATION);
    room_wait(&room, US_PER_S);
    const uint64_t before = feed->topic_last[TOPIC_TASKS][1106];
    CHECK_NUMBER(before, sequence[activation_now(9)]);
    ACCEPTED(DISTRICT, TASK(9, 0, TASK_END));
    room_wait(&room, US_PER_S);
    const uint64_t last = feed->topic_last[TOPIC_TASKS][1106];
    CHECK(last > before);
    room_wait(&room, 31 * DAY_US);
    for (uint32_t i = 0; i < 2; i++) {
        ACCEPTED(DISTRICT, PLAN_HEAD(three));
    }
    CHECK_NUMBER(tasks_ends(&view_now()->tasks)->held, 0);
    CHECK_NUMBER(feed->topic_last[TOPIC_TASKS][1106], 0);
    CHECK(read_activation("console") == NULL);
    end();
}

static void the_public_hears_how_many_but_neither_who_nor_with_what(void)
{
    begin();
    room_forget_feed(&room);
    an_activated_plan();
    room_wait(&room, US_PER_S);
    CHECK(read_snapshot("public", "real/11/11.06/plans/") == NULL);
    const struct question missed = {.kind = REQUEST_REPLAY, .topic = "real/11/11.06/plans/"};
    const Reply *reply = room_ask(&room, "public", &missed);
    CHECK(reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM &&
          reply->problem->code == (uint32_t)HUB_E_ACCESS_FORBIDS);
    for (uint32_t i = 0; i < room.feed_count; i++) {
        CHECK(room.feed[i].lane != LANE_PUBLIC ||
              room.feed[i].message->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN);
    }
    const ActivationStatus *status[] = {heard_activation(LANE_PUBLIC), read_activation("public")};
    for (int i = 0; i < 2; i++) {
        if (CHECK(status[i] != NULL)) {
            CHECK_NUMBER(status[i]->n_tasks, 0);
            CHECK_NUMBER(status[i]->counts->assigned, 3);
            CHECK_TEXT(status[i]->event_id, ACEH_EVENT);
        }
    }
    end();
}

static void a_plan_and_its_activation_are_told_in_full(void)
{
    begin();
    an_activated_plan();
    ACCEPTED("pmi", TASK(2, 1, TASK_ACCEPT));
    const FeedMessage *message = read_snapshot("console", "real/11/11.06/plans/");
    if (CHECK(message != NULL)) {
        const PlanStatus *plan = message->plan;
        CHECK_TEXT(plan->source, DISTRICT);
        CHECK_TEXT(plan->plan_id, PLAN);
        CHECK_NUMBER(plan->number, 1);
        CHECK_TEXT(plan->region_code, "11.06");
        CHECK(plan->n_hazards == 1 && plan->hazards[0]->hazard_code == 103);
        CHECK_NUMBER(plan->n_lines, 3);
        CHECK_TEXT(plan->lines[0]->member, "pmi");
        CHECK_TEXT(plan->lines[0]->item, "beras");
        CHECK_TEXT(plan->lines[0]->unit, "kg");
        CHECK_NUMBER(plan->lines[0]->thousandths, 2000 * UNIT);
        CHECK_TEXT(plan->lines[0]->point, "Gudang Jantho");
        CHECK_NUMBER(plan->lines[0]->persons, 800);
        CHECK_TEXT(plan->lines[1]->item, "");
        CHECK_TEXT(plan->lines[1]->region_code, "11.06");
        CHECK_TEXT(plan->lines[1]->kecamatan_code, "11.06.01");
        CHECK_NUMBER(plan->lines[1]->within_minutes, 30);
        CHECK_NUMBER(plan->lines[2]->households, 90);
    }
    const ActivationStatus *status = read_activation("console");
    if (CHECK(status != NULL)) {
        CHECK_TEXT(status->activation->source, DISTRICT);
        CHECK_NUMBER(status->activation->number, 2);
        CHECK_NUMBER(status->plan->number, 1);
        CHECK(status->ended_at == NULL);
        CHECK_NUMBER(status->n_tasks, 3);
        CHECK_NUMBER(status->tasks[0]->state, TASK_ACCEPTED);
        CHECK_TEXT(status->tasks[0]->update->source, "pmi");
        CHECK_TEXT(status->tasks[0]->offer->giver, "pmi");
        CHECK_NUMBER(status->tasks[0]->offer->pledge->part, 1);
        CHECK_NUMBER(status->tasks[0]->offer->state, PLEDGE_CONFIRMED);
        CHECK_NUMBER(status->tasks[0]->thousandths, 2000 * UNIT);
        CHECK(status->tasks[1]->offer == NULL && status->tasks[1]->update == NULL);
        CHECK(status->tasks[2]->due_at == NULL);
    }
    end();
}

static void the_largest_plan_and_activation_fit_into_a_page(void)
{
    static char text[TASK_TEXT_MAX + 1];
    static char name[IDENTIFIER_BYTES_MAX + 1];
    static char item[PLAN_LINES_MAX][ITEM_BYTES_MAX + 1];
    struct letter_plan_line lines[PLAN_LINES_MAX];
    memset(text, 'x', TASK_TEXT_MAX);
    memset(name, 'y', IDENTIFIER_BYTES_MAX);
    begin();
    for (uint32_t i = 0; i < PLAN_LINES_MAX; i++) {
        memset(item[i], 'z', ITEM_BYTES_MAX - 1);
        item[i][ITEM_BYTES_MAX - 1] = (char)('a' + i % 26);
        lines[i] = (struct letter_plan_line){
            .member = name,
            .cluster = name,
            .what = text,
            .quantity = {item[i], GOODS_THOUSANDTHS_MAX, "satuanyangpanjan", NULL},
            .region = "11.06",
            .kecamatan = "11.06.01",
            .point = name,
            .within_minutes = WITHIN_MINUTES_MAX,
            .persons = FIGURE_VALUE_MAX,
            .households = FIGURE_VALUE_MAX};
    }
    static const struct seat longest = {name,   ROLE_DISTRICT,   "11.06", NULL,
                                        "real", ACCESS_INTERNAL, false,   0};
    room_sit(&room, &longest);
    room_call(&room, NULL);
    struct letter plan = {PLAN_HEAD(lines)};
    plan.plan_id = name;
    plan.name = text;
    said_accepted(__LINE__, &room, name, &plan);
    ACCEPTED(name, ACTIVATION_OF(name, name));
    const FeedMessage *message = read_snapshot("console", "real/11/11.06/plans/");
    CHECK(message != NULL &&
          pusdalops__v1__feed_message__get_packed_size(message) <= PAGE_BYTES_MAX);
    message = read_snapshot("console", "real/11/11.06/tasks/");
    CHECK(message != NULL &&
          pusdalops__v1__feed_message__get_packed_size(message) <= PAGE_BYTES_MAX);
    end();
}

int main(void)
{
    SAY(a_line_that_cannot_be_is_refused_and_changes_nothing);
    SAY(a_plan_that_cannot_be_is_refused_and_changes_nothing);
    SAY(a_member_that_is_not_on_the_roster_is_warned_of);
    SAY(the_version_with_the_highest_number_is_in_force_whatever_comes_last);
    SAY(a_plan_stays_with_its_region);
    SAY(an_activation_makes_every_task_and_every_offer_at_once);
    SAY(an_activation_that_cannot_be_is_refused_and_changes_nothing);
    SAY(a_plan_for_another_hazard_or_past_its_validity_is_activated_with_a_warning);
    SAY(an_activation_without_room_for_its_last_offer_makes_nothing);
    SAY(who_activates_holds_the_tasks_and_offers_of_its_share);
    SAY(what_was_activated_keeps_its_lines);
    SAY(every_deed_on_a_task_in_every_state_does_what_its_table_says);
    SAY(a_task_update_that_cannot_be_is_refused_and_changes_nothing);
    SAY(who_takes_a_task_on_stands_by_its_goods_and_who_refuses_takes_them_back);
    SAY(an_offer_is_given_to_a_line_brought_and_received_like_any_pledge);
    SAY(what_has_left_altogether_is_not_refused_any_more);
    SAY(the_end_takes_back_what_nobody_confirmed_and_leaves_what_was_promised);
    SAY(the_end_of_offers_in_every_area_is_one_record);
    SAY(an_ended_activation_is_forgotten_after_thirty_days_and_its_places_are_taken_again);
    SAY(an_activation_that_nobody_ended_is_held_and_a_record_forgets_two_of_the_others);
    SAY(when_the_clock_was_set_back_ended_ones_are_forgotten_thirty_days_later_all_the_same);
    SAY(whoever_asks_for_tasks_that_were_forgotten_is_not_promised_them);
    SAY(a_drill_has_plans_and_tasks_of_its_own);
    SAY(a_member_that_says_nothing_shows_as_time_passes_without_any_record);
    SAY(a_clock_that_is_set_back_takes_the_silence_back);
    SAY(the_public_hears_how_many_but_neither_who_nor_with_what);
    SAY(a_plan_and_its_activation_are_told_in_full);
    SAY(the_largest_plan_and_activation_fit_into_a_page);
    return tap_done();
}
