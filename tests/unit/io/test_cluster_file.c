/* clusters.yaml to a registry; the refused files are in fixtures/. */
#include "io/catalogue_file.h"
#include "io/cluster_file.h"
#include "io/roster_file.h"

#include "tap.h"

static struct complaints complaints;
static struct catalogue *catalogue;
static struct roster *roster;

static const char clients[] = "version: 1\nclients:\n"
                              "  - {name: bnpb, role: national, keys: [], regions: [nation]}\n"
                              "  - {name: pmi-aceh, role: member, keys: []}\n"
                              "  - {name: dinsos-aceh, role: member, keys: []}\n"
                              "  - {name: layar, role: console, keys: []}\n";

static const char text[] = "version: 1\n"
                           "edition: \"2026-11\"\n"
                           "clusters:\n"
                           "  - id: pengungsian\n"
                           "    name: \"Klaster Pengungsian\"\n"
                           "    name_en: \"Displacement\"\n"
                           "    level: national\n"
                           "  - id: dapur-umum\n"
                           "    name: \"Dapur umum\"\n"
                           "    level: province\n"
                           "    regions: [\"11\", \"12\"]\n"
                           "    parent: pengungsian\n"
                           "    decree: \"SK Gubernur 1\"\n"
                           "    decree_date: \"2024-02-29\"\n"
                           "    valid_from: \"2024-03-01T00:00:00+07:00\"\n"
                           "    valid_until: \"2027-01-01T00:00:00Z\"\n"
                           "    members:\n"
                           "      - {source: pmi-aceh, role: support, regions: [\"11.06\"]}\n"
                           "      - source: dinsos-aceh\n"
                           "        name: \"Dinas Sosial Aceh\"\n"
                           "        role: lead\n"
                           "        decree: \"SK Kadis 7\"\n"
                           "        valid_until: \"2026-01-01T00:00:00Z\"\n"
                           "        capacities:\n"
                           "          - {item: \"Beras Medium\", quantity: 5, unit: ton}\n"
                           "          - {service: \"dapur umum\", quantity: 3, unit: set}\n"
                           "          - {item: selimut}\n"
                           "        contact: {name: \"Posko\", phone: \"+62 (651) 123-45\"}\n"
                           "      - {source: bnpb, role: deputy}\n";

static struct registry *parse(const char *of)
{
    complaints_init(&complaints);
    return registry_parse("f", slice_of(of), catalogue, roster, &complaints);
}

static void clusters_stand_in_the_order_of_their_ids_under_their_parents(void)
{
    struct registry *registry = parse(text);
    CHECK_TEXT(complaints.text, "");
    if (!CHECK(registry != NULL)) {
        return;
    }
    CHECK(registry->cluster_count == 2 && registry->member_count == 3);
    CHECK_TEXT(registry->edition, "2026-11");
    const struct cluster *below = &registry->clusters[0];
    const struct cluster *above = &registry->clusters[1];
    CHECK_TEXT(below->id, "dapur-umum");
    CHECK_TEXT(above->id, "pengungsian");
    CHECK_TEXT(above->name_en, "Displacement");
    CHECK(below->parent == 2 && above->parent == 0);
    CHECK(above->level == CLUSTER_NATIONAL && above->region_count == 1 && above->regions[0] == 0);
    CHECK(below->level == CLUSTER_PROVINCE && below->region_count == 2 && below->regions[1] == 12);
    CHECK_TEXT(below->decree.number, "SK Gubernur 1");
    CHECK_TEXT(below->decree.date, "2024-02-29");
    CHECK(below->decree.valid_from_utc_us == INT64_C(1709226000) * US_PER_S);
    registry_free(registry);
}

static void leads_stand_before_deputies_before_the_others(void)
{
    struct registry *registry = parse(text);
    if (!CHECK(registry != NULL)) {
        return;
    }
    const struct member *members = registry->clusters[0].members;
    CHECK(registry->clusters[0].member_count == 3);
    CHECK(members[0].role == MEMBER_LEAD && members[1].role == MEMBER_DEPUTY &&
          members[2].role == MEMBER_SUPPORT);
    CHECK_TEXT(members[0].name, "Dinas Sosial Aceh");
    CHECK_TEXT(members[0].contact_name, "Posko");
    CHECK_TEXT(members[0].contact_phone, "+62 (651) 123-45");
    CHECK_TEXT(members[1].source, "bnpb");
    CHECK_TEXT(members[1].name, "bnpb"); /* no name of its own */
    CHECK_TEXT(members[1].decree.number, "");
    CHECK(members[2].region_count == 1 && members[2].regions[0] == 1106);
    registry_free(registry);
}

static void a_capacity_is_counted_as_the_catalogue_counts_it(void)
{
    struct registry *registry = parse(text);
    if (!CHECK(registry != NULL)) {
        return;
    }
    const struct member *member = &registry->clusters[0].members[0];
    if (CHECK(member->capacity_count == 3)) {
        CHECK_TEXT(member->capacities[0].item, "beras");
        CHECK_TEXT(member->capacities[0].unit, "kg");
        CHECK(member->capacities[0].thousandths == 5000000);
        CHECK_TEXT(member->capacities[1].item, "");
        CHECK_TEXT(member->capacities[1].service, "dapur umum");
        CHECK_TEXT(member->capacities[1].unit, "set");
        CHECK(member->capacities[1].thousandths == 3000);
        CHECK_TEXT(member->capacities[2].item, "selimut");
        CHECK_TEXT(member->capacities[2].unit, "");
        CHECK(member->capacities[2].thousandths == 0);
    }
    registry_free(registry);
}

static void without_a_roster_nobody_is_looked_up(void)
{
    complaints_init(&complaints);
    struct registry *registry = registry_parse(
        "f",
        slice_of("version: 1\nedition: e\nclusters:\n"
                 "  - {id: a, name: A, level: national, members: [{source: x, role: lead}]}\n"),
        catalogue, NULL, &complaints);
    CHECK_TEXT(complaints.text, "");
    CHECK(registry != NULL);
    registry_free(registry);
}

static void no_cluster_at_all_is_fine(void)
{
    struct registry *registry = parse("version: 1\nedition: e\nclusters: []\n");
    CHECK(registry != NULL && registry->cluster_count == 0);
    registry_free(registry);
    CHECK(registry_load("/nowhere/clusters.yaml", catalogue, roster, &complaints) == NULL);
    CHECK(complaints.count == 1);
}

static void the_sample_has_the_eight_national_clusters_led_by_clients_of_the_sample_roster(void)
{
    complaints_init(&complaints);
    struct roster *sample = roster_load(tap_project_path("config/roster.yaml"), catalogue,
                                        CLIENTS_MAX_DEFAULT, &complaints);
    struct registry *registry =
        registry_load(tap_project_path("config/clusters.yaml"), catalogue, sample, &complaints);
    CHECK_TEXT(complaints.text, "");
    if (CHECK(registry != NULL)) {
        CHECK(registry->cluster_count == 8);
        for (uint32_t i = 0; i < registry->cluster_count; i++) {
            CHECK(registry->clusters[i].level == CLUSTER_NATIONAL);
            CHECK(registry->clusters[i].member_count >= 1);
            CHECK(registry->clusters[i].members[0].role == MEMBER_LEAD);
        }
        const uint32_t logistics = registry_find(registry, slice_of("logistik"));
        CHECK(logistics != 0);
        CHECK(registry_has_member(registry, logistics, slice_of("kemensos"), US_PER_S));
        CHECK(!registry_has_member(registry, logistics, slice_of("kemenag"), US_PER_S));
    }
    registry_free(registry);
    roster_free(sample);
}

int main(void)
{
    complaints_init(&complaints);
    catalogue = catalogue_load(tap_project_path("config/catalogue"), &complaints);
    roster = catalogue == NULL ? NULL
                               : roster_parse("roster", slice_of(clients), catalogue,
                                              CLIENTS_MAX_DEFAULT, &complaints);
    if (roster == NULL) {
        printf("Bail out! %s", complaints.text);
        return 1;
    }
    SENTENCE(clusters_stand_in_the_order_of_their_ids_under_their_parents);
    SENTENCE(leads_stand_before_deputies_before_the_others);
    SENTENCE(a_capacity_is_counted_as_the_catalogue_counts_it);
    SENTENCE(without_a_roster_nobody_is_looked_up);
    SENTENCE(no_cluster_at_all_is_fine);
    SENTENCE(the_sample_has_the_eight_national_clusters_led_by_clients_of_the_sample_roster);
    roster_free(roster);
    catalogue_free(catalogue);
    return tap_done();
}
