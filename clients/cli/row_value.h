/*
 * row_value.h - what one field of a row says: a time, a word, a quantity, a reference.
 *
 * Read by: row_logistics.c, row_shipment.c. Reads: row.h.
 * Owns: nothing; texts stay in the row. Each returns false with *fault filled.
 */
#ifndef PUSDALOPS_CLI_ROW_VALUE_H
#define PUSDALOPS_CLI_ROW_VALUE_H

#include "row.h"

/* row_value_wrong, row_value_missing, row_value_out_of_form - false, with the fault of a field filled in. */
bool row_value_wrong(struct row_fault *fault, const char *field, const char *why_en,
                     const char *why_id);
bool row_value_missing(struct row_fault *fault, const char *field);
bool row_value_out_of_form(struct row_fault *fault, const char *field);

/* row_value_amount_wrong - the same for what is no quantity. */
bool row_value_amount_wrong(struct row_fault *fault, const char *field);

/* row_value_time - the time of a field, 0 where it is not said. */
bool row_value_time(const struct row *row, const char *field, int64_t utc_us, int64_t *time_us,
                    struct row_fault *fault);

/* row_value_word - the number of a word, 0 where it is not said. */
bool row_value_word(const struct row *row, const char *field, enum pusdalops_words words,
                    uint32_t *number, struct row_fault *fault);

/* row_value_count - a whole number, 0 where it is not said. */
bool row_value_count(const struct row *row, const char *field, uint32_t *count,
                     struct row_fault *fault);

/* row_value_yes - yes or no; no where it is not said. */
bool row_value_yes(const struct row *row, const char *field, bool *yes, struct row_fault *fault);

/* row_value_counted - the same, and nought is a count. */
bool row_value_counted(const struct row *row, struct pusdalops_quantity *quantity,
                       char unit[PUSDALOPS_UNIT_BYTES_MAX + 1], struct row_fault *fault);

/* row_value_quantity - "1,5 ton", or "1,5" with the unit in its own column; of the row's item. */
bool row_value_quantity(const struct row *row, struct pusdalops_quantity *quantity,
                        char unit[PUSDALOPS_UNIT_BYTES_MAX + 1], struct row_fault *fault);

/* row_value_bare - a number without a unit, 0 where it is not said: an update speaks in the unit of its pledge. */
bool row_value_bare(const struct row *row, const char *field, uint64_t *thousandths,
                    struct row_fault *fault);

/* row_value_reference - "bpbd-12.73/4/1" of a line, "pmi/3" of a message; it must be there. */
bool row_value_reference(const struct row *row, const char *field, bool is_line,
                         char source[PUSDALOPS_SOURCE_BYTES_MAX + 1],
                         struct pusdalops_reference *reference, struct row_fault *fault);

#endif
