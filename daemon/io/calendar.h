/*
 * calendar.h - dates and times as the operator writes them in files.
 *
 * Read by: roster_file, cluster_file. Reads: nothing.
 * Source: RFC 3339; the Gregorian calendar, counted in years that begin in March.
 */
#ifndef HUB_IO_CALENDAR_H
#define HUB_IO_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_DATE_BYTES 10 /* "2014-01-15" */

/* calendar_parse_time - "2026-01-31T00:00:00Z" or with an offset, without parts of a second, after 1970; false for any other text */
bool calendar_parse_time(const char *text, int64_t *out_utc_us);

/* calendar_is_date - "2014-01-15", a day that there was, after 1900? */
bool calendar_is_date(const char *text);

#endif
