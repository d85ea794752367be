/*
 * stock.h - relief goods on hand: warehouses, what was counted in them, what went in and out.
 *
 * Read by: view, warehouse, dock, document_stock, stock_watch. Reads: base/, ledger.h (articles).
 * Owns: its pools, in the view's room.
 *
 * A *pile* is one article in one warehouse. An *entry* is what was counted of a pile out of one budget with one day of expiry. A
 * *flow* is what a warehouse stated of all that came in and went out. A *shop* is an area in which warehouses stand, or a
 * province or the nation above it; its *totals* hold what was counted of one article in all its open warehouses.
 *
 * All quantities are thousandths of the article's unit.
 * Holds: (1) an entry is the newest count of it, in whatever order counts came; of two with one as_of the later record's. A count
 *            that was complete stands for an entry it does not name: none left. Nothing else makes or changes an entry;
 *        (2) the sum of a pile is that of its entries; a total is the sum of the piles of open warehouses in its area, and
 *            counts those that have an entry; stock_audit;
 *        (3) the entries of open warehouses hang in the totals of their own area from the oldest to the newest;
 *        (4) what moved stands beside a pile until a count of it, of any entry or complete, is as new as the movement. The
 *            newest PILE_MOVES_MAX are known one by one; older ones are one sum, which a count takes away when it is as new as the last of them.
 *        (5) a pile that no count named was made by a shipment or a pledge, and its `payer` pays for it until it is counted: what
 *            is in it is unknown, never nought; (6) a pile's `promised` is what pledges out of it promise and have not sent;
 *            dock_audit; (7) every pile has its totals in its warehouse's area and those above, so that a count of it needs none.
 * Source: proto/README.md "Stock"; decisions 0027, 0031.
 */
#ifndef HUB_CORE_STOCK_H
#define HUB_CORE_STOCK_H

#include "base/hash.h"
#include "base/ids.h"
#include "base/pool.h"
#include "base/slice.h"
#include "core/figure.h"
#include "core/limits.h"
#include "core/region.h"

/* Numbers as on the wire. */
enum warehouse_kind {
    WAREHOUSE_KIND_NONE,
    WAREHOUSE_KIND_WAREHOUSE,
    WAREHOUSE_KIND_POSKO,
    WAREHOUSE_KIND_SUPPORT_POST,
    WAREHOUSE_KINDS,
};

#define BUDGET_ORIGINS 6U /* BudgetOrigin, 0 included: not said */

#define WAREHOUSE_CLOSED       1U
#define WAREHOUSE_HAS_POSITION 2U

struct warehouse {
    double latitude_deg;
    double longitude_deg;
    int64_t complete_as_of_utc_us; /* AS_OF_NONE: never counted as a whole */
    int64_t newest_as_of_utc_us;   /* AS_OF_NONE: never counted */
    int64_t moved_utc_us;          /* of the last movement; AS_OF_NONE: none */
    uint64_t moved_in;             /* of goods counted in kg, ever */
    uint64_t moved_out;
    uint32_t source;
    uint32_t area;
    uint32_t kind;
    uint32_t flags;
    uint32_t first_pile;
    uint32_t pile_count;
    uint32_t entry_count;
    uint32_t next_in_area;
    uint32_t flow;      /* 0: it stated none */
    uint32_t uncounted; /* piles that nobody counted (5) */
    char id[IDENTIFIER_BYTES_MAX + 8];
    char name[REGION_NAME_BYTES_MAX + 4];
    char place[POINT_BYTES_MAX + 8];
};

/* Positive: it came in; negative: it went out. */
struct movement {
    int64_t at_utc_us;
    int64_t amount;
};

struct pile {
    uint64_t counted;
    uint64_t minimum; /* 0: not said */
    int64_t minimum_as_of_utc_us;
    int64_t counted_utc_us; /* newest count of any entry, or complete; AS_OF_NONE: never */
    uint64_t folded_in;     /* of movements older than those below */
    uint64_t folded_out;
    uint64_t promised; /* (6) */
    int64_t folded_last_utc_us;
    struct movement moves[PILE_MOVES_MAX]; /* from the oldest on */
    uint32_t move_count;
    uint32_t warehouse;
    uint32_t article;
    uint32_t first_entry;
    uint32_t entry_count;
    uint32_t next_in_warehouse;
    uint32_t payer; /* the source that holds it of its share; 0: it was counted (5) */
    uint32_t reserved;
};

struct stock_entry {
    uint64_t counted;
    uint64_t buffer;
    int64_t as_of_utc_us;
    uint32_t pile;
    uint32_t origin;
    uint32_t expires_day; /* day.h; 0: not said */
    uint32_t next_in_pile;
    uint32_t older; /* (3) */
    uint32_t newer;
};

/* What a posko stated: sums since a time. */
struct flow_sum {
    int64_t as_of_utc_us;
    int64_t since_utc_us; /* 0: not said */
    uint64_t in;
    uint64_t out;
    uint32_t article;
    uint32_t reserved;
};

/* The newest of each hour, from the oldest on; the last FLOW_SUMS_MAX of them. */
struct flow {
    struct flow_sum sums[FLOW_SUMS_MAX];
    uint32_t warehouse;
    uint32_t count;
};

struct shop {
    uint32_t area;
    uint32_t first_warehouse; /* that stand in the very area, closed ones too */
    uint32_t own_count;       /* of that list */
    uint32_t open_count;      /* open ones of the area and of those within it */
    uint32_t below_minimum;   /* piles of these */
    uint32_t first_total;
};

struct stock_total {
    uint64_t counted;
    uint32_t shop;
    uint32_t article;
    uint32_t warehouses; /* that know it */
    uint32_t next_in_shop;
    uint32_t oldest; /* (3); entries of the very area */
    uint32_t newest;
    uint32_t first_child; /* totals of the areas within it */
    uint32_t next_sibling;
};

struct stock_limits {
    uint32_t warehouses_max;
    uint32_t stocks_max; /* entries, and as many piles */
};

struct stock {
    struct pool warehouses;
    struct pool flows;
    struct pool piles;
    struct pool entries;
    struct pool shops;
    struct pool totals;
    struct hash by_warehouse;
    struct hash by_pile;
    struct hash by_total;
    uint32_t *shop_of_area; /* AREA_CODES entries; 0: none */
};

/* A shipment's warehouses, those its pledges are promised out of, each in its regency and province; the nation. */
#define STOCK_CHANGE_SHOPS (2 * (SHIPMENT_LINES_MAX + 2) + 1)

/* What a record changed: the shops whose document it is in, and whose entries. */
struct stock_change {
    uint32_t shops[STOCK_CHANGE_SHOPS];
    uint32_t count;
    uint32_t warehouse; /* 0: none */
};

/* stock_bytes - the room stock_init takes */
size_t stock_bytes(const struct stock_limits *limits);

/* stock_init - no warehouse yet; room from a zeroed arena */
void stock_init(struct stock *stock, struct arena *zeroed, const struct stock_limits *limits);

/* stock_index - build the look-ups again after the pools were put back from a snapshot */
void stock_index(struct stock *stock);

static inline struct warehouse *stock_warehouse(const struct stock *stock, uint32_t place)
{
    return pool_at(&stock->warehouses, place);
}

static inline struct pile *stock_pile(const struct stock *stock, uint32_t place)
{
    return pool_at(&stock->piles, place);
}

static inline struct stock_entry *stock_entry(const struct stock *stock, uint32_t place)
{
    return pool_at(&stock->entries, place);
}

static inline struct flow *stock_flow(const struct stock *stock, uint32_t place)
{
    return pool_at(&stock->flows, place);
}

static inline struct shop *stock_shop(const struct stock *stock, uint32_t place)
{
    return pool_at(&stock->shops, place);
}

static inline struct stock_total *stock_total(const struct stock *stock, uint32_t place)
{
    return pool_at(&stock->totals, place);
}

/* Look-ups; 0: there is none. What a place points to lives as long as the view. */
uint32_t stock_find_warehouse(const struct stock *stock, uint32_t source, struct slice id);
uint32_t stock_find_pile(const struct stock *stock, uint32_t warehouse, uint32_t article);
uint32_t stock_find_entry(const struct stock *stock, uint32_t pile, uint32_t origin,
                          uint32_t expires_day);
uint32_t stock_find_shop(const struct stock *stock, uint32_t area);
uint32_t stock_find_total(const struct stock *stock, uint32_t shop, uint32_t article);

/* warehouse_is_open - does it count in totals? */
bool warehouse_is_open(const struct warehouse *warehouse);

/* pile_is_below - is less there than the minimum, by a count? */
bool pile_is_below(const struct pile *pile);

/* pile_moved - what moved since its newest count (4) */
void pile_moved(const struct pile *pile, uint64_t *out_in, uint64_t *out_out);

/* stock_oldest - the oldest count in a total, of the areas within it too; AS_OF_NONE when there is none */
int64_t stock_oldest(const struct stock *stock, uint32_t total);

/* What a declaration says, when it is applied. */
struct declaring {
    uint32_t source;
    struct slice id;
    struct slice name;
    struct slice place;
    uint32_t kind;
    uint32_t area;
    uint32_t flags;
    double latitude_deg;
    double longitude_deg;
};

/* stock_has_room_for_warehouse - for one more, or for a known one in this area */
bool stock_has_room_for_warehouse(const struct stock *stock, uint32_t known, uint32_t area);

/* stock_spares_totals - a known warehouse may go to this area, and every pile that there may still be finds its totals: nobody who moves one takes them from those who count */
bool stock_spares_totals(const struct stock *stock, uint32_t known, uint32_t area);

/* stock_declare - a warehouse as it is from now on. Room was asked. Returns its place. */
uint32_t stock_declare(struct stock *stock, const struct declaring *declaring,
                       struct stock_change *change);

/* One line of a count, its article in the ledger. */
struct counting {
    uint32_t article;
    uint32_t origin;
    uint32_t expires_day;
    uint64_t counted;
    uint64_t minimum; /* 0: not said */
    uint64_t buffer;
};

/* How many places a line takes that is not known yet. */
struct stock_needs {
    uint32_t piles;
    uint32_t entries;
};

/* stock_has_room_for_count - for so many more piles and entries of one warehouse */
bool stock_has_room_for_count(const struct stock *stock, uint32_t warehouse,
                              const struct stock_needs *needs);

/*
 * stock_begin_count - a count of a warehouse is taken in, before its lines.
 *
 *   complete   of every entry that is not newer there is none left, until a line says otherwise
 */
void stock_begin_count(struct stock *stock, uint32_t warehouse, int64_t as_of_utc_us, bool complete,
                       struct stock_change *change);

/*
 * stock_count - one line of it. Room was asked; of a pile with LOTS_PER_PILE_MAX entries, one of which none is left gives way.
 *
 * Returns the source that paid for the pile until now (5); 0: nobody did.
 */
uint32_t stock_count(struct stock *stock, uint32_t warehouse, int64_t as_of_utc_us,
                     const struct counting *counting);

/* pile_has_lot_free - can so many more entries of a pile, new ones or ones of which none is left, have something in them, those of which none is left giving way? */
bool pile_has_lot_free(const struct stock *stock, uint32_t pile, uint32_t more);

/* stock_state - what a warehouse stated of in and out */
void stock_state(struct stock *stock, uint32_t warehouse, const struct flow_sum *sum,
                 struct stock_change *change);

/* stock_note - the documents in which a warehouse stands are other ones now */
void stock_note(struct stock *stock, uint32_t warehouse, struct stock_change *change);

/* How goods pass through, by what was stated; StockFlow of the wire says what each member means. */
struct passing {
    const struct flow_sum *newest;
    bool has_rate;
    uint32_t rate_thousandths;
    bool knows_stayed;
    uint64_t stayed;
    int64_t overdue_utc_us; /* 0: nothing is left */
};

/* stock_passing - of a flow; it has one sum at least */
struct passing stock_passing(const struct flow *flow);

/* stock_stayed_at - what came in 48 hours before this moment and had not gone out by the newest sums; more than nothing when it is overdue */
uint64_t stock_stayed_at(const struct flow *flow, int64_t at_utc_us);

/* stock_rate - out by in, in thousandths, rounded; false when nothing came in */
bool stock_rate(uint64_t in, uint64_t out, uint32_t *out_thousandths);

/* Goods that a shipment brought or took. */
struct moving {
    uint32_t warehouse;
    uint32_t article; /* place in the ledger */
    uint64_t amount;
    bool comes_in;
    bool in_kg; /* the article is counted in kg: it counts for the rate */
    int64_t at_utc_us;
};

/*
 * stock_has_room_for_piles - for piles that nobody counted
 *
 *   more            in all warehouses together
 *   more_of_these   of them in this warehouse
 */
bool stock_has_room_for_piles(const struct stock *stock, uint32_t more, uint32_t warehouse,
                              uint32_t more_of_these);

/* stock_uncounted_of - the items of a warehouse that nobody counted and a source named first; walks its items */
uint32_t stock_uncounted_of(const struct stock *stock, uint32_t warehouse, uint32_t source);

/* stock_open_pile - the pile of an article, made when there is none (5). Room was asked. *out_made: it was made. Returns its place. */
uint32_t stock_open_pile(struct stock *stock, uint32_t warehouse, uint32_t article, uint32_t payer,
                         bool *out_made);

/* stock_promise - so much more (modulo 2^64: or less) is promised out of a pile (6) */
void stock_promise(struct stock *stock, uint32_t pile, uint64_t by, struct stock_change *change);

/* stock_move - goods came or went (4), of an article that has its pile */
void stock_move(struct stock *stock, const struct moving *moving, struct stock_change *change);

/* stock_audit - recompute sums, totals, lists and counts from entries alone; true when all agree. Slow: for tests and verify. */
bool stock_audit(const struct stock *stock);

#endif
