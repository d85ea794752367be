#include "core/feed_shelf.h"

#include "base/assert.h"
#include "core/document_logistics.h"
#include "core/document_plan.h"
#include "core/document_registry.h"
#include "core/document_shipment.h"
#include "core/document_stock.h"

/* --- sums of the picture: the status of provinces and the nation, and events as they see them --- */

static uint32_t sums_max(const struct view_limits *limits)
{
    return limits->picture.spots_max;
}

static uint32_t count_sums(const struct realm *realm)
{
    return realm->view.picture.sums.used;
}

static uint32_t area_of_sum(const struct realm *realm, uint32_t place)
{
    return picture_sum(&realm->view.picture, place)->area;
}

static uint32_t first_sum(const struct realm *realm, uint32_t area)
{
    return realm->view.picture.first_sum_of_area[area];
}

static uint32_t next_sum(const struct realm *realm, uint32_t place)
{
    return picture_sum(&realm->view.picture, place)->next_in_area;
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

static uint32_t count_spots(const struct realm *realm)
{
    return realm->view.picture.spots.used;
}

/* Spots of provinces and the nation have no document of their own: what they say stands in the sums'. */
static uint32_t area_of_spot(const struct realm *realm, uint32_t place)
{
    const uint32_t area = picture_spot(&realm->view.picture, place)->area;
    return area_is_regency(area) ? area : AREA_CODES;
}

static uint32_t first_spot(const struct realm *realm, uint32_t area)
{
    return realm->view.picture.first_spot_of_area[area];
}

static uint32_t next_spot(const struct realm *realm, uint32_t place)
{
    return picture_spot(&realm->view.picture, place)->next_in_area;
}

/* --- reliefs of the ledger: relief logistics of every level --- */

static uint32_t reliefs_max(const struct view_limits *limits)
{
    return limits->ledger.reliefs_max;
}

static uint32_t count_reliefs(const struct realm *realm)
{
    return realm->view.ledger.reliefs.used;
}

static uint32_t area_of_relief(const struct realm *realm, uint32_t place)
{
    return ledger_relief(&realm->view.ledger, place)->area;
}

static uint32_t first_relief(const struct realm *realm, uint32_t area)
{
    return realm->view.ledger.first_relief_of_area[area];
}

static uint32_t next_relief(const struct realm *realm, uint32_t place)
{
    return ledger_relief(&realm->view.ledger, place)->next_in_area;
}

/* --- the board: clusters and the catalogue, the same in every realm, all at the nation --- */

static uint32_t area_is_the_nation(const struct realm *realm, uint32_t place)
{
    (void)realm;
    (void)place;
    return AREA_NATION;
}

/* The first of so many that all stand at the nation. */
static uint32_t first_of(uint32_t area, uint32_t count)
{
    return area == AREA_NATION && count > 0 ? 1 : 0;
}

static uint32_t clusters_max(const struct view_limits *limits)
{
    (void)limits;
    return CLUSTER_SLOTS;
}

static uint32_t count_clusters(const struct realm *realm)
{
    return realm->board->cluster_count;
}

static bool cluster_is_gone(const struct realm *realm, uint32_t place)
{
    return board_cluster(realm->board, place)->place == 0;
}

static uint32_t first_cluster(const struct realm *realm, uint32_t area)
{
    return first_of(area, count_clusters(realm));
}

static uint32_t next_cluster(const struct realm *realm, uint32_t place)
{
    return place < count_clusters(realm) ? place + 1 : 0;
}

static uint32_t pages_max(const struct view_limits *limits)
{
    (void)limits;
    return ITEM_PAGES_MAX;
}

static uint32_t count_pages(const struct realm *realm)
{
    return realm->board->page_count;
}

static uint32_t first_page(const struct realm *realm, uint32_t area)
{
    return first_of(area, count_pages(realm));
}

static uint32_t next_page(const struct realm *realm, uint32_t place)
{
    return place < count_pages(realm) ? place + 1 : 0;
}

/* --- what the catalogue lacks: one document, once there is anything --- */

static uint32_t one_at_most(const struct view_limits *limits)
{
    (void)limits;
    return 1;
}

static uint32_t count_unknown(const struct realm *realm)
{
    return realm->view.ledger.unknown_count > 0 ? 1 : 0;
}

static uint32_t first_unknown(const struct realm *realm, uint32_t area)
{
    return first_of(area, count_unknown(realm));
}

static uint32_t no_next(const struct realm *realm, uint32_t place)
{
    (void)realm;
    (void)place;
    return 0;
}

/* --- shops of the stock: one of each area that has warehouses, and of those above it --- */

static uint32_t shops_max(const struct view_limits *limits)
{
    (void)limits;
    return AREA_CODES;
}

static uint32_t count_shops(const struct realm *realm)
{
    return realm->view.stock.shops.used;
}

static uint32_t area_of_shop(const struct realm *realm, uint32_t place)
{
    return stock_shop(&realm->view.stock, place)->area;
}

static uint32_t first_shop(const struct realm *realm, uint32_t area)
{
    return stock_find_shop(&realm->view.stock, area);
}

static uint32_t next_shop(const struct realm *realm, uint32_t place)
{
    (void)realm;
    (void)place;
    return 0; /* an area has one */
}

/* --- contingency plans, and their activations --- */

static uint32_t plans_max(const struct view_limits *limits)
{
    return limits->tasks.plans_max;
}

static uint32_t count_plans(const struct realm *realm)
{
    return realm->view.tasks.plans.used;
}

static uint32_t area_of_plan(const struct realm *realm, uint32_t place)
{
    return tasks_plan(&realm->view.tasks, place)->area;
}

static uint32_t first_plan(const struct realm *realm, uint32_t area)
{
    return realm->view.tasks.first_plan_of_area[area];
}

static uint32_t next_plan(const struct realm *realm, uint32_t place)
{
    return tasks_plan(&realm->view.tasks, place)->next_in_area;
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

static uint32_t count_activations(const struct realm *realm)
{
    return realm->view.tasks.activations.used;
}

static uint32_t area_of_activation(const struct realm *realm, uint32_t place)
{
    const struct activation *activation = tasks_activation(&realm->view.tasks, place);
    return activation->source == 0 ? AREA_CODES : activation->area; /* a free place has none */
}

static uint32_t first_activation(const struct realm *realm, uint32_t area)
{
    return realm->view.tasks.first_activation_of_area[area];
}

static uint32_t next_activation(const struct realm *realm, uint32_t place)
{
    return tasks_activation(&realm->view.tasks, place)->next_in_area;
}

/* --- shipments --- */

static uint32_t shipments_max(const struct view_limits *limits)
{
    return limits->shipments_max;
}

static uint32_t count_shipments(const struct realm *realm)
{
    return realm->view.cargo.shipments.used;
}

static uint32_t area_of_shipment(const struct realm *realm, uint32_t place)
{
    const struct shipment *shipment = cargo_shipment(&realm->view.cargo, place);
    return shipment->source == 0 ? AREA_CODES : shipment->area; /* a free place has none */
}

static uint32_t first_shipment(const struct realm *realm, uint32_t area)
{
    return realm->view.cargo.first_of_area[area];
}

static uint32_t next_shipment(const struct realm *realm, uint32_t place)
{
    return cargo_shipment(&realm->view.cargo, place)->next_in_area;
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
    [SHELF_CLUSTERS] = {.kind = TOPIC_CLUSTERS,
                        .max = clusters_max,
                        .count = count_clusters,
                        .area = area_is_the_nation,
                        .is_gone = cluster_is_gone,
                        .first = first_cluster,
                        .next = next_cluster,
                        .build = document_cluster},
    [SHELF_CATALOGUE] = {.kind = TOPIC_CATALOGUE,
                         .max = pages_max,
                         .count = count_pages,
                         .area = area_is_the_nation,
                         .first = first_page,
                         .next = next_page,
                         .build = document_catalogue},
    [SHELF_UNKNOWN] = {.kind = TOPIC_UNKNOWN,
                       .is_internal = true,
                       .max = one_at_most,
                       .count = count_unknown,
                       .area = area_is_the_nation,
                       .first = first_unknown,
                       .next = no_next,
                       .build = document_unknown_items},
    [SHELF_SHIPMENTS] = {.kind = TOPIC_SHIPMENT,
                         .is_internal = true,
                         .max = shipments_max,
                         .count = count_shipments,
                         .area = area_of_shipment,
                         .first = first_shipment,
                         .next = next_shipment,
                         .build = document_shipment},
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
