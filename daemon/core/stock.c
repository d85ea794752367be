#include "core/stock.h"

#include "base/assert.h"
#include "base/text.h"

/* The bytes of the pools are the state: they are saved as they are and compared byte by byte. */
_Static_assert(sizeof(struct warehouse) == 7UL * 8 + 10UL * 4 + IDENTIFIER_BYTES_MAX +
                                               REGION_NAME_BYTES_MAX + POINT_BYTES_MAX + 20,
               "no padding");
_Static_assert(sizeof(struct pile) == 8UL * 8 + sizeof(struct movement) * PILE_MOVES_MAX + 8UL * 4,
               "no padding");
_Static_assert(sizeof(struct stock_entry) == 3UL * 8 + 6UL * 4, "no padding");
_Static_assert(sizeof(struct flow) == 40UL * FLOW_SUMS_MAX + 8, "no padding");
_Static_assert(sizeof(struct shop) == 6UL * 4, "no padding");
_Static_assert(sizeof(struct stock_total) == 8 + 8UL * 4, "no padding");
_Static_assert(sizeof(struct warehouse) % 8 == 0, "no padding");

#define TOTALS_PER_PILE 3U /* area, province, nation */
#define TOTALS_FACTOR   4U /* one more for each: of warehouses that stood elsewhere before */

/* --- room --- */

static size_t hash_room(uint32_t entries)
{
    return sizeof(struct hash_slot) * hash_slots_for(entries);
}

size_t stock_bytes(const struct stock_limits *limits)
{
    const uint32_t totals_max = TOTALS_FACTOR * limits->stocks_max;
    return pool_bytes(sizeof(struct warehouse), limits->warehouses_max) +
           pool_bytes(sizeof(struct flow), limits->warehouses_max) +
           pool_bytes(sizeof(struct pile), limits->stocks_max) +
           pool_bytes(sizeof(struct stock_entry), limits->stocks_max) +
           pool_bytes(sizeof(struct shop), AREA_CODES) +
           pool_bytes(sizeof(struct stock_total), totals_max) + hash_room(limits->warehouses_max) +
           hash_room(limits->stocks_max) + hash_room(totals_max) + sizeof(uint32_t) * AREA_CODES +
           256;
}

static void init_hash(struct hash *hash, struct arena *zeroed, uint32_t entries)
{
    const uint32_t slots = hash_slots_for(entries);
    struct hash_slot *room = arena_take(zeroed, sizeof(struct hash_slot) * slots);
    HUB_ASSERT(room != NULL);
    hash_init(hash, room, slots);
}

void stock_init(struct stock *stock, struct arena *zeroed, const struct stock_limits *limits)
{
    const uint32_t totals_max = TOTALS_FACTOR * limits->stocks_max;
    *stock = (struct stock){.shop_of_area = NULL};
    pool_init(&stock->warehouses, zeroed, sizeof(struct warehouse), limits->warehouses_max);
    pool_init(&stock->flows, zeroed, sizeof(struct flow), limits->warehouses_max);
    pool_init(&stock->piles, zeroed, sizeof(struct pile), limits->stocks_max);
    pool_init(&stock->entries, zeroed, sizeof(struct stock_entry), limits->stocks_max);
    pool_init(&stock->shops, zeroed, sizeof(struct shop), AREA_CODES);
    pool_init(&stock->totals, zeroed, sizeof(struct stock_total), totals_max);
    init_hash(&stock->by_warehouse, zeroed, limits->warehouses_max);
    init_hash(&stock->by_pile, zeroed, limits->stocks_max);
    init_hash(&stock->by_total, zeroed, totals_max);
    stock->shop_of_area = arena_take(zeroed, sizeof(uint32_t) * AREA_CODES);
    HUB_ASSERT(stock->shop_of_area != NULL);
}

/* --- keys --- */

static uint64_t pair_key(uint32_t a, uint32_t b)
{
    return (uint64_t)a << 32U | b; /* exact: no two pairs share it */
}

static uint32_t find_pair(const struct hash *hash, uint32_t a, uint32_t b)
{
    const uint32_t place = hash_find(hash, pair_key(a, b));
    return place == HASH_NONE ? 0 : place;
}

/* Two warehouses may share a key, then the next one is tried. */
static uint64_t warehouse_key(uint32_t source, struct slice id)
{
    return hash_mix(source) ^ hash_bytes(id.data, id.size_bytes);
}

uint32_t stock_find_warehouse(const struct stock *stock, uint32_t source, struct slice id)
{
    for (uint64_t key = warehouse_key(source, id);; key++) {
        const uint32_t place = hash_find(&stock->by_warehouse, key);
        if (place == HASH_NONE) {
            return 0;
        }
        const struct warehouse *held = stock_warehouse(stock, place);
        if (held->source == source && slice_equal(slice_of(held->id), id)) {
            return place;
        }
    }
}

uint32_t stock_find_pile(const struct stock *stock, uint32_t warehouse, uint32_t article)
{
    return find_pair(&stock->by_pile, warehouse, article);
}

uint32_t stock_find_shop(const struct stock *stock, uint32_t area)
{
    return stock->shop_of_area[area];
}

uint32_t stock_find_total(const struct stock *stock, uint32_t shop, uint32_t article)
{
    return find_pair(&stock->by_total, shop, article);
}

uint32_t stock_find_entry(const struct stock *stock, uint32_t pile, uint32_t origin,
                          uint32_t expires_day)
{
    uint32_t at = stock_pile(stock, pile)->first_entry;
    for (; at != 0; at = stock_entry(stock, at)->next_in_pile) {
        const struct stock_entry *entry = stock_entry(stock, at);
        if (entry->origin == origin && entry->expires_day == expires_day) {
            return at;
        }
    }
    return 0;
}

static void put_warehouse(struct stock *stock, uint32_t place)
{
    const struct warehouse *warehouse = stock_warehouse(stock, place);
    uint64_t key = warehouse_key(warehouse->source, slice_of(warehouse->id));
    while (hash_find(&stock->by_warehouse, key) != HASH_NONE) {
        key++;
    }
    hash_put(&stock->by_warehouse, key, place);
}

void stock_index(struct stock *stock)
{
    for (uint32_t place = 1; place <= stock->warehouses.used; place++) {
        put_warehouse(stock, place);
    }
    for (uint32_t place = 1; place <= stock->piles.used; place++) {
        const struct pile *pile = stock_pile(stock, place);
        hash_put(&stock->by_pile, pair_key(pile->warehouse, pile->article), place);
    }
    for (uint32_t place = 1; place <= stock->shops.used; place++) {
        stock->shop_of_area[stock_shop(stock, place)->area] = place;
    }
    for (uint32_t place = 1; place <= stock->totals.used; place++) {
        const struct stock_total *total = stock_total(stock, place);
        hash_put(&stock->by_total, pair_key(total->shop, total->article), place);
    }
}

/* --- what follows from a pile --- */

bool warehouse_is_open(const struct warehouse *warehouse)
{
    return (warehouse->flags & WAREHOUSE_CLOSED) == 0;
}

bool pile_is_below(const struct pile *pile)
{
    return pile->entry_count > 0 && pile->counted < pile->minimum;
}

/* However absurd the quantities are that somebody ships: a sum is never small because it is too large. */
static void add_to(uint64_t *sum, uint64_t more)
{
    *sum = *sum > UINT64_MAX - more ? UINT64_MAX : *sum + more;
}

/* A movement into the sums of what came and what went. */
static void add_movement(const struct movement *move, uint64_t *in, uint64_t *out)
{
    if (move->amount > 0) {
        add_to(in, (uint64_t)move->amount);
    } else {
        add_to(out, (uint64_t)-move->amount);
    }
}

void pile_moved(const struct pile *pile, uint64_t *out_in, uint64_t *out_out)
{
    *out_in = pile->folded_in;
    *out_out = pile->folded_out;
    for (uint32_t i = 0; i < pile->move_count; i++) {
        add_movement(&pile->moves[i], out_in, out_out);
    }
}

static int64_t older_of(int64_t a, int64_t b)
{
    return a == AS_OF_NONE || (b != AS_OF_NONE && b < a) ? b : a;
}

static int64_t oldest_own(const struct stock *stock, const struct stock_total *total)
{
    return total->oldest == 0 ? AS_OF_NONE : stock_entry(stock, total->oldest)->as_of_utc_us;
}

int64_t stock_oldest(const struct stock *stock, uint32_t total)
{
    const struct stock_total *top = stock_total(stock, total);
    int64_t oldest_utc_us = oldest_own(stock, top);
    for (uint32_t at = top->first_child; at != 0; at = stock_total(stock, at)->next_sibling) {
        const struct stock_total *child = stock_total(stock, at);
        oldest_utc_us = older_of(oldest_utc_us, oldest_own(stock, child));
        for (uint32_t below = child->first_child; below != 0;
             below = stock_total(stock, below)->next_sibling) {
            oldest_utc_us = older_of(oldest_utc_us, oldest_own(stock, stock_total(stock, below)));
        }
    }
    return oldest_utc_us;
}

/* --- areas and their totals --- */

/* The areas whose totals hold what stands in this one: itself, its province, the nation; returns how many. */
static uint32_t areas_above(uint32_t area, uint32_t out[3])
{
    uint32_t count = 0;
    out[count++] = area;
    if (area_is_regency(area)) {
        out[count++] = area_province(area);
    }
    if (area != AREA_NATION) {
        out[count++] = AREA_NATION;
    }
    return count;
}

static uint32_t make_shop(struct stock *stock, uint32_t area)
{
    if (stock->shop_of_area[area] != 0) {
        return stock->shop_of_area[area];
    }
    const uint32_t place = pool_take(&stock->shops);
    HUB_ASSERT(place != 0); /* as many as areas */
    stock_shop(stock, place)->area = area;
    stock->shop_of_area[area] = place;
    return place;
}

/* The total of an article in a shop; a new one hangs under that of the area above, which was made before. */
static uint32_t make_total(struct stock *stock, uint32_t shop_place, uint32_t article,
                           uint32_t parent)
{
    const uint32_t known = stock_find_total(stock, shop_place, article);
    if (known != 0) {
        return known;
    }
    const uint32_t place = pool_take(&stock->totals);
    HUB_ASSERT(place != 0); /* room was asked */
    struct shop *shop = stock_shop(stock, shop_place);
    struct stock_total *total = stock_total(stock, place);
    total->shop = shop_place;
    total->article = article;
    total->next_in_shop = shop->first_total;
    shop->first_total = place;
    if (parent != 0) {
        total->next_sibling = stock_total(stock, parent)->first_child;
        stock_total(stock, parent)->first_child = place;
    }
    hash_put(&stock->by_total, pair_key(shop_place, article), place);
    return place;
}

/* The totals of a pile's areas exist; returns that of its own area. */
static uint32_t make_totals(struct stock *stock, const struct pile *pile)
{
    uint32_t areas[3];
    const struct warehouse *warehouse = stock_warehouse(stock, pile->warehouse);
    const uint32_t count = areas_above(warehouse->area, areas);
    uint32_t total = 0;
    for (uint32_t i = count; i-- > 0;) { /* from the nation down */
        total = make_total(stock, make_shop(stock, areas[i]), pile->article, total);
    }
    return total;
}

static void note(struct stock_change *change, uint32_t shop)
{
    for (uint32_t i = 0; i < change->count; i++) {
        if (change->shops[i] == shop) {
            return;
        }
    }
    HUB_ASSERT(change->count < sizeof change->shops / sizeof change->shops[0]);
    change->shops[change->count++] = shop;
}

/* The documents of a warehouse's area and of those above it are other ones now. */
static void note_areas(struct stock *stock, uint32_t area, struct stock_change *change)
{
    uint32_t areas[3];
    const uint32_t count = areas_above(area, areas);
    for (uint32_t i = 0; i < count; i++) {
        note(change, make_shop(stock, areas[i]));
    }
}

void stock_note(struct stock *stock, uint32_t warehouse, struct stock_change *change)
{
    note_areas(stock, stock_warehouse(stock, warehouse)->area, change);
    change->warehouse = warehouse;
}

/* A pile of an open warehouse is taken out of every total it is in (`puts` false), or put back (2). */
static void move_in_totals(struct stock *stock, const struct pile *pile, bool puts)
{
    uint32_t areas[3];
    const struct warehouse *warehouse = stock_warehouse(stock, pile->warehouse);
    const uint32_t count = areas_above(warehouse->area, areas);
    const uint32_t below = pile_is_below(pile) ? 1 : 0;
    if (!warehouse_is_open(warehouse) || pile->entry_count == 0) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at = stock_find_shop(stock, areas[i]);
        struct shop *shop = stock_shop(stock, at);
        struct stock_total *total = stock_total(stock, stock_find_total(stock, at, pile->article));
        if (puts) {
            total->counted += pile->counted;
            total->warehouses++;
            shop->below_minimum += below;
        } else {
            total->counted -= pile->counted;
            total->warehouses--;
            shop->below_minimum -= below;
        }
    }
}

/* --- the order of entries in the total of their own area (3) --- */

static void unhang(struct stock *stock, uint32_t place)
{
    struct stock_entry *entry = stock_entry(stock, place);
    const struct pile *pile = stock_pile(stock, entry->pile);
    const struct warehouse *warehouse = stock_warehouse(stock, pile->warehouse);
    if (!warehouse_is_open(warehouse)) {
        return;
    }
    struct stock_total *total = stock_total(
        stock, stock_find_total(stock, stock_find_shop(stock, warehouse->area), pile->article));
    uint32_t *from_older =
        entry->older == 0 ? &total->oldest : &stock_entry(stock, entry->older)->newer;
    uint32_t *from_newer =
        entry->newer == 0 ? &total->newest : &stock_entry(stock, entry->newer)->older;
    *from_older = entry->newer;
    *from_newer = entry->older;
    entry->older = 0;
    entry->newer = 0;
}

static void hang(struct stock *stock, uint32_t place)
{
    struct stock_entry *entry = stock_entry(stock, place);
    const struct pile *pile = stock_pile(stock, entry->pile);
    const struct warehouse *warehouse = stock_warehouse(stock, pile->warehouse);
    if (!warehouse_is_open(warehouse)) {
        return;
    }
    struct stock_total *total = stock_total(
        stock, stock_find_total(stock, stock_find_shop(stock, warehouse->area), pile->article));
    uint32_t older = total->newest; /* a count is seldom older than many others */
    uint32_t newer = 0;
    while (older != 0 && stock_entry(stock, older)->as_of_utc_us > entry->as_of_utc_us) {
        newer = older;
        older = stock_entry(stock, older)->older;
    }
    entry->older = older;
    entry->newer = newer;
    *(older == 0 ? &total->oldest : &stock_entry(stock, older)->newer) = place;
    *(newer == 0 ? &total->newest : &stock_entry(stock, newer)->older) = place;
}

/* --- warehouses --- */

static bool pool_has(const struct pool *pool, uint32_t more)
{
    return pool->max - pool->used >= more;
}

/* Every pile of a warehouse leaves the totals, or comes back. */
static void move_warehouse(struct stock *stock, uint32_t place, bool puts)
{
    const struct warehouse *warehouse = stock_warehouse(stock, place);
    uint32_t areas[3];
    const uint32_t count = areas_above(warehouse->area, areas);
    for (uint32_t at = puts ? warehouse->first_pile : 0; at != 0;
         at = stock_pile(stock, at)->next_in_warehouse) {
        (void)make_totals(stock, stock_pile(stock, at)); /* of a closed one too: room was asked */
    }
    if (!warehouse_is_open(warehouse)) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct shop *shop = stock_shop(stock, make_shop(stock, areas[i]));
        shop->open_count = puts ? shop->open_count + 1 : shop->open_count - 1;
    }
    for (uint32_t at = warehouse->first_pile; at != 0;
         at = stock_pile(stock, at)->next_in_warehouse) {
        const struct pile *pile = stock_pile(stock, at);
        move_in_totals(stock, pile, puts);
        for (uint32_t entry = pile->first_entry; entry != 0;
             entry = stock_entry(stock, entry)->next_in_pile) {
            if (puts) {
                hang(stock, entry);
            } else {
                unhang(stock, entry);
            }
        }
    }
}

/* (7), also of one that is closed: it may open again when others have taken the room. */
static void make_all_totals(struct stock *stock, uint32_t place)
{
    for (uint32_t at = stock_warehouse(stock, place)->first_pile; at != 0;
         at = stock_pile(stock, at)->next_in_warehouse) {
        (void)make_totals(stock, stock_pile(stock, at));
    }
}

static void leave_area(struct stock *stock, uint32_t place)
{
    const struct warehouse *warehouse = stock_warehouse(stock, place);
    struct shop *shop = stock_shop(stock, stock_find_shop(stock, warehouse->area));
    uint32_t *at = &shop->first_warehouse;
    while (*at != place) {
        at = &stock_warehouse(stock, *at)->next_in_area;
    }
    *at = warehouse->next_in_area;
    shop->own_count--;
}

static void enter_area(struct stock *stock, uint32_t place)
{
    struct warehouse *warehouse = stock_warehouse(stock, place);
    struct shop *shop = stock_shop(stock, make_shop(stock, warehouse->area));
    warehouse->next_in_area = shop->first_warehouse;
    shop->first_warehouse = place;
    shop->own_count++;
}

bool stock_has_room_for_warehouse(const struct stock *stock, uint32_t known, uint32_t area)
{
    const uint32_t shop = stock_find_shop(stock, area);
    const uint32_t held = shop == 0 ? 0 : stock_shop(stock, shop)->own_count;
    const bool stays = known != 0 && stock_warehouse(stock, known)->area == area;
    const uint32_t piles = known == 0 ? 0 : stock_warehouse(stock, known)->pile_count;
    return (known != 0 || pool_has(&stock->warehouses, 1)) &&
           (stays ||
            (held < WAREHOUSES_PER_AREA_MAX && pool_has(&stock->totals, TOTALS_PER_PILE * piles)));
}

/* How many totals the piles of a warehouse would need that its new area, or one above it, does not have. */
static uint32_t totals_missing(const struct stock *stock, const struct warehouse *warehouse,
                               uint32_t area)
{
    uint32_t areas[3];
    const uint32_t count = areas_above(area, areas);
    uint32_t missing = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t shop = stock_find_shop(stock, areas[i]);
        for (uint32_t at = warehouse->first_pile; at != 0;
             at = stock_pile(stock, at)->next_in_warehouse) {
            const uint32_t article = stock_pile(stock, at)->article;
            missing += shop == 0 || stock_find_total(stock, shop, article) == 0 ? 1 : 0;
        }
    }
    return missing;
}

bool stock_spares_totals(const struct stock *stock, uint32_t known, uint32_t area)
{
    const uint64_t left = stock->totals.max - stock->totals.used;
    const uint64_t kept = (uint64_t)TOTALS_PER_PILE * (stock->piles.max - stock->piles.used);
    const uint32_t missing =
        known == 0 ? 0 : totals_missing(stock, stock_warehouse(stock, known), area);
    return missing == 0 || missing + kept <= left;
}

static uint32_t make_warehouse(struct stock *stock, const struct declaring *declaring)
{
    const uint32_t place = pool_take(&stock->warehouses);
    HUB_ASSERT(place != 0); /* room was asked */
    struct warehouse *warehouse = stock_warehouse(stock, place);
    warehouse->source = declaring->source;
    warehouse->complete_as_of_utc_us = AS_OF_NONE;
    warehouse->newest_as_of_utc_us = AS_OF_NONE;
    warehouse->moved_utc_us = AS_OF_NONE;
    text_copy(warehouse->id, sizeof warehouse->id, declaring->id);
    put_warehouse(stock, place);
    return place;
}

uint32_t stock_declare(struct stock *stock, const struct declaring *declaring,
                       struct stock_change *change)
{
    uint32_t place = stock_find_warehouse(stock, declaring->source, declaring->id);
    if (place == 0) {
        place = make_warehouse(stock, declaring);
    } else {
        note_areas(stock, stock_warehouse(stock, place)->area, change);
        move_warehouse(stock, place, false);
        leave_area(stock, place);
    }
    struct warehouse *warehouse = stock_warehouse(stock, place);
    warehouse->area = declaring->area;
    warehouse->kind = declaring->kind;
    warehouse->flags = declaring->flags;
    warehouse->latitude_deg = declaring->latitude_deg;
    warehouse->longitude_deg = declaring->longitude_deg;
    memset(warehouse->name, 0, sizeof warehouse->name);
    memset(warehouse->place, 0, sizeof warehouse->place);
    text_copy(warehouse->name, REGION_NAME_BYTES_MAX + 1, declaring->name);
    text_copy(warehouse->place, POINT_BYTES_MAX + 1, declaring->place);
    enter_area(stock, place);
    make_all_totals(stock, place);
    move_warehouse(stock, place, true);
    stock_note(stock, place, change);
    return place;
}

/* --- movements (4) --- */

/* A count of the pile as new as this: what moved until then is in it. */
static void count_pile(struct pile *pile, int64_t as_of_utc_us)
{
    uint32_t kept = 0;
    if (as_of_utc_us <= pile->counted_utc_us) {
        return;
    }
    pile->counted_utc_us = as_of_utc_us;
    if (pile->folded_last_utc_us <= as_of_utc_us) {
        pile->folded_in = 0;
        pile->folded_out = 0;
        pile->folded_last_utc_us = AS_OF_NONE;
    }
    for (uint32_t i = 0; i < pile->move_count; i++) {
        if (pile->moves[i].at_utc_us > as_of_utc_us) {
            pile->moves[kept++] = pile->moves[i];
        }
    }
    memset(&pile->moves[kept], 0, sizeof pile->moves[0] * (PILE_MOVES_MAX - kept));
    pile->move_count = kept;
}

/* The oldest of those that are known one by one joins the sum of the older ones. */
static void fold(struct pile *pile, const struct movement *move)
{
    add_movement(move, &pile->folded_in, &pile->folded_out);
    if (move->at_utc_us > pile->folded_last_utc_us) {
        pile->folded_last_utc_us = move->at_utc_us;
    }
}

static void add_move(struct pile *pile, struct movement move)
{
    if (move.at_utc_us <= pile->counted_utc_us) {
        return; /* it was counted */
    }
    if (pile->move_count == PILE_MOVES_MAX) {
        if (move.at_utc_us <= pile->moves[0].at_utc_us) {
            fold(pile, &move);
            return;
        }
        fold(pile, &pile->moves[0]);
        memmove(&pile->moves[0], &pile->moves[1], sizeof move * (PILE_MOVES_MAX - 1));
        pile->move_count--;
    }
    uint32_t at = pile->move_count++;
    for (; at > 0 && pile->moves[at - 1].at_utc_us > move.at_utc_us; at--) {
        pile->moves[at] = pile->moves[at - 1];
    }
    pile->moves[at] = move;
}

/* --- counts --- */

static uint32_t make_pile(struct stock *stock, uint32_t warehouse_place, uint32_t article)
{
    const uint32_t known = stock_find_pile(stock, warehouse_place, article);
    if (known != 0) {
        return known;
    }
    const uint32_t place = pool_take(&stock->piles);
    HUB_ASSERT(place != 0); /* room was asked */
    struct warehouse *warehouse = stock_warehouse(stock, warehouse_place);
    struct pile *pile = stock_pile(stock, place);
    pile->warehouse = warehouse_place;
    pile->article = article;
    pile->minimum_as_of_utc_us = AS_OF_NONE;
    pile->counted_utc_us = warehouse->complete_as_of_utc_us;
    pile->folded_last_utc_us = AS_OF_NONE;
    pile->next_in_warehouse = warehouse->first_pile;
    warehouse->first_pile = place;
    warehouse->pile_count++;
    hash_put(&stock->by_pile, pair_key(warehouse_place, article), place);
    (void)make_totals(stock, pile);
    return place;
}

/* Of the entries of which none is left the one that was counted longest ago; 0: there is none. */
static uint32_t find_lot_free(const struct stock *stock, const struct pile *pile)
{
    uint32_t best = 0;
    for (uint32_t at = pile->first_entry; at != 0; at = stock_entry(stock, at)->next_in_pile) {
        const struct stock_entry *entry = stock_entry(stock, at);
        if (entry->counted == 0 &&
            (best == 0 || entry->as_of_utc_us < stock_entry(stock, best)->as_of_utc_us)) {
            best = at;
        }
    }
    return best;
}

bool pile_has_lot_free(const struct stock *stock, uint32_t pile, uint32_t more)
{
    uint32_t taken = 0;
    uint32_t at = stock_pile(stock, pile)->first_entry;
    for (; at != 0; at = stock_entry(stock, at)->next_in_pile) {
        taken += stock_entry(stock, at)->counted > 0 ? 1 : 0;
    }
    return taken + more <= LOTS_PER_PILE_MAX;
}

/* A place for an entry that is not known yet: not hung, nothing counted. The pile is out of the totals. */
static uint32_t make_entry(struct stock *stock, uint32_t pile_place)
{
    struct pile *pile = stock_pile(stock, pile_place);
    if (pile->entry_count == LOTS_PER_PILE_MAX) {
        const uint32_t freed = find_lot_free(stock, pile);
        HUB_ASSERT(freed != 0); /* room was asked */
        unhang(stock, freed);
        return freed;
    }
    const uint32_t place = pool_take(&stock->entries);
    HUB_ASSERT(place != 0); /* room was asked */
    struct stock_entry *entry = stock_entry(stock, place);
    entry->pile = pile_place;
    entry->next_in_pile = pile->first_entry;
    pile->first_entry = place;
    pile->entry_count++;
    stock_warehouse(stock, pile->warehouse)->entry_count++;
    return place;
}

bool stock_has_room_for_count(const struct stock *stock, uint32_t warehouse,
                              const struct stock_needs *needs)
{
    const uint32_t held = stock_warehouse(stock, warehouse)->entry_count;
    return pool_has(&stock->piles, needs->piles) && pool_has(&stock->entries, needs->entries) &&
           pool_has(&stock->totals, TOTALS_PER_PILE * needs->piles) &&
           pool_has(&stock->flows, 1 - (stock_warehouse(stock, warehouse)->flow != 0 ? 1U : 0U)) &&
           held + needs->entries <= ENTRIES_PER_WAREHOUSE_MAX;
}

/* None is left of any entry of the pile that is not newer (1). The pile is out of the totals. */
static void empty_pile(struct stock *stock, uint32_t place, int64_t as_of_utc_us)
{
    struct pile *pile = stock_pile(stock, place);
    for (uint32_t at = pile->first_entry; at != 0; at = stock_entry(stock, at)->next_in_pile) {
        struct stock_entry *entry = stock_entry(stock, at);
        if (entry->as_of_utc_us > as_of_utc_us) {
            continue;
        }
        unhang(stock, at);
        pile->counted -= entry->counted;
        entry->counted = 0;
        entry->buffer = 0;
        entry->as_of_utc_us = as_of_utc_us;
        hang(stock, at);
    }
    count_pile(pile, as_of_utc_us);
}

void stock_begin_count(struct stock *stock, uint32_t warehouse_place, int64_t as_of_utc_us,
                       bool complete, struct stock_change *change)
{
    struct warehouse *warehouse = stock_warehouse(stock, warehouse_place);
    if (as_of_utc_us > warehouse->newest_as_of_utc_us) {
        warehouse->newest_as_of_utc_us = as_of_utc_us;
    }
    if (complete && as_of_utc_us > warehouse->complete_as_of_utc_us) {
        warehouse->complete_as_of_utc_us = as_of_utc_us;
    }
    for (uint32_t at = complete ? warehouse->first_pile : 0; at != 0;
         at = stock_pile(stock, at)->next_in_warehouse) {
        move_in_totals(stock, stock_pile(stock, at), false);
        empty_pile(stock, at, as_of_utc_us);
        move_in_totals(stock, stock_pile(stock, at), true);
    }
    stock_note(stock, warehouse_place, change);
}

/* What a count says of an entry that is not known yet: a newer complete count has said already that none is left (1). */
static struct stock_entry first_word(const struct warehouse *warehouse, int64_t as_of_utc_us,
                                     const struct counting *counting)
{
    const bool superseded = as_of_utc_us < warehouse->complete_as_of_utc_us;
    return (struct stock_entry){
        .counted = superseded ? 0 : counting->counted,
        .buffer = superseded ? 0 : counting->buffer,
        .as_of_utc_us = superseded ? warehouse->complete_as_of_utc_us : as_of_utc_us,
        .origin = counting->origin,
        .expires_day = counting->expires_day,
    };
}

/* It is counted: who named it first pays no longer (5). Returns that source. */
static uint32_t take_payer(struct stock *stock, struct pile *pile)
{
    const uint32_t payer = pile->payer;
    if (payer != 0) {
        pile->payer = 0;
        stock_warehouse(stock, pile->warehouse)->uncounted--;
    }
    return payer;
}

uint32_t stock_count(struct stock *stock, uint32_t warehouse_place, int64_t as_of_utc_us,
                     const struct counting *counting)
{
    const uint32_t place = make_pile(stock, warehouse_place, counting->article);
    struct pile *pile = stock_pile(stock, place);
    uint32_t at = stock_find_entry(stock, place, counting->origin, counting->expires_day);
    struct stock_entry word =
        first_word(stock_warehouse(stock, warehouse_place), as_of_utc_us, counting);
    move_in_totals(stock, pile, false);
    if (at != 0 && as_of_utc_us < stock_entry(stock, at)->as_of_utc_us) {
        word = *stock_entry(stock, at); /* an older count that came late (1) */
    }
    if (at != 0) {
        unhang(stock, at);
    } else {
        at = make_entry(stock, place);
    }
    struct stock_entry *entry = stock_entry(stock, at);
    pile->counted = pile->counted - entry->counted + word.counted;
    entry->counted = word.counted;
    entry->buffer = word.buffer;
    entry->as_of_utc_us = word.as_of_utc_us;
    entry->origin = word.origin;
    entry->expires_day = word.expires_day;
    hang(stock, at);
    if (counting->minimum > 0 && as_of_utc_us >= pile->minimum_as_of_utc_us) {
        pile->minimum = counting->minimum;
        pile->minimum_as_of_utc_us = as_of_utc_us;
    }
    count_pile(pile, as_of_utc_us);
    move_in_totals(stock, pile, true);
    return take_payer(stock, pile);
}

/* --- movements of shipments, and promises --- */

bool stock_has_room_for_piles(const struct stock *stock, uint32_t more, uint32_t warehouse,
                              uint32_t more_of_these)
{
    return pool_has(&stock->piles, more) && pool_has(&stock->totals, TOTALS_PER_PILE * more) &&
           stock_warehouse(stock, warehouse)->uncounted + more_of_these <=
               UNCOUNTED_PER_WAREHOUSE_MAX;
}

uint32_t stock_uncounted_of(const struct stock *stock, uint32_t warehouse, uint32_t source)
{
    uint32_t count = 0;
    uint32_t at = stock_warehouse(stock, warehouse)->first_pile;
    for (; at != 0; at = stock_pile(stock, at)->next_in_warehouse) {
        count += stock_pile(stock, at)->payer == source ? 1 : 0;
    }
    return count;
}

uint32_t stock_open_pile(struct stock *stock, uint32_t warehouse, uint32_t article, uint32_t payer,
                         bool *out_made)
{
    const uint32_t known = stock_find_pile(stock, warehouse, article);
    *out_made = known == 0;
    if (known != 0) {
        return known;
    }
    const uint32_t place = make_pile(stock, warehouse, article);
    stock_pile(stock, place)->payer = payer;
    stock_warehouse(stock, warehouse)->uncounted++;
    return place;
}

void stock_promise(struct stock *stock, uint32_t pile, uint64_t by, struct stock_change *change)
{
    struct pile *held = stock_pile(stock, pile);
    held->promised += by;
    note_areas(stock, stock_warehouse(stock, held->warehouse)->area, change);
}

void stock_move(struct stock *stock, const struct moving *moving, struct stock_change *change)
{
    const uint32_t place = stock_find_pile(stock, moving->warehouse, moving->article);
    struct warehouse *warehouse = stock_warehouse(stock, moving->warehouse);
    const int64_t amount = (int64_t)moving->amount; /* at most ITEM_THOUSANDTHS_MAX */
    HUB_ASSERT(place != 0);                         /* it was opened when the shipment came */
    if (moving->in_kg) {
        add_to(moving->comes_in ? &warehouse->moved_in : &warehouse->moved_out, moving->amount);
        if (moving->at_utc_us > warehouse->moved_utc_us) {
            warehouse->moved_utc_us = moving->at_utc_us;
        }
    }
    add_move(stock_pile(stock, place),
             (struct movement){moving->at_utc_us, moving->comes_in ? amount : -amount});
    note_areas(stock, warehouse->area, change);
}
