#include "core/day.h"

#include "base/ids.h"

#include <stdio.h>

#define WESTERN_OFFSET_US (7LL * 3600 * US_PER_S)
#define US_PER_DAY        (86400LL * US_PER_S)
#define EPOCH_YEAR        1970U

static bool is_leap(uint32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static uint32_t days_in(uint32_t year, uint32_t month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29U : days[month - 1];
}

/* So many digits from a place on; false when one of them is none. */
static bool take_digits(struct slice text, size_t at, size_t count, uint32_t *out)
{
    *out = 0;
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        *out = *out * 10 + (uint32_t)(text.data[i] - '0');
    }
    return true;
}

bool day_parse(struct slice text, uint32_t *out_day)
{
    uint32_t year = 0;
    uint32_t month = 0;
    uint32_t date = 0;
    if (text.size_bytes != DAY_ROOM - 1 || text.data[4] != '-' || text.data[7] != '-' ||
        !take_digits(text, 0, 4, &year) || !take_digits(text, 5, 2, &month) ||
        !take_digits(text, 8, 2, &date)) {
        return false;
    }
    if (year < DAY_YEAR_MIN || year > DAY_YEAR_LAST || month < 1 || month > 12 || date < 1 ||
        date > days_in(year, month)) {
        return false;
    }
    uint32_t day = date - 1;
    for (uint32_t before = EPOCH_YEAR; before < year; before++) {
        day += is_leap(before) ? 366 : 365;
    }
    for (uint32_t before = 1; before < month; before++) {
        day += days_in(year, before);
    }
    *out_day = day;
    return true;
}

void day_print(uint32_t day, char *room)
{
    uint32_t year = EPOCH_YEAR;
    uint32_t month = 1;
    room[0] = '\0';
    if (day == 0) {
        return;
    }
    while (day >= (is_leap(year) ? 366U : 365U)) {
        day -= is_leap(year) ? 366 : 365;
        year++;
    }
    while (day >= days_in(year, month)) {
        day -= days_in(year, month);
        month++;
    }
    (void)snprintf(room, DAY_ROOM, "%04u-%02u-%02u", year % 10000, month % 100,
                   (day + 1) % 100); /* the remainders tell the compiler what fits */
}

uint32_t day_of(int64_t utc_us)
{
    const int64_t local_us = utc_us + WESTERN_OFFSET_US;
    return local_us < 0 ? 0 : (uint32_t)(local_us / US_PER_DAY);
}
