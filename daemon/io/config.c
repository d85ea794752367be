#include "io/config.h"

#include "base/assert.h"
#include "base/text.h"
#include "io/address.h"
#include "io/cleanup.h"
#include "io/file.h"
#include "io/yaml_tree.h"

#include <stdlib.h>
#include <string.h>

/* --- The table of keys: everything below walks it --------------------------------------------------------------- */

enum key_kind {
    KEY_IDENTIFIER,
    KEY_REALMS,
    KEY_PATH,
    KEY_ENDPOINT,
    KEY_METRICS,
    KEY_NUMBER,
};

struct key {
    const char *section;
    const char *name;
    enum key_kind kind;
    bool required; /* the same as: no default */
    bool may_be_empty;
    size_t offset;
    const char *text; /* default of a text */
    uint32_t number, least, most;
};

/* NOLINTBEGIN(bugprone-macro-parentheses): a member cannot stand in parentheses */
#define TEXT(kind_, section_, name_, text_)                                                        \
    {                                                                                              \
        .kind = (kind_), .section = #section_, .name = #name_, .text = (text_),                    \
        .offset = offsetof(struct config, section_.name_)                                          \
    }
#define OPTIONAL(kind_, section_, name_, text_)                                                    \
    {                                                                                              \
        .kind = (kind_), .section = #section_, .name = #name_, .text = (text_),                    \
        .may_be_empty = true, .offset = offsetof(struct config, section_.name_)                    \
    }
#define NUMBER(section_, name_, number_, least_, most_)                                            \
    {                                                                                              \
        .kind = KEY_NUMBER, .section = #section_, .name = #name_, .number = (number_),             \
        .least = (least_), .most = (most_), .offset = offsetof(struct config, section_.name_)      \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

static const struct key keys[] = {
    TEXT(KEY_IDENTIFIER, hub, name, "pusdalops"),
    OPTIONAL(KEY_PATH, hub, secret_key_file, ""),
    OPTIONAL(KEY_PATH, hub, roster_file, ""),
    OPTIONAL(KEY_PATH, hub, clusters_file, ""),
    TEXT(KEY_PATH, hub, catalogue_dir, "/usr/share/pusdalops/catalogue"),
    {.kind = KEY_REALMS, .section = "hub", .name = "realms"},
    NUMBER(hub, drain_ms, 5000, 0, 60000),
    TEXT(KEY_ENDPOINT, endpoints, submit, "tcp://127.0.0.1:5710"),
    OPTIONAL(KEY_ENDPOINT, endpoints, intake, "tcp://127.0.0.1:5711"),
    OPTIONAL(KEY_ENDPOINT, endpoints, feed_internal, "tcp://127.0.0.1:5712"),
    OPTIONAL(KEY_ENDPOINT, endpoints, feed_public, "tcp://127.0.0.1:5713"),
    OPTIONAL(KEY_ENDPOINT, endpoints, urgent, "tcp://127.0.0.1:5714"),
    OPTIONAL(KEY_METRICS, endpoints, metrics, "127.0.0.1:5719"),
    /* Trap Z10: one peer may fill its mark with whole messages, so the receiving marks are small. */
    NUMBER(sockets, submit_receive_messages, 256, 1, 1000),
    /* What a peer has read is told in steps of half the mark: below this an answer to one of 512 could find no room. */
    NUMBER(sockets, submit_send_messages, 4096, 2 * IN_FLIGHT_MAX + 1, 100000),
    NUMBER(sockets, intake_receive_messages, 64, 1, 1000),
    NUMBER(sockets, feed_send_messages, 10000, 100, 1000000),
    NUMBER(sockets, urgent_send_messages, 1000, 100, 1000000),
    NUMBER(sockets, backlog_connections, 4096, 16, 65535),
    NUMBER(sockets, handshake_ms, 1000, 100, 30000),
    NUMBER(sockets, ping_interval_ms, 5000, 500, 60000),
    NUMBER(sockets, ping_timeout_ms, 15000, 1000, 300000),
    NUMBER(sockets, sockets_max, 64, 64, 65535),
    NUMBER(sockets, io_threads, 1, 1, 8),
    {.kind = KEY_PATH,
     .section = "store",
     .name = "directory",
     .required = true,
     .offset = offsetof(struct config, store.directory)},
    NUMBER(store, size_gib, 64, 1, 4096),
    NUMBER(store, reserve_mib, 256, 16, 65536),
    NUMBER(store, snapshot_every_records, 50000, 1000, 10000000),
    NUMBER(feed, interval_ms, 20, 1, 1000),
    NUMBER(feed, heartbeat_interval_ms, 1000, 100, 60000),
    NUMBER(presence, node_heartbeat_interval_ms, 5000, 500, 300000),
    NUMBER(presence, silent_after_ms, 15000, 1000, 3600000),
    NUMBER(picture, fresh_for_minutes, 1440, 1, 43200),
    NUMBER(limits, client_messages_per_s, 2000, 0, 1000000),
    NUMBER(limits, client_messages_burst, 10000, 1, 10000000),
    NUMBER(limits, client_subscriptions, 4096, 256, 16384),
    NUMBER(limits, clients_max, CLIENTS_MAX_DEFAULT, 1, 65536),
    NUMBER(limits, sources_max, SOURCES_MAX_DEFAULT, 16, 1048576),
    NUMBER(limits, events_max, EVENTS_MAX_DEFAULT, 16, 1048576),
    NUMBER(limits, spots_max, SPOTS_MAX_DEFAULT, 16, 4194304),
    NUMBER(limits, cells_max, CELLS_MAX_DEFAULT, 16, 4194304),
    NUMBER(limits, versions_max, VERSIONS_MAX_DEFAULT, 16, 16777216),
    NUMBER(limits, articles_max, ARTICLES_MAX_DEFAULT, 16, 1048576),
    NUMBER(limits, lines_max, LINES_MAX_DEFAULT, 16, 4194304),
    NUMBER(limits, pledges_max, PLEDGES_MAX_DEFAULT, 16, 4194304),
    NUMBER(limits, reliefs_max, RELIEFS_MAX_DEFAULT, 16, 262144),
    NUMBER(limits, shipments_max, SHIPMENTS_MAX_DEFAULT, 16, 1048576),
    NUMBER(limits, tallies_max, TALLIES_MAX_DEFAULT, 16, 4194304),
    NUMBER(limits, warehouses_max, WAREHOUSES_MAX_DEFAULT, 16, 262144),
    NUMBER(limits, stocks_max, STOCKS_MAX_DEFAULT, 16, 1048576),
    NUMBER(limits, plans_max, PLANS_MAX_DEFAULT, 16, 262144),
    NUMBER(limits, plan_lines_max, PLAN_LINES_MAX_DEFAULT, 32, 1048576),
    NUMBER(limits, activations_max, ACTIVATIONS_MAX_DEFAULT, 16, 262144),
    NUMBER(limits, tasks_max, TASKS_MAX_DEFAULT, 32, 1048576),
    NUMBER(limits, gaps_max, GAPS_MAX_DEFAULT, 16, 4194304),
};

#define KEY_COUNT     (sizeof keys / sizeof keys[0])
#define SECTION_ROOM  32 /* keys in one section */
#define WHAT_ROOM     64
#define IPC_BYTES_MAX 107 /* sun_path and its end */
#define IPC_PREFIX    "ipc://"
#define TCP_PREFIX    "tcp://"

static char *text_in(struct config *config, const struct key *key)
{
    return (char *)config + key->offset;
}

static size_t text_room(enum key_kind kind)
{
    switch (kind) {
    case KEY_IDENTIFIER:
        return IDENTIFIER_BYTES_MAX + 1;
    case KEY_PATH:
        return CONFIG_PATH_ROOM;
    case KEY_ENDPOINT:
    case KEY_METRICS:
        return CONFIG_ENDPOINT_ROOM;
    case KEY_REALMS:
    case KEY_NUMBER:
        break;
    }
    return 0;
}

static void put_number(struct config *config, const struct key *key, uint32_t number)
{
    memcpy((char *)config + key->offset, &number, sizeof number);
}

static uint32_t get_number(const struct config *config, const struct key *key)
{
    uint32_t number = 0;
    memcpy(&number, (const char *)config + key->offset, sizeof number);
    return number;
}

static void put_default(struct config *config, const struct key *key)
{
    if (key->kind == KEY_NUMBER) {
        put_number(config, key, key->number);
    } else if (key->kind == KEY_REALMS) {
        config->hub.realm_count = 1;
        memcpy(config->hub.realms[0], "real", sizeof "real");
    } else {
        const char *text = key->text == NULL ? "" : key->text;
        (void)text_copy(text_in(config, key), text_room(key->kind), slice_of(text));
    }
}

/* --- Endpoints -------------------------------------------------------------------------------------------------- */

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* NULL, or what is wrong with an endpoint. */
static const char *endpoint_fault(const char *endpoint)
{
    struct address address;
    if (starts_with(endpoint, IPC_PREFIX)) {
        const char *path = endpoint + strlen(IPC_PREFIX);
        if (path[0] != '/' || strlen(path) > IPC_BYTES_MAX) {
            return "the path after ipc:// must begin with / and have 107 bytes at the most";
        }
        return NULL;
    }
    if (!starts_with(endpoint, TCP_PREFIX)) {
        return "it must begin with tcp:// or ipc://";
    }
    if (!address_parse(endpoint + strlen(TCP_PREFIX), &address)) {
        return "after tcp:// comes an address (or an interface) and a port, like 127.0.0.1:5710 or [::1]:5710";
    }
    return NULL;
}

static bool is_loopback(const char *text)
{
    struct address address;
    return address_parse(text, &address) && address_is_loopback(&address);
}

static bool endpoint_is_local(const char *endpoint)
{
    return starts_with(endpoint, IPC_PREFIX) || is_loopback(endpoint + strlen(TCP_PREFIX));
}

/* --- Reading values --------------------------------------------------------------------------------------------- */

bool config_realm_is_valid(struct slice realm)
{
    static const char drill[] = "drill/";
    const size_t prefix_bytes = sizeof drill - 1;
    if (slice_equal(realm, slice_of("real"))) {
        return true;
    }
    if (realm.size_bytes <= prefix_bytes || realm.size_bytes > REALM_BYTES_MAX ||
        memcmp(realm.data, drill, prefix_bytes) != 0) {
        return false;
    }
    return text_is_identifier(
        (struct slice){realm.data + prefix_bytes, realm.size_bytes - prefix_bytes},
        REALM_BYTES_MAX);
}

bool config_has_realm(const struct config *config, struct slice realm)
{
    for (uint32_t i = 0; i < config->hub.realm_count; i++) {
        if (slice_equal(realm, slice_of(config->hub.realms[i]))) {
            return true;
        }
    }
    return false;
}

static void read_realms(const struct yaml_tree *tree, const struct yaml_item *item,
                        struct config *config)
{
    if (!yaml_tree_check_list(tree, item, "hub.realms")) {
        return;
    }
    if (item->count == 0 || item->count > REALMS_MAX) {
        yaml_tree_complain(tree, item, "hub.realms must name 1 to %d realms", REALMS_MAX);
        return;
    }
    config->hub.realm_count = 0;
    memset(config->hub.realms, 0, sizeof config->hub.realms);
    for (const struct yaml_item *at = yaml_tree_first(tree, item); at != NULL;
         at = yaml_tree_next(tree, at)) {
        const char *text = yaml_tree_text(tree, at, "a realm");
        if (text == NULL) {
            continue;
        }
        if (!config_realm_is_valid(slice_of(text))) {
            yaml_tree_complain(tree, at,
                               "a realm is \"real\" or \"drill/<id>\" with an id of a-z 0-9 . -");
        } else if (config_has_realm(config, slice_of(text))) {
            yaml_tree_complain(tree, at, "the realm \"%s\" stands twice; keep one", text);
        } else {
            (void)text_copy(config->hub.realms[config->hub.realm_count], REALM_BYTES_MAX + 1,
                            slice_of(text));
            config->hub.realm_count++;
        }
    }
}

/* A path as it is used: relative ones begin at the folder of the file. (2) */
static void read_path(const struct yaml_tree *tree, const struct yaml_item *item, const char *what,
                      const char *text, const char *folder, char *room)
{
    const char *head = text[0] == '/' ? "" : folder;
    const char *slash = text[0] == '/' || strcmp(folder, "/") == 0 ? "" : "/";
    const int length = snprintf(room, CONFIG_PATH_ROOM, "%s%s%s", head, slash, text);
    if (length < 0 || length >= CONFIG_PATH_ROOM) {
        yaml_tree_complain(tree, item, "%s leads to a path of more than %d bytes", what,
                           CONFIG_PATH_ROOM - 1);
    }
}

static void read_text(const struct yaml_tree *tree, const struct yaml_item *item,
                      const struct key *key, const char *what, const char *folder,
                      struct config *config)
{
    const char *text = yaml_tree_text(tree, item, what);
    if (text == NULL) {
        return;
    }
    char *room = text_in(config, key);
    if (text[0] == '\0' && key->may_be_empty) {
        room[0] = '\0';
        return;
    }
    if (text[0] == '\0') {
        yaml_tree_complain(tree, item, "%s must not be empty", what);
        return;
    }
    if (key->kind == KEY_PATH) {
        read_path(tree, item, what, text, folder, room);
        return;
    }
    const char *fault = NULL;
    if (strlen(text) >= text_room(key->kind)) {
        fault = "it is too long";
    } else if (key->kind == KEY_IDENTIFIER) {
        fault = text_is_identifier(slice_of(text), IDENTIFIER_BYTES_MAX)
                    ? NULL
                    : "it may have a-z 0-9 . - and nothing else";
    } else if (key->kind == KEY_ENDPOINT) {
        fault = endpoint_fault(text);
    } else {
        fault =
            is_loopback(text)
                ? NULL
                : "it must be a loopback address and a port, like 127.0.0.1:5719; put a proxy in front for others";
    }
    if (fault != NULL) {
        yaml_tree_complain(tree, item, "%s: %s", what, fault);
        return;
    }
    (void)text_copy(room, text_room(key->kind), slice_of(text));
}

static void read_key(const struct yaml_tree *tree, const struct yaml_item *item,
                     const struct key *key, const char *folder, struct config *config)
{
    char what[WHAT_ROOM];
    (void)snprintf(what, sizeof what, "%s.%s", key->section, key->name);
    if (key->kind == KEY_NUMBER) {
        uint32_t number = 0;
        if (yaml_tree_number(tree, item, what, key->least, key->most, &number)) {
            put_number(config, key, number);
        }
    } else if (key->kind == KEY_REALMS) {
        read_realms(tree, item, config);
    } else {
        read_text(tree, item, key, what, folder, config);
    }
}

/* --- Do the values go together? --------------------------------------------------------------------------------- */

static const char *const endpoint_keys[] = {"submit", "intake", "feed_internal", "feed_public",
                                            "urgent"};

static const char *endpoint_at(const struct config *config, size_t i)
{
    const char *const endpoints[] = {config->endpoints.submit, config->endpoints.intake,
                                     config->endpoints.feed_internal, config->endpoints.feed_public,
                                     config->endpoints.urgent};
    return endpoints[i];
}

#define ENDPOINT_COUNT (sizeof endpoint_keys / sizeof endpoint_keys[0])

static bool takes_any_port(const char *endpoint)
{
    return strcmp(strrchr(endpoint, ':'), ":*") == 0;
}

static void check_endpoints_differ(const struct config *config, const char *file,
                                   struct complaints *complaints)
{
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        for (size_t k = i + 1; k < ENDPOINT_COUNT; k++) {
            const char *one = endpoint_at(config, i);
            if (one[0] != '\0' && !takes_any_port(one) &&
                strcmp(one, endpoint_at(config, k)) == 0) {
                complaints_add(complaints, file, 0, 0,
                               "endpoints.%s and endpoints.%s are both %s; give each its own",
                               endpoint_keys[i], endpoint_keys[k], one);
            }
        }
    }
}

static void check_together(const struct config *config, const char *file,
                           struct complaints *complaints)
{
    if (config->presence.silent_after_ms <= config->presence.node_heartbeat_interval_ms) {
        complaints_add(
            complaints, file, 0, 0,
            "presence.silent_after_ms must be more than presence.node_heartbeat_interval_ms, best three times");
    }
    if (config->feed.heartbeat_interval_ms < config->feed.interval_ms) {
        complaints_add(complaints, file, 0, 0,
                       "feed.heartbeat_interval_ms must not be less than feed.interval_ms");
    }
    if (config->sockets.ping_timeout_ms <= config->sockets.ping_interval_ms) {
        complaints_add(complaints, file, 0, 0,
                       "sockets.ping_timeout_ms must be more than sockets.ping_interval_ms");
    }
    if (config->limits.client_messages_burst < config->limits.client_messages_per_s) {
        complaints_add(
            complaints, file, 0, 0,
            "limits.client_messages_burst must not be less than limits.client_messages_per_s");
    }
    if (config->limits.versions_max < config->limits.cells_max) {
        complaints_add(
            complaints, file, 0, 0,
            "limits.versions_max must not be less than limits.cells_max: every cell has a version");
    }
    if ((uint64_t)config->store.reserve_mib >= (uint64_t)config->store.size_gib * 1024) {
        complaints_add(complaints, file, 0, 0,
                       "store.reserve_mib must be less than store.size_gib");
    }
    check_endpoints_differ(config, file, complaints);
}

bool config_check_lab(const struct config *config, const char *file, struct complaints *complaints)
{
    const uint32_t before = complaints->count;
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        const char *endpoint = endpoint_at(config, i);
        if (endpoint[0] != '\0' && !endpoint_is_local(endpoint)) {
            complaints_add(
                complaints, file, 0, 0,
                "endpoints.%s is %s: --insecure-lab may use ipc:// and loopback only, since anyone who reaches it may do anything",
                endpoint_keys[i], endpoint);
        }
    }
    return complaints->count == before;
}

bool config_check_keys(const struct config *config, const char *file, struct complaints *complaints)
{
    const uint32_t before = complaints->count;
    if (config->hub.secret_key_file[0] == '\0') {
        complaints_add(
            complaints, file, 0, 0,
            "hub.secret_key_file is not said; make a pair with `pusdalops keygen --out hub` and name hub.secret here");
    }
    if (config->hub.roster_file[0] == '\0') {
        complaints_add(complaints, file, 0, 0, "hub.roster_file is not said; nobody could connect");
    }
    return complaints->count == before;
}

/* --- The whole file --------------------------------------------------------------------------------------------- */

/* Is keys[i] the first of its section? The table has a section in one piece. */
static bool begins_section(size_t i)
{
    return i == 0 || strcmp(keys[i].section, keys[i - 1].section) != 0;
}

static void read_section(const struct yaml_tree *tree, const struct yaml_item *root, size_t first,
                         const char *folder, struct config *config)
{
    struct yaml_key known[SECTION_ROOM];
    uint32_t count = 0;
    for (size_t i = first; i < KEY_COUNT && (i == first || !begins_section(i)); i++) {
        HUB_ASSERT(count < SECTION_ROOM);
        known[count++] = (struct yaml_key){keys[i].name, keys[i].required};
    }
    const struct yaml_item *section = yaml_tree_find(tree, root, keys[first].section);
    if (section == NULL) {
        return; /* required ones were asked for by the root's check */
    }
    (void)yaml_tree_check_map(tree, section, keys[first].section, known, count);
    for (uint32_t i = 0; section->kind == YAML_ITEM_MAP && i < count; i++) {
        const struct yaml_item *item = yaml_tree_find(tree, section, keys[first + i].name);
        if (item != NULL) {
            read_key(tree, item, &keys[first + i], folder, config);
        }
    }
}

static void read_root(const struct yaml_tree *tree, const char *folder, struct config *config)
{
    struct yaml_key known[SECTION_ROOM] = {{"version", true}};
    uint32_t count = 1;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (begins_section(i)) {
            HUB_ASSERT(count < SECTION_ROOM);
            known[count++] = (struct yaml_key){keys[i].section, false};
        }
        known[count - 1].required |= keys[i].required;
    }
    const struct yaml_item *root = yaml_tree_root(tree);
    (void)yaml_tree_check_map(tree, root, "the file", known, count);
    if (root->kind != YAML_ITEM_MAP) {
        return;
    }
    (void)yaml_tree_check_version(tree, root);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (begins_section(i)) {
            read_section(tree, root, i, folder, config);
        }
    }
}

bool config_parse(struct config *config, const char *file, const char *folder, struct slice bytes,
                  struct complaints *complaints)
{
    HUB_ASSERT(folder[0] == '/'); /* (2) */
    const uint32_t before = complaints->count;
    *config = (struct config){0};
    for (size_t i = 0; i < KEY_COUNT; i++) {
        put_default(config, &keys[i]);
    }
    HUB_CLEANUP(yaml_tree_free) struct yaml_tree tree = {0};
    if (!yaml_tree_parse(&tree, file, bytes, complaints)) {
        return false;
    }
    read_root(&tree, folder, config);
    if (complaints->count == before) {
        check_together(config, file, complaints);
    }
    return complaints->count == before;
}

static void free_text(char **text)
{
    free(*text);
}

bool config_load(struct config *config, const char *path, struct complaints *complaints)
{
    HUB_CLEANUP(file_free) struct file file = {0};
    if (!file_read(&file, path, YAML_TREE_BYTES_MAX, complaints)) {
        return false;
    }
    HUB_CLEANUP(free_text) char *folder = realpath(path, NULL);
    if (folder == NULL) {
        complaints_add(complaints, path, 0, 0, "its folder cannot be found");
        return false;
    }
    char *slash = strrchr(folder, '/');
    slash[slash == folder ? 1 : 0] = '\0';
    return config_parse(config, path, folder, file_bytes(&file), complaints);
}

void config_print(const struct config *config, FILE *out)
{
    (void)fputs("version: 1\n", out);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const struct key *key = &keys[i];
        if (begins_section(i)) {
            (void)fprintf(out, "%s:\n", key->section);
        }
        (void)fprintf(out, "  %s: ", key->name);
        if (key->kind == KEY_NUMBER) {
            (void)fprintf(out, "%u", get_number(config, key));
        } else if (key->kind == KEY_REALMS) {
            for (uint32_t k = 0; k < config->hub.realm_count; k++) {
                (void)fputs(k == 0 ? "[" : ", ", out);
                yaml_tree_print_text(out, config->hub.realms[k]);
            }
            (void)fputs("]", out);
        } else {
            yaml_tree_print_text(out, (const char *)config + key->offset);
        }
        (void)fputs("\n", out);
    }
}

const char *config_key_at(uint32_t i, const char **out_section)
{
    if (i >= KEY_COUNT) {
        return NULL;
    }
    *out_section = keys[i].section;
    return keys[i].name;
}
