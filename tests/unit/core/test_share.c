/*
 * test_share.c - how much of the picture one source may hold, and that the others go on.
 */
#include "core/share.h"

#include "support/aceh.h"
#include "support/tap.h"

#include <stdio.h>

static struct room room;

static void begin(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.picture = (struct picture_limits){
        .events_max = 640, .spots_max = 1024, .cells_max = 800, .versions_max = 1600};
    aceh_open(&room, &settings);
}

static void end(void)
{
    CHECK_NUMBER(room.broken, 0);
    CHECK(share_audit(room_view(&room, "real")));
    CHECK(room_restart(&room)); /* and the restarted hub counts the same */
    room_close(&room);
}

static const struct holding *holding_of(const char *source)
{
    const struct view *view = room_view(&room, "real");
    return &source_at(&view->sources, source_find(&view->sources, slice_of(source)))->holding;
}

/* One more point that nobody has named before. */
static int invent(const char *source, const char *region, uint64_t number)
{
    char point[32];
    (void)snprintf(point, sizeof point, "posko %llu", (unsigned long long)number);
    struct letter report = aceh_report(&room, source, number, region, "dead 1");
    report.point = point;
    return aceh_hand_in(&room, &report);
}

static void one_source_cannot_use_up_the_places_of_the_others(void)
{
    begin();
    const uint32_t share = share_of(ROLE_DISTRICT, 800);
    CHECK_NUMBER(share, 100);
    uint64_t number = 1;
    while (invent("bpbd-11.06", "11.06", number) == RECEIPT_ACCEPTED && number < 800) {
        number++;
    }
    CHECK_NUMBER(holding_of("bpbd-11.06")->cells, share);
    CHECK_NUMBER(room.reply->receipt->status, RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_SHARE_REACHED);
    CHECK_TEXT(room.reply->receipt->problem->field, "report");
    /* The others go on, and so does it, about what it has named before. */
    CHECK_NUMBER(invent("bpbd-11.07", "11.07", 1), RECEIPT_ACCEPTED);
    const struct letter known = aceh_report(&room, "bpbd-11.06", number, "11.06", "dead 2");
    CHECK_NUMBER(aceh_hand_in(&room, &known), RECEIPT_ACCEPTED);
    CHECK_NUMBER(holding_of("bpbd-11.06")->cells, share);
    end();
}

static void a_province_may_hold_more_than_a_district_and_the_nation_all(void)
{
    begin();
    uint64_t number = 1;
    while (invent("pusdalops-11", "11.06", number) == RECEIPT_ACCEPTED && number < 800) {
        number++;
    }
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_SHARE_REACHED);
    CHECK_NUMBER(holding_of("pusdalops-11")->cells, 200);
    number = 2;
    while (invent("bnpb", "11.06", number) == RECEIPT_ACCEPTED && number < 800) {
        number++;
    }
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_LIMIT_REACHED);
    CHECK_NUMBER(holding_of("bnpb")->cells, 600);
    end();
}

static int declare(const char *source, uint64_t number, const char *id, const char *regions)
{
    const struct letter event = {.kind = BODY_EVENT,
                                 .source = source,
                                 .number = number,
                                 .realm = "real",
                                 .event = id,
                                 .hazard = 101,
                                 .name = "Banjir",
                                 .started_utc_us = room.at_utc_us,
                                 .regions = regions};
    return aceh_hand_in(&room, &event);
}

static void events_have_a_share_and_one_that_is_known_is_brought_up_to_date(void)
{
    char id[32];
    begin();
    for (uint64_t number = 1; number <= 80; number++) {
        (void)snprintf(id, sizeof id, "e-%llu", (unsigned long long)number);
        CHECK_NUMBER(declare("bpbd-11.06", number, id, "11.06"), RECEIPT_ACCEPTED);
    }
    CHECK_NUMBER(holding_of("bpbd-11.06")->events, share_of(ROLE_DISTRICT, 640));
    CHECK_NUMBER(holding_of("bpbd-11.06")->spots, 80);
    CHECK_NUMBER(declare("bpbd-11.06", 81, "one-more", "11.06"), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_SHARE_REACHED);
    CHECK_TEXT(room.reply->receipt->problem->field, "event");
    CHECK_NUMBER(declare("bpbd-11.06", 81, "e-1", "11.06"), RECEIPT_ACCEPTED);
    CHECK_NUMBER(declare("bpbd-11.07", 1, "one-more", "11.07"), RECEIPT_ACCEPTED);
    end();
}

/* Reports of one place beyond those kept apart take no more room, so they cost nothing of the share. */
static void versions_have_a_share_and_the_oldest_makes_room(void)
{
    begin();
    uint64_t number = 0;
    for (uint32_t i = 0; i < 200; i++) {
        const struct letter report = aceh_report(&room, "bpbd-11.06", ++number, "11.06", "dead 1");
        CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    }
    CHECK_NUMBER(holding_of("bpbd-11.06")->versions, VERSIONS_PER_CELL_MAX);
    int status = RECEIPT_ACCEPTED;
    while (status == RECEIPT_ACCEPTED && number < 1600) {
        char point[32];
        (void)snprintf(point, sizeof point, "posko %llu", (unsigned long long)number % 20);
        struct letter report = aceh_report(&room, "bpbd-11.06", ++number, "11.06", "dead 1");
        report.point = point;
        status = aceh_hand_in(&room, &report);
    }
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_SHARE_REACHED);
    CHECK_NUMBER(holding_of("bpbd-11.06")->versions, share_of(ROLE_DISTRICT, 1600));
    const struct letter again = aceh_report(&room, "bpbd-11.06", number, "11.06", "dead 1");
    CHECK_NUMBER(aceh_hand_in(&room, &again), RECEIPT_ACCEPTED);
    end();
}

static void whose_word_it_is_pays_for_it(void)
{
    begin();
    struct letter report = aceh_report(&room, "orari", 1, "11.06", "dead 1");
    report.behalf = "bpbd-11.06";
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    CHECK_NUMBER(holding_of("bpbd-11.06")->cells, 1);
    CHECK_NUMBER(holding_of("bpbd-11.06")->versions, 1);
    CHECK_NUMBER(holding_of("orari")->cells, 0);
    end();
}

static void a_small_hub_can_be_used_up_to_the_floor(void)
{
    CHECK_NUMBER(share_of(ROLE_DISTRICT, 16), SHARE_FLOOR);
    CHECK_NUMBER(share_of(ROLE_RELAY, SHARE_FLOOR * 8), SHARE_FLOOR);
    CHECK_NUMBER(share_of(ROLE_RELAY, SHARE_FLOOR * 8 + 8), SHARE_FLOOR + 1);
    CHECK_NUMBER(share_of(ROLE_NONE, 8000), 1000);
    CHECK_NUMBER(share_of(ROLE_PROVINCE, 8000), 2000);
    CHECK_NUMBER(share_of(ROLE_NATIONAL, 8000), 8000);
    CHECK_NUMBER(share_of(ROLE_LAB, 8000), 8000);
}

int main(void)
{
    SAY(one_source_cannot_use_up_the_places_of_the_others);
    SAY(a_province_may_hold_more_than_a_district_and_the_nation_all);
    SAY(events_have_a_share_and_one_that_is_known_is_brought_up_to_date);
    SAY(versions_have_a_share_and_the_oldest_makes_room);
    SAY(whose_word_it_is_pays_for_it);
    SAY(a_small_hub_can_be_used_up_to_the_floor);
    return tap_done();
}
