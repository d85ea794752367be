/* The shipments once more, against the ledger and their own lists, without any of the running sums. */
#include "core/cargo.h"

/* (1) */
static bool freight_agrees(const struct shipment *shipment, const struct freight *freight,
                           const struct ledger *ledger)
{
    const uint64_t known = freight->good + freight->damaged + freight->lost + freight->returned;
    const bool left = shipment->state != SHIPMENT_PREPARED && shipment->state != SHIPMENT_CANCELLED;
    const bool over = left && !cargo_is_moving(shipment);
    return freight->loaded > 0 && known <= freight->loaded && (left || known == 0) &&
           (!over || known == freight->loaded) && freight->unit_thousandths > 0 &&
           (freight->pledge == 0) == (freight->line == 0) &&
           (freight->pledge == 0 ||
            ledger_pledge(ledger, freight->pledge)->article == freight->article);
}

static bool shipment_agrees(const struct cargo *cargo, uint32_t place, const struct ledger *ledger)
{
    const struct shipment *shipment = cargo_shipment(cargo, place);
    uint32_t count = 0;
    for (uint32_t at = shipment->first_freight; at != 0; at = cargo_freight(cargo, at)->next) {
        if (++count > shipment->freight_count ||
            !freight_agrees(shipment, cargo_freight(cargo, at), ledger)) {
            return false;
        }
    }
    const bool over = shipment->state != SHIPMENT_PREPARED && !cargo_is_moving(shipment);
    const bool is_first = shipment->previous_in_area == 0;
    return count > 0 && count == shipment->freight_count && over == (shipment->ended_utc_us != 0) &&
           shipment->state > SHIPMENT_STATE_NONE && shipment->state < SHIPMENT_STATES &&
           cargo_find(cargo, shipment->source, shipment->number) == place &&
           is_first == (cargo->first_of_area[shipment->area] == place) &&
           (is_first || cargo_shipment(cargo, shipment->previous_in_area)->next_in_area == place) &&
           (shipment->next_in_area == 0 ||
            cargo_shipment(cargo, shipment->next_in_area)->previous_in_area == place);
}

/* (4), and the free places: each ended one once in the queue, every place that is not held once among the free. */
static bool queues_agree(const struct cargo *cargo)
{
    const struct cargo_ends *ends = cargo_ends(cargo);
    uint32_t held = 0;
    uint32_t ended = 0;
    uint32_t carried = 0;
    uint32_t queued = 0;
    uint32_t last = 0;
    uint32_t free_places = 0;
    uint32_t free_freights = 0;
    for (uint32_t place = 1; place <= cargo->shipments.used; place++) {
        const struct shipment *shipment = cargo_shipment(cargo, place);
        held += shipment->source == 0 ? 0 : 1;
        ended += shipment->ended_utc_us == 0 ? 0 : 1;
        carried += shipment->freight_count;
    }
    for (uint32_t at = ends->first_ended; at != 0 && queued <= ended;
         at = cargo_shipment(cargo, at)->next_in_queue) {
        queued += cargo_shipment(cargo, at)->ended_utc_us == 0 ? ended + 1 : 1;
        last = at;
    }
    for (uint32_t at = ends->free_shipment; at != 0 && free_places <= cargo->shipments.used;
         at = cargo_shipment(cargo, at)->next_in_queue) {
        free_places += cargo_shipment(cargo, at)->source == 0 ? 1 : cargo->shipments.used + 1;
    }
    for (uint32_t at = ends->free_freight; at != 0 && free_freights <= cargo->freights.used;
         at = cargo_freight(cargo, at)->next) {
        free_freights++;
    }
    return held == ends->held && queued == ended && last == ends->last_ended &&
           free_places + held == cargo->shipments.used && free_freights == ends->free_freights &&
           free_freights + carried == cargo->freights.used;
}

/* (2) */
static bool pledge_agrees(const struct cargo *cargo, const struct ledger *ledger, uint32_t pledge)
{
    uint64_t loaded = 0;
    uint64_t shipped = 0;
    for (uint32_t place = 1; place <= cargo->shipments.used; place++) {
        const struct shipment *shipment = cargo_shipment(cargo, place);
        for (uint32_t at = shipment->first_freight; at != 0; at = cargo_freight(cargo, at)->next) {
            const struct freight *freight = cargo_freight(cargo, at);
            if (freight->pledge == pledge) {
                loaded += shipment->state == SHIPMENT_PREPARED ? freight->loaded : 0;
                shipped += cargo_under_way(shipment, freight);
            }
        }
    }
    const struct pledge *held = ledger_pledge(ledger, pledge);
    return held->loaded == loaded && held->shipped == shipped;
}

bool cargo_audit(const struct cargo *cargo, const struct ledger *ledger)
{
    bool good = queues_agree(cargo);
    for (uint32_t place = 1; good && place <= cargo->shipments.used; place++) {
        good = cargo_shipment(cargo, place)->source == 0 || shipment_agrees(cargo, place, ledger);
    }
    for (uint32_t place = 1; good && place <= ledger->pledges.used; place++) {
        good = pledge_agrees(cargo, ledger, place);
    }
    return good;
}
