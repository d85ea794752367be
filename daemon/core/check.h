/*
 * check.h - is what a message says in range, and is it plausible?
 *
 * Read by: hub. Reads: message.h, region.h, limits.h.
 * Owns: nothing.
 * A refusal says what is wrong and where; a warning lets the message pass and stays on its record.
 * Holds: (1) what passes can be applied: every code exists, every text fits its table.
 * Source: proto/README.md "Limits" and "Warnings"; plausibility after published slips (tests/data/README.md).
 */
#ifndef HUB_CORE_CHECK_H
#define HUB_CORE_CHECK_H

#include "core/limits.h"
#include "core/message.h"
#include "core/picture.h"
#include "core/region.h"

/* Warnings in the form a record keeps them. */
struct warnings {
    size_t used_bytes;
    uint32_t count;
    uint8_t room[WARNINGS_MAX * 48];
};

/* warnings_add - one more, as long as there is room and fewer than WARNINGS_MAX */
void warnings_add(struct warnings *warnings, enum hub_status code, const char *field);

/* What check found out about a message on the way. */
struct checked {
    struct place place; /* of a report; its point is a slice of the message */
    uint16_t regencies[EVENT_REGIONS_MAX + 40]; /* of an event, provinces spelt out, each once */
    uint32_t regency_count;
    struct warnings warnings;
    uint32_t new_articles; /* quantities whose article the ledger does not have */
};

/*
 * check_message - ranges, codes, times and plausibility of a decoded message.
 *
 *   catalogue   regions and hazards
 *   at_utc_us   the hub's clock
 *   out         filled in with HUB_OK only
 *
 * Returns HUB_OK or a refusal with the field's path.
 */
enum hub_status check_message(const struct message *message, const struct catalogue *catalogue,
                              int64_t at_utc_us, struct checked *out, struct fault *fault);

/* check_moment - does any calendar have it? A Timestamp beyond it in a document would be none that clients can read. 0, not said, fits. */
static inline bool check_moment(int64_t utc_us)
{
    return utc_us >= AS_OF_MIN_US && utc_us <= TIME_MAX_US;
}

/* check_realm - "real" or "drill/<id>" in form? */
bool check_realm(struct slice realm);

#endif
