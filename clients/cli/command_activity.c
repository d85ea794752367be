/*
 * command_activity.c - who does what, where, when and for whom: a table, CSV with a row of HXL tags, or JSON.
 *
 * Holds: (1) every page is read before anything is printed, so that what is printed is the whole; (2) a text of somebody else never
 *        becomes a formula of a spreadsheet: one that begins like a formula gets an apostrophe before it in CSV.
 * Source: HXL 1.1, hashtags and attributes (hxlstandard.org).
 */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "link.h"
#include "proto_json.h"
#include "screen.h"

#define TEXT_BYTES       512U
#define NARROW_COLUMN    22U /* of a column that the table has only when it is asked for */
#define COLUMN_WORDS_MAX 256U

typedef Pusdalops__V1__Activity Activity;

struct activities {
    const struct app *app;
    Pusdalops__V1__Reply **replies; /* every page; the rows point into them */
    size_t reply_count;
    const Activity **rows;
    size_t row_count;
};

/* ---- the pages ---- */

static bool keep_page(struct activities *all, Pusdalops__V1__Reply *reply)
{
    const Pusdalops__V1__ActivitiesPage *page = reply->activities;
    Pusdalops__V1__Reply **replies =
        reallocarray(all->replies, all->reply_count + 1, sizeof(void *));
    if (replies == NULL) {
        pusdalops__v1__reply__free_unpacked(reply, NULL);
        return false;
    }
    all->replies = replies;
    all->replies[all->reply_count++] = reply;
    const Activity **rows =
        reallocarray(all->rows, all->row_count + page->n_activities + 1, sizeof(void *));
    if (rows == NULL) {
        return false;
    }
    all->rows = rows;
    for (size_t i = 0; i < page->n_activities; i++) {
        all->rows[all->row_count++] = page->activities[i];
    }
    return true;
}

static int fetch(struct activities *all, struct link *link, const char *area)
{
    char cursor[64] = "";
    do {
        const struct pusdalops_ask ask = {
            .kind = PUSDALOPS_ASK_ACTIVITIES,
            .subject = area,
            .event = app_flag(all->app, "event"),
            .cursor = cursor,
        };
        Pusdalops__V1__Reply *reply = NULL;
        const int code = link_ask(link, &ask, &reply);
        if (code != EXIT_DONE) {
            return code;
        }
        if (reply->body_case != PUSDALOPS__V1__REPLY__BODY_ACTIVITIES) {
            pusdalops__v1__reply__free_unpacked(reply, NULL);
            return EXIT_INTERNAL;
        }
        (void)snprintf(cursor, sizeof cursor, "%s", reply->activities->cursor);
        if (!keep_page(all, reply)) {
            return EXIT_INTERNAL;
        }
    } while (cursor[0] != '\0');
    return EXIT_DONE;
}

static void release(struct activities *all)
{
    for (size_t i = 0; i < all->reply_count; i++) {
        pusdalops__v1__reply__free_unpacked(all->replies[i], NULL);
    }
    free(all->replies);
    free(all->rows);
}

/* ---- what stands in a column ---- */

/* What a cell is written for: a table in the reader's language and zone, or a file that programs read. */
struct reader {
    const struct app *app;
    bool file;
};

static void put_text(const char *from, char *text)
{
    (void)snprintf(text, TEXT_BYTES, "%s", from);
}

/* "2025-11-28T08:00Z" in a file, "2025-11-28 15:00 WIB" in a table. */
static void put_time(const struct reader *reader, const Google__Protobuf__Timestamp *time,
                     const char *region, char *text)
{
    const int64_t utc_us = screen_utc_us(time);
    text[0] = '\0';
    if (utc_us == INT64_MIN) {
        return;
    }
    if (!reader->file) {
        screen_time(reader->app, utc_us, region, text, TEXT_BYTES);
        return;
    }
    pusdalops_time_render(utc_us, 0, text, TEXT_BYTES);
    char *blank = strchr(text, ' ');
    char *zone = strstr(text, " UTC");
    if (blank != NULL && zone != NULL) {
        *blank = 'T';
        memcpy(zone, "Z", 2);
    }
}

static void put_amount(const struct reader *reader, uint64_t thousandths, char *text)
{
    if (!reader->file) {
        pusdalops_quantity_render(thousandths, reader->app->language, text, TEXT_BYTES);
        return;
    }
    (void)snprintf(text, TEXT_BYTES, "%llu.%03u", (unsigned long long)(thousandths / 1000),
                   (unsigned)(thousandths % 1000));
    for (size_t end = strlen(text); text[end - 1] == '0' || text[end - 1] == '.'; end--) {
        const bool point = text[end - 1] == '.';
        text[end - 1] = '\0';
        if (point) {
            break;
        }
    }
}

static void put_count(const struct reader *reader, uint32_t count, char *text)
{
    text[0] = '\0'; /* 0: not said */
    if (count > 0 && reader->file) {
        (void)snprintf(text, TEXT_BYTES, "%u", count);
    } else if (count > 0) {
        screen_count(reader->app, count, text, TEXT_BYTES);
    }
}

enum field {
    FIELD_REALM,
    FIELD_KIND,
    FIELD_REFERENCE,
    FIELD_MEMBER,
    FIELD_CLUSTER,
    FIELD_ITEM,
    FIELD_CLASS,
    FIELD_PLEDGED,
    FIELD_SENT,
    FIELD_RECEIVED,
    FIELD_DAMAGED,
    FIELD_LOST,
    FIELD_UNIT,
    FIELD_ORIGIN,
    FIELD_EVENT,
    FIELD_PROVINCE,
    FIELD_REGENCY,
    FIELD_AREA,
    FIELD_KECAMATAN,
    FIELD_POINT,
    FIELD_REGIONS,
    FIELD_LINE,
    FIELD_SAID_AT,
    FIELD_AVAILABLE_AT,
    FIELD_DISPATCHED_AT,
    FIELD_EXPECTED_AT,
    FIELD_ARRIVED_AT,
    FIELD_RECEIVED_AT,
    FIELD_NEEDED_BY,
    FIELD_STATE,
    FIELD_PERSONS,
    FIELD_HOUSEHOLDS,
    FIELD_COUNT,
};

/* The columns in their order. Group: which of the five questions; NULL: always in a file. Width 0: not in the usual table. */
static const struct column {
    const char *name;
    const char *group;
    const char *tag;
    const char *english;
    const char *indonesian;
    size_t width;
    bool right;
} columns[FIELD_COUNT] = {
    [FIELD_REALM] = {"realm", NULL, "#meta+realm", "Realm", "Ruang", 0, false},
    [FIELD_KIND] = {"kind", NULL, "#meta+kind", "Kind", "Jenis", 0, false},
    [FIELD_REFERENCE] = {"reference", NULL, "#meta+id", "Reference", "Rujukan", 0, false},
    [FIELD_MEMBER] = {"member", "who", "#org+impl", "Member", "Pihak", 18, false},
    [FIELD_CLUSTER] = {"cluster", "who", "#sector+cluster", "Cluster", "Klaster", 12, false},
    [FIELD_ITEM] = {"item", "what", "#item+name", "Item", "Barang", 20, false},
    [FIELD_CLASS] = {"class", "what", "#item+class", "Class", "Kelas", 0, false},
    [FIELD_PLEDGED] = {"pledged", "what", "#item+num+pledged", "Pledged", "Dijanjikan", 12, true},
    [FIELD_SENT] = {"sent", "what", "#item+num+sent", "Sent", "Dikirim", 12, true},
    [FIELD_RECEIVED] = {"received", "what", "#item+num+received", "Received", "Diterima", 12, true},
    [FIELD_DAMAGED] = {"damaged", "what", "#item+num+damaged", "Damaged", "Rusak", 0, true},
    [FIELD_LOST] = {"lost", "what", "#item+num+lost", "Lost", "Hilang", 0, true},
    [FIELD_UNIT] = {"unit", "what", "#item+unit", "Unit", "Satuan", 8, false},
    [FIELD_ORIGIN] = {"origin", "what", "#loc+origin+name", "From", "Asal", 0, false},
    [FIELD_EVENT] = {"event", "where", "#event+id", "Event", "Kejadian", 0, false},
    [FIELD_PROVINCE] = {"province_code", "where", "#adm1+code", "Province", "Provinsi", 0, false},
    [FIELD_REGENCY] = {"regency_code", "where", "#adm2+code", "Regency", "Kab/kota", 7, false},
    [FIELD_AREA] = {"area", "where", "#loc+area+name", "Area", "Wilayah", 24, false},
    [FIELD_KECAMATAN] = {"kecamatan_code", "where", "#adm3+code", "Kecamatan", "Kecamatan", 0,
                         false},
    [FIELD_POINT] = {"delivery_point", "where", "#loc+name", "Delivery point", "Titik serah", 22,
                     false},
    [FIELD_REGIONS] = {"regions", "where", "#loc+code+list", "May go to", "Boleh ke", 0, false},
    [FIELD_LINE] = {"line", "where", "#meta+line+id", "Line", "Baris", 0, false},
    [FIELD_SAID_AT] = {"said_at", "when", "#date+reported", "Said", "Disebut", 0, false},
    [FIELD_AVAILABLE_AT] = {"available_at", "when", "#date+start", "Available", "Tersedia", 22,
                            false},
    [FIELD_DISPATCHED_AT] = {"dispatched_at", "when", "#date+sent", "Sent at", "Waktu kirim", 22,
                             false},
    [FIELD_EXPECTED_AT] = {"expected_at", "when", "#date+expected", "Expected", "Perkiraan tiba", 0,
                           false},
    [FIELD_ARRIVED_AT] = {"arrived_at", "when", "#date+arrived", "Arrived", "Tiba", 0, false},
    [FIELD_RECEIVED_AT] = {"received_at", "when", "#date+received", "Received at", "Waktu terima",
                           22, false},
    [FIELD_NEEDED_BY] = {"needed_by", "when", "#date+due", "Needed by", "Paling lambat", 0, false},
    [FIELD_STATE] = {"state", "when", "#status", "State", "Status", 13, false},
    [FIELD_PERSONS] = {"persons", "whom", "#targeted+ind", "Persons", "Jiwa", 9, true},
    [FIELD_HOUSEHOLDS] = {"households", "whom", "#targeted+hh", "Households", "KK", 11, true},
};

/* "pmi/3"; of a task, an offer of a plan, goods on a shipment with their line: "bpbd-32.16/7/2". */
static void put_reference(const Activity *row, char *text)
{
    const Pusdalops__V1__MessageReference *said = row->reference;
    text[0] = '\0';
    if (said == NULL) {
        return;
    }
    const int size =
        snprintf(text, TEXT_BYTES, "%.256s/%llu", said->source, (unsigned long long)said->number);
    if (said->part > 0 && size > 0) {
        (void)snprintf(text + size, TEXT_BYTES - (size_t)size, "/%u", said->part);
    }
}

static void put_line(const Activity *row, char *text)
{
    text[0] = '\0';
    if (row->line != NULL) {
        (void)snprintf(text, TEXT_BYTES, "%s/%llu/%u", row->line->source,
                       (unsigned long long)row->line->number, row->line->line);
    }
}

/* The codes of where it may go, with a blank between. */
static void put_regions(const Activity *row, char *text)
{
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < row->n_region_codes; i++) {
        const size_t size = strlen(row->region_codes[i]);
        if (at + size + 2 > TEXT_BYTES) {
            return;
        }
        at += (size_t)snprintf(text + at, TEXT_BYTES - at, "%s%s", i == 0 ? "" : " ",
                               row->region_codes[i]);
    }
}

static const Google__Protobuf__Timestamp *time_of(const Activity *row, enum field field)
{
    switch ((int)field) {
    case FIELD_SAID_AT:
        return row->said_at;
    case FIELD_AVAILABLE_AT:
        return row->available_at;
    case FIELD_DISPATCHED_AT:
        return row->dispatched_at;
    case FIELD_EXPECTED_AT:
        return row->expected_at;
    case FIELD_ARRIVED_AT:
        return row->arrived_at;
    case FIELD_RECEIVED_AT:
        return row->received_at;
    default:
        return row->needed_by;
    }
}

static void put_where(const Activity *row, enum field field, char *text)
{
    const bool regency = strlen(row->area_code) == 5;
    switch ((int)field) {
    case FIELD_EVENT:
        put_text(row->event_id, text);
        break;
    case FIELD_PROVINCE:
        (void)snprintf(text, TEXT_BYTES, "%.2s", row->area_code);
        break;
    case FIELD_REGENCY:
        put_text(regency ? row->area_code : "", text);
        break;
    case FIELD_AREA:
        put_text(row->area_name, text);
        break;
    case FIELD_KECAMATAN:
        put_text(row->kecamatan_code, text);
        break;
    case FIELD_POINT:
        put_text(row->delivery_point, text);
        break;
    case FIELD_REGIONS:
        put_regions(row, text);
        break;
    default:
        put_line(row, text);
        break;
    }
}

static void put_how_much(const struct reader *reader, const Activity *row, enum field field,
                         char *text)
{
    const Pusdalops__V1__Quantities *of = row->quantities;
    text[0] = '\0'; /* a task has none; its goods are a row of their own */
    if (of != NULL) {
        const uint64_t amount = field == FIELD_PLEDGED    ? of->pledged
                                : field == FIELD_SENT     ? of->sent
                                : field == FIELD_RECEIVED ? of->received_good
                                : field == FIELD_DAMAGED  ? of->received_damaged
                                                          : of->lost;
        put_amount(reader, amount, text);
    }
}

/* What a row was worked out from, and where its state stands. */
struct sort_of {
    const char *name;
    uint32_t words;
    uint32_t state;
};

static struct sort_of sort_of(const Activity *row)
{
    switch ((int)row->kind) {
    case PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_PLEDGE:
        return (struct sort_of){"pledge", PUSDALOPS_WORDS_PLEDGE_STATE, (uint32_t)row->state};
    case PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_SHIPMENT:
        return (struct sort_of){"shipment", PUSDALOPS_WORDS_SHIPMENT_STATE,
                                (uint32_t)row->shipment_state};
    case PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_TASK:
        return (struct sort_of){"task", PUSDALOPS_WORDS_TASK_STATE, (uint32_t)row->task_state};
    default: /* of a later version */
        return (struct sort_of){"", PUSDALOPS_WORDS_PLEDGE_STATE, 0};
    }
}

/* The state as a program reads it is the English word. */
static void put_state(const struct reader *reader, const Activity *row, char *text)
{
    const struct sort_of of = sort_of(row);
    const char *word = pusdalops_word_name(
        of.words, of.state, reader->file ? PUSDALOPS_ENGLISH : reader->app->language);
    put_text(word == NULL ? "" : word, text);
}

static void put_who_or_what(const struct reader *reader, const Activity *row, enum field field,
                            char *text)
{
    switch ((int)field) {
    case FIELD_REALM:
        put_text(reader->app->realm, text);
        break;
    case FIELD_KIND:
        put_text(sort_of(row).name, text);
        break;
    case FIELD_REFERENCE:
        put_reference(row, text);
        break;
    case FIELD_MEMBER:
        put_text(row->member, text);
        break;
    case FIELD_CLUSTER:
        put_text(row->cluster_id, text);
        break;
    case FIELD_ITEM:
        put_text(row->text[0] != '\0' ? row->text : row->item, text);
        break;
    case FIELD_CLASS:
        put_text(row->item_class, text);
        break;
    case FIELD_UNIT:
        put_text(row->unit, text);
        break;
    default:
        put_text(row->origin_name, text);
        break;
    }
}

/* The text of one cell, TEXT_BYTES of room. */
static void put_cell(const struct reader *reader, const Activity *row, enum field field, char *text)
{
    if (field >= FIELD_PLEDGED && field <= FIELD_LOST) {
        put_how_much(reader, row, field, text);
    } else if (field >= FIELD_SAID_AT && field <= FIELD_NEEDED_BY) {
        put_time(reader, time_of(row, field), row->area_code, text);
    } else if (field >= FIELD_EVENT && field <= FIELD_LINE) {
        put_where(row, field, text);
    } else if (field == FIELD_STATE) {
        put_state(reader, row, text);
    } else if (field == FIELD_PERSONS || field == FIELD_HOUSEHOLDS) {
        put_count(reader, field == FIELD_PERSONS ? row->persons : row->households, text);
    } else {
        put_who_or_what(reader, row, field, text);
    }
}

/* ---- which columns ---- */

/* Does a list of words with commas between hold this one? */
static bool holds(const char *list, const char *word)
{
    const size_t size = strlen(word);
    for (const char *at = list; at != NULL; at = strchr(at, ',')) {
        at += *at == ',' ? 1 : 0;
        if (strncmp(at, word, size) == 0 && (at[size] == ',' || at[size] == '\0')) {
            return true;
        }
    }
    return false;
}

static const char *questions_of(const char *said)
{
    static const struct {
        const char *name;
        const char *groups;
    } choices[] = {{"3w", "who,what,where"},
                   {"4w", "who,what,where,when"},
                   {"5w", "who,what,where,when,whom"}};
    for (size_t i = 0; said != NULL && i < sizeof choices / sizeof choices[0]; i++) {
        if (strcmp(said, choices[i].name) == 0) {
            return choices[i].groups;
        }
    }
    return said == NULL ? choices[2].groups : said;
}

/* Every word of the list is a question or a column. */
static bool are_columns(const char *list)
{
    const char *at = list;
    while (at != NULL) {
        char word[COLUMN_WORDS_MAX];
        const size_t size = strcspn(at, ",");
        bool known = false;
        if (size == 0 || size >= sizeof word) {
            return false;
        }
        memcpy(word, at, size);
        word[size] = '\0';
        for (size_t i = 0; i < FIELD_COUNT; i++) {
            known = known || strcmp(columns[i].name, word) == 0 ||
                    (columns[i].group != NULL && strcmp(columns[i].group, word) == 0);
        }
        if (!known) {
            return false;
        }
        at = at[size] == ',' ? at + size + 1 : NULL;
    }
    return true;
}

/* Does the column stand in what is printed? A table has those without a width only by name. */
static bool is_shown(const struct column *column, const char *list, bool file)
{
    if (holds(list, column->name) || (column->group == NULL && file)) {
        return true;
    }
    return column->group != NULL && holds(list, column->group) && (file || column->width > 0);
}

/* ---- the order ---- */

static const struct {
    const char *word;
    enum field field;
} orders[] = {{"member", FIELD_MEMBER},
              {"item", FIELD_ITEM},
              {"area", FIELD_AREA},
              {"cluster", FIELD_CLUSTER}};

/* FIELD_COUNT: as the hub lists them. FIELD_REALM: no such order. */
static enum field order_of(const char *said)
{
    for (size_t i = 0; said != NULL && i < sizeof orders / sizeof orders[0]; i++) {
        if (strcmp(orders[i].word, said) == 0) {
            return orders[i].field;
        }
    }
    return said == NULL ? FIELD_COUNT : FIELD_REALM;
}

static const char *key_of(const Activity *row, enum field order)
{
    return order == FIELD_MEMBER ? row->member
           : order == FIELD_ITEM ? row->item
           : order == FIELD_AREA ? row->area_code
                                 : row->cluster_id;
}

/* A row, the key it is sorted by, and where it stood: equal ones keep their order. */
struct placed {
    const Activity *row;
    const char *key;
    size_t place;
};

static int by_key(const void *a, const void *b)
{
    const struct placed *one = a;
    const struct placed *other = b;
    const int order = strcmp(one->key, other->key);
    if (order != 0) {
        return order;
    }
    return one->place < other->place ? -1 : one->place > other->place ? 1 : 0;
}

static bool sort(struct activities *all, enum field order)
{
    struct placed *placed = calloc(all->row_count + 1, sizeof *placed);
    if (placed == NULL) {
        return false;
    }
    for (size_t i = 0; i < all->row_count; i++) {
        placed[i] = (struct placed){all->rows[i], key_of(all->rows[i], order), i};
    }
    qsort(placed, all->row_count, sizeof *placed, by_key);
    for (size_t i = 0; i < all->row_count; i++) {
        all->rows[i] = placed[i].row;
    }
    free(placed);
    return true;
}

/* ---- printing ---- */

/* A field by RFC 4180. (2) */
static void print_field(const char *text, bool first)
{
    const bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
    const bool quoted = formula || strpbrk(text, ",\"\r\n") != NULL;
    (void)fputs(first ? "" : ",", stdout);
    if (!quoted) {
        (void)fputs(text, stdout);
        return;
    }
    (void)fputs(formula ? "\"'" : "\"", stdout);
    for (const char *at = text; *at != '\0'; at++) {
        (void)fputs(*at == '"' ? "\"" : "", stdout);
        (void)putchar(*at);
    }
    (void)putchar('"');
}

static void print_csv(const struct activities *all, const char *list)
{
    const struct reader reader = {.app = all->app, .file = true};
    bool first = true;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (is_shown(&columns[i], list, true)) {
            print_field(columns[i].name, first);
            first = false;
        }
    }
    (void)putchar('\n');
    first = true;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (is_shown(&columns[i], list, true)) {
            print_field(columns[i].tag, first);
            first = false;
        }
    }
    (void)putchar('\n');
    for (size_t row = 0; row < all->row_count; row++) {
        first = true;
        for (size_t i = 0; i < FIELD_COUNT; i++) {
            char text[TEXT_BYTES];
            if (is_shown(&columns[i], list, true)) {
                put_cell(&reader, all->rows[row], (enum field)i, text);
                print_field(text, first);
                first = false;
            }
        }
        (void)putchar('\n');
    }
}

static void print_cell(const struct column *column, const char *text)
{
    char clean[SCREEN_CELL_BYTES];
    const size_t width = column->width == 0 ? NARROW_COLUMN : column->width;
    screen_clean(text, clean, width < sizeof clean ? width : sizeof clean); /* cut at a character */
    screen_cell(clean, width, column->right);
    (void)putchar(' ');
}

static void print_heading(const struct activities *all, size_t row, enum field order)
{
    char clean[SCREEN_CELL_BYTES];
    size_t count = 0;
    const char *key = key_of(all->rows[row], order);
    if (row > 0 && strcmp(key_of(all->rows[row - 1], order), key) == 0) {
        return;
    }
    while (row + count < all->row_count &&
           strcmp(key_of(all->rows[row + count], order), key) == 0) {
        count++;
    }
    screen_clean(key[0] == '\0' ? "-" : key, clean, sizeof clean);
    (void)printf("%s (%zu)\n", clean, count);
}

static void print_table(const struct activities *all, const char *list, enum field order)
{
    const struct reader reader = {.app = all->app, .file = false};
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (is_shown(&columns[i], list, false)) {
            print_cell(&columns[i], app_text(all->app, columns[i].english, columns[i].indonesian));
        }
    }
    (void)putchar('\n');
    for (size_t row = 0; row < all->row_count; row++) {
        if (order != FIELD_COUNT) {
            print_heading(all, row, order);
        }
        for (size_t i = 0; i < FIELD_COUNT; i++) {
            char text[TEXT_BYTES];
            if (is_shown(&columns[i], list, false)) {
                put_cell(&reader, all->rows[row], (enum field)i, text);
                print_cell(&columns[i], text[0] == '\0' ? "-" : text);
            }
        }
        (void)putchar('\n');
    }
    (void)printf(app_text(all->app, "%zu activities\n", "%zu kegiatan\n"), all->row_count);
}

static void print_json(const struct activities *all, const char *area)
{
    json_t *object = json_object();
    json_t *list = json_array();
    for (size_t i = 0; i < all->row_count; i++) {
        (void)json_array_append_new(list, proto_json(&all->rows[i]->base));
    }
    (void)json_object_set_new(object, "area", proto_json_text(area));
    (void)json_object_set_new(object, "realm", proto_json_text(all->app->realm));
    (void)json_object_set_new(object, "activities", list);
    proto_json_print(object);
}

static const char *area_of(const struct app *app)
{
    const char *flag = app_flag(app, "area");
    return flag != NULL ? flag : app->word_count > 0 ? app->words[0] : "nation";
}

int command_activity(struct app *app)
{
    struct activities all = {.app = app};
    struct link link;
    const char *list = questions_of(app_flag(app, "columns"));
    const enum field order = order_of(app_flag(app, "by"));
    if (app->word_count > 1 || order == FIELD_REALM || !are_columns(list)) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app,
                     "5w [AREA] [--event ID] [--by member|item|area|cluster] "
                     "[--columns 3w|4w|5w|who,what,where,when,whom] [--csv|--json]",
                     "5w [WILAYAH] [--event ID] [--by member|item|area|cluster] "
                     "[--columns 3w|4w|5w|who,what,where,when,whom] [--csv|--json]"));
    }
    int code = link_open(&link, app, NULL, 0);
    code = code == EXIT_DONE ? link_greet(&link) : code;
    code = code == EXIT_DONE ? fetch(&all, &link, area_of(app)) : code;
    link_close(&link);
    if (code == EXIT_DONE && order != FIELD_COUNT && !sort(&all, order)) {
        code = EXIT_INTERNAL;
    }
    if (code == EXIT_DONE) {
        if (app->json) {
            print_json(&all, area_of(app));
        } else if (app_flag(app, "csv") != NULL) {
            print_csv(&all, list);
        } else {
            print_table(&all, list, order);
        }
        code = all.row_count > 0 ? EXIT_DONE : EXIT_NEGATIVE;
    }
    release(&all);
    return code;
}
