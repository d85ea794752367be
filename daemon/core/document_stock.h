/*
 * document_stock.h - the document of the stock of one area.
 *
 * Read by: feed_shelf. Reads: document.h, stock.h, stock_watch.h.
 * Owns: nothing; a document lives in the arena it was built in.
 * Holds: (1) a public document has totals of what the catalogue knows and the number of warehouses alone; (2) packed and without its head it has at most
 *        STOCK_BYTES_MAX bytes, building it takes at most DOCUMENT_ROOM_BYTES and looks at no more than STOCK_SCAN_MAX things of a
 *        kind; what does not fit is left out, and `cut` says so; (3) the counts of alarms are whole all the same.
 * Source: proto/pusdalops/v1/stock.proto; proto/README.md "Stock".
 */
#ifndef HUB_CORE_DOCUMENT_STOCK_H
#define HUB_CORE_DOCUMENT_STOCK_H

#include "core/document.h"

/* document_stock - of an area, from the place of its shop */
struct document document_stock(const struct desk *desk, uint32_t place, enum access_class access,
                               uint64_t sequence, uint64_t previous);

#endif
