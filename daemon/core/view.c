#include "core/view.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"
#include "core/domain.h"

#include <sodium/crypto_generichash.h>

size_t view_bytes(const struct view_limits *limits)
{
    return sources_bytes(limits->sources_max, limits->gaps_max) + picture_bytes(&limits->picture) +
           ledger_bytes(&limits->ledger) + sizeof(uint64_t) * AREA_CODES + 256;
}

void view_init(struct view *view, void *room, const struct view_limits *limits)
{
    struct arena arena;
    arena_init(&arena, room, view_bytes(limits));
    *view = (struct view){.last = {0}};
    sources_init(&view->sources, &arena, limits->sources_max, limits->gaps_max);
    picture_init(&view->picture, &arena, &limits->picture);
    ledger_init(&view->ledger, &arena, &limits->ledger);
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
        const bool applied = domain->apply(view, record, message, change);
        HUB_ASSERT(applied); /* (2) */
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
        if (!domain->apply(view, &record, &message, &change)) {
            return HUB_E_LIMIT_REACHED;
        }
    }
    apply_head(view, &record);
    return HUB_OK;
}

/* --- snapshots: the used bytes of every pool, one after the other --- */

#define SNAPSHOT_MAGIC 0x50444f5053564957U
/* Of the tables: one more whenever their bytes change in size or meaning. */
#define SNAPSHOT_LAYOUT     4
#define SNAPSHOT_PARTS      13
#define SNAPSHOT_WORDS      10 /* before those of the parts */
#define PART_WORDS_AT       ((ptrdiff_t)8 * SNAPSHOT_WORDS)
#define SNAPSHOT_HEAD_WORDS (SNAPSHOT_WORDS + 2 * SNAPSHOT_PARTS)
#define SNAPSHOT_HEAD_BYTES (RECORD_HASH_BYTES + 8 * SNAPSHOT_HEAD_WORDS + RECORD_HASH_BYTES)

/* The parts of a view, in the order of the snapshot. */
static void list_parts(const struct view *view, const struct pool *out_parts[SNAPSHOT_PARTS])
{
    out_parts[0] = &view->sources.pool;
    out_parts[1] = &view->sources.gaps;
    out_parts[2] = &view->picture.disasters;
    out_parts[3] = &view->picture.spots;
    out_parts[4] = &view->picture.sums;
    out_parts[5] = &view->picture.cells;
    out_parts[6] = &view->picture.versions;
    out_parts[7] = &view->ledger.articles;
    out_parts[8] = &view->ledger.lines;
    out_parts[9] = &view->ledger.pledges;
    out_parts[10] = &view->ledger.reliefs;
    out_parts[11] = &view->ledger.tallies;
    out_parts[12] = &view->ledger.groups;
}

static size_t part_bytes(const struct pool *pool)
{
    return (size_t)pool->item_bytes * pool->used;
}

size_t view_snapshot_bytes(const struct view *view)
{
    const struct pool *parts[SNAPSHOT_PARTS];
    size_t total = SNAPSHOT_HEAD_BYTES + sizeof(uint64_t) * AREA_CODES;
    list_parts(view, parts);
    for (int i = 0; i < SNAPSHOT_PARTS; i++) {
        total += part_bytes(parts[i]);
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
    const struct pool *parts[SNAPSHOT_PARTS];
    uint8_t *word = room + RECORD_HASH_BYTES;
    list_parts(view, parts);
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
        bytes_put_le(word + PART_WORDS_AT + (ptrdiff_t)16 * i, parts[i]->item_bytes, 8);
        bytes_put_le(word + PART_WORDS_AT + 8 + (ptrdiff_t)16 * i, parts[i]->used, 8);
        if (parts[i]->used > 0) {
            memcpy(at, parts[i]->items + parts[i]->item_bytes, part_bytes(parts[i]));
        }
        at += part_bytes(parts[i]);
    }
    memcpy(room + SNAPSHOT_HEAD_BYTES - RECORD_HASH_BYTES, view->head, RECORD_HASH_BYTES);
    memcpy(at, view->last_notice, sizeof(uint64_t) * AREA_CODES);
    at += sizeof(uint64_t) * AREA_CODES;
    hash_snapshot(room, (size_t)(at - room), room);
}

/* Does a saved view's head fit this layout, these limits and its own size? */
static bool head_fits(const struct pool *const parts[SNAPSHOT_PARTS], struct slice bytes)
{
    const uint8_t *word = bytes.data + RECORD_HASH_BYTES;
    uint64_t total = SNAPSHOT_HEAD_BYTES + sizeof(uint64_t) * AREA_CODES;
    if (bytes_get_le(word, 8) != SNAPSHOT_MAGIC || bytes_get_le(word + 8, 8) != RECORD_FORMAT ||
        bytes_get_le(word + 48, 8) != AREA_CODES || bytes_get_le(word + 56, 8) != SNAPSHOT_LAYOUT) {
        return false;
    }
    for (int i = 0; i < SNAPSHOT_PARTS; i++) {
        const uint64_t used = bytes_get_le(word + PART_WORDS_AT + 8 + (ptrdiff_t)16 * i, 8);
        if (bytes_get_le(word + PART_WORDS_AT + (ptrdiff_t)16 * i, 8) != parts[i]->item_bytes ||
            used > parts[i]->max) {
            return false;
        }
        total += used * parts[i]->item_bytes;
    }
    return total == bytes.size_bytes;
}

bool view_load(struct view *view, struct slice bytes)
{
    uint8_t hash[RECORD_HASH_BYTES];
    struct pool *parts[SNAPSHOT_PARTS] = {
        &view->sources.pool,     &view->sources.gaps,    &view->picture.disasters,
        &view->picture.spots,    &view->picture.sums,    &view->picture.cells,
        &view->picture.versions, &view->ledger.articles, &view->ledger.lines,
        &view->ledger.pledges,   &view->ledger.reliefs,  &view->ledger.tallies,
        &view->ledger.groups,
    };
    HUB_ASSERT(view->last.n == 0);
    if (bytes.size_bytes < SNAPSHOT_HEAD_BYTES ||
        !head_fits((const struct pool *const *)parts, bytes)) {
        return false;
    }
    hash_snapshot(bytes.data, bytes.size_bytes, hash);
    if (memcmp(hash, bytes.data, RECORD_HASH_BYTES) != 0) {
        return false;
    }
    const uint8_t *word = bytes.data + RECORD_HASH_BYTES;
    const uint8_t *at = bytes.data + SNAPSHOT_HEAD_BYTES;
    for (int i = 0; i < SNAPSHOT_PARTS; i++) {
        parts[i]->used = (uint32_t)bytes_get_le(word + PART_WORDS_AT + 8 + (ptrdiff_t)16 * i, 8);
        memcpy(parts[i]->items + parts[i]->item_bytes, at, part_bytes(parts[i]));
        at += part_bytes(parts[i]);
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
    const struct pool *a_parts[SNAPSHOT_PARTS];
    const struct pool *b_parts[SNAPSHOT_PARTS];
    list_parts(a, a_parts);
    list_parts(b, b_parts);
    for (int i = 0; i < SNAPSHOT_PARTS; i++) {
        if (a_parts[i]->used != b_parts[i]->used ||
            memcmp(a_parts[i]->items, b_parts[i]->items,
                   part_bytes(a_parts[i]) + a_parts[i]->item_bytes) != 0) {
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
