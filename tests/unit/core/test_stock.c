/*
 * test_stock.c - warehouses, counts and what goes in and out, table by table: in whatever order word comes, the same is known.
 */
#include "core/stock.h"

#include "core/day.h"
#include "core/stock_watch.h"
#include "support/chance.h"
#include "support/tap.h"

#include <stdlib.h>

#define OWNER       1U
#define RICE        1U
#define NOODLES     2U
#define KOTA_BEKASI 3275U
#define BEKASI      3216U
#define JABAR       32U
#define NOON_US     (20420LL * 86400 * US_PER_S) /* 2025-11-28 */
#define HOUR_US     (3600LL * US_PER_S)
#define TON         1000000U /* thousandths of a kg */

static struct stock stock;
static void *room;

static const struct stock_limits limits = {.warehouses_max = 32, .stocks_max = 256};

static void a_new_stock(void)
{
    struct arena arena;
    free(room);
    room = calloc(1, stock_bytes(&limits));
    arena_init(&arena, room, stock_bytes(&limits));
    stock_init(&stock, &arena, &limits);
}

static uint32_t declare(const char *id, uint32_t area, bool closed)
{
    struct stock_change change = {.count = 0};
    const struct declaring declaring = {.source = OWNER,
                                        .id = slice_of(id),
                                        .name = slice_of("Gudang"),
                                        .place = slice_of(""),
                                        .kind = WAREHOUSE_KIND_WAREHOUSE,
                                        .area = area,
                                        .flags = closed ? WAREHOUSE_CLOSED : 0};
    const uint32_t known = stock_find_warehouse(&stock, OWNER, slice_of(id));
    CHECK(stock_has_room_for_warehouse(&stock, known, area));
    const uint32_t place = stock_declare(&stock, &declaring, &change);
    CHECK_NUMBER(change.warehouse, place);
    return place;
}

/* One count of at most three lines; a line without an article is none. */
struct told {
    int64_t as_of_h; /* hours after NOON_US */
    bool complete;
    struct counting lines[3];
};

static void count(uint32_t warehouse, const struct told *told)
{
    struct stock_change change = {.count = 0};
    const int64_t as_of_utc_us = NOON_US + told->as_of_h * HOUR_US;
    stock_begin_count(&stock, warehouse, as_of_utc_us, told->complete, &change);
    for (int i = 0; i < 3 && told->lines[i].article != 0; i++) {
        stock_count(&stock, warehouse, as_of_utc_us, &told->lines[i]);
    }
    CHECK_NUMBER(change.warehouse, warehouse);
}

static const struct stock_entry *entry(uint32_t warehouse, uint32_t article, uint32_t origin)
{
    const uint32_t pile = stock_find_pile(&stock, warehouse, article);
    const uint32_t place = pile == 0 ? 0 : stock_find_entry(&stock, pile, origin, 0);
    return place == 0 ? NULL : stock_entry(&stock, place);
}

static const struct stock_total *total(uint32_t area, uint32_t article)
{
    const uint32_t shop = stock_find_shop(&stock, area);
    uint32_t at = shop == 0 ? 0 : stock_shop(&stock, shop)->first_total;
    while (at != 0 && stock_total(&stock, at)->article != article) {
        at = stock_total(&stock, at)->next_in_shop;
    }
    return at == 0 ? NULL : stock_total(&stock, at);
}

/* --- counts --- */

#define COUNTS_TOLD 6

static const struct told story[COUNTS_TOLD] = {
    {.as_of_h = 0, .lines = {{RICE, 1, 0, 100, 50, 0}, {NOODLES, 1, 0, 40, 0, 0}}},
    {.as_of_h = 1, .lines = {{RICE, 3, 0, 30, 0, 10}, {RICE, 1, 0, 90, 0, 0}}},
    {.as_of_h = 2, .complete = true, .lines = {{RICE, 1, 0, 80, 60, 20}}},
    {.as_of_h = 3, .lines = {{NOODLES, 4, 0, 7, 10, 0}}},
    {.as_of_h = 4, .complete = true, .lines = {{NOODLES, 4, 0, 5, 0, 0}, {RICE, 1, 0, 70, 0, 0}}},
    {.as_of_h = 5, .lines = {{RICE, 3, 0, 12, 0, 0}}},
};

static void check_end_of_story(uint32_t warehouse)
{
    const struct stock_entry *own = entry(warehouse, RICE, 1);
    const struct stock_entry *regency = entry(warehouse, RICE, 3);
    const struct stock_entry *noodles = entry(warehouse, NOODLES, 1);
    const struct stock_entry *given = entry(warehouse, NOODLES, 4);
    const struct pile *rice = stock_pile(&stock, stock_find_pile(&stock, warehouse, RICE));
    if (!CHECK(own != NULL && regency != NULL && noodles != NULL && given != NULL)) {
        return;
    }
    CHECK(own->counted == 70 && own->as_of_utc_us == NOON_US + 4 * HOUR_US && own->buffer == 0);
    CHECK(regency->counted == 12 && regency->as_of_utc_us == NOON_US + 5 * HOUR_US);
    CHECK(noodles->counted == 0 && noodles->as_of_utc_us == NOON_US + 4 * HOUR_US);
    CHECK(given->counted == 5 && given->as_of_utc_us == NOON_US + 4 * HOUR_US);
    CHECK(rice->minimum == 60 && rice->counted == 82 && !pile_is_below(rice));
    CHECK(pile_is_below(stock_pile(&stock, stock_find_pile(&stock, warehouse, NOODLES))));
    CHECK_NUMBER(total(AREA_NATION, RICE)->counted, 82);
    CHECK_NUMBER(total(BEKASI, NOODLES)->counted, 5);
    CHECK_NUMBER(stock_shop(&stock, stock_find_shop(&stock, JABAR))->below_minimum, 1);
    CHECK(stock_audit(&stock));
}

static void in_every_order_of_arrival_the_same_is_known(void)
{
    uint32_t order[COUNTS_TOLD] = {0, 1, 2, 3, 4, 5};
    uint32_t turns[COUNTS_TOLD] = {0};
    uint32_t orders = 0;
    for (uint32_t at = 0; at < COUNTS_TOLD;) { /* Heap's way through all permutations */
        if (at == 0) {
            a_new_stock();
            const uint32_t warehouse = declare("cikarang", BEKASI, false);
            for (uint32_t i = 0; i < COUNTS_TOLD; i++) {
                count(warehouse, &story[order[i]]);
            }
            check_end_of_story(warehouse);
            orders++;
        }
        if (turns[at] < at) {
            const uint32_t from = at % 2 == 0 ? 0 : turns[at];
            const uint32_t held = order[from];
            order[from] = order[at];
            order[at] = held;
            turns[at]++;
            at = 0;
        } else {
            turns[at++] = 0;
        }
    }
    CHECK_NUMBER(orders, 720);
}

static void of_two_counts_of_one_time_the_later_record_stands(void)
{
    const struct told first = {.lines = {{RICE, 1, 0, 10, 0, 0}, {RICE, 2, 0, 5, 0, 0}}};
    const struct told second = {.lines = {{RICE, 1, 0, 8, 0, 0}}};
    const struct told whole = {.complete = true, .lines = {{RICE, 1, 0, 7, 0, 0}}};
    a_new_stock();
    const uint32_t warehouse = declare("a", BEKASI, false);
    count(warehouse, &first);
    count(warehouse, &second);
    CHECK_NUMBER(entry(warehouse, RICE, 1)->counted, 8);
    CHECK_NUMBER(entry(warehouse, RICE, 2)->counted, 5);
    count(warehouse, &whole);
    CHECK_NUMBER(entry(warehouse, RICE, 1)->counted, 7);
    CHECK_NUMBER(entry(warehouse, RICE, 2)->counted, 0);
    count(warehouse, &first); /* more lines of the same hour, behind the complete one */
    CHECK_NUMBER(entry(warehouse, RICE, 2)->counted, 5);
    CHECK(stock_audit(&stock));
}

static void what_nobody_counted_is_unknown_and_none_is_something_else(void)
{
    const struct told none = {.lines = {{RICE, 1, 0, 0, 0, 0}}};
    a_new_stock();
    const uint32_t counted = declare("a", BEKASI, false);
    declare("b", BEKASI, false);
    count(counted, &none);
    CHECK(entry(counted, NOODLES, 1) == NULL && total(BEKASI, NOODLES) == NULL);
    CHECK(entry(counted, RICE, 1) != NULL && total(BEKASI, RICE)->counted == 0);
    CHECK_NUMBER(total(BEKASI, RICE)->warehouses, 1);
    CHECK_NUMBER(stock_shop(&stock, stock_find_shop(&stock, BEKASI))->open_count, 2);
}

static void the_oldest_count_of_an_area_is_known_whatever_came_since(void)
{
    a_new_stock();
    uint32_t warehouses[8];
    for (uint32_t i = 0; i < 8; i++) {
        const char id[] = {(char)('a' + i), '\0'};
        warehouses[i] = declare(id, i < 4 ? BEKASI : KOTA_BEKASI, false);
    }
    for (int64_t turn = 0; turn < 200; turn++) {
        const uint32_t which = (uint32_t)(turn * 5 % 8);
        const struct told told = {.as_of_h = turn * 7 % 31, .lines = {{RICE, 1, 0, 10, 0, 0}}};
        count(warehouses[which], &told);
        int64_t oldest_utc_us = INT64_MAX;
        for (uint32_t i = 0; i < 8; i++) {
            const struct stock_entry *held = entry(warehouses[i], RICE, 1);
            if (held != NULL && held->as_of_utc_us < oldest_utc_us) {
                oldest_utc_us = held->as_of_utc_us;
            }
        }
        const uint32_t shop = stock_find_shop(&stock, AREA_NATION);
        CHECK(stock_oldest(&stock, stock_shop(&stock, shop)->first_total) == oldest_utc_us);
    }
    CHECK(stock_audit(&stock));
}

static void a_closed_warehouse_counts_nowhere_and_one_that_moves_takes_its_goods_along(void)
{
    const struct told told = {.lines = {{RICE, 1, 0, 100, 500, 0}}};
    a_new_stock();
    const uint32_t first = declare("a", BEKASI, false);
    const uint32_t second = declare("b", BEKASI, false);
    count(first, &told);
    count(second, &told);
    CHECK_NUMBER(total(JABAR, RICE)->counted, 200);
    declare("a", BEKASI, true);
    CHECK_NUMBER(total(JABAR, RICE)->counted, 100);
    CHECK_NUMBER(total(JABAR, RICE)->warehouses, 1);
    CHECK(stock_audit(&stock));
    declare("b", 1106, false);
    CHECK_NUMBER(total(JABAR, RICE)->counted, 0);
    CHECK_NUMBER(total(1106, RICE)->counted, 100);
    CHECK_NUMBER(total(AREA_NATION, RICE)->counted, 100);
    declare("a", BEKASI, false);
    CHECK_NUMBER(total(AREA_NATION, RICE)->counted, 200);
    CHECK_NUMBER(stock_shop(&stock, stock_find_shop(&stock, AREA_NATION))->below_minimum, 2);
    CHECK(stock_audit(&stock));
}

static void a_pile_full_of_lots_gives_the_place_of_one_that_is_used_up(void)
{
    a_new_stock();
    const uint32_t warehouse = declare("a", BEKASI, false);
    for (uint32_t i = 0; i < LOTS_PER_PILE_MAX; i++) {
        const struct told told = {.as_of_h = i,
                                  .lines = {{RICE, 1, 20000 + i, i == 9 ? 0 : 5, 0, 0}}};
        count(warehouse, &told);
    }
    const uint32_t pile = stock_find_pile(&stock, warehouse, RICE);
    CHECK(pile_has_lot_free(&stock, pile, 1) && !pile_has_lot_free(&stock, pile, 2));
    const struct told told = {.as_of_h = 100, .lines = {{RICE, 1, 30000, 3, 0, 0}}};
    count(warehouse, &told);
    CHECK(stock_find_entry(&stock, pile, 1, 20009) == 0);
    CHECK(stock_find_entry(&stock, pile, 1, 30000) != 0);
    CHECK(!pile_has_lot_free(&stock, pile, 1));
    CHECK_NUMBER(stock_pile(&stock, pile)->counted, 63 * 5 + 3);
    CHECK(stock_audit(&stock));
}

/* --- movements --- */

static void moved(uint32_t warehouse, int64_t at_h, uint64_t amount, bool comes_in)
{
    struct stock_change change = {.count = 0};
    const struct moving moving = {.warehouse = warehouse,
                                  .article = RICE,
                                  .amount = amount,
                                  .comes_in = comes_in,
                                  .in_kg = true,
                                  .at_utc_us = NOON_US + at_h * HOUR_US};
    bool made = false;
    CHECK(stock_has_room_for_piles(&stock, 1, warehouse, 1));
    (void)stock_open_pile(&stock, warehouse, RICE, 1, &made);
    stock_move(&stock, &moving, &change);
    CHECK_NUMBER(change.count, 3);
}

static void check_moved(uint32_t warehouse, uint64_t in, uint64_t out)
{
    uint64_t came = 0;
    uint64_t went = 0;
    pile_moved(stock_pile(&stock, stock_find_pile(&stock, warehouse, RICE)), &came, &went);
    CHECK_NUMBER(came, in);
    CHECK_NUMBER(went, out);
}

static void what_moved_stands_beside_the_count_until_a_newer_one(void)
{
    const struct told told[] = {{.as_of_h = 10, .lines = {{RICE, 1, 0, 100, 0, 0}}},
                                {.as_of_h = 14, .lines = {{RICE, 1, 0, 90, 0, 0}}},
                                {.as_of_h = 20, .complete = true}};
    a_new_stock();
    const uint32_t warehouse = declare("a", BEKASI, false);
    moved(warehouse, 9, 5, true);
    check_moved(warehouse, 5, 0);
    CHECK(total(BEKASI, RICE)->warehouses == 0); /* moved, and counted by nobody */
    count(warehouse, &told[0]);
    check_moved(warehouse, 0, 0);
    moved(warehouse, 8, 5, true);  /* told late, and in the count */
    moved(warehouse, 10, 5, true); /* at its very moment: in the count */
    check_moved(warehouse, 0, 0);
    moved(warehouse, 16, 7, false);
    moved(warehouse, 12, 30, false);
    moved(warehouse, 15, 11, true);
    check_moved(warehouse, 11, 37);
    CHECK_NUMBER(entry(warehouse, RICE, 1)->counted, 100); /* never one number */
    count(warehouse, &told[1]);
    check_moved(warehouse, 11, 7);
    count(warehouse, &told[2]);
    check_moved(warehouse, 0, 0);
    CHECK_NUMBER(stock_warehouse(&stock, warehouse)->moved_out, 37);
    CHECK_NUMBER(stock_warehouse(&stock, warehouse)->moved_in, 26);
    CHECK(stock_audit(&stock));
}

static void older_movements_are_one_sum_that_a_count_takes_away_as_a_whole(void)
{
    const struct told between = {.as_of_h = 2, .lines = {{RICE, 1, 0, 1, 0, 0}}};
    const struct told after = {.as_of_h = 4, .lines = {{RICE, 1, 0, 1, 0, 0}}};
    a_new_stock();
    const uint32_t warehouse = declare("a", BEKASI, false);
    for (int64_t i = 0; i < PILE_MOVES_MAX + 4; i++) { /* 1 to 4 become one sum */
        moved(warehouse, 1 + i, 1U << i, i % 2 == 0);
    }
    check_moved(warehouse, 1365, 2730);
    count(warehouse, &between);
    check_moved(warehouse, 1365, 2730);
    moved(warehouse, 3, 100000, true); /* late, into the sum */
    check_moved(warehouse, 101365, 2730);
    count(warehouse, &after);
    check_moved(warehouse, 1365 - 5, 2730 - 10);
    CHECK(stock_audit(&stock));
}

/* Somebody ships what there is not in the world: a sum is never small because it is too large. */
static void absurd_movements_stay_at_the_end_of_their_sums(void)
{
    a_new_stock();
    const uint32_t warehouse = declare("a", BEKASI, false);
    for (uint32_t i = 0; i < 18500; i++) { /* times 10^15 is more than 2^64 */
        moved(warehouse, 1, ITEM_THOUSANDTHS_MAX, i % 2 == 0);
        moved(warehouse, 1, ITEM_THOUSANDTHS_MAX, i % 2 != 0);
    }
    check_moved(warehouse, UINT64_MAX, UINT64_MAX);
    CHECK(stock_warehouse(&stock, warehouse)->moved_in == UINT64_MAX);
    CHECK(stock_audit(&stock));
}

/* --- what went through --- */

static void stated(uint32_t warehouse, int64_t at_h, uint64_t in, uint64_t out)
{
    struct stock_change change = {.count = 0};
    const struct flow_sum sum = {
        .as_of_utc_us = NOON_US + at_h * HOUR_US, .in = in, .out = out, .article = RICE};
    stock_state(&stock, warehouse, &sum, &change);
    CHECK_NUMBER(change.warehouse, warehouse);
}

static struct passing passing_of(uint32_t warehouse)
{
    return stock_passing(stock_flow(&stock, stock_warehouse(&stock, warehouse)->flow));
}

static void the_rates_that_were_published_come_out(void)
{
    static const struct {
        uint64_t in_tenth_ton;
        uint64_t out_tenth_ton;
        uint32_t rate;
    } poskos[] = {{14130, 13610, 963}, /* Halim, 26 December 2025 */
                  {13410, 10850, 809}, /* Aceh */
                  {5460, 5360, 982},   /* Silangit */
                  {30130, 21810, 724}, /* Kualanamu: 72.4 per cent */
                  {6707, 6253, 932}};  /* Sumatera Barat */
    for (size_t i = 0; i < sizeof poskos / sizeof poskos[0]; i++) {
        uint32_t rate = 0;
        CHECK(stock_rate(poskos[i].in_tenth_ton * TON / 10, poskos[i].out_tenth_ton * TON / 10,
                         &rate));
        CHECK_NUMBER(rate, poskos[i].rate);
    }
    uint32_t rate = 7;
    CHECK(!stock_rate(0, 5, &rate));
    CHECK_NUMBER(rate, 7);
    CHECK(stock_rate(UINT64_C(4) << 61U, UINT64_C(1) << 61U,
                     &rate)); /* sums without bound do not wrap */
    CHECK_NUMBER(rate, 250);
}

static void nothing_stayed_at_halim_by_the_sums_of_26_and_28_december(void)
{
    a_new_stock();
    const uint32_t halim = declare("halim", 3175, false);
    stated(halim, 0, 1413UL * TON, 1361UL * TON);
    CHECK(!passing_of(halim).knows_stayed);
    CHECK(passing_of(halim).overdue_utc_us == NOON_US + 48 * HOUR_US);
    stated(halim, 48, 1566UL * TON, 1503UL * TON);
    CHECK(passing_of(halim).knows_stayed);
    CHECK_NUMBER(passing_of(halim).stayed, 0);
    CHECK(passing_of(halim).overdue_utc_us == NOON_US + 96 * HOUR_US);
    CHECK(!warehouse_is_overdue(&stock, stock_warehouse(&stock, halim), NOON_US + 96 * HOUR_US));
    CHECK(warehouse_is_overdue(&stock, stock_warehouse(&stock, halim), NOON_US + 96 * HOUR_US + 1));
}

static void what_came_48_hours_ago_and_has_not_left_has_stayed(void)
{
    a_new_stock();
    const uint32_t posko = declare("kualanamu", 1207, false);
    stated(posko, 47, 3013UL * TON, 2000UL * TON);
    stated(posko, 0, 2600UL * TON, 1900UL * TON);
    stated(posko, 50, 3100UL * TON, 2181UL * TON);
    stated(posko, 2, 2700UL * TON, 1950UL * TON); /* late, and the newest of 48 hours ago */
    CHECK(passing_of(posko).knows_stayed);
    CHECK_NUMBER(passing_of(posko).stayed, (2700UL - 2181UL) * TON);
    CHECK(passing_of(posko).overdue_utc_us == NOON_US + 48 * HOUR_US);
    stated(posko, 51, 3100UL * TON, 3100UL * TON);
    CHECK_NUMBER(passing_of(posko).stayed, 0);
    CHECK_NUMBER(passing_of(posko).overdue_utc_us, 0);
}

static void sums_with_another_beginning_are_another_series(void)
{
    struct stock_change change = {.count = 0};
    a_new_stock();
    const uint32_t posko = declare("aceh", 1171, false);
    stated(posko, 0, 1341UL * TON, 1085UL * TON);
    const struct flow_sum anew = {.as_of_utc_us = NOON_US + 50 * HOUR_US,
                                  .since_utc_us = NOON_US + 40 * HOUR_US,
                                  .in = 10UL * TON,
                                  .out = 2UL * TON,
                                  .article = RICE};
    stock_state(&stock, posko, &anew, &change);
    CHECK(!passing_of(posko).knows_stayed);
    CHECK(passing_of(posko).overdue_utc_us == NOON_US + 98 * HOUR_US);
}

static void a_posko_that_tells_every_minute_still_knows_the_day_before_yesterday(void)
{
    a_new_stock();
    const uint32_t posko = declare("a", 1171, false);
    struct chance chance = {.state = 11};
    uint32_t minutes[64 * 60];
    for (uint32_t i = 0; i < 64 * 60; i++) {
        minutes[i] = i;
    }
    for (uint32_t i = 64 * 60 - 1; i > 0; i--) { /* in any order */
        const uint32_t other = chance_below(&chance, i + 1);
        const uint32_t held = minutes[i];
        minutes[i] = minutes[other];
        minutes[other] = held;
    }
    for (uint32_t i = 0; i < 64 * 60; i++) {
        struct stock_change change = {.count = 0};
        const struct flow_sum sum = {.as_of_utc_us = NOON_US + minutes[i] * HOUR_US / 60,
                                     .in = minutes[i] + 1,
                                     .out = 100,
                                     .article = RICE};
        stock_state(&stock, posko, &sum, &change);
    }
    /* The newest is of minute 3839; 48 hours before is minute 959, the last one of its hour. */
    CHECK(passing_of(posko).knows_stayed);
    CHECK_NUMBER(passing_of(posko).stayed, 960 - 100);
    CHECK(stock_audit(&stock));
}

/* --- what time makes of it --- */

static void the_day_of_expiry_comes_nearer_in_steps(void)
{
    uint32_t day = 0;
    CHECK(day_parse(slice_of("2026-12-31"), &day));
    CHECK_NUMBER(expiry_level(0, day), EXPIRY_FAR);
    CHECK_NUMBER(expiry_level(day, day - 271), EXPIRY_FAR);
    CHECK_NUMBER(expiry_level(day, day - 270), EXPIRY_NINE_MONTHS);
    CHECK_NUMBER(expiry_level(day, day - 91), EXPIRY_NINE_MONTHS);
    CHECK_NUMBER(expiry_level(day, day - 90), EXPIRY_THREE_MONTHS);
    CHECK_NUMBER(expiry_level(day, day), EXPIRY_THREE_MONTHS);
    CHECK_NUMBER(expiry_level(day, day + 1), EXPIRY_EXPIRED);
}

static void alarms_follow_the_clock_the_counts_and_the_place_of_a_warehouse(void)
{
    struct stock_watch watch;
    struct arena arena;
    const uint32_t today = day_of(NOON_US);
    const struct told told = {.lines = {{RICE, 1, today + 80, 5, 0, 0},
                                        {RICE, 2, today + 200, 5, 0, 0},
                                        {NOODLES, 1, today - 1, 5, 0, 0}}};
    void *memory = calloc(1, stock_watch_bytes(&limits));
    arena_init(&arena, memory, stock_watch_bytes(&limits));
    stock_watch_init(&watch, &arena, &limits);
    a_new_stock();
    const uint32_t warehouse = declare("a", BEKASI, false);
    count(warehouse, &told);
    CHECK(stock_watch_look(&watch, &stock, warehouse, NOON_US));
    CHECK(!stock_watch_look(&watch, &stock, warehouse, NOON_US + HOUR_US));
    const struct stock_alarms *nation = &watch.of_area[AREA_NATION];
    CHECK(nation->expiry[EXPIRY_NINE_MONTHS] == 1 && nation->expiry[EXPIRY_THREE_MONTHS] == 1);
    CHECK(nation->expiry[EXPIRY_EXPIRED] == 1 && nation->stale == 0);
    CHECK(stock_watch_look(&watch, &stock, warehouse, NOON_US + STOCK_FRESH_US + 1));
    CHECK_NUMBER(nation->stale, 3);
    CHECK(stock_watch_look(&watch, &stock, warehouse, NOON_US + 120LL * 24 * HOUR_US));
    CHECK(nation->expiry[EXPIRY_THREE_MONTHS] == 1 && nation->expiry[EXPIRY_EXPIRED] == 2);
    declare("a", 1106, false);
    CHECK(stock_watch_look(&watch, &stock, warehouse, NOON_US));
    CHECK(watch.of_area[JABAR].expiry[EXPIRY_EXPIRED] == 0);
    CHECK(watch.of_area[11].expiry[EXPIRY_EXPIRED] == 1);
    declare("a", 1106, true);
    CHECK(stock_watch_look(&watch, &stock, warehouse, NOON_US));
    CHECK(nation->expiry[EXPIRY_EXPIRED] == 0 && watch.of_area[1106].stale == 0);
    free(memory);
}

int main(void)
{
    SAY(in_every_order_of_arrival_the_same_is_known);
    SAY(of_two_counts_of_one_time_the_later_record_stands);
    SAY(what_nobody_counted_is_unknown_and_none_is_something_else);
    SAY(the_oldest_count_of_an_area_is_known_whatever_came_since);
    SAY(a_closed_warehouse_counts_nowhere_and_one_that_moves_takes_its_goods_along);
    SAY(a_pile_full_of_lots_gives_the_place_of_one_that_is_used_up);
    SAY(what_moved_stands_beside_the_count_until_a_newer_one);
    SAY(absurd_movements_stay_at_the_end_of_their_sums);
    SAY(older_movements_are_one_sum_that_a_count_takes_away_as_a_whole);
    SAY(the_rates_that_were_published_come_out);
    SAY(nothing_stayed_at_halim_by_the_sums_of_26_and_28_december);
    SAY(what_came_48_hours_ago_and_has_not_left_has_stayed);
    SAY(sums_with_another_beginning_are_another_series);
    SAY(a_posko_that_tells_every_minute_still_knows_the_day_before_yesterday);
    SAY(the_day_of_expiry_comes_nearer_in_steps);
    SAY(alarms_follow_the_clock_the_counts_and_the_place_of_a_warehouse);
    free(room);
    return tap_done();
}
