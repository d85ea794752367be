/* time.c - times as people write them. The zone is always said. */
#include "pusdalops.h"

#include <stdio.h>
#include <string.h>

struct zone {
    const char *name;
    int32_t offset_minutes;
};

static const struct zone zones[] = {
    {"WITA", 480}, {"WIB", 420}, {"WIT", 540}, {"Z", 0}, {"z", 0}, {"UTC", 0},
};

/* Days since 1970-01-01, proleptic Gregorian: counted in years that begin in March. */
static int64_t days_of(int32_t year, int32_t month, int32_t day)
{
    const int64_t shifted = (int64_t)year - (month <= 2 ? 1 : 0);
    const int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    const int64_t year_of_era = shifted - era * 400;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* A number of exactly `width` digits; moves *at behind it. -1: it is none. */
static int32_t digits_take(const char **at, int width)
{
    int32_t value = 0;
    for (int i = 0; i < width; i++) {
        const char digit = (*at)[i];
        if (digit < '0' || digit > '9') {
            return -1;
        }
        value = value * 10 + (digit - '0');
    }
    *at += width;
    return value;
}

static bool sign_take(const char **at, char wanted)
{
    if (**at != wanted) {
        return false;
    }
    *at += 1;
    return true;
}

static bool zone_take(const char *at, int32_t *offset_minutes)
{
    while (*at == ' ') {
        at++;
    }
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (strcmp(at, zones[i].name) == 0) {
            *offset_minutes = zones[i].offset_minutes;
            return true;
        }
    }
    if (*at != '+' && *at != '-') {
        return false;
    }
    const int32_t sign = *at == '-' ? -1 : 1;
    at++;
    const int32_t hours = digits_take(&at, 2);
    (void)sign_take(&at, ':');
    const int32_t minutes = *at == '\0' ? 0 : digits_take(&at, 2);
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || *at != '\0') {
        return false;
    }
    *offset_minutes = sign * (hours * 60 + minutes);
    return true;
}

/* Digits after the point, as microseconds; what is finer is cut. */
static int64_t fraction_take(const char **at)
{
    int64_t us = 0;
    int64_t unit = 100000;
    while (**at >= '0' && **at <= '9') {
        us += (**at - '0') * unit;
        unit /= 10;
        *at += 1;
    }
    return us;
}

enum pusdalops_status pusdalops_time_parse(const char *text, int64_t *utc_us)
{
    const char *at = text;
    const int32_t year = digits_take(&at, 4);
    const bool dash_1 = year >= 0 && sign_take(&at, '-');
    const int32_t month = dash_1 ? digits_take(&at, 2) : -1;
    const bool dash_2 = month >= 1 && month <= 12 && sign_take(&at, '-');
    const int32_t day = dash_2 ? digits_take(&at, 2) : -1;
    if (day < 1 || year < 1 || day > days_in_month(year, month) ||
        !(sign_take(&at, 'T') || sign_take(&at, ' '))) {
        return PUSDALOPS_E_FIELD;
    }
    const int32_t hour = digits_take(&at, 2);
    const int32_t minute = hour >= 0 && sign_take(&at, ':') ? digits_take(&at, 2) : -1;
    int32_t second = 0;
    int64_t fraction_us = 0;
    if (minute >= 0 && sign_take(&at, ':')) {
        second = digits_take(&at, 2);
        if (second >= 0 && sign_take(&at, '.')) {
            fraction_us = fraction_take(&at);
        }
    }
    int32_t offset_minutes = 0;
    if (hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
        !zone_take(at, &offset_minutes)) {
        return PUSDALOPS_E_FIELD;
    }
    const int64_t minutes =
        days_of(year, month, day) * 1440 + (int64_t)hour * 60 + minute - offset_minutes;
    *utc_us = (minutes * 60 + second) * 1000000 + fraction_us;
    return PUSDALOPS_OK;
}

void pusdalops_time_render(int64_t utc_us, int32_t offset_minutes, char *text, size_t room)
{
    const int64_t floor_s = utc_us / 1000000 - (utc_us % 1000000 < 0 ? 1 : 0);
    const int64_t local_min = floor_s / 60 - (floor_s % 60 < 0 ? 1 : 0) + offset_minutes;
    int64_t days = local_min / 1440;
    int64_t minute = local_min % 1440;
    if (minute < 0) {
        minute += 1440;
        days -= 1;
    }
    const int64_t shifted = days + 719468;
    const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int64_t day_of_era = shifted - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t part = (5 * day_of_year + 2) / 153;
    const int64_t day = day_of_year - (153 * part + 2) / 5 + 1;
    const int64_t month = part + (part < 10 ? 3 : -9);
    const int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    char zone[16];
    (void)snprintf(zone, sizeof zone, "%c%02d:%02d", offset_minutes < 0 ? '-' : '+',
                   (offset_minutes < 0 ? -offset_minutes : offset_minutes) / 60 % 100,
                   (offset_minutes < 0 ? -offset_minutes : offset_minutes) % 60);
    for (size_t i = 0; i < 3; i++) {
        if (zones[i].offset_minutes == offset_minutes) {
            (void)snprintf(zone, sizeof zone, "%s", zones[i].name);
        }
    }
    (void)snprintf(text, room, "%04lld-%02lld-%02lld %02lld:%02lld %s", (long long)year,
                   (long long)month, (long long)day, (long long)(minute / 60),
                   (long long)(minute % 60), offset_minutes == 0 ? "UTC" : zone);
}
