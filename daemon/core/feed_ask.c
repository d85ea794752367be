#include "core/feed.h"

#include "core/feed_shelf.h"

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

/* Behind the shelves: nodes, and what the region is told that a node had before (it is replayed, and in no snapshot). */
enum { PLACE_NODES = SHELVES, PLACE_LEFT };

static struct document build_node(const struct desk *desk, uint32_t place)
{
    const struct node *node = presence_node(&desk->realm->presence, place);
    return document_presence(desk, place, node->area, node->sequence, 0);
}

static struct document build_left(const struct desk *desk, uint32_t place)
{
    const struct node *node = presence_node(&desk->realm->presence, place);
    return document_presence(desk, place, node->left_area, node->left_sequence, 0);
}

static struct document build(const struct desk *desk, uint32_t shelf, uint32_t place,
                             enum access_class access)
{
    if (shelf >= SHELVES) {
        return shelf == PLACE_NODES ? build_node(desk, place) : build_left(desk, place);
    }
    const uint64_t sequence = desk->realm->feed.shelf[shelf].sequence[place];
    return feed_shelf((enum shelf_name)shelf)->build(desk, place, access, sequence, 0);
}

#define CURSOR_SHELF                                                                               \
    (UINT64_C(1) << 32U) /* a cursor is a shelf and the last place looked at on it */

static uint32_t shelf_size(const struct desk *desk, uint32_t shelf)
{
    return shelf == PLACE_NODES ? desk->realm->presence.count
                                : feed_shelf((enum shelf_name)shelf)->count(desk->realm);
}

/* The area of the document at a place of a shelf; AREA_CODES when there is none. */
static uint32_t shelf_area(const struct desk *desk, uint32_t shelf, uint32_t place)
{
    if (shelf == PLACE_NODES) {
        const struct node *node = presence_node(&desk->realm->presence, place);
        return presence_is_listed(node) ? node->area : AREA_CODES;
    }
    const struct shelf *its = feed_shelf((enum shelf_name)shelf);
    if (its->is_gone != NULL && its->is_gone(desk->realm, place)) {
        return AREA_CODES;
    }
    return its->area(desk->realm, place);
}

static bool shelf_is_hidden(uint32_t shelf, enum access_class access) /* (5) */
{
    return access != ACCESS_INTERNAL &&
           (shelf >= SHELVES || feed_shelf((enum shelf_name)shelf)->is_internal);
}

static enum topic_kind shelf_kind(uint32_t shelf)
{
    return shelf >= SHELVES ? TOPIC_PRESENCE : feed_shelf((enum shelf_name)shelf)->kind;
}

/* Put the document at a place of a shelf into the page, when it has one and it is wanted; false when the page is full. */
static bool add_wanted(const struct desk *desk, enum access_class access, struct slice prefix,
                       uint32_t shelf, uint32_t place, struct page *page)
{
    const uint32_t area = shelf_area(desk, shelf, place);
    if (area >= AREA_CODES || !is_wanted(desk, prefix, area, shelf_kind(shelf))) {
        return true;
    }
    if (arena_left(desk->arena) < 3 * DOCUMENT_ROOM_BYTES) {
        return false;
    }
    const struct document document = build(desk, shelf, place, access);
    return feed_page_add(page, &document);
}

void feed_snapshot(const struct desk *desk, enum access_class access, struct slice prefix,
                   uint64_t cursor, struct page *page, uint64_t *out_cursor)
{
    /* A cursor that nobody was given ends the pages. */
    uint32_t shelf =
        cursor / CURSOR_SHELF > PLACE_LEFT ? PLACE_LEFT : (uint32_t)(cursor / CURSOR_SHELF);
    uint32_t place = (uint32_t)(cursor % CURSOR_SHELF);
    uint32_t looked_at = 0;
    page->count = 0;
    page->bytes = 0;
    for (; shelf <= PLACE_NODES; shelf++, place = 0) {
        const uint32_t size = shelf_is_hidden(shelf, access) ? 0 : shelf_size(desk, shelf);
        while (place < size) {
            place++;
            const uint64_t here = ((uint64_t)shelf * CURSOR_SHELF) + (place - 1);
            if (!add_wanted(desk, access, prefix, shelf, place, page)) {
                *out_cursor = here;
                return;
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
        const struct change change = {node->sequence, PLACE_NODES, place};
        const struct change left = {node->left_sequence, PLACE_LEFT, place};
        if (node->area == area && node->sequence > after) {
            keep_change(changes, count, &change, more);
        }
        if (node->left_area == area && node->area != area && node->left_sequence > after) {
            keep_change(changes, count, &left, more);
        }
    }
}

static void find_changes(const struct desk *desk, enum access_class access, uint32_t area,
                         enum topic_kind kind, uint64_t after, struct change *changes,
                         uint32_t *count, bool *more)
{
    const struct realm *realm = desk->realm;
    if (kind == TOPIC_PRESENCE) {
        find_node_changes(desk, area, after, changes, count, more);
    }
    for (uint32_t name = 0; name < SHELVES; name++) {
        const struct shelf *shelf = feed_shelf((enum shelf_name)name);
        if (shelf->kind != kind || shelf_is_hidden(name, access)) {
            continue;
        }
        for (uint32_t at = shelf->first(realm, area); at != 0; at = shelf->next(realm, at)) {
            const struct change change = {realm->feed.shelf[name].sequence[at], name, at};
            if (change.sequence > after && shelf->area(realm, at) == area) {
                keep_change(changes, count, &change, more);
            }
        }
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
    find_changes(desk, access, area, kind, after, changes, &count, &more);
    for (uint32_t i = 0; i < count; i++) {
        if (arena_left(desk->arena) < 3 * DOCUMENT_ROOM_BYTES) {
            return true;
        }
        const struct document document = build(desk, changes[i].shelf, changes[i].place, access);
        if (!feed_page_add(page, &document)) {
            return true;
        }
    }
    return more;
}
