/*
 * store.h - warehouses declared and counted in a room, as clients do it, and the documents of their stock.
 *
 * Read by: tests/unit/core. Reads: room.h, aceh.h.
 * Owns: nothing; a document lives in the desk's arena, until the next one.
 */
#ifndef TESTS_SUPPORT_STORE_H
#define TESTS_SUPPORT_STORE_H

#include "support/aceh.h"

/* store_sit - members of a cluster: pmi and kemensos, in realms real and drill/x1 */
void store_sit(struct room *room);

/* store_declare - a warehouse of a client; true when it was accepted */
bool store_declare(struct room *room, const char *client, const char *id, const char *region);

/* store_count - a count of one line as of now; the receipt */
const Receipt *store_count(struct room *room, const char *client, const char *id,
                           const struct letter_stock_line *line);

/* store_stock - the stock of realm real */
const struct stock *store_stock(struct room *room);

#endif
