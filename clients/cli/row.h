/*
 * row.h - one report, event, withdrawal, verification, need, pledge, or what is done to these two,
 * as named texts: from flags, a CSV row or a JSON line.
 *
 * Read by: rows.c, row_logistics.h, command_*.c. Reads: pusdalops.h.
 * Owns: nothing; the texts are the caller's.
 * Source: pusdalops(1) "ROWS": the names are stable.
 */
#ifndef PUSDALOPS_CLI_ROW_H
#define PUSDALOPS_CLI_ROW_H

#include "pusdalops.h"

#define ROW_FIELDS_MAX 128U
#define ROW_NO_NOW                                                                                 \
    INT64_MIN /* "now" is not a time in a file: sent again, it would be another row */

struct row_field {
    const char *name;
    const char *value;
};

struct row {
    struct row_field fields[ROW_FIELDS_MAX];
    size_t count;
};

/* Why a row cannot be a message. */
struct row_fault {
    const char *field; /* "" where the row as a whole is at fault */
    const char *why_en;
    const char *why_id;
};

/*
 * row_add - one more field; an empty value is left out (not said). False where there is no room or
 * the name stands twice.
 */
bool row_add(struct row *row, const char *name, const char *value);

/* row_get - the value of a field, or NULL. */
const char *row_get(const struct row *row, const char *name);

/*
 * row_message - the message that the row says.
 *
 *   source   our own; a field "source" that differs makes the message one on behalf of that source
 *   utc_us   what "now" means; ROW_NO_NOW
 *
 * False with *fault filled; its field lives as long as the row. Free the message.
 */
bool row_message(const struct row *row, const char *source, int64_t utc_us,
                 struct pusdalops_message **message, struct row_fault *fault);

/*
 * row_mark - the mark that keeps the same row from being handed in twice.
 *
 *   repeat   which one it is of equal rows in the same file, from 0
 *   salt     empty, or a text that makes it another row on purpose
 */
void row_mark(const struct row *row, uint32_t repeat, const char *salt,
              uint8_t mark[PUSDALOPS_MARK_BYTES]);

#endif
