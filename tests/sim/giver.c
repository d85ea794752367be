/*
 * giver.c - what honest clients say of relief goods: regencies ask, provinces answer, members of clusters promise and bring.
 *
 * They know what has landed, and not what happened to it since; so a deed may come too late and be refused for that.
 */
#include "sim.h"

#include "base/assert.h"
#include "core/item.h"

#include <stdlib.h>

typedef Pusdalops__V1__Quantity Quantity;
typedef Pusdalops__V1__LineReference LineReference;

#define NEED_LINES_SAID_MAX 3U

/* The goods of the simulated world; a unit that is not the first is a multiple of it. The last is in no catalogue. */
static const struct {
    const char *words[2];
    const char *units[2];
} said_goods[SIM_GOODS] = {
    {{"beras", "Beras"}, {"kg", "ton"}},
    {{"mi-instan", "Mie  instan"}, {"bungkus", "dus"}},
    {{"selimut", "SELIMUT"}, {"lembar", "lembar"}},
    {{"genset silent 5 kva", "Genset Silent 5 KVA"}, {"unit", "unit"}},
};

static char *loose(const char *text)
{
    return (char *)(uintptr_t)text;
}

static Google__Protobuf__Timestamp *time_at(int64_t utc_us)
{
    Google__Protobuf__Timestamp *time = room_take(sizeof *time);
    google__protobuf__timestamp__init(time);
    time->seconds = utc_us / US_PER_S;
    time->nanos = (int32_t)(utc_us % US_PER_S * 1000);
    return time;
}

/* In the bigger unit seldom, so that a line is met by several promises. */
static Quantity *throw_quantity(struct dice *dice, uint32_t goods, uint32_t most)
{
    Quantity *quantity = room_take(sizeof *quantity);
    pusdalops__v1__quantity__init(quantity);
    const bool bigger = dice_chance(dice, 200000);
    quantity->item = loose(said_goods[goods].words[dice_below(dice, 2)]);
    quantity->unit = loose(said_goods[goods].units[bigger ? 1 : 0]);
    /* Tens: then what is sent, received and left over often comes to nothing. */
    quantity->thousandths =
        1000UL * (bigger ? 1U + dice_below(dice, 3) : 10UL * (1U + dice_below(dice, most)));
    return quantity;
}

static LineReference *reference_to(const struct landed_line *landed)
{
    LineReference *line = room_take(sizeof *line);
    pusdalops__v1__line_reference__init(line);
    line->source = loose(landed->source);
    line->number = landed->number;
    line->line = landed->line;
    return line;
}

static bool decides(const struct sim_client *client)
{
    return client->role == ROLE_DISTRICT || client->role == ROLE_PROVINCE ||
           client->role == ROLE_NATIONAL;
}

/* A line that landed in this realm; `ours`: of an area this client may decide about; goods SIM_GOODS: any. */
static const struct landed_line *throw_line(struct run *run, const struct mouth *mouth, bool ours,
                                            uint32_t goods)
{
    const struct sim_client *client = &run->clients[mouth->client];
    for (int tries = 0; tries < 12 && run->line_count > 0; tries++) {
        /* The newest, so that many meet at one line. */
        const uint32_t newest = dice_chance(&run->dice, 500000) ? 5 : 40;
        const uint32_t last = run->line_count < newest ? run->line_count : newest;
        const struct landed_line *line =
            &run->lines[run->line_count - 1 - dice_below(&run->dice, last)];
        if (line->realm == mouth->realm && (!ours || area_contains(client->region, line->area)) &&
            (goods == SIM_GOODS || line->goods == goods)) {
            return line;
        }
    }
    return NULL;
}

static const struct landed_pledge *throw_pledge(struct run *run, const struct mouth *mouth,
                                                bool own)
{
    for (int tries = 0; tries < 24 && run->pledge_count > 0; tries++) {
        const uint32_t newest = dice_chance(&run->dice, 500000) ? 8 : 200;
        const uint32_t last = run->pledge_count < newest ? run->pledge_count : newest;
        const struct landed_pledge *pledge =
            &run->pledges[run->pledge_count - 1 - dice_below(&run->dice, last)];
        if (pledge->realm == mouth->realm && (!own || strcmp(pledge->giver, mouth->source) == 0)) {
            return pledge;
        }
    }
    return NULL;
}

const struct landed_pledge *giver_pledge(struct run *run, const struct mouth *mouth,
                                         const struct landed_pledge *like)
{
    for (int tries = 0; tries < 12; tries++) {
        const struct landed_pledge *pledge = throw_pledge(run, mouth, true);
        if (pledge != NULL && pledge->area != 0 &&
            (like == NULL ||
             (pledge->area == like->area && strcmp(pledge->event, like->event) == 0))) {
            return pledge;
        }
    }
    return NULL;
}

static void say_need(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    const struct sim_client *client = &run->clients[mouth->client];
    uint32_t area = client->region;
    if (area == AREA_NATION ||
        dice_chance(&run->dice, client->role == ROLE_PROVINCE ? 500000 : 0)) {
        area = area == AREA_NATION ? 7301 : area * 100 + 1 + dice_below(&run->dice, 3);
    }
    const struct sim_event *event = node_event(run, mouth->realm, area);
    if (event == NULL) {
        return;
    }
    Pusdalops__V1__Need body;
    pusdalops__v1__need__init(&body);
    body.event_id = loose(event->id);
    body.region_code = node_code(area);
    body.as_of = time_at(draft->now_us - 600 * US_PER_S);
    body.urgent = dice_chance(&run->dice, 200000) ? 1 : 0;
    body.lines = room_take(sizeof *body.lines * NEED_LINES_SAID_MAX);
    body.n_lines = 1 + dice_below(&run->dice, NEED_LINES_SAID_MAX);
    uint32_t goods[NEED_LINES_SAID_MAX] = {0};
    for (size_t i = 0; i < body.n_lines; i++) {
        goods[i] = dice_below(&run->dice, SIM_GOODS);
        body.lines[i] = room_take(sizeof *body.lines[i]);
        pusdalops__v1__need_line__init(body.lines[i]);
        body.lines[i]->quantity = throw_quantity(&run->dice, goods[i], 30);
        body.lines[i]->priority = (Pusdalops__V1__Priority)dice_below(&run->dice, 4);
    }
    struct post *post =
        node_say(run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_NEED, &body.base),
                 BODY_NEED, false);
    post->area = area;
    post->event = (uint32_t)(event - run->events);
    post->goods_count = (uint32_t)body.n_lines;
    memcpy(post->goods, goods, sizeof goods);
}

static void say_decision(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    const struct landed_line *line = throw_line(run, mouth, true, SIM_GOODS);
    if (line == NULL) {
        return;
    }
    Pusdalops__V1__NeedDecision body;
    pusdalops__v1__need_decision__init(&body);
    body.line = reference_to(line);
    /* Seldom over: a line that is done is no longer of interest. */
    const uint32_t way = dice_below(&run->dice, 10);
    body.deed = (Pusdalops__V1__NeedDeed)(way < 2   ? NEED_APPROVE
                                          : way < 7 ? NEED_ESCALATE
                                                    : 1 + dice_below(&run->dice, NEED_DEEDS - 1));
    body.reason = loose("gudang kosong");
    node_say(run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_NEED_DECISION, &body.base),
             BODY_NEED_DECISION, true);
}

/* On behalf of whom: mostly of none. Not everybody is a member, and two of them are not in every registry; see board.c. */
static const char *const clusters[] = {"",         "",       "",          "",           "logistik",
                                       "logistik", "pangan", "kesehatan", "pendidikan", "sar"};

static void say_pledge(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    const struct landed_line *line = throw_line(run, mouth, false, SIM_GOODS);
    if (line == NULL) {
        return;
    }
    Pusdalops__V1__Pledge body;
    pusdalops__v1__pledge__init(&body);
    const uint32_t way = dice_below(&run->dice, 10);
    if (way < 7) {
        body.line = reference_to(line);
    }
    if (way < 9) {
        body.event_id = loose(line->event);
    }
    body.quantity = throw_quantity(&run->dice, line->goods, 12);
    body.cluster_id = loose(clusters[dice_below(&run->dice, sizeof clusters / sizeof clusters[0])]);
    body.origin = (Pusdalops__V1__PledgeOrigin)dice_below(&run->dice, 4);
    if (dice_chance(&run->dice, 400000)) {
        body.valid_until = time_at(draft->now_us + (int64_t)dice_below(&run->dice, 90) * US_PER_S);
    } else if (dice_chance(&run->dice, 300000)) {
        body.available_at =
            time_at(draft->now_us + (int64_t)dice_below(&run->dice, 120) * US_PER_S);
    }
    if (dice_chance(&run->dice, 500000)) {
        body.warehouse_id = loose(dice_chance(&run->dice, 700000) ? "gudang-1" : "gudang-2");
    }
    char *region = node_code(dice_chance(&run->dice, 500000) ? line->area : line->area / 100);
    if (line->area > 99 && dice_chance(&run->dice, 300000)) {
        body.region_codes = &region;
        body.n_region_codes = 1;
    }
    struct post *post =
        node_say(run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_PLEDGE, &body.base),
                 BODY_PLEDGE, true);
    post->goods[0] = line->goods;
    post->area = way < 7 ? line->area : 0;
    post->of_event = line->event;
}

static void say_update(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    const bool own = !decides(&run->clients[mouth->client]) || dice_chance(&run->dice, 400000);
    const struct landed_pledge *pledge = throw_pledge(run, mouth, own);
    if (pledge == NULL) {
        return;
    }
    static const uint32_t deeds[] = {PLEDGE_CONFIRM,  PLEDGE_ALLOT,    PLEDGE_ALLOT,
                                     PLEDGE_RESERVE,  PLEDGE_DISPATCH, PLEDGE_DISPATCH,
                                     PLEDGE_DISPATCH, PLEDGE_RECEIVE,  PLEDGE_RECEIVE,
                                     PLEDGE_RECEIVE,  PLEDGE_WITHDRAW, PLEDGE_EXTEND};
    Pusdalops__V1__MessageReference named;
    Pusdalops__V1__PledgeUpdate body;
    pusdalops__v1__message_reference__init(&named);
    pusdalops__v1__pledge_update__init(&body);
    named.source = loose(pledge->source);
    named.number = pledge->number;
    named.part = pledge->part;
    body.pledge = &named;
    body.deed = (Pusdalops__V1__PledgeDeed)(own ? deeds[dice_below(&run->dice, 12)]
                                            : dice_chance(&run->dice, 400000) ? PLEDGE_ALLOT
                                                                              : PLEDGE_RECEIVE);
    if (body.deed == PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_ALLOT) {
        const struct landed_line *line = throw_line(run, mouth, !own, pledge->goods);
        if (line == NULL) {
            return;
        }
        body.line = reference_to(line);
    } else if (body.deed == PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_EXTEND) {
        body.valid_until =
            time_at(draft->now_us + (int64_t)(600 + dice_below(&run->dice, 60)) * US_PER_S);
    } else if (body.deed == PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_RECEIVE) {
        body.thousandths = 10000UL * (1U + dice_below(&run->dice, 6));
        body.damaged_thousandths = dice_chance(&run->dice, 300000) ? 10000 : 0;
        body.lost_thousandths = dice_chance(&run->dice, 200000) ? 10000 : 0;
        body.bast_number = loose(dice_chance(&run->dice, 500000) ? "BAST/1" : "");
    } else if (!dice_chance(&run->dice, 300000)) {
        body.thousandths = 10000UL * (1U + dice_below(&run->dice, 8));
    }
    body.reason = loose("truk dialihkan");
    node_say(run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_PLEDGE_UPDATE, &body.base),
             BODY_PLEDGE_UPDATE, true)
        ->is_of_offer = pledge->part != 0;
}

void giver_think(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    const struct sim_client *client = &run->clients[mouth->client];
    if (client->role != ROLE_RELAY && dice_chance(&run->dice, 300000) &&
        carrier_think(run, mouth, draft)) {
        return;
    }
    const uint32_t what = dice_below(&run->dice, 100);
    if (decides(client) && what < 30) {
        say_need(run, mouth, draft);
    } else if (decides(client) && what < 50) {
        say_decision(run, mouth, draft);
    } else if (what < 65 - (decides(client) ? 0U : 30U) && client->role != ROLE_RELAY) {
        say_pledge(run, mouth, draft);
    } else if (client->role != ROLE_RELAY) {
        say_update(run, mouth, draft);
    }
}

void giver_learn(struct run *run, const struct mouth *mouth, const struct post *post)
{
    if (post->kind == BODY_PLEDGE && run->pledge_count < SIM_LANDED_MAX) {
        run->pledges[run->pledge_count++] = (struct landed_pledge){.realm = mouth->realm,
                                                                   .source = mouth->source,
                                                                   .number = post->number,
                                                                   .giver = mouth->source,
                                                                   .goods = post->goods[0],
                                                                   .area = post->area,
                                                                   .event = post->of_event};
    }
    carrier_learn(run, mouth, post);
    if (post->kind != BODY_NEED) {
        return;
    }
    const char *event = run->events[post->event].id;
    for (uint32_t i = 0; i < post->goods_count && run->line_count < SIM_LANDED_MAX; i++) {
        run->lines[run->line_count++] = (struct landed_line){
            mouth->realm, mouth->source, post->number, i + 1, post->area, post->goods[i], event};
    }
}

bool giver_came_late(const struct run *run, const struct post *post,
                     const Pusdalops__V1__Receipt *receipt)
{
    const uint32_t code = receipt->problem == NULL ? 0 : receipt->problem->code;
    switch (post->kind) {
    case BODY_NEED_DECISION:
        return code == HUB_E_DEED_NOT_NOW;
    case BODY_PLEDGE: /* our clocks differ: what is valid for seconds may be over when it arrives */
        return code == HUB_E_LINE_CLOSED ||
               (code == HUB_E_OVER_COMMITTED && run->rosters[0]->refuses_excess) ||
               (code == HUB_E_FIELD_RANGE &&
                strcmp(receipt->problem->field, "pledge.valid_until") == 0);
    case BODY_PLEDGE_UPDATE:
        return code == HUB_E_DEED_NOT_NOW || code == HUB_E_QUANTITY_EXCEEDED ||
               code == HUB_E_NOT_ALLOTTED || code == HUB_E_LINE_CLOSED ||
               code == HUB_E_PLEDGE_FORBIDS || code == HUB_E_IN_SHIPMENT ||
               code == HUB_E_REGION_NOT_OFFERED ||
               (code == HUB_E_FIELD_RANGE && /* for ever, or for longer already */
                strcmp(receipt->problem->field, "pledge_update.valid_until") == 0) ||
               (code == HUB_E_OVER_COMMITTED && run->rosters[0]->refuses_excess);
    default:
        return carrier_came_late(post, code);
    }
}

/* --- the catalogue of these goods --- */

void giver_catalogue(struct run *run)
{
    static const struct {
        const char *code;
        const char *alias;
        const char *unit;
        enum item_class class_of;
        const char *bigger;
        uint64_t bigger_thousandths;
    } known[] = {
        {"beras", "Beras", "kg", ITEM_CLASS_FOOD, "ton", 1000000},
        {"mi-instan", "Mie instan", "bungkus", ITEM_CLASS_FOOD, "dus", 40000},
        {"selimut", "Selimut", "lembar", ITEM_CLASS_CLOTHING, NULL, 0},
    };
    const uint32_t count = sizeof known / sizeof known[0];
    struct item *list = room_take(sizeof *list * count);
    struct item_name *names = room_take(sizeof *names * count * 2);
    struct unit_word *words = room_take(sizeof *words * count * 2);
    struct item_unit *units = room_take(sizeof *units * count);
    struct items *items = &run->catalogue.items;
    *items = (struct items){
        .list = list, .count = count, .names = names, .words = words, .units = units};
    for (uint32_t i = 0; i < count; i++) {
        list[i].class_of = known[i].class_of;
        memcpy(list[i].code, known[i].code, strlen(known[i].code));
        memcpy(list[i].name, known[i].alias, strlen(known[i].alias));
        memcpy(list[i].base_unit, known[i].unit, strlen(known[i].unit));
        (void)item_fold(slice_of(known[i].code), names[items->name_count].folded, ITEM_CODE_ROOM);
        names[items->name_count++].item = i + 1;
        (void)item_fold(slice_of(known[i].alias), names[items->name_count].folded, ITEM_CODE_ROOM);
        names[items->name_count].item = i + 1;
        const bool same =
            strcmp(names[items->name_count].folded, names[items->name_count - 1].folded) == 0;
        items->name_count += same ? 0 : 1; /* a folded word stands once */
        memcpy(words[items->word_count].folded, known[i].unit, strlen(known[i].unit));
        memcpy(words[items->word_count++].unit, known[i].unit, strlen(known[i].unit));
        if (known[i].bigger != NULL) {
            memcpy(words[items->word_count].folded, known[i].bigger, strlen(known[i].bigger));
            memcpy(words[items->word_count++].unit, known[i].bigger, strlen(known[i].bigger));
            units[items->unit_count].item = i + 1;
            memcpy(units[items->unit_count].unit, known[i].bigger, strlen(known[i].bigger));
            units[items->unit_count++].base_thousandths = known[i].bigger_thousandths;
        }
    }
    qsort(names, items->name_count, sizeof *names, item_name_order);
    qsort(words, items->word_count, sizeof *words, unit_word_order);
    qsort(units, items->unit_count, sizeof *units, item_unit_order);
}
