/*
 * haul.c - the shipments once more, from the rules alone: every one in a list that is never shortened, every line walked.
 * Shares no code with daemon/core/cargo, shipment; it looks into the cargo only to compare.
 *
 * Source: proto/README.md "Shipments".
 */
#include "ration.h"

#include "base/assert.h"

#define HAULS_MAX    1024U
#define LINES_MAX    32U
#define FORGET_MAX   4U
#define KEPT_DAYS_US (7LL * 86400 * US_PER_S)

struct crate {
    int gift; /* its place in gifts; NOWHERE */
    uint32_t goods;
    uint64_t factor;
    const char *words; /* of what is of no pledge */
    uint64_t put;
    uint64_t good;
    uint64_t damaged;
    uint64_t lost;
    uint64_t back;
};

struct haul {
    const char *event;
    const char *source;
    uint64_t number;
    uint32_t area;
    enum { LOADING, MOVING, THERE, HANDED_OVER, WENT_BACK, CALLED_OFF, GONE } where;
    struct crate crates[LINES_MAX];
    uint32_t count;
    uint32_t from; /* warehouses; PIER_NONE */
    uint32_t to;
    uint32_t ended_as; /* the how-many-th that ended; 0: it did not */
    int64_t ended_us;
    bool forgotten;
};

struct haul *haul_make(void)
{
    return room_take(sizeof(struct haul) * HAULS_MAX);
}

static bool is_moving(const struct haul *haul)
{
    return haul->where == MOVING || haul->where == THERE;
}

static uint64_t riding(const struct haul *haul, const struct crate *crate)
{
    return is_moving(haul) ? crate->put - crate->good - crate->damaged - crate->lost - crate->back
                           : 0;
}

static struct haul *find(const struct ration *ration, const Pusdalops__V1__MessageReference *named)
{
    for (uint32_t i = 0; i < ration->haul_count; i++) {
        struct haul *haul = &ration->hauls[i];
        if (!haul->forgotten && haul->number == named->number &&
            ration_same(haul->source, named->source)) {
            return haul;
        }
    }
    return NULL;
}

static struct haul *first_ended(struct ration *ration)
{
    struct haul *first = NULL;
    for (uint32_t i = 0; i < ration->haul_count; i++) {
        struct haul *haul = &ration->hauls[i];
        if (haul->ended_as != 0 && !haul->forgotten &&
            (first == NULL || haul->ended_as < first->ended_as)) {
            first = haul;
        }
    }
    return first;
}

/* When the clock was set back since the first of them ended, it is for all of them as if they ended now. */
static void follow_clock(struct ration *ration, int64_t at_utc_us)
{
    const struct haul *first = first_ended(ration);
    if (first == NULL || first->ended_us <= at_utc_us) {
        return;
    }
    for (uint32_t i = 0; i < ration->haul_count; i++) {
        struct haul *haul = &ration->hauls[i];
        haul->ended_us = haul->ended_us > at_utc_us ? at_utc_us : haul->ended_us;
    }
}

void haul_forget(struct ration *ration, int64_t at_utc_us)
{
    follow_clock(ration, at_utc_us);
    for (uint32_t round = 0; round < FORGET_MAX; round++) {
        struct haul *first = first_ended(ration);
        if (first == NULL || first->ended_us + KEPT_DAYS_US > at_utc_us) {
            return;
        }
        first->forgotten = true;
        ration->changed_at_turn = ration->run->turn;
    }
}

/* --- what a crate does to the gift it is of --- */

static void bring_up(struct gift *gift)
{
    const uint64_t bound = gift->left + gift->aboard;
    gift->set_aside = gift->set_aside > bound ? gift->set_aside : bound;
}

static void leave(struct gift *gift, uint64_t amount)
{
    gift->left += amount;
    gift->riding += amount;
}

static void come_back(struct gift *gift, uint64_t amount)
{
    gift->riding -= amount;
    gift->left -= amount;
    gift->set_aside -= amount;
    gift->promised -= amount;
    gift->stood_by = true; /* nobody loads what he does not stand by */
    if (gift->promised == 0) {
        gift->taken_back = true;
        gift->for_line = NOWHERE;
    }
}

enum way { LEAVES, RETURNS, COMES };

/* What it is for the warehouses: out of the one that the shipment says, or else the promise; back there; in good order into the other. */
static void shift(const struct ration *ration, const struct haul *haul, const struct crate *crate,
                  uint64_t amount, int64_t at_us, enum way how)
{
    const uint32_t own = haul->from != PIER_NONE  ? haul->from
                         : crate->gift == NOWHERE ? PIER_NONE
                                                  : ration->gifts[crate->gift].house;
    const struct pier_load load = {crate->goods, amount, at_us};
    pier_move(ration->pier, how == COMES ? haul->to : own, &load, how != LEAVES);
}

/* When it happened: as was said, or when the hub heard of it. */
static int64_t time_of(const struct reading *heard, const Google__Protobuf__Timestamp *said)
{
    return said == NULL ? heard->record->at_utc_us : ration_utc_us(said);
}

/* --- hearing --- */

static void load_gift(const struct ration *ration, const struct reading *heard,
                      const struct haul *haul, const Pusdalops__V1__ShipmentLine *line,
                      struct crate *crate)
{
    struct gift *gift =
        ration_find_gift(ration, line->pledge->source, line->pledge->number, line->pledge->part);
    if (gift == NULL || !ration_same(gift->giver, haul->source) || !ration_is_live(gift)) {
        ration_wrong(ration, heard, "ships what was not promised, or not by its own giver");
    }
    const struct want *want = gift->for_line == NOWHERE ? NULL : &ration->wants[gift->for_line];
    const uint64_t there = gift->promised - gift->left - gift->aboard;
    const uint64_t said = line->thousandths * gift->factor;
    if (want == NULL || want->area != haul->area || !ration_same(want->event, haul->event)) {
        ration_wrong(ration, heard, "ships what is for elsewhere");
    }
    if (there == 0 || said > there) {
        ration_wrong(ration, heard, "ships more than there is");
    }
    *crate = (struct crate){.gift = (int)(gift - ration->gifts),
                            .goods = gift->goods,
                            .factor = gift->factor,
                            .put = said == 0 ? there : said};
    if (haul->where == LOADING) {
        gift->aboard += crate->put;
    } else {
        leave(gift, crate->put);
    }
    bring_up(gift);
}

static void load_line(const struct ration *ration, const struct reading *heard, struct haul *haul,
                      const Pusdalops__V1__ShipmentLine *line)
{
    struct crate *crate = &haul->crates[haul->count++];
    if (line->pledge != NULL) {
        load_gift(ration, heard, haul, line, crate);
    } else {
        const uint64_t factor = ration_factor_of(line->quantity);
        *crate = (struct crate){.gift = NOWHERE,
                                .goods = ration_same(line->quantity->item, "tikar")
                                             ? SIM_GOODS
                                             : ration_goods_of(line->quantity),
                                .words = ration_kept(line->quantity->item),
                                .factor = factor,
                                .put = line->quantity->thousandths * factor};
    }
    if (haul->where == MOVING) {
        shift(ration, haul, crate, crate->put,
              time_of(heard, heard->message->shipment->departed_at), LEAVES);
    }
}

static void hear_shipment(struct ration *ration, const struct reading *heard)
{
    const Pusdalops__V1__Shipment *body = heard->message->shipment;
    HUB_ASSERT(ration->haul_count < HAULS_MAX && body->n_lines <= LINES_MAX);
    struct haul *haul = &ration->hauls[ration->haul_count++];
    const char *whose =
        body->delivery_source[0] == '\0' ? heard->message->source : body->delivery_source;
    *haul =
        (struct haul){.event = ration_kept(body->event_id),
                      .source = ration_kept(heard->message->source),
                      .number = heard->message->number,
                      .area = ration_area_of(body->region_code),
                      .where = body->prepared ? LOADING : MOVING,
                      .from = pier_house(ration->pier, heard->message->source, body->warehouse_id),
                      .to = pier_house(ration->pier, whose, body->delivery_warehouse_id)};
    if (haul->to != PIER_NONE && !pier_stands_in(ration->pier, haul->to, haul->area)) {
        ration_wrong(ration, heard, "goes to a warehouse that stands elsewhere");
    }
    for (size_t i = 0; i < body->n_lines; i++) {
        load_line(ration, heard, haul, body->lines[i]);
    }
}

static void deliver(struct ration *ration, struct crate *crate, uint64_t good, uint64_t damaged,
                    uint64_t lost)
{
    crate->good += good;
    crate->damaged += damaged;
    crate->lost += lost;
    if (crate->gift != NOWHERE) {
        struct gift *gift = &ration->gifts[crate->gift];
        gift->good += good;
        gift->damaged += damaged;
        gift->lost += lost;
        gift->riding -= good + damaged + lost;
    }
}

static void give_back(struct ration *ration, struct crate *crate, uint64_t amount)
{
    crate->back += amount;
    if (crate->gift != NOWHERE) {
        come_back(&ration->gifts[crate->gift], amount);
    }
}

/* So much of a crate, in good order or back: for the gift and for the warehouses. */
static void come(struct ration *ration, const struct reading *heard, const struct haul *haul,
                 struct crate *crate, const uint64_t amounts[3], bool back)
{
    const int64_t at_us = time_of(heard, heard->message->shipment_update->happened_at);
    shift(ration, haul, crate, amounts[0], at_us, back ? RETURNS : COMES);
    if (back) {
        give_back(ration, crate, amounts[0]);
    } else {
        deliver(ration, crate, amounts[0], amounts[1], amounts[2]);
    }
}

static void hear_counts(struct ration *ration, const struct reading *heard, struct haul *haul)
{
    const Pusdalops__V1__ShipmentUpdate *body = heard->message->shipment_update;
    const bool back = body->deed == PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_RETURN;
    bool touched[LINES_MAX] = {false};
    for (size_t i = 0; i < body->n_lines; i++) {
        const Pusdalops__V1__ShipmentCount *count = body->lines[i];
        if (count->line == 0 || count->line > haul->count || touched[count->line - 1]) {
            ration_wrong(ration, heard, "counts a line twice, or one that is not there");
        }
        struct crate *crate = &haul->crates[count->line - 1];
        const uint64_t there = riding(haul, crate);
        const uint64_t good =
            back && count->thousandths == 0 ? there : count->thousandths * crate->factor;
        const uint64_t damaged = count->damaged_thousandths * crate->factor;
        const uint64_t lost = count->lost_thousandths * crate->factor;
        if (there == 0 || good + damaged + lost > there || good + damaged + lost == 0) {
            ration_wrong(ration, heard, "more came than was under way");
        }
        touched[count->line - 1] = true;
        come(ration, heard, haul, crate, (const uint64_t[]){good, damaged, lost}, back);
    }
    for (uint32_t i = 0; body->n_lines == 0 && i < haul->count; i++) {
        const uint64_t there = riding(haul, &haul->crates[i]);
        touched[i] = there > 0;
        if (there > 0) {
            come(ration, heard, haul, &haul->crates[i], (const uint64_t[]){there, 0, 0}, back);
        }
    }
    for (uint32_t i = 0; !back && body->bast_number[0] != '\0' && i < haul->count; i++) {
        if (touched[i] && haul->crates[i].gift != NOWHERE) {
            ration_sign(ration, ration->gifts[haul->crates[i].gift].for_line);
        }
    }
}

static void end_it(struct ration *ration, const struct reading *heard, struct haul *haul)
{
    uint64_t under_way = 0;
    uint64_t came = 0;
    uint64_t back = 0;
    for (uint32_t i = 0; i < haul->count; i++) {
        under_way += riding(haul, &haul->crates[i]);
        came += haul->crates[i].good + haul->crates[i].damaged;
        back += haul->crates[i].back;
    }
    if (haul->where != CALLED_OFF && (haul->where == LOADING || under_way > 0)) {
        return;
    }
    if (haul->where != CALLED_OFF) {
        haul->where = came > 0 ? HANDED_OVER : back > 0 ? WENT_BACK : GONE;
    }
    haul->ended_as = ++ration->ends;
    haul->ended_us = heard->record->at_utc_us;
}

/* Off it, or on its way. */
static void unload(struct ration *ration, const struct reading *heard, struct haul *haul,
                   bool leaves)
{
    const int64_t at_us = time_of(heard, heard->message->shipment_update->happened_at);
    for (uint32_t i = 0; i < haul->count; i++) {
        const struct crate *crate = &haul->crates[i];
        if (leaves) {
            shift(ration, haul, crate, crate->put, at_us, LEAVES);
        }
        if (crate->gift != NOWHERE) {
            struct gift *gift = &ration->gifts[crate->gift];
            gift->aboard -= crate->put;
            if (leaves) {
                leave(gift, crate->put);
            }
        }
    }
    haul->where = leaves ? MOVING : CALLED_OFF;
}

static void hear_update(struct ration *ration, const struct reading *heard)
{
    const Pusdalops__V1__ShipmentUpdate *body = heard->message->shipment_update;
    struct haul *haul = find(ration, body->shipment);
    if (haul == NULL || haul->ended_as != 0) {
        ration_wrong(ration, heard, "something happened to a shipment that is over");
    }
    bool allowed = is_moving(haul);
    switch ((int)body->deed) {
    case PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_DEPART:
    case PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_CANCEL:
        allowed = haul->where == LOADING;
        unload(ration, heard, haul,
               body->deed == PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_DEPART);
        break;
    case PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_DELAY:
        allowed = haul->where == LOADING || haul->where == MOVING;
        break;
    case PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_ARRIVE:
        allowed = haul->where == MOVING;
        haul->where = THERE;
        break;
    case PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_LOSE:
        for (uint32_t i = 0; allowed && i < haul->count; i++) {
            deliver(ration, &haul->crates[i], 0, 0, riding(haul, &haul->crates[i]));
        }
        break;
    default:
        hear_counts(ration, heard, haul);
        haul->where =
            body->deed == PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_RECEIVE ? THERE : haul->where;
        break;
    }
    if (!allowed) {
        ration_wrong(ration, heard, "a shipment did what it could not do where it was");
    }
    end_it(ration, heard, haul);
}

bool haul_hear(struct ration *ration, const struct reading *heard)
{
    if (heard->message->body_case == PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT) {
        hear_shipment(ration, heard);
        return true;
    }
    if (heard->message->body_case == PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT_UPDATE) {
        hear_update(ration, heard);
        return true;
    }
    return false;
}

/* --- what was refused: is the reason that was given true? --- */

/* What the lines before this one take of the same pledge; one that says 0 takes all that is left. */
static uint64_t taken_before(const struct gift *gift, const Pusdalops__V1__Shipment *body,
                             size_t line)
{
    const uint64_t there = gift->promised - gift->left - gift->aboard;
    uint64_t taken = 0;
    for (size_t i = 0; i < line; i++) {
        const Pusdalops__V1__MessageReference *named = body->lines[i]->pledge;
        if (named != NULL && named->number == gift->number && named->part == gift->part &&
            ration_same(named->source, gift->source)) {
            const uint64_t said = body->lines[i]->thousandths * gift->factor;
            taken += said == 0 ? there - taken : said;
        }
    }
    return taken;
}

static bool line_deserves(const struct ration *ration, const Pusdalops__V1__Shipment *body,
                          size_t line, enum hub_status code)
{
    const Pusdalops__V1__MessageReference *named = body->lines[line]->pledge;
    const struct gift *gift =
        named == NULL ? NULL : ration_find_gift(ration, named->source, named->number, named->part);
    if (gift == NULL) {
        return false; /* goods of none; whoever speaks of a pledge knows that it landed */
    }
    const struct want *want = gift->for_line == NOWHERE ? NULL : &ration->wants[gift->for_line];
    const uint64_t there = gift->promised - gift->left - gift->aboard;
    const uint64_t taken = taken_before(gift, body, line);
    const bool too_much =
        taken >= there || body->lines[line]->thousandths * gift->factor > there - taken;
    switch ((int)code) {
    case HUB_E_DEED_NOT_NOW:
        return !ration_is_live(gift);
    case HUB_E_NOT_ALLOTTED:
        return want == NULL;
    case HUB_E_DESTINATION_DIFFERS:
        return want != NULL && (want->area != ration_area_of(body->region_code) ||
                                !ration_same(want->event, body->event_id));
    case HUB_E_IN_SHIPMENT:
        return too_much && gift->aboard > 0;
    default:
        return code == HUB_E_QUANTITY_EXCEEDED && too_much;
    }
}

/* To a warehouse that stands elsewhere. */
static bool goes_astray(const struct ration *ration, const Pusdalops__V1__Message *message)
{
    const Pusdalops__V1__Shipment *body = message->shipment;
    const char *whose = body->delivery_source[0] == '\0' ? message->source : body->delivery_source;
    const uint32_t house = pier_house(ration->pier, whose, body->delivery_warehouse_id);
    return house != PIER_NONE &&
           !pier_stands_in(ration->pier, house, ration_area_of(body->region_code));
}

/* Does the place where it is have no such deed? */
static bool is_the_wrong_time(const struct haul *haul, Pusdalops__V1__ShipmentDeed deed)
{
    switch ((int)deed) {
    case PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_DEPART:
    case PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_CANCEL:
        return haul->where != LOADING;
    case PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_DELAY:
        return haul->where != LOADING && haul->where != MOVING;
    case PUSDALOPS__V1__SHIPMENT_DEED__SHIPMENT_DEED_ARRIVE:
        return haul->where != MOVING;
    default:
        return !is_moving(haul);
    }
}

static bool counts_too_much(const struct haul *haul, const Pusdalops__V1__ShipmentUpdate *body)
{
    for (size_t i = 0; i < body->n_lines; i++) {
        const Pusdalops__V1__ShipmentCount *count = body->lines[i];
        const struct crate *crate = &haul->crates[count->line - 1];
        const uint64_t said =
            (count->thousandths + count->damaged_thousandths + count->lost_thousandths) *
            crate->factor;
        if (riding(haul, crate) == 0 || said > riding(haul, crate)) {
            return true;
        }
    }
    return false;
}

bool haul_deserves(const struct ration *ration, const Pusdalops__V1__Message *message,
                   enum hub_status code)
{
    if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT) {
        for (size_t i = 0; i < message->shipment->n_lines; i++) {
            if (line_deserves(ration, message->shipment, i, code)) {
                return true;
            }
        }
        return code == HUB_E_DESTINATION_DIFFERS && goes_astray(ration, message);
    }
    const Pusdalops__V1__ShipmentUpdate *body = message->shipment_update;
    const struct haul *haul = find(ration, body->shipment);
    if (haul == NULL) {
        return code == HUB_E_SHIPMENT_UNKNOWN;
    }
    return code == HUB_E_DEED_NOT_NOW        ? is_the_wrong_time(haul, body->deed)
           : code == HUB_E_QUANTITY_EXCEEDED ? counts_too_much(haul, body)
                                             : false;
}

/* --- comparing --- */

static uint32_t state_on_the_wire(const struct haul *haul)
{
    static const uint32_t states[] = {
        [LOADING] = PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_PREPARED,
        [MOVING] = PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_IN_TRANSIT,
        [THERE] = PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_ARRIVED,
        [HANDED_OVER] = PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_RECEIVED,
        [WENT_BACK] = PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_RETURNED,
        [CALLED_OFF] = PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_CANCELLED,
        [GONE] = PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_LOST,
    };
    return states[haul->where];
}

uint32_t haul_documents(const struct ration *ration)
{
    uint32_t held = 0;
    for (uint32_t i = 0; i < ration->haul_count; i++) {
        held += ration->hauls[i].forgotten ? 0 : 1;
    }
    return held;
}

static bool same_crates(const struct ration *ration, const struct view *view,
                        const struct haul *haul, const struct shipment *held)
{
    uint32_t at = held->first_freight;
    for (uint32_t i = 0; i < haul->count; i++) {
        const struct crate *crate = &haul->crates[i];
        if (at == 0) {
            return false;
        }
        const struct freight *freight = cargo_freight(&view->cargo, at);
        const struct pledge *pledge =
            freight->pledge == 0 ? NULL : ledger_pledge(&view->ledger, freight->pledge);
        const struct gift *gift = crate->gift == NOWHERE ? NULL : &ration->gifts[crate->gift];
        if (freight->loaded != crate->put || freight->good != crate->good ||
            freight->damaged != crate->damaged || freight->lost != crate->lost ||
            freight->returned != crate->back || (pledge == NULL) != (gift == NULL) ||
            (gift != NULL && (pledge->number != gift->number || pledge->part != gift->part))) {
            return false;
        }
        at = freight->next;
    }
    return at == 0;
}

void haul_compare(const struct ration *ration, const struct view *view)
{
    if (cargo_ends(&view->cargo)->held != haul_documents(ration)) {
        judge_broken(ration->run, "%u shipments held, said were %u",
                     (unsigned)cargo_ends(&view->cargo)->held, (unsigned)haul_documents(ration));
    }
    for (uint32_t i = 0; i < ration->haul_count; i++) {
        const struct haul *haul = &ration->hauls[i];
        const uint32_t source = source_find(&view->sources, slice_of(haul->source)).n;
        const uint32_t at = cargo_find(&view->cargo, source, haul->number);
        if (haul->forgotten) {
            continue;
        }
        const struct shipment *held = at == 0 ? NULL : cargo_shipment(&view->cargo, at);
        if (held == NULL || held->state != state_on_the_wire(haul) || held->area != haul->area ||
            !same_crates(ration, view, haul, held)) {
            judge_broken(ration->run, "the shipment %s/%llu is another than was said", haul->source,
                         (unsigned long long)haul->number);
        }
    }
}

void haul_compare_document(const struct ration *ration, const Pusdalops__V1__ShipmentStatus *shown)
{
    const struct haul *haul = find(ration, shown->shipment);
    bool good = haul != NULL && (uint32_t)shown->state == state_on_the_wire(haul) &&
                shown->n_lines == haul->count && ration_same(shown->event_id, haul->event) &&
                (haul->from == PIER_NONE ||
                 ration_same(shown->warehouse_id, larder_name(ration->larder, haul->from))) &&
                (haul->to == PIER_NONE || ration_same(shown->delivery_warehouse_id,
                                                      larder_name(ration->larder, haul->to))) &&
                ration_area_of(shown->area_code) == haul->area &&
                (shown->ended_at != NULL) == (haul->ended_as != 0);
    for (size_t i = 0; good && i < shown->n_lines; i++) {
        const Pusdalops__V1__ShipmentLineStatus *line = shown->lines[i];
        const struct crate *crate = &haul->crates[i];
        const char *item = crate->gift == NOWHERE ? crate->words : ration_goods_name(crate->goods);
        good = line->line == i + 1 && line->loaded == crate->put &&
               line->received_good == crate->good && line->received_damaged == crate->damaged &&
               line->lost == crate->lost && line->returned == crate->back &&
               line->in_transit == riding(haul, crate) && ration_same(line->item, item) &&
               (line->pledge == NULL) == (crate->gift == NOWHERE);
    }
    if (!good) {
        judge_broken(ration->run, "the shipment %s/%llu is shown otherwise than it was said",
                     shown->shipment->source, (unsigned long long)shown->shipment->number);
    }
}
