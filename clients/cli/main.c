/* main.c - the command pusdalops: which subcommand, in which language. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "settings.h"

static const struct flag keygen_flags[] = {{"out", true}, {NULL, false}};
static const struct flag report_flags[] = {
    {"event", true},     {"region", true},     {"regency", true},   {"province", true},
    {"kecamatan", true}, {"village", true},    {"point", true},     {"region-name", true},
    {"as-of", true},     {"revises", true},    {"reason", true},    {"needs", true},
    {"efforts", true},   {"chronology", true}, {"reference", true}, {"latitude", true},
    {"longitude", true}, {"behalf-of", true},  {"channel", true},   {NULL, false},
};
static const struct flag event_flags[] = {
    {"event", true}, {"hazard", true},  {"name", true},      {"started", true}, {"regions", true},
    {"state", true}, {"channel", true}, {"behalf-of", true}, {NULL, false},
};
static const struct flag withdraw_flags[] = {{"number", true}, {"note", true}, {NULL, false}};
static const struct flag verify_flags[] = {
    {"of", true},      {"number", true}, {"level", true},
    {"retract", true}, {"note", true},   {NULL, false},
};
static const struct flag send_flags[] = {{"format", true}, {"again", false}, {NULL, false}};
static const struct flag need_flags[] = {
    {"event", true},          {"region", true},     {"regency", true},   {"province", true},
    {"as-of", true},          {"immediate", false}, {"reference", true}, {"item", true},
    {"quantity", true},       {"unit", true},       {"contents", true},  {"priority", true},
    {"needed-by", true},      {"kecamatan", true},  {"persons", true},   {"households", true},
    {"delivery-point", true}, {"isolated", false},  {"note", true},      {"lines", true},
    {"latitude", true},       {"longitude", true},  {"reason", true},    {"channel", true},
    {"behalf-of", true},      {NULL, false},
};
static const struct flag pledge_flags[] = {
    {"event", true},        {"for", true},         {"regions", true}, {"standing", false},
    {"item", true},         {"quantity", true},    {"unit", true},    {"contents", true},
    {"origin", true},       {"origin-name", true}, {"cluster", true}, {"note", true},
    {"available-at", true}, {"valid-until", true}, {"damaged", true}, {"lost", true},
    {"bast", true},         {"transport", true},   {"reason", true},  {"channel", true},
    {"behalf-of", true},    {"warehouse", true},   {NULL, false},
};
static const struct flag stock_flags[] = {
    {"name", true},     {"type", true},     {"region", true},    {"regency", true},
    {"province", true}, {"place", true},    {"latitude", true},  {"longitude", true},
    {"closed", false},  {"as-of", true},    {"complete", false}, {"item", true},
    {"quantity", true}, {"unit", true},     {"contents", true},  {"origin", true},
    {"expires", true},  {"minimum", true},  {"buffer", true},    {"note", true},
    {"lines", true},    {"received", true}, {"issued", true},    {"through", true},
    {"since", true},    {"channel", true},  {"behalf-of", true}, {NULL, false},
};
static const struct flag plan_flags[] = {
    {"region", true},      {"name", true},     {"lines", true},     {"hazard", true},
    {"valid-until", true}, {"retired", false}, {"reference", true}, {"event", true},
    {"version", true},     {"note", true},     {"behalf-of", true}, {NULL, false},
};
static const struct flag task_flags[] = {{"event", true},
                                         {"note", true},
                                         {"behalf-of", true},
                                         {NULL, false}};
static const struct flag ship_flags[] = {
    {"event", true},       {"region", true},    {"regency", true},
    {"province", true},    {"kecamatan", true}, {"delivery-point", true},
    {"warehouse", true},   {"from", true},      {"vehicle", true},
    {"carrier", true},     {"contact", true},   {"waybill", true},
    {"load", true},        {"goods", true},     {"departs-at", true},
    {"departed-at", true}, {"prepared", false}, {"expected-at", true},
    {"line", true},        {"at", true},        {"reason", true},
    {"channel", true},     {"behalf-of", true}, {"to-warehouse", true},
    {"to-source", true},   {NULL, false},
};
static const struct flag receive_flags[] = {
    {"line", true}, {"good", true},        {"damaged", true}, {"lost", true},      {"bast", true},
    {"at", true},   {"received-by", true}, {"channel", true}, {"behalf-of", true}, {NULL, false},
};
static const struct flag shipments_flags[] = {{"event", true},
                                              {"ended", false},
                                              {"late", false},
                                              {NULL, false}};
static const struct flag needs_flags[] = {{"event", true},
                                          {"below", false},
                                          {"lines", false},
                                          {NULL, false}};
static const struct flag gaps_flags[] = {{"event", true}, {"suggest", false}, {NULL, false}};
static const struct flag overlaps_flags[] = {{"event", true}, {NULL, false}};
static const struct flag activity_flags[] = {{"area", true},    {"event", true}, {"by", true},
                                             {"columns", true}, {"csv", false},  {NULL, false}};
static const struct flag clusters_flags[] = {{"region", true}, {NULL, false}};
static const struct flag items_flags[] = {{"unknown", false}, {"class", true}, {NULL, false}};
static const struct flag status_flags[] = {{"event", true}, {"below", false}, {NULL, false}};
static const struct flag watch_flags[] = {{"count", true},
                                          {"for", true},
                                          {"once", false},
                                          {NULL, false}};
static const struct flag replay_flags[] = {{"after", true}, {NULL, false}};

static const struct command commands[] = {
    {"keygen", command_keygen, keygen_flags, false, false, "--out NAME", "make a key pair",
     "buat pasangan kunci"},
    {"report", command_report, report_flags, true, true,
     "--event ID --regency CODE [--as-of TIME] --dead 3 --displaced-persons 120 ...",
     "hand in one report", "kirim satu laporan"},
    {"event", command_event, event_flags, false, true,
     "ID --hazard 101 --name TEXT --started TIME --regions \"11.06,12\" [--state closed]",
     "declare an event", "deklarasikan kejadian"},
    {"withdraw", command_withdraw, withdraw_flags, false, true, "NUMBER [--note TEXT]",
     "take back an own report", "tarik laporan sendiri"},
    {"verify-report", command_verify_report, verify_flags, false, true,
     "SOURCE NUMBER --level regency|province|nation [--retract yes] [--note TEXT]",
     "confirm a report", "verifikasi laporan"},
    {"send", command_send, send_flags, false, true,
     "[FILE|-] [--format csv|json|binary|text] [--again]",
     "hand in the rows of a file, or what the outbox holds",
     "kirim baris-baris berkas, atau isi kotak keluar"},
    {"status", command_status, status_flags, false, true,
     "[nation|11|11.06] [--event ID] [--below]", "the picture as a table", "gambaran dalam tabel"},
    {"need", command_need, need_flags, false, true,
     "--event ID --regency CODE --item \"beras=1,5 ton\" ... [--lines FILE.csv] | answer LINE DEED "
     "[--reason TEXT]",
     "ask for goods, or answer a line", "ajukan kebutuhan, atau jawab barisnya"},
    {"pledge", command_pledge, pledge_flags, false, true,
     "--for LINE|--event ID|--standing --item TEXT --quantity \"300 paket\" ... | DEED PLEDGE "
     "[LINE|QUANTITY|TIME]",
     "promise goods, or say what became of them", "janjikan bantuan, atau sebutkan kelanjutannya"},
    {"plan", command_plan, plan_flags, false, true,
     "put PLAN_ID --region CODE --name TEXT --lines FILE.csv | show [AREA] | activate "
     "SOURCE/PLAN_ID --event ID | end SOURCE/NUMBER",
     "contingency plans: prepare, see, activate, end",
     "rencana kontinjensi: siapkan, lihat, aktifkan, akhiri"},
    {"task", command_task, task_flags, false, true,
     "list [AREA] [--event ID] | accept|refuse|start|done|cancel SOURCE/NUMBER/LINE [--note TEXT]",
     "tasks of activated plans: see, answer", "tugas dari rencana aktif: lihat, jawab"},
    {"ship", command_ship, ship_flags, false, true,
     "--event ID --regency CODE --load PLEDGE[=QUANTITY] ... [--goods \"beras=1,5 ton\"] [--prepared] "
     "[--vehicle TEXT] [--waybill NUMBER] [--expected-at TIME] ... | "
     "depart|delay|arrive|return|cancel|lose SHIPMENT [--line N[=QUANTITY]] [--reason TEXT]",
     "send goods of several pledges as one shipment, or say what became of it",
     "kirim barang beberapa komitmen sebagai satu pengiriman, atau sebutkan kelanjutannya"},
    {"receive", command_receive, receive_flags, false, true,
     "SHIPMENT [--line N --good QUANTITY --damaged QUANTITY --lost QUANTITY] ... [--bast NUMBER]",
     "a shipment was handed over", "pengiriman telah diserahterimakan"},
    {"shipments", command_shipments, shipments_flags, false, true,
     "[nation|12|12.73] [--event ID] [--ended] [--late]", "what is loaded, on its way, late",
     "yang dimuat, dalam perjalanan, terlambat"},
    {"gaps", command_gaps, gaps_flags, false, true, "[nation|12|12.73] [--event ID] [--suggest]",
     "what nobody covers yet, the most pressing first",
     "yang belum tercukupi, paling mendesak dahulu"},
    {"needs", command_needs, needs_flags, false, true,
     "[nation|12|12.73] [--event ID] [--below] [--lines]",
     "needed, pledged, sent and received, item by item",
     "diminta, dijanjikan, dikirim, diterima, per barang"},
    {"suggest", command_suggest, NULL, false, true, "SOURCE/NUMBER/LINE",
     "what could fill a line, the best first", "yang dapat mengisi suatu baris, terbaik dahulu"},
    {"5w", command_activity, activity_flags, false, true,
     "[nation|12|12.73] [--event ID] [--by member|item|area|cluster] [--columns 3w|4w|5w|LIST] "
     "[--csv]",
     "who does what, where, when and for whom", "siapa berbuat apa, di mana, kapan, untuk siapa"},
    {"overlaps", command_overlaps, overlaps_flags, false, true, "[nation|12|12.73] [--event ID]",
     "the same goods for the same place from several",
     "barang sama untuk tempat sama dari beberapa pihak"},
    {"stock", command_stock, stock_flags, false, true,
     "declare ID --name TEXT --regency CODE [--type warehouse|posko|support-post] | count ID --item "
     "\"beras=2,4 ton\" ... [--complete] [--lines FILE.csv] [--received Q --issued Q] | show [AREA]",
     "warehouses: declare, count, show", "gudang: daftar, hitung, lihat"},
    {"clusters", command_clusters, clusters_flags, false, true, "[--region nation|12|12.73]",
     "who is in which cluster, by which decree", "siapa dalam klaster mana, dengan SK apa"},
    {"items", command_items, items_flags, false, true, "[--class CLASS | --unknown]",
     "the relief items, or words that are none yet",
     "daftar barang bantuan, atau kata yang belum dikenal"},
    {"watch", command_watch, watch_flags, false, true,
     "[AREA|PREFIX ...] [--once] [--count N] [--for SECONDS]", "live changes of the picture",
     "perubahan gambaran secara langsung"},
    {"tail", command_tail, watch_flags, false, true,
     "[AREA|PREFIX ...] [--once] [--count N] [--for SECONDS]", "every feed message, decoded",
     "semua pesan siaran, terbaca"},
    {"nodes", command_nodes, NULL, false, true, "", "nodes and their presence",
     "simpul dan kehadirannya"},
    {"show", command_show, NULL, false, true, "SOURCE NUMBER | [EVENT]",
     "a message or an event as the hub holds it", "pesan atau kejadian menurut hub"},
    {"replay", command_replay, replay_flags, false, true, "TOPIC [--after SEQUENCE]",
     "what a topic carried", "isi suatu topik"},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static const char *const daemon_words[] = {"verify", "backup", "restore", "check-config"};

static int usage(const struct app *app, FILE *out, int code)
{
    (void)fprintf(out, "%s: pusdalops %s\n\n", app_text(app, "usage", "pemakaian"),
                  app_text(app, "COMMAND [FLAGS] ...", "PERINTAH [BENDERA] ..."));
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        (void)fprintf(out, "  %-14s %s\n", commands[i].name,
                      app_text(app, commands[i].about_en, commands[i].about_id));
    }
    (void)fprintf(out, "  %-14s %s\n\n", "verify, backup, restore, check-config",
                  app_text(app,
                           "\n                 hand over to pusdalopsd on the hub's own machine",
                           "\n                 diteruskan ke pusdalopsd di mesin hub"));
    (void)fprintf(
        out, "%s\n",
        app_text(app, "pusdalops COMMAND --help tells its flags; man pusdalops the rest",
                 "pusdalops PERINTAH --help menjelaskan bendera; selebihnya man pusdalops"));
    return code;
}

/* The path of pusdalopsd: beside us where we were called by a path, else by PATH. */
static void daemon_path(const char *program, char *path, size_t room)
{
    const char *slash = strrchr(program, '/');
    if (slash != NULL) {
        (void)snprintf(path, room, "%.*s/pusdalopsd", (int)(slash - program), program);
        if (access(path, X_OK) == 0) {
            return;
        }
    }
    (void)snprintf(path, room, "pusdalopsd");
}

/* Copy "--config FILE" (config) or everything else (not config) of argv[2..]; how many words. */
static int words_of(int argc, char **argv, bool config, char **words)
{
    int count = 0;
    for (int at = 2; at < argc; at++) {
        const bool two = strcmp(argv[at], "--config") == 0 && at + 1 < argc;
        const bool ours = two || strncmp(argv[at], "--config=", 9) == 0;
        if (ours == config) {
            words[count++] = argv[at];
        }
        at += two ? 1 : 0;
        if (two && config) {
            words[count++] = argv[at];
        }
    }
    return count;
}

int command_daemon(struct app *app, int argc, char **argv)
{
    char path[PATH_MAX];
    char *words[ARGUMENTS_MAX + 1];
    char check[] = "--check-config";
    if (argc > (int)ARGUMENTS_MAX) {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "too many arguments", "terlalu banyak argumen"));
    }
    daemon_path(app->program, path, sizeof path);
    int count = 0;
    words[count++] = path;
    /* pusdalopsd wants its configuration before the word; ours may stand anywhere */
    count += words_of(argc, argv, true, words + count);
    words[count++] = strcmp(argv[1], "check-config") == 0 ? check : argv[1];
    count += words_of(argc, argv, false, words + count);
    words[count] = NULL;
    (void)execvp(path, words);
    return app_complain(app, EXIT_INTERNAL, "%s: %s", path, strerror(errno));
}

static int run(struct app *app, const struct command *command, int argc, char **argv)
{
    if (!app_parse(app, command, argc, argv)) {
        return EXIT_USAGE;
    }
    if (app_flag(app, "help") != NULL) {
        (void)printf("pusdalops %s %s\n%s\n", command->name, command->usage,
                     app_text(app, command->about_en, command->about_id));
        return EXIT_DONE;
    }
    app->json = app_flag(app, "json") != NULL;
    if (command->connects) {
        const int code = settings_read(app);
        if (code != EXIT_DONE) {
            return code;
        }
    }
    const int code = command->run(app);
    return fflush(stdout) == 0 ? code : EXIT_INTERNAL;
}

int main(int argc, char **argv)
{
    static struct app app;
    app.language = settings_language(argc, argv);
    app.program = argv[0] == NULL ? "pusdalops" : argv[0];
    if (argc < 2) {
        return usage(&app, stderr, EXIT_USAGE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        return usage(&app, stdout, EXIT_DONE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)puts("pusdalops 0.1.0");
        return EXIT_DONE;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, argv[1]) == 0) {
            return run(&app, &commands[i], argc, argv);
        }
    }
    for (size_t i = 0; i < sizeof daemon_words / sizeof daemon_words[0]; i++) {
        if (strcmp(daemon_words[i], argv[1]) == 0) {
            return command_daemon(&app, argc, argv);
        }
    }
    (void)app_complain(&app, EXIT_USAGE,
                       app_text(&app, "unknown command: %s", "perintah tidak dikenal: %s"),
                       argv[1]);
    return usage(&app, stderr, EXIT_USAGE);
}
