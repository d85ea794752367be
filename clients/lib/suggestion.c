/*
 * suggestion.c - the answers about what could fill a line, and about who does what, flattened for a program.
 *
 * Holds: (1) a handle is the decoded reply itself, so that one call releases it.
 */
#include "pusdalops_suggestion.h"

#include "wire.h"

/* A handle begins with the reply, so one is a pointer to the other. (1) */
struct pusdalops_suggestion {
    Pusdalops__V1__Reply reply;
};

struct pusdalops_activities {
    Pusdalops__V1__Reply reply;
};

static enum pusdalops_status parse(const uint8_t *bytes, size_t size,
                                   Pusdalops__V1__Reply__BodyCase body, Pusdalops__V1__Reply **out)
{
    if (bytes == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    *out = wire_reply_decode(bytes, size);
    if (*out == NULL) {
        return PUSDALOPS_E_MALFORMED;
    }
    if ((*out)->body_case != body) {
        wire_reply_free(*out);
        *out = NULL;
        return PUSDALOPS_NONE;
    }
    return PUSDALOPS_OK;
}

static struct pusdalops_reference line_of(const Pusdalops__V1__LineReference *line)
{
    struct pusdalops_reference reference = {.source = ""};
    if (line != NULL) {
        reference.source = line->source;
        reference.number = line->number;
        reference.line = line->line;
    }
    return reference;
}

static struct pusdalops_reference message_of(const Pusdalops__V1__MessageReference *message)
{
    struct pusdalops_reference reference = {.source = ""};
    if (message != NULL) {
        reference.source = message->source;
        reference.number = message->number;
        reference.line = message->part;
    }
    return reference;
}

/* ---- what could fill a line ---- */

enum pusdalops_status pusdalops_suggestion_parse(const uint8_t *reply, size_t size,
                                                 struct pusdalops_suggestion **out)
{
    Pusdalops__V1__Reply *made = NULL;
    const enum pusdalops_status status =
        out == NULL ? PUSDALOPS_E_ARGUMENT
                    : parse(reply, size, PUSDALOPS__V1__REPLY__BODY_SUGGESTION, &made);
    if (out != NULL) {
        *out = (struct pusdalops_suggestion *)made;
    }
    return status;
}

void pusdalops_suggestion_free(struct pusdalops_suggestion *suggestion)
{
    wire_reply_free((Pusdalops__V1__Reply *)suggestion);
}

struct pusdalops_suggested pusdalops_suggestion_said(const struct pusdalops_suggestion *suggestion)
{
    const Pusdalops__V1__SuggestionReply *said = suggestion->reply.suggestion;
    return (struct pusdalops_suggested){
        .line = line_of(said->line),
        .event_id = said->event_id,
        .area = said->area_code,
        .item = said->item,
        .item_unknown = said->item_unknown != 0,
        .unit = said->unit,
        .outstanding = said->outstanding,
        .candidate_count = said->n_candidates,
        .found = said->candidate_count,
        .cut = said->cut != 0,
    };
}

bool pusdalops_suggestion_candidate(const struct pusdalops_suggestion *suggestion, size_t i,
                                    struct pusdalops_candidate *out)
{
    const Pusdalops__V1__SuggestionReply *said = suggestion->reply.suggestion;
    if (i >= said->n_candidates) {
        return false;
    }
    const Pusdalops__V1__Candidate *from = said->candidates[i];
    *out = (struct pusdalops_candidate){
        .kind = (uint32_t)from->kind,
        .pledge = message_of(from->pledge),
        .allotted_to = line_of(from->allotted_to),
        .giver = from->giver,
        .cluster_id = from->cluster_id,
        .origin_name = from->origin_name,
        .state = (uint32_t)from->state,
        .available = from->available,
        .proposed = from->proposed,
        .opens_gap = from->opens_gap,
        .as_of_us = wire_time_us(from->as_of),
        .available_at_us = wire_time_us(from->available_at),
        .valid_until_us = wire_time_us(from->valid_until),
        .nearness = (uint32_t)from->nearness,
        .distance_known = from->distance_known != 0,
        .distance_m = from->distance_m,
        .with_above = from->with_above != 0,
    };
    out->warehouse_source = from->stock == NULL ? "" : from->stock->source;
    out->warehouse_id = from->stock == NULL ? "" : from->stock->warehouse_id;
    out->budget_origin = from->stock == NULL ? 0 : (uint32_t)from->stock->budget_origin;
    out->expires_on = from->stock == NULL ? "" : from->stock->expires_on;
    out->counted = from->counted;
    out->kept_back = from->kept_back;
    out->sent_since = from->sent_since;
    out->promised = from->promised;
    for (size_t j = 0; j < from->n_reasons && j < PUSDALOPS_REASONS_MAX; j++) {
        out->reasons[out->reason_count++] = (uint32_t)from->reasons[j];
    }
    return true;
}

/* ---- who does what ---- */

enum pusdalops_status pusdalops_activities_parse(const uint8_t *reply, size_t size,
                                                 struct pusdalops_activities **out)
{
    Pusdalops__V1__Reply *made = NULL;
    const enum pusdalops_status status =
        out == NULL ? PUSDALOPS_E_ARGUMENT
                    : parse(reply, size, PUSDALOPS__V1__REPLY__BODY_ACTIVITIES, &made);
    if (out != NULL) {
        *out = (struct pusdalops_activities *)made;
    }
    return status;
}

void pusdalops_activities_free(struct pusdalops_activities *activities)
{
    wire_reply_free((Pusdalops__V1__Reply *)activities);
}

static void fill_quantities(const Pusdalops__V1__Quantities *from, struct pusdalops_activity *out)
{
    if (from != NULL) {
        out->pledged = from->pledged;
        out->sent = from->sent;
        out->received_good = from->received_good;
        out->received_damaged = from->received_damaged;
        out->lost = from->lost;
    }
}

bool pusdalops_activities_at(const struct pusdalops_activities *activities, size_t i,
                             struct pusdalops_activity *out)
{
    const Pusdalops__V1__ActivitiesPage *page = activities->reply.activities;
    if (i >= page->n_activities) {
        return false;
    }
    const Pusdalops__V1__Activity *from = page->activities[i];
    *out = (struct pusdalops_activity){
        .kind = (uint32_t)from->kind,
        .said_by = message_of(from->reference),
        .member = from->member,
        .cluster_id = from->cluster_id,
        .event_id = from->event_id,
        .item = from->item,
        .item_class = from->item_class,
        .unit = from->unit,
        .line = line_of(from->line),
        .area = from->area_code,
        .area_name = from->area_name,
        .kecamatan = from->kecamatan_code,
        .delivery_point = from->delivery_point,
        .regions = (const char *const *)from->region_codes,
        .region_count = from->n_region_codes,
        .origin_name = from->origin_name,
        .said_at_us = wire_time_us(from->said_at),
        .available_at_us = wire_time_us(from->available_at),
        .dispatched_at_us = wire_time_us(from->dispatched_at),
        .received_at_us = wire_time_us(from->received_at),
        .needed_by_us = wire_time_us(from->needed_by),
        .state = (uint32_t)from->state,
        .persons = from->persons,
        .households = from->households,
        .text = from->text,
        .task_state = (uint32_t)from->task_state,
        .shipment_state = (uint32_t)from->shipment_state,
        .expected_at_us = wire_time_us(from->expected_at),
        .arrived_at_us = wire_time_us(from->arrived_at),
    };
    fill_quantities(from->quantities, out);
    return true;
}

const char *pusdalops_activities_cursor(const struct pusdalops_activities *activities)
{
    return activities->reply.activities->cursor;
}
