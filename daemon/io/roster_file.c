#include "io/roster_file.h"

#include "base/assert.h"
#include "base/text.h"
#include "io/calendar.h"
#include "io/cleanup.h"
#include "io/config.h"
#include "io/file.h"
#include "io/yaml_tree.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

/* A client as the file has it, until the roster is put together. */
struct draft {
    struct roster_client client;
    const struct yaml_item *item;
    const struct yaml_item *speaks_for; /* or NULL */
};

struct drafts {
    const struct yaml_tree *tree;
    const struct catalogue *catalogue;
    struct draft *list;
    uint32_t count;
    uint32_t speaks_for_count; /* of all together */
    uint32_t key_count;
};

/* --- Values ----------------------------------------------------------------------------------------------------- */

static enum role parse_role(const char *text)
{
    for (enum role role = ROLE_DISTRICT; role < ROLE_LAB; role++) {
        if (strcmp(text, roster_role_name(role)) == 0) {
            return role;
        }
    }
    return ROLE_NONE;
}

static bool is_reporting(enum role role)
{
    return role == ROLE_DISTRICT || role == ROLE_PROVINCE || role == ROLE_NATIONAL ||
           role == ROLE_RELAY;
}

/* Does it hand in anything of its own? A member of a cluster pledges wherever it likes, so it needs no regions. */
static bool is_speaking(enum role role)
{
    return is_reporting(role) || role == ROLE_MEMBER;
}

/* --- The keys of one client ------------------------------------------------------------------------------------- */

static void read_name(const struct yaml_tree *tree, const struct yaml_item *item,
                      struct roster_client *client)
{
    const char *text = item == NULL ? NULL : yaml_tree_text(tree, item, "the name");
    if (text == NULL) {
        return;
    }
    if (!text_is_identifier(slice_of(text), IDENTIFIER_BYTES_MAX)) {
        yaml_tree_complain(tree, item, "a name has 1 to %d characters of a-z 0-9 . -",
                           IDENTIFIER_BYTES_MAX);
    } else if (strcmp(text, ROSTER_LAB_NAME) == 0) {
        yaml_tree_complain(tree, item, "\"%s\" belongs to --insecure-lab; choose another name",
                           text);
    } else if (strcmp(text, ROSTER_HUB) == 0) {
        yaml_tree_complain(tree, item,
                           "\"%s\" is the source of what the hub itself says; choose another name",
                           text);
    } else {
        (void)text_copy(client->name, sizeof client->name, slice_of(text));
    }
}

/* Looked at, not kept: it is for the people who read the file. */
static void check_title(const struct yaml_tree *tree, const struct yaml_item *item)
{
    const char *text = item == NULL ? NULL : yaml_tree_text(tree, item, "the title");
    if (text != NULL && strlen(text) > EVENT_NAME_BYTES_MAX) {
        yaml_tree_complain(tree, item, "a title has %d bytes at the most", EVENT_NAME_BYTES_MAX);
    }
}

static void read_role(const struct yaml_tree *tree, const struct yaml_item *item,
                      struct roster_client *client)
{
    const char *text = item == NULL ? NULL : yaml_tree_text(tree, item, "the role");
    if (text == NULL) {
        return;
    }
    client->role = parse_role(text);
    if (client->role == ROLE_NONE) {
        yaml_tree_complain(
            tree, item,
            "a role is district, province, national, relay, member, console, integrator or administrator");
    }
}

static void read_access(const struct yaml_tree *tree, const struct yaml_item *item,
                        struct roster_client *client)
{
    const char *text = item == NULL ? NULL : yaml_tree_text(tree, item, "access");
    if (text == NULL) {
        return;
    }
    if (strcmp(text, "internal") == 0) {
        client->access = ACCESS_INTERNAL;
    } else if (strcmp(text, "public") == 0) {
        client->access = ACCESS_PUBLIC;
    } else {
        yaml_tree_complain(tree, item, "access is internal or public");
    }
}

/* Is it 40 characters that Z85 can hold? */
static bool is_key(const char *text)
{
    uint8_t bytes[KEY_TEXT_BYTES / 5 * 4];
    return strlen(text) == KEY_TEXT_BYTES && zmq_z85_decode(bytes, text) != NULL;
}

static void read_keys(const struct yaml_tree *tree, const struct yaml_item *list,
                      struct roster_client *client)
{
    if (list == NULL || !yaml_tree_check_list(tree, list, "keys")) {
        return;
    }
    if (list->count > CLIENT_KEYS_MAX) {
        yaml_tree_complain(tree, list, "a client has %d keys at the most; take the old one out",
                           CLIENT_KEYS_MAX);
        return;
    }
    for (const struct yaml_item *item = yaml_tree_first(tree, list); item != NULL;
         item = yaml_tree_next(tree, item)) {
        const char *text = yaml_tree_text(tree, item, "a key");
        if (text == NULL) {
            continue;
        }
        if (!is_key(text)) {
            yaml_tree_complain(
                tree, item,
                "a key is the 40 characters that stand in the client's .public file, in quotes");
            continue;
        }
        (void)text_copy(client->keys[client->key_count], KEY_TEXT_BYTES + 1, slice_of(text));
        client->key_count++;
    }
}

/* NULL, or why this area is not for this role. */
static const char *area_fault(enum role role, uint32_t area)
{
    if (role == ROLE_DISTRICT && !area_is_regency(area)) {
        return "a district has regencies, like \"11.06\"";
    }
    if (role == ROLE_PROVINCE && !area_is_province(area)) {
        return "a province has provinces, like \"11\"";
    }
    if (role == ROLE_NATIONAL && area != AREA_NATION) {
        return "the national level has \"nation\"";
    }
    return NULL;
}

static void read_region(const struct drafts *drafts, const struct yaml_item *item,
                        struct roster_client *client)
{
    const struct yaml_tree *tree = drafts->tree;
    uint64_t code = 0;
    const char *text = yaml_tree_text(tree, item, "a region");
    if (text == NULL) {
        return;
    }
    if (!region_code_parse(slice_of(text), &code) || code >= AREA_CODES) {
        yaml_tree_complain(tree, item,
                           "a region is a province \"11\", a regency \"11.06\" or \"nation\"");
        return;
    }
    const uint32_t area = (uint32_t)code;
    if (area != AREA_NATION && region_find(drafts->catalogue, area) == NULL) {
        yaml_tree_complain(tree, item, "the region %s is not in the catalogue", text);
        return;
    }
    const char *fault = area_fault(client->role, area);
    if (fault != NULL) {
        yaml_tree_complain(tree, item, "%s", fault);
        return;
    }
    for (uint32_t i = 0; i < client->region_count; i++) {
        if (area_contains(client->regions[i], area) || area_contains(area, client->regions[i])) {
            char other[REGION_CODE_ROOM];
            region_code_print(client->regions[i], other);
            yaml_tree_complain(tree, item, "the regions %s and %s overlap; keep the larger", other,
                               text);
            return;
        }
    }
    client->regions[client->region_count++] = area;
}

static void read_regions(const struct drafts *drafts, const struct yaml_item *list,
                         const struct yaml_item *client_item, struct roster_client *client)
{
    const struct yaml_tree *tree = drafts->tree;
    if (list == NULL || (list->kind == YAML_ITEM_LIST && list->count == 0)) {
        if (is_reporting(client->role)) {
            yaml_tree_complain(tree, list == NULL ? client_item : list,
                               "who reports needs regions, like [\"11.06\"]");
        }
        return;
    }
    if (!yaml_tree_check_list(tree, list, "regions")) {
        return;
    }
    if (list->count > CLIENT_REGIONS_MAX) {
        yaml_tree_complain(tree, list, "a client has %d regions at the most; name provinces",
                           CLIENT_REGIONS_MAX);
        return;
    }
    for (const struct yaml_item *item = yaml_tree_first(tree, list); item != NULL;
         item = yaml_tree_next(tree, item)) {
        read_region(drafts, item, client);
    }
}

static void read_realms(const struct yaml_tree *tree, const struct yaml_item *list,
                        struct roster_client *client)
{
    if (list == NULL || !yaml_tree_check_list(tree, list, "realms")) {
        return;
    }
    if (list->count == 0 || list->count > REALMS_MAX) {
        yaml_tree_complain(tree, list, "realms must name 1 to %d realms, like [\"real\"]",
                           REALMS_MAX);
        return;
    }
    for (const struct yaml_item *item = yaml_tree_first(tree, list); item != NULL;
         item = yaml_tree_next(tree, item)) {
        const char *text = yaml_tree_text(tree, item, "a realm");
        if (text == NULL) {
            continue;
        }
        bool twice = false;
        for (uint32_t i = 0; i < client->realm_count; i++) {
            twice = twice || strcmp(client->realms[i], text) == 0;
        }
        if (twice || !config_realm_is_valid(slice_of(text))) {
            yaml_tree_complain(
                tree, item, "%s",
                twice ? "this realm stands twice; keep one"
                      : "a realm is \"real\" or \"drill/<id>\" with an id of a-z 0-9 . -");
            continue;
        }
        client->realms[client->realm_count++] = text; /* the tree's, until the roster has its own */
    }
}

static void read_time(const struct yaml_tree *tree, const struct yaml_item *item, const char *what,
                      int64_t *out_utc_us)
{
    const char *text = item == NULL ? NULL : yaml_tree_text(tree, item, what);
    if (text != NULL && !calendar_parse_time(text, out_utc_us)) {
        yaml_tree_complain(tree, item, "%s is a time like \"2026-01-31T00:00:00Z\"", what);
    }
}

/* What a client with keys must say, and what would never come into force. */
static void check_keyed(const struct yaml_tree *tree, const struct yaml_item *item,
                        const struct roster_client *client)
{
    if (client->key_count > 0 && yaml_tree_find(tree, item, "realms") == NULL) {
        yaml_tree_complain(tree, item, "a client with keys needs the key \"realms\"; add it");
    }
    if (client->key_count > 0 && yaml_tree_find(tree, item, "access") == NULL) {
        yaml_tree_complain(tree, item, "a client with keys needs the key \"access\"; add it");
    }
    if (client->valid_from_utc_us != 0 && client->valid_until_utc_us != 0 &&
        client->valid_from_utc_us >= client->valid_until_utc_us) {
        yaml_tree_complain(tree, item, "valid_from must be before valid_until");
    }
}

static void read_client(struct drafts *drafts, const struct yaml_item *item)
{
    static const struct yaml_key known[] = {
        {"name", true},         {"title", false},      {"role", true},    {"keys", true},
        {"regions", false},     {"realms", false},     {"access", false}, {"valid_from", false},
        {"valid_until", false}, {"speaks_for", false},
    };
    const struct yaml_tree *tree = drafts->tree;
    (void)yaml_tree_check_map(tree, item, "a client", known, sizeof known / sizeof known[0]);
    if (item->kind != YAML_ITEM_MAP) {
        return;
    }
    struct draft *draft = &drafts->list[drafts->count++];
    struct roster_client *client = &draft->client;
    draft->item = item;
    read_name(tree, yaml_tree_find(tree, item, "name"), client);
    check_title(tree, yaml_tree_find(tree, item, "title"));
    read_role(tree, yaml_tree_find(tree, item, "role"), client);
    read_keys(tree, yaml_tree_find(tree, item, "keys"), client);
    read_regions(drafts, yaml_tree_find(tree, item, "regions"), item, client);
    read_realms(tree, yaml_tree_find(tree, item, "realms"), client);
    read_access(tree, yaml_tree_find(tree, item, "access"), client);
    read_time(tree, yaml_tree_find(tree, item, "valid_from"), "valid_from",
              &client->valid_from_utc_us);
    read_time(tree, yaml_tree_find(tree, item, "valid_until"), "valid_until",
              &client->valid_until_utc_us);
    check_keyed(tree, item, client);
    drafts->key_count += client->key_count;
    draft->speaks_for = yaml_tree_find(tree, item, "speaks_for");
    if (draft->speaks_for == NULL || !yaml_tree_check_list(tree, draft->speaks_for, "speaks_for")) {
        draft->speaks_for = NULL;
    } else if (draft->speaks_for->count > CLIENT_SPEAKS_FOR_MAX) {
        yaml_tree_complain(tree, draft->speaks_for, "a client speaks for %d sources at the most",
                           CLIENT_SPEAKS_FOR_MAX);
    } else if (draft->speaks_for->count > 0 && !is_speaking(client->role)) {
        yaml_tree_complain(tree, draft->speaks_for,
                           "this role reports nothing, so it speaks for nobody");
    } else {
        drafts->speaks_for_count += draft->speaks_for->count;
    }
}

/* --- Putting it together ---------------------------------------------------------------------------------------- */

/* One piece of memory with everything a roster points to. */
struct room {
    struct roster *roster;
    struct hash_slot *slots;
    struct roster_client *clients;
    uint32_t *speaks_for;
    char *realms; /* where the next realm's name goes; room for all, most are shared */
};

static bool room_take(struct room *room, uint32_t client_count, uint32_t speaks_for_count,
                      uint32_t key_count, size_t realm_bytes)
{
    const uint32_t slot_count = hash_slots_for(key_count + 1);
    const size_t slots_at = (sizeof(struct roster) + 15) / 16 * 16;
    const size_t clients_at = slots_at + slot_count * sizeof(struct hash_slot);
    const size_t speaks_for_at = clients_at + client_count * sizeof(struct roster_client);
    const size_t realms_at = speaks_for_at + speaks_for_count * sizeof(uint32_t);
    char *piece = calloc(1, realms_at + realm_bytes + 1);
    if (piece == NULL) {
        return false;
    }
    room->roster = (struct roster *)(void *)piece;
    room->slots = (struct hash_slot *)(void *)(piece + slots_at);
    room->clients = (struct roster_client *)(void *)(piece + clients_at);
    room->speaks_for = (uint32_t *)(void *)(piece + speaks_for_at);
    room->realms = piece + realms_at;
    hash_init(&room->roster->by_key, room->slots, slot_count);
    room->roster->clients = room->clients;
    room->roster->client_count = client_count;
    room->roster->speaks_for = room->speaks_for;
    return true;
}

/* What the names of a client's realms take when none is shared. */
static size_t realm_bytes_of(const struct roster_client *client)
{
    size_t size_bytes = 0;
    for (uint32_t i = 0; i < client->realm_count; i++) {
        size_bytes += strlen(client->realms[i]) + 1;
    }
    return size_bytes;
}

/* The realms of the client at a place become the roster's own; what its neighbour is in too is shared with it. */
static void keep_realms(struct room *room, uint32_t place)
{
    static const struct roster_client nobody = {.realm_count = 0};
    const struct roster_client *before = place == 0 ? &nobody : &room->clients[place - 1];
    struct roster_client *client = &room->clients[place];
    for (uint32_t i = 0; i < client->realm_count; i++) {
        uint32_t k = 0;
        while (k < before->realm_count && strcmp(before->realms[k], client->realms[i]) != 0) {
            k++;
        }
        if (k < before->realm_count) {
            client->realms[i] = before->realms[k];
            continue;
        }
        const size_t size_bytes = strlen(client->realms[i]) + 1;
        client->realms[i] = memcpy(room->realms, client->realms[i], size_bytes);
        room->realms += size_bytes;
    }
}

static int by_name(const void *a, const void *b)
{
    const struct draft *one = a;
    const struct draft *other = b;
    const int order = strcmp(one->client.name, other->client.name);
    if (order != 0) {
        return order;
    }
    return one->item->line < other->item->line ? -1 : 1;
}

static void check_names(const struct drafts *drafts)
{
    for (uint32_t i = 1; i < drafts->count; i++) {
        const struct draft *draft = &drafts->list[i];
        if (draft->client.name[0] != '\0' &&
            strcmp(draft->client.name, drafts->list[i - 1].client.name) == 0) {
            yaml_tree_complain(drafts->tree, draft->item,
                               "the name \"%s\" belongs to the client in line %u already",
                               draft->client.name, drafts->list[i - 1].item->line);
        }
    }
}

/* Every key into the table; one that is there already is a complaint. core/roster.h (2) */
static void enter_keys(const struct drafts *drafts, struct roster *roster)
{
    for (uint32_t i = 0; i < drafts->count; i++) {
        const struct draft *draft = &drafts->list[i];
        for (uint32_t k = 0; k < draft->client.key_count; k++) {
            const uint64_t hash =
                hash_bytes((const uint8_t *)draft->client.keys[k], KEY_TEXT_BYTES);
            const uint32_t other = hash_find(&roster->by_key, hash);
            if (other == HASH_NONE) {
                hash_put(&roster->by_key, hash, i);
                continue;
            }
            yaml_tree_complain(
                drafts->tree, draft->item,
                "a key of \"%s\" belongs to \"%s\" in line %u already; make a new pair for one of them",
                draft->client.name, drafts->list[other].client.name,
                drafts->list[other].item->line);
        }
    }
}

/* Whom one client speaks for, as places; returns how many. */
static uint32_t enter_speaks_for(const struct drafts *drafts, const struct draft *draft,
                                 const struct roster *roster, uint32_t *places)
{
    const struct yaml_tree *tree = drafts->tree;
    uint32_t count = 0;
    for (const struct yaml_item *item = yaml_tree_first(tree, draft->speaks_for); item != NULL;
         item = yaml_tree_next(tree, item)) {
        const char *text = yaml_tree_text(tree, item, "a source");
        if (text == NULL) {
            continue;
        }
        const struct roster_client *other = roster_find(roster, slice_of(text));
        if (other == NULL) {
            yaml_tree_complain(
                tree, item, "no client is called \"%.60s\"; add it, with keys: [] if it has none",
                text);
            continue;
        }
        const uint32_t place = (uint32_t)(other - roster->clients);
        bool twice = strcmp(text, draft->client.name) == 0;
        for (uint32_t i = 0; i < count; i++) {
            twice = twice || places[i] == place;
        }
        if (twice || !is_speaking(other->role)) {
            yaml_tree_complain(tree, item, "%s",
                               twice
                                   ? "this name stands twice or is the client's own; take it out"
                                   : "that client's role reports nothing, so nobody speaks for it");
            continue;
        }
        places[count++] = place;
    }
    return count;
}

static struct roster *put_together(struct drafts *drafts)
{
    struct room room;
    struct complaints *complaints = drafts->tree->complaints;
    const uint32_t before = complaints->count;
    size_t realm_bytes = 0;
    for (uint32_t i = 0; i < drafts->count; i++) {
        realm_bytes += realm_bytes_of(&drafts->list[i].client);
    }
    if (!room_take(&room, drafts->count, drafts->speaks_for_count, drafts->key_count,
                   realm_bytes)) {
        complaints_add(complaints, drafts->tree->file, 0, 0, "there is no memory for the roster");
        return NULL;
    }
    if (drafts->count > 0) { /* core/roster.h (1) */
        qsort(drafts->list, drafts->count, sizeof *drafts->list, by_name);
    }
    for (uint32_t i = 0; i < drafts->count; i++) {
        room.clients[i] = drafts->list[i].client;
        keep_realms(&room, i);
    }
    check_names(drafts);
    enter_keys(drafts, room.roster);
    uint32_t used = 0;
    for (uint32_t i = 0; i < drafts->count; i++) {
        if (drafts->list[i].speaks_for != NULL) {
            room.clients[i].speaks_for_first = used;
            room.clients[i].speaks_for_count =
                enter_speaks_for(drafts, &drafts->list[i], room.roster, room.speaks_for + used);
            used += room.clients[i].speaks_for_count;
        }
    }
    HUB_ASSERT(used <= drafts->speaks_for_count);
    if (complaints->count != before) {
        roster_free(room.roster);
        return NULL;
    }
    return room.roster;
}

/* Is a promise beyond what a line lacks refused? A word that is neither is a complaint. */
static bool read_overcommitment(const struct yaml_tree *tree, const struct yaml_item *item)
{
    const char *text = item == NULL ? NULL : yaml_tree_text(tree, item, "overcommitment");
    if (text == NULL) {
        return false;
    }
    const bool refuses = strcmp(text, "refuse") == 0;
    if (!refuses && strcmp(text, "flag") != 0) {
        yaml_tree_complain(tree, item, "overcommitment is flag or refuse");
    }
    return refuses;
}

static struct roster *read_roster(const struct yaml_tree *tree, const struct catalogue *catalogue,
                                  uint32_t clients_max)
{
    static const struct yaml_key known[] = {
        {"version", true}, {"overcommitment", false}, {"clients", true}};
    struct complaints *complaints = tree->complaints;
    const uint32_t before = complaints->count;
    const struct yaml_item *root = yaml_tree_root(tree);
    if (!yaml_tree_check_map(tree, root, "the file", known, sizeof known / sizeof known[0]) ||
        !yaml_tree_check_version(tree, root)) {
        return NULL;
    }
    const bool refuses_excess =
        read_overcommitment(tree, yaml_tree_find(tree, root, "overcommitment"));
    const struct yaml_item *clients = yaml_tree_find(tree, root, "clients");
    if (!yaml_tree_check_list(tree, clients, "clients")) {
        return NULL;
    }
    if (clients->count > clients_max) {
        yaml_tree_complain(tree, clients, "%u clients are more than limits.clients_max allows (%u)",
                           clients->count, clients_max);
        return NULL;
    }
    struct drafts drafts = {.tree = tree, .catalogue = catalogue};
    drafts.list = calloc((size_t)clients->count + 1, sizeof *drafts.list);
    if (drafts.list == NULL) {
        complaints_add(complaints, tree->file, 0, 0, "there is no memory for the roster");
        return NULL;
    }
    for (const struct yaml_item *item = yaml_tree_first(tree, clients); item != NULL;
         item = yaml_tree_next(tree, item)) {
        read_client(&drafts, item);
    }
    struct roster *roster = complaints->count == before ? put_together(&drafts) : NULL;
    free(drafts.list);
    if (roster != NULL) {
        roster->refuses_excess = refuses_excess;
    }
    return roster;
}

struct roster *roster_parse(const char *file, struct slice bytes, const struct catalogue *catalogue,
                            uint32_t clients_max, struct complaints *complaints)
{
    HUB_CLEANUP(yaml_tree_free) struct yaml_tree tree = {0};
    if (!yaml_tree_parse(&tree, file, bytes, complaints)) {
        return NULL;
    }
    return read_roster(&tree, catalogue, clients_max);
}

struct roster *roster_load(const char *path, const struct catalogue *catalogue,
                           uint32_t clients_max, struct complaints *complaints)
{
    HUB_CLEANUP(file_free) struct file file = {0};
    if (!file_read(&file, path, YAML_TREE_BYTES_MAX, complaints)) {
        return NULL;
    }
    return roster_parse(path, file_bytes(&file), catalogue, clients_max, complaints);
}

/* --- The lab ---------------------------------------------------------------------------------------------------- */

/* How many places the speaks_for lists of a roster fill: they lie one after the other. */
static uint32_t speaks_for_end(const struct roster *roster)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < roster->client_count; i++) {
        const struct roster_client *client = &roster->clients[i];
        if (client->speaks_for_first + client->speaks_for_count > end) {
            end = client->speaks_for_first + client->speaks_for_count;
        }
    }
    return end;
}

struct roster *roster_lab(const struct roster *others)
{
    static const struct roster nobody = {.client_count = 0};
    const struct roster *from = others == NULL ? &nobody : others;
    const uint32_t speaks_for_count = speaks_for_end(from);
    struct room room;
    size_t realm_bytes = 0;
    for (uint32_t i = 0; i < from->client_count; i++) {
        realm_bytes += realm_bytes_of(&from->clients[i]);
    }
    if (!room_take(&room, from->client_count + 1, speaks_for_count, from->by_key.used,
                   realm_bytes)) {
        return NULL;
    }
    uint32_t lab = 0;
    while (lab < from->client_count && strcmp(from->clients[lab].name, ROSTER_LAB_NAME) < 0) {
        lab++;
    }
    for (uint32_t i = 0; i < from->client_count; i++) {
        const uint32_t place = i < lab ? i : i + 1;
        const struct roster_client *client = &from->clients[i];
        room.clients[place] = *client;
        keep_realms(&room, place);
        for (uint32_t k = 0; k < client->key_count; k++) {
            hash_put(&room.roster->by_key,
                     hash_bytes((const uint8_t *)client->keys[k], KEY_TEXT_BYTES), place);
        }
    }
    for (uint32_t i = 0; i < speaks_for_count; i++) {
        const uint32_t place = from->speaks_for[i];
        room.speaks_for[i] = place < lab ? place : place + 1;
    }
    room.roster->refuses_excess = from->refuses_excess;
    struct roster_client *client = &room.clients[lab];
    memcpy(client->name, ROSTER_LAB_NAME, sizeof ROSTER_LAB_NAME);
    client->role = ROLE_LAB;
    client->access = ACCESS_INTERNAL;
    client->region_count = 1; /* regions[0] is AREA_NATION */
    return room.roster;
}

void roster_free(struct roster *roster)
{
    free(roster);
}

static bool is_in_realm(const struct roster_client *client, const char *realm)
{
    for (uint32_t i = 0; i < client->realm_count; i++) {
        if (strcmp(client->realms[i], realm) == 0) {
            return true;
        }
    }
    return false;
}

void roster_mark_real(struct roster *roster, const struct config *config)
{
    union {
        const struct roster_client *read;
        struct roster_client *write;
    } clients = {.read = roster->clients};
    if (!config_has_realm(config, slice_of("real"))) {
        return;
    }
    for (uint32_t i = 0; i < roster->client_count; i++) {
        clients.write[i].misses_real = !is_in_realm(&clients.read[i], "real");
    }
}
