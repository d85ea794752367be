/*
 * test_suggest_stock.c - what is counted in warehouses, as candidates for a line: how much is free, how near, until when.
 */
#include "core/suggest.h"

#include "base/assert.h"
#include "support/chance.h"
#include "support/store.h"
#include "support/tap.h"

#include <stdlib.h>

#define DAY_US   (86400LL * US_PER_S)
#define DISTRICT "bpbd-11.06"

static struct room room;

static void begin(void)
{
    struct hub_settings settings = room_settings();
    aceh_open(&room, &settings);
    store_sit(&room);
}

static void end(void)
{
    const struct view *view = room_view(&room, "real");
    CHECK(stock_audit(&view->stock) && ledger_audit(&view->ledger));
    CHECK(room_restart(&room));
    CHECK_NUMBER(room.broken, 0);
    room_close(&room);
}

/* A need of the district for noodles (kilograms of rice where said), the only line of it; the line's place. */
static uint32_t asked(const struct letter_need_line *line)
{
    const struct letter need = {.kind = BODY_NEED,
                                .event = ACEH_EVENT,
                                .region = "11.06",
                                .as_of_utc_us = room.at_utc_us,
                                .lines = line,
                                .line_count = 1};
    const Receipt *receipt = room_say(&room, DISTRICT, &need);
    CHECK(receipt != NULL && (int)receipt->status == (int)RECEIPT_ACCEPTED);
    return room_view(&room, "real")->ledger.lines.used;
}

static uint32_t rice_asked(void)
{
    const struct letter_need_line rice = {
        .quantity = {.item = "beras", .thousandths = 100000, .unit = "kg"}};
    return asked(&rice);
}

static void counted(const char *client, const char *id, const struct letter_stock_line *line)
{
    const Receipt *receipt = store_count(&room, client, id, line);
    CHECK(receipt != NULL && (int)receipt->status == (int)RECEIPT_ACCEPTED);
}

static struct letter_stock_line rice(uint64_t kg)
{
    return (struct letter_stock_line){
        .quantity = {.item = "beras", .thousandths = 1000 * kg, .unit = "kg"}};
}

static const struct suggestion *suggested(uint32_t line)
{
    static struct suggestion suggestion;
    const struct suggest_basis basis = {
        .view = room_view(&room, "real"),
        .roster = &room.roster,
        .line = line,
        .at_utc_us = room.at_utc_us,
        .fresh_for_us = room.settings.fresh_for_us,
    };
    suggest(&basis, &suggestion);
    return &suggestion;
}

static void of_a_warehouse_is_free_what_it_need_not_keep(void)
{
    begin();
    CHECK(store_declare(&room, DISTRICT, "gudang-1", "11.06"));
    const uint32_t line = rice_asked();
    CHECK_NUMBER(suggested(line)->count,
                 0); /* nobody counted: unknown, not none, and not offered */
    struct letter_stock_line apbn = rice(70);
    apbn.origin = 1;
    apbn.buffer = 20000;
    apbn.minimum = 30000;
    counted(DISTRICT, "gudang-1", &apbn);
    const struct suggestion *made = suggested(line);
    CHECK_NUMBER(made->count, 1);
    CHECK(made->candidates[0].kind == CANDIDATE_STOCK && made->candidates[0].available == 40000);
    CHECK(made->candidates[0].counted == 70000 && made->candidates[0].kept_back == 30000);
    struct letter_stock_line donated = rice(25);
    donated.origin = 4;
    counted(DISTRICT, "gudang-1", &donated);
    made = suggested(line); /* 95 are there, 65 need not be kept: 50 of the one, 25 of the other */
    CHECK_NUMBER(made->count, 2);
    CHECK(made->candidates[0].available == 50000 && made->candidates[0].proposed == 50000);
    CHECK(made->candidates[1].available == 25000 && made->candidates[1].proposed == 15000);
    end();
}

static void what_has_left_since_the_count_is_not_offered(void)
{
    begin();
    CHECK(store_declare(&room, DISTRICT, "gudang-1", "11.06"));
    const uint32_t line = rice_asked();
    const struct letter_stock_line all = rice(70);
    counted(DISTRICT, "gudang-1", &all);
    struct view *view = &hub_realm_find(&room.hub, slice_of("real"))->view;
    const struct moving leaves = {.warehouse = 1,
                                  .article = ledger_line(&view->ledger, line)->article,
                                  .amount = 45000,
                                  .at_utc_us = room.at_utc_us + 1};
    struct moving comes = leaves;
    struct stock_change change = {.count = 0};
    comes.comes_in = true;
    comes.amount = 900000;
    stock_move(&view->stock, &leaves, &change);
    stock_move(&view->stock, &comes, &change);
    CHECK_NUMBER(suggested(line)->candidates[0].available,
                 25000); /* what came is not counted yet */
    CHECK_NUMBER(suggested(line)->candidates[0].sent_since, 45000);
    struct moving more = leaves;
    more.amount = 30000;
    stock_move(&view->stock, &more, &change);
    CHECK_NUMBER(suggested(line)->count, 0); /* never below zero */
    CHECK(stock_audit(&view->stock));
    room_close(&room); /* the movements were of no record: no restart */
}

static void the_nearest_stands_first_and_distances_are_told_where_both_are_known(void)
{
    begin();
    const struct letter_need_line there = {
        .quantity = {.item = "beras", .thousandths = 1000000, .unit = "kg"},
        .has_position = true,
        .latitude_deg = 5.2966,
        .longitude_deg = 95.6073};
    const uint32_t line = asked(&there);
    struct letter house = {.kind = BODY_WAREHOUSE,
                           .warehouse = "jauh",
                           .name = "Gudang",
                           .warehouse_kind = 1,
                           .region = "11.06",
                           .has_position = true,
                           .latitude_deg = 5.5483,
                           .longitude_deg = 95.3238};
    room_say(&room, DISTRICT, &house);
    house.warehouse = "dekat";
    house.latitude_deg = 5.30;
    house.longitude_deg = 95.61;
    room_say(&room, DISTRICT, &house);
    CHECK(store_declare(&room, DISTRICT, "entah", "11.06"));
    CHECK(store_declare(&room, "pusdalops-11", "provinsi", "11"));
    CHECK(store_declare(&room, "kemensos", "jakarta", "31.75"));
    const struct letter_stock_line some = rice(50);
    counted("kemensos", "jakarta", &some);
    counted("pusdalops-11", "provinsi", &some);
    counted(DISTRICT, "entah", &some);
    counted(DISTRICT, "jauh", &some);
    counted(DISTRICT, "dekat", &some);
    static const char *const order[] = {"dekat", "jauh", "entah", "provinsi", "jakarta"};
    const struct suggestion *made = suggested(line);
    CHECK_NUMBER(made->count, 5);
    for (uint32_t i = 0; i < made->count; i++) {
        CHECK_TEXT(made->candidates[i].store, order[i]);
    }
    CHECK_NUMBER(made->candidates[0].distance_m, 482);
    CHECK_NUMBER(made->candidates[1].distance_m, 42050);
    CHECK(!made->candidates[2].distance_known);
    CHECK(made->candidates[3].nearness == NEARNESS_PROVINCE &&
          made->candidates[4].nearness == NEARNESS_ELSEWHERE);
    end();
}

static struct letter_stock_line noodles(const char *expires_on)
{
    return (struct letter_stock_line){
        .quantity = {.item = "mie instan", .thousandths = 9000, .unit = "dus"},
        .expires_on = expires_on};
}

static void what_expires_first_is_used_first_and_what_expired_never(void)
{
    begin();
    struct letter_need_line some = {
        .quantity = {.item = "mie instan", .thousandths = 50000, .unit = "dus"},
        .needed_by_utc_us = room.at_utc_us + 3 * DAY_US};
    const uint32_t line = asked(&some);
    CHECK(store_declare(&room, DISTRICT, "gudang-1", "11.06"));
    static const char *const days[] = {"2025-11-28", "2026-08-01", "2025-11-30",
                                       "",           "2025-12-02", "2025-11-29"};
    for (size_t i = 0; i < 6; i++) {
        const struct letter_stock_line entry = noodles(days[i]);
        counted(DISTRICT, "gudang-1", &entry);
    }
    /* The 28th is over. Needed on 2 December: what ends before that day spoils, and stands last. */
    const struct suggestion *made = suggested(line);
    CHECK_NUMBER(made->count, 5);
    CHECK(!made->candidates[0].spoils && !made->candidates[1].spoils &&
          !made->candidates[2].spoils && made->candidates[3].spoils && made->candidates[4].spoils);
    CHECK(made->candidates[0].ends_utc_us < made->candidates[1].ends_utc_us);
    CHECK(made->candidates[2].ends_utc_us == 0);
    CHECK(made->candidates[3].ends_utc_us < made->candidates[4].ends_utc_us);
    room_wait(&room, 5LL * 3600 * US_PER_S - 1); /* to the last moment of the 29th in Jakarta */
    CHECK_NUMBER(suggested(line)->count, 5);
    room_wait(&room, 1);
    CHECK_NUMBER(suggested(line)->count, 4);
    end();
}

static void a_count_is_stale_after_a_week_and_a_closed_warehouse_is_none(void)
{
    begin();
    const uint32_t line = rice_asked();
    CHECK(store_declare(&room, DISTRICT, "gudang-1", "11.06"));
    const struct letter_stock_line some = rice(70);
    counted(DISTRICT, "gudang-1", &some);
    room_wait(&room, 7 * DAY_US);
    CHECK(!suggested(line)->candidates[0].stale);
    room_wait(&room, 1);
    CHECK(suggested(line)->candidates[0].stale);
    const struct letter closed = {.kind = BODY_WAREHOUSE,
                                  .warehouse = "gudang-1",
                                  .name = "Gudang",
                                  .warehouse_kind = 1,
                                  .region = "11.06",
                                  .closed = true};
    room_say(&room, DISTRICT, &closed);
    CHECK_NUMBER(suggested(line)->count, 0);
    end();
}

static void the_reply_names_the_entry_and_says_how_the_figure_came_about(void)
{
    begin();
    rice_asked();
    CHECK(store_declare(&room, "pusdalops-11", "gudang-prov", "11"));
    struct letter_stock_line some = rice(70);
    some.origin = 2;
    some.buffer = 10000;
    some.expires_on = "2026-03-31";
    counted("pusdalops-11", "gudang-prov", &some);
    const struct sources *sources = &room_view(&room, "real")->sources;
    const struct question question = {
        .kind = REQUEST_SUGGESTION,
        .source = DISTRICT,
        .number = source_at(sources, source_find(sources, slice_of(DISTRICT)))->highest,
        .line = 1};
    const Pusdalops__V1__SuggestionReply *reply = room_ask(&room, DISTRICT, &question)->suggestion;
    CHECK_NUMBER(reply->n_candidates, 1);
    const Pusdalops__V1__Candidate *one = reply->candidates[0];
    CHECK(one->kind == PUSDALOPS__V1__CANDIDATE_KIND__CANDIDATE_KIND_STOCK && one->pledge == NULL);
    CHECK_TEXT(one->stock->source, "pusdalops-11");
    CHECK_TEXT(one->stock->warehouse_id, "gudang-prov");
    CHECK_TEXT(one->stock->expires_on, "2026-03-31");
    CHECK(one->stock->budget_origin == PUSDALOPS__V1__BUDGET_ORIGIN__BUDGET_ORIGIN_APBD_PROVINCE);
    CHECK_TEXT(one->giver, "pusdalops-11");
    CHECK_TEXT(one->origin_name, "Gudang Logistik");
    CHECK(one->counted == 70000 && one->kept_back == 10000 && one->sent_since == 0 &&
          one->available == 60000 && one->proposed == 60000);
    CHECK(one->as_of != NULL && one->valid_until == NULL && one->available_at == NULL);
    end();
}

/* --- against all entries, one by one --- */

/* How much of an entry is free, by what README.md says. */
static uint64_t free_of(const struct stock *stock, const struct stock_entry *entry)
{
    const struct pile *pile = stock_pile(stock, entry->pile);
    uint64_t there = 0;
    uint64_t buffers = 0;
    for (uint32_t at = 1; at <= stock->entries.used; at++) {
        const struct stock_entry *other = stock_entry(stock, at);
        there += other->pile == entry->pile ? other->counted : 0;
        buffers += other->pile == entry->pile ? other->buffer : 0;
    }
    const uint64_t kept = buffers > pile->minimum ? buffers : pile->minimum;
    const uint64_t left = there > kept ? there - kept : 0;
    const uint64_t own = entry->counted - entry->buffer;
    return own < left ? own : left;
}

static uint32_t count_free(uint32_t line, uint64_t *out_sum)
{
    const struct view *view = room_view(&room, "real");
    const struct stock *stock = &view->stock;
    uint32_t count = 0;
    *out_sum = 0;
    for (uint32_t at = 1; at <= stock->entries.used; at++) {
        const struct stock_entry *entry = stock_entry(stock, at);
        const struct pile *pile = stock_pile(stock, entry->pile);
        const uint64_t left =
            pile->article != ledger_line(&view->ledger, line)->article ||
                    (stock_warehouse(stock, pile->warehouse)->flags & WAREHOUSE_CLOSED) != 0
                ? 0
                : free_of(stock, entry);
        count += left > 0 ? 1 : 0;
        *out_sum += left;
    }
    return count;
}

static void every_entry_is_found_wherever_it_lies(void)
{
    static const char *const givers[] = {DISTRICT, "bpbd-11.07", "pusdalops-11", "pmi", "kemensos"};
    static const char *const areas[] = {"11.06", "11.07", "11.06", "12.73", "31.75"};
    const uint32_t rounds = chance_rounds(8);
    for (uint32_t seed = 1; seed <= rounds; seed++) {
        struct chance chance = {seed};
        begin();
        const uint32_t line = rice_asked();
        for (uint32_t step = 0; step < 40; step++) {
            const uint32_t who = chance_below(&chance, 5);
            char id[8];
            (void)snprintf(id, sizeof id, "g%u", chance_below(&chance, 2));
            (void)store_declare(&room, givers[who], id, areas[who]);
            struct letter_stock_line some = rice(chance_below(&chance, 30));
            some.origin = chance_below(&chance, 3);
            some.buffer = some.quantity.thousandths / (1 + chance_below(&chance, 4)) / 2;
            some.minimum = chance_below(&chance, 3) == 0 ? 1000U * chance_below(&chance, 40) : 0;
            store_count(&room, givers[who], id, &some);
            room_wait(&room, US_PER_S);
            uint64_t sum = 0;
            uint64_t listed = 0;
            const uint32_t count = count_free(line, &sum);
            const struct suggestion *made = suggested(line);
            CHECK_NUMBER(made->found, count);
            for (uint32_t i = 0; i < made->count; i++) {
                listed += made->candidates[i].available;
                CHECK(i == 0 || !suggest_is_before(&made->candidates[i], &made->candidates[i - 1]));
            }
            CHECK_NUMBER(listed, sum);
        }
        end();
    }
}

int main(void)
{
    SAY(of_a_warehouse_is_free_what_it_need_not_keep);
    SAY(what_has_left_since_the_count_is_not_offered);
    SAY(the_nearest_stands_first_and_distances_are_told_where_both_are_known);
    SAY(what_expires_first_is_used_first_and_what_expired_never);
    SAY(a_count_is_stale_after_a_week_and_a_closed_warehouse_is_none);
    SAY(the_reply_names_the_entry_and_says_how_the_figure_came_about);
    SAY(every_entry_is_found_wherever_it_lies);
    return tap_done();
}
