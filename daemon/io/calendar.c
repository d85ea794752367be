#include "io/calendar.h"

#include "base/ids.h"

#include <stddef.h>

static bool take_number(const char **at, size_t digits, uint32_t least, uint32_t most,
                        uint32_t *out)
{
    uint32_t number = 0;
    for (size_t i = 0; i < digits; i++) {
        if ((*at)[i] < '0' || (*at)[i] > '9') {
            return false;
        }
        number = number * 10 + (uint32_t)((*at)[i] - '0');
    }
    *at += digits;
    *out = number;
    return number >= least && number <= most;
}

static bool take_sign(const char **at, char sign)
{
    if (**at != sign) {
        return false;
    }
    (*at)++;
    return true;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar, counted in years that begin in March. */
static int64_t days_of(uint32_t year, uint32_t month, uint32_t day)
{
    const int64_t y = (int64_t)year - (month <= 2 ? 1 : 0);
    const int64_t m = month <= 2 ? (int64_t)month + 9 : (int64_t)month - 3;
    const int64_t day_of_year = (153 * m + 2) / 5 + (int64_t)day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

static bool is_date(uint32_t year, uint32_t month, uint32_t day)
{
    static const uint32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= lengths[month - 1] || (leap && month == 2 && day == 29);
}

/* "Z", "+07:00" or "-03:30" at the end of a time; false for anything else. */
static bool take_offset(const char **at, int64_t *out_offset_s)
{
    uint32_t hours = 0;
    uint32_t minutes = 0;
    *out_offset_s = 0;
    if (take_sign(at, 'Z')) {
        return **at == '\0';
    }
    const bool west = **at == '-';
    if (!take_sign(at, west ? '-' : '+') || !take_number(at, 2, 0, 23, &hours) ||
        !take_sign(at, ':') || !take_number(at, 2, 0, 59, &minutes)) {
        return false;
    }
    const int64_t offset_s = ((int64_t)hours * 60 + (int64_t)minutes) * 60;
    *out_offset_s = west ? -offset_s : offset_s;
    return **at == '\0';
}

bool calendar_parse_time(const char *text, int64_t *out_utc_us)
{
    uint32_t year = 0;
    uint32_t month = 0;
    uint32_t day = 0;
    uint32_t hour = 0;
    uint32_t minute = 0;
    uint32_t second = 0;
    int64_t offset_s = 0;
    const char *at = text;
    const bool fits = take_number(&at, 4, 1971, 9999, &year) && take_sign(&at, '-') &&
                      take_number(&at, 2, 1, 12, &month) && take_sign(&at, '-') &&
                      take_number(&at, 2, 1, 31, &day) && take_sign(&at, 'T') &&
                      take_number(&at, 2, 0, 23, &hour) && take_sign(&at, ':') &&
                      take_number(&at, 2, 0, 59, &minute) && take_sign(&at, ':') &&
                      take_number(&at, 2, 0, 59, &second) && take_offset(&at, &offset_s);
    if (!fits || !is_date(year, month, day)) {
        return false;
    }
    const int64_t local_s =
        days_of(year, month, day) * 86400 + (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
    *out_utc_us = (local_s - offset_s) * US_PER_S;
    return true;
}

bool calendar_is_date(const char *text)
{
    uint32_t year = 0;
    uint32_t month = 0;
    uint32_t day = 0;
    const char *at = text;
    return take_number(&at, 4, 1901, 9999, &year) && take_sign(&at, '-') &&
           take_number(&at, 2, 1, 12, &month) && take_sign(&at, '-') &&
           take_number(&at, 2, 1, 31, &day) && *at == '\0' && is_date(year, month, day);
}
