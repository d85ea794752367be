#include "io/metrics.h"
#include "io/metrics_relief.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void head(FILE *out, const char *name, const char *type, const char *help)
{
    (void)fprintf(out, "# TYPE %s %s\n# HELP %s %s\n", name, type, name, help);
}

static void counter(FILE *out, const char *name, const char *help, uint64_t value)
{
    head(out, name, "counter", help);
    (void)fprintf(out, "%s_total %" PRIu64 "\n", name, value);
}

static void gauge(FILE *out, const char *name, const char *help, double value)
{
    head(out, name, "gauge", help);
    (void)fprintf(out, "%s %.17g\n", name, value);
}

static double count_fds(void)
{
    DIR *folder = opendir("/proc/self/fd");
    double count = 0;
    if (folder == NULL) {
        return 0;
    }
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count - 3; /* itself, . and .. */
}

static double resident_bytes(void)
{
    char line[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL) {
        return 0;
    }
    const bool read_it = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    const char *second = strchr(line, ' ');
    return read_it && second != NULL
               ? (double)strtoul(second, NULL, 10) * (double)sysconf(_SC_PAGESIZE)
               : 0;
}

static void print_messages(FILE *out, const struct hub *hub)
{
    const struct hub_counters *counters = &hub->counters;
    counter(out, "pusdalops_requests", "Request frames heard at both doors.", counters->requests);
    counter(out, "pusdalops_intake_requests", "Of those, heard on intake.", counters->intake);
    head(out, "pusdalops_messages", "counter", "Messages handed in, by what became of them.");
    (void)fprintf(out,
                  "pusdalops_messages_total{status=\"accepted\"} %" PRIu64 "\n"
                  "pusdalops_messages_total{status=\"duplicate\"} %" PRIu64 "\n"
                  "pusdalops_messages_total{status=\"conflict\"} %" PRIu64 "\n"
                  "pusdalops_messages_total{status=\"refused\"} %" PRIu64 "\n"
                  "pusdalops_messages_total{status=\"busy\"} %" PRIu64 "\n",
                  counters->accepted, counters->duplicates, counters->conflicts, counters->refused,
                  counters->busy);
    counter(out, "pusdalops_warnings", "Plausibility warnings put on record.", counters->warnings);
    counter(out, "pusdalops_unreadable_intake", "Intake frames that nobody could be told about.",
            counters->unreadable);
    head(out, "pusdalops_problems", "counter", "Refusals by code of proto/errors.csv.");
    for (unsigned code = 0; code < sizeof counters->by_code / sizeof counters->by_code[0]; code++) {
        if (counters->by_code[code] > 0) {
            (void)fprintf(out, "pusdalops_problems_total{code=\"%u\",name=\"%s\"} %" PRIu64 "\n",
                          code, hub_status_row((enum hub_status)code)->name,
                          counters->by_code[code]);
        }
    }
}

static void print_listeners(FILE *out, const struct real *real)
{
    static const char *const names[LANE_COUNT] = {"feed_internal", "feed_public", "urgent"};
    const struct listeners *listeners = real->sockets->listeners;
    head(out, "pusdalops_feed_subscriptions", "gauge",
         "Prefixes subscribed to, by all connections together, by lane.");
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        (void)fprintf(out, "pusdalops_feed_subscriptions{lane=\"%s\"} %" PRIu64 "\n", names[lane],
                      listeners_held(listeners, (enum lane)lane));
    }
    head(out, "pusdalops_feed_absent", "gauge",
         "1: closed for all to come in anew, and its place cannot be had again yet.");
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        (void)fprintf(out, "pusdalops_feed_absent{lane=\"%s\"} %d\n", names[lane],
                      real->sockets->closed_at[lane][0] == '\0' ? 0 : 1);
    }
    counter(out, "pusdalops_feed_floods",
            "Clients barred from the feed since they held more subscriptions than they may.",
            real->floods);
    head(out, "pusdalops_feed_cuts", "counter", "Connections of listeners that the hub ended.");
    (void)fprintf(out,
                  "pusdalops_feed_cuts_total{reason=\"flood\"} %" PRIu64 "\n"
                  "pusdalops_feed_cuts_total{reason=\"right\"} %" PRIu64 "\n",
                  listeners_cuts(listeners, LISTENERS_FLOOD),
                  listeners_cuts(listeners, LISTENERS_RIGHT));
}

static void print_sockets(FILE *out, const struct real *real)
{
    static const char *const names[SOCKET_COUNT] = {"submit", "intake", "feed_internal",
                                                    "feed_public", "urgent"};
    const struct sockets *sockets = real->sockets;
    head(out, "pusdalops_socket_heard", "counter", "Messages heard, by socket.");
    for (int i = SOCKET_SUBMIT; i <= SOCKET_INTAKE; i++) {
        (void)fprintf(out, "pusdalops_socket_heard_total{socket=\"%s\"} %" PRIu64 "\n", names[i],
                      sockets->heard[i]);
    }
    head(out, "pusdalops_socket_spoken", "counter", "Messages sent, by socket.");
    for (int i = 0; i < SOCKET_COUNT; i++) {
        if (i != SOCKET_INTAKE) {
            (void)fprintf(out, "pusdalops_socket_spoken_total{socket=\"%s\"} %" PRIu64 "\n",
                          names[i], sockets->spoken[i]);
        }
    }
    counter(out, "pusdalops_dropped_odd", "Messages of a wrong shape, thrown away.",
            sockets->dropped_odd);
    counter(out, "pusdalops_dropped_unroutable", "Replies to peers that were gone or did not read.",
            sockets->dropped_unroutable);
    counter(out, "pusdalops_answers_unread_refused",
            "Long answers that were not given, since the client did not read the others.",
            sockets->unread_refused);
    head(out, "pusdalops_answers_unread_bytes", "gauge",
         "Long answers that wait for their clients to read.");
    (void)fprintf(out, "pusdalops_answers_unread_bytes %zu\n", unread_bytes(sockets->unread));
    counter(out, "pusdalops_dropped_feed", "Publications that could not be sent.",
            sockets->dropped_feed);
    print_listeners(out, real);
    head(out, "pusdalops_door", "counter", "Decisions about connections, by domain.");
    for (int i = 0; i < ZAP_DOMAIN_COUNT; i++) {
        const enum zap_domain domain = (enum zap_domain)i;
        (void)fprintf(out,
                      "pusdalops_door_total{domain=\"%s\",decision=\"admitted\"} %" PRIu64 "\n"
                      "pusdalops_door_total{domain=\"%s\",decision=\"refused\"} %" PRIu64 "\n",
                      zap_domain_name(domain), zap_admitted(real->zap, domain),
                      zap_domain_name(domain), zap_refused(real->zap, domain));
    }
    counter(out, "pusdalops_door_probes", "Knocks of a stranger that were refused, as they should.",
            real->probes_shut);
}

static void print_store(FILE *out, const struct real *real, const struct hub *hub)
{
    struct store_figures figures[REALMS_MAX];
    for (uint32_t i = 0; i < real->realm_count; i++) {
        store_figures(real->stores[i], &figures[i]);
    }
    const struct {
        const char *name;
        const char *type;
        const char *help;
    } heads[] = {
        {"pusdalops_journal_records", "gauge", "Records in the journal."},
        {"pusdalops_journal_syncs", "counter", "Synced transactions since start."},
        {"pusdalops_journal_sync_seconds", "counter", "Time spent in syncing since start."},
        {"pusdalops_journal_sync_seconds_max", "gauge", "The longest sync since start."},
        {"pusdalops_store_used_bytes", "gauge", "Bytes of the store in use."},
        {"pusdalops_store_allocated_bytes", "gauge",
         "Bytes allocated on the disk, the reserve included."},
        {"pusdalops_store_tail_records", "gauge", "Records not yet in the indexes."},
        {"pusdalops_store_snapshot_sequence", "gauge", "Last record in the snapshot."},
        {"pusdalops_store_readers", "gauge", "LMDB reader slots in use."},
    };
    for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++) {
        head(out, heads[k].name, heads[k].type, heads[k].help);
        for (uint32_t i = 0; i < real->realm_count; i++) {
            const double values[] = {
                (double)hub->realms[i].view.last.n,
                (double)figures[i].appends,
                (double)figures[i].sync_us_total / 1e6,
                (double)figures[i].sync_us_max / 1e6,
                (double)figures[i].used_bytes,
                (double)figures[i].allocated_bytes,
                (double)figures[i].tail_records,
                (double)figures[i].snapshot_seq,
                (double)figures[i].readers,
            };
            (void)fprintf(out, "%s%s{realm=\"%s\"} %.17g\n", heads[k].name,
                          heads[k].type[0] == 'c' ? "_total" : "", hub->realms[i].name, values[k]);
        }
    }
    gauge(out, "pusdalops_store_full", "1: new messages are refused for lack of room.",
          real->full ? 1 : 0);
}

/* How the last reading of each journal went; nothing of a realm that was never read through. */
static void print_scrub(FILE *out, const struct real *real, const struct hub *hub, int64_t mono_us)
{
    static const struct {
        const char *name;
        const char *help;
    } families[] = {
        {"pusdalops_journal_damaged", "1: the last reading met a damaged record."},
        {"pusdalops_journal_sound_records", "Records from the first on that were read as sound."},
        {"pusdalops_journal_read_age_seconds", "Seconds since the journal was read through."},
    };
    for (size_t k = 0; k < sizeof families / sizeof families[0]; k++) {
        head(out, families[k].name, "gauge", families[k].help);
        for (uint32_t i = 0; i < real->realm_count; i++) {
            const struct scrub_report *last = &real->scrub.last[i];
            const double values[] = {
                last->result == SCRUB_DAMAGED ? 1 : 0,
                (double)last->records,
                (double)(mono_us - real->scrub.read_mono_us[i]) / 1e6,
            };
            if (last->result != SCRUB_UNREAD) {
                (void)fprintf(out, "%s{realm=\"%s\"} %.17g\n", families[k].name,
                              hub->realms[i].name, values[k]);
            }
        }
    }
}

/* A table of a realm: how many entries of how many are in use. */
struct table {
    const char *name;
    uint32_t used;
    uint32_t max;
};

#define TABLE(name, pool)                                                                          \
    {                                                                                              \
        name, (pool).used, (pool).max                                                              \
    }

static void print_realm_tables(FILE *out, const struct realm *realm, bool max)
{
    const struct view *view = &realm->view;
    const struct table tables[] = {
        TABLE("sources", view->sources.pool),
        TABLE("gaps", view->sources.gaps),
        TABLE("events", view->picture.disasters),
        TABLE("spots", view->picture.spots),
        TABLE("sums", view->picture.sums),
        TABLE("cells", view->picture.cells),
        TABLE("versions", view->picture.versions),
        TABLE("articles", view->ledger.articles),
        TABLE("lines", view->ledger.lines),
        TABLE("pledges", view->ledger.pledges),
        TABLE("reliefs", view->ledger.reliefs),
        TABLE("tallies", view->ledger.tallies),
        TABLE("warehouses", view->stock.warehouses),
        TABLE("stocks", view->stock.entries),
        TABLE("stock_items", view->stock.piles),
        TABLE("plans", view->tasks.plans),
        TABLE("plan_lines", view->tasks.lines),
        TABLE("activations", view->tasks.activations),
        TABLE("tasks", view->tasks.tasks),
        {"shipments", cargo_ends(&view->cargo)->held, view->cargo.shipments.max},
    };
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++) {
        (void)fprintf(out, "pusdalops_table_%s{realm=\"%s\",table=\"%s\"} %" PRIu32 "\n",
                      max ? "max" : "used", realm->name, tables[k].name,
                      max ? tables[k].max : tables[k].used);
    }
}

/* The tables of the realms and how full they are: a limit that comes near is seen before it is met. */
static void print_tables(FILE *out, const struct hub *hub)
{
    for (int max = 0; max < 2; max++) {
        if (max == 0) {
            head(out, "pusdalops_table_used", "gauge", "Entries used in a table.");
        } else {
            head(out, "pusdalops_table_max", "gauge", "Entries a table can hold.");
        }
        for (uint32_t i = 0; i < hub->settings.realm_count; i++) {
            print_realm_tables(out, &hub->realms[i], max == 1);
        }
    }
}

/* One family of a figure of every node. */
static void print_node_family(FILE *out, const struct hub *hub, unsigned family, int64_t utc_us)
{
    static const struct {
        const char *name;
        const char *type;
        const char *help;
    } families[] = {
        {"pusdalops_node_connected", "gauge", "1: heard within presence.silent_after_ms."},
        {"pusdalops_node_last_heard_seconds", "gauge",
         "Seconds since it was last heard; absent: never."},
        {"pusdalops_node_accepted", "counter", "Messages accepted."},
        {"pusdalops_node_duplicates", "counter", "Messages that were there already."},
        {"pusdalops_node_refused", "counter", "Messages refused."},
        {"pusdalops_node_missing_numbers", "gauge", "Numbers below its last that the hub lacks."},
        {"pusdalops_node_clock_skew_seconds", "gauge",
         "Its clock minus the hub's at its last word."},
        {"pusdalops_node_outbox_messages", "gauge", "Messages waiting at the node, as it said."},
    };
    head(out, families[family].name, families[family].type, families[family].help);
    for (uint32_t i = 0; i < hub->settings.realm_count; i++) {
        const struct realm *realm = &hub->realms[i];
        for (uint32_t place = 1; place <= realm->presence.count; place++) {
            const struct node *node = presence_node(&realm->presence, place);
            const struct source_id id = source_find(&realm->view.sources, slice_of(node->name));
            const double values[] = {
                node->state == PRESENCE_CONNECTED ? 1 : 0,
                (double)(utc_us - node->last_heard_utc_us) / 1e6,
                (double)node->accepted,
                (double)node->duplicates,
                (double)node->refused,
                id.n == 0 ? 0 : (double)source_at(&realm->view.sources, id)->missing,
                (double)node->skew_us / 1e6,
                (double)node->outbox_messages,
            };
            if (!presence_is_listed(node) || (family == 1 && node->last_heard_utc_us == 0)) {
                continue;
            }
            (void)fprintf(out, "%s%s{realm=\"%s\",node=\"%s\",province=\"%" PRIu32 "\"} %.17g\n",
                          families[family].name, families[family].type[0] == 'c' ? "_total" : "",
                          realm->name, node->name, area_province(node->area), values[family]);
        }
    }
}

#define NODE_FAMILIES 8

void metrics_publish(const struct real *real, const struct hub *hub, int64_t utc_us,
                     int64_t mono_us)
{
    char *text = NULL;
    size_t text_bytes = 0;
    FILE *out = open_memstream(&text, &text_bytes);
    if (out == NULL) {
        return;
    }
    head(out, "pusdalops_hub", "info", "Name and version.");
    (void)fprintf(out, "pusdalops_hub_info{hub=\"%s\",software=\"%s\"} 1\n", hub->settings.name,
                  hub->settings.software);
    gauge(out, "pusdalops_uptime_seconds", "Since the hub started.",
          (double)(mono_us - real->started_mono_us) / 1e6);
    gauge(out, "pusdalops_resident_bytes", "Memory in use.", resident_bytes());
    gauge(out, "pusdalops_fds_used", "File descriptors in use.", count_fds());
    gauge(out, "pusdalops_fds_max", "File descriptors allowed.", (double)sysconf(_SC_OPEN_MAX));
    print_messages(out, hub);
    print_sockets(out, real);
    print_store(out, real, hub);
    print_scrub(out, real, hub, mono_us);
    print_tables(out, hub);
    metrics_relief_print(out, hub->realms, hub->settings.realm_count, utc_us);
    for (unsigned family = 0; family < NODE_FAMILIES; family++) {
        print_node_family(out, hub, family, utc_us);
    }
    (void)fprintf(out, "# EOF\n");
    if (fclose(out) == 0) {
        (void)http_publish(real->http, text, text_bytes);
    }
    free(text);
}
