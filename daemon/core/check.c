#include "core/check.h"

#include "base/assert.h"
#include "base/ids.h"
#include "base/text.h"
#include "core/record.h"

void warnings_add(struct warnings *warnings, enum hub_status code, const char *field)
{
    if (warnings->count >= WARNINGS_MAX) {
        return;
    }
    const size_t used = record_put_warning(warnings->room, sizeof warnings->room,
                                           warnings->used_bytes, code, slice_of(field));
    warnings->count += used != warnings->used_bytes ? 1 : 0;
    warnings->used_bytes = used;
}

bool check_realm(struct slice realm)
{
    static const char drill[] = "drill/";
    const size_t prefix = sizeof drill - 1;
    if (slice_equal(realm, slice_of("real"))) {
        return true;
    }
    return realm.size_bytes > prefix && realm.size_bytes <= REALM_BYTES_MAX &&
           memcmp(realm.data, drill, prefix) == 0 &&
           text_is_identifier((struct slice){realm.data + prefix, realm.size_bytes - prefix},
                              REALM_BYTES_MAX);
}

static enum hub_status check_text(struct slice text, size_t bytes_max, const char *field,
                                  struct fault *fault)
{
    return text.size_bytes <= bytes_max ? HUB_OK : fault_set(fault, HUB_E_FIELD_RANGE, "%s", field);
}

static enum hub_status check_identifier(struct slice text, const char *field, struct fault *fault)
{
    if (text.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "%s", field);
    }
    return text_is_identifier(text, IDENTIFIER_BYTES_MAX)
               ? HUB_OK
               : fault_set(fault, HUB_E_FIELD_RANGE, "%s", field);
}

static enum hub_status check_head(const struct message *message, int64_t at_utc_us,
                                  struct warnings *warnings, struct fault *fault)
{
    enum hub_status status = check_identifier(message->source, "source", fault);
    if (status != HUB_OK) {
        return status;
    }
    if (message->number == 0 || message->number > NUMBER_MAX) {
        return fault_set(fault, message->number == 0 ? HUB_E_FIELD_MISSING : HUB_E_FIELD_RANGE,
                         "number");
    }
    if (message->on_behalf_of.size_bytes > 0) {
        status = check_identifier(message->on_behalf_of, "on_behalf_of", fault);
        if (status != HUB_OK) {
            return status;
        }
    }
    if (message->channel < 0 || message->channel > 7) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "channel");
    }
    const int64_t skew_us = message->sent_utc_us - at_utc_us;
    if (message->sent_utc_us != 0 && skew_us > SKEW_WARN_US) {
        warnings_add(warnings, HUB_E_CLOCK_SKEW, "sent_at");
    }
    return HUB_OK;
}

/* --- places --- */

/* A code that is not ours: unknown, and if its digits are a BPS code, say so. */
static enum hub_status refuse_region(const char *field, struct fault *fault)
{
    return fault_set(fault, HUB_E_REGION_UNKNOWN, "%s", field);
}

/* The code exists, yet the name says another place: probably a BPS code. */
static void compare_name(const struct body_report *report, const struct catalogue *catalogue,
                         uint32_t area, struct warnings *warnings)
{
    const struct region *region = region_find(catalogue, area);
    if (report->region_name.size_bytes == 0 || region == NULL ||
        region_name_fits(region, report->region_name)) {
        return;
    }
    const struct region *meant = region_find(catalogue, region_of_bps(catalogue, area));
    if (meant != NULL && region_name_fits(meant, report->region_name)) {
        warnings_add(warnings, HUB_E_BPS_CODE, "report.place.region_code");
    } else {
        warnings_add(warnings, HUB_E_REGION_NAME, "report.place.region_name");
    }
}

/* Four digits without a dot are how BPS writes a regency: what is meant is clear when the name fits. */
static bool parse_bps(const struct body_report *report, const struct catalogue *catalogue,
                      uint32_t *out_area)
{
    uint32_t code = 0;
    if (report->region_code.size_bytes != 4) {
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        const uint8_t c = report->region_code.data[i];
        if (c < '0' || c > '9') {
            return false;
        }
        code = code * 10 + (uint32_t)(c - '0');
    }
    const struct region *region = region_find(catalogue, region_of_bps(catalogue, code));
    if (region == NULL || !region_name_fits(region, report->region_name)) {
        return false;
    }
    *out_area = region->code;
    return true;
}

static enum hub_status check_area(const struct body_report *report,
                                  const struct catalogue *catalogue, struct checked *out,
                                  struct fault *fault)
{
    static const char field[] = "report.place.region_code";
    uint64_t code = 0;
    if (report->region_code.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "%s", field);
    }
    if (parse_bps(report, catalogue, &out->place.area)) {
        warnings_add(&out->warnings, HUB_E_BPS_CODE, field);
        return HUB_OK;
    }
    if (!region_code_parse(report->region_code, &code) || code >= AREA_CODES) {
        return refuse_region(field, fault);
    }
    out->place.area = (uint32_t)code;
    if (code != AREA_NATION && region_find(catalogue, (uint32_t)code) == NULL) {
        return refuse_region(field, fault);
    }
    compare_name(report, catalogue, (uint32_t)code, &out->warnings);
    return HUB_OK;
}

static enum hub_status check_kecamatan(const struct body_report *report,
                                       const struct catalogue *catalogue, struct checked *out,
                                       struct fault *fault)
{
    static const char field[] = "report.place.kecamatan_code";
    uint64_t code = 0;
    if (report->kecamatan_code.size_bytes == 0) {
        return report->village_code.size_bytes == 0
                   ? HUB_OK
                   : fault_set(fault, HUB_E_FIELD_MISSING, "%s", field);
    }
    if (!area_is_regency(out->place.area) || !region_code_parse(report->kecamatan_code, &code) ||
        code < 100000 || code > 999999 || !region_kecamatan_known(catalogue, (uint32_t)code)) {
        return refuse_region(field, fault);
    }
    out->place.kecamatan = (uint32_t)code;
    if (code / 100 != out->place.area) {
        warnings_add(&out->warnings, HUB_E_KECAMATAN_OUTSIDE, field);
    }
    return HUB_OK;
}

static enum hub_status check_place(const struct body_report *report,
                                   const struct catalogue *catalogue, struct checked *out,
                                   struct fault *fault)
{
    enum hub_status status = check_area(report, catalogue, out, fault);
    if (status == HUB_OK) {
        status = check_kecamatan(report, catalogue, out, fault);
    }
    if (status != HUB_OK) {
        return status;
    }
    uint64_t village = 0;
    if (report->village_code.size_bytes > 0) {
        if (!region_code_parse(report->village_code, &village) ||
            village / 10000 != out->place.kecamatan) {
            return refuse_region("report.place.village_code", fault);
        }
        out->place.village = village;
    }
    if (report->point.size_bytes > POINT_BYTES_MAX ||
        (report->point.size_bytes > 0 && !area_is_regency(out->place.area))) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "report.place.point");
    }
    out->place.point = report->point;
    const bool latitude_fits = report->latitude_deg >= -90.0 && report->latitude_deg <= 90.0;
    const bool longitude_fits = report->longitude_deg >= -180.0 && report->longitude_deg <= 180.0;
    if (report->has_position && (!latitude_fits || !longitude_fits)) { /* a NaN fits nothing */
        return fault_set(fault, HUB_E_FIELD_RANGE, "report.place.position");
    }
    return check_text(report->region_name, REGION_NAME_BYTES_MAX, "report.place.region_name",
                      fault);
}

/* --- reports --- */

static bool said(const struct figures *figures, enum figure_kind kind)
{
    return (figures->mask & FIGURE_BIT(kind)) != 0;
}

/* Persons beside households: swapped, in the wrong unit, or silently nought. Good data has 2.8 to 3.9 persons a household. */
static void compare_units(const struct figures *figures, enum figure_kind persons,
                          enum figure_kind households, const char *field, struct warnings *warnings)
{
    const uint64_t household_count = figures->value[households];
    if (!said(figures, households) || household_count == 0) {
        return;
    }
    const uint64_t person_count = figures->value[persons];
    if (!said(figures, persons)) {
        warnings_add(warnings, HUB_E_HOUSEHOLDS_WITHOUT_PERSONS, field);
    } else if (person_count < household_count) {
        warnings_add(warnings, HUB_E_PERSONS_BELOW_HOUSEHOLDS, field);
    } else if (person_count < 2 * household_count || person_count > 7 * household_count) {
        warnings_add(warnings, HUB_E_HOUSEHOLD_SIZE, field);
    }
}

static void compare_population(const struct body_report *report, const struct catalogue *catalogue,
                               uint32_t area, struct warnings *warnings)
{
    const struct region *region = area == AREA_NATION ? NULL : region_find(catalogue, area);
    if (region == NULL || region->population == 0) {
        return;
    }
    if ((said(&report->figures, FIGURE_AFFECTED_PERSONS) &&
         report->figures.value[FIGURE_AFFECTED_PERSONS] > region->population) ||
        (said(&report->figures, FIGURE_DISPLACED_PERSONS) &&
         report->figures.value[FIGURE_DISPLACED_PERSONS] > region->population)) {
        warnings_add(warnings, HUB_E_ABOVE_POPULATION, "report.figures");
    }
}

static enum hub_status check_report_texts(const struct body_report *report, struct fault *fault)
{
    enum hub_status status = check_text(report->needs, NEEDS_BYTES_MAX, "report.needs", fault);
    if (status == HUB_OK) {
        status = check_text(report->efforts, EFFORTS_BYTES_MAX, "report.efforts", fault);
    }
    if (status == HUB_OK) {
        status = check_text(report->chronology, CHRONOLOGY_BYTES_MAX, "report.chronology", fault);
    }
    if (status == HUB_OK) {
        status = check_text(report->reference, REASON_BYTES_MAX, "report.reference", fault);
    }
    return status;
}

static enum hub_status check_report_time(const struct body_report *report, int64_t at_utc_us,
                                         struct fault *fault)
{
    if (!report->has_as_of) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "report.as_of");
    }
    if (report->as_of_utc_us < AS_OF_MIN_US) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "report.as_of");
    }
    if (report->as_of_utc_us > at_utc_us + AHEAD_MAX_US) {
        return fault_set(fault, HUB_E_TIME_AHEAD, "report.as_of");
    }
    return report->revises <= NUMBER_MAX ? HUB_OK
                                         : fault_set(fault, HUB_E_FIELD_RANGE, "report.revises");
}

static enum hub_status check_report(const struct body_report *report,
                                    const struct catalogue *catalogue, int64_t at_utc_us,
                                    struct checked *out, struct fault *fault)
{
    enum hub_status status = check_identifier(report->event_id, "report.event_id", fault);
    if (status == HUB_OK) {
        status = check_place(report, catalogue, out, fault);
    }
    if (status == HUB_OK) {
        status = check_report_time(report, at_utc_us, fault);
    }
    if (status == HUB_OK) {
        status = check_report_texts(report, fault);
    }
    if (status == HUB_OK && report->figure_fault.status != HUB_OK) {
        *fault = report->figure_fault;
        status = fault->status;
    }
    if (status != HUB_OK) {
        return status;
    }
    if (report->figure_count == 0 && report->needs.size_bytes == 0 &&
        report->efforts.size_bytes == 0 && report->chronology.size_bytes == 0) {
        return fault_set(fault, HUB_E_NOTHING_SAID, "report");
    }
    if (report->unknown_figures > 0) {
        warnings_add(&out->warnings, HUB_E_FIGURE_UNKNOWN, "report.figures");
    }
    compare_units(&report->figures, FIGURE_DISPLACED_PERSONS, FIGURE_DISPLACED_HOUSEHOLDS,
                  "report.figures.displaced", &out->warnings);
    compare_units(&report->figures, FIGURE_AFFECTED_PERSONS, FIGURE_AFFECTED_HOUSEHOLDS,
                  "report.figures.affected", &out->warnings);
    compare_population(report, catalogue, out->place.area, &out->warnings);
    return HUB_OK;
}

/* --- events --- */

static void add_regency(struct checked *out, uint32_t regency)
{
    for (uint32_t i = 0; i < out->regency_count; i++) {
        if (out->regencies[i] == regency) {
            return;
        }
    }
    HUB_ASSERT(out->regency_count < sizeof out->regencies / sizeof out->regencies[0]);
    out->regencies[out->regency_count++] = (uint16_t)regency;
}

static enum hub_status check_event_region(const struct catalogue *catalogue, struct slice text,
                                          uint32_t index, struct checked *out, struct fault *fault)
{
    uint64_t code = 0;
    const bool known = region_code_parse(text, &code) && code != AREA_NATION && code < AREA_CODES &&
                       region_find(catalogue, (uint32_t)code) != NULL;
    if (!known) {
        return fault_set(fault, HUB_E_REGION_UNKNOWN, "event.region_codes[%u]", index);
    }
    uint32_t count = 0;
    const struct region *regency = region_regencies(catalogue, (uint32_t)code, &count);
    for (uint32_t i = 0; i < count; i++) {
        add_regency(out, regency[i].code);
    }
    return HUB_OK;
}

static enum hub_status check_event(const struct body_event *event,
                                   const struct catalogue *catalogue, int64_t at_utc_us,
                                   struct checked *out, struct fault *fault)
{
    enum hub_status status = check_identifier(event->event_id, "event.event_id", fault);
    if (status != HUB_OK) {
        return status;
    }
    if (!region_hazard_known(catalogue, event->hazard_code)) {
        return fault_set(fault, HUB_E_HAZARD_UNKNOWN, "event.hazard_code");
    }
    if (event->name.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "event.name");
    }
    if (event->name.size_bytes > EVENT_NAME_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "event.name");
    }
    if (event->started_utc_us < AS_OF_MIN_US) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "event.started_at");
    }
    if (event->started_utc_us > at_utc_us + AHEAD_MAX_US) {
        return fault_set(fault, HUB_E_TIME_AHEAD, "event.started_at");
    }
    if (event->state < 0 || event->state > 2) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "event.state");
    }
    if (event->regions.count == 0 || event->regions.count > EVENT_REGIONS_MAX) {
        return fault_set(fault, event->regions.count == 0 ? HUB_E_FIELD_MISSING : HUB_E_FIELD_RANGE,
                         "event.region_codes");
    }
    for (uint32_t i = 0; i < event->regions.count && status == HUB_OK; i++) {
        status = check_event_region(catalogue, event->regions.items[i], i, out, fault);
    }
    return status;
}

static enum hub_status check_verification(const struct body_verification *verification,
                                          struct fault *fault)
{
    enum hub_status status = check_identifier(verification->source, "verification.source", fault);
    if (status != HUB_OK) {
        return status;
    }
    if (verification->number == 0 || verification->number > NUMBER_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "verification.number");
    }
    if (verification->level < 1 || verification->level > 3) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "verification.level");
    }
    return check_text(verification->note, REASON_BYTES_MAX, "verification.note", fault);
}

static enum hub_status check_withdrawal(const struct body_withdrawal *withdrawal,
                                        struct fault *fault)
{
    if (withdrawal->number == 0 || withdrawal->number > NUMBER_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "withdrawal.number");
    }
    return check_text(withdrawal->reason, REASON_BYTES_MAX, "withdrawal.reason", fault);
}

enum hub_status check_message(const struct message *message, const struct catalogue *catalogue,
                              int64_t at_utc_us, struct checked *out, struct fault *fault)
{
    out->place = (struct place){.area = AREA_NATION};
    out->regency_count = 0;
    out->warnings.count = 0;
    out->warnings.used_bytes = 0;
    out->new_articles = 0;
    const enum hub_status status = check_head(message, at_utc_us, &out->warnings, fault);
    if (status != HUB_OK) {
        return status;
    }
    switch (message->kind) {
    case BODY_EVENT:
        return check_event(&message->as.event, catalogue, at_utc_us, out, fault);
    case BODY_REPORT:
        return check_report(&message->as.report, catalogue, at_utc_us, out, fault);
    case BODY_WITHDRAWAL:
        return check_withdrawal(&message->as.withdrawal, fault);
    case BODY_VERIFICATION:
        return check_verification(&message->as.verification, fault);
    case BODY_NEED:
    case BODY_NEED_DECISION:
    case BODY_PLEDGE:
    case BODY_PLEDGE_UPDATE:
    case BODY_WAREHOUSE:
    case BODY_STOCK_COUNT:
    case BODY_PLAN:
    case BODY_PLAN_ACTIVATION:
    case BODY_TASK_UPDATE:
    case BODY_SHIPMENT:
    case BODY_SHIPMENT_UPDATE:
        return HUB_OK; /* what they say is looked at against the view: need.c, pledge.c, warehouse.c, plan.c, shipment.c */
    case BODY_NONE:
    default:
        return fault_set(fault, HUB_E_FIELD_MISSING, "body");
    }
}
