/*
 * node.c - honest offices: they number what they say, hand it in until there is a receipt, and ask what is missing.
 *
 * An office says only what it may say. So the hub may refuse nothing of it but what lost a race: a correction,
 * withdrawal or verification of a report that somebody took back meanwhile, a deed for a line or pledge that others were
 * quicker with (giver.c).
 */
#include "sim.h"

#include "base/assert.h"

#include <stdio.h>

#define PLANS_OF_RELIEF   150000 /* of what an office or member has to say of relief: of plans */
#define TRY_AGAIN_US      (700 * US_PER_MS)
#define NODE_HEARTBEAT_US (3 * US_PER_S)
#define OPEN_MAX          24U /* messages of one source under way */

static int64_t now_of(const struct run *run)
{
    return run->mono_us + 1764000000LL * US_PER_S; /* the true time: nodes have good clocks */
}

/* --- what there is to say --- */

static const enum figure_kind said_kinds[] = {
    FIGURE_DEAD,         FIGURE_MISSING,        FIGURE_DISPLACED_PERSONS,
    FIGURE_HOUSES_HEAVY, FIGURE_HOUSES_FLOODED, FIGURE_ROADS_CUT,
};

static void throw_figures(struct dice *dice, struct figures *out)
{
    *out = (struct figures){.mask = 0};
    const uint32_t count = dice_below(dice, 5); /* none: a report in words */
    for (uint32_t i = 0; i < count; i++) {
        const enum figure_kind kind = said_kinds[dice_below(dice, 6)];
        out->mask |= FIGURE_BIT(kind);
        out->value[kind] =
            dice_chance(dice, 900000) ? dice_below(dice, 40) : dice_below(dice, FIGURE_VALUE_MAX);
        out->reason[kind] = (uint8_t)dice_below(dice, 7);
    }
}

char *node_code(uint64_t code)
{
    char *room = room_take(REGION_CODE_ROOM);
    if (code == 0) {
        (void)snprintf(room, REGION_CODE_ROOM, "nation");
    } else if (code < 100) {
        (void)snprintf(room, REGION_CODE_ROOM, "%02u", (unsigned)code);
    } else if (code < 10000) {
        (void)snprintf(room, REGION_CODE_ROOM, "%02u.%02u", (unsigned)(code / 100),
                       (unsigned)(code % 100));
    } else if (code < 1000000) {
        (void)snprintf(room, REGION_CODE_ROOM, "%02u.%02u.%02u", (unsigned)(code / 10000),
                       (unsigned)(code / 100 % 100), (unsigned)(code % 100));
    } else {
        (void)snprintf(room, REGION_CODE_ROOM, "%02u.%02u.%02u.%04u",
                       (unsigned)(code / 100000000 % 100), (unsigned)(code / 1000000 % 100),
                       (unsigned)(code / 10000 % 100), (unsigned)(code % 10000));
    }
    return room;
}

/* Half of the words are about the whole area; the others about a part of a regency. */
static Pusdalops__V1__Place *throw_place(struct dice *dice, uint32_t area)
{
    static const char *const points[] = {"Posko Induk", "Masjid Raya", "SDN 3"};
    Pusdalops__V1__Place *place = room_take(sizeof *place);
    pusdalops__v1__place__init(place);
    place->region_code = node_code(area);
    if (area < 100 || dice_chance(dice, 500000)) {
        return place;
    }
    const uint32_t kecamatan = area * 100 + 1 + dice_below(dice, 3);
    const uint32_t depth = dice_below(dice, 4);
    if (depth >= 1) {
        place->kecamatan_code = node_code(kecamatan);
    }
    if (depth >= 2) {
        place->village_code = node_code((uint64_t)kecamatan * 10000 + 2001 + dice_below(dice, 2));
    }
    if (depth == 0 || depth == 3 || dice_chance(dice, 200000)) {
        place->point = (char *)(uintptr_t)points[dice_below(dice, 3)];
    }
    return place;
}

/* An event of this realm that reports of the area belong to; NULL when there is none yet. */
const struct sim_event *node_event(struct run *run, enum sim_realm realm, uint32_t area)
{
    const uint32_t from = run->event_count == 0 ? 0 : dice_below(&run->dice, run->event_count);
    for (uint32_t i = 0; i < run->event_count; i++) {
        const struct sim_event *event = &run->events[(from + i) % run->event_count];
        const bool fits = event->area == AREA_NATION || event->area == area_province(area);
        if (event->realm == realm && event->open_to_reports && fits &&
            (area != AREA_NATION || event->area == AREA_NATION)) {
            return event;
        }
    }
    return NULL;
}

/* A report in the journal that this client may speak about; own: of this very source. */
static const struct landed *throw_landed(struct run *run, const struct mouth *mouth, bool own)
{
    const struct sim_client *client = &run->clients[mouth->client];
    for (int tries = 0; tries < 12 && run->landed_count > 0; tries++) {
        const struct landed *landed = &run->landed[dice_below(&run->dice, run->landed_count)];
        const bool fits = own ? strcmp(landed->source, mouth->source) == 0
                              : area_contains(client->region, landed->area);
        if (landed->realm == mouth->realm && fits) {
            return landed;
        }
    }
    return NULL;
}

struct post *node_say(struct run *run, struct mouth *mouth, struct slice bytes, enum body_kind kind,
                      bool names_another)
{
    struct post *post = &mouth->posts[mouth->count];
    mouth->count++;
    *post = (struct post){
        .number = mouth->count,
        .bytes = bytes,
        .kind = (uint32_t)kind,
        .names_another = names_another,
        .next_try_us = run->mono_us,
    };
    judge_said(run, bytes, mouth->realm, mouth->client, false);
    return post;
}

static void say_event(struct run *run, uint32_t mouth_place, const struct draft *draft)
{
    struct mouth *mouth = run->mouths[mouth_place];
    const struct sim_client *client = &run->clients[mouth->client];
    struct sim_event *event = NULL;
    for (uint32_t i = 0; i < run->event_count; i++) { /* an office changes only its own event */
        if (run->events[i].declared_by == mouth_place && dice_chance(&run->dice, 600000)) {
            event = &run->events[i];
        }
    }
    if (event == NULL && run->event_count < SIM_EVENTS_MAX) {
        event = &run->events[run->event_count];
        *event = (struct sim_event){
            .realm = mouth->realm, .area = client->region, .declared_by = mouth_place};
        (void)snprintf(event->id, sizeof event->id, "%s-%u",
                       mouth->realm == SIM_REAL ? "gempa" : "latihan", (unsigned)run->event_count);
        run->event_count++;
    }
    if (event == NULL) {
        return;
    }
    const char *codes[3];
    size_t count = 0;
    if (client->role == ROLE_NATIONAL) {
        codes[count++] = dice_chance(&run->dice, 500000) ? "11" : "12.01";
        codes[count++] = "73.02";
    } else {
        codes[count++] =
            node_code(dice_chance(&run->dice, 500000) ? client->region : client->region * 100 + 1);
    }
    const bool closed = dice_chance(&run->dice, 150000);
    node_say(run, mouth, write_event(draft, event, closed, codes, count), BODY_EVENT, false)
        ->event = (uint32_t)(event - run->events);
}

static void say_report(struct run *run, struct mouth *mouth, struct draft *draft, bool corrects)
{
    const struct sim_client *client = &run->clients[mouth->client];
    struct figures figures;
    uint32_t area = client->region;
    if (client->role == ROLE_PROVINCE && dice_chance(&run->dice, 300000)) {
        area = client->region * 100 + 1 + dice_below(&run->dice, 3);
    } else if (client->role == ROLE_NATIONAL && dice_chance(&run->dice, 400000)) {
        area = dice_chance(&run->dice, 500000) ? 11 : 7301;
    } else if (client->role == ROLE_RELAY) {
        area = 1101 + dice_below(&run->dice, 3);
        draft->on_behalf_of =
            dice_chance(&run->dice, 600000)
                ? (dice_chance(&run->dice, 500000) ? "kantor-11.01" : "kantor-11.02")
                : NULL;
    }
    const struct sim_event *event = node_event(run, mouth->realm, area);
    const struct landed *old = corrects ? throw_landed(run, mouth, true) : NULL;
    if (event == NULL || (corrects && old == NULL)) {
        return;
    }
    throw_figures(&run->dice, &figures);
    /* Steps of ten minutes: equal times are as frequent as they are in a room that reports on the hour. */
    const int64_t step_us = 600 * US_PER_S;
    int64_t as_of_us = (now_of(run) / step_us - 1 - dice_below(&run->dice, 9)) * step_us;
    if (dice_chance(&run->dice,
                    20000)) { /* of an old disaster: around 1970, where times change their sign */
        as_of_us = ((int64_t)dice_below(&run->dice, 5) - 3) * step_us;
    }
    node_say(run, mouth,
             write_report(draft, event->id, throw_place(&run->dice, area), as_of_us,
                          old == NULL ? 0 : old->number, &figures),
             BODY_REPORT, old != NULL)
        ->area = area;
}

static void say_verification(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    const struct sim_client *client = &run->clients[mouth->client];
    const uint32_t level_max = client->role == ROLE_DISTRICT   ? 1
                               : client->role == ROLE_PROVINCE ? 2
                                                               : 3;
    const struct landed *landed = throw_landed(run, mouth, false);
    if (client->role == ROLE_RELAY || landed == NULL) {
        return;
    }
    const uint32_t level = 1 + dice_below(&run->dice, level_max);
    node_say(run, mouth,
             write_verification(draft, landed->source, landed->number, level,
                                dice_chance(&run->dice, 250000)),
             BODY_VERIFICATION, true);
}

/* A place that nobody has named before, in a regency of its own: honest bytes that would fill the hub. */
static void invent(struct run *run, struct mouth *mouth)
{
    const struct sim_client *client = &run->clients[mouth->client];
    const struct sim_event *event = node_event(run, mouth->realm, client->region);
    const struct draft draft = {
        .mouth = mouth,
        .source = mouth->source,
        .realm = sim_realm_names[mouth->realm],
        .number = mouth->count + 1U,
        .now_us = now_of(run),
    };
    if (event == NULL || !dice_chance(&run->dice, run->odds.invent)) {
        return;
    }
    const uint32_t kecamatan = client->region * 100 + 1 + mouth->count % 3;
    Pusdalops__V1__Place *place = room_take(sizeof *place);
    pusdalops__v1__place__init(place);
    place->region_code = node_code(client->region);
    place->kecamatan_code = node_code(kecamatan);
    place->village_code = node_code((uint64_t)kecamatan * 10000 + 2001 + mouth->count / 3 % 40);
    place->point =
        (char *)(uintptr_t)room_print("Posko %u", (unsigned)(mouth->count / 120 % 60)).data;
    struct figures figures = {.mask = FIGURE_BIT(FIGURE_DEAD)};
    figures.value[FIGURE_DEAD] = 1;
    node_say(run, mouth, write_report(&draft, event->id, place, now_of(run), 0, &figures),
             BODY_REPORT, false)
        ->area = client->region;
}

static void think(struct run *run, uint32_t mouth_place)
{
    struct mouth *mouth = run->mouths[mouth_place];
    const struct sim_client *client = &run->clients[mouth->client];
    if (client->invents && mouth->count - mouth->first_open < OPEN_MAX && !run->calm &&
        mouth->count < SIM_POSTS_MAX / 8) {
        invent(run, mouth);
        return;
    }
    if (mouth->count - mouth->first_open >= OPEN_MAX || mouth->count == SIM_POSTS_MAX ||
        client->revoked || run->calm || !dice_chance(&run->dice, run->odds.say)) {
        return;
    }
    struct draft draft = {
        .mouth = mouth,
        .source = mouth->source,
        .realm = sim_realm_names[mouth->realm],
        .number = mouth->count + 1U,
        .now_us = now_of(run),
    };
    if (client->role == ROLE_MEMBER ||
        (mouth->count > 0 && dice_chance(&run->dice, run->odds.relief))) {
        if (storer_thinks(run, mouth) && dice_chance(&run->dice, run->odds.stock)) {
            storer_think(run, mouth, &draft);
        } else if (!dice_chance(&run->dice, PLANS_OF_RELIEF) || client->role == ROLE_RELAY ||
                   !planner_think(run, mouth, &draft)) {
            giver_think(run, mouth, &draft);
        }
        return;
    }
    const uint32_t what = dice_below(&run->dice, 100);
    const bool declares = client->role == ROLE_PROVINCE || client->role == ROLE_NATIONAL;
    if (declares && (mouth->count == 0 || what < 6)) {
        say_event(run, mouth_place, &draft);
    } else if (what < 65) {
        say_report(run, mouth, &draft, false);
    } else if (what < 75) {
        say_report(run, mouth, &draft, true);
    } else if (what < 88) {
        say_verification(run, mouth, &draft);
    } else {
        const struct landed *old = throw_landed(run, mouth, true);
        if (old != NULL) {
            node_say(run, mouth, write_withdrawal(&draft, old->number), BODY_WITHDRAWAL, true);
        }
    }
}

/* --- handing in --- */

/* The next message that waits and whose time has come; moves *from on. */
static struct post *next_post(const struct run *run, struct mouth *mouth, uint32_t *from)
{
    for (; *from < mouth->count; (*from)++) {
        struct post *post = &mouth->posts[*from];
        if (!post->done && post->next_try_us <= run->mono_us) {
            (*from)++;
            return post;
        }
    }
    return NULL;
}

static void hand_in(struct run *run, uint32_t mouth_place)
{
    struct mouth *mouth = run->mouths[mouth_place];
    const struct sim_client *client = &run->clients[mouth->client];
    struct slice messages[8];
    uint32_t count = 0;
    bool by_intake = false;
    uint32_t from = mouth->first_open;
    const uint32_t most = dice_chance(&run->dice, run->odds.batch) ? 8 : 1;
    while (count < most) {
        struct post *post = next_post(run, mouth, &from);
        if (post == NULL) {
            break;
        }
        by_intake = client->by_intake && !post->sent_by_intake && !run->calm;
        if (by_intake && count > 0) {
            break;
        }
        post->sent_by_intake = post->sent_by_intake || by_intake;
        post->next_try_us = run->mono_us + TRY_AGAIN_US * (by_intake ? 8 : 1);
        messages[count++] = post->bytes;
        if (by_intake) {
            break;
        }
    }
    if (count == 0) {
        return;
    }
    run->messages += count;
    struct hand *hand = net_hand(run, mouth->client);
    hand->kind = HAND_SUBMIT;
    hand->mouth = mouth_place;
    net_send(run, mouth->client, by_intake ? DOOR_INTAKE : DOOR_SUBMIT,
             write_submit(hand->id, messages, count));
}

static void heartbeat(struct run *run, uint32_t mouth_place)
{
    struct mouth *mouth = run->mouths[mouth_place];
    if (run->mono_us < mouth->next_heartbeat_us) {
        return;
    }
    mouth->next_heartbeat_us = run->mono_us + NODE_HEARTBEAT_US;
    struct hand *hand = net_hand(run, mouth->client);
    hand->kind = HAND_HEARTBEAT;
    hand->mouth = mouth_place;
    net_send(run, mouth->client, DOOR_SUBMIT, write_heartbeat(hand->id, mouth, now_of(run)));
}

void nodes_act(struct run *run)
{
    for (uint32_t i = 0; i < run->mouth_count; i++) {
        think(run, i);
        hand_in(run, i);
        heartbeat(run, i);
    }
}

uint32_t nodes_open(const struct run *run)
{
    uint32_t open = 0;
    for (uint32_t i = 0; i < run->mouth_count; i++) {
        const struct mouth *mouth = run->mouths[i];
        open += run->clients[mouth->client].revoked ? 0 : mouth->count - mouth->first_open;
    }
    return open;
}

/* --- answers --- */

static void learn_landed(struct run *run, const struct mouth *mouth, const struct post *post)
{
    if (post->kind == BODY_EVENT) {
        run->events[post->event].open_to_reports = true;
    } else if (post->kind == BODY_REPORT && run->landed_count < run->landed_max) {
        run->landed[run->landed_count++] = (struct landed){
            .realm = mouth->realm,
            .source = mouth->source,
            .number = post->number,
            .area = post->area,
        };
    }
    giver_learn(run, mouth, post);
    storer_learn(run, mouth, post);
    planner_learn(run, mouth, post);
}

static void finish(struct run *run, struct mouth *mouth, struct post *post, bool accepted)
{
    if (post->done) {
        return;
    }
    post->done = true;
    if (accepted) {
        run->accepted++;
        learn_landed(run, mouth, post);
    }
    while (mouth->first_open < mouth->count && mouth->posts[mouth->first_open].done) {
        mouth->first_open++;
    }
}

static bool lost_a_race(const struct post *post, const Pusdalops__V1__Receipt *receipt)
{
    return post->names_another && receipt->problem != NULL &&
           (receipt->problem->code == HUB_E_REPORT_WITHDRAWN ||
            receipt->problem->code == HUB_E_REPORT_TOO_OLD);
}

/* Refused because it holds its share: then it does, as far as anybody outside can count. */
static bool has_its_share(const struct run *run, const struct mouth *mouth,
                          const Pusdalops__V1__Receipt *receipt)
{
    const struct oracle *oracle = run->oracles[mouth->realm];
    return receipt->problem != NULL && receipt->problem->code == HUB_E_SHARE_REACHED &&
           oracle_cells(oracle, mouth->source) + 4 > oracle_share(oracle, mouth->source);
}

static void take_receipt(struct run *run, uint32_t mouth_place,
                         const Pusdalops__V1__Receipt *receipt)
{
    struct mouth *mouth = run->mouths[mouth_place];
    const struct sim_client *client = &run->clients[mouth->client];
    if (receipt->number == 0 || receipt->number > mouth->count) {
        judge_broken(run, "a receipt for number %llu that %s never gave out",
                     (unsigned long long)receipt->number, mouth->source);
    }
    struct post *post = &mouth->posts[receipt->number - 1];
    switch ((int)receipt->status) {
    case RECEIPT_ACCEPTED:
    case RECEIPT_DUPLICATE:
        finish(run, mouth, post, true);
        break;
    case RECEIPT_BUSY:
        post->next_try_us = run->mono_us + TRY_AGAIN_US;
        break;
    default:
        if (client->revoked || run->reload_due) {
            break; /* rights are gone: nothing more is promised to it */
        }
        if (!lost_a_race(post, receipt) && !giver_came_late(run, post, receipt) &&
            !storer_came_late(post, receipt) && !planner_came_late(post, receipt) &&
            !has_its_share(run, mouth, receipt)) {
            judge_broken(run, "honest message %s/%llu refused: %s %s", mouth->source,
                         (unsigned long long)receipt->number,
                         receipt->problem == NULL ? "?" : receipt->problem->name,
                         receipt->problem == NULL ? "" : receipt->problem->field);
        }
        finish(run, mouth, post, false);
        break;
    }
}

/* What the hub says it holds needs no receipt; what it says it lacks is sent again at once. */
static void take_state(struct run *run, uint32_t mouth_place,
                       const Pusdalops__V1__SourceState *state)
{
    struct mouth *mouth = run->mouths[mouth_place];
    if (state->last_number > mouth->count) {
        judge_broken(run, "the hub claims number %llu of %s, which gave out %u",
                     (unsigned long long)state->last_number, mouth->source, (unsigned)mouth->count);
    }
    uint64_t known_above = 0; /* a full list of gaps says nothing of numbers below its last */
    if (state->n_missing == MISSING_RANGES_SHOWN) {
        known_above = state->missing[state->n_missing - 1]->last;
    }
    for (uint32_t i = mouth->first_open; i < mouth->count; i++) {
        struct post *post = &mouth->posts[i];
        bool missing = post->number > state->last_number || post->number <= known_above;
        for (size_t k = 0; k < state->n_missing; k++) {
            missing = missing || (post->number >= state->missing[k]->first &&
                                  post->number <= state->missing[k]->last);
        }
        if (!missing && !post->done) {
            finish(run, mouth, post, true);
        } else if (missing && !post->done && post->sent_by_intake) {
            post->next_try_us = post->next_try_us < run->mono_us + TRY_AGAIN_US
                                    ? post->next_try_us
                                    : run->mono_us + TRY_AGAIN_US;
        }
    }
}

void node_reply(struct run *run, struct hand *hand, const Pusdalops__V1__Reply *reply)
{
    const struct sim_client *client = &run->clients[hand->client];
    switch ((int)reply->body_case) {
    case PUSDALOPS__V1__REPLY__BODY_RECEIPT:
        take_receipt(run, hand->mouth, reply->receipt);
        break;
    case PUSDALOPS__V1__REPLY__BODY_BATCH:
        for (size_t i = 0; i < reply->batch->n_receipts; i++) {
            take_receipt(run, hand->mouth, reply->batch->receipts[i]);
        }
        break;
    case PUSDALOPS__V1__REPLY__BODY_HEARTBEAT:
        take_state(run, hand->mouth, reply->heartbeat->state);
        break;
    default:
        /* Unread answers say nothing of the messages: they go out again when nothing has come for long enough. */
        if (!client->revoked && !run->reload_due && !net_is_unread(reply)) {
            judge_broken(run, "honest request of %s drew a problem: %s", client->name,
                         reply->problem == NULL ? "?" : reply->problem->name);
        }
        break;
    }
}
