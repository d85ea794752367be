/*
 * roster.h - who is who, and who may say or read what.
 *
 * Read by: hub, check, presence, document. Reads: base/, region.h, limits.h.
 * Owns: nothing; a roster is built by io from roster.yaml, handed to the hub as a whole and never changed.
 * Holds: (1) clients stand in the order of their names; (2) no key belongs to two clients;
 *        (3) deny is the default: a right is there only where roster_may_* says so.
 * Source: proto/README.md "Roles and rights".
 */
#ifndef HUB_CORE_ROSTER_H
#define HUB_CORE_ROSTER_H

#include "base/hash.h"
#include "base/ids.h"
#include "base/slice.h"
#include "base/status.h"
#include "core/limits.h"

#define KEY_TEXT_BYTES 40    /* a CURVE public key in Z85 */
#define ROSTER_HUB     "hub" /* the source of what the hub itself says; no client may have the name */
#define ROSTER_LAB     "lab" /* the name, and the User-Id, of the one client of --insecure-lab */

enum role {
    ROLE_NONE,
    ROLE_DISTRICT,
    ROLE_PROVINCE,
    ROLE_NATIONAL,
    ROLE_RELAY,
    ROLE_CONSOLE,
    ROLE_INTEGRATOR,
    ROLE_ADMINISTRATOR,
    ROLE_MEMBER, /* of a cluster: pledges, and reports nothing */
    ROLE_LAB,    /* every right, any source; only with --insecure-lab */
    ROLE_HUB,    /* the hub itself, of what follows from time alone */
    ROLE_COUNT
};

enum access_class { ACCESS_NONE, ACCESS_PUBLIC, ACCESS_INTERNAL };

struct roster_client {
    char name[IDENTIFIER_BYTES_MAX + 1];
    enum role role;
    enum access_class access;
    uint32_t key_count;
    char keys[CLIENT_KEYS_MAX][KEY_TEXT_BYTES + 1];
    uint32_t region_count;
    uint32_t regions[CLIENT_REGIONS_MAX]; /* area codes; AREA_NATION for all */
    bool
        misses_real; /* the hub serves the real realm and it has no right there: it hears no live feed */
    uint32_t realm_count;
    const char *realms[REALMS_MAX]; /* live as long as the roster */
    uint32_t speaks_for_first;      /* into roster.speaks_for */
    uint32_t speaks_for_count;
    int64_t valid_from_utc_us;  /* 0: always */
    int64_t valid_until_utc_us; /* 0: for ever */
};

struct roster {
    const struct roster_client *clients; /* (1) */
    uint32_t client_count;
    const uint32_t *speaks_for; /* places in clients */
    bool refuses_excess;        /* over-commitment of a line is refused, not flagged */
    struct hash by_key;         /* hash of the key's text to the place in clients */
};

/* roster_role_name - the word for a role in roster.yaml and in replies; static */
const char *roster_role_name(enum role role);

/* roster_find - the client of that name, or NULL; lives as long as the roster */
const struct roster_client *roster_find(const struct roster *roster, struct slice name);

/* roster_find_key - the client that has this public key (Z85 text), or NULL; lives as long as the roster */
const struct roster_client *roster_find_key(const struct roster *roster, struct slice key);

/*
 * roster_may_enter - may this client be heard at all, now, in this realm?
 *
 *   client    NULL when the key is on no roster
 *   at_utc_us the hub's clock
 *
 * Returns HUB_OK, HUB_E_KEY_NOT_VALID or HUB_E_REALM_FORBIDS.
 */
enum hub_status roster_may_enter(const struct roster_client *client, struct slice realm,
                                 int64_t at_utc_us);

/*
 * roster_may_speak - may the client hand in messages of `source`, for `on_behalf_of`?
 *
 *   on_behalf_of   empty for the source's own word
 *
 * Returns HUB_OK, HUB_E_ROLE_FORBIDS (a reading role) or HUB_E_SOURCE_FORBIDS.
 */
enum hub_status roster_may_speak(const struct roster *roster, const struct roster_client *client,
                                 struct slice source, struct slice on_behalf_of);

/* roster_may_report - may it speak about this area? HUB_OK, HUB_E_REGION_FORBIDS, or HUB_E_ROLE_FORBIDS of a member. */
enum hub_status roster_may_report(const struct roster_client *client, uint32_t area);

/* roster_may_verify - may it confirm at this level (1 regency, 2 province, 3 nation) in this area? Or HUB_E_ROLE_FORBIDS, HUB_E_REGION_FORBIDS. */
enum hub_status roster_may_verify(const struct roster_client *client, uint32_t level,
                                  uint32_t area);

/* roster_may_read - may it read what stands in this access class? HUB_OK or HUB_E_ACCESS_FORBIDS. */
enum hub_status roster_may_read(const struct roster_client *client, enum access_class access);

/* roster_is_official - is this client the official BPBD of exactly this area? NULL is not. */
bool roster_is_official(const struct roster_client *client, uint32_t area);

/* roster_is_node - is it one whose presence is watched? Consoles come and go as they like. */
bool roster_is_node(const struct roster_client *client);

#endif
