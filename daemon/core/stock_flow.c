/* What poskos state of all that came in and went out: the rate of distribution, and what stays longer than 2 x 24 h. */
#include "core/stock.h"

#include "base/assert.h"

#include <string.h>

#define HOUR_US (3600 * US_PER_S)

static int64_t hour_of(int64_t utc_us)
{
    const int64_t hour = utc_us / HOUR_US;
    return utc_us % HOUR_US < 0 ? hour - 1 : hour;
}

static uint32_t make_flow(struct stock *stock, uint32_t warehouse_place)
{
    struct warehouse *warehouse = stock_warehouse(stock, warehouse_place);
    if (warehouse->flow == 0) {
        warehouse->flow = pool_take(&stock->flows);
        HUB_ASSERT(warehouse->flow != 0); /* as many as warehouses */
        stock_flow(stock, warehouse->flow)->warehouse = warehouse_place;
    }
    return warehouse->flow;
}

static void put_sum(struct flow *flow, const struct flow_sum *sum)
{
    uint32_t at = flow->count;
    while (at > 0 && hour_of(flow->sums[at - 1].as_of_utc_us) > hour_of(sum->as_of_utc_us)) {
        at--;
    }
    if (at > 0 && hour_of(flow->sums[at - 1].as_of_utc_us) == hour_of(sum->as_of_utc_us)) {
        if (sum->as_of_utc_us >= flow->sums[at - 1].as_of_utc_us) {
            flow->sums[at - 1] = *sum;
        }
        return;
    }
    if (flow->count == FLOW_SUMS_MAX) {
        if (at == 0) {
            return; /* older than all that is kept */
        }
        at--;
        memmove(&flow->sums[0], &flow->sums[1], sizeof *sum * at);
    } else {
        memmove(&flow->sums[at + 1], &flow->sums[at], sizeof *sum * (flow->count - at));
        flow->count++;
    }
    flow->sums[at] = *sum;
}

void stock_state(struct stock *stock, uint32_t warehouse, const struct flow_sum *sum,
                 struct stock_change *change)
{
    put_sum(stock_flow(stock, make_flow(stock, warehouse)), sum);
    stock_note(stock, warehouse, change);
}

bool stock_rate(uint64_t in, uint64_t out, uint32_t *out_thousandths)
{
    if (in == 0) {
        return false;
    }
    while (out > UINT64_MAX / 2000 ||
           in > UINT64_MAX / 2000) { /* absurd, and no reason to overflow */
        out /= 2;
        in /= 2;
    }
    const uint64_t rate = (out * 1000 + in / 2) / (in == 0 ? 1 : in);
    *out_thousandths = rate > UINT32_MAX ? UINT32_MAX : (uint32_t)rate;
    return true;
}

uint64_t stock_stayed_at(const struct flow *flow, int64_t at_utc_us)
{
    const struct flow_sum *newest = &flow->sums[flow->count - 1];
    uint64_t stayed = 0;
    for (uint32_t i = 0; i < flow->count; i++) {
        const struct flow_sum *sum = &flow->sums[i];
        if (sum->article == newest->article && sum->since_utc_us == newest->since_utc_us &&
            sum->as_of_utc_us <= at_utc_us - STAY_MAX_US) {
            stayed = sum->in > newest->out ? sum->in - newest->out : 0;
        }
    }
    return stayed;
}

struct passing stock_passing(const struct flow *flow)
{
    HUB_ASSERT(flow->count > 0);
    const struct flow_sum *newest = &flow->sums[flow->count - 1];
    struct passing passing = {.newest = newest};
    const int64_t two_days_ago_us = newest->as_of_utc_us - STAY_MAX_US;
    passing.has_rate = stock_rate(newest->in, newest->out, &passing.rate_thousandths);
    for (uint32_t i = 0; i < flow->count; i++) {
        const struct flow_sum *sum = &flow->sums[i];
        if (sum->article != newest->article || sum->since_utc_us != newest->since_utc_us) {
            continue; /* of another series */
        }
        if (sum->as_of_utc_us <= two_days_ago_us) {
            passing.knows_stayed = true;
            passing.stayed = sum->in > newest->out ? sum->in - newest->out : 0;
        }
        if (passing.overdue_utc_us == 0 && sum->in > newest->out) {
            passing.overdue_utc_us = sum->as_of_utc_us + STAY_MAX_US;
        }
    }
    return passing;
}
