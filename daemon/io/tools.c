#include "io/tools.h"

#include "base/text.h"
#include "core/share.h"
#include "io/cleanup.h"
#include "io/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define GIB           (1024ULL * 1024 * 1024)
#define MIB           (1024ULL * 1024)
#define SCRATCH_BYTES (2 * DECODE_BYTES_MAX)

void *tools_room(size_t size_bytes)
{
    void *room = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return room == MAP_FAILED ? NULL : room;
}

void tools_room_free(void *room, size_t size_bytes)
{
    if (room != NULL) {
        munmap(room, size_bytes);
    }
}

struct view_limits tools_limits(const struct config *config)
{
    return (struct view_limits){
        .sources_max = config->limits.sources_max,
        .gaps_max = config->limits.gaps_max,
        .picture =
            {
                .events_max = config->limits.events_max,
                .spots_max = config->limits.spots_max,
                .cells_max = config->limits.cells_max,
                .versions_max = config->limits.versions_max,
            },
        .ledger =
            {
                .articles_max = config->limits.articles_max,
                .lines_max = config->limits.lines_max,
                .pledges_max = config->limits.pledges_max,
                .reliefs_max = config->limits.reliefs_max,
                .tallies_max = config->limits.tallies_max,
            },
        .stock =
            {
                .warehouses_max = config->limits.warehouses_max,
                .stocks_max = config->limits.stocks_max,
            },
        .tasks =
            {
                .plans_max = config->limits.plans_max,
                .plan_lines_max = config->limits.plan_lines_max,
                .activations_max = config->limits.activations_max,
                .tasks_max = config->limits.tasks_max,
            },
        .shipments_max = config->limits.shipments_max,
    };
}

struct store_options tools_store_options(const struct config *config, const char *directory,
                                         const char *realm, char *folder)
{
    size_t used = text_copy(folder, TOOLS_PATH_ROOM, slice_of(directory));
    used += text_copy(&folder[used], TOOLS_PATH_ROOM - used, slice_of("/"));
    const size_t name = used;
    text_copy(&folder[used], TOOLS_PATH_ROOM - used, slice_of(realm));
    for (size_t i = name; folder[i] != '\0'; i++) {
        if (folder[i] == '/') {
            folder[i] =
                '-'; /* drill/x lives in drill-x; no realm's name has a dash before its slash */
        }
    }
    return (struct store_options){
        .folder = folder,
        .map_bytes = config->store.size_gib * GIB,
        .reserve_bytes = config->store.reserve_mib * MIB,
    };
}

/* --- verify --- */

/* A view in room of its own. */
struct hall {
    struct view view;
    void *room;
    size_t room_bytes;
};

static void hall_close(struct hall *hall)
{
    tools_room_free(hall->room, hall->room_bytes);
}

static bool hall_open(struct hall *hall, const struct view_limits *limits)
{
    hall->room_bytes = view_bytes(limits);
    hall->room = tools_room(hall->room_bytes);
    if (hall->room == NULL) {
        return false;
    }
    view_init(&hall->view, hall->room, limits);
    return true;
}

static void store_cleanup(struct store **store)
{
    store_close(*store);
}

/* Is every record found through the indexes too? */
static bool indexes_agree(struct store *store, const struct view *view)
{
    for (uint64_t seq = 1; seq <= view->last.n; seq++) {
        struct slice bytes;
        struct slice again;
        struct record record;
        store_end_read(store);
        if (store_by_seq(store, (struct seq){seq}, &bytes) != HUB_OK ||
            record_decode(bytes, &record) != HUB_OK) {
            return false;
        }
        const struct source_id source = source_find(&view->sources, record.source);
        if (record.kind == RECORD_MESSAGE && store_is_indexed(store, (struct seq){seq}) &&
            (store_by_number(store, source, record.number, &again) != HUB_OK ||
             !slice_equal(bytes, again))) {
            return false;
        }
    }
    return true;
}

static void print_head(const struct view *view, const char *realm)
{
    (void)printf("verify realm=%s records=%" PRIu64 " head=", realm, view->last.n);
    for (int i = 0; i < RECORD_HASH_BYTES; i++) {
        (void)printf("%02x", view->head[i]);
    }
}

/*
 * What is true of the saved view, in a word: "none"; "equal"; "newer", when a hub saved it after we had begun;
 * "unusable", when a start would pass over it. NULL, and said why: it is not the view of this journal.
 */
static const char *snapshot_word(struct store *store, const struct view *all, struct view *quick,
                                 struct arena *scratch, const char *realm)
{
    char error[STORE_ERROR_ROOM];
    struct store_figures figures;
    const enum store_snapshot_place place = store_snapshot_place(store);
    if (place == STORE_SNAPSHOT_NONE) {
        return "none";
    }
    if (place == STORE_SNAPSHOT_NEWER) {
        return "newer";
    }
    if (store_restore(store, quick, scratch, true, error) != HUB_OK) {
        log_error("verify.snapshot.foreign", "realm=%s reason=%s", realm, error);
        return NULL;
    }
    if (!view_equal(all, quick)) {
        log_error("verify.snapshot.differs",
                  "realm=%s next=\"remove view.snapshot: it is only a short cut; report this\"",
                  realm);
        return NULL;
    }
    store_figures(store, &figures);
    return figures.snapshot_seq == 0 ? "unusable" : "equal";
}

static bool verify_open(struct store *store, const struct view_limits *limits, const char *realm)
{
    HUB_CLEANUP(hall_close) struct hall all = {.room = NULL};
    HUB_CLEANUP(hall_close) struct hall quick = {.room = NULL};
    char error[STORE_ERROR_ROOM];
    static _Alignas(16) uint8_t scratch_room[SCRATCH_BYTES];
    struct arena scratch;
    arena_init(&scratch, scratch_room, sizeof scratch_room);
    if (!hall_open(&all, limits) || !hall_open(&quick, limits)) {
        log_error("verify.memory", "next=\"free memory and try again\"");
        return false;
    }
    if (store_restore(store, &all.view, &scratch, false, error) != HUB_OK) {
        log_error("verify.journal.damaged", "realm=%s reason=%s", realm, error);
        return false;
    }
    if (!picture_audit(&all.view.picture, &all.view.sources) || !share_audit(&all.view) ||
        !tasks_audit(&all.view.tasks, &all.view.ledger)) {
        log_error("verify.sums.differ", "realm=%s next=\"keep the store and report this\"", realm);
        return false;
    }
    if (!indexes_agree(store, &all.view)) {
        log_error("verify.index.differs", "realm=%s next=\"keep the store and report this\"",
                  realm);
        return false;
    }
    const char *snapshot = snapshot_word(store, &all.view, &quick.view, &scratch, realm);
    if (snapshot == NULL) {
        return false;
    }
    print_head(&all.view, realm);
    (void)printf(" chain=sound sums=equal index=equal snapshot=%s result=equal\n", snapshot);
    return true;
}

enum verdict { VERDICT_EQUAL, VERDICT_DIFFERS, VERDICT_UNBORN };

static enum verdict verify_realm(const struct config *config, const char *directory,
                                 const char *realm)
{
    char folder[TOOLS_PATH_ROOM];
    char error[STORE_ERROR_ROOM];
    const struct view_limits limits = tools_limits(config);
    struct store_options options = tools_store_options(config, directory, realm, folder);
    if (store_is_unborn(folder)) {
        (void)printf("verify realm=%s records=0 result=unborn\n", realm);
        return VERDICT_UNBORN;
    }
    options.read_only = true;
    HUB_CLEANUP(store_cleanup) struct store *store = store_open(&options, error);
    if (store == NULL) {
        log_error("verify.open.failed", "realm=%s reason=%s", realm, error);
        return VERDICT_DIFFERS;
    }
    return verify_open(store, &limits, realm) ? VERDICT_EQUAL : VERDICT_DIFFERS;
}

bool tools_verify(const struct config *config, const char *directory, const char *realm)
{
    uint32_t verdicts[] = {0, 0, 0};
    for (uint32_t i = 0; i < config->hub.realm_count; i++) {
        if (realm == NULL || strcmp(realm, config->hub.realms[i]) == 0) {
            verdicts[verify_realm(config, directory, config->hub.realms[i])]++;
        }
    }
    if (verdicts[VERDICT_EQUAL] + verdicts[VERDICT_DIFFERS] == 0) {
        if (verdicts[VERDICT_UNBORN] == 0) {
            log_error("verify.realm.unknown", "realm=%s next=\"name a realm of hub.realms\"",
                      realm == NULL ? "" : realm);
        } else {
            log_error("verify.nothing",
                      "path=%s next=\"no journal is there: is store.directory the right one?\"",
                      directory);
        }
        return false;
    }
    return verdicts[VERDICT_DIFFERS] == 0;
}

/* --- backup and restore --- */

static bool copy_realm(const struct config *config, const char *from, const char *to,
                       const char *realm)
{
    char source[TOOLS_PATH_ROOM];
    char target[TOOLS_PATH_ROOM];
    char error[STORE_ERROR_ROOM];
    struct store_options options = tools_store_options(config, from, realm, source);
    (void)tools_store_options(config, to, realm, target);
    options.read_only = true;
    HUB_CLEANUP(store_cleanup) struct store *store = store_open(&options, error);
    if (store == NULL || !store_copy(store, target, error)) {
        log_error("copy.failed", "realm=%s reason=%s", realm, error);
        return false;
    }
    (void)printf("copied realm=%s to=%s\n", realm, target);
    return true;
}

static bool has_file(const char *folder, const char *name)
{
    char path[TOOLS_PATH_ROOM + 16];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

/* Is there nothing to copy of this realm, because it was added later? What held a journal once is never passed over. */
static bool not_there_yet(const struct config *config, const char *from, const char *realm)
{
    char folder[TOOLS_PATH_ROOM];
    (void)tools_store_options(config, from, realm, folder);
    return !has_file(folder, "data.mdb") && !has_file(folder, "born");
}

static bool copy_all(const struct config *config, const char *from, const char *to)
{
    uint32_t copied = 0;
    if (mkdir(to, 0700) != 0 && errno != EEXIST) {
        log_error("copy.folder", "path=%s reason=%s", to, strerror(errno));
        return false;
    }
    for (uint32_t i = 0; i < config->hub.realm_count; i++) {
        const char *realm = config->hub.realms[i];
        if (not_there_yet(config, from, realm)) {
            (void)printf("skipped realm=%s: nothing in %s; a start of the hub begins it\n", realm,
                         from);
            continue;
        }
        if (!copy_realm(config, from, to, realm)) {
            return false;
        }
        copied++;
    }
    if (copied == 0) {
        log_error("copy.nothing",
                  "path=%s next=\"no realm of hub.realms is there: name the right folder\"", from);
        return false;
    }
    return tools_verify(config, to, NULL);
}

bool tools_backup(const struct config *config, const char *target)
{
    return copy_all(config, config->store.directory, target);
}

bool tools_restore(const struct config *config, const char *source)
{
    for (uint32_t i = 0; i < config->hub.realm_count; i++) {
        char folder[TOOLS_PATH_ROOM];
        (void)tools_store_options(config, config->store.directory, config->hub.realms[i], folder);
        if (has_file(folder, "data.mdb") || has_file(folder, "view.snapshot")) {
            log_error("restore.not_empty",
                      "path=%s next=\"move the old store away first: nothing is ever overwritten\"",
                      folder);
            return false;
        }
    }
    return copy_all(config, source, config->store.directory);
}

/* --- audit --- */

static int audit_child(const struct config *config)
{
    const struct view_limits limits = tools_limits(config);
    for (uint32_t i = 0; i < config->hub.realm_count; i++) {
        HUB_CLEANUP(hall_close) struct hall hall = {.room = NULL};
        char folder[TOOLS_PATH_ROOM];
        char error[STORE_ERROR_ROOM];
        static _Alignas(16) uint8_t scratch_room[SCRATCH_BYTES];
        struct arena scratch;
        struct store_options options =
            tools_store_options(config, config->store.directory, config->hub.realms[i], folder);
        if (store_is_unborn(folder)) {
            continue; /* a new realm, or one whose first start was cut */
        }
        options.read_only = true;
        arena_init(&scratch, scratch_room, sizeof scratch_room);
        HUB_CLEANUP(store_cleanup) struct store *store = store_open(&options, error);
        if (store == NULL || !hall_open(&hall, &limits) ||
            store_restore(store, &hall.view, &scratch, true, error) != HUB_OK) {
            log_error("store.audit.failed", "realm=%s reason=%s", config->hub.realms[i], error);
            return 1;
        }
    }
    return 0;
}

bool tools_audit(const struct config *config)
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        _exit(audit_child(config));
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        log_error("store.audit.failed", "reason=%s next=\"start again\"", strerror(errno));
        return false;
    }
    if (WIFSIGNALED(status)) {
        log_error(
            "store.damaged",
            "signal=%d next=\"the file is damaged: keep the folder, restore the last backup (pusdalops restore)\"",
            WTERMSIG(status));
        return false;
    }
    return WEXITSTATUS(status) == 0;
}
