#include "core/document_shipment.h"

#include "base/assert.h"
#include "core/document_build.h"

typedef Pusdalops__V1__ShipmentStatus Status;
typedef Pusdalops__V1__ShipmentLineStatus Line;

static char *copy_text(const struct desk *desk, const char *text)
{
    return build_text(desk->arena, slice_of(text));
}

static char *copy_source(const struct desk *desk, uint32_t source)
{
    return copy_text(desk, source_at(&desk->realm->view.sources, (struct source_id){source})->name);
}

static Pusdalops__V1__MessageReference *build_message(const struct desk *desk, uint32_t source,
                                                      uint64_t number)
{
    Pusdalops__V1__MessageReference *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__message_reference__init(out);
    out->source = copy_source(desk, source);
    out->number = number;
    return out;
}

static Pusdalops__V1__LineReference *build_need_line(const struct desk *desk, uint32_t place)
{
    const struct need_line *line = ledger_line(&desk->realm->view.ledger, place);
    Pusdalops__V1__LineReference *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__line_reference__init(out);
    out->source = copy_source(desk, line->source);
    out->number = line->number;
    out->line = line->line;
    return out;
}

static Line *build_line(const struct desk *desk, const struct shipment *shipment,
                        const struct freight *freight, uint32_t nth)
{
    const struct ledger *ledger = &desk->realm->view.ledger;
    const struct article *article = ledger_article(ledger, freight->article);
    Line *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__shipment_line_status__init(out);
    out->line = nth;
    if (freight->pledge != 0) {
        const struct pledge *pledge = ledger_pledge(ledger, freight->pledge);
        out->pledge = build_message(desk, pledge->source, pledge->number);
        out->pledge->part = pledge->part;
        out->need_line = build_need_line(desk, freight->line);
    }
    out->item = copy_text(desk, article->code);
    out->unit = copy_text(desk, article->unit);
    out->loaded = freight->loaded;
    out->received_good = freight->good;
    out->received_damaged = freight->damaged;
    out->lost = freight->lost;
    out->returned = freight->returned;
    out->in_transit = cargo_under_way(shipment, freight);
    return out;
}

static void put_lines(const struct desk *desk, const struct shipment *shipment, Status *out)
{
    const struct cargo *cargo = &desk->realm->view.cargo;
    out->lines = build_room(desk->arena, shipment->freight_count, sizeof *out->lines);
    for (uint32_t at = shipment->first_freight; at != 0; at = cargo_freight(cargo, at)->next) {
        const uint32_t nth = (uint32_t)out->n_lines + 1;
        out->lines[out->n_lines++] = build_line(desk, shipment, cargo_freight(cargo, at), nth);
    }
}

static void put_words(const struct desk *desk, const struct shipment *shipment, Status *out)
{
    out->warehouse_id = copy_text(desk, shipment->warehouse);
    out->delivery_warehouse_id = copy_text(desk, shipment->delivery_warehouse);
    out->delivery_source = copy_text(desk, shipment->delivery_source);
    out->origin_name = copy_text(desk, shipment->origin);
    out->delivery_point = copy_text(desk, shipment->delivery_point);
    out->vehicle = copy_text(desk, shipment->vehicle);
    out->carrier = copy_text(desk, shipment->carrier);
    out->driver_contact = copy_text(desk, shipment->contact);
    out->waybill_number = copy_text(desk, shipment->waybill);
    out->bast_number = copy_text(desk, shipment->bast);
    out->received_by = copy_text(desk, shipment->receiver);
}

struct document document_shipment(const struct desk *desk, uint32_t place, enum access_class access,
                                  uint64_t sequence, uint64_t previous)
{
    const struct view *view = &desk->realm->view;
    const struct shipment *shipment = cargo_shipment(&view->cargo, place);
    struct document document =
        document_begin(desk, shipment->area, TOPIC_SHIPMENT, sequence, previous);
    HUB_ASSERT(access == ACCESS_INTERNAL); /* (1) */
    Status *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__shipment_status__init(out);
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT;
    document.message->shipment = out;
    out->shipment = build_message(desk, shipment->source, shipment->number);
    out->event_id = copy_text(desk, picture_disaster(&view->picture, shipment->event)->id);
    out->state = (Pusdalops__V1__ShipmentState)shipment->state;
    if (shipment->update_source != 0) {
        out->update = build_message(desk, shipment->update_source, shipment->update_number);
    }
    out->area_code = build_code(desk->arena, shipment->area);
    out->area_name = copy_text(desk, region_name(desk->catalogue, shipment->area));
    if (shipment->kecamatan != 0) {
        out->kecamatan_code = build_code(desk->arena, shipment->kecamatan);
    }
    out->departs_at = build_time(desk->arena, shipment->departs_utc_us);
    out->departed_at = build_time(desk->arena, shipment->departed_utc_us);
    out->expected_at = build_time(desk->arena, shipment->expected_utc_us);
    out->arrived_at = build_time(desk->arena, shipment->arrived_utc_us);
    out->ended_at = build_time(desk->arena, shipment->ended_utc_us);
    put_words(desk, shipment, out);
    put_lines(desk, shipment, out);
    return document;
}
