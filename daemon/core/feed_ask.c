#include "core/feed.h"

#include "core/document_logistics.h"

bool feed_page_add(struct page *page, const struct document *document)
{
    const size_t bytes = document_packed_bytes(document) + 8;
    if (page->count == PAGE_MESSAGES_MAX ||
        (page->count > 0 && page->bytes + bytes > PAGE_BYTES_MAX)) {
        return false;
    }
    page->documents[page->count++] = *document;
    page->bytes += bytes;
    return true;
}

static bool is_wanted(const struct desk *desk, struct slice prefix, uint32_t area,
                      enum topic_kind kind)
{
    char topic[TOPIC_BYTES_MAX + 1];
    const size_t bytes = topic_print(desk->realm->name, area, kind, topic);
    return topic_matches(prefix, topic, bytes);
}

static struct document status_of_spot(const struct desk *desk, uint32_t place,
                                      enum access_class access)
{
    const struct feed *feed = &desk->realm->feed;
    return document_regency(desk, place, access, feed->spot_sequence[place], 0);
}

static struct document status_of_sum(const struct desk *desk, uint32_t place,
                                     enum access_class access)
{
    const struct feed *feed = &desk->realm->feed;
    return document_area(desk, place, access, feed->sum_sequence[place], 0);
}

static struct document event_of_sum(const struct desk *desk, uint32_t place,
                                    enum access_class access)
{
    const struct feed *feed = &desk->realm->feed;
    (void)access;
    return document_event(desk, place, feed->sum_event_sequence[place], 0);
}

static struct document presence_of_node(const struct desk *desk, uint32_t place,
                                        enum access_class access)
{
    const struct node *node = presence_node(&desk->realm->presence, place);
    (void)access;
    return document_presence(desk, place, node->area, node->sequence, 0);
}

/* What the region is told that a node had before. */
static struct document leave_of_node(const struct desk *desk, uint32_t place,
                                     enum access_class access)
{
    const struct node *node = presence_node(&desk->realm->presence, place);
    (void)access;
    return document_presence(desk, place, node->left_area, node->left_sequence, 0);
}

static struct document logistics_of_relief(const struct desk *desk, uint32_t place,
                                           enum access_class access)
{
    const struct feed *feed = &desk->realm->feed;
    return document_logistics(desk, place, access, feed->relief_sequence[place], 0);
}

/* One kind of document: which things have one, where they belong. */
struct shelf {
    enum topic_kind kind;
    struct document (*build)(const struct desk *desk, uint32_t place, enum access_class access);
};

/* From the nodes on the public has none (5). What has left is replayed, but in no snapshot. */
enum { SHELF_EVENTS, SHELF_SUMS, SHELF_SPOTS, SHELF_RELIEFS, SHELF_NODES, SHELF_LEFT, SHELF_COUNT };

static const struct shelf shelves[SHELF_COUNT] = {
    [SHELF_EVENTS] = {TOPIC_EVENT, event_of_sum},
    [SHELF_SUMS] = {TOPIC_STATUS, status_of_sum},
    [SHELF_SPOTS] = {TOPIC_STATUS, status_of_spot},
    [SHELF_RELIEFS] = {TOPIC_LOGISTICS, logistics_of_relief},
    [SHELF_NODES] = {TOPIC_PRESENCE, presence_of_node},
    [SHELF_LEFT] = {TOPIC_PRESENCE, leave_of_node},
};

#define CURSOR_SHELF                                                                               \
    (UINT64_C(1) << 32U) /* a cursor is a shelf and the last place looked at on it */

static uint32_t shelf_size(const struct desk *desk, uint64_t shelf)
{
    const struct picture *picture = &desk->realm->view.picture;
    switch (shelf) {
    case SHELF_SPOTS:
        return picture->spots.used;
    case SHELF_RELIEFS:
        return desk->realm->view.ledger.reliefs.used;
    case SHELF_NODES:
        return desk->realm->presence.count;
    default:
        return picture->sums.used;
    }
}

/* The area of the document at a place of a shelf; AREA_CODES when there is none. */
static uint32_t shelf_area(const struct desk *desk, uint64_t shelf, uint32_t place)
{
    const struct picture *picture = &desk->realm->view.picture;
    if (shelf == SHELF_NODES) {
        const struct node *node = presence_node(&desk->realm->presence, place);
        return presence_is_listed(node) ? node->area : AREA_CODES;
    }
    if (shelf == SHELF_RELIEFS) {
        return ledger_relief(&desk->realm->view.ledger, place)->area;
    }
    if (shelf == SHELF_SPOTS) {
        const uint32_t area = picture_spot(picture, place)->area;
        return area_is_regency(area) ? area : AREA_CODES;
    }
    return picture_sum(picture, place)->area;
}

void feed_snapshot(const struct desk *desk, enum access_class access, struct slice prefix,
                   uint64_t cursor, struct page *page, uint64_t *out_cursor)
{
    uint64_t shelf = cursor / CURSOR_SHELF;
    uint32_t place = (uint32_t)(cursor % CURSOR_SHELF);
    uint32_t looked_at = 0;
    page->count = 0;
    page->bytes = 0;
    const uint64_t shelf_count = access == ACCESS_INTERNAL ? SHELF_LEFT : SHELF_NODES; /* (5) */
    for (; shelf < shelf_count; shelf++, place = 0) {
        const uint32_t size = shelf_size(desk, shelf);
        while (place < size) {
            place++;
            const uint64_t here = ((uint64_t)shelf * CURSOR_SHELF) + (place - 1);
            const uint32_t area = shelf_area(desk, shelf, place);
            if (area < AREA_CODES && is_wanted(desk, prefix, area, shelves[shelf].kind)) {
                if (arena_left(desk->arena) < 3 * DOCUMENT_ROOM_BYTES) {
                    *out_cursor = here;
                    return;
                }
                const struct document document = shelves[shelf].build(desk, place, access);
                if (!feed_page_add(page, &document)) {
                    *out_cursor = here;
                    return;
                }
            }
            if (++looked_at == PAGE_SCAN_MAX) {
                *out_cursor = here + 1;
                return;
            }
        }
    }
    *out_cursor = 0;
}

/* A document that changed after the client's last: where it is and its sequence. */
struct change {
    uint64_t sequence;
    uint32_t shelf;
    uint32_t place;
};

/* Keep the earliest changes, in order; a page has no more. */
static void keep_change(struct change *changes, uint32_t *count, const struct change *change,
                        bool *more)
{
    uint32_t at = *count;
    while (at > 0 && changes[at - 1].sequence > change->sequence) {
        at--;
    }
    if (at == PAGE_MESSAGES_MAX) {
        *more = true;
        return;
    }
    if (*count == PAGE_MESSAGES_MAX) {
        *more = true;
    } else {
        (*count)++;
    }
    for (uint32_t i = *count - 1; i > at; i--) {
        changes[i] = changes[i - 1];
    }
    changes[at] = *change;
}

static void find_node_changes(const struct desk *desk, uint32_t area, uint64_t after,
                              struct change *changes, uint32_t *count, bool *more)
{
    for (uint32_t place = 1; place <= desk->realm->presence.count; place++) {
        const struct node *node = presence_node(&desk->realm->presence, place);
        const struct change change = {node->sequence, SHELF_NODES, place};
        const struct change left = {node->left_sequence, SHELF_LEFT, place};
        if (node->area == area && node->sequence > after) {
            keep_change(changes, count, &change, more);
        }
        if (node->left_area == area && node->area != area && node->left_sequence > after) {
            keep_change(changes, count, &left, more);
        }
    }
}

static void find_spot_changes(const struct desk *desk, uint32_t area, uint64_t after,
                              struct change *changes, uint32_t *count, bool *more)
{
    const struct picture *picture = &desk->realm->view.picture;
    for (uint32_t at = picture->first_spot_of_area[area]; at != 0;
         at = picture_spot(picture, at)->next_in_area) {
        const struct change change = {desk->realm->feed.spot_sequence[at], SHELF_SPOTS, at};
        if (change.sequence > after) {
            keep_change(changes, count, &change, more);
        }
    }
}

static void find_sum_changes(const struct desk *desk, uint32_t area, enum topic_kind kind,
                             uint64_t after, struct change *changes, uint32_t *count, bool *more)
{
    const struct picture *picture = &desk->realm->view.picture;
    const struct feed *feed = &desk->realm->feed;
    const uint64_t *sequences =
        kind == TOPIC_STATUS ? feed->sum_sequence : feed->sum_event_sequence;
    for (uint32_t at = picture->first_sum_of_area[area]; at != 0;
         at = picture_sum(picture, at)->next_in_area) {
        const struct change change = {sequences[at],
                                      kind == TOPIC_STATUS ? SHELF_SUMS : SHELF_EVENTS, at};
        if (change.sequence > after) {
            keep_change(changes, count, &change, more);
        }
    }
}

static void find_relief_changes(const struct desk *desk, uint32_t area, uint64_t after,
                                struct change *changes, uint32_t *count, bool *more)
{
    const struct ledger *ledger = &desk->realm->view.ledger;
    for (uint32_t at = ledger->first_relief_of_area[area]; at != 0;
         at = ledger_relief(ledger, at)->next_in_area) {
        const struct change change = {desk->realm->feed.relief_sequence[at], SHELF_RELIEFS, at};
        if (change.sequence > after) {
            keep_change(changes, count, &change, more);
        }
    }
}

static void find_changes(const struct desk *desk, uint32_t area, enum topic_kind kind,
                         uint64_t after, struct change *changes, uint32_t *count, bool *more)
{
    if (kind == TOPIC_PRESENCE) {
        find_node_changes(desk, area, after, changes, count, more);
    } else if (kind == TOPIC_LOGISTICS) {
        find_relief_changes(desk, area, after, changes, count, more);
    } else if (!area_is_regency(area)) {
        find_sum_changes(desk, area, kind, after, changes, count, more);
    } else if (kind == TOPIC_STATUS) { /* a regency has no event documents of its own */
        find_spot_changes(desk, area, after, changes, count, more);
    }
}

bool feed_replay_state(const struct desk *desk, enum access_class access, uint32_t area,
                       enum topic_kind kind, uint64_t after, struct page *page)
{
    struct change changes[PAGE_MESSAGES_MAX];
    uint32_t count = 0;
    bool more = false;
    page->count = 0;
    page->bytes = 0;
    find_changes(desk, area, kind, after, changes, &count, &more);
    for (uint32_t i = 0; i < count; i++) {
        if (arena_left(desk->arena) < 3 * DOCUMENT_ROOM_BYTES) {
            return true;
        }
        struct document document = shelves[changes[i].shelf].build(desk, changes[i].place, access);
        if (!feed_page_add(page, &document)) {
            return true;
        }
    }
    return more;
}
