/*
 * document_logistics.h - the document of relief logistics of one area in one event, from the ledger.
 *
 * Read by: feed_shelf, document_plan. Reads: document.h, ledger.h.
 * Owns: nothing; a document lives in the arena it was built in.
 * Holds: (1) a public document has no pledges, offers or overlaps, no delivery points, and no words for
 *        what the catalogue does not know (decision 0025); (2) packed and without its head it has
 *        at most LOGISTICS_BYTES_MAX bytes, and building it takes at most DOCUMENT_ROOM_BYTES; what does not fit is left out, the
 *        least pressing first, and `cut` says so; (3) an open line of the area itself stands in it once, as a gap or as a line.
 * Source: proto/pusdalops/v1/logistics.proto; proto/README.md "Logistics".
 */
#ifndef HUB_CORE_DOCUMENT_LOGISTICS_H
#define HUB_CORE_DOCUMENT_LOGISTICS_H

#include "core/document.h"

struct Pusdalops__V1__PledgeStatus;

/* document_pledge - a pledge as it stands, without its head of tag and length; for internal documents only */
struct Pusdalops__V1__PledgeStatus *document_pledge(const struct desk *desk, uint32_t place);

/* document_logistics - of an area in an event, from the place of its relief */
struct document document_logistics(const struct desk *desk, uint32_t place,
                                   enum access_class access, uint64_t sequence, uint64_t previous);

#endif
