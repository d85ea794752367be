/*
 * dock.h - where goods leave warehouses and come into them: what shipments and pledges say of warehouses, and what follows for the stock.
 *
 * Read by: shipment, pledge. Reads: domain.h, stock.h, cargo.h.
 * Owns: nothing; functions over the view.
 *
 * Holds: (1) every article that can leave a warehouse or come into it has its pile there from the record on that says so: room is
 *        asked then, and whatever happens to the shipment or the pledge later needs none; (2) a warehouse that was not declared
 *        refuses nothing: the goods go, and no stock changes; (3) which warehouses were known stands in the record, so that a
 *        journal written before warehouses were looked at replays as it was.
 * Source: proto/README.md "Stock" and "Shipments"; decision 0031.
 */
#ifndef HUB_CORE_DOCK_H
#define HUB_CORE_DOCK_H

#include "core/domain.h"

/* In the subject of a record, behind everything else, and only where one of them is set: which of its warehouses were known (3). */
#define DOCK_FROM 1U
#define DOCK_TO   2U

/* The warehouses that a shipment or a pledge names and the hub knows; each 0: not said, or not known. */
struct dock {
    uint32_t from;
    uint32_t to;
};

/* Piles that are not there yet. */
struct dock_needs {
    struct {
        uint32_t warehouse;
        uint32_t article; /* 0: one that the ledger does not have either */
    } piles[2 * SHIPMENT_LINES_MAX];
    uint32_t count;
};

/* dock_check_id - HUB_E_FIELD_RANGE for what is no identifier; nothing said is in order */
enum hub_status dock_check_id(struct slice id, const char *field, struct fault *fault);

/*
 * dock_find - the warehouse of a source, by its id.
 *
 *   field   of the message, for the warning WAREHOUSE_NOT_DECLARED (2)
 *
 * Returns its place; 0 with the warning, or for an empty id without one.
 */
uint32_t dock_find(const struct ask *ask, uint32_t source, struct slice id, const char *field,
                   struct checked *checked);

/* dock_flags - what the record says of them (3) */
uint8_t dock_flags(const struct dock *dock);

/* dock_put - that, behind the rest of the subject; nothing where none is known */
void dock_put(const struct dock *dock, struct proposal *out);

/* dock_need - the article is to have a pile in the warehouse; warehouse 0: in none */
void dock_need(const struct stock *stock, uint32_t warehouse, uint32_t article,
               struct dock_needs *needs);

/* dock_has_room - for all of these piles (1) */
bool dock_has_room(const struct stock *stock, const struct dock_needs *needs);

/* dock_leaves_places - does a source that sends to this warehouse of another leave the places that its owner counts in? */
bool dock_leaves_places(const struct stock *stock, const struct dock_needs *needs,
                        uint32_t warehouse, uint32_t source);

/* dock_open - the pile of an article, made when there is none; warehouse 0: none. The payer holds one place more when it is made. Returns it. */
uint32_t dock_open(struct view *view, uint32_t warehouse, uint32_t article, uint32_t payer);

/* What moves, and when. */
struct dock_load {
    uint32_t article;
    uint64_t amount;
    int64_t at_utc_us;
};

/* dock_leave - it went out of the warehouse; 0: of none that is known */
void dock_leave(struct view *view, uint32_t warehouse, const struct dock_load *load,
                struct stock_change *change);

/* dock_enter - it came into the warehouse; the same */
void dock_enter(struct view *view, uint32_t warehouse, const struct dock_load *load,
                struct stock_change *change);

/* dock_of_pledge - the warehouse that a pledge is promised out of; 0: none that is known */
uint32_t dock_of_pledge(const struct view *view, uint32_t pledge);

/* dock_of_freight - the warehouse that a line of a shipment leaves from: what the shipment says, or else its pledge; 0: none that is known */
uint32_t dock_of_freight(const struct view *view, const struct shipment *shipment,
                         const struct freight *freight);

/* dock_audit - promises once more from the pledges, and (1) of every shipment and pledge. Slow: for tests and the simulator. */
bool dock_audit(const struct view *view);

#endif
