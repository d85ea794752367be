/*
 * pier.c - what shipments and promises do to the stock, once more from the rules alone: every movement in a list that is never shortened.
 * Shares no code with daemon/core/dock and stock; it looks into the stock only to compare.
 *
 * Source: proto/README.md "Stock", "Movements" and "Promised".
 */
#include "ration.h"

#include "base/assert.h"

#define DRIFTS_MAX   16384U
#define HOUSES_MAX   64U
#define GOODS_ALL    (SIM_GOODS + 1) /* the last: mats, which nobody counts */
#define KNOWN_SINGLY 8U

struct drift {
    uint32_t house;
    uint32_t goods;
    int64_t at_us;
    uint64_t amount;
    bool in;
    bool lumped;  /* one of the older ones, known as a sum */
    bool counted; /* a count has seen it */
};

struct pier {
    struct run *run;
    const struct larder *larder;
    struct drift *drifts;
    uint32_t drift_count;
    int64_t whole_us[HOUSES_MAX];            /* the newest count of everything; 0: none */
    int64_t named_us[HOUSES_MAX][GOODS_ALL]; /* of the goods */
};

/* What stands beside a count. */
struct since {
    uint64_t in;
    uint64_t out;
};

struct pier *pier_make(struct run *run, const struct larder *larder)
{
    struct pier *pier = room_take(sizeof *pier);
    pier->run = run;
    pier->larder = larder;
    pier->drifts = room_take(sizeof *pier->drifts * DRIFTS_MAX);
    return pier;
}

uint32_t pier_house(const struct pier *pier, const char *source, const char *id)
{
    return id[0] == '\0' ? PIER_NONE : larder_house(pier->larder, source, id);
}

bool pier_stands_in(const struct pier *pier, uint32_t house, uint32_t area)
{
    const uint32_t its = larder_area(pier->larder, house);
    return its == area || its / 100 == area;
}

static int64_t counted_us(const struct pier *pier, uint32_t house, uint32_t goods)
{
    const int64_t named_us = pier->named_us[house][goods];
    return named_us > pier->whole_us[house] ? named_us : pier->whole_us[house];
}

static bool is_of(const struct drift *drift, uint32_t house, uint32_t goods)
{
    return drift->house == house && drift->goods == goods && !drift->counted;
}

/* More than eight are known one by one: the oldest joins the others; of one time the new one, or else the one that was said first. */
static void lump(struct pier *pier, uint32_t house, uint32_t goods)
{
    struct drift *oldest = &pier->drifts[pier->drift_count - 1];
    uint32_t singly = 0;
    for (uint32_t i = 0; i < pier->drift_count; i++) {
        struct drift *drift = &pier->drifts[i];
        if (!is_of(drift, house, goods) || drift->lumped) {
            continue;
        }
        singly++;
        oldest = drift->at_us < oldest->at_us ? drift : oldest;
    }
    if (singly > KNOWN_SINGLY) {
        oldest->lumped = true;
    }
}

void pier_move(struct pier *pier, uint32_t house, const struct pier_load *load, bool in)
{
    HUB_ASSERT(pier->drift_count < DRIFTS_MAX && load->goods < GOODS_ALL);
    if (house == PIER_NONE || load->amount == 0) {
        return;
    }
    pier->drifts[pier->drift_count++] =
        (struct drift){.house = house,
                       .goods = load->goods,
                       .at_us = load->at_us,
                       .amount = load->amount,
                       .in = in,
                       .counted = load->at_us <= counted_us(pier, house, load->goods)};
    lump(pier, house, load->goods);
}

/* What has moved by then is in the count; of those that are one sum all or none. */
static void count(struct pier *pier, uint32_t house, uint32_t goods, int64_t as_of_us)
{
    int64_t lumped_us = INT64_MIN;
    for (uint32_t i = 0; i < pier->drift_count; i++) {
        const struct drift *drift = &pier->drifts[i];
        if (is_of(drift, house, goods) && drift->lumped && drift->at_us > lumped_us) {
            lumped_us = drift->at_us;
        }
    }
    for (uint32_t i = 0; i < pier->drift_count; i++) {
        struct drift *drift = &pier->drifts[i];
        if (is_of(drift, house, goods)) {
            drift->counted = (drift->lumped ? lumped_us : drift->at_us) <= as_of_us;
        }
    }
}

void pier_hear(struct pier *pier, const Pusdalops__V1__Message *message)
{
    if (message->body_case != PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT) {
        return;
    }
    const Pusdalops__V1__StockCount *body = message->stock_count;
    const uint32_t house = pier_house(pier, message->source, body->warehouse_id);
    const int64_t as_of_us = ration_utc_us(body->as_of);
    HUB_ASSERT(house < HOUSES_MAX);
    if (body->complete && as_of_us > pier->whole_us[house]) {
        pier->whole_us[house] = as_of_us;
    }
    for (uint32_t goods = 0; goods < GOODS_ALL; goods++) {
        bool named = body->complete != 0;
        for (size_t i = 0; i < body->n_lines; i++) {
            if (ration_goods_of(body->lines[i]->quantity) == goods) {
                named = true;
                pier->named_us[house][goods] = as_of_us > pier->named_us[house][goods]
                                                   ? as_of_us
                                                   : pier->named_us[house][goods];
            }
        }
        if (named) {
            count(pier, house, goods, as_of_us);
        }
    }
}

/* --- comparing --- */

static struct since since_of(const struct pier *pier, uint32_t house, uint32_t goods)
{
    struct since since = {0, 0};
    for (uint32_t i = 0; i < pier->drift_count; i++) {
        const struct drift *drift = &pier->drifts[i];
        if (is_of(drift, house, goods)) {
            *(drift->in ? &since.in : &since.out) += drift->amount;
        }
    }
    return since;
}

static uint64_t promised_of(const struct ration *ration, uint32_t house, uint32_t goods)
{
    uint64_t promised = 0;
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        const struct gift *gift = &ration->gifts[i];
        promised += gift->house == house && gift->goods == goods ? gift->promised - gift->left : 0;
    }
    return promised;
}

static uint32_t goods_named(const char *item)
{
    uint32_t goods = 0;
    while (goods < SIM_GOODS && !ration_same(ration_goods_name(goods), item)) {
        goods++;
    }
    return goods;
}

static void compare_item(const struct pier *pier, const struct ration *ration, uint32_t house,
                         const Pusdalops__V1__StockItem *item)
{
    const uint32_t goods = goods_named(item->item);
    const struct since since = since_of(pier, house, goods);
    if (item->arrived_since != since.in || item->sent_since != since.out ||
        item->promised != promised_of(ration, house, goods)) {
        judge_broken(pier->run, "what moved or is promised of %s in %s is shown otherwise",
                     item->item, larder_name(pier->larder, house));
    }
    if (item->n_entries == 0 &&
        (item->counted != 0 || item->below_minimum ||
         (item->promised == 0 && item->arrived_since == 0 && item->sent_since == 0))) {
        judge_broken(pier->run, "%s in %s was never counted, and is shown as if", item->item,
                     larder_name(pier->larder, house));
    }
}

/* The rate by shipments alone, where nothing was stated: all that ever moved of what is counted in kg. */
static void compare_flow(const struct pier *pier, uint32_t house,
                         const Pusdalops__V1__StockFlow *shown)
{
    uint64_t in = 0;
    uint64_t out = 0;
    for (uint32_t i = 0; i < pier->drift_count; i++) {
        const struct drift *drift = &pier->drifts[i];
        const bool counts = drift->house == house && drift->goods == 0; /* rice */
        in += counts && drift->in ? drift->amount : 0;
        out += counts && !drift->in ? drift->amount : 0;
    }
    if (shown == NULL ? in + out > 0
                      : shown->from_movements &&
                            (shown->received_total != in || shown->issued_total != out)) {
        judge_broken(pier->run, "the rate of %s is not that of its shipments",
                     larder_name(pier->larder, house));
    }
}

void pier_compare_document(const struct ration *ration, const Pusdalops__V1__StockStatus *shown)
{
    const struct pier *pier = ration->pier;
    for (size_t i = 0; i < shown->n_warehouses; i++) {
        const Pusdalops__V1__WarehouseStock *house = shown->warehouses[i];
        const uint32_t at = pier_house(pier, house->source, house->warehouse_id);
        HUB_ASSERT(at != PIER_NONE); /* larder.c looked */
        compare_flow(pier, at, house->flow);
        for (size_t j = 0; j < house->n_items; j++) {
            compare_item(pier, ration, at, house->items[j]);
        }
    }
}

/* Each pile of the stock as it is here, and each of ours among them. */
void pier_compare(const struct ration *ration, const struct view *view)
{
    const struct pier *pier = ration->pier;
    uint64_t there = 0;
    uint64_t here = 0;
    if (!dock_audit(view)) {
        judge_broken(pier->run, "the piles are not what the pledges say");
    }
    for (uint32_t at = 1; at <= view->stock.piles.used; at++) {
        const struct pile *pile = stock_pile(&view->stock, at);
        const struct warehouse *warehouse = stock_warehouse(&view->stock, pile->warehouse);
        const char *source = source_at(&view->sources, (struct source_id){warehouse->source})->name;
        const uint32_t house = pier_house(pier, source, warehouse->id);
        const uint32_t goods = goods_named(ledger_article(&view->ledger, pile->article)->code);
        const struct since since = since_of(pier, house, goods);
        uint64_t in = 0;
        uint64_t out = 0;
        pile_moved(pile, &in, &out);
        if (in != since.in || out != since.out ||
            pile->promised != promised_of(ration, house, goods)) {
            judge_broken(pier->run, "goods %u in %s of %s: what moved or is promised is another",
                         (unsigned)goods, warehouse->id, source);
        }
        there += in + out + pile->promised;
    }
    for (uint32_t house = 0; house < HOUSES_MAX; house++) {
        for (uint32_t goods = 0; goods < GOODS_ALL; goods++) {
            const struct since since = since_of(pier, house, goods);
            here += since.in + since.out + promised_of(ration, house, goods);
        }
    }
    if (there != here) {
        judge_broken(pier->run, "something moved or was promised and no pile has it");
    }
}
