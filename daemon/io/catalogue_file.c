#include "io/catalogue_file.h"

#include "base/assert.h"
#include "base/text.h"
#include "io/cleanup.h"
#include "io/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 4
#define FIELD_ROOM 128
#define PATH_ROOM  1024

/* One of the three files, line by line. */
struct csv {
    char path[PATH_ROOM];
    struct complaints *complaints;
    struct file file;
    size_t at;     /* next byte */
    uint32_t line; /* of the row last read, from 1 */
    uint32_t field_count;
    char fields[FIELDS_MAX][FIELD_ROOM]; /* of the row last read */
};

/* A row of any file: the number that orders it, where it stands, and what it says. */
struct row {
    uint64_t code;
    uint32_t line;
    uint32_t other; /* bps: the Kemendagri code */
    struct region region;
};

struct rows {
    struct row *list;
    uint32_t count;
    uint32_t room;
};

static void csv_close(struct csv *csv)
{
    file_free(&csv->file);
}

static void rows_free(struct rows *rows)
{
    free(rows->list);
    *rows = (struct rows){0};
}

/* --- Comma separated values, RFC 4180 --------------------------------------------------------------------------- */

static void csv_complain(const struct csv *csv, const char *sentence)
{
    complaints_add(csv->complaints, csv->path, csv->line, 0, "%s", sentence);
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
        if (used + 1 == FIELD_ROOM) {
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
        if (csv->field_count == FIELDS_MAX) {
            return "there are too many fields";
        }
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

/* The next row into fields; false at the end, or with a complaint. */
static bool next_row(struct csv *csv)
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

/* Open folder/name and read its first row, which must be `header` (or go on with `optional`). */
static bool csv_open(struct csv *csv, const char *folder, const char *name, const char *header,
                     const char *optional, struct complaints *complaints)
{
    *csv = (struct csv){.complaints = complaints};
    const int length = snprintf(csv->path, sizeof csv->path, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= sizeof csv->path) {
        complaints_add(complaints, folder, 0, 0, "the path is too long");
        return false;
    }
    if (!file_read(&csv->file, csv->path, CATALOGUE_FILE_BYTES_MAX, complaints)) {
        return false;
    }
    struct slice text = {NULL, 0};
    char longer[FIELD_ROOM];
    (void)snprintf(longer, sizeof longer, "%s,%s", header, optional == NULL ? "" : optional);
    if (!next_line(csv, &text) || (!slice_equal(text, slice_of(header)) &&
                                   (optional == NULL || !slice_equal(text, slice_of(longer))))) {
        complaints_add(complaints, csv->path, csv->line, 0, "the first row must be: %s", header);
        return false;
    }
    (void)take_fields(csv, text); /* known to be plain; gives the number of fields */
    return true;
}

/* --- Rows ------------------------------------------------------------------------------------------------------- */

static bool add_row(const struct csv *csv, struct rows *rows, const struct row *row)
{
    if (rows->count == CATALOGUE_ROWS_MAX) {
        csv_complain(csv, "there are too many rows");
        return false;
    }
    if (rows->count == rows->room) {
        const uint32_t room = rows->room == 0 ? 1024 : rows->room * 2;
        struct row *list = reallocarray(rows->list, room, sizeof *list);
        if (list == NULL) {
            csv_complain(csv, "there is no memory for the rest of the file");
            return false;
        }
        rows->list = list;
        rows->room = room;
    }
    rows->list[rows->count] = *row;
    rows->list[rows->count].line = csv->line;
    rows->count++;
    return true;
}

static int by_code(const void *a, const void *b)
{
    const struct row *one = a;
    const struct row *other = b;
    if (one->code != other->code) {
        return one->code < other->code ? -1 : 1;
    }
    return one->line < other->line ? -1 : (one->line > other->line ? 1 : 0);
}

/* Put in order and see that no code stands twice. (1) */
static bool order_rows(const struct csv *csv, struct rows *rows)
{
    bool fits = true;
    if (rows->count == 0) {
        complaints_add(csv->complaints, csv->path, 0, 0, "there is no row in it");
        return false;
    }
    qsort(rows->list, rows->count, sizeof *rows->list, by_code);
    for (uint32_t i = 1; i < rows->count; i++) {
        if (rows->list[i].code == rows->list[i - 1].code) {
            complaints_add(csv->complaints, csv->path, rows->list[i].line, 0,
                           "the code stands in line %u already; keep one", rows->list[i - 1].line);
            fits = false;
        }
    }
    return fits;
}

static bool is_code_in(const struct rows *rows, uint64_t code)
{
    const struct row wanted = {.code = code};
    uint32_t low = 0;
    uint32_t high = rows->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (rows->list[middle].code < wanted.code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < rows->count && rows->list[low].code == code;
}

/* Plain digits, at most nine; false for anything else. */
static bool parse_digits(const char *text, size_t digits_least, size_t digits_most, uint32_t *out)
{
    const size_t length = strlen(text);
    if (length < digits_least || length > digits_most || strspn(text, "0123456789") != length) {
        return false;
    }
    *out = 0;
    for (size_t i = 0; i < length; i++) {
        *out = *out * 10 + (uint32_t)(text[i] - '0');
    }
    return true;
}

static bool parse_time_zone(const char *text, int16_t *out_offset_min)
{
    static const struct {
        const char *name;
        int16_t offset_min;
    } zones[] = {{"WIB", 420}, {"WITA", 480}, {"WIT", 540}}; /* Keppres 41/1987 */
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (strcmp(text, zones[i].name) == 0) {
            *out_offset_min = zones[i].offset_min;
            return true;
        }
    }
    return false;
}

/* The row in csv->fields as a region; NULL or what is wrong. */
static const char *parse_region(const struct csv *csv, struct row *row)
{
    uint64_t code = 0;
    if (!region_code_parse(slice_of(csv->fields[0]), &code) || code == AREA_NATION ||
        code >= 100000000U) {
        return "the code must be of a province (11), regency (11.06) or kecamatan (11.06.01)";
    }
    row->code = code;
    row->region.code = (uint32_t)code;
    const size_t name_bytes = strlen(csv->fields[1]);
    if (name_bytes == 0 || name_bytes >= REGION_NAME_ROOM) {
        return "the name must have 1 to 71 bytes";
    }
    (void)text_copy(row->region.name, sizeof row->region.name, slice_of(csv->fields[1]));
    const bool may_be_silent = code >= AREA_CODES; /* a kecamatan has its regency's */
    if (!parse_time_zone(csv->fields[2], &row->region.utc_offset_min) &&
        !(may_be_silent && csv->fields[2][0] == '\0')) {
        return "the time zone must be WIB, WITA or WIT";
    }
    if (csv->field_count == 4 && csv->fields[3][0] != '\0' &&
        !parse_digits(csv->fields[3], 1, 9, &row->region.population)) {
        return "the population must be digits, or empty where it is not known";
    }
    return NULL;
}

static const char *parse_bps(const struct csv *csv, struct row *row)
{
    uint32_t bps = 0;
    uint64_t code = 0;
    if (!parse_digits(csv->fields[0], 4, 4, &bps)) {
        return "a BPS code has four digits";
    }
    if (!region_code_parse(slice_of(csv->fields[1]), &code) || code >= AREA_CODES ||
        !area_is_regency((uint32_t)code)) {
        return "the Kemendagri code must be of a regency, like 11.06";
    }
    row->code = bps;
    row->other = (uint32_t)code;
    return NULL;
}

static const char *parse_hazard(const struct csv *csv, struct row *row)
{
    uint32_t code = 0;
    if (!parse_digits(csv->fields[0], 3, 3, &code)) {
        return "a disaster type code has three digits";
    }
    if (csv->fields[1][0] == '\0' || csv->fields[2][0] == '\0') {
        return "both names must be there";
    }
    if (strcmp(csv->fields[3], "yes") != 0 && strcmp(csv->fields[3], "no") != 0) {
        return "confirmed must be yes or no";
    }
    row->code = code;
    return NULL;
}

/* All rows of an opened file, in order; false with complaints. */
static bool read_rows(struct csv *csv, const char *(*parse)(const struct csv *, struct row *),
                      struct rows *rows)
{
    const uint32_t before = csv->complaints->count;
    const uint32_t field_count = csv->field_count;
    while (next_row(csv)) {
        struct row row = {0};
        const char *fault = csv->field_count == field_count
                                ? parse(csv, &row)
                                : "the row has not as many fields as the first row";
        if (fault != NULL) {
            csv_complain(csv, fault);
        } else if (!add_row(csv, rows, &row)) {
            return false;
        }
    }
    return csv->complaints->count == before && order_rows(csv, rows);
}

/* --- The catalogue ---------------------------------------------------------------------------------------------- */

/* Every regency has its province, every kecamatan its regency. (2) */
static bool check_parents(const struct csv *csv, const struct rows *rows)
{
    bool fits = true;
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct row *row = &rows->list[i];
        if (row->code >= 100 && !is_code_in(rows, row->code / 100)) {
            char code[REGION_CODE_ROOM];
            region_code_print(row->code / 100, code);
            complaints_add(csv->complaints, csv->path, row->line, 0,
                           "the region it lies in (%s) is missing", code);
            fits = false;
        }
    }
    return fits;
}

static bool read_regions(const char *folder, struct rows *rows, struct complaints *complaints)
{
    HUB_CLEANUP(csv_close) struct csv csv = {0};
    return csv_open(&csv, folder, "regions.csv", "code,name,time_zone", "population", complaints) &&
           read_rows(&csv, parse_region, rows) && check_parents(&csv, rows);
}

static bool read_bps(const char *folder, const struct rows *regions, struct rows *rows,
                     struct complaints *complaints)
{
    HUB_CLEANUP(csv_close) struct csv csv = {0};
    if (!csv_open(&csv, folder, "bps.csv", "bps_code,kemendagri_code", NULL, complaints) ||
        !read_rows(&csv, parse_bps, rows)) {
        return false;
    }
    bool fits = true;
    for (uint32_t i = 0; i < rows->count; i++) { /* (3) */
        if (!is_code_in(regions, rows->list[i].other)) {
            complaints_add(complaints, csv.path, rows->list[i].line, 0,
                           "the regency is not in regions.csv");
            fits = false;
        }
    }
    return fits;
}

static bool read_hazards(const char *folder, struct rows *rows, struct complaints *complaints)
{
    HUB_CLEANUP(csv_close) struct csv csv = {0};
    return csv_open(&csv, folder, "hazards.csv", "code,name_id,name_en,confirmed", NULL,
                    complaints) &&
           read_rows(&csv, parse_hazard, rows);
}

/* How many rows have a code below `end`? They are in order. */
static uint32_t count_below(const struct rows *rows, uint64_t end)
{
    uint32_t count = 0;
    while (count < rows->count && rows->list[count].code < end) {
        count++;
    }
    return count;
}

/* What a catalogue_free gives back: the lists behind the struct, in one piece. */
struct catalogue_room {
    struct catalogue catalogue; /* first */
    struct region regions[];
};

static struct catalogue *build(const struct rows *regions, const struct rows *bps,
                               const struct rows *hazards)
{
    const uint32_t province_count = count_below(regions, 100);
    const uint32_t kecamatan_first = count_below(regions, AREA_CODES);
    const uint32_t kecamatan_count = regions->count - kecamatan_first;
    struct catalogue_room *room = malloc(sizeof *room + kecamatan_first * sizeof(struct region) +
                                         bps->count * sizeof(uint32_t[2]) +
                                         (hazards->count + kecamatan_count) * sizeof(uint32_t));
    if (room == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < kecamatan_first; i++) {
        room->regions[i] = regions->list[i].region;
    }
    uint32_t(*pairs)[2] = (uint32_t(*)[2])(void *)(room->regions + kecamatan_first);
    for (uint32_t i = 0; i < bps->count; i++) {
        pairs[i][0] = (uint32_t)bps->list[i].code;
        pairs[i][1] = bps->list[i].other;
    }
    uint32_t *codes = (uint32_t *)(pairs + bps->count);
    for (uint32_t i = 0; i < hazards->count; i++) {
        codes[i] = (uint32_t)hazards->list[i].code;
    }
    uint32_t *kecamatan = codes + hazards->count;
    for (uint32_t i = 0; i < kecamatan_count; i++) {
        kecamatan[i] = (uint32_t)regions->list[kecamatan_first + i].code;
    }
    room->catalogue = (struct catalogue){
        .provinces = room->regions,
        .province_count = province_count,
        .regencies = room->regions + province_count,
        .regency_count = kecamatan_first - province_count,
        .kecamatan = kecamatan,
        .kecamatan_count = kecamatan_count,
        .bps = (const uint32_t(*)[2])pairs,
        .bps_count = bps->count,
        .hazards = codes,
        .hazard_count = hazards->count,
    };
    return &room->catalogue;
}

struct catalogue *catalogue_load(const char *folder, struct complaints *complaints)
{
    HUB_CLEANUP(rows_free) struct rows regions = {0};
    HUB_CLEANUP(rows_free) struct rows bps = {0};
    HUB_CLEANUP(rows_free) struct rows hazards = {0};
    if (!read_regions(folder, &regions, complaints) ||
        !read_bps(folder, &regions, &bps, complaints) ||
        !read_hazards(folder, &hazards, complaints)) {
        return NULL;
    }
    struct catalogue *catalogue = build(&regions, &bps, &hazards);
    if (catalogue == NULL) {
        complaints_add(complaints, folder, 0, 0, "there is no memory for the catalogue");
    }
    return catalogue;
}

void catalogue_free(struct catalogue *catalogue)
{
    free(catalogue);
}
