#include "core/feed_shelf.h"

#include "base/assert.h"
#include "core/document_logistics.h"
#include "core/document_plan.h"
#include "core/document_stock.h"

/* --- sums of the picture: the status of provinces and the nation, and events as they see them --- */

static uint32_t sums_max(const struct view_limits *limits)
{
    return limits->picture.spots_max;
}

static uint32_t count_sums(const struct view *view)
{
    return view->picture.sums.used;
}

static uint32_t area_of_sum(const struct view *view, uint32_t place)
{
    return picture_sum(&view->picture, place)->area;
}

static uint32_t first_sum(const struct view *view, uint32_t area)
{
    return view->picture.first_sum_of_area[area];
}

static uint32_t next_sum(const struct view *view, uint32_t place)
{
    return picture_sum(&view->picture, place)->next_in_area;
}

static struct document build_event(const struct desk *desk, uint32_t place,
                                   enum access_class access, uint64_t sequence, uint64_t previous)
{
    (void)access;
    return document_event(desk, place, sequence, previous);
}

/* --- spots of the picture: the status of regencies --- */

static uint32_t spots_max(const struct view_limits *limits)
{
    return limits->picture.spots_max;
}

static uint32_t count_spots(const struct view *view)
{
    return view->picture.spots.used;
}

/* Spots of provinces and the nation have no document of their own: what they say stands in the sums'. */
static uint32_t area_of_spot(const struct view *view, uint32_t place)
{
    const uint32_t area = picture_spot(&view->picture, place)->area;
    return area_is_regency(area) ? area : AREA_CODES;
}

static uint32_t first_spot(const struct view *view, uint32_t area)
{
    return view->picture.first_spot_of_area[area];
}

static uint32_t next_spot(const struct view *view, uint32_t place)
{
    return picture_spot(&view->picture, place)->next_in_area;
}

/* --- reliefs of the ledger: relief logistics of every level --- */

static uint32_t reliefs_max(const struct view_limits *limits)
{
    return limits->ledger.reliefs_max;
}

static uint32_t count_reliefs(const struct view *view)
{
    return view->ledger.reliefs.used;
}

static uint32_t area_of_relief(const struct view *view, uint32_t place)
{
    return ledger_relief(&view->ledger, place)->area;
}

static uint32_t first_relief(const struct view *view, uint32_t area)
{
    return view->ledger.first_relief_of_area[area];
}

static uint32_t next_relief(const struct view *view, uint32_t place)
{
    return ledger_relief(&view->ledger, place)->next_in_area;
}

/* --- shops of the stock: one of each area that has warehouses, and of those above it --- */

static uint32_t shops_max(const struct view_limits *limits)
{
    (void)limits;
    return AREA_CODES;
}

static uint32_t count_shops(const struct view *view)
{
    return view->stock.shops.used;
}

static uint32_t area_of_shop(const struct view *view, uint32_t place)
{
    return stock_shop(&view->stock, place)->area;
}

static uint32_t first_shop(const struct view *view, uint32_t area)
{
    return stock_find_shop(&view->stock, area);
}

static uint32_t next_shop(const struct view *view, uint32_t place)
{
    (void)view;
    (void)place;
    return 0; /* an area has one */
}

/* --- contingency plans, and their activations --- */

static uint32_t plans_max(const struct view_limits *limits)
{
    return limits->tasks.plans_max;
}

static uint32_t count_plans(const struct view *view)
{
    return view->tasks.plans.used;
}

static uint32_t area_of_plan(const struct view *view, uint32_t place)
{
    return tasks_plan(&view->tasks, place)->area;
}

static uint32_t first_plan(const struct view *view, uint32_t area)
{
    return view->tasks.first_plan_of_area[area];
}

static uint32_t next_plan(const struct view *view, uint32_t place)
{
    return tasks_plan(&view->tasks, place)->next_in_area;
}

static struct document build_plan(const struct desk *desk, uint32_t place, enum access_class access,
                                  uint64_t sequence, uint64_t previous)
{
    HUB_ASSERT(access == ACCESS_INTERNAL); /* the shelf is internal */
    return document_plan(desk, place, sequence, previous);
}

static uint32_t activations_max(const struct view_limits *limits)
{
    return limits->tasks.activations_max;
}

static uint32_t count_activations(const struct view *view)
{
    return view->tasks.activations.used;
}

static uint32_t area_of_activation(const struct view *view, uint32_t place)
{
    return tasks_activation(&view->tasks, place)->area;
}

static uint32_t first_activation(const struct view *view, uint32_t area)
{
    return view->tasks.first_activation_of_area[area];
}

static uint32_t next_activation(const struct view *view, uint32_t place)
{
    return tasks_activation(&view->tasks, place)->next_in_area;
}

static const struct shelf shelves[SHELVES] = {
    [SHELF_EVENTS] = {.kind = TOPIC_EVENT,
                      .max = sums_max,
                      .count = count_sums,
                      .area = area_of_sum,
                      .first = first_sum,
                      .next = next_sum,
                      .build = build_event},
    [SHELF_SUMS] = {.kind = TOPIC_STATUS,
                    .max = sums_max,
                    .count = count_sums,
                    .area = area_of_sum,
                    .first = first_sum,
                    .next = next_sum,
                    .build = document_area},
    [SHELF_SPOTS] = {.kind = TOPIC_STATUS,
                     .max = spots_max,
                     .count = count_spots,
                     .area = area_of_spot,
                     .first = first_spot,
                     .next = next_spot,
                     .build = document_regency},
    [SHELF_RELIEFS] = {.kind = TOPIC_LOGISTICS,
                       .max = reliefs_max,
                       .count = count_reliefs,
                       .area = area_of_relief,
                       .first = first_relief,
                       .next = next_relief,
                       .build = document_logistics},
    [SHELF_SHOPS] = {.kind = TOPIC_STOCK,
                     .max = shops_max,
                     .count = count_shops,
                     .area = area_of_shop,
                     .first = first_shop,
                     .next = next_shop,
                     .build = document_stock},
    [SHELF_PLANS] = {.kind = TOPIC_PLANS,
                     .is_internal = true,
                     .max = plans_max,
                     .count = count_plans,
                     .area = area_of_plan,
                     .first = first_plan,
                     .next = next_plan,
                     .build = build_plan},
    [SHELF_ACTIVATIONS] = {.kind = TOPIC_TASKS,
                           .max = activations_max,
                           .count = count_activations,
                           .area = area_of_activation,
                           .first = first_activation,
                           .next = next_activation,
                           .build = document_activation},
};

const struct shelf *feed_shelf(enum shelf_name name)
{
    HUB_ASSERT(name < SHELVES);
    return &shelves[name];
}

bool feed_shelf_is_public(enum topic_kind kind)
{
    for (int name = 0; name < SHELVES; name++) {
        if (shelves[name].kind == kind && !shelves[name].is_internal) {
            return true;
        }
    }
    return false;
}
