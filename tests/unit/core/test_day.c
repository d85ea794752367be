/*
 * test_day.c - calendar days as they are printed on goods.
 */
#include "core/day.h"

#include "base/ids.h"
#include "support/tap.h"

#define DAY_US  (86400LL * US_PER_S)
#define HOUR_US (3600LL * US_PER_S)

static uint32_t day(const char *text)
{
    uint32_t made = 0;
    CHECK(day_parse(slice_of(text), &made));
    return made;
}

static void every_day_of_two_centuries_is_the_one_after_the_day_before(void)
{
    char text[DAY_ROOM];
    const uint32_t last = day("2000-01-01");
    CHECK_NUMBER(last, 10957);
    for (uint32_t at = last; at <= day("2199-12-31"); at++) {
        uint32_t again = 0;
        day_print(at, text);
        if (!CHECK(day_parse(slice_of(text), &again) && again == at)) {
            return;
        }
    }
    CHECK_NUMBER(day("2024-03-01") - day("2024-02-28"), 2);
    CHECK_NUMBER(day("2100-03-01") - day("2100-02-28"), 1);
    CHECK_NUMBER(day("2026-03-31"), 20543);
}

static void what_no_calendar_holds_is_no_day(void)
{
    static const char *const none[] = {"",           "2026",       "2026-3-31",   "2026-02-29",
                                       "2026-13-01", "2026-00-01", "2026-01-00",  "2026-01-32",
                                       "1999-12-31", "2200-01-01", "2026/03/31",  "31-03-2026",
                                       "2026-03-3a", "+026-03-31", "2026-03-311", "2100-02-29"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        uint32_t made = 7;
        CHECK(!day_parse(slice_of(none[i]), &made));
        CHECK_NUMBER(made, 7);
    }
}

static void nothing_said_is_printed_as_nothing(void)
{
    char text[DAY_ROOM] = "x";
    day_print(0, text);
    CHECK_TEXT(text, "");
}

static void today_turns_at_midnight_in_western_indonesia(void)
{
    const int64_t midnight_us = day("2025-12-28") * DAY_US - 7 * HOUR_US;
    CHECK_NUMBER(day_of(midnight_us - 1), day("2025-12-27"));
    CHECK_NUMBER(day_of(midnight_us), day("2025-12-28"));
    CHECK_NUMBER(day_of(-DAY_US), 0);
}

int main(void)
{
    SAY(every_day_of_two_centuries_is_the_one_after_the_day_before);
    SAY(what_no_calendar_holds_is_no_day);
    SAY(nothing_said_is_printed_as_nothing);
    SAY(today_turns_at_midnight_in_western_indonesia);
    return tap_done();
}
