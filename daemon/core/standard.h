/*
 * standard.h - what displaced people need by the minimum standards: the estimate beside what was asked for, never instead of it.
 *
 * Read by: document_logistics. Reads: item.h.
 * Holds: (1) the items and units are those of the catalogue (a test compares); (2) only what is known is multiplied: nothing is
 *        guessed of persons from households or the other way round.
 * Source: BNPB minimum standards (Perka 7/2008) for rice, ready meals, toilets; BNPB guideline 2015 for water and containers;
 *         Sphere for blankets; practice of relief in Jakarta 2025 for kits, one to a household.
 */
#ifndef HUB_CORE_STANDARD_H
#define HUB_CORE_STANDARD_H

#include <stdbool.h>
#include <stdint.h>

enum standard_basis { STANDARD_PERSON, STANDARD_HOUSEHOLD };

struct standard {
    const char *item;
    const char *unit;
    enum standard_basis basis;
    uint32_t thousandths;       /* of the unit, for `of` persons or households */
    uint32_t of;                /* rounded up to a whole unit where it is more than 1 */
    uint32_t later_thousandths; /* from STANDARD_FIRST_DAYS on; 0: as before */
    bool per_day;
};

#define STANDARD_FIRST_DAYS 3 /* the first days of an event, when less water must do */

/* standard_list - all of them, in the order they are shown */
const struct standard *standard_list(uint32_t *out_count);

/*
 * standard_need - thousandths of the unit for so many.
 *
 *   count   persons or households, by the standard's basis; at most 10^12
 *   day     of the event, 0 for the first
 */
uint64_t standard_need(const struct standard *standard, uint64_t count, int64_t day);

#endif
