/*
 * test_activity.c - who does what, where, when and for whom: every pledge and all goods on the road once, whatever the pages.
 */
#include "core/activity.h"

#include "base/assert.h"
#include "support/aceh.h"
#include "support/goods.h"
#include "support/tap.h"

#include <stdlib.h>

#define HOUR_US   (3600 * US_PER_S)
#define SHIPMENTS 5000

typedef Pusdalops__V1__ActivitiesPage Page;
typedef Pusdalops__V1__Activity Activity;

static struct room room;

static void begin(void)
{
    static const struct seat pmi = {"pmi",  ROLE_MEMBER,     "nation", NULL,
                                    "real", ACCESS_INTERNAL, false,    0};
    struct hub_settings settings = room_settings();
    settings.limits.ledger.pledges_max = 50000;
    settings.limits.ledger.lines_max = 1024;
    settings.limits.shipments_max = SHIPMENTS;
    aceh_open(&room, &settings);
    room_sit(&room, &pmi);
    room_call(&room, NULL);
}

static void end(void)
{
    CHECK(ledger_audit(goods_ledger(&room)));
    CHECK_NUMBER(room.broken, 0);
    room_close(&room);
}

static uint32_t rice_for(const char *source, uint32_t area)
{
    return goods_ask(&room,
                     goods_asking(&room, source, area, goods_article("beras", ITEM_CLASS_FOOD)));
}

static const Page *page_of(const struct question *question)
{
    const Reply *reply = room_ask(&room, "console", question);
    CHECK_NUMBER(reply->body_case, PUSDALOPS__V1__REPLY__BODY_ACTIVITIES);
    return reply->activities;
}

static uint32_t problem_of(const char *client, const struct question *question)
{
    const Reply *reply = room_ask(&room, client, question);
    return reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM ? reply->problem->code : 0;
}

static uint32_t rows_in(const char *area, const char *event)
{
    const struct question question = {.kind = REQUEST_ACTIVITIES, .area = area, .event = event};
    const Page *page = page_of(&question);
    CHECK_TEXT(page->cursor, "");
    return (uint32_t)page->n_activities;
}

static void a_row_tells_who_what_where_when_and_for_whom(void)
{
    begin();
    struct asking asking =
        goods_asking(&room, "bpbd-11.06", 1106, goods_article("beras", ITEM_CLASS_FOOD));
    asking.persons = 300;
    asking.households = 75;
    asking.kecamatan = 110601;
    asking.delivery_point = slice_of("Posko Kota Jantho");
    asking.needed_by_utc_us = room.at_utc_us + 9 * HOUR_US;
    struct promising promising = goods_promising(&room, "pmi", goods_ask(&room, asking));
    promising.cluster = slice_of("logistik");
    promising.at_utc_us = room.at_utc_us;
    promising.available_utc_us = room.at_utc_us + HOUR_US;
    const uint32_t pledge = goods_promise(&room, promising);
    const int64_t left_us = room.at_utc_us + 2 * HOUR_US;
    const int64_t arrived_us = room.at_utc_us + 7 * HOUR_US;
    goods_do(&room, pledge,
             (struct doing){.deed = PLEDGE_DISPATCH, .amount = 60000, .at_utc_us = left_us});
    goods_do(&room, pledge,
             (struct doing){
                 .deed = PLEDGE_RECEIVE, .amount = 50000, .lost = 4000, .at_utc_us = arrived_us});
    const struct question question = {.kind = REQUEST_ACTIVITIES};
    const Page *page = page_of(&question);
    CHECK_NUMBER(page->n_activities, 1);
    const Activity *row = page->activities[0];
    CHECK(row->kind == PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_PLEDGE);
    CHECK_TEXT(row->member, "pmi");
    CHECK_TEXT(row->cluster_id, "logistik");
    CHECK_TEXT(row->event_id, ACEH_EVENT);
    CHECK(strcmp(row->item, "beras") == 0 && strcmp(row->unit, "kg") == 0);
    CHECK_TEXT(row->item_class, "pangan");
    CHECK(row->quantities->pledged == 100000 && row->quantities->sent == 60000 &&
          row->quantities->received_good == 50000 && row->quantities->lost == 4000 &&
          row->quantities->in_transit == 6000);
    CHECK_TEXT(row->area_code, "11.06");
    CHECK_TEXT(row->area_name, region_name(room.hub.catalogue, 1106));
    CHECK_TEXT(row->kecamatan_code, "11.06.01");
    CHECK_TEXT(row->delivery_point, "Posko Kota Jantho");
    CHECK(row->persons == 300 && row->households == 75);
    CHECK(row->state == PUSDALOPS__V1__PLEDGE_STATE__PLEDGE_STATE_DISPATCHED);
    CHECK(row->line->number != 0 && row->reference->number != 0 && row->n_region_codes == 0);
    CHECK_NUMBER(row->dispatched_at->seconds, left_us / US_PER_S);
    CHECK_NUMBER(row->received_at->seconds, arrived_us / US_PER_S);
    CHECK_NUMBER(row->said_at->seconds, left_us / US_PER_S);
    CHECK(row->available_at != NULL && row->needed_by != NULL);
    end();
}

static void an_area_has_what_goes_there_and_what_may(void)
{
    begin();
    goods_promise(&room, goods_promising(&room, "pmi", rice_for("bpbd-11.06", 1106)));
    goods_promise(&room, goods_promising(&room, "pmi", rice_for("bpbd-11.07", 1107)));
    struct promising offer = goods_promising(&room, "pmi", 0);
    goods_promise(&room, offer); /* for anywhere */
    offer.region_count = 1;
    offer.regions[0] = 1106;
    goods_promise(&room, offer);
    offer.regions[0] = 11;
    offer.event = 0;
    goods_promise(&room, offer); /* before any event */
    CHECK_NUMBER(rows_in(NULL, NULL), 5);
    CHECK_NUMBER(rows_in("nation", ACEH_EVENT), 4);
    CHECK_NUMBER(rows_in("11", NULL), 4);
    CHECK_NUMBER(rows_in("11.06", NULL), 3);
    CHECK_NUMBER(rows_in("11.07", NULL), 2);
    CHECK_NUMBER(rows_in("11.07", ACEH_EVENT), 1);
    CHECK_NUMBER(rows_in("12", NULL), 0);
    end();
}

static void what_was_taken_back_or_lapsed_is_nobodys_doing(void)
{
    begin();
    const uint32_t line = rice_for("bpbd-11.06", 1106);
    const uint32_t back = goods_promise(&room, goods_promising(&room, "pmi", line));
    const uint32_t lapsed = goods_promise(&room, goods_promising(&room, "pmi", line));
    const uint32_t moving = goods_promise(&room, goods_promising(&room, "pmi", line));
    goods_do(&room, back, (struct doing){.deed = PLEDGE_WITHDRAW});
    goods_do(&room, lapsed, (struct doing){.deed = PLEDGE_EXPIRE});
    goods_do(&room, moving, (struct doing){.deed = PLEDGE_DISPATCH, .amount = 1000});
    goods_do(&room, moving, (struct doing){.deed = PLEDGE_WITHDRAW}); /* what left goes on */
    CHECK_NUMBER(rows_in(NULL, NULL), 1);
    end();
}

/* Every pledge is on exactly one page, in the order of their numbers; a page that finds little looks no further than it may. */
static void the_pages_hold_each_once(void)
{
    begin();
    const uint32_t line = rice_for("bpbd-11.06", 1106);
    uint64_t expected = 0;
    for (uint32_t i = 0; i < 45000; i++) {
        struct promising promising = goods_promising(&room, "pmi", 0);
        promising.line = i % 300 == 7 ? line : 0;
        expected += promising.line != 0 ? 1 : 0;
        goods_promise(&room, promising);
    }
    for (int in_area = 0; in_area < 2; in_area++) {
        char cursor[32] = "";
        uint64_t rows = 0;
        uint64_t last = 0;
        uint32_t pages = 0;
        do {
            const struct question question = {.kind = REQUEST_ACTIVITIES,
                                              .area = in_area == 1 ? "11.06" : NULL,
                                              .cursor = cursor};
            const Page *page = page_of(&question);
            for (size_t i = 0; i < page->n_activities; i++) {
                CHECK(page->activities[i]->reference->number > last);
                last = page->activities[i]->reference->number;
            }
            rows += page->n_activities;
            pages++;
            (void)snprintf(cursor, sizeof cursor, "%s", page->cursor);
        } while (cursor[0] != '\0' && pages < 1000);
        CHECK_NUMBER(rows, in_area == 1 ? expected : 45000);
        CHECK(in_area == 1 ? pages == 3 : pages > 45000 / PAGE_MESSAGES_MAX);
    }
    end();
}

/* --- goods on shipments --- */

static void handed_in(const char *client, const struct letter *letter)
{
    const Receipt *receipt = room_say(&room, client, letter);
    CHECK_NUMBER(aceh_code(receipt), 0);
}

#define HANDED_IN(client, ...) handed_in(client, &(const struct letter){__VA_ARGS__})
#define ON_SHIPMENT            .kind = BODY_SHIPMENT_UPDATE, .about_source = "pmi", .about_number = 3
#define COUNTS(list)           .counts = (list), .count_count = sizeof(list) / sizeof((list)[0])

static const Activity *row_of(uint32_t nth, size_t rows)
{
    const struct question question = {.kind = REQUEST_ACTIVITIES};
    const Page *page = page_of(&question);
    return CHECK_NUMBER(page->n_activities, rows) ? page->activities[nth] : NULL;
}

/* Messages 1 to 3 of pmi: a warehouse, a pledge, and a shipment of the pledge, of rice and of tarpaulins that nobody promised. */
static void a_mixed_load(void)
{
    static const struct letter_need_line line[] = {{.quantity = {"beras", 100000, "kg", NULL}}};
    static const struct letter_shipment_line loads[] = {
        {.pledge_source = "pmi", .pledge_number = 2},
        {.quantity = {"beras", 500000, "kg", NULL}},
        {.quantity = {"kain pel bekas", 40000, "ikat", NULL}},
    };
    HANDED_IN("bpbd-11.06", .kind = BODY_NEED, .event = ACEH_EVENT, .region = "11.06",
              .as_of_utc_us = room.at_utc_us, .lines = line, .line_count = 1);
    HANDED_IN("pmi", .kind = BODY_WAREHOUSE, .warehouse = "gudang-1", .warehouse_kind = 1,
              .name = "Gudang PMI Aceh", .region = "11.71");
    HANDED_IN("pmi", .kind = BODY_PLEDGE, .line = {"bpbd-11.06", 1, 1},
              .quantity = {"beras", 100000, NULL, NULL});
    HANDED_IN("pmi", .kind = BODY_SHIPMENT, .event = ACEH_EVENT, .region = "11.06",
              .kecamatan = "11.06.01", .point = "Posko Kota Jantho", .warehouse = "gudang-1",
              .loads = loads, .load_count = 3, .prepared = true,
              .departs_utc_us = room.at_utc_us + HOUR_US,
              .expected_utc_us = room.at_utc_us + 5 * HOUR_US);
}

static void goods_that_nobody_promised_are_told_of_by_their_shipment(void)
{
    begin();
    a_mixed_load();
    const Activity *row = row_of(1, 3); /* the pledge is one row, not two */
    CHECK(row->kind == PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_SHIPMENT);
    CHECK(row->reference->number == 3 && row->reference->part == 2);
    CHECK_TEXT(row->reference->source, "pmi");
    CHECK_TEXT(row->member, "pmi");
    CHECK_TEXT(row->cluster_id, "");
    CHECK_TEXT(row->event_id, ACEH_EVENT);
    CHECK(strcmp(row->item, "beras") == 0 && strcmp(row->unit, "kg") == 0);
    CHECK_TEXT(row->item_class, "pangan");
    CHECK(row->line == NULL && row->n_region_codes == 0 && row->said_at == NULL);
    CHECK_TEXT(row->area_code, "11.06");
    CHECK_TEXT(row->area_name, region_name(room.hub.catalogue, 1106));
    CHECK_TEXT(row->kecamatan_code, "11.06.01");
    CHECK_TEXT(row->delivery_point, "Posko Kota Jantho");
    CHECK_TEXT(row->origin_name, "Gudang PMI Aceh");
    CHECK(row->shipment_state == PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_PREPARED);
    CHECK_NUMBER(row->available_at->seconds, (room.at_utc_us + HOUR_US) / US_PER_S);
    CHECK_NUMBER(row->expected_at->seconds, (room.at_utc_us + 5 * HOUR_US) / US_PER_S);
    CHECK(row->dispatched_at == NULL && row->arrived_at == NULL && row->received_at == NULL);
    CHECK(row->quantities->pledged == 500000 && row->quantities->reserved == 500000 &&
          row->quantities->sent == 0 && row->quantities->in_transit == 0);
    row = row_of(2, 3);
    CHECK(row->reference->part == 3 && row->item_class[0] == '\0');
    CHECK_TEXT(row->item, "kain pel bekas");
    row = row_of(0, 3);
    CHECK(row->kind == PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_PLEDGE &&
          row->shipment_state == 0);
    end();
}

static void what_becomes_of_them_stands_in_their_row(void)
{
    static const struct letter_count back[] = {{.line = 2, .good = 100000}};
    static const struct letter_count some[] = {
        {.line = 2, .good = 290000, .damaged = 10000, .lost = 20000}};
    static const struct letter_count rags[] = {{.line = 3, .good = 40000}};
    begin();
    a_mixed_load();
    HANDED_IN("pmi", ON_SHIPMENT, .deed = SHIPMENT_DEPART);
    const Activity *row = row_of(1, 3);
    CHECK_NUMBER(row->dispatched_at->seconds, room.at_utc_us / US_PER_S);
    CHECK(row->quantities->sent == 500000 && row->quantities->in_transit == 500000);
    CHECK(row->shipment_state == PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_IN_TRANSIT);
    HANDED_IN("pmi", ON_SHIPMENT, .deed = SHIPMENT_RETURN, .note = "salah muat", COUNTS(back));
    row = row_of(1, 3);
    CHECK(row->quantities->pledged == 400000 && row->quantities->reserved == 400000 &&
          row->quantities->sent == 400000 && row->quantities->in_transit == 400000);
    HANDED_IN("bpbd-11.06", ON_SHIPMENT, .deed = SHIPMENT_RECEIVE, COUNTS(some));
    row = row_of(1, 3);
    CHECK(row->quantities->received_good == 290000 && row->quantities->received_damaged == 10000 &&
          row->quantities->lost == 20000 && row->quantities->in_transit == 80000);
    CHECK(row->shipment_state == PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_ARRIVED);
    CHECK(row->arrived_at != NULL && row->received_at == NULL);
    HANDED_IN("pmi", ON_SHIPMENT, .deed = SHIPMENT_RETURN, .note = "kotor", COUNTS(rags));
    row = row_of(1, 2); /* a line that went back as a whole is nobody's doing */
    CHECK(row->reference->part == 2);
    HANDED_IN("bpbd-11.06", ON_SHIPMENT, .deed = SHIPMENT_RECEIVE);
    row = row_of(1, 2);
    CHECK(row->shipment_state == PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_RECEIVED);
    CHECK_NUMBER(row->received_at->seconds, room.at_utc_us / US_PER_S);
    CHECK(row->quantities->received_good == 370000 && row->quantities->in_transit == 0);
    end();
}

static void a_shipment_is_asked_for_by_where_it_goes_and_by_its_event(void)
{
    begin();
    a_mixed_load();
    CHECK_NUMBER(rows_in("11.06", ACEH_EVENT), 3);
    CHECK_NUMBER(rows_in("11", NULL), 3);
    CHECK_NUMBER(rows_in("11.71", NULL), 0); /* where it comes from */
    HANDED_IN("bnpb", .kind = BODY_EVENT, .event = "gempa-2025", .hazard = 101, .name = "Gempa",
              .started_utc_us = room.at_utc_us, .regions = "11");
    CHECK_NUMBER(rows_in("11.06", "gempa-2025"), 0);
    HANDED_IN("pmi", ON_SHIPMENT, .deed = SHIPMENT_CANCEL, .note = "jembatan putus");
    CHECK_NUMBER(rows_in(NULL, NULL), 1); /* the pledge stands */
    end();
}

static struct view *view_of(void)
{
    return &hub_realm_find(&room.hub, slice_of("real"))->view;
}

/* Many shipments of four lines: all of a pledge, but `loose(nth shipment, nth line)`. Returns how many are loose. */
static uint32_t many_shipments(uint32_t pledge, bool (*loose)(uint32_t nth, uint32_t line))
{
    struct view *view = view_of();
    const uint32_t source = source_apply_name(&view->sources, slice_of("pmi")).n;
    uint32_t count = 0;
    for (uint32_t i = 0; i < SHIPMENTS; i++) {
        const uint32_t place = cargo_take(&view->cargo, source, 1000 + i, 1106);
        struct shipment *shipment = cargo_shipment(&view->cargo, place);
        shipment->state = SHIPMENT_IN_TRANSIT;
        shipment->event = picture_find_event(&view->picture, slice_of(ACEH_EVENT));
        for (uint32_t line = 1; line <= 4; line++) {
            struct freight *freight = cargo_load(&view->cargo, place);
            const bool is_loose = loose(i, line);
            freight->loaded = 1000;
            freight->article = 1;
            freight->pledge = is_loose ? 0 : pledge;
            count += is_loose ? 1 : 0;
        }
    }
    return count;
}

static bool every_third(uint32_t nth, uint32_t line)
{
    return (nth + line) % 3 == 0;
}

static bool never(uint32_t nth, uint32_t line)
{
    (void)nth;
    (void)line;
    return false;
}

/* Rows of shipments in an area, page by page: each line once, in order; how many pages there were. */
static uint32_t run_through(const char *area, uint32_t *out_rows)
{
    char cursor[32] = "";
    uint64_t last = 0;
    uint32_t pages = 0;
    *out_rows = 0;
    do {
        const struct question question = {
            .kind = REQUEST_ACTIVITIES, .area = area, .cursor = cursor};
        const Page *page = page_of(&question);
        for (size_t i = 0; i < page->n_activities; i++) {
            const Activity *row = page->activities[i];
            const uint64_t key = row->reference->number * 32 + row->reference->part;
            if (row->kind == PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_SHIPMENT) {
                CHECK(key > last);
                last = key;
                (*out_rows)++;
            }
        }
        pages++;
        (void)snprintf(cursor, sizeof cursor, "%s", page->cursor);
    } while (cursor[0] != '\0' && pages < 1000);
    return pages;
}

static void a_page_looks_at_so_many_lines_of_shipments_and_no_more(void)
{
    uint32_t rows = 0;
    begin();
    const uint32_t pledge =
        goods_promise(&room, goods_promising(&room, "pmi", rice_for("bpbd-11.06", 1106)));
    const uint32_t loose = many_shipments(pledge, every_third);
    CHECK(run_through(NULL, &rows) >= loose / PAGE_MESSAGES_MAX);
    CHECK_NUMBER(rows, loose);
    (void)run_through("11.06", &rows);
    CHECK_NUMBER(rows, loose);
    CHECK_NUMBER(run_through("12", &rows), 1); /* a shipment to elsewhere is one look */
    CHECK_NUMBER(rows, 0);
    end();
    begin();
    many_shipments(
        goods_promise(&room, goods_promising(&room, "pmi", rice_for("bpbd-11.06", 1106))), never);
    CHECK_NUMBER(run_through("11", &rows), 2); /* each of them and its four lines */
    CHECK_NUMBER(rows, 0);
    end();
}

static void who_asks_wrongly_is_told(void)
{
    begin();
    goods_promise(&room, goods_promising(&room, "pmi", 0));
    struct question question = {.kind = REQUEST_ACTIVITIES, .area = "11.99"};
    CHECK_NUMBER(problem_of("console", &question), HUB_E_REGION_UNKNOWN);
    CHECK_TEXT(room.reply->problem->field, "activities.area_code");
    question = (struct question){.kind = REQUEST_ACTIVITIES, .event = "never-declared"};
    CHECK_NUMBER(problem_of("console", &question), HUB_E_EVENT_UNKNOWN);
    CHECK_TEXT(room.reply->problem->field, "activities.event_id");
    static const char *const cursors[] = {"x",          "2",           "4294967297",
                                          "8589934593", "12884901888", "99999999999999999999"};
    for (size_t i = 0; i < sizeof cursors / sizeof cursors[0]; i++) {
        question = (struct question){.kind = REQUEST_ACTIVITIES, .cursor = cursors[i]};
        CHECK_NUMBER(problem_of("console", &question), HUB_E_CURSOR_INVALID);
    }
    question = (struct question){.kind = REQUEST_ACTIVITIES};
    CHECK_NUMBER(problem_of("public", &question), HUB_E_ACCESS_FORBIDS);
    CHECK_NUMBER(problem_of("bpbd-11.06", &question), 0);
    end();
}

int main(void)
{
    SAY(a_row_tells_who_what_where_when_and_for_whom);
    SAY(an_area_has_what_goes_there_and_what_may);
    SAY(what_was_taken_back_or_lapsed_is_nobodys_doing);
    SAY(the_pages_hold_each_once);
    SAY(goods_that_nobody_promised_are_told_of_by_their_shipment);
    SAY(what_becomes_of_them_stands_in_their_row);
    SAY(a_shipment_is_asked_for_by_where_it_goes_and_by_its_event);
    SAY(a_page_looks_at_so_many_lines_of_shipments_and_no_more);
    SAY(who_asks_wrongly_is_told);
    return tap_done();
}
