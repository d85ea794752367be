/* Who takes part: three provinces, their offices, a relay, consoles, a liar, and one whose key nobody knows. */
#include "sim.h"

#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

const char *const sim_realm_names[SIM_REALMS] = {"real", "drill/x1"};

static const uint32_t province_codes[] = {11, 12, 73};
static const uint32_t regency_codes[] = {1101, 1102, 1103, 1104, 1105, 1201, 1202,
                                         1203, 1204, 1205, 7301, 7302, 7303};

#define COUNT(list)    ((uint32_t)(sizeof(list) / sizeof((list)[0])))
#define KECAMATAN_EACH 3U

static void make_catalogue(struct run *run)
{
    struct region *provinces = room_take(sizeof *provinces * COUNT(province_codes));
    struct region *regencies = room_take(sizeof *regencies * COUNT(regency_codes));
    uint32_t *kecamatan = room_take(sizeof *kecamatan * COUNT(regency_codes) * KECAMATAN_EACH);
    uint32_t *hazards = room_take(sizeof *hazards * 17);
    for (uint32_t i = 0; i < COUNT(province_codes); i++) {
        provinces[i] = (struct region){.code = province_codes[i], .utc_offset_min = 420};
        (void)snprintf(provinces[i].name, sizeof provinces[i].name, "Provinsi %u",
                       (unsigned)province_codes[i]);
    }
    for (uint32_t i = 0; i < COUNT(regency_codes); i++) {
        regencies[i] = (struct region){.code = regency_codes[i], .population = 900000};
        (void)snprintf(regencies[i].name, sizeof regencies[i].name, "Kabupaten %u",
                       (unsigned)regency_codes[i]);
        for (uint32_t k = 0; k < KECAMATAN_EACH; k++) {
            kecamatan[i * KECAMATAN_EACH + k] = regency_codes[i] * 100 + k + 1;
        }
    }
    for (uint32_t i = 0; i < 17; i++) {
        hazards[i] = 101 + i;
    }
    run->catalogue = (struct catalogue){
        .provinces = provinces,
        .province_count = COUNT(province_codes),
        .regencies = regencies,
        .regency_count = COUNT(regency_codes),
        .kecamatan = kecamatan,
        .kecamatan_count = COUNT(regency_codes) * KECAMATAN_EACH,
        .hazards = hazards,
        .hazard_count = 17,
    };
}

static struct sim_client *add(struct run *run, const char *name, enum sim_kind kind, enum role role,
                              uint32_t region)
{
    HUB_ASSERT(run->client_count < SIM_CLIENTS_MAX);
    struct sim_client *client = &run->clients[run->client_count++];
    *client = (struct sim_client){.kind = kind,
                                  .role = role,
                                  .region = region,
                                  .access = ACCESS_INTERNAL,
                                  .realms = {true, false},
                                  .speaks_for = {-1, -1, -1, -1}};
    (void)snprintf(client->name, sizeof client->name, "%s", name);
    if (kind != SIM_SOURCE_ONLY) {
        (void)snprintf(client->key, sizeof client->key, "%-40s", name);
        for (char *at = client->key; *at != '\0'; at++) {
            if (*at == ' ') {
                *at = '0';
            }
        }
    }
    return client;
}

static void add_nodes(struct run *run)
{
    char name[32];
    for (uint32_t i = 0; i < COUNT(regency_codes); i++) {
        const uint32_t code = regency_codes[i];
        (void)snprintf(name, sizeof name, "bpbd-%02u.%02u", (unsigned)(code / 100),
                       (unsigned)(code % 100));
        struct sim_client *node =
            add(run, name, code == 1204 ? SIM_LIAR : SIM_NODE, ROLE_DISTRICT, code);
        node->realms[SIM_DRILL] = code / 100 == 73;
        node->by_intake = i % 4 == 1;
        node->invents = code == 1205;
    }
    for (uint32_t i = 0; i < COUNT(province_codes); i++) {
        (void)snprintf(name, sizeof name, "bpbd-%02u", (unsigned)province_codes[i]);
        struct sim_client *node = add(run, name, SIM_NODE, ROLE_PROVINCE, province_codes[i]);
        node->realms[SIM_DRILL] = province_codes[i] == 73;
    }
    add(run, "bnpb", SIM_NODE, ROLE_NATIONAL, AREA_NATION)->realms[SIM_DRILL] = true;
    add(run, "rapi-11", SIM_NODE, ROLE_RELAY, 11);
    add(run, "kantor-11.01", SIM_SOURCE_ONLY, ROLE_RELAY, 1101);
    add(run, "kantor-11.02", SIM_SOURCE_ONLY, ROLE_RELAY, 1102);
    struct sim_client *drill_only = add(run, "latih-12.01", SIM_NODE, ROLE_DISTRICT, 1201);
    drill_only->realms[SIM_REAL] = false;
    drill_only->realms[SIM_DRILL] = true;
}

/* Members of clusters, of the whole nation: they promise and bring. */
static void add_members(struct run *run)
{
    static const char *const names[] = {"lazismu", "mdmc", "pmi"};
    for (uint32_t i = 0; i < COUNT(names); i++) {
        struct sim_client *member = add(run, names[i], SIM_NODE, ROLE_MEMBER, AREA_NATION);
        member->realms[SIM_DRILL] = true;
        member->by_intake = i == 1;
    }
}

static void add_readers(struct run *run)
{
    add(run, "console-internal", SIM_CONSOLE, ROLE_CONSOLE, AREA_NATION);
    add(run, "console-public", SIM_CONSOLE, ROLE_CONSOLE, AREA_NATION)->access = ACCESS_PUBLIC;
    struct sim_client *drill = add(run, "console-drill", SIM_CONSOLE, ROLE_CONSOLE, AREA_NATION);
    drill->realms[SIM_REAL] = false;
    drill->realms[SIM_DRILL] = true;
    add(run, "integrator", SIM_CONSOLE, ROLE_INTEGRATOR, AREA_NATION)->access = ACCESS_PUBLIC;
    add(run, "pemeriksa", SIM_CONSOLE, ROLE_ADMINISTRATOR, AREA_NATION)->realms[SIM_DRILL] = true;
}

static int by_name(const void *a, const void *b)
{
    const struct sim_client *x = a;
    const struct sim_client *y = b;
    return strcmp(x->name, y->name);
}

uint32_t cast_find(const struct run *run, const char *name)
{
    for (uint32_t i = 0; i < run->client_count; i++) {
        if (strcmp(run->clients[i].name, name) == 0) {
            return i;
        }
    }
    HUB_ASSERT(false);
    return 0;
}

static void put_keys(struct roster *roster, const struct roster_client *client, uint32_t place)
{
    for (uint32_t k = 0; k < client->key_count; k++) {
        hash_put(&roster->by_key, hash_bytes((const uint8_t *)client->keys[k], KEY_TEXT_BYTES),
                 place);
    }
}

static void fill_client(const struct sim_client *from, struct roster_client *out)
{
    (void)snprintf(out->name, sizeof out->name, "%s", from->name);
    out->role = from->role;
    out->access = from->access;
    out->region_count = 1;
    out->regions[0] = from->region;
    for (int realm = 0; realm < SIM_REALMS; realm++) {
        if (from->realms[realm]) {
            out->realms[out->realm_count++] = sim_realm_names[realm];
        }
    }
    if (from->key[0] != '\0') {
        out->key_count = 1;
        memcpy(out->keys[0], from->key, KEY_TEXT_BYTES + 1);
    }
}

/* A roster; `without` is the client whose key it does not have any more, or -1. */
static struct roster *make_roster(struct run *run, int without, bool removed)
{
    struct roster *roster = room_take(sizeof *roster);
    struct roster_client *clients = room_take(sizeof *clients * run->client_count);
    uint32_t *speaks_for = room_take(sizeof *speaks_for * run->client_count * 4);
    struct hash_slot *slots = room_take(sizeof *slots * 256);
    uint32_t place_of[SIM_CLIENTS_MAX];
    uint32_t speaks = 0;
    hash_init(&roster->by_key, slots, 256);
    for (uint32_t i = 0; i < run->client_count; i++) {
        place_of[i] = UINT32_MAX;
        if (run->clients[i].kind == SIM_OUTSIDER || (removed && (int)i == without)) {
            continue;
        }
        struct roster_client *out = &clients[roster->client_count];
        place_of[i] = roster->client_count;
        fill_client(&run->clients[i], out);
        out->key_count = (int)i == without ? 0 : out->key_count;
        put_keys(roster, out, roster->client_count++);
    }
    for (uint32_t i = 0; i < run->client_count; i++) {
        for (int k = 0; k < 4 && place_of[i] != UINT32_MAX; k++) {
            const int other = run->clients[i].speaks_for[k];
            if (other >= 0) {
                struct roster_client *out = &clients[place_of[i]];
                out->speaks_for_first = out->speaks_for_count == 0 ? speaks : out->speaks_for_first;
                out->speaks_for_count++;
                speaks_for[speaks++] = place_of[other];
            }
        }
    }
    roster->clients = clients;
    roster->speaks_for = speaks_for;
    return roster;
}

static void add_mouth(struct run *run, uint32_t client, enum sim_realm realm, const char *source)
{
    struct mouth *mouth = room_take(sizeof *mouth);
    *mouth = (struct mouth){.client = client, .realm = realm, .source = source};
    run->mouths[run->mouth_count++] = mouth;
}

void cast_make(struct run *run)
{
    make_catalogue(run);
    giver_catalogue(run);
    add_nodes(run);
    add_members(run);
    add_readers(run);
    qsort(run->clients, run->client_count, sizeof run->clients[0], by_name);
    add(run, "zz-outsider", SIM_OUTSIDER, ROLE_NONE, AREA_NATION);
    struct sim_client *relay = &run->clients[cast_find(run, "rapi-11")];
    relay->speaks_for[0] = (int)cast_find(run, "kantor-11.01");
    relay->speaks_for[1] = (int)cast_find(run, "kantor-11.02");
    const bool refuses_excess = dice_chance(&run->dice, 250000);
    const int leaves = (int)cast_find(run, "bpbd-12.03");
    run->rosters[0] = make_roster(run, -1, false);
    run->rosters[1] = make_roster(run, leaves, dice_chance(&run->dice, 500000));
    run->rosters[0]->refuses_excess = refuses_excess;
    run->rosters[1]->refuses_excess = refuses_excess;
    for (uint32_t i = 0; i < run->client_count; i++) {
        for (int realm = 0; realm < SIM_REALMS; realm++) {
            if (run->clients[i].kind == SIM_NODE && run->clients[i].realms[realm]) {
                add_mouth(run, i, (enum sim_realm)realm, run->clients[i].name);
            }
        }
    }
    add_mouth(run, cast_find(run, "rapi-11"), SIM_REAL, "kantor-11.01");
}
