#include "core/dock.h"

#include "base/assert.h"
#include "base/text.h"

#include <string.h>

/* --- what a message says --- */

enum hub_status dock_check_id(struct slice id, const char *field, struct fault *fault)
{
    return id.size_bytes == 0 || text_is_identifier(id, IDENTIFIER_BYTES_MAX)
               ? HUB_OK
               : fault_set(fault, HUB_E_FIELD_RANGE, "%s", field);
}

uint32_t dock_find(const struct ask *ask, uint32_t source, struct slice id, const char *field,
                   struct checked *checked)
{
    if (id.size_bytes == 0) {
        return 0;
    }
    const uint32_t place = source == 0 ? 0 : stock_find_warehouse(&ask->view->stock, source, id);
    if (place == 0) {
        warnings_add(&checked->warnings, HUB_E_WAREHOUSE_NOT_DECLARED, field); /* (2) */
    }
    return place;
}

uint8_t dock_flags(const struct dock *dock)
{
    return (uint8_t)((dock->from == 0 ? 0 : DOCK_FROM) | (dock->to == 0 ? 0 : DOCK_TO));
}

void dock_put(const struct dock *dock, struct proposal *out)
{
    const uint8_t flags = dock_flags(dock);
    if (flags != 0) {
        HUB_ASSERT(out->subject_bytes < sizeof out->subject);
        out->subject[out->subject_bytes++] = flags;
    }
}

/* --- room (1) --- */

void dock_need(const struct stock *stock, uint32_t warehouse, uint32_t article,
               struct dock_needs *needs)
{
    if (warehouse == 0 || (article != 0 && stock_find_pile(stock, warehouse, article) != 0)) {
        return;
    }
    for (uint32_t i = 0; article != 0 && i < needs->count; i++) {
        if (needs->piles[i].warehouse == warehouse && needs->piles[i].article == article) {
            return;
        }
    }
    HUB_ASSERT(needs->count < sizeof needs->piles / sizeof needs->piles[0]);
    needs->piles[needs->count].warehouse = warehouse;
    needs->piles[needs->count++].article = article;
}

static uint32_t needs_of(const struct dock_needs *needs, uint32_t warehouse)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < needs->count; i++) {
        count += needs->piles[i].warehouse == warehouse ? 1 : 0;
    }
    return count;
}

bool dock_has_room(const struct stock *stock, const struct dock_needs *needs)
{
    for (uint32_t i = 0; i < needs->count; i++) {
        const uint32_t warehouse = needs->piles[i].warehouse;
        if (!stock_has_room_for_piles(stock, needs->count, warehouse, needs_of(needs, warehouse))) {
            return false;
        }
    }
    return true;
}

bool dock_leaves_places(const struct stock *stock, const struct dock_needs *needs,
                        uint32_t warehouse, uint32_t source)
{
    const uint32_t more = needs_of(needs, warehouse);
    if (warehouse == 0 || more == 0 || stock_warehouse(stock, warehouse)->source == source) {
        return true;
    }
    const bool few =
        stock_warehouse(stock, warehouse)->uncounted + more <= UNCOUNTED_PER_SENDER_MAX;
    return few || source == 0 || /* it never said anything before */
           stock_uncounted_of(stock, warehouse, source) + more <= UNCOUNTED_PER_SENDER_MAX;
}

uint32_t dock_open(struct view *view, uint32_t warehouse, uint32_t article, uint32_t payer)
{
    static const struct holding one = {.stocks = 1};
    bool made = false;
    if (warehouse == 0) {
        return 0;
    }
    const uint32_t pile = stock_open_pile(&view->stock, warehouse, article, payer, &made);
    if (made) {
        source_apply_holding(&view->sources, (struct source_id){payer}, &one);
    }
    return pile;
}

/* --- goods on their way out and in --- */

static void move(struct view *view, uint32_t warehouse, const struct dock_load *load, bool comes_in,
                 struct stock_change *change)
{
    if (warehouse == 0 || load->amount == 0) {
        return;
    }
    const struct moving moving = {
        .warehouse = warehouse,
        .article = load->article,
        .amount = load->amount,
        .comes_in = comes_in,
        .in_kg = strcmp(ledger_article(&view->ledger, load->article)->unit, "kg") == 0,
        .at_utc_us = load->at_utc_us,
    };
    stock_move(&view->stock, &moving, change);
}

void dock_leave(struct view *view, uint32_t warehouse, const struct dock_load *load,
                struct stock_change *change)
{
    move(view, warehouse, load, false, change);
}

void dock_enter(struct view *view, uint32_t warehouse, const struct dock_load *load,
                struct stock_change *change)
{
    move(view, warehouse, load, true, change);
}

uint32_t dock_of_pledge(const struct view *view, uint32_t pledge)
{
    const uint32_t pile = pledge == 0 ? 0 : ledger_pledge(&view->ledger, pledge)->pile;
    return pile == 0 ? 0 : stock_pile(&view->stock, pile)->warehouse;
}

uint32_t dock_of_freight(const struct view *view, const struct shipment *shipment,
                         const struct freight *freight)
{
    return shipment->from != 0 ? shipment->from : dock_of_pledge(view, freight->pledge);
}

/* --- once more, from the pledges and shipments alone --- */

static bool pile_agrees(const struct view *view, uint32_t place)
{
    const struct pile *pile = stock_pile(&view->stock, place);
    uint64_t promised = 0;
    for (uint32_t at = 1; at <= view->ledger.pledges.used; at++) {
        const struct pledge *pledge = ledger_pledge(&view->ledger, at);
        if (pledge->pile != place) {
            continue;
        }
        if (pledge->article != pile->article ||
            stock_warehouse(&view->stock, pile->warehouse)->source != pledge->giver) {
            return false;
        }
        promised += pledge->amount - pledge->sent;
    }
    return promised == pile->promised;
}

/* (1) */
static bool shipment_agrees(const struct view *view, const struct shipment *shipment)
{
    const uint32_t warehouses[] = {shipment->from, shipment->to};
    for (uint32_t at = shipment->first_freight; at != 0;
         at = cargo_freight(&view->cargo, at)->next) {
        const uint32_t article = cargo_freight(&view->cargo, at)->article;
        for (size_t i = 0; i < sizeof warehouses / sizeof warehouses[0]; i++) {
            if (warehouses[i] != 0 && stock_find_pile(&view->stock, warehouses[i], article) == 0) {
                return false;
            }
        }
    }
    return shipment->from == 0 ||
           stock_warehouse(&view->stock, shipment->from)->source == shipment->source;
}

bool dock_audit(const struct view *view)
{
    bool good = true;
    for (uint32_t place = 1; good && place <= view->stock.piles.used; place++) {
        good = pile_agrees(view, place);
    }
    for (uint32_t place = 1; good && place <= view->cargo.shipments.used; place++) {
        good = shipment_agrees(view, cargo_shipment(&view->cargo, place));
    }
    return good;
}
