/*
 * ids.h - numbers that cannot be taken for one another.
 *
 * Read by: everyone. Reads: nothing.
 * An id is a struct of one number, so the compiler keeps a source from passing for an event.
 */
#ifndef HUB_BASE_IDS_H
#define HUB_BASE_IDS_H

#include <stdint.h>

#define HUB_ID(name)                                                                               \
    struct name {                                                                                  \
        uint32_t n;                                                                                \
    }

HUB_ID(client_id); /* place in the roster that is in force; another roster, another meaning */
HUB_ID(source_id); /* place in a realm's table of sources; never changes */
HUB_ID(event_id);  /* place in a realm's table of disaster events */
HUB_ID(cell_id);   /* place in the picture: one source's word on one place of one event */

/* A journal sequence: 1 is the first record; 0 is "none". */
struct seq {
    uint64_t n;
};

/* Microseconds since 1970-01-01 00:00 UTC are plain int64_t named ..._utc_us; 0 is "not said". */
#define US_PER_MS 1000LL
#define US_PER_S  1000000LL

#endif
