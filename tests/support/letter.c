#include "support/letter.h"

#include "base/assert.h"
#include "base/ids.h"

#include <stdlib.h>

enum figure_kind figure_of(struct slice name)
{
    for (int kind = FIGURE_NONE + 1; kind < FIGURE_KINDS; kind++) {
        if (slice_equal(name, slice_of(figure_name((enum figure_kind)kind)))) {
            return (enum figure_kind)kind;
        }
    }
    return FIGURE_NONE;
}

/* The next word of a text; empty at its end. */
static struct slice next_word(const char **text)
{
    while (**text == ' ') {
        (*text)++;
    }
    const char *first = *text;
    while (**text != ' ' && **text != '\0') {
        (*text)++;
    }
    return (struct slice){(const uint8_t *)first, (size_t)(*text - first)};
}

static bool parse_reason(struct slice word, uint8_t *out)
{
    static const char *const reasons[] = {
        "unspecified",   "verification", "identification",    "moved_region",
        "returned_home", "found",        "typing_correction",
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (slice_equal(word, slice_of(reasons[i]))) {
            *out = (uint8_t)i;
            return true;
        }
    }
    return false;
}

bool figures_parse(const char *text, struct figures *out)
{
    *out = (struct figures){.mask = 0};
    enum figure_kind kind = FIGURE_NONE;
    for (struct slice word = next_word(&text); word.size_bytes > 0; word = next_word(&text)) {
        if (slice_equal(word, slice_of("because"))) {
            if (kind == FIGURE_NONE || !parse_reason(next_word(&text), &out->reason[kind])) {
                return false;
            }
            continue;
        }
        kind = figure_of(word);
        word = next_word(&text);
        if (kind == FIGURE_NONE || word.size_bytes == 0 || word.size_bytes > 10) {
            return false;
        }
        uint64_t value = 0;
        for (size_t i = 0; i < word.size_bytes; i++) {
            if (word.data[i] < '0' || word.data[i] > '9') {
                return false;
            }
            value = value * 10 + (uint64_t)(word.data[i] - '0');
        }
        out->mask |= FIGURE_BIT(kind);
        out->value[kind] = (uint32_t)value;
    }
    return true;
}

static void put_figures(struct encoder *encoder, const char *text)
{
    struct figures figures;
    const bool read = figures_parse(text, &figures);
    HUB_ASSERT(read);
    for (uint32_t mask = figures.mask; mask != 0; mask &= mask - 1) {
        uint8_t room[32];
        struct encoder inner = encoder_over(room, sizeof room);
        const enum figure_kind kind = figure_next(mask);
        put_number(&inner, 1, kind);
        put_number(&inner, 2, figures.value[kind]);
        put_number(&inner, 3, figures.reason[kind]);
        put_bytes(encoder, 5, encoder_bytes(&inner));
    }
}

static void put_position(struct encoder *encoder, uint32_t field, double latitude_deg,
                         double longitude_deg)
{
    uint8_t room[32];
    struct encoder position = encoder_over(room, sizeof room);
    put_double(&position, 1, latitude_deg);
    put_double(&position, 2, longitude_deg);
    put_bytes(encoder, field, encoder_bytes(&position));
}

static void put_place(struct encoder *encoder, const struct letter *letter)
{
    uint8_t room[4096];
    struct encoder place = encoder_over(room, sizeof room);
    put_text(&place, 1, letter->region);
    put_text(&place, 2, letter->region_name);
    put_text(&place, 3, letter->kecamatan);
    put_text(&place, 4, letter->village);
    put_text(&place, 5, letter->point);
    if (letter->has_position) {
        put_position(&place, 6, letter->latitude_deg, letter->longitude_deg);
    }
    put_bytes(encoder, 2, encoder_bytes(&place));
}

static void put_report(struct encoder *encoder, const struct letter *letter)
{
    put_text(encoder, 1, letter->event);
    if (letter->region != NULL) {
        put_place(encoder, letter);
    }
    if (letter->as_of_utc_us != 0 || letter->has_as_of) {
        put_time(encoder, 3, letter->as_of_utc_us);
    }
    put_number(encoder, 4, letter->revises);
    if (letter->figures != NULL) {
        put_figures(encoder, letter->figures);
    }
    put_text(encoder, 6, letter->needs);
    put_text(encoder, 7, letter->efforts);
    put_text(encoder, 8, letter->chronology);
    put_text(encoder, 9, letter->reference);
}

static void put_event(struct encoder *encoder, const struct letter *letter)
{
    put_text(encoder, 1, letter->event);
    put_number(encoder, 2, letter->hazard);
    put_text(encoder, 3, letter->name);
    if (letter->started_utc_us != 0) {
        put_time(encoder, 4, letter->started_utc_us);
    }
    const char *regions = letter->regions == NULL ? "" : letter->regions;
    for (struct slice code = next_word(&regions); code.size_bytes > 0; code = next_word(&regions)) {
        put_bytes(encoder, 5, code);
    }
    put_number(encoder, 6, letter->state);
}

/* --- relief logistics --- */

static void put_quantity(struct encoder *encoder, uint32_t field,
                         const struct letter_quantity *quantity)
{
    uint8_t room[1024];
    struct encoder inner = encoder_over(room, sizeof room);
    put_text(&inner, 1, quantity->item);
    put_number(&inner, 2, quantity->thousandths);
    put_text(&inner, 3, quantity->unit);
    put_text(&inner, 4, quantity->contents);
    put_bytes(encoder, field, encoder_bytes(&inner));
}

static bool is_named(const struct letter_line_reference *line)
{
    return line->source != NULL || line->number != 0 || line->line != 0;
}

static void put_line_reference(struct encoder *encoder, uint32_t field,
                               const struct letter_line_reference *line)
{
    uint8_t room[256];
    struct encoder inner = encoder_over(room, sizeof room);
    if (is_named(line)) {
        put_text(&inner, 1, line->source);
        put_number(&inner, 2, line->number);
        put_number(&inner, 3, line->line);
        put_bytes(encoder, field, encoder_bytes(&inner));
    }
}

static void put_when(struct encoder *encoder, uint32_t field, int64_t utc_us)
{
    if (utc_us != 0) {
        put_time(encoder, field, utc_us);
    }
}

static void put_need_line(struct encoder *encoder, const struct letter_need_line *line)
{
    uint8_t room[2048];
    struct encoder inner = encoder_over(room, sizeof room);
    if (!line->without_quantity) {
        put_quantity(&inner, 1, &line->quantity);
    }
    put_number(&inner, 2, line->priority);
    put_when(&inner, 3, line->needed_by_utc_us);
    put_text(&inner, 4, line->kecamatan);
    put_text(&inner, 5, line->point);
    put_number(&inner, 6, line->persons);
    put_number(&inner, 7, line->households);
    put_number(&inner, 8, line->isolated ? 1 : 0);
    put_text(&inner, 9, line->note);
    if (line->has_position) {
        put_position(&inner, 10, line->latitude_deg, line->longitude_deg);
    }
    put_bytes(encoder, 4, encoder_bytes(&inner));
}

static void put_need(struct encoder *encoder, const struct letter *letter)
{
    put_text(encoder, 1, letter->event);
    put_text(encoder, 2, letter->region);
    put_when(encoder, 3, letter->as_of_utc_us);
    for (uint32_t i = 0; i < letter->line_count; i++) {
        put_need_line(encoder, &letter->lines[i]);
    }
    put_number(encoder, 5, letter->urgent ? 1 : 0);
    put_text(encoder, 6, letter->reference);
}

static void put_need_decision(struct encoder *encoder, const struct letter *letter)
{
    put_line_reference(encoder, 1, &letter->line);
    put_number(encoder, 2, letter->deed);
    put_text(encoder, 3, letter->note);
}

static void put_pledge(struct encoder *encoder, const struct letter *letter)
{
    put_text(encoder, 1, letter->event);
    put_line_reference(encoder, 2, &letter->line);
    const char *regions = letter->regions == NULL ? "" : letter->regions;
    for (struct slice code = next_word(&regions); code.size_bytes > 0; code = next_word(&regions)) {
        put_bytes(encoder, 3, code);
    }
    if (letter->quantity.item != NULL) {
        put_quantity(encoder, 4, &letter->quantity);
    }
    put_number(encoder, 5, letter->origin);
    put_text(encoder, 6, letter->origin_name);
    put_when(encoder, 7, letter->available_utc_us);
    put_when(encoder, 8, letter->valid_until_utc_us);
    put_text(encoder, 9, letter->cluster);
    put_text(encoder, 10, letter->note);
    put_text(encoder, 11, letter->warehouse);
}

static void put_pledge_update(struct encoder *encoder, const struct letter *letter)
{
    uint8_t room[256];
    struct encoder named = encoder_over(room, sizeof room);
    put_text(&named, 1, letter->about_source);
    put_number(&named, 2, letter->about_number);
    put_number(&named, 3, letter->part);
    if (letter->about_source != NULL || letter->about_number != 0) {
        put_bytes(encoder, 1, encoder_bytes(&named));
    }
    put_number(encoder, 2, letter->deed);
    put_number(encoder, 3, letter->thousandths);
    put_number(encoder, 4, letter->damaged);
    put_number(encoder, 5, letter->lost);
    put_line_reference(encoder, 6, &letter->line);
    put_when(encoder, 7, letter->valid_until_utc_us);
    put_text(encoder, 8, letter->bast);
    put_text(encoder, 9, letter->transport);
    put_text(encoder, 10, letter->note);
}

/* --- contingency plans --- */

static void put_plan_line(struct encoder *encoder, const struct letter_plan_line *line)
{
    uint8_t room[2048];
    struct encoder inner = encoder_over(room, sizeof room);
    put_text(&inner, 1, line->member);
    put_text(&inner, 2, line->cluster);
    put_text(&inner, 3, line->what);
    if (line->quantity.item != NULL) {
        put_quantity(&inner, 4, &line->quantity);
    }
    put_text(&inner, 5, line->region);
    put_text(&inner, 6, line->kecamatan);
    put_text(&inner, 7, line->point);
    put_number(&inner, 8, line->within_minutes);
    put_number(&inner, 9, line->persons);
    put_number(&inner, 10, line->households);
    put_bytes(encoder, 6, encoder_bytes(&inner));
}

static void put_plan(struct encoder *encoder, const struct letter *letter)
{
    uint8_t room[16];
    struct encoder hazard = encoder_over(room, sizeof room);
    put_text(encoder, 1, letter->plan_id);
    put_text(encoder, 2, letter->name);
    put_text(encoder, 3, letter->region);
    if (letter->hazard != 0) {
        put_number(&hazard, 1, letter->hazard);
        put_bytes(encoder, 4, encoder_bytes(&hazard));
    }
    put_when(encoder, 5, letter->valid_until_utc_us);
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        put_plan_line(encoder, &letter->duties[i]);
    }
    put_number(encoder, 7, letter->retired ? 1 : 0);
    put_text(encoder, 8, letter->reference);
}

static void put_plan_activation(struct encoder *encoder, const struct letter *letter)
{
    put_text(encoder, 1, letter->about_source);
    put_text(encoder, 2, letter->plan_id);
    put_number(encoder, 3, letter->about_number);
    put_text(encoder, 4, letter->event);
    put_text(encoder, 5, letter->note);
}

static void put_task_update(struct encoder *encoder, const struct letter *letter)
{
    put_line_reference(encoder, 1, &letter->line);
    put_number(encoder, 2, letter->deed);
    put_text(encoder, 3, letter->note);
}

static void put_warehouse(struct encoder *encoder, const struct letter *letter)
{
    uint8_t room[64];
    struct encoder position = encoder_over(room, sizeof room);
    put_text(encoder, 1, letter->warehouse);
    put_text(encoder, 2, letter->name);
    put_number(encoder, 3, letter->warehouse_kind);
    put_text(encoder, 4, letter->region);
    put_text(encoder, 5, letter->point);
    if (letter->has_position) {
        put_double(&position, 1, letter->latitude_deg);
        put_double(&position, 2, letter->longitude_deg);
        put_bytes(encoder, 6, encoder_bytes(&position));
    }
    put_number(encoder, 7, letter->closed ? 1 : 0);
}

static void put_stock_line(struct encoder *encoder, const struct letter_stock_line *line)
{
    uint8_t room[2048];
    struct encoder inner = encoder_over(room, sizeof room);
    if (!line->without_quantity) {
        put_quantity(&inner, 1, &line->quantity);
    }
    put_number(&inner, 2, line->origin);
    put_text(&inner, 3, line->expires_on);
    put_number(&inner, 4, line->minimum);
    put_number(&inner, 5, line->buffer);
    put_text(&inner, 6, line->note);
    put_bytes(encoder, 4, encoder_bytes(&inner));
}

static void put_stock_count(struct encoder *encoder, const struct letter *letter)
{
    uint8_t room[1024];
    struct encoder throughput = encoder_over(room, sizeof room);
    put_text(encoder, 1, letter->warehouse);
    put_when(encoder, 2, letter->as_of_utc_us);
    put_number(encoder, 3, letter->complete ? 1 : 0);
    for (uint32_t i = 0; i < letter->stock_line_count; i++) {
        put_stock_line(encoder, &letter->stock_lines[i]);
    }
    if (letter->has_throughput) {
        put_when(&throughput, 1, letter->since_utc_us);
        if (letter->received.item != NULL) {
            put_quantity(&throughput, 2, &letter->received);
        }
        if (letter->issued.item != NULL) {
            put_quantity(&throughput, 3, &letter->issued);
        }
        put_bytes(encoder, 5, encoder_bytes(&throughput));
    }
}

static void put_load(struct encoder *encoder, const struct letter_shipment_line *line)
{
    uint8_t named_room[256];
    uint8_t room[2048];
    struct encoder named = encoder_over(named_room, sizeof named_room);
    struct encoder inner = encoder_over(room, sizeof room);
    put_text(&named, 1, line->pledge_source);
    put_number(&named, 2, line->pledge_number);
    put_number(&named, 3, line->pledge_part);
    if (line->pledge_source != NULL || line->pledge_number != 0) {
        put_bytes(&inner, 1, encoder_bytes(&named));
    }
    put_number(&inner, 2, line->thousandths);
    if (line->quantity.item != NULL) {
        put_quantity(&inner, 3, &line->quantity);
    }
    put_bytes(encoder, 14, encoder_bytes(&inner));
}

static void put_shipment(struct encoder *encoder, const struct letter *letter)
{
    put_text(encoder, 1, letter->event);
    put_text(encoder, 2, letter->warehouse);
    put_text(encoder, 3, letter->origin_name);
    put_text(encoder, 4, letter->region);
    put_text(encoder, 5, letter->kecamatan);
    put_text(encoder, 6, letter->point);
    put_when(encoder, 7, letter->departs_utc_us);
    put_when(encoder, 8, letter->departed_utc_us);
    put_when(encoder, 9, letter->expected_utc_us);
    put_text(encoder, 10, letter->vehicle);
    put_text(encoder, 11, letter->carrier);
    put_text(encoder, 12, letter->contact);
    put_text(encoder, 13, letter->waybill);
    for (uint32_t i = 0; i < letter->load_count; i++) {
        put_load(encoder, &letter->loads[i]);
    }
    put_number(encoder, 15, letter->prepared ? 1 : 0);
    put_text(encoder, 16, letter->delivery_warehouse);
    put_text(encoder, 17, letter->delivery_source);
}

static void put_shipment_update(struct encoder *encoder, const struct letter *letter)
{
    uint8_t room[256];
    struct encoder named = encoder_over(room, sizeof room);
    put_text(&named, 1, letter->about_source);
    put_number(&named, 2, letter->about_number);
    if (letter->about_source != NULL || letter->about_number != 0) {
        put_bytes(encoder, 1, encoder_bytes(&named));
    }
    put_number(encoder, 2, letter->deed);
    for (uint32_t i = 0; i < letter->count_count; i++) {
        struct encoder count = encoder_over(room, sizeof room);
        put_number(&count, 1, letter->counts[i].line);
        put_number(&count, 2, letter->counts[i].good);
        put_number(&count, 3, letter->counts[i].damaged);
        put_number(&count, 4, letter->counts[i].lost);
        put_bytes(encoder, 3, encoder_bytes(&count));
    }
    put_when(encoder, 4, letter->happened_utc_us);
    put_when(encoder, 5, letter->expected_utc_us);
    put_text(encoder, 6, letter->bast);
    put_text(encoder, 7, letter->receiver);
    put_text(encoder, 8, letter->note);
}

static void put_body(struct encoder *encoder, const struct letter *letter)
{
    switch (letter->kind) {
    case BODY_EVENT:
        put_event(encoder, letter);
        break;
    case BODY_REPORT:
        put_report(encoder, letter);
        break;
    case BODY_WITHDRAWAL:
        put_number(encoder, 1, letter->about_number);
        put_text(encoder, 2, letter->note);
        break;
    case BODY_VERIFICATION:
        put_text(encoder, 1, letter->about_source);
        put_number(encoder, 2, letter->about_number);
        put_number(encoder, 3, letter->level);
        put_number(encoder, 4, letter->retract ? 1 : 0);
        put_text(encoder, 5, letter->note);
        break;
    case BODY_NEED:
        put_need(encoder, letter);
        break;
    case BODY_NEED_DECISION:
        put_need_decision(encoder, letter);
        break;
    case BODY_PLEDGE:
        put_pledge(encoder, letter);
        break;
    case BODY_PLEDGE_UPDATE:
        put_pledge_update(encoder, letter);
        break;
    case BODY_WAREHOUSE:
        put_warehouse(encoder, letter);
        break;
    case BODY_STOCK_COUNT:
        put_stock_count(encoder, letter);
        break;
    case BODY_PLAN:
        put_plan(encoder, letter);
        break;
    case BODY_PLAN_ACTIVATION:
        put_plan_activation(encoder, letter);
        break;
    case BODY_TASK_UPDATE:
        put_task_update(encoder, letter);
        break;
    case BODY_SHIPMENT:
        put_shipment(encoder, letter);
        break;
    case BODY_SHIPMENT_UPDATE:
        put_shipment_update(encoder, letter);
        break;
    case BODY_NONE:
    default:
        break;
    }
}

/* The number of a body in Message. */
static uint32_t field_of(enum body_kind kind)
{
    if (kind == BODY_SHIPMENT || kind == BODY_SHIPMENT_UPDATE) {
        return kind == BODY_SHIPMENT ? 20U : 21U;
    }
    return kind >= BODY_PLAN && kind <= BODY_TASK_UPDATE ? 22U + (uint32_t)(kind - BODY_PLAN)
                                                         : 9U + (uint32_t)kind;
}

struct slice letter_encode(const struct letter *letter, void *room, size_t room_bytes)
{
    uint8_t *body_room = malloc(LETTER_BYTES_MAX);
    HUB_ASSERT(body_room != NULL);
    struct encoder body = encoder_over(body_room, LETTER_BYTES_MAX);
    struct encoder encoder = encoder_over(room, room_bytes);
    put_text(&encoder, 1, letter->source);
    put_number(&encoder, 2, letter->number);
    put_text(&encoder, 3, letter->realm);
    if (letter->sent_utc_us != 0) {
        put_time(&encoder, 4, letter->sent_utc_us);
    }
    put_text(&encoder, 5, letter->behalf);
    put_number(&encoder, 6, letter->channel);
    if (letter->kind != BODY_NONE) {
        put_body(&body, letter);
        put_bytes(&encoder, field_of(letter->kind), encoder_bytes(&body));
    }
    free(body_room);
    return encoder_bytes(&encoder);
}

struct slice request_submit(uint64_t request_id, struct slice message, void *room,
                            size_t room_bytes)
{
    uint8_t *inner_room = malloc(LETTER_BYTES_MAX);
    HUB_ASSERT(inner_room != NULL);
    struct encoder inner = encoder_over(inner_room, LETTER_BYTES_MAX);
    struct encoder encoder = encoder_over(room, room_bytes);
    put_bytes(&inner, 1, message);
    put_number(&encoder, 1, request_id);
    put_bytes(&encoder, 3, encoder_bytes(&inner));
    free(inner_room);
    return encoder_bytes(&encoder);
}
