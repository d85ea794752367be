/*
 * metrics_relief.h - relief logistics as OpenMetrics text: plans, tasks, shipments, warehouses, alarms; and how full its tables are.
 *
 * Read by: metrics.c. Reads: core/gauges.h.
 * Names are frozen once released. Labels are realms and states alone, so there are a few dozen series however much is held.
 * Source: OpenMetrics 1.0; pusdalopsd(8) "METRICS".
 */
#ifndef HUB_IO_METRICS_RELIEF_H
#define HUB_IO_METRICS_RELIEF_H

#include <stdio.h>

#include "core/gauges.h"

/* metrics_relief_print - the families of every realm */
void metrics_relief_print(FILE *out, const struct realm *realms, uint32_t realm_count,
                          int64_t utc_us);

#endif
