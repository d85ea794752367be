/*
 * test_check.c - every refusal and every warning with the path of its field.
 */
#include "core/check.h"

#include "core/record.h"

#include "support/letter.h"
#include "support/regions.h"
#include "support/tap.h"

#include <stdlib.h>

#define NOW_US    1764417600000000 /* 2025-11-29 12:00 UTC */
#define MINUTE_US 60000000LL

static uint8_t bytes[LETTER_BYTES_MAX];
static _Alignas(16) uint8_t decode_room[DECODE_BYTES_MAX];
static struct checked checked;
static struct fault fault;
static struct catalogue catalogue;

static enum hub_status check(const struct letter *letter)
{
    struct arena arena;
    struct message message;
    arena_init(&arena, decode_room, sizeof decode_room);
    fault = (struct fault){.status = HUB_OK};
    if (message_decode(letter_encode(letter, bytes, sizeof bytes), &arena, &message, &fault) !=
        HUB_OK) {
        return fault.status;
    }
    return check_message(&message, &catalogue, NOW_US, &checked, &fault);
}

static struct letter a_report(void)
{
    return (struct letter){.kind = BODY_REPORT,
                           .source = "bpbd-11.06",
                           .number = 1,
                           .realm = "real",
                           .event = "senyar",
                           .region = "11.06",
                           .as_of_utc_us = NOW_US,
                           .figures = "dead 1"};
}

static struct letter an_event(void)
{
    return (struct letter){.kind = BODY_EVENT,
                           .source = "bnpb",
                           .number = 1,
                           .realm = "real",
                           .event = "senyar",
                           .hazard = 103,
                           .name = "Banjir",
                           .regions = "11",
                           .started_utc_us = NOW_US};
}

static void refused(const struct letter *letter, enum hub_status status, const char *field)
{
    CHECK_NUMBER(check(letter), status);
    CHECK_TEXT(fault.field, field);
}

static bool warned(enum hub_status code, const char *field)
{
    struct slice list = {checked.warnings.room, checked.warnings.used_bytes};
    struct record_warning warning;
    while (record_next_warning(&list, &warning)) {
        if (warning.code == code && slice_equal(warning.field, slice_of(field))) {
            return true;
        }
    }
    return false;
}

/* Accepted, with exactly this one warning. */
static void warns(const struct letter *letter, enum hub_status code, const char *field)
{
    CHECK_NUMBER(check(letter), HUB_OK);
    CHECK_NUMBER(checked.warnings.count, 1);
    CHECK(warned(code, field));
}

static void passes(const struct letter *letter)
{
    CHECK_NUMBER(check(letter), HUB_OK);
    CHECK_NUMBER(checked.warnings.count, 0);
}

static void a_plain_report_and_a_plain_event_pass(void)
{
    const struct letter report = a_report();
    const struct letter event = an_event();
    passes(&report);
    CHECK(checked.place.area == 1106 && checked.place.kecamatan == 0);
    passes(&event);
    CHECK_NUMBER(checked.regency_count, 23);
}

static void the_head_is_checked(void)
{
    struct letter letter = a_report();
    letter.source = "";
    refused(&letter, HUB_E_FIELD_MISSING, "source");
    letter.source = "BPBD";
    refused(&letter, HUB_E_FIELD_RANGE, "source");
    letter = a_report();
    letter.number = 0;
    refused(&letter, HUB_E_FIELD_MISSING, "number");
    letter.number = NUMBER_MAX + 1;
    refused(&letter, HUB_E_FIELD_RANGE, "number");
    letter.number = NUMBER_MAX;
    letter.behalf = "a b";
    refused(&letter, HUB_E_FIELD_RANGE, "on_behalf_of");
    letter.behalf = NULL;
    letter.channel = 8;
    refused(&letter, HUB_E_FIELD_UNKNOWN_VALUE, "channel");
    letter.channel = 7;
    passes(&letter);
    letter.kind = BODY_NONE;
    refused(&letter, HUB_E_FIELD_MISSING, "body");
}

static void a_clock_ahead_is_a_warning_and_a_late_arrival_is_not(void)
{
    struct letter letter = a_report();
    letter.sent_utc_us = NOW_US + 5 * MINUTE_US + 1;
    warns(&letter, HUB_E_CLOCK_SKEW, "sent_at");
    letter.sent_utc_us = NOW_US + 5 * MINUTE_US;
    passes(&letter);
    letter.sent_utc_us = NOW_US - 72LL * 60 * MINUTE_US;
    passes(&letter);
}

static void times_are_bounded(void)
{
    struct letter letter = a_report();
    letter.as_of_utc_us = 0;
    refused(&letter, HUB_E_FIELD_MISSING, "report.as_of");
    letter.as_of_utc_us = NOW_US + 15 * MINUTE_US;
    passes(&letter);
    letter.as_of_utc_us = NOW_US + 15 * MINUTE_US + 1;
    refused(&letter, HUB_E_TIME_AHEAD, "report.as_of");
    letter.as_of_utc_us = AS_OF_MIN_US;
    passes(&letter);
    letter.as_of_utc_us = AS_OF_MIN_US - 1;
    refused(&letter, HUB_E_FIELD_RANGE, "report.as_of");
    struct letter event = an_event();
    event.started_utc_us = NOW_US + 15 * MINUTE_US + 1;
    refused(&event, HUB_E_TIME_AHEAD, "event.started_at");
    event.started_utc_us = AS_OF_MIN_US - 1;
    refused(&event, HUB_E_FIELD_RANGE, "event.started_at");
}

static void places_have_to_exist(void)
{
    struct letter letter = a_report();
    letter.region = NULL;
    refused(&letter, HUB_E_FIELD_MISSING, "report.place.region_code");
    letter.region = "11.99";
    refused(&letter, HUB_E_REGION_UNKNOWN, "report.place.region_code");
    letter.region = "11.06.01";
    refused(&letter, HUB_E_REGION_UNKNOWN, "report.place.region_code");
    letter.region = "1106";
    refused(&letter, HUB_E_REGION_UNKNOWN, "report.place.region_code");
    letter.region = "nation";
    passes(&letter);
    letter.region = "11";
    letter.kecamatan = "11.06.01";
    refused(&letter, HUB_E_REGION_UNKNOWN, "report.place.kecamatan_code");
    letter.kecamatan = NULL;
    letter.point = "posko";
    refused(&letter, HUB_E_FIELD_RANGE, "report.place.point");
    letter.region = "11.06";
    letter.village = "11.06.01.2001";
    refused(&letter, HUB_E_FIELD_MISSING, "report.place.kecamatan_code");
    letter.kecamatan = "11.06.02";
    refused(&letter, HUB_E_REGION_UNKNOWN, "report.place.village_code");
    letter.kecamatan = "11.06.01";
    passes(&letter);
    CHECK(checked.place.village == 1106012001 &&
          slice_equal(checked.place.point, slice_of("posko")));
}

static void positions_are_on_the_globe(void)
{
    struct letter letter = a_report();
    letter.has_position = true;
    letter.latitude_deg = -90.0;
    letter.longitude_deg = 180.0;
    passes(&letter);
    letter.latitude_deg = -90.001;
    refused(&letter, HUB_E_FIELD_RANGE, "report.place.position");
    letter.latitude_deg = 0.0;
    letter.longitude_deg = 180.001;
    refused(&letter, HUB_E_FIELD_RANGE, "report.place.position");
    letter.longitude_deg = (double)__builtin_nanf("");
    refused(&letter, HUB_E_FIELD_RANGE, "report.place.position");
}

static void slips_of_place_are_warned_of(void)
{
    struct letter letter = a_report();
    letter.region_name = "Kab. Pidie";
    warns(&letter, HUB_E_REGION_NAME, "report.place.region_name");
    letter.region_name = "Aceh Besar";
    passes(&letter);
    letter.kecamatan = "11.07.04";
    warns(&letter, HUB_E_KECAMATAN_OUTSIDE, "report.place.kecamatan_code");
    letter = a_report();
    letter.region = "6303";
    letter.region_name = "Kabupaten Banjar";
    warns(&letter, HUB_E_BPS_CODE, "report.place.region_code");
    CHECK_NUMBER(checked.place.area, 6303);
}

/* Dotted, it exists with us too, but names another regency; by its name BPS's is meant. */
static void a_bps_code_with_a_dot_is_known_by_its_name(void)
{
    for (uint32_t i = 0; i < catalogue.bps_count; i++) {
        const struct region *read = region_find(&catalogue, catalogue.bps[i][0]);
        const struct region *meant = region_find(&catalogue, catalogue.bps[i][1]);
        if (read == NULL || meant == NULL || read == meant ||
            region_name_fits(read, slice_of(meant->name))) {
            continue;
        }
        char code[REGION_CODE_ROOM];
        region_code_print(catalogue.bps[i][0], code);
        struct letter letter = a_report();
        letter.region = code;
        letter.region_name = meant->name;
        warns(&letter, HUB_E_BPS_CODE, "report.place.region_code");
    }
}

static void households_and_persons_are_compared(void)
{
    static const struct {
        const char *figures;
        enum hub_status code;
        const char *field;
    } rows[] = {
        {"displaced_persons 19 displaced_households 20", HUB_E_PERSONS_BELOW_HOUSEHOLDS,
         "displaced"},
        {"displaced_persons 20 displaced_households 20", HUB_E_HOUSEHOLD_SIZE, "displaced"},
        {"displaced_persons 39 displaced_households 20", HUB_E_HOUSEHOLD_SIZE, "displaced"},
        {"displaced_persons 40 displaced_households 20", HUB_OK, ""},
        {"displaced_persons 140 displaced_households 20", HUB_OK, ""},
        {"displaced_persons 141 displaced_households 20", HUB_E_HOUSEHOLD_SIZE, "displaced"},
        {"displaced_households 20", HUB_E_HOUSEHOLDS_WITHOUT_PERSONS, "displaced"},
        {"displaced_persons 20", HUB_OK, ""},
        {"displaced_persons 0 displaced_households 0", HUB_OK, ""},
        {"affected_persons 398 affected_households 603", HUB_E_PERSONS_BELOW_HOUSEHOLDS,
         "affected"},
        {"affected_households 1870", HUB_E_HOUSEHOLDS_WITHOUT_PERSONS, "affected"},
        {"affected_persons 300000000 affected_households 300000000", HUB_E_HOUSEHOLD_SIZE,
         "affected"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char field[64];
        struct letter letter = a_report();
        letter.figures = rows[i].figures;
        (void)snprintf(field, sizeof field, "report.figures.%s", rows[i].field);
        if (rows[i].code == HUB_OK) {
            passes(&letter);
        } else {
            warns(&letter, rows[i].code, field);
        }
    }
}

static void more_people_than_live_there_is_warned_of(void)
{
    static struct region regencies[640];
    const struct catalogue whole = catalogue;
    memcpy(regencies, catalogue.regencies, sizeof(struct region) * catalogue.regency_count);
    for (uint32_t i = 0; i < catalogue.regency_count; i++) {
        regencies[i].population = 1000;
    }
    catalogue.regencies = regencies;
    struct letter letter = a_report();
    letter.figures = "affected_persons 1001";
    warns(&letter, HUB_E_ABOVE_POPULATION, "report.figures");
    letter.figures = "displaced_persons 1001";
    warns(&letter, HUB_E_ABOVE_POPULATION, "report.figures");
    letter.figures = "affected_persons 1000 displaced_persons 1000";
    passes(&letter);
    catalogue = whole;
    letter.figures = "affected_persons 299999999"; /* nobody knows how many live there */
    passes(&letter);
}

static void a_report_has_to_say_something(void)
{
    struct letter letter = a_report();
    letter.figures = NULL;
    refused(&letter, HUB_E_NOTHING_SAID, "report");
    letter.reference = "http";
    refused(&letter, HUB_E_NOTHING_SAID, "report");
    letter.needs = "selimut";
    passes(&letter);
    letter.needs = NULL;
    letter.efforts = "evakuasi";
    passes(&letter);
    letter.efforts = NULL;
    letter.chronology = "hujan";
    passes(&letter);
    letter.event = "";
    refused(&letter, HUB_E_FIELD_MISSING, "report.event_id");
}

static void texts_are_as_long_as_allowed_and_no_longer(void)
{
    static char text[CHRONOLOGY_BYTES_MAX + 2];
    struct letter letter = a_report();
    const struct {
        const char **where;
        size_t max;
        const char *field;
    } rows[] = {
        {&letter.needs, NEEDS_BYTES_MAX, "report.needs"},
        {&letter.efforts, EFFORTS_BYTES_MAX, "report.efforts"},
        {&letter.chronology, CHRONOLOGY_BYTES_MAX, "report.chronology"},
        {&letter.reference, REASON_BYTES_MAX, "report.reference"},
        {&letter.point, POINT_BYTES_MAX, "report.place.point"},
        {&letter.event, IDENTIFIER_BYTES_MAX, "report.event_id"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *before = *rows[i].where;
        memset(text, 'x', sizeof text);
        text[rows[i].max + 1] = '\0';
        *rows[i].where = text;
        refused(&letter, HUB_E_FIELD_RANGE, rows[i].field);
        text[rows[i].max] = '\0';
        passes(&letter);
        *rows[i].where = before;
    }
}

static void events_are_checked(void)
{
    struct letter letter = an_event();
    letter.event = "";
    refused(&letter, HUB_E_FIELD_MISSING, "event.event_id");
    letter = an_event();
    letter.hazard = 100;
    refused(&letter, HUB_E_HAZARD_UNKNOWN, "event.hazard_code");
    letter = an_event();
    letter.name = "";
    refused(&letter, HUB_E_FIELD_MISSING, "event.name");
    letter = an_event();
    letter.regions = "";
    refused(&letter, HUB_E_FIELD_MISSING, "event.region_codes");
    letter.regions = "11 11.99";
    refused(&letter, HUB_E_REGION_UNKNOWN, "event.region_codes[1]");
    letter.regions = "nation";
    refused(&letter, HUB_E_REGION_UNKNOWN, "event.region_codes[0]");
    letter.regions = "11.06 11 11.06 12.71";
    passes(&letter);
    CHECK_NUMBER(checked.regency_count, 24); /* each once */
    letter.state = 3;
    refused(&letter, HUB_E_FIELD_UNKNOWN_VALUE, "event.state");
}

static void withdrawals_and_verifications_are_checked(void)
{
    struct letter letter = {.kind = BODY_WITHDRAWAL, .source = "a", .number = 2, .about_number = 1};
    passes(&letter);
    letter.about_number = 0;
    refused(&letter, HUB_E_FIELD_RANGE, "withdrawal.number");
    letter = (struct letter){.kind = BODY_VERIFICATION,
                             .source = "a",
                             .number = 2,
                             .about_source = "b",
                             .about_number = 1,
                             .level = 3};
    passes(&letter);
    letter.level = 4;
    refused(&letter, HUB_E_FIELD_UNKNOWN_VALUE, "verification.level");
    letter.level = 0;
    refused(&letter, HUB_E_FIELD_UNKNOWN_VALUE, "verification.level");
    letter.level = 1;
    letter.about_number = NUMBER_MAX + 1;
    refused(&letter, HUB_E_FIELD_RANGE, "verification.number");
    letter.about_source = NULL;
    refused(&letter, HUB_E_FIELD_MISSING, "verification.source");
}

static void realms_are_real_or_a_drill_with_a_name(void)
{
    CHECK(check_realm(slice_of("real")) && check_realm(slice_of("drill/x1")));
    CHECK(!check_realm(slice_of("")) && !check_realm(slice_of("drill/")));
    CHECK(!check_realm(slice_of("drill")) && !check_realm(slice_of("drill/a/b")));
    CHECK(!check_realm(slice_of("Real")) && !check_realm(slice_of("reall")));
    CHECK(!check_realm(slice_of("drill/X")));
}

static void warnings_stop_at_their_limit(void)
{
    static struct warnings warnings;
    for (int i = 0; i < 3 * WARNINGS_MAX; i++) {
        warnings_add(&warnings, HUB_E_FELL_WITHOUT_REASON, "report.figures.dead");
    }
    CHECK_NUMBER(warnings.count, WARNINGS_MAX);
    CHECK(warnings.used_bytes <= sizeof warnings.room);
}

int main(void)
{
    catalogue = *regions_of_indonesia();
    SAY(a_plain_report_and_a_plain_event_pass);
    SAY(the_head_is_checked);
    SAY(a_clock_ahead_is_a_warning_and_a_late_arrival_is_not);
    SAY(times_are_bounded);
    SAY(places_have_to_exist);
    SAY(positions_are_on_the_globe);
    SAY(slips_of_place_are_warned_of);
    SAY(a_bps_code_with_a_dot_is_known_by_its_name);
    SAY(households_and_persons_are_compared);
    SAY(more_people_than_live_there_is_warned_of);
    SAY(a_report_has_to_say_something);
    SAY(texts_are_as_long_as_allowed_and_no_longer);
    SAY(events_are_checked);
    SAY(withdrawals_and_verifications_are_checked);
    SAY(realms_are_real_or_a_drill_with_a_name);
    SAY(warnings_stop_at_their_limit);
    return tap_done();
}
