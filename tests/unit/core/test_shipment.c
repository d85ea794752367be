/*
 * test_shipment.c - shipments through the hub: the table of life, all or nothing, one path for each quantity, what closes a line.
 */
#include "core/cargo.h"

#include "base/assert.h"
#include "core/share.h"
#include "support/said.h"

#include <stdlib.h>

#define DISTRICT "bpbd-11.06"
#define UNIT     1000UL
#define HOUR_US  (3600 * US_PER_S)
#define DAY_US   (24 * HOUR_US)

typedef Pusdalops__V1__ShipmentStatus Status;

static struct room room;
static uint32_t shipments_room; /* 0: 16 */

static void begin(void)
{
    static const struct seat members[] = {
        {"pmi", ROLE_MEMBER, "nation", NULL, "real", ACCESS_INTERNAL, false, 0},
        {"mdmc", ROLE_MEMBER, "nation", NULL, "real", ACCESS_INTERNAL, false, 0},
    };
    struct hub_settings settings = room_settings();
    settings.limits = (struct view_limits){
        .sources_max = 64,
        .gaps_max = 64,
        .picture = {.events_max = 8, .spots_max = 64, .cells_max = 64, .versions_max = 64},
        .ledger = {.articles_max = 96,
                   .lines_max = 16,
                   .pledges_max = 16,
                   .reliefs_max = 16,
                   .tallies_max = 64},
        .shipments_max = shipments_room == 0 ? 16 : shipments_room,
    };
    aceh_open(&room, &settings);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        room_sit(&room, &members[i]);
    }
    room_call(&room, NULL);
}

static const struct view *view_now(void)
{
    return room_view(&room, "real");
}

static bool adds_up(const struct view *view)
{
    return ledger_audit(&view->ledger) && cargo_audit(&view->cargo, &view->ledger) &&
           share_audit(view);
}

static void end(void)
{
    said_end(&room, adds_up);
}

/* --- what the tests speak of --- */

#define OF_LINE(n)                                                                                 \
    {                                                                                              \
        DISTRICT, 1, (n)                                                                           \
    }
#define SHIP_TO(its_event, its_region, list)                                                       \
    .kind = BODY_SHIPMENT, .event = (its_event), .region = (its_region), .loads = (list),          \
    .load_count = sizeof(list) / sizeof((list)[0])
#define SHIP(list) SHIP_TO(ACEH_EVENT, "11.06", list)
#define ON_SHIPMENT_WITHOUT_REASON(n)                                                              \
    .kind = BODY_SHIPMENT_UPDATE, .about_source = "pmi", .about_number = (n)
#define ON_SHIPMENT(n) ON_SHIPMENT_WITHOUT_REASON(n), .note = "ombak"
#define COUNTS(list)   .counts = (list), .count_count = sizeof(list) / sizeof((list)[0])
#define ON_PLEDGE(n)   .kind = BODY_PLEDGE_UPDATE, .about_source = "pmi", .about_number = (n)

/* Number 1 of bpbd-11.06: rice 100 kg, blankets 400. Numbers 1 and 2 of pmi: as much for them. */
static void two_lines_promised(void)
{
    static const struct letter_need_line lines[] = {
        {.quantity = {"beras", 100 * UNIT, "kg", NULL}},
        {.quantity = {"selimut", 400 * UNIT, "lembar", NULL}},
    };
    ACCEPTED(DISTRICT, .kind = BODY_NEED, .event = ACEH_EVENT, .region = "11.06",
             .as_of_utc_us = room.at_utc_us, .lines = lines, .line_count = 2, .urgent = true);
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .line = OF_LINE(1),
             .quantity = {"beras", 100 * UNIT, NULL, NULL});
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .line = OF_LINE(2),
             .quantity = {"selimut", 400 * UNIT, NULL, NULL});
}

static const struct letter_shipment_line both[] = {{.pledge_source = "pmi", .pledge_number = 1},
                                                   {.pledge_source = "pmi", .pledge_number = 2}};

static const struct need_line *line_now(uint32_t nth)
{
    const struct source_id source = source_find(&view_now()->sources, slice_of(DISTRICT));
    return ledger_line(&view_now()->ledger,
                       ledger_find_line(&view_now()->ledger, source.n, 1, nth));
}

static const struct pledge *pledge_now(uint64_t number)
{
    const struct source_id source = source_find(&view_now()->sources, slice_of("pmi"));
    return ledger_pledge(&view_now()->ledger,
                         ledger_find_pledge(&view_now()->ledger, source.n, number, 0));
}

/* NULL: it is not held. */
static const struct shipment *shipment_now(uint64_t number)
{
    const struct source_id source = source_find(&view_now()->sources, slice_of("pmi"));
    const uint32_t place = cargo_find(&view_now()->cargo, source.n, number);
    return place == 0 ? NULL : cargo_shipment(&view_now()->cargo, place);
}

static uint32_t state_now(uint64_t number)
{
    const struct shipment *shipment = shipment_now(number);
    return shipment == NULL ? SHIPMENT_STATE_NONE : shipment->state;
}

/* --- the table of life --- */

/* Shipment 3 of pmi in a state, by deeds that lead there; half of it handed over in ARRIVED. */
static void shipment_in(enum shipment_state state)
{
    static const enum shipment_deed last[SHIPMENT_STATES] = {
        [SHIPMENT_ARRIVED] = SHIPMENT_ARRIVE,  [SHIPMENT_RECEIVED] = SHIPMENT_RECEIVE,
        [SHIPMENT_RETURNED] = SHIPMENT_RETURN, [SHIPMENT_CANCELLED] = SHIPMENT_CANCEL,
        [SHIPMENT_LOST] = SHIPMENT_LOSE,
    };
    two_lines_promised();
    const bool prepared = state == SHIPMENT_PREPARED || state == SHIPMENT_CANCELLED;
    ACCEPTED("pmi", SHIP(both), .prepared = prepared);
    if (last[state] != SHIPMENT_NONE) {
        ACCEPTED("pmi", ON_SHIPMENT(3), .deed = last[state]);
    }
    CHECK_NUMBER(state_now(3), state);
}

static void every_deed_in_every_state_does_what_the_table_says(void)
{
    for (uint32_t state = SHIPMENT_PREPARED; state < SHIPMENT_STATES; state++) {
        for (uint32_t deed = SHIPMENT_DEPART; deed < SHIPMENT_DEEDS; deed++) {
            const uint8_t next = shipment_life[state][deed];
            begin();
            shipment_in((enum shipment_state)state);
            if (next == SHIPMENT_STATE_NONE) {
                REFUSED("pmi", HUB_E_DEED_NOT_NOW, "shipment_update.deed", ON_SHIPMENT(3),
                        .deed = deed, .expected_utc_us = room.at_utc_us + DAY_US);
                CHECK_NUMBER(state_now(3), state);
                end();
                continue;
            }
            ACCEPTED("pmi", ON_SHIPMENT(3), .deed = deed,
                     .expected_utc_us = deed == SHIPMENT_DELAY ? room.at_utc_us + DAY_US : 0);
            /* all at once: nothing is under way any more, so the quantities decide */
            CHECK_NUMBER(state_now(3), deed == SHIPMENT_RECEIVE  ? SHIPMENT_RECEIVED
                                       : deed == SHIPMENT_RETURN ? SHIPMENT_RETURNED
                                                                 : next);
            CHECK((shipment_now(3)->ended_utc_us != 0) == (state_now(3) > SHIPMENT_ARRIVED));
            end();
        }
    }
}

static const char *const state_names[SHIPMENT_STATES] = {
    "-", "PREPARED", "IN_TRANSIT", "ARRIVED", "RECEIVED", "RETURNED", "CANCELLED", "LOST"};

/* The row of the README's table that is for this state; `row` is one line of it. */
static bool is_row_of(const char *row, uint32_t state)
{
    const char *end = strchr(row + 1, '|');
    const char *name = strstr(row, state_names[state]);
    return row[0] == '|' && end != NULL && name != NULL && name < end;
}

/* How many of the row's cells, behind its first, say what the table of life says. */
static uint32_t cells_as_here(const char *row, uint32_t state)
{
    uint32_t same = 0;
    const char *cell = strchr(row + 1, '|');
    for (uint32_t deed = SHIPMENT_DEPART; cell != NULL && deed < SHIPMENT_DEEDS; deed++) {
        char wanted[32];
        const int size =
            snprintf(wanted, sizeof wanted, "| %s |", state_names[shipment_life[state][deed]]);
        same += CHECK(strncmp(cell, wanted, (size_t)size) == 0) ? 1 : 0;
        cell = strchr(cell + 1, '|');
    }
    return same;
}

static void the_table_in_the_protocol_is_the_table_here(void)
{
    char row[1024];
    bool inside = false;
    uint32_t compared = 0;
    FILE *file = fopen(PROJECT_ROOT "/proto/README.md", "re");
    HUB_ASSERT(file != NULL);
    while (fgets(row, sizeof row, file) != NULL) {
        inside = strncmp(row, "| state | DEPART |", 18) == 0 || (inside && row[0] == '|');
        for (uint32_t state = SHIPMENT_PREPARED; inside && state < SHIPMENT_STATES; state++) {
            compared += is_row_of(row, state) ? cells_as_here(row, state) : 0;
        }
    }
    (void)fclose(file);
    CHECK_NUMBER(compared, (SHIPMENT_STATES - 1) * (SHIPMENT_DEEDS - 1));
}

static void a_part_leaves_the_shipment_where_the_table_says_and_the_rest_ends_it(void)
{
    static const struct letter_count ten[] = {{.line = 1, .good = 10 * UNIT}};
    static const uint32_t parts[] = {SHIPMENT_RECEIVE, SHIPMENT_RETURN};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        for (uint32_t state = SHIPMENT_IN_TRANSIT; state <= SHIPMENT_ARRIVED; state++) {
            begin();
            shipment_in((enum shipment_state)state);
            ACCEPTED("pmi", ON_SHIPMENT(3), .deed = parts[i], COUNTS(ten));
            CHECK_NUMBER(state_now(3), shipment_life[state][parts[i]]);
            ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_LOSE);
            CHECK_NUMBER(state_now(3),
                         parts[i] == SHIPMENT_RECEIVE ? SHIPMENT_RECEIVED : SHIPMENT_RETURNED);
            CHECK_NUMBER(line_now(1)->amounts.lost, 90 * UNIT);
            CHECK_NUMBER(line_now(2)->amounts.lost, 400 * UNIT);
            end();
        }
    }
}

/* --- one record, all of it or nothing --- */

static void a_shipment_is_the_dispatch_of_its_pledges(void)
{
    static const struct letter_shipment_line lines[] = {
        {.pledge_source = "pmi", .pledge_number = 1, .thousandths = 60 * UNIT},
        {.pledge_source = "pmi", .pledge_number = 2},
        {.quantity = {"mi instan", 5 * UNIT, "dus", NULL}},
        {.pledge_source = "pmi", .pledge_number = 1},
    };
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(lines), .vehicle = "truk B 9012 TXO", .waybill = "SJ/7");
    CHECK_NUMBER(line_now(1)->amounts.sent, 100 * UNIT); /* 60, and the 40 that were left */
    CHECK_NUMBER(line_now(2)->amounts.sent, 400 * UNIT);
    CHECK_NUMBER(line_now(1)->amounts.reserved, 100 * UNIT);
    CHECK_NUMBER(pledge_now(1)->state, PLEDGE_DISPATCHED);
    CHECK_NUMBER(pledge_now(1)->shipped, 100 * UNIT);
    CHECK_NUMBER(view_now()->cargo.freights.used, 4);
    CHECK_NUMBER(shipment_now(3)->departed_utc_us, room.at_utc_us);
    end();
}

static void one_wrong_line_and_nothing_is_changed(void)
{
    struct letter_shipment_line lines[] = {
        {.pledge_source = "pmi", .pledge_number = 1, .thousandths = 60 * UNIT},
        {.pledge_source = "pmi", .pledge_number = 2},
        {.pledge_source = "pmi", .pledge_number = 1, .thousandths = 41 * UNIT},
    };
    begin();
    two_lines_promised();
    REFUSED("pmi", HUB_E_QUANTITY_EXCEEDED, "shipment.lines[2].thousandths", SHIP(lines));
    REFUSED("pmi", HUB_E_QUANTITY_EXCEEDED, "shipment.lines[2].thousandths", SHIP(lines),
            .prepared = true);
    lines[0].thousandths = 0; /* all of it; then there is nothing for the third */
    REFUSED("pmi", HUB_E_QUANTITY_EXCEEDED, "shipment.lines[2].thousandths", SHIP(lines));
    lines[2].pledge_number = 9;
    REFUSED("pmi", HUB_E_PLEDGE_UNKNOWN, "shipment.lines[2].pledge", SHIP(lines));
    lines[2] = (struct letter_shipment_line){.quantity = {"beras", UNIT, "lembar", NULL}};
    REFUSED("pmi", HUB_E_UNIT_UNKNOWN, "shipment.lines[2].quantity.unit", SHIP(lines));
    lines[2] = (struct letter_shipment_line){.thousandths = 1};
    REFUSED("pmi", HUB_E_FIELD_MISSING, "shipment.lines[2].pledge", SHIP(lines));
    lines[2] = (struct letter_shipment_line){
        .pledge_source = "pmi", .pledge_number = 1, .quantity = {"beras", UNIT, "kg", NULL}};
    REFUSED("pmi", HUB_E_FIELD_TWICE, "shipment.lines[2].quantity", SHIP(lines));
    end();
}

static void a_shipment_that_cannot_be_is_refused_and_changes_nothing(void)
{
    char longer[POINT_BYTES_MAX + 2];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    begin();
    two_lines_promised();
    REFUSED("pmi", HUB_E_FIELD_MISSING, "shipment.event_id", SHIP_TO(NULL, "11.06", both));
    REFUSED("pmi", HUB_E_EVENT_UNKNOWN, "shipment.event_id", SHIP_TO("lain", "11.06", both));
    REFUSED("pmi", HUB_E_FIELD_MISSING, "shipment.region_code", SHIP_TO(ACEH_EVENT, NULL, both));
    REFUSED("pmi", HUB_E_REGION_UNKNOWN, "shipment.region_code",
            SHIP_TO(ACEH_EVENT, "nation", both));
    REFUSED("pmi", HUB_E_REGION_UNKNOWN, "shipment.kecamatan_code", SHIP(both),
            .kecamatan = "99.99.99");
    REFUSED("pmi", HUB_E_FIELD_MISSING, "shipment.lines", .kind = BODY_SHIPMENT,
            .event = ACEH_EVENT, .region = "11.06");
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment.warehouse_id", SHIP(both), .warehouse = "Gudang A");
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment.vehicle", SHIP(both), .vehicle = longer);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment.driver_contact", SHIP(both), .contact = longer);
    REFUSED("pmi", HUB_E_TIME_AHEAD, "shipment.departed_at", SHIP(both),
            .departed_utc_us = room.at_utc_us + HOUR_US);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment.departed_at", SHIP(both), .prepared = true,
            .departed_utc_us = room.at_utc_us);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment.expected_at", SHIP(both),
            .expected_utc_us = TIME_MAX_US + 1);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment.departs_at", SHIP(both),
            .departs_utc_us = TIME_MAX_US + 1);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment.expected_at", SHIP(both),
            .departed_utc_us = room.at_utc_us, .expected_utc_us = room.at_utc_us - 1);
    REFUSED("pmi", HUB_E_DESTINATION_DIFFERS, "shipment.lines[0].pledge",
            SHIP_TO(ACEH_EVENT, "11.08", both));
    REFUSED("mdmc", HUB_E_PLEDGE_FORBIDS, "shipment.lines[0].pledge", SHIP(both));
    static const struct letter_shipment_line offered[] = {
        {.pledge_source = "pmi", .pledge_number = 3}};
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT,
             .quantity = {"beras", UNIT, NULL, NULL});
    REFUSED("pmi", HUB_E_NOT_ALLOTTED, "shipment.lines[0].pledge", SHIP(offered));
    end();
}

static void what_happens_to_a_shipment_is_checked_before_anything_changes(void)
{
    static const struct letter_count eleven[] = {{.line = 1, .good = 11 * UNIT},
                                                 {.line = 2, .good = UNIT, .lost = 400 * UNIT}};
    static const struct letter_count twice[] = {{.line = 2, .good = UNIT},
                                                {.line = 2, .good = UNIT}};
    static const struct letter_count third[] = {{.line = 3, .good = UNIT}};
    static const struct letter_count nothing[] = {{.line = 1}};
    static const struct letter_count damaged[] = {{.line = 1, .good = UNIT, .damaged = UNIT}};
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(both));
    REFUSED("pmi", HUB_E_FIELD_MISSING, "shipment_update.shipment", .kind = BODY_SHIPMENT_UPDATE,
            .deed = SHIPMENT_ARRIVE);
    REFUSED("pmi", HUB_E_SHIPMENT_UNKNOWN, "shipment_update.shipment", ON_SHIPMENT(1),
            .deed = SHIPMENT_ARRIVE);
    REFUSED("pmi", HUB_E_FIELD_UNKNOWN_VALUE, "shipment_update.deed", ON_SHIPMENT(3),
            .deed = SHIPMENT_DEEDS);
    REFUSED("pmi", HUB_E_FIELD_MISSING, "shipment_update.reason", ON_SHIPMENT_WITHOUT_REASON(3),
            .deed = SHIPMENT_LOSE);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment_update.expected_at", ON_SHIPMENT(3),
            .deed = SHIPMENT_DELAY, .expected_utc_us = TIME_MAX_US + 1);
    REFUSED("pmi", HUB_E_FIELD_MISSING, "shipment_update.expected_at", ON_SHIPMENT(3),
            .deed = SHIPMENT_DELAY);
    REFUSED("pmi", HUB_E_TIME_AHEAD, "shipment_update.happened_at", ON_SHIPMENT(3),
            .deed = SHIPMENT_ARRIVE, .happened_utc_us = room.at_utc_us + HOUR_US);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment_update.lines", ON_SHIPMENT(3),
            .deed = SHIPMENT_ARRIVE, COUNTS(third));
    REFUSED("pmi", HUB_E_QUANTITY_EXCEEDED, "shipment_update.lines[1].thousandths", ON_SHIPMENT(3),
            .deed = SHIPMENT_RECEIVE, COUNTS(eleven));
    REFUSED("pmi", HUB_E_FIELD_TWICE, "shipment_update.lines[1].line", ON_SHIPMENT(3),
            .deed = SHIPMENT_RECEIVE, COUNTS(twice));
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment_update.lines[0].line", ON_SHIPMENT(3),
            .deed = SHIPMENT_RECEIVE, COUNTS(third));
    REFUSED("pmi", HUB_E_FIELD_MISSING, "shipment_update.lines[0].thousandths", ON_SHIPMENT(3),
            .deed = SHIPMENT_RECEIVE, COUNTS(nothing));
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment_update.lines[0].thousandths", ON_SHIPMENT(3),
            .deed = SHIPMENT_RETURN, COUNTS(damaged));
    end();
}

static void its_sender_does_everything_and_its_receiver_takes_it_over(void)
{
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(both));
    for (uint32_t deed = SHIPMENT_DEPART; deed < SHIPMENT_DEEDS; deed++) {
        const bool receivers =
            deed == SHIPMENT_ARRIVE || deed == SHIPMENT_RECEIVE || deed == SHIPMENT_LOSE;
        REFUSED("mdmc", receivers ? HUB_E_REGION_FORBIDS : HUB_E_SOURCE_FORBIDS,
                "shipment_update.shipment", ON_SHIPMENT(3), .deed = deed,
                .expected_utc_us = room.at_utc_us + DAY_US);
        if (!receivers) {
            REFUSED(DISTRICT, HUB_E_SOURCE_FORBIDS, "shipment_update.shipment", ON_SHIPMENT(3),
                    .deed = deed, .expected_utc_us = room.at_utc_us + DAY_US);
        }
    }
    ACCEPTED(DISTRICT, ON_SHIPMENT(3), .deed = SHIPMENT_ARRIVE);
    static const struct letter_count some[] = {{.line = 2, .good = 390 * UNIT, .damaged = UNIT}};
    ACCEPTED(DISTRICT, ON_SHIPMENT(3), .deed = SHIPMENT_RECEIVE, COUNTS(some));
    ACCEPTED("pusdalops-11", ON_SHIPMENT(3), .deed = SHIPMENT_LOSE);
    CHECK_NUMBER(line_now(2)->amounts.good, 390 * UNIT);
    CHECK_NUMBER(line_now(2)->amounts.lost, 9 * UNIT);
    CHECK_NUMBER(line_outstanding(line_now(1)), 100 * UNIT);
    end();
}

/* --- one path for each quantity --- */

static void what_is_on_a_shipment_is_not_touched_by_deeds_of_its_pledge(void)
{
    static const struct letter_shipment_line sixty[] = {
        {.pledge_source = "pmi", .pledge_number = 1, .thousandths = 60 * UNIT}};
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(sixty), .prepared = true);
    CHECK_NUMBER(pledge_now(1)->reserved, 60 * UNIT);
    CHECK_NUMBER(pledge_now(1)->state, PLEDGE_RESERVED);
    REFUSED("pmi", HUB_E_IN_SHIPMENT, "pledge_update.pledge", ON_PLEDGE(1), .deed = PLEDGE_DISPATCH,
            .thousandths = 41 * UNIT);
    REFUSED("pmi", HUB_E_QUANTITY_EXCEEDED, "pledge_update.thousandths", ON_PLEDGE(1),
            .deed = PLEDGE_DISPATCH, .thousandths = 101 * UNIT);
    ACCEPTED("pmi", ON_PLEDGE(1), .deed = PLEDGE_DISPATCH); /* the 40 that are not on it */
    CHECK_NUMBER(pledge_now(1)->sent, 40 * UNIT);
    REFUSED("pmi", HUB_E_IN_SHIPMENT, "pledge_update.pledge", ON_PLEDGE(1),
            .deed = PLEDGE_DISPATCH);
    REFUSED("pmi", HUB_E_IN_SHIPMENT, "shipment.lines[0].pledge", SHIP(both));
    REFUSED("pmi", HUB_E_IN_SHIPMENT, "pledge_update.pledge", ON_PLEDGE(1), .deed = PLEDGE_WITHDRAW,
            .note = "jalan putus");
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_DEPART);
    CHECK_NUMBER(pledge_now(1)->sent, 100 * UNIT);
    REFUSED(DISTRICT, HUB_E_IN_SHIPMENT, "pledge_update.pledge", ON_PLEDGE(1),
            .deed = PLEDGE_RECEIVE, .thousandths = 41 * UNIT);
    ACCEPTED(DISTRICT, ON_PLEDGE(1), .deed = PLEDGE_RECEIVE, .thousandths = 40 * UNIT);
    REFUSED(DISTRICT, HUB_E_IN_SHIPMENT, "pledge_update.pledge", ON_PLEDGE(1),
            .deed = PLEDGE_RECEIVE, .thousandths = UNIT);
    ACCEPTED(DISTRICT, ON_SHIPMENT(3), .deed = SHIPMENT_RECEIVE);
    CHECK_NUMBER(pledge_now(1)->state, PLEDGE_DELIVERED);
    CHECK_NUMBER(line_now(1)->amounts.good, 100 * UNIT);
    end();
}

static void what_comes_back_is_promised_no_more_and_the_line_is_short_of_it_again(void)
{
    static const struct letter_count ten[] = {{.line = 1, .good = 10 * UNIT}};
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(both));
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_RETURN, COUNTS(ten));
    CHECK_NUMBER(pledge_now(1)->amount, 90 * UNIT);
    CHECK_NUMBER(line_now(1)->amounts.reserved, 90 * UNIT);
    CHECK_NUMBER(line_now(1)->amounts.sent, 90 * UNIT);
    CHECK_NUMBER(line_outstanding(line_now(1)), 10 * UNIT);
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_RETURN);
    CHECK_NUMBER(state_now(3), SHIPMENT_RETURNED);
    CHECK_NUMBER(pledge_now(1)->state, PLEDGE_WITHDRAWN);
    CHECK_NUMBER(line_now(1)->pledge_count, 0);
    CHECK_NUMBER(line_outstanding(line_now(2)), 400 * UNIT);
    end();
}

static void a_part_that_comes_back_before_anything_else_went_leaves_the_rest_promised(void)
{
    static const struct letter_shipment_line thirty[] = {
        {.pledge_source = "pmi", .pledge_number = 1, .thousandths = 30 * UNIT}};
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(thirty));
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_RETURN);
    CHECK_NUMBER(pledge_now(1)->state, PLEDGE_CONFIRMED);
    CHECK_NUMBER(pledge_now(1)->amount, 70 * UNIT);
    CHECK_NUMBER(line_outstanding(line_now(1)), 30 * UNIT);
    end();
}

static void a_cancelled_shipment_leaves_its_goods_set_aside(void)
{
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(both), .prepared = true);
    CHECK_NUMBER(line_now(2)->amounts.reserved, 400 * UNIT);
    CHECK_NUMBER(line_now(2)->amounts.sent, 0);
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_CANCEL);
    CHECK_NUMBER(line_now(2)->amounts.reserved, 400 * UNIT);
    CHECK_NUMBER(pledge_now(2)->loaded, 0);
    ACCEPTED("pmi", SHIP(both)); /* on another truck */
    CHECK_NUMBER(line_now(2)->amounts.sent, 400 * UNIT);
    end();
}

static void what_lapses_or_is_withdrawn_stops_short_of_what_is_loaded(void)
{
    static const struct letter_shipment_line ten[] = {
        {.pledge_source = "pmi", .pledge_number = 3, .thousandths = 10 * UNIT}};
    begin();
    two_lines_promised();
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .line = OF_LINE(1),
             .quantity = {"beras", 50 * UNIT, NULL, NULL},
             .valid_until_utc_us = room.at_utc_us + HOUR_US);
    ACCEPTED("pmi", SHIP(ten), .prepared = true);
    room_wait(&room, 2 * HOUR_US);
    CHECK_NUMBER(pledge_now(3)->amount, 10 * UNIT);
    CHECK_NUMBER(pledge_now(3)->state, PLEDGE_RESERVED);
    ACCEPTED("pmi", ON_SHIPMENT(4), .deed = SHIPMENT_CANCEL);
    room_wait(&room, HOUR_US);
    CHECK_NUMBER(pledge_now(3)->state, PLEDGE_EXPIRED); /* its time was over long ago */
    CHECK_NUMBER(pledge_now(3)->amount, 0);
    end();
}

/* --- the hand-over record --- */

static void the_hand_over_record_closes_the_line_that_has_all_it_asked_for(void)
{
    static const struct letter_count most[] = {{.line = 1, .good = 99 * UNIT},
                                               {.line = 2, .good = 400 * UNIT}};
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(both));
    ACCEPTED(DISTRICT, ON_SHIPMENT(3), .deed = SHIPMENT_RECEIVE, COUNTS(most), .bast = "BAST/1");
    CHECK_NUMBER(line_now(1)->state, NEED_APPROVED); /* one is under way still */
    CHECK_NUMBER(line_now(2)->state, NEED_CLOSED);
    CHECK_NUMBER(line_now(2)->decision_number, 2); /* the district's second message */
    ACCEPTED(DISTRICT, ON_SHIPMENT(3), .deed = SHIPMENT_RECEIVE);
    CHECK_NUMBER(line_now(1)->state, NEED_APPROVED); /* all is there; nobody signed */
    end();
}

static void a_pledge_that_is_received_with_the_record_closes_its_line_too(void)
{
    begin();
    two_lines_promised();
    ACCEPTED("pmi", ON_PLEDGE(1), .deed = PLEDGE_DISPATCH);
    ACCEPTED("pmi", ON_PLEDGE(2), .deed = PLEDGE_DISPATCH);
    ACCEPTED(DISTRICT, ON_PLEDGE(1), .deed = PLEDGE_RECEIVE, .thousandths = 99 * UNIT,
             .damaged = UNIT, .bast = "BAST/1");
    CHECK_NUMBER(line_now(1)->state, NEED_APPROVED); /* one is damaged: it is wanting */
    ACCEPTED(DISTRICT, ON_PLEDGE(2), .deed = PLEDGE_RECEIVE, .thousandths = 399 * UNIT,
             .bast = "BAST/2");
    CHECK_NUMBER(line_now(2)->state, NEED_APPROVED);
    ACCEPTED(DISTRICT, ON_PLEDGE(2), .deed = PLEDGE_RECEIVE, .thousandths = UNIT, .bast = "BAST/2");
    CHECK_NUMBER(line_now(2)->state, NEED_CLOSED);
    CHECK_NUMBER(line_now(2)->decision_number, 4);
    end();
}

/* --- how long it is held --- */

static uint32_t documents_of_shipments(const Status **out_first)
{
    uint32_t count = 0;
    const struct question question = {
        .kind = REQUEST_SNAPSHOT, .realm = "real", .topic = "real/11/11.06/shipments/"};
    const Reply *reply = room_ask(&room, "bnpb", &question);
    HUB_ASSERT(reply->body_case == PUSDALOPS__V1__REPLY__BODY_SNAPSHOT);
    for (size_t i = 0; i < reply->snapshot->n_documents; i++) {
        const FeedMessage *document = reply->snapshot->documents[i];
        CHECK(document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT);
        if (out_first != NULL && count == 0) {
            *out_first = document->shipment;
        }
        count++;
    }
    return count;
}

static void the_document_tells_consoles_what_is_under_way(void)
{
    const Status *status = NULL;
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(both), .vehicle = "KRI 595", .contact = "+62 811", .point = "Pelabuhan",
             .expected_utc_us = room.at_utc_us + DAY_US);
    room_wait(&room, US_PER_S);
    CHECK_NUMBER(documents_of_shipments(&status), 1);
    CHECK(status != NULL && strcmp(status->vehicle, "KRI 595") == 0 &&
          strcmp(status->driver_contact, "+62 811") == 0 && status->n_lines == 2 &&
          status->lines[1]->in_transit == 400 * UNIT && status->lines[1]->pledge->number == 2 &&
          strcmp(status->lines[1]->need_line->source, DISTRICT) == 0 && status->update == NULL &&
          status->expected_at != NULL && status->ended_at == NULL);
    end();
}

static void check_text(const char *got, const char *wanted)
{
    if (!CHECK(strcmp(got, wanted) == 0)) {
        printf("# got %s, wanted %s\n", got, wanted);
    }
}

static void check_time(const Google__Protobuf__Timestamp *time, int64_t utc_us)
{
    CHECK(time != NULL && time->seconds == utc_us / US_PER_S);
}

static void the_document_has_every_word_time_and_quantity_in_its_place(void)
{
    static const struct letter_count received[] = {{1, 60 * UNIT, 7 * UNIT, 3 * UNIT}};
    static const struct letter_count returned[] = {{1, 11 * UNIT, 0, 0}};
    const Status *status = NULL;
    begin();
    const int64_t begin_utc_us = room.at_utc_us;
    two_lines_promised();
    ACCEPTED("pmi", SHIP(both), .prepared = true, .warehouse = "gudang-a", .origin_name = "Gudang",
             .kecamatan = "11.06.01", .point = "Posko", .vehicle = "BK 1", .carrier = "Ekspedisi",
             .contact = "+62 1", .waybill = "SJ/1", .departs_utc_us = begin_utc_us + HOUR_US,
             .expected_utc_us = begin_utc_us + DAY_US);
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_DEPART,
             .happened_utc_us = begin_utc_us - 3 * HOUR_US);
    ACCEPTED(DISTRICT, ON_SHIPMENT(3), .deed = SHIPMENT_RECEIVE, COUNTS(received), .bast = "BAST/1",
             .receiver = "Ibu Cut", .happened_utc_us = begin_utc_us - HOUR_US);
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_RETURN, COUNTS(returned));
    room_wait(&room, US_PER_S);
    CHECK_NUMBER(documents_of_shipments(&status), 1);
    CHECK_NUMBER(status->state, SHIPMENT_ARRIVED);
    check_text(status->event_id, ACEH_EVENT);
    check_text(status->warehouse_id, "gudang-a");
    check_text(status->origin_name, "Gudang");
    check_text(status->area_code, "11.06");
    check_text(status->kecamatan_code, "11.06.01");
    check_text(status->delivery_point, "Posko");
    check_text(status->vehicle, "BK 1");
    check_text(status->carrier, "Ekspedisi");
    check_text(status->driver_contact, "+62 1");
    check_text(status->waybill_number, "SJ/1");
    check_text(status->bast_number, "BAST/1");
    check_text(status->received_by, "Ibu Cut");
    check_time(status->departs_at, begin_utc_us + HOUR_US);
    check_time(status->departed_at, begin_utc_us - 3 * HOUR_US);
    check_time(status->expected_at, begin_utc_us + DAY_US);
    check_time(status->arrived_at, begin_utc_us - HOUR_US);
    CHECK(status->ended_at == NULL && status->update->number == 5 && status->shipment->number == 3);
    const Pusdalops__V1__ShipmentLineStatus *line = status->lines[0];
    check_text(line->item, "beras");
    check_text(line->unit, "kg");
    CHECK(line->loaded == 100 * UNIT && line->received_good == 60 * UNIT);
    CHECK(line->received_damaged == 7 * UNIT && line->lost == 3 * UNIT);
    CHECK(line->returned == 11 * UNIT && line->in_transit == 19 * UNIT);
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_LOSE, .happened_utc_us = begin_utc_us);
    room_wait(&room, US_PER_S);
    CHECK_NUMBER(documents_of_shipments(&status), 1);
    check_time(status->ended_at, begin_utc_us);
    CHECK(status->lines[0]->lost == 22 * UNIT && status->lines[0]->in_transit == 0);
    end();
}

static void an_ended_shipment_is_forgotten_after_seven_days_and_its_place_is_taken_again(void)
{
    static const struct letter_shipment_line buffer[] = {
        {.quantity = {"mi instan", UNIT, "dus", NULL}}};
    begin();
    two_lines_promised();
    for (int i = 0; i < 16; i++) {
        ACCEPTED("pmi", SHIP(buffer));
    }
    REFUSED("pmi", HUB_E_LIMIT_REACHED, "shipment", SHIP(buffer));
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_RECEIVE);
    REFUSED("pmi", HUB_E_LIMIT_REACHED, "shipment", SHIP(buffer));
    room_wait(&room, 7 * DAY_US - HOUR_US);
    REFUSED("pmi", HUB_E_LIMIT_REACHED, "shipment", SHIP(buffer));
    CHECK_NUMBER(documents_of_shipments(NULL), 16);
    room_wait(&room, 2 * HOUR_US);
    ACCEPTED("pmi", SHIP(buffer)); /* 20: on the place of 3 */
    CHECK_NUMBER(view_now()->cargo.shipments.used, 16);
    CHECK(shipment_now(3) == NULL && shipment_now(20) != NULL);
    REFUSED("pmi", HUB_E_SHIPMENT_UNKNOWN, "shipment_update.shipment", ON_SHIPMENT(3),
            .deed = SHIPMENT_LOSE);
    room_wait(&room, US_PER_S);
    CHECK_NUMBER(documents_of_shipments(NULL), 16);
    CHECK(source_at(&view_now()->sources, source_find(&view_now()->sources, slice_of("pmi")))
              ->holding.shipments == 16);
    end();
}

/* A shipment of so many lines that nobody promised. */
static const Receipt *ship_lines(const char *client, uint32_t lines)
{
    struct letter_shipment_line buffer[SHIPMENT_LINES_MAX];
    for (uint32_t i = 0; i < lines; i++) {
        buffer[i] = (struct letter_shipment_line){.quantity = {"mi instan", UNIT, "dus", NULL}};
    }
    const struct letter letter = {.kind = BODY_SHIPMENT,
                                  .event = ACEH_EVENT,
                                  .region = "11.06",
                                  .loads = buffer,
                                  .load_count = lines};
    return room_say(&room, client, &letter);
}

static uint32_t share_held(const char *client)
{
    const struct source_id source = source_find(&view_now()->sources, slice_of(client));
    return source_at(&view_now()->sources, source)->holding.shipments;
}

static void long_shipments_count_for_several_so_that_one_source_does_not_fill_all_lines(void)
{
    shipments_room =
        8 *
        SHARE_FLOOR; /* the share of a member: 64 of them, or as many lines as those have on the average */
    begin();
    uint32_t accepted = 0;
    while (accepted < 2 * SHARE_FLOOR && aceh_code(ship_lines("pmi", SHIPMENT_LINES_MAX)) == 0) {
        accepted++;
    }
    CHECK_NUMBER(accepted, SHARE_FLOOR / 8);
    CHECK_NUMBER(share_held("pmi"), SHARE_FLOOR);
    CHECK_NUMBER(aceh_code(ship_lines("pmi", 1)), HUB_E_SHARE_REACHED);
    CHECK_NUMBER(aceh_code(ship_lines("mdmc", SHIPMENT_LINES_MAX)), 0);
    end();
    shipments_room = 0;
}

static void what_a_record_would_forget_is_no_more_of_the_share(void)
{
    shipments_room = 8 * SHARE_FLOOR;
    begin();
    CHECK_NUMBER(aceh_code(ship_lines("pmi", 1)), 0);
    CHECK_NUMBER(aceh_code(ship_lines("mdmc", 1)), 0);
    ACCEPTED("pmi", ON_SHIPMENT(1), .deed = SHIPMENT_RECEIVE);
    ACCEPTED("mdmc", .kind = BODY_SHIPMENT_UPDATE, .about_source = "mdmc", .about_number = 1,
             .deed = SHIPMENT_RECEIVE); /* gives back nothing of another's share */
    while (share_held("pmi") < SHARE_FLOOR) {
        CHECK_NUMBER(aceh_code(ship_lines("pmi", 4)), 0);
    }
    CHECK_NUMBER(aceh_code(ship_lines("pmi", 1)), HUB_E_SHARE_REACHED);
    room_wait(&room, 8 * DAY_US); /* nobody else says anything: no record forgets number 1 */
    CHECK_NUMBER(aceh_code(ship_lines("pmi", 5)), HUB_E_SHARE_REACHED);
    CHECK_NUMBER(aceh_code(ship_lines("pmi", 4)), 0);
    CHECK(shipment_now(1) == NULL && share_held("pmi") == SHARE_FLOOR);
    end();
    shipments_room = 0;
}

static void when_the_clock_was_set_back_ended_ones_are_forgotten_seven_days_later_all_the_same(void)
{
    begin();
    for (int i = 0; i < 3; i++) {
        CHECK_NUMBER(aceh_code(ship_lines("pmi", 1)), 0);
    }
    room.at_utc_us += 3650 * DAY_US; /* a clock that is ten years ahead, and is mended */
    for (uint64_t number = 1; number <= 2; number++) {
        ACCEPTED("pmi", ON_SHIPMENT(number), .deed = SHIPMENT_RECEIVE);
    }
    room.at_utc_us -= 3650 * DAY_US;
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_RECEIVE);
    CHECK(adds_up(view_now()));
    room_wait(&room, 7 * DAY_US - HOUR_US);
    CHECK_NUMBER(aceh_code(ship_lines("pmi", 1)), 0);
    CHECK(shipment_now(1) != NULL && shipment_now(2) != NULL && shipment_now(3) != NULL);
    room_wait(&room, 2 * HOUR_US);
    CHECK_NUMBER(aceh_code(ship_lines("pmi", 1)), 0);
    CHECK(shipment_now(1) == NULL && shipment_now(2) == NULL && shipment_now(3) == NULL);
    end();
}

static void whoever_asks_for_what_was_forgotten_is_not_promised_it(void)
{
    static const struct letter_shipment_line buffer[] = {
        {.quantity = {"mi instan", UNIT, "dus", NULL}}};
    begin();
    two_lines_promised();
    ACCEPTED("pmi", SHIP(buffer));
    ACCEPTED("pmi", SHIP(buffer));
    room_wait(&room, US_PER_S);
    ACCEPTED("pmi", ON_SHIPMENT(4), .deed = SHIPMENT_RECEIVE);
    room_wait(&room, US_PER_S);
    const struct feed *feed = &room.hub.realms[0].feed;
    const uint64_t before = feed->topic_last[TOPIC_SHIPMENT][1106];
    room_wait(&room, 8 * DAY_US);
    ACCEPTED("pmi", ON_PLEDGE(1), .deed = PLEDGE_CONFIRM); /* any record: 4 is forgotten by it */
    CHECK(shipment_now(4) == NULL);
    CHECK(feed->topic_last[TOPIC_SHIPMENT][1106] < before);
    CHECK_NUMBER(feed->topic_last[TOPIC_SHIPMENT][1106],
                 feed->shelf[SHELF_SHIPMENTS].sequence[cargo_find(
                     &view_now()->cargo, source_find(&view_now()->sources, slice_of("pmi")).n, 3)]);
    end();
}

/* --- loose ends of pledges --- */

static void a_pledge_goes_nowhere_it_was_not_offered_for(void)
{
    begin();
    two_lines_promised();
    REFUSED("pmi", HUB_E_REGION_NOT_OFFERED, "pledge.line", .kind = BODY_PLEDGE, .line = OF_LINE(1),
            .regions = "11.08 12", .quantity = {"beras", UNIT, NULL, NULL});
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .line = OF_LINE(1), .regions = "12 11",
             .quantity = {"beras", UNIT, NULL, NULL});
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .regions = "11.08", .event = ACEH_EVENT,
             .quantity = {"beras", UNIT, NULL, NULL});
    REFUSED("pmi", HUB_E_REGION_NOT_OFFERED, "pledge_update.line", ON_PLEDGE(4),
            .deed = PLEDGE_ALLOT, .line = OF_LINE(1));
    REFUSED(DISTRICT, HUB_E_REGION_NOT_OFFERED, "pledge_update.line", ON_PLEDGE(4),
            .deed = PLEDGE_ALLOT, .line = OF_LINE(1));
    end();
}

static void an_extension_never_shortens(void)
{
    begin();
    two_lines_promised();
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .line = OF_LINE(1),
             .quantity = {"beras", UNIT, NULL, NULL},
             .valid_until_utc_us = room.at_utc_us + 2 * HOUR_US);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "pledge_update.valid_until", ON_PLEDGE(3),
            .deed = PLEDGE_EXTEND, .valid_until_utc_us = room.at_utc_us + HOUR_US);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "pledge_update.valid_until", ON_PLEDGE(3),
            .deed = PLEDGE_EXTEND, .valid_until_utc_us = TIME_MAX_US + 1);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "pledge_update.valid_until", ON_PLEDGE(1),
            .deed = PLEDGE_EXTEND, .valid_until_utc_us = room.at_utc_us + DAY_US); /* for ever */
    ACCEPTED("pmi", ON_PLEDGE(3), .deed = PLEDGE_EXTEND,
             .valid_until_utc_us = room.at_utc_us + 3 * HOUR_US);
    end();
}

int main(void)
{
    SAY(every_deed_in_every_state_does_what_the_table_says);
    SAY(the_table_in_the_protocol_is_the_table_here);
    SAY(a_part_leaves_the_shipment_where_the_table_says_and_the_rest_ends_it);
    SAY(a_shipment_is_the_dispatch_of_its_pledges);
    SAY(one_wrong_line_and_nothing_is_changed);
    SAY(a_shipment_that_cannot_be_is_refused_and_changes_nothing);
    SAY(what_happens_to_a_shipment_is_checked_before_anything_changes);
    SAY(its_sender_does_everything_and_its_receiver_takes_it_over);
    SAY(what_is_on_a_shipment_is_not_touched_by_deeds_of_its_pledge);
    SAY(what_comes_back_is_promised_no_more_and_the_line_is_short_of_it_again);
    SAY(a_part_that_comes_back_before_anything_else_went_leaves_the_rest_promised);
    SAY(a_cancelled_shipment_leaves_its_goods_set_aside);
    SAY(what_lapses_or_is_withdrawn_stops_short_of_what_is_loaded);
    SAY(the_hand_over_record_closes_the_line_that_has_all_it_asked_for);
    SAY(a_pledge_that_is_received_with_the_record_closes_its_line_too);
    SAY(the_document_tells_consoles_what_is_under_way);
    SAY(the_document_has_every_word_time_and_quantity_in_its_place);
    SAY(an_ended_shipment_is_forgotten_after_seven_days_and_its_place_is_taken_again);
    SAY(long_shipments_count_for_several_so_that_one_source_does_not_fill_all_lines);
    SAY(what_a_record_would_forget_is_no_more_of_the_share);
    SAY(when_the_clock_was_set_back_ended_ones_are_forgotten_seven_days_later_all_the_same);
    SAY(whoever_asks_for_what_was_forgotten_is_not_promised_it);
    SAY(a_pledge_goes_nowhere_it_was_not_offered_for);
    SAY(an_extension_never_shortens);
    return tap_done();
}
