/* row.c - one report, event, withdrawal or verification as named texts. */
#include "row.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "row_logistics.h"
#include "row_shipment.h"

#define REGIONS_MAX     600U
#define REGION_TEXT_MAX 8192U

struct named_text {
    const char *name;
    enum pusdalops_text text;
};

static const struct named_text named_texts[] = {
    {"region_name", PUSDALOPS_TEXT_REGION_NAME},
    {"kecamatan", PUSDALOPS_TEXT_KECAMATAN},
    {"village", PUSDALOPS_TEXT_VILLAGE},
    {"point", PUSDALOPS_TEXT_POINT},
    {"needs", PUSDALOPS_TEXT_NEEDS},
    {"efforts", PUSDALOPS_TEXT_EFFORTS},
    {"chronology", PUSDALOPS_TEXT_CHRONOLOGY},
    {"reference", PUSDALOPS_TEXT_REFERENCE},
};

static const char *const reasons[] = {
    "",      "verification",     "identification", "moved_region", "returned_home",
    "found", "typing_correction"};
static const char *const channels[] = {"",      "radio", "telephone",   "messenger",
                                       "paper", "email", "publication", "file"};
static const char *const levels[] = {"", "regency", "province", "nation"};

bool row_add(struct row *row, const char *name, const char *value)
{
    if (value[0] == '\0') {
        return true;
    }
    if (row->count == ROW_FIELDS_MAX || row_get(row, name) != NULL) {
        return false;
    }
    row->fields[row->count++] = (struct row_field){.name = name, .value = value};
    return true;
}

const char *row_get(const struct row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++) {
        if (strcmp(row->fields[i].name, name) == 0) {
            return row->fields[i].value;
        }
    }
    return NULL;
}

static bool wrong(struct row_fault *fault, const char *field, const char *why_en,
                  const char *why_id)
{
    *fault = (struct row_fault){.field = field, .why_en = why_en, .why_id = why_id};
    return false;
}

static bool out_of_form(struct row_fault *fault, const char *field)
{
    return wrong(fault, field, "the value is not allowed here", "nilai ini tidak diizinkan");
}

/* The place of a word in a list, 0 where it is not in it. */
static uint32_t place_in(const char *const *list, size_t count, const char *word)
{
    for (uint32_t i = 1; i < count; i++) {
        if (strcmp(list[i], word) == 0) {
            return i;
        }
    }
    return 0;
}

/* The time of a field; `now` is now. */
static bool time_of(const struct row *row, const char *field, int64_t utc_us, int64_t *time_us,
                    struct row_fault *fault)
{
    const char *text = row_get(row, field);
    if (text == NULL) {
        return wrong(fault, field, "is missing", "belum ada");
    }
    if (utc_us != ROW_NO_NOW && (strcmp(text, "now") == 0 || strcmp(text, "sekarang") == 0)) {
        *time_us = utc_us;
        return true;
    }
    return pusdalops_time_parse(text, time_us) == PUSDALOPS_OK ||
           wrong(fault, field, "must be a time with its zone, such as 2025-11-28T14:30+07:00",
                 "harus waktu dengan zonanya, misalnya 2025-11-28T14:30+07:00");
}

static bool number_of(const struct row *row, const char *field, bool required, uint64_t *number,
                      struct row_fault *fault)
{
    const char *text = row_get(row, field);
    *number = 0;
    if (text == NULL) {
        return !required || wrong(fault, field, "is missing", "belum ada");
    }
    return (app_number(text, UINT64_MAX, number) && *number > 0) ||
           wrong(fault, field, "must be a number of a message", "harus nomor pesan");
}

/* ---- reports ---- */

static bool add_figures(const struct row *row, struct pusdalops_message *message,
                        struct row_fault *fault)
{
    const char *word = row_get(row, "reason");
    const uint32_t reason = word == NULL ? 0 : place_in(reasons, 7, word);
    if (word != NULL && reason == 0) {
        return out_of_form(fault, "reason");
    }
    for (size_t i = 0; i < row->count; i++) {
        const char *name = row->fields[i].name;
        const uint32_t kind = pusdalops_figure_find(name);
        uint64_t value = 0;
        if (kind == 0) {
            continue;
        }
        if (!app_number(row->fields[i].value, UINT32_MAX, &value) ||
            pusdalops_report_figure(message, kind, (uint32_t)value, reason) != PUSDALOPS_OK) {
            return wrong(fault, name, "must be a whole number up to 300000000",
                         "harus bilangan bulat hingga 300000000");
        }
    }
    return true;
}

static bool add_position(const struct row *row, struct pusdalops_message *message,
                         struct row_fault *fault)
{
    const char *latitude = row_get(row, "latitude");
    const char *longitude = row_get(row, "longitude");
    if (latitude == NULL && longitude == NULL) {
        return true;
    }
    char *latitude_end = NULL;
    char *longitude_end = NULL;
    if (latitude == NULL || longitude == NULL) {
        return out_of_form(fault, latitude == NULL ? "latitude" : "longitude");
    }
    const double north = strtod(latitude, &latitude_end);
    const double east = strtod(longitude, &longitude_end);
    const bool whole = *latitude_end == '\0' && *longitude_end == '\0';
    return (whole && pusdalops_report_position(message, north, east) == PUSDALOPS_OK) ||
           out_of_form(fault, "latitude");
}

static bool add_texts(const struct row *row, struct pusdalops_message *message,
                      struct row_fault *fault)
{
    for (size_t i = 0; i < sizeof named_texts / sizeof named_texts[0]; i++) {
        const char *value = row_get(row, named_texts[i].name);
        if (value != NULL &&
            pusdalops_report_text(message, named_texts[i].text, value) != PUSDALOPS_OK) {
            return out_of_form(fault, named_texts[i].name);
        }
    }
    return true;
}

static bool report_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                      struct row_fault *fault)
{
    int64_t as_of_us = 0;
    uint64_t revises = 0;
    const char *event = row_get(row, "event");
    const char *region = row_get(row, "region");
    if (event == NULL || region == NULL) {
        return wrong(fault, event == NULL ? "event" : "region", "is missing", "belum ada");
    }
    if (!time_of(row, "as_of", utc_us, &as_of_us, fault) ||
        !number_of(row, "revises", false, &revises, fault)) {
        return false;
    }
    if (pusdalops_report_new(event, region, as_of_us, message) != PUSDALOPS_OK) {
        return wrong(fault, "region",
                     "event: a-z 0-9 . -; region: a Kemendagri code such as 11.06, or nation",
                     "event: a-z 0-9 . -; region: kode Kemendagri seperti 11.06, atau nation");
    }
    return pusdalops_report_revises(*message, revises) == PUSDALOPS_OK &&
           add_figures(row, *message, fault) && add_texts(row, *message, fault) &&
           add_position(row, *message, fault);
}

/* ---- the others ---- */

static bool event_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                     struct row_fault *fault)
{
    int64_t started_us = 0;
    uint64_t hazard = 0;
    const char *event = row_get(row, "event");
    const char *name = row_get(row, "name");
    const char *hazard_text = row_get(row, "hazard");
    const char *regions_text = row_get(row, "regions");
    if (event == NULL || name == NULL || hazard_text == NULL || regions_text == NULL) {
        return wrong(fault, "", "an event needs event, hazard, name, started, regions",
                     "kejadian memerlukan event, hazard, name, started, regions");
    }
    if (!time_of(row, "started", utc_us, &started_us, fault)) {
        return false;
    }
    char text[REGION_TEXT_MAX];
    const char *regions[REGIONS_MAX];
    size_t count = 0;
    char *rest = NULL;
    if (strlen(regions_text) >= sizeof text || !app_number(hazard_text, 999, &hazard)) {
        return out_of_form(fault, strlen(regions_text) >= sizeof text ? "regions" : "hazard");
    }
    (void)strcpy(text, regions_text); /* NOLINT: its size was looked at */
    for (char *one = strtok_r(text, " ,;", &rest); one != NULL && count < REGIONS_MAX;
         one = strtok_r(NULL, " ,;", &rest)) {
        regions[count++] = one;
    }
    const char *state = row_get(row, "state");
    const bool closed = state != NULL && strcmp(state, "closed") == 0;
    return pusdalops_event_new(event, (uint32_t)hazard, name, started_us, regions, count, closed,
                               message) == PUSDALOPS_OK ||
           wrong(fault, "regions",
                 "hazard 101 to 117, regions by Kemendagri code, event a-z 0-9 . -",
                 "hazard 101 sampai 117, regions kode Kemendagri, event a-z 0-9 . -");
}

static bool withdrawal_of(const struct row *row, struct pusdalops_message **message,
                          struct row_fault *fault)
{
    uint64_t number = 0;
    return number_of(row, "number", true, &number, fault) &&
           (pusdalops_withdrawal_new(number, row_get(row, "note"), message) == PUSDALOPS_OK ||
            out_of_form(fault, "note"));
}

static bool verification_of(const struct row *row, struct pusdalops_message **message,
                            struct row_fault *fault)
{
    uint64_t number = 0;
    const char *source = row_get(row, "of");
    const char *word = row_get(row, "level");
    const uint32_t level = word == NULL ? 0 : place_in(levels, 4, word);
    if (source == NULL || level == 0) {
        return wrong(fault, source == NULL ? "of" : "level",
                     "of: source of the report; level: regency, province, nation",
                     "of: sumber laporan; level: regency, province, nation");
    }
    const char *retract = row_get(row, "retract");
    return number_of(row, "number", true, &number, fault) &&
           (pusdalops_verification_new(source, number, (enum pusdalops_level)level,
                                       retract != NULL && strcmp(retract, "yes") == 0,
                                       row_get(row, "note"), message) == PUSDALOPS_OK ||
            out_of_form(fault, "of"));
}

/* Every name must be one that we know: a mistyped column is not a column that was not said. */
static bool names_known(const struct row *row, struct row_fault *fault)
{
    static const char *const others[] = {
        "kind",      "event",  "region",  "as_of",   "revises", "reason",  "latitude",
        "longitude", "source", "number",  "of",      "level",   "retract", "note",
        "hazard",    "name",   "started", "regions", "state",   "channel",
    };
    for (size_t i = 0; i < row->count; i++) {
        const char *name = row->fields[i].name;
        bool known =
            pusdalops_figure_find(name) != 0 || row_logistics_name(name) || row_shipment_name(name);
        for (size_t j = 0; !known && j < sizeof others / sizeof others[0]; j++) {
            known = strcmp(others[j], name) == 0;
        }
        for (size_t j = 0; !known && j < sizeof named_texts / sizeof named_texts[0]; j++) {
            known = strcmp(named_texts[j].name, name) == 0;
        }
        if (!known) {
            return wrong(fault, name, "is not a known field", "bukan isian yang dikenal");
        }
    }
    return true;
}

static bool body_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                    struct row_fault *fault)
{
    const char *kind = row_get(row, "kind");
    if (kind == NULL || strcmp(kind, "report") == 0) {
        return report_of(row, utc_us, message, fault);
    }
    if (strcmp(kind, "event") == 0) {
        return event_of(row, utc_us, message, fault);
    }
    if (strcmp(kind, "withdrawal") == 0) {
        return withdrawal_of(row, message, fault);
    }
    if (strcmp(kind, "verification") == 0) {
        return verification_of(row, message, fault);
    }
    if (row_logistics_kind(kind)) {
        return row_logistics_message(row, kind, utc_us, message, fault);
    }
    if (row_shipment_kind(kind)) {
        return row_shipment_message(row, kind, utc_us, message, fault);
    }
    return wrong(
        fault, "kind",
        "report, event, withdrawal, verification, need, need_decision, pledge, pledge_update, "
        "warehouse, stock_count, shipment, shipment_update",
        "report, event, withdrawal, verification, need, need_decision, pledge, pledge_update, "
        "warehouse, stock_count, shipment, shipment_update");
}

bool row_message(const struct row *row, const char *source, int64_t utc_us,
                 struct pusdalops_message **message, struct row_fault *fault)
{
    *message = NULL;
    bool good = names_known(row, fault) && body_of(row, utc_us, message, fault);
    const char *behalf = row_get(row, "source");
    const char *channel_word = row_get(row, "channel");
    const uint32_t channel = channel_word == NULL ? 0 : place_in(channels, 8, channel_word);
    if (good && channel_word != NULL && channel == 0) {
        good = out_of_form(fault, "channel");
    }
    if (good) {
        const bool other = behalf != NULL && strcmp(behalf, source) != 0;
        good = pusdalops_message_behalf(*message, other ? behalf : "", channel) == PUSDALOPS_OK ||
               out_of_form(fault, "source");
    }
    if (!good) {
        pusdalops_message_free(*message);
        *message = NULL;
    }
    return good;
}

void row_mark(const struct row *row, uint32_t repeat, const char *salt,
              uint8_t mark[PUSDALOPS_MARK_BYTES])
{
    crypto_generichash_state state;
    uint8_t sum[PUSDALOPS_MARK_BYTES] = {0};
    /* a sum of hashes, so that the order of the columns does not matter */
    for (size_t i = 0; i < row->count; i++) {
        uint8_t field[PUSDALOPS_MARK_BYTES];
        (void)crypto_generichash_init(&state, NULL, 0, sizeof field);
        (void)crypto_generichash_update(&state, (const uint8_t *)row->fields[i].name,
                                        strlen(row->fields[i].name) + 1);
        (void)crypto_generichash_update(&state, (const uint8_t *)row->fields[i].value,
                                        strlen(row->fields[i].value) + 1);
        (void)crypto_generichash_final(&state, field, sizeof field);
        sodium_add(sum, field, sizeof sum);
    }
    const uint8_t count[4] = {(uint8_t)repeat, (uint8_t)(repeat >> 8), (uint8_t)(repeat >> 16),
                              (uint8_t)(repeat >> 24)};
    (void)crypto_generichash_init(&state, NULL, 0, PUSDALOPS_MARK_BYTES);
    (void)crypto_generichash_update(&state, sum, sizeof sum);
    (void)crypto_generichash_update(&state, count, sizeof count);
    (void)crypto_generichash_update(&state, (const uint8_t *)salt, strlen(salt));
    (void)crypto_generichash_final(&state, mark, PUSDALOPS_MARK_BYTES);
}
