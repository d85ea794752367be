/* rows.c - the rows of a file to be sent: CSV, JSON lines, or Messages. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "pusdalops/v1/message.pb-c.h"

static enum rows_status fault_is(struct row_fault *fault, enum rows_status status,
                                 const char *field, const char *why_en, const char *why_id)
{
    *fault = (struct row_fault){.field = field, .why_en = why_en, .why_id = why_id};
    return status;
}

static enum rows_status csv_fault(struct row_fault *fault, enum csv_status status)
{
    if (status == CSV_E_QUOTE) {
        return fault_is(fault, ROWS_BROKEN, "",
                        "quotes are not closed or stand inside a plain field",
                        "tanda kutip tidak ditutup atau berada di tengah isian");
    }
    if (status == CSV_E_SIZE) {
        return fault_is(fault, ROWS_BROKEN, "", "a row is too long or has too many fields",
                        "baris terlalu panjang atau terlalu banyak kolom");
    }
    return fault_is(fault, ROWS_BROKEN, "", "the file cannot be read as text",
                    "berkas tidak dapat dibaca sebagai teks");
}

/* Keep the names of the columns beyond the reading of the next row. */
static bool keep_header(struct rows *rows)
{
    rows->header_text = malloc(rows->csv.text_size);
    if (rows->header_text == NULL) {
        return false;
    }
    memcpy(rows->header_text, rows->csv.text, rows->csv.text_size);
    rows->header_count = rows->csv.field_count;
    for (size_t i = 0; i < rows->header_count; i++) {
        rows->header[i] = rows->header_text + (rows->csv.fields[i] - rows->csv.text);
    }
    return true;
}

bool rows_are_messages(enum rows_format format)
{
    return format == ROWS_BINARY || format == ROWS_TEXT;
}

bool rows_open(struct rows *rows, FILE *file, enum rows_format format, struct row_fault *fault)
{
    memset(rows, 0, sizeof *rows);
    rows->file = file;
    rows->format = format;
    if (rows_are_messages(format)) {
        rows->bytes = malloc(PUSDALOPS_MESSAGE_BYTES_MAX);
        (void)fault_is(fault, ROWS_BROKEN, "", "no memory", "memori habis");
        return rows->bytes != NULL && (format != ROWS_TEXT || rows_text_open(&rows->text, file));
    }
    if (format == ROWS_JSON) {
        return true;
    }
    csv_init(&rows->csv, file);
    const enum csv_status status = csv_next(&rows->csv);
    rows->line = rows->csv.line;
    if (status == CSV_END) {
        (void)fault_is(fault, ROWS_BROKEN, "", "no header line", "tidak ada baris judul kolom");
        return false;
    }
    if (status != CSV_ROW) {
        (void)csv_fault(fault, status);
        return false;
    }
    return keep_header(rows);
}

static enum rows_status next_csv(struct rows *rows, struct row *row, struct row_fault *fault)
{
    const enum csv_status status = csv_next(&rows->csv);
    rows->line = rows->csv.line;
    if (status == CSV_END) {
        return ROWS_END;
    }
    if (status != CSV_ROW) {
        return csv_fault(fault, status);
    }
    if (rows->csv.field_count != rows->header_count) {
        return fault_is(fault, ROWS_FAULT, "", "has another number of columns than the header",
                        "jumlah kolom berbeda dari baris judul");
    }
    for (size_t i = 0; i < rows->header_count; i++) {
        if (!row_add(row, rows->header[i], rows->csv.fields[i])) {
            return fault_is(fault, ROWS_FAULT, rows->header[i], "stands twice", "disebut dua kali");
        }
    }
    return ROWS_ROW;
}

/* A JSON value as the text that a CSV cell would hold; NULL: not allowed. null is "not said". */
static const char *json_cell(const json_t *value, char number[32])
{
    if (json_is_null(value)) {
        return "";
    }
    if (json_is_string(value)) {
        return json_string_value(value);
    }
    if (json_is_integer(value)) {
        (void)snprintf(number, 32, "%lld", (long long)json_integer_value(value));
        return number;
    }
    if (json_is_real(value)) {
        (void)snprintf(number, 32, "%.9g", json_real_value(value));
        return number;
    }
    return NULL;
}

/* Quantities are exact, and a real number of JSON is not. */
static bool is_quantity(const char *name)
{
    return strcmp(name, "quantity") == 0 || strcmp(name, "damaged") == 0 ||
           strcmp(name, "lost") == 0;
}

static enum rows_status row_of_json(struct rows *rows, struct row *row, struct row_fault *fault)
{
    size_t i = 0;
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(rows->json, name, value)
    {
        if (json_is_real(value) && is_quantity(name)) {
            return fault_is(fault, ROWS_FAULT, name, "write a quantity with a fraction as a text",
                            "tulis jumlah pecahan sebagai teks");
        }
        const char *cell = i < ROW_FIELDS_MAX ? json_cell(value, rows->numbers[i]) : NULL;
        if (cell == NULL || !row_add(row, name, cell)) {
            return fault_is(fault, ROWS_FAULT, name, "must be a text, a number or null",
                            "harus teks, angka, atau null");
        }
        i++;
    }
    return ROWS_ROW;
}

static enum rows_status next_json(struct rows *rows, struct row *row, struct row_fault *fault)
{
    ssize_t size = 0;
    do {
        size = getline(&rows->line_text, &rows->line_room, rows->file);
        rows->line += 1;
    } while (size > 0 && strspn(rows->line_text, " \t\r\n") == (size_t)size);
    if (size <= 0) {
        return ROWS_END;
    }
    if ((size_t)size > CSV_ROW_BYTES_MAX) {
        return fault_is(fault, ROWS_FAULT, "", "the line is too long", "baris terlalu panjang");
    }
    json_decref(rows->json);
    rows->json = json_loadb(rows->line_text, (size_t)size, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(rows->json)) {
        return fault_is(fault, ROWS_FAULT, "", "is not one JSON object", "bukan satu objek JSON");
    }
    return row_of_json(rows, row, fault);
}

static enum rows_status next_binary(struct rows *rows, struct row_fault *fault)
{
    uint64_t size = 0;
    unsigned shift = 0;
    int byte = getc(rows->file);
    if (byte == EOF) {
        return ROWS_END;
    }
    rows->line += 1;
    for (; byte != EOF && (byte & 0x80) != 0 && shift < 28; byte = getc(rows->file)) {
        size |= (uint64_t)(byte & 0x7F) << shift;
        shift += 7;
    }
    size |= byte == EOF ? 0 : (uint64_t)(byte & 0x7F) << shift;
    if (byte == EOF || (byte & 0x80) != 0 || size == 0 || size > PUSDALOPS_MESSAGE_BYTES_MAX ||
        fread(rows->bytes, 1, size, rows->file) != size) {
        return fault_is(fault, ROWS_BROKEN, "", "is cut short or too large",
                        "terpotong atau terlalu besar");
    }
    rows->size = size;
    return ROWS_ROW;
}

static enum rows_status next_text(struct rows *rows, struct row_fault *fault)
{
    const enum rows_text_status status = rows_text_next(&rows->text, rows->bytes, &rows->size);
    if (status == ROWS_TEXT_END) {
        return ROWS_END;
    }
    rows->line += 1;
    if (status == ROWS_TEXT_MESSAGE) {
        return ROWS_ROW;
    }
    const struct proto_text_fault *found = &rows->text.fault;
    (void)snprintf(rows->place, sizeof rows->place, "%u:%u%s%s", found->line, found->column,
                   found->name[0] == '\0' ? "" : ": ", found->name);
    return fault_is(fault, status == ROWS_TEXT_FAULT ? ROWS_FAULT : ROWS_BROKEN, rows->place,
                    found->why_en, found->why_id);
}

/* The number that the Message carries, for the one who reads its receipt. */
static uint64_t number_of(const struct rows *rows)
{
    Pusdalops__V1__Message *message = pusdalops__v1__message__unpack(NULL, rows->size, rows->bytes);
    const uint64_t number = message == NULL ? 0 : message->number;
    pusdalops__v1__message__free_unpacked(message, NULL);
    return number;
}

enum rows_status rows_next(struct rows *rows, struct row *row, struct row_fault *fault)
{
    row->count = 0;
    if (rows->format == ROWS_CSV) {
        return next_csv(rows, row, fault);
    }
    if (rows->format == ROWS_JSON) {
        return next_json(rows, row, fault);
    }
    const enum rows_status status =
        rows->format == ROWS_TEXT ? next_text(rows, fault) : next_binary(rows, fault);
    rows->number = status == ROWS_ROW ? number_of(rows) : 0;
    return status;
}

void rows_close(struct rows *rows)
{
    json_decref(rows->json);
    free(rows->header_text);
    free(rows->line_text);
    free(rows->bytes);
    rows_text_close(&rows->text);
    memset(rows, 0, sizeof *rows);
}
