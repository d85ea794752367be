#include "io/catalogue_file.h"

#include "base/assert.h"
#include "base/text.h"
#include "io/cleanup.h"
#include "io/csv.h"
#include "io/item_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void rows_free(struct rows *rows)
{
    free(rows->list);
    *rows = (struct rows){0};
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
    while (csv_next(csv)) {
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

/* What catalogue_free gives back: the lists behind the struct, in one piece, and the items. */
struct catalogue_room {
    struct catalogue catalogue; /* first */
    struct items *items;
    struct region regions[];
};

static struct catalogue *build(const struct rows *regions, const struct rows *bps,
                               const struct rows *hazards, struct items *items)
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
        .items = *items,
    };
    room->items = items;
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
    struct items *items = items_load(folder, complaints);
    if (items == NULL) {
        return NULL;
    }
    struct catalogue *catalogue = build(&regions, &bps, &hazards, items);
    if (catalogue == NULL) {
        complaints_add(complaints, folder, 0, 0, "there is no memory for the catalogue");
        items_free(items);
    }
    return catalogue;
}

void catalogue_free(struct catalogue *catalogue)
{
    if (catalogue != NULL) {
        struct catalogue_room *room = (struct catalogue_room *)(void *)catalogue;
        items_free(room->items);
        free(room);
    }
}
