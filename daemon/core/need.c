#include "core/need.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"
#include "core/geo.h"
#include "core/relief.h"
#include "core/share.h"

#include <stdio.h>

#define PRIORITY_LAST   3
#define PRIORITY_NORMAL 3
#define ESCALATED_MAX   2
#define PERSONS_MAX     FIGURE_VALUE_MAX

/* --- a need --- */

/* A regency or province of the catalogue that the client may speak about (1). */
static enum hub_status take_area(const struct ask *ask, struct slice text, uint32_t *out,
                                 struct fault *fault)
{
    const enum hub_status status = relief_take_area(ask, text, "need.region_code", out, fault);
    if (status != HUB_OK) {
        return status;
    }
    const enum hub_status right = roster_may_report(ask->client, *out);
    return right == HUB_OK ? HUB_OK : fault_set(fault, right, "need.region_code");
}

/* The kecamatan of a line: of the catalogue; one of another regency draws a warning, as in a report. */
static enum hub_status take_kecamatan(const struct ask *ask, struct slice text, uint32_t area,
                                      uint32_t nth, struct checked *checked, uint32_t *out,
                                      struct fault *fault)
{
    uint64_t code = 0;
    char path[FIELD_PATH_ROOM];
    *out = 0;
    if (text.size_bytes == 0) {
        return HUB_OK;
    }
    if (!region_code_parse(text, &code) || code < 100000 || code > 999999 ||
        !region_kecamatan_known(ask->catalogue, (uint32_t)code)) {
        return fault_set(fault, HUB_E_REGION_UNKNOWN, "need.lines[%u].kecamatan_code", nth);
    }
    if (!area_contains(area, (uint32_t)code / 100)) {
        (void)snprintf(path, sizeof path, "need.lines[%u].kecamatan_code", nth);
        warnings_add(&checked->warnings, HUB_E_KECAMATAN_OUTSIDE, path);
    }
    *out = (uint32_t)code;
    return HUB_OK;
}

static enum hub_status check_line(const struct sent_need_line *line, uint32_t nth,
                                  struct fault *fault)
{
    if (!line->has_quantity) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "need.lines[%u].quantity", nth);
    }
    if (line->priority < 0 || line->priority > PRIORITY_LAST) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "need.lines[%u].priority", nth);
    }
    if (!check_moment(line->needed_by_utc_us)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "need.lines[%u].needed_by", nth);
    }
    if (line->delivery_point.size_bytes > POINT_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "need.lines[%u].delivery_point", nth);
    }
    if (line->persons > PERSONS_MAX || line->households > PERSONS_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "need.lines[%u].%s", nth,
                         line->persons > PERSONS_MAX ? "persons" : "households");
    }
    struct geo_point point;
    if (line->has_position && !geo_point_of(line->latitude_deg, line->longitude_deg, &point)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "need.lines[%u].position", nth);
    }
    if (line->note.size_bytes > NOTE_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "need.lines[%u].note", nth);
    }
    return HUB_OK;
}

/* Every line resolved, behind one another in the subject: kecamatan (4), goods. */
static enum hub_status take_lines(const struct ask *ask, const struct body_need *need,
                                  uint32_t area, struct checked *checked, struct proposal *out,
                                  struct fault *fault)
{
    char path[FIELD_PATH_ROOM];
    for (uint32_t i = 0; i < need->lines.count; i++) {
        const struct sent_need_line *line = &need->lines.items[i];
        struct goods goods;
        uint32_t kecamatan = 0;
        (void)snprintf(path, sizeof path, "need.lines[%u].quantity", i);
        enum hub_status status = check_line(line, i, fault);
        if (status == HUB_OK) {
            status = take_kecamatan(ask, line->kecamatan_code, area, i, checked, &kecamatan, fault);
        }
        if (status == HUB_OK) {
            status = relief_resolve_line(ask, &line->quantity, path, checked, &goods, fault);
        }
        if (status != HUB_OK) {
            return status;
        }
        HUB_ASSERT(out->subject_bytes + 4 + GOODS_BYTES_MAX <= sizeof out->subject);
        bytes_put_le(&out->subject[out->subject_bytes], kecamatan, 4);
        out->subject_bytes += 4;
        out->subject_bytes += relief_put_goods(&goods, &out->subject[out->subject_bytes]);
    }
    return HUB_OK;
}

static enum hub_status check_need(const struct ask *ask, const struct body_need *need,
                                  struct fault *fault)
{
    if (need->event_id.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "need.event_id");
    }
    if (!text_is_identifier(need->event_id, IDENTIFIER_BYTES_MAX)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "need.event_id");
    }
    if (!need->has_as_of) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "need.as_of");
    }
    if (need->as_of_utc_us < AS_OF_MIN_US) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "need.as_of");
    }
    if (need->as_of_utc_us > ask->at_utc_us + AHEAD_MAX_US) {
        return fault_set(fault, HUB_E_TIME_AHEAD, "need.as_of");
    }
    if (need->lines.count == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "need.lines");
    }
    if (need->lines.count > NEED_LINES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "need.lines");
    }
    return relief_text_fits(need->reference, REASON_BYTES_MAX, "need.reference", fault);
}

enum hub_status need_decide(const struct ask *ask, const struct message *message,
                            struct checked *checked, struct proposal *out, struct fault *fault)
{
    const struct body_need *need = &message->as.need;
    const struct picture *picture = &ask->view->picture;
    const uint32_t event = picture_find_event(picture, need->event_id);
    enum hub_status status = check_need(ask, need, fault);
    if (status == HUB_OK) {
        status = take_area(ask, need->region_code, &out->area, fault);
    }
    out->subject_bytes = 0;
    if (status == HUB_OK) {
        status = take_lines(ask, need, out->area, checked, out, fault);
    }
    if (status != HUB_OK) {
        return status;
    }
    if (event == 0) {
        return fault_set(fault, HUB_E_EVENT_UNKNOWN, "need.event_id");
    }
    if (picture_disaster(picture, event)->closed != 0) {
        warnings_add(&checked->warnings, HUB_E_EVENT_CLOSED, "need.event_id");
    }
    const struct holding holding = {.lines = need->lines.count, .articles = checked->new_articles};
    if (!share_allows(ask, message->source, &holding)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "need.lines");
    }
    if (!ledger_has_room_for_need(&ask->view->ledger, event, out->area, need->lines.count) ||
        !ledger_has_room_for_articles(&ask->view->ledger, checked->new_articles)) {
        return fault_set(fault, HUB_E_LIMIT_REACHED, "need.lines");
    }
    return HUB_OK;
}

static void fill(struct asking *asking, const struct sent_need_line *line, uint32_t nth,
                 bool urgent)
{
    asking->line = nth + 1;
    asking->needed_by_utc_us = line->needed_by_utc_us;
    asking->priority = line->priority == 0 ? PRIORITY_NORMAL : (uint32_t)line->priority;
    asking->persons = line->persons;
    asking->households = line->households;
    asking->flags = (line->isolated ? LINE_ISOLATED : 0U) | (urgent ? LINE_URGENT : 0U);
    asking->delivery_point = line->delivery_point;
    struct geo_point point = {0, 0};
    if (line->has_position && geo_point_of(line->latitude_deg, line->longitude_deg, &point)) {
        asking->flags |= LINE_POSITION;
    }
    asking->latitude_udeg = point.latitude_udeg;
    asking->longitude_udeg = point.longitude_udeg;
}

bool need_apply(struct view *view, const struct record *record, const struct message *message,
                struct view_change *change)
{
    const struct body_need *need = &message->as.need;
    struct slice subject = record->subject;
    struct asking asking = {
        .event = picture_find_event(&view->picture, need->event_id),
        .area = record->area,
        .source = source_find(&view->sources, record->source).n,
        .number = record->number,
        .as_of_utc_us = need->as_of_utc_us,
    };
    if (asking.event == 0 || record->area == AREA_NATION || need->lines.count == 0 ||
        need->lines.count > NEED_LINES_MAX ||
        !ledger_has_room_for_need(&view->ledger, asking.event, record->area, need->lines.count)) {
        return false;
    }
    const uint32_t articles = view->ledger.articles.used;
    for (uint32_t i = 0; i < need->lines.count; i++) {
        struct goods goods;
        if (subject.size_bytes < 4) {
            return false;
        }
        asking.kecamatan = (uint32_t)bytes_get_le(subject.data, 4);
        subject = (struct slice){subject.data + 4, subject.size_bytes - 4};
        if (!relief_take_goods(&subject, &goods) ||
            !ledger_has_room_for_article(&view->ledger, &goods.article)) {
            return false;
        }
        asking.article = &goods.article;
        asking.asked = goods.thousandths;
        fill(&asking, &need->lines.items[i], i, need->urgent);
        ledger_ask(&view->ledger, &asking, &change->ledger);
    }
    const struct holding holding = {.lines = need->lines.count,
                                    .articles = view->ledger.articles.used - articles};
    source_apply_holding(&view->sources, (struct source_id){asking.source}, &holding);
    return subject.size_bytes == 0;
}

/* --- what is decided about a line --- */

static bool may_answer(const struct ask *ask, const struct body_need_decision *decision,
                       uint32_t area)
{
    if (relief_may_decide(ask->client, area)) {
        return true;
    }
    const struct slice nobody = {NULL, 0};
    return decision->deed == NEED_CANCEL &&
           roster_may_speak(ask->roster, ask->client, decision->line.source, nobody) == HUB_OK;
}

enum hub_status need_decide_decision(const struct ask *ask, const struct message *message,
                                     struct checked *checked, struct proposal *out,
                                     struct fault *fault)
{
    const struct body_need_decision *decision = &message->as.need_decision;
    (void)checked;
    if (!decision->has_line) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "need_decision.line");
    }
    if (decision->deed <= NEED_NONE || decision->deed >= NEED_DEEDS) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "need_decision.deed");
    }
    if ((decision->deed == NEED_DECLINE || decision->deed == NEED_PROVISION) &&
        decision->reason.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "need_decision.reason");
    }
    const uint32_t place = relief_find_line(ask->view, &decision->line);
    if (place == 0) {
        return fault_set(fault, HUB_E_LINE_UNKNOWN, "need_decision.line");
    }
    out->area = relief_area(&ask->view->ledger, place);
    if (!may_answer(ask, decision, out->area)) {
        return fault_set(fault, HUB_E_REGION_FORBIDS, "need_decision.line");
    }
    const struct need_line *line = ledger_line(&ask->view->ledger, place);
    if (need_life[line->state][decision->deed] == NEED_STATE_NONE ||
        (decision->deed == NEED_ESCALATE && line->escalated >= ESCALATED_MAX)) {
        return fault_set(fault, HUB_E_DEED_NOT_NOW, "need_decision.deed");
    }
    return relief_text_fits(decision->reason, REASON_BYTES_MAX, "need_decision.reason", fault);
}

bool need_apply_decision(struct view *view, const struct record *record,
                         const struct message *message, struct view_change *change)
{
    const struct body_need_decision *decision = &message->as.need_decision;
    const uint32_t place = relief_find_line(view, &decision->line);
    if (place == 0 || decision->deed <= NEED_NONE || decision->deed >= NEED_DEEDS) {
        return false;
    }
    const struct need_line *line = ledger_line(&view->ledger, place);
    if (need_life[line->state][decision->deed] == NEED_STATE_NONE) {
        return false;
    }
    ledger_answer(&view->ledger, place, (enum need_deed)decision->deed,
                  source_find(&view->sources, record->source).n, record->number, &change->ledger);
    return true;
}
