#include "io/item_file.h"

#include "base/assert.h"
#include "base/text.h"
#include "io/cleanup.h"
#include "io/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS_FILE "items.csv"
#define UNITS_FILE "item_units.csv"

/* Columns of items.csv and of item_units.csv. */
enum { ITEM_CODE, ITEM_NAME, ITEM_CLASS, ITEM_BASE_UNIT, ITEM_PACKET, ITEM_ALIASES, ITEM_NAME_EN };
enum { UNIT_ITEM, UNIT_BASE_UNIT, UNIT_UNIT, UNIT_ALIASES, UNIT_THOUSANDTHS };

/* Where something stands. */
struct spot {
    uint32_t line;
    uint32_t column;
};

/* One thing of the lists and where it stood. The thing comes first, so its order is the row's. */
struct item_row {
    struct item item;
    struct spot base_unit;
};

struct name_row {
    struct item_name name;
    struct spot spot;
};

struct word_row {
    struct unit_word word;
    struct spot spot;
};

struct unit_row {
    struct item_unit unit;
    struct spot base_unit;
    struct spot spot;
};

struct rows {
    void *list;
    size_t row_bytes;
    uint32_t count;
    uint32_t room;
};

/* The lists while they are read. */
struct reading {
    struct rows items;
    struct rows names;
    struct rows words;
    struct rows units;
    char version[UNIT_ROOM];
};

static void reading_free(struct reading *reading)
{
    free(reading->items.list);
    free(reading->names.list);
    free(reading->words.list);
    free(reading->units.list);
}

/* --- Rows ------------------------------------------------------------------------------------------------------- */

static bool add_row(const struct csv *csv, struct rows *rows, const void *row)
{
    if (rows->count == ITEM_ROWS_MAX) {
        csv_complain(csv, "there are too many rows, or names in them");
        return false;
    }
    if (rows->count == rows->room) {
        const uint32_t room = rows->room == 0 ? 256 : rows->room * 2;
        void *list = reallocarray(rows->list, room, rows->row_bytes);
        if (list == NULL) {
            csv_complain(csv, "there is no memory for the rest of the file");
            return false;
        }
        rows->list = list;
        rows->room = room;
    }
    memcpy((char *)rows->list + rows->count * rows->row_bytes, row, rows->row_bytes);
    rows->count++;
    return true;
}

static struct spot spot_of(const struct csv *csv, uint32_t field)
{
    return (struct spot){csv->line, csv->columns[field]};
}

static int spot_order(struct spot one, struct spot other)
{
    if (one.line != other.line) {
        return one.line < other.line ? -1 : 1;
    }
    return one.column < other.column ? -1 : (one.column > other.column ? 1 : 0);
}

static int name_row_order(const void *a, const void *b)
{
    const int order = item_name_order(a, b);
    const struct name_row *one = a;
    const struct name_row *other = b;
    return order != 0 ? order : spot_order(one->spot, other->spot);
}

static int word_row_order(const void *a, const void *b)
{
    const int order = unit_word_order(a, b);
    const struct word_row *one = a;
    const struct word_row *other = b;
    return order != 0 ? order : spot_order(one->spot, other->spot);
}

static int unit_row_order(const void *a, const void *b)
{
    const int order = item_unit_order(a, b);
    const struct unit_row *one = a;
    const struct unit_row *other = b;
    return order != 0 ? order : spot_order(one->spot, other->spot);
}

static void order_rows(struct rows *rows, int (*order)(const void *, const void *))
{
    if (rows->count > 0) {
        qsort(rows->list, rows->count, rows->row_bytes, order);
    }
}

/* The next alias of a list that `;` divides; false at its end. */
static bool next_alias(const char **at, struct slice *out)
{
    if (**at == '\0') {
        return false;
    }
    *out = (struct slice){(const uint8_t *)*at, strcspn(*at, ";")};
    *at += out->size_bytes;
    *at += **at == ';' ? 1 : 0;
    return true;
}

static void complain_twice(const struct csv *csv, struct spot spot, const char *word, uint32_t line)
{
    complaints_add(csv->complaints, csv->path, spot.line, spot.column,
                   "\"%s\" stands in line %u already; keep one", word, line);
}

/* --- The first line --------------------------------------------------------------------------------------------- */

static bool read_version(const struct csv *csv, char room[UNIT_ROOM])
{
    static const char mark[] = "# version ";
    const struct slice all = file_bytes(&csv->file);
    const size_t mark_bytes = sizeof mark - 1;
    if (all.size_bytes >= mark_bytes && memcmp(all.data, mark, mark_bytes) == 0) {
        struct slice word = {all.data + mark_bytes, 0};
        while (mark_bytes + word.size_bytes < all.size_bytes &&
               strchr(" \r\n", word.data[word.size_bytes]) == NULL) {
            word.size_bytes++;
        }
        if (text_is_identifier(word, UNIT_ROOM - 1)) {
            (void)text_copy(room, UNIT_ROOM, word);
            return true;
        }
    }
    complaints_add(csv->complaints, csv->path, 1, 1,
                   "the first line must be: # version WORD, of a-z 0-9 . - up to %d characters",
                   UNIT_ROOM - 1);
    return false;
}

/* All rows of an opened file; false with complaints. */
static bool read_rows(struct csv *csv, struct reading *reading,
                      bool (*take)(const struct csv *, struct reading *))
{
    const uint32_t before = csv->complaints->count;
    const uint32_t field_count = csv->field_count;
    bool is_empty = true;
    while (csv_next(csv)) {
        is_empty = false;
        if (csv->field_count != field_count) {
            csv_complain(csv, "the row has not as many fields as the first row");
        } else if (!take(csv, reading)) {
            return false;
        }
    }
    if (is_empty && csv->complaints->count == before) {
        complaints_add(csv->complaints, csv->path, 0, 0, "there is no row in it");
    }
    return csv->complaints->count == before;
}

/* --- items.csv -------------------------------------------------------------------------------------------------- */

static bool add_name(const struct csv *csv, struct reading *reading, uint32_t field,
                     struct slice text)
{
    struct name_row row = {.name = {.item = reading->items.count}, .spot = spot_of(csv, field)};
    if (text.size_bytes > ITEM_BYTES_MAX ||
        item_fold(text, row.name.folded, sizeof row.name.folded) == 0) {
        csv_complain_field(csv, field, "a name must have 1 to 80 bytes, and a letter or digit");
        return true;
    }
    return add_row(csv, &reading->names, &row);
}

/* What is wrong with the fields beside the names, or NULL. */
static const char *parse_item(const struct csv *csv, struct item *item, uint32_t *out_field)
{
    const char *const fields[] = {csv->fields[ITEM_CODE], csv->fields[ITEM_CLASS],
                                  csv->fields[ITEM_PACKET]};
    *out_field = ITEM_CODE;
    if (!text_is_identifier(slice_of(fields[0]), ITEM_BYTES_MAX)) {
        return "the code must have 1 to 80 characters of a-z 0-9 . -";
    }
    *out_field = ITEM_CLASS;
    if (!item_class_parse(slice_of(fields[1]), &item->class_of)) {
        return "the class must be pangan, sandang, logistik lain, paket kematian or peralatan";
    }
    *out_field = ITEM_PACKET;
    if (strcmp(fields[2], "yes") != 0 && strcmp(fields[2], "no") != 0) {
        return "packet must be yes or no";
    }
    item->is_packet = fields[2][0] == 'y';
    return NULL;
}

/* One row; false only when reading cannot go on. */
static bool take_item(const struct csv *csv, struct reading *reading)
{
    struct item_row row = {.base_unit = spot_of(csv, ITEM_BASE_UNIT)};
    uint32_t field = 0;
    const char *fault = parse_item(csv, &row.item, &field);
    if (fault != NULL) {
        csv_complain_field(csv, field, fault);
        return true;
    }
    const struct slice base_unit = slice_of(csv->fields[ITEM_BASE_UNIT]);
    if (base_unit.size_bytes == 0 || base_unit.size_bytes > UNIT_BYTES_MAX) {
        csv_complain_field(csv, ITEM_BASE_UNIT, "the base unit must have 1 to 16 bytes");
        return true;
    }
    (void)text_copy(row.item.code, sizeof row.item.code, slice_of(csv->fields[ITEM_CODE]));
    (void)text_copy(row.item.name, sizeof row.item.name, slice_of(csv->fields[ITEM_NAME]));
    (void)text_copy(row.item.base_unit, sizeof row.item.base_unit, base_unit);
    if (csv->field_count > ITEM_NAME_EN) {
        const struct slice name_en = slice_of(csv->fields[ITEM_NAME_EN]);
        if (name_en.size_bytes > ITEM_BYTES_MAX) {
            csv_complain_field(csv, ITEM_NAME_EN,
                               "the English name must have 80 bytes at the most");
            return true;
        }
        (void)text_copy(row.item.name_en, sizeof row.item.name_en, name_en);
    }
    if (!add_row(csv, &reading->items, &row) ||
        !add_name(csv, reading, ITEM_CODE, slice_of(row.item.code)) ||
        !add_name(csv, reading, ITEM_NAME, slice_of(csv->fields[ITEM_NAME]))) {
        return false;
    }
    struct slice alias;
    for (const char *at = csv->fields[ITEM_ALIASES]; next_alias(&at, &alias);) {
        if (!add_name(csv, reading, ITEM_ALIASES, alias)) {
            return false;
        }
    }
    return true;
}

/* A name of two items is told, one that an item has twice is kept once. (1) (2) */
static void order_names(const struct csv *csv, struct rows *names)
{
    struct name_row *rows = names->list;
    uint32_t kept = 0;
    order_rows(names, name_row_order);
    for (uint32_t i = 0; i < names->count; i++) {
        const bool is_again = kept > 0 && item_name_order(&rows[kept - 1], &rows[i]) == 0;
        if (is_again && rows[kept - 1].name.item != rows[i].name.item) {
            complain_twice(csv, rows[i].spot, rows[i].name.folded, rows[kept - 1].spot.line);
        }
        if (!is_again) {
            rows[kept++] = rows[i];
        }
    }
    names->count = kept;
}

/* --- item_units.csv --------------------------------------------------------------------------------------------- */

static bool add_word(const struct csv *csv, struct reading *reading, uint32_t field,
                     struct slice text)
{
    struct word_row row = {.spot = spot_of(csv, field)};
    if (text.size_bytes > UNIT_BYTES_MAX ||
        item_fold(text, row.word.folded, sizeof row.word.folded) == 0) {
        csv_complain_field(csv, field, "a word must have 1 to 16 bytes, and a letter or digit");
        return true;
    }
    (void)text_copy(row.word.unit, sizeof row.word.unit, slice_of(csv->fields[UNIT_UNIT]));
    return add_row(csv, &reading->words, &row);
}

/* A row that names a unit and the words for it. */
static bool take_words(const struct csv *csv, struct reading *reading)
{
    char folded[CSV_FIELD_ROOM];
    const char *unit = csv->fields[UNIT_UNIT];
    (void)item_fold(slice_of(unit), folded, sizeof folded);
    if (strcmp(folded, unit) != 0) {
        csv_complain_field(csv, UNIT_UNIT, "a unit is named in small letters and digits");
        return true;
    }
    if (csv->fields[UNIT_THOUSANDTHS][0] != '\0') {
        csv_complain_field(csv, UNIT_THOUSANDTHS,
                           "a row without item and base unit names a unit and is no number of it");
        return true;
    }
    if (!add_word(csv, reading, UNIT_UNIT, slice_of(unit))) {
        return false;
    }
    struct slice alias;
    for (const char *at = csv->fields[UNIT_ALIASES]; next_alias(&at, &alias);) {
        if (!add_word(csv, reading, UNIT_ALIASES, alias)) {
            return false;
        }
    }
    return true;
}

/* Digits, 1 to UNIT_THOUSANDTHS_MAX; 0 for anything else. */
static uint64_t parse_thousandths(const char *text)
{
    uint64_t value = 0;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || value > UNIT_THOUSANDTHS_MAX) {
            return 0;
        }
        value = value * 10 + (uint64_t)(*text - '0');
    }
    return value > UNIT_THOUSANDTHS_MAX ? 0 : value;
}

/* The place of a code in the list, from 1; 0 when it is not there. The names are in order. */
static uint32_t item_of_code(const struct reading *reading, const char *code)
{
    struct name_row wanted = {.name = {.item = 0}};
    const struct item_row *items = reading->items.list;
    (void)item_fold(slice_of(code), wanted.name.folded, sizeof wanted.name.folded);
    const struct name_row *found = bsearch(&wanted, reading->names.list, reading->names.count,
                                           reading->names.row_bytes, item_name_order);
    return found != NULL && strcmp(items[found->name.item - 1].item.code, code) == 0
               ? found->name.item
               : 0;
}

/* What is wrong with a row that says what a unit is, or NULL. */
static const char *parse_unit(const struct csv *csv, const struct reading *reading,
                              struct unit_row *row, uint32_t *out_field)
{
    const struct item_row *items = reading->items.list;
    const char *code = csv->fields[UNIT_ITEM];
    *out_field = UNIT_BASE_UNIT;
    if (code[0] != '\0' && csv->fields[UNIT_BASE_UNIT][0] != '\0') {
        return "a row has an item or a base unit, not both";
    }
    *out_field = UNIT_ALIASES;
    if (csv->fields[UNIT_ALIASES][0] != '\0') {
        return "the words for a unit stand in the row that names it";
    }
    *out_field = UNIT_THOUSANDTHS;
    row->unit.base_thousandths = parse_thousandths(csv->fields[UNIT_THOUSANDTHS]);
    if (row->unit.base_thousandths == 0) {
        return "base_thousandths must be digits, 1 to 1000000000";
    }
    *out_field = UNIT_ITEM;
    row->unit.item = code[0] == '\0' ? ITEM_UNIT_OF_ALL : item_of_code(reading, code);
    if (code[0] != '\0' && row->unit.item == 0) {
        return "the item is not in items.csv";
    }
    *out_field = UNIT_UNIT;
    if (strcmp(csv->fields[UNIT_UNIT], code[0] == '\0'
                                           ? csv->fields[UNIT_BASE_UNIT]
                                           : items[row->unit.item - 1].item.base_unit) == 0) {
        return "this is the base unit itself, which needs no row";
    }
    return NULL;
}

/* One row; false only when reading cannot go on. */
static bool take_unit(const struct csv *csv, struct reading *reading)
{
    struct unit_row row = {.base_unit = spot_of(csv, UNIT_BASE_UNIT),
                           .spot = spot_of(csv, UNIT_UNIT)};
    const struct slice base_unit = slice_of(csv->fields[UNIT_BASE_UNIT]);
    const struct slice unit = slice_of(csv->fields[UNIT_UNIT]);
    if (unit.size_bytes == 0 || unit.size_bytes > UNIT_BYTES_MAX ||
        base_unit.size_bytes > UNIT_BYTES_MAX) {
        csv_complain_field(csv, UNIT_UNIT, "a unit must have 1 to 16 bytes");
        return true;
    }
    if (csv->fields[UNIT_ITEM][0] == '\0' && base_unit.size_bytes == 0) {
        return take_words(csv, reading);
    }
    uint32_t field = 0;
    const char *fault = parse_unit(csv, reading, &row, &field);
    if (fault != NULL) {
        csv_complain_field(csv, field, fault);
        return true;
    }
    (void)text_copy(row.unit.base_unit, sizeof row.unit.base_unit, base_unit);
    (void)text_copy(row.unit.unit, sizeof row.unit.unit, unit);
    return add_row(csv, &reading->units, &row);
}

/* Words and rows in order, none twice. (1) (2) */
static void order_units(const struct csv *csv, struct reading *reading)
{
    const struct word_row *words = reading->words.list;
    const struct unit_row *units = reading->units.list;
    order_rows(&reading->words, word_row_order);
    order_rows(&reading->units, unit_row_order);
    for (uint32_t i = 1; i < reading->words.count; i++) {
        if (unit_word_order(&words[i - 1], &words[i]) == 0) {
            complain_twice(csv, words[i].spot, words[i].word.folded, words[i - 1].spot.line);
        }
    }
    for (uint32_t i = 1; i < reading->units.count; i++) {
        if (item_unit_order(&units[i - 1], &units[i]) == 0) {
            complain_twice(csv, units[i].spot, units[i].unit.unit, units[i - 1].spot.line);
        }
    }
}

/* Is it named as it is written here? (3) */
static bool is_unit(const struct reading *reading, const char *unit)
{
    struct unit_word wanted = {.unit = ""};
    (void)text_copy(wanted.folded, sizeof wanted.folded, slice_of(unit));
    const struct word_row *found = reading->words.count == 0
                                       ? NULL
                                       : bsearch(&wanted, reading->words.list, reading->words.count,
                                                 reading->words.row_bytes, unit_word_order);
    return found != NULL && strcmp(found->word.unit, unit) == 0;
}

static void check_unit(const struct csv *csv, const struct reading *reading, struct spot spot,
                       const char *unit)
{
    if (!is_unit(reading, unit)) {
        complaints_add(csv->complaints, csv->path, spot.line, spot.column,
                       "the unit \"%s\" is not named in " UNITS_FILE, unit);
    }
}

static void check_units(const struct csv *items_csv, const struct csv *units_csv,
                        const struct reading *reading)
{
    const struct item_row *items = reading->items.list;
    const struct unit_row *units = reading->units.list;
    for (uint32_t i = 0; i < reading->items.count; i++) {
        check_unit(items_csv, reading, items[i].base_unit, items[i].item.base_unit);
    }
    for (uint32_t i = 0; i < reading->units.count; i++) {
        const struct item_unit *unit = &units[i].unit;
        if (unit->item == ITEM_UNIT_OF_ALL) {
            check_unit(units_csv, reading, units[i].base_unit, unit->base_unit);
        }
        check_unit(units_csv, reading, units[i].spot, unit->unit);
    }
}

/* --- The items -------------------------------------------------------------------------------------------------- */

static bool read_units(const char *folder, const struct csv *items_csv, struct reading *reading,
                       struct complaints *complaints)
{
    HUB_CLEANUP(csv_close) struct csv csv = {0};
    char version[UNIT_ROOM];
    if (!csv_open(&csv, folder, UNITS_FILE, "item,base_unit,unit,aliases,base_thousandths", NULL,
                  complaints) ||
        !read_version(&csv, version)) {
        return false;
    }
    if (strcmp(version, reading->version) != 0) {
        complaints_add(complaints, csv.path, 1, 1,
                       "the version is %s, that of " ITEMS_FILE " %s; take both from one place",
                       version, reading->version);
        return false;
    }
    const uint32_t before = complaints->count;
    if (!read_rows(&csv, reading, take_unit)) {
        return false;
    }
    order_units(&csv, reading);
    check_units(items_csv, &csv, reading);
    return complaints->count == before;
}

static bool read_all(const char *folder, struct reading *reading, struct complaints *complaints)
{
    HUB_CLEANUP(csv_close) struct csv csv = {0};
    const uint32_t before = complaints->count;
    if (!csv_open(&csv, folder, ITEMS_FILE, "code,name,class,base_unit,packet,aliases", "name_en",
                  complaints) ||
        !read_version(&csv, reading->version) || !read_rows(&csv, reading, take_item)) {
        return false;
    }
    order_names(&csv, &reading->names);
    return complaints->count == before && read_units(folder, &csv, reading, complaints);
}

/* What items_free gives back: the lists behind the struct, in one piece. */
struct items_room {
    struct items items; /* first */
    struct item_unit units[];
};

static struct items *build(const struct reading *reading)
{
    const struct item_row *item_rows = reading->items.list;
    const struct name_row *name_rows = reading->names.list;
    const struct word_row *word_rows = reading->words.list;
    const struct unit_row *unit_rows = reading->units.list;
    struct items_room *room = malloc(
        sizeof *room + reading->units.count * sizeof(struct item_unit) +
        reading->items.count * sizeof(struct item) +
        reading->names.count * sizeof(struct item_name) +
        reading->words.count * sizeof(struct unit_word) + reading->names.count * sizeof(uint32_t));
    if (room == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < reading->units.count; i++) {
        room->units[i] = unit_rows[i].unit;
    }
    struct item *items = (struct item *)(void *)(room->units + reading->units.count);
    for (uint32_t i = 0; i < reading->items.count; i++) {
        items[i] = item_rows[i].item;
    }
    struct item_name *names = (struct item_name *)(void *)(items + reading->items.count);
    for (uint32_t i = 0; i < reading->names.count; i++) {
        names[i] = name_rows[i].name;
    }
    struct unit_word *words = (struct unit_word *)(void *)(names + reading->names.count);
    for (uint32_t i = 0; i < reading->words.count; i++) {
        words[i] = word_rows[i].word;
    }
    uint32_t *aliases = (uint32_t *)(void *)(words + reading->words.count);
    items_list_aliases(items, reading->items.count, names, reading->names.count, aliases);
    room->items = (struct items){
        .list = items,
        .count = reading->items.count,
        .names = names,
        .name_count = reading->names.count,
        .words = words,
        .word_count = reading->words.count,
        .units = room->units,
        .unit_count = reading->units.count,
        .aliases = aliases,
    };
    memcpy(room->items.version, reading->version, sizeof room->items.version);
    return &room->items;
}

struct items *items_load(const char *folder, struct complaints *complaints)
{
    HUB_CLEANUP(reading_free)
    struct reading reading = {.items = {.row_bytes = sizeof(struct item_row)},
                              .names = {.row_bytes = sizeof(struct name_row)},
                              .words = {.row_bytes = sizeof(struct word_row)},
                              .units = {.row_bytes = sizeof(struct unit_row)}};
    if (!read_all(folder, &reading, complaints)) {
        return NULL;
    }
    struct items *items = build(&reading);
    if (items == NULL) {
        complaints_add(complaints, folder, 0, 0, "there is no memory for the catalogue of items");
    }
    return items;
}

/* --- One catalogue after another -------------------------------------------------------------------------------- */

/* The item of exactly that code; no alias counts. */
static const struct item *find_code(const struct items *items, const char *code)
{
    const struct item *found = item_find(items, slice_of(code));
    return found != NULL && strcmp(found->code, code) == 0 ? found : NULL;
}

static bool lists_equal(const struct items *a, const struct items *b)
{
    bool equal = a->count == b->count && a->name_count == b->name_count &&
                 a->word_count == b->word_count && a->unit_count == b->unit_count;
    for (uint32_t i = 0; equal && i < a->count; i++) {
        const struct item *one = &a->list[i];
        const struct item *other = &b->list[i];
        equal = strcmp(one->code, other->code) == 0 && strcmp(one->name, other->name) == 0 &&
                strcmp(one->name_en, other->name_en) == 0 &&
                strcmp(one->base_unit, other->base_unit) == 0 && one->class_of == other->class_of &&
                one->is_packet == other->is_packet;
    }
    for (uint32_t i = 0; equal && i < a->name_count; i++) {
        equal = item_name_order(&a->names[i], &b->names[i]) == 0 &&
                a->names[i].item == b->names[i].item;
    }
    for (uint32_t i = 0; equal && i < a->word_count; i++) {
        equal = unit_word_order(&a->words[i], &b->words[i]) == 0 &&
                strcmp(a->words[i].unit, b->words[i].unit) == 0;
    }
    for (uint32_t i = 0; equal && i < a->unit_count; i++) {
        equal = item_unit_order(&a->units[i], &b->units[i]) == 0 &&
                a->units[i].base_thousandths == b->units[i].base_thousandths;
    }
    return equal;
}

bool items_may_follow(const struct items *before, const struct items *after, const char *folder,
                      struct complaints *complaints)
{
    const uint32_t complaints_before = complaints->count;
    for (uint32_t i = 0; i < before->count; i++) {
        const struct item *item = &before->list[i];
        const struct item *now = find_code(after, item->code);
        if (now == NULL) {
            complaints_add(complaints, folder, 0, 0,
                           "the item %s is gone from " ITEMS_FILE
                           "; an item that may have been used stays, or restart the hub",
                           item->code);
        } else if (strcmp(now->base_unit, item->base_unit) != 0) {
            complaints_add(complaints, folder, 0, 0,
                           "the item %s was counted in %s and is now in %s; it keeps its base unit",
                           item->code, item->base_unit, now->base_unit);
        }
    }
    if (strcmp(before->version, after->version) == 0 && !lists_equal(before, after)) {
        complaints_add(complaints, folder, 0, 0,
                       "the items changed and their version is still %s; change the word in line 1 "
                       "of " ITEMS_FILE " and " UNITS_FILE,
                       after->version);
    }
    return complaints->count == complaints_before;
}

void items_free(struct items *items)
{
    free(items);
}
