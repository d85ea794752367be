#include "io/store.h"

#include "io/store_inside.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"
#include "core/record.h"
#include "io/cleanup.h"
#include "io/log.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <sodium/randombytes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FRONT_SHARE 8 /* of the reserve, each: what is in the fronts must have room in LMDB, too */
#define LOOKS_MAX   8
#define APART_MIN   8U /* records: waking another thread is dearer than what is done in its time */

/* Pieces of text one after the other, cut at the end of the room. */
static void join(char *room, size_t room_bytes, const char *const pieces[], size_t count)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        used += text_copy(&room[used], room_bytes - used, slice_of(pieces[i]));
    }
}

bool store_complain(char *error, const char *what, const char *detail, const char *next)
{
    const char *const pieces[] = {what, ": ", detail, "; ", next};
    join(error, STORE_ERROR_ROOM, pieces, sizeof pieces / sizeof pieces[0]);
    return false;
}

/* The first failure is kept; nothing is written after it (2). */
bool store_fail(struct store *store, const char *what, int rc)
{
    if (!store->failed) {
        store->failed = true;
        (void)store_complain(
            store->error, what, mdb_strerror(rc),
            "check the disk (dmesg, df), then start again: the journal holds all that was acknowledged");
    }
    return false;
}

void store_path(const char *folder, const char *name, char room[PATH_ROOM])
{
    const char *const pieces[] = {folder, "/", name};
    join(room, PATH_ROOM, pieces, sizeof pieces / sizeof pieces[0]);
}

/* --- opening --- */

static bool take_lock(struct store *store, char *error)
{
    char path[PATH_ROOM];
    store_path(store->folder, "lock", path);
    store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock_fd < 0) {
        return store_complain(error, path, strerror(errno),
                              "give the folder to the user of the hub");
    }
    if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        return store_complain(error, path, "another hub has this store open",
                              "stop the other one, or give this one a folder of its own");
    }
    return true;
}

/* LMDB never syncs the folder itself; a new data.mdb must not vanish with the power. */
void store_sync_folder(const char *folder)
{
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

static int get_meta(struct store *store, MDB_txn *txn, const char *name, uint64_t *out_value)
{
    MDB_val key = {strlen(name), NULL};
    MDB_val value;
    char copy[16];
    memcpy(copy, name, key.mv_size);
    key.mv_data = copy;
    const int rc = mdb_get(txn, store->meta, &key, &value);
    if (rc == 0 && value.mv_size == 8) {
        *out_value = bytes_get_le(value.mv_data, 8);
    }
    return rc;
}

int store_put_meta(struct store *store, MDB_txn *txn, const char *name, uint64_t number)
{
    uint8_t bytes[8];
    char copy[16];
    MDB_val key = {strlen(name), copy};
    MDB_val value = {sizeof bytes, bytes};
    memcpy(copy, name, key.mv_size);
    bytes_put_le(bytes, number, 8);
    return mdb_put(txn, store->meta, &key, &value, 0);
}

void store_set_mark(struct store *store, uint64_t mark)
{
    for (uint32_t half = 0; half < HALVES; half++) {
        store->halves[half].front.mark = mark;
    }
}

int store_choose_mark(struct store *store, MDB_txn *txn, uint64_t *out_mark)
{
    do {
        randombytes_buf(out_mark, sizeof *out_mark);
    } while (*out_mark == FRONT_MARK_PLAIN ||
             *out_mark == 0); /* 0: a block that was never written */
    const int rc = store_put_meta(store, txn, "mark", *out_mark);
    /* A release that does not know the front, or its mark, must not pass over what is in it. */
    return rc == 0 ? store_put_meta(store, txn, "format", STORE_FORMAT) : rc;
}

/* A new store gets its format in the transaction that makes its databases: a first start that is cut leaves nothing. */
static int check_format(struct store *store, MDB_txn *txn)
{
    uint64_t format = 0;
    int rc = get_meta(store, txn, "format", &format);
    if (rc == MDB_NOTFOUND && !store->options.read_only) {
        uint64_t mark = 0;
        return store_choose_mark(store, txn, &mark);
    }
    const bool known = format >= STORE_FORMAT_OLDEST && format <= STORE_FORMAT;
    if (rc == 0 && known && format < STORE_FORMAT_PLAIN_MARK && !store->options.read_only) {
        /* a release that does not know both fronts must not pass one over */
        rc = store_put_meta(store, txn, "format", STORE_FORMAT_PLAIN_MARK);
    }
    return rc == 0 && !known ? MDB_VERSION_MISMATCH : rc;
}

static int open_databases(struct store *store)
{
    HUB_CLEANUP(store_txn_abort) MDB_txn *txn = NULL;
    const unsigned create = store->options.read_only ? 0 : MDB_CREATE;
    int rc = mdb_txn_begin(store->env, NULL, store->options.read_only ? MDB_RDONLY : 0, &txn);
    if (rc == 0) {
        rc = mdb_dbi_open(txn, "journal", create, &store->journal);
    }
    if (rc == 0) {
        rc = mdb_dbi_open(txn, "by_number", create, &store->by_number);
    }
    if (rc == 0) {
        rc = mdb_dbi_open(txn, "by_area", create, &store->by_area);
    }
    if (rc == 0) {
        rc = mdb_dbi_open(txn, "meta", create, &store->meta);
    }
    if (rc == 0) {
        rc = check_format(store, txn);
    }
    if (rc == 0) {
        rc = mdb_txn_commit(txn);
        txn = NULL;
    }
    return rc;
}

/* How far the indexes go, the last record, and by what the frames of the front are known. */
static int read_state(struct store *store)
{
    uint64_t mark = FRONT_MARK_PLAIN;
    HUB_CLEANUP(store_txn_abort) MDB_txn *txn = NULL;
    MDB_cursor *cursor = NULL;
    MDB_val key;
    MDB_val value;
    int rc = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn);
    if (rc == 0) {
        rc = get_meta(store, txn, "indexed", &store->indexed);
        rc = rc == MDB_NOTFOUND ? 0 : rc;
    }
    if (rc == 0) {
        rc = get_meta(store, txn, "mark", &mark);
        rc = rc == MDB_NOTFOUND ? 0 : rc; /* the plain one */
        store_set_mark(store, mark);
    }
    if (rc == 0) {
        rc = mdb_cursor_open(txn, store->journal, &cursor);
    }
    if (rc == 0) {
        rc = mdb_cursor_get(cursor, &key, &value, MDB_LAST);
        store->last = rc == 0 && key.mv_size == 8 ? bytes_get_be(key.mv_data, 8) : 0;
        rc = rc == MDB_NOTFOUND ? 0 : rc;
        mdb_cursor_close(cursor);
    }
    return rc;
}

/* A lock file that root made by looking must not shut out the hub: it belongs to whoever the journal belongs to. */
static void give_lock_to_owner(const struct store *store)
{
    char path[PATH_ROOM];
    struct stat data;
    struct stat lock;
    store_path(store->folder, "lock.mdb", path);
    if (geteuid() == 0 && fstat(store->data_fd, &data) == 0 && lstat(path, &lock) == 0 &&
        lock.st_uid != data.st_uid && lchown(path, data.st_uid, data.st_gid) != 0) {
        log_warning("store.lock.owner",
                    "path=%s reason=%s next=\"chown it to the user of the hub\"", path,
                    strerror(errno));
    }
}

static int open_environment(struct store *store)
{
    int dead = 0;
    int rc = mdb_env_create(&store->env);
    if (rc == 0) {
        rc = mdb_env_set_mapsize(store->env, store->options.map_bytes);
    }
    if (rc == 0) {
        rc = mdb_env_set_maxdbs(store->env, 8);
    }
    if (rc == 0) {
        rc = mdb_env_set_maxreaders(store->env, READERS_MAX);
    }
    if (rc == 0) {
        const unsigned flags = MDB_NOTLS | (store->options.read_only ? MDB_RDONLY : 0);
        rc = mdb_env_open(store->env, store->folder, flags, 0600);
    }
    if (rc == 0) {
        rc = mdb_env_get_fd(store->env, &store->data_fd);
    }
    if (rc == 0 && store->options.read_only) {
        give_lock_to_owner(store);
    }
    if (rc == 0 && !store->options.read_only) {
        rc = mdb_reader_check(store->env, &dead);
    }
    if (rc == 0) {
        rc = open_databases(store);
    }
    return rc == 0 ? read_state(store) : rc;
}

/* --- the fronts --- */

static const char *const front_names[HALVES] = {FRONT_FILE, FRONT_OTHER_FILE};

static bool open_front(struct store *store, uint32_t half, char *error)
{
    char path[PATH_ROOM];
    store_path(store->folder, front_names[half], path);
    switch (front_open(&store->halves[half].front, path, store->options.reserve_bytes / FRONT_SHARE,
                       store->options.read_only)) {
    case FRONT_SOUND:
        return true;
    case FRONT_NO_MEMORY:
        return store_complain(error, path, "no memory", "free some and start again");
    case FRONT_UNREAD:
    case FRONT_DAMAGED:
    case FRONT_AHEAD:
        break;
    }
    return store_complain(error, path, strerror(errno), "check the folder's rights and the disk");
}

static bool open_fronts(struct store *store, char *error)
{
    bool good = true;
    for (uint32_t half = 0; good && half < HALVES; half++) {
        good = open_front(store, half, error);
    }
    return good;
}

static bool complain_about_front(const struct store *store, const struct half *half,
                                 enum front_state state, char *error)
{
    char path[PATH_ROOM];
    store_path(store->folder, front_names[half - store->halves], path);
    return state == FRONT_AHEAD
               ? store_complain(
                     error, path, "it begins behind the end of data.mdb and the other front",
                     "one of these lost its end or is an older one: keep the folder, find the "
                     "right files or restore the last backup")
               : store_complain(
                     error, path, "it is damaged before its end",
                     "acknowledged records are in it: keep the folder, restore the last backup");
}

/* Both ends once more, as they are now. */
static bool open_again(struct store *store, char *error)
{
    for (uint32_t half = 0; half < HALVES; half++) {
        front_close(&store->halves[half].front);
    }
    if (!open_fronts(store, error)) {
        return false;
    }
    const int rc = read_state(store);
    return rc == 0 || store_complain(error, store->folder, mdb_strerror(rc), "check the disk");
}

/*
 * Both fronts behind what LMDB holds, the one that begins earlier first; the younger one is the active half.
 *
 *   out_half  which was looked at last: the one that is not sound
 */
static enum front_state scan_fronts(struct store *store, const struct half **out_half)
{
    const uint64_t first = front_first(&store->halves[0].front);
    const uint64_t first_of_other = front_first(&store->halves[1].front);
    store->active = first_of_other > first ? 1 : 0;
    struct half *const halves[HALVES] = {store_other(store), store_active(store)};
    enum front_state state = FRONT_SOUND;
    for (uint32_t i = 0; state == FRONT_SOUND && i < HALVES; i++) {
        struct front *front = &halves[i]->front;
        *out_half = halves[i];
        state = front_scan(front, store->last);
        if (state == FRONT_SOUND && front->count > 0) {
            store->last = front->first + front->count - 1;
        }
    }
    return state;
}

/* What stands in the fronts. A reader beside a hub that writes may have to look again. */
static bool read_fronts(struct store *store, char *error)
{
    const struct half *half = NULL;
    enum front_state state = scan_fronts(store, &half);
    for (int looks = 1; state != FRONT_SOUND && store->options.read_only && looks < LOOKS_MAX;
         looks++) {
        if (!open_again(store, error)) {
            return false;
        }
        state = scan_fronts(store, &half);
    }
    return state == FRONT_SOUND || complain_about_front(store, half, state, error);
}

bool store_look_again(struct store *store)
{
    char error[STORE_ERROR_ROOM];
    const uint64_t last = store->last;
    const uint64_t indexed = store->indexed;
    store_end_read(store);
    const bool good =
        !store->options.read_only || (open_again(store, error) && read_fronts(store, error));
    store->last = last;
    store->indexed = indexed;
    return good;
}

/* --- making the folder --- */

/* The folders on the way to the store, as mkdir -p makes them. */
static bool make_folders(const char *folder)
{
    char path[PATH_ROOM];
    text_copy(path, sizeof path, slice_of(folder));
    for (char *at = path + 1; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            if (mkdir(path, 0700) != 0 && errno != EEXIST) {
                return false;
            }
            *at = '/';
        }
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

void store_note_birth(const char *folder)
{
    char path[PATH_ROOM];
    store_path(folder, "born", path);
    const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
    }
}

struct store *store_open(const struct store_options *options, char *error)
{
    struct store *store = calloc(1, sizeof *store);
    error[0] = '\0';
    if (store == NULL) {
        (void)store_complain(error, options->folder, "no memory", "free some and start again");
        return NULL;
    }
    store->options = *options;
    store->lock_fd = -1;
    store->halves[0].front.fd = -1;
    store->halves[1].front.fd = -1;
    text_copy(store->folder, sizeof store->folder, slice_of(options->folder));
    store->options.folder = store->folder;
    store->halves[0].tail = calloc(TAIL_MAX, sizeof(struct tail_entry));
    store->halves[1].tail = calloc(TAIL_MAX, sizeof(struct tail_entry));
    const bool folder_there = store->halves[0].tail != NULL && store->halves[1].tail != NULL &&
                              (options->read_only || make_folders(store->folder));
    if (!folder_there) {
        (void)store_complain(error, store->folder, strerror(errno),
                             "make the folder for the user of the hub");
        store_close(store);
        return NULL;
    }
    if (!options->read_only && !take_lock(store, error)) {
        store_close(store);
        return NULL;
    }
    if (!open_fronts(store, error)) {
        store_close(store);
        return NULL;
    }
    const int rc = open_environment(store);
    if (rc != 0) {
        (void)store_complain(
            error, store->folder, mdb_strerror(rc),
            rc == MDB_VERSION_MISMATCH
                ? "this store is of another format: use the release that wrote it"
                : "check the folder's rights and the disk; restore a backup if the file is damaged");
        store_close(store);
        return NULL;
    }
    if (!read_fronts(store, error)) {
        store_close(store);
        return NULL;
    }
    if (!options->read_only) {
        char parent[PATH_ROOM];
        store_path(store->folder, "..", parent);
        store_note_birth(store->folder);
        store_sync_folder(store->folder);
        store_sync_folder(parent);
        store->full = store_is_full(store);
    }
    return store;
}

bool store_is_unborn(const char *folder)
{
    MDB_env *env = NULL;
    MDB_envinfo info = {.me_last_txnid = 1};
    char path[PATH_ROOM];
    struct stat status;
    store_path(folder, "born", path);
    if (access(path, F_OK) == 0) {
        return false; /* it held something: an empty file now is a damage, and no new beginning */
    }
    store_path(folder, "data.mdb", path);
    if (stat(path, &status) != 0 || status.st_size == 0) {
        return true;
    }
    if (mdb_env_create(&env) == 0 && mdb_env_open(env, folder, MDB_RDONLY, 0600) == 0) {
        (void)mdb_env_info(env, &info);
    }
    if (env != NULL) {
        mdb_env_close(env);
    }
    return info.me_last_txnid == 0;
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    worker_free(store->syncer);
    worker_free(store->mover);
    if (store->read != NULL) {
        mdb_txn_abort(store->read);
    }
    if (store->env != NULL) {
        mdb_env_close(store->env);
    }
    for (uint32_t half = 0; half < HALVES; half++) {
        front_close(&store->halves[half].front);
        free(store->halves[half].tail);
    }
    if (store->lock_fd >= 0) {
        close(store->lock_fd);
    }
    free(store);
}

/* --- reading --- */

int store_begin_read(struct store *store)
{
    int rc = 0;
    if (store->read_active) {
        return 0;
    }
    if (store->read == NULL) {
        rc = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &store->read);
    } else {
        rc = mdb_txn_renew(store->read);
    }
    store->read_active = rc == 0;
    return rc;
}

void store_end_read(struct store *store)
{
    if (store->read_active) {
        mdb_txn_reset(store->read);
        store->read_active = false;
    }
}

enum hub_status store_by_seq(struct store *store, struct seq seq, struct slice *out_record)
{
    uint8_t bytes[8];
    MDB_val key = {sizeof bytes, bytes};
    MDB_val value;
    if (front_find(&store_active(store)->front, seq.n, out_record) ||
        front_find(&store_other(store)->front, seq.n, out_record)) {
        return HUB_OK;
    }
    bytes_put_be(bytes, seq.n, 8);
    int rc = store_begin_read(store);
    if (rc == 0) {
        rc = mdb_get(store->read, store->journal, &key, &value);
    }
    if (rc != 0) {
        return rc == MDB_NOTFOUND ? HUB_E_REPORT_UNKNOWN : HUB_E_READ_FAILED;
    }
    *out_record = (struct slice){value.mv_data, value.mv_size};
    return HUB_OK;
}

struct seq store_last(struct store *store)
{
    return (struct seq){store->last};
}

/* --- writing --- */

static uint64_t mono_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000U + (uint64_t)now.tv_nsec / 1000U;
}

int store_put_record(MDB_cursor *cursor, uint64_t seq, struct slice record)
{
    uint8_t bytes[8];
    MDB_val key = {sizeof bytes, bytes};
    MDB_val value = {record.size_bytes, NULL};
    bytes_put_be(bytes, seq, 8);
    const int rc = mdb_cursor_put(cursor, &key, &value, MDB_APPEND | MDB_RESERVE);
    if (rc == 0) {
        memcpy(value.mv_data, record.data, record.size_bytes);
    }
    return rc;
}

/* The records of one realm's turn. */
struct turn {
    uint32_t realm;
    const struct effect *effects;
    uint32_t effect_count;
    uint32_t records;
    uint64_t size_bytes;
};

static bool is_of(const struct effect *effect, uint32_t realm)
{
    return effect->kind == EFFECT_APPEND && effect->realm == realm;
}

static struct turn measure(uint32_t realm, const struct effect *effects, uint32_t count)
{
    struct turn turn = {.realm = realm, .effects = effects, .effect_count = count};
    for (uint32_t i = 0; i < count; i++) {
        if (is_of(&effects[i], realm)) {
            turn.records++;
            turn.size_bytes += effects[i].as.append.record.size_bytes;
        }
    }
    return turn;
}

/* A turn that does not fit into a front, which were emptied for it, or when there is none: a transaction of its own. */
static int commit_turn(struct store *store, const struct turn *turn)
{
    HUB_CLEANUP(store_txn_abort) MDB_txn *txn = NULL;
    MDB_cursor *cursor = NULL;
    uint64_t seq = store->last;
    int rc = mdb_txn_begin(store->env, NULL, 0, &txn);
    if (rc == 0) {
        rc = mdb_cursor_open(txn, store->journal, &cursor);
    }
    for (uint32_t i = 0; i < turn->effect_count && rc == 0; i++) {
        const struct effect *effect = &turn->effects[i];
        if (is_of(effect, turn->realm)) {
            HUB_ASSERT(effect->after.n == ++seq);
            rc = store_put_record(cursor, effect->after.n, effect->as.append.record);
        }
    }
    if (cursor != NULL) {
        mdb_cursor_close(cursor);
    }
    if (rc == 0) {
        rc = mdb_txn_commit(txn);
        txn = NULL;
    }
    return rc;
}

/* The turn is written: what is looked up behind the journal from now on. */
static void note_turn(struct store *store, const struct turn *turn)
{
    struct half *half = store_active(store);
    for (uint32_t i = 0; i < turn->effect_count; i++) {
        const struct effect *effect = &turn->effects[i];
        if (is_of(effect, turn->realm)) {
            half->tail[half->tail_count++] = (struct tail_entry){
                .seq = effect->after.n,
                .number = effect->as.append.number,
                .source = effect->as.append.source,
                .area = effect->as.append.area,
            };
        }
    }
    store->last += turn->records;
    store->appended_bytes += turn->size_bytes;
    store->figures.records += turn->records;
}

/* One sync has ended. */
static bool end_sync(struct store *store, int rc)
{
    const uint64_t took_us = mono_us() - store->sync_begun_us;
    store->syncing = false;
    if (rc != 0) {
        return store_fail(store, "writing the journal", rc);
    }
    store->figures.sync_us_total += took_us;
    store->figures.sync_us_max =
        took_us > store->figures.sync_us_max ? took_us : store->figures.sync_us_max;
    store->figures.appends++;
    return true;
}

static int sync_front(void *front)
{
    return front_sync(front);
}

/* Into the active front, or by itself where that has no room. */
static bool write_turn(struct store *store, const struct turn *turn)
{
    struct front *front = &store_active(store)->front;
    int rc = 0;
    store->sync_begun_us = mono_us();
    if (!front_has_room(front, turn->records, turn->size_bytes)) {
        return end_sync(store, commit_turn(store, turn));
    }
    rc = front_write(front, turn->realm, turn->effects, turn->effect_count, store->last + 1);
    store->syncing =
        rc == 0 && turn->records >= APART_MIN && store_has_worker(&store->syncer, "sync");
    if (store->syncing) {
        worker_begin(store->syncer, sync_front, front);
        return true;
    }
    return end_sync(store, rc == 0 ? front_sync(front) : rc);
}

bool store_append(struct store *store, uint32_t realm, const struct effect *effects, uint32_t count)
{
    const struct turn turn = measure(realm, effects, count);
    const struct half *half = store_active(store);
    if (store->failed) {
        return false; /* (2) */
    }
    HUB_ASSERT(!store->syncing);
    store_end_read(store);
    const bool fits = front_has_room(&half->front, turn.records, turn.size_bytes);
    const bool held = half->front.count > 0 || store_other(store)->front.count > 0;
    const bool crowded = half->tail_count + TURN_EFFECTS_MAX > TAIL_MAX || (!fits && held);
    if ((crowded && !store_index(store)) || !write_turn(store, &turn)) {
        return false;
    }
    note_turn(store, &turn);
    return true;
}

enum store_settled store_settle(struct store *store, bool wait)
{
    int rc = 0;
    if (store->failed) {
        return STORE_FAILED;
    }
    if (!store->syncing) {
        return STORE_SYNCED;
    }
    if (!worker_end(store->syncer, wait, &rc)) {
        return STORE_SYNCING;
    }
    return end_sync(store, rc) ? STORE_SYNCED : STORE_FAILED;
}

int store_settle_fd(const struct store *store)
{
    return store->syncing ? worker_fd(store->syncer) : -1;
}

const char *store_error(const struct store *store)
{
    return store->error;
}

/* --- room --- */

static uint64_t used_bytes(struct store *store)
{
    MDB_envinfo info;
    MDB_stat stat;
    if (mdb_env_info(store->env, &info) != 0 || mdb_env_stat(store->env, &stat) != 0) {
        return 0;
    }
    return ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize;
}

bool store_is_full(struct store *store)
{
    struct stat status;
    const uint64_t used = used_bytes(store);
    const uint64_t reserve = store->options.reserve_bytes;
    if (store->failed || fstat(store->data_fd, &status) != 0) {
        return true;
    }
    store->appended_bytes = 0;
    uint64_t allocated = (uint64_t)status.st_blocks * 512U;
    if (allocated < used + reserve) {
        /* Blocks beyond the end of the file, so that a commit finds its room even on a full disk (4). */
        (void)fallocate(store->data_fd, FALLOC_FL_KEEP_SIZE, 0,
                        (off_t)(used + reserve + reserve / 2));
        if (fstat(store->data_fd, &status) == 0) {
            allocated = (uint64_t)status.st_blocks * 512U;
        }
    }
    store->figures.allocated_bytes = allocated;
    store->full = allocated < used + reserve / 2 || used + reserve > store->options.map_bytes;
    return store->full;
}

void store_figures(struct store *store, struct store_figures *out)
{
    MDB_envinfo info;
    *out = store->figures;
    out->used_bytes = used_bytes(store);
    out->tail_records = store->halves[0].tail_count + store->halves[1].tail_count;
    out->readers = mdb_env_info(store->env, &info) == 0 ? info.me_numreaders : 0;
}

void store_reap_readers(struct store *store)
{
    int dead = 0;
    (void)mdb_reader_check(store->env, &dead);
}
