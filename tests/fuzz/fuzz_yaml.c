/*
 * fuzz_yaml.c - any bytes as pusdalopsd.yaml, roster.yaml or clusters.yaml: refused with a complaint, or taken and then whole.
 *
 * The first byte chooses: odd is a configuration, a multiple of four a registry, other even ones a roster; the rest is the file.
 * What is taken must hold what config.h, core/roster.h and core/registry.h promise; a configuration must print and load to itself.
 */
#include "io/cluster_file.h"
#include "io/config.h"
#include "io/roster_file.h"
#include "io/yaml_tree.h"

#include "base/assert.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

#define CLIENTS_MAX 64

static const struct region provinces[] = {{.code = 11, .name = "Aceh"},
                                          {.code = 12, .name = "Sumatera Utara"}};
static const struct region regencies[] = {{.code = 1106, .name = "Kabupaten Aceh Besar"},
                                          {.code = 1110, .name = "Kabupaten Aceh Singkil"},
                                          {.code = 1171, .name = "Kota Banda Aceh"}};
static const struct item rice = {.code = "beras",
                                 .name = "Beras",
                                 .base_unit = "kg",
                                 .class_of = ITEM_CLASS_FOOD};
static const struct item_name rice_name = {.folded = "beras", .item = 1};
static const struct catalogue catalogue = {
    .items = {.list = &rice, .count = 1, .names = &rice_name, .name_count = 1},
    .provinces = provinces,
    .province_count = 2,
    .regencies = regencies,
    .regency_count = 3};

/* A refusal says why, in whole lines without control characters. */
static void check_complaints(const struct complaints *complaints)
{
    HUB_ASSERT(complaints->count > 0);
    HUB_ASSERT(complaints->used_bytes == strlen(complaints->text));
    HUB_ASSERT(complaints->text[complaints->used_bytes - 1] == '\n');
    HUB_ASSERT(text_is_clean(slice_of(complaints->text)));
}

/* The configuration as it is printed; the caller frees it. */
static char *printed(const struct config *config)
{
    char *text = NULL;
    size_t text_bytes = 0;
    FILE *out = open_memstream(&text, &text_bytes);
    HUB_ASSERT(out != NULL);
    config_print(config, out);
    HUB_ASSERT(fclose(out) == 0);
    return text;
}

static void try_config(struct slice bytes)
{
    static struct config config;
    static struct complaints complaints;
    complaints_init(&complaints);
    if (!config_parse(&config, "fuzz", "/etc", bytes, &complaints)) {
        check_complaints(&complaints);
        return;
    }
    HUB_ASSERT(complaints.count == 0);
    HUB_ASSERT(config.store.directory[0] == '/' && config.hub.realm_count > 0);
    char *first = printed(&config);
    HUB_ASSERT(config_parse(&config, "again", "/elsewhere", slice_of(first), &complaints));
    char *second = printed(&config);
    HUB_ASSERT(strcmp(first, second) == 0);
    free(first);
    free(second);
}

/* The promises of core/roster.h. */
static void check_client(const struct roster *roster, uint32_t place)
{
    const struct roster_client *client = &roster->clients[place];
    HUB_ASSERT(text_is_identifier(slice_of(client->name), IDENTIFIER_BYTES_MAX));
    HUB_ASSERT(place == 0 || strcmp(roster->clients[place - 1].name, client->name) < 0);
    HUB_ASSERT(client->role > ROLE_NONE && client->role < ROLE_LAB);
    HUB_ASSERT(roster_find(roster, slice_of(client->name)) == client);
    for (uint32_t i = 0; i < client->key_count; i++) {
        HUB_ASSERT(roster_find_key(roster, slice_of(client->keys[i])) == client);
    }
    for (uint32_t i = 0; i < client->region_count; i++) {
        HUB_ASSERT(client->regions[i] == AREA_NATION ||
                   region_find(&catalogue, client->regions[i]) != NULL);
    }
    HUB_ASSERT(client->key_count == 0 ||
               (client->realm_count > 0 && client->access != ACCESS_NONE));
    for (uint32_t i = 0; i < client->speaks_for_count; i++) {
        HUB_ASSERT(roster->speaks_for[client->speaks_for_first + i] < roster->client_count);
    }
}

static void try_roster(struct slice bytes)
{
    static struct complaints complaints;
    complaints_init(&complaints);
    struct roster *roster = roster_parse("fuzz", bytes, &catalogue, CLIENTS_MAX, &complaints);
    if (roster == NULL) {
        check_complaints(&complaints);
        return;
    }
    HUB_ASSERT(complaints.count == 0 && roster->client_count <= CLIENTS_MAX);
    for (uint32_t i = 0; i < roster->client_count; i++) {
        check_client(roster, i);
    }
    struct roster *lab = roster_lab(roster);
    HUB_ASSERT(lab != NULL && lab->client_count == roster->client_count + 1);
    HUB_ASSERT(roster_find(lab, slice_of(ROSTER_LAB_NAME))->role == ROLE_LAB);
    roster_free(lab);
    roster_free(roster);
}

/* The promises of core/registry.h. */
static void check_cluster(const struct registry *registry, uint32_t place)
{
    const struct cluster *cluster = &registry->clusters[place - 1];
    uint32_t steps = 0;
    HUB_ASSERT(text_is_identifier(slice_of(cluster->id), IDENTIFIER_BYTES_MAX));
    HUB_ASSERT(registry_find(registry, slice_of(cluster->id)) == place);
    HUB_ASSERT(cluster->level > CLUSTER_LEVEL_NONE && cluster->level <= CLUSTER_REGENCY);
    HUB_ASSERT(cluster->region_count > 0 && cluster->region_count <= CLUSTER_REGIONS_MAX);
    for (uint32_t above = cluster->parent; above != 0; steps++) {
        HUB_ASSERT(above <= registry->cluster_count && steps < CLUSTER_DEPTH_MAX);
        above = registry->clusters[above - 1].parent;
    }
    for (uint32_t i = 0; i < cluster->member_count; i++) {
        const struct member *member = &cluster->members[i];
        HUB_ASSERT(text_is_identifier(slice_of(member->source), IDENTIFIER_BYTES_MAX));
        HUB_ASSERT(i == 0 || cluster->members[i - 1].role <= member->role);
        HUB_ASSERT(member->role != MEMBER_ROLE_NONE && member->name[0] != '\0');
        HUB_ASSERT(member->capacity_count <= MEMBER_CAPACITIES_MAX);
        for (uint32_t c = 0; c < member->capacity_count; c++) {
            const struct capacity *capacity = &member->capacities[c];
            HUB_ASSERT((capacity->item[0] != '\0') != (capacity->service[0] != '\0'));
        }
    }
    HUB_ASSERT(registry_document_bytes(registry, cluster) <= CLUSTER_BYTES_MAX);
}

static void try_registry(struct slice bytes)
{
    static struct complaints complaints;
    complaints_init(&complaints);
    struct registry *registry = registry_parse("fuzz", bytes, &catalogue, NULL, &complaints);
    if (registry == NULL) {
        check_complaints(&complaints);
        return;
    }
    HUB_ASSERT(complaints.count == 0 && registry->cluster_count <= CLUSTERS_MAX);
    for (uint32_t place = 1; place <= registry->cluster_count; place++) {
        check_cluster(registry, place);
    }
    registry_free(registry);
}

/* LLVMFuzzerTestOneInput - what libFuzzer calls with each input */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    if (size_bytes == 0) {
        return 0;
    }
    const struct slice bytes = {data + 1, size_bytes - 1};
    if (data[0] % 2 == 1) {
        try_config(bytes);
    } else if (data[0] % 4 == 0) {
        try_registry(bytes);
    } else {
        try_roster(bytes);
    }
    return 0;
}
