/* What happens to a shipment after it was made. */
#include "core/dock.h"
#include "core/relief.h"
#include "core/shipment.h"

#include "base/assert.h"
#include "base/text.h"

/* What a deed does to one line. */
struct count {
    uint32_t freight;
    struct carrying carrying;
};

struct counts {
    struct count list[SHIPMENT_LINES_MAX];
    uint32_t count;
};

static bool is_counted(int deed)
{
    return deed == SHIPMENT_RECEIVE || deed == SHIPMENT_RETURN;
}

/* --- what can be said without looking at anything --- */

static enum hub_status check_times(const struct ask *ask, const struct body_shipment_update *update,
                                   struct fault *fault)
{
    if (update->happened_utc_us < AS_OF_MIN_US) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "shipment_update.happened_at");
    }
    if (update->happened_utc_us > ask->at_utc_us + AHEAD_MAX_US) {
        return fault_set(fault, HUB_E_TIME_AHEAD, "shipment_update.happened_at");
    }
    if (update->deed == SHIPMENT_DELAY && update->expected_utc_us == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "shipment_update.expected_at");
    }
    return check_moment(update->expected_utc_us)
               ? HUB_OK
               : fault_set(fault, HUB_E_FIELD_RANGE, "shipment_update.expected_at");
}

static enum hub_status check_update(const struct ask *ask,
                                    const struct body_shipment_update *update, struct fault *fault)
{
    const bool ends_badly = update->deed == SHIPMENT_RETURN || update->deed == SHIPMENT_CANCEL ||
                            update->deed == SHIPMENT_LOSE;
    if (!update->has_shipment) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "shipment_update.shipment");
    }
    if (update->deed <= SHIPMENT_NONE || update->deed >= SHIPMENT_DEEDS) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "shipment_update.deed");
    }
    if (update->lines.count > SHIPMENT_LINES_MAX ||
        (update->lines.count > 0 && !is_counted(update->deed))) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "shipment_update.lines");
    }
    if (ends_badly && update->reason.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "shipment_update.reason");
    }
    enum hub_status status = check_times(ask, update, fault);
    if (status == HUB_OK) {
        status = relief_text_fits(update->bast_number, POINT_BYTES_MAX,
                                  "shipment_update.bast_number", fault);
    }
    if (status == HUB_OK) {
        status = relief_text_fits(update->received_by, POINT_BYTES_MAX,
                                  "shipment_update.received_by", fault);
    }
    return status == HUB_OK
               ? relief_text_fits(update->reason, REASON_BYTES_MAX, "shipment_update.reason", fault)
               : status;
}

/* --- which quantities it is about --- */

/* Everything of the shipment that the deed is about: what is loaded before it leaves, what is under way after that. */
static void count_all(const struct cargo *cargo, const struct shipment *shipment,
                      const struct carrying *kind, struct counts *out)
{
    const bool loses = kind->what == CARRY_DELIVER && kind->lost != 0;
    for (uint32_t at = shipment->first_freight; at != 0; at = cargo_freight(cargo, at)->next) {
        const struct freight *freight = cargo_freight(cargo, at);
        const uint64_t there = shipment->state == SHIPMENT_PREPARED
                                   ? freight->loaded
                                   : cargo_under_way(shipment, freight);
        if (there > 0) {
            HUB_ASSERT(out->count < SHIPMENT_LINES_MAX);
            out->list[out->count++] = (struct count){
                at, {.what = kind->what, .amount = loses ? 0 : there, .lost = loses ? there : 0}};
        }
    }
}

static uint32_t nth_freight(const struct cargo *cargo, const struct shipment *shipment,
                            uint32_t nth)
{
    uint32_t at = shipment->first_freight;
    for (uint32_t i = 1; i < nth && at != 0; i++) {
        at = cargo_freight(cargo, at)->next;
    }
    return nth == 0 ? 0 : at;
}

/* One line that is named. Returns the refusal and its member. */
static enum hub_status count_line(const struct cargo *cargo, const struct shipment *shipment,
                                  const struct sent_shipment_count *sent, enum carriage what,
                                  struct counts *out, const char **out_member)
{
    const uint32_t at = nth_freight(cargo, shipment, sent->line);
    struct carrying carrying = {.what = what};
    *out_member = "line";
    if (at == 0) {
        return HUB_E_FIELD_RANGE;
    }
    for (uint32_t i = 0; i < out->count; i++) {
        if (out->list[i].freight == at) {
            return HUB_E_FIELD_TWICE;
        }
    }
    *out_member = "thousandths";
    const struct freight *freight = cargo_freight(cargo, at);
    const uint64_t unit = freight->unit_thousandths;
    const bool mixed =
        what == CARRY_RETURN && (sent->damaged_thousandths != 0 || sent->lost_thousandths != 0);
    if (mixed || !relief_convert(sent->thousandths, unit, &carrying.amount) ||
        !relief_convert(sent->damaged_thousandths, unit, &carrying.damaged) ||
        !relief_convert(sent->lost_thousandths, unit, &carrying.lost)) {
        return HUB_E_FIELD_RANGE;
    }
    const uint64_t there = cargo_under_way(shipment, freight);
    if (what == CARRY_RETURN && carrying.amount == 0) {
        carrying.amount = there;
    } else if (carrying.amount + carrying.damaged + carrying.lost == 0) {
        return HUB_E_FIELD_MISSING;
    }
    if (there == 0 || carrying.amount + carrying.damaged + carrying.lost > there) {
        return HUB_E_QUANTITY_EXCEEDED;
    }
    out->list[out->count++] = (struct count){at, carrying};
    return HUB_OK;
}

/* All quantities of a deed that the state of the shipment has; reads only. */
static enum hub_status count_deed(const struct cargo *cargo, const struct shipment *shipment,
                                  const struct body_shipment_update *update, struct counts *out,
                                  struct fault *fault)
{
    static const struct carrying kinds[SHIPMENT_DEEDS] = {
        [SHIPMENT_DEPART] = {.what = CARRY_DEPART},
        [SHIPMENT_RECEIVE] = {.what = CARRY_DELIVER},
        [SHIPMENT_RETURN] = {.what = CARRY_RETURN},
        [SHIPMENT_CANCEL] = {.what = CARRY_UNLOAD},
        [SHIPMENT_LOSE] = {.what = CARRY_DELIVER, .lost = 1},
    };
    const char *member = "";
    out->count = 0;
    if (update->deed == SHIPMENT_DELAY || update->deed == SHIPMENT_ARRIVE) {
        return HUB_OK;
    }
    if (update->lines.count == 0) {
        count_all(cargo, shipment, &kinds[update->deed], out);
        return HUB_OK;
    }
    for (uint32_t i = 0; i < update->lines.count; i++) {
        const enum hub_status status = count_line(cargo, shipment, &update->lines.items[i],
                                                  kinds[update->deed].what, out, &member);
        if (status != HUB_OK) {
            return fault_set(fault, status, "shipment_update.lines[%u].%s", i, member);
        }
    }
    return HUB_OK;
}

/* --- deciding --- */

static uint32_t find_shipment(const struct view *view, const struct body_shipment_update *update)
{
    const uint32_t source = source_find(&view->sources, update->shipment_source).n;
    return source == 0 || update->shipment_part != 0
               ? 0
               : cargo_find(&view->cargo, source, update->shipment_number);
}

/* Is it a deed of the place it goes to, too? */
static bool is_receivers(int deed)
{
    return deed == SHIPMENT_ARRIVE || deed == SHIPMENT_RECEIVE || deed == SHIPMENT_LOSE;
}

/* (2) */
static bool may_do(const struct ask *ask, const struct body_shipment_update *update, uint32_t area)
{
    const struct slice nobody = {NULL, 0};
    return roster_may_speak(ask->roster, ask->client, update->shipment_source, nobody) == HUB_OK ||
           (is_receivers(update->deed) && relief_may_decide(ask->client, area));
}

enum hub_status shipment_decide_update(const struct ask *ask, const struct message *message,
                                       struct checked *checked, struct proposal *out,
                                       struct fault *fault)
{
    const struct body_shipment_update *update = &message->as.shipment_update;
    struct counts counts;
    const enum hub_status status = check_update(ask, update, fault);
    if (status != HUB_OK) {
        return status;
    }
    const uint32_t place = find_shipment(ask->view, update);
    if (place == 0) {
        return fault_set(fault, HUB_E_SHIPMENT_UNKNOWN, "shipment_update.shipment");
    }
    const struct shipment *shipment = cargo_shipment(&ask->view->cargo, place);
    out->area = shipment->area;
    if (!may_do(ask, update, shipment->area)) {
        return fault_set(fault,
                         is_receivers(update->deed) ? HUB_E_REGION_FORBIDS : HUB_E_SOURCE_FORBIDS,
                         "shipment_update.shipment");
    }
    if (shipment_life[shipment->state][update->deed] == SHIPMENT_STATE_NONE) {
        return fault_set(fault, HUB_E_DEED_NOT_NOW, "shipment_update.deed");
    }
    if (update->expected_utc_us != 0 && update->expected_utc_us < ask->at_utc_us) {
        warnings_add(&checked->warnings, HUB_E_EXPECTED_PASSED, "shipment_update.expected_at");
    }
    return count_deed(&ask->view->cargo, shipment, update, &counts, fault);
}

/* --- its record --- */

/* What it is for the warehouses, at the time it happened: out of the one it leaves from, or back there; in good order into the other. */
static void dock(struct view *view, const struct shipment *shipment, const struct freight *freight,
                 const struct carrying *carrying, int64_t happened_utc_us,
                 struct stock_change *change)
{
    const struct dock_load load = {freight->article, carrying->amount, happened_utc_us};
    const uint32_t from = dock_of_freight(view, shipment, freight);
    if (carrying->what == CARRY_DEPART) {
        dock_leave(view, from, &load, change);
    } else if (carrying->what == CARRY_RETURN) {
        dock_enter(view, from, &load, change);
    } else if (carrying->what == CARRY_DELIVER) {
        dock_enter(view, shipment->to, &load, change);
    }
}

static void carry(struct view *view, struct count *count, int64_t at_utc_us,
                  struct view_change *change)
{
    struct freight *freight = cargo_freight(&view->cargo, count->freight);
    struct carrying *carrying = &count->carrying;
    carrying->at_utc_us = at_utc_us;
    if (carrying->what == CARRY_DELIVER) {
        freight->good += carrying->amount;
        freight->damaged += carrying->damaged;
        freight->lost += carrying->lost;
    } else if (carrying->what == CARRY_RETURN) {
        freight->returned += carrying->amount;
    }
    if (freight->pledge != 0) {
        ledger_carry(&view->ledger, freight->pledge, carrying, &change->ledger);
    }
}

/* The hand-over record closes the lines that have all they asked for. */
static void settle(struct view *view, const struct counts *counts, uint32_t source, uint64_t number,
                   struct view_change *change)
{
    for (uint32_t i = 0; i < counts->count; i++) {
        const struct freight *freight = cargo_freight(&view->cargo, counts->list[i].freight);
        if (freight->pledge != 0) {
            ledger_settle(&view->ledger, freight->line, source, number, &change->ledger);
        }
    }
}

static void note_times(struct shipment *shipment, const struct body_shipment_update *update,
                       int64_t happened_utc_us)
{
    if (update->deed == SHIPMENT_DEPART) {
        shipment->departed_utc_us = happened_utc_us;
    }
    if ((update->deed == SHIPMENT_DEPART || update->deed == SHIPMENT_DELAY) &&
        update->expected_utc_us != 0) {
        shipment->expected_utc_us = update->expected_utc_us;
    }
    const bool is_there = update->deed == SHIPMENT_ARRIVE || update->deed == SHIPMENT_RECEIVE;
    if (is_there && shipment->arrived_utc_us == 0) {
        shipment->arrived_utc_us = happened_utc_us;
    }
    if (update->deed == SHIPMENT_RECEIVE && update->bast_number.size_bytes > 0) {
        text_copy(shipment->bast, POINT_BYTES_MAX + 1, update->bast_number);
    }
    if (update->deed == SHIPMENT_RECEIVE && update->received_by.size_bytes > 0) {
        text_copy(shipment->receiver, POINT_BYTES_MAX + 1, update->received_by);
    }
}

bool shipment_apply_update(struct view *view, const struct record *record,
                           const struct message *message, struct view_change *change)
{
    const struct body_shipment_update *update = &message->as.shipment_update;
    const uint32_t place = find_shipment(view, update);
    const uint32_t source = source_find(&view->sources, record->source).n;
    struct counts counts;
    struct fault fault = {.status = HUB_OK};
    if (place == 0 || update->deed <= SHIPMENT_NONE || update->deed >= SHIPMENT_DEEDS ||
        update->lines.count > SHIPMENT_LINES_MAX) {
        return false;
    }
    struct shipment *shipment = cargo_shipment(&view->cargo, place);
    const uint8_t next = shipment_life[shipment->state][update->deed];
    if (next == SHIPMENT_STATE_NONE ||
        count_deed(&view->cargo, shipment, update, &counts, &fault) != HUB_OK) {
        return false;
    }
    const int64_t happened_utc_us =
        update->happened_utc_us == 0 ? record->at_utc_us : update->happened_utc_us;
    for (uint32_t i = 0; i < counts.count; i++) {
        carry(view, &counts.list[i], record->at_utc_us, change);
        dock(view, shipment, cargo_freight(&view->cargo, counts.list[i].freight),
             &counts.list[i].carrying, happened_utc_us, &change->stock);
    }
    if (update->deed == SHIPMENT_RECEIVE && update->bast_number.size_bytes > 0) {
        settle(view, &counts, source, record->number, change);
    }
    note_times(shipment, update, happened_utc_us);
    shipment->state = next;
    shipment->update_source = source;
    shipment->update_number = record->number;
    const enum shipment_state end = next == SHIPMENT_CANCELLED ? SHIPMENT_CANCELLED
                                    : next == SHIPMENT_LOST || is_counted(update->deed)
                                        ? cargo_end_state(&view->cargo, place)
                                        : SHIPMENT_STATE_NONE;
    if (end != SHIPMENT_STATE_NONE) {
        cargo_end(&view->cargo, place, end, happened_utc_us, record->at_utc_us);
    }
    change->cargo.shipment = place;
    return true;
}
