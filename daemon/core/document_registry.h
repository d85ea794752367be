/*
 * document_registry.h - clusters, pages of the catalogue of items, and what the catalogue lacks, as documents of the nation.
 *
 * Read by: feed_shelf, board. Reads: document.h, board.h.
 * Owns: nothing; a document lives in the arena it was built in.
 * Holds: (1) a public cluster has no capacities and no contacts; (2) packed and without its head a document has at most CLUSTER_BYTES_MAX
 *        bytes; (3) what the catalogue knows by now is not in the list of what it lacks.
 * Source: proto/pusdalops/v1/registry.proto; proto/README.md "Clusters and the catalogue".
 */
#ifndef HUB_CORE_DOCUMENT_REGISTRY_H
#define HUB_CORE_DOCUMENT_REGISTRY_H

#include "core/board.h"
#include "core/document.h"

/* What the items of one page may take: the rest is for its version and numbers. */
#define CATALOGUE_ROOM_BYTES (CLUSTER_BYTES_MAX - 64)

/* document_cluster - by its place on the board; of one that is gone, that it is */
struct document document_cluster(const struct desk *desk, uint32_t place, enum access_class access,
                                 uint64_t sequence, uint64_t previous);

/* document_catalogue - a page of items, by its place on the board */
struct document document_catalogue(const struct desk *desk, uint32_t place,
                                   enum access_class access, uint64_t sequence, uint64_t previous);

/* document_unknown_items - what the catalogue lacks in this realm; there is one such, place 1 */
struct document document_unknown_items(const struct desk *desk, uint32_t place,
                                       enum access_class access, uint64_t sequence,
                                       uint64_t previous);

/* document_cluster_mark - of what the internal feed says of a cluster of the registry, by its place from 1 */
struct board_mark document_cluster_mark(const struct registry *registry, uint32_t place,
                                        struct arena *arena);

/* document_page_mark - of a page of items, by its place on the board */
struct board_mark document_page_mark(const struct board *board, uint32_t place,
                                     struct arena *arena);

/* document_item_bytes - what an item, from 0, adds to its page */
size_t document_item_bytes(const struct items *items, uint32_t item, struct arena *arena);

#endif
