#include "core/gauges.h"

static void read_plans(const struct tasks *tasks, struct gauges *out)
{
    for (uint32_t place = 1; place <= tasks->plans.used; place++) {
        out->plans += tasks_plan(tasks, place)->retired == 0 ? 1 : 0;
    }
}

static uint32_t count_silent(const struct tasks *tasks, const struct activation *activation,
                             int64_t at_utc_us)
{
    uint32_t silent = 0;
    for (uint32_t at = activation->first_task; at != 0; at = tasks_task(tasks, at)->next) {
        silent += task_is_silent(tasks_task(tasks, at), at_utc_us) ? 1 : 0;
    }
    return silent;
}

static void read_activations(const struct tasks *tasks, int64_t at_utc_us, struct gauges *out)
{
    for (uint32_t place = 1; place <= tasks->activations.used; place++) {
        const struct activation *activation = tasks_activation(tasks, place);
        if (activation->source == 0) {
            continue; /* a free place */
        }
        if (activation->ended_utc_us != 0) {
            out->activations_ended++;
            continue;
        }
        out->activations_under_way++;
        for (uint32_t state = 0; state < TASK_STATES; state++) {
            out->tasks[state] += activation->counts[state];
        }
        if (activation->counts[TASK_ASSIGNED] > 0) { /* nobody else is silent (1) */
            out->tasks_silent += count_silent(tasks, activation, at_utc_us);
        }
    }
}

/* Expected before now, and neither there nor over. */
static bool is_late(const struct shipment *shipment, int64_t at_utc_us)
{
    return (shipment->state == SHIPMENT_PREPARED || shipment->state == SHIPMENT_IN_TRANSIT) &&
           shipment->expected_utc_us != 0 && shipment->expected_utc_us < at_utc_us;
}

static void read_shipments(const struct cargo *cargo, int64_t at_utc_us, struct gauges *out)
{
    for (uint32_t place = 1; place <= cargo->shipments.used; place++) {
        const struct shipment *shipment = cargo_shipment(cargo, place);
        if (shipment->source != 0) { /* no free place */
            out->shipments[shipment->state]++;
            out->shipments_late += is_late(shipment, at_utc_us) ? 1 : 0;
        }
    }
}

static void read_stock(const struct realm *realm, struct gauges *out)
{
    const struct stock *stock = &realm->view.stock;
    const uint32_t nation = stock_find_shop(stock, AREA_NATION);
    if (nation != 0) {
        out->warehouses_open = stock_shop(stock, nation)->open_count;
        out->below_minimum = stock_shop(stock, nation)->below_minimum;
    }
    out->warehouses_closed = stock->warehouses.used - out->warehouses_open;
    out->alarms = realm->stock_watch.of_area[AREA_NATION];
}

struct gauges gauges_read(const struct realm *realm, int64_t at_utc_us)
{
    struct gauges gauges = {.plans = 0};
    read_plans(&realm->view.tasks, &gauges);
    read_activations(&realm->view.tasks, at_utc_us, &gauges);
    read_shipments(&realm->view.cargo, at_utc_us, &gauges);
    read_stock(realm, &gauges);
    return gauges;
}
