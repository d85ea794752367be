/*
 * test_registry.c - who is a member of what, when; and how large a cluster is as a document.
 */
#include "core/registry.h"

#include "support/tap.h"

#define YEAR_US (INT64_C(365) * 24 * 3600 * US_PER_S)

#define ALWAYS                                                                                     \
    {                                                                                              \
        "SK 1", "2014-01-15", 0, 0                                                                 \
    }

static const struct member of_food[] = {
    {.source = "pmi", .name = "PMI", .role = MEMBER_LEAD, .decree = {"", "", 0, 0}},
    {.source = "tni", .name = "TNI", .role = MEMBER_SUPPORT, .decree = {"", "", 2 * YEAR_US, 0}},
    {.source = "pnm", .name = "P", .role = MEMBER_SUPPORT, .decree = {"", "", 0, 3 * YEAR_US}},
};
static const struct member of_logistics[] = {
    {.source = "bnpb", .name = "BNPB", .role = MEMBER_LEAD, .decree = {"", "", 0, 0}},
};

/* dapur is a part of pangan, pangan of logistik; pangan is in force from year 1 to year 4. */
static const struct cluster clusters[] = {
    {.id = "dapur", .parent = 3, .decree = ALWAYS, .members = of_food, .member_count = 3},
    {.id = "logistik", .decree = ALWAYS, .members = of_logistics, .member_count = 1},
    {.id = "pangan", .parent = 2, .decree = {"SK 2", "", YEAR_US, 4 * YEAR_US}},
};
static const struct registry registry = {.edition = "1",
                                         .clusters = clusters,
                                         .cluster_count = 3,
                                         .member_count = 4};

static bool has(const char *cluster, const char *source, int64_t at_utc_us)
{
    return registry_has_member(&registry, registry_find(&registry, slice_of(cluster)),
                               slice_of(source), at_utc_us);
}

static void a_cluster_is_found_by_its_id_and_by_nothing_else(void)
{
    CHECK_NUMBER(registry_find(&registry, slice_of("dapur")), 1);
    CHECK_NUMBER(registry_find(&registry, slice_of("logistik")), 2);
    CHECK_NUMBER(registry_find(&registry, slice_of("pangan")), 3);
    CHECK_NUMBER(registry_find(&registry, slice_of("pang")), 0);
    CHECK_NUMBER(registry_find(&registry, slice_of("pangan-2")), 0);
    CHECK_NUMBER(registry_find(&registry, slice_of("")), 0);
    CHECK_NUMBER(
        registry_find(&registry, slice_of("a2345678901234567890123456789012345678901234567890123456"
                                          "789012345")),
        0);
}

static void a_membership_counts_while_its_own_decree_is_in_force(void)
{
    CHECK(has("dapur", "pmi", US_PER_S));
    CHECK(!has("dapur", "tni", 2 * YEAR_US - 1));
    CHECK(has("dapur", "tni", 2 * YEAR_US));
    CHECK(has("dapur", "pnm", 3 * YEAR_US - 1));
    CHECK(!has("dapur", "pnm", 3 * YEAR_US));
    CHECK(!has("dapur", "bnpb", US_PER_S));
    CHECK(!has("dapur", "", US_PER_S));
}

static void a_member_of_a_part_is_one_of_the_whole_while_all_between_is_in_force(void)
{
    CHECK(has("pangan", "pmi", 2 * YEAR_US));
    CHECK(has("logistik", "pmi", 2 * YEAR_US));
    CHECK(!has("logistik", "pmi", YEAR_US - 1)); /* pangan is not yet */
    CHECK(has("logistik", "pmi", YEAR_US));
    CHECK(!has("logistik", "pmi", 4 * YEAR_US)); /* nor any more */
    CHECK(has("dapur", "pmi", 4 * YEAR_US));     /* which is no matter within dapur */
    CHECK(has("logistik", "bnpb", US_PER_S));
    CHECK(!has("pangan", "bnpb", 2 * YEAR_US)); /* the whole is no member of its part */
}

static void words_are_those_of_the_file(void)
{
    CHECK_TEXT(registry_level_name(CLUSTER_REGENCY), "regency");
    CHECK_TEXT(registry_level_name(CLUSTER_NATIONAL), "national");
    CHECK_TEXT(registry_role_name(MEMBER_LEAD), "lead");
    CHECK_TEXT(registry_role_name(MEMBER_SUPPORT), "support");
}

int main(void)
{
    SAY(a_cluster_is_found_by_its_id_and_by_nothing_else);
    SAY(a_membership_counts_while_its_own_decree_is_in_force);
    SAY(a_member_of_a_part_is_one_of_the_whole_while_all_between_is_in_force);
    SAY(words_are_those_of_the_file);
    return tap_done();
}
