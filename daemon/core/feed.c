#include "core/feed.h"

#include "base/assert.h"

static void init_dirty(struct dirty *dirty, struct arena *zeroed, uint32_t max)
{
    dirty->places = arena_take(zeroed, sizeof(uint32_t) * (max + 1U));
    dirty->marked = arena_take(zeroed, max + 1U);
    HUB_ASSERT(dirty->places != NULL && dirty->marked != NULL);
}

static size_t dirty_bytes(uint32_t max)
{
    return (sizeof(uint32_t) + 1) * (max + 1U) + 64;
}

size_t feed_bytes(const struct view_limits *limits, uint32_t clients_max)
{
    return sizeof(uint64_t) * AREA_CODES * (TOPIC_KINDS + 1) +
           3 * sizeof(uint64_t) * (limits->picture.spots_max + 1U) +
           2 * dirty_bytes(limits->picture.spots_max) + dirty_bytes(limits->picture.events_max) +
           dirty_bytes(clients_max) + 512;
}

static uint64_t *take_counters(struct arena *zeroed, uint32_t count)
{
    uint64_t *counters = arena_take(zeroed, sizeof(uint64_t) * count);
    HUB_ASSERT(counters != NULL);
    return counters;
}

void feed_init(struct feed *feed, struct arena *zeroed, const struct view_limits *limits,
               uint32_t clients_max)
{
    *feed = (struct feed){.published = 0};
    feed->level = take_counters(zeroed, AREA_CODES);
    for (int kind = TOPIC_STATUS; kind < TOPIC_KINDS; kind++) {
        feed->topic_last[kind] = take_counters(zeroed, AREA_CODES);
    }
    feed->spot_sequence = take_counters(zeroed, limits->picture.spots_max + 1);
    feed->sum_sequence = take_counters(zeroed, limits->picture.spots_max + 1);
    feed->sum_event_sequence = take_counters(zeroed, limits->picture.spots_max + 1);
    init_dirty(&feed->spots, zeroed, limits->picture.spots_max);
    init_dirty(&feed->sums, zeroed, limits->picture.spots_max);
    init_dirty(&feed->events, zeroed, limits->picture.events_max);
    init_dirty(&feed->nodes, zeroed, clients_max);
}

static void mark(struct dirty *dirty, uint32_t place)
{
    if (place != 0 && dirty->marked[place] == 0) {
        dirty->marked[place] = 1;
        dirty->places[dirty->count++] = place;
    }
}

/* Spots of provinces and the nation have no document of their own: what they say stands in the sums'. */
static void mark_spot(struct feed *feed, const struct picture *picture, uint32_t place)
{
    if (place != 0 && area_is_regency(picture_spot(picture, place)->area)) {
        mark(&feed->spots, place);
    }
}

void feed_note_change(struct feed *feed, const struct picture *picture,
                      const struct picture_change *change)
{
    mark_spot(feed, picture, change->spot);
    mark_spot(feed, picture, change->other_spot);
    mark(&feed->sums, change->province_sum);
    mark(&feed->sums, change->other_province_sum);
    mark(&feed->sums, change->nation_sum);
    mark(&feed->sums, change->other_nation_sum);
    mark(&feed->events, change->event);
    if (change->event != 0) { /* what is expected of whom may have changed at every level */
        uint32_t spot = picture_disaster(picture, change->event)->first_spot;
        for (; spot != 0; spot = picture_spot(picture, spot)->next_in_event) {
            if (feed->spot_sequence[spot] == 0) {
                mark_spot(feed, picture, spot); /* a regency nobody has heard of yet */
            }
        }
        uint32_t at = picture_disaster(picture, change->event)->first_sum;
        for (; at != 0; at = picture_sum(picture, at)->next_in_event) {
            mark(&feed->sums, at);
        }
    }
}

void feed_note_counters(struct realm *realm, uint32_t place)
{
    const struct node *node = presence_node(&realm->presence, place);
    if (presence_is_listed(node)) {
        mark(&realm->feed.nodes, place);
    }
}

void feed_note_node(struct realm *realm, uint32_t place)
{
    const struct picture *picture = &realm->view.picture;
    const struct node *node = presence_node(&realm->presence, place);
    feed_note_counters(realm, place);
    for (uint32_t at = picture->first_spot_of_area[node->area]; at != 0;
         at = picture_spot(picture, at)->next_in_area) {
        const struct spot *spot = picture_spot(picture, at);
        if (spot->province_sum != 0) {
            mark(&realm->feed.spots, at);
            mark(&realm->feed.sums, spot->province_sum);
            mark(&realm->feed.sums, picture_disaster(picture, spot->event)->nation_sum);
        }
    }
}

static void publish_bytes(const struct desk *desk, enum lane lane, struct slice topic,
                          struct slice payload, struct outbox *outbox)
{
    const struct effect effect = {
        .kind = EFFECT_PUBLISH,
        .realm = desk->realm->place,
        .after = desk->realm->view.last, /* (3) */
        .as.publish = {.lane = lane, .topic = topic, .payload = payload},
    };
    outbox_put(outbox, &effect);
}

static void publish(const struct desk *desk, enum lane lane, const struct document *document,
                    struct outbox *outbox)
{
    const struct slice topic = {(const uint8_t *)document->topic, document->topic_bytes};
    publish_bytes(desk, lane, topic, document_pack(document, desk->arena), outbox);
}

void feed_notice(const struct desk *desk, const struct record *record, uint64_t previous,
                 struct outbox *outbox)
{
    if (!desk->listened[LANE_INTERNAL]) {
        return; /* (4) */
    }
    if (record->warnings.size_bytes == 0) {
        struct slice topic;
        const struct slice payload = document_put_notice(desk, record, previous, &topic);
        publish_bytes(desk, LANE_INTERNAL, topic, payload, outbox);
        return;
    }
    const struct document document = document_notice(desk, record, previous);
    publish(desk, LANE_INTERNAL, &document, outbox);
}

/* The next sequence on a topic, and the one before it (1). */
static uint64_t next_sequence(struct feed *feed, uint32_t area, enum topic_kind kind,
                              uint64_t *out_previous)
{
    const uint64_t sequence = ++feed->level[area];
    *out_previous = feed->topic_last[kind][area];
    feed->topic_last[kind][area] = sequence;
    return sequence;
}

static void flush_spot(const struct desk *desk, struct realm *realm, uint32_t place,
                       struct outbox *outbox)
{
    uint64_t previous = 0;
    const uint32_t area = picture_spot(&realm->view.picture, place)->area;
    const uint64_t sequence = next_sequence(&realm->feed, area, TOPIC_STATUS, &previous);
    realm->feed.spot_sequence[place] = sequence;
    if (desk->listened[LANE_INTERNAL]) {
        const struct document document =
            document_regency(desk, place, ACCESS_INTERNAL, sequence, previous);
        publish(desk, LANE_INTERNAL, &document, outbox);
    }
    if (desk->listened[LANE_PUBLIC]) {
        const struct document document =
            document_regency(desk, place, ACCESS_PUBLIC, sequence, previous);
        publish(desk, LANE_PUBLIC, &document, outbox);
    }
}

static void flush_sum(const struct desk *desk, struct realm *realm, uint32_t place,
                      struct outbox *outbox)
{
    uint64_t previous = 0;
    const uint32_t area = picture_sum(&realm->view.picture, place)->area;
    const uint64_t sequence = next_sequence(&realm->feed, area, TOPIC_STATUS, &previous);
    realm->feed.sum_sequence[place] = sequence;
    if (desk->listened[LANE_INTERNAL]) {
        const struct document document =
            document_area(desk, place, ACCESS_INTERNAL, sequence, previous);
        publish(desk, LANE_INTERNAL, &document, outbox);
    }
    if (desk->listened[LANE_PUBLIC]) {
        const struct document document =
            document_area(desk, place, ACCESS_PUBLIC, sequence, previous);
        publish(desk, LANE_PUBLIC, &document, outbox);
    }
}

/* An event at each of its levels: the nation and every province it touches. */
static void flush_event(const struct desk *desk, struct realm *realm, uint32_t place,
                        struct outbox *outbox)
{
    uint32_t at = picture_disaster(&realm->view.picture, place)->first_sum;
    for (; at != 0; at = picture_sum(&realm->view.picture, at)->next_in_event) {
        uint64_t previous = 0;
        const uint32_t area = picture_sum(&realm->view.picture, at)->area;
        const uint64_t sequence = next_sequence(&realm->feed, area, TOPIC_EVENT, &previous);
        realm->feed.sum_event_sequence[at] = sequence;
        const size_t used_bytes = desk->arena->used_bytes;
        if (!desk->listened[LANE_INTERNAL] && !desk->listened[LANE_PUBLIC]) {
            continue;
        }
        const struct document document = document_event(desk, at, sequence, previous);
        if (arena_left(desk->arena) < DOCUMENT_ROOM_BYTES || !outbox_room(outbox, 2)) {
            desk->arena->used_bytes = used_bytes;
            outbox->dropped++; /* its subscribers see the gap and ask */
            continue;
        }
        if (desk->listened[LANE_INTERNAL]) {
            publish(desk, LANE_INTERNAL, &document, outbox);
        }
        if (desk->listened[LANE_PUBLIC]) {
            publish(desk, LANE_PUBLIC, &document, outbox);
        }
    }
}

static void flush_node(const struct desk *desk, struct realm *realm, uint32_t place,
                       struct outbox *outbox)
{
    uint64_t previous = 0;
    struct node *node = presence_node(&realm->presence, place);
    if (node->moves) {
        node->moves = false;
        node->left_sequence =
            next_sequence(&realm->feed, node->left_area, TOPIC_PRESENCE, &previous);
        if (desk->listened[LANE_INTERNAL]) {
            const struct document document =
                document_presence(desk, place, node->left_area, node->left_sequence, previous);
            publish(desk, LANE_INTERNAL, &document, outbox);
        }
    }
    node->sequence = next_sequence(&realm->feed, node->area, TOPIC_PRESENCE, &previous);
    if (desk->listened[LANE_INTERNAL]) {
        const struct document document =
            document_presence(desk, place, node->area, node->sequence, previous);
        publish(desk, LANE_INTERNAL, &document, outbox);
    }
}

typedef void flush_one(const struct desk *desk, struct realm *realm, uint32_t place,
                       struct outbox *outbox);

/* Publish a list from its end; false when the turn has no room for more. */
static bool flush_list(struct dirty *dirty, flush_one *flush, const struct desk *desk,
                       struct realm *realm, struct outbox *outbox)
{
    while (dirty->count > 0) {
        if (arena_left(desk->arena) < 4 * DOCUMENT_ROOM_BYTES || !outbox_room(outbox, 128)) {
            return false;
        }
        const uint32_t place = dirty->places[--dirty->count];
        dirty->marked[place] = 0;
        flush(desk, realm, place, outbox);
    }
    return true;
}

uint32_t feed_flush_size(const struct feed *feed)
{
    return feed->spots.count + feed->sums.count + feed->events.count + feed->nodes.count;
}

bool feed_wants_flush(const struct feed *feed)
{
    return feed_flush_size(feed) > 0;
}

void feed_flush(const struct desk *desk, struct realm *realm, struct outbox *outbox)
{
    struct feed *feed = &realm->feed;
    HUB_ASSERT(desk->realm == realm);
    feed->flushed_at_utc_us = desk->at_utc_us;
    (void)(flush_list(&feed->nodes, flush_node, desk, realm, outbox) &&
           flush_list(&feed->events, flush_event, desk, realm, outbox) &&
           flush_list(&feed->sums, flush_sum, desk, realm, outbox) &&
           flush_list(&feed->spots, flush_spot, desk, realm, outbox));
}

void feed_heartbeat(const struct desk *desk, const struct heartbeat *heartbeat,
                    struct outbox *outbox)
{
    struct document document = document_heartbeat(desk, AREA_NATION, heartbeat);
    publish(desk, LANE_URGENT, &document, outbox);
    for (uint32_t i = 0; i < desk->catalogue->province_count; i++) {
        const uint32_t area = desk->catalogue->provinces[i].code;
        const size_t used_bytes = desk->arena->used_bytes;
        if (arena_left(desk->arena) < 2 * DOCUMENT_ROOM_BYTES || !outbox_room(outbox, 1)) {
            return;
        }
        document = document_heartbeat(desk, area, heartbeat);
        if (document_positions(&document) == 0) {
            desk->arena->used_bytes = used_bytes;
            continue;
        }
        publish(desk, LANE_URGENT, &document, outbox);
    }
}

/* --- pages --- */

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

/* One kind of document: which things have one, where they belong. */
struct shelf {
    enum topic_kind kind;
    struct document (*build)(const struct desk *desk, uint32_t place, enum access_class access);
};

/* What has left is replayed, but in no snapshot. */
enum { SHELF_EVENTS, SHELF_SUMS, SHELF_SPOTS, SHELF_NODES, SHELF_LEFT, SHELF_COUNT };

static const struct shelf shelves[SHELF_COUNT] = {
    [SHELF_EVENTS] = {TOPIC_EVENT, event_of_sum},
    [SHELF_SUMS] = {TOPIC_STATUS, status_of_sum},
    [SHELF_SPOTS] = {TOPIC_STATUS, status_of_spot},
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

static void find_changes(const struct desk *desk, uint32_t area, enum topic_kind kind,
                         uint64_t after, struct change *changes, uint32_t *count, bool *more)
{
    if (kind == TOPIC_PRESENCE) {
        find_node_changes(desk, area, after, changes, count, more);
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
