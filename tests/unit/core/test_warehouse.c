/*
 * test_warehouse.c - warehouses and counts through the hub: who may, what is refused and changes nothing, what is warned of.
 */
#include "core/warehouse.h"

#include "base/assert.h"
#include "core/share.h"
#include "support/said.h"
#include "support/store.h"

#include <stdlib.h>

#define DISTRICT "bpbd-11.06"
#define UNIT     1000UL
#define HOUR_US  (3600 * US_PER_S)
#define COUNT(list)                                                                                \
    .kind = BODY_STOCK_COUNT, .warehouse = "jantho", .as_of_utc_us = room.at_utc_us,               \
    .stock_lines = (list), .stock_line_count = sizeof(list) / sizeof((list)[0])
#define HOUSE                                                                                      \
    .kind = BODY_WAREHOUSE, .warehouse = "jantho", .name = "Gudang Jantho",                        \
    .warehouse_kind = WAREHOUSE_KIND_WAREHOUSE, .region = "11.06"

static struct room room;

static void begin(void)
{
    struct hub_settings settings = room_settings();
    settings.realms[1] = "drill/x1";
    settings.realm_count = 2;
    aceh_open(&room, &settings);
    store_sit(&room);
}

static bool adds_up(const struct view *view)
{
    return stock_audit(&view->stock) && share_audit(view);
}

static void end(void)
{
    said_end(&room, adds_up);
}

static void refused_line(int at, enum hub_status code, const char *field,
                         struct letter_stock_line line)
{
    const struct letter_stock_line lines[] = {{.quantity = {"selimut", UNIT, NULL, NULL}}, line};
    char path[96];
    (void)snprintf(path, sizeof path, "stock_count.lines[1]%s%s", field[0] == '\0' ? "" : ".",
                   field);
    said_refused(at, &room, DISTRICT, code, path, &(const struct letter){COUNT(lines)});
}

#define REFUSED_LINE(code, field, ...)                                                             \
    refused_line(__LINE__, code, field, (struct letter_stock_line){__VA_ARGS__})
#define RICE .quantity = {"beras", UNIT, NULL, NULL}

static void a_warehouse_that_cannot_be_is_refused(void)
{
    char longer[256];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    begin();
    struct letter house = {HOUSE};
#define WITH(member, value, code, field)                                                           \
    house = (struct letter){HOUSE};                                                                \
    house.member = (value);                                                                        \
    said_refused(__LINE__, &room, DISTRICT, code, "warehouse." field, &house)
    WITH(warehouse, NULL, HUB_E_FIELD_MISSING, "warehouse_id");
    WITH(warehouse, "Gudang A", HUB_E_FIELD_RANGE, "warehouse_id");
    WITH(warehouse, longer, HUB_E_FIELD_RANGE, "warehouse_id");
    WITH(name, NULL, HUB_E_FIELD_MISSING, "name");
    WITH(name, longer, HUB_E_FIELD_RANGE, "name");
    WITH(warehouse_kind, 0, HUB_E_FIELD_UNKNOWN_VALUE, "kind");
    WITH(warehouse_kind, 4, HUB_E_FIELD_UNKNOWN_VALUE, "kind");
    WITH(region, NULL, HUB_E_FIELD_MISSING, "region_code");
    WITH(region, "nation", HUB_E_REGION_UNKNOWN, "region_code");
    WITH(region, "11.99", HUB_E_REGION_UNKNOWN, "region_code");
    WITH(region, "11.07", HUB_E_REGION_FORBIDS, "region_code");
    WITH(point, longer, HUB_E_FIELD_RANGE, "place");
#undef WITH
    house = (struct letter){HOUSE, .has_position = true, .latitude_deg = 91.0};
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "warehouse.position", &house);
    house.latitude_deg = 5.3;
    house.longitude_deg = 181.0;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "warehouse.position", &house);
    REFUSED("console", HUB_E_ROLE_FORBIDS, "", HOUSE);
    CHECK_NUMBER(store_stock(&room)->warehouses.used, 0);
    end();
}

static void a_line_that_cannot_be_is_refused_and_with_it_the_count(void)
{
    char longer[256];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    begin();
    ACCEPTED(DISTRICT, HOUSE);
    REFUSED_LINE(HUB_E_FIELD_MISSING, "quantity", .without_quantity = true);
    REFUSED_LINE(HUB_E_FIELD_MISSING, "quantity.item", .quantity = {NULL, UNIT, NULL, NULL});
    REFUSED_LINE(HUB_E_UNIT_UNKNOWN, "quantity.unit", .quantity = {"beras", 0, "lembar", NULL});
    REFUSED_LINE(HUB_E_FIELD_RANGE, "quantity.thousandths",
                 .quantity = {"beras", STOCK_THOUSANDTHS_MAX + 1, NULL, NULL});
    REFUSED_LINE(HUB_E_FIELD_UNKNOWN_VALUE, "budget_origin", RICE, .origin = 6);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "expires_on", RICE, .expires_on = "31-03-2026");
    REFUSED_LINE(HUB_E_FIELD_RANGE, "minimum_thousandths", RICE, .minimum = UINT64_MAX);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "buffer_thousandths", RICE, .buffer = UNIT + 1);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "note", RICE, .note = longer);
    REFUSED_LINE(HUB_E_FIELD_TWICE, "", .quantity = {"Selimut", 0, "lembar", NULL});
    CHECK_NUMBER(store_stock(&room)->entries.used, 0);
    CHECK_NUMBER(room_view(&room, "real")->ledger.articles.used, 0);
    end();
}

static void a_count_that_cannot_be_is_refused(void)
{
    const struct letter_stock_line one[] = {{RICE}};
    struct letter_stock_line many[STOCK_LINES_MAX + 1];
    memset(many, 0, sizeof many);
    for (uint32_t i = 0; i <= STOCK_LINES_MAX; i++) {
        many[i] = (struct letter_stock_line){RICE, .origin = i % 6};
    }
    begin();
    REFUSED(DISTRICT, HUB_E_WAREHOUSE_UNKNOWN, "stock_count.warehouse_id", COUNT(one));
    ACCEPTED(DISTRICT, HOUSE);
    struct letter count = {COUNT(one)};
    count.warehouse = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "stock_count.warehouse_id",
                 &count);
    count.warehouse = "Jantho";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "stock_count.warehouse_id", &count);
    count.warehouse = "lain";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_WAREHOUSE_UNKNOWN, "stock_count.warehouse_id",
                 &count);
    count.warehouse = "jantho";
    said_refused(__LINE__, &room, "bnpb", HUB_E_WAREHOUSE_UNKNOWN, "stock_count.warehouse_id",
                 &count);
    count.as_of_utc_us = 0;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "stock_count.as_of", &count);
    count.as_of_utc_us = room.at_utc_us + HOUR_US;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_TIME_AHEAD, "stock_count.as_of", &count);
    count.as_of_utc_us = AS_OF_MIN_US - 1;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "stock_count.as_of", &count);
    REFUSED(DISTRICT, HUB_E_FIELD_RANGE, "stock_count.lines", COUNT(many));
    count = (struct letter){COUNT(one)};
    count.stock_line_count = 0;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_NOTHING_SAID, "stock_count", &count);
    ACCEPTED(DISTRICT, HOUSE, .closed = true);
    REFUSED(DISTRICT, HUB_E_WAREHOUSE_CLOSED, "stock_count.warehouse_id", COUNT(one));
    end();
}

#define OF(what, amount, unit)                                                                     \
    {                                                                                              \
        (what), (amount), (unit), NULL                                                             \
    }

static void sums_are_of_one_item_both_and_not_of_the_future(void)
{
    begin();
    ACCEPTED(DISTRICT, HOUSE);
    struct letter sums = {.kind = BODY_STOCK_COUNT,
                          .warehouse = "jantho",
                          .as_of_utc_us = room.at_utc_us,
                          .has_throughput = true,
                          .received = OF("beras", UNIT, "ton"),
                          .issued = OF("beras", UNIT, "kg")};
    sums.received.item = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING,
                 "stock_count.throughput.received_total", &sums);
    sums.received.item = "gula";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_THROUGHPUT_DIFFERS,
                 "stock_count.throughput.issued_total", &sums);
    sums.received.item = "beras";
    sums.issued.item = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING,
                 "stock_count.throughput.issued_total", &sums);
    sums.issued.item = "beras";
    sums.issued.unit = "lembar";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_UNIT_UNKNOWN,
                 "stock_count.throughput.issued_total.unit", &sums);
    sums.issued.unit = "kg";
    sums.since_utc_us = room.at_utc_us + 1000;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "stock_count.throughput.since",
                 &sums);
    sums.since_utc_us = room.at_utc_us - HOUR_US;
    sums.issued.thousandths = 0;
    said_accepted(__LINE__, &room, DISTRICT, &sums);
    const struct flow *flow = stock_flow(store_stock(&room), 1);
    CHECK(flow->count == 1 && flow->sums[0].in == 1000 * UNIT && flow->sums[0].out == 0);
    CHECK(stock_warehouse(store_stock(&room), 1)->newest_as_of_utc_us == AS_OF_NONE);
    end();
}

static void who_speaks_for_a_source_keeps_its_warehouses_within_its_regions(void)
{
    const struct letter_stock_line one[] = {{RICE}};
    begin();
    ACCEPTED("orari", HOUSE, .behalf = DISTRICT); /* a relay types it in */
    ACCEPTED(DISTRICT, COUNT(one));
    ACCEPTED("orari", COUNT(one), .behalf = DISTRICT);
    CHECK_NUMBER(store_stock(&room)->warehouses.used, 1);
    struct letter house = {HOUSE};
    house.region = "32.16"; /* a member's stands where it likes */
    said_accepted(__LINE__, &room, "pmi", &house);
    ACCEPTED("pmi", COUNT(one));
    house.region = "11";
    said_accepted(__LINE__, &room, "pusdalops-11", &house);
    said_refused(__LINE__, &room, DISTRICT, HUB_E_REGION_FORBIDS, "warehouse.region_code", &house);
    REFUSED("public", HUB_E_ROLE_FORBIDS, "", HOUSE);
    house = (struct letter){HOUSE, .realm = "drill/x1"};
    said_accepted(__LINE__, &room, DISTRICT, &house);
    CHECK_NUMBER(store_stock(&room)->warehouses.used, 3);
    CHECK_NUMBER(room_view(&room, "drill/x1")->stock.warehouses.used, 1);
    CHECK_NUMBER(room_view(&room, "drill/x1")->stock.entries.used, 0);
    end();
}

static void quantities_are_kept_in_the_base_unit_and_none_is_a_quantity(void)
{
    const struct letter_stock_line lines[] = {
        {.quantity = OF("beras", 2400, "ton"), .minimum = UNIT, .buffer = 400, .origin = 3},
        {.quantity = OF("Mie Instan", 0, "dus"), .expires_on = "2026-03-31"},
        {.quantity = OF("perahu bambu", 6 * UNIT, NULL)},
    };
    begin();
    ACCEPTED(DISTRICT, HOUSE);
    const Receipt *receipt = ACCEPTED(DISTRICT, COUNT(lines));
    CHECK(aceh_warned(receipt, HUB_E_ITEM_UNKNOWN, "stock_count.lines[2].quantity.item"));
    CHECK_NUMBER(receipt->n_warnings, 1);
    const struct stock *stock = store_stock(&room);
    if (CHECK_NUMBER(stock->entries.used, 3)) {
        CHECK_NUMBER(stock_entry(stock, 1)->counted, 2400 * UNIT);
        CHECK_NUMBER(stock_entry(stock, 1)->buffer, 400 * UNIT);
        CHECK_NUMBER(stock_pile(stock, 1)->minimum, 1000 * UNIT);
        CHECK_NUMBER(stock_entry(stock, 2)->counted, 0);
        CHECK_NUMBER(stock_entry(stock, 2)->expires_day, 20543);
    }
    end();
}

static void what_is_older_too_little_or_expired_is_warned_of(void)
{
    const struct letter_stock_line first[] = {
        {.quantity = OF("beras", 500 * UNIT, "kg"), .minimum = 400 * UNIT, .origin = 1},
        {.quantity = OF("beras", 100 * UNIT, "kg"), .origin = 2},
    };
    const struct letter_stock_line less[] = {
        {.quantity = OF("beras", 299 * UNIT, "kg"), .origin = 1},
        {.quantity = OF("sarden", UNIT, NULL), .expires_on = "2025-11-28"}};
    begin();
    ACCEPTED(DISTRICT, HOUSE);
    CHECK_NUMBER(ACCEPTED(DISTRICT, COUNT(first))->n_warnings, 0);
    room_wait(&room, HOUR_US);
    const Receipt *receipt = ACCEPTED(DISTRICT, COUNT(less));
    CHECK(aceh_warned(receipt, HUB_E_BELOW_MINIMUM, "stock_count.lines[0]"));
    CHECK(aceh_warned(receipt, HUB_E_EXPIRED, "stock_count.lines[1]"));
    struct letter older = {COUNT(first)};
    older.as_of_utc_us -= HOUR_US / 2;
    receipt = said_accepted(__LINE__, &room, DISTRICT, &older);
    CHECK(aceh_warned(receipt, HUB_E_COUNT_OLDER, "stock_count.lines[0]"));
    CHECK_NUMBER(receipt->n_warnings, 1); /* of the other line it is the newest word */
    struct letter whole = {COUNT(less), .complete = true};
    room_wait(&room, HOUR_US);
    whole.as_of_utc_us = room.at_utc_us;
    receipt = said_accepted(__LINE__, &room, DISTRICT, &whole);
    CHECK(aceh_warned(receipt, HUB_E_BELOW_MINIMUM, "stock_count.lines[0]"));
    CHECK_NUMBER(stock_pile(store_stock(&room), 1)->counted, 299 * UNIT);
    end();
}

static void what_is_full_says_so_and_takes_what_needs_no_more_room(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.stock = (struct stock_limits){.warehouses_max = 2, .stocks_max = 3};
    const struct letter_stock_line two[] = {{RICE}, {RICE, .origin = 1}};
    const struct letter_stock_line other[] = {{RICE, .origin = 2}, {RICE, .origin = 3}};
    aceh_open(&room, &settings);
    store_sit(&room);
    ACCEPTED(DISTRICT, HOUSE);
    CHECK(store_declare(&room, DISTRICT, "b", "11.06"));
    struct letter third = {HOUSE};
    third.warehouse = "c";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_LIMIT_REACHED, "warehouse.warehouse_id", &third);
    CHECK(store_declare(&room, DISTRICT, "b", "11.06"));
    ACCEPTED(DISTRICT, COUNT(two));
    REFUSED(DISTRICT, HUB_E_LIMIT_REACHED, "stock_count.lines", COUNT(other));
    ACCEPTED(DISTRICT, COUNT(two));
    CHECK_NUMBER(store_stock(&room)->entries.used, 2);
    end();
}

static bool declared_in(const char *id, const char *region, bool closed)
{
    struct letter house = {HOUSE, .closed = closed};
    house.warehouse = id;
    house.region = region;
    return aceh_code(room_say(&room, "pmi", &house)) == 0;
}

static uint32_t counted_in(const char *id, const char *item)
{
    const struct letter_stock_line line = {.quantity = {item, UNIT, NULL, NULL}};
    return aceh_code(store_count(&room, "pmi", id, &line));
}

/* One that was closed and moved; another one moves as often as `moves` says and takes the totals that there are. */
static void open_after(uint32_t moves)
{
    struct hub_settings settings = room_settings();
    settings.limits.stock = (struct stock_limits){.warehouses_max = 4, .stocks_max = 3};
    aceh_open(&room, &settings);
    store_sit(&room);
    CHECK(declared_in("a", "11.06", false));
    CHECK_NUMBER(counted_in("a", "beras"), 0);
    CHECK(declared_in("a", "11.07", true));
    CHECK(declared_in("b", "11.08", false));
    CHECK_NUMBER(counted_in("b", "beras"), 0);
    for (uint32_t i = 0; i < moves; i++) {
        char region[8];
        (void)snprintf(region, sizeof region, "11.%02u", 9 + i);
        (void)declared_in("b", region, false);
    }
    (void)counted_in("b", "sarden");
    CHECK(declared_in("a", "11.07", false));
    end();
}

static void a_warehouse_that_moved_while_it_was_closed_is_opened_when_all_totals_are_taken(void)
{
    for (uint32_t moves = 0; moves < 8; moves++) {
        open_after(moves);
    }
}

static void who_moves_a_warehouse_around_takes_no_room_from_those_who_count(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.stock = (struct stock_limits){.warehouses_max = 4, .stocks_max = 4};
    aceh_open(&room, &settings);
    store_sit(&room);
    CHECK(declared_in("a", "11.06", false));
    CHECK_NUMBER(counted_in("a", "beras"), 0);
    uint32_t moves = 0;
    for (uint32_t regency = 7; regency <= 18; regency++) {
        char region[8];
        (void)snprintf(region, sizeof region, "11.%02u", regency);
        moves += declared_in("a", region, false) ? 1 : 0;
    }
    CHECK(moves > 0 && moves < 12);
    CHECK(declared_in("a", "11.06", false)); /* its totals are there */
    CHECK(store_declare(&room, DISTRICT, "jantho", "11.06"));
    for (uint32_t i = 0; i < 3; i++) {
        static const char *const items[] = {"sarden", "selimut", "tenda"};
        const struct letter_stock_line line = {.quantity = {items[i], UNIT, NULL, NULL}};
        CHECK_NUMBER(aceh_code(store_count(&room, DISTRICT, "jantho", &line)), 0);
    }
    end();
}

static void a_member_leaves_places_in_an_area_for_those_who_live_there(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.stock = (struct stock_limits){.warehouses_max = 8192, .stocks_max = 64};
    aceh_open(&room, &settings);
    store_sit(&room);
    uint32_t declared = 0;
    char id[16];
    for (bool taken = true; taken && declared < WAREHOUSES_PER_AREA_MAX;
         declared += taken ? 1 : 0) {
        (void)snprintf(id, sizeof id, "w%u", declared);
        taken = declared_in(id, "11.06", false);
    }
    CHECK_NUMBER(declared, WAREHOUSES_PER_AREA_MAX / KEEPER_PARTS);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_SHARE_REACHED);
    CHECK(declared_in("w0", "11.06", true) && declared_in(id, "11.07", false));
    CHECK(!declared_in(id, "11.06", false)); /* nor does one move there */
    CHECK(store_declare(&room, DISTRICT, "jantho", "11.06"));
    end();
}

/* The nth lot of rice: a budget and a day of its own. */
static struct letter_stock_line rice_lot(uint32_t nth, unsigned long kg)
{
    static char days[LOTS_PER_PILE_MAX / 6 + 1][16];
    char *day = days[nth / 6];
    (void)snprintf(day, sizeof days[0], "2027-01-%02u", nth / 6 + 1);
    return (struct letter_stock_line){
        .quantity = {"beras", kg * UNIT, NULL, NULL}, .origin = nth % 6, .expires_on = day};
}

/* 63 lots with something in them, and the last one empty: a pile has no more. */
static void count_all_lots(void)
{
    for (uint32_t from = 0; from < LOTS_PER_PILE_MAX; from += STOCK_LINES_MAX) {
        struct letter_stock_line lots[STOCK_LINES_MAX];
        for (uint32_t i = 0; i < STOCK_LINES_MAX; i++) {
            lots[i] = rice_lot(from + i, from + i + 1 == LOTS_PER_PILE_MAX ? 0 : 1);
        }
        ACCEPTED(DISTRICT, COUNT(lots));
    }
    CHECK_NUMBER(store_stock(&room)->entries.used, LOTS_PER_PILE_MAX);
}

static void a_pile_full_of_lots_takes_one_more_in_the_place_of_an_empty_one_and_never_two(void)
{
    const uint32_t last = LOTS_PER_PILE_MAX - 1;
    const struct letter_stock_line filled_and_new[] = {rice_lot(last, 5), rice_lot(last + 1, 1)};
    const struct letter_stock_line new_and_filled[] = {rice_lot(last + 1, 1), rice_lot(last, 5)};
    const struct letter_stock_line emptied_and_new[] = {rice_lot(0, 0), rice_lot(last + 1, 1)};
    begin();
    ACCEPTED(DISTRICT, HOUSE);
    count_all_lots();
    room.at_utc_us += HOUR_US;
    REFUSED(DISTRICT, HUB_E_SHARE_REACHED, "stock_count.lines", COUNT(filled_and_new));
    REFUSED(DISTRICT, HUB_E_SHARE_REACHED, "stock_count.lines", COUNT(new_and_filled));
    ACCEPTED(DISTRICT, COUNT(emptied_and_new));
    CHECK_NUMBER(stock_pile(store_stock(&room), 1)->counted, 63 * UNIT);
    CHECK_NUMBER(store_stock(&room)->entries.used, LOTS_PER_PILE_MAX);
    end();
}

static void one_source_holds_no_more_than_its_share(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.stock = (struct stock_limits){.warehouses_max = 600, .stocks_max = 64};
    const uint32_t share = share_of(ROLE_DISTRICT, 600);
    aceh_open(&room, &settings);
    for (uint32_t i = 0; i < share; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "w%u", i);
        if (!CHECK(store_declare(&room, DISTRICT, id, "11.06"))) {
            break;
        }
    }
    REFUSED(DISTRICT, HUB_E_SHARE_REACHED, "warehouse.warehouse_id", HOUSE);
    CHECK(store_declare(&room, DISTRICT, "w0", "11.06"));
    CHECK(store_declare(&room, "bpbd-11.07", "jantho", "11.07"));
    end();
}

int main(void)
{
    SAY(a_warehouse_that_cannot_be_is_refused);
    SAY(a_line_that_cannot_be_is_refused_and_with_it_the_count);
    SAY(a_count_that_cannot_be_is_refused);
    SAY(sums_are_of_one_item_both_and_not_of_the_future);
    SAY(who_speaks_for_a_source_keeps_its_warehouses_within_its_regions);
    SAY(quantities_are_kept_in_the_base_unit_and_none_is_a_quantity);
    SAY(what_is_older_too_little_or_expired_is_warned_of);
    SAY(what_is_full_says_so_and_takes_what_needs_no_more_room);
    SAY(a_warehouse_that_moved_while_it_was_closed_is_opened_when_all_totals_are_taken);
    SAY(who_moves_a_warehouse_around_takes_no_room_from_those_who_count);
    SAY(a_member_leaves_places_in_an_area_for_those_who_live_there);
    SAY(a_pile_full_of_lots_takes_one_more_in_the_place_of_an_empty_one_and_never_two);
    SAY(one_source_holds_no_more_than_its_share);
    return tap_done();
}
