/* screen.c - texts for a terminal: foreign texts made harmless, numbers, ages, columns. */
#include "screen.h"

#include <string.h>

/* What a lead byte of UTF-8 asks of the second byte; ASCII and bad leads are not in it. */
static const struct {
    unsigned char lead_first, lead_last;
    unsigned char second_first, second_last;
    unsigned char bytes;
} utf8[] = {
    {0xC2, 0xC2, 0xA0, 0xBF, 2}, /* below A0: control characters */
    {0xC3, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, /* above 9F: surrogates */
    {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
    {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

/* E2 80 AA..AE and E2 81 A6..A9 turn the direction of what follows. */
static bool turns(const unsigned char *at)
{
    return at[0] == 0xE2 && ((at[1] == 0x80 && at[2] >= 0xAA && at[2] <= 0xAE) ||
                             (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9));
}

/* Bytes of the harmless character at `at`; 0: it is none. */
static size_t harmless(const unsigned char *at)
{
    if (at[0] >= 0x20 && at[0] < 0x7F) {
        return 1;
    }
    size_t bytes = 0;
    for (size_t i = 0; i < sizeof utf8 / sizeof utf8[0]; i++) {
        if (at[0] >= utf8[i].lead_first && at[0] <= utf8[i].lead_last &&
            at[1] >= utf8[i].second_first && at[1] <= utf8[i].second_last) {
            bytes = utf8[i].bytes;
        }
    }
    for (size_t i = 2; i < bytes; i++) {
        if ((at[i] & 0xC0U) != 0x80) { /* also stops at the closing NUL */
            return 0;
        }
    }
    return bytes == 3 && turns(at) ? 0 : bytes;
}

void screen_clean(const char *text, char *clean, size_t room)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t size = 0;
    while (*at != '\0') {
        const size_t bytes = harmless(at);
        const size_t taken = bytes == 0 ? 1 : bytes;
        if (size + taken >= room) {
            break;
        }
        if (bytes == 0) {
            clean[size++] = *at == '\n' || *at == '\t' ? ' ' : '?';
        } else {
            memcpy(clean + size, at, bytes);
            size += bytes;
        }
        at += taken;
    }
    clean[size] = '\0';
}

size_t screen_columns(const char *text)
{
    size_t columns = 0;
    for (const char *at = text; *at != '\0'; at++) {
        columns += ((unsigned char)*at & 0xC0U) != 0x80 ? 1 : 0;
    }
    return columns;
}

void screen_cell(const char *text, size_t width, bool right)
{
    const size_t columns = screen_columns(text);
    const int blank = columns < width ? (int)(width - columns) : 0;
    if (right) {
        (void)printf("%*s%s", blank, "", text);
    } else {
        (void)printf("%s%*s", text, blank, "");
    }
}

void screen_count(const struct app *app, uint64_t value, char *text, size_t room)
{
    char digits[32];
    (void)snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    const size_t count = strlen(digits);
    size_t at = 0;
    for (size_t i = 0; i < count && at + 2 < room; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            text[at++] = app->language == PUSDALOPS_INDONESIAN ? '.' : ',';
        }
        text[at++] = digits[i];
    }
    text[at] = '\0';
}

int64_t screen_utc_us(const Google__Protobuf__Timestamp *time)
{
    /* years 1 to 9999, as the schema of Timestamp has it; also what fits our microseconds */
    const bool good = time != NULL && time->seconds >= -62135596800 &&
                      time->seconds <= 253402300799 && time->nanos >= 0 && time->nanos <= 999999999;
    return good ? time->seconds * 1000000 + time->nanos / 1000 : INT64_MIN;
}

void screen_age(const struct app *app, int64_t then_us, int64_t now_us, char *text, size_t room)
{
    if (then_us == INT64_MIN) {
        (void)snprintf(text, room, "-");
        return;
    }
    const int64_t minutes = then_us > now_us ? 0 : (now_us - then_us) / 60000000;
    if (minutes < 120) {
        (void)snprintf(text, room, app_text(app, "%lld min", "%lld mnt"), (long long)minutes);
    } else if (minutes < 2880) {
        (void)snprintf(text, room, app_text(app, "%lld h", "%lld jam"), (long long)(minutes / 60));
    } else {
        (void)snprintf(text, room, app_text(app, "%lld d", "%lld hari"),
                       (long long)(minutes / 1440));
    }
}

/*
 * The zone of a province by its Kemendagri code: WIB for Sumatra, Java, West and Central Kalimantan;
 * WIT for Maluku and Papua; WITA between. Source: Presidential Decree 41/1987.
 */
static int32_t zone_of(const char *region)
{
    if (region == NULL || region[0] < '1' || region[0] > '9') {
        return 420; /* the nation: the capital's */
    }
    if (region[0] == '8' || region[0] == '9') {
        return 540;
    }
    const bool wita =
        region[0] == '5' || region[0] == '7' ||
        (region[0] == '6' && (region[1] == '3' || region[1] == '4' || region[1] == '5'));
    return wita ? 480 : 420;
}

void screen_time(const struct app *app, int64_t utc_us, const char *region, char *text, size_t room)
{
    if (utc_us == INT64_MIN) {
        (void)snprintf(text, room, "-");
        return;
    }
    const int32_t zone = app->zone_minutes == INT32_MIN ? zone_of(region) : app->zone_minutes;
    pusdalops_time_render(utc_us, zone, text, room);
}
