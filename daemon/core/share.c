#include "core/share.h"

#include "base/assert.h"

uint32_t share_of(enum role role, uint32_t capacity)
{
    static const uint32_t parts[ROLE_COUNT] = {
        [ROLE_PROVINCE] = SHARE_PARTS_PROVINCE,
        [ROLE_NATIONAL] = SHARE_PARTS_NATION,
        [ROLE_LAB] = SHARE_PARTS_NATION,
    };
    HUB_ASSERT(role < ROLE_COUNT);
    const uint32_t share = capacity / (parts[role] == 0 ? SHARE_PARTS_OTHERS : parts[role]);
    return share < SHARE_FLOOR ? SHARE_FLOOR : share;
}

/* Does `more` on top of what is held stay within the share? No more is always within. */
static bool stays_within(enum role role, const struct pool *pool, uint32_t held, uint32_t more)
{
    return more == 0 || (uint64_t)held + more <= share_of(role, pool->max);
}

static bool is_within(const struct view *view, enum role role, const struct holding *held,
                      const struct holding *more)
{
    const struct picture *picture = &view->picture;
    return stays_within(role, &picture->disasters, held->events, more->events) &&
           stays_within(role, &picture->spots, held->spots, more->spots) &&
           stays_within(role, &picture->cells, held->cells, more->cells) &&
           stays_within(role, &picture->versions, held->versions, more->versions) &&
           stays_within(role, &view->ledger.lines, held->lines, more->lines) &&
           stays_within(role, &view->ledger.pledges, held->pledges, more->pledges) &&
           stays_within(role, &view->stock.warehouses, held->warehouses, more->warehouses) &&
           stays_within(role, &view->stock.entries, held->stocks, more->stocks) &&
           stays_within(role, &view->tasks.plans, held->plans, more->plans) &&
           stays_within(role, &view->tasks.lines, held->plan_lines, more->plan_lines) &&
           stays_within(role, &view->tasks.activations, held->activations, more->activations) &&
           stays_within(role, &view->tasks.tasks, held->tasks, more->tasks) &&
           stays_within(role, &view->cargo.shipments, held->shipments, more->shipments) &&
           stays_within(role, &view->ledger.articles, held->articles, more->articles);
}

bool share_allows(const struct ask *ask, struct slice source, const struct holding *more)
{
    static const struct holding nothing = {.events = 0};
    const struct source_id id = source_find(&ask->view->sources, source);
    const struct holding *held =
        id.n == 0 ? &nothing : &source_at(&ask->view->sources, id)->holding;
    if (is_within(ask->view, ROLE_NONE, held, more)) {
        return true; /* the smallest share: nobody need be looked up */
    }
    const struct roster_client *client = roster_find(ask->roster, source);
    const enum role role = ask->client->role == ROLE_LAB ? ROLE_LAB
                           : client == NULL              ? ROLE_NONE
                                                         : client->role;
    return is_within(ask->view, role, held, more);
}

bool share_audit(const struct view *view)
{
    const struct picture *picture = &view->picture;
    uint64_t events = 0;
    uint64_t spots = 0;
    uint64_t cells = 0;
    uint64_t versions = 0;
    uint64_t versions_kept = 0;
    uint64_t lines = 0;
    uint64_t pledges = 0;
    uint64_t warehouses = 0;
    uint64_t stocks = 0;
    uint64_t plans = 0;
    uint64_t plan_lines = 0;
    uint64_t activations = 0;
    uint64_t tasks = 0;
    uint64_t shipments = 0;
    uint64_t shipments_held = 0;
    uint64_t articles = 0;
    for (uint32_t place = 1; place <= view->sources.pool.used; place++) {
        const struct holding *holding =
            &source_at(&view->sources, (struct source_id){place})->holding;
        events += holding->events;
        spots += holding->spots;
        cells += holding->cells;
        versions += holding->versions;
        lines += holding->lines;
        pledges += holding->pledges;
        warehouses += holding->warehouses;
        stocks += holding->stocks;
        plans += holding->plans;
        plan_lines += holding->plan_lines;
        activations += holding->activations;
        tasks += holding->tasks;
        shipments += holding->shipments;
        articles += holding->articles;
    }
    uint64_t stocks_kept = view->stock.entries.used;
    for (uint32_t place = 1; place <= view->stock.piles.used; place++) {
        stocks_kept += stock_pile(&view->stock, place)->payer == 0 ? 0 : 1;
    }
    for (uint32_t place = 1; place <= picture->cells.used; place++) {
        versions_kept += picture_cell(picture, place)->version_count;
    }
    for (uint32_t place = 1; place <= view->cargo.shipments.used; place++) {
        shipments_held += cargo_share(cargo_shipment(&view->cargo, place)->freight_count);
    }
    return events == picture->disasters.used && spots == picture->spots.used &&
           cells == picture->cells.used && versions == versions_kept &&
           lines == view->ledger.lines.used && pledges == view->ledger.pledges.used &&
           warehouses == view->stock.warehouses.used && stocks == stocks_kept &&
           plans == view->tasks.plans.used && plan_lines == view->tasks.lines.used &&
           activations == tasks_ends(&view->tasks)->held &&
           tasks == view->tasks.tasks.used - tasks_ends(&view->tasks)->free_tasks &&
           shipments == shipments_held && articles == view->ledger.articles.used;
}
