/*
 * suggest_stock.c - what is counted in warehouses, as candidates for a line.
 *
 * Of an entry is free what was counted and is not kept back as buffer; of all entries of an item in a warehouse together no more
 * than what the warehouse need not keep (the minimum or the buffers, whichever is more), has not sent since, and is not promised
 * out of it by a pledge that has not left. What arrived since is not counted yet and is not offered.
 */
#include "core/suggest_inside.h"

#include "core/day.h"

#define US_PER_DAY        (86400LL * US_PER_S)
#define WESTERN_OFFSET_US (7LL * 3600 * US_PER_S)

static uint64_t less_than(uint64_t from, uint64_t take)
{
    return from > take ? from - take : 0;
}

static uint64_t buffers_of(const struct stock *stock, const struct pile *pile)
{
    uint64_t sum = 0;
    for (uint32_t at = pile->first_entry; at != 0; at = stock_entry(stock, at)->next_in_pile) {
        sum += stock_entry(stock, at)->buffer;
    }
    return sum;
}

/* The warehouse's own position to the line's, where both are known. */
static void put_distance(const struct search *search, const struct warehouse *warehouse,
                         struct candidate *out)
{
    const struct geo_point to = {search->line->latitude_udeg, search->line->longitude_udeg};
    struct geo_point from;
    if ((search->line->flags & LINE_POSITION) == 0 ||
        (warehouse->flags & WAREHOUSE_HAS_POSITION) == 0 ||
        !geo_point_of(warehouse->latitude_deg, warehouse->longitude_deg, &from)) {
        return;
    }
    out->distance_known = true;
    out->distance_m = geo_distance_m(&from, &to);
}

/* The last moment of the day of expiry; 0: it has none. */
static int64_t end_of(uint32_t day)
{
    return day == 0 ? 0 : (int64_t)(day + 1) * US_PER_DAY - WESTERN_OFFSET_US;
}

static void offer_entry(struct search *search, uint32_t place)
{
    const struct stock *stock = &search->basis->view->stock;
    const struct stock_entry *entry = stock_entry(stock, place);
    const struct pile *pile = stock_pile(stock, entry->pile);
    const struct warehouse *warehouse = stock_warehouse(stock, pile->warehouse);
    const uint32_t today = day_of(search->basis->at_utc_us);
    const uint32_t needed = day_of(search->line->needed_by_utc_us);
    const uint64_t buffers = buffers_of(stock, pile);
    uint64_t arrived = 0;
    struct candidate candidate = {
        .kind = CANDIDATE_STOCK,
        .place = place,
        .counted = entry->counted,
        .kept_back = buffers > pile->minimum ? buffers : pile->minimum,
        .promised = pile->promised,
        .shared = (uint64_t)1 << 32U | entry->pile,
        .as_of_utc_us = entry->as_of_utc_us,
        .ends_utc_us = end_of(entry->expires_day),
        .giver =
            source_at(&search->basis->view->sources, (struct source_id){warehouse->source})->name,
        .store = warehouse->id,
        .number = (uint64_t)entry->origin << 32U | entry->expires_day,
        .nearness =
            suggest_nearness(warehouse->area, 0, search->relief->area, search->line->kecamatan),
    };
    if (entry->expires_day != 0 && entry->expires_day < today) {
        return; /* expired: never */
    }
    pile_moved(pile, &arrived, &candidate.sent_since);
    candidate.shared_max =
        less_than(less_than(less_than(pile->counted, candidate.kept_back), candidate.sent_since),
                  candidate.promised);
    candidate.available = less_than(entry->counted, entry->buffer);
    if (candidate.available > candidate.shared_max) {
        candidate.available = candidate.shared_max;
    }
    candidate.spoils = entry->expires_day != 0 && search->line->needed_by_utc_us != 0 &&
                       entry->expires_day < needed;
    put_distance(search, warehouse, &candidate);
    suggest_offer(search, &candidate, STOCK_FRESH_US);
}

/* The entries of warehouses that stand in the very area, the newest counts first. False: too many were looked at. */
static bool take_area(struct search *search, uint32_t total, uint32_t *looked_at)
{
    const struct stock *stock = &search->basis->view->stock;
    if (total == 0) {
        return true;
    }
    for (uint32_t at = stock_total(stock, total)->newest; at != 0;
         at = stock_entry(stock, at)->older) {
        if (++*looked_at > SUGGEST_LOOKED_MAX) {
            search->out->cut = true;
            return false;
        }
        offer_entry(search, at);
    }
    return true;
}

/* The area and those within it, but one that was looked at before. */
static bool take_below(struct search *search, uint32_t total, uint32_t but, uint32_t *looked_at)
{
    const struct stock *stock = &search->basis->view->stock;
    if (total == 0) {
        return true;
    }
    if (!take_area(search, total, looked_at)) {
        return false;
    }
    for (uint32_t at = stock_total(stock, total)->first_child; at != 0;
         at = stock_total(stock, at)->next_sibling) {
        if (at != but && !take_area(search, at, looked_at)) {
            return false;
        }
    }
    return true;
}

void suggest_take_stock(struct search *search)
{
    const struct stock *stock = &search->basis->view->stock;
    const uint32_t article = search->line->article;
    const uint32_t area = search->relief->area;
    const uint32_t own = stock_find_total(stock, stock_find_shop(stock, area), article);
    const uint32_t province =
        stock_find_total(stock, stock_find_shop(stock, area_province(area)), article);
    const uint32_t nation = stock_find_total(stock, stock_find_shop(stock, AREA_NATION), article);
    uint32_t looked_at = 0;
    if (nation == 0 || (own != province && !take_area(search, own, &looked_at)) ||
        !take_below(search, province, own, &looked_at)) {
        return;
    }
    for (uint32_t at = stock_total(stock, nation)->first_child; at != 0;
         at = stock_total(stock, at)->next_sibling) {
        if (at != province && !take_below(search, at, 0, &looked_at)) {
            return;
        }
    }
}
