#include "core/document_stock.h"

#include "base/assert.h"
#include "core/day.h"
#include "core/document_build.h"

#include <string.h>

typedef Pusdalops__V1__StockStatus Status;
typedef Pusdalops__V1__StockAlarm Alarm;

#define PART_ROOM_BYTES ((size_t)64 * 1024) /* building an item with its entries takes less */

/* A document that is being written. */
struct draft {
    const struct desk *desk;
    struct arena *arena; /* the desk's */
    const struct stock *stock;
    const struct ledger *ledger;
    const struct shop *shop;
    Status *out;
    bool is_public;
    uint32_t today;
    uint32_t scanned;         /* entries looked at (2) */
    struct build_limit limit; /* (2) */
};

/* A part was built: keep it when it fits; otherwise the document is cut. */
static bool keep(struct draft *draft, size_t packed_bytes, size_t used_bytes_before)
{
    const bool fits = build_fits(&draft->limit, draft->arena, packed_bytes, used_bytes_before);
    draft->out->cut = draft->out->cut || !fits;
    return fits;
}

static char *copy_day(const struct draft *draft, uint32_t day)
{
    char text[DAY_ROOM];
    day_print(day, text);
    return build_copy(draft->arena, text);
}

static const struct article *article_of(const struct draft *draft, uint32_t article)
{
    return ledger_article(draft->ledger, article);
}

/* --- totals --- */

/* By class, then code, then unit; what the catalogue does not know comes last. */
static bool is_before(const struct article *a, const struct article *b)
{
    if (a->class_of != b->class_of) {
        return a->class_of != ITEM_CLASS_UNKNOWN &&
               (b->class_of == ITEM_CLASS_UNKNOWN || a->class_of < b->class_of);
    }
    const int order = strcmp(a->code, b->code);
    return order != 0 ? order < 0 : strcmp(a->unit, b->unit) < 0;
}

/* The first STOCK_ITEMS_SHOWN totals that somebody knows, in their order; returns how many. */
static uint32_t order_totals(struct draft *draft, uint32_t *list)
{
    const struct stock *stock = draft->stock;
    uint32_t count = 0;
    for (uint32_t place = draft->shop->first_total; place != 0;
         place = stock_total(stock, place)->next_in_shop) {
        const struct stock_total *total = stock_total(stock, place);
        const struct article *article = article_of(draft, total->article);
        uint32_t at = count;
        if (total->warehouses == 0 || (draft->is_public && article->known == 0)) {
            continue; /* (1): free text may name anybody */
        }
        while (at > 0 &&
               is_before(article, article_of(draft, stock_total(stock, list[at - 1])->article))) {
            at--;
        }
        draft->out->cut = draft->out->cut || count == STOCK_ITEMS_SHOWN;
        if (at == STOCK_ITEMS_SHOWN) {
            continue;
        }
        count += count < STOCK_ITEMS_SHOWN ? 1 : 0;
        memmove(list + at + 1, list + at, (size_t)(count - 1 - at) * sizeof *list);
        list[at] = place;
    }
    return count;
}

static Pusdalops__V1__StockTotal *build_total(const struct draft *draft, uint32_t place)
{
    const struct stock_total *total = stock_total(draft->stock, place);
    const struct article *article = article_of(draft, total->article);
    Pusdalops__V1__StockTotal *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__stock_total__init(out);
    out->item = build_copy(draft->arena, article->code);
    out->item_class = build_copy(draft->arena, item_class_name((enum item_class)article->class_of));
    out->unit = build_copy(draft->arena, article->unit);
    out->thousandths = total->counted;
    out->warehouses = total->warehouses;
    out->oldest_as_of = build_as_of(draft->arena, stock_oldest(draft->stock, place));
    return out;
}

/* Half of the document at most: the warehouses have the other half. */
static void put_totals(struct draft *draft)
{
    uint32_t *list = build_room(draft->arena, STOCK_ITEMS_SHOWN, sizeof *list);
    const uint32_t count = order_totals(draft, list);
    const size_t spared_bytes = draft->limit.left_bytes / 2;
    draft->out->totals = build_room(draft->arena, count, sizeof *draft->out->totals);
    draft->limit.left_bytes -= spared_bytes;
    for (uint32_t i = 0; i < count; i++) {
        const size_t used_bytes = draft->arena->used_bytes;
        Pusdalops__V1__StockTotal *total = build_total(draft, list[i]);
        if (!keep(draft, build_part_bytes(&total->base), used_bytes)) {
            break;
        }
        draft->out->totals[draft->out->n_totals++] = total;
    }
    draft->limit.left_bytes += spared_bytes;
}

/* --- alarms --- */

static void put_alarm_counts(struct draft *draft)
{
    const struct stock_alarms *alarms = &draft->desk->realm->stock_watch.of_area[draft->shop->area];
    Pusdalops__V1__StockAlarms *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__stock_alarms__init(out);
    out->below_minimum = draft->shop->below_minimum;
    out->nine_months = alarms->expiry[EXPIRY_NINE_MONTHS];
    out->three_months = alarms->expiry[EXPIRY_THREE_MONTHS];
    out->expired = alarms->expiry[EXPIRY_EXPIRED];
    out->stale = alarms->stale;
    out->overdue = alarms->overdue;
    draft->out->alarms = out;
}

/* An alarm that stands only when there is room left; NULL: no more. */
static Alarm *begin_alarm(const struct draft *draft, Pusdalops__V1__StockAlarmKind kind,
                          const struct warehouse *warehouse)
{
    Alarm *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__stock_alarm__init(out);
    out->kind = kind;
    out->source = build_source(draft->desk, warehouse->source);
    out->warehouse_id = build_copy(draft->arena, warehouse->id);
    return out;
}

static bool finish_alarm(struct draft *draft, Alarm *alarm, size_t used_bytes)
{
    if (draft->out->n_alarm_list == STOCK_ALARMS_SHOWN) {
        draft->arena->used_bytes = used_bytes;
        draft->out->cut = true;
        return false;
    }
    if (!keep(draft, build_part_bytes(&alarm->base), used_bytes)) {
        return false;
    }
    draft->out->alarm_list[draft->out->n_alarm_list++] = alarm;
    return true;
}

static void name_article(const struct draft *draft, Alarm *alarm, uint32_t article)
{
    alarm->item = build_copy(draft->arena, article_of(draft, article)->code);
    alarm->unit = build_copy(draft->arena, article_of(draft, article)->unit);
}

static bool put_entry_alarm(struct draft *draft, Pusdalops__V1__StockAlarmKind kind,
                            const struct pile *pile, const struct stock_entry *entry)
{
    const size_t used_bytes = draft->arena->used_bytes;
    Alarm *alarm = begin_alarm(draft, kind, stock_warehouse(draft->stock, pile->warehouse));
    name_article(draft, alarm, pile->article);
    alarm->thousandths = entry->counted;
    alarm->budget_origin = (Pusdalops__V1__BudgetOrigin)entry->origin;
    alarm->expires_on = copy_day(draft, entry->expires_day);
    alarm->as_of = build_as_of(draft->arena, entry->as_of_utc_us);
    return finish_alarm(draft, alarm, used_bytes);
}

static bool put_below_alarm(struct draft *draft, const struct pile *pile)
{
    const size_t used_bytes = draft->arena->used_bytes;
    Alarm *alarm =
        begin_alarm(draft, PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_BELOW_MINIMUM,
                    stock_warehouse(draft->stock, pile->warehouse));
    name_article(draft, alarm, pile->article);
    alarm->thousandths = pile->counted;
    alarm->minimum_thousandths = pile->minimum;
    alarm->as_of = build_as_of(draft->arena, pile->counted_utc_us);
    return finish_alarm(draft, alarm, used_bytes);
}

static bool put_overdue_alarm(struct draft *draft, const struct warehouse *warehouse)
{
    const size_t used_bytes = draft->arena->used_bytes;
    const struct flow *flow = stock_flow(draft->stock, warehouse->flow);
    const struct passing passing = stock_passing(flow);
    Alarm *alarm =
        begin_alarm(draft, PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_OVERDUE, warehouse);
    name_article(draft, alarm, passing.newest->article);
    alarm->thousandths = stock_stayed_at(flow, draft->desk->at_utc_us);
    alarm->as_of = build_as_of(draft->arena, passing.newest->as_of_utc_us);
    return finish_alarm(draft, alarm, used_bytes);
}

/* Does this entry give an alarm of this kind? */
static bool entry_calls(const struct draft *draft, Pusdalops__V1__StockAlarmKind kind,
                        const struct stock_entry *entry)
{
    const enum expiry_level level =
        entry->counted == 0 ? EXPIRY_FAR : expiry_level(entry->expires_day, draft->today);
    switch ((int)kind) {
    case PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_EXPIRED:
        return level == EXPIRY_EXPIRED;
    case PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_THREE_MONTHS:
        return level == EXPIRY_THREE_MONTHS;
    case PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_NINE_MONTHS:
        return level == EXPIRY_NINE_MONTHS;
    case PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_STALE:
        return entry_is_stale(entry, draft->desk->at_utc_us);
    default:
        return false;
    }
}

/* The alarms of one kind among a pile and its entries; false: no more fit. */
static bool put_pile_alarms(struct draft *draft, Pusdalops__V1__StockAlarmKind kind,
                            const struct pile *pile)
{
    if (kind == PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_BELOW_MINIMUM) {
        return !pile_is_below(pile) || put_below_alarm(draft, pile);
    }
    for (uint32_t at = pile->first_entry; at != 0;
         at = stock_entry(draft->stock, at)->next_in_pile) {
        const struct stock_entry *entry = stock_entry(draft->stock, at);
        if (draft->scanned++ >= STOCK_SCAN_MAX) {
            draft->out->cut = true;
            return false;
        }
        if (entry_calls(draft, kind, entry) && !put_entry_alarm(draft, kind, pile, entry)) {
            return false;
        }
    }
    return true;
}

static bool put_alarms_of(struct draft *draft, Pusdalops__V1__StockAlarmKind kind)
{
    const struct stock *stock = draft->stock;
    for (uint32_t at = draft->shop->first_warehouse; at != 0;
         at = stock_warehouse(stock, at)->next_in_area) {
        const struct warehouse *warehouse = stock_warehouse(stock, at);
        if (!warehouse_is_open(warehouse)) {
            continue;
        }
        if (kind == PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_OVERDUE) {
            if (warehouse_is_overdue(stock, warehouse, draft->desk->at_utc_us) &&
                !put_overdue_alarm(draft, warehouse)) {
                return false;
            }
            continue;
        }
        for (uint32_t pile = warehouse->first_pile; pile != 0;
             pile = stock_pile(stock, pile)->next_in_warehouse) {
            if (!put_pile_alarms(draft, kind, stock_pile(stock, pile))) {
                return false;
            }
        }
    }
    return true;
}

/* Of the area's own warehouses, the gravest kind first. */
static void put_alarm_list(struct draft *draft)
{
    static const Pusdalops__V1__StockAlarmKind kinds[] = {
        PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_OVERDUE,
        PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_BELOW_MINIMUM,
        PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_EXPIRED,
        PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_THREE_MONTHS,
        PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_NINE_MONTHS,
        PUSDALOPS__V1__STOCK_ALARM_KIND__STOCK_ALARM_KIND_STALE,
    };
    draft->out->alarm_list =
        build_room(draft->arena, STOCK_ALARMS_SHOWN, sizeof *draft->out->alarm_list);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        draft->scanned = 0;
        if (!put_alarms_of(draft, kinds[i])) {
            return;
        }
    }
}

/* --- warehouses --- */

static Pusdalops__V1__StockEntry *build_entry(const struct draft *draft,
                                              const struct stock_entry *entry)
{
    Pusdalops__V1__StockEntry *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__stock_entry__init(out);
    out->budget_origin = (Pusdalops__V1__BudgetOrigin)entry->origin;
    out->expires_on = copy_day(draft, entry->expires_day);
    out->thousandths = entry->counted;
    out->as_of = build_as_of(draft->arena, entry->as_of_utc_us);
    out->buffer = entry->buffer;
    out->expiry =
        (Pusdalops__V1__ExpiryLevel)(entry->counted == 0
                                         ? EXPIRY_FAR
                                         : expiry_level(entry->expires_day, draft->today));
    out->stale = entry_is_stale(entry, draft->desk->at_utc_us);
    return out;
}

static Pusdalops__V1__StockItem *build_item(const struct draft *draft, const struct pile *pile)
{
    const struct article *article = article_of(draft, pile->article);
    Pusdalops__V1__StockItem *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__stock_item__init(out);
    out->item = build_copy(draft->arena, article->code);
    out->item_class = build_copy(draft->arena, item_class_name((enum item_class)article->class_of));
    out->unit = build_copy(draft->arena, article->unit);
    out->counted = pile->counted;
    out->minimum = pile->minimum;
    out->below_minimum = pile_is_below(pile);
    out->promised = pile->promised;
    pile_moved(pile, &out->arrived_since, &out->sent_since);
    out->entries = build_room(draft->arena, pile->entry_count, sizeof *out->entries);
    for (uint32_t at = pile->first_entry; at != 0;
         at = stock_entry(draft->stock, at)->next_in_pile) {
        out->entries[out->n_entries++] = build_entry(draft, stock_entry(draft->stock, at));
    }
    return out;
}

/* What was stated, or, where nothing was, what the shipments brought and took of goods counted in kg. */
static Pusdalops__V1__StockFlow *build_flow(const struct draft *draft,
                                            const struct warehouse *warehouse)
{
    struct arena *arena = draft->arena;
    if (warehouse->flow == 0 && warehouse->moved_utc_us == AS_OF_NONE) {
        return NULL;
    }
    Pusdalops__V1__StockFlow *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__stock_flow__init(out);
    if (warehouse->flow == 0) {
        out->from_movements = true;
        out->unit = build_copy(draft->arena, "kg");
        out->as_of = build_as_of(arena, warehouse->moved_utc_us);
        out->received_total = warehouse->moved_in;
        out->issued_total = warehouse->moved_out;
        (void)stock_rate(warehouse->moved_in, warehouse->moved_out, &out->rate_thousandths);
        return out;
    }
    const struct passing passing = stock_passing(stock_flow(draft->stock, warehouse->flow));
    const struct article *article = article_of(draft, passing.newest->article);
    out->item = build_copy(draft->arena, article->code);
    out->unit = build_copy(draft->arena, article->unit);
    out->since = build_time(arena, passing.newest->since_utc_us);
    out->as_of = build_as_of(arena, passing.newest->as_of_utc_us);
    out->received_total = passing.newest->in;
    out->issued_total = passing.newest->out;
    out->rate_thousandths = passing.rate_thousandths;
    out->stayed_known = passing.knows_stayed;
    out->stayed_thousandths = passing.stayed;
    out->overdue_at = build_time(arena, passing.overdue_utc_us);
    return out;
}

static Pusdalops__V1__WarehouseStock *build_warehouse(const struct draft *draft,
                                                      const struct warehouse *warehouse)
{
    struct arena *arena = draft->arena;
    Pusdalops__V1__WarehouseStock *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__warehouse_stock__init(out);
    out->source = build_source(draft->desk, warehouse->source);
    out->warehouse_id = build_copy(draft->arena, warehouse->id);
    out->name = build_copy(draft->arena, warehouse->name);
    out->kind = (Pusdalops__V1__WarehouseKind)warehouse->kind;
    out->region_code = build_code(arena, warehouse->area);
    out->place = build_copy(draft->arena, warehouse->place);
    if ((warehouse->flags & WAREHOUSE_HAS_POSITION) != 0) {
        out->position = build_room(draft->arena, 1, sizeof *out->position);
        pusdalops__v1__position__init(out->position);
        out->position->latitude_deg = warehouse->latitude_deg;
        out->position->longitude_deg = warehouse->longitude_deg;
    }
    out->newest_as_of = build_as_of(arena, warehouse->newest_as_of_utc_us);
    out->complete_as_of = build_as_of(arena, warehouse->complete_as_of_utc_us);
    out->flow = build_flow(draft, warehouse);
    return out;
}

static bool put_warehouse(struct draft *draft, const struct warehouse *warehouse)
{
    const size_t used_bytes = draft->arena->used_bytes;
    if (draft->out->n_warehouses == STOCK_WAREHOUSES_SHOWN) {
        draft->out->cut = true;
        return false;
    }
    Pusdalops__V1__WarehouseStock *made = build_warehouse(draft, warehouse);
    if (!keep(draft, build_part_bytes(&made->base), used_bytes)) {
        return false;
    }
    draft->out->warehouses[draft->out->n_warehouses++] = made;
    return true;
}

/* One that nobody counted stands as long as something of it moved or is promised. */
static bool is_blank(const struct pile *pile)
{
    uint64_t in = 0;
    uint64_t out = 0;
    pile_moved(pile, &in, &out);
    return pile->entry_count == 0 && pile->promised == 0 && in == 0 && out == 0;
}

/* The items of a warehouse that stands in the document, in the order of their list. */
static bool put_items(struct draft *draft, const struct warehouse *warehouse,
                      Pusdalops__V1__WarehouseStock *out)
{
    if (!keep(draft, 0, draft->arena->used_bytes)) {
        return false;
    }
    out->items = build_room(draft->arena, warehouse->pile_count, sizeof *out->items);
    for (uint32_t at = warehouse->first_pile; at != 0;
         at = stock_pile(draft->stock, at)->next_in_warehouse) {
        const size_t used_bytes = draft->arena->used_bytes;
        if (is_blank(stock_pile(draft->stock, at))) {
            continue;
        }
        Pusdalops__V1__StockItem *item = build_item(draft, stock_pile(draft->stock, at));
        if (!keep(draft, build_part_bytes(&item->base), used_bytes)) {
            return false;
        }
        out->items[out->n_items++] = item;
    }
    return true;
}

/* The area's own warehouses: all of them first, then what is in each. */
static void put_own_warehouses(struct draft *draft)
{
    const struct stock *stock = draft->stock;
    uint32_t shown = 0;
    for (uint32_t at = draft->shop->first_warehouse; at != 0;
         at = stock_warehouse(stock, at)->next_in_area) {
        const struct warehouse *warehouse = stock_warehouse(stock, at);
        if (warehouse_is_open(warehouse) && !put_warehouse(draft, warehouse)) {
            break;
        }
    }
    for (uint32_t at = draft->shop->first_warehouse; at != 0 && shown < draft->out->n_warehouses;
         at = stock_warehouse(stock, at)->next_in_area) {
        const struct warehouse *warehouse = stock_warehouse(stock, at);
        if (warehouse_is_open(warehouse) &&
            !put_items(draft, warehouse, draft->out->warehouses[shown++])) {
            return;
        }
    }
}

/* Those of a province or the nation: first the ones that stated what went through, then the others. */
static void put_all_warehouses(struct draft *draft)
{
    const struct stock *stock = draft->stock;
    for (int round = 0; round < 2; round++) {
        uint32_t place = 1;
        for (; place <= stock->warehouses.used && place <= STOCK_SCAN_MAX; place++) {
            const struct warehouse *warehouse = stock_warehouse(stock, place);
            const bool belongs = warehouse_is_open(warehouse) &&
                                 (warehouse->flow != 0) == (round == 0) &&
                                 area_contains(draft->shop->area, warehouse->area);
            if (belongs && !put_warehouse(draft, warehouse)) {
                return;
            }
        }
        draft->out->cut = draft->out->cut || place <= stock->warehouses.used;
    }
}

/* --- the whole --- */

struct document document_stock(const struct desk *desk, uint32_t place, enum access_class access,
                               uint64_t sequence, uint64_t previous)
{
    const struct stock *stock = &desk->realm->view.stock;
    const struct shop *shop = stock_shop(stock, place);
    const size_t room_end = desk->arena->used_bytes + DOCUMENT_ROOM_BYTES - PART_ROOM_BYTES;
    struct document document = document_begin(desk, shop->area, TOPIC_STOCK, sequence, previous);
    Status *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__stock_status__init(out);
    struct draft draft = {
        .desk = desk,
        .arena = desk->arena,
        .stock = stock,
        .ledger = &desk->realm->view.ledger,
        .shop = shop,
        .out = out,
        .is_public = access != ACCESS_INTERNAL,
        .today = day_of(desk->at_utc_us),
        .limit = {.left_bytes = STOCK_BYTES_MAX, .room_end = room_end},
    };
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_STOCK;
    document.message->stock = out;
    out->area_code = build_code(desk->arena, shop->area);
    out->area_name = build_copy(desk->arena, region_name(desk->catalogue, shop->area));
    out->warehouse_count = shop->open_count;
    if (access == ACCESS_INTERNAL) { /* (1) */
        put_alarm_counts(&draft);
    }
    draft.limit.left_bytes -= pusdalops__v1__stock_status__get_packed_size(out) + 8; /* 8: cut */
    put_totals(&draft);
    if (access != ACCESS_INTERNAL) { /* (1) */
        return document;
    }
    out->warehouses = build_room(desk->arena, STOCK_WAREHOUSES_SHOWN, sizeof *out->warehouses);
    put_alarm_list(&draft);
    if (area_is_regency(shop->area)) {
        put_own_warehouses(&draft);
    } else {
        put_all_warehouses(&draft);
    }
    return document;
}
