#include "core/feed.h"

#include "base/assert.h"
#include "core/feed_shelf.h"

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
    size_t total = sizeof(uint64_t) * AREA_CODES * (TOPIC_KINDS + 1) +
                   dirty_bytes(limits->picture.events_max) + dirty_bytes(clients_max) + 512;
    for (int name = 0; name < SHELVES; name++) {
        const uint32_t max = feed_shelf((enum shelf_name)name)->max(limits);
        total += sizeof(uint64_t) * (max + 1U) + dirty_bytes(max);
    }
    return total;
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
    for (int name = 0; name < SHELVES; name++) {
        const uint32_t max = feed_shelf((enum shelf_name)name)->max(limits);
        feed->shelf[name].sequence = take_counters(zeroed, max + 1U);
        init_dirty(&feed->shelf[name].dirty, zeroed, max);
    }
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

static void mark_on(struct feed *feed, enum shelf_name name, uint32_t place)
{
    mark(&feed->shelf[name].dirty, place);
}

/* A province's or the nation's own spot has no document. */
static void mark_spot(struct feed *feed, const struct picture *picture, uint32_t place)
{
    if (place != 0 && area_is_regency(picture_spot(picture, place)->area)) {
        mark_on(feed, SHELF_SPOTS, place);
    }
}

void feed_note_change(struct feed *feed, const struct picture *picture,
                      const struct picture_change *change)
{
    mark_spot(feed, picture, change->spot);
    mark_spot(feed, picture, change->other_spot);
    mark_on(feed, SHELF_SUMS, change->province_sum);
    mark_on(feed, SHELF_SUMS, change->other_province_sum);
    mark_on(feed, SHELF_SUMS, change->nation_sum);
    mark_on(feed, SHELF_SUMS, change->other_nation_sum);
    mark(&feed->events, change->event);
    if (change->event != 0) { /* what is expected of whom may have changed at every level */
        uint32_t spot = picture_disaster(picture, change->event)->first_spot;
        for (; spot != 0; spot = picture_spot(picture, spot)->next_in_event) {
            if (feed->shelf[SHELF_SPOTS].sequence[spot] == 0) {
                mark_spot(feed, picture, spot); /* a regency nobody has heard of yet */
            }
        }
        uint32_t at = picture_disaster(picture, change->event)->first_sum;
        for (; at != 0; at = picture_sum(picture, at)->next_in_event) {
            mark_on(feed, SHELF_SUMS, at);
        }
    }
}

void feed_note_ledger(struct feed *feed, const struct ledger_change *change)
{
    for (uint32_t i = 0; i < change->count; i++) {
        mark_on(feed, SHELF_RELIEFS, change->reliefs[i]);
    }
    if (change->unknown) {
        mark_on(feed, SHELF_UNKNOWN, 1);
    }
}

void feed_note_board(struct realm *realm)
{
    const struct board *board = realm->board;
    bool items_changed = false;
    for (uint32_t place = 1; place <= board->cluster_count; place++) {
        if (board_cluster(board, place)->changed) {
            mark_on(&realm->feed, SHELF_CLUSTERS, place);
        }
    }
    for (uint32_t place = 1; place <= board->page_count; place++) {
        if (board_page(board, place)->changed) {
            mark_on(&realm->feed, SHELF_CATALOGUE, place);
            items_changed = true;
        }
    }
    if (items_changed && realm->view.ledger.unknown_count > 0) {
        mark_on(&realm->feed, SHELF_UNKNOWN, 1); /* some may be known by now */
    }
}

void feed_note_stock(struct feed *feed, const struct stock_change *change)
{
    for (uint32_t i = 0; i < change->count; i++) {
        mark_on(feed, SHELF_SHOPS, change->shops[i]);
    }
}

/*
 * A thing was forgotten. Its place may be another's next; and whoever heard of its document as the last of the topic and asks for
 * it would ask for ever: the topic ends with the last document that there still is.
 */
static void forget(struct realm *realm, enum shelf_name name, uint32_t place, uint32_t area)
{
    const struct shelf *kind = feed_shelf(name);
    struct shelf_state *shelf = &realm->feed.shelf[name];
    uint64_t *topic_last = &realm->feed.topic_last[kind->kind][area];
    const uint64_t gone = shelf->sequence[place];
    uint64_t last = 0;
    shelf->sequence[place] = 0;
    if (gone == 0 || gone != *topic_last) {
        return;
    }
    for (uint32_t at = kind->first(realm, area); at != 0; at = kind->next(realm, at)) {
        last = shelf->sequence[at] > last ? shelf->sequence[at] : last;
    }
    *topic_last = last;
}

void feed_note_tasks(struct realm *realm, const struct tasks_change *change)
{
    for (uint32_t i = 0; i < change->dropped_count; i++) {
        forget(realm, SHELF_ACTIVATIONS, change->dropped[i], change->dropped_area[i]);
    }
    mark_on(&realm->feed, SHELF_PLANS, change->plan);
    mark_on(&realm->feed, SHELF_ACTIVATIONS, change->activation);
}

void feed_note_offers(struct feed *feed, const struct view *view,
                      const struct ledger_change *change)
{
    for (uint32_t i = 0; i < change->offer_count; i++) {
        const struct pledge *offer = ledger_pledge(&view->ledger, change->offers[i]);
        mark_on(feed, SHELF_ACTIVATIONS,
                tasks_find_activation(&view->tasks, offer->source, offer->number));
    }
}

void feed_note_cargo(struct realm *realm, const struct cargo_change *change)
{
    for (uint32_t i = 0; i < change->dropped_count; i++) {
        forget(realm, SHELF_SHIPMENTS, change->dropped[i], change->dropped_area[i]);
    }
    mark_on(&realm->feed, SHELF_SHIPMENTS, change->shipment);
}

static void mark_reliefs(struct feed *feed, const struct view *view, uint32_t spot_place)
{
    if (spot_place == 0) {
        return;
    }
    const struct spot *spot = picture_spot(&view->picture, spot_place);
    const uint32_t areas[] = {spot->area, area_province(spot->area), AREA_NATION};
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        mark_on(feed, SHELF_RELIEFS, ledger_find_relief(&view->ledger, spot->event, areas[i]));
    }
}

void feed_note_displaced(struct feed *feed, const struct view *view,
                         const struct picture_change *change)
{
    if (view->ledger.reliefs.used == 0) {
        return;
    }
    mark_reliefs(feed, view, change->spot);
    mark_reliefs(feed, view, change->other_spot);
    if (change->event != 0) { /* it may have begun on another day */
        uint32_t spot = picture_disaster(&view->picture, change->event)->first_spot;
        for (; spot != 0; spot = picture_spot(&view->picture, spot)->next_in_event) {
            mark_reliefs(feed, view, spot);
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
            mark_on(&realm->feed, SHELF_SPOTS, at);
            mark_on(&realm->feed, SHELF_SUMS, spot->province_sum);
            mark_on(&realm->feed, SHELF_SUMS, picture_disaster(picture, spot->event)->nation_sum);
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

/* The document of one thing on a shelf, for those who listen (4). */
static void flush_thing(const struct desk *desk, struct realm *realm, enum shelf_name name,
                        uint32_t place, struct outbox *outbox)
{
    const struct shelf *shelf = feed_shelf(name);
    if (place > shelf->count(realm)) {
        return; /* a page of the catalogue that is void by now */
    }
    const uint32_t area = shelf->area(realm, place);
    uint64_t previous = 0;
    if (area >= AREA_CODES) {
        return; /* it was forgotten while it waited */
    }
    const uint64_t sequence = next_sequence(&realm->feed, area, shelf->kind, &previous);
    realm->feed.shelf[name].sequence[place] = sequence;
    if (desk->listened[LANE_INTERNAL]) {
        const struct document document =
            shelf->build(desk, place, ACCESS_INTERNAL, sequence, previous);
        publish(desk, LANE_INTERNAL, &document, outbox);
    }
    if (desk->listened[LANE_PUBLIC] && !shelf->is_internal) {
        const struct document document =
            shelf->build(desk, place, ACCESS_PUBLIC, sequence, previous);
        publish(desk, LANE_PUBLIC, &document, outbox);
    }
}

/* An event at each of its levels: the nation and every province it touches. */
static void flush_event(const struct desk *desk, struct realm *realm, enum shelf_name name,
                        uint32_t place, struct outbox *outbox)
{
    (void)name;
    uint32_t at = picture_disaster(&realm->view.picture, place)->first_sum;
    for (; at != 0; at = picture_sum(&realm->view.picture, at)->next_in_event) {
        uint64_t previous = 0;
        const uint32_t area = picture_sum(&realm->view.picture, at)->area;
        const uint64_t sequence = next_sequence(&realm->feed, area, TOPIC_EVENT, &previous);
        realm->feed.shelf[SHELF_EVENTS].sequence[at] = sequence;
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

static void flush_node(const struct desk *desk, struct realm *realm, enum shelf_name name,
                       uint32_t place, struct outbox *outbox)
{
    (void)name;
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

typedef void flush_one(const struct desk *desk, struct realm *realm, enum shelf_name name,
                       uint32_t place, struct outbox *outbox);

/* Publish a list from its beginning, so that nobody waits for ever; what finds no room waits for the next time. */
static void flush_list(struct dirty *dirty, flush_one *flush, enum shelf_name name,
                       const struct desk *desk, struct realm *realm, struct outbox *outbox)
{
    const size_t until_bytes = desk->arena->used_bytes + FLUSH_BYTES_MAX;
    uint32_t done = 0;
    while (done < dirty->count && arena_left(desk->arena) >= 4 * DOCUMENT_ROOM_BYTES &&
           outbox_room(outbox, 128) && desk->arena->used_bytes < until_bytes) {
        const uint32_t place = dirty->places[done++];
        dirty->marked[place] = 0;
        flush(desk, realm, name, place, outbox);
    }
    dirty->count -= done;
    memmove(dirty->places, dirty->places + done, sizeof *dirty->places * dirty->count);
}

uint32_t feed_flush_size(const struct feed *feed)
{
    uint32_t waiting = feed->events.count + feed->nodes.count;
    for (int name = 0; name < SHELVES; name++) {
        waiting += feed->shelf[name].dirty.count;
    }
    return waiting;
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
    flush_list(&feed->nodes, flush_node, SHELVES, desk, realm, outbox);
    flush_list(&feed->events, flush_event, SHELF_EVENTS, desk, realm, outbox);
    for (int at = SHELF_SUMS; at < SHELVES; at++) {
        const enum shelf_name name = (enum shelf_name)at;
        flush_list(&feed->shelf[name].dirty, flush_thing, name, desk, realm, outbox);
    }
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
