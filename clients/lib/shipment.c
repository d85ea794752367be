/*
 * shipment.c - building shipments and what becomes of them.
 *
 * Holds: (1) as logistics.c: a message under construction is a whole protobuf message of its own memory.
 */
#include "body.h"

#include <stdlib.h>

#include "topic.h"

#define TEXT_BYTES      64U
#define REASON_BYTES    500U
#define REGION_BYTES    6U
#define KECAMATAN_BYTES 8U

/* Numbers of the schema that a builder itself looks at. */
enum {
    SHIPMENT_DEPART = 1,
    SHIPMENT_DELAY = 2,
    SHIPMENT_RECEIVE = 4,
    SHIPMENT_RETURN = 5,
    SHIPMENT_CANCEL = 6,
    SHIPMENT_LOSE = 7,
};

/* Is the text left out, or a name? */
static bool is_name(const char *text)
{
    return !body_is_said(text) || wire_name_check(text);
}

static bool shipment_check(const struct pusdalops_shipment *from)
{
    const int64_t begin_us = from->departed_at_us != 0 ? from->departed_at_us : from->departs_at_us;
    return body_is_said(from->event_id) && wire_name_check(from->event_id) &&
           is_name(from->warehouse_id) && is_name(from->delivery_warehouse_id) &&
           is_name(from->delivery_source) &&
           (!body_is_said(from->delivery_source) || body_is_said(from->delivery_warehouse_id)) &&
           body_is_said(from->region) && topic_region_check(from->region) &&
           from->region[0] != 'n' &&
           (!body_is_said(from->kecamatan) || topic_code_check(from->kecamatan, 3)) &&
           !(from->prepared && from->departed_at_us != 0) &&
           (from->expected_at_us == 0 || from->expected_at_us >= begin_us);
}

static enum pusdalops_status fill_texts(Pusdalops__V1__Shipment *to,
                                        const struct pusdalops_shipment *from)
{
    const struct {
        char **place;
        const char *text;
        size_t bytes_max;
    } texts[] = {
        {&to->event_id, from->event_id, TEXT_BYTES},
        {&to->warehouse_id, from->warehouse_id, TEXT_BYTES},
        {&to->origin_name, from->origin_name, TEXT_BYTES},
        {&to->region_code, from->region, REGION_BYTES},
        {&to->kecamatan_code, from->kecamatan, KECAMATAN_BYTES},
        {&to->delivery_point, from->delivery_point, TEXT_BYTES},
        {&to->delivery_warehouse_id, from->delivery_warehouse_id, TEXT_BYTES},
        {&to->delivery_source, from->delivery_source, TEXT_BYTES},
        {&to->vehicle, from->vehicle, TEXT_BYTES},
        {&to->carrier, from->carrier, TEXT_BYTES},
        {&to->driver_contact, from->driver_contact, TEXT_BYTES},
        {&to->waybill_number, from->waybill_number, TEXT_BYTES},
    };
    enum pusdalops_status status = PUSDALOPS_OK;
    for (size_t i = 0; status == PUSDALOPS_OK && i < sizeof texts / sizeof texts[0]; i++) {
        status = body_text(texts[i].place, texts[i].text, texts[i].bytes_max);
    }
    return status;
}

enum pusdalops_status pusdalops_shipment_new(const struct pusdalops_shipment *shipment,
                                             struct pusdalops_message **out)
{
    Pusdalops__V1__Message *body = NULL;
    void *room = NULL;
    if (shipment == NULL || out == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (!shipment_check(shipment)) {
        return PUSDALOPS_E_FIELD;
    }
    if (!body_take(sizeof(Pusdalops__V1__Shipment), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    Pusdalops__V1__Shipment *made = room;
    pusdalops__v1__shipment__init(made);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT;
    body->shipment = made;
    made->prepared = shipment->prepared;
    enum pusdalops_status status = fill_texts(made, shipment);
    if (status == PUSDALOPS_OK) {
        status = body_time(&made->departs_at, shipment->departs_at_us);
    }
    if (status == PUSDALOPS_OK) {
        status = body_time(&made->departed_at, shipment->departed_at_us);
    }
    if (status == PUSDALOPS_OK) {
        status = body_time(&made->expected_at, shipment->expected_at_us);
    }
    return body_finish(status, body, out);
}

static enum pusdalops_status fill_line(Pusdalops__V1__ShipmentLine *to,
                                       const struct pusdalops_shipment_line *from)
{
    if (from->pledge == NULL) {
        return from->thousandths == 0 ? body_quantity(&to->quantity, &from->quantity)
                                      : PUSDALOPS_E_FIELD;
    }
    if (from->thousandths > PUSDALOPS_THOUSANDTHS_MAX || body_is_said(from->quantity.item)) {
        return PUSDALOPS_E_FIELD;
    }
    to->thousandths = from->thousandths;
    return body_reference(&to->pledge, from->pledge);
}

enum pusdalops_status pusdalops_shipment_line(struct pusdalops_message *message,
                                              const struct pusdalops_shipment_line *line)
{
    Pusdalops__V1__Message *body = message == NULL ? NULL : message_logistics(message);
    if (body == NULL || body->body_case != PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT || line == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    Pusdalops__V1__Shipment *shipment = body->shipment;
    if (shipment->n_lines == PUSDALOPS_SHIPMENT_LINES_MAX) {
        return PUSDALOPS_E_FULL;
    }
    if (shipment->lines == NULL) {
        shipment->lines = calloc(PUSDALOPS_SHIPMENT_LINES_MAX, sizeof *shipment->lines);
    }
    Pusdalops__V1__ShipmentLine *made = shipment->lines == NULL ? NULL : malloc(sizeof *made);
    if (made == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__shipment_line__init(made);
    const enum pusdalops_status status = fill_line(made, line);
    if (status != PUSDALOPS_OK) {
        wire_shipment_line_free(made);
        return status;
    }
    shipment->lines[shipment->n_lines++] = made;
    return PUSDALOPS_OK;
}

/* ---- what becomes of it ---- */

/* Does the update say what its deed needs, and nothing that another deed would use? */
static bool update_check(const struct pusdalops_shipment_update *update)
{
    const uint32_t deed = update->deed;
    const bool needs_reason =
        deed == SHIPMENT_RETURN || deed == SHIPMENT_CANCEL || deed == SHIPMENT_LOSE;
    const bool expects = update->expected_at_us != 0;
    return update->shipment.line == 0 && deed >= SHIPMENT_DEPART && deed <= SHIPMENT_LOSE &&
           (expects || deed != SHIPMENT_DELAY) &&
           (!expects || deed == SHIPMENT_DELAY || deed == SHIPMENT_DEPART) &&
           (body_is_said(update->reason) || !needs_reason) &&
           ((!body_is_said(update->bast_number) && !body_is_said(update->received_by)) ||
            deed == SHIPMENT_RECEIVE);
}

static enum pusdalops_status fill_update(Pusdalops__V1__ShipmentUpdate *to,
                                         const struct pusdalops_shipment_update *from)
{
    to->deed = (Pusdalops__V1__ShipmentDeed)from->deed;
    enum pusdalops_status status = body_reference(&to->shipment, &from->shipment);
    if (status == PUSDALOPS_OK) {
        status = body_time(&to->happened_at, from->happened_at_us);
    }
    if (status == PUSDALOPS_OK) {
        status = body_time(&to->expected_at, from->expected_at_us);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->bast_number, from->bast_number, TEXT_BYTES);
    }
    if (status == PUSDALOPS_OK) {
        status = body_text(&to->received_by, from->received_by, TEXT_BYTES);
    }
    return status == PUSDALOPS_OK ? body_text(&to->reason, from->reason, REASON_BYTES) : status;
}

enum pusdalops_status pusdalops_shipment_update_new(const struct pusdalops_shipment_update *update,
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
    if (!body_take(sizeof(Pusdalops__V1__ShipmentUpdate), &body, &room)) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__shipment_update__init(room);
    body->body_case = PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT_UPDATE;
    body->shipment_update = room;
    return body_finish(fill_update(room, update), body, out);
}

/* Is it a line that was not counted yet, with quantities that the deed takes? */
static bool count_check(const Pusdalops__V1__ShipmentUpdate *update,
                        const struct pusdalops_shipment_count *count)
{
    const bool receives = (int)update->deed == SHIPMENT_RECEIVE;
    const uint64_t beside = count->damaged_thousandths | count->lost_thousandths;
    for (size_t i = 0; i < update->n_lines; i++) {
        if (update->lines[i]->line == count->line) {
            return false;
        }
    }
    return (receives || ((int)update->deed == SHIPMENT_RETURN && beside == 0)) &&
           (!receives || count->thousandths != 0 || beside != 0) && count->line >= 1 &&
           count->line <= PUSDALOPS_SHIPMENT_LINES_MAX &&
           count->thousandths <= PUSDALOPS_THOUSANDTHS_MAX &&
           count->damaged_thousandths <= PUSDALOPS_THOUSANDTHS_MAX &&
           count->lost_thousandths <= PUSDALOPS_THOUSANDTHS_MAX;
}

enum pusdalops_status pusdalops_shipment_count(struct pusdalops_message *message,
                                               const struct pusdalops_shipment_count *count)
{
    Pusdalops__V1__Message *body = message == NULL ? NULL : message_logistics(message);
    if (body == NULL || body->body_case != PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT_UPDATE ||
        count == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    Pusdalops__V1__ShipmentUpdate *update = body->shipment_update;
    if (!count_check(update, count)) {
        return PUSDALOPS_E_FIELD;
    }
    if (update->lines == NULL) {
        update->lines = calloc(PUSDALOPS_SHIPMENT_LINES_MAX, sizeof *update->lines);
    }
    Pusdalops__V1__ShipmentCount *made = update->lines == NULL ? NULL : malloc(sizeof *made);
    if (made == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    pusdalops__v1__shipment_count__init(made);
    made->line = count->line;
    made->thousandths = count->thousandths;
    made->damaged_thousandths = count->damaged_thousandths;
    made->lost_thousandths = count->lost_thousandths;
    update->lines[update->n_lines++] = made;
    return PUSDALOPS_OK;
}
