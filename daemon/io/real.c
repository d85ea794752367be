#include "io/real.h"

#include "base/assert.h"
#include "io/log.h"
#include "io/loop.h"
#include "io/memory.h"
#include "io/metrics.h"
#include "io/notify.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#define CHORES_US        (US_PER_S / 4)
#define REAP_US          (60 * US_PER_S)
#define PROBE_US         (60 * US_PER_S)
#define PROBE_WAIT_MS    2000
#define JUDGING_US       US_PER_S
#define BARRED_MS        (5 * 60 * 1000)
#define REOPEN_US        (5 * US_PER_MS) /* the place is free a moment after the closing */
#define REOPEN_SLOWLY_US (US_PER_S / 4)  /* somebody else has it */
#define REOPEN_SOON_US   (2 * US_PER_S)
#define GIVE_BACK_US     (5 * US_PER_S)
#define QUIET_REQUESTS   16 /* fewer between two chores: a quiet moment */

static int64_t to_us(struct timespec time)
{
    return (int64_t)time.tv_sec * US_PER_S + time.tv_nsec / 1000;
}

void real_now(int64_t *out_utc_us, int64_t *out_mono_us)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    *out_utc_us = to_us(time);
    clock_gettime(CLOCK_MONOTONIC, &time);
    *out_mono_us = to_us(time);
}

bool real_init(struct real *real)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    int64_t utc_us = 0;
    real_now(&utc_us, &real->started_mono_us);
    real->next_probe_mono_us = real->started_mono_us + PROBE_US;
    real->watchdog_interval_us = (int64_t)notify_watchdog_interval_us();
    real->ear = socket_ear_new(LOOP_EVENTS_MAX);
    real->signal_fd = sigprocmask(SIG_BLOCK, &signals, NULL) == 0
                          ? signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC)
                          : -1;
    return real->ear != NULL && real->signal_fd >= 0;
}

void real_free(struct real *real)
{
    socket_ear_free(real->ear);
    zap_probe_end(real->probe);
    if (real->signal_fd >= 0) {
        close(real->signal_fd);
    }
}

/* --- hearing --- */

static void take_signals(struct real *real)
{
    struct signalfd_siginfo signal;
    while (read(real->signal_fd, &signal, sizeof signal) == (ssize_t)sizeof signal) {
        if (signal.ssi_signo == SIGHUP) {
            real->reload_asked = true;
        } else {
            real->stop_asked = true;
        }
    }
}

static uint32_t hear_doors(struct real *real, struct event *events, uint32_t max)
{
    int64_t utc_us = 0;
    int64_t mono_us = 0;
    real_now(&utc_us, &mono_us);
    /* Half a turn for each door, so that neither starves the other. */
    uint32_t count =
        socket_hear(real->sockets, real->ear, DOOR_SUBMIT, events, max / 2, utc_us, mono_us);
    count += socket_hear(real->sockets, real->ear, DOOR_INTAKE, &events[count], max / 2, utc_us,
                         mono_us);
    return count;
}

static void wait_for_something(struct real *real, int64_t wake_mono_us)
{
    zmq_pollitem_t items[4 + LANE_COUNT + REALMS_MAX];
    int count = 0;
    int64_t utc_us = 0;
    int64_t mono_us = 0;
    items[count++] = (zmq_pollitem_t){.fd = real->signal_fd, .events = ZMQ_POLLIN};
    if (real->sockets->zmq[SOCKET_SUBMIT] != NULL) {
        items[count++] =
            (zmq_pollitem_t){.socket = real->sockets->zmq[SOCKET_SUBMIT], .events = ZMQ_POLLIN};
    }
    if (real->sockets->zmq[SOCKET_INTAKE] != NULL) {
        items[count++] =
            (zmq_pollitem_t){.socket = real->sockets->zmq[SOCKET_INTAKE], .events = ZMQ_POLLIN};
    }
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        if (real->sockets->zmq[SOCKET_INTERNAL + lane] != NULL) {
            items[count++] = (zmq_pollitem_t){.socket = real->sockets->zmq[SOCKET_INTERNAL + lane],
                                              .events = ZMQ_POLLIN};
        }
    }
    for (uint32_t realm = 0; realm < real->realm_count; realm++) {
        const int fd = store_settle_fd(real->stores[realm]);
        if (fd >= 0) {
            items[count++] = (zmq_pollitem_t){.fd = fd, .events = ZMQ_POLLIN};
        }
    }
    if (real->http != NULL) {
        items[count++] = (zmq_pollitem_t){.fd = http_fd(real->http), .events = ZMQ_POLLIN};
    }
    real_now(&utc_us, &mono_us);
    if (real->next_chores_mono_us < wake_mono_us) {
        wake_mono_us = real->next_chores_mono_us;
    }
    if (real->feeds_closed && real->next_reopen_mono_us < wake_mono_us) {
        wake_mono_us = real->next_reopen_mono_us;
    }
    const int64_t wait_us = wake_mono_us - mono_us;
    const long wait_ms = wait_us <= 0 ? 0 : (long)((wait_us + US_PER_MS - 1) / US_PER_MS);
    if (zmq_poll(items, count, wait_ms) > 0 && (items[0].revents & ZMQ_POLLIN) != 0) {
        take_signals(real);
    }
}

/* Who holds more than a client may is barred first and cut then, or it would be back at once. */
static void turn_away_flooders(struct real *real)
{
    char name[IDENTIFIER_BYTES_MAX + 1];
    const char *key = NULL;
    while ((key = listeners_flooder(real->sockets->listeners)) != NULL) {
        zap_bar(real->zap, key, BARRED_MS, name);
        listeners_cut_client(real->sockets->listeners, key);
        real->floods++;
        log_warning(
            "feed.flood",
            "client=%s subscriptions_max=%u next=\"it is off the feed for 5 minutes or until a reload, and may still hand in; mend its program, or raise limits.client_subscriptions and start again\"",
            name, real->config->limits.client_subscriptions);
    }
}

static bool listened_differs(const struct real *real)
{
    bool differs = !real->listeners_told;
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        const bool listened = listeners_held(real->sockets->listeners, (enum lane)lane) > 0;
        differs = differs || listened != real->listened_told[lane];
    }
    return differs;
}

/* What the hub has to know about its surroundings, before it hears anybody. */
static uint32_t hear_surroundings(struct real *real, struct event *events)
{
    uint32_t count = 0;
    if (real->room_changed) {
        real->room_changed = false;
        events[count] = (struct event){.kind = EVENT_STORE};
        events[count++].as.store.full = real->full;
    }
    socket_hear_listeners(real->sockets);
    turn_away_flooders(real);
    if (listened_differs(real)) {
        real->listeners_told = true;
        events[count] = (struct event){.kind = EVENT_LISTENERS};
        for (int lane = 0; lane < LANE_COUNT; lane++) {
            real->listened_told[lane] =
                listeners_held(real->sockets->listeners, (enum lane)lane) > 0;
            events[count].as.listeners.listened[lane] = real->listened_told[lane];
        }
        count++;
    }
    for (uint32_t i = 0; i < count; i++) {
        real_now(&events[i].at_utc_us, &events[i].mono_us);
    }
    return count;
}

static uint32_t hear(void *self, int64_t wake_mono_us, struct event *events, uint32_t max)
{
    struct real *real = self;
    socket_ear_forget(real->ear);
    uint32_t count = hear_surroundings(real, events);
    count += hear_doors(real, &events[count], max - count);
    if (count == 0) {
        wait_for_something(real, wake_mono_us);
        count = hear_surroundings(real, events);
        count += hear_doors(real, &events[count], max - count);
    }
    return count;
}

/* --- durable, spoken --- */

/* wait: until it is synced, or failed */
static enum world_durable look_at_stores(const struct real *real, bool wait)
{
    bool going = false;
    for (uint32_t realm = 0; realm < real->realm_count; realm++) {
        switch (store_settle(real->stores[realm], wait)) {
        case STORE_SYNCED:
            break;
        case STORE_SYNCING:
            going = true;
            break;
        case STORE_FAILED:
            return WORLD_FAILED;
        }
    }
    return going ? WORLD_GOING : WORLD_DURABLE;
}

static bool settle(void *self)
{
    return look_at_stores(self, true) == WORLD_DURABLE;
}

static enum world_durable append(void *self, const struct effect *effects, uint32_t count)
{
    struct real *real = self;
    for (uint32_t realm = 0; realm < real->realm_count; realm++) {
        bool any = false;
        for (uint32_t i = 0; i < count && !any; i++) {
            any = effects[i].kind == EFFECT_APPEND && effects[i].realm == realm;
        }
        if (any && !store_append(real->stores[realm], realm, effects, count)) {
            return WORLD_FAILED;
        }
    }
    return look_at_stores(real, false);
}

static void speak(void *self, const struct effect *effect)
{
    const struct real *real = self;
    if (effect->kind == EFFECT_REPLY) {
        socket_reply(real->sockets, effect);
    } else {
        socket_publish(real->sockets, effect);
    }
}

static void now(void *self, int64_t *out_utc_us, int64_t *out_mono_us)
{
    (void)self;
    real_now(out_utc_us, out_mono_us);
}

/* --- between turns --- */

void real_save_snapshots(struct real *real, const struct hub *hub)
{
    for (uint32_t realm = 0; realm < real->realm_count; realm++) {
        const struct view *view = &hub->realms[realm].view;
        if (view->last.n == real->snapshot_seq[realm]) {
            continue;
        }
        real->snapshot_seq[realm] =
            view->last.n; /* also when it fails: try again after as many records */
        if (store_settle(real->stores[realm], true) != STORE_SYNCED) {
            continue; /* the loop is told when it asks; a view that is ahead of the journal is not kept */
        }
        if (!store_save_snapshot(real->stores[realm], view)) {
            log_warning("store.snapshot.failed",
                        "realm=%s next=\"the next start replays more of the journal\"",
                        hub->realms[realm].name);
        }
    }
}

/* After a failure nothing is written any more, to no realm. */
static void move_front(struct real *real, uint32_t realm)
{
    if (!real->store_failed && !store_index(real->stores[realm])) {
        real->store_failed = true;
    }
}

static void keep_indexes(struct real *real)
{
    for (uint32_t realm = 0; realm < real->realm_count; realm++) {
        if (!real->store_failed && !store_keep_index(real->stores[realm])) {
            real->store_failed = true;
        }
    }
}

static void keep_snapshots(struct real *real, const struct hub *hub)
{
    for (uint32_t realm = 0; realm < real->realm_count; realm++) {
        const struct view *view = &hub->realms[realm].view;
        const uint64_t behind = view->last.n - real->snapshot_seq[realm];
        /* A large view is worth more records: about as much is written for it as for the journal. */
        const uint64_t worth = view_snapshot_bytes(view) / 512;
        if (behind >= real->snapshot_every_records && behind >= worth) {
            real_save_snapshots(real, hub);
            return;
        }
    }
}

static void look_at_room(struct real *real)
{
    bool full = false;
    for (uint32_t realm = 0; realm < real->realm_count; realm++) {
        full = store_is_full(real->stores[realm]) || full;
    }
    if (full != real->full) {
        real->full = full;
        real->room_changed = true;
        if (full) {
            log_error(
                "store.full",
                "next=\"new messages are answered STORE_FULL, reading goes on; free disk space or raise store.size_gib\"");
        } else {
            log_notice("store.room", "next=\"new messages are taken in again\"");
        }
    }
}

/* A stranger knocks once a minute: if he gets in, the door does not close and we stop. */
static void knock(struct real *real, int64_t mono_us)
{
    if (real->probe == NULL) {
        if (mono_us >= real->next_probe_mono_us) {
            real->next_probe_mono_us = mono_us + PROBE_US;
            real->probe = zap_probe_begin(real->zmq_context, PROBE_WAIT_MS);
        }
        return;
    }
    const enum zap_probe_result result = zap_probe_step(real->probe);
    if (result == ZAP_PROBE_WAITING) {
        return;
    }
    zap_probe_end(real->probe);
    real->probe = NULL;
    real->probes_shut += result == ZAP_PROBE_SHUT ? 1 : 0;
    real->door_open = result == ZAP_PROBE_OPEN;
    if (result == ZAP_PROBE_MUTE) {
        log_warning("zap.probe.mute", "next=\"trying again in a minute\"");
    }
}

/* A quiet moment gives back what a busy one took; under load it would only be taken again. */
static void give_back(struct real *real, const struct hub *hub, int64_t mono_us)
{
    const bool quiet = hub->counters.requests - real->requests < QUIET_REQUESTS;
    real->requests = hub->counters.requests;
    if (quiet && mono_us >= real->next_give_back_mono_us) {
        real->next_give_back_mono_us = mono_us + GIVE_BACK_US;
        memory_give_back(hub);
        for (uint32_t realm = 0; realm < real->realm_count; realm++) {
            move_front(real, realm); /* so that the daily reading finds it in LMDB */
        }
    }
}

/* --- the feed's listeners --- */

static bool admits(void *self, enum lane lane, const char *key)
{
    const struct real *real = self;
    return zap_admits(real->zap, (enum zap_domain)((int)ZAP_INTERNAL + (int)lane), key);
}

struct listeners_door real_door(struct real *real)
{
    return (struct listeners_door){.self = real, .admits = admits};
}

void real_turn_out(struct real *real)
{
    int64_t utc_us = 0;
    real_now(&utc_us, &real->feeds_closed_mono_us);
    socket_close_feeds(real->sockets);
    real->feeds_closed = true;
    real->feeds_missed = false;
    real->next_reopen_mono_us = real->feeds_closed_mono_us;
}

/* One try a turn, and not every turn: the loop goes on hearing, making durable and answering. */
static void reopen_feeds(struct real *real, int64_t mono_us)
{
    char error[256] = "";
    if (!real->feeds_closed || mono_us < real->next_reopen_mono_us) {
        return;
    }
    if (socket_reopen_feeds(real->sockets, real->zmq_context, real->config, real->keys, error,
                            sizeof error)) {
        real->feeds_closed = false;
        log_notice("feed.reopened", "next=\"consoles connect again by themselves\"");
        return;
    }
    const bool soon = mono_us - real->feeds_closed_mono_us < REOPEN_SOON_US;
    real->next_reopen_mono_us = mono_us + (soon ? REOPEN_US : REOPEN_SLOWLY_US);
    if (!soon && !real->feeds_missed) {
        real->feeds_missed = true;
        log_error(
            "feed.absent",
            "reason=%s next=\"reports are taken in, consoles stand still; trying on: end the program that took the place\"",
            error);
    }
}

/* A key may lose its right while its connection lives, by the clock alone. */
static void judge_listeners(struct real *real, int64_t mono_us)
{
    if (mono_us < real->next_judging_mono_us) {
        return;
    }
    real->next_judging_mono_us = mono_us + JUDGING_US;
    listeners_judge(real->sockets->listeners);
    const uint64_t cuts = listeners_cuts(real->sockets->listeners, LISTENERS_RIGHT);
    if (cuts != real->cuts_told) {
        log_notice(
            "feed.cut",
            "connections=%" PRIu64
            " next=\"their keys may not listen now; they are refused until the roster admits them\"",
            cuts - real->cuts_told);
        real->cuts_told = cuts;
    }
}

/* The journal has been read through: `systemctl status` tells how that went. */
static void tell_scrub(const struct real *real, const struct hub *hub)
{
    const struct scrub_report *worst = scrub_worst(&real->scrub);
    const uint32_t clients = hub->roster->client_count;
    switch (worst->result) {
    case SCRUB_SOUND:
        notify_status("serving %u clients; the journal was read through and is sound", clients);
        break;
    case SCRUB_UNREAD:
        notify_status("serving %u clients; the journal could not be read through", clients);
        break;
    case SCRUB_DAMAGED:
        notify_status("serving %u clients; JOURNAL DAMAGED: realm %s, record %" PRIu64
                      "; run pusdalops verify, restore the last good backup",
                      clients, hub->realms[worst->realm].name, worst->at);
        break;
    }
}

static void rest(void *self, const struct hub *hub)
{
    struct real *real = self;
    int64_t utc_us = 0;
    int64_t mono_us = 0;
    for (uint32_t realm = 0; realm < real->realm_count; realm++) {
        store_end_read(real->stores[realm]);
    }
    keep_indexes(real);
    keep_snapshots(real, hub);
    real_now(&utc_us, &mono_us);
    reopen_feeds(real, mono_us);
    if (mono_us < real->next_chores_mono_us) {
        return;
    }
    real->next_chores_mono_us = mono_us + CHORES_US;
    take_signals(real);
    look_at_room(real);
    knock(real, mono_us);
    give_back(real, hub, mono_us);
    judge_listeners(real, mono_us);
    if (scrub_turn(&real->scrub, mono_us)) {
        tell_scrub(real, hub);
    }
    if (mono_us >= real->next_reap_mono_us) {
        real->next_reap_mono_us = mono_us + REAP_US;
        for (uint32_t realm = 0; realm < real->realm_count; realm++) {
            store_reap_readers(real->stores[realm]);
        }
    }
    if (real->watchdog_interval_us > 0 && mono_us >= real->next_watchdog_mono_us) {
        real->next_watchdog_mono_us = mono_us + real->watchdog_interval_us;
        notify_watchdog();
    }
    if (real->http != NULL && http_was_asked(real->http)) {
        metrics_publish(real, hub, utc_us, mono_us);
    }
}

struct world real_world(struct real *real)
{
    return (struct world){.self = real,
                          .hear = hear,
                          .append = append,
                          .settle = settle,
                          .speak = speak,
                          .rest = rest,
                          .now = now};
}

/* --- reading --- */

/* A record of this turn that is not in the journal yet. */
static bool find_pending(const struct real *real, uint32_t realm, struct source_id source,
                         uint64_t number, struct slice *out_record)
{
    const struct outbox *outbox = &real->loop->outbox;
    for (uint32_t i = outbox->count; i > 0; i--) {
        const struct effect *effect = &outbox->effects[i - 1];
        if (effect->kind == EFFECT_APPEND && effect->realm == realm &&
            effect->as.append.source == source.n && effect->as.append.number == number) {
            *out_record = effect->as.append.record;
            return true;
        }
    }
    return false;
}

static enum hub_status by_number(void *self, uint32_t realm, struct source_id source,
                                 uint64_t number, struct slice *out_record)
{
    struct real *real = self;
    HUB_ASSERT(realm < real->realm_count);
    return find_pending(real, realm, source, number, out_record)
               ? HUB_OK
               : store_by_number(real->stores[realm], source, number, out_record);
}

static enum hub_status by_area(void *self, uint32_t realm, uint32_t area, struct seq after,
                               struct slice *out_records, uint32_t out_max, uint32_t *out_count)
{
    struct real *real = self;
    HUB_ASSERT(realm < real->realm_count);
    const enum hub_status status =
        store_by_area(real->stores[realm], area, after, out_records, out_max, out_count);
    const struct outbox *outbox = &real->loop->outbox;
    for (uint32_t i = 0; status == HUB_OK && i < outbox->count && *out_count < out_max; i++) {
        const struct effect *effect = &outbox->effects[i];
        if (effect->kind == EFFECT_APPEND && effect->realm == realm &&
            effect->as.append.source != 0 && effect->as.append.area == area &&
            effect->after.n > after.n) {
            out_records[(*out_count)++] = effect->as.append.record;
        }
    }
    return status;
}

struct reader real_reader(struct real *real)
{
    return (struct reader){.self = real, .by_number = by_number, .by_area = by_area};
}
