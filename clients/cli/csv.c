/* csv.c - reading rows of a CSV file by RFC 4180, with a header line. */
#include "csv.h"

static int take(struct csv *csv)
{
    int character = getc(csv->file);
    if (character == '\r') { /* CR LF and CR alone end a line as LF does */
        const int next = getc(csv->file);
        if (next != '\n' && next != EOF) {
            (void)ungetc(next, csv->file);
        }
        character = '\n';
    }
    csv->next_line += character == '\n' ? 1 : 0;
    return character;
}

void csv_init(struct csv *csv, FILE *file)
{
    csv->file = file;
    csv->line = 0;
    csv->next_line = 1;
    csv->field_count = 0;
    csv->text_size = 0;
    const int first = getc(file);
    if (first == 0xEF) { /* EF BB BF */
        (void)getc(file);
        (void)getc(file);
    } else if (first != EOF) {
        (void)ungetc(first, file);
    }
}

static enum csv_status keep(struct csv *csv, int character)
{
    if (character == '\0') {
        return CSV_E_NUL;
    }
    if (csv->text_size + 1 >= CSV_ROW_BYTES_MAX) { /* (1); room for the closing NUL */
        return CSV_E_SIZE;
    }
    csv->text[csv->text_size++] = (char)character;
    return CSV_ROW;
}

static enum csv_status begin_field(struct csv *csv)
{
    if (csv->field_count == CSV_FIELDS_MAX) {
        return CSV_E_SIZE;
    }
    csv->fields[csv->field_count++] = csv->text + csv->text_size;
    return CSV_ROW;
}

/* The rest of a quoted field; *end is what stands behind it. */
static enum csv_status quoted(struct csv *csv, int *end)
{
    for (;;) {
        int character = take(csv);
        if (character == EOF) {
            return CSV_E_QUOTE;
        }
        if (character == '"') {
            character = take(csv);
            if (character != '"') {
                *end = character;
                const bool closed = character == ',' || character == '\n' || character == EOF;
                return closed ? CSV_ROW : CSV_E_QUOTE;
            }
        }
        const enum csv_status status = keep(csv, character);
        if (status != CSV_ROW) {
            return status;
        }
    }
}

static enum csv_status plain(struct csv *csv, int first, int *end)
{
    int character = first;
    while (character != ',' && character != '\n' && character != EOF) {
        if (character == '"') {
            return CSV_E_QUOTE;
        }
        const enum csv_status status = keep(csv, character);
        if (status != CSV_ROW) {
            return status;
        }
        character = take(csv);
    }
    *end = character;
    return CSV_ROW;
}

/* Skip empty lines and remarks; the first character of the row, or EOF. */
static int first_of_row(struct csv *csv)
{
    for (;;) {
        csv->line = csv->next_line;
        int character = take(csv);
        if (character == '#') {
            while (character != '\n' && character != EOF) {
                character = take(csv);
            }
        }
        if (character != '\n') {
            return character;
        }
    }
}

enum csv_status csv_next(struct csv *csv)
{
    csv->field_count = 0;
    csv->text_size = 0;
    int character = first_of_row(csv);
    if (character == EOF) {
        return ferror(csv->file) ? CSV_E_READ : CSV_END;
    }
    for (;;) {
        enum csv_status status = begin_field(csv);
        if (status == CSV_ROW) {
            status = character == '"' ? quoted(csv, &character) : plain(csv, character, &character);
        }
        if (status != CSV_ROW) {
            return status;
        }
        csv->text[csv->text_size++] = '\0';
        if (character != ',') {
            return CSV_ROW;
        }
        character = take(csv);
    }
}
