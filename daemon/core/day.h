/*
 * day.h - calendar days, as they are printed on goods: "2026-03-31".
 *
 * Read by: stock, warehouse, document_stock. Reads: base/.
 * A day is its number since 1970-01-01, so that two of them subtract; 0 is "not said". Today is the day in Western Indonesia
 * (UTC+7), which most of the country lives by.
 * Source: proto/README.md "Stock"; Keppres 41/1987 for the zone.
 */
#ifndef HUB_CORE_DAY_H
#define HUB_CORE_DAY_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define DAY_ROOM      11 /* "2026-03-31" and an end */
#define DAY_YEAR_MIN  2000
#define DAY_YEAR_LAST 2199

/* day_parse - "YYYY-MM-DD" of the Gregorian calendar, from DAY_YEAR_MIN to DAY_YEAR_LAST; false for anything else */
bool day_parse(struct slice text, uint32_t *out_day);

/* day_print - the same text again, empty for 0; room is DAY_ROOM bytes */
void day_print(uint32_t day, char *room);

/* day_of - which day it is in Western Indonesia at this time; days before 1970 are 0 */
uint32_t day_of(int64_t utc_us);

#endif
