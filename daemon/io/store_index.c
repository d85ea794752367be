/*
 * The look-ups behind the journal: a record by its source's number, the records of an area.
 *
 * Written in batches, behind the journal, from the tail: what is not in the indexes yet is found in the tail.
 * A batch is packed, so that its price is one entry for many records:
 *
 *     by_number   source (4 bytes), first number (8)   the sequences of that number and the ones that follow it without a hole
 *     by_area     area (4 bytes), first sequence (8)   that sequence and later ones of the area
 *
 * Keys are big end first, values are lists of 8 bytes, little end first. A number stands in one entry only, and the batches of
 * an area follow one another, so the entry at or before a key holds it or nobody does.
 */
#include "io/store_inside.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "io/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define KEY_BYTES   12
#define PACKED_MAX  128U /* sequences in one entry: it stays within a page beside others */
#define LISTED_MAX  256U /* records of an area in one answer */
#define ENTRY_BYTES 8U

_Static_assert(PACKED_MAX *ENTRY_BYTES + KEY_BYTES < 2000, "no overflow pages");

static void put_key(uint8_t bytes[KEY_BYTES], uint32_t group, uint64_t first)
{
    bytes_put_be(bytes, group, 4);
    bytes_put_be(bytes + 4, first, 8);
}

/* Where the entry is that would hold `wanted` of a group: the last one at or before it. MDB_NOTFOUND: there is none. */
static int seek(MDB_cursor *cursor, uint32_t group, uint64_t wanted, MDB_val *key, MDB_val *value)
{
    uint8_t bytes[KEY_BYTES];
    put_key(bytes, group, wanted);
    *key = (MDB_val){sizeof bytes, bytes};
    int rc = mdb_cursor_get(cursor, key, value, MDB_SET_RANGE);
    if (rc == 0 && key->mv_size == KEY_BYTES && bytes_get_be(key->mv_data, 4) == group &&
        bytes_get_be((const uint8_t *)key->mv_data + 4, 8) == wanted) {
        return 0;
    }
    if (rc == 0 || rc == MDB_NOTFOUND) {
        rc = mdb_cursor_get(cursor, key, value, rc == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
    }
    if (rc != 0) {
        return rc;
    }
    return key->mv_size == KEY_BYTES && bytes_get_be(key->mv_data, 4) == group ? 0 : MDB_NOTFOUND;
}

static uint64_t entry_at(const MDB_val *value, size_t i)
{
    return bytes_get_le((const uint8_t *)value->mv_data + i * ENTRY_BYTES, 8);
}

/* --- reading --- */

static int find_number(struct store *store, uint32_t source, uint64_t number, uint64_t *out_seq)
{
    MDB_cursor *cursor = NULL;
    MDB_val key;
    MDB_val value;
    int rc = mdb_cursor_open(store->read, store->by_number, &cursor);
    if (rc != 0) {
        return rc;
    }
    rc = seek(cursor, source, number, &key, &value);
    if (rc == 0) {
        const uint64_t past = number - bytes_get_be((const uint8_t *)key.mv_data + 4, 8);
        if (past < value.mv_size / ENTRY_BYTES) {
            *out_seq = entry_at(&value, past);
        } else {
            rc = MDB_NOTFOUND;
        }
    }
    mdb_cursor_close(cursor);
    return rc;
}

static bool find_in_tail(const struct half *half, uint32_t source, uint64_t number,
                         uint64_t *out_seq)
{
    for (uint32_t i = half->tail_count; i > 0; i--) {
        const struct tail_entry *entry = &half->tail[i - 1];
        if (entry->source == source && entry->number == number) {
            *out_seq = entry->seq;
            return true;
        }
    }
    return false;
}

enum hub_status store_by_number(struct store *store, struct source_id source, uint64_t number,
                                struct slice *out_record)
{
    uint64_t seq = 0;
    if (find_in_tail(store_active(store), source.n, number, &seq) ||
        find_in_tail(store_other(store), source.n, number, &seq)) {
        return store_by_seq(store, (struct seq){seq}, out_record);
    }
    int rc = store_begin_read(store);
    if (rc == 0) {
        rc = find_number(store, source.n, number, &seq);
    }
    if (rc != 0) {
        return rc == MDB_NOTFOUND ? HUB_E_REPORT_UNKNOWN : HUB_E_READ_FAILED;
    }
    return store_by_seq(store, (struct seq){seq}, out_record);
}

static void list_tail(const struct half *half, uint32_t area, uint64_t after, uint64_t *out_seqs,
                      uint32_t out_max, uint32_t *out_count)
{
    for (uint32_t i = 0; i < half->tail_count && *out_count < out_max; i++) {
        const struct tail_entry *entry = &half->tail[i];
        if (entry->source != 0 && entry->area == area && entry->seq > after) {
            out_seqs[(*out_count)++] = entry->seq;
        }
    }
}

/* Sequences of an area from the index, then from the tails, which are always younger: what the index has of them by now, since
 * they are being moved, is passed over there. */
static int list_area(struct store *store, uint32_t area, uint64_t after, uint64_t *out_seqs,
                     uint32_t out_max, uint32_t *out_count)
{
    MDB_cursor *cursor = NULL;
    MDB_val key;
    MDB_val value;
    int rc = mdb_cursor_open(store->read, store->by_area, &cursor);
    if (rc != 0) {
        return rc;
    }
    rc = seek(cursor, area, after + 1, &key, &value);
    if (rc == MDB_NOTFOUND) { /* the first entry of the area, if it has any */
        uint8_t bytes[KEY_BYTES];
        put_key(bytes, area, after + 1);
        key = (MDB_val){sizeof bytes, bytes};
        rc = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
    }
    while (rc == 0 && *out_count < out_max && key.mv_size == KEY_BYTES &&
           bytes_get_be(key.mv_data, 4) == area) {
        for (size_t i = 0; i < value.mv_size / ENTRY_BYTES && *out_count < out_max; i++) {
            const uint64_t seq = entry_at(&value, i);
            if (seq > after && (seq <= store->indexed || store->options.read_only)) {
                out_seqs[(*out_count)++] = seq;
            }
        }
        rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    }
    mdb_cursor_close(cursor);
    list_tail(store_other(store), area, after, out_seqs, out_max, out_count);
    list_tail(store_active(store), area, after, out_seqs, out_max, out_count);
    return rc == MDB_NOTFOUND ? 0 : rc;
}

enum hub_status store_by_area(struct store *store, uint32_t area, struct seq after,
                              struct slice *out_records, uint32_t out_max, uint32_t *out_count)
{
    uint64_t seqs[LISTED_MAX];
    uint32_t count = 0;
    *out_count = 0;
    if (store_begin_read(store) != 0 ||
        list_area(store, area, after.n, seqs, out_max < LISTED_MAX ? out_max : LISTED_MAX,
                  &count) != 0) {
        return HUB_E_READ_FAILED;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (store_by_seq(store, (struct seq){seqs[i]}, &out_records[i]) != HUB_OK) {
            return HUB_E_READ_FAILED;
        }
    }
    *out_count = count;
    return HUB_OK;
}

/* --- writing --- */

/* Ordered by the first, then by the second. */
static int order2(uint64_t a1, uint64_t b1, uint64_t a2, uint64_t b2)
{
    if (a1 != b1) {
        return a1 < b1 ? -1 : 1;
    }
    return a2 < b2 ? -1 : a2 > b2;
}

static int by_number_order(const void *a, const void *b)
{
    const struct tail_entry *x = a;
    const struct tail_entry *y = b;
    return order2(x->source, y->source, x->number, y->number);
}

static int by_area_order(const void *a, const void *b)
{
    const struct tail_entry *x = a;
    const struct tail_entry *y = b;
    return order2(x->area, y->area, x->seq, y->seq);
}

static bool number_follows(const struct tail_entry *before, const struct tail_entry *now)
{
    return now->source == before->source && now->number == before->number + 1;
}

static bool area_follows(const struct tail_entry *before, const struct tail_entry *now)
{
    return now->area == before->area && now->source != 0;
}

/* One of the two indexes: how the tail is ordered for it, what goes into one entry, and under which key. */
struct index {
    MDB_dbi dbi;
    int (*order)(const void *a, const void *b);
    bool (*follows)(const struct tail_entry *before, const struct tail_entry *now);
    bool by_number;
};

static void free_tail(struct tail_entry **tail)
{
    free(*tail);
}

static int put_packed(MDB_txn *txn, const struct index *index, const struct tail_entry *first,
                      uint32_t count)
{
    uint8_t key_bytes[KEY_BYTES];
    uint8_t packed[PACKED_MAX * ENTRY_BYTES];
    MDB_val key = {sizeof key_bytes, key_bytes};
    MDB_val value = {(size_t)count * ENTRY_BYTES, packed};
    HUB_ASSERT(count > 0 && count <= PACKED_MAX);
    put_key(key_bytes, index->by_number ? first->source : first->area,
            index->by_number ? first->number : first->seq);
    for (uint32_t i = 0; i < count; i++) {
        bytes_put_le(packed + (size_t)i * ENTRY_BYTES, first[i].seq, 8);
    }
    return mdb_put(txn, index->dbi, &key, &value, 0);
}

/* The records that are in a front alone. */
static int put_front(const struct store *store, MDB_txn *txn, const struct front *front)
{
    MDB_cursor *cursor = NULL;
    struct slice record;
    int rc = mdb_cursor_open(txn, store->journal, &cursor);
    HUB_ASSERT(front->count == 0 || front->bytes != NULL);
    for (uint64_t seq = front->first; rc == 0 && front_find(front, seq, &record); seq++) {
        rc = store_put_record(cursor, seq, record);
    }
    if (cursor != NULL) {
        mdb_cursor_close(cursor);
    }
    return rc;
}

/* A tail into one of the indexes; it is put into that order. */
static int put_index(MDB_txn *txn, const struct index *index, struct tail_entry *tail,
                     uint32_t tail_count)
{
    int rc = 0;
    qsort(tail, tail_count, sizeof *tail, index->order);
    for (uint32_t i = 0; i < tail_count && rc == 0;) {
        uint32_t count = 1;
        if (tail[i].source == 0) {
            i++; /* a note has no number and belongs to no area */
            continue;
        }
        while (i + count < tail_count && count < PACKED_MAX &&
               index->follows(&tail[i + count - 1], &tail[i + count])) {
            count++;
        }
        rc = put_packed(txn, index, &tail[i], count);
        i += count;
    }
    return rc;
}

/* A half into a transaction; who reads it meanwhile sees it unchanged. */
static int put_half(struct store *store, MDB_txn *txn, const struct half *half)
{
    const struct index indexes[] = {
        {store->by_number, by_number_order, number_follows, true},
        {store->by_area, by_area_order, area_follows, false},
    };
    const size_t size_bytes = half->tail_count * sizeof *half->tail;
    int rc = put_front(store, txn, &half->front);
    if (rc != 0 || half->tail_count == 0) {
        return rc;
    }
    const uint64_t last = half->tail[half->tail_count - 1].seq;
    HUB_CLEANUP(free_tail) struct tail_entry *sorted = malloc(size_bytes);
    if (sorted == NULL) {
        return ENOMEM;
    }
    memcpy(sorted, half->tail, size_bytes);
    for (size_t i = 0; i < sizeof indexes / sizeof indexes[0] && rc == 0; i++) {
        rc = put_index(txn, &indexes[i], sorted, half->tail_count);
    }
    return rc == 0 ? store_put_meta(store, txn, "indexed", last) : rc;
}

/* Halves in the order of their records, in one transaction. */
static int move(struct store *store, const struct half *const halves[], uint32_t count)
{
    HUB_CLEANUP(store_txn_abort) MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(store->env, NULL, 0, &txn);
    for (uint32_t i = 0; i < count && rc == 0; i++) {
        rc = put_half(store, txn, halves[i]);
    }
    if (rc == 0) {
        rc = mdb_txn_commit(txn);
        txn = NULL;
    }
    return rc;
}

/* All that the half held is in LMDB. */
static void empty(struct store *store, struct half *half)
{
    if (half->tail_count > 0) {
        store->indexed = half->tail[half->tail_count - 1].seq;
    }
    half->tail_count = 0;
    front_clear(&half->front);
}

static bool is_empty(const struct half *half)
{
    return half->tail_count == 0 && half->front.count == 0;
}

bool store_is_indexed(const struct store *store, struct seq seq)
{
    return seq.n <= store->indexed;
}

/* --- beside the loop --- */

static int move_other(void *self)
{
    struct store *store = self;
    const struct half *const halves[] = {
        store_other(store)}; /* which it is does not change meanwhile */
    return move(store, halves, 1);
}

bool store_end_move(struct store *store, bool wait)
{
    int rc = 0;
    if (!store->moving) {
        return !store->failed;
    }
    if (!worker_end(store->mover, wait, &rc)) {
        return false;
    }
    store->moving = false;
    if (rc != 0) {
        return store_fail(store, "writing the index", rc);
    }
    store_end_read(store); /* it does not see what was just written */
    empty(store, store_other(store));
    return true;
}

bool store_index(struct store *store)
{
    if (store_settle(store, true) != STORE_SYNCED || !store_end_move(store, true)) {
        return false;
    }
    const struct half *const halves[HALVES] = {store_other(store), store_active(store)};
    if (is_empty(halves[0]) && is_empty(halves[1])) {
        return true;
    }
    store_end_read(store);
    const int rc = move(store, halves, HALVES);
    if (rc != 0) {
        return store_fail(store, "writing the index", rc);
    }
    empty(store, store_other(store));
    empty(store, store_active(store));
    return true;
}

bool store_keep_index(struct store *store)
{
    const struct half *active = store_active(store);
    if (store->failed) {
        return false;
    }
    if (!store_end_move(store, false)) {
        return !store->failed;
    }
    if (active->tail_count < TAIL_WANTS_INDEX && !front_is_crowded(&active->front)) {
        return true;
    }
    if (!store_has_worker(&store->mover, "index") || store_other(store)->front.fd < 0) {
        return store_index(store);
    }
    store->active = 1 - store->active;
    store->moving = true;
    worker_begin(store->mover, move_other, store);
    return true;
}
