/*
 * row_logistics.h - a need, an answer to one of its lines, a pledge or what happened to it, as named texts.
 *
 * Read by: row.c, command_relief.c. Reads: row.h.
 * Owns: nothing; the texts are the caller's.
 * Source: pusdalops(1) "ROWS OF A FILE": the names are stable.
 */
#ifndef PUSDALOPS_CLI_ROW_LOGISTICS_H
#define PUSDALOPS_CLI_ROW_LOGISTICS_H

#include "row.h"

/* row_logistics_kind - is this one of need, need_decision, pledge, pledge_update, warehouse, stock_count? */
bool row_logistics_kind(const char *kind);

/* row_logistics_name - is this a field of one of these rows? */
bool row_logistics_name(const char *name);

/*
 * row_logistics_message - the message that a row of that kind says; see row_message.
 *
 * A need has the one line that the row says, or none where it names no item: row_logistics_line adds more.
 */
bool row_logistics_message(const struct row *row, const char *kind, int64_t utc_us,
                           struct pusdalops_message **message, struct row_fault *fault);

/* row_logistics_names - does the row say nothing that a line of a need has not? False with *fault filled. */
bool row_logistics_names(const struct row *row, struct row_fault *fault);

/* row_logistics_line - add the line of a need that the row says; false with *fault filled. */
bool row_logistics_line(const struct row *row, int64_t utc_us, struct pusdalops_message *need,
                        struct row_fault *fault);

/* row_stock_names, row_stock_line - the same of a line of a count. */
bool row_stock_names(const struct row *row, struct row_fault *fault);
bool row_stock_line(const struct row *row, struct pusdalops_message *count,
                    struct row_fault *fault);

#endif
