/*
 * gauges.h - how much of relief logistics there is, by state: for whoever watches the hub.
 *
 * Read by: io/metrics_relief. Reads: realm.h.
 * Owns: nothing.
 * Holds: (1) a reading walks plans, activations, shipments and those tasks that wait for an answer, once each, and nothing else:
 *        some 3 ms with full tables of the usual size.
 * Source: proto/README.md "Plans and tasks", "Stock", "Shipments".
 */
#ifndef HUB_CORE_GAUGES_H
#define HUB_CORE_GAUGES_H

#include "core/realm.h"

struct gauges {
    uint32_t plans; /* not retired */
    uint32_t activations_under_way;
    uint32_t activations_ended;
    uint32_t tasks[TASK_STATES]; /* of activations under way */
    uint32_t tasks_silent;
    uint32_t shipments[SHIPMENT_STATES]; /* ended ones as long as they are held */
    uint32_t shipments_late;
    uint32_t warehouses_open;
    uint32_t warehouses_closed;
    uint32_t below_minimum; /* of open warehouses, as the next */
    struct stock_alarms alarms;
};

/* gauges_read - of one realm at this moment */
struct gauges gauges_read(const struct realm *realm, int64_t at_utc_us);

#endif
