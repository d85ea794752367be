/*
 * storer.c - what honest clients say of their warehouses: declared, moved, counted in part or as a whole, sums of what went through.
 *
 * They count as of any hour of the last days and hand it in whenever they can, so that counts come in every order.
 */
#include "sim.h"

#include "base/assert.h"

#define HOUSES_OF_EACH 2U
#define HOURS_BACK     100U
#define LINES_SAID_MAX 4U

static const char *const house_names[HOUSES_OF_EACH] = {"gudang-1", "gudang-2"};

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

static Pusdalops__V1__Quantity *quantity_of(const char *item, const char *unit,
                                            uint64_t thousandths)
{
    Pusdalops__V1__Quantity *quantity = room_take(sizeof *quantity);
    pusdalops__v1__quantity__init(quantity);
    quantity->item = loose(item);
    quantity->unit = loose(unit);
    quantity->thousandths = thousandths;
    return quantity;
}

static bool has_landed(const struct run *run, const struct mouth *mouth, uint32_t house)
{
    for (uint32_t i = 0; i < run->house_count; i++) {
        const struct landed_house *landed = &run->houses[i];
        if (landed->realm == mouth->realm && landed->house == house &&
            strcmp(landed->source, mouth->source) == 0) {
            return true;
        }
    }
    return false;
}

/* It stands in the client's own region, or in a regency below it; now and then it moves. */
static void declare(struct run *run, struct mouth *mouth, const struct draft *draft, uint32_t house)
{
    const struct sim_client *client = &run->clients[mouth->client];
    uint32_t area = client->region == AREA_NATION ? 73 : client->region;
    if (area_is_province(area) && dice_chance(&run->dice, 700000)) {
        area = area * 100 + 1 + dice_below(&run->dice, area == 73 ? 1 : 3);
    }
    Pusdalops__V1__Warehouse body;
    pusdalops__v1__warehouse__init(&body);
    body.warehouse_id = loose(house_names[house]);
    body.name = loose("Gudang logistik");
    body.kind = PUSDALOPS__V1__WAREHOUSE_KIND__WAREHOUSE_KIND_WAREHOUSE;
    body.region_code = node_code(area);
    body.closed = dice_chance(&run->dice, 150000) ? 1 : 0;
    struct post *post =
        node_say(run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_WAREHOUSE, &body.base),
                 BODY_WAREHOUSE, false);
    post->area = area;
    post->goods[0] = house;
}

static void put_lines(struct run *run, Pusdalops__V1__StockCount *body)
{
    static const char *const items[] = {"beras", "mi-instan", "selimut", "genset silent 5 kva"};
    static const char *const units[] = {"kg", "dus", "lembar", "unit"};
    body->lines = room_take(sizeof *body->lines * LINES_SAID_MAX);
    const uint32_t first = dice_below(&run->dice, SIM_GOODS);
    const uint32_t lines = dice_below(&run->dice, LINES_SAID_MAX + 1);
    for (uint32_t i = 0; i < lines; i++) {
        const uint32_t goods = (first + i) % SIM_GOODS; /* an entry stands once in a count */
        Pusdalops__V1__StockLine *line = room_take(sizeof *line);
        pusdalops__v1__stock_line__init(line);
        line->quantity =
            quantity_of(items[goods], units[goods], 1000UL * dice_below(&run->dice, 50));
        line->budget_origin = (Pusdalops__V1__BudgetOrigin)dice_below(&run->dice, 3);
        line->minimum_thousandths =
            dice_chance(&run->dice, 300000) ? 1000UL * (1 + dice_below(&run->dice, 40)) : 0;
        line->buffer_thousandths = line->quantity->thousandths / 4;
        body->lines[body->n_lines++] = line;
    }
}

static void count(struct run *run, struct mouth *mouth, const struct draft *draft, uint32_t house)
{
    Pusdalops__V1__StockCount body;
    Pusdalops__V1__StockThroughput sums;
    pusdalops__v1__stock_count__init(&body);
    pusdalops__v1__stock_throughput__init(&sums);
    body.warehouse_id = loose(house_names[house]);
    /* Quarters of an hour, so that two counts have one time now and then. */
    const int64_t quarters = (int64_t)dice_below(&run->dice, 4 * HOURS_BACK);
    body.as_of = time_at((draft->now_us / (900 * US_PER_S) - 1 - quarters) * 900 * US_PER_S);
    body.complete = dice_chance(&run->dice, 250000) ? 1 : 0;
    put_lines(run, &body);
    if (dice_chance(&run->dice, 400000) || body.n_lines == 0) {
        const uint32_t in = dice_below(&run->dice, 1000);
        sums.received_total = quantity_of("beras", "kg", 1000UL * in);
        sums.issued_total = quantity_of("beras", "kg", 1000UL * dice_below(&run->dice, in + 1));
        body.throughput = &sums;
    }
    node_say(run, mouth, write_body(draft, PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT, &body.base),
             BODY_STOCK_COUNT, false);
}

/* Their own warehouses alone: who speaks for another may not stand where that one's goods are. */
bool storer_thinks(const struct run *run, const struct mouth *mouth)
{
    const struct sim_client *client = &run->clients[mouth->client];
    return strcmp(client->name, mouth->source) == 0 && client->role != ROLE_RELAY;
}

void storer_think(struct run *run, struct mouth *mouth, const struct draft *draft)
{
    const uint32_t house = dice_below(&run->dice, HOUSES_OF_EACH);
    if (!has_landed(run, mouth, house) || dice_chance(&run->dice, 60000)) {
        declare(run, mouth, draft, house);
    } else {
        count(run, mouth, draft, house);
    }
}

void storer_learn(struct run *run, const struct mouth *mouth, const struct post *post)
{
    if (post->kind == BODY_WAREHOUSE && !has_landed(run, mouth, post->goods[0])) {
        HUB_ASSERT(run->house_count < SIM_HOUSES_MAX);
        run->houses[run->house_count++] =
            (struct landed_house){mouth->realm, mouth->source, post->goods[0]};
    }
}

bool storer_came_late(const struct post *post, const Pusdalops__V1__Receipt *receipt)
{
    return post->kind == BODY_STOCK_COUNT && receipt->problem != NULL &&
           receipt->problem->code == HUB_E_WAREHOUSE_CLOSED;
}
