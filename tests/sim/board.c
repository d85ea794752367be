/*
 * board.c - what the administrator puts up in the simulated world: two registries of clusters and two versions of the catalogue, in
 * turns.
 */
#include "sim.h"

static const uint16_t nation[] = {AREA_NATION};
static const struct capacity rice[] = {{"beras", "", 5000000, "kg"}, {"", "dapur umum", 0, ""}};

#define A_MEMBER(source_, role_, phone_)                                                           \
    {                                                                                              \
        .source = (source_), .name = (source_), .role = (role_), .decree = {"", "", 0, 0},         \
        .capacities = rice, .capacity_count = 2, .contact_name = "Posko",                          \
        .contact_phone = (phone_)                                                                  \
    }
#define A_CLUSTER(id_, parent_, members_, count_)                                                  \
    {                                                                                              \
        .id = (id_), .name = "Klaster", .name_en = "", .level = CLUSTER_NATIONAL,                  \
        .regions = nation, .region_count = 1, .parent = (parent_),                                 \
        .decree = {"SK 1", "2014-01-15", 0, 0}, .members = (members_), .member_count = (count_)    \
    }

static const struct member members[2][2] = {
    {A_MEMBER("bnpb", MEMBER_LEAD, "117"), A_MEMBER("pmi", MEMBER_SUPPORT, "118")},
    {A_MEMBER("bnpb", MEMBER_LEAD, "119"), A_MEMBER("pmi", MEMBER_SUPPORT, "118")},
};
static const struct cluster first[] = {A_CLUSTER("kesehatan", 0, members[0], 1),
                                       A_CLUSTER("logistik", 0, members[0], 2),
                                       A_CLUSTER("pangan", 2, members[0], 1)};
static const struct cluster second[] = {A_CLUSTER("logistik", 0, members[1], 2),
                                        A_CLUSTER("pangan", 1, members[0], 1),
                                        A_CLUSTER("pendidikan", 0, members[1], 1)};
static const struct registry registries[2] = {
    {.edition = "1", .clusters = first, .cluster_count = 3, .member_count = 4},
    {.edition = "1", .clusters = second, .cluster_count = 3, .member_count = 4},
};

/* Read off the tables above by eye: who is in which cluster. */
enum hub_status board_says(uint32_t which, const char *cluster, const char *giver)
{
    static const struct {
        const char *cluster;
        bool is_kept[2];
        bool has_pmi;
    } kept[] = {{"kesehatan", {true, false}, false},
                {"logistik", {true, true}, true},
                {"pangan", {true, true}, false},
                {"pendidikan", {false, true}, false}};
    if (cluster[0] == '\0') {
        return HUB_OK;
    }
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (strcmp(kept[i].cluster, cluster) == 0 && kept[i].is_kept[which]) {
            const bool is_in =
                strcmp(giver, "bnpb") == 0 || (kept[i].has_pmi && strcmp(giver, "pmi") == 0);
            return is_in ? HUB_OK : HUB_E_NOT_A_MEMBER;
        }
    }
    return HUB_E_CLUSTER_UNKNOWN;
}

void board_of_the_room(struct run *run, struct event *event)
{
    struct catalogue *catalogue = &run->catalogues[run->board_now];
    *catalogue = run->catalogue;
    catalogue->items.version[0] = run->board_now == 0 ? '1' : '2';
    event->as.roster.registry = &registries[run->board_now];
    event->as.roster.catalogue = catalogue;
}
