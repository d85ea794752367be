#include "core/board.h"

#include "base/assert.h"
#include "base/text.h"
#include "core/document_registry.h"

#include <string.h>

_Static_assert(CLUSTER_SLOTS == 2 * CLUSTERS_MAX,
               "a place for every cluster and for as many that are gone");

size_t board_bytes(void)
{
    return CLUSTER_SLOTS * sizeof(struct board_cluster) +
           ITEM_PAGES_MAX * sizeof(struct board_page) + 64;
}

void board_init(struct board *board, struct arena *zeroed)
{
    *board = (struct board){.put_up = 0};
    board->clusters = arena_take(zeroed, CLUSTER_SLOTS * sizeof *board->clusters);
    board->pages = arena_take(zeroed, ITEM_PAGES_MAX * sizeof *board->pages);
    HUB_ASSERT(board->clusters != NULL && board->pages != NULL);
}

const struct board_cluster *board_cluster(const struct board *board, uint32_t place)
{
    HUB_ASSERT(place > 0 && place <= board->cluster_count);
    return &board->clusters[place - 1];
}

const struct board_page *board_page(const struct board *board, uint32_t place)
{
    HUB_ASSERT(place > 0 && place <= board->page_count);
    return &board->pages[place - 1];
}

/* --- clusters --- */

/* Where the cluster of an id hangs, or a free place for it. */
static struct board_cluster *place_for(struct board *board, const char *id)
{
    struct board_cluster *longest_gone = NULL;
    for (uint32_t i = 0; i < board->cluster_count; i++) {
        struct board_cluster *cluster = &board->clusters[i];
        if (strcmp(cluster->id, id) == 0) {
            return cluster; /* (1) */
        }
        if (cluster->place == 0 &&
            (longest_gone == NULL || cluster->gone_at < longest_gone->gone_at)) {
            longest_gone = cluster;
        }
    }
    if (board->cluster_count < CLUSTER_SLOTS) {
        return &board->clusters[board->cluster_count++];
    }
    HUB_ASSERT(longest_gone != NULL); /* there are twice as many places as clusters */
    return longest_gone;
}

static void take_down_clusters(struct board *board)
{
    for (uint32_t i = 0; i < board->cluster_count; i++) {
        struct board_cluster *cluster = &board->clusters[i];
        cluster->changed = false;
        if (cluster->place != 0 && (board->registry == NULL ||
                                    registry_find(board->registry, slice_of(cluster->id)) == 0)) {
            cluster->place = 0;
            cluster->gone_at = board->put_up;
            cluster->changed = true;
            memset(&cluster->mark, 0, sizeof cluster->mark);
        }
    }
}

static bool differs(struct board_mark *mark, const struct board_mark *now)
{
    const bool changed = memcmp(mark, now, sizeof *now) != 0;
    *mark = *now;
    return changed;
}

static void put_up_clusters(struct board *board, struct arena *scratch)
{
    const uint32_t count = board->registry == NULL ? 0 : board->registry->cluster_count;
    take_down_clusters(board);
    for (uint32_t i = 0; i < count; i++) {
        const char *id = board->registry->clusters[i].id;
        struct board_cluster *cluster = place_for(board, id);
        text_copy(cluster->id, sizeof cluster->id, slice_of(id));
        cluster->place = i + 1;
        arena_reset(scratch);
        const struct board_mark mark = document_cluster_mark(board->registry, i + 1, scratch);
        cluster->changed = differs(&cluster->mark, &mark);
    }
}

/* --- items --- */

static void cut_pages(struct board *board, struct arena *scratch)
{
    const struct items *items = &board->catalogue->items;
    struct board_page *page = NULL;
    size_t bytes = 0;
    board->page_count = 0;
    for (uint32_t item = 0; item < items->count; item++) {
        arena_reset(scratch);
        const size_t more = document_item_bytes(items, item, scratch);
        if (page == NULL || page->count == PAGE_ITEMS_MAX || bytes + more > CATALOGUE_ROOM_BYTES) {
            HUB_ASSERT(board->page_count < ITEM_PAGES_MAX);
            page = &board->pages[board->page_count++];
            page->first = item;
            page->count = 0;
            bytes = 0;
        }
        page->count++;
        bytes += more; /* (2) */
    }
}

static void put_up_items(struct board *board, struct arena *scratch)
{
    cut_pages(board, scratch);
    for (uint32_t place = 1; place <= board->page_count; place++) {
        struct board_page *page = &board->pages[place - 1];
        arena_reset(scratch);
        const struct board_mark mark = document_page_mark(board, place, scratch);
        page->changed = differs(&page->mark, &mark);
    }
}

void board_put_up(struct board *board, const struct registry *registry,
                  const struct catalogue *catalogue, struct arena *scratch)
{
    const bool is_first = board->put_up == 0;
    board->registry = registry;
    board->catalogue = catalogue;
    board->put_up++;
    put_up_clusters(board, scratch);
    put_up_items(board, scratch);
    arena_reset(scratch);
    for (uint32_t i = 0; is_first && i < board->cluster_count; i++) {
        board->clusters[i].changed = false;
    }
    for (uint32_t i = 0; is_first && i < board->page_count; i++) {
        board->pages[i].changed = false;
    }
}
