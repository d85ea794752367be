/*
 * fault.h - what is wrong with a message, and where in it.
 *
 * Read by: wire, message, check, hub. Reads: base/.
 */
#ifndef HUB_CORE_FAULT_H
#define HUB_CORE_FAULT_H

#include "base/status.h"

#define FIELD_PATH_ROOM 96

/* field: path of the field in the protocol's words, "report.figures[2].value"; empty where there is none. */
struct fault {
    enum hub_status status;
    char field[FIELD_PATH_ROOM];
};

/* fault_set - fill in a fault from a path's format; returns its status, so that a check can end in one line */
enum hub_status fault_set(struct fault *fault, enum hub_status status, const char *field_format,
                          ...) __attribute__((format(printf, 3, 4)));

#endif
