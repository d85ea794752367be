#include "twins.h"

#include "base/assert.h"
#include "base/ids.h"
#include "core/limits.h"

/* What no calendar holds: the first moment of the year 10000, and as far before 1970. */
#define BEYOND_S 253402300800LL

/* Report the first of the members that is not the same. */
#define SAME(member)                                                                               \
    if (ours->member != wanted->member) {                                                          \
        return #member;                                                                            \
    }
#define SAME_BYTES(member)                                                                         \
    if (!slice_equal(ours->member, wanted->member)) {                                              \
        return #member;                                                                            \
    }
#define SAME_BITS(member)                                                                          \
    if (bits_of(ours->member) != bits_of(wanted->member)) {                                        \
        return #member;                                                                            \
    }
#define SAME_LIST(member)                                                                          \
    if (!same_list(&ours->member, &wanted->member)) {                                              \
        return #member;                                                                            \
    }

/* A double as it stands on the wire, so that a NaN equals itself and -0 is not 0. */
static uint64_t bits_of(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static bool same_list(const struct slice_list *ours, const struct slice_list *wanted)
{
    if (ours->count != wanted->count) {
        return false;
    }
    for (uint32_t i = 0; i < ours->count; i++) {
        if (!slice_equal(ours->items[i], wanted->items[i])) {
            return false;
        }
    }
    return true;
}

/* --- what is wanted: protobuf-c's structs in our words --- */

static struct slice_list list_of_texts(size_t count, char *const *texts, struct slice *room)
{
    HUB_ASSERT(count <= ELEMENTS_MAX);
    for (size_t i = 0; i < count; i++) {
        room[i] = slice_of(texts[i]);
    }
    return (struct slice_list){room, (uint32_t)count};
}

static struct slice slice_of_binary(ProtobufCBinaryData bytes)
{
    return (struct slice){bytes.data, bytes.len};
}

static int64_t time_of(const Google__Protobuf__Timestamp *time)
{
    if (time == NULL) {
        return 0;
    }
    if (time->nanos < 0 || time->nanos > 999999999) {
        return BEYOND_S * US_PER_S;
    }
    int64_t seconds = time->seconds;
    if (seconds > BEYOND_S) {
        seconds = BEYOND_S;
    } else if (seconds < -BEYOND_S) {
        seconds = -BEYOND_S;
    }
    return seconds * US_PER_S + time->nanos / 1000;
}

static void want_event(const Pusdalops__V1__EventDeclaration *theirs, struct body_event *wanted)
{
    static struct slice regions[ELEMENTS_MAX];
    wanted->event_id = slice_of(theirs->event_id);
    wanted->hazard_code = theirs->hazard_code;
    wanted->name = slice_of(theirs->name);
    wanted->started_utc_us = time_of(theirs->started_at);
    wanted->regions = list_of_texts(theirs->n_region_codes, theirs->region_codes, regions);
    wanted->state = (int)theirs->state;
}

static void want_place(const Pusdalops__V1__Place *theirs, struct body_report *wanted)
{
    wanted->region_code = slice_of(theirs->region_code);
    wanted->region_name = slice_of(theirs->region_name);
    wanted->kecamatan_code = slice_of(theirs->kecamatan_code);
    wanted->village_code = slice_of(theirs->village_code);
    wanted->point = slice_of(theirs->point);
    if (theirs->position != NULL) {
        wanted->has_position = true;
        wanted->latitude_deg = theirs->position->latitude_deg;
        wanted->longitude_deg = theirs->position->longitude_deg;
    }
}

/* The figures, until the first that is wrong: what follows it is only counted. */
static void want_figures(const Pusdalops__V1__SituationReport *theirs, struct body_report *wanted)
{
    struct figures *figures = &wanted->figures;
    wanted->figure_count = (uint32_t)theirs->n_figures;
    for (size_t i = 0; i < theirs->n_figures; i++) {
        const int kind = (int)theirs->figures[i]->kind;
        const int reason = (int)theirs->figures[i]->reason;
        const uint32_t value = theirs->figures[i]->value;
        if (kind < 1 || kind >= FIGURE_KINDS) {
            wanted->unknown_figures++;
        } else if (wanted->figure_fault.status != HUB_OK) {
            continue;
        } else if ((figures->mask >> (unsigned)kind & 1U) != 0) {
            fault_set(&wanted->figure_fault, HUB_E_FIELD_TWICE, "report.figures[%zu].kind", i);
        } else if (value > FIGURE_VALUE_MAX) {
            fault_set(&wanted->figure_fault, HUB_E_FIELD_RANGE, "report.figures[%zu].value", i);
        } else if (reason < 0 || reason > 6) {
            fault_set(&wanted->figure_fault, HUB_E_FIELD_UNKNOWN_VALUE,
                      "report.figures[%zu].reason", i);
        } else {
            figures->mask |= 1U << (unsigned)kind;
            figures->value[kind] = value;
            figures->reason[kind] = (uint8_t)reason;
        }
    }
}

static void want_report(const Pusdalops__V1__SituationReport *theirs, struct body_report *wanted)
{
    wanted->event_id = slice_of(theirs->event_id);
    if (theirs->place != NULL) {
        want_place(theirs->place, wanted);
    }
    wanted->has_as_of = theirs->as_of != NULL;
    wanted->as_of_utc_us = time_of(theirs->as_of);
    wanted->revises = theirs->revises;
    want_figures(theirs, wanted);
    wanted->needs = slice_of(theirs->needs);
    wanted->efforts = slice_of(theirs->efforts);
    wanted->chronology = slice_of(theirs->chronology);
    wanted->reference = slice_of(theirs->reference);
}

static void want_quantity(const Pusdalops__V1__Quantity *theirs, bool *has,
                          struct sent_quantity *wanted)
{
    *has = theirs != NULL;
    if (theirs != NULL) {
        wanted->item = slice_of(theirs->item);
        wanted->thousandths = theirs->thousandths;
        wanted->unit = slice_of(theirs->unit);
        wanted->contents = slice_of(theirs->contents);
    }
}

static void want_line_reference(const Pusdalops__V1__LineReference *theirs, bool *has,
                                struct sent_line_reference *wanted)
{
    *has = theirs != NULL;
    if (theirs != NULL) {
        wanted->source = slice_of(theirs->source);
        wanted->number = theirs->number;
        wanted->line = theirs->line;
    }
}

static void want_need(const Pusdalops__V1__Need *theirs, struct body_need *wanted)
{
    static struct sent_need_line lines[ELEMENTS_MAX];
    HUB_ASSERT(theirs->n_lines <= ELEMENTS_MAX);
    memset(lines, 0, sizeof lines[0] * theirs->n_lines);
    for (size_t i = 0; i < theirs->n_lines; i++) {
        const Pusdalops__V1__NeedLine *line = theirs->lines[i];
        want_quantity(line->quantity, &lines[i].has_quantity, &lines[i].quantity);
        lines[i].priority = (int)line->priority;
        lines[i].needed_by_utc_us = time_of(line->needed_by);
        lines[i].kecamatan_code = slice_of(line->kecamatan_code);
        lines[i].delivery_point = slice_of(line->delivery_point);
        lines[i].persons = line->persons;
        lines[i].households = line->households;
        lines[i].isolated = line->isolated != 0;
        lines[i].note = slice_of(line->note);
        lines[i].has_position = line->position != NULL;
        lines[i].latitude_deg = line->position == NULL ? 0 : line->position->latitude_deg;
        lines[i].longitude_deg = line->position == NULL ? 0 : line->position->longitude_deg;
    }
    wanted->event_id = slice_of(theirs->event_id);
    wanted->region_code = slice_of(theirs->region_code);
    wanted->has_as_of = theirs->as_of != NULL;
    wanted->as_of_utc_us = time_of(theirs->as_of);
    wanted->lines = (struct need_line_list){lines, (uint32_t)theirs->n_lines};
    wanted->urgent = theirs->urgent != 0;
    wanted->reference = slice_of(theirs->reference);
}

static void want_need_decision(const Pusdalops__V1__NeedDecision *theirs,
                               struct body_need_decision *wanted)
{
    want_line_reference(theirs->line, &wanted->has_line, &wanted->line);
    wanted->deed = (int)theirs->deed;
    wanted->reason = slice_of(theirs->reason);
}

static void want_pledge(const Pusdalops__V1__Pledge *theirs, struct body_pledge *wanted)
{
    static struct slice regions[ELEMENTS_MAX];
    wanted->event_id = slice_of(theirs->event_id);
    want_line_reference(theirs->line, &wanted->has_line, &wanted->line);
    wanted->regions = list_of_texts(theirs->n_region_codes, theirs->region_codes, regions);
    want_quantity(theirs->quantity, &wanted->has_quantity, &wanted->quantity);
    wanted->origin = (int)theirs->origin;
    wanted->origin_name = slice_of(theirs->origin_name);
    wanted->available_utc_us = time_of(theirs->available_at);
    wanted->valid_until_utc_us = time_of(theirs->valid_until);
    wanted->cluster_id = slice_of(theirs->cluster_id);
    wanted->note = slice_of(theirs->note);
    wanted->warehouse_id = slice_of(theirs->warehouse_id);
}

static void want_pledge_update(const Pusdalops__V1__PledgeUpdate *theirs,
                               struct body_pledge_update *wanted)
{
    wanted->has_pledge = theirs->pledge != NULL;
    if (theirs->pledge != NULL) {
        wanted->pledge_source = slice_of(theirs->pledge->source);
        wanted->pledge_number = theirs->pledge->number;
        wanted->pledge_part = theirs->pledge->part;
    }
    wanted->deed = (int)theirs->deed;
    wanted->thousandths = theirs->thousandths;
    wanted->damaged_thousandths = theirs->damaged_thousandths;
    wanted->lost_thousandths = theirs->lost_thousandths;
    want_line_reference(theirs->line, &wanted->has_line, &wanted->line);
    wanted->valid_until_utc_us = time_of(theirs->valid_until);
    wanted->bast_number = slice_of(theirs->bast_number);
    wanted->transport = slice_of(theirs->transport);
    wanted->reason = slice_of(theirs->reason);
}

static void want_warehouse(const Pusdalops__V1__Warehouse *theirs, struct body_warehouse *wanted)
{
    wanted->warehouse_id = slice_of(theirs->warehouse_id);
    wanted->name = slice_of(theirs->name);
    wanted->kind = (int)theirs->kind;
    wanted->region_code = slice_of(theirs->region_code);
    wanted->place = slice_of(theirs->place);
    wanted->has_position = theirs->position != NULL;
    if (theirs->position != NULL) {
        wanted->latitude_deg = theirs->position->latitude_deg;
        wanted->longitude_deg = theirs->position->longitude_deg;
    }
    wanted->closed = theirs->closed != 0;
}

static void want_stock_count(const Pusdalops__V1__StockCount *theirs,
                             struct body_stock_count *wanted)
{
    static struct sent_stock_line lines[ELEMENTS_MAX];
    HUB_ASSERT(theirs->n_lines <= ELEMENTS_MAX);
    memset(lines, 0, sizeof lines[0] * theirs->n_lines);
    for (size_t i = 0; i < theirs->n_lines; i++) {
        const Pusdalops__V1__StockLine *line = theirs->lines[i];
        want_quantity(line->quantity, &lines[i].has_quantity, &lines[i].quantity);
        lines[i].budget_origin = (int)line->budget_origin;
        lines[i].expires_on = slice_of(line->expires_on);
        lines[i].minimum_thousandths = line->minimum_thousandths;
        lines[i].buffer_thousandths = line->buffer_thousandths;
        lines[i].note = slice_of(line->note);
    }
    wanted->warehouse_id = slice_of(theirs->warehouse_id);
    wanted->has_as_of = theirs->as_of != NULL;
    wanted->as_of_utc_us = time_of(theirs->as_of);
    wanted->complete = theirs->complete != 0;
    wanted->lines = (struct stock_line_list){lines, (uint32_t)theirs->n_lines};
    wanted->has_throughput = theirs->throughput != NULL;
    if (theirs->throughput != NULL) {
        wanted->since_utc_us = time_of(theirs->throughput->since);
        want_quantity(theirs->throughput->received_total, &wanted->has_received, &wanted->received);
        want_quantity(theirs->throughput->issued_total, &wanted->has_issued, &wanted->issued);
    }
}

static void want_shipment(const Pusdalops__V1__Shipment *theirs, struct body_shipment *wanted)
{
    static struct sent_shipment_line lines[ELEMENTS_MAX];
    HUB_ASSERT(theirs->n_lines <= ELEMENTS_MAX);
    memset(lines, 0, sizeof lines[0] * theirs->n_lines);
    for (size_t i = 0; i < theirs->n_lines; i++) {
        const Pusdalops__V1__ShipmentLine *line = theirs->lines[i];
        lines[i].has_pledge = line->pledge != NULL;
        if (line->pledge != NULL) {
            lines[i].pledge_source = slice_of(line->pledge->source);
            lines[i].pledge_number = line->pledge->number;
            lines[i].pledge_part = line->pledge->part;
        }
        lines[i].thousandths = line->thousandths;
        want_quantity(line->quantity, &lines[i].has_quantity, &lines[i].quantity);
    }
    wanted->event_id = slice_of(theirs->event_id);
    wanted->warehouse_id = slice_of(theirs->warehouse_id);
    wanted->origin_name = slice_of(theirs->origin_name);
    wanted->region_code = slice_of(theirs->region_code);
    wanted->kecamatan_code = slice_of(theirs->kecamatan_code);
    wanted->delivery_point = slice_of(theirs->delivery_point);
    wanted->departs_utc_us = time_of(theirs->departs_at);
    wanted->departed_utc_us = time_of(theirs->departed_at);
    wanted->expected_utc_us = time_of(theirs->expected_at);
    wanted->vehicle = slice_of(theirs->vehicle);
    wanted->carrier = slice_of(theirs->carrier);
    wanted->driver_contact = slice_of(theirs->driver_contact);
    wanted->waybill_number = slice_of(theirs->waybill_number);
    wanted->lines = (struct shipment_line_list){lines, (uint32_t)theirs->n_lines};
    wanted->prepared = theirs->prepared != 0;
    wanted->delivery_warehouse_id = slice_of(theirs->delivery_warehouse_id);
    wanted->delivery_source = slice_of(theirs->delivery_source);
}

static void want_shipment_update(const Pusdalops__V1__ShipmentUpdate *theirs,
                                 struct body_shipment_update *wanted)
{
    static struct sent_shipment_count lines[ELEMENTS_MAX];
    HUB_ASSERT(theirs->n_lines <= ELEMENTS_MAX);
    for (size_t i = 0; i < theirs->n_lines; i++) {
        lines[i] = (struct sent_shipment_count){
            .line = theirs->lines[i]->line,
            .thousandths = theirs->lines[i]->thousandths,
            .damaged_thousandths = theirs->lines[i]->damaged_thousandths,
            .lost_thousandths = theirs->lines[i]->lost_thousandths};
    }
    wanted->has_shipment = theirs->shipment != NULL;
    if (theirs->shipment != NULL) {
        wanted->shipment_source = slice_of(theirs->shipment->source);
        wanted->shipment_number = theirs->shipment->number;
        wanted->shipment_part = theirs->shipment->part;
    }
    wanted->deed = (int)theirs->deed;
    wanted->lines = (struct shipment_count_list){lines, (uint32_t)theirs->n_lines};
    wanted->happened_utc_us = time_of(theirs->happened_at);
    wanted->expected_utc_us = time_of(theirs->expected_at);
    wanted->bast_number = slice_of(theirs->bast_number);
    wanted->received_by = slice_of(theirs->received_by);
    wanted->reason = slice_of(theirs->reason);
}

static void want_relief(const Pusdalops__V1__Message *theirs, struct message *wanted)
{
    switch ((int)theirs->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_NEED:
        wanted->kind = BODY_NEED;
        want_need(theirs->need, &wanted->as.need);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_NEED_DECISION:
        wanted->kind = BODY_NEED_DECISION;
        want_need_decision(theirs->need_decision, &wanted->as.need_decision);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_PLEDGE:
        wanted->kind = BODY_PLEDGE;
        want_pledge(theirs->pledge, &wanted->as.pledge);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_PLEDGE_UPDATE:
        wanted->kind = BODY_PLEDGE_UPDATE;
        want_pledge_update(theirs->pledge_update, &wanted->as.pledge_update);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_WAREHOUSE:
        wanted->kind = BODY_WAREHOUSE;
        want_warehouse(theirs->warehouse, &wanted->as.warehouse);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT:
        wanted->kind = BODY_STOCK_COUNT;
        want_stock_count(theirs->stock_count, &wanted->as.stock_count);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT:
        wanted->kind = BODY_SHIPMENT;
        want_shipment(theirs->shipment, &wanted->as.shipment);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT_UPDATE:
        wanted->kind = BODY_SHIPMENT_UPDATE;
        want_shipment_update(theirs->shipment_update, &wanted->as.shipment_update);
        break;
    default:
        break;
    }
}

static void want_plan(const Pusdalops__V1__Plan *theirs, struct body_plan *wanted)
{
    static struct sent_plan_line lines[ELEMENTS_MAX];
    static struct sent_hazard hazards[ELEMENTS_MAX];
    for (size_t i = 0; i < theirs->n_lines; i++) {
        const Pusdalops__V1__PlanLine *line = theirs->lines[i];
        lines[i] = (struct sent_plan_line){
            .member = slice_of(line->member),
            .cluster_id = slice_of(line->cluster_id),
            .what = slice_of(line->what),
            .region_code = slice_of(line->region_code),
            .kecamatan_code = slice_of(line->kecamatan_code),
            .point = slice_of(line->point),
            .within_minutes = line->within_minutes,
            .persons = line->persons,
            .households = line->households,
        };
        want_quantity(line->quantity, &lines[i].has_quantity, &lines[i].quantity);
    }
    for (size_t i = 0; i < theirs->n_hazards; i++) {
        hazards[i].code = theirs->hazards[i]->hazard_code;
    }
    wanted->plan_id = slice_of(theirs->plan_id);
    wanted->name = slice_of(theirs->name);
    wanted->region_code = slice_of(theirs->region_code);
    wanted->hazards = (struct hazard_list){hazards, (uint32_t)theirs->n_hazards};
    wanted->valid_until_utc_us = time_of(theirs->valid_until);
    wanted->lines = (struct plan_line_list){lines, (uint32_t)theirs->n_lines};
    wanted->retired = theirs->retired != 0;
    wanted->reference = slice_of(theirs->reference);
}

static void want_task_update(const Pusdalops__V1__TaskUpdate *theirs,
                             struct body_task_update *wanted)
{
    wanted->has_task = theirs->task != NULL;
    if (theirs->task != NULL) {
        wanted->task_source = slice_of(theirs->task->source);
        wanted->task_number = theirs->task->number;
        wanted->line = theirs->task->line;
    }
    wanted->deed = (int)theirs->deed;
    wanted->note = slice_of(theirs->note);
}

/* Of the bodies of plan.proto; false for another. */
static bool want_readiness(const Pusdalops__V1__Message *theirs, struct message *wanted)
{
    switch ((int)theirs->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_PLAN:
        wanted->kind = BODY_PLAN;
        want_plan(theirs->plan, &wanted->as.plan);
        return true;
    case PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION:
        wanted->kind = BODY_PLAN_ACTIVATION;
        wanted->as.plan_activation = (struct body_plan_activation){
            .source = slice_of(theirs->plan_activation->source),
            .plan_id = slice_of(theirs->plan_activation->plan_id),
            .number = theirs->plan_activation->number,
            .event_id = slice_of(theirs->plan_activation->event_id),
            .reason = slice_of(theirs->plan_activation->reason),
        };
        return true;
    case PUSDALOPS__V1__MESSAGE__BODY_TASK_UPDATE:
        wanted->kind = BODY_TASK_UPDATE;
        want_task_update(theirs->task_update, &wanted->as.task_update);
        return true;
    default:
        return false;
    }
}

static void want_message(const Pusdalops__V1__Message *theirs, struct message *wanted)
{
    memset(wanted, 0, sizeof *wanted);
    wanted->source = slice_of(theirs->source);
    wanted->number = theirs->number;
    wanted->realm = slice_of(theirs->realm);
    wanted->sent_utc_us = time_of(theirs->sent_at);
    wanted->on_behalf_of = slice_of(theirs->on_behalf_of);
    wanted->channel = (int)theirs->channel;
    switch ((int)theirs->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_EVENT:
        wanted->kind = BODY_EVENT;
        want_event(theirs->event, &wanted->as.event);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_REPORT:
        wanted->kind = BODY_REPORT;
        want_report(theirs->report, &wanted->as.report);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_WITHDRAWAL:
        wanted->kind = BODY_WITHDRAWAL;
        wanted->as.withdrawal.number = theirs->withdrawal->number;
        wanted->as.withdrawal.reason = slice_of(theirs->withdrawal->reason);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_VERIFICATION:
        wanted->kind = BODY_VERIFICATION;
        wanted->as.verification.source = slice_of(theirs->verification->source);
        wanted->as.verification.number = theirs->verification->number;
        wanted->as.verification.level = (int)theirs->verification->level;
        wanted->as.verification.retract = theirs->verification->retract != 0;
        wanted->as.verification.note = slice_of(theirs->verification->note);
        break;
    default:
        if (!want_readiness(theirs, wanted)) {
            want_relief(theirs, wanted);
        }
        break;
    }
}

static void want_hello(const Pusdalops__V1__Hello *theirs, struct request *wanted)
{
    static struct slice capabilities[ELEMENTS_MAX];
    static struct slice sources[ELEMENTS_MAX];
    wanted->version_min = theirs->version_min;
    wanted->version_max = theirs->version_max;
    wanted->software = slice_of(theirs->software);
    wanted->capabilities =
        list_of_texts(theirs->n_capabilities, theirs->capabilities, capabilities);
    wanted->realm = slice_of(theirs->realm);
    wanted->sources = list_of_texts(theirs->n_sources, theirs->sources, sources);
}

static void want_handed_in(const Pusdalops__V1__Request *theirs, struct request *wanted)
{
    static struct slice messages[ELEMENTS_MAX];
    if (theirs->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT) {
        wanted->message = slice_of_binary(theirs->submit->message);
        messages[0] = wanted->message;
        wanted->messages = (struct slice_list){messages, 1};
        return;
    }
    HUB_ASSERT(theirs->submit_batch->n_messages <= ELEMENTS_MAX);
    for (size_t i = 0; i < theirs->submit_batch->n_messages; i++) {
        messages[i] = slice_of_binary(theirs->submit_batch->messages[i]);
    }
    wanted->messages = (struct slice_list){messages, (uint32_t)theirs->submit_batch->n_messages};
}

static void want_heartbeat(const Pusdalops__V1__NodeHeartbeat *theirs, struct request *wanted)
{
    wanted->realm = slice_of(theirs->realm);
    wanted->source = slice_of(theirs->source);
    wanted->number = theirs->last_number;
    wanted->outbox_messages = theirs->outbox_messages;
    wanted->sent_utc_us = time_of(theirs->sent_at);
}

static void want_question(const Pusdalops__V1__Request *theirs, struct request *wanted)
{
    switch ((int)theirs->body_case) {
    case PUSDALOPS__V1__REQUEST__BODY_INQUIRY:
        wanted->kind = REQUEST_INQUIRY;
        wanted->realm = slice_of(theirs->inquiry->realm);
        wanted->source = slice_of(theirs->inquiry->source);
        wanted->number = theirs->inquiry->number;
        break;
    case PUSDALOPS__V1__REQUEST__BODY_SNAPSHOT:
        wanted->kind = REQUEST_SNAPSHOT;
        wanted->realm = slice_of(theirs->snapshot->realm);
        wanted->topic = slice_of(theirs->snapshot->topic_prefix);
        wanted->cursor = slice_of(theirs->snapshot->cursor);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_REPLAY:
        wanted->kind = REQUEST_REPLAY;
        wanted->realm = slice_of(theirs->replay->realm);
        wanted->topic = slice_of(theirs->replay->topic);
        wanted->number = theirs->replay->after;
        break;
    case PUSDALOPS__V1__REQUEST__BODY_NODES:
        wanted->kind = REQUEST_NODES;
        wanted->realm = slice_of(theirs->nodes->realm);
        wanted->cursor = slice_of(theirs->nodes->cursor);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_SUGGESTION:
        wanted->kind = REQUEST_SUGGESTION;
        wanted->realm = slice_of(theirs->suggestion->realm);
        want_line_reference(theirs->suggestion->line, &wanted->has_line, &wanted->line);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_ACTIVITIES:
        wanted->kind = REQUEST_ACTIVITIES;
        wanted->realm = slice_of(theirs->activities->realm);
        wanted->area_code = slice_of(theirs->activities->area_code);
        wanted->event_id = slice_of(theirs->activities->event_id);
        wanted->cursor = slice_of(theirs->activities->cursor);
        break;
    default:
        break;
    }
}

static void want_request(const Pusdalops__V1__Request *theirs, struct request *wanted)
{
    memset(wanted, 0, sizeof *wanted);
    wanted->request_id = theirs->request_id;
    switch ((int)theirs->body_case) {
    case PUSDALOPS__V1__REQUEST__BODY_HELLO:
        wanted->kind = REQUEST_HELLO;
        want_hello(theirs->hello, wanted);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_SUBMIT:
        wanted->kind = REQUEST_SUBMIT;
        want_handed_in(theirs, wanted);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH:
        wanted->kind = REQUEST_SUBMIT_BATCH;
        want_handed_in(theirs, wanted);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_HEARTBEAT:
        wanted->kind = REQUEST_HEARTBEAT;
        want_heartbeat(theirs->heartbeat, wanted);
        break;
    default:
        want_question(theirs, wanted);
    }
}

/* --- comparing --- */

static const char *event_differs(const struct body_event *ours, const struct body_event *wanted)
{
    SAME_BYTES(event_id)
    SAME(hazard_code)
    SAME_BYTES(name)
    SAME(started_utc_us)
    SAME_LIST(regions)
    SAME(state)
    return NULL;
}

static const char *figures_differ(const struct body_report *ours, const struct body_report *wanted)
{
    SAME(figure_count)
    SAME(unknown_figures)
    SAME(figure_fault.status)
    if (wanted->figure_fault.status != HUB_OK) { /* then nobody reads the figures */
        return strcmp(ours->figure_fault.field, wanted->figure_fault.field) == 0
                   ? NULL
                   : "figure_fault.field";
    }
    SAME(figures.mask)
    for (int kind = 0; kind < FIGURE_KINDS; kind++) {
        SAME(figures.value[kind])
        SAME(figures.reason[kind])
    }
    return NULL;
}

static const char *report_differs(const struct body_report *ours, const struct body_report *wanted)
{
    SAME_BYTES(event_id)
    SAME_BYTES(region_code)
    SAME_BYTES(region_name)
    SAME_BYTES(kecamatan_code)
    SAME_BYTES(village_code)
    SAME_BYTES(point)
    SAME(has_position)
    SAME_BITS(latitude_deg)
    SAME_BITS(longitude_deg)
    SAME(has_as_of)
    SAME(as_of_utc_us)
    SAME(revises)
    SAME_BYTES(needs)
    SAME_BYTES(efforts)
    SAME_BYTES(chronology)
    SAME_BYTES(reference)
    return figures_differ(ours, wanted);
}

static const char *withdrawal_differs(const struct body_withdrawal *ours,
                                      const struct body_withdrawal *wanted)
{
    SAME(number)
    SAME_BYTES(reason)
    return NULL;
}

static const char *verification_differs(const struct body_verification *ours,
                                        const struct body_verification *wanted)
{
    SAME_BYTES(source)
    SAME(number)
    SAME(level)
    SAME(retract)
    SAME_BYTES(note)
    return NULL;
}

static bool same_quantity(const struct sent_quantity *ours, const struct sent_quantity *wanted)
{
    return slice_equal(ours->item, wanted->item) && ours->thousandths == wanted->thousandths &&
           slice_equal(ours->unit, wanted->unit) && slice_equal(ours->contents, wanted->contents);
}

static bool same_reference(const struct sent_line_reference *ours,
                           const struct sent_line_reference *wanted)
{
    return slice_equal(ours->source, wanted->source) && ours->number == wanted->number &&
           ours->line == wanted->line;
}

#define SAME_BY(same, member)                                                                      \
    if (!same(&ours->member, &wanted->member)) {                                                   \
        return #member;                                                                            \
    }

static const char *need_line_differs(const struct sent_need_line *ours,
                                     const struct sent_need_line *wanted)
{
    SAME(has_quantity)
    SAME_BY(same_quantity, quantity)
    SAME(priority)
    SAME(needed_by_utc_us)
    SAME_BYTES(kecamatan_code)
    SAME_BYTES(delivery_point)
    SAME(persons)
    SAME(households)
    SAME(isolated)
    SAME_BYTES(note)
    SAME(has_position)
    SAME_BITS(latitude_deg)
    SAME_BITS(longitude_deg)
    return NULL;
}

static const char *need_differs(const struct body_need *ours, const struct body_need *wanted)
{
    SAME_BYTES(event_id)
    SAME_BYTES(region_code)
    SAME(has_as_of)
    SAME(as_of_utc_us)
    SAME(urgent)
    SAME_BYTES(reference)
    SAME(lines.count)
    for (uint32_t i = 0; i < wanted->lines.count; i++) {
        const char *differs = need_line_differs(&ours->lines.items[i], &wanted->lines.items[i]);
        if (differs != NULL) {
            return differs;
        }
    }
    return NULL;
}

static const char *need_decision_differs(const struct body_need_decision *ours,
                                         const struct body_need_decision *wanted)
{
    SAME(has_line)
    SAME_BY(same_reference, line)
    SAME(deed)
    SAME_BYTES(reason)
    return NULL;
}

static const char *pledge_differs(const struct body_pledge *ours, const struct body_pledge *wanted)
{
    SAME_BYTES(event_id)
    SAME(has_line)
    SAME_BY(same_reference, line)
    SAME_LIST(regions)
    SAME(has_quantity)
    SAME_BY(same_quantity, quantity)
    SAME(origin)
    SAME_BYTES(origin_name)
    SAME(available_utc_us)
    SAME(valid_until_utc_us)
    SAME_BYTES(cluster_id)
    SAME_BYTES(note)
    SAME_BYTES(warehouse_id)
    return NULL;
}

static const char *pledge_update_differs(const struct body_pledge_update *ours,
                                         const struct body_pledge_update *wanted)
{
    SAME(has_pledge)
    SAME_BYTES(pledge_source)
    SAME(pledge_number)
    SAME(pledge_part)
    SAME(deed)
    SAME(thousandths)
    SAME(damaged_thousandths)
    SAME(lost_thousandths)
    SAME(has_line)
    SAME_BY(same_reference, line)
    SAME(valid_until_utc_us)
    SAME_BYTES(bast_number)
    SAME_BYTES(transport)
    SAME_BYTES(reason)
    return NULL;
}

static const char *plan_line_differs(const struct sent_plan_line *ours,
                                     const struct sent_plan_line *wanted)
{
    SAME_BYTES(member)
    SAME_BYTES(cluster_id)
    SAME_BYTES(what)
    SAME(has_quantity)
    SAME_BY(same_quantity, quantity)
    SAME_BYTES(region_code)
    SAME_BYTES(kecamatan_code)
    SAME_BYTES(point)
    SAME(within_minutes)
    SAME(persons)
    SAME(households)
    return NULL;
}

static const char *plan_differs(const struct body_plan *ours, const struct body_plan *wanted)
{
    SAME_BYTES(plan_id)
    SAME_BYTES(name)
    SAME_BYTES(region_code)
    SAME(valid_until_utc_us)
    SAME(retired)
    SAME_BYTES(reference)
    SAME(hazards.count)
    SAME(lines.count)
    for (uint32_t i = 0; i < wanted->hazards.count; i++) {
        SAME(hazards.items[i].code)
    }
    for (uint32_t i = 0; i < wanted->lines.count; i++) {
        const char *differs = plan_line_differs(&ours->lines.items[i], &wanted->lines.items[i]);
        if (differs != NULL) {
            return differs;
        }
    }
    return NULL;
}

static const char *plan_activation_differs(const struct body_plan_activation *ours,
                                           const struct body_plan_activation *wanted)
{
    SAME_BYTES(source)
    SAME_BYTES(plan_id)
    SAME(number)
    SAME_BYTES(event_id)
    SAME_BYTES(reason)
    return NULL;
}

static const char *task_update_differs(const struct body_task_update *ours,
                                       const struct body_task_update *wanted)
{
    SAME(has_task)
    SAME_BYTES(task_source)
    SAME(task_number)
    SAME(line)
    SAME(deed)
    SAME_BYTES(note)
    return NULL;
}

static const char *warehouse_differs(const struct body_warehouse *ours,
                                     const struct body_warehouse *wanted)
{
    SAME_BYTES(warehouse_id)
    SAME_BYTES(name)
    SAME(kind)
    SAME_BYTES(region_code)
    SAME_BYTES(place)
    SAME(has_position)
    SAME(closed)
    SAME_BITS(latitude_deg)
    SAME_BITS(longitude_deg)
    return NULL;
}

static const char *stock_line_differs(const struct sent_stock_line *ours,
                                      const struct sent_stock_line *wanted)
{
    SAME(has_quantity)
    SAME_BY(same_quantity, quantity)
    SAME(budget_origin)
    SAME_BYTES(expires_on)
    SAME(minimum_thousandths)
    SAME(buffer_thousandths)
    SAME_BYTES(note)
    return NULL;
}

static const char *stock_count_differs(const struct body_stock_count *ours,
                                       const struct body_stock_count *wanted)
{
    SAME_BYTES(warehouse_id)
    SAME(has_as_of)
    SAME(as_of_utc_us)
    SAME(complete)
    SAME(has_throughput)
    SAME(since_utc_us)
    SAME(has_received)
    SAME_BY(same_quantity, received)
    SAME(has_issued)
    SAME_BY(same_quantity, issued)
    SAME(lines.count)
    for (uint32_t i = 0; i < wanted->lines.count; i++) {
        const char *differs = stock_line_differs(&ours->lines.items[i], &wanted->lines.items[i]);
        if (differs != NULL) {
            return differs;
        }
    }
    return NULL;
}

static const char *shipment_differs(const struct body_shipment *ours,
                                    const struct body_shipment *wanted)
{
    SAME_BYTES(event_id)
    SAME_BYTES(warehouse_id)
    SAME_BYTES(origin_name)
    SAME_BYTES(region_code)
    SAME_BYTES(kecamatan_code)
    SAME_BYTES(delivery_point)
    SAME(departs_utc_us)
    SAME(departed_utc_us)
    SAME(expected_utc_us)
    SAME_BYTES(vehicle)
    SAME_BYTES(carrier)
    SAME_BYTES(driver_contact)
    SAME_BYTES(waybill_number)
    SAME(prepared)
    SAME_BYTES(delivery_warehouse_id)
    SAME_BYTES(delivery_source)
    SAME(lines.count)
    for (uint32_t i = 0; i < wanted->lines.count; i++) {
        const struct sent_shipment_line *one = &ours->lines.items[i];
        const struct sent_shipment_line *other = &wanted->lines.items[i];
        if (one->has_pledge != other->has_pledge ||
            !slice_equal(one->pledge_source, other->pledge_source) ||
            one->pledge_number != other->pledge_number || one->pledge_part != other->pledge_part ||
            one->thousandths != other->thousandths || one->has_quantity != other->has_quantity ||
            !same_quantity(&one->quantity, &other->quantity)) {
            return "lines";
        }
    }
    return NULL;
}

static const char *shipment_update_differs(const struct body_shipment_update *ours,
                                           const struct body_shipment_update *wanted)
{
    SAME(has_shipment)
    SAME_BYTES(shipment_source)
    SAME(shipment_number)
    SAME(shipment_part)
    SAME(deed)
    SAME(happened_utc_us)
    SAME(expected_utc_us)
    SAME_BYTES(bast_number)
    SAME_BYTES(received_by)
    SAME_BYTES(reason)
    SAME(lines.count)
    for (uint32_t i = 0; i < wanted->lines.count; i++) {
        const struct sent_shipment_count *one = &ours->lines.items[i];
        const struct sent_shipment_count *other = &wanted->lines.items[i];
        if (one->line != other->line || one->thousandths != other->thousandths ||
            one->damaged_thousandths != other->damaged_thousandths ||
            one->lost_thousandths != other->lost_thousandths) {
            return "lines";
        }
    }
    return NULL;
}

static const char *messages_differ(const struct message *ours, const struct message *wanted)
{
    SAME_BYTES(source)
    SAME(number)
    SAME_BYTES(realm)
    SAME(sent_utc_us)
    SAME_BYTES(on_behalf_of)
    SAME(channel)
    SAME(kind)
    switch (wanted->kind) {
    case BODY_EVENT:
        return event_differs(&ours->as.event, &wanted->as.event);
    case BODY_REPORT:
        return report_differs(&ours->as.report, &wanted->as.report);
    case BODY_WITHDRAWAL:
        return withdrawal_differs(&ours->as.withdrawal, &wanted->as.withdrawal);
    case BODY_VERIFICATION:
        return verification_differs(&ours->as.verification, &wanted->as.verification);
    case BODY_NEED:
        return need_differs(&ours->as.need, &wanted->as.need);
    case BODY_NEED_DECISION:
        return need_decision_differs(&ours->as.need_decision, &wanted->as.need_decision);
    case BODY_PLEDGE:
        return pledge_differs(&ours->as.pledge, &wanted->as.pledge);
    case BODY_PLEDGE_UPDATE:
        return pledge_update_differs(&ours->as.pledge_update, &wanted->as.pledge_update);
    case BODY_WAREHOUSE:
        return warehouse_differs(&ours->as.warehouse, &wanted->as.warehouse);
    case BODY_STOCK_COUNT:
        return stock_count_differs(&ours->as.stock_count, &wanted->as.stock_count);
    case BODY_PLAN:
        return plan_differs(&ours->as.plan, &wanted->as.plan);
    case BODY_PLAN_ACTIVATION:
        return plan_activation_differs(&ours->as.plan_activation, &wanted->as.plan_activation);
    case BODY_TASK_UPDATE:
        return task_update_differs(&ours->as.task_update, &wanted->as.task_update);
    case BODY_SHIPMENT:
        return shipment_differs(&ours->as.shipment, &wanted->as.shipment);
    case BODY_SHIPMENT_UPDATE:
        return shipment_update_differs(&ours->as.shipment_update, &wanted->as.shipment_update);
    case BODY_NONE:
    default:
        return NULL;
    }
}

static const char *requests_differ(const struct request *ours, const struct request *wanted)
{
    SAME(request_id)
    SAME(kind)
    SAME_BYTES(realm)
    SAME_BYTES(source)
    SAME(number)
    SAME_BYTES(topic)
    SAME_BYTES(cursor)
    SAME(has_line)
    SAME_BY(same_reference, line)
    SAME_BYTES(area_code)
    SAME_BYTES(event_id)
    SAME(outbox_messages)
    SAME(sent_utc_us)
    SAME(version_min)
    SAME(version_max)
    SAME_BYTES(software)
    SAME_BYTES(message)
    SAME_LIST(messages)
    SAME_LIST(sources)
    SAME_LIST(capabilities)
    return NULL;
}

const char *twins_message_differs(const struct message *ours, const Pusdalops__V1__Message *theirs)
{
    struct message wanted;
    want_message(theirs, &wanted);
    return messages_differ(ours, &wanted);
}

const char *twins_request_differs(const struct request *ours, const Pusdalops__V1__Request *theirs)
{
    struct request wanted;
    want_request(theirs, &wanted);
    return requests_differ(ours, &wanted);
}

enum hub_status twins_request_status(const Pusdalops__V1__Request *theirs)
{
    if (theirs->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH) {
        const size_t count = theirs->submit_batch->n_messages;
        return count == 0                   ? HUB_E_FIELD_MISSING
               : count > BATCH_MESSAGES_MAX ? HUB_E_BATCH_TOO_LARGE
                                            : HUB_OK;
    }
    if (theirs->body_case == PUSDALOPS__V1__REQUEST__BODY_HELLO) {
        const Pusdalops__V1__Hello *hello = theirs->hello;
        bool in_range = hello->n_sources <= HELLO_SOURCES_MAX &&
                        hello->n_capabilities <= HELLO_CAPABILITIES_MAX &&
                        strlen(hello->software) <= SOFTWARE_BYTES_MAX;
        for (size_t i = 0; i < hello->n_capabilities; i++) {
            in_range = in_range && strlen(hello->capabilities[i]) <= CAPABILITY_BYTES_MAX;
        }
        return in_range ? HUB_OK : HUB_E_FIELD_RANGE;
    }
    return theirs->body_case == PUSDALOPS__V1__REQUEST__BODY__NOT_SET ? HUB_E_REQUEST_EMPTY
                                                                      : HUB_OK;
}

/* --- both decoders --- */

const char *twins_message(struct slice bytes, struct message *out, enum hub_status *out_status)
{
    static _Alignas(16) uint8_t room[DECODE_BYTES_MAX];
    struct arena arena;
    struct fault fault = {.status = HUB_OK};
    arena_init(&arena, room, sizeof room);
    *out_status = message_decode(bytes, &arena, out, &fault);
    if (*out_status != HUB_OK) {
        return fault.status == *out_status ? NULL : "the fault is not filled in";
    }
    Pusdalops__V1__Message *theirs =
        pusdalops__v1__message__unpack(NULL, bytes.size_bytes, bytes.data);
    if (theirs == NULL) {
        return "protobuf-c does not unpack it"; /* (1) */
    }
    const char *differs = twins_message_differs(out, theirs);
    pusdalops__v1__message__free_unpacked(theirs, NULL);
    return differs;
}

const char *twins_request(struct slice bytes, struct request *out, enum hub_status *out_status)
{
    static _Alignas(16) uint8_t room[DECODE_BYTES_MAX];
    struct arena arena;
    struct fault fault = {.status = HUB_OK};
    arena_init(&arena, room, sizeof room);
    const enum hub_status status = message_decode_request(bytes, &arena, out, &fault);
    *out_status = status;
    if (status != HUB_OK && fault.status != status) {
        return "the fault is not filled in";
    }
    if (status != HUB_OK && status != HUB_E_REQUEST_EMPTY && status != HUB_E_FIELD_MISSING &&
        status != HUB_E_BATCH_TOO_LARGE && status != HUB_E_FIELD_RANGE) {
        return NULL; /* refused before everything was read */
    }
    Pusdalops__V1__Request *theirs =
        pusdalops__v1__request__unpack(NULL, bytes.size_bytes, bytes.data);
    if (theirs == NULL) {
        return "protobuf-c does not unpack it"; /* (1) */
    }
    const char *differs = status == twins_request_status(theirs)
                              ? twins_request_differs(out, theirs)
                              : "what became of it";
    pusdalops__v1__request__free_unpacked(theirs, NULL);
    return differs;
}
