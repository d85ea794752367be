#include "core/disaster.h"

#include "base/bytes.h"
#include "core/share.h"

#define EVENT_CLOSED_ON_WIRE 2

enum hub_status disaster_decide(const struct ask *ask, const struct message *message,
                                struct checked *checked, struct proposal *out, struct fault *fault)
{
    const struct body_event *event = &message->as.event;
    const uint32_t known = picture_find_event(&ask->view->picture, event->event_id);
    for (uint32_t i = 0; i < event->regions.count; i++) {
        uint64_t code = 0;
        const enum hub_status right = region_code_parse(event->regions.items[i], &code)
                                          ? roster_may_report(ask->client, (uint32_t)code)
                                          : HUB_E_REGION_FORBIDS;
        if (right != HUB_OK) { /* (2) */
            return fault_set(fault, right, "event.region_codes[%u]", i);
        }
    }
    /* An event of others cannot be renamed or closed from within one regency; whoever declared it may, whoever else reports. */
    const uint32_t source = source_find(&ask->view->sources, message->source).n;
    const bool is_own =
        known != 0 && picture_disaster(&ask->view->picture, known)->declared_by == source;
    uint32_t spot =
        known == 0 || is_own ? 0 : picture_disaster(&ask->view->picture, known)->first_spot;
    while (spot != 0) {
        const struct spot *held = picture_spot(&ask->view->picture, spot);
        if (area_is_regency(held->area) && roster_may_report(ask->client, held->area) != HUB_OK) {
            return fault_set(fault, HUB_E_REGION_FORBIDS, "event.event_id");
        }
        spot = held->next_in_event;
    }
    const struct picture_need need =
        picture_event_need(&ask->view->picture, known, checked->regencies, checked->regency_count);
    if (!share_allows(ask, message->source, &need.holding)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "event");
    }
    if (!picture_has_room(&ask->view->picture, &need)) {
        return fault_set(fault, HUB_E_LIMIT_REACHED, "event");
    }
    out->area = AREA_NATION;
    out->official = false;
    out->subject_bytes = (size_t)2 * checked->regency_count;
    for (uint32_t i = 0; i < checked->regency_count; i++) {
        bytes_put_le(&out->subject[(size_t)2 * i], checked->regencies[i], 2);
    }
    return HUB_OK;
}

/* The regencies of a subject; false when one is none, or stands there twice and would be counted twice. */
static bool read_regencies(struct slice subject, uint16_t *regencies, size_t count)
{
    uint8_t seen[AREA_CODES / 8 + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        const uint16_t regency = (uint16_t)bytes_get_le(&subject.data[2 * i], 2);
        const uint8_t bit = (uint8_t)(1U << (regency % 8U));
        if (!area_is_regency(regency) || (seen[regency / 8U] & bit) != 0) {
            return false;
        }
        seen[regency / 8U] = (uint8_t)(seen[regency / 8U] | bit);
        regencies[i] = regency;
    }
    return true;
}

bool disaster_apply(struct view *view, const struct record *record, const struct message *message,
                    struct view_change *change)
{
    uint16_t regencies[EVENT_REGIONS_MAX + 40];
    const struct body_event *event = &message->as.event;
    const size_t count = record->subject.size_bytes / 2;
    if (count > sizeof regencies / sizeof regencies[0] ||
        !read_regencies(record->subject, regencies, count)) {
        return false;
    }
    const uint32_t known = picture_find_event(&view->picture, event->event_id);
    const struct picture_need need =
        picture_event_need(&view->picture, known, regencies, (uint32_t)count);
    if (!picture_has_room(&view->picture, &need)) {
        return false;
    }
    const struct declaration declaration = {
        .event_id = event->event_id,
        .name = event->name,
        .hazard_code = event->hazard_code,
        .started_utc_us = event->started_utc_us,
        .closed = event->state == EVENT_CLOSED_ON_WIRE,
        .declared_by = source_find(&view->sources, record->source).n,
        .regencies = regencies,
        .regency_count = (uint32_t)count,
    };
    picture_declare(&view->picture, &declaration, &change->picture);
    source_apply_holding(&view->sources, (struct source_id){declaration.declared_by},
                         &need.holding);
    return true;
}
