/*
 * document_shipment.h - the document of one shipment.
 *
 * Read by: feed_shelf. Reads: document.h, cargo.h.
 * Owns: nothing; a document lives in the arena it was built in.
 * Holds: (1) the public has none: goods on the road are worth a theft; what was received stands in the document of relief logistics.
 * Source: proto/pusdalops/v1/shipment.proto; proto/README.md "Shipments".
 */
#ifndef HUB_CORE_DOCUMENT_SHIPMENT_H
#define HUB_CORE_DOCUMENT_SHIPMENT_H

#include "core/document.h"

/* document_shipment - of a shipment, from its place; access is internal (1) */
struct document document_shipment(const struct desk *desk, uint32_t place, enum access_class access,
                                  uint64_t sequence, uint64_t previous);

#endif
