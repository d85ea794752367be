/*
 * status.h - every reason the hub can give for a no, or for a raised eyebrow.
 *
 * Read by: everyone. Reads: the list made from proto/errors.csv.
 * Holds: (1) a number on the wire is the number here; (2) each has a name and two texts.
 * Source: proto/errors.csv, the one table.
 */
#ifndef HUB_BASE_STATUS_H
#define HUB_BASE_STATUS_H

#include <stdint.h>

enum hub_fault {
    HUB_FAULT_NONE,
    HUB_FAULT_CLIENT,
    HUB_FAULT_RIGHTS,
    HUB_FAULT_HUB,
    HUB_FAULT_WARNING
};

enum hub_status {
    HUB_OK = 0,
#define HUB_ERROR(code, name, fault, text_id, text_en) HUB_E_##name = (code),
#include "errors.inc"
#undef HUB_ERROR
};

/* One row of the table. The texts are static. */
struct hub_status_row {
    enum hub_status code;
    enum hub_fault fault;
    const char *name;    /* without the HUB_E_ */
    const char *text_id; /* Indonesian */
    const char *text_en;
};

/*
 * hub_status_row - the row of a code.
 *
 *   code    any number
 *
 * Returns the row; for HUB_OK and unknown codes a row whose name is "OK" or "UNKNOWN". Never NULL.
 */
const struct hub_status_row *hub_status_row(enum hub_status code);

#endif
