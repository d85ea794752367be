/* Filling a view again, the saved view that shortens it, and copying a journal. */
#include "io/store_inside.h"

#include "base/assert.h"
#include "core/record.h"
#include "io/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORDS_PER_READ 1024

/* --- snapshots --- */

static void unmap(struct slice *bytes)
{
    if (bytes->data != NULL) {
        union {
            const uint8_t *read;
            void *write;
        } pointer = {.read = bytes->data};
        munmap(pointer.write, bytes->size_bytes);
    }
}

static struct slice map_snapshot(const struct store *store)
{
    struct slice bytes = {NULL, 0};
    char path[PATH_ROOM];
    struct stat status;
    store_path(store->folder, "view.snapshot", path);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return bytes;
    }
    if (fstat(fd, &status) == 0 && status.st_size > 0) {
        void *map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map != MAP_FAILED) {
            bytes = (struct slice){map, (size_t)status.st_size};
        }
    }
    close(fd);
    return bytes;
}

static bool load_snapshot(const struct store *store, struct view *view)
{
    HUB_CLEANUP(unmap) struct slice bytes = map_snapshot(store);
    return bytes.data != NULL && view_load(view, bytes);
}

enum store_snapshot_place store_snapshot_place(struct store *store)
{
    HUB_CLEANUP(unmap) struct slice bytes = map_snapshot(store);
    struct slice record;
    if (bytes.data == NULL) {
        return STORE_SNAPSHOT_NONE;
    }
    const struct seq last = view_snapshot_last(bytes);
    if (last.n <= store->last) {
        return STORE_SNAPSHOT_WITHIN;
    }
    /* The journal as it is now, not as it was. */
    const bool held = store_look_again(store) && store_by_seq(store, last, &record) == HUB_OK;
    store_end_read(store);
    return held ? STORE_SNAPSHOT_NEWER : STORE_SNAPSHOT_AHEAD;
}

/*
 * Not synced: a snapshot that the power took is found out by its hash, and the journal is replayed. Written beside
 * and renamed, so that a crash of ours leaves the old one.
 */
bool store_save_snapshot(struct store *store, const struct view *view)
{
    char path[PATH_ROOM];
    char beside[PATH_ROOM];
    const size_t size_bytes = view_snapshot_bytes(view);
    store_path(store->folder, "view.snapshot", path);
    store_path(store->folder, "view.snapshot.new", beside);
    const int fd = open(beside, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return false;
    }
    bool saved = false;
    void *map = MAP_FAILED;
    if (posix_fallocate(fd, 0, (off_t)size_bytes) == 0) {
        map = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    if (map != MAP_FAILED) {
        view_save(view, map);
        munmap(map, size_bytes);
        saved = rename(beside, path) == 0;
    }
    close(fd);
    if (saved) {
        store->figures.snapshot_seq = view->last.n;
    } else {
        (void)unlink(beside);
    }
    return saved;
}

/* Is the record that the snapshot ends with the one in the journal? A restored or foreign snapshot is not taken. */
static bool snapshot_fits(struct store *store, const struct view *view)
{
    struct slice bytes;
    struct record record;
    if (view->last.n == 0) {
        return true;
    }
    return view->last.n <= store->last && store_by_seq(store, view->last, &bytes) == HUB_OK &&
           record_decode(bytes, &record) == HUB_OK &&
           memcmp(record.hash, view->head, RECORD_HASH_BYTES) == 0;
}

static bool add_to_tail(struct store *store, const struct view *view, struct slice bytes)
{
    struct record record;
    if (record_decode(bytes, &record) != HUB_OK) {
        return false;
    }
    struct half *half = store_other(store);
    half = half->tail_count < TAIL_MAX ? half : store_active(store);
    HUB_ASSERT(half->tail_count < TAIL_MAX); /* a hub indexes long before */
    half->tail[half->tail_count++] = (struct tail_entry){
        .seq = record.seq.n,
        .number = record.number,
        .source = record.kind == RECORD_MESSAGE ? source_find(&view->sources, record.source).n : 0,
        .area = record.area,
    };
    return true;
}

/* One record: into the view if it is not there yet, and into the tail if it is not in the indexes yet. */
static enum hub_status restore_one(struct store *store, struct view *view, struct arena *scratch,
                                   uint64_t seq)
{
    struct slice bytes;
    enum hub_status status = store_by_seq(store, (struct seq){seq}, &bytes);
    if (status == HUB_OK && seq > view->last.n) {
        status = view_replay(view, bytes, scratch);
    }
    if (status == HUB_OK && seq > store->indexed && !store->options.read_only &&
        !add_to_tail(store, view, bytes)) {
        status = HUB_E_READ_FAILED;
    }
    return status;
}

static enum hub_status complain_about(const struct store *store, uint64_t seq,
                                      enum hub_status status, char *error)
{
    const bool too_small = status == HUB_E_LIMIT_REACHED;
    char where[64];
    (void)snprintf(where, sizeof where, "record %llu", (unsigned long long)seq);
    (void)store_complain(
        error, store->folder, where,
        too_small ? "the tables are too small for this journal: raise limits in the configuration"
                  : "the journal is damaged here: keep the folder, restore the last backup");
    return too_small ? status : HUB_E_READ_FAILED;
}

/* The fronts of an older store are empty now: from here on their frames have a mark that nobody can write into a message. */
static bool take_mark(struct store *store)
{
    HUB_CLEANUP(store_txn_abort) MDB_txn *txn = NULL;
    uint64_t mark = 0;
    if (store_active(store)->front.mark != FRONT_MARK_PLAIN) {
        return true;
    }
    store_end_read(store);
    int rc = mdb_txn_begin(store->env, NULL, 0, &txn);
    if (rc == 0) {
        rc = store_choose_mark(store, txn, &mark);
    }
    if (rc == 0) {
        rc = mdb_txn_commit(txn);
        txn = NULL;
    }
    if (rc == 0) {
        store_set_mark(store, mark);
    }
    return rc == 0;
}

enum hub_status store_restore(struct store *store, struct view *view, struct arena *scratch,
                              bool use_snapshot, char *error)
{
    const bool loaded = use_snapshot && load_snapshot(store, view);
    if (loaded && !snapshot_fits(store, view)) {
        const bool ahead = view->last.n > store->last;
        (void)store_complain(
            error, store->folder,
            ahead ? "view.snapshot has later records than the journal"
                  : "view.snapshot is not of this journal",
            ahead ? "the journal lost its end or is an older one: keep the folder, find the right "
                    "data.mdb or restore the last backup"
                  : "remove view.snapshot and start again: it is only a short cut");
        return HUB_E_READ_FAILED;
    }
    store->figures.snapshot_seq = view->last.n;
    const uint64_t first = view->last.n < store->indexed ? view->last.n : store->indexed;
    for (uint64_t seq = first + 1; seq <= store->last; seq++) {
        if (seq % RECORDS_PER_READ == 0) {
            store_end_read(store); /* a long reader would pin what a hub beside us gives back */
        }
        const enum hub_status status = restore_one(store, view, scratch, seq);
        if (status != HUB_OK) {
            store_end_read(store);
            return complain_about(store, seq, status, error);
        }
    }
    store_end_read(store);
    /* What a killed hub wrote to the front may not have been synced: a repeat must not be answered before it is. */
    if (!store->options.read_only && (!store_index(store) || !take_mark(store))) {
        (void)store_complain(error, store->folder, "the front cannot be moved into data.mdb",
                             "check the disk");
        return HUB_E_READ_FAILED;
    }
    return HUB_OK;
}

/* What root makes belongs to whoever owns the folder around it: else the hub could not open what was restored. */
static void give_to_owner(const char *folder)
{
    static const char *const names[] = {".", "data.mdb", FRONT_FILE, FRONT_OTHER_FILE, "born"};
    char path[PATH_ROOM];
    struct stat around;
    store_path(folder, "..", path);
    if (geteuid() != 0 || stat(path, &around) != 0) {
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        store_path(folder, names[i], path);
        if (lchown(path, around.st_uid, around.st_gid) != 0 && errno != ENOENT) {
            return; /* a file system without owners has none to go wrong */
        }
    }
}

bool store_copy(struct store *store, const char *folder, char *error)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return store_complain(error, folder, strerror(errno), "name a folder that can be made");
    }
    char path[PATH_ROOM];
    store_path(folder, "data.mdb", path);
    const int rc = mdb_env_copy2(store->env, folder, MDB_CP_COMPACT);
    if (rc != 0) {
        if (rc != EEXIST) {
            (void)unlink(path); /* half a journal must not pass for one */
        }
        return store_complain(error, folder, mdb_strerror(rc),
                              "the folder must be empty and have room");
    }
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0 || fchmod(fd, 0600) != 0 || fsync(fd) != 0) {
        (void)store_complain(error, path, strerror(errno), "check the disk of the backup");
        if (fd >= 0) {
            close(fd);
        }
        return false;
    }
    close(fd);
    /* As they were before data.mdb was copied: together they are whole. */
    for (uint32_t half = 0; half < HALVES; half++) {
        store_path(folder, half == 0 ? FRONT_FILE : FRONT_OTHER_FILE, path);
        if (!front_copy(&store->halves[half].front, path)) {
            return store_complain(error, path, strerror(errno), "check the disk of the backup");
        }
    }
    store_note_birth(folder);
    give_to_owner(folder);
    store_sync_folder(folder);
    return true;
}
