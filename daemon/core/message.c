#include "core/message.h"

#include "base/assert.h"
#include "core/limits.h"
#include "core/message_rules.h"

#include <stddef.h>

#define LENGTH(list) (uint32_t)(sizeof(list) / sizeof((list)[0]))

_Static_assert(sizeof(enum body_kind) == 4 && sizeof(enum request_kind) == 4,
               "a choice is four bytes");

/* --- message.proto; field numbers and names are held against the descriptors by tests/unit/core --- */

#define AT(member) offsetof(struct body_event, member)
static const struct rule event_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(event_id), .name = "event_id"},
    {.number = 2, .kind = RULE_U32, .offset = AT(hazard_code), .name = "hazard_code"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(name), .name = "name"},
    {.number = 4, .kind = RULE_TIME, .offset = AT(started_utc_us), .name = "started_at"},
    {.number = 5, .kind = RULE_TEXTS, .offset = AT(regions), .name = "region_codes"},
    {.number = 6, .kind = RULE_INT, .offset = AT(state), .name = "state"},
};
static const struct rules event_rules = {.list = event_list, .count = LENGTH(event_list)};
#undef AT

#define AT(member) offsetof(struct body_report, member)
static const struct rule position_list[] = {
    {.number = 1, .kind = RULE_DOUBLE, .offset = AT(latitude_deg), .name = "latitude_deg"},
    {.number = 2, .kind = RULE_DOUBLE, .offset = AT(longitude_deg), .name = "longitude_deg"},
};
static const struct rules position_rules = {.list = position_list, .count = LENGTH(position_list)};

static const struct rule place_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(region_code), .name = "region_code"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(region_name), .name = "region_name"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(kecamatan_code), .name = "kecamatan_code"},
    {.number = 4, .kind = RULE_TEXT, .offset = AT(village_code), .name = "village_code"},
    {.number = 5, .kind = RULE_TEXT, .offset = AT(point), .name = "point"},
    {.number = 6,
     .kind = RULE_MESSAGE,
     .offset = 0,
     .name = "position",
     .message = &position_rules,
     .has_offset = AT(has_position)},
};
static const struct rules place_rules = {.list = place_list, .count = LENGTH(place_list)};

/* A figure as it came. */
struct sent_figure {
    int kind;
    uint32_t value;
    int reason;
};

static const struct rule figure_list[] = {
    {.number = 1, .kind = RULE_INT, .offset = offsetof(struct sent_figure, kind), .name = "kind"},
    {.number = 2, .kind = RULE_U32, .offset = offsetof(struct sent_figure, value), .name = "value"},
    {.number = 3,
     .kind = RULE_INT,
     .offset = offsetof(struct sent_figure, reason),
     .name = "reason"},
};
static const struct rules figure_rules = {.list = figure_list, .count = LENGTH(figure_list)};
_Static_assert(sizeof(struct sent_figure) <= RULE_STRUCT_BYTES_MAX, "fits the decoder's room");

#define REASON_LAST 6 /* CHANGE_REASON_TYPING_CORRECTION */

static void take_figure(void *outer, const void *element, uint32_t index)
{
    struct body_report *report = outer;
    const struct sent_figure *sent = element;
    struct fault *fault = &report->figure_fault;
    report->figure_count++;
    if (sent->kind <= FIGURE_NONE || sent->kind >= FIGURE_KINDS) {
        report->unknown_figures++;
        return;
    }
    if (fault->status != HUB_OK) {
        return;
    }
    const enum figure_kind kind = (enum figure_kind)sent->kind;
    if ((report->figures.mask & FIGURE_BIT(kind)) != 0) {
        fault_set(fault, HUB_E_FIELD_TWICE, "report.figures[%u].kind", index);
    } else if (sent->value > FIGURE_VALUE_MAX) {
        fault_set(fault, HUB_E_FIELD_RANGE, "report.figures[%u].value", index);
    } else if (sent->reason < 0 || sent->reason > REASON_LAST) {
        fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "report.figures[%u].reason", index);
    }
    report->figures.mask |= FIGURE_BIT(kind);
    report->figures.value[kind] = sent->value;
    report->figures.reason[kind] = (uint8_t)sent->reason;
}

static const struct rule report_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(event_id), .name = "event_id"},
    {.number = 2, .kind = RULE_MESSAGE, .offset = 0, .name = "place", .message = &place_rules},
    {.number = 3,
     .kind = RULE_TIME,
     .offset = AT(as_of_utc_us),
     .name = "as_of",
     .has_offset = AT(has_as_of)},
    {.number = 4, .kind = RULE_U64, .offset = AT(revises), .name = "revises"},
    {.number = 5, .kind = RULE_EACH, .offset = 0, .name = "figures", .message = &figure_rules},
    {.number = 6, .kind = RULE_TEXT, .offset = AT(needs), .name = "needs"},
    {.number = 7, .kind = RULE_TEXT, .offset = AT(efforts), .name = "efforts"},
    {.number = 8, .kind = RULE_TEXT, .offset = AT(chronology), .name = "chronology"},
    {.number = 9, .kind = RULE_TEXT, .offset = AT(reference), .name = "reference"},
};
static const struct rules report_rules = {.list = report_list,
                                          .count = LENGTH(report_list),
                                          .each = take_figure};
#undef AT

#define AT(member) offsetof(struct body_withdrawal, member)
static const struct rule withdrawal_list[] = {
    {.number = 1, .kind = RULE_U64, .offset = AT(number), .name = "number"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(reason), .name = "reason"},
};
static const struct rules withdrawal_rules = {.list = withdrawal_list,
                                              .count = LENGTH(withdrawal_list)};
#undef AT

#define AT(member) offsetof(struct body_verification, member)
static const struct rule verification_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(source), .name = "source"},
    {.number = 2, .kind = RULE_U64, .offset = AT(number), .name = "number"},
    {.number = 3, .kind = RULE_INT, .offset = AT(level), .name = "level"},
    {.number = 4, .kind = RULE_BOOL, .offset = AT(retract), .name = "retract"},
    {.number = 5, .kind = RULE_TEXT, .offset = AT(note), .name = "note"},
};
static const struct rules verification_rules = {.list = verification_list,
                                                .count = LENGTH(verification_list)};
#undef AT

/* --- logistics.proto --- */

#define AT(member) offsetof(struct sent_quantity, member)
static const struct rule quantity_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(item), .name = "item"},
    {.number = 2, .kind = RULE_U64, .offset = AT(thousandths), .name = "thousandths"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(unit), .name = "unit"},
    {.number = 4, .kind = RULE_TEXT, .offset = AT(contents), .name = "contents"},
};
const struct rules quantity_rules = {.list = quantity_list, .count = LENGTH(quantity_list)};
#undef AT

#define AT(member) offsetof(struct sent_line_reference, member)
static const struct rule line_reference_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(source), .name = "source"},
    {.number = 2, .kind = RULE_U64, .offset = AT(number), .name = "number"},
    {.number = 3, .kind = RULE_U32, .offset = AT(line), .name = "line"},
};
static const struct rules line_reference_rules = {.list = line_reference_list,
                                                  .count = LENGTH(line_reference_list)};
#undef AT

/* Its two numbers stand side by side in struct sent_need_line. */
static const struct rule line_position_list[] = {
    {.number = 1, .kind = RULE_DOUBLE, .offset = 0, .name = "latitude_deg"},
    {.number = 2, .kind = RULE_DOUBLE, .offset = sizeof(double), .name = "longitude_deg"},
};
static const struct rules line_position_rules = {.list = line_position_list,
                                                 .count = LENGTH(line_position_list)};
_Static_assert(offsetof(struct sent_need_line, longitude_deg) ==
                   offsetof(struct sent_need_line, latitude_deg) + sizeof(double),
               "side by side");

#define AT(member) offsetof(struct sent_need_line, member)
static const struct rule need_line_list[] = {
    {.number = 1,
     .kind = RULE_MESSAGE,
     .offset = AT(quantity),
     .name = "quantity",
     .message = &quantity_rules,
     .has_offset = AT(has_quantity)},
    {.number = 2, .kind = RULE_INT, .offset = AT(priority), .name = "priority"},
    {.number = 3, .kind = RULE_TIME, .offset = AT(needed_by_utc_us), .name = "needed_by"},
    {.number = 4, .kind = RULE_TEXT, .offset = AT(kecamatan_code), .name = "kecamatan_code"},
    {.number = 5, .kind = RULE_TEXT, .offset = AT(delivery_point), .name = "delivery_point"},
    {.number = 6, .kind = RULE_U32, .offset = AT(persons), .name = "persons"},
    {.number = 7, .kind = RULE_U32, .offset = AT(households), .name = "households"},
    {.number = 8, .kind = RULE_BOOL, .offset = AT(isolated), .name = "isolated"},
    {.number = 9, .kind = RULE_TEXT, .offset = AT(note), .name = "note"},
    {.number = 10,
     .kind = RULE_MESSAGE,
     .offset = AT(latitude_deg),
     .name = "position",
     .message = &line_position_rules,
     .has_offset = AT(has_position)},
};
static const struct rules need_line_rules = {.list = need_line_list,
                                             .count = LENGTH(need_line_list),
                                             .struct_bytes = sizeof(struct sent_need_line)};
#undef AT

#define AT(member) offsetof(struct body_need, member)
_Static_assert(sizeof(struct need_line_list) == sizeof(struct struct_list), "the same list, typed");
static const struct rule need_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(event_id), .name = "event_id"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(region_code), .name = "region_code"},
    {.number = 3,
     .kind = RULE_TIME,
     .offset = AT(as_of_utc_us),
     .name = "as_of",
     .has_offset = AT(has_as_of)},
    {.number = 4,
     .kind = RULE_STRUCTS,
     .offset = AT(lines),
     .name = "lines",
     .message = &need_line_rules},
    {.number = 5, .kind = RULE_BOOL, .offset = AT(urgent), .name = "urgent"},
    {.number = 6, .kind = RULE_TEXT, .offset = AT(reference), .name = "reference"},
};
static const struct rules need_rules = {.list = need_list, .count = LENGTH(need_list)};
#undef AT

#define AT(member) offsetof(struct body_need_decision, member)
static const struct rule need_decision_list[] = {
    {.number = 1,
     .kind = RULE_MESSAGE,
     .offset = AT(line),
     .name = "line",
     .message = &line_reference_rules,
     .has_offset = AT(has_line)},
    {.number = 2, .kind = RULE_INT, .offset = AT(deed), .name = "deed"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(reason), .name = "reason"},
};
static const struct rules need_decision_rules = {.list = need_decision_list,
                                                 .count = LENGTH(need_decision_list)};
#undef AT

#define AT(member) offsetof(struct body_pledge, member)
static const struct rule pledge_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(event_id), .name = "event_id"},
    {.number = 2,
     .kind = RULE_MESSAGE,
     .offset = AT(line),
     .name = "line",
     .message = &line_reference_rules,
     .has_offset = AT(has_line)},
    {.number = 3, .kind = RULE_TEXTS, .offset = AT(regions), .name = "region_codes"},
    {.number = 4,
     .kind = RULE_MESSAGE,
     .offset = AT(quantity),
     .name = "quantity",
     .message = &quantity_rules,
     .has_offset = AT(has_quantity)},
    {.number = 5, .kind = RULE_INT, .offset = AT(origin), .name = "origin"},
    {.number = 6, .kind = RULE_TEXT, .offset = AT(origin_name), .name = "origin_name"},
    {.number = 7, .kind = RULE_TIME, .offset = AT(available_utc_us), .name = "available_at"},
    {.number = 8, .kind = RULE_TIME, .offset = AT(valid_until_utc_us), .name = "valid_until"},
    {.number = 9, .kind = RULE_TEXT, .offset = AT(cluster_id), .name = "cluster_id"},
    {.number = 10, .kind = RULE_TEXT, .offset = AT(note), .name = "note"},
    {.number = 11, .kind = RULE_TEXT, .offset = AT(warehouse_id), .name = "warehouse_id"},
};
static const struct rules pledge_rules = {.list = pledge_list, .count = LENGTH(pledge_list)};
#undef AT

#define AT(member) offsetof(struct body_pledge_update, member)
static const struct rule message_reference_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(pledge_source), .name = "source"},
    {.number = 2, .kind = RULE_U64, .offset = AT(pledge_number), .name = "number"},
    {.number = 3, .kind = RULE_U32, .offset = AT(pledge_part), .name = "part"},
};
static const struct rules message_reference_rules = {.list = message_reference_list,
                                                     .count = LENGTH(message_reference_list)};
static const struct rule pledge_update_list[] = {
    {.number = 1,
     .kind = RULE_MESSAGE,
     .offset = 0,
     .name = "pledge",
     .message = &message_reference_rules,
     .has_offset = AT(has_pledge)},
    {.number = 2, .kind = RULE_INT, .offset = AT(deed), .name = "deed"},
    {.number = 3, .kind = RULE_U64, .offset = AT(thousandths), .name = "thousandths"},
    {.number = 4,
     .kind = RULE_U64,
     .offset = AT(damaged_thousandths),
     .name = "damaged_thousandths"},
    {.number = 5, .kind = RULE_U64, .offset = AT(lost_thousandths), .name = "lost_thousandths"},
    {.number = 6,
     .kind = RULE_MESSAGE,
     .offset = AT(line),
     .name = "line",
     .message = &line_reference_rules,
     .has_offset = AT(has_line)},
    {.number = 7, .kind = RULE_TIME, .offset = AT(valid_until_utc_us), .name = "valid_until"},
    {.number = 8, .kind = RULE_TEXT, .offset = AT(bast_number), .name = "bast_number"},
    {.number = 9, .kind = RULE_TEXT, .offset = AT(transport), .name = "transport"},
    {.number = 10, .kind = RULE_TEXT, .offset = AT(reason), .name = "reason"},
};
static const struct rules pledge_update_rules = {.list = pledge_update_list,
                                                 .count = LENGTH(pledge_update_list)};
#undef AT

/* --- stock.proto --- */

#define AT(member) offsetof(struct body_warehouse, member)
static const struct rule warehouse_position_list[] = {
    {.number = 1, .kind = RULE_DOUBLE, .offset = AT(latitude_deg), .name = "latitude_deg"},
    {.number = 2, .kind = RULE_DOUBLE, .offset = AT(longitude_deg), .name = "longitude_deg"},
};
static const struct rules warehouse_position_rules = {.list = warehouse_position_list,
                                                      .count = LENGTH(warehouse_position_list)};
static const struct rule warehouse_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(warehouse_id), .name = "warehouse_id"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(name), .name = "name"},
    {.number = 3, .kind = RULE_INT, .offset = AT(kind), .name = "kind"},
    {.number = 4, .kind = RULE_TEXT, .offset = AT(region_code), .name = "region_code"},
    {.number = 5, .kind = RULE_TEXT, .offset = AT(place), .name = "place"},
    {.number = 6,
     .kind = RULE_MESSAGE,
     .offset = 0,
     .name = "position",
     .message = &warehouse_position_rules,
     .has_offset = AT(has_position)},
    {.number = 7, .kind = RULE_BOOL, .offset = AT(closed), .name = "closed"},
};
static const struct rules warehouse_rules = {.list = warehouse_list,
                                             .count = LENGTH(warehouse_list)};
#undef AT

#define AT(member) offsetof(struct sent_stock_line, member)
static const struct rule stock_line_list[] = {
    {.number = 1,
     .kind = RULE_MESSAGE,
     .offset = AT(quantity),
     .name = "quantity",
     .message = &quantity_rules,
     .has_offset = AT(has_quantity)},
    {.number = 2, .kind = RULE_INT, .offset = AT(budget_origin), .name = "budget_origin"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(expires_on), .name = "expires_on"},
    {.number = 4,
     .kind = RULE_U64,
     .offset = AT(minimum_thousandths),
     .name = "minimum_thousandths"},
    {.number = 5, .kind = RULE_U64, .offset = AT(buffer_thousandths), .name = "buffer_thousandths"},
    {.number = 6, .kind = RULE_TEXT, .offset = AT(note), .name = "note"},
};
static const struct rules stock_line_rules = {.list = stock_line_list,
                                              .count = LENGTH(stock_line_list),
                                              .struct_bytes = sizeof(struct sent_stock_line)};
#undef AT

#define AT(member) offsetof(struct body_stock_count, member)
_Static_assert(sizeof(struct stock_line_list) == sizeof(struct struct_list),
               "the same list, typed");
static const struct rule throughput_list[] = {
    {.number = 1, .kind = RULE_TIME, .offset = AT(since_utc_us), .name = "since"},
    {.number = 2,
     .kind = RULE_MESSAGE,
     .offset = AT(received),
     .name = "received_total",
     .message = &quantity_rules,
     .has_offset = AT(has_received)},
    {.number = 3,
     .kind = RULE_MESSAGE,
     .offset = AT(issued),
     .name = "issued_total",
     .message = &quantity_rules,
     .has_offset = AT(has_issued)},
};
static const struct rules throughput_rules = {.list = throughput_list,
                                              .count = LENGTH(throughput_list)};
static const struct rule stock_count_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(warehouse_id), .name = "warehouse_id"},
    {.number = 2,
     .kind = RULE_TIME,
     .offset = AT(as_of_utc_us),
     .name = "as_of",
     .has_offset = AT(has_as_of)},
    {.number = 3, .kind = RULE_BOOL, .offset = AT(complete), .name = "complete"},
    {.number = 4,
     .kind = RULE_STRUCTS,
     .offset = AT(lines),
     .name = "lines",
     .message = &stock_line_rules},
    {.number = 5,
     .kind = RULE_MESSAGE,
     .offset = 0,
     .name = "throughput",
     .message = &throughput_rules,
     .has_offset = AT(has_throughput)},
};
static const struct rules stock_count_rules = {.list = stock_count_list,
                                               .count = LENGTH(stock_count_list)};
#undef AT

/* --- plan.proto --- */

static const struct rule hazard_list[] = {
    {.number = 1,
     .kind = RULE_U32,
     .offset = offsetof(struct sent_hazard, code),
     .name = "hazard_code"},
};
static const struct rules hazard_rules = {.list = hazard_list,
                                          .count = LENGTH(hazard_list),
                                          .struct_bytes = sizeof(struct sent_hazard)};

#define AT(member) offsetof(struct sent_plan_line, member)
static const struct rule plan_line_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(member), .name = "member"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(cluster_id), .name = "cluster_id"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(what), .name = "what"},
    {.number = 4,
     .kind = RULE_MESSAGE,
     .offset = AT(quantity),
     .name = "quantity",
     .message = &quantity_rules,
     .has_offset = AT(has_quantity)},
    {.number = 5, .kind = RULE_TEXT, .offset = AT(region_code), .name = "region_code"},
    {.number = 6, .kind = RULE_TEXT, .offset = AT(kecamatan_code), .name = "kecamatan_code"},
    {.number = 7, .kind = RULE_TEXT, .offset = AT(point), .name = "point"},
    {.number = 8, .kind = RULE_U32, .offset = AT(within_minutes), .name = "within_minutes"},
    {.number = 9, .kind = RULE_U32, .offset = AT(persons), .name = "persons"},
    {.number = 10, .kind = RULE_U32, .offset = AT(households), .name = "households"},
};
static const struct rules plan_line_rules = {.list = plan_line_list,
                                             .count = LENGTH(plan_line_list),
                                             .struct_bytes = sizeof(struct sent_plan_line)};
#undef AT

#define AT(member) offsetof(struct body_plan, member)
_Static_assert(sizeof(struct plan_line_list) == sizeof(struct struct_list), "the same list, typed");
_Static_assert(sizeof(struct hazard_list) == sizeof(struct struct_list), "the same list, typed");
static const struct rule plan_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(plan_id), .name = "plan_id"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(name), .name = "name"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(region_code), .name = "region_code"},
    {.number = 4,
     .kind = RULE_STRUCTS,
     .offset = AT(hazards),
     .name = "hazards",
     .message = &hazard_rules},
    {.number = 5, .kind = RULE_TIME, .offset = AT(valid_until_utc_us), .name = "valid_until"},
    {.number = 6,
     .kind = RULE_STRUCTS,
     .offset = AT(lines),
     .name = "lines",
     .message = &plan_line_rules},
    {.number = 7, .kind = RULE_BOOL, .offset = AT(retired), .name = "retired"},
    {.number = 8, .kind = RULE_TEXT, .offset = AT(reference), .name = "reference"},
};
static const struct rules plan_rules = {.list = plan_list, .count = LENGTH(plan_list)};
#undef AT

#define AT(member) offsetof(struct body_plan_activation, member)
static const struct rule plan_activation_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(source), .name = "source"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(plan_id), .name = "plan_id"},
    {.number = 3, .kind = RULE_U64, .offset = AT(number), .name = "number"},
    {.number = 4, .kind = RULE_TEXT, .offset = AT(event_id), .name = "event_id"},
    {.number = 5, .kind = RULE_TEXT, .offset = AT(reason), .name = "reason"},
};
static const struct rules plan_activation_rules = {.list = plan_activation_list,
                                                   .count = LENGTH(plan_activation_list)};
#undef AT

#define AT(member) offsetof(struct body_task_update, member)
static const struct rule task_reference_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(task_source), .name = "source"},
    {.number = 2, .kind = RULE_U64, .offset = AT(task_number), .name = "number"},
    {.number = 3, .kind = RULE_U32, .offset = AT(line), .name = "line"},
};
static const struct rules task_reference_rules = {.list = task_reference_list,
                                                  .count = LENGTH(task_reference_list)};
static const struct rule task_update_list[] = {
    {.number = 1,
     .kind = RULE_MESSAGE,
     .offset = 0,
     .name = "task",
     .message = &task_reference_rules,
     .has_offset = AT(has_task)},
    {.number = 2, .kind = RULE_INT, .offset = AT(deed), .name = "deed"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(note), .name = "note"},
};
static const struct rules task_update_rules = {.list = task_update_list,
                                               .count = LENGTH(task_update_list)};
#undef AT

#define AT(member) offsetof(struct message, member)
static const struct rule message_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(source), .name = "source"},
    {.number = 2, .kind = RULE_U64, .offset = AT(number), .name = "number"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(realm), .name = "realm"},
    {.number = 4, .kind = RULE_TIME, .offset = AT(sent_utc_us), .name = "sent_at"},
    {.number = 5, .kind = RULE_TEXT, .offset = AT(on_behalf_of), .name = "on_behalf_of"},
    {.number = 6, .kind = RULE_INT, .offset = AT(channel), .name = "channel"},
    {.number = 10,
     .kind = RULE_MESSAGE,
     .offset = AT(as.event),
     .name = "event",
     .message = &event_rules,
     .choice = BODY_EVENT},
    {.number = 11,
     .kind = RULE_MESSAGE,
     .offset = AT(as.report),
     .name = "report",
     .message = &report_rules,
     .choice = BODY_REPORT},
    {.number = 12,
     .kind = RULE_MESSAGE,
     .offset = AT(as.withdrawal),
     .name = "withdrawal",
     .message = &withdrawal_rules,
     .choice = BODY_WITHDRAWAL},
    {.number = 13,
     .kind = RULE_MESSAGE,
     .offset = AT(as.verification),
     .name = "verification",
     .message = &verification_rules,
     .choice = BODY_VERIFICATION},
    {.number = 14,
     .kind = RULE_MESSAGE,
     .offset = AT(as.need),
     .name = "need",
     .message = &need_rules,
     .choice = BODY_NEED},
    {.number = 15,
     .kind = RULE_MESSAGE,
     .offset = AT(as.need_decision),
     .name = "need_decision",
     .message = &need_decision_rules,
     .choice = BODY_NEED_DECISION},
    {.number = 16,
     .kind = RULE_MESSAGE,
     .offset = AT(as.pledge),
     .name = "pledge",
     .message = &pledge_rules,
     .choice = BODY_PLEDGE},
    {.number = 17,
     .kind = RULE_MESSAGE,
     .offset = AT(as.pledge_update),
     .name = "pledge_update",
     .message = &pledge_update_rules,
     .choice = BODY_PLEDGE_UPDATE},
    {.number = 18,
     .kind = RULE_MESSAGE,
     .offset = AT(as.warehouse),
     .name = "warehouse",
     .message = &warehouse_rules,
     .choice = BODY_WAREHOUSE},
    {.number = 19,
     .kind = RULE_MESSAGE,
     .offset = AT(as.stock_count),
     .name = "stock_count",
     .message = &stock_count_rules,
     .choice = BODY_STOCK_COUNT},
    {.number = 22,
     .kind = RULE_MESSAGE,
     .offset = AT(as.plan),
     .name = "plan",
     .message = &plan_rules,
     .choice = BODY_PLAN},
    {.number = 23,
     .kind = RULE_MESSAGE,
     .offset = AT(as.plan_activation),
     .name = "plan_activation",
     .message = &plan_activation_rules,
     .choice = BODY_PLAN_ACTIVATION},
    {.number = 24,
     .kind = RULE_MESSAGE,
     .offset = AT(as.task_update),
     .name = "task_update",
     .message = &task_update_rules,
     .choice = BODY_TASK_UPDATE},
    {.number = 20,
     .kind = RULE_MESSAGE,
     .offset = AT(as.shipment),
     .name = "shipment",
     .message = &shipment_rules,
     .choice = BODY_SHIPMENT},
    {.number = 21,
     .kind = RULE_MESSAGE,
     .offset = AT(as.shipment_update),
     .name = "shipment_update",
     .message = &shipment_update_rules,
     .choice = BODY_SHIPMENT_UPDATE},
};
const struct rules message_rules = {.list = message_list,
                                    .count = LENGTH(message_list),
                                    .choice_offset = AT(kind)};
#undef AT

/* --- submit.proto: every kind of request fills the fields of struct request that it has --- */

#define AT(member) offsetof(struct request, member)
static const struct rule hello_list[] = {
    {.number = 1, .kind = RULE_U32, .offset = AT(version_min), .name = "version_min"},
    {.number = 2, .kind = RULE_U32, .offset = AT(version_max), .name = "version_max"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(software), .name = "software"},
    {.number = 4, .kind = RULE_TEXTS, .offset = AT(capabilities), .name = "capabilities"},
    {.number = 5, .kind = RULE_TEXT, .offset = AT(realm), .name = "realm"},
    {.number = 6, .kind = RULE_TEXTS, .offset = AT(sources), .name = "sources"},
};
static const struct rules hello_rules = {.list = hello_list, .count = LENGTH(hello_list)};

static const struct rule submit_list[] = {
    {.number = 1, .kind = RULE_BYTES, .offset = AT(message), .name = "message"},
};
static const struct rules submit_rules = {.list = submit_list, .count = LENGTH(submit_list)};

static const struct rule batch_list[] = {
    {.number = 1, .kind = RULE_CONTENTS, .offset = AT(messages), .name = "messages"},
};
static const struct rules batch_rules = {.list = batch_list, .count = LENGTH(batch_list)};

static const struct rule inquiry_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(realm), .name = "realm"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(source), .name = "source"},
    {.number = 3, .kind = RULE_U64, .offset = AT(number), .name = "number"},
};
static const struct rules inquiry_rules = {.list = inquiry_list, .count = LENGTH(inquiry_list)};

static const struct rule snapshot_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(realm), .name = "realm"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(topic), .name = "topic_prefix"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(cursor), .name = "cursor"},
};
static const struct rules snapshot_rules = {.list = snapshot_list, .count = LENGTH(snapshot_list)};

static const struct rule replay_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(realm), .name = "realm"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(topic), .name = "topic"},
    {.number = 3, .kind = RULE_U64, .offset = AT(number), .name = "after"},
};
static const struct rules replay_rules = {.list = replay_list, .count = LENGTH(replay_list)};

static const struct rule heartbeat_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(realm), .name = "realm"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(source), .name = "source"},
    {.number = 3, .kind = RULE_U64, .offset = AT(number), .name = "last_number"},
    {.number = 4, .kind = RULE_U32, .offset = AT(outbox_messages), .name = "outbox_messages"},
    {.number = 5, .kind = RULE_TIME, .offset = AT(sent_utc_us), .name = "sent_at"},
};
static const struct rules heartbeat_rules = {.list = heartbeat_list,
                                             .count = LENGTH(heartbeat_list)};

static const struct rule nodes_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(realm), .name = "realm"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(cursor), .name = "cursor"},
};
static const struct rules nodes_rules = {.list = nodes_list, .count = LENGTH(nodes_list)};

static const struct rule suggestion_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(realm), .name = "realm"},
    {.number = 2,
     .kind = RULE_MESSAGE,
     .offset = AT(line),
     .name = "line",
     .message = &line_reference_rules,
     .has_offset = AT(has_line)},
};
static const struct rules suggestion_rules = {.list = suggestion_list,
                                              .count = LENGTH(suggestion_list)};

static const struct rule activities_list[] = {
    {.number = 1, .kind = RULE_TEXT, .offset = AT(realm), .name = "realm"},
    {.number = 2, .kind = RULE_TEXT, .offset = AT(area_code), .name = "area_code"},
    {.number = 3, .kind = RULE_TEXT, .offset = AT(event_id), .name = "event_id"},
    {.number = 4, .kind = RULE_TEXT, .offset = AT(cursor), .name = "cursor"},
};
static const struct rules activities_rules = {.list = activities_list,
                                              .count = LENGTH(activities_list)};

#define BODY(field_number, field_name, its_rules, which)                                           \
    {                                                                                              \
        .number = (field_number), .kind = RULE_MESSAGE, .name = (field_name),                      \
        .message = &(its_rules), .choice = (which)                                                 \
    }
static const struct rule request_list[] = {
    {.number = 1, .kind = RULE_U64, .offset = AT(request_id), .name = "request_id"},
    BODY(2, "hello", hello_rules, REQUEST_HELLO),
    BODY(3, "submit", submit_rules, REQUEST_SUBMIT),
    BODY(4, "submit_batch", batch_rules, REQUEST_SUBMIT_BATCH),
    BODY(5, "inquiry", inquiry_rules, REQUEST_INQUIRY),
    BODY(6, "snapshot", snapshot_rules, REQUEST_SNAPSHOT),
    BODY(7, "replay", replay_rules, REQUEST_REPLAY),
    BODY(8, "heartbeat", heartbeat_rules, REQUEST_HEARTBEAT),
    BODY(9, "nodes", nodes_rules, REQUEST_NODES),
    BODY(10, "suggestion", suggestion_rules, REQUEST_SUGGESTION),
    BODY(11, "activities", activities_rules, REQUEST_ACTIVITIES),
};
const struct rules request_rules = {.list = request_list,
                                    .count = LENGTH(request_list),
                                    .choice_offset = AT(kind)};
#undef AT

/* --- decoding --- */

enum hub_status message_decode(struct slice bytes, struct arena *arena, struct message *out,
                               struct fault *fault)
{
    memset(out, 0, sizeof *out);
    return rules_decode(&message_rules, bytes, arena, ELEMENTS_MAX, out, fault);
}

static enum hub_status check_hello(const struct request *hello, struct fault *fault)
{
    if (hello->sources.count > HELLO_SOURCES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "hello.sources");
    }
    if (hello->capabilities.count > HELLO_CAPABILITIES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "hello.capabilities");
    }
    if (hello->software.size_bytes > SOFTWARE_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "hello.software");
    }
    for (uint32_t i = 0; i < hello->capabilities.count; i++) {
        if (hello->capabilities.items[i].size_bytes > CAPABILITY_BYTES_MAX) {
            return fault_set(fault, HUB_E_FIELD_RANGE, "hello.capabilities[%u]", i);
        }
    }
    return HUB_OK;
}

enum hub_status message_decode_request(struct slice frame, struct arena *arena, struct request *out,
                                       struct fault *fault)
{
    memset(out, 0, sizeof *out);
    if (frame.size_bytes > FRAME_BYTES_MAX) {
        return fault_set(fault, HUB_E_FRAME_TOO_LARGE, "%s", "");
    }
    const enum hub_status status =
        rules_decode(&request_rules, frame, arena, ELEMENTS_MAX, out, fault);
    if (status != HUB_OK) {
        return status;
    }
    if (out->kind == REQUEST_NONE) {
        return fault_set(fault, HUB_E_REQUEST_EMPTY, "body");
    }
    if (out->kind == REQUEST_SUBMIT) {
        out->messages = (struct slice_list){&out->message, 1};
    }
    if (out->kind == REQUEST_SUBMIT_BATCH && out->messages.count == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "submit_batch.messages");
    }
    if (out->kind == REQUEST_SUBMIT_BATCH && out->messages.count > BATCH_MESSAGES_MAX) {
        return fault_set(fault, HUB_E_BATCH_TOO_LARGE, "submit_batch.messages");
    }
    return out->kind == REQUEST_HELLO ? check_hello(out, fault) : HUB_OK;
}
