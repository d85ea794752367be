/*
 * larder.c - the stock once more, from the rules alone: every declaration and count in a list, every answer made by walking it.
 * Shares no code with daemon/core/stock and warehouse; it looks into the stock only to compare.
 *
 * Source: proto/README.md "Stock".
 */
#include "sim.h"

#include "base/assert.h"

#define TOLD_MAX       8192U
#define ORIGINS        6U
#define HOUSES_MAX     64U
#define HOURS_KEPT     64U
#define HOURS_SEEN_MAX 4096 /* of a run; its clock is stepped now and then */
#define HOUR_US        (3600 * US_PER_S)
#define TWO_DAYS       (48 * HOUR_US)

/* What one count said of one entry, or of every entry. */
struct tale {
    uint32_t house;
    int64_t as_of_us;
    bool is_whole; /* of everything: what it does not name is none left */
    uint32_t goods;
    uint32_t origin;
    uint64_t there;
    uint64_t least; /* the minimum; 0: not said */
};

struct house {
    const char *source;
    const char *id;
    uint32_t area;
    bool closed;
    bool ever_closed;
};

struct passage {
    uint32_t house;
    int64_t as_of_us;
    uint64_t in;
    uint64_t out;
};

struct larder {
    struct run *run;
    struct house houses[HOUSES_MAX];
    uint32_t house_count;
    struct tale *tales;
    uint32_t tale_count;
    struct passage *passages;
    uint32_t passage_count;
    uint64_t moved_at_turn; /* a warehouse was declared, or stands elsewhere now */
};

static const char *const goods_names[SIM_GOODS] = {"beras", "mi-instan", "selimut",
                                                   "genset silent 5 kva"};

struct larder *larder_make(struct run *run)
{
    struct larder *larder = room_take(sizeof *larder);
    larder->run = run;
    larder->tales = room_take(sizeof *larder->tales * TOLD_MAX);
    larder->passages = room_take(sizeof *larder->passages * TOLD_MAX);
    return larder;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static int64_t utc_us(const Google__Protobuf__Timestamp *time)
{
    return time->seconds * US_PER_S + time->nanos / 1000;
}

static const char *kept(const char *text)
{
    return (const char *)room_copy(slice_of(text)).data;
}

static uint32_t goods_of(const char *item)
{
    for (uint32_t goods = 0; goods < SIM_GOODS; goods++) {
        if (same(goods_names[goods], item)) {
            return goods;
        }
    }
    return SIM_GOODS;
}

static uint32_t find_house(const struct larder *larder, const char *source, const char *id)
{
    uint32_t at = 0;
    while (at < larder->house_count &&
           !(same(larder->houses[at].source, source) && same(larder->houses[at].id, id))) {
        at++;
    }
    return at;
}

uint32_t larder_house(const struct larder *larder, const char *source, const char *id)
{
    const uint32_t at = find_house(larder, source, id);
    return at == larder->house_count ? PIER_NONE : at;
}

uint32_t larder_area(const struct larder *larder, uint32_t house)
{
    return larder->houses[house].area;
}

const char *larder_name(const struct larder *larder, uint32_t house)
{
    return larder->houses[house].id;
}

bool larder_moved_now(const struct larder *larder)
{
    return larder->moved_at_turn == larder->run->turn;
}

static uint32_t area_of(const char *code)
{
    uint64_t area = 0;
    HUB_ASSERT(region_code_parse(slice_of(code), &area));
    return (uint32_t)area;
}

/* --- hearing --- */

static void hear_warehouse(struct larder *larder, const Pusdalops__V1__Message *message)
{
    const Pusdalops__V1__Warehouse *body = message->warehouse;
    const uint32_t at = find_house(larder, message->source, body->warehouse_id);
    HUB_ASSERT(at < HOUSES_MAX);
    larder->house_count = at == larder->house_count ? at + 1 : larder->house_count;
    const bool before = larder->houses[at].ever_closed;
    larder->moved_at_turn = larder->run->turn;
    larder->houses[at] =
        (struct house){kept(message->source), kept(body->warehouse_id), area_of(body->region_code),
                       body->closed != 0, before || body->closed != 0};
}

bool larder_deserves(const struct larder *larder, const Pusdalops__V1__Message *message,
                     enum hub_status code)
{
    const uint32_t at = find_house(larder, message->source, message->stock_count->warehouse_id);
    return code == HUB_E_WAREHOUSE_CLOSED && at < larder->house_count &&
           larder->houses[at].ever_closed;
}

static void hear_count(struct larder *larder, const Pusdalops__V1__Message *message)
{
    const Pusdalops__V1__StockCount *body = message->stock_count;
    const uint32_t house = find_house(larder, message->source, body->warehouse_id);
    if (house == larder->house_count || larder->houses[house].closed) {
        judge_broken(larder->run, "a count of %s/%s was taken in", message->source,
                     body->warehouse_id);
    }
    HUB_ASSERT(larder->tale_count + body->n_lines + 1 < TOLD_MAX);
    if (body->complete) {
        larder->tales[larder->tale_count++] =
            (struct tale){.house = house, .as_of_us = utc_us(body->as_of), .is_whole = true};
    }
    for (size_t i = 0; i < body->n_lines; i++) {
        const Pusdalops__V1__StockLine *line = body->lines[i];
        const uint32_t goods = goods_of(line->quantity->item);
        const uint64_t factor = goods == 1 ? 40 : 1; /* noodles are said in dus of 40 */
        larder->tales[larder->tale_count++] =
            (struct tale){.house = house,
                          .as_of_us = utc_us(body->as_of),
                          .goods = goods,
                          .origin = (uint32_t)line->budget_origin,
                          .there = line->quantity->thousandths * factor,
                          .least = line->minimum_thousandths * factor};
    }
    if (body->throughput != NULL) {
        larder->passages[larder->passage_count++] = (struct passage){
            house, utc_us(body->as_of), body->throughput->received_total->thousandths,
            body->throughput->issued_total->thousandths};
    }
}

bool larder_hear(struct larder *larder, const Pusdalops__V1__Message *message)
{
    if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_WAREHOUSE) {
        hear_warehouse(larder, message);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT) {
        hear_count(larder, message);
    } else {
        return false;
    }
    return true;
}

/* --- what follows --- */

/* The word that stands of an entry: of the newest time, then of the last record. False: nobody ever named it. */
static bool word_of(const struct larder *larder, uint32_t house, uint32_t goods, uint32_t origin,
                    uint64_t *there, int64_t *as_of_us)
{
    bool named = false;
    *as_of_us = INT64_MIN;
    *there = 0;
    for (uint32_t i = 0; i < larder->tale_count; i++) {
        const struct tale *tale = &larder->tales[i];
        const bool names = !tale->is_whole && tale->goods == goods && tale->origin == origin;
        if (tale->house != house || !(names || tale->is_whole)) {
            continue;
        }
        named = named || names;
        if (tale->as_of_us >= *as_of_us) {
            *as_of_us = tale->as_of_us;
            *there = names ? tale->there : 0;
        }
    }
    return named;
}

static uint64_t least_of(const struct larder *larder, uint32_t house, uint32_t goods)
{
    int64_t as_of_us = INT64_MIN;
    uint64_t least = 0;
    for (uint32_t i = 0; i < larder->tale_count; i++) {
        const struct tale *tale = &larder->tales[i];
        if (tale->house == house && !tale->is_whole && tale->goods == goods && tale->least > 0 &&
            tale->as_of_us >= as_of_us) {
            as_of_us = tale->as_of_us;
            least = tale->least;
        }
    }
    return least;
}

/* One item in one warehouse: what is there of all its entries, and the oldest of the words. False: nobody counted it. */
static bool pile_of(const struct larder *larder, uint32_t house, uint32_t goods, uint64_t *there,
                    int64_t *oldest_us)
{
    bool known = false;
    *there = 0;
    *oldest_us = INT64_MAX;
    for (uint32_t origin = 0; origin < ORIGINS; origin++) {
        uint64_t its = 0;
        int64_t as_of_us = 0;
        if (word_of(larder, house, goods, origin, &its, &as_of_us)) {
            known = true;
            *there += its;
            *oldest_us = as_of_us < *oldest_us ? as_of_us : *oldest_us;
        }
    }
    return known;
}

static bool is_within(const struct house *house, uint32_t area)
{
    return !house->closed &&
           (area == AREA_NATION || house->area == area || house->area / 100 == area);
}

/* --- comparing --- */

static void compare_total(const struct larder *larder, const Pusdalops__V1__StockStatus *shown,
                          uint32_t area, uint32_t goods)
{
    uint64_t sum = 0;
    uint32_t houses = 0;
    int64_t oldest_us = INT64_MAX;
    const Pusdalops__V1__StockTotal *total = NULL;
    for (uint32_t house = 0; house < larder->house_count; house++) {
        uint64_t there = 0;
        int64_t its_us = 0;
        if (is_within(&larder->houses[house], area) &&
            pile_of(larder, house, goods, &there, &its_us)) {
            sum += there;
            houses++;
            oldest_us = its_us < oldest_us ? its_us : oldest_us;
        }
    }
    for (size_t i = 0; i < shown->n_totals; i++) {
        total = same(shown->totals[i]->item, goods_names[goods]) ? shown->totals[i] : total;
    }
    const bool right = total == NULL ? houses == 0
                                     : total->thousandths == sum && total->warehouses == houses &&
                                           utc_us(total->oldest_as_of) == oldest_us;
    if (!right) {
        judge_broken(larder->run, "%s in the stock of %s is shown otherwise than it was counted",
                     goods_names[goods], shown->area_code);
    }
}

/* The newest of each hour, of the newest hours: is this one of them? */
static bool is_kept(const struct larder *larder, uint32_t house, uint32_t at)
{
    const struct passage *passage = &larder->passages[at];
    bool told[HOURS_SEEN_MAX] = {false};
    uint32_t newer_hours = 0;
    for (uint32_t i = 0; i < larder->passage_count; i++) {
        const struct passage *other = &larder->passages[i];
        const int64_t hours = other->as_of_us / HOUR_US - passage->as_of_us / HOUR_US;
        if (other->house != house || hours < 0) {
            continue;
        }
        if (hours == 0 && (other->as_of_us > passage->as_of_us ||
                           (other->as_of_us == passage->as_of_us && i > at))) {
            return false;
        }
        HUB_ASSERT(hours < HOURS_SEEN_MAX);
        newer_hours += hours > 0 && !told[hours] ? 1 : 0;
        told[hours] = true;
    }
    return newer_hours < HOURS_KEPT;
}

static void compare_flow(const struct larder *larder, uint32_t house,
                         const Pusdalops__V1__StockFlow *shown)
{
    const struct passage *newest = NULL;
    const struct passage *before = NULL;
    for (uint32_t i = 0; i < larder->passage_count; i++) {
        const struct passage *passage = &larder->passages[i];
        if (passage->house == house && (newest == NULL || passage->as_of_us >= newest->as_of_us)) {
            newest = passage;
        }
    }
    if ((newest == NULL) != (shown == NULL || shown->from_movements)) {
        judge_broken(larder->run, "what went through %s is shown, or is not",
                     larder->houses[house].id);
    }
    if (newest == NULL) {
        return;
    }
    for (uint32_t i = 0; i < larder->passage_count; i++) {
        const struct passage *passage = &larder->passages[i];
        if (passage->house == house && passage->as_of_us <= newest->as_of_us - TWO_DAYS &&
            (before == NULL || passage->as_of_us >= before->as_of_us) &&
            is_kept(larder, house, i)) {
            before = passage;
        }
    }
    const uint64_t stayed =
        before == NULL || before->in < newest->out ? 0 : before->in - newest->out;
    if (shown->received_total != newest->in || shown->issued_total != newest->out ||
        (shown->stayed_known != 0) != (before != NULL) || shown->stayed_thousandths != stayed) {
        judge_broken(larder->run, "what stayed in %s of %s is shown otherwise than it was stated",
                     larder->houses[house].id, larder->houses[house].source);
    }
}

void larder_compare_document(const struct larder *larder, const Pusdalops__V1__StockStatus *shown)
{
    const uint32_t area = area_of(shown->area_code);
    uint32_t houses = 0;
    uint32_t below = 0;
    for (uint32_t goods = 0; goods < SIM_GOODS; goods++) {
        compare_total(larder, shown, area, goods);
    }
    for (uint32_t house = 0; house < larder->house_count; house++) {
        if (!is_within(&larder->houses[house], area)) {
            continue;
        }
        houses++;
        for (uint32_t goods = 0; goods < SIM_GOODS; goods++) {
            uint64_t there = 0;
            int64_t oldest_us = 0;
            below += pile_of(larder, house, goods, &there, &oldest_us) &&
                             there < least_of(larder, house, goods)
                         ? 1
                         : 0;
        }
    }
    if (houses != shown->warehouse_count || below != shown->alarms->below_minimum) {
        judge_broken(larder->run, "%s has %u warehouses and %u items below the minimum",
                     shown->area_code, (unsigned)houses, (unsigned)below);
    }
    for (size_t i = 0; i < shown->n_warehouses; i++) {
        const Pusdalops__V1__WarehouseStock *house = shown->warehouses[i];
        const uint32_t at = find_house(larder, house->source, house->warehouse_id);
        if (at == larder->house_count || !is_within(&larder->houses[at], area)) {
            judge_broken(larder->run, "%s does not stand in %s", house->warehouse_id,
                         shown->area_code);
        }
        compare_flow(larder, at, house->flow);
    }
}

/* Every entry of the stock, and each of ours in it. */
void larder_compare(const struct larder *larder, const struct view *view)
{
    const struct stock *stock = &view->stock;
    uint32_t entries = 0;
    if (!stock_audit(stock)) {
        judge_broken(larder->run, "the stock does not add up");
    }
    for (uint32_t at = 1; at <= stock->entries.used; at++) {
        const struct stock_entry *entry = stock_entry(stock, at);
        const struct pile *pile = stock_pile(stock, entry->pile);
        const struct warehouse *warehouse = stock_warehouse(stock, pile->warehouse);
        const char *source = source_at(&view->sources, (struct source_id){warehouse->source})->name;
        const char *item = ledger_article(&view->ledger, pile->article)->code;
        uint64_t there = 0;
        int64_t as_of_us = 0;
        if (!word_of(larder, find_house(larder, source, warehouse->id), goods_of(item),
                     entry->origin, &there, &as_of_us) ||
            there != entry->counted || as_of_us != entry->as_of_utc_us) {
            judge_broken(larder->run, "%s in %s of %s is not the newest count of it", item,
                         warehouse->id, source);
        }
    }
    for (uint32_t house = 0; house < larder->house_count; house++) {
        for (uint32_t i = 0; i < SIM_GOODS * ORIGINS; i++) {
            uint64_t there = 0;
            int64_t as_of_us = 0;
            entries += word_of(larder, house, i / ORIGINS, i % ORIGINS, &there, &as_of_us) ? 1 : 0;
        }
    }
    if (entries != stock->entries.used || larder->house_count != stock->warehouses.used) {
        judge_broken(larder->run, "%u entries were counted, %u are kept", (unsigned)entries,
                     (unsigned)stock->entries.used);
    }
}
