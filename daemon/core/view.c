#include "core/view.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"
#include "core/domain.h"

#include <stddef.h>

#include <sodium/crypto_generichash.h>

size_t view_bytes(const struct view_limits *limits)
{
    return sources_bytes(limits->sources_max, limits->gaps_max) + picture_bytes(&limits->picture) +
           ledger_bytes(&limits->ledger) + stock_bytes(&limits->stock) +
           tasks_bytes(&limits->tasks) + cargo_bytes(limits->shipments_max) +
           sizeof(uint64_t) * AREA_CODES + 256;
}

void view_init(struct view *view, void *room, const struct view_limits *limits)
{
    struct arena arena;
    arena_init(&arena, room, view_bytes(limits));
    *view = (struct view){.last = {0}};
    sources_init(&view->sources, &arena, limits->sources_max, limits->gaps_max);
    picture_init(&view->picture, &arena, &limits->picture);
    ledger_init(&view->ledger, &arena, &limits->ledger);
    stock_init(&view->stock, &arena, &limits->stock);
    tasks_init(&view->tasks, &arena, &limits->tasks);
    cargo_init(&view->cargo, &arena, limits->shipments_max);
    view->last_notice = arena_take(&arena, sizeof(uint64_t) * AREA_CODES);
    HUB_ASSERT(view->last_notice != NULL);
}

/* What every message does to the numbers of its source. */
static void apply_numbers(struct view *view, const struct record *record)
{
    const struct source_id source = source_apply_name(&view->sources, record->source);
    source_apply_name(&view->sources, record->word);
    source_apply_number(&view->sources, source, record->number);
}

/* What ended long ago is forgotten, whatever the record says. */
static void apply_age(struct view *view, const struct record *record, struct view_change *change)
{
    struct tasks_change *tasks = &change->tasks;
    tasks_drop(&view->tasks, record->at_utc_us, tasks);
    for (uint32_t i = 0; i < tasks->dropped_count; i++) {
        const struct holding less = {.activations = 1, .tasks = tasks->dropped_tasks[i]};
        source_apply_release(&view->sources, (struct source_id){tasks->dropped_source[i]}, &less);
    }
    cargo_drop(&view->cargo, record->at_utc_us, &change->cargo);
    for (uint32_t i = 0; i < change->cargo.dropped_count; i++) {
        const struct holding held = {.shipments = cargo_share(change->cargo.dropped_lines[i])};
        source_apply_release(&view->sources, (struct source_id){change->cargo.dropped_source[i]},
                             &held);
    }
}

/* What is promised out of the piles follows the pledges: here alone (stock.h (6)). */
static void apply_promises(struct view *view, struct view_change *change)
{
    for (uint32_t i = 0; i < change->ledger.promise_count; i++) {
        if (change->ledger.promises[i].by != 0) {
            stock_promise(&view->stock, change->ledger.promises[i].pile,
                          change->ledger.promises[i].by, &change->stock);
        }
    }
}

static void apply_head(struct view *view, const struct record *record)
{
    view->last = record->seq;
    view->last_at_utc_us = record->at_utc_us;
    memcpy(view->head, record->hash, RECORD_HASH_BYTES);
    if (record->kind == RECORD_MESSAGE) {
        view->last_notice[record->area] = record->seq.n;
    }
}

void view_apply(struct view *view, const struct record *record, const struct message *message,
                struct view_change *change)
{
    HUB_ASSERT(record->seq.n == view->last.n + 1);
    if (record->kind == RECORD_MESSAGE) {
        const struct domain *domain = domain_of(message->kind);
        HUB_ASSERT(domain != NULL);
        apply_numbers(view, record);
        apply_age(view, record, change);
        const bool applied = domain->apply(view, record, message, change);
        HUB_ASSERT(applied); /* (2) */
        apply_promises(view, change);
    }
    apply_head(view, record);
}

/* Is there room for the names and the number of a record that comes from the journal? */
static bool numbers_fit(const struct view *view, const struct record *record)
{
    const struct source_id source = source_find(&view->sources, record->source);
    return source_has_room(&view->sources) &&
           !source_heard(&view->sources, source, record->number) && record->number != 0 &&
           source_gap_fits(&view->sources, source, record->number) &&
           text_is_identifier(record->source, IDENTIFIER_BYTES_MAX) &&
           text_is_identifier(record->word, IDENTIFIER_BYTES_MAX) && record->area < AREA_CODES;
}

enum hub_status view_replay(struct view *view, struct slice bytes, struct arena *scratch)
{
    struct record record;
    struct message message = {.kind = BODY_NONE};
    struct fault fault = {.status = HUB_OK};
    struct view_change change = {.picture = {.spot = 0}};
    arena_reset(scratch);
    enum hub_status status = record_decode(bytes, &record);
    if (status != HUB_OK) {
        return status;
    }
    if (record.seq.n != view->last.n + 1 ||
        memcmp(record.previous, view->head, RECORD_HASH_BYTES) != 0) {
        return HUB_E_READ_FAILED;
    }
    if (record.kind == RECORD_MESSAGE) {
        status = message_decode(record.message, scratch, &message, &fault);
        const struct domain *domain = status == HUB_OK ? domain_of(message.kind) : NULL;
        if (domain == NULL) {
            return HUB_E_READ_FAILED;
        }
        if (!numbers_fit(view, &record)) {
            return HUB_E_LIMIT_REACHED;
        }
        apply_numbers(view, &record);
        apply_age(view, &record, &change);
        if (!domain->apply(view, &record, &message, &change)) {
            return HUB_E_LIMIT_REACHED;
        }
        apply_promises(view, &change);
    }
    apply_head(view, &record);
    return HUB_OK;
}

/* --- snapshots: the used bytes of every pool, one after the other --- */

#define SNAPSHOT_MAGIC 0x50444f5053564957U
/* Of the tables: one more whenever their bytes change in size or meaning. */
#define SNAPSHOT_LAYOUT 8

/* Where the parts of a view lie in it, in the order of the snapshot. */
static const size_t part_at[] = {
    offsetof(struct view, sources.pool),      offsetof(struct view, sources.gaps),
    offsetof(struct view, picture.disasters), offsetof(struct view, picture.spots),
    offsetof(struct view, picture.sums),      offsetof(struct view, picture.cells),
    offsetof(struct view, picture.versions),  offsetof(struct view, ledger.articles),
    offsetof(struct view, ledger.lines),      offsetof(struct view, ledger.pledges),
    offsetof(struct view, ledger.reliefs),    offsetof(struct view, ledger.tallies),
    offsetof(struct view, ledger.groups),     offsetof(struct view, stock.warehouses),
    offsetof(struct view, stock.flows),       offsetof(struct view, stock.piles),
    offsetof(struct view, stock.entries),     offsetof(struct view, stock.shops),
    offsetof(struct view, stock.totals),      offsetof(struct view, tasks.plans),
    offsetof(struct view, tasks.lines),       offsetof(struct view, tasks.activations),
    offsetof(struct view, tasks.tasks),       offsetof(struct view, cargo.shipments),
    offsetof(struct view, cargo.freights),    offsetof(struct view, cargo.ends),
    offsetof(struct view, tasks.ends),
};
enum { SNAPSHOT_PARTS = (int)(sizeof part_at / sizeof part_at[0]) };
#define SNAPSHOT_WORDS      10 /* before those of the parts */
#define PART_WORDS_AT       ((ptrdiff_t)8 * SNAPSHOT_WORDS)
#define SNAPSHOT_HEAD_WORDS (SNAPSHOT_WORDS + 2 * SNAPSHOT_PARTS)
#define SNAPSHOT_HEAD_BYTES (RECORD_HASH_BYTES + 8 * SNAPSHOT_HEAD_WORDS + RECORD_HASH_BYTES)

static const struct pool *part_of(const struct view *view, int nth)
{
    return (const struct pool *)(const void *)((const uint8_t *)view + part_at[nth]);
}

static struct pool *part_to_fill(struct view *view, int nth)
{
    return (struct pool *)(void *)((uint8_t *)view + part_at[nth]);
}

static size_t part_bytes(const struct pool *pool)
{
    return (size_t)pool->item_bytes * pool->used;
}

size_t view_snapshot_bytes(const struct view *view)
{
    size_t total = SNAPSHOT_HEAD_BYTES + sizeof(uint64_t) * AREA_CODES;
    for (int i = 0; i < SNAPSHOT_PARTS; i++) {
        total += part_bytes(part_of(view, i));
    }
    return total;
}

static void hash_snapshot(const uint8_t *bytes, size_t size_bytes, uint8_t *out_hash)
{
    const int rc = crypto_generichash(out_hash, RECORD_HASH_BYTES, bytes + RECORD_HASH_BYTES,
                                      size_bytes - RECORD_HASH_BYTES, NULL, 0);
    HUB_ASSERT(rc == 0);
}

void view_save(const struct view *view, uint8_t *room)
{
    uint8_t *word = room + RECORD_HASH_BYTES;
    memset(room, 0, SNAPSHOT_HEAD_BYTES);
    bytes_put_le(word, SNAPSHOT_MAGIC, 8);
    bytes_put_le(word + 8, RECORD_FORMAT, 8);
    bytes_put_le(word + 16, view->last.n, 8);
    bytes_put_le(word + 24, (uint64_t)view->last_at_utc_us, 8);
    bytes_put_le(word + 32, view->sources.free_gap, 8);
    bytes_put_le(word + 40, view->picture.free_version, 8);
    bytes_put_le(word + 48, AREA_CODES, 8);
    bytes_put_le(word + 56, SNAPSHOT_LAYOUT, 8);
    bytes_put_le(word + 64, view->ledger.first_standing, 8);
    bytes_put_le(word + 72, view->ledger.standing_count, 8);
    uint8_t *at = room + SNAPSHOT_HEAD_BYTES;
    for (int i = 0; i < SNAPSHOT_PARTS; i++) {
        const struct pool *part = part_of(view, i);
        bytes_put_le(word + PART_WORDS_AT + (ptrdiff_t)16 * i, part->item_bytes, 8);
        bytes_put_le(word + PART_WORDS_AT + 8 + (ptrdiff_t)16 * i, part->used, 8);
        if (part->used > 0) {
            memcpy(at, part->items + part->item_bytes, part_bytes(part));
        }
        at += part_bytes(part);
    }
    memcpy(room + SNAPSHOT_HEAD_BYTES - RECORD_HASH_BYTES, view->head, RECORD_HASH_BYTES);
    memcpy(at, view->last_notice, sizeof(uint64_t) * AREA_CODES);
    at += sizeof(uint64_t) * AREA_CODES;
    hash_snapshot(room, (size_t)(at - room), room);
}

/* Does a saved view's head fit this layout, these limits and its own size? */
static bool head_fits(const struct view *view, struct slice bytes)
{
    const uint8_t *word = bytes.data + RECORD_HASH_BYTES;
    uint64_t total = SNAPSHOT_HEAD_BYTES + sizeof(uint64_t) * AREA_CODES;
    if (bytes_get_le(word, 8) != SNAPSHOT_MAGIC || bytes_get_le(word + 8, 8) != RECORD_FORMAT ||
        bytes_get_le(word + 48, 8) != AREA_CODES || bytes_get_le(word + 56, 8) != SNAPSHOT_LAYOUT) {
        return false;
    }
    for (int i = 0; i < SNAPSHOT_PARTS; i++) {
        const struct pool *part = part_of(view, i);
        const uint64_t used = bytes_get_le(word + PART_WORDS_AT + 8 + (ptrdiff_t)16 * i, 8);
        if (bytes_get_le(word + PART_WORDS_AT + (ptrdiff_t)16 * i, 8) != part->item_bytes ||
            used > part->max) {
            return false;
        }
        total += used * part->item_bytes;
    }
    return total == bytes.size_bytes;
}

bool view_load(struct view *view, struct slice bytes)
{
    uint8_t hash[RECORD_HASH_BYTES];
    HUB_ASSERT(view->last.n == 0);
    if (bytes.size_bytes < SNAPSHOT_HEAD_BYTES || !head_fits(view, bytes)) {
        return false;
    }
    hash_snapshot(bytes.data, bytes.size_bytes, hash);
    if (memcmp(hash, bytes.data, RECORD_HASH_BYTES) != 0) {
        return false;
    }
    const uint8_t *word = bytes.data + RECORD_HASH_BYTES;
    const uint8_t *at = bytes.data + SNAPSHOT_HEAD_BYTES;
    for (int i = 0; i < SNAPSHOT_PARTS; i++) {
        struct pool *part = part_to_fill(view, i);
        part->used = (uint32_t)bytes_get_le(word + PART_WORDS_AT + 8 + (ptrdiff_t)16 * i, 8);
        memcpy(part->items + part->item_bytes, at, part_bytes(part));
        at += part_bytes(part);
    }
    memcpy(view->last_notice, at, sizeof(uint64_t) * AREA_CODES);
    memcpy(view->head, bytes.data + SNAPSHOT_HEAD_BYTES - RECORD_HASH_BYTES, RECORD_HASH_BYTES);
    view->last = (struct seq){bytes_get_le(word + 16, 8)};
    view->last_at_utc_us = (int64_t)bytes_get_le(word + 24, 8);
    view->sources.free_gap = (uint32_t)bytes_get_le(word + 32, 8);
    view->picture.free_version = (uint32_t)bytes_get_le(word + 40, 8);
    view->ledger.first_standing = (uint32_t)bytes_get_le(word + 64, 8);
    view->ledger.standing_count = (uint32_t)bytes_get_le(word + 72, 8);
    sources_index(&view->sources);
    ledger_index(&view->ledger);
    stock_index(&view->stock);
    tasks_index(&view->tasks);
    cargo_index(&view->cargo);
    picture_index(&view->picture);
    return true;
}

struct seq view_snapshot_last(struct slice bytes)
{
    return (struct seq){bytes.size_bytes < SNAPSHOT_HEAD_BYTES
                            ? 0
                            : bytes_get_le(bytes.data + RECORD_HASH_BYTES + 16, 8)};
}

bool view_equal(const struct view *a, const struct view *b)
{
    for (int i = 0; i < SNAPSHOT_PARTS; i++) {
        const struct pool *one = part_of(a, i);
        const struct pool *other = part_of(b, i);
        if (one->used != other->used ||
            memcmp(one->items, other->items, part_bytes(one) + one->item_bytes) != 0) {
            return false;
        }
    }
    return a->last.n == b->last.n && a->last_at_utc_us == b->last_at_utc_us &&
           a->sources.free_gap == b->sources.free_gap &&
           a->picture.free_version == b->picture.free_version &&
           a->ledger.first_standing == b->ledger.first_standing &&
           a->ledger.standing_count == b->ledger.standing_count &&
           memcmp(a->head, b->head, RECORD_HASH_BYTES) == 0 &&
           memcmp(a->last_notice, b->last_notice, sizeof(uint64_t) * AREA_CODES) == 0;
}
