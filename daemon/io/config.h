/*
 * config.h - what the operator decides: pusdalopsd.yaml.
 *
 * Read by: main.c, loop, store, socket. Reads: complaint.h, core/limits.h.
 * Owns: nothing; the struct is the caller's and holds its texts.
 * Holds: (1) every number is within its limits and the numbers go together; (2) every path is absolute;
 *        (3) every endpoint is of a form libzmq can bind; (4) printed and loaded again it is the same.
 * Source: config/pusdalopsd.yaml.5, the one description of the keys for people.
 */
#ifndef HUB_IO_CONFIG_H
#define HUB_IO_CONFIG_H

#include "io/complaint.h"

#include "base/slice.h"
#include "core/limits.h"

#include <stdio.h>

#define CONFIG_PATH_ROOM     512
#define CONFIG_ENDPOINT_ROOM 160

struct config {
    struct {
        char name[IDENTIFIER_BYTES_MAX + 1];
        char secret_key_file[CONFIG_PATH_ROOM]; /* "" for none */
        char roster_file[CONFIG_PATH_ROOM];     /* "" for none */
        char clusters_file[CONFIG_PATH_ROOM];   /* "" for none */
        char catalogue_dir[CONFIG_PATH_ROOM];
        uint32_t realm_count; /* at least 1 */
        char realms[REALMS_MAX][REALM_BYTES_MAX + 1];
        uint32_t drain_ms; /* at a stop: how long answers may still go out */
    } hub;
    struct {
        char submit[CONFIG_ENDPOINT_ROOM];
        char intake[CONFIG_ENDPOINT_ROOM]; /* "" for none, as are the next three */
        char feed_internal[CONFIG_ENDPOINT_ROOM];
        char feed_public[CONFIG_ENDPOINT_ROOM];
        char urgent[CONFIG_ENDPOINT_ROOM];
        char metrics[CONFIG_ENDPOINT_ROOM]; /* address:port on loopback */
    } endpoints;
    struct {
        uint32_t submit_receive_messages; /* high-water marks, per connection */
        uint32_t submit_send_messages;
        uint32_t intake_receive_messages;
        uint32_t feed_send_messages;
        uint32_t urgent_send_messages;
        uint32_t backlog_connections;
        uint32_t handshake_ms;
        uint32_t ping_interval_ms;
        uint32_t ping_timeout_ms;
        uint32_t sockets_max; /* libzmq's, of the hub itself; a connection is none */
        uint32_t io_threads;
    } sockets;
    struct {
        char directory[CONFIG_PATH_ROOM];
        uint32_t size_gib;
        uint32_t reserve_mib;
        uint32_t snapshot_every_records;
    } store;
    struct {
        uint32_t interval_ms;
        uint32_t heartbeat_interval_ms;
    } feed;
    struct {
        uint32_t node_heartbeat_interval_ms;
        uint32_t silent_after_ms;
    } presence;
    struct {
        uint32_t fresh_for_minutes;
    } picture;
    struct {
        uint32_t client_messages_per_s; /* 0: no limit */
        uint32_t client_messages_burst;
        uint32_t client_subscriptions; /* on all feed endpoints together */
        uint32_t clients_max;
        uint32_t sources_max;
        uint32_t events_max;
        uint32_t spots_max;
        uint32_t cells_max;
        uint32_t versions_max;
        uint32_t articles_max;
        uint32_t lines_max;
        uint32_t pledges_max;
        uint32_t shipments_max;
        uint32_t reliefs_max;
        uint32_t tallies_max;
        uint32_t warehouses_max;
        uint32_t stocks_max;
        uint32_t plans_max;
        uint32_t plan_lines_max;
        uint32_t activations_max;
        uint32_t tasks_max;
        uint32_t gaps_max;
    } limits;
};

/*
 * config_load - the file's word, the defaults where it says nothing.
 *
 *   path         of pusdalopsd.yaml; its relative paths begin at its folder
 *   config       written in any case; fit for use only on true
 *   complaints   initialised by the caller; complaints are added
 *
 * Returns false with at least one complaint.
 */
bool config_load(struct config *config, const char *path, struct complaints *complaints);

/* config_parse - the same from bytes; `folder` is absolute, `file` is for complaints */
bool config_parse(struct config *config, const char *file, const char *folder, struct slice bytes,
                  struct complaints *complaints);

/* config_print - all keys as YAML, the defaults too; loads again to the same (4) */
void config_print(const struct config *config, FILE *out);

/* config_check_lab - may it run with --insecure-lab? Every endpoint must be ipc or loopback; false with complaints. */
bool config_check_lab(const struct config *config, const char *file, struct complaints *complaints);

/* config_check_keys - may it run without --insecure-lab? There must be a key file and a roster; false with complaints. */
bool config_check_keys(const struct config *config, const char *file,
                       struct complaints *complaints);

/* config_realm_is_valid - "real" or "drill/<id>" with an id of a-z 0-9 . - ? */
bool config_realm_is_valid(struct slice realm);

/* config_has_realm - is the realm one of this hub's? */
bool config_has_realm(const struct config *config, struct slice realm);

/* config_key_at - the name "section.key" of the i-th key, or NULL after the last; for tests and documents */
const char *config_key_at(uint32_t i, const char **out_section);

#endif
