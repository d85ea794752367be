#include "io/scrub.h"

#include "base/text.h"
#include "core/record.h"
#include "io/cleanup.h"
#include "io/log.h"
#include "io/tools.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ALL_READ UINT32_MAX /* the realm of the report that ends a reading */

/* --- in the reader's processes --- */

static void store_cleanup(struct store **store)
{
    store_close(*store);
}

static void damaged(struct scrub_report *report, uint64_t seq, const char *reason)
{
    report->result = SCRUB_DAMAGED;
    report->at = seq;
    text_copy(report->reason, sizeof report->reason, slice_of(reason));
}

/* One record; false when it is not the sound successor of the one with this hash, which becomes its own. */
static bool read_one(struct store *store, uint64_t seq, uint8_t hash[RECORD_HASH_BYTES],
                     struct scrub_report *report)
{
    struct slice bytes;
    struct record record;
    const enum hub_status status = store_by_seq(store, (struct seq){seq}, &bytes);
    if (status != HUB_OK) {
        damaged(report, seq,
                status == HUB_E_REPORT_UNKNOWN ? "it is missing" : "its page cannot be read");
    } else if (record_decode(bytes, &record) != HUB_OK) {
        damaged(report, seq, "its bytes do not fit its hash");
    } else if (record.seq.n != seq || memcmp(record.previous, hash, RECORD_HASH_BYTES) != 0) {
        damaged(report, seq, "it does not follow the one before");
    } else {
        memcpy(hash, record.hash, RECORD_HASH_BYTES);
        report->records = seq;
        return true;
    }
    return false;
}

/* Everything that was in the journal when we began. What dies while it reads leaves the report as it stood. */
static void read_realm(const struct config *config, uint32_t realm, struct scrub_report *report)
{
    const struct timespec rest = {.tv_nsec = SCRUB_REST_US * 1000L};
    uint8_t hash[RECORD_HASH_BYTES] = {0};
    char folder[TOOLS_PATH_ROOM];
    char error[STORE_ERROR_ROOM];
    struct store_options options =
        tools_store_options(config, config->store.directory, config->hub.realms[realm], folder);
    options.read_only = true;
    HUB_CLEANUP(store_cleanup) struct store *store = store_open(&options, error);
    if (store == NULL) {
        text_copy(report->reason, sizeof report->reason, slice_of(error));
        return;
    }
    const uint64_t last = store_last(store).n;
    for (uint64_t seq = 1; seq <= last; seq++) {
        if (!read_one(store, seq, hash, report)) {
            return;
        }
        if (seq % SCRUB_RECORDS_PER_READ == 0) {
            store_end_read(store); /* (2) */
            (void)nanosleep(&rest, NULL);
        }
    }
    report->result = SCRUB_SOUND;
}

/* A child is not to outlive who made it. */
static void end_with(pid_t parent)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(0);
    }
}

static void read_in_child(const struct config *config, uint32_t realm, struct scrub_report *report)
{
    int status = 0;
    const pid_t parent = getpid();
    *report = (struct scrub_report){.realm = realm, .result = SCRUB_UNREAD};
    const pid_t child = fork();
    if (child == 0) {
        end_with(parent);
        read_realm(config, realm, report);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        text_copy(report->reason, sizeof report->reason, slice_of(strerror(errno)));
    } else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL) {
        damaged(report, report->records + 1, strsignal(WTERMSIG(status)));
    } else if (report->result == SCRUB_UNREAD && report->reason[0] == '\0') {
        text_copy(report->reason, sizeof report->reason, slice_of("the reader was ended"));
    }
}

/* The reader: sleeps until it is asked, reads every realm, says how it went; ends when there is nobody to ask. */
static void serve(const struct config *config, int socket)
{
    char asked = 0;
    const struct sched_param none = {.sched_priority = 0};
    struct scrub_report *report =
        mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    (void)sched_setscheduler(0, SCHED_IDLE, &none); /* (1) */
    while (report != MAP_FAILED && recv(socket, &asked, sizeof asked, 0) == 1) {
        for (uint32_t i = 0; i < config->hub.realm_count; i++) {
            read_in_child(config, i, report);
            (void)send(socket, report, sizeof *report, MSG_NOSIGNAL);
        }
        *report = (struct scrub_report){.realm = ALL_READ};
        (void)send(socket, report, sizeof *report, MSG_NOSIGNAL);
    }
}

/* --- in the hub --- */

void scrub_start(struct scrub *scrub, const struct config *config)
{
    int ends[2] = {-1, -1};
    const pid_t parent = getpid();
    *scrub = (struct scrub){.config = config, .socket = -1, .reader = -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0) {
        scrub->reader = fork();
    }
    if (scrub->reader == 0) {
        end_with(parent);
        /* A signal to the whole group is the hub's to follow; we end with it (3). */
        (void)signal(SIGTERM, SIG_IGN);
        (void)signal(SIGINT, SIG_IGN);
        (void)signal(SIGHUP, SIG_IGN);
        close(ends[0]);
        serve(config, ends[1]);
        _exit(0);
    }
    if (ends[1] >= 0) {
        close(ends[1]);
    }
    scrub->socket = ends[0];
    if (scrub->reader < 0) {
        log_warning("store.scrub.off", "reason=%s next=\"run pusdalops verify now and then\"",
                    strerror(errno));
        scrub_stop(scrub);
    }
}

static void take_report(struct scrub *scrub, const struct scrub_report *report, int64_t mono_us)
{
    const char *realm = scrub->config->hub.realms[report->realm];
    scrub->last[report->realm] = *report;
    scrub->read_mono_us[report->realm] = mono_us;
    switch (report->result) {
    case SCRUB_SOUND:
        log_info("store.scrub.sound", "realm=%s records=%" PRIu64, realm, report->records);
        break;
    case SCRUB_DAMAGED:
        log_error(
            "store.scrub.damaged",
            "realm=%s record=%" PRIu64
            " reason=%s next=\"the picture in memory is whole and the hub goes on; keep view.snapshot, check the disk, run pusdalops verify, then stop the hub and restore the last good backup\"",
            realm, report->at, report->reason);
        break;
    case SCRUB_UNREAD:
        log_warning("store.scrub.unread", "realm=%s reason=%s next=\"trying again in a day\"",
                    realm, report->reason);
        break;
    }
}

bool scrub_turn(struct scrub *scrub, int64_t mono_us)
{
    const char ask = 1;
    struct scrub_report report;
    if (scrub->socket < 0) {
        return false;
    }
    if (!scrub->reading && mono_us >= scrub->next_mono_us) {
        scrub->next_mono_us = mono_us + SCRUB_EVERY_US;
        scrub->reading = send(scrub->socket, &ask, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
    }
    for (;;) {
        const ssize_t size = recv(scrub->socket, &report, sizeof report, MSG_DONTWAIT);
        if (size == 0) {
            log_warning("store.scrub.ended",
                        "next=\"the journal is not read through until the hub is started again; "
                        "run pusdalops verify\"");
            scrub_stop(scrub);
            return false;
        }
        if (size != (ssize_t)sizeof report) {
            return false;
        }
        if (report.realm == ALL_READ) {
            scrub->reading = false;
            return true;
        }
        if (report.realm < scrub->config->hub.realm_count) {
            take_report(scrub, &report, mono_us);
        }
    }
}

const struct scrub_report *scrub_worst(const struct scrub *scrub)
{
    const struct scrub_report *worst = &scrub->last[0];
    for (uint32_t i = 0; i < scrub->config->hub.realm_count; i++) {
        const enum scrub_result result = scrub->last[i].result;
        if (result == SCRUB_DAMAGED) {
            return &scrub->last[i];
        }
        if (result == SCRUB_UNREAD) {
            worst = &scrub->last[i];
        }
    }
    return worst;
}

void scrub_stop(struct scrub *scrub)
{
    if (scrub->socket >= 0) {
        close(scrub->socket);
        scrub->socket = -1;
    }
    if (scrub->reader > 0) {
        (void)kill(scrub->reader, SIGKILL); /* it only reads */
        (void)waitpid(scrub->reader, NULL, 0);
        scrub->reader = -1;
    }
}
