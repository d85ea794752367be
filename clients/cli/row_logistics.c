/* row_logistics.c - needs, answers to their lines, pledges and their updates, warehouses and counts as named texts. */
#include "row_logistics.h"

#include <stdlib.h>
#include <string.h>

#include "row_value.h"

#define REGION_TEXT_MAX 256U

bool row_logistics_kind(const char *kind)
{
    static const char *const kinds[] = {"need",          "need_decision", "pledge",
                                        "pledge_update", "warehouse",     "stock_count"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i], kind) == 0) {
            return true;
        }
    }
    return false;
}

/* The fields of each kind, beside kind, source and channel. */
static const struct {
    const char *kind;
    const char *names[20];
} fields_of[] = {
    {"line",
     {"item", "quantity", "unit", "contents", "priority", "needed_by", "kecamatan",
      "delivery_point", "persons", "households", "isolated", "note", "latitude", "longitude"}},
    {"need",
     {"event", "region", "as_of", "urgent", "reference", "item", "quantity", "unit", "contents",
      "priority", "needed_by", "kecamatan", "delivery_point", "persons", "households", "isolated",
      "note", "latitude", "longitude"}},
    {"need_decision", {"line", "deed", "reason"}},
    {"pledge",
     {"event", "line", "regions", "item", "quantity", "unit", "contents", "origin", "origin_name",
      "available_at", "valid_until", "cluster", "note", "warehouse"}},
    {"pledge_update",
     {"pledge", "deed", "quantity", "damaged", "lost", "line", "valid_until", "bast", "transport",
      "reason"}},
    {"warehouse",
     {"warehouse", "name", "type", "region", "place", "latitude", "longitude", "closed"}},
    {"stock_line",
     {"item", "quantity", "unit", "contents", "origin", "expires_on", "minimum", "buffer", "note"}},
    {"stock_count",
     {"warehouse", "as_of", "complete", "item", "quantity", "unit", "contents", "origin",
      "expires_on", "minimum", "buffer", "note", "through", "since", "received", "issued"}},
};
#define FIELD_LISTS (sizeof fields_of / sizeof fields_of[0])

static bool is_field_of(size_t list, const char *name)
{
    for (size_t i = 0; i < 20 && fields_of[list].names[i] != NULL; i++) {
        if (strcmp(fields_of[list].names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Everything that the row says is a field of its kind. */
static bool names_check(const struct row *row, const char *kind, struct row_fault *fault)
{
    static const char *const others[] = {"kind", "source", "channel"};
    for (size_t i = 0; i < row->count; i++) {
        const char *name = row->fields[i].name;
        bool known = false;
        for (size_t j = 0; j < FIELD_LISTS; j++) {
            known = known || (strcmp(fields_of[j].kind, kind) == 0 && is_field_of(j, name));
        }
        for (size_t j = 0; j < sizeof others / sizeof others[0]; j++) {
            known = known || strcmp(others[j], name) == 0;
        }
        if (!known) {
            return row_value_wrong(fault, name, "is not a field of this kind",
                                   "bukan isian jenis ini");
        }
    }
    return true;
}

bool row_logistics_name(const char *name)
{
    for (size_t i = 0; i < FIELD_LISTS; i++) {
        if (is_field_of(i, name)) {
            return true;
        }
    }
    return false;
}

bool row_logistics_names(const struct row *row, struct row_fault *fault)
{
    return names_check(row, "line", fault);
}

bool row_stock_names(const struct row *row, struct row_fault *fault)
{
    return names_check(row, "stock_line", fault);
}

/* ---- the four kinds ---- */

/* Both numbers, or none. */
static bool position_of(const struct row *row, struct pusdalops_need_line *line,
                        struct row_fault *fault)
{
    const char *latitude = row_get(row, "latitude");
    const char *longitude = row_get(row, "longitude");
    char *latitude_end = NULL;
    char *longitude_end = NULL;
    if (latitude == NULL && longitude == NULL) {
        return true;
    }
    if (latitude == NULL || longitude == NULL) {
        return row_value_missing(fault, latitude == NULL ? "latitude" : "longitude");
    }
    line->has_position = true;
    line->latitude_deg = strtod(latitude, &latitude_end);
    line->longitude_deg = strtod(longitude, &longitude_end);
    const bool read = latitude_end != latitude && *latitude_end == '\0' &&
                      longitude_end != longitude && *longitude_end == '\0';
    const bool on_earth = line->latitude_deg >= -90 && line->latitude_deg <= 90 &&
                          line->longitude_deg >= -180 && line->longitude_deg <= 180;
    return (read && on_earth) ||
           row_value_wrong(fault, "latitude", "must be degrees with a point, such as -6.8247",
                           "harus derajat dengan titik, misalnya -6.8247");
}

bool row_logistics_line(const struct row *row, int64_t utc_us, struct pusdalops_message *need,
                        struct row_fault *fault)
{
    char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
    struct pusdalops_need_line line = {
        .kecamatan = row_get(row, "kecamatan"),
        .delivery_point = row_get(row, "delivery_point"),
        .note = row_get(row, "note"),
    };
    if (!row_value_quantity(row, &line.quantity, unit, fault) ||
        !row_value_word(row, "priority", PUSDALOPS_WORDS_PRIORITY, &line.priority, fault) ||
        !row_value_time(row, "needed_by", utc_us, &line.needed_by_us, fault) ||
        !row_value_count(row, "persons", &line.persons, fault) ||
        !row_value_count(row, "households", &line.households, fault) ||
        !row_value_yes(row, "isolated", &line.isolated, fault) || !position_of(row, &line, fault)) {
        return false;
    }
    const enum pusdalops_status status = pusdalops_need_line(need, &line);
    if (status == PUSDALOPS_E_FULL) {
        return row_value_wrong(fault, "item", "a need has at most 32 lines",
                               "satu permintaan paling banyak 32 baris");
    }
    return status == PUSDALOPS_OK ||
           row_value_wrong(fault, "item",
                           "the line is out of its form: kecamatan 12.73.01, texts short and clean",
                           "baris tidak sesuai bentuk: kecamatan 12.73.01, teks pendek dan bersih");
}

static bool need_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                    struct row_fault *fault)
{
    int64_t as_of_us = 0;
    bool urgent = false;
    const char *event = row_get(row, "event");
    const char *region = row_get(row, "region");
    if (event == NULL || region == NULL) {
        return row_value_missing(fault, event == NULL ? "event" : "region");
    }
    if (!row_value_time(row, "as_of", utc_us, &as_of_us, fault) ||
        !row_value_yes(row, "urgent", &urgent, fault)) {
        return false;
    }
    if (as_of_us == 0) {
        return row_value_missing(fault, "as_of");
    }
    if (pusdalops_need_new(event, region, as_of_us, urgent, row_get(row, "reference"), message) !=
        PUSDALOPS_OK) {
        return row_value_wrong(
            fault, "region", "event: a-z 0-9 . -; region: a Kemendagri code such as 12.73, or 12",
            "event: a-z 0-9 . -; region: kode Kemendagri seperti 12.73, atau 12");
    }
    return row_get(row, "item") == NULL || row_logistics_line(row, utc_us, *message, fault);
}

static bool decision_of(const struct row *row, struct pusdalops_message **message,
                        struct row_fault *fault)
{
    char source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    struct pusdalops_reference line;
    uint32_t deed = 0;
    if (!row_value_reference(row, "line", true, source, &line, fault) ||
        !row_value_word(row, "deed", PUSDALOPS_WORDS_NEED_DEED, &deed, fault)) {
        return false;
    }
    return pusdalops_need_decision_new(&line, deed, row_get(row, "reason"), message) ==
               PUSDALOPS_OK ||
           row_value_wrong(fault, deed == 0 ? "deed" : "reason",
                           "a deed; a reason to decline or to provision",
                           "tindakan; alasan untuk menolak atau menyetujui sementara");
}

/* The codes of a list, each with its end, in `text`. */
static bool regions_of(const struct row *row, char text[REGION_TEXT_MAX],
                       const char *list[PUSDALOPS_PLEDGE_REGIONS_MAX], size_t *count,
                       struct row_fault *fault)
{
    const char *said = row_get(row, "regions");
    char *rest = NULL;
    *count = 0;
    if (said == NULL) {
        return true;
    }
    if (strlen(said) >= REGION_TEXT_MAX) {
        return row_value_out_of_form(fault, "regions");
    }
    memcpy(text, said, strlen(said) + 1);
    for (char *one = strtok_r(text, " ,;", &rest); one != NULL;
         one = strtok_r(NULL, " ,;", &rest)) {
        if (*count == PUSDALOPS_PLEDGE_REGIONS_MAX) {
            return row_value_wrong(fault, "regions", "at most 16 regions",
                                   "paling banyak 16 wilayah");
        }
        list[(*count)++] = one;
    }
    return true;
}

static bool pledge_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                      struct row_fault *fault)
{
    char source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
    char text[REGION_TEXT_MAX];
    const char *regions[PUSDALOPS_PLEDGE_REGIONS_MAX];
    struct pusdalops_reference line;
    struct pusdalops_pledge pledge = {
        .event_id = row_get(row, "event"),
        .regions = regions,
        .origin_name = row_get(row, "origin_name"),
        .cluster_id = row_get(row, "cluster"),
        .note = row_get(row, "note"),
        .warehouse_id = row_get(row, "warehouse"),
    };
    if (row_get(row, "line") != NULL) {
        if (!row_value_reference(row, "line", true, source, &line, fault)) {
            return false;
        }
        pledge.line = &line;
    }
    if (!row_value_quantity(row, &pledge.quantity, unit, fault) ||
        !regions_of(row, text, regions, &pledge.region_count, fault) ||
        !row_value_word(row, "origin", PUSDALOPS_WORDS_ORIGIN, &pledge.origin, fault) ||
        !row_value_time(row, "available_at", utc_us, &pledge.available_at_us, fault) ||
        !row_value_time(row, "valid_until", utc_us, &pledge.valid_until_us, fault)) {
        return false;
    }
    return pusdalops_pledge_new(&pledge, message) == PUSDALOPS_OK ||
           row_value_wrong(
               fault, "",
               "event and cluster a-z 0-9 . -, regions by Kemendagri code, valid_until not before available_at",
               "event dan cluster a-z 0-9 . -, regions kode Kemendagri, valid_until tidak sebelum available_at");
}

static bool update_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                      struct row_fault *fault)
{
    char pledge_source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    char line_source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    struct pusdalops_reference line;
    struct pusdalops_pledge_update update = {
        .bast_number = row_get(row, "bast"),
        .transport = row_get(row, "transport"),
        .reason = row_get(row, "reason"),
    };
    if (row_get(row, "line") != NULL) {
        if (!row_value_reference(row, "line", true, line_source, &line, fault)) {
            return false;
        }
        update.line = &line;
    }
    if (!row_value_reference(row, "pledge", false, pledge_source, &update.pledge, fault) ||
        !row_value_word(row, "deed", PUSDALOPS_WORDS_PLEDGE_DEED, &update.deed, fault) ||
        !row_value_bare(row, "quantity", &update.thousandths, fault) ||
        !row_value_bare(row, "damaged", &update.damaged_thousandths, fault) ||
        !row_value_bare(row, "lost", &update.lost_thousandths, fault) ||
        !row_value_time(row, "valid_until", utc_us, &update.valid_until_us, fault)) {
        return false;
    }
    return pusdalops_pledge_update_new(&update, message) == PUSDALOPS_OK ||
           row_value_wrong(
               fault, "deed",
               "allot: line; reserve, dispatch: quantity; receive: quantity, damaged, lost, bast; withdraw: reason; extend: valid_until",
               "alokasikan: line; sisihkan, kirim: quantity; terima: quantity, damaged, lost, bast; tarik: reason; perpanjang: valid_until");
}

/* ---- stock ---- */

/* Degrees with a decimal point, as for a report. */
static bool degrees_of(const struct row *row, const char *field, double *degrees,
                       struct row_fault *fault)
{
    const char *text = row_get(row, field);
    char *end = NULL;
    *degrees = text == NULL ? 0.0 : strtod(text, &end);
    return text == NULL || (end != text && *end == '\0') || row_value_out_of_form(fault, field);
}

static bool warehouse_of(const struct row *row, struct pusdalops_message **message,
                         struct row_fault *fault)
{
    struct pusdalops_warehouse warehouse = {
        .id = row_get(row, "warehouse"),
        .name = row_get(row, "name"),
        .region = row_get(row, "region"),
        .place = row_get(row, "place"),
    };
    const bool latitude = row_get(row, "latitude") != NULL;
    warehouse.has_position = latitude;
    if (warehouse.id == NULL || warehouse.name == NULL || warehouse.region == NULL) {
        return row_value_missing(fault, warehouse.id == NULL     ? "warehouse"
                                        : warehouse.name == NULL ? "name"
                                                                 : "region");
    }
    if (latitude != (row_get(row, "longitude") != NULL)) {
        return row_value_missing(fault, latitude ? "longitude" : "latitude");
    }
    if (!row_value_word(row, "type", PUSDALOPS_WORDS_WAREHOUSE_KIND, &warehouse.kind, fault) ||
        !degrees_of(row, "latitude", &warehouse.latitude_deg, fault) ||
        !degrees_of(row, "longitude", &warehouse.longitude_deg, fault) ||
        !row_value_yes(row, "closed", &warehouse.closed, fault)) {
        return false;
    }
    warehouse.kind = warehouse.kind == 0 ? 1 : warehouse.kind;
    return pusdalops_warehouse_new(&warehouse, message) == PUSDALOPS_OK ||
           row_value_wrong(
               fault, "warehouse",
               "out of its form: an id of a-z 0-9 . -, region 32.16, short clean texts",
               "tidak sesuai bentuk: id dari a-z 0-9 . -, wilayah 32.16, teks pendek dan bersih");
}

bool row_stock_line(const struct row *row, struct pusdalops_message *count, struct row_fault *fault)
{
    char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
    struct pusdalops_stock_line line = {.expires_on = row_get(row, "expires_on"),
                                        .note = row_get(row, "note")};
    if (!row_value_counted(row, &line.quantity, unit, fault) ||
        !row_value_word(row, "origin", PUSDALOPS_WORDS_BUDGET_ORIGIN, &line.origin, fault) ||
        !row_value_bare(row, "minimum", &line.minimum_thousandths, fault) ||
        !row_value_bare(row, "buffer", &line.buffer_thousandths, fault)) {
        return false;
    }
    const enum pusdalops_status status = pusdalops_stock_count_line(count, &line);
    if (status == PUSDALOPS_E_FULL) {
        return row_value_wrong(fault, "item", "a count has at most 32 lines",
                               "satu hitungan paling banyak 32 baris");
    }
    return status == PUSDALOPS_OK ||
           row_value_wrong(
               fault, "item",
               "the line is out of its form: expires_on 2026-03-31, the buffer no more than there is",
               "baris tidak sesuai bentuk: expires_on 2026-03-31, penyangga tidak melebihi isinya");
}

/* Both sums, of the item that went through. */
static bool sums_of(const struct row *row, int64_t utc_us, struct pusdalops_message *count,
                    struct row_fault *fault)
{
    static const char *const names[] = {"received", "issued"};
    char units[2][PUSDALOPS_UNIT_BYTES_MAX + 1] = {"", ""};
    struct pusdalops_quantity sums[2] = {{.item = row_get(row, "through")}, {NULL, 0, NULL, NULL}};
    int64_t since_us = 0;
    sums[0].item = sums[0].item == NULL ? "logistik" : sums[0].item;
    sums[1].item = sums[0].item;
    if (row_get(row, "received") == NULL && row_get(row, "issued") == NULL) {
        return true;
    }
    for (size_t i = 0; i < 2; i++) {
        const char *text = row_get(row, names[i]);
        if (text == NULL) {
            return row_value_missing(fault, names[i]);
        }
        if (pusdalops_quantity_parse(text, &sums[i].thousandths, units[i]) != PUSDALOPS_OK) {
            return row_value_amount_wrong(fault, names[i]);
        }
        sums[i].unit = units[i];
    }
    if (!row_value_time(row, "since", utc_us, &since_us, fault)) {
        return false;
    }
    return pusdalops_stock_count_sums(count, since_us, &sums[0], &sums[1]) == PUSDALOPS_OK ||
           row_value_out_of_form(fault, "through");
}

static bool count_row_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                         struct row_fault *fault)
{
    const char *warehouse = row_get(row, "warehouse");
    int64_t as_of_us = 0;
    bool complete = false;
    if (warehouse == NULL || row_get(row, "as_of") == NULL) {
        return row_value_missing(fault, warehouse == NULL ? "warehouse" : "as_of");
    }
    if (!row_value_time(row, "as_of", utc_us, &as_of_us, fault) ||
        !row_value_yes(row, "complete", &complete, fault)) {
        return false;
    }
    if (pusdalops_stock_count_new(warehouse, as_of_us, complete, message) != PUSDALOPS_OK) {
        return row_value_out_of_form(fault, "warehouse");
    }
    return sums_of(row, utc_us, *message, fault) &&
           (row_get(row, "item") == NULL || row_stock_line(row, *message, fault));
}

bool row_logistics_message(const struct row *row, const char *kind, int64_t utc_us,
                           struct pusdalops_message **message, struct row_fault *fault)
{
    if (!names_check(row, kind, fault)) {
        return false;
    }
    if (strcmp(kind, "need") == 0) {
        return need_of(row, utc_us, message, fault);
    }
    if (strcmp(kind, "need_decision") == 0) {
        return decision_of(row, message, fault);
    }
    if (strcmp(kind, "warehouse") == 0) {
        return warehouse_of(row, message, fault);
    }
    if (strcmp(kind, "stock_count") == 0) {
        return count_row_of(row, utc_us, message, fault);
    }
    if (strcmp(kind, "pledge") == 0) {
        return pledge_of(row, utc_us, message, fault);
    }
    return update_of(row, utc_us, message, fault);
}
