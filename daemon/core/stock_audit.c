/* The stock computed once more from entries and warehouses alone, without any of the running sums. */
#include "core/stock.h"

#include "base/assert.h"

static const struct warehouse *warehouse_of(const struct stock *stock, const struct pile *pile)
{
    return stock_warehouse(stock, pile->warehouse);
}

/* The entries and the movements of a pile. */
static bool pile_agrees(const struct stock *stock, uint32_t place)
{
    const struct pile *pile = stock_pile(stock, place);
    uint64_t sum = 0;
    uint32_t count = 0;
    for (uint32_t at = pile->first_entry; at != 0; at = stock_entry(stock, at)->next_in_pile) {
        const struct stock_entry *entry = stock_entry(stock, at);
        if (entry->pile != place || ++count > stock->entries.used ||
            entry->buffer > entry->counted || entry->as_of_utc_us > pile->counted_utc_us ||
            stock_find_entry(stock, place, entry->origin, entry->expires_day) != at) {
            return false;
        }
        sum += entry->counted;
    }
    for (uint32_t i = 0; i < pile->move_count; i++) {
        if (pile->moves[i].at_utc_us <= pile->counted_utc_us ||
            (i > 0 && pile->moves[i].at_utc_us < pile->moves[i - 1].at_utc_us)) {
            return false; /* (4) */
        }
    }
    return count == pile->entry_count && sum == pile->counted &&
           (pile->payer == 0) == (count > 0); /* (5) */
}

/* (7) */
static bool has_totals(const struct stock *stock, const struct pile *pile)
{
    const uint32_t area = warehouse_of(stock, pile)->area;
    const uint32_t areas[] = {area, area_is_regency(area) ? area_province(area) : area,
                              AREA_NATION};
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        const uint32_t shop = stock_find_shop(stock, areas[i]);
        if (shop == 0 || stock_find_total(stock, shop, pile->article) == 0) {
            return false;
        }
    }
    return true;
}

static bool warehouse_agrees(const struct stock *stock, uint32_t place)
{
    const struct warehouse *warehouse = stock_warehouse(stock, place);
    uint32_t piles = 0;
    uint32_t entries = 0;
    uint32_t uncounted = 0;
    for (uint32_t at = warehouse->first_pile; at != 0;
         at = stock_pile(stock, at)->next_in_warehouse) {
        const struct pile *pile = stock_pile(stock, at);
        if (pile->warehouse != place || ++piles > stock->piles.used || !has_totals(stock, pile)) {
            return false;
        }
        entries += pile->entry_count;
        uncounted += pile->entry_count == 0 ? 1 : 0;
    }
    return piles == warehouse->pile_count && entries == warehouse->entry_count &&
           uncounted == warehouse->uncounted &&
           warehouse->complete_as_of_utc_us <= warehouse->newest_as_of_utc_us &&
           (warehouse->flow == 0 || stock_flow(stock, warehouse->flow)->warehouse == place);
}

/* (2) */
static bool total_agrees(const struct stock *stock, const struct stock_total *total)
{
    const struct shop *shop = stock_shop(stock, total->shop);
    uint64_t counted = 0;
    uint32_t warehouses = 0;
    uint32_t entries = 0;
    for (uint32_t place = 1; place <= stock->piles.used; place++) {
        const struct pile *pile = stock_pile(stock, place);
        const struct warehouse *warehouse = warehouse_of(stock, pile);
        if (pile->article != total->article || pile->entry_count == 0 ||
            !warehouse_is_open(warehouse) || !area_contains(shop->area, warehouse->area)) {
            continue;
        }
        counted += pile->counted;
        warehouses++;
        entries += warehouse->area == shop->area ? pile->entry_count : 0;
    }
    int64_t before_utc_us = AS_OF_NONE;
    for (uint32_t at = total->oldest; at != 0; at = stock_entry(stock, at)->newer) { /* (3) */
        const struct stock_entry *entry = stock_entry(stock, at);
        const struct pile *pile = stock_pile(stock, entry->pile);
        if (entries-- == 0 || entry->as_of_utc_us < before_utc_us ||
            pile->article != total->article || warehouse_of(stock, pile)->area != shop->area) {
            return false;
        }
        before_utc_us = entry->as_of_utc_us;
    }
    return entries == 0 && counted == total->counted && warehouses == total->warehouses;
}

static bool shop_agrees(const struct stock *stock, uint32_t place)
{
    const struct shop *shop = stock_shop(stock, place);
    uint32_t own = 0;
    uint32_t open = 0;
    uint32_t below = 0;
    uint32_t listed = 0;
    for (uint32_t at = 1; at <= stock->warehouses.used; at++) {
        const struct warehouse *warehouse = stock_warehouse(stock, at);
        own += warehouse->area == shop->area ? 1 : 0;
        open += warehouse_is_open(warehouse) && area_contains(shop->area, warehouse->area) ? 1 : 0;
    }
    for (uint32_t at = 1; at <= stock->piles.used; at++) {
        const struct pile *pile = stock_pile(stock, at);
        const struct warehouse *warehouse = warehouse_of(stock, pile);
        below += pile_is_below(pile) && warehouse_is_open(warehouse) &&
                         area_contains(shop->area, warehouse->area)
                     ? 1
                     : 0;
    }
    for (uint32_t at = shop->first_warehouse; at != 0;
         at = stock_warehouse(stock, at)->next_in_area) {
        if (stock_warehouse(stock, at)->area != shop->area || ++listed > stock->warehouses.used) {
            return false;
        }
    }
    return own == listed && own == shop->own_count && open == shop->open_count &&
           below == shop->below_minimum && stock_find_shop(stock, shop->area) == place;
}

static bool flow_agrees(const struct flow *flow)
{
    for (uint32_t i = 1; i < flow->count; i++) {
        if (flow->sums[i].as_of_utc_us <= flow->sums[i - 1].as_of_utc_us) {
            return false;
        }
    }
    return flow->count > 0 && flow->count <= FLOW_SUMS_MAX;
}

bool stock_audit(const struct stock *stock)
{
    bool good = true;
    for (uint32_t place = 1; good && place <= stock->piles.used; place++) {
        good = pile_agrees(stock, place);
    }
    for (uint32_t place = 1; good && place <= stock->warehouses.used; place++) {
        good = warehouse_agrees(stock, place);
    }
    for (uint32_t place = 1; good && place <= stock->totals.used; place++) {
        good = total_agrees(stock, stock_total(stock, place));
    }
    for (uint32_t place = 1; good && place <= stock->shops.used; place++) {
        good = shop_agrees(stock, place);
    }
    for (uint32_t place = 1; good && place <= stock->flows.used; place++) {
        good = flow_agrees(stock_flow(stock, place));
    }
    return good;
}
