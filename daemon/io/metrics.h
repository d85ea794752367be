/*
 * metrics.h - what is counted, as OpenMetrics text.
 *
 * Read by: real.c. Reads: real.h, core/hub.h.
 * Names are frozen once released; a node's series carry the labels node and province.
 * Source: OpenMetrics 1.0.
 */
#ifndef HUB_IO_METRICS_H
#define HUB_IO_METRICS_H

#include "io/real.h"

/* metrics_publish - render the present figures and hand them to the HTTP server */
void metrics_publish(const struct real *real, const struct hub *hub, int64_t utc_us,
                     int64_t mono_us);

#endif
