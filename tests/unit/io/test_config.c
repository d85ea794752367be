/* pusdalopsd.yaml: defaults, paths, what goes together; the refused files are in fixtures/. */
#include "io/config.h"

#include "tap.h"

#include <sys/stat.h>

static struct complaints complaints;
static struct config config;

static bool parse(const char *text)
{
    complaints_init(&complaints);
    return config_parse(&config, "f", "/etc/pusdalops", slice_of(text), &complaints);
}

static char *printed(const struct config *of)
{
    char *text = NULL;
    size_t size_bytes = 0;
    FILE *out = open_memstream(&text, &size_bytes);
    config_print(of, out);
    (void)fclose(out);
    return text;
}

#define SMALLEST "version: 1\nstore:\n  directory: \"/var/lib/pusdalops\"\n"

static void a_directory_is_all_that_must_be_said(void)
{
    CHECK(parse(SMALLEST));
    CHECK_TEXT(config.hub.name, "pusdalops");
    CHECK_TEXT(config.store.directory, "/var/lib/pusdalops");
    CHECK_TEXT(config.endpoints.submit, "tcp://127.0.0.1:5710");
    CHECK_TEXT(config.endpoints.intake, "tcp://127.0.0.1:5711");
    CHECK_TEXT(config.endpoints.feed_internal, "tcp://127.0.0.1:5712");
    CHECK_TEXT(config.endpoints.feed_public, "tcp://127.0.0.1:5713");
    CHECK_TEXT(config.endpoints.urgent, "tcp://127.0.0.1:5714");
    CHECK_TEXT(config.endpoints.metrics, "127.0.0.1:5719");
    CHECK(config.hub.realm_count == 1 && strcmp(config.hub.realms[0], "real") == 0);
    CHECK(config.store.size_gib == 64 && config.store.reserve_mib == 256);
    CHECK(config.store.snapshot_every_records == 50000);
    CHECK(config.feed.interval_ms == 20 && config.feed.heartbeat_interval_ms == 1000);
    CHECK(config.presence.node_heartbeat_interval_ms == 5000 &&
          config.presence.silent_after_ms == 15000);
    CHECK(config.picture.fresh_for_minutes == 1440);
    CHECK(config.sockets.handshake_ms == 1000 && config.sockets.backlog_connections == 4096);
    CHECK(config.sockets.submit_send_messages == 4096);
    CHECK(config.sockets.submit_receive_messages == 256); /* decision 0012 */
}

static void the_defaults_of_capacity_are_those_of_the_core(void)
{
    CHECK(parse(SMALLEST));
    CHECK(config.limits.clients_max == CLIENTS_MAX_DEFAULT);
    CHECK(config.limits.sources_max == SOURCES_MAX_DEFAULT);
    CHECK(config.limits.events_max == EVENTS_MAX_DEFAULT);
    CHECK(config.limits.spots_max == SPOTS_MAX_DEFAULT);
    CHECK(config.limits.cells_max == CELLS_MAX_DEFAULT);
    CHECK(config.limits.versions_max == VERSIONS_MAX_DEFAULT);
    CHECK(config.limits.gaps_max == GAPS_MAX_DEFAULT);
    CHECK(config.limits.client_messages_per_s == 2000 &&
          config.limits.client_messages_burst == 10000);
}

static void paths_begin_at_the_folder_of_the_file(void)
{
    CHECK(parse(
        "version: 1\nhub:\n  roster_file: \"roster.yaml\"\n  secret_key_file: \"../keys/hub.secret\"\n"
        "store:\n  directory: \"data\"\n"));
    CHECK_TEXT(config.hub.roster_file, "/etc/pusdalops/roster.yaml");
    CHECK_TEXT(config.hub.secret_key_file, "/etc/pusdalops/../keys/hub.secret");
    CHECK_TEXT(config.store.directory, "/etc/pusdalops/data");
    complaints_init(&complaints);
    CHECK(config_parse(&config, "f", "/", slice_of("version: 1\nstore: {directory: data}\n"),
                       &complaints));
    CHECK_TEXT(config.store.directory, "/data");
}

static void a_file_of_any_folder_is_loaded(void)
{
    char folder[256];
    char path[300];
    char wanted[300];
    char start[1024];
    tap_make_folder(folder, sizeof folder);
    (void)snprintf(path, sizeof path, "%s/pusdalopsd.yaml", folder);
    tap_write_file(path, "version: 1\nstore: {directory: data}\n", 35);
    (void)snprintf(wanted, sizeof wanted, "%s/data", folder);
    complaints_init(&complaints);
    CHECK(config_load(&config, path, &complaints));
    CHECK_TEXT(config.store.directory, wanted);
    CHECK(getcwd(start, sizeof start) != NULL && chdir(folder) == 0);
    CHECK(config_load(&config, "pusdalopsd.yaml", &complaints)); /* a bare name, too */
    CHECK_TEXT(config.store.directory, wanted);
    CHECK(chdir(start) == 0);
    CHECK(!config_load(&config, "/nowhere/pusdalopsd.yaml", &complaints));
    CHECK(unlink(path) == 0 && rmdir(folder) == 0);
}

static void what_is_printed_loads_again_to_the_same(void)
{
    static struct config again;
    CHECK(parse(
        "version: 1\nhub:\n  name: \"pusdalops-aceh\"\n  realms: [\"real\", \"drill/x-1.b\"]\n"
        "  secret_key_file: \"/a \\\"b\\\" \\\\c/\xc3\xa9.secret\"\n  roster_file: \"r.yaml\"\n"
        "endpoints: {submit: \"tcp://*:1\", feed_public: \"\", metrics: \"[::1]:*\", urgent: \"ipc:///run/u\"}\n"
        "store: {directory: d, size_gib: 7}\nlimits: {client_messages_per_s: 0, gaps_max: 16}\n"));
    char *first = printed(&config);
    complaints_init(&complaints);
    CHECK(config_parse(&again, "f", "/elsewhere", slice_of(first), &complaints));
    CHECK_TEXT(complaints.text, "");
    char *second = printed(&again);
    CHECK_TEXT(second, first);
    free(first);
    free(second);
}

static void the_printed_config_has_every_key_once(void)
{
    CHECK(parse(SMALLEST));
    char *text = printed(&config);
    const char *section = NULL;
    uint32_t i = 0;
    for (const char *name = NULL; (name = config_key_at(i, &section)) != NULL; i++) {
        char line[96];
        (void)snprintf(line, sizeof line, "\n  %s: ", name);
        CHECK(strstr(text, line) != NULL);
    }
    CHECK(i > 40);
    free(text);
}

/* The whole text of a file of the project. */
static char *read_text(const char *name)
{
    char *text = calloc(1, (size_t)256 * 1024);
    FILE *file = fopen(tap_project_path(name), "rb");
    if (text == NULL || !CHECK(file != NULL)) {
        exit(1);
    }
    CHECK(fread(text, 1, (size_t)256 * 1024 - 1, file) > 0);
    (void)fclose(file);
    return text;
}

static void the_sample_has_every_key_with_its_default(void)
{
    static struct config sample;
    complaints_init(&complaints);
    CHECK(config_load(&sample, tap_project_path("config/pusdalopsd.yaml"), &complaints));
    CHECK_TEXT(complaints.text, "");
    char *text = read_text("config/pusdalopsd.yaml");
    const char *section = NULL;
    const char *name = NULL;
    for (uint32_t i = 0; (name = config_key_at(i, &section)) != NULL; i++) {
        char line[96];
        (void)snprintf(line, sizeof line, "\n  %s: ", name);
        if (!CHECK(strstr(text, line) != NULL)) {
            printf("#   %s.%s\n", section, name);
        }
    }
    CHECK(parse(SMALLEST));
    CHECK(memcmp(&sample.sockets, &config.sockets, sizeof config.sockets) == 0);
    CHECK(memcmp(&sample.endpoints, &config.endpoints, sizeof config.endpoints) == 0);
    CHECK(memcmp(&sample.store, &config.store, sizeof config.store) == 0);
    CHECK(memcmp(&sample.feed, &config.feed, sizeof config.feed) == 0);
    CHECK(memcmp(&sample.presence, &config.presence, sizeof config.presence) == 0);
    CHECK(memcmp(&sample.picture, &config.picture, sizeof config.picture) == 0);
    CHECK(memcmp(&sample.limits, &config.limits, sizeof config.limits) == 0);
    CHECK(config_check_keys(&sample, "f", &complaints) &&
          config_check_lab(&sample, "f", &complaints));
    free(text);
}

static void the_manual_page_has_every_key(void)
{
    char *text = read_text("config/pusdalopsd.yaml.5");
    const char *section = NULL;
    const char *name = NULL;
    for (uint32_t i = 0; (name = config_key_at(i, &section)) != NULL; i++) {
        char line[96];
        (void)snprintf(line, sizeof line, "\n.It Cm %s.%s", section, name);
        if (!CHECK(strstr(text, line) != NULL)) {
            printf("#   %s.%s\n", section, name);
        }
    }
    free(text);
}

static void the_lab_may_use_loopback_and_ipc_only(void)
{
    CHECK(
        parse(SMALLEST
              "endpoints: {submit: \"ipc:///run/s\", intake: \"\", urgent: \"tcp://[::1]:9\"}\n"));
    CHECK(config_check_lab(&config, "f", &complaints));
    CHECK(parse(SMALLEST "endpoints: {submit: \"tcp://*:5710\", urgent: \"tcp://10.0.0.1:9\"}\n"));
    CHECK(!config_check_lab(&config, "f", &complaints));
    CHECK(complaints.count == 2);
    CHECK(strstr(complaints.text, "f: endpoints.submit is tcp://*:5710: --insecure-lab may use") !=
          NULL);
    CHECK(strstr(complaints.text, "f: endpoints.urgent is tcp://10.0.0.1:9: ") != NULL);
}

static void without_the_lab_there_must_be_a_key_and_a_roster(void)
{
    CHECK(parse(SMALLEST));
    CHECK(!config_check_keys(&config, "f", &complaints));
    CHECK(complaints.count == 2 && strstr(complaints.text, "hub.secret_key_file") != NULL &&
          strstr(complaints.text, "hub.roster_file") != NULL);
    CHECK(parse(SMALLEST "hub: {secret_key_file: k, roster_file: r}\n"));
    CHECK(config_check_keys(&config, "f", &complaints) && complaints.count == 0);
}

static void realms_are_real_or_a_drill(void)
{
    CHECK(config_realm_is_valid(slice_of("real")));
    CHECK(config_realm_is_valid(slice_of("drill/x1")));
    CHECK(config_realm_is_valid(slice_of("drill/2026-04.gempa")));
    CHECK(!config_realm_is_valid(slice_of("")));
    CHECK(!config_realm_is_valid(slice_of("realistic")));
    CHECK(!config_realm_is_valid(slice_of("drill")));
    CHECK(!config_realm_is_valid(slice_of("drill/")));
    CHECK(!config_realm_is_valid(slice_of("drill/X")));
    CHECK(!config_realm_is_valid(slice_of("drill/a/b")));
    CHECK(!config_realm_is_valid(
        slice_of("drill/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))); /* 65 */
    CHECK(parse(SMALLEST "hub: {realms: [real, drill/x]}\n"));
    CHECK(config_has_realm(&config, slice_of("drill/x")) &&
          !config_has_realm(&config, slice_of("drill")));
}

static void two_endpoints_may_both_take_any_port(void)
{
    CHECK(parse(SMALLEST
                "endpoints: {submit: \"tcp://127.0.0.1:*\", intake: \"tcp://127.0.0.1:*\"}\n"));
}

static void a_path_has_a_largest_length(void)
{
    char text[CONFIG_PATH_ROOM + 128];
    char long_name[CONFIG_PATH_ROOM + 1];
    const size_t fits = CONFIG_PATH_ROOM - 1 - strlen("/etc/pusdalops/");
    memset(long_name, 'x', sizeof long_name);
    long_name[fits] = '\0';
    (void)snprintf(text, sizeof text, "version: 1\nstore: {directory: %s}\n", long_name);
    CHECK(parse(text));
    long_name[fits] = 'x';
    long_name[fits + 1] = '\0';
    (void)snprintf(text, sizeof text, "version: 1\nstore: {directory: %s}\n", long_name);
    CHECK(!parse(text));
    CHECK_TEXT(complaints.text, "f:2:20: store.directory leads to a path of more than 511 bytes\n");
}

int main(void)
{
    SENTENCE(a_directory_is_all_that_must_be_said);
    SENTENCE(the_defaults_of_capacity_are_those_of_the_core);
    SENTENCE(paths_begin_at_the_folder_of_the_file);
    SENTENCE(a_file_of_any_folder_is_loaded);
    SENTENCE(what_is_printed_loads_again_to_the_same);
    SENTENCE(the_printed_config_has_every_key_once);
    SENTENCE(the_sample_has_every_key_with_its_default);
    SENTENCE(the_manual_page_has_every_key);
    SENTENCE(the_lab_may_use_loopback_and_ipc_only);
    SENTENCE(without_the_lab_there_must_be_a_key_and_a_roster);
    SENTENCE(realms_are_real_or_a_drill);
    SENTENCE(two_endpoints_may_both_take_any_port);
    SENTENCE(a_path_has_a_largest_length);
    return tap_done();
}
