/*
 * carrier.c - what honest clients say of shipments: givers load what they promised and send it, both ends say what became of it.
 *
 * They know what has landed, and not what happened to it since; so much of it comes too late and is refused for that.
 */
#include "sim.h"

typedef Pusdalops__V1__ShipmentLine Line;
typedef Pusdalops__V1__ShipmentCount Count;

#define LINES_SAID_MAX 4U

static char *loose(const char *text)
{
    return (char *)(uintptr_t)text;
}

static Google__Protobuf__Timestamp *time_in(const struct draft *draft, uint32_t seconds)
{
    Google__Protobuf__Timestamp *time = room_take(sizeof *time);
    google__protobuf__timestamp__init(time);
    time->seconds = draft->now_us / US_PER_S + seconds;
    return time;
}

/* Quarters of an hour back, or now: so that some of it is before a count and some behind. */
static Google__Protobuf__Timestamp *time_back(struct dice *dice, const struct draft *draft)
{
    if (dice_chance(dice, 500000)) {
        return NULL;
    }
    Google__Protobuf__Timestamp *time = time_in(draft, 0);
    time->seconds = (time->seconds / 900 - dice_below(dice, 200)) * 900;
    return time;
}

/* Its own warehouses, declared or not, and one of those that landed, wherever it stands. */
static void throw_warehouses(struct run *run, const struct mouth *mouth,
                             Pusdalops__V1__Shipment *body)
{
    static const char *const own[] = {"gudang-1", "gudang-2", "gudang-9"};
    if (dice_chance(&run->dice, 500000)) {
        body->warehouse_id = loose(own[dice_below(&run->dice, 8) % 3]);
    }
    for (int tries = 0; tries < 6 && run->house_count > 0; tries++) {
        const struct landed_house *house = &run->houses[dice_below(&run->dice, run->house_count)];
        if (house->realm == mouth->realm && dice_chance(&run->dice, 700000)) {
            body->delivery_warehouse_id = loose(own[house->house]);
            body->delivery_source = loose(house->source);
            return;
        }
    }
}

/* Of the pledge, or seldom of none. */
static Line *throw_line(struct dice *dice, const struct landed_pledge *pledge)
{
    Line *line = room_take(sizeof *line);
    pusdalops__v1__shipment_line__init(line);
    if (dice_chance(dice, 150000)) {
        line->quantity = room_take(sizeof *line->quantity);
        pusdalops__v1__quantity__init(line->quantity);
        line->quantity->item = loose(dice_chance(dice, 500000) ? "beras" : "tikar");
        line->quantity->thousandths = 1000UL * (1U + dice_below(dice, 9));
        return line;
    }
    line->pledge = room_take(sizeof *line->pledge);
    pusdalops__v1__message_reference__init(line->pledge);
    line->pledge->source = loose(pledge->source);
    line->pledge->number = pledge->number;
    line->thousandths =
        dice_chance(dice, 400000) ? 0 : 10000UL * (1U + dice_below(dice, 4)); /* tens, or all */
    return line;
}

static bool say_shipment(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    const struct landed_pledge *first = giver_pledge(run, mouth, NULL);
    if (first == NULL) {
        return false;
    }
    Pusdalops__V1__Shipment body;
    pusdalops__v1__shipment__init(&body);
    body.event_id = loose(first->event);
    body.region_code = node_code(first->area);
    body.prepared = dice_chance(&run->dice, 400000) ? 1 : 0;
    body.vehicle = loose("truk");
    throw_warehouses(run, mouth, &body);
    if (!body.prepared) {
        body.departed_at = time_back(&run->dice, draft);
    }
    body.expected_at = time_in(draft, 30 + dice_below(&run->dice, 60));
    body.lines = room_take(sizeof *body.lines * LINES_SAID_MAX);
    body.n_lines = 1 + dice_below(&run->dice, LINES_SAID_MAX);
    for (size_t i = 0; i < body.n_lines; i++) {
        const struct landed_pledge *another = i == 0 ? first : giver_pledge(run, mouth, first);
        body.lines[i] = throw_line(&run->dice, another == NULL ? first : another);
    }
    struct post *post =
        node_say(run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT, &body.base),
                 BODY_SHIPMENT, true);
    post->area = first->area;
    post->goods_count = (uint32_t)body.n_lines;
    return true;
}

/* One that landed: of the mouth's own source, or, where the client decides, one that comes to it. */
static const struct landed_shipment *throw_shipment(struct run *run, const struct mouth *mouth,
                                                    bool *out_own)
{
    const struct sim_client *client = &run->clients[mouth->client];
    const bool decides = client->role == ROLE_DISTRICT || client->role == ROLE_PROVINCE ||
                         client->role == ROLE_NATIONAL;
    for (int tries = 0; tries < 24 && run->shipment_count > 0; tries++) {
        const uint32_t newest = dice_chance(&run->dice, 700000) ? 8 : 100;
        const uint32_t last = run->shipment_count < newest ? run->shipment_count : newest;
        const struct landed_shipment *shipment =
            &run->shipments[run->shipment_count - 1 - dice_below(&run->dice, last)];
        *out_own = strcmp(shipment->source, mouth->source) == 0;
        if (shipment->realm == mouth->realm &&
            (*out_own || (decides && area_contains(client->region, shipment->area)))) {
            return shipment;
        }
    }
    return NULL;
}

/* Tens of one or two lines; none: all that is under way. */
static void throw_counts(struct run *run, const struct landed_shipment *shipment,
                         Pusdalops__V1__ShipmentUpdate *body)
{
    const bool receives = body->deed == PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_RECEIVE;
    const uint32_t first = dice_below(&run->dice, shipment->lines);
    body->lines = room_take(sizeof *body->lines * 2);
    body->n_lines = dice_below(&run->dice, shipment->lines > 1 ? 3 : 2);
    for (size_t i = 0; i < body->n_lines; i++) {
        Count *count = room_take(sizeof *count);
        pusdalops__v1__shipment_count__init(count);
        count->line = 1 + (first + (uint32_t)i) % shipment->lines;
        count->thousandths = 10000UL * (1U + dice_below(&run->dice, 3));
        if (receives && dice_chance(&run->dice, 300000)) {
            count->damaged_thousandths = 10000;
        }
        if (receives && dice_chance(&run->dice, 200000)) {
            count->lost_thousandths = 10000;
        }
        body->lines[i] = count;
    }
}

static bool say_update(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    static const uint32_t of_sender[] = {SHIPMENT_DEPART, SHIPMENT_DEPART,  SHIPMENT_DEPART,
                                         SHIPMENT_DELAY,  SHIPMENT_RECEIVE, SHIPMENT_RETURN,
                                         SHIPMENT_RETURN, SHIPMENT_CANCEL,  SHIPMENT_LOSE};
    static const uint32_t of_receiver[] = {SHIPMENT_ARRIVE, SHIPMENT_RECEIVE, SHIPMENT_RECEIVE,
                                           SHIPMENT_RECEIVE, SHIPMENT_LOSE};
    bool own = false;
    const struct landed_shipment *shipment = throw_shipment(run, mouth, &own);
    if (shipment == NULL) {
        return false;
    }
    Pusdalops__V1__MessageReference named;
    Pusdalops__V1__ShipmentUpdate body;
    pusdalops__v1__message_reference__init(&named);
    pusdalops__v1__shipment_update__init(&body);
    named.source = loose(shipment->source);
    named.number = shipment->number;
    body.shipment = &named;
    body.deed = (Pusdalops__V1__ShipmentDeed)(own ? of_sender[dice_below(&run->dice, 9)]
                                                  : of_receiver[dice_below(&run->dice, 5)]);
    body.reason = loose("ombak tinggi");
    body.happened_at = time_back(&run->dice, draft);
    if (body.deed == PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_RECEIVE ||
        body.deed == PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_RETURN) {
        throw_counts(run, shipment, &body);
        body.bast_number = loose(dice_chance(&run->dice, 500000) ? "BAST/7" : "");
    }
    if (body.deed == PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_DELAY) {
        body.expected_at = time_in(draft, 60 + dice_below(&run->dice, 60));
    }
    node_say(run, mouth,
             write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT_UPDATE, &body.base),
             BODY_SHIPMENT_UPDATE, true);
    return true;
}

bool carrier_think(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    return dice_chance(&run->dice, 450000) ? say_shipment(run, mouth, draft)
                                           : say_update(run, mouth, draft);
}

void carrier_learn(struct run *run, const struct mouth *mouth, const struct post *post)
{
    if (post->kind == BODY_SHIPMENT && run->shipment_count < SIM_LANDED_MAX) {
        run->shipments[run->shipment_count++] = (struct landed_shipment){
            mouth->realm, mouth->source, post->number, post->area, post->goods_count};
    }
}

bool carrier_came_late(const struct post *post, uint32_t code)
{
    if (post->kind == BODY_SHIPMENT) { /* taken back, sent, or given to another line by then */
        return code == HUB_E_DEED_NOT_NOW || code == HUB_E_QUANTITY_EXCEEDED ||
               code == HUB_E_IN_SHIPMENT || code == HUB_E_NOT_ALLOTTED ||
               code == HUB_E_DESTINATION_DIFFERS;
    }
    return post->kind == BODY_SHIPMENT_UPDATE &&
           (code == HUB_E_DEED_NOT_NOW || code == HUB_E_QUANTITY_EXCEEDED ||
            code == HUB_E_SHIPMENT_UNKNOWN); /* ended, and forgotten */
}
