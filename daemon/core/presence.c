#include "core/presence.h"

#include "base/assert.h"
#include "base/pool.h"
#include "base/text.h"

#define MILLI 1000U

size_t presence_bytes(uint32_t clients_max)
{
    return sizeof(struct node) * (clients_max + 1U) +
           sizeof(struct hash_slot) * hash_slots_for(clients_max) + sizeof(uint32_t) * AREA_CODES +
           256;
}

void presence_init(struct presence *presence, struct arena *zeroed, uint32_t clients_max)
{
    const uint32_t slots = hash_slots_for(clients_max);
    struct hash_slot *room = arena_take(zeroed, sizeof(struct hash_slot) * slots);
    *presence = (struct presence){.max = clients_max};
    presence->nodes = arena_take(zeroed, sizeof(struct node) * (clients_max + 1U));
    presence->official = arena_take(zeroed, sizeof(uint32_t) * AREA_CODES);
    HUB_ASSERT(room != NULL && presence->nodes != NULL && presence->official != NULL);
    hash_init(&presence->by_name, room, slots);
}

uint32_t presence_find(const struct presence *presence, struct slice name)
{
    for (uint64_t key = hash_bytes(name.data, name.size_bytes);; key++) {
        const uint32_t place = hash_find(&presence->by_name, key);
        if (place == HASH_NONE) {
            return 0;
        }
        if (slice_equal(name, slice_of(presence->nodes[place].name))) {
            return place;
        }
    }
}

struct node *presence_node(const struct presence *presence, uint32_t place)
{
    HUB_ASSERT(place > 0 && place <= presence->count);
    return &presence->nodes[place];
}

static uint32_t make_node(struct presence *presence, struct slice name)
{
    const uint32_t known = presence_find(presence, name);
    if (known != 0 || presence->count == presence->max) {
        return known; /* beyond the limit a client is served, but not watched */
    }
    const uint32_t place = ++presence->count;
    struct node *node = &presence->nodes[place];
    text_copy(node->name, sizeof node->name, name);
    node->state = PRESENCE_NEVER;
    uint64_t key = hash_bytes(name.data, name.size_bytes);
    while (hash_find(&presence->by_name, key) != HASH_NONE) {
        key++;
    }
    hash_put(&presence->by_name, key, place);
    return place;
}

static bool is_in_realm(const struct roster_client *client, struct slice realm)
{
    for (uint32_t i = 0; i < client->realm_count; i++) {
        if (slice_equal(realm, slice_of(client->realms[i]))) {
            return true;
        }
    }
    return client->role == ROLE_LAB;
}

/* Its document stands in its first region; in the region before it stands no more (3). */
static void take_area(struct node *node, uint32_t area)
{
    if (node->was_listed && node->area != area) {
        node->left_area = node->moves ? node->left_area : node->area;
        node->moves = true;
    }
    node->area = area;
}

void presence_roster(struct presence *presence, const struct roster *roster, struct slice realm)
{
    memset(presence->official, 0, sizeof(uint32_t) * AREA_CODES);
    for (uint32_t place = 1; place <= presence->count; place++) {
        struct node *node = &presence->nodes[place];
        node->was_listed = presence_is_listed(node);
        node->on_roster = false;
    }
    for (uint32_t i = 0; i < roster->client_count; i++) {
        const struct roster_client *client = &roster->clients[i];
        const uint32_t place =
            is_in_realm(client, realm) ? make_node(presence, slice_of(client->name)) : 0;
        if (place == 0) {
            continue;
        }
        struct node *node = &presence->nodes[place];
        node->on_roster = true;
        node->watched = roster_is_node(client) && client->key_count > 0;
        node->role = client->role;
        take_area(node, client->region_count > 0 ? client->regions[0] : AREA_NATION);
        for (uint32_t k = 0; k < client->region_count; k++) {
            if (roster_is_official(client, client->regions[k])) {
                presence->official[client->regions[k]] = place;
            }
        }
    }
}

bool presence_heard(struct node *node, int64_t at_utc_us, int64_t mono_us)
{
    const bool changed = node->state != PRESENCE_CONNECTED;
    node->state = PRESENCE_CONNECTED;
    node->last_heard_utc_us = at_utc_us;
    node->last_heard_mono_us = mono_us;
    node->silent_since_utc_us = 0;
    return changed;
}

bool presence_quiet(struct node *node, int64_t mono_us, int64_t silent_after_us)
{
    if (node->state != PRESENCE_CONNECTED ||
        mono_us - node->last_heard_mono_us <= silent_after_us) {
        return false;
    }
    node->state = PRESENCE_SILENT;
    node->silent_since_utc_us = node->last_heard_utc_us;
    return true;
}

bool presence_quota(struct node *node, int64_t mono_us, uint32_t per_s, uint32_t burst,
                    uint32_t *out_retry_ms)
{
    const uint64_t full = (uint64_t)burst * MILLI;
    if (per_s == 0) {
        return true;
    }
    const int64_t passed_us =
        node->quota_at_mono_us == 0 ? 3600LL * US_PER_S : mono_us - node->quota_at_mono_us;
    const uint64_t gained = (uint64_t)passed_us * per_s / (uint64_t)(US_PER_S / MILLI);
    if (gained > 0) {
        node->quota_at_mono_us = mono_us;
        node->quota_left_milli =
            gained >= full - node->quota_left_milli ? full : node->quota_left_milli + gained;
    }
    if (node->quota_left_milli < MILLI) {
        *out_retry_ms = (uint32_t)((MILLI - node->quota_left_milli) / per_s) + 1;
        return false;
    }
    node->quota_left_milli -= MILLI;
    return true;
}
