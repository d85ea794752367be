/*
 * main.c - pusdalopsd: read the configuration, open the world, turn the loop, close in good order.
 *
 * Reads: io/. The one place where everything meets; each step is a function that says what it needs.
 * Exit status: 0 good; 1 a verification found a difference; 2 usage; 70 our fault; 74 storage; 78 configuration.
 */
#include "base/text.h"
#include "core/record.h"
#include "io/catalogue_file.h"
#include "io/cluster_file.h"
#include "io/config.h"
#include "io/http.h"
#include "io/item_file.h"
#include "io/keys.h"
#include "io/log.h"
#include "io/loop.h"
#include "io/memory.h"
#include "io/notify.h"
#include "io/real.h"
#include "io/roster_file.h"
#include "io/store.h"
#include "io/tools.h"
#include "io/zap.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_DIFFERENT 1
#define EXIT_USAGE     2
#define EXIT_OURS      70
#define EXIT_STORE     74
#define EXIT_CONFIG    78
#define SOFTWARE       "pusdalopsd " PUSDALOPS_VERSION
#define DRAIN_QUIET_US (300 * US_PER_MS)
#define LINGER_MS      500
#define SELF_TEST_MS   3000

struct options {
    const char *config_path;
    const char *realm;
    bool check_config;
    bool print_config;
    bool lab;
    bool verbose;
};

/* What a reload brings anew, all of it or nothing. */
struct rules {
    struct roster *roster;
    struct registry *registry;  /* NULL: none is kept */
    struct items *items;        /* NULL: those of the catalogue as it was loaded at the start */
    struct catalogue catalogue; /* that catalogue, with the items in force */
};

/* Everything that is open while the hub runs. */
struct daemon {
    struct options options;
    struct config config;
    struct catalogue *catalogue;
    struct rules *rules;
    struct keys keys;
    void *zmq_context;
    struct zap *zap;
    struct sockets sockets;
    struct real real;
    struct reader reader;
    struct world world;
    struct hub hub;
    void *hub_room;
    size_t hub_room_bytes;
    struct loop loop;
};

static void usage(FILE *out)
{
    (void)fprintf(out, "usage: pusdalopsd --config FILE [--insecure-lab] [--verbose]\n"
                       "       pusdalopsd --config FILE --check-config | --print-config\n"
                       "       pusdalopsd --config FILE verify [--realm REALM]\n"
                       "       pusdalopsd --config FILE backup FOLDER\n"
                       "       pusdalopsd --config FILE restore FOLDER\n"
                       "       pusdalopsd --version | --help\n");
}

/* --- configuration --- */

static int complain(const struct complaints *complaints)
{
    log_lines(LOG_LEVEL_ERROR, "config.refused", complaints->text);
    return EXIT_CONFIG;
}

static int load_config(struct daemon *daemon)
{
    struct complaints complaints;
    complaints_init(&complaints);
    if (!config_load(&daemon->config, daemon->options.config_path, &complaints)) {
        return complain(&complaints);
    }
    const bool fits =
        daemon->options.lab
            ? config_check_lab(&daemon->config, daemon->options.config_path, &complaints)
            : config_check_keys(&daemon->config, daemon->options.config_path, &complaints);
    return fits ? 0 : complain(&complaints);
}

static struct roster *load_roster(const struct daemon *daemon, struct complaints *complaints)
{
    struct roster *roster = NULL;
    if (daemon->config.hub.roster_file[0] != '\0') {
        roster = roster_load(daemon->config.hub.roster_file, daemon->catalogue,
                             daemon->config.limits.clients_max, complaints);
        if (roster == NULL) {
            return NULL;
        }
    }
    if (roster != NULL) {
        roster_mark_real(roster, &daemon->config);
    }
    if (!daemon->options.lab) {
        return roster;
    }
    struct roster *lab = roster_lab(roster);
    roster_free(roster);
    return lab;
}

static void rules_free(struct rules *rules)
{
    if (rules != NULL) {
        roster_free(rules->roster);
        registry_free(rules->registry);
        items_free(rules->items);
        free(rules);
    }
}

/* The registry, when the configuration names one. Without a roster file nobody can look its members up. */
static bool load_registry(const struct daemon *daemon, struct rules *rules,
                          struct complaints *complaints)
{
    const bool has_roster = daemon->config.hub.roster_file[0] != '\0';
    if (daemon->config.hub.clusters_file[0] == '\0') {
        return true;
    }
    rules->registry = registry_load(daemon->config.hub.clusters_file, &rules->catalogue,
                                    has_roster ? rules->roster : NULL, complaints);
    return rules->registry != NULL;
}

/* The items once more: what the hub has counted until now must keep its meaning. */
static bool load_items(const struct daemon *daemon, struct rules *rules,
                       struct complaints *complaints)
{
    const char *folder = daemon->config.hub.catalogue_dir;
    rules->items = items_load(folder, complaints);
    if (rules->items == NULL ||
        !items_may_follow(&daemon->rules->catalogue.items, rules->items, folder, complaints)) {
        return false;
    }
    rules->catalogue.items = *rules->items;
    return true;
}

/* Roster, registry and, when there are rules in force, the items; NULL with complaints. */
static struct rules *load_rules(const struct daemon *daemon, struct complaints *complaints)
{
    struct rules *rules = calloc(1, sizeof *rules);
    if (rules == NULL) {
        complaints_add(complaints, daemon->options.config_path, 0, 0, "there is no memory for it");
        return NULL;
    }
    rules->catalogue = *daemon->catalogue;
    if (daemon->rules != NULL && !load_items(daemon, rules, complaints)) {
        rules_free(rules);
        return NULL;
    }
    rules->roster = load_roster(daemon, complaints);
    if (rules->roster == NULL || !load_registry(daemon, rules, complaints)) {
        rules_free(rules);
        return NULL;
    }
    return rules;
}

/* Everything the configuration names is read; nothing is opened yet. */
static int load_all(struct daemon *daemon)
{
    struct complaints complaints;
    complaints_init(&complaints);
    daemon->catalogue = catalogue_load(daemon->config.hub.catalogue_dir, &complaints);
    if (daemon->catalogue == NULL) {
        return complain(&complaints);
    }
    daemon->rules = load_rules(daemon, &complaints);
    if (daemon->rules == NULL) {
        return complain(&complaints);
    }
    if (!daemon->options.lab &&
        !keys_load(&daemon->keys, daemon->config.hub.secret_key_file, &complaints)) {
        return complain(&complaints);
    }
    return 0;
}

/* --- opening --- */

static struct hub_settings settings_of(const struct daemon *daemon)
{
    const struct config *config = &daemon->config;
    int64_t utc_us = 0;
    int64_t mono_us = 0;
    real_now(&utc_us, &mono_us);
    struct hub_settings settings = {
        .name = config->hub.name,
        .software = SOFTWARE,
        .epoch = (uint64_t)utc_us,
        .realm_count = config->hub.realm_count,
        .limits = tools_limits(config),
        .clients_max = config->limits.clients_max,
        .client_messages_per_s = config->limits.client_messages_per_s,
        .client_messages_burst = config->limits.client_messages_burst,
        .heartbeat_interval_ms = config->feed.heartbeat_interval_ms,
        .node_heartbeat_interval_ms = config->presence.node_heartbeat_interval_ms,
        .silent_after_ms = config->presence.silent_after_ms,
        .flush_interval_ms = config->feed.interval_ms,
        .fresh_for_us = (int64_t)config->picture.fresh_for_minutes * 60 * US_PER_S,
        .clock_doubt_us = CLOCK_DOUBT_US,
    };
    for (uint32_t i = 0; i < config->hub.realm_count; i++) {
        settings.realms[i] = config->hub.realms[i];
    }
    return settings;
}

static int open_hub(struct daemon *daemon)
{
    const struct hub_settings settings = settings_of(daemon);
    daemon->hub_room_bytes = hub_bytes(&settings);
    daemon->hub_room = tools_room(daemon->hub_room_bytes);
    if (daemon->hub_room == NULL || !loop_init(&daemon->loop, &daemon->hub, &daemon->world)) {
        log_error("hub.memory", "bytes=%zu next=\"lower limits in the configuration\"",
                  daemon->hub_room_bytes);
        return EXIT_OURS;
    }
    daemon->real.loop = &daemon->loop;
    daemon->reader = real_reader(&daemon->real);
    daemon->world = real_world(&daemon->real);
    hub_init(&daemon->hub, daemon->hub_room, &settings, daemon->catalogue, &daemon->reader);
    return 0;
}

/* The last record in the snapshot that the next start would load. */
static uint64_t saved_until(struct store *store)
{
    struct store_figures figures;
    store_figures(store, &figures);
    return figures.snapshot_seq;
}

static int open_stores(struct daemon *daemon)
{
    char error[STORE_ERROR_ROOM];
    const struct config *config = &daemon->config;
    daemon->real.realm_count = config->hub.realm_count;
    daemon->real.snapshot_every_records = config->store.snapshot_every_records;
    for (uint32_t i = 0; i < config->hub.realm_count; i++) {
        char folder[TOOLS_PATH_ROOM];
        const struct store_options options =
            tools_store_options(config, config->store.directory, config->hub.realms[i], folder);
        struct view *view = &daemon->hub.realms[i].view;
        struct store *store = store_open(&options, error);
        daemon->real.stores[i] = store;
        if (store == NULL ||
            store_restore(store, view, &daemon->hub.scratch, true, error) != HUB_OK) {
            log_error("store.open.failed", "realm=%s reason=%s", config->hub.realms[i], error);
            return EXIT_STORE;
        }
        daemon->real.full = store_is_full(store) || daemon->real.full;
        daemon->real.snapshot_seq[i] = saved_until(store);
        log_notice("store.open", "realm=%s records=%" PRIu64 " events=%u sources=%u",
                   config->hub.realms[i], view->last.n, view->picture.disasters.used,
                   view->sources.pool.used);
    }
    daemon->real.room_changed = daemon->real.full;
    daemon->hub.store_full = daemon->real.full; /* the note of the start has no room either */
    return 0;
}

static int open_door(struct daemon *daemon)
{
    char error[256];
    daemon->zmq_context = socket_context(&daemon->config);
    if (daemon->zmq_context == NULL) {
        log_error("socket.context.failed", "reason=%s next=\"start again\"", strerror(errno));
        return EXIT_OURS;
    }
    daemon->zap = zap_start(daemon->zmq_context, daemon->rules->roster, daemon->options.lab);
    if (daemon->zap == NULL) {
        log_error("zap.start.failed", "reason=%s next=\"start again\"", strerror(errno));
        return EXIT_OURS;
    }
    daemon->real.zap = daemon->zap;
    daemon->real.zmq_context = daemon->zmq_context;
    if (zap_self_test(daemon->zmq_context, SELF_TEST_MS) != ZAP_PROBE_SHUT) {
        log_error(
            "zap.self_test.failed",
            "next=\"the door does not close for strangers; the hub does not start; report this\"");
        return EXIT_OURS;
    }
    if (!socket_open_all(&daemon->sockets, daemon->zmq_context, &daemon->config,
                         daemon->options.lab ? NULL : &daemon->keys, error, sizeof error)) {
        log_error(
            "socket.open.failed",
            "reason=%s next=\"is another program there? change endpoints in the configuration\"",
            error);
        return EXIT_OURS;
    }
    daemon->sockets.unread = unread_new();
    daemon->real.sockets = &daemon->sockets;
    daemon->real.config = &daemon->config;
    daemon->real.keys = daemon->options.lab ? NULL : &daemon->keys;
    /* In the lab everybody is one client. */
    daemon->sockets.listeners =
        listeners_new(daemon->options.lab ? 0 : daemon->config.limits.client_subscriptions,
                      real_door(&daemon->real));
    if (daemon->sockets.listeners == NULL || daemon->sockets.unread == NULL) {
        log_error("socket.memory", "next=\"start again\"");
        return EXIT_OURS;
    }
    return 0;
}

static int open_metrics(struct daemon *daemon)
{
    struct complaints complaints;
    complaints_init(&complaints);
    if (daemon->config.endpoints.metrics[0] == '\0') {
        return 0;
    }
    daemon->real.http =
        http_start(daemon->config.endpoints.metrics, daemon->options.config_path, &complaints);
    if (daemon->real.http == NULL) { /* the address is one: what stands there may go away again */
        log_lines(LOG_LEVEL_ERROR, "http.start.failed", complaints.text);
        return EXIT_OURS;
    }
    return 0;
}

/* --- running --- */

/* How many clusters there are. */
static uint32_t clusters_of(const struct rules *rules)
{
    return rules->registry == NULL ? 0 : rules->registry->cluster_count;
}

/* The rules come into force, and the journal says so. */
static enum loop_end enforce_rules(struct daemon *daemon, const char *what)
{
    char note[320];
    const struct rules *rules = daemon->rules;
    struct event event = {.kind = EVENT_ROSTER};
    (void)snprintf(
        note, sizeof note, "%s software=\"%s\" roster_clients=%u clusters=%u edition=%s items=%s",
        what, SOFTWARE, rules->roster->client_count, clusters_of(rules),
        rules->registry == NULL ? "-" : rules->registry->edition, rules->catalogue.items.version);
    event.as.roster.roster = rules->roster;
    event.as.roster.registry = rules->registry;
    event.as.roster.catalogue = &rules->catalogue;
    event.as.roster.note = slice_of(note);
    return loop_step(&daemon->loop, &event);
}

/* Does anybody who may listen now lose that right by the new roster? */
static bool takes_away(const struct roster *before, const struct roster *after)
{
    for (uint32_t i = 0; i < before->client_count; i++) {
        const struct roster_client *client = &before->clients[i];
        for (uint32_t k = 0; k < client->key_count; k++) {
            const struct roster_client *now = roster_find_key(after, slice_of(client->keys[k]));
            if (now == NULL || now->access < client->access ||
                (now->misses_real && !client->misses_real)) {
                return true;
            }
        }
    }
    return false;
}

static enum loop_end reload(struct daemon *daemon)
{
    struct complaints complaints;
    complaints_init(&complaints);
    daemon->real.reload_asked = false;
    notify_reloading();
    struct rules *before = daemon->rules;
    struct rules *rules = load_rules(daemon, &complaints);
    enum loop_end end = LOOP_GOES_ON;
    if (rules == NULL) {
        log_lines(LOG_LEVEL_ERROR, "roster.refused", complaints.text);
        log_warning(
            "roster.kept",
            "clients=%u clusters=%u next=\"the roster before stays in force, with its clusters and items; mend the file and reload again\"",
            before->roster->client_count, clusters_of(before));
    } else {
        daemon->rules = rules;
        end = enforce_rules(daemon, "roster.reloaded");
        zap_swap_roster(daemon->zap, rules->roster);
        if (takes_away(before->roster, rules->roster)) {
            real_turn_out(
                &daemon->real); /* its connections live, also those that said nothing yet */
        }
        rules_free(before);
        log_notice("roster.reloaded", "clients=%u clusters=%u items=%s",
                   rules->roster->client_count, clusters_of(rules), rules->catalogue.items.version);
    }
    notify_ready();
    return end;
}

static int store_failed(const struct daemon *daemon)
{
    for (uint32_t i = 0; i < daemon->real.realm_count; i++) {
        const char *error = store_error(daemon->real.stores[i]);
        if (error[0] != '\0') {
            log_error("store.append.failed", "realm=%s reason=%s", daemon->config.hub.realms[i],
                      error);
        }
    }
    return EXIT_STORE;
}

/* Say goodbye: new messages are answered DRAINING, what was taken in is answered, consoles are told. */
static int drain(struct daemon *daemon)
{
    struct event event = {.kind = EVENT_DRAIN};
    int64_t utc_us = 0;
    int64_t begun_us = 0;
    int64_t mono_us = 0;
    notify_stopping();
    real_now(&utc_us, &begun_us);
    if (loop_step(&daemon->loop, &event) != LOOP_GOES_ON) {
        return store_failed(daemon);
    }
    int64_t quiet_since_us = begun_us;
    uint64_t requests = daemon->hub.counters.requests;
    do { /* until nobody has said anything for a while, or the time is over */
        if (loop_turn(&daemon->loop) != LOOP_GOES_ON || daemon->real.store_failed) {
            return store_failed(daemon);
        }
        real_now(&utc_us, &mono_us);
        if (requests != daemon->hub.counters.requests) {
            requests = daemon->hub.counters.requests;
            quiet_since_us = mono_us;
        }
    } while (mono_us - quiet_since_us < DRAIN_QUIET_US &&
             mono_us - begun_us < daemon->config.hub.drain_ms * US_PER_MS);
    if (loop_finish(&daemon->loop) != LOOP_GOES_ON) {
        return store_failed(daemon);
    }
    for (uint32_t i = 0; i < daemon->real.realm_count; i++) {
        if (!store_index(daemon->real.stores[i])) {
            return store_failed(daemon);
        }
    }
    real_save_snapshots(&daemon->real, &daemon->hub);
    log_notice("hub.stopped", "accepted=%" PRIu64, daemon->hub.counters.accepted);
    return 0;
}

static int turn_until_stopped(struct daemon *daemon)
{
    while (!daemon->real.stop_asked) {
        if (loop_turn(&daemon->loop) != LOOP_GOES_ON) {
            return store_failed(daemon);
        }
        if (daemon->real.store_failed) {
            return store_failed(daemon);
        }
        if (daemon->real.reload_asked && reload(daemon) != LOOP_GOES_ON) {
            return store_failed(daemon);
        }
        if (daemon->real.door_open) {
            log_error("zap.probe.open",
                      "next=\"a stranger was admitted; the hub stops at once; report this\"");
            return EXIT_OURS;
        }
    }
    return drain(daemon);
}

static int open_all(struct daemon *daemon)
{
    daemon->real.signal_fd = -1;
    scrub_start(&daemon->real.scrub, &daemon->config); /* before it could inherit the key */
    int code = load_all(daemon);
    if (code == 0 && !tools_audit(&daemon->config)) {
        code = EXIT_STORE;
    }
    if (code == 0 && !real_init(&daemon->real)) {
        code = EXIT_OURS;
    }
    if (code == 0) {
        code = open_hub(daemon);
    }
    if (code == 0) {
        code = open_stores(daemon);
    }
    if (code == 0) {
        code = open_door(daemon);
    }
    return code == 0 ? open_metrics(daemon) : code;
}

static void close_all(struct daemon *daemon)
{
    scrub_stop(&daemon->real.scrub);
    http_stop(daemon->real.http);
    socket_close_all(&daemon->sockets, LINGER_MS);
    listeners_free(daemon->sockets.listeners);
    real_free(&daemon->real);
    zap_stop(daemon->zap);
    socket_context_end(daemon->zmq_context);
    unread_free(daemon->sockets.unread);
    for (uint32_t i = 0; i < daemon->real.realm_count; i++) {
        store_close(daemon->real.stores[i]);
    }
    loop_free(&daemon->loop);
    tools_room_free(daemon->hub_room, daemon->hub_room_bytes);
    keys_wipe(&daemon->keys);
    rules_free(daemon->rules);
    catalogue_free(daemon->catalogue);
}

/* The last word to systemd: `systemctl status` shows it until the next start. */
static void give_up(int code)
{
    if (code == EXIT_CONFIG) {
        notify_status("not serving, and not tried again: mend this and start the hub; %s",
                      log_last_error());
    } else if (code != 0) {
        notify_status("not serving: %s", log_last_error());
    }
}

static int run(struct daemon *daemon)
{
    int code = open_all(daemon);
    if (code == 0) {
        if (enforce_rules(daemon, "hub.started") != LOOP_GOES_ON) {
            code = store_failed(daemon);
        }
    }
    if (code == 0) {
        if (daemon->real.http != NULL) {
            http_set_healthy(daemon->real.http, true);
        }
        log_notice("hub.ready", "name=%s submit=%s clients=%u lab=%s", daemon->config.hub.name,
                   daemon->config.endpoints.submit, daemon->rules->roster->client_count,
                   daemon->options.lab ? "insecure" : "no");
        notify_status("serving %u clients", daemon->rules->roster->client_count);
        notify_ready();
        code = turn_until_stopped(daemon);
    }
    give_up(code);
    close_all(daemon);
    return code;
}

static int check_config(struct daemon *daemon)
{
    const int code = load_all(daemon);
    if (code == 0) {
        (void)printf("%s: good; %u clients on the roster, %u clusters in the registry\n",
                     daemon->options.config_path, daemon->rules->roster->client_count,
                     clusters_of(daemon->rules));
    }
    keys_wipe(&daemon->keys);
    rules_free(daemon->rules);
    catalogue_free(daemon->catalogue);
    return code;
}

/* --- the command line --- */

/* Returns -1 to go on, or an exit status. */
static int parse_options(int argc, char **argv, struct options *options)
{
    static const struct option known[] = {
        {"config", required_argument, NULL, 'c'},
        {"check-config", no_argument, NULL, 'k'},
        {"print-config", no_argument, NULL, 'p'},
        {"insecure-lab", no_argument, NULL, 'l'},
        {"realm", required_argument, NULL, 'r'},
        {"verbose", no_argument, NULL, 'v'},
        {"version", no_argument, NULL, 'V'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    for (int option = 0; (option = getopt_long(argc, argv, "c:vh", known, NULL)) != -1;) {
        switch (option) {
        case 'c':
            options->config_path = optarg;
            break;
        case 'k':
            options->check_config = true;
            break;
        case 'p':
            options->print_config = true;
            break;
        case 'l':
            options->lab = true;
            break;
        case 'r':
            options->realm = optarg;
            break;
        case 'v':
            options->verbose = true;
            break;
        case 'V':
            (void)printf("%s\n", SOFTWARE);
            return 0;
        case 'h':
            usage(stdout);
            return 0;
        default:
            usage(stderr);
            return EXIT_USAGE;
        }
    }
    if (options->config_path == NULL) {
        usage(stderr);
        return EXIT_USAGE;
    }
    return -1;
}

/* A word after the options: verify, backup, restore. */
static int do_tool(struct daemon *daemon, int argc, char **argv)
{
    const char *word = argv[0];
    bool good = false;
    if (strcmp(word, "verify") == 0 && argc == 1) {
        good = tools_verify(&daemon->config, daemon->config.store.directory, daemon->options.realm);
    } else if (strcmp(word, "backup") == 0 && argc == 2) {
        good = tools_backup(&daemon->config, argv[1]);
    } else if (strcmp(word, "restore") == 0 && argc == 2) {
        good = tools_restore(&daemon->config, argv[1]);
    } else {
        usage(stderr);
        return EXIT_USAGE;
    }
    return good ? 0 : EXIT_DIFFERENT;
}

/* In a process of its own: reading a damaged page ends it, and then there is somebody left to say so. */
static int run_tool(struct daemon *daemon, int argc, char **argv)
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        const int code = do_tool(daemon, argc, argv);
        (void)fflush(stdout);
        _exit(code);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        log_error("tool.start.failed", "reason=%s next=\"try again\"", strerror(errno));
        return EXIT_OURS;
    }
    if (WIFSIGNALED(status)) {
        log_error(
            "store.damaged",
            "signal=%d next=\"the file is damaged: keep the folder, restore the last backup\"",
            WTERMSIG(status));
        return EXIT_DIFFERENT;
    }
    return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    static struct daemon daemon;
    memory_init();
    const int early = parse_options(argc, argv, &daemon.options);
    if (early >= 0) {
        return early;
    }
    log_init(daemon.options.verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
    (void)prctl(PR_SET_DUMPABLE, 0); /* the secret key is in this memory */
    (void)signal(SIGPIPE, SIG_IGN);
    if (sodium_init() < 0) {
        return EXIT_OURS;
    }
    const int code = load_config(&daemon);
    if (code != 0) {
        give_up(code);
        return code;
    }
    if (daemon.options.print_config) {
        config_print(&daemon.config, stdout);
        return 0;
    }
    if (daemon.options.check_config) {
        return check_config(&daemon);
    }
    if (optind < argc) {
        return run_tool(&daemon, argc - optind, &argv[optind]);
    }
    return run(&daemon);
}
