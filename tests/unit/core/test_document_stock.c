/*
 * test_document_stock.c - what a room reads of stock: totals, alarms, warehouses with what is in them, and where it is cut.
 */
#include "core/document_stock.h"

#include "base/assert.h"
#include "support/store.h"
#include "support/tap.h"

#include <stdlib.h>

typedef Pusdalops__V1__StockStatus Status;

#define DISTRICT "bpbd-11.06"
#define UNIT     1000UL
#define HOUR_US  (3600 * US_PER_S)
#define DAY_US   (24 * HOUR_US)

static struct room room;
static struct arena arena;
static void *arena_room;
static size_t built_bytes; /* packed, of the last document */

static void begin(void)
{
    const struct hub_settings settings = room_settings();
    aceh_open(&room, &settings);
    store_sit(&room);
    arena_room = malloc(DOCUMENT_ROOM_BYTES);
    arena_init(&arena, arena_room, DOCUMENT_ROOM_BYTES); /* building may take this much, not more */
}

static void end(void)
{
    CHECK(stock_audit(store_stock(&room)));
    free(arena_room);
    room_close(&room);
}

/* The document of an area; lives until the next one. */
static const Status *read_status(uint32_t area, enum access_class access)
{
    struct desk desk =
        hub_desk(&room.hub, hub_realm_find(&room.hub, slice_of("real")), room.at_utc_us);
    const uint32_t place = stock_find_shop(&desk.realm->view.stock, area);
    HUB_ASSERT(place != 0);
    arena_reset(&arena);
    desk.arena = &arena;
    const struct document document = document_stock(&desk, place, access, 7, 6);
    built_bytes = document_packed_bytes(&document);
    CHECK(document.message->sequence == 7 && document.message->previous == 6);
    return document.message->stock;
}

static void counted(const char *client, const char *id, const char *item, uint64_t thousandths,
                    const char *unit, const char *expires_on)
{
    const struct letter_stock_line line = {.quantity = {item, thousandths, unit, NULL},
                                           .expires_on = expires_on};
    CHECK_NUMBER(aceh_code(store_count(&room, client, id, &line)), 0);
}

static void two_warehouses(void)
{
    CHECK(store_declare(&room, DISTRICT, "jantho", "11.06"));
    CHECK(store_declare(&room, "pmi", "banda", "11.06"));
    counted(DISTRICT, "jantho", "beras", 2400, "ton", NULL);
    room_wait(&room, HOUR_US);
    counted("pmi", "banda", "beras", 600 * UNIT, "kg", NULL);
    counted("pmi", "banda", "selimut", 0, NULL, NULL);
}

static void words_of_no_catalogue_are_not_for_the_public(void)
{
    begin();
    two_warehouses();
    counted("pmi", "banda", "titipan Bu Ani", UNIT, NULL, NULL);
    CHECK_NUMBER(read_status(1106, ACCESS_INTERNAL)->n_totals, 3);
    CHECK_NUMBER(read_status(1106, ACCESS_PUBLIC)->n_totals, 2);
    end();
}

static void a_total_says_how_many_know_and_how_old_the_oldest_is(void)
{
    begin();
    const int64_t first_utc_us = room.at_utc_us;
    two_warehouses();
    const Status *status = read_status(AREA_NATION, ACCESS_INTERNAL);
    CHECK_TEXT(status->area_code, "nation");
    CHECK(status->warehouse_count == 2 && !status->cut);
    if (CHECK_NUMBER(status->n_totals, 2)) {
        CHECK_TEXT(status->totals[0]->item, "beras");
        CHECK_TEXT(status->totals[0]->unit, "kg");
        CHECK_NUMBER(status->totals[0]->thousandths, 3000 * UNIT);
        CHECK_NUMBER(status->totals[0]->warehouses, 2);
        CHECK_NUMBER(status->totals[0]->oldest_as_of->seconds, first_utc_us / US_PER_S);
        CHECK_NUMBER(status->totals[1]->thousandths, 0);
        CHECK_NUMBER(status->totals[1]->warehouses, 1);
    }
    CHECK(status->n_warehouses == 2 && status->warehouses[0]->n_items == 0);
    end();
}

static void a_regency_shows_entries_and_the_public_only_totals(void)
{
    begin();
    two_warehouses();
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK_TEXT(status->area_name, "Kabupaten Aceh Besar");
    if (CHECK_NUMBER(status->n_warehouses, 2)) {
        const Pusdalops__V1__WarehouseStock *own = status->warehouses[1];
        CHECK_TEXT(own->warehouse_id, "jantho");
        CHECK_TEXT(own->source, DISTRICT);
        CHECK(own->n_items == 1 && own->items[0]->n_entries == 1 && own->flow == NULL);
        CHECK_NUMBER(own->items[0]->counted, 2400 * UNIT);
        CHECK(own->newest_as_of != NULL && own->complete_as_of == NULL);
    }
    status = read_status(1106, ACCESS_PUBLIC);
    CHECK(status->n_totals == 2 && status->warehouse_count == 2);
    CHECK(status->alarms == NULL && status->n_alarm_list == 0 && status->n_warehouses == 0);
    end();
}

static void whatever_calls_for_somebody_stands_in_the_list_and_in_the_counts(void)
{
    const struct letter sums = {.kind = BODY_STOCK_COUNT,
                                .warehouse = "jantho",
                                .as_of_utc_us = 1764417600 * US_PER_S,
                                .has_throughput = true,
                                .received = {"beras", 5 * UNIT, "ton", NULL},
                                .issued = {"beras", 2 * UNIT, "ton", NULL}};
    const struct letter_stock_line rice = {.quantity = {"beras", 100 * UNIT, NULL, NULL},
                                           .minimum = 200 * UNIT};
    begin();
    CHECK(store_declare(&room, DISTRICT, "jantho", "11.06"));
    counted(DISTRICT, "jantho", "sarden", UNIT, NULL, "2025-11-01");
    counted(DISTRICT, "jantho", "Mie Instan", UNIT, "dus", "2026-02-01");
    counted(DISTRICT, "jantho", "biskuit", UNIT, NULL, "2026-07-01");
    CHECK_NUMBER(aceh_code(room_say(&room, DISTRICT, &sums)), 0);
    CHECK_NUMBER(aceh_code(store_count(&room, DISTRICT, "jantho", &rice)), 0);
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK(status->alarms->below_minimum == 1 && status->alarms->expired == 1);
    CHECK(status->alarms->three_months == 1 && status->alarms->nine_months == 1);
    CHECK(status->alarms->stale == 0 && status->alarms->overdue == 0);
    CHECK_NUMBER(status->n_alarm_list, 4);
    room_forget_feed(&room);
    room_wait(&room, 8 * DAY_US); /* nobody says anything, and it is told all the same */
    room_wait(&room, US_PER_S);
    bool told = false;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        told = told || strcmp(room.feed[i].topic, "real/nation/stock/") == 0;
    }
    CHECK(told);
    status = read_status(AREA_NATION, ACCESS_INTERNAL);
    CHECK(status->alarms->stale == 4 && status->alarms->overdue == 1);
    CHECK_NUMBER(status->n_alarm_list, 0); /* the nation has no warehouse of its own */
    status = read_status(1106, ACCESS_INTERNAL);
    if (CHECK_NUMBER(status->n_alarm_list, 9)) {
        CHECK_NUMBER(status->alarm_list[0]->kind,
                     PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_OVERDUE);
        CHECK_NUMBER(status->alarm_list[0]->thousandths,
                     3000 * UNIT); /* 5 t in, 2 t out, and nobody said more */
        CHECK_NUMBER(status->alarm_list[1]->kind,
                     PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_BELOW_MINIMUM);
        CHECK_NUMBER(status->alarm_list[1]->minimum_thousandths, 200 * UNIT);
        CHECK_TEXT(status->alarm_list[2]->expires_on, "2025-11-01");
    }
    const Pusdalops__V1__StockFlow *flow = status->warehouses[0]->flow;
    CHECK(flow->rate_thousandths == 400 && !flow->stayed_known && flow->overdue_at != NULL);
    end();
}

static void what_has_stayed_too_long_is_told_anew_when_it_becomes_more(void)
{
    struct letter sums = {.kind = BODY_STOCK_COUNT,
                          .warehouse = "jantho",
                          .has_throughput = true,
                          .received = {"beras", 5 * UNIT, "ton", NULL},
                          .issued = {"beras", 2 * UNIT, "ton", NULL}};
    begin();
    const int64_t hour_us = DAY_US / 24;
    CHECK(store_declare(&room, DISTRICT, "jantho", "11.06"));
    sums.as_of_utc_us = room.at_utc_us - 6 * hour_us;
    CHECK_NUMBER(aceh_code(room_say(&room, DISTRICT, &sums)), 0);
    sums.as_of_utc_us = room.at_utc_us - 2 * hour_us;
    sums.received.thousandths = 6 * UNIT;
    CHECK_NUMBER(aceh_code(room_say(&room, DISTRICT, &sums)), 0);
    for (int64_t tons = 3; tons <= 4; tons++) { /* the first 5 t are late, then the sixth as well */
        room_forget_feed(&room);
        room_wait(&room, tons == 3 ? 2 * DAY_US - 5 * hour_us : 4 * hour_us);
        room_wait(&room, US_PER_S);
        room_wait(&room, US_PER_S);
        int64_t told = -1;
        for (uint32_t i = 0; i < room.feed_count; i++) {
            if (strcmp(room.feed[i].topic, "real/11/11.06/stock/") == 0 &&
                room.feed[i].lane == LANE_INTERNAL) {
                told = (int64_t)room.feed[i].message->stock->alarm_list[0]->thousandths;
            }
        }
        const Status *status = read_status(1106, ACCESS_INTERNAL);
        CHECK(status->alarms->overdue == 1 && status->n_alarm_list == 1);
        const int64_t late = tons * 1000 * (int64_t)UNIT;
        CHECK_NUMBER(status->alarm_list[0]->thousandths, late);
        CHECK(tons == 3 || told == late);
    }
    end();
}

/* Of the first warehouse shown that has this id; NULL: it is not among them, or has no such item. */
static const Pusdalops__V1__StockItem *item_of(const Status *status, const char *id,
                                               const char *item)
{
    for (size_t i = 0; i < status->n_warehouses; i++) {
        const Pusdalops__V1__WarehouseStock *house = status->warehouses[i];
        for (size_t j = 0; strcmp(house->warehouse_id, id) == 0 && j < house->n_items; j++) {
            if (strcmp(house->items[j]->item, item) == 0) {
                return house->items[j];
            }
        }
    }
    return NULL;
}

static void what_came_and_nobody_counted_is_unknown_and_stands_as_long_as_it_moved(void)
{
    static const struct letter_shipment_line goods = {
        .quantity = {"sarden", 40 * UNIT, NULL, NULL}};
    static const struct letter ship = {.kind = BODY_SHIPMENT,
                                       .event = ACEH_EVENT,
                                       .region = "11.06",
                                       .loads = &goods,
                                       .load_count = 1,
                                       .warehouse = "banda",
                                       .delivery_warehouse = "jantho",
                                       .delivery_source = DISTRICT};
    static const struct letter pledge = {
        .kind = BODY_PLEDGE, .quantity = {"selimut", 3 * UNIT, NULL, NULL}, .warehouse = "banda"};
    static const struct letter back = {.kind = BODY_SHIPMENT_UPDATE,
                                       .about_source = "pmi",
                                       .about_number = 4,
                                       .deed = 4}; /* received */
    begin();
    two_warehouses();
    CHECK_NUMBER(aceh_code(room_say(&room, "pmi", &ship)), 0);
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK(item_of(status, "jantho", "sarden") == NULL); /* on its way, and nothing of it is there */
    CHECK_NUMBER(item_of(status, "banda", "sarden")->sent_since, 40 * UNIT);
    CHECK_NUMBER(status->n_totals, 2); /* counted by nobody: in no total, and not as nought */
    room_wait(&room, US_PER_S);
    room_forget_feed(&room);
    CHECK_NUMBER(aceh_code(room_say(&room, "pmi", &back)), 0);
    room_wait(&room, US_PER_S);
    bool told = false;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        told = told || strcmp(room.feed[i].topic, "real/11/11.06/stock/") == 0;
    }
    CHECK(told); /* the stock of where it came to is published anew */
    status = read_status(1106, ACCESS_INTERNAL);
    const Pusdalops__V1__StockItem *item = item_of(status, "jantho", "sarden");
    CHECK(item != NULL && item->n_entries == 0 && item->counted == 0 && !item->below_minimum);
    CHECK(item != NULL && item->arrived_since == 40 * UNIT && item->promised == 0);
    CHECK_NUMBER(status->alarms->below_minimum, 0);
    CHECK_NUMBER(aceh_code(room_say(&room, "pmi", &pledge)), 0);
    status = read_status(1106, ACCESS_INTERNAL);
    CHECK_NUMBER(item_of(status, "banda", "selimut")->promised, 3 * UNIT);
    CHECK_NUMBER(read_status(1106, ACCESS_PUBLIC)->n_warehouses, 0);
    end();
}

static void after_a_restart_the_alarms_are_there_at_once(void)
{
    begin();
    CHECK(store_declare(&room, DISTRICT, "jantho", "11.06"));
    counted(DISTRICT, "jantho", "sarden", UNIT, NULL, "2025-11-01");
    CHECK(room_restart(&room));
    const Status *status = read_status(AREA_NATION, ACCESS_INTERNAL);
    CHECK_NUMBER(status->alarms->expired, 1);
    end();
}

static void more_than_fits_is_cut_and_the_document_stays_within_its_bytes(void)
{
    begin();
    for (uint32_t i = 0; i < 24; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "gudang-%u", i);
        CHECK(store_declare(&room, "bnpb", id, "11.06"));
        for (uint32_t j = 0; j < 8; j++) {
            struct letter_stock_line lines[STOCK_LINES_MAX];
            char names[STOCK_LINES_MAX][40];
            memset(lines, 0, sizeof lines);
            for (uint32_t k = 0; k < STOCK_LINES_MAX; k++) {
                (void)snprintf(names[k], sizeof names[k], "barang bantuan %u",
                               j < 7 ? j * STOCK_LINES_MAX + k : k);
                lines[k] = (struct letter_stock_line){.quantity = {names[k], UNIT + k, NULL, NULL},
                                                      .expires_on = "2025-01-01"};
            }
            const struct letter letter = {.kind = BODY_STOCK_COUNT,
                                          .warehouse = id,
                                          .as_of_utc_us = room.at_utc_us,
                                          .stock_lines = lines,
                                          .stock_line_count = STOCK_LINES_MAX};
            CHECK_NUMBER(aceh_code(room_say(&room, "bnpb", &letter)), 0);
        }
    }
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK(status->cut && built_bytes <= STOCK_BYTES_MAX + 256);
    CHECK(status->n_totals > 100 && status->n_alarm_list == STOCK_ALARMS_SHOWN);
    CHECK_NUMBER(status->n_warehouses, 24);
    CHECK_NUMBER(status->alarms->expired, 24 * 7 * 32);
    status = read_status(AREA_NATION, ACCESS_INTERNAL);
    CHECK(!status->cut && built_bytes <= STOCK_BYTES_MAX + 256);
    CHECK_NUMBER(status->n_warehouses, 24);
    end();
}

int main(void)
{
    SAY(a_total_says_how_many_know_and_how_old_the_oldest_is);
    SAY(a_regency_shows_entries_and_the_public_only_totals);
    SAY(whatever_calls_for_somebody_stands_in_the_list_and_in_the_counts);
    SAY(what_has_stayed_too_long_is_told_anew_when_it_becomes_more);
    SAY(words_of_no_catalogue_are_not_for_the_public);
    SAY(what_came_and_nobody_counted_is_unknown_and_stands_as_long_as_it_moved);
    SAY(after_a_restart_the_alarms_are_there_at_once);
    SAY(more_than_fits_is_cut_and_the_document_stays_within_its_bytes);
    return tap_done();
}
