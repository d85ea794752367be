/*
 * screen.h - texts for a terminal: foreign texts made harmless, numbers, ages, columns.
 *
 * Read by: link.c, command_*.c. Reads: app.h.
 * Owns: nothing.
 * Holds: (1) no control character of a peer reaches the terminal.
 */
#ifndef PUSDALOPS_CLI_SCREEN_H
#define PUSDALOPS_CLI_SCREEN_H

#include "app.h"

#include "google/protobuf/timestamp.pb-c.h"

#define SCREEN_CELL_BYTES 256U

/*
 * screen_clean - copy, with "?" for each byte that is a control character or no UTF-8; cut at a
 * character where too long.
 */
void screen_clean(const char *text, char *clean, size_t room);

/* screen_columns - how many columns the text takes (characters; ours are all of width one). */
size_t screen_columns(const char *text);

/* screen_cell - print the text in `width` columns; right: numbers. */
void screen_cell(const char *text, size_t width, bool right);

/* screen_count - 1234567 as "1.234.567" in Indonesian, "1,234,567" in English. */
void screen_count(const struct app *app, uint64_t value, char *text, size_t room);

/* screen_utc_us - microseconds UTC; INT64_MIN where the time is absent or no time. */
int64_t screen_utc_us(const Google__Protobuf__Timestamp *time);

/* screen_age - how long ago: "12 min", "3 h", "2 d". "-" for INT64_MIN. */
void screen_age(const struct app *app, int64_t then_us, int64_t now_us, char *text, size_t room);

/* screen_time - the time in the zone of the place, or the one asked for. "-" for INT64_MIN. */
void screen_time(const struct app *app, int64_t utc_us, const char *region, char *text,
                 size_t room);

#endif
