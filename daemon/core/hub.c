#include "core/hub.h"

#include "base/assert.h"
#include "base/text.h"
#include "core/hub_own.h"
#include "core/hub_query.h"
#include "core/hub_submit.h"
#include "core/standard.h"

#include <stdio.h>

#define PRESENCE_CHECK_US      (US_PER_S / 2)
#define STALE_SPOTS_PER_TICK   4096U
#define STOCK_ENTRIES_PER_TICK 4096U
#define FLUSH_DOCUMENT_US      100 /* about ten times what building and sending a small one takes */
#define FLUSH_KIB_US           50 /* about ten times what filling a KiB of room takes: of large ones */
#define CLOCK_STEP_US          (2 * US_PER_S)
#define CLOCK_DOUBT_STEP_US    (60 * US_PER_S) /* drift alone comes to less between two looks of NTP */

static size_t realm_bytes(const struct hub_settings *settings)
{
    return view_bytes(&settings->limits) + 64 +
           feed_bytes(&settings->limits, settings->clients_max) +
           presence_bytes(settings->clients_max) + stock_watch_bytes(&settings->limits.stock) + 64;
}

size_t hub_bytes(const struct hub_settings *settings)
{
    return settings->realm_count * (realm_bytes(settings) + sizeof(struct realm) + 256) +
           2 * TURN_BYTES_MAX + DECODE_BYTES_MAX * 2 + sizeof(struct page) + board_bytes() +
           sizeof(struct receipt) * BATCH_MESSAGES_MAX + 4096;
}

static void init_realm(struct hub *hub, struct arena *zeroed, uint32_t place)
{
    const struct hub_settings *settings = &hub->settings;
    struct realm *realm = &hub->realms[place];
    realm->place = place;
    realm->board = &hub->board;
    text_copy(realm->name, sizeof realm->name, slice_of(settings->realms[place]));
    void *room = arena_take(zeroed, view_bytes(&settings->limits));
    HUB_ASSERT(room != NULL);
    view_init(&realm->view, room, &settings->limits);
    feed_init(&realm->feed, zeroed, &settings->limits, settings->clients_max);
    presence_init(&realm->presence, zeroed, settings->clients_max);
    stock_watch_init(&realm->stock_watch, zeroed, &settings->limits.stock);
}

void hub_init(struct hub *hub, void *room, const struct hub_settings *settings,
              const struct catalogue *catalogue, const struct reader *reader)
{
    struct arena zeroed;
    arena_init(&zeroed, room, hub_bytes(settings));
    *hub = (struct hub){.settings = *settings, .catalogue = catalogue, .reader = *reader};
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        hub->listened[lane] = true;
    }
    hub->realms = arena_take(&zeroed, sizeof(struct realm) * settings->realm_count);
    hub->page = arena_take(&zeroed, sizeof *hub->page);
    hub->receipts = arena_take(&zeroed, sizeof(struct receipt) * BATCH_MESSAGES_MAX);
    void *turn = arena_take(&zeroed, TURN_BYTES_MAX);
    void *last_turn = arena_take(&zeroed, TURN_BYTES_MAX);
    void *scratch = arena_take(&zeroed, DECODE_BYTES_MAX * 2);
    board_init(&hub->board, &zeroed);
    HUB_ASSERT(hub->realms != NULL && hub->page != NULL && hub->receipts != NULL);
    HUB_ASSERT(turn != NULL && last_turn != NULL && scratch != NULL);
    arena_init(&hub->turn, turn, TURN_BYTES_MAX);
    arena_init(&hub->last_turn, last_turn, TURN_BYTES_MAX);
    arena_init(&hub->scratch, scratch, DECODE_BYTES_MAX * 2);
    for (uint32_t place = 0; place < settings->realm_count; place++) {
        init_realm(hub, &zeroed, place);
    }
}

void hub_turn_begin(struct hub *hub)
{
    const struct arena last = hub->turn;
    hub->turn = hub->last_turn;
    hub->last_turn = last;
    arena_reset(&hub->turn);
    hub->turn_records = 0;
}

bool hub_has_room(const struct hub *hub, const struct outbox *outbox)
{
    return arena_left(&hub->turn) >= TURN_BYTES_SPARE && outbox_room(outbox, TURN_EFFECTS_SPARE) &&
           hub->turn_records < TURN_RECORDS_MAX;
}

struct realm *hub_realm_find(const struct hub *hub, struct slice name)
{
    for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
        if (slice_equal(name, slice_of(hub->realms[place].name))) {
            return &hub->realms[place];
        }
    }
    return NULL;
}

struct desk hub_desk(struct hub *hub, const struct realm *realm, int64_t at_utc_us)
{
    return (struct desk){
        .realm = realm,
        .catalogue = hub->catalogue,
        .epoch = hub->settings.epoch,
        .at_utc_us = at_utc_us,
        .fresh_for_us = hub->settings.fresh_for_us,
        .listened = {hub->listened[LANE_INTERNAL], hub->listened[LANE_PUBLIC],
                     hub->listened[LANE_URGENT]},
        .arena = &hub->turn,
    };
}

/* --- notes of the hub about itself, in the same chain as everything else --- */

static void append_note(struct hub *hub, struct realm *realm, struct slice text,
                        const struct event *event, struct outbox *outbox)
{
    struct view_change change = {.picture = {.spot = 0}};
    struct record record = {
        .kind = RECORD_NOTE,
        .seq = {realm->view.last.n + 1},
        .at_utc_us = event->at_utc_us,
        .source = slice_of(hub->settings.name),
        .message = text,
    };
    memcpy(record.previous, realm->view.head, RECORD_HASH_BYTES);
    if (!record_encode(&record, &hub->turn)) {
        return; /* the next tick has room; a note is not a promise */
    }
    view_apply(&realm->view, &record, NULL, &change);
    const struct effect effect = {
        .kind = EFFECT_APPEND,
        .realm = realm->place,
        .after = record.seq,
        .as.append = {.record = record.bytes},
    };
    outbox_put(outbox, &effect);
    hub->turn_records++;
}

static void note_nodes(struct realm *realm)
{
    for (uint32_t node = 1; node <= realm->presence.count; node++) {
        feed_note_node(realm, node);
    }
}

/* Some of the warehouses each time: what time alone makes of their goods. A round of all of them takes seconds, their days months. */
static void check_stock(struct realm *realm, int64_t at_utc_us, uint32_t entries)
{
    const struct stock *stock = &realm->view.stock;
    struct stock_watch *watch = &realm->stock_watch;
    for (uint32_t looked = 0; looked < entries && watch->cursor < stock->warehouses.used;) {
        const uint32_t place = ++watch->cursor;
        looked += 1 + stock_warehouse(stock, place)->entry_count;
        if (stock_watch_look(watch, stock, place, at_utc_us)) {
            struct stock_change change = {.count = 0};
            stock_note(&realm->view.stock, place, &change);
            feed_note_stock(&realm->feed, &change);
        }
    }
    watch->cursor = watch->cursor >= stock->warehouses.used ? 0 : watch->cursor;
}

static void step_roster(struct hub *hub, const struct event *event, struct outbox *outbox)
{
    const bool is_first = hub->roster == NULL; /* the views have just been put back */
    hub->roster = event->as.roster.roster;
    hub->catalogue =
        event->as.roster.catalogue == NULL ? hub->catalogue : event->as.roster.catalogue;
    board_put_up(&hub->board, event->as.roster.registry, hub->catalogue, &hub->scratch);
    for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
        struct realm *realm = &hub->realms[place];
        note_nodes(realm); /* where they were */
        presence_roster(&realm->presence, hub->roster, slice_of(realm->name));
        note_nodes(realm); /* where they are */
        if (is_first) {
            check_stock(realm, event->at_utc_us, UINT32_MAX);
        }
        feed_note_board(realm);
        if (event->as.roster.note.size_bytes > 0 && !hub->store_full) {
            append_note(hub, realm, event->as.roster.note, event, outbox);
        }
    }
}

/* --- time --- */

/* What lapses is not taken back when the clock is: after a step ahead it is waited whether somebody mends that. */
static void doubt_clock(struct hub *hub, int64_t step_us, int64_t mono_us)
{
    if (step_us > CLOCK_DOUBT_STEP_US) {
        hub->doubt_until_mono_us = mono_us + hub->settings.clock_doubt_us;
    } else if (step_us < -CLOCK_DOUBT_STEP_US) {
        hub->doubt_until_mono_us = 0;
    }
}

static void check_clock(struct hub *hub, const struct event *event, struct outbox *outbox)
{
    char text[80];
    const int64_t offset_us = event->at_utc_us - event->mono_us;
    const int64_t step_us = offset_us - hub->clock_offset_us;
    const bool stepped =
        hub->clock_offset_us != 0 && (step_us > CLOCK_STEP_US || step_us < -CLOCK_STEP_US);
    hub->clock_offset_us = offset_us;
    if (stepped) {
        doubt_clock(hub, step_us, event->mono_us);
    }
    if (!stepped || hub->store_full) {
        return;
    }
    (void)snprintf(text, sizeof text, "clock.stepped by_ms=%lld", (long long)(step_us / US_PER_MS));
    for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
        append_note(hub, &hub->realms[place], slice_of(text), event, outbox);
    }
}

static void check_presence(struct hub *hub, const struct event *event)
{
    const int64_t silent_after_us = hub->settings.silent_after_ms * US_PER_MS;
    for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
        struct realm *realm = &hub->realms[place];
        for (uint32_t at = 1; at <= realm->presence.count; at++) {
            struct node *node = presence_node(&realm->presence, at);
            if (presence_is_listed(node) && presence_quiet(node, event->mono_us, silent_after_us)) {
                feed_note_node(realm, at);
            }
        }
    }
}

/* A span of wall time, and whether a word turns from fresh to stale, or back, within it. */
struct span {
    int64_t from_utc_us;
    int64_t to_utc_us;
    int64_t fresh_for_us;
};

static bool turns_stale(const struct span *span, int64_t as_of_utc_us)
{
    const int64_t stale_at_us = as_of_utc_us + span->fresh_for_us;
    return stale_at_us >= span->from_utc_us && stale_at_us < span->to_utc_us;
}

static bool cell_turns_stale(const struct picture *picture, const struct cell *cell,
                             const struct span *span)
{
    for (uint32_t kind = FIGURE_NONE + 1; kind < FIGURE_KINDS; kind++) {
        const struct word word = picture_word(picture, cell, (enum figure_kind)kind);
        if (word.known && turns_stale(span, word.as_of_utc_us)) {
            return true;
        }
    }
    return false;
}

/* Does anything that documents say of this spot turn: a chosen word, the newest report, the word of another source? */
static bool spot_turns_stale(const struct picture *picture, const struct spot *spot,
                             const struct span *span)
{
    if (turns_stale(span, spot->newest_as_of_utc_us)) {
        return true;
    }
    for (uint32_t mask = spot->known_mask; mask != 0; mask &= mask - 1) {
        if (turns_stale(span, spot->chosen_as_of_utc_us[figure_next(mask)])) {
            return true;
        }
    }
    for (uint32_t at = spot->cell_count > 1 ? spot->first_cell : 0; at != 0;
         at = picture_cell(picture, at)->next) {
        if (cell_turns_stale(picture, picture_cell(picture, at), span)) {
            return true;
        }
    }
    return false;
}

/* From a later day of the event on people need more: the estimates in the documents of relief logistics turn, without any word. */
static void check_estimates(const struct hub *hub, struct realm *realm, uint32_t place)
{
    const struct picture *picture = &realm->view.picture;
    const struct disaster *disaster =
        picture_disaster(picture, picture_spot(picture, place)->event);
    const int64_t turns_at_us = disaster->started_utc_us + STANDARD_FIRST_DAYS * 86400LL * US_PER_S;
    if (turns_at_us > hub->stale_since_utc_us && turns_at_us <= hub->stale_until_utc_us) {
        const struct picture_change change = {.spot = place};
        feed_note_displaced(&realm->feed, &realm->view, &change);
    }
}

/* What was published of this spot may say another age than it has now: then it is published anew. */
static void check_stale_spot(const struct hub *hub, struct realm *realm, uint32_t place)
{
    const struct picture *picture = &realm->view.picture;
    const struct spot *spot = picture_spot(picture, place);
    const struct span span = {hub->stale_since_utc_us, hub->stale_until_utc_us,
                              hub->settings.fresh_for_us};
    if (spot_turns_stale(picture, spot, &span)) {
        const struct picture_change change = {
            .spot = place,
            .province_sum = spot->area == AREA_NATION
                                ? 0
                                : picture_find_sum(picture, spot->event, area_province(spot->area)),
            .nation_sum = picture_disaster(picture, spot->event)->nation_sum,
        };
        feed_note_change(&realm->feed, picture, &change);
    }
}

/*
 * Some of the spots each time. A round of all of them looks at the span between the earliest and the latest wall time
 * that was seen during the round before: whatever was published then, also while the clock was stepped there and back,
 * was as old as it was at some time of the span.
 */
static void check_stale(struct hub *hub, const struct event *event)
{
    uint32_t left = STALE_SPOTS_PER_TICK;
    uint32_t before = 0;
    uint32_t place = 0;
    for (; place < hub->settings.realm_count && left > 0; place++) {
        struct realm *realm = &hub->realms[place];
        const uint32_t used = realm->view.picture.spots.used;
        while (left > 0 && hub->stale_spot < before + used) {
            hub->stale_spot++;
            const uint32_t spot = hub->stale_spot - before;
            const uint32_t cost = 1 + picture_spot(&realm->view.picture, spot)->cell_count;
            left -= cost < left ? cost : left;
            check_stale_spot(hub, realm, spot);
            check_estimates(hub, realm, spot);
        }
        before += used;
    }
    if (place == hub->settings.realm_count && hub->stale_spot >= before) { /* a round is over */
        hub->stale_spot = 0;
        hub->stale_since_utc_us = hub->seen_first_utc_us;
        hub->stale_until_utc_us = hub->seen_last_utc_us;
        hub->seen_first_utc_us = event->at_utc_us;
        hub->seen_last_utc_us = event->at_utc_us;
    }
}

static void see_time(struct hub *hub, int64_t at_utc_us)
{
    if (!hub->has_seen_time) {
        hub->has_seen_time = true;
        hub->seen_first_utc_us = at_utc_us;
        hub->seen_last_utc_us = at_utc_us;
    }
    hub->seen_first_utc_us =
        at_utc_us < hub->seen_first_utc_us ? at_utc_us : hub->seen_first_utc_us;
    hub->seen_last_utc_us = at_utc_us > hub->seen_last_utc_us ? at_utc_us : hub->seen_last_utc_us;
}

static void beat(struct hub *hub, const struct event *event, struct outbox *outbox)
{
    const int64_t interval_us = hub->settings.heartbeat_interval_ms * US_PER_MS;
    if (event->mono_us < hub->next_heartbeat_mono_us) {
        return;
    }
    hub->next_heartbeat_mono_us = event->mono_us + interval_us;
    hub->heartbeats++;
    const struct heartbeat heartbeat = {
        .hub = hub->settings.name,
        .interval_ms = hub->settings.heartbeat_interval_ms,
        .sequence = hub->heartbeats,
        .intake_stopped = hub->store_full || hub->draining,
        .going_away = hub->draining,
    };
    for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
        const struct desk desk = hub_desk(hub, &hub->realms[place], event->at_utc_us);
        feed_heartbeat(&desk, &heartbeat, outbox);
    }
}

/* Publish what changed, at most once per interval, at once when the last time is long ago. */
static void flush(struct hub *hub, const struct event *event, struct outbox *outbox)
{
    const int64_t interval_us = hub->settings.flush_interval_ms * US_PER_MS;
    uint32_t waiting = 0;
    for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
        waiting += feed_flush_size(&hub->realms[place].feed);
    }
    if (waiting == 0 || event->mono_us < hub->flush_due_mono_us) {
        return;
    }
    const size_t used_bytes = hub->turn.used_bytes;
    for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
        struct realm *realm = &hub->realms[place];
        if (feed_wants_flush(&realm->feed)) {
            const struct desk desk = hub_desk(hub, realm, event->at_utc_us);
            feed_flush(&desk, realm, outbox);
        }
    }
    uint32_t left = 0;
    for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
        left += feed_flush_size(&hub->realms[place].feed);
    }
    /* Many documents at once, or large ones: give them a share of the time, not all of it. */
    const int64_t by_count_us = (int64_t)(waiting - left) * FLUSH_DOCUMENT_US;
    const int64_t by_size_us = (int64_t)((hub->turn.used_bytes - used_bytes) / 1024) * FLUSH_KIB_US;
    const int64_t share_us = by_count_us > by_size_us ? by_count_us : by_size_us;
    hub->flush_due_mono_us = event->mono_us + (share_us > interval_us ? share_us : interval_us);
}

static void step_tick(struct hub *hub, const struct event *event, struct outbox *outbox)
{
    check_clock(hub, event, outbox);
    if (event->mono_us >= hub->next_presence_mono_us) {
        hub->next_presence_mono_us = event->mono_us + PRESENCE_CHECK_US;
        check_presence(hub, event);
        check_stale(hub, event);
        hub_silence(hub, event->at_utc_us);
        for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
            check_stock(&hub->realms[place], event->at_utc_us, STOCK_ENTRIES_PER_TICK);
            if (event->mono_us >= hub->doubt_until_mono_us) {
                hub_lapse(hub, &hub->realms[place], event, outbox);
            }
        }
    }
    flush(hub, event, outbox);
    beat(hub, event, outbox);
}

int64_t hub_wake_at(const struct hub *hub)
{
    int64_t wake_us = hub->next_heartbeat_mono_us;
    if (hub->next_presence_mono_us < wake_us) {
        wake_us = hub->next_presence_mono_us;
    }
    for (uint32_t place = 0; place < hub->settings.realm_count; place++) {
        if (feed_wants_flush(&hub->realms[place].feed) && hub->flush_due_mono_us < wake_us) {
            wake_us = hub->flush_due_mono_us;
        }
    }
    return wake_us;
}

/* --- the step --- */

void hub_step(struct hub *hub, const struct event *event, struct outbox *outbox)
{
    HUB_ASSERT(hub_has_room(hub, outbox));
    HUB_ASSERT(hub->roster != NULL || event->kind == EVENT_ROSTER);
    arena_reset(&hub->scratch);
    see_time(hub, event->at_utc_us);
    hub_silence_see(&hub->silence, event->at_utc_us);
    switch (event->kind) {
    case EVENT_REQUEST:
        hub->counters.requests++;
        hub_answer(hub, event, outbox);
        break;
    case EVENT_TICK:
        step_tick(hub, event, outbox);
        break;
    case EVENT_ROSTER:
        step_roster(hub, event, outbox);
        break;
    case EVENT_STORE:
        hub->store_full = event->as.store.full;
        break;
    case EVENT_LISTENERS:
        memcpy(hub->listened, event->as.listeners.listened, sizeof hub->listened);
        break;
    case EVENT_DRAIN:
        hub->draining = true;
        hub->next_heartbeat_mono_us = event->mono_us;
        break;
    }
}
