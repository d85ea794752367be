#include "core/sitrep.h"

#include "base/assert.h"
#include "core/share.h"

/* An earlier report, found again. */
struct target {
    struct subject subject;
    uint32_t cell;
    uint32_t version;
};

static struct slice whose_word(const struct message *message)
{
    return message->on_behalf_of.size_bytes > 0 ? message->on_behalf_of : message->source;
}

/* The place of a report in its record: the area is the record's, smaller places are as the message says. */
static struct place place_of(const struct record *record, const struct body_report *report)
{
    struct place place = {.area = record->area, .point = report->point};
    uint64_t code = 0;
    if (region_code_parse(report->kecamatan_code, &code)) {
        place.kecamatan = (uint32_t)code;
    }
    if (region_code_parse(report->village_code, &code)) {
        place.village = code;
    }
    return place;
}

/* The cell and version a subject and (source, number) name; false when there are none any more. */
static bool find_target(const struct view *view, const struct subject *subject, struct slice source,
                        uint64_t number, struct target *out)
{
    const struct picture *picture = &view->picture;
    const struct place place = {subject->area, subject->kecamatan, subject->village,
                                subject->point};
    const uint32_t event = picture_find_event(picture, subject->event_id);
    const uint32_t word = source_find(&view->sources, subject->word).n;
    const uint32_t numbered_by = source_find(&view->sources, source).n;
    out->subject = *subject;
    out->cell = event == 0 || word == 0 ? 0 : picture_find_cell(picture, event, word, &place);
    out->version =
        out->cell == 0 ? 0 : picture_find_version(picture, out->cell, numbered_by, number);
    return out->version != 0;
}

/* Look an earlier report up in the journal and in the picture. */
static enum hub_status look_up(const struct ask *ask, struct slice source, uint64_t number,
                               const char *field, struct target *out, struct fault *fault)
{
    const struct source_id id = source_find(&ask->view->sources, source);
    struct slice bytes = {NULL, 0};
    struct record record;
    struct message message;
    struct fault ignored;
    if (!source_heard(&ask->view->sources, id, number)) {
        return fault_set(fault, HUB_E_REPORT_UNKNOWN, "%s", field);
    }
    enum hub_status status =
        ask->reader->by_number(ask->reader->self, ask->realm, id, number, &bytes);
    if (status == HUB_OK) {
        status = record_decode(bytes, &record);
    }
    if (status == HUB_OK) {
        status = message_decode(record.message, ask->scratch, &message, &ignored);
    }
    if (status != HUB_OK) {
        return fault_set(fault, HUB_E_READ_FAILED, "%s", field);
    }
    if (message.kind != BODY_REPORT) {
        return fault_set(fault, HUB_E_REPORT_UNKNOWN, "%s", field);
    }
    const struct place place = place_of(&record, &message.as.report);
    const struct subject subject = {
        .event_id = message.as.report.event_id,
        .word = record.word,
        .area = place.area,
        .kecamatan = place.kecamatan,
        .village = place.village,
        .point = place.point,
    };
    if (!find_target(ask->view, &subject, source, number, out)) {
        return fault_set(fault, HUB_E_REPORT_TOO_OLD, "%s", field);
    }
    if (picture_version(&ask->view->picture, out->version)->withdrawn != 0) {
        return fault_set(fault, HUB_E_REPORT_WITHDRAWN, "%s", field);
    }
    return HUB_OK;
}

static void put_target(const struct target *target, struct proposal *out)
{
    out->subject_bytes = subject_encode(&target->subject, out->subject);
}

static bool take_target(const struct view *view, const struct record *record, struct slice source,
                        uint64_t number, struct target *out)
{
    struct subject subject;
    return subject_decode(record->subject, &subject) &&
           find_target(view, &subject, source, number, out);
}

/* --- reports --- */

/* Compare with what the source said before of the same place: falls, and news that is no news. */
static void compare_with_before(const struct view *view, uint32_t event,
                                const struct message *message, struct checked *checked)
{
    const struct body_report *report = &message->as.report;
    const struct picture *picture = &view->picture;
    const uint32_t word = source_find(&view->sources, whose_word(message)).n;
    const uint32_t at = word == 0 ? 0 : picture_find_cell(picture, event, word, &checked->place);
    if (at == 0 || report->figures.mask == 0) {
        return;
    }
    const struct cell *cell = picture_cell(picture, at);
    bool any_newer = false;
    for (uint32_t mask = report->figures.mask; mask != 0; mask &= mask - 1) {
        const enum figure_kind kind = figure_next(mask);
        const struct version *held = (cell->own_mask & FIGURE_BIT(kind)) == 0
                                         ? NULL
                                         : picture_version(picture, cell->own_version[kind]);
        const bool newer = held == NULL || report->as_of_utc_us >= held->as_of_utc_us;
        any_newer = any_newer || newer;
        if (held != NULL && newer && report->revises == 0 &&
            report->figures.value[kind] < held->value[kind] && report->figures.reason[kind] == 0) {
            struct fault path;
            fault_set(&path, HUB_OK, "report.figures.%s", figure_name(kind));
            warnings_add(&checked->warnings, HUB_E_FELL_WITHOUT_REASON, path.field);
        }
    }
    if (!any_newer) {
        warnings_add(&checked->warnings, HUB_E_OLDER_THAN_KNOWN, "report.as_of");
    }
}

/* Has the source a word on this area in this event, so that it takes no further place among the sources? */
static bool speaks_already(const struct view *view, uint32_t event, const struct message *message,
                           uint32_t area)
{
    const struct place whole = {.area = area};
    const uint32_t word = source_find(&view->sources, whose_word(message)).n;
    return word != 0 && picture_find_cell(&view->picture, event, word, &whole) != 0;
}

/* Is there a place for this report, in the picture and in the share of whose word it is? */
static enum hub_status find_room(const struct ask *ask, const struct message *message,
                                 uint32_t event, uint32_t spot, const struct place *place)
{
    const struct picture *picture = &ask->view->picture;
    const uint32_t word = source_find(&ask->view->sources, whose_word(message)).n;
    const struct picture_need need = picture_report_need(picture, event, word, place);
    if (!share_allows(ask, whose_word(message), &need.holding)) {
        return HUB_E_SHARE_REACHED;
    }
    if (!picture_has_room(picture, &need) ||
        (spot != 0 && picture_spot(picture, spot)->cell_count >= SOURCES_PER_SPOT_MAX &&
         !speaks_already(ask->view, event, message, place->area))) {
        return HUB_E_LIMIT_REACHED;
    }
    return HUB_OK;
}

enum hub_status sitrep_decide(const struct ask *ask, const struct message *message,
                              struct checked *checked, struct proposal *out, struct fault *fault)
{
    const struct body_report *report = &message->as.report;
    const struct picture *picture = &ask->view->picture;
    const uint32_t event = picture_find_event(picture, report->event_id);
    if (event == 0) {
        return fault_set(fault, HUB_E_EVENT_UNKNOWN, "report.event_id"); /* (1) */
    }
    const enum hub_status right = roster_may_report(ask->client, checked->place.area);
    if (right != HUB_OK) {
        return fault_set(fault, right, "report.place.region_code");
    }
    const uint32_t spot = picture_find_spot(picture, event, checked->place.area);
    const enum hub_status room = find_room(ask, message, event, spot, &checked->place);
    if (room != HUB_OK) {
        return fault_set(fault, room, "report");
    }
    if (report->revises != 0) {
        struct target target = {.cell = 0};
        const enum hub_status status =
            look_up(ask, message->source, report->revises, "report.revises", &target, fault);
        if (status != HUB_OK) {
            return status;
        }
        if (roster_may_report(ask->client, target.subject.area) != HUB_OK) {
            return fault_set(fault, HUB_E_REGION_FORBIDS, "report.revises");
        }
        put_target(&target, out); /* (3) */
    }
    if (spot == 0 && area_is_regency(checked->place.area)) {
        warnings_add(&checked->warnings, HUB_E_EVENT_REGION, "report.place.region_code");
    }
    if (picture_disaster(picture, event)->closed != 0) {
        warnings_add(&checked->warnings, HUB_E_EVENT_CLOSED, "report.event_id");
    }
    compare_with_before(ask->view, event, message, checked);
    out->area = checked->place.area;
    const struct roster_client *speaker = roster_find(ask->roster, whose_word(message));
    out->official =
        roster_is_official(speaker, out->area) ||
        (speaker == NULL && ask->client->role == ROLE_LAB); /* the lab has no roster of its own */
    return HUB_OK;
}

bool sitrep_apply(struct view *view, const struct record *record, const struct message *message,
                  struct view_change *change)
{
    const struct body_report *report = &message->as.report;
    struct heard heard = {
        .event = picture_find_event(&view->picture, report->event_id),
        .source = source_find(&view->sources, record->word).n,
        .numbered_by = source_find(&view->sources, record->source).n,
        .number = record->number,
        .seq = record->seq.n,
        .as_of_utc_us = report->as_of_utc_us,
        .official = record->official,
        .place = place_of(record, report),
        .figures = &report->figures,
    };
    if (heard.event == 0) {
        return false;
    }
    const struct picture_need need =
        picture_report_need(&view->picture, heard.event, heard.source, &heard.place);
    if (!picture_has_room(&view->picture, &need)) {
        return false;
    }
    if (report->revises != 0) {
        struct target target;
        if (!take_target(view, record, record->source, report->revises, &target) ||
            picture_version(&view->picture, target.version)->withdrawn != 0) {
            return false;
        }
        picture_withdraw(&view->picture, &view->sources, target.cell, target.version,
                         &change->picture);
        change->picture.other_spot = change->picture.spot;
        change->picture.other_province_sum = change->picture.province_sum;
        change->picture.other_nation_sum = change->picture.nation_sum;
    }
    const bool is_new = picture_find_spot(&view->picture, heard.event, heard.place.area) == 0;
    picture_report(&view->picture, &view->sources, &heard, &change->picture);
    source_apply_holding(&view->sources, (struct source_id){heard.source}, &need.holding);
    change->picture.event =
        is_new ? heard.event : 0; /* the event's list of regencies or of levels grew */
    return true;
}

/* --- withdrawals --- */

enum hub_status sitrep_decide_withdrawal(const struct ask *ask, const struct message *message,
                                         struct checked *checked, struct proposal *out,
                                         struct fault *fault)
{
    struct target target = {.cell = 0};
    (void)checked;
    const enum hub_status status = look_up(ask, message->source, message->as.withdrawal.number,
                                           "withdrawal.number", &target, fault); /* (2) */
    if (status != HUB_OK) {
        return status;
    }
    if (roster_may_report(ask->client, target.subject.area) != HUB_OK) {
        return fault_set(fault, HUB_E_REGION_FORBIDS, "withdrawal.number");
    }
    put_target(&target, out);
    out->area = target.subject.area;
    return HUB_OK;
}

bool sitrep_apply_withdrawal(struct view *view, const struct record *record,
                             const struct message *message, struct view_change *change)
{
    struct target target;
    if (!take_target(view, record, record->source, message->as.withdrawal.number, &target) ||
        picture_version(&view->picture, target.version)->withdrawn != 0) {
        return false;
    }
    picture_withdraw(&view->picture, &view->sources, target.cell, target.version, &change->picture);
    return true;
}

/* --- verifications --- */

enum hub_status sitrep_decide_verification(const struct ask *ask, const struct message *message,
                                           struct checked *checked, struct proposal *out,
                                           struct fault *fault)
{
    const struct body_verification *verification = &message->as.verification;
    struct target target = {.cell = 0};
    (void)checked;
    enum hub_status status = look_up(ask, verification->source, verification->number,
                                     "verification.number", &target, fault);
    if (status != HUB_OK) {
        return status;
    }
    status = roster_may_verify(ask->client, (uint32_t)verification->level, target.subject.area);
    if (status != HUB_OK) {
        return fault_set(fault, status, "verification.level");
    }
    put_target(&target, out);
    out->area = target.subject.area;
    return HUB_OK;
}

bool sitrep_apply_verification(struct view *view, const struct record *record,
                               const struct message *message, struct view_change *change)
{
    const struct body_verification *verification = &message->as.verification;
    struct target target;
    if (verification->level < 1 || verification->level > 3 ||
        !take_target(view, record, verification->source, verification->number, &target)) {
        return false;
    }
    picture_verify(&view->picture, &view->sources, target.cell, target.version,
                   (uint32_t)verification->level, verification->retract, &change->picture);
    return true;
}

enum standing sitrep_standing(const struct view *view, const struct record *record,
                              const struct message *message)
{
    if (message->kind != BODY_REPORT) {
        return STANDING_STANDS;
    }
    const struct place place = place_of(record, &message->as.report);
    const struct subject subject = {
        .event_id = message->as.report.event_id,
        .word = record->word,
        .area = place.area,
        .kecamatan = place.kecamatan,
        .village = place.village,
        .point = place.point,
    };
    struct target target;
    if (!find_target(view, &subject, record->source, record->number, &target)) {
        return STANDING_UNKNOWN;
    }
    return picture_version(&view->picture, target.version)->withdrawn != 0 ? STANDING_UNDONE
                                                                           : STANDING_STANDS;
}
