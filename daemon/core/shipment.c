#include "core/shipment.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"
#include "core/dock.h"
#include "core/relief.h"
#include "core/share.h"

#include <stdio.h>

#define KECAMATAN_BYTES                                                                            \
    4 /* at the head of the subject; behind it the goods of the lines without a pledge, and the flags of dock.h */

_Static_assert(SHIPMENT_LINES_MAX <= NEED_LINES_MAX,
               "struct ledger_change has room for its offers");
_Static_assert(KECAMATAN_BYTES + SHIPMENT_LINES_MAX * GOODS_BYTES_MAX < PROPOSAL_SUBJECT_BYTES,
               "a full shipment fits its subject");

/* What one line loads. */
struct load {
    uint32_t pledge;           /* 0: of none */
    uint32_t article;          /* 0: one that the ledger does not have yet */
    uint64_t thousandths;      /* of the article's unit */
    uint64_t unit_thousandths; /* one unit as it was written */
};

/* --- what can be said without looking at anything --- */

static enum hub_status check_texts(const struct body_shipment *shipment, struct fault *fault)
{
    const struct {
        struct slice text;
        const char *field;
    } texts[] = {
        {shipment->origin_name, "shipment.origin_name"},
        {shipment->delivery_point, "shipment.delivery_point"},
        {shipment->vehicle, "shipment.vehicle"},
        {shipment->carrier, "shipment.carrier"},
        {shipment->driver_contact, "shipment.driver_contact"},
        {shipment->waybill_number, "shipment.waybill_number"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].text.size_bytes > POINT_BYTES_MAX) {
            return fault_set(fault, HUB_E_FIELD_RANGE, "%s", texts[i].field);
        }
    }
    return HUB_OK;
}

static enum hub_status check_warehouses(const struct body_shipment *shipment, struct fault *fault)
{
    enum hub_status status = dock_check_id(shipment->warehouse_id, "shipment.warehouse_id", fault);
    if (status == HUB_OK) {
        status =
            dock_check_id(shipment->delivery_warehouse_id, "shipment.delivery_warehouse_id", fault);
    }
    if (status == HUB_OK) {
        status = dock_check_id(shipment->delivery_source, "shipment.delivery_source", fault);
    }
    const bool half =
        shipment->delivery_source.size_bytes > 0 && shipment->delivery_warehouse_id.size_bytes == 0;
    return status == HUB_OK && half
               ? fault_set(fault, HUB_E_FIELD_MISSING, "shipment.delivery_warehouse_id")
               : status;
}

static enum hub_status check_times(const struct ask *ask, const struct body_shipment *shipment,
                                   struct fault *fault)
{
    const bool leaves = shipment->departed_utc_us != 0;
    if (!check_moment(shipment->departs_utc_us)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "shipment.departs_at");
    }
    if (shipment->departed_utc_us < AS_OF_MIN_US || (leaves && shipment->prepared)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "shipment.departed_at");
    }
    if (leaves && shipment->departed_utc_us > ask->at_utc_us + AHEAD_MAX_US) {
        return fault_set(fault, HUB_E_TIME_AHEAD, "shipment.departed_at");
    }
    const int64_t begin_utc_us = leaves ? shipment->departed_utc_us : shipment->departs_utc_us;
    const bool backwards = shipment->expected_utc_us != 0 && begin_utc_us != 0 &&
                           shipment->expected_utc_us < begin_utc_us;
    return !check_moment(shipment->expected_utc_us) || backwards
               ? fault_set(fault, HUB_E_FIELD_RANGE, "shipment.expected_at")
               : HUB_OK;
}

static enum hub_status check_shipment(const struct ask *ask, const struct body_shipment *shipment,
                                      struct fault *fault)
{
    if (shipment->event_id.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "shipment.event_id");
    }
    if (!text_is_identifier(shipment->event_id, IDENTIFIER_BYTES_MAX)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "shipment.event_id");
    }
    if (shipment->lines.count == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "shipment.lines");
    }
    if (shipment->lines.count > SHIPMENT_LINES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "shipment.lines");
    }
    enum hub_status status = check_times(ask, shipment, fault);
    if (status == HUB_OK) {
        status = check_texts(shipment, fault);
    }
    return status == HUB_OK ? check_warehouses(shipment, fault) : status;
}

/* Where it goes: a regency or province of the catalogue, perhaps one of its kecamatan. */
static enum hub_status take_destination(const struct ask *ask, const struct body_shipment *shipment,
                                        struct checked *checked, struct proposal *out,
                                        struct fault *fault)
{
    uint64_t area = 0;
    uint64_t kecamatan = 0;
    const struct slice within = shipment->kecamatan_code;
    if (shipment->region_code.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "shipment.region_code");
    }
    if (!region_code_parse(shipment->region_code, &area) || area == AREA_NATION ||
        area >= AREA_CODES || region_find(ask->catalogue, (uint32_t)area) == NULL) {
        return fault_set(fault, HUB_E_REGION_UNKNOWN, "shipment.region_code");
    }
    if (within.size_bytes > 0 &&
        (!region_code_parse(within, &kecamatan) || kecamatan < 100000 || kecamatan > 999999 ||
         !region_kecamatan_known(ask->catalogue, (uint32_t)kecamatan))) {
        return fault_set(fault, HUB_E_REGION_UNKNOWN, "shipment.kecamatan_code");
    }
    if (kecamatan != 0 && !area_contains((uint32_t)area, (uint32_t)kecamatan / 100)) {
        warnings_add(&checked->warnings, HUB_E_KECAMATAN_OUTSIDE, "shipment.kecamatan_code");
    }
    out->area = (uint32_t)area;
    bytes_put_le(out->subject, kecamatan, KECAMATAN_BYTES);
    out->subject_bytes = KECAMATAN_BYTES;
    return HUB_OK;
}

/* Of goods that nobody promised. */
static struct load load_of(const struct ledger *ledger, const struct goods *goods)
{
    return (struct load){
        .article = ledger_find_article(ledger, &goods->article),
        .thousandths = goods->thousandths,
        .unit_thousandths = goods->unit_thousandths,
    };
}

/* Each line is of a pledge or of goods, and the goods are resolved into the subject. */
static enum hub_status take_goods(const struct ask *ask, const struct body_shipment *shipment,
                                  struct checked *checked, struct load *loads, struct proposal *out,
                                  struct fault *fault)
{
    char path[FIELD_PATH_ROOM];
    for (uint32_t i = 0; i < shipment->lines.count; i++) {
        const struct sent_shipment_line *line = &shipment->lines.items[i];
        struct goods goods;
        if (!line->has_pledge && !line->has_quantity) {
            return fault_set(fault, HUB_E_FIELD_MISSING, "shipment.lines[%u].pledge", i);
        }
        if (line->has_pledge && line->has_quantity) {
            return fault_set(fault, HUB_E_FIELD_TWICE, "shipment.lines[%u].quantity", i);
        }
        if (line->has_pledge) {
            continue;
        }
        if (line->thousandths != 0) { /* the quantity says how much */
            return fault_set(fault, HUB_E_FIELD_RANGE, "shipment.lines[%u].thousandths", i);
        }
        (void)snprintf(path, sizeof path, "shipment.lines[%u].quantity", i);
        const enum hub_status status =
            relief_resolve_line(ask, &line->quantity, path, checked, &goods, fault);
        if (status != HUB_OK) {
            return status;
        }
        HUB_ASSERT(out->subject_bytes + GOODS_BYTES_MAX <= sizeof out->subject);
        out->subject_bytes += relief_put_goods(&goods, &out->subject[out->subject_bytes]);
        loads[i] = load_of(&ask->view->ledger, &goods);
    }
    return HUB_OK;
}

/* --- what the pledges say to it --- */

/* How much of a pledge the lines before this one take. */
static uint64_t taken_before(const struct load *loads, uint32_t count, uint32_t pledge)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += loads[i].pledge == pledge ? loads[i].thousandths : 0;
    }
    return sum;
}

/* Where a shipment comes from and goes to. */
struct route {
    uint32_t source;
    uint32_t behalf; /* on whose behalf it speaks, itself as a rule; 0: nobody who was ever heard */
    bool decided;    /* whose pledges may ride was asked already */
    uint32_t event;
    uint32_t area;
    enum carriage carriage;
    struct dock dock;
};

/*
 * The nth line's load, when it is of a pledge; those before it are in the list. Reads only; for the decision and for its record.
 *
 *   out_member   the member of the line that a refusal is about
 */
static enum hub_status plan_line(const struct view *view, const struct route *route,
                                 const struct sent_shipment_line *line, struct load *loads,
                                 uint32_t nth, const char **out_member)
{
    const struct ledger *ledger = &view->ledger;
    const uint32_t source = source_find(&view->sources, line->pledge_source).n;
    const uint32_t place =
        source == 0 ? 0
                    : ledger_find_pledge(ledger, source, line->pledge_number, line->pledge_part);
    *out_member = "pledge";
    if (place == 0) {
        return HUB_E_PLEDGE_UNKNOWN;
    }
    const struct pledge *pledge = ledger_pledge(ledger, place);
    if (!route->decided && pledge->giver != route->source && pledge->giver != route->behalf) {
        return HUB_E_PLEDGE_FORBIDS;
    }
    const struct relief *relief =
        pledge->line == 0 ? NULL : ledger_relief(ledger, ledger_line(ledger, pledge->line)->relief);
    if (relief != NULL && (relief->area != route->area || relief->event != route->event)) {
        return HUB_E_DESTINATION_DIFFERS;
    }
    const uint64_t before = taken_before(loads, nth, place);
    struct carrying carrying = {.what = route->carriage};
    if (!relief_convert(line->thousandths, pledge->unit_thousandths, &carrying.amount)) {
        *out_member = "thousandths";
        return HUB_E_FIELD_RANGE;
    }
    const enum hub_status status = ledger_may_carry(ledger, place, &carrying, before);
    if (status != HUB_OK) {
        *out_member = status == HUB_E_QUANTITY_EXCEEDED ? "thousandths" : "pledge";
        return status;
    }
    loads[nth] = (struct load){
        .pledge = place,
        .article = pledge->article,
        .thousandths = carrying.amount == 0 ? pledge_unbound(pledge) - before : carrying.amount,
        .unit_thousandths = pledge->unit_thousandths,
    };
    return HUB_OK;
}

static enum hub_status plan(const struct ask *ask, const struct route *route,
                            const struct body_shipment *shipment, struct checked *checked,
                            struct load *loads, struct fault *fault)
{
    const struct ledger *ledger = &ask->view->ledger;
    const char *member = "";
    char path[FIELD_PATH_ROOM];
    for (uint32_t i = 0; i < shipment->lines.count; i++) {
        const struct sent_shipment_line *line = &shipment->lines.items[i];
        if (!line->has_pledge) {
            continue;
        }
        const enum hub_status status = plan_line(ask->view, route, line, loads, i, &member);
        if (status != HUB_OK) {
            return fault_set(fault, status, "shipment.lines[%u].%s", i, member);
        }
        if (!line_is_open(ledger_line(ledger, ledger_pledge(ledger, loads[i].pledge)->line))) {
            (void)snprintf(path, sizeof path, "shipment.lines[%u].pledge", i);
            warnings_add(&checked->warnings, HUB_E_LINE_NOT_OPEN, path);
        }
    }
    return HUB_OK;
}

/* The piles that its lines leave and come to, as far as they are not there yet. */
static void find_needs(const struct stock *stock, const struct dock *dock, const struct load *loads,
                       uint32_t count, struct dock_needs *out)
{
    out->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        dock_need(stock, dock->from, loads[i].article, out);
        if (dock->to != dock->from) {
            dock_need(stock, dock->to, loads[i].article, out);
        }
    }
}

static bool has_room(const struct view *view, const struct body_shipment *shipment,
                     uint32_t new_articles, int64_t at_utc_us)
{
    return cargo_has_room(&view->cargo, shipment->lines.count, at_utc_us) &&
           ledger_has_room_for_articles(&view->ledger, new_articles);
}

/* Room, and the share of its source, for the shipment and for the piles it makes. */
static enum hub_status check_room(const struct ask *ask, const struct message *message,
                                  const struct route *route, const struct load *loads,
                                  uint32_t new_articles, struct fault *fault)
{
    const struct body_shipment *shipment = &message->as.shipment;
    const struct dock *dock = &route->dock;
    const uint32_t wanted = cargo_share(shipment->lines.count);
    const uint32_t freed = cargo_share_freed(&ask->view->cargo, route->source, ask->at_utc_us);
    struct dock_needs needs;
    find_needs(&ask->view->stock, dock, loads, shipment->lines.count, &needs);
    /* with what a record of now gives back of its share */
    const struct holding holding = {.shipments = wanted > freed ? wanted - freed : 0,
                                    .stocks = needs.count,
                                    .articles = new_articles};
    if (!share_allows(ask, message->source, &holding)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "shipment");
    }
    if (!dock_leaves_places(&ask->view->stock, &needs, dock->to, route->source)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "shipment.delivery_warehouse_id");
    }
    if (!dock_has_room(&ask->view->stock, &needs)) {
        return fault_set(fault, HUB_E_LIMIT_REACHED, "shipment.%s",
                         dock->to == 0 ? "warehouse_id" : "delivery_warehouse_id");
    }
    return has_room(ask->view, shipment, new_articles, ask->at_utc_us)
               ? HUB_OK
               : fault_set(fault, HUB_E_LIMIT_REACHED, "shipment");
}

static uint32_t receiver_of(const struct view *view, uint32_t source,
                            const struct body_shipment *shipment)
{
    return shipment->delivery_source.size_bytes == 0
               ? source
               : source_find(&view->sources, shipment->delivery_source).n;
}

/* The warehouses it leaves from and goes to; that one stands where the shipment goes. */
static enum hub_status take_dock(const struct ask *ask, const struct body_shipment *shipment,
                                 struct checked *checked, struct route *route, struct fault *fault)
{
    route->dock.from =
        dock_find(ask, route->source, shipment->warehouse_id, "shipment.warehouse_id", checked);
    route->dock.to =
        dock_find(ask, receiver_of(ask->view, route->source, shipment),
                  shipment->delivery_warehouse_id, "shipment.delivery_warehouse_id", checked);
    return route->dock.to == 0 ||
                   area_contains(route->area,
                                 stock_warehouse(&ask->view->stock, route->dock.to)->area)
               ? HUB_OK
               : fault_set(fault, HUB_E_DESTINATION_DIFFERS, "shipment.delivery_warehouse_id");
}

static struct route route_of(const struct view *view, struct slice source,
                             const struct body_shipment *shipment, uint32_t area)
{
    return (struct route){
        .source = source_find(&view->sources, source).n,
        .event = picture_find_event(&view->picture, shipment->event_id),
        .area = area,
        .carriage = shipment->prepared ? CARRY_LOAD : CARRY_SEND,
    };
}

enum hub_status shipment_decide(const struct ask *ask, const struct message *message,
                                struct checked *checked, struct proposal *out, struct fault *fault)
{
    const struct body_shipment *shipment = &message->as.shipment;
    struct load loads[SHIPMENT_LINES_MAX] = {{.pledge = 0}};
    enum hub_status status = check_shipment(ask, shipment, fault);
    if (status == HUB_OK) {
        status = take_destination(ask, shipment, checked, out, fault);
    }
    if (status == HUB_OK) {
        status = take_goods(ask, shipment, checked, loads, out, fault);
    }
    if (status != HUB_OK) {
        return status;
    }
    struct route route = route_of(ask->view, message->source, shipment, out->area);
    route.behalf = message->on_behalf_of.size_bytes > 0
                       ? source_find(&ask->view->sources, message->on_behalf_of).n
                       : route.source;
    if (route.event == 0) {
        return fault_set(fault, HUB_E_EVENT_UNKNOWN, "shipment.event_id");
    }
    if (picture_disaster(&ask->view->picture, route.event)->closed != 0) {
        warnings_add(&checked->warnings, HUB_E_EVENT_CLOSED, "shipment.event_id");
    }
    if (shipment->expected_utc_us != 0 && shipment->expected_utc_us < ask->at_utc_us) {
        warnings_add(&checked->warnings, HUB_E_EXPECTED_PASSED, "shipment.expected_at");
    }
    status = plan(ask, &route, shipment, checked, loads, fault);
    if (status == HUB_OK) {
        status = take_dock(ask, shipment, checked, &route, fault);
    }
    dock_put(&route.dock, out);
    return status == HUB_OK ? check_room(ask, message, &route, loads, checked->new_articles, fault)
                            : status;
}

/* --- its record --- */

static void copy(char *room, struct slice text)
{
    text_copy(room, POINT_BYTES_MAX + 1, text);
}

static void fill(struct shipment *to, const struct body_shipment *from, const struct record *record,
                 const struct route *route, uint32_t kecamatan)
{
    to->departs_utc_us = from->departs_utc_us;
    to->departed_utc_us = from->departed_utc_us;
    if (!from->prepared && to->departed_utc_us == 0) {
        to->departed_utc_us = record->at_utc_us;
    }
    to->expected_utc_us = from->expected_utc_us;
    to->event = route->event;
    to->from = route->dock.from;
    to->to = route->dock.to;
    to->kecamatan = kecamatan;
    to->state = from->prepared ? SHIPMENT_PREPARED : SHIPMENT_IN_TRANSIT;
    copy(to->warehouse, from->warehouse_id);
    copy(to->delivery_warehouse, from->delivery_warehouse_id);
    copy(to->delivery_source, from->delivery_source);
    copy(to->origin, from->origin_name);
    copy(to->delivery_point, from->delivery_point);
    copy(to->vehicle, from->vehicle);
    copy(to->carrier, from->carrier);
    copy(to->contact, from->driver_contact);
    copy(to->waybill, from->waybill_number);
}

/* Its warehouses, as the record says that they were known. */
static bool read_dock(const struct view *view, const struct body_shipment *shipment,
                      struct slice flags, struct route *route)
{
    const struct stock *stock = &view->stock;
    if (flags.size_bytes > 1) {
        return false;
    }
    const uint8_t known = flags.size_bytes == 0 ? 0 : flags.data[0];
    const uint32_t receiver = receiver_of(view, route->source, shipment);
    route->dock.from = (known & DOCK_FROM) == 0
                           ? 0
                           : stock_find_warehouse(stock, route->source, shipment->warehouse_id);
    route->dock.to = (known & DOCK_TO) == 0 || receiver == 0
                         ? 0
                         : stock_find_warehouse(stock, receiver, shipment->delivery_warehouse_id);
    return dock_flags(&route->dock) == known;
}

/* Every line's load and goods, and the warehouses, from the record; false when no decision of ours made it. */
static bool read_lines(const struct view *view, struct route *route,
                       const struct body_shipment *shipment, struct slice subject,
                       struct load *loads, struct goods *goods)
{
    const char *member = "";
    for (uint32_t i = 0; i < shipment->lines.count; i++) {
        const struct sent_shipment_line *line = &shipment->lines.items[i];
        goods[i] = (struct goods){.thousandths = 0};
        if (line->has_pledge) {
            if (plan_line(view, route, line, loads, i, &member) != HUB_OK) {
                return false;
            }
            continue;
        }
        if (!relief_take_goods(&subject, &goods[i])) {
            return false;
        }
        loads[i] = load_of(&view->ledger, &goods[i]);
    }
    return read_dock(view, shipment, subject, route);
}

/* What of it is set aside or sent of its pledge. */
static void load_pledge(struct view *view, const struct route *route, struct freight *freight,
                        int64_t at_utc_us, struct view_change *change)
{
    struct ledger *ledger = &view->ledger;
    const struct carrying carrying = {
        .what = route->carriage, .amount = freight->loaded, .at_utc_us = at_utc_us};
    const struct pledge *pledge = ledger_pledge(ledger, freight->pledge);
    freight->line = pledge->line;
    freight->article = pledge->article;
    ledger_carry(ledger, freight->pledge, &carrying, &change->ledger);
}

/* How many lines are of an article that the ledger does not have. */
static uint32_t count_new(const struct ledger *ledger, const struct load *loads,
                          const struct goods *goods, uint32_t count)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        found += loads[i].pledge == 0 && ledger_find_article(ledger, &goods[i].article) == 0;
    }
    return found;
}

/* All lines, in their order (1). */
static void load_all(struct view *view, const struct route *route, uint32_t place,
                     int64_t at_utc_us, const struct load *loads, const struct goods *goods,
                     uint32_t count, struct view_change *change)
{
    const struct shipment *shipment = cargo_shipment(&view->cargo, place);
    for (uint32_t i = 0; i < count; i++) {
        struct freight *freight = cargo_load(&view->cargo, place);
        freight->unit_thousandths = loads[i].unit_thousandths;
        freight->loaded = loads[i].thousandths;
        freight->pledge = loads[i].pledge;
        if (freight->pledge == 0) {
            freight->article = ledger_take_article(&view->ledger, &goods[i].article);
            change->ledger.unknown = change->ledger.unknown || goods[i].article.known == 0;
        } else {
            load_pledge(view, route, freight, at_utc_us, change);
        }
        (void)dock_open(view, shipment->from, freight->article, route->source);
        (void)dock_open(view, shipment->to, freight->article, route->source);
        if (route->carriage == CARRY_SEND) {
            const struct dock_load leaves = {freight->article, freight->loaded,
                                             shipment->departed_utc_us};
            dock_leave(view, dock_of_freight(view, shipment, freight), &leaves, &change->stock);
        }
    }
}

bool shipment_apply(struct view *view, const struct record *record, const struct message *message,
                    struct view_change *change)
{
    const struct body_shipment *shipment = &message->as.shipment;
    struct route route = route_of(view, record->source, shipment, record->area);
    struct load loads[SHIPMENT_LINES_MAX] = {{.pledge = 0}};
    struct goods goods[SHIPMENT_LINES_MAX];
    struct dock_needs needs;
    if (route.source == 0 || route.event == 0 || record->area == AREA_NATION ||
        shipment->lines.count == 0 || shipment->lines.count > SHIPMENT_LINES_MAX ||
        record->subject.size_bytes < KECAMATAN_BYTES) {
        return false;
    }
    route.decided = true;
    const struct slice rest = {record->subject.data + KECAMATAN_BYTES,
                               record->subject.size_bytes - KECAMATAN_BYTES};
    if (!read_lines(view, &route, shipment, rest, loads, goods) ||
        !has_room(view, shipment, count_new(&view->ledger, loads, goods, shipment->lines.count),
                  record->at_utc_us)) {
        return false;
    }
    const uint32_t articles = view->ledger.articles.used;
    find_needs(&view->stock, &route.dock, loads, shipment->lines.count, &needs);
    if (!dock_has_room(&view->stock, &needs)) {
        return false;
    }
    const uint32_t place = cargo_take(&view->cargo, route.source, record->number, record->area);
    fill(cargo_shipment(&view->cargo, place), shipment, record, &route,
         (uint32_t)bytes_get_le(record->subject.data, KECAMATAN_BYTES));
    load_all(view, &route, place, record->at_utc_us, loads, goods, shipment->lines.count, change);
    const struct holding holding = {.shipments = cargo_share(shipment->lines.count),
                                    .articles = view->ledger.articles.used - articles};
    source_apply_holding(&view->sources, (struct source_id){route.source}, &holding);
    change->cargo.shipment = place;
    return true;
}
