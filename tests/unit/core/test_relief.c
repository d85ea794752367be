/*
 * test_relief.c - needs and pledges through the hub: what is refused and changes nothing, what is warned of, what lapses.
 */
#include "core/relief.h"

#include "base/assert.h"
#include "core/share.h"
#include "support/said.h"

#include <stdlib.h>

#define DISTRICT "bpbd-11.06"
#define UNIT     1000UL
#define HOUR_US  (3600 * US_PER_S)

static struct room room;

static void begin_with(const struct hub_settings *its)
{
    static const char both[] = "real drill/x1";
    static const struct seat members[] = {
        {"pmi", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
        {"mdmc", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
        {"lazismu", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
    };
    struct hub_settings settings = *its;
    settings.realms[1] = "drill/x1";
    settings.realm_count = 2;
    aceh_open(&room, &settings);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        room_sit(&room, &members[i]);
    }
    room_call(&room, NULL);
}

static void begin(void)
{
    const struct hub_settings settings = room_settings();
    begin_with(&settings);
}

static const struct ledger *ledger_now(void)
{
    return &room_view(&room, "real")->ledger;
}

static bool adds_up(const struct view *view)
{
    return ledger_audit(&view->ledger) && share_audit(view);
}

static void end(void)
{
    said_end(&room, adds_up);
}

/* --- what the tests speak of --- */

#define NEED_HEAD(list)                                                                            \
    .kind = BODY_NEED, .event = ACEH_EVENT, .region = "11.06", .as_of_utc_us = room.at_utc_us,     \
    .lines = (list), .line_count = sizeof(list) / sizeof((list)[0])

#define OF_LINE(n)                                                                                 \
    {                                                                                              \
        DISTRICT, 1, (n)                                                                           \
    }
#define GOODS(what, amount)                                                                        \
    {                                                                                              \
        (what), (amount), NULL, NULL                                                               \
    }
#define UPDATE(of, n) .kind = BODY_PLEDGE_UPDATE, .about_source = (of), .about_number = (n)

/* Number 1 of bpbd-11.06: line 1 rice 2 ton, line 2 blankets 400, line 3 noodles 100 dus. */
static void three_lines(void)
{
    static const struct letter_need_line lines[] = {
        {.quantity = {"beras", 2 * UNIT, "ton", NULL}, .priority = 1, .persons = 800},
        {.quantity = {"selimut", 400 * UNIT, "lembar", NULL}, .isolated = true},
        {.quantity = {"Mie Instan", 100 * UNIT, "dus", NULL}, .priority = 2},
    };
    ACCEPTED(DISTRICT, NEED_HEAD(lines));
}

static const struct need_line *line_now(uint32_t nth)
{
    const struct source_id source =
        source_find(&room_view(&room, "real")->sources, slice_of(DISTRICT));
    const uint32_t place = ledger_find_line(ledger_now(), source.n, 1, nth);
    HUB_ASSERT(place != 0);
    return ledger_line(ledger_now(), place);
}

static const struct pledge *pledge_now(const char *source, uint64_t number)
{
    const struct source_id id = source_find(&room_view(&room, "real")->sources, slice_of(source));
    const uint32_t place = ledger_find_pledge(ledger_now(), id.n, number, 0);
    HUB_ASSERT(place != 0);
    return ledger_pledge(ledger_now(), place);
}

/* A pledge of rice for line 1, in kg; returns the receipt's warnings by room.reply. */
static void rice(const char *member, uint64_t kg)
{
    ACCEPTED(member, .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1),
             .quantity = GOODS("beras", kg * UNIT));
}

/* --- needs --- */

static void a_need_of_one_line_with(int at, enum hub_status code, const char *field,
                                    const struct letter_need_line *line)
{
    const struct letter_need_line lines[] = {{.quantity = GOODS("beras", UNIT)}, *line};
    said_refused(at, &room, DISTRICT, code, field, &(const struct letter){NEED_HEAD(lines)});
}

#define REFUSED_LINE(code, field, ...)                                                             \
    a_need_of_one_line_with(__LINE__, code, "need.lines[1]." field,                                \
                            &(const struct letter_need_line){__VA_ARGS__})

static void a_line_that_cannot_be_is_refused_and_changes_nothing(void)
{
    char longer[256];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    begin();
    three_lines();
    REFUSED_LINE(HUB_E_FIELD_MISSING, "quantity", .without_quantity = true);
    REFUSED_LINE(HUB_E_FIELD_MISSING, "quantity.item", .quantity = GOODS(NULL, UNIT));
    REFUSED_LINE(HUB_E_FIELD_RANGE, "quantity.thousandths", .quantity = GOODS("beras", 0));
    REFUSED_LINE(HUB_E_FIELD_RANGE, "quantity.thousandths",
                 .quantity = GOODS("beras", GOODS_THOUSANDTHS_MAX + 1));
    REFUSED_LINE(HUB_E_FIELD_RANGE, "quantity.thousandths",
                 .quantity = GOODS("beras", ITEM_THOUSANDTHS_MAX + 1));
    REFUSED_LINE(HUB_E_FIELD_RANGE, "quantity.thousandths",
                 .quantity = {"beras", GOODS_THOUSANDTHS_MAX / 1000 + 1, "ton", NULL});
    REFUSED_LINE(HUB_E_FIELD_RANGE, "quantity.thousandths", .quantity = GOODS("beras", UINT64_MAX));
    REFUSED_LINE(HUB_E_FIELD_RANGE, "quantity.thousandths",
                 .quantity = {"beras", ITEM_THOUSANDTHS_MAX, "ton", NULL});
    REFUSED_LINE(HUB_E_UNIT_UNKNOWN, "quantity.unit", .quantity = {"beras", UNIT, "lembar", NULL});
    REFUSED_LINE(HUB_E_UNIT_UNKNOWN, "quantity.unit", .quantity = {"beras", UNIT, "gerobak", NULL});
    REFUSED_LINE(HUB_E_FIELD_RANGE, "quantity.contents",
                 .quantity = {"sembako", UNIT, NULL, longer});
    REFUSED_LINE(HUB_E_FIELD_UNKNOWN_VALUE, "priority", .quantity = GOODS("beras", UNIT),
                 .priority = 4);
    REFUSED_LINE(HUB_E_REGION_UNKNOWN, "kecamatan_code", .quantity = GOODS("beras", UNIT),
                 .kecamatan = "11.06.99");
    REFUSED_LINE(HUB_E_REGION_UNKNOWN, "kecamatan_code", .quantity = GOODS("beras", UNIT),
                 .kecamatan = "11.06");
    REFUSED_LINE(HUB_E_FIELD_RANGE, "delivery_point", .quantity = GOODS("beras", UNIT),
                 .point = longer);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "note", .quantity = GOODS("beras", UNIT), .note = longer);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "persons", .quantity = GOODS("beras", UNIT),
                 .persons = UINT32_MAX);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "households", .quantity = GOODS("beras", UNIT),
                 .households = UINT32_MAX);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "needed_by", .quantity = GOODS("beras", UNIT),
                 .needed_by_utc_us = -70000000000 * US_PER_S);
    REFUSED_LINE(HUB_E_FIELD_RANGE, "needed_by", .quantity = GOODS("beras", UNIT),
                 .needed_by_utc_us = TIME_MAX_US + 1);
    CHECK_NUMBER(ledger_now()->lines.used, 3);
    end();
}

static void a_need_that_cannot_be_is_refused_and_changes_nothing(void)
{
    struct letter_need_line many[NEED_LINES_MAX + 1] = {{.priority = 0}};
    const struct letter_need_line one[] = {{.quantity = GOODS("beras", UNIT)}};
    for (uint32_t i = 0; i <= NEED_LINES_MAX; i++) {
        many[i].quantity = (struct letter_quantity)GOODS("beras", UNIT);
    }
    begin();
    struct letter need = {NEED_HEAD(one)};
    need.region = "11.07";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_REGION_FORBIDS, "need.region_code", &need);
    need.region = "11";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_REGION_FORBIDS, "need.region_code", &need);
    need.region = "11.99";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_REGION_UNKNOWN, "need.region_code", &need);
    need.region = "nation";
    said_refused(__LINE__, &room, "bnpb", HUB_E_REGION_UNKNOWN, "need.region_code", &need);
    need.region = NULL;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "need.region_code", &need);
    need.region = "11.06";
    need.event = "gempa-2024";
    said_refused(__LINE__, &room, DISTRICT, HUB_E_EVENT_UNKNOWN, "need.event_id", &need);
    need.event = ACEH_EVENT;
    need.as_of_utc_us = 0;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "need.as_of", &need);
    need.as_of_utc_us = room.at_utc_us + 25 * HOUR_US;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_TIME_AHEAD, "need.as_of", &need);
    need.as_of_utc_us = room.at_utc_us;
    need.line_count = 0;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_MISSING, "need.lines", &need);
    need.lines = many;
    need.line_count = NEED_LINES_MAX + 1;
    said_refused(__LINE__, &room, DISTRICT, HUB_E_FIELD_RANGE, "need.lines", &need);
    need.line_count = NEED_LINES_MAX;
    said_accepted(__LINE__, &room, DISTRICT, &need);
    said_refused(__LINE__, &room, "pmi", HUB_E_ROLE_FORBIDS, "need.region_code", &need);
    said_refused(__LINE__, &room, "console", HUB_E_ROLE_FORBIDS, "", &need);
    CHECK_NUMBER(ledger_now()->lines.used, NEED_LINES_MAX);
    end();
}

static void an_urgent_need_is_approved_at_once_and_stays_marked(void)
{
    const struct letter_need_line one[] = {{.quantity = GOODS("beras", UNIT)}};
    begin();
    ACCEPTED(DISTRICT, NEED_HEAD(one), .urgent = true);
    CHECK_NUMBER(line_now(1)->state, NEED_APPROVED);
    CHECK_NUMBER(line_now(1)->flags, LINE_URGENT);
    REFUSED("pusdalops-11", HUB_E_DEED_NOT_NOW, "need_decision.deed", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(1), .deed = NEED_VERIFY);
    ACCEPTED("pusdalops-11", .kind = BODY_NEED_DECISION, .line = OF_LINE(1), .deed = NEED_PROVISION,
             .note = "menunggu kapal");
    CHECK_NUMBER(line_now(1)->flags, LINE_URGENT);
    end();
}

static void what_is_not_in_the_catalogue_or_has_no_contents_is_taken_in_with_a_warning(void)
{
    const struct letter_need_line lines[] = {
        {.quantity = {"perahu karet", 2 * UNIT, NULL, NULL}, .kecamatan = "11.07.03"},
        {.quantity = {"bendera merah", 2 * UNIT, NULL, NULL}},
        {.quantity = {"sembako", 5 * UNIT, NULL, NULL}},
        {.quantity = {"sembako", 5 * UNIT, NULL, "beras 5 kg, minyak 1 l"}},
    };
    begin();
    ACCEPTED(DISTRICT, NEED_HEAD(lines));
    const Receipt *receipt = room.reply->receipt;
    CHECK(aceh_warned(receipt, HUB_E_KECAMATAN_OUTSIDE, "need.lines[0].kecamatan_code"));
    CHECK(aceh_warned(receipt, HUB_E_ITEM_UNKNOWN, "need.lines[1].quantity.item"));
    CHECK(aceh_warned(receipt, HUB_E_PACKET_CONTENTS, "need.lines[2].quantity.contents"));
    CHECK(!aceh_warned(receipt, HUB_E_PACKET_CONTENTS, "need.lines[3].quantity.contents"));
    CHECK_NUMBER(ledger_article(ledger_now(), line_now(2)->article)->known, 0);
    end();
}

/* --- decisions --- */

static void a_decision_that_cannot_be_is_refused_and_changes_nothing(void)
{
    char longer[REASON_BYTES_MAX + 2];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    begin();
    three_lines();
    REFUSED("pusdalops-11", HUB_E_FIELD_MISSING, "need_decision.line", .kind = BODY_NEED_DECISION,
            .deed = NEED_APPROVE);
    REFUSED("pusdalops-11", HUB_E_FIELD_UNKNOWN_VALUE, "need_decision.deed",
            .kind = BODY_NEED_DECISION, .line = OF_LINE(1));
    REFUSED("pusdalops-11", HUB_E_FIELD_UNKNOWN_VALUE, "need_decision.deed",
            .kind = BODY_NEED_DECISION, .line = OF_LINE(1), .deed = NEED_DEEDS);
    REFUSED("pusdalops-11", HUB_E_LINE_UNKNOWN, "need_decision.line", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(4), .deed = NEED_APPROVE);
    REFUSED("pusdalops-11", HUB_E_LINE_UNKNOWN, "need_decision.line", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(0), .deed = NEED_APPROVE);
    REFUSED("pusdalops-11", HUB_E_LINE_UNKNOWN, "need_decision.line", .kind = BODY_NEED_DECISION,
            .line = {"nobody", 1, 1}, .deed = NEED_APPROVE);
    REFUSED("pusdalops-11", HUB_E_FIELD_MISSING, "need_decision.reason", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(1), .deed = NEED_DECLINE);
    REFUSED("pusdalops-11", HUB_E_FIELD_MISSING, "need_decision.reason", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(1), .deed = NEED_PROVISION);
    REFUSED("pusdalops-11", HUB_E_FIELD_RANGE, "need_decision.reason", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(1), .deed = NEED_DECLINE, .note = longer);
    REFUSED("pusdalops-11", HUB_E_DEED_NOT_NOW, "need_decision.deed", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(1), .deed = NEED_CLOSE);
    REFUSED("bpbd-11.07", HUB_E_REGION_FORBIDS, "need_decision.line", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(1), .deed = NEED_APPROVE);
    REFUSED("pmi", HUB_E_REGION_FORBIDS, "need_decision.line", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(1), .deed = NEED_APPROVE);
    REFUSED("orari", HUB_E_REGION_FORBIDS, "need_decision.line", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(1), .deed = NEED_APPROVE);
    CHECK_NUMBER(line_now(1)->state, NEED_REQUESTED);
    end();
}

static void a_line_is_escalated_twice_and_whoever_speaks_for_it_may_cancel_it(void)
{
    begin();
    three_lines();
    ACCEPTED(DISTRICT, .kind = BODY_NEED_DECISION, .line = OF_LINE(1), .deed = NEED_ESCALATE);
    ACCEPTED("pusdalops-11", .kind = BODY_NEED_DECISION, .line = OF_LINE(1), .deed = NEED_ESCALATE);
    CHECK_NUMBER(line_now(1)->escalated, 2);
    REFUSED("bnpb", HUB_E_DEED_NOT_NOW, "need_decision.deed", .kind = BODY_NEED_DECISION,
            .line = OF_LINE(1), .deed = NEED_ESCALATE);
    ACCEPTED("orari", .kind = BODY_NEED_DECISION, .line = OF_LINE(1), .deed = NEED_CANCEL);
    CHECK_NUMBER(line_now(1)->state, NEED_CANCELLED);
    end();
}

/* --- pledges --- */

static void a_pledge_that_cannot_be_is_refused_and_changes_nothing(void)
{
    begin();
    three_lines();
    struct letter pledge = {.kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1)};
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_MISSING, "pledge.quantity", &pledge);
    pledge.quantity = (struct letter_quantity){"beras", 0, NULL, NULL};
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_RANGE, "pledge.quantity.thousandths", &pledge);
    pledge.quantity.thousandths = GOODS_THOUSANDTHS_MAX + 1;
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_RANGE, "pledge.quantity.thousandths", &pledge);
    pledge.quantity = (struct letter_quantity){"beras", UNIT, "buah", NULL};
    said_refused(__LINE__, &room, "pmi", HUB_E_UNIT_UNKNOWN, "pledge.quantity.unit", &pledge);
    pledge.quantity = (struct letter_quantity){"selimut", UNIT, NULL, NULL};
    said_refused(__LINE__, &room, "pmi", HUB_E_ITEM_DIFFERS, "pledge.quantity.item", &pledge);
    pledge.quantity.item = "beras";
    pledge.line.line = 4;
    said_refused(__LINE__, &room, "pmi", HUB_E_LINE_UNKNOWN, "pledge.line", &pledge);
    pledge.line.line = 1;
    pledge.event = "gempa-2024";
    said_refused(__LINE__, &room, "pmi", HUB_E_EVENT_UNKNOWN, "pledge.event_id", &pledge);
    pledge.event = ACEH_EVENT;
    pledge.origin = 4;
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_UNKNOWN_VALUE, "pledge.origin", &pledge);
    pledge.origin = 3;
    pledge.valid_until_utc_us = room.at_utc_us;
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_RANGE, "pledge.valid_until", &pledge);
    pledge.valid_until_utc_us = room.at_utc_us + HOUR_US;
    pledge.available_utc_us = room.at_utc_us + 2 * HOUR_US;
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_RANGE, "pledge.valid_until", &pledge);
    pledge.available_utc_us = 0;
    pledge.valid_until_utc_us = TIME_MAX_US + 1;
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_RANGE, "pledge.valid_until", &pledge);
    pledge.valid_until_utc_us = 0;
    pledge.available_utc_us = TIME_MAX_US + 1;
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_RANGE, "pledge.available_at", &pledge);
    pledge.available_utc_us = 0;
    pledge.valid_until_utc_us = TIME_MAX_US;
    pledge.cluster = "Klaster Logistik";
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_RANGE, "pledge.cluster_id", &pledge);
    pledge.cluster = "klaster-logistik";
    pledge.regions = "11.06 11.99";
    said_refused(__LINE__, &room, "pmi", HUB_E_REGION_UNKNOWN, "pledge.region_codes[1]", &pledge);
    pledge.regions = "11 11 11 11 11 11 11 11 11 11 11 11 11 11 11 11 11";
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_RANGE, "pledge.region_codes", &pledge);
    pledge.regions = "nation 11.06";
    CHECK_NUMBER(ledger_now()->pledges.used, 0);
    said_refused(__LINE__, &room, "console", HUB_E_ROLE_FORBIDS, "", &pledge);
    pledge.source = "mdmc";
    said_refused(__LINE__, &room, "pmi", HUB_E_SOURCE_FORBIDS, "source", &pledge);
    pledge.source = "hub";
    said_refused(__LINE__, &room, "pmi", HUB_E_SOURCE_FORBIDS, "source", &pledge);
    pledge.source = NULL;
    said_accepted(__LINE__, &room, "pmi", &pledge);
    end();
}

static void a_line_that_is_not_open_gets_no_pledge_and_no_allotment(void)
{
    begin();
    three_lines();
    rice("pmi", 10);
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT,
             .quantity = GOODS("selimut", 5 * UNIT));
    ACCEPTED("pusdalops-11", .kind = BODY_NEED_DECISION, .line = OF_LINE(1), .deed = NEED_APPROVE);
    ACCEPTED("pusdalops-11", .kind = BODY_NEED_DECISION, .line = OF_LINE(1), .deed = NEED_CLOSE);
    ACCEPTED("pusdalops-11", .kind = BODY_NEED_DECISION, .line = OF_LINE(2), .deed = NEED_DECLINE,
             .note = "sudah ada");
    ACCEPTED(DISTRICT, .kind = BODY_NEED_DECISION, .line = OF_LINE(3), .deed = NEED_CANCEL);
    REFUSED("mdmc", HUB_E_LINE_CLOSED, "pledge.line", .kind = BODY_PLEDGE, .event = ACEH_EVENT,
            .line = OF_LINE(1), .quantity = GOODS("beras", UNIT));
    REFUSED("mdmc", HUB_E_LINE_CLOSED, "pledge.line", .kind = BODY_PLEDGE, .event = ACEH_EVENT,
            .line = OF_LINE(2), .quantity = GOODS("selimut", UNIT));
    REFUSED("mdmc", HUB_E_LINE_CLOSED, "pledge.line", .kind = BODY_PLEDGE, .event = ACEH_EVENT,
            .line = OF_LINE(3), .quantity = GOODS("mi-instan", UNIT));
    REFUSED("pmi", HUB_E_LINE_CLOSED, "pledge_update.line", UPDATE("pmi", 2), .deed = PLEDGE_ALLOT,
            .line = OF_LINE(2));
    ACCEPTED("pusdalops-11", .kind = BODY_NEED_DECISION, .line = OF_LINE(2), .deed = NEED_APPROVE);
    ACCEPTED("pmi", UPDATE("pmi", 2), .deed = PLEDGE_ALLOT, .line = OF_LINE(2));
    CHECK_NUMBER(line_now(2)->amounts.pledged, 5 * UNIT);
    end();
}

static void an_update_that_cannot_be_is_refused_and_changes_nothing(void)
{
    char longer[256];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    begin();
    three_lines();
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .regions = "11.06",
             .quantity = {"beras", 1500, "ton", NULL});
    REFUSED("pmi", HUB_E_FIELD_MISSING, "pledge_update.pledge", .kind = BODY_PLEDGE_UPDATE,
            .deed = PLEDGE_CONFIRM);
    REFUSED("pmi", HUB_E_FIELD_UNKNOWN_VALUE, "pledge_update.deed", UPDATE("pmi", 1));
    REFUSED("pmi", HUB_E_FIELD_UNKNOWN_VALUE, "pledge_update.deed", UPDATE("pmi", 1),
            .deed = PLEDGE_DEEDS);
    REFUSED("pmi", HUB_E_PLEDGE_UNKNOWN, "pledge_update.pledge", UPDATE("pmi", 2),
            .deed = PLEDGE_CONFIRM);
    REFUSED("pmi", HUB_E_PLEDGE_UNKNOWN, "pledge_update.pledge", UPDATE("nobody", 1),
            .deed = PLEDGE_CONFIRM);
    REFUSED("pmi", HUB_E_PLEDGE_UNKNOWN, "pledge_update.pledge", UPDATE(DISTRICT, 1),
            .deed = PLEDGE_CONFIRM); /* that is a need */
    REFUSED("pmi", HUB_E_FIELD_MISSING, "pledge_update.reason", UPDATE("pmi", 1),
            .deed = PLEDGE_WITHDRAW);
    REFUSED("pmi", HUB_E_FIELD_MISSING, "pledge_update.line", UPDATE("pmi", 1),
            .deed = PLEDGE_ALLOT);
    REFUSED("pmi", HUB_E_LINE_UNKNOWN, "pledge_update.line", UPDATE("pmi", 1), .deed = PLEDGE_ALLOT,
            .line = OF_LINE(9));
    REFUSED("pmi", HUB_E_ITEM_DIFFERS, "pledge_update.line", UPDATE("pmi", 1), .deed = PLEDGE_ALLOT,
            .line = OF_LINE(2));
    REFUSED("pmi", HUB_E_NOT_ALLOTTED, "pledge_update.pledge", UPDATE("pmi", 1),
            .deed = PLEDGE_DISPATCH);
    REFUSED("pmi", HUB_E_DEED_NOT_NOW, "pledge_update.deed", UPDATE("pmi", 1),
            .deed = PLEDGE_RECEIVE, .thousandths = UNIT);
    REFUSED("pmi", HUB_E_FIELD_MISSING, "pledge_update.thousandths", UPDATE("pmi", 1),
            .deed = PLEDGE_RECEIVE);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "pledge_update.valid_until", UPDATE("pmi", 1),
            .deed = PLEDGE_EXTEND);
    REFUSED("pmi", HUB_E_QUANTITY_EXCEEDED, "pledge_update.thousandths", UPDATE("pmi", 1),
            .deed = PLEDGE_RESERVE, .thousandths = 1501);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "pledge_update.thousandths", UPDATE("pmi", 1),
            .deed = PLEDGE_RESERVE, .thousandths = UINT64_MAX);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "pledge_update.bast_number", UPDATE("pmi", 1),
            .deed = PLEDGE_CONFIRM, .bast = longer);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "pledge_update.transport", UPDATE("pmi", 1),
            .deed = PLEDGE_CONFIRM, .transport = longer);
    ACCEPTED("pmi", UPDATE("pmi", 1), .deed = PLEDGE_RESERVE, .thousandths = 1500);
    REFUSED("pmi", HUB_E_DEED_NOT_NOW, "pledge_update.deed", UPDATE("pmi", 1),
            .deed = PLEDGE_CONFIRM);
    REFUSED("pmi", HUB_E_QUANTITY_EXCEEDED, "pledge_update.thousandths", UPDATE("pmi", 1),
            .deed = PLEDGE_RESERVE);
    CHECK_NUMBER(pledge_now("pmi", 1)->reserved, 1500 * UNIT);
    end();
}

static void nobody_but_its_giver_moves_a_pledge_and_nobody_but_the_hub_lets_it_lapse(void)
{
    static const char *const others[] = {"mdmc", DISTRICT, "pusdalops-11", "bnpb"};
    static const uint32_t deeds[] = {PLEDGE_CONFIRM, PLEDGE_RESERVE, PLEDGE_DISPATCH,
                                     PLEDGE_WITHDRAW, PLEDGE_EXTEND};
    begin();
    three_lines();
    rice("pmi", 100);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        for (size_t k = 0; k < sizeof deeds / sizeof deeds[0]; k++) {
            REFUSED(others[i], HUB_E_PLEDGE_FORBIDS, "pledge_update.pledge", UPDATE("pmi", 1),
                    .deed = deeds[k], .note = "karena", .valid_until_utc_us = INT64_C(1) << 51);
        }
        REFUSED(others[i], HUB_E_ROLE_FORBIDS, "pledge_update.pledge", UPDATE("pmi", 1),
                .deed = PLEDGE_EXPIRE);
    }
    REFUSED("pmi", HUB_E_ROLE_FORBIDS, "pledge_update.pledge", UPDATE("pmi", 1),
            .deed = PLEDGE_EXPIRE);
    REFUSED("lab", HUB_E_ROLE_FORBIDS, "pledge_update.pledge", UPDATE("pmi", 1),
            .deed = PLEDGE_EXPIRE);
    ACCEPTED("pmi", UPDATE("pmi", 1), .deed = PLEDGE_DISPATCH);
    REFUSED("mdmc", HUB_E_PLEDGE_FORBIDS, "pledge_update.pledge", UPDATE("pmi", 1),
            .deed = PLEDGE_RECEIVE, .thousandths = UNIT);
    REFUSED("bpbd-11.07", HUB_E_PLEDGE_FORBIDS, "pledge_update.pledge", UPDATE("pmi", 1),
            .deed = PLEDGE_RECEIVE, .thousandths = UNIT);
    ACCEPTED(DISTRICT, UPDATE("pmi", 1), .deed = PLEDGE_RECEIVE, .thousandths = UNIT);
    CHECK_NUMBER(line_now(1)->amounts.good, UNIT);
    end();
}

static void a_member_pledges_and_does_not_report(void)
{
    begin();
    struct letter report = aceh_report(&room, "pmi", 0, "11.06", "dead 1");
    said_refused(__LINE__, &room, "pmi", HUB_E_ROLE_FORBIDS, "report.place.region_code", &report);
    struct letter event = {.kind = BODY_EVENT,
                           .event = "gempa-1",
                           .hazard = 101,
                           .name = "Gempa",
                           .started_utc_us = room.at_utc_us,
                           .regions = "11.06"};
    said_refused(__LINE__, &room, "pmi", HUB_E_ROLE_FORBIDS, "event.region_codes[0]", &event);
    event.regions = NULL;
    said_refused(__LINE__, &room, "pmi", HUB_E_FIELD_MISSING, "event.region_codes", &event);
    report.source = DISTRICT;
    said_accepted(__LINE__, &room, DISTRICT, &report);
    REFUSED("pmi", HUB_E_ROLE_FORBIDS, "verification.level", .kind = BODY_VERIFICATION,
            .about_source = DISTRICT, .about_number = 1, .level = 1);
    end();
}

/* --- more than asked, and the same from two --- */

static void more_than_asked_is_marked_or_by_the_roster_refused(void)
{
    begin();
    three_lines();
    rice("pmi", 1500);
    CHECK_NUMBER(room.reply->receipt->n_warnings, 0);
    room.roster.refuses_excess = true;
    REFUSED("pmi", HUB_E_OVER_COMMITTED, "pledge.quantity", .kind = BODY_PLEDGE,
            .event = ACEH_EVENT, .line = OF_LINE(1), .quantity = GOODS("beras", 501 * UNIT));
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT,
             .quantity = GOODS("beras", 501 * UNIT));
    REFUSED("pmi", HUB_E_OVER_COMMITTED, "pledge_update.line", UPDATE("pmi", 2),
            .deed = PLEDGE_ALLOT, .line = OF_LINE(1));
    room.roster.refuses_excess = false;
    ACCEPTED("pmi", UPDATE("pmi", 2), .deed = PLEDGE_ALLOT, .line = OF_LINE(1));
    CHECK(aceh_warned(room.reply->receipt, HUB_E_EXCESS, "pledge_update.line"));
    rice("pmi", 1);
    CHECK(aceh_warned(room.reply->receipt, HUB_E_EXCESS, "pledge.quantity"));
    CHECK_NUMBER(line_excess(line_now(1)), 2 * UNIT);
    CHECK_NUMBER(line_outstanding(line_now(1)), 0);
    end();
}

static void the_same_goods_for_the_same_place_name_the_other_member(void)
{
    begin();
    three_lines();
    rice("pmi", 100);
    CHECK_NUMBER(room.reply->receipt->n_warnings, 0);
    rice("pmi", 100);
    CHECK_NUMBER(room.reply->receipt->n_warnings, 0); /* twice the same giver is no overlap */
    ACCEPTED("mdmc", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(3),
             .quantity = GOODS("mi-instan", UNIT)); /* another item of the same class */
    CHECK(aceh_warned(room.reply->receipt, HUB_E_OVERLAP, "pmi"));
    rice("lazismu", 5);
    CHECK(aceh_warned(room.reply->receipt, HUB_E_OVERLAP, "mdmc,pmi"));
    ACCEPTED("mdmc", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(2),
             .quantity = GOODS("selimut", UNIT));
    CHECK_NUMBER(room.reply->receipt->n_warnings, 0); /* another class */
    end();
}

static void a_promise_is_of_the_one_on_whose_behalf_it_is_said(void)
{
    static const struct seat desk = {"posko-pmi", ROLE_MEMBER,     "nation", "pmi",
                                     "real",      ACCESS_INTERNAL, false,    0};
    const struct letter_shipment_line load[] = {{.pledge_source = "posko-pmi", .pledge_number = 1}};
    const struct letter ship = {.kind = BODY_SHIPMENT,
                                .event = ACEH_EVENT,
                                .region = "11.06",
                                .loads = load,
                                .load_count = 1,
                                .prepared = true};
    begin();
    room_sit(&room, &desk);
    room_call(&room, NULL);
    three_lines();
    rice("pmi", 10);
    ACCEPTED("posko-pmi", .behalf = "pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT,
             .line = OF_LINE(1), .quantity = GOODS("beras", 20 * UNIT));
    CHECK(!aceh_warned(room.reply->receipt, HUB_E_OVERLAP, "pmi")); /* no other member */
    const struct sources *sources = &room_view(&room, "real")->sources;
    const struct pledge *pledge = pledge_now("posko-pmi", 1);
    CHECK_TEXT(source_at(sources, (struct source_id){pledge->giver})->name, "pmi");
    REFUSED("mdmc", HUB_E_PLEDGE_FORBIDS, "pledge_update.pledge", UPDATE("posko-pmi", 1),
            .deed = PLEDGE_CONFIRM);
    ACCEPTED("pmi", UPDATE("posko-pmi", 1), .deed = PLEDGE_CONFIRM);
    said_refused(__LINE__, &room, "posko-pmi", HUB_E_PLEDGE_FORBIDS, "shipment.lines[0].pledge",
                 &ship);
    struct letter behalf = ship;
    behalf.behalf = "pmi";
    said_accepted(__LINE__, &room, "posko-pmi", &behalf);
    CHECK_NUMBER(pledge_now("posko-pmi", 1)->loaded, 20 * UNIT);
    ACCEPTED("mdmc", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1),
             .quantity = GOODS("beras", UNIT));
    CHECK(aceh_warned(room.reply->receipt, HUB_E_OVERLAP, "pmi"));
    end();
}

static void days_that_do_not_meet_are_no_overlap(void)
{
    begin();
    three_lines();
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1),
             .quantity = GOODS("beras", UNIT), .valid_until_utc_us = room.at_utc_us + 24 * HOUR_US);
    ACCEPTED("mdmc", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1),
             .quantity = GOODS("beras", UNIT), .available_utc_us = room.at_utc_us + 25 * HOUR_US);
    CHECK_NUMBER(room.reply->receipt->n_warnings, 0);
    ACCEPTED("lazismu", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1),
             .quantity = GOODS("beras", UNIT), .available_utc_us = room.at_utc_us + 24 * HOUR_US);
    CHECK(aceh_warned(room.reply->receipt, HUB_E_OVERLAP, "mdmc,pmi"));
    end();
}

static void an_allotment_is_warned_of_like_a_pledge(void)
{
    begin();
    three_lines();
    rice("pmi", 100);
    ACCEPTED("mdmc", .kind = BODY_PLEDGE, .quantity = GOODS("beras", UNIT)); /* a standing offer */
    CHECK_NUMBER(ledger_now()->standing_count, 1);
    ACCEPTED(DISTRICT, UPDATE("mdmc", 1), .deed = PLEDGE_ALLOT, .line = OF_LINE(1));
    CHECK(aceh_warned(room.reply->receipt, HUB_E_OVERLAP, "pmi"));
    CHECK_NUMBER(ledger_now()->standing_count, 0);
    REFUSED(DISTRICT, HUB_E_DEED_NOT_NOW, "pledge_update.deed", UPDATE("mdmc", 1),
            .deed = PLEDGE_ALLOT, .line = OF_LINE(1));
    end();
}

static void nobody_takes_for_his_own_line_what_was_given_to_another_area(void)
{
    const struct letter_need_line one[] = {{.quantity = GOODS("beras", 500 * UNIT)}};
    begin();
    three_lines();
    struct letter need = {NEED_HEAD(one)};
    need.region = "11.07";
    said_accepted(__LINE__, &room, "bpbd-11.07", &need);
    rice("pmi", 100);
    const struct letter_line_reference theirs = {"bpbd-11.07", 1, 1};
    REFUSED("bpbd-11.07", HUB_E_PLEDGE_FORBIDS, "pledge_update.pledge", UPDATE("pmi", 1),
            .deed = PLEDGE_ALLOT, .line = theirs);
    REFUSED(DISTRICT, HUB_E_PLEDGE_FORBIDS, "pledge_update.pledge", UPDATE("pmi", 1),
            .deed = PLEDGE_ALLOT, .line = theirs);
    CHECK_NUMBER(line_now(1)->amounts.pledged, 100 * UNIT);
    ACCEPTED("pusdalops-11", UPDATE("pmi", 1), .deed = PLEDGE_ALLOT, .line = theirs);
    CHECK_NUMBER(line_now(1)->amounts.pledged, 0);
    end();
}

static void what_was_given_for_one_event_goes_to_another_only_by_its_giver(void)
{
    const struct letter_need_line one[] = {{.quantity = GOODS("beras", 500 * UNIT)}};
    begin();
    three_lines();
    struct letter event = {.kind = BODY_EVENT,
                           .event = "gempa-2026",
                           .regions = "11.06",
                           .hazard = 102,
                           .name = "Gempa"};
    said_accepted(__LINE__, &room, "bnpb", &event);
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .quantity = GOODS("beras", UNIT));
    struct letter need = {NEED_HEAD(one)};
    need.event = "gempa-2026";
    said_accepted(__LINE__, &room, DISTRICT, &need);
    const struct letter_line_reference other = {DISTRICT, 2, 1};
    REFUSED(DISTRICT, HUB_E_PLEDGE_FORBIDS, "pledge_update.pledge", UPDATE("pmi", 1),
            .deed = PLEDGE_ALLOT, .line = other);
    ACCEPTED("pmi", UPDATE("pmi", 1), .deed = PLEDGE_ALLOT, .line = other);
    end();
}

/* --- where there is little room --- */

#define FULL(client, ...)                                                                          \
    CHECK_NUMBER(aceh_code(room_say(&room, client, &(const struct letter){__VA_ARGS__})),          \
                 HUB_E_LIMIT_REACHED)

static void when_no_pledge_fits_any_more_those_that_are_there_are_allotted(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.ledger.pledges_max = 2;
    begin_with(&settings);
    three_lines();
    ACCEPTED("mdmc", .kind = BODY_PLEDGE, .quantity = GOODS("beras", UNIT));
    rice("pmi", 100);
    FULL("pmi", .kind = BODY_PLEDGE, .quantity = GOODS("beras", UNIT));
    ACCEPTED(DISTRICT, UPDATE("mdmc", 1), .deed = PLEDGE_ALLOT, .line = OF_LINE(1));
    end();
}

static void when_no_item_fits_any_more_those_that_are_known_are_asked_for_and_promised(void)
{
    struct hub_settings settings = room_settings();
    const struct letter_need_line again[] = {{.quantity = GOODS("beras", UNIT)}};
    const struct letter_need_line more[] = {{.quantity = GOODS("sarden", UNIT)}};
    settings.limits.ledger.articles_max = 3;
    begin_with(&settings);
    three_lines();
    FULL(DISTRICT, NEED_HEAD(more));
    FULL("pmi", .kind = BODY_PLEDGE, .quantity = GOODS("sarden", UNIT));
    ACCEPTED(DISTRICT, NEED_HEAD(again));
    rice("pmi", 100);
    end();
}

static void one_source_names_no_more_new_items_than_its_share(void)
{
    struct hub_settings settings = room_settings();
    char words[32];
    settings.limits.ledger.articles_max = 600;
    begin_with(&settings);
    three_lines();
    uint32_t named = 0;
    for (bool taken = true; taken && named < 600; named += taken ? 1 : 0) {
        (void)snprintf(words, sizeof words, "barang %u", named);
        taken = aceh_code(room_say(&room, "pmi",
                                   &(const struct letter){.kind = BODY_PLEDGE,
                                                          .quantity = GOODS(words, UNIT)})) == 0;
    }
    CHECK_NUMBER(named, share_of(ROLE_MEMBER, 600));
    REFUSED("pmi", HUB_E_SHARE_REACHED, "pledge", .kind = BODY_PLEDGE,
            .quantity = GOODS(words, UNIT));
    rice("pmi", 100);
    ACCEPTED("mdmc", .kind = BODY_PLEDGE, .quantity = GOODS(words, UNIT));
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .quantity = GOODS(words, UNIT)); /* it is known by now */
    end();
}

static void one_giver_leaves_places_at_a_line_for_others(void)
{
    uint32_t pledged = 0;
    begin();
    three_lines();
    const struct letter small = {.kind = BODY_PLEDGE,
                                 .event = ACEH_EVENT,
                                 .line = OF_LINE(1),
                                 .quantity = GOODS("beras", 1)};
    while (pledged < PLEDGES_PER_LINE_MAX && aceh_code(room_say(&room, "pmi", &small)) == 0) {
        pledged++;
    }
    CHECK_NUMBER(pledged, PLEDGES_PER_LINE_MAX / GIVER_PARTS);
    said_refused(__LINE__, &room, "pmi", HUB_E_SHARE_REACHED, "pledge.line", &small);
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .quantity = GOODS("beras", UNIT));
    REFUSED(DISTRICT, HUB_E_SHARE_REACHED, "pledge_update.line", UPDATE("pmi", pledged + 1),
            .deed = PLEDGE_ALLOT, .line = OF_LINE(1));
    rice("mdmc", 100);
    ACCEPTED("pmi", UPDATE("pmi", 1), .deed = PLEDGE_WITHDRAW, .note = "habis");
    ACCEPTED(DISTRICT, UPDATE("pmi", pledged + 1), .deed = PLEDGE_ALLOT, .line = OF_LINE(1));
    end();
}

/* --- on the road, back, and lapsed --- */

static void what_is_damaged_or_lost_is_asked_for_again(void)
{
    begin();
    three_lines();
    rice("pmi", 2000);
    ACCEPTED("pmi", UPDATE("pmi", 1), .deed = PLEDGE_DISPATCH, .thousandths = 1500 * UNIT);
    REFUSED(DISTRICT, HUB_E_QUANTITY_EXCEEDED, "pledge_update.thousandths", UPDATE("pmi", 1),
            .deed = PLEDGE_RECEIVE, .thousandths = 1000 * UNIT, .damaged = 400 * UNIT,
            .lost = 101 * UNIT);
    ACCEPTED(DISTRICT, UPDATE("pmi", 1), .deed = PLEDGE_RECEIVE, .thousandths = 1000 * UNIT,
             .damaged = 200 * UNIT, .lost = 100 * UNIT, .bast = "BAST/12/2025");
    CHECK_NUMBER(line_outstanding(line_now(1)), 300 * UNIT);
    ACCEPTED("pmi", UPDATE("pmi", 1), .deed = PLEDGE_WITHDRAW, .note = "truk rusak");
    CHECK_NUMBER(line_now(1)->amounts.pledged, 1500 * UNIT);
    CHECK_NUMBER(line_now(1)->amounts.reserved, 1500 * UNIT);
    CHECK_NUMBER(line_outstanding(line_now(1)), 800 * UNIT);
    CHECK_NUMBER(pledge_now("pmi", 1)->state, PLEDGE_DISPATCHED);
    ACCEPTED(DISTRICT, UPDATE("pmi", 1), .deed = PLEDGE_RECEIVE, .thousandths = 200 * UNIT);
    CHECK_NUMBER(pledge_now("pmi", 1)->state, PLEDGE_DELIVERED);
    REFUSED("pmi", HUB_E_DEED_NOT_NOW, "pledge_update.deed", UPDATE("pmi", 1),
            .deed = PLEDGE_WITHDRAW, .note = "tidak jadi");
    end();
}

/* The last notice of an area that the hub itself said; NULL: none. */
static const FeedMessage *said_by_the_hub(const char *topic)
{
    const FeedMessage *found = NULL;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        const struct heard_on_feed *heard = &room.feed[i];
        if (heard->message->notice != NULL && strcmp(heard->topic, topic) == 0 &&
            strcmp(heard->message->notice->entered_by, ROSTER_HUB) == 0) {
            found = heard->message;
        }
    }
    return found;
}

static void a_pledge_lapses_when_its_time_is_over_and_the_need_is_open_again(void)
{
    begin();
    three_lines();
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1),
             .quantity = GOODS("beras", 2000 * UNIT),
             .valid_until_utc_us = room.at_utc_us + HOUR_US);
    ACCEPTED("mdmc", .kind = BODY_PLEDGE, .quantity = GOODS("beras", UNIT),
             .valid_until_utc_us = room.at_utc_us + HOUR_US);
    CHECK_NUMBER(line_outstanding(line_now(1)), 0);
    room_forget_feed(&room);
    room_wait(&room, HOUR_US - 2 * US_PER_S);
    CHECK(said_by_the_hub("real/11/11.06/notice/") == NULL);
    CHECK_NUMBER(pledge_now("pmi", 1)->state, PLEDGE_OFFERED);
    room_wait(&room, 2 * US_PER_S);
    const FeedMessage *said = said_by_the_hub("real/11/11.06/notice/");
    CHECK(said_by_the_hub("real/nation/notice/") != NULL); /* the standing offer */
    if (CHECK(said != NULL)) {
        struct message message;
        struct fault fault;
        uint8_t decode_room[4096];
        struct arena arena;
        arena_init(&arena, decode_room, sizeof decode_room);
        const struct slice bytes = {said->notice->message.data, said->notice->message.len};
        CHECK_NUMBER(message_decode(bytes, &arena, &message, &fault), HUB_OK);
        CHECK(slice_equal(message.source, slice_of("hub")));
        CHECK_NUMBER(message.kind, BODY_PLEDGE_UPDATE);
        CHECK_NUMBER(message.as.pledge_update.deed, PLEDGE_EXPIRE);
        CHECK(slice_equal(message.as.pledge_update.pledge_source, slice_of("pmi")));
        CHECK_NUMBER(message.as.pledge_update.pledge_number, 1);
    }
    CHECK_NUMBER(pledge_now("pmi", 1)->state, PLEDGE_EXPIRED);
    CHECK_NUMBER(line_outstanding(line_now(1)), 2000 * UNIT);
    CHECK_NUMBER(ledger_now()->standing_count, 0);
    const uint32_t records = room.journal.count;
    room_wait(&room, HOUR_US);
    CHECK_NUMBER(room.journal.count, records); /* once is enough */
    end();
}

static void when_the_clock_jumps_ahead_nothing_lapses_until_it_had_time_to_be_mended(void)
{
    begin();
    three_lines();
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1),
             .quantity = GOODS("beras", 10 * UNIT), .valid_until_utc_us = room.at_utc_us + HOUR_US);
    room_wait(&room, US_PER_S);
    room.at_utc_us += 24LL * HOUR_US;
    room_wait(&room, CLOCK_DOUBT_US / 2);
    CHECK_NUMBER(pledge_now("pmi", 1)->state, PLEDGE_OFFERED);
    room.at_utc_us -= 24LL * HOUR_US; /* mended: it lapses when it should */
    room_wait(&room, HOUR_US - CLOCK_DOUBT_US);
    CHECK_NUMBER(pledge_now("pmi", 1)->state, PLEDGE_OFFERED);
    room_wait(&room, CLOCK_DOUBT_US);
    CHECK_NUMBER(pledge_now("pmi", 1)->state, PLEDGE_EXPIRED);
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1),
             .quantity = GOODS("beras", 10 * UNIT), .valid_until_utc_us = room.at_utc_us + HOUR_US);
    room.at_utc_us += 24LL * HOUR_US; /* and this time it stays */
    room_wait(&room, US_PER_S);
    room_wait(&room, CLOCK_DOUBT_US - US_PER_S);
    CHECK_NUMBER(pledge_now("pmi", 2)->state, PLEDGE_OFFERED);
    room_wait(&room, US_PER_S);
    CHECK_NUMBER(pledge_now("pmi", 2)->state, PLEDGE_EXPIRED);
    end();
}

static void an_extended_pledge_lapses_later_and_what_has_gone_does_not(void)
{
    begin();
    three_lines();
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .line = OF_LINE(1),
             .quantity = GOODS("beras", 10 * UNIT), .valid_until_utc_us = room.at_utc_us + HOUR_US);
    ACCEPTED("pmi", UPDATE("pmi", 1), .deed = PLEDGE_DISPATCH, .thousandths = 4 * UNIT);
    ACCEPTED("pmi", UPDATE("pmi", 1), .deed = PLEDGE_EXTEND,
             .valid_until_utc_us = room.at_utc_us + 3 * HOUR_US);
    room_wait(&room, 2 * HOUR_US);
    CHECK_NUMBER(line_now(1)->amounts.pledged, 10 * UNIT);
    room_wait(&room, 2 * HOUR_US);
    CHECK_NUMBER(line_now(1)->amounts.pledged, 4 * UNIT);
    CHECK_NUMBER(line_now(1)->amounts.reserved, 4 * UNIT);
    CHECK_NUMBER(pledge_now("pmi", 1)->state, PLEDGE_DISPATCHED);
    end();
}

static void a_drill_has_a_ledger_of_its_own(void)
{
    begin();
    three_lines();
    const struct letter_need_line one[] = {{.quantity = GOODS("beras", UNIT)}};
    ACCEPTED(DISTRICT, NEED_HEAD(one), .realm = "drill/x1");
    REFUSED("pmi", HUB_E_LINE_UNKNOWN, "pledge.line", .realm = "drill/x1", .kind = BODY_PLEDGE,
            .event = ACEH_EVENT, .line = OF_LINE(2), .quantity = GOODS("selimut", UNIT));
    ACCEPTED("pmi", .realm = "drill/x1", .kind = BODY_PLEDGE, .event = ACEH_EVENT,
             .line = OF_LINE(1), .quantity = GOODS("beras", UNIT));
    CHECK_NUMBER(ledger_now()->pledges.used, 0);
    CHECK_NUMBER(line_now(1)->amounts.pledged, 0);
    CHECK_NUMBER(room_view(&room, "drill/x1")->ledger.pledges.used, 1);
    CHECK(ledger_audit(&room_view(&room, "drill/x1")->ledger));
    REFUSED("pmi", HUB_E_PLEDGE_UNKNOWN, "pledge_update.pledge", UPDATE("pmi", 1),
            .deed = PLEDGE_CONFIRM);
    end();
}

int main(void)
{
    SAY(a_line_that_cannot_be_is_refused_and_changes_nothing);
    SAY(a_need_that_cannot_be_is_refused_and_changes_nothing);
    SAY(an_urgent_need_is_approved_at_once_and_stays_marked);
    SAY(what_is_not_in_the_catalogue_or_has_no_contents_is_taken_in_with_a_warning);
    SAY(a_decision_that_cannot_be_is_refused_and_changes_nothing);
    SAY(a_line_is_escalated_twice_and_whoever_speaks_for_it_may_cancel_it);
    SAY(a_pledge_that_cannot_be_is_refused_and_changes_nothing);
    SAY(a_line_that_is_not_open_gets_no_pledge_and_no_allotment);
    SAY(an_update_that_cannot_be_is_refused_and_changes_nothing);
    SAY(nobody_but_its_giver_moves_a_pledge_and_nobody_but_the_hub_lets_it_lapse);
    SAY(a_member_pledges_and_does_not_report);
    SAY(more_than_asked_is_marked_or_by_the_roster_refused);
    SAY(the_same_goods_for_the_same_place_name_the_other_member);
    SAY(a_promise_is_of_the_one_on_whose_behalf_it_is_said);
    SAY(days_that_do_not_meet_are_no_overlap);
    SAY(an_allotment_is_warned_of_like_a_pledge);
    SAY(nobody_takes_for_his_own_line_what_was_given_to_another_area);
    SAY(what_was_given_for_one_event_goes_to_another_only_by_its_giver);
    SAY(when_no_pledge_fits_any_more_those_that_are_there_are_allotted);
    SAY(when_no_item_fits_any_more_those_that_are_known_are_asked_for_and_promised);
    SAY(one_source_names_no_more_new_items_than_its_share);
    SAY(one_giver_leaves_places_at_a_line_for_others);
    SAY(what_is_damaged_or_lost_is_asked_for_again);
    SAY(a_pledge_lapses_when_its_time_is_over_and_the_need_is_open_again);
    SAY(when_the_clock_jumps_ahead_nothing_lapses_until_it_had_time_to_be_mended);
    SAY(an_extended_pledge_lapses_later_and_what_has_gone_does_not);
    SAY(a_drill_has_a_ledger_of_its_own);
    return tap_done();
}
