/*
 * test_activity.c - who does what, where, when and for whom: every pledge once, whatever the pages.
 */
#include "core/activity.h"

#include "base/assert.h"
#include "support/aceh.h"
#include "support/goods.h"
#include "support/tap.h"

#include <stdlib.h>

#define HOUR_US (3600 * US_PER_S)

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
    static const char *const cursors[] = {"x", "2", "4294967297", "8589934592",
                                          "99999999999999999999"};
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
    SAY(who_asks_wrongly_is_told);
    return tap_done();
}
