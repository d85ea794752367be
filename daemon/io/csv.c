#include "io/csv.h"

#include "base/assert.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

void csv_close(struct csv *csv)
{
    file_free(&csv->file);
}

void csv_complain(const struct csv *csv, const char *sentence)
{
    complaints_add(csv->complaints, csv->path, csv->line, 0, "%s", sentence);
}

void csv_complain_field(const struct csv *csv, uint32_t field, const char *sentence)
{
    HUB_ASSERT(field < csv->field_count);
    complaints_add(csv->complaints, csv->path, csv->line, csv->columns[field], "%s", sentence);
}

/* What a byte of a field means. */
enum csv_step { CSV_BYTE, CSV_END, CSV_OPEN, CSV_STRAY };

/* Look at text[*at]; a doubled quote is stepped over, so that *at is at its second half. */
static enum csv_step look(struct slice text, size_t *at, bool quoted)
{
    if (*at == text.size_bytes) {
        return quoted ? CSV_OPEN : CSV_END;
    }
    if (!quoted) {
        return text.data[*at] == ',' ? CSV_END : (text.data[*at] == '"' ? CSV_STRAY : CSV_BYTE);
    }
    if (text.data[*at] != '"') {
        return CSV_BYTE;
    }
    (*at)++;
    return *at < text.size_bytes && text.data[*at] == '"' ? CSV_BYTE : CSV_END;
}

/* One field from text[*at] on; leaves *at at the comma or the end. NULL or what is wrong. */
static const char *take_field(struct slice text, size_t *at, char *field)
{
    size_t used = 0;
    const bool quoted = *at < text.size_bytes && text.data[*at] == '"';
    *at += quoted ? 1 : 0;
    enum csv_step step = look(text, at, quoted);
    for (; step == CSV_BYTE; step = look(text, at, quoted)) {
        if (used + 1 == CSV_FIELD_ROOM) {
            return "a field is too long";
        }
        field[used++] = (char)text.data[*at];
        (*at)++;
    }
    field[used] = '\0';
    if (step != CSV_END) {
        return step == CSV_OPEN ? "a quote is missing"
                                : "a quote stands in a field that does not begin with one";
    }
    return *at < text.size_bytes && text.data[*at] != ',' ? "a comma is missing after a quote"
                                                          : NULL;
}

/* The fields of one line; NULL or what is wrong. */
static const char *take_fields(struct csv *csv, struct slice text)
{
    size_t at = 0;
    csv->field_count = 0;
    for (;;) {
        if (csv->field_count == CSV_FIELDS_MAX) {
            return "there are too many fields";
        }
        csv->columns[csv->field_count] = (uint32_t)at + 1;
        const char *fault = take_field(text, &at, csv->fields[csv->field_count]);
        if (fault != NULL) {
            return fault;
        }
        csv->field_count++;
        if (at == text.size_bytes) {
            return NULL;
        }
        at++; /* the comma */
    }
}

/* The next line that is neither empty nor a comment; false at the end. */
static bool next_line(struct csv *csv, struct slice *out_text)
{
    const struct slice all = file_bytes(&csv->file);
    while (csv->at < all.size_bytes) {
        const uint8_t *begin = all.data + csv->at;
        const size_t left = all.size_bytes - csv->at;
        const uint8_t *end = memchr(begin, '\n', left);
        size_t length = end == NULL ? left : (size_t)(end - begin);
        csv->at += end == NULL ? length : length + 1;
        csv->line++;
        if (length > 0 && begin[length - 1] == '\r') {
            length--;
        }
        if (length > 0 && begin[0] != '#') {
            *out_text = (struct slice){begin, length};
            return true;
        }
    }
    return false;
}

bool csv_next(struct csv *csv)
{
    struct slice text;
    if (!next_line(csv, &text)) {
        return false;
    }
    const char *fault = text_is_clean(text)
                            ? take_fields(csv, text)
                            : "this is no UTF-8 text, or has control characters in it";
    if (fault != NULL) {
        csv_complain(csv, fault);
        return false;
    }
    return true;
}

bool csv_open(struct csv *csv, const char *folder, const char *name, const char *header,
              const char *optional, struct complaints *complaints)
{
    *csv = (struct csv){.complaints = complaints};
    const int length = snprintf(csv->path, sizeof csv->path, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= sizeof csv->path) {
        complaints_add(complaints, folder, 0, 0, "the path is too long");
        return false;
    }
    if (!file_read(&csv->file, csv->path, CSV_FILE_BYTES_MAX, complaints)) {
        return false;
    }
    struct slice text = {NULL, 0};
    char longer[CSV_FIELD_ROOM];
    (void)snprintf(longer, sizeof longer, "%s,%s", header, optional == NULL ? "" : optional);
    if (!next_line(csv, &text) || (!slice_equal(text, slice_of(header)) &&
                                   (optional == NULL || !slice_equal(text, slice_of(longer))))) {
        complaints_add(complaints, csv->path, csv->line, 0, "the first row must be: %s", header);
        return false;
    }
    (void)take_fields(csv, text); /* known to be plain; gives the number of fields */
    return true;
}
