/* row_logistics.c - needs, answers to their lines, pledges and their updates, warehouses and counts as named texts. */
#include "row_logistics.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"

#define REGION_TEXT_MAX 256U

static bool wrong(struct row_fault *fault, const char *field, const char *why_en,
                  const char *why_id)
{
    *fault = (struct row_fault){.field = field, .why_en = why_en, .why_id = why_id};
    return false;
}

static bool missing(struct row_fault *fault, const char *field)
{
    return wrong(fault, field, "is missing", "belum ada");
}

static bool out_of_form(struct row_fault *fault, const char *field)
{
    return wrong(fault, field, "the value is not allowed here", "nilai ini tidak diizinkan");
}

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
      "available_at", "valid_until", "cluster", "note"}},
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
            return wrong(fault, name, "is not a field of this kind", "bukan isian jenis ini");
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

/* ---- values ---- */

/* The time of a field, 0 where it is not said. */
static bool time_of(const struct row *row, const char *field, int64_t utc_us, int64_t *time_us,
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
           wrong(fault, field, "must be a time with its zone, such as 2025-11-28T14:30+07:00",
                 "harus waktu dengan zonanya, misalnya 2025-11-28T14:30+07:00");
}

/* The number of a word, 0 where it is not said. */
static bool word_of(const struct row *row, const char *field, enum pusdalops_words words,
                    uint32_t *number, struct row_fault *fault)
{
    const char *text = row_get(row, field);
    *number = text == NULL ? 0 : pusdalops_word_find(words, text);
    return text == NULL || *number != 0 || out_of_form(fault, field);
}

static bool count_of(const struct row *row, const char *field, uint32_t *count,
                     struct row_fault *fault)
{
    const char *text = row_get(row, field);
    uint64_t value = 0;
    const bool good = text == NULL || app_number(text, UINT32_MAX, &value);
    *count = (uint32_t)value;
    return good || wrong(fault, field, "must be a whole number", "harus bilangan bulat");
}

static bool yes_of(const struct row *row, const char *field, bool *yes, struct row_fault *fault)
{
    const char *text = row_get(row, field);
    *yes = text != NULL && (strcmp(text, "yes") == 0 || strcmp(text, "ya") == 0);
    return text == NULL || *yes || strcmp(text, "no") == 0 || strcmp(text, "tidak") == 0 ||
           wrong(fault, field, "must be yes or no", "harus ya atau tidak");
}

static bool amount_wrong(struct row_fault *fault, const char *field)
{
    return wrong(
        fault, field,
        "must be a quantity such as 300 or 1,5; write 1500 or 1,50 for what 1.500 leaves open",
        "harus jumlah seperti 300 atau 1,5; tulis 1500 atau 1,50 karena 1.500 bermakna ganda");
}

/* "1,5 ton", or "1,5" with the unit in its own column; nought is a count. */
static bool counted_of(const struct row *row, struct pusdalops_quantity *quantity,
                       char unit[PUSDALOPS_UNIT_BYTES_MAX + 1], struct row_fault *fault)
{
    const char *text = row_get(row, "quantity");
    const char *column = row_get(row, "unit");
    *quantity = (struct pusdalops_quantity){.item = row_get(row, "item"),
                                            .contents = row_get(row, "contents")};
    if (quantity->item == NULL || text == NULL) {
        return missing(fault, quantity->item == NULL ? "item" : "quantity");
    }
    if (pusdalops_quantity_parse(text, &quantity->thousandths, unit) != PUSDALOPS_OK) {
        return amount_wrong(fault, "quantity");
    }
    if (column != NULL && unit[0] != '\0' && strcmp(column, unit) != 0) {
        return wrong(fault, "unit", "differs from the unit beside the quantity",
                     "berbeda dari satuan di samping jumlah");
    }
    quantity->unit = column != NULL ? column : unit;
    return true;
}

static bool quantity_of(const struct row *row, struct pusdalops_quantity *quantity,
                        char unit[PUSDALOPS_UNIT_BYTES_MAX + 1], struct row_fault *fault)
{
    return counted_of(row, quantity, unit, fault) &&
           (quantity->thousandths > 0 || amount_wrong(fault, "quantity"));
}

/* A number without a unit, 0 where it is not said: an update speaks in the unit of its pledge. */
static bool bare_of(const struct row *row, const char *field, uint64_t *thousandths,
                    struct row_fault *fault)
{
    char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
    const char *text = row_get(row, field);
    *thousandths = 0;
    if (text == NULL) {
        return true;
    }
    if (pusdalops_quantity_parse(text, thousandths, unit) != PUSDALOPS_OK) {
        return amount_wrong(fault, field);
    }
    return unit[0] == '\0' ||
           wrong(fault, field,
                 "is counted in the unit of the pledge or the line: write the number alone",
                 "dihitung dalam satuan komitmen atau barisnya: tulis angkanya saja");
}

/* "bpbd-12.73/4/1" of a line, "pmi/3" of a message. */
static bool reference_of(const struct row *row, const char *field, bool is_line,
                         char source[PUSDALOPS_SOURCE_BYTES_MAX + 1],
                         struct pusdalops_reference *reference, struct row_fault *fault)
{
    const char *text = row_get(row, field);
    if (text == NULL) {
        return missing(fault, field);
    }
    const bool good = pusdalops_reference_parse(text, source, reference) == PUSDALOPS_OK &&
                      (reference->line != 0 || !is_line);
    if (!good && is_line) {
        return wrong(fault, field, "must be a line of a need: SOURCE/NUMBER/LINE",
                     "harus baris kebutuhan: SUMBER/NOMOR/BARIS");
    }
    return good || wrong(fault, field,
                         "must be a pledge: SOURCE/NUMBER, or SOURCE/NUMBER/LINE of an activation",
                         "harus komitmen: SUMBER/NOMOR, atau SUMBER/NOMOR/BARIS dari aktivasi");
}

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
        return missing(fault, latitude == NULL ? "latitude" : "longitude");
    }
    line->has_position = true;
    line->latitude_deg = strtod(latitude, &latitude_end);
    line->longitude_deg = strtod(longitude, &longitude_end);
    const bool read = latitude_end != latitude && *latitude_end == '\0' &&
                      longitude_end != longitude && *longitude_end == '\0';
    const bool on_earth = line->latitude_deg >= -90 && line->latitude_deg <= 90 &&
                          line->longitude_deg >= -180 && line->longitude_deg <= 180;
    return (read && on_earth) ||
           wrong(fault, "latitude", "must be degrees with a point, such as -6.8247",
                 "harus derajat dengan titik, misalnya -6.8247");
}

/* ---- the four kinds ---- */

bool row_logistics_line(const struct row *row, int64_t utc_us, struct pusdalops_message *need,
                        struct row_fault *fault)
{
    char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
    struct pusdalops_need_line line = {
        .kecamatan = row_get(row, "kecamatan"),
        .delivery_point = row_get(row, "delivery_point"),
        .note = row_get(row, "note"),
    };
    if (!quantity_of(row, &line.quantity, unit, fault) ||
        !word_of(row, "priority", PUSDALOPS_WORDS_PRIORITY, &line.priority, fault) ||
        !time_of(row, "needed_by", utc_us, &line.needed_by_us, fault) ||
        !count_of(row, "persons", &line.persons, fault) ||
        !count_of(row, "households", &line.households, fault) ||
        !yes_of(row, "isolated", &line.isolated, fault) || !position_of(row, &line, fault)) {
        return false;
    }
    const enum pusdalops_status status = pusdalops_need_line(need, &line);
    if (status == PUSDALOPS_E_FULL) {
        return wrong(fault, "item", "a need has at most 32 lines",
                     "satu permintaan paling banyak 32 baris");
    }
    return status == PUSDALOPS_OK ||
           wrong(fault, "item",
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
        return missing(fault, event == NULL ? "event" : "region");
    }
    if (!time_of(row, "as_of", utc_us, &as_of_us, fault) ||
        !yes_of(row, "urgent", &urgent, fault)) {
        return false;
    }
    if (as_of_us == 0) {
        return missing(fault, "as_of");
    }
    if (pusdalops_need_new(event, region, as_of_us, urgent, row_get(row, "reference"), message) !=
        PUSDALOPS_OK) {
        return wrong(fault, "region",
                     "event: a-z 0-9 . -; region: a Kemendagri code such as 12.73, or 12",
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
    if (!reference_of(row, "line", true, source, &line, fault) ||
        !word_of(row, "deed", PUSDALOPS_WORDS_NEED_DEED, &deed, fault)) {
        return false;
    }
    return pusdalops_need_decision_new(&line, deed, row_get(row, "reason"), message) ==
               PUSDALOPS_OK ||
           wrong(fault, deed == 0 ? "deed" : "reason",
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
        return out_of_form(fault, "regions");
    }
    memcpy(text, said, strlen(said) + 1);
    for (char *one = strtok_r(text, " ,;", &rest); one != NULL;
         one = strtok_r(NULL, " ,;", &rest)) {
        if (*count == PUSDALOPS_PLEDGE_REGIONS_MAX) {
            return wrong(fault, "regions", "at most 16 regions", "paling banyak 16 wilayah");
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
    };
    if (row_get(row, "line") != NULL) {
        if (!reference_of(row, "line", true, source, &line, fault)) {
            return false;
        }
        pledge.line = &line;
    }
    if (!quantity_of(row, &pledge.quantity, unit, fault) ||
        !regions_of(row, text, regions, &pledge.region_count, fault) ||
        !word_of(row, "origin", PUSDALOPS_WORDS_ORIGIN, &pledge.origin, fault) ||
        !time_of(row, "available_at", utc_us, &pledge.available_at_us, fault) ||
        !time_of(row, "valid_until", utc_us, &pledge.valid_until_us, fault)) {
        return false;
    }
    return pusdalops_pledge_new(&pledge, message) == PUSDALOPS_OK ||
           wrong(
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
        if (!reference_of(row, "line", true, line_source, &line, fault)) {
            return false;
        }
        update.line = &line;
    }
    if (!reference_of(row, "pledge", false, pledge_source, &update.pledge, fault) ||
        !word_of(row, "deed", PUSDALOPS_WORDS_PLEDGE_DEED, &update.deed, fault) ||
        !bare_of(row, "quantity", &update.thousandths, fault) ||
        !bare_of(row, "damaged", &update.damaged_thousandths, fault) ||
        !bare_of(row, "lost", &update.lost_thousandths, fault) ||
        !time_of(row, "valid_until", utc_us, &update.valid_until_us, fault)) {
        return false;
    }
    return pusdalops_pledge_update_new(&update, message) == PUSDALOPS_OK ||
           wrong(
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
    return text == NULL || (end != text && *end == '\0') || out_of_form(fault, field);
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
        return missing(fault, warehouse.id == NULL     ? "warehouse"
                              : warehouse.name == NULL ? "name"
                                                       : "region");
    }
    if (latitude != (row_get(row, "longitude") != NULL)) {
        return missing(fault, latitude ? "longitude" : "latitude");
    }
    if (!word_of(row, "type", PUSDALOPS_WORDS_WAREHOUSE_KIND, &warehouse.kind, fault) ||
        !degrees_of(row, "latitude", &warehouse.latitude_deg, fault) ||
        !degrees_of(row, "longitude", &warehouse.longitude_deg, fault) ||
        !yes_of(row, "closed", &warehouse.closed, fault)) {
        return false;
    }
    warehouse.kind = warehouse.kind == 0 ? 1 : warehouse.kind;
    return pusdalops_warehouse_new(&warehouse, message) == PUSDALOPS_OK ||
           wrong(fault, "warehouse",
                 "out of its form: an id of a-z 0-9 . -, region 32.16, short clean texts",
                 "tidak sesuai bentuk: id dari a-z 0-9 . -, wilayah 32.16, teks pendek dan bersih");
}

bool row_stock_line(const struct row *row, struct pusdalops_message *count, struct row_fault *fault)
{
    char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
    struct pusdalops_stock_line line = {.expires_on = row_get(row, "expires_on"),
                                        .note = row_get(row, "note")};
    if (!counted_of(row, &line.quantity, unit, fault) ||
        !word_of(row, "origin", PUSDALOPS_WORDS_BUDGET_ORIGIN, &line.origin, fault) ||
        !bare_of(row, "minimum", &line.minimum_thousandths, fault) ||
        !bare_of(row, "buffer", &line.buffer_thousandths, fault)) {
        return false;
    }
    const enum pusdalops_status status = pusdalops_stock_count_line(count, &line);
    if (status == PUSDALOPS_E_FULL) {
        return wrong(fault, "item", "a count has at most 32 lines",
                     "satu hitungan paling banyak 32 baris");
    }
    return status == PUSDALOPS_OK ||
           wrong(
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
            return missing(fault, names[i]);
        }
        if (pusdalops_quantity_parse(text, &sums[i].thousandths, units[i]) != PUSDALOPS_OK) {
            return amount_wrong(fault, names[i]);
        }
        sums[i].unit = units[i];
    }
    if (!time_of(row, "since", utc_us, &since_us, fault)) {
        return false;
    }
    return pusdalops_stock_count_sums(count, since_us, &sums[0], &sums[1]) == PUSDALOPS_OK ||
           out_of_form(fault, "through");
}

static bool count_row_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                         struct row_fault *fault)
{
    const char *warehouse = row_get(row, "warehouse");
    int64_t as_of_us = 0;
    bool complete = false;
    if (warehouse == NULL || row_get(row, "as_of") == NULL) {
        return missing(fault, warehouse == NULL ? "warehouse" : "as_of");
    }
    if (!time_of(row, "as_of", utc_us, &as_of_us, fault) ||
        !yes_of(row, "complete", &complete, fault)) {
        return false;
    }
    if (pusdalops_stock_count_new(warehouse, as_of_us, complete, message) != PUSDALOPS_OK) {
        return out_of_form(fault, "warehouse");
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
