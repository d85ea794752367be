/*
 * planner.c - what honest clients say of contingency plans: offices prepare and activate, members answer their tasks.
 *
 * Of a plan everybody knows which member does its n-th line with which goods; how many lines the version in force has, and what
 * happened to a task since, nobody knows. So an answer may come too late, or be about a line that there is not.
 */
#include "sim.h"

#include "base/assert.h"
#include "core/tasks.h"

#include <stdio.h>

#define LINES_SAID_MAX     3U
#define ACTIVATIONS_OF_ONE 10U /* a mouth says no more: its share of the tasks is bounded */

static const char *const plan_names[] = {"banjir", "gempa"};
static const char *const members[] = {"lazismu", "mdmc", "pmi", "tagana"};
static const char *const goods_words[SIM_GOODS] = {"beras", "mi-instan", "selimut",
                                                   "genset silent 5 kva"};

static const char *const goods_units[SIM_GOODS] = {"kg", "bungkus", "lembar", "unit"};

static char *loose(const char *text)
{
    return (char *)(uintptr_t)text;
}

static Google__Protobuf__Timestamp *time_at(int64_t utc_us)
{
    Google__Protobuf__Timestamp *time = room_take(sizeof *time);
    google__protobuf__timestamp__init(time);
    time->seconds = utc_us / US_PER_S;
    return time;
}

static bool decides(const struct sim_client *client)
{
    return client->role == ROLE_DISTRICT || client->role == ROLE_PROVINCE ||
           client->role == ROLE_NATIONAL;
}

/* Who does the n-th line of a plan, from 1; the last member is on no roster. */
static const char *member_of(const struct landed_plan *plan, uint32_t line)
{
    return members[(plan->area + line) % (sizeof members / sizeof members[0])];
}

/* Its goods; SIM_GOODS: the second line is a service. */
static uint32_t goods_of(uint32_t line)
{
    return line == 2 ? SIM_GOODS : line % SIM_GOODS;
}

static void fill_line(struct run *run, const struct landed_plan *plan, uint32_t nth,
                      Pusdalops__V1__PlanLine *line)
{
    const uint32_t goods = goods_of(nth);
    pusdalops__v1__plan_line__init(line);
    line->member = loose(member_of(plan, nth));
    line->what = loose((const char *)room_print("tugas %u", (unsigned)nth).data);
    line->within_minutes = dice_below(&run->dice, 3);
    line->persons = dice_below(&run->dice, 1000);
    if (plan->area < 100 && dice_chance(&run->dice, 300000)) {
        line->region_code = node_code(plan->area * 100 + 1);
    }
    if (goods != SIM_GOODS) {
        Pusdalops__V1__Quantity *quantity = room_take(sizeof *quantity);
        pusdalops__v1__quantity__init(quantity);
        quantity->item = loose(goods_words[goods]);
        quantity->unit = loose(goods_units[goods]);
        quantity->thousandths = 10000UL * (1U + dice_below(&run->dice, 12));
        line->quantity = quantity;
    }
}

static void say_plan(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    static const uint32_t of_the_nation[] = {11, 73};
    const struct sim_client *client = &run->clients[mouth->client];
    const uint32_t which = dice_below(&run->dice, 2);
    const struct landed_plan about = {
        .realm = mouth->realm,
        .source = mouth->source,
        .id = plan_names[which],
        .area = client->region == AREA_NATION ? of_the_nation[which] : client->region,
    };
    Pusdalops__V1__Plan body;
    pusdalops__v1__plan__init(&body);
    body.plan_id = loose(about.id);
    body.name = loose(
        (const char *)room_print("Rencana %s %u", about.id, (unsigned)dice_below(&run->dice, 100))
            .data);
    body.region_code = node_code(about.area);
    body.retired = dice_chance(&run->dice, 80000) ? 1 : 0;
    body.n_lines = 1 + dice_below(&run->dice, LINES_SAID_MAX);
    body.lines = room_take(sizeof *body.lines * LINES_SAID_MAX);
    for (uint32_t i = 0; i < body.n_lines; i++) {
        body.lines[i] = room_take(sizeof *body.lines[i]);
        fill_line(run, &about, i + 1, body.lines[i]);
    }
    if (dice_chance(&run->dice, 300000)) {
        body.valid_until = time_at(draft->now_us + (int64_t)dice_below(&run->dice, 60) * US_PER_S);
    }
    struct post *post =
        node_say(run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_PLAN, &body.base),
                 BODY_PLAN, false);
    post->plan = about;
}

/* A plan that landed in this realm, of an area this client decides about; NULL: none. */
static const struct landed_plan *throw_plan(struct run *run, const struct mouth *mouth)
{
    const struct sim_client *client = &run->clients[mouth->client];
    for (int tries = 0; tries < 12 && run->plan_count > 0; tries++) {
        const struct landed_plan *plan = &run->plans[dice_below(&run->dice, run->plan_count)];
        if (plan->realm == mouth->realm && area_contains(client->region, plan->area)) {
            return plan;
        }
    }
    return NULL;
}

static void say_activation(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    const struct landed_plan *plan = throw_plan(run, mouth);
    const struct sim_event *event = plan == NULL ? NULL : node_event(run, mouth->realm, plan->area);
    if (event == NULL || mouth->activations == ACTIVATIONS_OF_ONE) {
        return;
    }
    mouth->activations++;
    Pusdalops__V1__PlanActivation body;
    pusdalops__v1__plan_activation__init(&body);
    body.source = loose(plan->source);
    body.plan_id = loose(plan->id);
    body.number = dice_chance(&run->dice, 300000) ? plan->number : 0;
    body.event_id = loose(event->id);
    struct post *post = node_say(
        run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION, &body.base),
        BODY_PLAN_ACTIVATION, false);
    post->plan = *plan;
}

static void say_update(struct run *run, struct mouth *mouth, const struct draft *draft,
                       const struct landed_activation *activation, uint32_t line,
                       enum task_deed deed)
{
    Pusdalops__V1__TaskReference task;
    Pusdalops__V1__TaskUpdate body;
    pusdalops__v1__task_reference__init(&task);
    pusdalops__v1__task_update__init(&body);
    task.source = loose(activation->source);
    task.number = activation->number;
    task.line = line;
    body.task = &task;
    body.deed = (Pusdalops__V1__TaskDeed)deed;
    body.note = loose("jalan putus");
    node_say(run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_TASK_UPDATE, &body.base),
             BODY_TASK_UPDATE, false);
}

/* An activation of this realm; `own`: with a line that this mouth's source does, *out_line. */
static const struct landed_activation *throw_activation(struct run *run, const struct mouth *mouth,
                                                        bool own, uint32_t *out_line)
{
    const struct sim_client *client = &run->clients[mouth->client];
    for (int tries = 0; tries < 24 && run->activation_count > 0; tries++) {
        const uint32_t last = run->activation_count < 12 ? run->activation_count : 12;
        const struct landed_activation *activation =
            &run->activations[run->activation_count - 1 - dice_below(&run->dice, last)];
        *out_line = 1 + dice_below(&run->dice, LINES_SAID_MAX);
        if (activation->realm == mouth->realm &&
            (own ? strcmp(member_of(&activation->plan, *out_line), mouth->source) == 0
                 : area_contains(client->region, activation->plan.area))) {
            return activation;
        }
    }
    return NULL;
}

bool planner_think(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    static const enum task_deed answers[] = {TASK_ACCEPT, TASK_ACCEPT, TASK_REFUSE,
                                             TASK_START,  TASK_START,  TASK_FINISH};
    const struct sim_client *client = &run->clients[mouth->client];
    const struct landed_activation *activation = NULL;
    uint32_t line = 0;
    const uint32_t what = dice_below(&run->dice, 100);
    if (decides(client) && what < 35) {
        say_plan(run, mouth, draft);
        return true;
    }
    if (decides(client) && what < 80) {
        say_activation(run, mouth, draft);
        return true;
    }
    activation = throw_activation(run, mouth, !decides(client), &line);
    if (activation == NULL) {
        return false;
    }
    if (!decides(client)) {
        say_update(run, mouth, draft, activation, line, answers[dice_below(&run->dice, 6)]);
    } else if (what < 90) {
        say_update(run, mouth, draft, activation, line, TASK_CANCEL);
    } else {
        say_update(run, mouth, draft, activation, 0, TASK_END);
    }
    return true;
}

static void learn_plan(struct run *run, const struct post *post)
{
    for (uint32_t i = 0; i < run->plan_count; i++) {
        struct landed_plan *known = &run->plans[i];
        if (known->realm == post->plan.realm && strcmp(known->source, post->plan.source) == 0 &&
            strcmp(known->id, post->plan.id) == 0) {
            known->number = post->number;
            return;
        }
    }
    HUB_ASSERT(run->plan_count < SIM_PLANS_MAX);
    run->plans[run->plan_count] = post->plan;
    run->plans[run->plan_count++].number = post->number;
}

void planner_learn(struct run *run, const struct mouth *mouth, const struct post *post)
{
    if (post->kind == BODY_PLAN) {
        learn_plan(run, post);
    }
    if (post->kind != BODY_PLAN_ACTIVATION || run->activation_count == SIM_LANDED_MAX) {
        return;
    }
    run->activations[run->activation_count++] =
        (struct landed_activation){mouth->realm, mouth->source, post->number, post->plan};
    for (uint32_t line = 1; line <= LINES_SAID_MAX && run->pledge_count < SIM_LANDED_MAX; line++) {
        if (goods_of(line) != SIM_GOODS) { /* its offer: the giver brings it like any pledge */
            run->pledges[run->pledge_count++] =
                (struct landed_pledge){.realm = mouth->realm,
                                       .source = mouth->source,
                                       .number = post->number,
                                       .part = line,
                                       .giver = member_of(&post->plan, line),
                                       .goods = goods_of(line)};
        }
    }
}

bool planner_came_late(const struct post *post, const Pusdalops__V1__Receipt *receipt)
{
    const uint32_t code = receipt->problem == NULL ? 0 : receipt->problem->code;
    switch (post->kind) {
    case BODY_PLAN_ACTIVATION:
        return code == HUB_E_PLAN_ACTIVE || code == HUB_E_PLAN_CHANGED ||
               code == HUB_E_PLAN_RETIRED;
    case BODY_TASK_UPDATE:
        return code == HUB_E_TASK_UNKNOWN || code == HUB_E_DEED_NOT_NOW;
    case BODY_PLEDGE_UPDATE: /* of an offer: the version in force had no such line */
        return post->is_of_offer && code == HUB_E_PLEDGE_UNKNOWN;
    default:
        return false;
    }
}
