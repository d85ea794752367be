/*
 * outbox.c - the numbers and messages of one source on disk, until the hub's receipt.
 *
 * One LMDB environment a folder: "about" (realm, source, next number), "waiting" (number ->
 * record), "refused" (number -> code and record), "marks" (mark -> number). A put is one synced
 * transaction that takes the number and keeps the message: either both happened or neither.
 *
 * Holds: (1) `next number` only grows; (2) a record carries a checksum over number and bytes.
 * Source: LMDB is used without NOSYNC, NOMETASYNC, WRITEMAP or DUPSORT; keys are big-endian.
 */
#include "pusdalops.h"

#include <errno.h>
#include <lmdb.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define OUTBOX_FORMAT         1U
#define OUTBOX_SIZE_DEFAULT   (1024ULL * 1024 * 1024)
#define OUTBOX_CHECKSUM_BYTES 16U
#define OUTBOX_KEY_BYTES      8U
#define OUTBOX_CODE_BYTES     4U
#define OUTBOX_READERS_MAX    64U

struct pusdalops_outbox {
    MDB_env *env;
    MDB_dbi about;
    MDB_dbi waiting;
    MDB_dbi refused;
    MDB_dbi marks;
    char *realm;
    char *source;
};

/* The record of "about"; its texts stand under keys of their own. */
struct about {
    uint64_t format;
    uint64_t next_number;
    uint64_t greeted;
};

static enum pusdalops_status from_rc(int rc)
{
    if (rc == MDB_SUCCESS) {
        return PUSDALOPS_OK;
    }
    if (rc == MDB_NOTFOUND) {
        return PUSDALOPS_NONE;
    }
    if (rc == MDB_MAP_FULL) {
        return PUSDALOPS_E_FULL;
    }
    if (rc == ENOMEM) {
        return PUSDALOPS_E_MEMORY;
    }
    errno = rc > 0 ? rc : EIO; /* LMDB's own codes are negative */
    return rc == MDB_CORRUPTED || rc == MDB_PAGE_NOTFOUND || rc == MDB_INVALID ? PUSDALOPS_E_DAMAGED
                                                                               : PUSDALOPS_E_IO;
}

static void key_encode(uint64_t number, uint8_t key[OUTBOX_KEY_BYTES])
{
    for (unsigned i = 0; i < OUTBOX_KEY_BYTES; i++) {
        key[i] = (uint8_t)(number >> (8 * (OUTBOX_KEY_BYTES - 1 - i)));
    }
}

static uint64_t key_decode(const void *bytes)
{
    const uint8_t *key = bytes;
    uint64_t number = 0;
    for (unsigned i = 0; i < OUTBOX_KEY_BYTES; i++) {
        number = (number << 8) | key[i];
    }
    return number;
}

static MDB_val text_val(char *text)
{
    return (MDB_val){.mv_size = strlen(text), .mv_data = text};
}

/* ---- opening ---- */

static int about_get(struct pusdalops_outbox *outbox, MDB_txn *txn, struct about *about)
{
    char name[] = "numbers";
    MDB_val key = text_val(name);
    MDB_val value;
    const int rc = mdb_get(txn, outbox->about, &key, &value);
    if (rc == MDB_SUCCESS && value.mv_size == sizeof *about) {
        memcpy(about, value.mv_data, sizeof *about);
        return about->format == OUTBOX_FORMAT ? MDB_SUCCESS : MDB_VERSION_MISMATCH;
    }
    return rc == MDB_SUCCESS ? MDB_CORRUPTED : rc;
}

static int about_put(struct pusdalops_outbox *outbox, MDB_txn *txn, struct about *about)
{
    char name[] = "numbers";
    MDB_val key = text_val(name);
    MDB_val value = {.mv_size = sizeof *about, .mv_data = about};
    return mdb_put(txn, outbox->about, &key, &value, 0);
}

/* Is the text under this name ours? Written where it is not there yet. */
static int own_text(struct pusdalops_outbox *outbox, MDB_txn *txn, char *name, char *text,
                    bool *foreign)
{
    MDB_val key = text_val(name);
    MDB_val value;
    int rc = mdb_get(txn, outbox->about, &key, &value);
    if (rc == MDB_NOTFOUND) {
        value = text_val(text);
        return mdb_put(txn, outbox->about, &key, &value, 0);
    }
    if (rc == MDB_SUCCESS &&
        (value.mv_size != strlen(text) || memcmp(value.mv_data, text, value.mv_size) != 0)) {
        *foreign = true;
    }
    return rc;
}

static int open_tables(struct pusdalops_outbox *outbox, MDB_txn *txn, bool *foreign)
{
    int rc = mdb_dbi_open(txn, "about", MDB_CREATE, &outbox->about);
    if (rc == MDB_SUCCESS) {
        rc = mdb_dbi_open(txn, "waiting", MDB_CREATE, &outbox->waiting);
    }
    if (rc == MDB_SUCCESS) {
        rc = mdb_dbi_open(txn, "refused", MDB_CREATE, &outbox->refused);
    }
    if (rc == MDB_SUCCESS) {
        rc = mdb_dbi_open(txn, "marks", MDB_CREATE, &outbox->marks);
    }
    char realm_name[] = "realm";
    char source_name[] = "source";
    if (rc == MDB_SUCCESS) {
        rc = own_text(outbox, txn, realm_name, outbox->realm, foreign);
    }
    if (rc == MDB_SUCCESS) {
        rc = own_text(outbox, txn, source_name, outbox->source, foreign);
    }
    struct about about = {.format = OUTBOX_FORMAT, .next_number = 1};
    if (rc == MDB_SUCCESS) {
        rc = about_get(outbox, txn, &about);
        if (rc == MDB_NOTFOUND) {
            rc = about_put(outbox, txn, &about);
        }
    }
    return rc;
}

static int open_env(struct pusdalops_outbox *outbox, const char *directory, uint64_t size_bytes,
                    bool *foreign)
{
    int rc = mdb_env_create(&outbox->env);
    if (rc != MDB_SUCCESS) {
        return rc;
    }
    (void)mdb_env_set_maxdbs(outbox->env, 4);
    (void)mdb_env_set_maxreaders(outbox->env, OUTBOX_READERS_MAX);
    rc = mdb_env_set_mapsize(outbox->env, size_bytes == 0 ? OUTBOX_SIZE_DEFAULT : size_bytes);
    if (rc == MDB_SUCCESS) {
        rc = mdb_env_open(outbox->env, directory, MDB_NOTLS, 0600);
    }
    int dead = 0;
    if (rc == MDB_SUCCESS) {
        rc = mdb_reader_check(outbox->env, &dead); /* left by a killed process */
    }
    MDB_txn *txn = NULL;
    if (rc == MDB_SUCCESS) {
        rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
    }
    if (rc != MDB_SUCCESS) {
        return rc;
    }
    rc = open_tables(outbox, txn, foreign);
    if (rc != MDB_SUCCESS || *foreign) {
        mdb_txn_abort(txn);
        return rc;
    }
    return mdb_txn_commit(txn);
}

enum pusdalops_status pusdalops_outbox_open(const char *directory, const char *realm,
                                            const char *source, uint64_t size_bytes,
                                            struct pusdalops_outbox **out)
{
    if (directory == NULL || realm == NULL || source == NULL || out == NULL ||
        !pusdalops_realm_check(realm) || source[0] == '\0') {
        return PUSDALOPS_E_ARGUMENT;
    }
    if (sodium_init() < 0 || (mkdir(directory, 0700) != 0 && errno != EEXIST)) {
        return PUSDALOPS_E_IO;
    }
    struct pusdalops_outbox *outbox = calloc(1, sizeof *outbox);
    if (outbox == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    outbox->realm = strdup(realm);
    outbox->source = strdup(source);
    bool foreign = false;
    int rc = ENOMEM;
    if (outbox->realm != NULL && outbox->source != NULL) {
        rc = open_env(outbox, directory, size_bytes, &foreign);
    }
    if (rc != MDB_SUCCESS || foreign) {
        const enum pusdalops_status status = foreign ? PUSDALOPS_E_FOREIGN : from_rc(rc);
        const int kept = errno;
        pusdalops_outbox_close(outbox);
        errno = kept;
        return status == PUSDALOPS_NONE ? PUSDALOPS_E_IO : status;
    }
    *out = outbox;
    return PUSDALOPS_OK;
}

void pusdalops_outbox_close(struct pusdalops_outbox *outbox)
{
    if (outbox == NULL) {
        return;
    }
    if (outbox->env != NULL) {
        mdb_env_close(outbox->env);
    }
    free(outbox->realm);
    free(outbox->source);
    free(outbox);
}

/* ---- putting ---- */

/* Checksum over number and bytes. (2) */
static void checksum(uint64_t number, const uint8_t *bytes, size_t size,
                     uint8_t sum[OUTBOX_CHECKSUM_BYTES])
{
    uint8_t key[OUTBOX_KEY_BYTES];
    key_encode(number, key);
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, OUTBOX_CHECKSUM_BYTES);
    (void)crypto_generichash_update(&state, key, sizeof key);
    (void)crypto_generichash_update(&state, bytes, size);
    (void)crypto_generichash_final(&state, sum, OUTBOX_CHECKSUM_BYTES);
}

/* The scratch of one put: the checksum, then the message. */
struct record {
    uint8_t bytes[OUTBOX_CHECKSUM_BYTES + PUSDALOPS_MESSAGE_BYTES_MAX];
    size_t size;
};

static enum pusdalops_status put_message(struct pusdalops_outbox *outbox, MDB_txn *txn,
                                         const struct pusdalops_message *message, uint64_t number,
                                         int64_t sent_us, struct record *record)
{
    size_t size = 0;
    uint8_t *bytes = record->bytes + OUTBOX_CHECKSUM_BYTES;
    const enum pusdalops_status status = pusdalops_message_encode(
        message, outbox->realm, outbox->source, number, sent_us, bytes, &size);
    if (status != PUSDALOPS_OK) {
        return status;
    }
    checksum(number, bytes, size, record->bytes);
    uint8_t key_bytes[OUTBOX_KEY_BYTES];
    key_encode(number, key_bytes);
    MDB_val key = {.mv_size = sizeof key_bytes, .mv_data = key_bytes};
    MDB_val value = {.mv_size = OUTBOX_CHECKSUM_BYTES + size, .mv_data = record->bytes};
    return from_rc(mdb_put(txn, outbox->waiting, &key, &value, MDB_NOOVERWRITE));
}

/* The number that this mark has, or now gets. */
static enum pusdalops_status mark_number(struct pusdalops_outbox *outbox, MDB_txn *txn,
                                         const uint8_t *mark, uint64_t *number, bool *fresh)
{
    uint8_t copy[PUSDALOPS_MARK_BYTES];
    memcpy(copy, mark, sizeof copy);
    MDB_val key = {.mv_size = sizeof copy, .mv_data = copy};
    MDB_val value;
    int rc = mdb_get(txn, outbox->marks, &key, &value);
    *fresh = rc == MDB_NOTFOUND;
    if (rc == MDB_SUCCESS && value.mv_size == OUTBOX_KEY_BYTES) {
        *number = key_decode(value.mv_data);
    } else if (rc == MDB_NOTFOUND) {
        uint8_t bytes[OUTBOX_KEY_BYTES];
        key_encode(*number, bytes);
        value = (MDB_val){.mv_size = sizeof bytes, .mv_data = bytes};
        rc = mdb_put(txn, outbox->marks, &key, &value, 0);
    }
    return from_rc(rc);
}

static enum pusdalops_status put_all(struct pusdalops_outbox *outbox, MDB_txn *txn,
                                     struct pusdalops_message *const *messages,
                                     const uint8_t *marks, size_t count, int64_t sent_us,
                                     uint64_t *numbers, bool *fresh)
{
    struct about about = {0};
    enum pusdalops_status status = from_rc(about_get(outbox, txn, &about));
    struct record *record = malloc(sizeof *record);
    if (record == NULL) {
        status = PUSDALOPS_E_MEMORY;
    }
    for (size_t i = 0; status == PUSDALOPS_OK && i < count; i++) {
        bool is_fresh = true;
        numbers[i] = about.next_number;
        if (marks != NULL) {
            status =
                mark_number(outbox, txn, marks + i * PUSDALOPS_MARK_BYTES, &numbers[i], &is_fresh);
        }
        if (status == PUSDALOPS_OK && is_fresh) {
            status = put_message(outbox, txn, messages[i], numbers[i], sent_us, record);
            about.next_number += 1; /* (1) */
        }
        if (fresh != NULL) {
            fresh[i] = is_fresh;
        }
    }
    free(record);
    return status == PUSDALOPS_OK ? from_rc(about_put(outbox, txn, &about)) : status;
}

enum pusdalops_status pusdalops_outbox_put(struct pusdalops_outbox *outbox,
                                           struct pusdalops_message *const *messages,
                                           const uint8_t *marks, size_t count, int64_t sent_us,
                                           uint64_t *numbers, bool *fresh)
{
    if (outbox == NULL || messages == NULL || numbers == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    MDB_txn *txn = NULL;
    const int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
    if (rc != MDB_SUCCESS) {
        return from_rc(rc);
    }
    const enum pusdalops_status status =
        put_all(outbox, txn, messages, marks, count, sent_us, numbers, fresh);
    if (status != PUSDALOPS_OK) {
        mdb_txn_abort(txn);
        return status == PUSDALOPS_NONE ? PUSDALOPS_E_DAMAGED : status;
    }
    return from_rc(mdb_txn_commit(txn)); /* synced when it returns */
}

/* ---- reading ---- */

/* The first entry of a table with a number above `after`. */
static int entry_after(MDB_txn *txn, MDB_dbi table, uint64_t after, uint64_t *number,
                       MDB_val *value)
{
    MDB_cursor *cursor = NULL;
    int rc = mdb_cursor_open(txn, table, &cursor);
    if (rc != MDB_SUCCESS) {
        return rc;
    }
    uint8_t bytes[OUTBOX_KEY_BYTES];
    key_encode(after + 1, bytes);
    MDB_val key = {.mv_size = sizeof bytes, .mv_data = bytes};
    rc = mdb_cursor_get(cursor, &key, value, MDB_SET_RANGE);
    if (rc == MDB_SUCCESS) {
        *number = key.mv_size == OUTBOX_KEY_BYTES ? key_decode(key.mv_data) : 0;
    }
    mdb_cursor_close(cursor);
    return rc;
}

enum pusdalops_status pusdalops_outbox_next(struct pusdalops_outbox *outbox, uint64_t after,
                                            uint64_t *number, uint8_t *bytes, size_t *size)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn);
    if (rc != MDB_SUCCESS) {
        return from_rc(rc);
    }
    MDB_val value = {0};
    rc = entry_after(txn, outbox->waiting, after, number, &value);
    enum pusdalops_status status = from_rc(rc);
    if (status == PUSDALOPS_OK) {
        status = PUSDALOPS_E_DAMAGED;
        if (value.mv_size > OUTBOX_CHECKSUM_BYTES &&
            value.mv_size <= OUTBOX_CHECKSUM_BYTES + PUSDALOPS_MESSAGE_BYTES_MAX) {
            const uint8_t *record = value.mv_data;
            uint8_t sum[OUTBOX_CHECKSUM_BYTES];
            *size = value.mv_size - OUTBOX_CHECKSUM_BYTES;
            memcpy(bytes, record + OUTBOX_CHECKSUM_BYTES, *size);
            checksum(*number, bytes, *size, sum);
            status = memcmp(sum, record, sizeof sum) == 0 ? PUSDALOPS_OK : PUSDALOPS_E_DAMAGED;
        }
    }
    mdb_txn_abort(txn);
    return status;
}

enum pusdalops_status pusdalops_outbox_refused(struct pusdalops_outbox *outbox, uint64_t after,
                                               uint64_t *number, uint32_t *code)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn);
    if (rc != MDB_SUCCESS) {
        return from_rc(rc);
    }
    MDB_val value = {0};
    rc = entry_after(txn, outbox->refused, after, number, &value);
    if (rc == MDB_SUCCESS && value.mv_size >= OUTBOX_CODE_BYTES) {
        memcpy(code, value.mv_data, OUTBOX_CODE_BYTES);
    }
    mdb_txn_abort(txn);
    return from_rc(rc);
}

enum pusdalops_status pusdalops_outbox_count(struct pusdalops_outbox *outbox,
                                             struct pusdalops_outbox_counts *counts)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn);
    if (rc != MDB_SUCCESS) {
        return from_rc(rc);
    }
    struct about about = {0};
    MDB_stat waiting = {0};
    MDB_stat refused = {0};
    rc = about_get(outbox, txn, &about);
    if (rc == MDB_SUCCESS) {
        rc = mdb_stat(txn, outbox->waiting, &waiting);
    }
    if (rc == MDB_SUCCESS) {
        rc = mdb_stat(txn, outbox->refused, &refused);
    }
    mdb_txn_abort(txn);
    if (rc == MDB_SUCCESS) {
        *counts = (struct pusdalops_outbox_counts){
            .last_number = about.next_number - 1,
            .waiting = waiting.ms_entries,
            .refused = refused.ms_entries,
            .greeted = about.greeted != 0,
        };
    }
    return from_rc(rc);
}

/* ---- settling ---- */

/* Put a refused message aside, its code before its record. */
static int put_aside(struct pusdalops_outbox *outbox, MDB_txn *txn, MDB_val *key,
                     const MDB_val *record, uint32_t code)
{
    const size_t size = OUTBOX_CODE_BYTES + record->mv_size;
    uint8_t *bytes = malloc(size);
    if (bytes == NULL) {
        return ENOMEM;
    }
    memcpy(bytes, &code, OUTBOX_CODE_BYTES);
    memcpy(bytes + OUTBOX_CODE_BYTES, record->mv_data, record->mv_size);
    MDB_val value = {.mv_size = size, .mv_data = bytes};
    const int rc = mdb_put(txn, outbox->refused, key, &value, 0);
    free(bytes);
    return rc;
}

static int settle_one(struct pusdalops_outbox *outbox, MDB_txn *txn,
                      const struct pusdalops_settlement *settlement)
{
    uint8_t bytes[OUTBOX_KEY_BYTES];
    key_encode(settlement->number, bytes);
    MDB_val key = {.mv_size = sizeof bytes, .mv_data = bytes};
    MDB_val record;
    int rc = mdb_get(txn, outbox->waiting, &key, &record);
    if (rc == MDB_NOTFOUND) {
        return MDB_SUCCESS; /* settled before, by this process or another */
    }
    const bool negative =
        settlement->status == PUSDALOPS_CONFLICT || settlement->status == PUSDALOPS_REFUSED;
    if (rc == MDB_SUCCESS && negative) {
        rc = put_aside(outbox, txn, &key, &record, settlement->code);
    }
    return rc == MDB_SUCCESS ? mdb_del(txn, outbox->waiting, &key, NULL) : rc;
}

enum pusdalops_status pusdalops_outbox_settle(struct pusdalops_outbox *outbox,
                                              const struct pusdalops_settlement *settlements,
                                              size_t count)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
    if (rc != MDB_SUCCESS) {
        return from_rc(rc);
    }
    for (size_t i = 0; rc == MDB_SUCCESS && i < count; i++) {
        rc = settle_one(outbox, txn, &settlements[i]);
    }
    if (rc != MDB_SUCCESS) {
        mdb_txn_abort(txn);
        return from_rc(rc);
    }
    return from_rc(mdb_txn_commit(txn));
}

enum pusdalops_status pusdalops_outbox_greeted(struct pusdalops_outbox *outbox,
                                               uint64_t last_number)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
    if (rc != MDB_SUCCESS) {
        return from_rc(rc);
    }
    struct about about = {0};
    rc = about_get(outbox, txn, &about);
    if (rc == MDB_SUCCESS && about.greeted != 0 && last_number < about.next_number) {
        mdb_txn_abort(txn);
        return PUSDALOPS_OK; /* nothing new: no sync */
    }
    if (rc == MDB_SUCCESS) {
        about.greeted = 1;
        if (last_number >= about.next_number) {
            about.next_number = last_number + 1; /* (1) */
        }
        rc = about_put(outbox, txn, &about);
    }
    if (rc != MDB_SUCCESS) {
        mdb_txn_abort(txn);
        return from_rc(rc);
    }
    return from_rc(mdb_txn_commit(txn));
}
