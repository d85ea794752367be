#include "io/cluster_file.h"

#include "base/assert.h"
#include "base/text.h"
#include "io/calendar.h"
#include "io/cleanup.h"
#include "io/file.h"
#include "io/yaml_tree.h"

#include <stdlib.h>
#include <string.h>

#define QUANTITY_MAX 1000000000U

/* A cluster as the file has it, until the registry is put together. */
struct draft {
    struct cluster cluster;
    const struct yaml_item *item;
    const struct yaml_item *parent; /* or NULL */
};

/* The registry while it is read: one piece of memory, its parts filled from their beginnings. */
struct reading {
    const struct yaml_tree *tree;
    const struct catalogue *catalogue;
    const struct roster *roster;
    struct registry *registry;
    struct cluster *clusters;
    struct member *members;
    struct capacity *capacities;
    uint16_t *regions;
    char *texts;
    struct draft *drafts;
    uint32_t draft_count;
};

/* How many there are of each, at the most. */
struct counts {
    size_t clusters;
    size_t members;
    size_t capacities;
    size_t regions;
};

/* --- Room ------------------------------------------------------------------------------------------------------- */

static const struct yaml_item *list_in(const struct yaml_tree *tree, const struct yaml_item *map,
                                       const char *key)
{
    const struct yaml_item *item =
        map->kind == YAML_ITEM_MAP ? yaml_tree_find(tree, map, key) : NULL;
    return item != NULL && item->kind == YAML_ITEM_LIST ? item : NULL;
}

static size_t entries(const struct yaml_item *list)
{
    return list == NULL ? 0 : list->count;
}

static struct counts count_all(const struct yaml_tree *tree, const struct yaml_item *clusters)
{
    struct counts counts = {.clusters = clusters->count};
    for (const struct yaml_item *cluster = yaml_tree_first(tree, clusters); cluster != NULL;
         cluster = yaml_tree_next(tree, cluster)) {
        const struct yaml_item *members = list_in(tree, cluster, "members");
        counts.regions += entries(list_in(tree, cluster, "regions")) + 1;
        counts.members += entries(members);
        for (const struct yaml_item *member = members == NULL ? NULL
                                                              : yaml_tree_first(tree, members);
             member != NULL; member = yaml_tree_next(tree, member)) {
            counts.regions += entries(list_in(tree, member, "regions"));
            counts.capacities += entries(list_in(tree, member, "capacities"));
        }
    }
    return counts;
}

static bool take_room(struct reading *reading, const struct counts *counts)
{
    const size_t clusters_at = (sizeof(struct registry) + 15) / 16 * 16;
    const size_t members_at = clusters_at + counts->clusters * sizeof(struct cluster);
    const size_t capacities_at = members_at + counts->members * sizeof(struct member);
    const size_t regions_at = capacities_at + counts->capacities * sizeof(struct capacity);
    const size_t texts_at = regions_at + counts->regions * sizeof(uint16_t);
    /* every text of the tree once, with an end; of an item its code and base unit instead */
    const size_t texts_bytes = reading->tree->texts_used_bytes + reading->tree->item_count +
                               counts->capacities * (ITEM_CODE_ROOM + UNIT_ROOM) + 1;
    char *piece = calloc(1, texts_at + texts_bytes);
    reading->drafts = calloc(counts->clusters + 1, sizeof *reading->drafts);
    if (piece == NULL || reading->drafts == NULL) {
        free(piece);
        free(reading->drafts);
        return false;
    }
    reading->registry = (struct registry *)(void *)piece;
    reading->clusters = (struct cluster *)(void *)(piece + clusters_at);
    reading->members = (struct member *)(void *)(piece + members_at);
    reading->capacities = (struct capacity *)(void *)(piece + capacities_at);
    reading->regions = (uint16_t *)(void *)(piece + regions_at);
    reading->texts = piece + texts_at;
    return true;
}

static const char *keep_text(struct reading *reading, const char *text)
{
    const size_t size_bytes = strlen(text) + 1;
    char *kept = memcpy(reading->texts, text, size_bytes);
    reading->texts += size_bytes;
    return kept;
}

/* --- Values ----------------------------------------------------------------------------------------------------- */

/* A text of 1 to bytes_max bytes under a key; "" where the key is left out or the text is refused. */
static const char *read_text(struct reading *reading, const struct yaml_item *map, const char *key,
                             const char *what, size_t bytes_max)
{
    const struct yaml_item *item = yaml_tree_find(reading->tree, map, key);
    const char *text = item == NULL ? NULL : yaml_tree_text(reading->tree, item, what);
    if (text == NULL) {
        return "";
    }
    if (text[0] == '\0' || strlen(text) > bytes_max) {
        yaml_tree_complain(reading->tree, item, "%s has 1 to %zu bytes", what, bytes_max);
        return "";
    }
    return keep_text(reading, text);
}

static const char *read_identifier(struct reading *reading, const struct yaml_item *map,
                                   const char *key, const char *what)
{
    const struct yaml_item *item = yaml_tree_find(reading->tree, map, key);
    const char *text = item == NULL ? NULL : yaml_tree_text(reading->tree, item, what);
    if (text == NULL) {
        return "";
    }
    if (!text_is_identifier(slice_of(text), IDENTIFIER_BYTES_MAX)) {
        yaml_tree_complain(reading->tree, item, "%s has 1 to %d characters of a-z 0-9 . -", what,
                           IDENTIFIER_BYTES_MAX);
        return "";
    }
    return keep_text(reading, text);
}

static void read_time(const struct reading *reading, const struct yaml_item *map, const char *key,
                      int64_t *out_utc_us)
{
    const struct yaml_item *item = yaml_tree_find(reading->tree, map, key);
    const char *text = item == NULL ? NULL : yaml_tree_text(reading->tree, item, key);
    if (text != NULL && !calendar_parse_time(text, out_utc_us)) {
        yaml_tree_complain(reading->tree, item, "%s is a time like \"2026-01-31T00:00:00Z\"", key);
    }
}

/* Of a cluster and of a member: its number, day, and how long it is good. */
static void read_decree(struct reading *reading, const struct yaml_item *map, struct decree *decree)
{
    const struct yaml_tree *tree = reading->tree;
    const struct yaml_item *date = yaml_tree_find(tree, map, "decree_date");
    decree->number = read_text(reading, map, "decree", "a decree", DECREE_NUMBER_MAX);
    decree->date =
        read_text(reading, map, "decree_date", "the date of a decree", CALENDAR_DATE_BYTES);
    if (decree->date[0] != '\0' && !calendar_is_date(decree->date)) {
        yaml_tree_complain(tree, date, "decree_date is a day like \"2014-01-15\"");
    }
    if (date != NULL && yaml_tree_find(tree, map, "decree") == NULL) {
        yaml_tree_complain(tree, date, "a date without its decree; add decree");
    }
    read_time(reading, map, "valid_from", &decree->valid_from_utc_us);
    read_time(reading, map, "valid_until", &decree->valid_until_utc_us);
    if (decree->valid_from_utc_us != 0 && decree->valid_until_utc_us != 0 &&
        decree->valid_from_utc_us >= decree->valid_until_utc_us) {
        yaml_tree_complain(tree, map, "valid_from must be before valid_until");
    }
}

/* --- Regions ---------------------------------------------------------------------------------------------------- */

/* NULL, or why this area is not for a cluster of this level. */
static const char *level_fault(enum cluster_level level, uint32_t area)
{
    if (level == CLUSTER_NATIONAL && area != AREA_NATION) {
        return "a national cluster has \"nation\"";
    }
    if (level == CLUSTER_PROVINCE && !area_is_province(area)) {
        return "a cluster of level province has provinces, like \"11\"";
    }
    if (level == CLUSTER_REGENCY && !area_is_regency(area)) {
        return "a cluster of level regency has regencies, like \"11.06\"";
    }
    return NULL;
}

static bool read_area(const struct reading *reading, const struct yaml_item *item,
                      uint32_t *out_area)
{
    uint64_t code = 0;
    const char *text = yaml_tree_text(reading->tree, item, "a region");
    if (text == NULL) {
        return false;
    }
    if (!region_code_parse(slice_of(text), &code) || code >= AREA_CODES) {
        yaml_tree_complain(reading->tree, item,
                           "a region is a province \"11\", a regency \"11.06\" or \"nation\"");
        return false;
    }
    if (code != AREA_NATION && region_find(reading->catalogue, (uint32_t)code) == NULL) {
        yaml_tree_complain(reading->tree, item, "the region %s is not in the catalogue", text);
        return false;
    }
    *out_area = (uint32_t)code;
    return true;
}

/* Does the cluster's region hold the area? */
static bool is_covered(const struct cluster *cluster, uint32_t area)
{
    for (uint32_t i = 0; i < cluster->region_count; i++) {
        if (area_contains(cluster->regions[i], area)) {
            return true;
        }
    }
    return false;
}

static bool is_in(const uint16_t *regions, uint32_t count, uint32_t area)
{
    for (uint32_t i = 0; i < count; i++) {
        if (regions[i] == area) {
            return true;
        }
    }
    return false;
}

/* The regions of a cluster, or of a member of one; returns how many. */
static uint32_t read_regions(struct reading *reading, const struct yaml_item *list,
                             const struct cluster *cluster, bool of_member)
{
    const struct yaml_tree *tree = reading->tree;
    uint16_t *regions = reading->regions;
    uint32_t count = 0;
    if (list == NULL || !yaml_tree_check_list(tree, list, "regions")) {
        return 0;
    }
    if (list->count > CLUSTER_REGIONS_MAX) {
        yaml_tree_complain(tree, list, "there are %d regions at the most; name provinces",
                           CLUSTER_REGIONS_MAX);
        return 0;
    }
    for (const struct yaml_item *item = yaml_tree_first(tree, list); item != NULL;
         item = yaml_tree_next(tree, item)) {
        uint32_t area = 0;
        if (!read_area(reading, item, &area)) {
            continue;
        }
        const char *fault = of_member ? NULL : level_fault(cluster->level, area);
        if (of_member && !is_covered(cluster, area)) {
            fault = "this region is none of the cluster's";
        } else if (is_in(regions, count, area)) {
            fault = "this region stands twice; keep one";
        }
        if (fault != NULL) {
            yaml_tree_complain(tree, item, "%s", fault);
            continue;
        }
        regions[count++] = (uint16_t)area;
    }
    reading->regions += count;
    return count;
}

static void read_cluster_regions(struct reading *reading, const struct yaml_item *item,
                                 struct cluster *cluster)
{
    const struct yaml_item *list = yaml_tree_find(reading->tree, item, "regions");
    cluster->regions = reading->regions;
    if (list == NULL && cluster->level == CLUSTER_NATIONAL) {
        *reading->regions++ = AREA_NATION;
        cluster->region_count = 1;
        return;
    }
    if (entries(list) == 0 && cluster->level != CLUSTER_LEVEL_NONE &&
        (list == NULL || list->kind == YAML_ITEM_LIST)) {
        yaml_tree_complain(reading->tree, list == NULL ? item : list,
                           "a cluster that is not national needs regions, like [\"11\"]");
        return;
    }
    cluster->region_count = read_regions(reading, list, cluster, false);
}

/* --- Members ---------------------------------------------------------------------------------------------------- */

/* An item with its code and base unit, as the catalogue counts it. */
static void resolve_item(struct reading *reading, const struct yaml_item *map, uint32_t quantity,
                         struct capacity *capacity)
{
    const struct yaml_tree *tree = reading->tree;
    const struct yaml_item *item = yaml_tree_find(tree, map, "item");
    const struct items *items = &reading->catalogue->items;
    struct item_match match;
    const char *text = yaml_tree_text(tree, item, "an item");
    if (text == NULL) {
        return;
    }
    if (text[0] == '\0' || strlen(text) > ITEM_BYTES_MAX ||
        item_find(items, slice_of(text)) == NULL) {
        yaml_tree_complain(
            tree, item,
            "the catalogue does not know this item; write it as a service, or add it to items.csv");
        return;
    }
    const enum hub_status status =
        item_resolve(items, slice_of(text), slice_of(capacity->unit),
                     quantity == 0 ? 1000 : UINT64_C(1000) * quantity, &match);
    if (status == HUB_E_UNIT_UNKNOWN) {
        yaml_tree_complain(tree, map, "the catalogue does not have this unit for %s", text);
        return;
    }
    if (status != HUB_OK) {
        yaml_tree_complain(tree, map, "this is more than can be counted");
        return;
    }
    capacity->item = keep_text(reading, match.code);
    capacity->unit = quantity == 0 ? "" : keep_text(reading, match.unit);
    capacity->thousandths = quantity == 0 ? 0 : match.base_thousandths;
}

static void read_capacity(struct reading *reading, const struct yaml_item *item,
                          struct member *member)
{
    static const struct yaml_key known[] = {
        {"item", false}, {"service", false}, {"quantity", false}, {"unit", false}};
    const struct yaml_tree *tree = reading->tree;
    if (!yaml_tree_check_map(tree, item, "a capacity", known, sizeof known / sizeof known[0])) {
        return;
    }
    uint32_t quantity = 0;
    struct capacity *capacity = &reading->capacities[member->capacity_count];
    const struct yaml_item *number = yaml_tree_find(tree, item, "quantity");
    const bool is_item = yaml_tree_find(tree, item, "item") != NULL;
    capacity->item = "";
    if (is_item == (yaml_tree_find(tree, item, "service") != NULL)) {
        yaml_tree_complain(tree, item, "a capacity is an item or a service; name one of them");
        return;
    }
    if (number != NULL && !yaml_tree_number(tree, number, "quantity", 1, QUANTITY_MAX, &quantity)) {
        return;
    }
    capacity->service = read_text(reading, item, "service", "a service", CAPACITY_SERVICE_MAX);
    capacity->unit = read_text(reading, item, "unit", "a unit", UNIT_BYTES_MAX);
    capacity->thousandths = UINT64_C(1000) * quantity;
    if (number == NULL && capacity->unit[0] != '\0') {
        yaml_tree_complain(tree, item, "a unit without a quantity; add quantity");
        return;
    }
    if (is_item) {
        resolve_item(reading, item, quantity, capacity);
    }
    member->capacity_count++;
}

static void read_capacities(struct reading *reading, const struct yaml_item *list,
                            struct member *member)
{
    const struct yaml_tree *tree = reading->tree;
    member->capacities = reading->capacities;
    if (list == NULL || !yaml_tree_check_list(tree, list, "capacities")) {
        return;
    }
    if (list->count > MEMBER_CAPACITIES_MAX) {
        yaml_tree_complain(tree, list, "a member has %d capacities at the most",
                           MEMBER_CAPACITIES_MAX);
        return;
    }
    for (const struct yaml_item *item = yaml_tree_first(tree, list); item != NULL;
         item = yaml_tree_next(tree, item)) {
        read_capacity(reading, item, member);
    }
    reading->capacities += member->capacity_count;
}

static void read_contact(struct reading *reading, const struct yaml_item *item,
                         struct member *member)
{
    static const struct yaml_key known[] = {{"name", false}, {"phone", false}};
    member->contact_name = "";
    member->contact_phone = "";
    if (item == NULL || !yaml_tree_check_map(reading->tree, item, "a contact", known,
                                             sizeof known / sizeof known[0])) {
        return;
    }
    member->contact_name =
        read_text(reading, item, "name", "the name of a contact", CONTACT_NAME_MAX);
    member->contact_phone = read_text(reading, item, "phone", "a phone", CONTACT_PHONE_MAX);
    if (strspn(member->contact_phone, "+0123456789 -().") != strlen(member->contact_phone)) {
        yaml_tree_complain(reading->tree, yaml_tree_find(reading->tree, item, "phone"),
                           "a phone has digits, blanks and + - ( ) . and nothing else");
    }
}

static void read_role(const struct reading *reading, const struct yaml_item *item,
                      struct member *member)
{
    const char *text = item == NULL ? NULL : yaml_tree_text(reading->tree, item, "the role");
    if (text == NULL) {
        return;
    }
    for (enum member_role role = MEMBER_LEAD; role <= MEMBER_SUPPORT; role++) {
        member->role = strcmp(text, registry_role_name(role)) == 0 ? role : member->role;
    }
    if (member->role == MEMBER_ROLE_NONE) {
        yaml_tree_complain(reading->tree, item, "the role of a member is lead, deputy or support");
    }
}

/* Is the source one that may pledge, and in this cluster once? */
static void check_source(const struct reading *reading, const struct yaml_item *item,
                         const struct cluster *cluster, const char *source)
{
    const struct roster_client *client =
        reading->roster == NULL ? NULL : roster_find(reading->roster, slice_of(source));
    if (source[0] == '\0') {
        return;
    }
    if (reading->roster != NULL && client == NULL) {
        yaml_tree_complain(
            reading->tree, item,
            "no client of the roster is called \"%.64s\"; add it there, with keys: [] if it has none",
            source);
    } else if (client != NULL && !roster_is_node(client)) {
        yaml_tree_complain(reading->tree, item,
                           "the roster has \"%.64s\" as one who only reads; it cannot pledge",
                           source);
    }
    for (uint32_t i = 0; i < cluster->member_count; i++) {
        if (strcmp(cluster->members[i].source, source) == 0) {
            yaml_tree_complain(reading->tree, item,
                               "\"%.64s\" is a member of this cluster already; keep one", source);
        }
    }
}

static void read_member(struct reading *reading, const struct yaml_item *item,
                        struct cluster *cluster)
{
    static const struct yaml_key known[] = {
        {"source", true},      {"name", false},        {"role", true},
        {"regions", false},    {"decree", false},      {"decree_date", false},
        {"valid_from", false}, {"valid_until", false}, {"capacities", false},
        {"contact", false},
    };
    const struct yaml_tree *tree = reading->tree;
    (void)yaml_tree_check_map(tree, item, "a member", known, sizeof known / sizeof known[0]);
    if (item->kind != YAML_ITEM_MAP) {
        return;
    }
    struct member *member = &reading->members[cluster->member_count];
    member->source = read_identifier(reading, item, "source", "a source");
    check_source(reading, yaml_tree_find(tree, item, "source"), cluster, member->source);
    member->name = read_text(reading, item, "name", "a name", CLUSTER_NAME_MAX);
    member->name = member->name[0] == '\0' ? member->source : member->name;
    read_role(reading, yaml_tree_find(tree, item, "role"), member);
    member->regions = reading->regions;
    member->region_count =
        read_regions(reading, yaml_tree_find(tree, item, "regions"), cluster, true);
    read_decree(reading, item, &member->decree);
    read_capacities(reading, yaml_tree_find(tree, item, "capacities"), member);
    read_contact(reading, yaml_tree_find(tree, item, "contact"), member);
    cluster->member_count++;
}

/* Leads first, then deputies, then the others, each as they stand in the file. core/registry.h (3) */
static void order_members(struct member *members, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const struct member member = members[i];
        uint32_t at = i;
        while (at > 0 && members[at - 1].role > member.role) {
            members[at] = members[at - 1];
            at--;
        }
        members[at] = member;
    }
}

static void read_members(struct reading *reading, const struct yaml_item *list,
                         struct cluster *cluster)
{
    const struct yaml_tree *tree = reading->tree;
    cluster->members = reading->members;
    if (list == NULL || !yaml_tree_check_list(tree, list, "members")) {
        return;
    }
    if (list->count > CLUSTER_MEMBERS_MAX) {
        yaml_tree_complain(tree, list, "a cluster has %d members at the most; make sub-clusters",
                           CLUSTER_MEMBERS_MAX);
        return;
    }
    for (const struct yaml_item *item = yaml_tree_first(tree, list); item != NULL;
         item = yaml_tree_next(tree, item)) {
        read_member(reading, item, cluster);
    }
    order_members(reading->members, cluster->member_count);
    reading->members += cluster->member_count;
}

/* --- Clusters --------------------------------------------------------------------------------------------------- */

static void read_level(const struct reading *reading, const struct yaml_item *item,
                       struct cluster *cluster)
{
    const char *text = item == NULL ? NULL : yaml_tree_text(reading->tree, item, "the level");
    if (text == NULL) {
        return;
    }
    for (enum cluster_level level = CLUSTER_NATIONAL; level <= CLUSTER_REGENCY; level++) {
        cluster->level = strcmp(text, registry_level_name(level)) == 0 ? level : cluster->level;
    }
    if (cluster->level == CLUSTER_LEVEL_NONE) {
        yaml_tree_complain(reading->tree, item, "the level is national, province or regency");
    }
}

static void read_cluster(struct reading *reading, const struct yaml_item *item)
{
    static const struct yaml_key known[] = {
        {"id", true},          {"name", true},         {"name_en", false}, {"level", true},
        {"regions", false},    {"parent", false},      {"decree", false},  {"decree_date", false},
        {"valid_from", false}, {"valid_until", false}, {"members", false},
    };
    const struct yaml_tree *tree = reading->tree;
    (void)yaml_tree_check_map(tree, item, "a cluster", known, sizeof known / sizeof known[0]);
    if (item->kind != YAML_ITEM_MAP) {
        return;
    }
    struct draft *draft = &reading->drafts[reading->draft_count++];
    struct cluster *cluster = &draft->cluster;
    draft->item = item;
    draft->parent = yaml_tree_find(tree, item, "parent");
    cluster->id = read_identifier(reading, item, "id", "an id");
    cluster->name = read_text(reading, item, "name", "a name", CLUSTER_NAME_MAX);
    cluster->name_en = read_text(reading, item, "name_en", "a name", CLUSTER_NAME_MAX);
    read_level(reading, yaml_tree_find(tree, item, "level"), cluster);
    read_cluster_regions(reading, item, cluster);
    read_decree(reading, item, &cluster->decree);
    read_members(reading, yaml_tree_find(tree, item, "members"), cluster);
    const size_t bytes = registry_document_bytes(reading->registry, cluster);
    if (bytes > CLUSTER_BYTES_MAX) { /* core/registry.h (4) */
        yaml_tree_complain(
            tree, item, "the cluster takes %zu bytes, and %d may go out as one; make sub-clusters",
            bytes, CLUSTER_BYTES_MAX);
    }
}

static int by_id(const void *a, const void *b)
{
    const struct draft *one = a;
    const struct draft *other = b;
    const int order = strcmp(one->cluster.id, other->cluster.id);
    if (order != 0) {
        return order;
    }
    return one->item->line < other->item->line ? -1 : 1;
}

static void check_ids(const struct reading *reading)
{
    for (uint32_t i = 1; i < reading->draft_count; i++) {
        const struct draft *draft = &reading->drafts[i];
        const struct draft *before = &reading->drafts[i - 1];
        if (strcmp(draft->cluster.id, before->cluster.id) == 0) {
            yaml_tree_complain(reading->tree, draft->item,
                               "the id \"%s\" belongs to the cluster in line %u already",
                               draft->cluster.id, before->item->line);
        }
    }
}

static void find_parent(struct reading *reading, uint32_t at)
{
    const struct yaml_item *item = reading->drafts[at].parent;
    const char *text = item == NULL ? NULL : yaml_tree_text(reading->tree, item, "the parent");
    if (text == NULL) {
        return;
    }
    reading->clusters[at].parent = registry_find(reading->registry, slice_of(text));
    if (reading->clusters[at].parent == 0) {
        yaml_tree_complain(reading->tree, item, "no cluster here has the id \"%.64s\"", text);
    }
}

/* core/registry.h (2) */
static void check_parents(const struct reading *reading)
{
    for (uint32_t i = 0; i < reading->draft_count; i++) {
        uint32_t above = reading->clusters[i].parent;
        uint32_t steps = 0;
        while (above != 0 && steps <= CLUSTER_DEPTH_MAX) {
            above = reading->clusters[above - 1].parent;
            steps++;
        }
        if (steps > CLUSTER_DEPTH_MAX) {
            yaml_tree_complain(
                reading->tree, reading->drafts[i].parent,
                "more than %d clusters stand above this one, or it stands above itself",
                CLUSTER_DEPTH_MAX);
        }
    }
}

static void put_together(struct reading *reading)
{
    const uint32_t before = reading->tree->complaints->count;
    if (reading->draft_count > 0) { /* core/registry.h (1) */
        qsort(reading->drafts, reading->draft_count, sizeof *reading->drafts, by_id);
    }
    check_ids(reading);
    for (uint32_t i = 0; i < reading->draft_count; i++) {
        reading->clusters[i] = reading->drafts[i].cluster;
        reading->registry->member_count += reading->clusters[i].member_count;
    }
    reading->registry->clusters = reading->clusters;
    reading->registry->cluster_count = reading->draft_count;
    if (reading->tree->complaints->count != before) {
        return;
    }
    for (uint32_t i = 0; i < reading->draft_count; i++) {
        find_parent(reading, i);
    }
    check_parents(reading);
}

static struct registry *read_registry(struct reading *reading)
{
    static const struct yaml_key known[] = {
        {"version", true}, {"edition", true}, {"clusters", true}};
    const struct yaml_tree *tree = reading->tree;
    const uint32_t before = tree->complaints->count;
    const struct yaml_item *root = yaml_tree_root(tree);
    if (!yaml_tree_check_map(tree, root, "the file", known, sizeof known / sizeof known[0]) ||
        !yaml_tree_check_version(tree, root)) {
        return NULL;
    }
    const struct yaml_item *list = yaml_tree_find(tree, root, "clusters");
    if (!yaml_tree_check_list(tree, list, "clusters")) {
        return NULL;
    }
    if (list->count > CLUSTERS_MAX) {
        yaml_tree_complain(tree, list, "%u clusters are more than %d", list->count, CLUSTERS_MAX);
        return NULL;
    }
    const struct counts counts = count_all(tree, list);
    if (!take_room(reading, &counts)) {
        complaints_add(tree->complaints, tree->file, 0, 0, "there is no memory for the registry");
        return NULL;
    }
    reading->registry->edition = read_identifier(reading, root, "edition", "the edition");
    for (const struct yaml_item *item = yaml_tree_first(tree, list); item != NULL;
         item = yaml_tree_next(tree, item)) {
        read_cluster(reading, item);
    }
    if (tree->complaints->count == before) {
        put_together(reading);
    }
    free(reading->drafts);
    if (tree->complaints->count != before) {
        registry_free(reading->registry);
        return NULL;
    }
    return reading->registry;
}

struct registry *registry_parse(const char *file, struct slice bytes,
                                const struct catalogue *catalogue, const struct roster *roster,
                                struct complaints *complaints)
{
    HUB_CLEANUP(yaml_tree_free) struct yaml_tree tree = {0};
    if (!yaml_tree_parse(&tree, file, bytes, complaints)) {
        return NULL;
    }
    struct reading reading = {.tree = &tree, .catalogue = catalogue, .roster = roster};
    return read_registry(&reading);
}

struct registry *registry_load(const char *path, const struct catalogue *catalogue,
                               const struct roster *roster, struct complaints *complaints)
{
    HUB_CLEANUP(file_free) struct file file = {0};
    if (!file_read(&file, path, YAML_TREE_BYTES_MAX, complaints)) {
        return NULL;
    }
    return registry_parse(path, file_bytes(&file), catalogue, roster, complaints);
}

void registry_free(struct registry *registry)
{
    free(registry);
}
