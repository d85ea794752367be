#include "io/metrics_relief.h"

#include <inttypes.h>

/* One series: its label beside the realm, NULL for none, and its value. */
struct series {
    const char *label;
    const char *word;
    uint32_t value;
};

#define SERIES_MAX 8U

/* What a family says of one realm. Returns how many series. */
typedef uint32_t series_of(const struct gauges *gauges, struct series *out);

static uint32_t plans(const struct gauges *gauges, struct series *out)
{
    out[0] = (struct series){NULL, NULL, gauges->plans};
    return 1;
}

static uint32_t activations(const struct gauges *gauges, struct series *out)
{
    out[0] = (struct series){"state", "under_way", gauges->activations_under_way};
    out[1] = (struct series){"state", "ended", gauges->activations_ended};
    return 2;
}

static uint32_t tasks(const struct gauges *gauges, struct series *out)
{
    out[0] = (struct series){"state", "assigned", gauges->tasks[TASK_ASSIGNED]};
    out[1] = (struct series){"state", "accepted", gauges->tasks[TASK_ACCEPTED]};
    out[2] = (struct series){"state", "started", gauges->tasks[TASK_STARTED]};
    out[3] = (struct series){"state", "done", gauges->tasks[TASK_DONE]};
    out[4] = (struct series){"state", "refused", gauges->tasks[TASK_REFUSED]};
    out[5] = (struct series){"state", "cancelled", gauges->tasks[TASK_CANCELLED]};
    return 6;
}

static uint32_t tasks_silent(const struct gauges *gauges, struct series *out)
{
    out[0] = (struct series){NULL, NULL, gauges->tasks_silent};
    return 1;
}

static uint32_t shipments(const struct gauges *gauges, struct series *out)
{
    out[0] = (struct series){"state", "prepared", gauges->shipments[SHIPMENT_PREPARED]};
    out[1] = (struct series){"state", "in_transit", gauges->shipments[SHIPMENT_IN_TRANSIT]};
    out[2] = (struct series){"state", "arrived", gauges->shipments[SHIPMENT_ARRIVED]};
    out[3] = (struct series){"state", "received", gauges->shipments[SHIPMENT_RECEIVED]};
    out[4] = (struct series){"state", "returned", gauges->shipments[SHIPMENT_RETURNED]};
    out[5] = (struct series){"state", "cancelled", gauges->shipments[SHIPMENT_CANCELLED]};
    out[6] = (struct series){"state", "lost", gauges->shipments[SHIPMENT_LOST]};
    return 7;
}

static uint32_t shipments_late(const struct gauges *gauges, struct series *out)
{
    out[0] = (struct series){NULL, NULL, gauges->shipments_late};
    return 1;
}

static uint32_t warehouses(const struct gauges *gauges, struct series *out)
{
    out[0] = (struct series){"state", "open", gauges->warehouses_open};
    out[1] = (struct series){"state", "closed", gauges->warehouses_closed};
    return 2;
}

static uint32_t stock_alarms(const struct gauges *gauges, struct series *out)
{
    const struct stock_alarms *alarms = &gauges->alarms;
    out[0] = (struct series){"alarm", "below_minimum", gauges->below_minimum};
    out[1] = (struct series){"alarm", "nine_months", alarms->expiry[EXPIRY_NINE_MONTHS]};
    out[2] = (struct series){"alarm", "three_months", alarms->expiry[EXPIRY_THREE_MONTHS]};
    out[3] = (struct series){"alarm", "expired", alarms->expiry[EXPIRY_EXPIRED]};
    out[4] = (struct series){"alarm", "stale", alarms->stale};
    out[5] = (struct series){"alarm", "overdue", alarms->overdue};
    return 6;
}

static const struct {
    const char *name;
    const char *help;
    series_of *of;
} families[] = {
    {"pusdalops_plans", "Contingency plans that can be activated.", plans},
    {"pusdalops_activations", "Activations of plans.", activations},
    {"pusdalops_tasks", "Tasks of activations that are under way.", tasks},
    {"pusdalops_tasks_silent", "Of those, assigned, and the time to answer is over.", tasks_silent},
    {"pusdalops_shipments", "Shipments; ended ones are held for seven days.", shipments},
    {"pusdalops_shipments_late", "Expected before now, and neither there nor over.",
     shipments_late},
    {"pusdalops_warehouses", "Warehouses.", warehouses},
    {"pusdalops_stock_alarms", "Alarms of open warehouses.", stock_alarms},
};

static void print_series(FILE *out, const char *family, const char *realm,
                         const struct series *series)
{
    (void)fprintf(out, "%s{realm=\"%s\"", family, realm);
    if (series->label != NULL) {
        (void)fprintf(out, ",%s=\"%s\"", series->label, series->word);
    }
    (void)fprintf(out, "} %" PRIu32 "\n", series->value);
}

void metrics_relief_print(FILE *out, const struct realm *realms, uint32_t realm_count,
                          int64_t utc_us)
{
    struct gauges gauges[REALMS_MAX];
    struct series series[SERIES_MAX];
    for (uint32_t i = 0; i < realm_count; i++) {
        gauges[i] = gauges_read(&realms[i], utc_us);
    }
    for (size_t k = 0; k < sizeof families / sizeof families[0]; k++) {
        (void)fprintf(out, "# TYPE %s gauge\n# HELP %s %s\n", families[k].name, families[k].name,
                      families[k].help);
        for (uint32_t i = 0; i < realm_count; i++) {
            const uint32_t count = families[k].of(&gauges[i], series);
            for (uint32_t s = 0; s < count; s++) {
                print_series(out, families[k].name, realms[i].name, &series[s]);
            }
        }
    }
}
