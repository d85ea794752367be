/*
 * figure.h - the kinds of figures, and the figures of one report.
 *
 * Read by: message, check, picture, document. Reads: base/.
 * Holds: (1) a kind's number is its number on the wire (FigureKind); (2) absent is not zero: a kind that is
 *        not in the mask was not said.
 * Source: proto/pusdalops/v1/figure.proto; definitions of BNPB regulation 8/2011.
 */
#ifndef HUB_CORE_FIGURE_H
#define HUB_CORE_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

enum figure_kind {
    FIGURE_NONE,
    FIGURE_DEAD,
    FIGURE_MISSING,
    FIGURE_INJURED,
    FIGURE_INJURED_HEAVY,
    FIGURE_INJURED_LIGHT,
    FIGURE_DISPLACED_PERSONS,
    FIGURE_DISPLACED_HOUSEHOLDS,
    FIGURE_AFFECTED_PERSONS,
    FIGURE_AFFECTED_HOUSEHOLDS,
    FIGURE_HOUSES_DAMAGED,
    FIGURE_HOUSES_HEAVY,
    FIGURE_HOUSES_MODERATE,
    FIGURE_HOUSES_LIGHT,
    FIGURE_HOUSES_FLOODED,
    FIGURE_FACILITIES_EDUCATION,
    FIGURE_FACILITIES_WORSHIP,
    FIGURE_FACILITIES_HEALTH,
    FIGURE_FACILITIES_OFFICE,
    FIGURE_FACILITIES_PUBLIC,
    FIGURE_BRIDGES,
    FIGURE_FACTORIES,
    FIGURE_SHOPS,
    FIGURE_ROADS_CUT,
    FIGURE_KINDS
};

/* No report: a time of its own, because what happened in 1970 or before is a time like any other. */
#define AS_OF_NONE INT64_MIN

#define FIGURE_BIT(kind) (1U << (unsigned)(kind))

/* The figures of one report. */
struct figures {
    uint32_t mask; /* FIGURE_BIT of each kind that is said; (2) */
    uint32_t value[FIGURE_KINDS];
    uint8_t reason[FIGURE_KINDS]; /* ChangeReason; 0: none given */
};

/* figure_name - the kind's name in field paths and tables: "dead", "displaced_persons"; static; "none" for FIGURE_NONE */
const char *figure_name(enum figure_kind kind);

/* figure_next - the lowest kind in a mask; the mask must not be empty */
static inline enum figure_kind figure_next(uint32_t mask)
{
    return (enum figure_kind)__builtin_ctz(mask);
}

#endif
