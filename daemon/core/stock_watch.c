#include "core/stock_watch.h"

#include "base/assert.h"
#include "core/day.h"

size_t stock_watch_bytes(const struct stock_limits *limits)
{
    return sizeof(struct stock_looked) * ((size_t)limits->warehouses_max + 1) +
           sizeof(struct stock_alarms) * AREA_CODES + 64;
}

void stock_watch_init(struct stock_watch *watch, struct arena *zeroed,
                      const struct stock_limits *limits)
{
    *watch = (struct stock_watch){.cursor = 0};
    watch->of_warehouse =
        arena_take(zeroed, sizeof(struct stock_looked) * ((size_t)limits->warehouses_max + 1));
    watch->of_area = arena_take(zeroed, sizeof(struct stock_alarms) * AREA_CODES);
    HUB_ASSERT(watch->of_warehouse != NULL && watch->of_area != NULL);
}

enum expiry_level expiry_level(uint32_t expires_day, uint32_t today)
{
    if (expires_day == 0) {
        return EXPIRY_FAR;
    }
    if (expires_day < today) {
        return EXPIRY_EXPIRED;
    }
    const uint32_t left = expires_day - today;
    if (left <= EXPIRY_THREE_MONTHS_DAYS) {
        return EXPIRY_THREE_MONTHS;
    }
    return left <= EXPIRY_NINE_MONTHS_DAYS ? EXPIRY_NINE_MONTHS : EXPIRY_FAR;
}

bool entry_is_stale(const struct stock_entry *entry, int64_t at_utc_us)
{
    return entry->counted > 0 && entry->as_of_utc_us < at_utc_us - STOCK_FRESH_US;
}

bool warehouse_is_overdue(const struct stock *stock, const struct warehouse *warehouse,
                          int64_t at_utc_us)
{
    if (warehouse->flow == 0) {
        return false;
    }
    const struct passing passing = stock_passing(stock_flow(stock, warehouse->flow));
    return passing.overdue_utc_us != 0 && passing.overdue_utc_us < at_utc_us;
}

static struct stock_looked look(const struct stock *stock, uint32_t place, int64_t at_utc_us)
{
    const struct warehouse *warehouse = stock_warehouse(stock, place);
    const uint32_t today = day_of(at_utc_us);
    struct stock_looked looked = {.area_plus_1 = 0};
    if (!warehouse_is_open(warehouse)) {
        return looked;
    }
    looked.area_plus_1 = warehouse->area + 1;
    if (warehouse_is_overdue(stock, warehouse, at_utc_us)) {
        looked.alarms.overdue = 1;
        looked.stayed = stock_stayed_at(stock_flow(stock, warehouse->flow), at_utc_us);
    }
    for (uint32_t at = warehouse->first_pile; at != 0;
         at = stock_pile(stock, at)->next_in_warehouse) {
        for (uint32_t entry = stock_pile(stock, at)->first_entry; entry != 0;
             entry = stock_entry(stock, entry)->next_in_pile) {
            const struct stock_entry *held = stock_entry(stock, entry);
            const enum expiry_level level = expiry_level(held->expires_day, today);
            looked.alarms.expiry[level] += held->counted > 0 && level != EXPIRY_FAR ? 1 : 0;
            looked.alarms.stale += entry_is_stale(held, at_utc_us) ? 1 : 0;
        }
    }
    return looked;
}

static void add(struct stock_alarms *to, const struct stock_alarms *more, bool puts)
{
    const uint32_t sign = puts ? 1U : UINT32_MAX; /* times this, modulo 2^32, is plus or minus */
    for (int level = 0; level < EXPIRY_LEVELS; level++) {
        to->expiry[level] += sign * more->expiry[level];
    }
    to->stale += sign * more->stale;
    to->overdue += sign * more->overdue;
}

/* What was found of a warehouse goes into its area and those above it, or is taken out. */
static void move(struct stock_watch *watch, const struct stock_looked *looked, bool puts)
{
    if (looked->area_plus_1 == 0) {
        return;
    }
    const uint32_t area = looked->area_plus_1 - 1;
    add(&watch->of_area[area], &looked->alarms, puts);
    if (area_is_regency(area)) {
        add(&watch->of_area[area_province(area)], &looked->alarms, puts);
    }
    if (area != AREA_NATION) {
        add(&watch->of_area[AREA_NATION], &looked->alarms, puts);
    }
}

static bool is_same(const struct stock_looked *a, const struct stock_looked *b)
{
    for (int level = 0; level < EXPIRY_LEVELS; level++) {
        if (a->alarms.expiry[level] != b->alarms.expiry[level]) {
            return false;
        }
    }
    return a->area_plus_1 == b->area_plus_1 && a->stayed == b->stayed &&
           a->alarms.stale == b->alarms.stale && a->alarms.overdue == b->alarms.overdue;
}

bool stock_watch_look(struct stock_watch *watch, const struct stock *stock, uint32_t warehouse,
                      int64_t at_utc_us)
{
    struct stock_looked *held = &watch->of_warehouse[warehouse];
    const struct stock_looked now = look(stock, warehouse, at_utc_us);
    if (is_same(held, &now)) {
        return false;
    }
    move(watch, held, false);
    move(watch, &now, true);
    *held = now;
    return true;
}
