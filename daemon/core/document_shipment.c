#include "core/document_shipment.h"

#include "base/assert.h"
#include "core/document_build.h"

typedef Pusdalops__V1__ShipmentStatus Status;
typedef Pusdalops__V1__ShipmentLineStatus Line;

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
        out->pledge = build_reference(desk, pledge->source, pledge->number);
        out->pledge->part = pledge->part;
        out->need_line =
            build_line_reference(desk, ledger_line(&desk->realm->view.ledger, freight->line));
    }
    out->item = build_copy(desk->arena, article->code);
    out->unit = build_copy(desk->arena, article->unit);
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
    out->warehouse_id = build_copy(desk->arena, shipment->warehouse);
    out->delivery_warehouse_id = build_copy(desk->arena, shipment->delivery_warehouse);
    out->delivery_source = build_copy(desk->arena, shipment->delivery_source);
    out->origin_name = build_copy(desk->arena, shipment->origin);
    out->delivery_point = build_copy(desk->arena, shipment->delivery_point);
    out->vehicle = build_copy(desk->arena, shipment->vehicle);
    out->carrier = build_copy(desk->arena, shipment->carrier);
    out->driver_contact = build_copy(desk->arena, shipment->contact);
    out->waybill_number = build_copy(desk->arena, shipment->waybill);
    out->bast_number = build_copy(desk->arena, shipment->bast);
    out->received_by = build_copy(desk->arena, shipment->receiver);
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
    out->shipment = build_reference(desk, shipment->source, shipment->number);
    out->event_id = build_copy(desk->arena, picture_disaster(&view->picture, shipment->event)->id);
    out->state = (Pusdalops__V1__ShipmentState)shipment->state;
    if (shipment->update_source != 0) {
        out->update = build_reference(desk, shipment->update_source, shipment->update_number);
    }
    out->area_code = build_code(desk->arena, shipment->area);
    out->area_name = build_copy(desk->arena, region_name(desk->catalogue, shipment->area));
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
