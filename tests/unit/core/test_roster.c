/*
 * test_roster.c - who may do what: every role beside every right, written out a second time.
 */
#include "core/roster.h"

#include "core/region.h"
#include "support/tap.h"

static struct roster_client a_client(enum role role, uint32_t region)
{
    struct roster_client client = {
        .name = "me", .role = role, .access = ACCESS_INTERNAL, .region_count = 1, .realm_count = 1};
    client.regions[0] = region;
    client.realms[0] = "real";
    return client;
}

/* What each role may do, in the words of the table in the protocol. */
static const struct rights {
    enum role role;
    bool speaks;
    uint32_t verifies_up_to;
    bool official_of_regency;
    bool official_of_province;
    bool official_of_nation;
    bool is_watched;
} table[] = {
    {ROLE_NONE, false, 0, false, false, false, false},
    {ROLE_DISTRICT, true, 1, true, false, false, true},
    {ROLE_PROVINCE, true, 2, false, true, false, true},
    {ROLE_NATIONAL, true, 3, false, false, true, true},
    {ROLE_RELAY, true, 0, false, false, false, true},
    {ROLE_CONSOLE, false, 0, false, false, false, false},
    {ROLE_INTEGRATOR, false, 0, false, false, false, false},
    {ROLE_ADMINISTRATOR, false, 0, false, false, false, false},
    {ROLE_MEMBER, true, 0, false, false, false, true},
    {ROLE_LAB, true, 3, false, false, false, false},
    {ROLE_HUB, true, 0, false, false, false, false},
};

static void every_role_speaks_or_is_told_that_it_may_not(void)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct roster_client client = a_client(table[i].role, 1106);
        const struct roster roster = {.clients = &client, .client_count = 1};
        const enum hub_status status =
            roster_may_speak(&roster, &client, slice_of("me"), (struct slice){NULL, 0});
        CHECK_NUMBER(status, table[i].speaks ? HUB_OK : HUB_E_ROLE_FORBIDS);
    }
    CHECK_NUMBER(sizeof table / sizeof table[0], ROLE_COUNT);
}

static void every_role_verifies_up_to_its_level_and_within_its_regions(void)
{
    static const uint32_t areas[] = {AREA_NATION, 11, 12, 1106, 1107, 1206};
    static const uint32_t regions[] = {AREA_NATION, 11, 1106};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        for (size_t r = 0; r < 3; r++) {
            const struct roster_client client = a_client(table[i].role, regions[r]);
            for (uint32_t level = 0; level <= 4; level++) {
                for (size_t a = 0; a < 6; a++) {
                    const bool level_fits = level > 0 && level <= table[i].verifies_up_to;
                    const bool within =
                        table[i].role == ROLE_LAB || area_contains(regions[r], areas[a]);
                    const enum hub_status wanted =
                        !level_fits ? HUB_E_ROLE_FORBIDS : (within ? HUB_OK : HUB_E_REGION_FORBIDS);
                    CHECK_NUMBER(roster_may_verify(&client, level, areas[a]), wanted);
                    const enum hub_status reports = table[i].role == ROLE_MEMBER
                                                        ? HUB_E_ROLE_FORBIDS
                                                    : within ? HUB_OK
                                                             : HUB_E_REGION_FORBIDS;
                    CHECK_NUMBER(roster_may_report(&client, areas[a]), reports);
                }
            }
        }
    }
}

static void official_is_who_has_exactly_this_area_at_its_own_level(void)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct rights *row = &table[i];
        struct roster_client client = a_client(row->role, 1106);
        CHECK(roster_is_official(&client, 1106) == row->official_of_regency);
        CHECK(!roster_is_official(&client, 1107) && !roster_is_official(&client, 11));
        client.regions[0] = 11;
        CHECK(roster_is_official(&client, 11) == row->official_of_province);
        CHECK(!roster_is_official(&client, 1106) && !roster_is_official(&client, 12));
        client.regions[0] = AREA_NATION;
        CHECK(roster_is_official(&client, AREA_NATION) == row->official_of_nation);
        CHECK(!roster_is_official(&client, 1106) && !roster_is_official(&client, 11));
        CHECK(roster_is_node(&client) == row->is_watched);
    }
    CHECK(!roster_is_official(NULL, 1106));
}

static void reading_goes_by_access_class_alone(void)
{
    for (int role = ROLE_NONE; role < ROLE_LAB; role++) {
        struct roster_client client = a_client((enum role)role, 1106);
        client.access = ACCESS_NONE;
        CHECK_NUMBER(roster_may_read(&client, ACCESS_PUBLIC), HUB_E_ACCESS_FORBIDS);
        CHECK_NUMBER(roster_may_read(&client, ACCESS_INTERNAL), HUB_E_ACCESS_FORBIDS);
        client.access = ACCESS_PUBLIC;
        CHECK_NUMBER(roster_may_read(&client, ACCESS_PUBLIC), HUB_OK);
        CHECK_NUMBER(roster_may_read(&client, ACCESS_INTERNAL), HUB_E_ACCESS_FORBIDS);
        client.access = ACCESS_INTERNAL;
        CHECK_NUMBER(roster_may_read(&client, ACCESS_PUBLIC), HUB_OK);
        CHECK_NUMBER(roster_may_read(&client, ACCESS_INTERNAL), HUB_OK);
    }
}

static void a_key_counts_from_its_first_moment_to_before_its_last(void)
{
    struct roster_client client = a_client(ROLE_DISTRICT, 1106);
    client.valid_from_utc_us = 100;
    client.valid_until_utc_us = 200;
    CHECK_NUMBER(roster_may_enter(&client, slice_of("real"), 99), HUB_E_KEY_NOT_VALID);
    CHECK_NUMBER(roster_may_enter(&client, slice_of("real"), 100), HUB_OK);
    CHECK_NUMBER(roster_may_enter(&client, slice_of("real"), 199), HUB_OK);
    CHECK_NUMBER(roster_may_enter(&client, slice_of("real"), 200), HUB_E_KEY_NOT_VALID);
    CHECK_NUMBER(roster_may_enter(NULL, slice_of("real"), 150), HUB_E_KEY_NOT_VALID);
    client.role = ROLE_LAB;
    CHECK_NUMBER(roster_may_enter(&client, slice_of("real"), 200), HUB_E_KEY_NOT_VALID);
}

static void a_realm_is_entered_by_its_whole_name(void)
{
    const struct roster_client client = a_client(ROLE_DISTRICT, 1106);
    CHECK_NUMBER(roster_may_enter(&client, slice_of("rea"), 1), HUB_E_REALM_FORBIDS);
    CHECK_NUMBER(roster_may_enter(&client, slice_of("real2"), 1), HUB_E_REALM_FORBIDS);
    CHECK_NUMBER(roster_may_enter(&client, slice_of(""), 1), HUB_E_REALM_FORBIDS);
    const struct roster_client lab = a_client(ROLE_LAB, AREA_NATION);
    CHECK_NUMBER(roster_may_enter(&lab, slice_of("drill/x1"), 1), HUB_OK);
}

/* A relay beside two districts, of which it speaks for the first. */
static struct roster_client three[3];
static const uint32_t relays[] = {0};
static struct roster with_a_relay(void)
{
    static struct hash_slot slots[HASH_ROOM_MIN];
    three[0] = a_client(ROLE_DISTRICT, 1106);
    three[1] = a_client(ROLE_DISTRICT, 1107);
    three[2] = a_client(ROLE_RELAY, 11);
    three[2].speaks_for_count = 1;
    (void)snprintf(three[0].name, sizeof three[0].name, "bpbd-11.06");
    (void)snprintf(three[1].name, sizeof three[1].name, "bpbd-11.07");
    (void)snprintf(three[2].name, sizeof three[2].name, "orari");
    struct roster roster = {.clients = three, .client_count = 3, .speaks_for = relays};
    memset(slots, 0, sizeof slots);
    hash_init(&roster.by_key, slots, HASH_ROOM_MIN);
    for (uint32_t i = 0; i < 3; i++) {
        memset(three[i].keys[0], (int)('a' + i), KEY_TEXT_BYTES);
        three[i].key_count = 1;
        hash_put(&roster.by_key, hash_bytes((const uint8_t *)three[i].keys[0], KEY_TEXT_BYTES), i);
    }
    return roster;
}

static void a_relay_speaks_for_those_it_is_named_for(void)
{
    const struct slice own = {NULL, 0};
    const struct roster roster = with_a_relay();
    const struct roster_client *relay = &three[2];
    CHECK_NUMBER(roster_may_speak(&roster, relay, slice_of("orari"), own), HUB_OK);
    CHECK_NUMBER(roster_may_speak(&roster, relay, slice_of("orari"), slice_of("bpbd-11.06")),
                 HUB_OK);
    CHECK_NUMBER(roster_may_speak(&roster, relay, slice_of("bpbd-11.06"), own), HUB_OK);
    CHECK_NUMBER(roster_may_speak(&roster, relay, slice_of("orari"), slice_of("bpbd-11.07")),
                 HUB_E_SOURCE_FORBIDS);
    CHECK_NUMBER(roster_may_speak(&roster, relay, slice_of("bpbd-11.07"), own),
                 HUB_E_SOURCE_FORBIDS);
    CHECK_NUMBER(roster_may_speak(&roster, relay, slice_of("bpbd-11.06"), slice_of("bpbd-11.06")),
                 HUB_OK);
    CHECK_NUMBER(roster_may_speak(&roster, &three[0], slice_of("bpbd-11.07"), own),
                 HUB_E_SOURCE_FORBIDS);
    CHECK_NUMBER(roster_may_speak(&roster, &three[0], slice_of("bpbd-11.06"), slice_of("orari")),
                 HUB_E_SOURCE_FORBIDS);
}

static void clients_are_found_by_name_and_by_key(void)
{
    const struct roster roster = with_a_relay();
    char key[KEY_TEXT_BYTES + 1] = "";
    for (uint32_t i = 0; i < 3; i++) {
        CHECK(roster_find(&roster, slice_of(three[i].name)) == &three[i]);
        CHECK(roster_find_key(&roster, slice_of(three[i].keys[0])) == &three[i]);
    }
    CHECK(roster_find(&roster, slice_of("bpbd-11.0")) == NULL);
    CHECK(roster_find(&roster, slice_of("zzz")) == NULL);
    CHECK(roster_find(&roster, slice_of("")) == NULL);
    memset(key, 'd', KEY_TEXT_BYTES);
    CHECK(roster_find_key(&roster, slice_of(key)) == NULL);
    CHECK(roster_find_key(&roster, slice_of("aaa")) == NULL);
}

static void every_role_has_its_word(void)
{
    CHECK_TEXT(roster_role_name(ROLE_DISTRICT), "district");
    CHECK_TEXT(roster_role_name(ROLE_ADMINISTRATOR), "administrator");
    for (int role = ROLE_NONE; role < ROLE_COUNT; role++) {
        CHECK(roster_role_name((enum role)role) != NULL);
    }
}

int main(void)
{
    SAY(every_role_speaks_or_is_told_that_it_may_not);
    SAY(every_role_verifies_up_to_its_level_and_within_its_regions);
    SAY(official_is_who_has_exactly_this_area_at_its_own_level);
    SAY(reading_goes_by_access_class_alone);
    SAY(a_key_counts_from_its_first_moment_to_before_its_last);
    SAY(a_realm_is_entered_by_its_whole_name);
    SAY(a_relay_speaks_for_those_it_is_named_for);
    SAY(clients_are_found_by_name_and_by_key);
    SAY(every_role_has_its_word);
    return tap_done();
}
