/*
 * reader.h - asking the journal for what it holds.
 *
 * Read by: hub, sitrep; filled in by io/store and by the simulator. Reads: base/.
 * Reading changes nothing and its answer follows from what was appended before, records of the present turn
 * included; so the step stays a function of the past (decision 0003).
 * Holds: (1) slices given out are good until the end of the step.
 */
#ifndef HUB_CORE_READER_H
#define HUB_CORE_READER_H

#include "base/ids.h"
#include "base/slice.h"
#include "base/status.h"

#define READER_PAGE_MAX 256

struct reader {
    void *self;
    /* The record of (source, number): HUB_OK, or HUB_E_REPORT_UNKNOWN, or HUB_E_READ_FAILED. */
    enum hub_status (*by_number)(void *self, uint32_t realm, struct source_id source,
                                 uint64_t number, struct slice *out_record);
    /* Records about exactly this area after a sequence, oldest first, at most out_max: HUB_OK or HUB_E_READ_FAILED. */
    enum hub_status (*by_area)(void *self, uint32_t realm, uint32_t area, struct seq after,
                               struct slice *out_records, uint32_t out_max, uint32_t *out_count);
};

#endif
