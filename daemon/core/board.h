/*
 * board.h - what the administrator put up for everybody: the registry of clusters and the catalogue of items, cut into documents.
 *
 * Read by: hub, feed_shelf, document_registry. Reads: registry.h, region.h.
 * Owns: its lists; registry and catalogue are the caller's, until the next board_put_up.
 * A cluster keeps its place for as long as the hub runs, also when it is gone: those who know it have to be told. A page of items is its
 * place. Every realm shows the same board and counts its own sequences.
 * Holds: (1) an id stands at one place; (2) a page has at most PAGE_ITEMS_MAX items and CLUSTER_BYTES_MAX bytes; (3) what changed is said
 *        by the bytes that go out, without their head: nothing else makes a document new.
 * Source: proto/README.md "Clusters and the catalogue"; decision 0026.
 */
#ifndef HUB_CORE_BOARD_H
#define HUB_CORE_BOARD_H

#include "base/arena.h"
#include "core/region.h"
#include "core/registry.h"

#define BOARD_MARK_BYTES 16

/* Of the bytes of a document (3). */
struct board_mark {
    uint8_t bytes[BOARD_MARK_BYTES];
};

struct board_cluster {
    char id[IDENTIFIER_BYTES_MAX + 1];
    uint32_t place;   /* in the registry; 0: gone */
    uint32_t gone_at; /* the putting up that took it away */
    bool changed;     /* by the last putting up */
    struct board_mark mark;
};

struct board_page {
    uint32_t first; /* item, from 0 */
    uint32_t count;
    bool changed;
    struct board_mark mark;
};

struct board {
    const struct registry *registry;   /* NULL: none is kept */
    const struct catalogue *catalogue; /* NULL: nothing was put up yet */
    struct board_cluster *clusters;    /* CLUSTER_SLOTS; places are from 1 */
    uint32_t cluster_count;
    struct board_page *pages; /* ITEM_PAGES_MAX; places are from 1 */
    uint32_t page_count;
    uint32_t put_up; /* how often */
};

/* board_bytes - the room board_init takes */
size_t board_bytes(void);

/* board_init - nothing put up; room from a zeroed arena */
void board_init(struct board *board, struct arena *zeroed);

/*
 * board_put_up - a registry and a catalogue from now on, and what is different from before.
 *
 *   registry    or NULL
 *   scratch     reset here, has DOCUMENT_ROOM_BYTES
 *
 * The first time nothing is marked as changed: nobody has heard of anything yet.
 */
void board_put_up(struct board *board, const struct registry *registry,
                  const struct catalogue *catalogue, struct arena *scratch);

/* board_cluster, board_page - by place, from 1 */
const struct board_cluster *board_cluster(const struct board *board, uint32_t place);
const struct board_page *board_page(const struct board *board, uint32_t place);

#endif
