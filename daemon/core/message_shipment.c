/* shipment.proto; field numbers and names are held against the descriptors by tests/unit/core */
#include "core/message.h"
#include "core/message_rules.h"

#include <stddef.h>

#define LENGTH(list) (uint32_t)(sizeof(list) / sizeof((list)[0]))

_Static_assert(sizeof(struct shipment_line_list) == sizeof(struct struct_list) &&
                   sizeof(struct shipment_count_list) == sizeof(struct struct_list),
               "the same list, typed");

#define AT(member) offsetof(struct sent_shipment_line, member)
static const struct rule line_pledge_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(pledge_source), .name = "source"},
    {.number = 2, .kind = RULE_U64, .offset = AT(pledge_number), .name = "number"},
    {.number = 3, .kind = RULE_U32, .offset = AT(pledge_part), .name = "part"},
};
static const struct rules line_pledge_rules = {.list = line_pledge_list,
                                               .count = LENGTH(line_pledge_list)};
static const struct rule line_list[] = {
    {.number = 1,
     .kind = RULE_MESSAGE,
     .offset = 0,
     .name = "pledge",
     .message = &line_pledge_rules,
     .has_offset = AT(has_pledge)},
    {.number = 2, .kind = RULE_U64, .offset = AT(thousandths), .name = "thousandths"},
    {.number = 3,
     .kind = RULE_MESSAGE,
     .offset = AT(quantity),
     .name = "quantity",
     .message = &quantity_rules,
     .has_offset = AT(has_quantity)},
};
static const struct rules line_rules = {.list = line_list,
                                        .count = LENGTH(line_list),
                                        .struct_bytes = sizeof(struct sent_shipment_line)};
#undef AT

#define AT(member) offsetof(struct body_shipment, member)
static const struct rule shipment_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(event_id), .name = "event_id"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(warehouse_id), .name = "warehouse_id"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(origin_name), .name = "origin_name"},
    {.number = 4, .kind = RULE_TEXT, .offset = AT(region_code), .name = "region_code"},
    {.number = 5, .kind = RULE_TEXT, .offset = AT(kecamatan_code), .name = "kecamatan_code"},
    {.number = 6, .kind = RULE_TEXT, .offset = AT(delivery_point), .name = "delivery_point"},
    {.number = 7, .kind = RULE_TIME, .offset = AT(departs_utc_us), .name = "departs_at"},
    {.number = 8, .kind = RULE_TIME, .offset = AT(departed_utc_us), .name = "departed_at"},
    {.number = 9, .kind = RULE_TIME, .offset = AT(expected_utc_us), .name = "expected_at"},
    {.number = 10, .kind = RULE_TEXT, .offset = AT(vehicle), .name = "vehicle"},
    {.number = 11, .kind = RULE_TEXT, .offset = AT(carrier), .name = "carrier"},
    {.number = 12, .kind = RULE_TEXT, .offset = AT(driver_contact), .name = "driver_contact"},
    {.number = 13, .kind = RULE_TEXT, .offset = AT(waybill_number), .name = "waybill_number"},
    {.number = 14,
     .kind = RULE_STRUCTS,
     .offset = AT(lines),
     .name = "lines",
     .message = &line_rules},
    {.number = 15, .kind = RULE_BOOL, .offset = AT(prepared), .name = "prepared"},
    {.number = 16,
     .kind = RULE_TEXT,
     .offset = AT(delivery_warehouse_id),
     .name = "delivery_warehouse_id"},
    {.number = 17, .kind = RULE_TEXT, .offset = AT(delivery_source), .name = "delivery_source"},
};
const struct rules shipment_rules = {.list = shipment_list, .count = LENGTH(shipment_list)};
#undef AT

#define AT(member) offsetof(struct sent_shipment_count, member)
static const struct rule count_list[] = {
    {.number = 1, .kind = RULE_U32, .offset = AT(line), .name = "line"},
    {.number = 2, .kind = RULE_U64, .offset = AT(thousandths), .name = "thousandths"},
    {.number = 3,
     .kind = RULE_U64,
     .offset = AT(damaged_thousandths),
     .name = "damaged_thousandths"},
    {.number = 4, .kind = RULE_U64, .offset = AT(lost_thousandths), .name = "lost_thousandths"},
};
static const struct rules count_rules = {.list = count_list,
                                         .count = LENGTH(count_list),
                                         .struct_bytes = sizeof(struct sent_shipment_count)};
#undef AT

#define AT(member) offsetof(struct body_shipment_update, member)
static const struct rule reference_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(shipment_source), .name = "source"},
    {.number = 2, .kind = RULE_U64, .offset = AT(shipment_number), .name = "number"},
    {.number = 3, .kind = RULE_U32, .offset = AT(shipment_part), .name = "part"},
};
static const struct rules reference_rules = {.list = reference_list,
                                             .count = LENGTH(reference_list)};
static const struct rule update_list[] = {
    {.number = 1,
     .kind = RULE_MESSAGE,
     .offset = 0,
     .name = "shipment",
     .message = &reference_rules,
     .has_offset = AT(has_shipment)},
    {.number = 2, .kind = RULE_INT, .offset = AT(deed), .name = "deed"},
    {.number = 3,
     .kind = RULE_STRUCTS,
     .offset = AT(lines),
     .name = "lines",
     .message = &count_rules},
    {.number = 4, .kind = RULE_TIME, .offset = AT(happened_utc_us), .name = "happened_at"},
    {.number = 5, .kind = RULE_TIME, .offset = AT(expected_utc_us), .name = "expected_at"},
    {.number = 6, .kind = RULE_TEXT, .offset = AT(bast_number), .name = "bast_number"},
    {.number = 7, .kind = RULE_TEXT, .offset = AT(received_by), .name = "received_by"},
    {.number = 8, .kind = RULE_TEXT, .offset = AT(reason), .name = "reason"},
};
const struct rules shipment_update_rules = {.list = update_list, .count = LENGTH(update_list)};
#undef AT
