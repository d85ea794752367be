/*
 * activity.h - who does what, where, when and for whom: worked out from what was promised and done, never from a second form.
 *
 * Read by: hub_query. Reads: document.h.
 * Owns: nothing; rows live in the desk's arena.
 * Holds: (1) every activity of the realm is on exactly one page of a run through the cursors; (2) one page looks at
 *        PAGE_SCAN_MAX entries at most, and the lines of one shipment more; (3) what a pledge promises is listed by the pledge alone,
 *        wherever it rides.
 * Source: proto/README.md "Who does what"; decisions 0030, 0033.
 */
#ifndef HUB_CORE_ACTIVITY_H
#define HUB_CORE_ACTIVITY_H

#include "core/document.h"

struct Pusdalops__V1__Activity;

/* What is asked for. */
struct activity_filter {
    uint32_t area;  /* AREA_NATION: everything, also what is not allotted to any area */
    uint32_t event; /* with has_event */
    bool has_event;
};

struct activity_page {
    struct Pusdalops__V1__Activity *rows[PAGE_MESSAGES_MAX];
    uint32_t count;
};

/*
 * activity_list - the next page.
 *
 *   cursor   in: 0, or what the last page gave; out: where to go on, 0 after the last
 *
 * Returns false for a cursor that no page gave.
 */
bool activity_list(const struct desk *desk, const struct activity_filter *filter, uint64_t *cursor,
                   struct activity_page *page);

#endif
