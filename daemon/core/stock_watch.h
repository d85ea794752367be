/*
 * stock_watch.h - what time alone makes of goods in stock: near expiry, expired, counted too long ago, kept too long.
 *
 * Read by: realm, hub, document_stock. Reads: stock.h, day.h.
 * Owns: its lists, in room given at init. It is no part of the view: it depends on the clock and begins anew with each run.
 * Holds: (1) the alarms of an area are those of its open warehouses and of those of the areas within it, each as it was when
 *        it was last looked at: when a record changed it, and every few seconds.
 * Source: proto/README.md "Stock".
 */
#ifndef HUB_CORE_STOCK_WATCH_H
#define HUB_CORE_STOCK_WATCH_H

#include "core/stock.h"

/* Numbers as on the wire (ExpiryLevel). */
enum expiry_level {
    EXPIRY_FAR,
    EXPIRY_NINE_MONTHS,
    EXPIRY_THREE_MONTHS,
    EXPIRY_EXPIRED,
    EXPIRY_LEVELS,
};

struct stock_alarms {
    uint32_t expiry[EXPIRY_LEVELS]; /* entries with something left; EXPIRY_FAR stays 0 */
    uint32_t stale;                 /* the same */
    uint32_t overdue;               /* warehouses */
};

/* What a warehouse adds, and where. */
struct stock_looked {
    struct stock_alarms alarms;
    uint64_t stayed;      /* of one that is overdue: stock_stayed_at */
    uint32_t area_plus_1; /* 0: it adds nothing */
};

struct stock_watch {
    struct stock_looked *of_warehouse; /* by place */
    struct stock_alarms *of_area;      /* AREA_CODES entries */
    uint32_t cursor; /* the warehouse that was looked at last; 0: the round begins */
};

/* stock_watch_bytes - the room stock_watch_init takes */
size_t stock_watch_bytes(const struct stock_limits *limits);

/* stock_watch_init - nothing looked at; room from a zeroed arena */
void stock_watch_init(struct stock_watch *watch, struct arena *zeroed,
                      const struct stock_limits *limits);

/* stock_watch_look - how does a warehouse stand now? True when it is otherwise than when it was last looked at. */
bool stock_watch_look(struct stock_watch *watch, const struct stock *stock, uint32_t warehouse,
                      int64_t at_utc_us);

/* expiry_level - of a day of expiry, on a day; 0 never expires */
enum expiry_level expiry_level(uint32_t expires_day, uint32_t today);

/* entry_is_stale - something is left of it by a count that is too old */
bool entry_is_stale(const struct stock_entry *entry, int64_t at_utc_us);

/* warehouse_is_overdue - has something stayed longer than it may, by what was stated? */
bool warehouse_is_overdue(const struct stock *stock, const struct warehouse *warehouse,
                          int64_t at_utc_us);

#endif
