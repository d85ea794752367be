/* row_shipment.c - shipments and what becomes of them as named texts. */
#include "row_shipment.h"

#include <string.h>

#include "row_value.h"

static const char *const shipment_fields[] = {
    "event",      "region",       "kecamatan",   "delivery_point", "warehouse", "origin_name",
    "departs_at", "departed_at",  "expected_at", "vehicle",        "carrier",   "contact",
    "waybill",    "prepared",     "pledge",      "quantity",       "item",      "unit",
    "contents",   "to_warehouse", "to_source",
};
static const char *const update_fields[] = {
    "shipment", "deed", "happened_at", "expected_at", "bast", "received_by",
    "reason",   "line", "quantity",    "damaged",     "lost",
};
#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))

bool row_shipment_kind(const char *kind)
{
    return strcmp(kind, "shipment") == 0 || strcmp(kind, "shipment_update") == 0;
}

static bool is_one_of(const char *const *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], name) == 0) {
            return true;
        }
    }
    return false;
}

bool row_shipment_name(const char *name)
{
    return is_one_of(shipment_fields, COUNT_OF(shipment_fields), name) ||
           is_one_of(update_fields, COUNT_OF(update_fields), name);
}

/* Everything that the row says is a field of its kind. */
static bool names_check(const struct row *row, bool updates, struct row_fault *fault)
{
    static const char *const others[] = {"kind", "source", "channel"};
    for (size_t i = 0; i < row->count; i++) {
        const char *name = row->fields[i].name;
        const bool known = is_one_of(others, COUNT_OF(others), name) ||
                           (updates ? is_one_of(update_fields, COUNT_OF(update_fields), name)
                                    : is_one_of(shipment_fields, COUNT_OF(shipment_fields), name));
        if (!known) {
            return row_value_wrong(fault, name, "is not a field of this kind",
                                   "bukan isian jenis ini");
        }
    }
    return true;
}

bool row_shipment_line(const struct row *row, struct pusdalops_message *shipment,
                       struct row_fault *fault)
{
    char source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
    struct pusdalops_reference pledge;
    struct pusdalops_shipment_line line = {.pledge = NULL};
    if (row_get(row, "pledge") != NULL) {
        line.pledge = &pledge;
        if (!row_value_reference(row, "pledge", false, source, &pledge, fault) ||
            !row_value_bare(row, "quantity", &line.thousandths, fault)) {
            return false;
        }
    } else if (!row_value_quantity(row, &line.quantity, unit, fault)) {
        return false;
    }
    const enum pusdalops_status status = pusdalops_shipment_line(shipment, &line);
    if (status == PUSDALOPS_E_FULL) {
        return row_value_wrong(fault, "", "a shipment has at most 32 lines",
                               "satu pengiriman paling banyak 32 baris");
    }
    return status == PUSDALOPS_OK || row_value_out_of_form(fault, "quantity");
}

bool row_shipment_count(const struct row *row, struct pusdalops_message *update,
                        struct row_fault *fault)
{
    struct pusdalops_shipment_count count = {.line = 0};
    if (!row_value_count(row, "line", &count.line, fault) ||
        !row_value_bare(row, "quantity", &count.thousandths, fault) ||
        !row_value_bare(row, "damaged", &count.damaged_thousandths, fault) ||
        !row_value_bare(row, "lost", &count.lost_thousandths, fault)) {
        return false;
    }
    return pusdalops_shipment_count(update, &count) == PUSDALOPS_OK ||
           row_value_wrong(fault, "line",
                           "each line from 1 once, with what came in good order, damaged or lost",
                           "tiap baris mulai 1 satu kali, dengan yang baik, rusak, atau hilang");
}

static bool shipment_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                        struct row_fault *fault)
{
    struct pusdalops_shipment shipment = {
        .event_id = row_get(row, "event"),
        .warehouse_id = row_get(row, "warehouse"),
        .origin_name = row_get(row, "origin_name"),
        .region = row_get(row, "region"),
        .kecamatan = row_get(row, "kecamatan"),
        .delivery_point = row_get(row, "delivery_point"),
        .vehicle = row_get(row, "vehicle"),
        .carrier = row_get(row, "carrier"),
        .driver_contact = row_get(row, "contact"),
        .waybill_number = row_get(row, "waybill"),
        .delivery_warehouse_id = row_get(row, "to_warehouse"),
        .delivery_source = row_get(row, "to_source"),
    };
    if (shipment.event_id == NULL || shipment.region == NULL) {
        return row_value_missing(fault, shipment.event_id == NULL ? "event" : "region");
    }
    if (!row_value_time(row, "departs_at", utc_us, &shipment.departs_at_us, fault) ||
        !row_value_time(row, "departed_at", utc_us, &shipment.departed_at_us, fault) ||
        !row_value_time(row, "expected_at", utc_us, &shipment.expected_at_us, fault) ||
        !row_value_yes(row, "prepared", &shipment.prepared, fault)) {
        return false;
    }
    if (pusdalops_shipment_new(&shipment, message) != PUSDALOPS_OK) {
        return row_value_wrong(
            fault, "",
            "event and warehouse a-z 0-9 . -, region 12.73 or 12, texts short, expected_at not before it leaves, "
            "departed_at not of one that is prepared",
            "event dan warehouse a-z 0-9 . -, region 12.73 atau 12, teks pendek, expected_at tidak sebelum berangkat, "
            "departed_at bukan untuk yang masih disiapkan");
    }
    const bool has_line = row_get(row, "pledge") != NULL || row_get(row, "item") != NULL;
    return !has_line || row_shipment_line(row, *message, fault);
}

static bool update_of(const struct row *row, int64_t utc_us, struct pusdalops_message **message,
                      struct row_fault *fault)
{
    char source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    struct pusdalops_shipment_update update = {
        .bast_number = row_get(row, "bast"),
        .received_by = row_get(row, "received_by"),
        .reason = row_get(row, "reason"),
    };
    if (!row_value_reference(row, "shipment", false, source, &update.shipment, fault) ||
        !row_value_word(row, "deed", PUSDALOPS_WORDS_SHIPMENT_DEED, &update.deed, fault) ||
        !row_value_time(row, "happened_at", utc_us, &update.happened_at_us, fault) ||
        !row_value_time(row, "expected_at", utc_us, &update.expected_at_us, fault)) {
        return false;
    }
    if (pusdalops_shipment_update_new(&update, message) != PUSDALOPS_OK) {
        return row_value_wrong(
            fault, "deed",
            "delay: expected_at; receive: bast, received_by; return, cancel, lose: reason",
            "tunda: expected_at; terima: bast, received_by; kembalikan, batal, hilang: reason");
    }
    return row_get(row, "line") == NULL || row_shipment_count(row, *message, fault);
}

bool row_shipment_message(const struct row *row, const char *kind, int64_t utc_us,
                          struct pusdalops_message **message, struct row_fault *fault)
{
    const bool updates = strcmp(kind, "shipment_update") == 0;
    if (!names_check(row, updates, fault)) {
        return false;
    }
    return updates ? update_of(row, utc_us, message, fault)
                   : shipment_of(row, utc_us, message, fault);
}
