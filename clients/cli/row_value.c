/* row_value.c - what one field of a row says: a time, a word, a quantity, a reference. */
#include "row_value.h"

#include <string.h>

#include "app.h"

bool row_value_wrong(struct row_fault *fault, const char *field, const char *why_en,
                     const char *why_id)
{
    *fault = (struct row_fault){.field = field, .why_en = why_en, .why_id = why_id};
    return false;
}

bool row_value_missing(struct row_fault *fault, const char *field)
{
    return row_value_wrong(fault, field, "is missing", "belum ada");
}

bool row_value_out_of_form(struct row_fault *fault, const char *field)
{
    return row_value_wrong(fault, field, "the value is not allowed here",
                           "nilai ini tidak diizinkan");
}

/* The time of a field, 0 where it is not said. */
bool row_value_time(const struct row *row, const char *field, int64_t utc_us, int64_t *time_us,
                    struct row_fault *fault)
{
    const char *text = row_get(row, field);
    *time_us = 0;
    if (text == NULL) {
        return true;
    }
    if (utc_us != ROW_NO_NOW && (strcmp(text, "now") == 0 || strcmp(text, "sekarang") == 0)) {
        *time_us = utc_us;
        return true;
    }
    return (pusdalops_time_parse(text, time_us) == PUSDALOPS_OK && *time_us > 0) ||
           row_value_wrong(fault, field,
                           "must be a time with its zone, such as 2025-11-28T14:30+07:00",
                           "harus waktu dengan zonanya, misalnya 2025-11-28T14:30+07:00");
}

/* The number of a word, 0 where it is not said. */
bool row_value_word(const struct row *row, const char *field, enum pusdalops_words words,
                    uint32_t *number, struct row_fault *fault)
{
    const char *text = row_get(row, field);
    *number = text == NULL ? 0 : pusdalops_word_find(words, text);
    return text == NULL || *number != 0 || row_value_out_of_form(fault, field);
}

bool row_value_count(const struct row *row, const char *field, uint32_t *count,
                     struct row_fault *fault)
{
    const char *text = row_get(row, field);
    uint64_t value = 0;
    const bool good = text == NULL || app_number(text, UINT32_MAX, &value);
    *count = (uint32_t)value;
    return good || row_value_wrong(fault, field, "must be a whole number", "harus bilangan bulat");
}

bool row_value_yes(const struct row *row, const char *field, bool *yes, struct row_fault *fault)
{
    const char *text = row_get(row, field);
    *yes = text != NULL && (strcmp(text, "yes") == 0 || strcmp(text, "ya") == 0);
    return text == NULL || *yes || strcmp(text, "no") == 0 || strcmp(text, "tidak") == 0 ||
           row_value_wrong(fault, field, "must be yes or no", "harus ya atau tidak");
}

bool row_value_amount_wrong(struct row_fault *fault, const char *field)
{
    return row_value_wrong(
        fault, field,
        "must be a quantity such as 300 or 1,5; write 1500 or 1,50 for what 1.500 leaves open",
        "harus jumlah seperti 300 atau 1,5; tulis 1500 atau 1,50 karena 1.500 bermakna ganda");
}

/* "1,5 ton", or "1,5" with the unit in its own column; nought is a count. */
bool row_value_counted(const struct row *row, struct pusdalops_quantity *quantity,
                       char unit[PUSDALOPS_UNIT_BYTES_MAX + 1], struct row_fault *fault)
{
    const char *text = row_get(row, "quantity");
    const char *column = row_get(row, "unit");
    *quantity = (struct pusdalops_quantity){.item = row_get(row, "item"),
                                            .contents = row_get(row, "contents")};
    if (quantity->item == NULL || text == NULL) {
        return row_value_missing(fault, quantity->item == NULL ? "item" : "quantity");
    }
    if (pusdalops_quantity_parse(text, &quantity->thousandths, unit) != PUSDALOPS_OK) {
        return row_value_amount_wrong(fault, "quantity");
    }
    if (column != NULL && unit[0] != '\0' && strcmp(column, unit) != 0) {
        return row_value_wrong(fault, "unit", "differs from the unit beside the quantity",
                               "berbeda dari satuan di samping jumlah");
    }
    quantity->unit = column != NULL ? column : unit;
    return true;
}

bool row_value_quantity(const struct row *row, struct pusdalops_quantity *quantity,
                        char unit[PUSDALOPS_UNIT_BYTES_MAX + 1], struct row_fault *fault)
{
    return row_value_counted(row, quantity, unit, fault) &&
           (quantity->thousandths > 0 || row_value_amount_wrong(fault, "quantity"));
}

/* A number without a unit, 0 where it is not said: an update speaks in the unit of its pledge. */
bool row_value_bare(const struct row *row, const char *field, uint64_t *thousandths,
                    struct row_fault *fault)
{
    char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
    const char *text = row_get(row, field);
    *thousandths = 0;
    if (text == NULL) {
        return true;
    }
    if (pusdalops_quantity_parse(text, thousandths, unit) != PUSDALOPS_OK) {
        return row_value_amount_wrong(fault, field);
    }
    return unit[0] == '\0' ||
           row_value_wrong(
               fault, field,
               "is counted in the unit of the pledge or the line: write the number alone",
               "dihitung dalam satuan komitmen atau barisnya: tulis angkanya saja");
}

/* "bpbd-12.73/4/1" of a line, "pmi/3" of a message. */
bool row_value_reference(const struct row *row, const char *field, bool is_line,
                         char source[PUSDALOPS_SOURCE_BYTES_MAX + 1],
                         struct pusdalops_reference *reference, struct row_fault *fault)
{
    const char *text = row_get(row, field);
    if (text == NULL) {
        return row_value_missing(fault, field);
    }
    const bool good = pusdalops_reference_parse(text, source, reference) == PUSDALOPS_OK &&
                      (reference->line != 0 || !is_line);
    if (!good && is_line) {
        return row_value_wrong(fault, field, "must be a line of a need: SOURCE/NUMBER/LINE",
                               "harus baris kebutuhan: SUMBER/NOMOR/BARIS");
    }
    return good || row_value_wrong(
                       fault, field,
                       "must be a pledge: SOURCE/NUMBER, or SOURCE/NUMBER/LINE of an activation",
                       "harus komitmen: SUMBER/NOMOR, atau SUMBER/NOMOR/BARIS dari aktivasi");
}
