#include "core/pledge.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"
#include "core/dock.h"
#include "core/relief.h"
#include "core/share.h"

#define ORIGIN_LAST 3
#define CLOSES_LINE                                                                                \
    1 /* the subject of a receive: it closes its line; of an older hub it has none */

/* --- a pledge --- */

static enum hub_status check_texts(const struct body_pledge *pledge, struct fault *fault)
{
    if (pledge->cluster_id.size_bytes > 0 &&
        !text_is_identifier(pledge->cluster_id, IDENTIFIER_BYTES_MAX)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "pledge.cluster_id");
    }
    enum hub_status status =
        relief_text_fits(pledge->origin_name, POINT_BYTES_MAX, "pledge.origin_name", fault);
    if (status == HUB_OK) {
        status = dock_check_id(pledge->warehouse_id, "pledge.warehouse_id", fault);
    }
    return status == HUB_OK ? relief_text_fits(pledge->note, NOTE_BYTES_MAX, "pledge.note", fault)
                            : status;
}

static enum hub_status check_pledge(const struct ask *ask, const struct body_pledge *pledge,
                                    struct fault *fault)
{
    if (pledge->event_id.size_bytes > 0 &&
        !text_is_identifier(pledge->event_id, IDENTIFIER_BYTES_MAX)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "pledge.event_id");
    }
    if (!pledge->has_quantity) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "pledge.quantity");
    }
    if (pledge->origin < 0 || pledge->origin > ORIGIN_LAST) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "pledge.origin");
    }
    if (pledge->regions.count > PLEDGE_REGIONS_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "pledge.region_codes");
    }
    if (!check_moment(pledge->available_utc_us)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "pledge.available_at");
    }
    const bool lapsed =
        pledge->valid_until_utc_us != 0 && (pledge->valid_until_utc_us <= ask->at_utc_us ||
                                            pledge->valid_until_utc_us < pledge->available_utc_us);
    if (lapsed || !check_moment(pledge->valid_until_utc_us)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "pledge.valid_until");
    }
    return check_texts(pledge, fault);
}

/* May it go there? To one of its regions, or within it; without any to all. */
static bool is_offered_for(const uint16_t *regions, uint32_t count, uint32_t area)
{
    for (uint32_t i = 0; i < count; i++) {
        if (area_contains(regions[i], area)) {
            return true;
        }
    }
    return count == 0;
}

/* Where it may go, behind the goods in the subject: 2 bytes each. `area`: where it goes already, AREA_CODES for nowhere. */
static enum hub_status take_regions(const struct ask *ask, const struct body_pledge *pledge,
                                    uint32_t area, struct proposal *out, struct fault *fault)
{
    uint16_t regions[PLEDGE_REGIONS_MAX] = {0};
    for (uint32_t i = 0; i < pledge->regions.count; i++) {
        uint64_t code = 0;
        if (!region_code_parse(pledge->regions.items[i], &code) || code >= AREA_CODES ||
            (code != AREA_NATION && region_find(ask->catalogue, (uint32_t)code) == NULL)) {
            return fault_set(fault, HUB_E_REGION_UNKNOWN, "pledge.region_codes[%u]", i);
        }
        bytes_put_le(&out->subject[out->subject_bytes], code, 2);
        out->subject_bytes += 2;
        regions[i] = (uint16_t)code;
    }
    return area == AREA_CODES || is_offered_for(regions, pledge->regions.count, area)
               ? HUB_OK
               : fault_set(fault, HUB_E_REGION_NOT_OFFERED, "pledge.line");
}

/* Whose promise it is. */
static struct slice giver_of(const struct message *message)
{
    return message->on_behalf_of.size_bytes > 0 ? message->on_behalf_of : message->source;
}

/* Does one more pledge of the giver leave places at the line, and in its group, for others? `but`: a pledge that is there already; 0: none. */
static bool leaves_places(const struct ledger *ledger, uint32_t giver, uint32_t line, uint32_t but)
{
    const struct need_line *held = ledger_line(ledger, line);
    const uint32_t group =
        ledger_find_group(ledger, held->relief, ledger_article(ledger, held->article)->class_of);
    uint32_t of_line = 1;
    uint32_t of_group = 1;
    for (uint32_t at = held->first_pledge; at != 0; at = ledger_pledge(ledger, at)->next_of_line) {
        of_line += ledger_pledge(ledger, at)->giver == giver && at != but ? 1 : 0;
    }
    uint32_t at = group == 0 ? 0 : ledger_group(ledger, group)->first_pledge;
    for (; at != 0; at = ledger_pledge(ledger, at)->next_in_group) {
        of_group += ledger_pledge(ledger, at)->giver == giver && at != but ? 1 : 0;
    }
    return of_line <= PLEDGES_PER_LINE_MAX / GIVER_PARTS &&
           of_group <= PLEDGES_PER_GROUP_MAX / GIVER_PARTS;
}

/* May it go to this line, and what is to be said about that (1)? */
static enum hub_status meet_line(const struct ask *ask, const struct message *message,
                                 const struct goods *goods, uint32_t line, struct checked *checked,
                                 struct fault *fault)
{
    const struct ledger *ledger = &ask->view->ledger;
    const struct need_line *held = ledger_line(ledger, line);
    const struct article *article = ledger_article(ledger, held->article);
    if (!line_is_open(held)) {
        return fault_set(fault, HUB_E_LINE_CLOSED, "pledge.line");
    }
    if (!article_is(article, &goods->article)) {
        return fault_set(fault, HUB_E_ITEM_DIFFERS, "pledge.quantity.item");
    }
    const uint32_t giver = source_find(&ask->view->sources, giver_of(message)).n;
    if (!leaves_places(ledger, giver, line, 0)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "pledge.line");
    }
    const struct pledge candidate = {
        .amount = goods->thousandths,
        .available_utc_us = message->as.pledge.available_utc_us,
        .valid_until_utc_us = message->as.pledge.valid_until_utc_us,
        .giver = giver,
    };
    return relief_warn(ask, &candidate, line, "pledge.quantity", checked, fault);
}

/* Is the giver in the cluster on whose behalf it speaks? Taken in all the same. */
static void warn_of_cluster(const struct ask *ask, const struct message *message,
                            struct checked *checked)
{
    const struct slice cluster_id = message->as.pledge.cluster_id;
    if (ask->registry == NULL || cluster_id.size_bytes == 0) {
        return;
    }
    const uint32_t place = registry_find(ask->registry, cluster_id);
    if (place == 0) {
        warnings_add(&checked->warnings, HUB_E_CLUSTER_UNKNOWN, "pledge.cluster_id");
    } else if (!registry_has_member(ask->registry, place, giver_of(message), ask->at_utc_us)) {
        warnings_add(&checked->warnings, HUB_E_NOT_A_MEMBER, "pledge.cluster_id");
    }
}

/* The pile that it is promised out of, when it is not there yet. */
static struct dock_needs needs_of(const struct view *view, uint32_t warehouse,
                                  const struct goods *goods)
{
    struct dock_needs needs = {.count = 0};
    dock_need(&view->stock, warehouse, ledger_find_article(&view->ledger, &goods->article), &needs);
    return needs;
}

/* Room, and the share of its source, for the pledge and for its pile in the warehouse. */
static enum hub_status check_room(const struct ask *ask, const struct message *message,
                                  uint32_t line, uint32_t warehouse, const struct goods *goods,
                                  uint32_t new_articles, struct fault *fault)
{
    const struct dock_needs needs = needs_of(ask->view, warehouse, goods);
    const struct holding holding = {.pledges = 1, .stocks = needs.count, .articles = new_articles};
    if (!share_allows(ask, message->source, &holding)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "pledge");
    }
    if (!dock_has_room(&ask->view->stock, &needs)) {
        return fault_set(fault, HUB_E_LIMIT_REACHED, "pledge.warehouse_id");
    }
    return ledger_has_room_for_pledge(&ask->view->ledger, line) &&
                   ledger_has_room_for_articles(&ask->view->ledger, new_articles)
               ? HUB_OK
               : fault_set(fault, HUB_E_LIMIT_REACHED, "pledge");
}

enum hub_status pledge_decide(const struct ask *ask, const struct message *message,
                              struct checked *checked, struct proposal *out, struct fault *fault)
{
    const struct body_pledge *pledge = &message->as.pledge;
    struct goods goods;
    uint32_t line = 0;
    enum hub_status status = check_pledge(ask, pledge, fault);
    if (status == HUB_OK) {
        status =
            relief_resolve_line(ask, &pledge->quantity, "pledge.quantity", checked, &goods, fault);
    }
    if (status != HUB_OK) {
        return status;
    }
    if (pledge->event_id.size_bytes > 0 &&
        picture_find_event(&ask->view->picture, pledge->event_id) == 0) {
        return fault_set(fault, HUB_E_EVENT_UNKNOWN, "pledge.event_id");
    }
    out->area = AREA_NATION;
    if (pledge->has_line) {
        line = relief_find_line(ask->view, &pledge->line);
        if (line == 0) {
            return fault_set(fault, HUB_E_LINE_UNKNOWN, "pledge.line");
        }
        out->area = relief_area(&ask->view->ledger, line);
        status = meet_line(ask, message, &goods, line, checked, fault);
    }
    out->subject_bytes = relief_put_goods(&goods, out->subject);
    if (status == HUB_OK) {
        status = take_regions(ask, pledge, pledge->has_line ? out->area : AREA_CODES, out, fault);
    }
    const struct dock dock = {
        .from = dock_find(ask, source_find(&ask->view->sources, message->source).n,
                          pledge->warehouse_id, "pledge.warehouse_id", checked),
    };
    dock_put(&dock, out);
    if (status == HUB_OK) {
        status = check_room(ask, message, line, dock.from, &goods, checked->new_articles, fault);
    }
    if (status == HUB_OK) {
        warn_of_cluster(ask, message, checked);
    }
    return status;
}

/* Goods, regions, and where there is one byte more the flags of dock.h. */
static bool take_record(struct slice subject, struct goods *goods, struct promising *promising,
                        bool *out_knows_warehouse)
{
    if (!relief_take_goods(&subject, goods) || subject.size_bytes / 2 > PLEDGE_REGIONS_MAX) {
        return false;
    }
    *out_knows_warehouse = subject.size_bytes % 2 != 0;
    if (*out_knows_warehouse && subject.data[subject.size_bytes - 1] != DOCK_FROM) {
        return false;
    }
    promising->region_count = (uint32_t)(subject.size_bytes / 2);
    for (uint32_t i = 0; i < promising->region_count; i++) {
        promising->regions[i] = (uint16_t)bytes_get_le(subject.data + (size_t)2 * i, 2);
    }
    return true;
}

/* No decision of ours promises one thing to a line that asks for another. */
static bool is_of_line(const struct ledger *ledger, uint32_t line, const struct article *article)
{
    return line == 0 ||
           article_is(ledger_article(ledger, ledger_line(ledger, line)->article), article);
}

bool pledge_apply(struct view *view, const struct record *record, const struct message *message,
                  struct view_change *change)
{
    const struct body_pledge *pledge = &message->as.pledge;
    struct goods goods;
    bool knows_warehouse = false;
    struct promising promising = {
        .event = pledge->event_id.size_bytes == 0
                     ? 0
                     : picture_find_event(&view->picture, pledge->event_id),
        .source = source_find(&view->sources, record->source).n,
        .number = record->number,
        .at_utc_us = record->at_utc_us,
        .line = pledge->has_line ? relief_find_line(view, &pledge->line) : 0,
        .origin = (uint32_t)pledge->origin,
        .available_utc_us = pledge->available_utc_us,
        .valid_until_utc_us = pledge->valid_until_utc_us,
        .taken_utc_us = record->at_utc_us,
        .origin_name = pledge->origin_name,
        .cluster = pledge->cluster_id,
    };
    if (!take_record(record->subject, &goods, &promising, &knows_warehouse) ||
        (pledge->has_line && promising.line == 0) ||
        (pledge->event_id.size_bytes > 0 && promising.event == 0) ||
        !is_of_line(&view->ledger, promising.line, &goods.article) ||
        !ledger_has_room_for_pledge(&view->ledger, promising.line) ||
        !ledger_has_room_for_article(&view->ledger, &goods.article)) {
        return false;
    }
    const uint32_t articles = view->ledger.articles.used;
    const uint32_t warehouse =
        knows_warehouse ? stock_find_warehouse(&view->stock, promising.source, pledge->warehouse_id)
                        : 0;
    const struct dock_needs needs = needs_of(view, warehouse, &goods);
    if ((knows_warehouse && warehouse == 0) || !dock_has_room(&view->stock, &needs)) {
        return false;
    }
    if (warehouse != 0) {
        promising.pile = dock_open(
            view, warehouse, ledger_take_article(&view->ledger, &goods.article), promising.source);
    }
    promising.giver = source_find(&view->sources, record->word).n;
    promising.article = &goods.article;
    promising.amount = goods.thousandths;
    promising.unit_thousandths = goods.unit_thousandths;
    ledger_promise(&view->ledger, &promising, &change->ledger);
    const struct holding holding = {.pledges = 1,
                                    .articles = view->ledger.articles.used - articles};
    source_apply_holding(&view->sources, (struct source_id){promising.source}, &holding);
    return true;
}

/* --- what happens to it --- */

static uint32_t find_pledge(const struct view *view, const struct body_pledge_update *update)
{
    const uint32_t source = source_find(&view->sources, update->pledge_source).n;
    return source == 0 ? 0
                       : ledger_find_pledge(&view->ledger, source, update->pledge_number,
                                            update->pledge_part);
}

/* The deed in the article's units; false when a quantity is no whole number of thousandths or absurd. */
static bool understand(const struct view *view, const struct body_pledge_update *update,
                       const struct pledge *pledge, struct doing *out)
{
    *out = (struct doing){
        .deed = (enum pledge_deed)update->deed,
        .line = update->has_line ? relief_find_line(view, &update->line) : 0,
        .valid_until_utc_us = update->valid_until_utc_us,
    };
    return relief_convert(update->thousandths, pledge->unit_thousandths, &out->amount) &&
           relief_convert(update->damaged_thousandths, pledge->unit_thousandths, &out->damaged) &&
           relief_convert(update->lost_thousandths, pledge->unit_thousandths, &out->lost);
}

static enum hub_status check_update(const struct ask *ask, const struct body_pledge_update *update,
                                    struct fault *fault)
{
    if (!update->has_pledge) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "pledge_update.pledge");
    }
    if (update->deed <= PLEDGE_NONE || update->deed >= PLEDGE_DEEDS) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "pledge_update.deed");
    }
    if (update->deed == PLEDGE_WITHDRAW && update->reason.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "pledge_update.reason");
    }
    if (update->deed == PLEDGE_ALLOT && !update->has_line) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "pledge_update.line");
    }
    if (update->deed == PLEDGE_EXTEND && (update->valid_until_utc_us <= ask->at_utc_us ||
                                          !check_moment(update->valid_until_utc_us))) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "pledge_update.valid_until");
    }
    if (update->deed == PLEDGE_RECEIVE && update->thousandths == 0 &&
        update->damaged_thousandths == 0 && update->lost_thousandths == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "pledge_update.thousandths");
    }
    enum hub_status status =
        relief_text_fits(update->bast_number, POINT_BYTES_MAX, "pledge_update.bast_number", fault);
    if (status == HUB_OK) {
        status =
            relief_text_fits(update->transport, NOTE_BYTES_MAX, "pledge_update.transport", fault);
    }
    return status == HUB_OK
               ? relief_text_fits(update->reason, REASON_BYTES_MAX, "pledge_update.reason", fault)
               : status;
}

/* (2) */
static bool may_do(const struct ask *ask, const struct body_pledge_update *update,
                   const struct pledge *pledge, const struct doing *doing)
{
    const struct slice nobody = {NULL, 0};
    const struct source *giver = source_at(&ask->view->sources, (struct source_id){pledge->giver});
    if (update->deed == PLEDGE_EXPIRE) {
        return ask->client->role == ROLE_HUB;
    }
    if (roster_may_speak(ask->roster, ask->client, slice_of(giver->name), nobody) == HUB_OK) {
        return true;
    }
    const struct ledger *ledger = &ask->view->ledger;
    if (update->deed ==
        PLEDGE_ALLOT) { /* nobody takes for his own what was given to others, or for another event */
        const struct relief *to = ledger_relief(ledger, ledger_line(ledger, doing->line)->relief);
        return relief_may_decide(ask->client, to->area) &&
               (pledge->event == 0 || pledge->event == to->event) &&
               (pledge->line == 0 ||
                relief_may_decide(ask->client, relief_area(ledger, pledge->line)));
    }
    return update->deed == PLEDGE_RECEIVE && pledge->line != 0 &&
           relief_may_decide(ask->client, relief_area(ledger, pledge->line));
}

/* (4) */
static bool shortens(const struct body_pledge_update *update, const struct pledge *pledge)
{
    return update->deed == PLEDGE_EXTEND &&
           (pledge->valid_until_utc_us == 0 ||
            update->valid_until_utc_us < pledge->valid_until_utc_us);
}

/* With a hand-over record, and nothing is missing or under way after it: the line is done. */
static bool closes_line(const struct ledger *ledger, const struct body_pledge_update *update,
                        const struct pledge *pledge, const struct doing *doing)
{
    const struct carrying more = {
        .amount = doing->amount, .damaged = doing->damaged, .lost = doing->lost};
    return update->deed == PLEDGE_RECEIVE && update->bast_number.size_bytes > 0 &&
           line_is_settled(ledger_line(ledger, pledge->line), &more);
}

/* What the ledger does not look at, since a record of an older hub may have it. */
static enum hub_status check_offer(const struct ledger *ledger,
                                   const struct body_pledge_update *update, uint32_t place,
                                   const struct doing *doing, struct fault *fault)
{
    const struct pledge *pledge = ledger_pledge(ledger, place);
    if (update->deed == PLEDGE_ALLOT &&
        !is_offered_for(pledge->regions, pledge->region_count, relief_area(ledger, doing->line))) {
        return fault_set(fault, HUB_E_REGION_NOT_OFFERED, "pledge_update.line");
    }
    if (update->deed == PLEDGE_ALLOT && !leaves_places(ledger, pledge->giver, doing->line, place)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "pledge_update.line");
    }
    return shortens(update, pledge)
               ? fault_set(fault, HUB_E_FIELD_RANGE, "pledge_update.valid_until")
               : HUB_OK;
}

static const char *field_of(enum hub_status status)
{
    if (status == HUB_E_DEED_NOT_NOW) {
        return "pledge_update.deed";
    }
    if (status == HUB_E_NOT_ALLOTTED || status == HUB_E_IN_SHIPMENT) {
        return "pledge_update.pledge";
    }
    return status == HUB_E_QUANTITY_EXCEEDED ? "pledge_update.thousandths" : "pledge_update.line";
}

enum hub_status pledge_decide_update(const struct ask *ask, const struct message *message,
                                     struct checked *checked, struct proposal *out,
                                     struct fault *fault)
{
    const struct body_pledge_update *update = &message->as.pledge_update;
    const struct ledger *ledger = &ask->view->ledger;
    struct doing doing;
    enum hub_status status = check_update(ask, update, fault);
    if (status != HUB_OK) {
        return status;
    }
    const uint32_t place = find_pledge(ask->view, update);
    if (place == 0) {
        return fault_set(fault, HUB_E_PLEDGE_UNKNOWN, "pledge_update.pledge");
    }
    const struct pledge *pledge = ledger_pledge(ledger, place);
    if (!understand(ask->view, update, pledge, &doing)) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "pledge_update.thousandths");
    }
    if (update->deed == PLEDGE_ALLOT && doing.line == 0) {
        return fault_set(fault, HUB_E_LINE_UNKNOWN, "pledge_update.line");
    }
    if (!may_do(ask, update, pledge, &doing)) {
        return fault_set(fault,
                         update->deed == PLEDGE_EXPIRE ? HUB_E_ROLE_FORBIDS : HUB_E_PLEDGE_FORBIDS,
                         "pledge_update.pledge");
    }
    status = ledger_may(ledger, place, &doing);
    if (status != HUB_OK) {
        return fault_set(fault, status, "%s", field_of(status));
    }
    status = check_offer(ledger, update, place, &doing, fault);
    if (status != HUB_OK) {
        return status;
    }
    if (closes_line(ledger, update, pledge, &doing)) {
        out->subject[0] = CLOSES_LINE;
        out->subject_bytes = 1;
    }
    const uint32_t line = update->deed == PLEDGE_ALLOT ? doing.line : pledge->line;
    out->area = line == 0 ? AREA_NATION : relief_area(ledger, line);
    return update->deed == PLEDGE_ALLOT
               ? relief_warn(ask, pledge, doing.line, "pledge_update.line", checked, fault)
               : HUB_OK;
}

bool pledge_apply_update(struct view *view, const struct record *record,
                         const struct message *message, struct view_change *change)
{
    const struct body_pledge_update *update = &message->as.pledge_update;
    const uint32_t place = find_pledge(view, update);
    struct doing doing;
    if (place == 0 || !understand(view, update, ledger_pledge(&view->ledger, place), &doing) ||
        (update->deed == PLEDGE_ALLOT && doing.line == 0) ||
        ledger_may(&view->ledger, place, &doing) != HUB_OK) {
        return false;
    }
    doing.at_utc_us = record->at_utc_us;
    const struct pledge *pledge = ledger_pledge(&view->ledger, place);
    const uint32_t line = pledge->line;
    const uint64_t sent = pledge->sent;
    ledger_do(&view->ledger, place, &doing, &change->ledger);
    const struct dock_load left = {pledge->article, pledge->sent - sent, record->at_utc_us};
    dock_leave(view, dock_of_pledge(view, place), &left, &change->stock); /* sent by hand */
    if (record->subject.size_bytes == 1 && record->subject.data[0] == CLOSES_LINE && line != 0) {
        ledger_settle(&view->ledger, line, source_find(&view->sources, record->source).n,
                      record->number, &change->ledger);
    }
    return true;
}
