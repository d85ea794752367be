/* stage.c - a small hub in memory, see stage.h. */
#include "stage.h"

#include "base/assert.h"
#include "core/dock.h"
#include "core/share.h"

#include <stdio.h>
#include <stdlib.h>

#define RECORDS_MAX   4096U
#define JOURNAL_BYTES ((size_t)16 << 20U)

static const struct region provinces[] = {{.code = 11, .name = "Aceh"},
                                          {.code = 12, .name = "Sumatera Utara"}};
static const struct region regencies[] = {
    {.code = 1101, .population = 240000, .name = "Kabupaten Aceh Selatan"},
    {.code = 1106, .population = 400000, .name = "Kabupaten Aceh Besar"},
    {.code = 1201, .population = 380000, .name = "Kabupaten Tapanuli Tengah"},
    {.code = 1271, .population = 2500000, .name = "Kota Medan"},
};
static const uint32_t kecamatan[] = {110101, 110102, 110601, 120101, 127101};
static const uint32_t bps[][2] = {{1101, 1109}, {1106, 1108}, {1275, 1271}};
static const uint32_t hazards[] = {101, 102, 103};
static const struct item item_list[] = {
    {.code = "beras", .name = "Beras", .base_unit = "kg", .class_of = ITEM_CLASS_FOOD},
    {.code = "mi-instan", .name = "Mi instan", .base_unit = "bungkus", .class_of = ITEM_CLASS_FOOD},
};
static const struct item_name item_names[] = {{"beras", 1}, {"mi instan", 2}};
static const struct unit_word unit_words[] = {{"bungkus", "bungkus"},
                                              {"dus", "dus"},
                                              {"kg", "kg"},
                                              {"lembar", "lembar"},
                                              {"ton", "ton"}};
static const struct item_unit item_units[] = {
    {.item = ITEM_UNIT_OF_ALL, .base_unit = "kg", .unit = "ton", .base_thousandths = 1000000},
    {.item = 2, .unit = "dus", .base_thousandths = 40000},
};
static const struct catalogue catalogue = {
    .items = {.list = item_list,
              .count = 2,
              .names = item_names,
              .name_count = 2,
              .words = unit_words,
              .word_count = 5,
              .units = item_units,
              .unit_count = 2,
              .version = "1"},
    .provinces = provinces,
    .province_count = 2,
    .regencies = regencies,
    .regency_count = 4,
    .kecamatan = kecamatan,
    .kecamatan_count = 5,
    .bps = bps,
    .bps_count = 3,
    .hazards = hazards,
    .hazard_count = 3,
};

static const struct {
    const char *name;
    enum role role;
    enum access_class access;
    uint32_t region;
    bool drill;
} cast[STAGE_CLIENTS] = {
    {"bnpb", ROLE_NATIONAL, ACCESS_INTERNAL, AREA_NATION, true},
    {"bpbd-11.01", ROLE_DISTRICT, ACCESS_INTERNAL, 1101, true},
    {"bpbd-11.06", ROLE_DISTRICT, ACCESS_INTERNAL, 1106, false},
    {"bpbd-12", ROLE_PROVINCE, ACCESS_INTERNAL, 12, true},
    {"console", ROLE_CONSOLE, ACCESS_INTERNAL, AREA_NATION, true},
    {"lab", ROLE_LAB, ACCESS_INTERNAL, AREA_NATION, true},
    {"media", ROLE_INTEGRATOR, ACCESS_PUBLIC, AREA_NATION, false},
    {"rapi", ROLE_RELAY, ACCESS_INTERNAL, 11, false},
};

static const char *const realm_names[STAGE_REALMS] = {"real", "drill/x1"};
static struct stage stage_one;
static struct effect effects[TURN_EFFECTS_MAX];
static uint8_t *hub_room;
static size_t hub_room_bytes;
static uint8_t *view_room;
static struct view view_one;
static uint8_t *journal_room;
static struct arena journal;
static struct slice records[STAGE_REALMS][RECORDS_MAX];
static struct effect heads[STAGE_REALMS][RECORDS_MAX];
static struct roster rosters[2];
static struct roster_client clients[2][STAGE_CLIENTS];
static struct hash_slot slots[2][64];
static const uint32_t speaks_for[] = {1, 2};

static const struct view_limits limits = {
    .sources_max = 12,
    .gaps_max = 16,
    .picture = {.events_max = 6, .spots_max = 24, .cells_max = 48, .versions_max = 80},
    .ledger = {.articles_max = 12,
               .lines_max = 48,
               .pledges_max = 24,
               .reliefs_max = 12,
               .tallies_max = 72},
    .stock = {.warehouses_max = 6, .stocks_max = 24},
    .tasks = {.plans_max = 6, .plan_lines_max = 48, .activations_max = 8, .tasks_max = 40},
    .shipments_max = 12,
};

const struct catalogue *stage_catalogue(void)
{
    return &catalogue;
}

static void key_of(uint32_t client, char room[KEY_TEXT_BYTES + 1])
{
    (void)snprintf(room, KEY_TEXT_BYTES + 1, "%040u", (unsigned)client + 7);
}

const struct roster *stage_roster(uint32_t which)
{
    struct roster *roster = &rosters[which];
    if (roster->client_count > 0) {
        return roster;
    }
    hash_init(&roster->by_key, slots[which], 64);
    for (uint32_t i = 0; i < STAGE_CLIENTS; i++) {
        struct roster_client *client = &clients[which][i];
        (void)snprintf(client->name, sizeof client->name, "%s", cast[i].name);
        client->role = cast[i].role;
        client->access = cast[i].access;
        client->region_count = 1;
        client->regions[0] = cast[i].region;
        client->realm_count = cast[i].drill ? 2 : 1;
        client->realms[0] = realm_names[0];
        client->realms[1] = realm_names[1];
        client->key_count = which == 1 && i == 1 ? 0 : 1;
        client->speaks_for_count = client->role == ROLE_RELAY ? 2 : 0;
        key_of(i, client->keys[0]);
        if (client->key_count > 0) {
            hash_put(&roster->by_key, hash_bytes((const uint8_t *)client->keys[0], KEY_TEXT_BYTES),
                     i);
        }
    }
    roster->clients = clients[which];
    roster->client_count = STAGE_CLIENTS;
    roster->speaks_for = speaks_for;
    return roster;
}

/* --- the journal --- */

static const struct effect *find_append(const struct stage *stage, uint32_t realm, uint32_t source,
                                        uint64_t number)
{
    for (uint32_t i = 0; i < stage->outbox.count; i++) {
        const struct effect *effect = &effects[i];
        if (effect->kind == EFFECT_APPEND && effect->realm == realm &&
            effect->as.append.source == source && effect->as.append.number == number) {
            return effect;
        }
    }
    for (uint32_t i = 0; i < stage->record_count[realm]; i++) {
        const struct effect *effect = &heads[realm][i];
        if (effect->as.append.source == source && effect->as.append.number == number) {
            return effect;
        }
    }
    return NULL;
}

static enum hub_status by_number(void *self, uint32_t realm, struct source_id source,
                                 uint64_t number, struct slice *out_record)
{
    const struct effect *effect = find_append(self, realm, source.n, number);
    if (effect == NULL) {
        return HUB_E_REPORT_UNKNOWN;
    }
    *out_record = effect->as.append.record;
    return HUB_OK;
}

static enum hub_status by_area(void *self, uint32_t realm, uint32_t area, struct seq after,
                               struct slice *out_records, uint32_t out_max, uint32_t *out_count)
{
    const struct stage *stage = self;
    *out_count = 0;
    for (uint64_t i = after.n; i < stage->record_count[realm] && *out_count < out_max; i++) {
        const struct effect *effect = &heads[realm][i];
        if (effect->as.append.source != 0 && effect->as.append.area == area) {
            out_records[(*out_count)++] = effect->as.append.record;
        }
    }
    return HUB_OK;
}

/* --- setting it up --- */

static void make_rooms(const struct hub_settings *settings)
{
    hub_room_bytes = hub_bytes(settings);
    hub_room = calloc(1, hub_room_bytes);
    view_room = calloc(1, view_bytes(&limits));
    journal_room = malloc(JOURNAL_BYTES);
    HUB_ASSERT(hub_room != NULL && view_room != NULL && journal_room != NULL);
}

/* Everything of the hub's room but the two arenas that need not be zero. */
static void clear_hub(const struct hub *hub)
{
    if (hub->turn.room == NULL) {
        return;
    }
    const size_t before = (size_t)(hub->turn.room - hub_room);
    const uint8_t *behind = hub->scratch.room + hub->scratch.size_bytes;
    const size_t behind_at = (size_t)(behind - hub_room);
    memset(hub_room, 0, before);
    memset(hub_room + behind_at, 0, hub_room_bytes - behind_at);
}

struct stage *stage_set(void)
{
    struct stage *stage = &stage_one;
    const struct hub_settings settings = {
        .name = "hub",
        .software = "fuzz",
        .epoch = 7,
        .realms = {realm_names[0], realm_names[1]},
        .realm_count = STAGE_REALMS,
        .limits = limits,
        .clients_max = STAGE_CLIENTS,
        .client_messages_per_s = 100,
        .client_messages_burst = 200,
        .heartbeat_interval_ms = 1000,
        .node_heartbeat_interval_ms = 5000,
        .silent_after_ms = 15000,
        .flush_interval_ms = 20,
        .fresh_for_us = 3600 * US_PER_S,
        .clock_doubt_us = 20 * US_PER_S,
    };
    if (hub_room == NULL) {
        make_rooms(&settings);
    }
    clear_hub(&stage->hub);
    *stage = (struct stage){.mono_us = 10 * US_PER_S, .wall_us = STAGE_NOW_US};
    stage->outbox = (struct outbox){.effects = effects, .max = TURN_EFFECTS_MAX};
    arena_init(&journal, journal_room, JOURNAL_BYTES);
    const struct reader reader = {stage, by_number, by_area};
    hub_init(&stage->hub, hub_room, &settings, &catalogue, &reader);
    stage_event(stage, (struct event){.kind = EVENT_ROSTER, .as.roster.roster = stage_roster(0)});
    return stage;
}

struct view *stage_view(void)
{
    HUB_ASSERT(view_room != NULL);
    memset(view_room, 0, view_bytes(&limits));
    view_init(&view_one, view_room, &limits);
    return &view_one;
}

struct arena *stage_scratch(void)
{
    static uint8_t room[2 * DECODE_BYTES_MAX];
    static struct arena arena;
    arena_init(&arena, room, sizeof room);
    return &arena;
}

/* --- playing --- */

void stage_commit(struct stage *stage)
{
    for (uint32_t i = 0; i < stage->outbox.count; i++) {
        struct effect *effect = &effects[i];
        if (effect->kind != EFFECT_APPEND) {
            continue;
        }
        uint32_t *count = &stage->record_count[effect->realm];
        HUB_ASSERT(*count < RECORDS_MAX && effect->after.n == *count + 1U);
        const struct slice record = effect->as.append.record;
        const uint8_t *kept = arena_copy(&journal, record.data, record.size_bytes);
        HUB_ASSERT(kept != NULL);
        heads[effect->realm][*count] = *effect;
        heads[effect->realm][*count].as.append.record = (struct slice){kept, record.size_bytes};
        records[effect->realm][(*count)++] = (struct slice){kept, record.size_bytes};
    }
    stage->outbox.count = 0;
    hub_turn_begin(&stage->hub);
}

void stage_event(struct stage *stage, struct event event)
{
    if (!hub_has_room(&stage->hub, &stage->outbox)) {
        stage_commit(stage);
    }
    event.at_utc_us = stage->wall_us;
    event.mono_us = stage->mono_us;
    hub_step(&stage->hub, &event, &stage->outbox);
}

void stage_request(struct stage *stage, uint32_t client, enum door door, struct slice frame)
{
    char key[KEY_TEXT_BYTES + 1];
    struct event event = {.kind = EVENT_REQUEST};
    key_of(client, key);
    event.as.request.door = door;
    event.as.request.peer.id_bytes = 5;
    event.as.request.user = slice_of(key);
    event.as.request.payload = frame;
    const uint32_t replies_before = stage->outbox.count;
    stage_event(stage, event);
    uint32_t replies = 0;
    for (uint32_t i = replies_before < stage->outbox.count ? replies_before : 0;
         i < stage->outbox.count; i++) {
        replies += effects[i].kind == EFFECT_REPLY ? 1 : 0;
    }
    HUB_ASSERT(door == DOOR_INTAKE || replies >= 1); /* every question has its answer */
    if (stage->record_count[0] + stage->record_count[1] > RECORDS_MAX / 2) {
        stage_commit(stage);
    }
}

void stage_replay(const struct stage *stage, uint32_t realm, struct view *view)
{
    for (uint32_t i = 0; i < stage->record_count[realm]; i++) {
        HUB_ASSERT(view_replay(view, records[realm][i], stage_scratch()) == HUB_OK);
    }
}

void stage_check(struct stage *stage)
{
    stage_commit(stage);
    for (uint32_t realm = 0; realm < STAGE_REALMS; realm++) {
        const struct view *live = &stage->hub.realms[realm].view;
        struct view *again = stage_view();
        stage_replay(stage, realm, again);
        HUB_ASSERT(view_equal(live, again));
        HUB_ASSERT(picture_audit(&live->picture, &live->sources) && share_audit(live));
        HUB_ASSERT(tasks_audit(&live->tasks, &live->ledger));
        HUB_ASSERT(stock_audit(&live->stock) && dock_audit(live));
        HUB_ASSERT(ledger_audit(&live->ledger) && cargo_audit(&live->cargo, &live->ledger));
    }
}
