/*
 * message.c - building messages, so that a C caller needs to know nothing of protobuf.
 *
 * Holds: (1) every text in a message is a copy that the message owns, clean and within its limit;
 *        (2) a figure kind stands in a report at most once.
 */
#include "message.h"

#include <stdlib.h>
#include <string.h>

#include "topic.h"

#define REGIONS_MAX       600U
#define FIGURE_VALUE_MAX  300000000U
#define REASON_MAX        6U
#define CHANNEL_MAX       7U
#define HAZARD_MIN        101U
#define HAZARD_MAX        117U
#define EVENT_NAME_BYTES  200U
#define REMARK_BYTES      500U
#define REGION_CODE_BYTES 6U

enum body {
    BODY_REPORT = 1,
    BODY_EVENT,
    BODY_WITHDRAWAL,
    BODY_VERIFICATION,
    BODY_LOGISTICS,
};

struct figure_said {
    bool said;
    uint32_t value;
    uint32_t reason;
};

/* One struct for all; each body uses its own fields. */
struct pusdalops_message {
    enum body body;
    char *id;     /* event id; for a verification the source of the report */
    char *region; /* report */
    char *name;   /* event */
    char *remark; /* reason of a withdrawal, note of a verification */
    char *behalf;
    uint32_t channel;
    int64_t time_us; /* as_of or started_at */
    uint64_t number; /* revises; what is withdrawn or verified */
    uint32_t hazard_code;
    bool flag; /* event closed; verification retracted */
    enum pusdalops_level level;
    struct figure_said figures[PUSDALOPS_FIGURE_KINDS];
    char *texts[PUSDALOPS_TEXT_COUNT];
    bool positioned;
    double latitude_deg;
    double longitude_deg;
    char **regions;
    size_t region_count;
    Pusdalops__V1__Message *logistics; /* with nothing but its body */
};

static const struct {
    size_t bytes_max;
    bool lines;
} text_limits[PUSDALOPS_TEXT_COUNT] = {
    [PUSDALOPS_TEXT_REGION_NAME] = {100, false}, [PUSDALOPS_TEXT_KECAMATAN] = {8, false},
    [PUSDALOPS_TEXT_VILLAGE] = {13, false},      [PUSDALOPS_TEXT_POINT] = {64, false},
    [PUSDALOPS_TEXT_NEEDS] = {4000, true},       [PUSDALOPS_TEXT_EFFORTS] = {4000, true},
    [PUSDALOPS_TEXT_CHRONOLOGY] = {8000, true},  [PUSDALOPS_TEXT_REFERENCE] = {500, false},
};

void pusdalops_message_free(struct pusdalops_message *message)
{
    if (message == NULL) {
        return;
    }
    free(message->id);
    free(message->region);
    free(message->name);
    free(message->remark);
    free(message->behalf);
    for (size_t i = 0; i < PUSDALOPS_TEXT_COUNT; i++) {
        free(message->texts[i]);
    }
    for (size_t i = 0; i < message->region_count; i++) {
        free(message->regions[i]);
    }
    free(message->regions);
    pusdalops__v1__message__free_unpacked(message->logistics, NULL);
    free(message);
}

/* Copy `text` to *place; NULL is the empty text. (1) */
static enum pusdalops_status set(char **place, const char *text, size_t bytes_max, bool lines)
{
    if (text == NULL) {
        text = "";
    }
    if (!wire_text_check(text, bytes_max, lines)) {
        return PUSDALOPS_E_FIELD;
    }
    char *copy = strdup(text);
    if (copy == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    free(*place);
    *place = copy;
    return PUSDALOPS_OK;
}

/* A message with its id, and an empty remark. */
static enum pusdalops_status make(enum body body, const char *id, struct pusdalops_message **out)
{
    struct pusdalops_message *message = calloc(1, sizeof *message);
    if (message == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    message->body = body;
    const bool copied = set(&message->id, id, PUSDALOPS_SOURCE_BYTES_MAX, false) == PUSDALOPS_OK &&
                        set(&message->remark, "", 0, false) == PUSDALOPS_OK &&
                        set(&message->behalf, "", 0, false) == PUSDALOPS_OK;
    if (!copied) {
        pusdalops_message_free(message);
        return PUSDALOPS_E_MEMORY;
    }
    *out = message;
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_report_new(const char *event_id, const char *region,
                                           int64_t as_of_us, struct pusdalops_message **out)
{
    if (event_id == NULL || region == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!wire_name_check(event_id) || !topic_region_check(region)) {
        return PUSDALOPS_E_FIELD;
    }
    struct pusdalops_message *message = NULL;
    enum pusdalops_status status = make(BODY_REPORT, event_id, &message);
    if (status == PUSDALOPS_OK) {
        status = set(&message->region, region, REGION_CODE_BYTES, false);
    }
    for (size_t i = 0; status == PUSDALOPS_OK && i < PUSDALOPS_TEXT_COUNT; i++) {
        status = set(&message->texts[i], "", 0, false);
    }
    if (status != PUSDALOPS_OK) {
        pusdalops_message_free(message);
        return status;
    }
    message->time_us = as_of_us;
    *out = message;
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_report_figure(struct pusdalops_message *message, uint32_t kind,
                                              uint32_t value, uint32_t reason)
{
    if (message == NULL || message->body != BODY_REPORT) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (kind == 0 || kind >= PUSDALOPS_FIGURE_KINDS || value > FIGURE_VALUE_MAX ||
        reason > REASON_MAX || message->figures[kind].said) { /* (2) */
        return PUSDALOPS_E_FIELD;
    }
    message->figures[kind] = (struct figure_said){true, value, reason};
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_report_text(struct pusdalops_message *message,
                                            enum pusdalops_text which, const char *text)
{
    if (message == NULL || message->body != BODY_REPORT || which >= PUSDALOPS_TEXT_COUNT ||
        text == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    const bool bad_code =
        (which == PUSDALOPS_TEXT_KECAMATAN && text[0] != '\0' && !topic_code_check(text, 3)) ||
        (which == PUSDALOPS_TEXT_VILLAGE && text[0] != '\0' && !topic_code_check(text, 4));
    if (bad_code) {
        return PUSDALOPS_E_FIELD;
    }
    return set(&message->texts[which], text, text_limits[which].bytes_max,
               text_limits[which].lines);
}

enum pusdalops_status pusdalops_report_position(struct pusdalops_message *message,
                                                double latitude_deg, double longitude_deg)
{
    if (message == NULL || message->body != BODY_REPORT) {
        return PUSDALOPS_E_ARGUMENT;
    }
    const bool on_earth = latitude_deg >= -90 && latitude_deg <= 90 && longitude_deg >= -180 &&
                          longitude_deg <= 180; /* false for a NaN */
    if (!on_earth) {
        return PUSDALOPS_E_FIELD;
    }
    message->positioned = true;
    message->latitude_deg = latitude_deg;
    message->longitude_deg = longitude_deg;
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_report_revises(struct pusdalops_message *message, uint64_t number)
{
    if (message == NULL || message->body != BODY_REPORT) {
        return PUSDALOPS_E_ARGUMENT;
    }
    message->number = number;
    return PUSDALOPS_OK;
}

static enum pusdalops_status copy_regions(struct pusdalops_message *message,
                                          const char *const *regions, size_t count)
{
    message->regions = calloc(count, sizeof *message->regions);
    if (message->regions == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    message->region_count = count;
    for (size_t i = 0; i < count; i++) {
        if (regions[i] == NULL || !topic_region_check(regions[i]) ||
            strcmp(regions[i], "nation") == 0) {
            return PUSDALOPS_E_FIELD;
        }
        const enum pusdalops_status status =
            set(&message->regions[i], regions[i], REGION_CODE_BYTES, false);
        if (status != PUSDALOPS_OK) {
            return status;
        }
    }
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_event_new(const char *event_id, uint32_t hazard_code,
                                          const char *name, int64_t started_us,
                                          const char *const *regions, size_t region_count,
                                          bool closed, struct pusdalops_message **out)
{
    if (event_id == NULL || name == NULL || regions == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!wire_name_check(event_id) || hazard_code < HAZARD_MIN || hazard_code > HAZARD_MAX ||
        name[0] == '\0' || region_count == 0 || region_count > REGIONS_MAX) {
        return PUSDALOPS_E_FIELD;
    }
    struct pusdalops_message *message = NULL;
    enum pusdalops_status status = make(BODY_EVENT, event_id, &message);
    if (status == PUSDALOPS_OK) {
        status = set(&message->name, name, EVENT_NAME_BYTES, false);
    }
    if (status == PUSDALOPS_OK) {
        status = copy_regions(message, regions, region_count);
    }
    if (status != PUSDALOPS_OK) {
        pusdalops_message_free(message);
        return status;
    }
    message->hazard_code = hazard_code;
    message->time_us = started_us;
    message->flag = closed;
    *out = message;
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_withdrawal_new(uint64_t number, const char *reason,
                                               struct pusdalops_message **out)
{
    if (number == 0 || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    struct pusdalops_message *message = NULL;
    enum pusdalops_status status = make(BODY_WITHDRAWAL, "", &message);
    if (status == PUSDALOPS_OK) {
        status = set(&message->remark, reason, REMARK_BYTES, false);
    }
    if (status != PUSDALOPS_OK) {
        pusdalops_message_free(message);
        return status;
    }
    message->number = number;
    *out = message;
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_verification_new(const char *source, uint64_t number,
                                                 enum pusdalops_level level, bool retract,
                                                 const char *note, struct pusdalops_message **out)
{
    if (source == NULL || number == 0 || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!wire_name_check(source) || level < PUSDALOPS_LEVEL_REGENCY ||
        level > PUSDALOPS_LEVEL_NATION) {
        return PUSDALOPS_E_FIELD;
    }
    struct pusdalops_message *message = NULL;
    enum pusdalops_status status = make(BODY_VERIFICATION, source, &message);
    if (status == PUSDALOPS_OK) {
        status = set(&message->remark, note, REMARK_BYTES, false);
    }
    if (status != PUSDALOPS_OK) {
        pusdalops_message_free(message);
        return status;
    }
    message->number = number;
    message->level = level;
    message->flag = retract;
    *out = message;
    return PUSDALOPS_OK;
}

enum pusdalops_status message_around(Pusdalops__V1__Message *body, struct pusdalops_message **out)
{
    const enum pusdalops_status status = make(BODY_LOGISTICS, "", out);
    if (status != PUSDALOPS_OK) {
        pusdalops__v1__message__free_unpacked(body, NULL);
        return status;
    }
    (*out)->logistics = body;
    return PUSDALOPS_OK;
}

Pusdalops__V1__Need *message_need(const struct pusdalops_message *message)
{
    const bool is_need = message->body == BODY_LOGISTICS &&
                         message->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_NEED;
    return is_need ? message->logistics->need : NULL;
}

Pusdalops__V1__Plan *message_plan(const struct pusdalops_message *message)
{
    const bool is_plan = message->body == BODY_LOGISTICS &&
                         message->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLAN;
    return is_plan ? message->logistics->plan : NULL;
}

Pusdalops__V1__StockCount *message_count(const struct pusdalops_message *message)
{
    const bool is_count = message->body == BODY_LOGISTICS &&
                          message->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT;
    return is_count ? message->logistics->stock_count : NULL;
}

Pusdalops__V1__Message *message_logistics(const struct pusdalops_message *message)
{
    return message->body == BODY_LOGISTICS ? message->logistics : NULL;
}

enum pusdalops_status pusdalops_message_behalf(struct pusdalops_message *message,
                                               const char *source, uint32_t channel)
{
    if (message == NULL || source == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if ((source[0] != '\0' && !wire_name_check(source)) || channel > CHANNEL_MAX) {
        return PUSDALOPS_E_FIELD;
    }
    message->channel = channel;
    return set(&message->behalf, source, PUSDALOPS_SOURCE_BYTES_MAX, false);
}

/* ---- encoding: the parts of a Message on the stack, pointing into ours ---- */

struct parts {
    Pusdalops__V1__Message message;
    Pusdalops__V1__SituationReport report;
    Pusdalops__V1__EventDeclaration event;
    Pusdalops__V1__Withdrawal withdrawal;
    Pusdalops__V1__Verification verification;
    Pusdalops__V1__Place place;
    Pusdalops__V1__Position position;
    Pusdalops__V1__ReportedFigure figures[PUSDALOPS_FIGURE_KINDS];
    Pusdalops__V1__ReportedFigure *figure_list[PUSDALOPS_FIGURE_KINDS];
    Google__Protobuf__Timestamp sent_at;
    Google__Protobuf__Timestamp time;
};

static void report_parts(struct parts *parts, const struct pusdalops_message *from)
{
    pusdalops__v1__situation_report__init(&parts->report);
    pusdalops__v1__place__init(&parts->place);
    parts->place.region_code = from->region;
    parts->place.region_name = from->texts[PUSDALOPS_TEXT_REGION_NAME];
    parts->place.kecamatan_code = from->texts[PUSDALOPS_TEXT_KECAMATAN];
    parts->place.village_code = from->texts[PUSDALOPS_TEXT_VILLAGE];
    parts->place.point = from->texts[PUSDALOPS_TEXT_POINT];
    if (from->positioned) {
        pusdalops__v1__position__init(&parts->position);
        parts->position.latitude_deg = from->latitude_deg;
        parts->position.longitude_deg = from->longitude_deg;
        parts->place.position = &parts->position;
    }
    size_t count = 0;
    for (uint32_t kind = 1; kind < PUSDALOPS_FIGURE_KINDS; kind++) {
        if (!from->figures[kind].said) {
            continue;
        }
        Pusdalops__V1__ReportedFigure *figure = &parts->figures[count];
        pusdalops__v1__reported_figure__init(figure);
        figure->kind = (Pusdalops__V1__FigureKind)kind;
        figure->value = from->figures[kind].value;
        figure->reason = (Pusdalops__V1__ChangeReason)from->figures[kind].reason;
        parts->figure_list[count++] = figure;
    }
    parts->report.event_id = from->id;
    parts->report.place = &parts->place;
    parts->report.as_of = &parts->time;
    parts->report.revises = from->number;
    parts->report.n_figures = count;
    parts->report.figures = parts->figure_list;
    parts->report.needs = from->texts[PUSDALOPS_TEXT_NEEDS];
    parts->report.efforts = from->texts[PUSDALOPS_TEXT_EFFORTS];
    parts->report.chronology = from->texts[PUSDALOPS_TEXT_CHRONOLOGY];
    parts->report.reference = from->texts[PUSDALOPS_TEXT_REFERENCE];
    parts->message.body_case = PUSDALOPS__V1__MESSAGE__BODY_REPORT;
    parts->message.report = &parts->report;
}

static void event_parts(struct parts *parts, const struct pusdalops_message *from)
{
    pusdalops__v1__event_declaration__init(&parts->event);
    parts->event.event_id = from->id;
    parts->event.hazard_code = from->hazard_code;
    parts->event.name = from->name;
    parts->event.started_at = &parts->time;
    parts->event.n_region_codes = from->region_count;
    parts->event.region_codes = from->regions;
    parts->event.state = from->flag ? PUSDALOPS__V1__EVENT_STATE__EVENT_STATE_CLOSED
                                    : PUSDALOPS__V1__EVENT_STATE__EVENT_STATE_OPEN;
    parts->message.body_case = PUSDALOPS__V1__MESSAGE__BODY_EVENT;
    parts->message.event = &parts->event;
}

static void short_parts(struct parts *parts, const struct pusdalops_message *from)
{
    if (from->body == BODY_WITHDRAWAL) {
        pusdalops__v1__withdrawal__init(&parts->withdrawal);
        parts->withdrawal.number = from->number;
        parts->withdrawal.reason = from->remark;
        parts->message.body_case = PUSDALOPS__V1__MESSAGE__BODY_WITHDRAWAL;
        parts->message.withdrawal = &parts->withdrawal;
        return;
    }
    pusdalops__v1__verification__init(&parts->verification);
    parts->verification.source = from->id;
    parts->verification.number = from->number;
    parts->verification.level = (Pusdalops__V1__VerificationLevel)from->level;
    parts->verification.retract = from->flag;
    parts->verification.note = from->remark;
    parts->message.body_case = PUSDALOPS__V1__MESSAGE__BODY_VERIFICATION;
    parts->message.verification = &parts->verification;
}

/* A body of plan.proto as it stands; false for a plan in which nobody does anything. */
static bool plan_parts(struct parts *parts, const struct pusdalops_message *from)
{
    const Pusdalops__V1__Plan *plan = message_plan(from);
    parts->message.body_case = from->logistics->body_case;
    if (plan != NULL) {
        parts->message.plan = from->logistics->plan;
        return plan->n_lines > 0 || plan->retired;
    }
    if (from->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION) {
        parts->message.plan_activation = from->logistics->plan_activation;
    } else {
        parts->message.task_update = from->logistics->task_update;
    }
    return true;
}

static bool is_of_plans(const struct pusdalops_message *from)
{
    return from->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLAN ||
           from->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION ||
           from->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_TASK_UPDATE;
}

/* The body as it stands; false for a need that asks for nothing, a count that says nothing or a shipment that carries nothing. */
static bool logistics_parts(struct parts *parts, const struct pusdalops_message *from)
{
    const Pusdalops__V1__Need *need = message_need(from);
    const int body_case = (int)from->logistics->body_case;
    const bool ships = body_case == PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT;
    if ((need != NULL && need->n_lines == 0) ||
        (ships && from->logistics->shipment->n_lines == 0)) {
        return false;
    }
    const Pusdalops__V1__StockCount *count = message_count(from);
    if (count != NULL && count->n_lines == 0 && !count->complete && count->throughput == NULL) {
        return false;
    }
    parts->message.body_case = from->logistics->body_case;
    if (need != NULL) {
        parts->message.need = from->logistics->need;
    } else if (ships) {
        parts->message.shipment = from->logistics->shipment;
    } else if (body_case == PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT_UPDATE) {
        parts->message.shipment_update = from->logistics->shipment_update;
    } else if (from->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_NEED_DECISION) {
        parts->message.need_decision = from->logistics->need_decision;
    } else if (from->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLEDGE) {
        parts->message.pledge = from->logistics->pledge;
    } else if (from->logistics->body_case == PUSDALOPS__V1__MESSAGE__BODY_WAREHOUSE) {
        parts->message.warehouse = from->logistics->warehouse;
    } else if (count != NULL) {
        parts->message.stock_count = from->logistics->stock_count;
    } else {
        parts->message.pledge_update = from->logistics->pledge_update;
    }
    return true;
}

enum pusdalops_status pusdalops_message_encode(const struct pusdalops_message *message,
                                               const char *realm, const char *source,
                                               uint64_t number, int64_t sent_us, uint8_t *bytes,
                                               size_t *size)
{
    if (message == NULL || number == 0 || !pusdalops_realm_check(realm) ||
        !wire_name_check(source)) {
        return PUSDALOPS_E_ARGUMENT;
    }
    struct parts parts;
    pusdalops__v1__message__init(&parts.message);
    wire_time_set(&parts.sent_at, sent_us);
    wire_time_set(&parts.time, message->time_us);
    parts.message.source = wire_unwritten(source);
    parts.message.number = number;
    parts.message.realm = wire_unwritten(realm);
    parts.message.sent_at = &parts.sent_at;
    parts.message.on_behalf_of = message->behalf;
    parts.message.channel = (Pusdalops__V1__Channel)message->channel;
    if (message->body == BODY_REPORT) {
        report_parts(&parts, message);
    } else if (message->body == BODY_EVENT) {
        event_parts(&parts, message);
    } else if (message->body == BODY_LOGISTICS) {
        if (!(is_of_plans(message) ? plan_parts(&parts, message)
                                   : logistics_parts(&parts, message))) {
            return PUSDALOPS_E_FIELD;
        }
    } else {
        short_parts(&parts, message);
    }
    const size_t packed = pusdalops__v1__message__get_packed_size(&parts.message);
    if (packed > PUSDALOPS_MESSAGE_BYTES_MAX) {
        return PUSDALOPS_E_FIELD;
    }
    *size = pusdalops__v1__message__pack(&parts.message, bytes);
    return PUSDALOPS_OK;
}
