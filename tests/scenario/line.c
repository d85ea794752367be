#include "line.h"

#include "base/ids.h"

#include <stdlib.h>
#include <string.h>

bool line_split(struct line *line, const char *text)
{
    *line = (struct line){.count = 0};
    if (strlen(text) >= sizeof line->room) {
        return false;
    }
    memcpy(line->room, text, strlen(text) + 1);
    char *at = line->room;
    for (;;) {
        at += strspn(at, " \t\r\n");
        if (*at == '\0' || *at == '#') {
            return true;
        }
        if (line->count == LINE_WORDS_MAX) {
            return false;
        }
        const bool quoted = *at == '"';
        at += quoted ? 1 : 0;
        line->words[line->count++] = at;
        at += strcspn(at, quoted ? "\"" : " \t\r\n");
        if (*at == '\0') {
            return !quoted;
        }
        *at++ = '\0';
    }
}

bool line_more(const struct line *line)
{
    return line->at < line->count;
}

const char *line_word(struct line *line)
{
    return line_more(line) ? line->words[line->at++] : "";
}

bool line_is(struct line *line, const char *word)
{
    if (!line_more(line) || strcmp(line->words[line->at], word) != 0) {
        return false;
    }
    line->at++;
    return true;
}

bool line_number(struct line *line, uint64_t *out)
{
    char *end = NULL;
    if (!line_more(line) || line->words[line->at][0] < '0' || line->words[line->at][0] > '9') {
        return false;
    }
    const uint64_t value = strtoull(line->words[line->at], &end, 10);
    if (*end != '\0') {
        return false;
    }
    *out = value;
    line->at++;
    return true;
}

/* Days from 1970-01-01 to a day of the calendar we use; counted in years that begin in March. */
static int64_t days_since_1970(int year, int month, int day)
{
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t m = month <= 2 ? month + 9 : month - 3;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/* Numbers with a mark between, "2025-11-29" or "19:00"; false when the word is anything else. */
static bool parse_numbers(const char *word, char mark, long *out, int count)
{
    for (int i = 0; i < count; i++) {
        char *end = NULL;
        if (*word < '0' || *word > '9') {
            return false;
        }
        out[i] = strtol(word, &end, 10);
        if (*end != (i + 1 == count ? '\0' : mark)) {
            return false;
        }
        word = end + 1;
    }
    return true;
}

bool line_time(struct line *line, int64_t *out_utc_us)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"UTC", 0}, {"WIB", 7}, {"WITA", 8}, {"WIT", 9}};
    long day[3];
    long clock[2];
    if (line->at + 3 > line->count || !parse_numbers(line->words[line->at], '-', day, 3) ||
        !parse_numbers(line->words[line->at + 1], ':', clock, 2)) {
        return false;
    }
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (strcmp(line->words[line->at + 2], zones[i].name) == 0) {
            const int64_t minutes = days_since_1970((int)day[0], (int)day[1], (int)day[2]) * 1440 +
                                    (clock[0] - zones[i].hours) * 60 + clock[1];
            *out_utc_us = minutes * 60 * US_PER_S;
            line->at += 3;
            return true;
        }
    }
    return false;
}

bool line_span(struct line *line, int64_t *out_us)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
    uint64_t count = 0;
    if (!line_number(line, &count)) {
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (line_is(line, units[i].name)) {
            *out_us = (int64_t)count * units[i].seconds * US_PER_S;
            return true;
        }
    }
    return false;
}
