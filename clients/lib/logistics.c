/*
 * logistics.c - building needs, answers to their lines, pledges and what happens to them, warehouses and counts.
 *
 * Holds: (1) a message under construction is a whole protobuf message of its own memory, so that one call releases it;
 *        (2) every text in it is a copy, clean and within its limit.
 */
#include "body.h"

#include <stdlib.h>
#include <string.h>

#include "topic.h"

#define NOTE_BYTES      200U
#define PLACE_BYTES     64U
#define REASON_BYTES    500U
#define TRANSPORT_BYTES 200U
#define REGION_BYTES    6U
#define KECAMATAN_BYTES 8U

/* Numbers of the schema that a builder itself looks at. */
enum { PRIORITY_LAST = 3, ORIGIN_LAST = 3, NEED_CLOSE = 7, NEED_PROVISION = 3, NEED_DECLINE = 4 };
enum {
    PLEDGE_ALLOT = 2,
    PLEDGE_RESERVE = 3,
    PLEDGE_DISPATCH = 4,
    PLEDGE_RECEIVE = 5,
    PLEDGE_WITHDRAW = 6,
    PLEDGE_EXTEND = 7,
};

/* A position of its own memory; NULL stays NULL where none is said. */
static enum pusdalops_status put_position(Pusdalops__V1__Position **place, bool is_said,
                                          double latitude_deg, double longitude_deg)
{
    if (!is_said) {
        return PUSDALOPS_OK;
    }
    const bool latitude_fits = latitude_deg >= -90.0 && latitude_deg <= 90.0;
    const bool longitude_fits = longitude_deg >= -180.0 && longitude_deg <= 180.0;
    if (!latitude_fits || !longitude_fits) { /* a NaN fits nothing */
        return PUSDALOPS_E_FIELD;
    }
    *place = malloc(sizeof **place);
    if (*place == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__position__init(*place);
    (*place)->latitude_deg = latitude_deg;
    (*place)->longitude_deg = longitude_deg;
    return PUSDALOPS_OK;
}

static enum pusdalops_status put_line(Pusdalops__V1__LineReference **place,
                                      const struct pusdalops_reference *from)
{
    if (from->source == NULL || !wire_name_check(from->source) || from->number == 0 ||
        from->line == 0) {
        return PUSDALOPS_E_FIELD;
    }
    *place = malloc(sizeof **place);
    if (*place == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__line_reference__init(*place);
    (*place)->number = from->number;
    (*place)->line = from->line;
    return body_text(&(*place)->source, from->source, PUSDALOPS_SOURCE_BYTES_MAX);
}

/* ---- the bodies, each in a Message that has nothing else ---- */

enum pusdalops_status pusdalops_need_new(const char *event_id, const char *region, int64_t as_of_us,
                                         bool urgent, const char *reference,
                                         struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (event_id == NULL || region == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!wire_name_check(event_id) || !topic_region_check(region) ||
        strcmp(region, "nation") == 0 || as_of_us <= 0) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__Need), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    Pusdalops__V1__Need *need = room;
    pusdalops__v1__need__init(need);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_NEED;
    body->need = need;
    need->urgent = urgent;
    enum pusdalops_status status = body_text(&need->event_id, event_id, PUSDALOPS_SOURCE_BYTES_MAX);
    if (status == PUSDALOPS_OK) {
        status = body_text(&need->region_code, region, REGION_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_time(&need->as_of, as_of_us);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&need->reference, reference, REASON_BYTES);
    }
    return body_finish(status, body, out);
}

static enum pusdalops_status fill_line(Pusdalops__V1__NeedLine *line,
                                       const struct pusdalops_need_line *from)
{
    if (from->priority > PRIORITY_LAST ||
        (body_is_said(from->kecamatan) && !topic_code_check(from->kecamatan, 3))) {
        return PUSDALOPS_E_FIELD;
    }
    line->priority = (Pusdalops__V1__Priority)from->priority;
    line->persons = from->persons;
    line->households = from->households;
    line->isolated = from->isolated;
    enum pusdalops_status status = body_quantity(&line->quantity, &from->quantity);
    if (status == PUSDALOPS_OK) {
        status = body_time(&line->needed_by, from->needed_by_us);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&line->kecamatan_code, from->kecamatan, KECAMATAN_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&line->delivery_point, from->delivery_point, PLACE_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = put_position(&line->position, from->has_position, from->latitude_deg,
                              from->longitude_deg);
    }
    return status == PUSDALOPS_OK ? body_text(&line->note, from->note, NOTE_BYTES) : status;
}

enum pusdalops_status pusdalops_need_line(struct pusdalops_message *message,
                                          const struct pusdalops_need_line *line)
{
    Pusdalops__V1__Need *need = message == NULL ? NULL : message_need(message);
    if (need == NULL || line == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (need->n_lines == PUSDALOPS_NEED_LINES_MAX) {
        return PUSDALOPS_E_FULL;
    }
    if (need->lines == NULL) {
        need->lines = calloc(PUSDALOPS_NEED_LINES_MAX, sizeof(Pusdalops__V1__NeedLine *));
    }
    Pusdalops__V1__NeedLine *made = need->lines == NULL ? NULL : malloc(sizeof *made);
    if (made == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__need_line__init(made);
    const enum pusdalops_status status = fill_line(made, line);
    if (status != PUSDALOPS_OK) {
        wire_need_line_free(made);
        return status;
    }
    need->lines[need->n_lines++] = made;
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_need_decision_new(const struct pusdalops_reference *line,
                                                  uint32_t deed, const char *reason,
                                                  struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (line == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    const bool needs_reason = deed == NEED_PROVISION || deed == NEED_DECLINE;
    if (deed == 0 || deed > NEED_CLOSE || (needs_reason && !body_is_said(reason))) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__NeedDecision), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    Pusdalops__V1__NeedDecision *decision = room;
    pusdalops__v1__need_decision__init(decision);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_NEED_DECISION;
    body->need_decision = decision;
    decision->deed = (Pusdalops__V1__NeedDeed)deed;
    enum pusdalops_status status = put_line(&decision->line, line);
    if (status == PUSDALOPS_OK) {
        status = body_text(&decision->reason, reason, REASON_BYTES);
    }
    return body_finish(status, body, out);
}

static enum pusdalops_status put_regions(Pusdalops__V1__Pledge *to,
                                         const struct pusdalops_pledge *from)
{
    if (from->region_count > PUSDALOPS_PLEDGE_REGIONS_MAX ||
        (from->region_count > 0 && from->regions == NULL)) {
        return PUSDALOPS_E_FIELD;
    }
    if (from->region_count == 0) {
        return PUSDALOPS_OK;
    }
    to->region_codes = calloc(from->region_count, sizeof(char *));
    if (to->region_codes == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    for (size_t i = 0; i < from->region_count; i++) {
        if (from->regions[i] == NULL || !topic_region_check(from->regions[i])) {
            return PUSDALOPS_E_FIELD;
        }
        const enum pusdalops_status status =
            body_text(&to->region_codes[i], from->regions[i], REGION_BYTES);
        if (status != PUSDALOPS_OK) {
            return status;
        }
        to->n_region_codes += 1;
    }
    return PUSDALOPS_OK;
}

static enum pusdalops_status fill_pledge(Pusdalops__V1__Pledge *to,
                                         const struct pusdalops_pledge *from)
{
    to->origin = (Pusdalops__V1__PledgeOrigin)from->origin;
    enum pusdalops_status status =
        body_text(&to->event_id, from->event_id, PUSDALOPS_SOURCE_BYTES_MAX);
    if (status == PUSDALOPS_OK && from->line != NULL) {
        status = put_line(&to->line, from->line);
    }
    if (status == PUSDALOPS_OK) {
        status = put_regions(to, from);
    }
    if (status == PUSDALOPS_OK) {
        status = body_quantity(&to->quantity, &from->quantity);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->origin_name, from->origin_name, PLACE_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_time(&to->available_at, from->available_at_us);
    }
    if (status == PUSDALOPS_OK) {
        status = body_time(&to->valid_until, from->valid_until_us);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->cluster_id, from->cluster_id, PLACE_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->warehouse_id, from->warehouse_id, PLACE_BYTES);
    }
    return status == PUSDALOPS_OK ? body_text(&to->note, from->note, NOTE_BYTES) : status;
}

enum pusdalops_status pusdalops_pledge_new(const struct pusdalops_pledge *pledge,
                                           struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (pledge == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    const bool lapsed =
        pledge->valid_until_us != 0 && pledge->valid_until_us < pledge->available_at_us;
    if (pledge->origin > ORIGIN_LAST || lapsed ||
        (body_is_said(pledge->event_id) && !wire_name_check(pledge->event_id)) ||
        (body_is_said(pledge->cluster_id) && !wire_name_check(pledge->cluster_id)) ||
        (body_is_said(pledge->warehouse_id) && !wire_name_check(pledge->warehouse_id))) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__Pledge), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__pledge__init(room);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_PLEDGE;
    body->pledge = room;
    return body_finish(fill_pledge(room, pledge), body, out);
}

/* Does the update say what its deed needs, and nothing that another deed would use? */
static bool update_check(const struct pusdalops_pledge_update *update)
{
    const uint32_t deed = update->deed;
    const bool moves = deed == PLEDGE_RESERVE || deed == PLEDGE_DISPATCH || deed == PLEDGE_RECEIVE;
    const bool receives = deed == PLEDGE_RECEIVE;
    const uint64_t counts[] = {update->thousandths, update->damaged_thousandths,
                               update->lost_thousandths};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const bool used = i == 0 ? moves : receives;
        if (counts[i] > PUSDALOPS_THOUSANDTHS_MAX || (counts[i] > 0 && !used)) {
            return false;
        }
    }
    if (receives && counts[0] == 0 && counts[1] == 0 && counts[2] == 0) {
        return false;
    }
    return deed >= 1 && deed <= PLEDGE_EXTEND && (update->line != NULL) == (deed == PLEDGE_ALLOT) &&
           (update->valid_until_us != 0) == (deed == PLEDGE_EXTEND) &&
           (!body_is_said(update->bast_number) || receives) &&
           (!body_is_said(update->transport) || deed == PLEDGE_DISPATCH) &&
           (body_is_said(update->reason) || deed != PLEDGE_WITHDRAW);
}

static enum pusdalops_status fill_update(Pusdalops__V1__PledgeUpdate *to,
                                         const struct pusdalops_pledge_update *from)
{
    to->deed = (Pusdalops__V1__PledgeDeed)from->deed;
    to->thousandths = from->thousandths;
    to->damaged_thousandths = from->damaged_thousandths;
    to->lost_thousandths = from->lost_thousandths;
    enum pusdalops_status status = body_reference(&to->pledge, &from->pledge);
    if (status == PUSDALOPS_OK && from->line != NULL) {
        status = put_line(&to->line, from->line);
    }
    if (status == PUSDALOPS_OK) {
        status = body_time(&to->valid_until, from->valid_until_us);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->bast_number, from->bast_number, PLACE_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->transport, from->transport, TRANSPORT_BYTES);
    }
    return status == PUSDALOPS_OK ? body_text(&to->reason, from->reason, REASON_BYTES) : status;
}

enum pusdalops_status pusdalops_pledge_update_new(const struct pusdalops_pledge_update *update,
                                                  struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (update == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!update_check(update)) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__PledgeUpdate), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__pledge_update__init(room);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_PLEDGE_UPDATE;
    body->pledge_update = room;
    return body_finish(fill_update(room, update), body, out);
}

/* ---- references ---- */

/* A number without leading zeros up to `most` from *at, which moves behind it; 0: none. */
static uint64_t number_take(const char **at, uint64_t most)
{
    uint64_t value = 0;
    if (**at == '0') {
        return 0;
    }
    for (; **at >= '0' && **at <= '9'; *at += 1) {
        const uint64_t digit = (uint64_t)(**at - '0');
        if (value > (most - digit) / 10) {
            return 0;
        }
        value = value * 10 + digit;
    }
    return value;
}

enum pusdalops_status pusdalops_reference_parse(const char *text, char *source,
                                                struct pusdalops_reference *reference)
{
    if (text == NULL || source == NULL || reference == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    const size_t size = strcspn(text, "/");
    if (size > PUSDALOPS_SOURCE_BYTES_MAX || text[size] != '/') {
        return PUSDALOPS_E_FIELD;
    }
    char name[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    memcpy(name, text, size);
    name[size] = '\0';
    const char *at = text + size + 1;
    const uint64_t number = number_take(&at, UINT64_MAX);
    uint32_t line = 0;
    if (number != 0 && *at == '/') {
        at += 1;
        line = (uint32_t)number_take(&at, PUSDALOPS_NEED_LINES_MAX);
        if (line == 0) {
            return PUSDALOPS_E_FIELD;
        }
    }
    if (number == 0 || *at != '\0' || !wire_name_check(name)) {
        return PUSDALOPS_E_FIELD;
    }
    memcpy(source, name, size + 1);
    *reference = (struct pusdalops_reference){.source = source, .number = number, .line = line};
    return PUSDALOPS_OK;
}

/* ---- stock ---- */

#define WAREHOUSE_KIND_LAST 3U
#define BUDGET_ORIGIN_LAST  5U
#define NAME_BYTES          100U
#define DAY_BYTES           10U

static enum pusdalops_status fill_warehouse(Pusdalops__V1__Warehouse *body,
                                            const struct pusdalops_warehouse *from)
{
    body->kind = (Pusdalops__V1__WarehouseKind)from->kind;
    body->closed = from->closed;
    enum pusdalops_status status =
        body_text(&body->warehouse_id, from->id, PUSDALOPS_SOURCE_BYTES_MAX);
    if (status == PUSDALOPS_OK) {
        status = body_text(&body->name, from->name, NAME_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&body->region_code, from->region, REGION_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&body->place, from->place, PLACE_BYTES);
    }
    return status == PUSDALOPS_OK ? put_position(&body->position, from->has_position,
                                                 from->latitude_deg, from->longitude_deg)
                                  : status;
}

enum pusdalops_status pusdalops_warehouse_new(const struct pusdalops_warehouse *warehouse,
                                              struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (warehouse == NULL || out == NULL || warehouse->id == NULL || warehouse->region == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!wire_name_check(warehouse->id) || !body_is_said(warehouse->name) ||
        !topic_region_check(warehouse->region) || strcmp(warehouse->region, "nation") == 0 ||
        warehouse->kind == 0 || warehouse->kind > WAREHOUSE_KIND_LAST) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__Warehouse), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__warehouse__init(room);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_WAREHOUSE;
    body->warehouse = room;
    return body_finish(fill_warehouse(body->warehouse, warehouse), body, out);
}

enum pusdalops_status pusdalops_stock_count_new(const char *warehouse, int64_t as_of_us,
                                                bool complete, struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (warehouse == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!wire_name_check(warehouse) || as_of_us <= 0) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__StockCount), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__stock_count__init(room);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT;
    body->stock_count = room;
    body->stock_count->complete = complete;
    enum pusdalops_status status =
        body_text(&body->stock_count->warehouse_id, warehouse, PUSDALOPS_SOURCE_BYTES_MAX);
    if (status == PUSDALOPS_OK) {
        status = body_time(&body->stock_count->as_of, as_of_us);
    }
    return body_finish(status, body, out);
}

static enum pusdalops_status fill_stock_line(Pusdalops__V1__StockLine *line,
                                             const struct pusdalops_stock_line *from)
{
    if (from->origin > BUDGET_ORIGIN_LAST ||
        from->minimum_thousandths > PUSDALOPS_THOUSANDTHS_MAX ||
        from->buffer_thousandths > from->quantity.thousandths) {
        return PUSDALOPS_E_FIELD;
    }
    line->budget_origin = (Pusdalops__V1__BudgetOrigin)from->origin;
    line->minimum_thousandths = from->minimum_thousandths;
    line->buffer_thousandths = from->buffer_thousandths;
    enum pusdalops_status status = body_counted(&line->quantity, &from->quantity);
    if (status == PUSDALOPS_OK) {
        status = body_text(&line->expires_on, from->expires_on, DAY_BYTES);
    }
    return status == PUSDALOPS_OK ? body_text(&line->note, from->note, NOTE_BYTES) : status;
}

enum pusdalops_status pusdalops_stock_count_line(struct pusdalops_message *message,
                                                 const struct pusdalops_stock_line *line)
{
    Pusdalops__V1__StockCount *count = message == NULL ? NULL : message_count(message);
    if (count == NULL || line == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (count->n_lines == PUSDALOPS_STOCK_LINES_MAX) {
        return PUSDALOPS_E_FULL;
    }
    if (count->lines == NULL) {
        count->lines = calloc(PUSDALOPS_STOCK_LINES_MAX, sizeof(Pusdalops__V1__StockLine *));
    }
    Pusdalops__V1__StockLine *made = count->lines == NULL ? NULL : malloc(sizeof *made);
    if (made == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__stock_line__init(made);
    const enum pusdalops_status status = fill_stock_line(made, line);
    if (status != PUSDALOPS_OK) {
        wire_stock_line_free(made);
        return status;
    }
    count->lines[count->n_lines++] = made;
    return PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_stock_count_sums(struct pusdalops_message *message,
                                                 int64_t since_us,
                                                 const struct pusdalops_quantity *received,
                                                 const struct pusdalops_quantity *issued)
{
    Pusdalops__V1__StockCount *count = message == NULL ? NULL : message_count(message);
    if (count == NULL || received == NULL || issued == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (count->throughput != NULL) {
        return PUSDALOPS_E_FULL;
    }
    Pusdalops__V1__StockThroughput *made = malloc(sizeof *made);
    if (made == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__stock_throughput__init(made);
    enum pusdalops_status status = body_time(&made->since, since_us);
    if (status == PUSDALOPS_OK) {
        status = body_counted(&made->received_total, received);
    }
    if (status == PUSDALOPS_OK) {
        status = body_counted(&made->issued_total, issued);
    }
    if (status != PUSDALOPS_OK) {
        wire_throughput_free(made);
        return status;
    }
    count->throughput = made;
    return PUSDALOPS_OK;
}
