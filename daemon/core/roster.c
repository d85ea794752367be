#include "core/roster.h"

#include "base/assert.h"
#include "core/region.h"

#include <string.h>

const char *roster_role_name(enum role role)
{
    static const char *const names[ROLE_COUNT] = {
        [ROLE_NONE] = "none",
        [ROLE_DISTRICT] = "district",
        [ROLE_PROVINCE] = "province",
        [ROLE_NATIONAL] = "national",
        [ROLE_RELAY] = "relay",
        [ROLE_CONSOLE] = "console",
        [ROLE_INTEGRATOR] = "integrator",
        [ROLE_ADMINISTRATOR] = "administrator",
        [ROLE_MEMBER] = "member",
        [ROLE_LAB] = "lab",
        [ROLE_HUB] = "hub",
    };
    HUB_ASSERT(role < ROLE_COUNT);
    return names[role];
}

const struct roster_client *roster_find(const struct roster *roster, struct slice name)
{
    char wanted[IDENTIFIER_BYTES_MAX + 1];
    if (name.size_bytes == 0 || name.size_bytes > IDENTIFIER_BYTES_MAX) {
        return NULL;
    }
    memcpy(wanted, name.data, name.size_bytes);
    wanted[name.size_bytes] = '\0';
    uint32_t low = 0;
    uint32_t high = roster->client_count;
    while (low < high) { /* (1) */
        const uint32_t middle = low + (high - low) / 2;
        const int order = strcmp(roster->clients[middle].name, wanted);
        if (order == 0) {
            return &roster->clients[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const struct roster_client *roster_find_key(const struct roster *roster, struct slice key)
{
    if (slice_equal(key, slice_of(ROSTER_LAB))) {
        const struct roster_client *lab = roster_find(roster, key);
        return lab != NULL && lab->role == ROLE_LAB ? lab : NULL;
    }
    if (key.size_bytes != KEY_TEXT_BYTES) {
        return NULL;
    }
    const uint32_t at = hash_find(&roster->by_key, hash_bytes(key.data, key.size_bytes));
    if (at == HASH_NONE) {
        return NULL;
    }
    const struct roster_client *client = &roster->clients[at];
    for (uint32_t i = 0; i < client->key_count; i++) {
        if (memcmp(client->keys[i], key.data, KEY_TEXT_BYTES) == 0) {
            return client;
        }
    }
    return NULL;
}

enum hub_status roster_may_enter(const struct roster_client *client, struct slice realm,
                                 int64_t at_utc_us)
{
    if (client == NULL) {
        return HUB_E_KEY_NOT_VALID;
    }
    if (client->valid_from_utc_us != 0 && at_utc_us < client->valid_from_utc_us) {
        return HUB_E_KEY_NOT_VALID;
    }
    if (client->valid_until_utc_us != 0 && at_utc_us >= client->valid_until_utc_us) {
        return HUB_E_KEY_NOT_VALID;
    }
    if (client->role == ROLE_LAB || client->role == ROLE_HUB) {
        return HUB_OK;
    }
    for (uint32_t i = 0; i < client->realm_count; i++) {
        if (slice_equal(realm, slice_of(client->realms[i]))) {
            return HUB_OK;
        }
    }
    return HUB_E_REALM_FORBIDS;
}

/* Does the roster let this client speak for the source of that name? The name is looked up once: a relay may have hundreds. */
static bool speaks_for(const struct roster *roster, const struct roster_client *client,
                       struct slice name)
{
    const struct roster_client *found =
        client->speaks_for_count == 0 ? NULL : roster_find(roster, name);
    if (found == NULL) {
        return false;
    }
    const uint32_t wanted = (uint32_t)(found - roster->clients);
    for (uint32_t i = 0; i < client->speaks_for_count; i++) {
        if (roster->speaks_for[client->speaks_for_first + i] == wanted) {
            return true;
        }
    }
    return false;
}

enum hub_status roster_may_speak(const struct roster *roster, const struct roster_client *client,
                                 struct slice source, struct slice on_behalf_of)
{
    if (client->role == ROLE_LAB || client->role == ROLE_HUB) {
        return HUB_OK;
    }
    if (!roster_is_node(client)) {
        return HUB_E_ROLE_FORBIDS;
    }
    if (!slice_equal(source, slice_of(client->name)) && !speaks_for(roster, client, source)) {
        return HUB_E_SOURCE_FORBIDS;
    }
    if (on_behalf_of.size_bytes > 0 && !slice_equal(on_behalf_of, source) &&
        !speaks_for(roster, client, on_behalf_of)) {
        return HUB_E_SOURCE_FORBIDS;
    }
    return HUB_OK;
}

enum hub_status roster_may_report(const struct roster_client *client, uint32_t area)
{
    if (client->role == ROLE_LAB) {
        return HUB_OK;
    }
    if (client->role == ROLE_MEMBER) {
        return HUB_E_ROLE_FORBIDS;
    }
    for (uint32_t i = 0; i < client->region_count; i++) {
        if (area_contains(client->regions[i], area)) {
            return HUB_OK;
        }
    }
    return HUB_E_REGION_FORBIDS;
}

enum hub_status roster_may_verify(const struct roster_client *client, uint32_t level, uint32_t area)
{
    static const uint32_t level_max[ROLE_COUNT] = {
        [ROLE_DISTRICT] = 1,
        [ROLE_PROVINCE] = 2,
        [ROLE_NATIONAL] = 3,
        [ROLE_LAB] = 3,
    };
    HUB_ASSERT(client->role < ROLE_COUNT);
    if (level == 0 || level > level_max[client->role]) {
        return HUB_E_ROLE_FORBIDS;
    }
    return roster_may_report(client, area);
}

enum hub_status roster_may_read(const struct roster_client *client, enum access_class access)
{
    if (client->role == ROLE_LAB) {
        return HUB_OK;
    }
    return client->access != ACCESS_NONE && client->access >= access ? HUB_OK
                                                                     : HUB_E_ACCESS_FORBIDS;
}

bool roster_is_official(const struct roster_client *client, uint32_t area)
{
    if (client == NULL) {
        return false;
    }
    const bool level_fits = (client->role == ROLE_DISTRICT && area_is_regency(area)) ||
                            (client->role == ROLE_PROVINCE && area_is_province(area)) ||
                            (client->role == ROLE_NATIONAL && area == AREA_NATION);
    if (!level_fits) {
        return false;
    }
    for (uint32_t i = 0; i < client->region_count; i++) {
        if (client->regions[i] == area) {
            return true;
        }
    }
    return false;
}

bool roster_is_node(const struct roster_client *client)
{
    return client->role == ROLE_DISTRICT || client->role == ROLE_PROVINCE ||
           client->role == ROLE_NATIONAL || client->role == ROLE_RELAY ||
           client->role == ROLE_MEMBER;
}
