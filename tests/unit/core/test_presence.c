/*
 * test_presence.c - who is heard, who is silent, who is too loud.
 */
#include "core/presence.h"

#include "base/ids.h"
#include "support/tap.h"

#include <stdlib.h>

static void *room;
static struct presence presence;
static struct roster_client clients[4];
static struct roster roster;

static void a_presence_of(uint32_t max)
{
    struct arena arena;
    free(room);
    room = calloc(1, presence_bytes(max));
    arena_init(&arena, room, presence_bytes(max));
    presence_init(&presence, &arena, max);
}

static void seat(uint32_t at, const char *name, enum role role, uint32_t region, const char *realm)
{
    clients[at] = (struct roster_client){
        .role = role, .region_count = 1, .regions = {region}, .realm_count = 1, .key_count = 1};
    (void)snprintf(clients[at].name, sizeof clients[at].name, "%s", name);
    clients[at].realms[0] = realm;
    roster = (struct roster){.clients = clients, .client_count = at + 1};
}

static struct node *node_of(const char *name)
{
    return presence_node(&presence, presence_find(&presence, slice_of(name)));
}

static void nobody_has_been_heard_before_the_first_word(void)
{
    a_presence_of(8);
    seat(0, "bpbd-11.06", ROLE_DISTRICT, 1106, "real");
    presence_roster(&presence, &roster, slice_of("real"));
    CHECK_NUMBER(node_of("bpbd-11.06")->state, PRESENCE_NEVER);
    CHECK(!presence_quiet(node_of("bpbd-11.06"), 1000 * US_PER_S, US_PER_S));
    CHECK_NUMBER(presence.official[1106], presence_find(&presence, slice_of("bpbd-11.06")));
    CHECK_NUMBER(presence_find(&presence, slice_of("bpbd-11.07")), 0);
}

static void silence_begins_after_the_limit_and_not_at_it(void)
{
    struct node node = {.state = PRESENCE_NEVER};
    CHECK(presence_heard(&node, 777, 10 * US_PER_S));
    CHECK(!presence_heard(&node, 778, 10 * US_PER_S));
    CHECK(!presence_quiet(&node, 25 * US_PER_S, 15 * US_PER_S));
    CHECK_NUMBER(node.state, PRESENCE_CONNECTED);
    CHECK(presence_quiet(&node, 25 * US_PER_S + 1, 15 * US_PER_S));
    CHECK_NUMBER(node.state, PRESENCE_SILENT);
    CHECK_NUMBER(node.silent_since_utc_us, 778);
    CHECK(!presence_quiet(&node, 99 * US_PER_S, 15 * US_PER_S)); /* told once */
    CHECK(presence_heard(&node, 900, 100 * US_PER_S));
    CHECK_NUMBER(node.silent_since_utc_us, 0);
}

static void a_stepped_wall_clock_silences_nobody(void)
{
    struct node node = {.state = PRESENCE_NEVER};
    presence_heard(&node, 1000LL * US_PER_S, 10 * US_PER_S);
    presence_heard(&node, -5000LL * US_PER_S, 11 * US_PER_S);
    CHECK(!presence_quiet(&node, 20 * US_PER_S, 15 * US_PER_S));
}

static void a_node_keeps_its_place_whatever_the_roster_does(void)
{
    a_presence_of(8);
    seat(0, "bpbd-11.06", ROLE_DISTRICT, 1106, "real");
    seat(1, "bpbd-11.07", ROLE_DISTRICT, 1107, "real");
    presence_roster(&presence, &roster, slice_of("real"));
    const uint32_t place = presence_find(&presence, slice_of("bpbd-11.07"));
    node_of("bpbd-11.07")->accepted = 9;
    seat(0, "aaa", ROLE_CONSOLE, 11, "real");
    presence_roster(&presence, &roster, slice_of("real"));
    CHECK_NUMBER(presence_find(&presence, slice_of("bpbd-11.07")), place);
    CHECK(!node_of("bpbd-11.07")->on_roster && node_of("bpbd-11.07")->accepted == 9);
    CHECK_NUMBER(presence.official[1107], 0);
    CHECK(!node_of("aaa")->watched);
}

static void who_gets_another_region_moves_and_the_first_one_left_is_told(void)
{
    a_presence_of(8);
    seat(0, "posko", ROLE_RELAY, 1106, "real");
    presence_roster(&presence, &roster, slice_of("real"));
    CHECK(!node_of("posko")->moves);
    seat(0, "posko", ROLE_RELAY, 1107, "real");
    presence_roster(&presence, &roster, slice_of("real"));
    CHECK(node_of("posko")->moves && node_of("posko")->left_area == 1106);
    seat(0, "posko", ROLE_RELAY, 1108, "real"); /* before anybody was told of the second */
    presence_roster(&presence, &roster, slice_of("real"));
    CHECK(node_of("posko")->moves && node_of("posko")->left_area == 1106);
    CHECK_NUMBER(node_of("posko")->area, 1108);
    clients[0].key_count = 0;
    presence_roster(&presence, &roster, slice_of("real"));
    CHECK(!presence_is_listed(node_of("posko")));
}

static void clients_of_other_realms_and_names_without_a_key_are_not_watched(void)
{
    a_presence_of(8);
    seat(0, "bpbd-11.06", ROLE_DISTRICT, 1106, "drill/x1");
    seat(1, "bpbd-11.07", ROLE_DISTRICT, 1107, "real");
    clients[1].key_count = 0;
    presence_roster(&presence, &roster, slice_of("real"));
    CHECK_NUMBER(presence_find(&presence, slice_of("bpbd-11.06")), 0);
    CHECK(!node_of("bpbd-11.07")->watched);
}

static void beyond_the_limit_a_client_has_no_entry(void)
{
    a_presence_of(1);
    seat(0, "a", ROLE_DISTRICT, 1106, "real");
    seat(1, "b", ROLE_DISTRICT, 1107, "real");
    presence_roster(&presence, &roster, slice_of("real"));
    CHECK_NUMBER(presence.count, 1);
    CHECK(presence_find(&presence, slice_of("a")) == 1);
    CHECK(presence_find(&presence, slice_of("b")) == 0);
}

static void a_burst_is_let_through_and_then_the_rate(void)
{
    struct node node = {.state = PRESENCE_NEVER};
    uint32_t retry_ms = 0;
    uint32_t passed = 0;
    const int64_t start_us = 5 * US_PER_S;
    for (int i = 0; i < 500; i++) {
        passed += presence_quota(&node, start_us, 10, 100, &retry_ms) ? 1 : 0;
    }
    CHECK_NUMBER(passed, 100);
    CHECK(retry_ms >= 100 && retry_ms <= 101);
    CHECK(!presence_quota(&node, start_us + 99 * US_PER_MS, 10, 100, &retry_ms));
    CHECK(presence_quota(&node, start_us + 200 * US_PER_MS, 10, 100, &retry_ms));
    passed = 0;
    for (int i = 0; i < 100 * 100;
         i++) { /* ten a second, asked a hundred times a second, for 100 s */
        passed += presence_quota(&node, start_us + US_PER_S + (int64_t)i * 10 * US_PER_MS, 10, 100,
                                 &retry_ms)
                      ? 1
                      : 0;
    }
    CHECK(passed >= 1000 && passed <= 1015);
}

static void waiting_as_long_as_told_is_enough(void)
{
    static const uint32_t rates[] = {1, 3, 10, 999, 2000, 100000};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        struct node node = {.state = PRESENCE_NEVER};
        uint32_t retry_ms = 0;
        int64_t now_us = US_PER_S;
        while (presence_quota(&node, now_us, rates[i], 5, &retry_ms)) {
        }
        CHECK(retry_ms > 0);
        CHECK(presence_quota(&node, now_us + retry_ms * US_PER_MS, rates[i], 5, &retry_ms));
    }
}

static void without_a_rate_there_is_no_limit(void)
{
    struct node node = {.state = PRESENCE_NEVER};
    uint32_t retry_ms = 0;
    for (int i = 0; i < 100000; i++) {
        CHECK(presence_quota(&node, US_PER_S, 0, 0, &retry_ms));
    }
}

int main(void)
{
    SAY(nobody_has_been_heard_before_the_first_word);
    SAY(silence_begins_after_the_limit_and_not_at_it);
    SAY(a_stepped_wall_clock_silences_nobody);
    SAY(a_node_keeps_its_place_whatever_the_roster_does);
    SAY(who_gets_another_region_moves_and_the_first_one_left_is_told);
    SAY(clients_of_other_realms_and_names_without_a_key_are_not_watched);
    SAY(beyond_the_limit_a_client_has_no_entry);
    SAY(a_burst_is_let_through_and_then_the_rate);
    SAY(waiting_as_long_as_told_is_enough);
    SAY(without_a_rate_there_is_no_limit);
    free(room);
    return tap_done();
}
