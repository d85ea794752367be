/*
 * row_shipment.h - shipments and what becomes of them as named texts.
 *
 * Read by: row.c, command_ship.c. Reads: row.h.
 * Owns: nothing. A row has one line of a shipment, or one count of an update, or none: the command adds more.
 */
#ifndef PUSDALOPS_CLI_ROW_SHIPMENT_H
#define PUSDALOPS_CLI_ROW_SHIPMENT_H

#include "row.h"

/* row_shipment_kind - is this one of shipment, shipment_update? */
bool row_shipment_kind(const char *kind);

/* row_shipment_name - is this a field of one of these rows? */
bool row_shipment_name(const char *name);

/* row_shipment_message - the message that a row of that kind says; see row_message. */
bool row_shipment_message(const struct row *row, const char *kind, int64_t utc_us,
                          struct pusdalops_message **message, struct row_fault *fault);

/* row_shipment_line - add the line that the row says by pledge, or by item, and quantity. */
bool row_shipment_line(const struct row *row, struct pusdalops_message *shipment,
                       struct row_fault *fault);

/* row_shipment_count - add the count that the row says by line, quantity, damaged and lost. */
bool row_shipment_count(const struct row *row, struct pusdalops_message *update,
                        struct row_fault *fault);

#endif
