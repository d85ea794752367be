#include "io/listeners.h"

#include "base/assert.h"
#include "base/text.h"
#include "core/limits.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define CONNECTIONS_MAX (1 << 20) /* descriptors above are cut: no system gives a process so many */
#define NOBODY          UINT32_MAX

struct listening_client {
    char key[KEY_TEXT_BYTES + 1];
    uint32_t connections; /* 0: a free place */
    uint32_t held;
    bool cut; /* for holding too much */
};

/* One connection, at the place of its descriptor. */
struct connection {
    bool used;
    bool cut;
    enum lane lane;
    ino_t inode;
    uint32_t client;
    uint32_t held; /* what its prefixes count for */
    uint32_t count;
    uint32_t room;
    uint64_t *prefixes; /* hashes, in no order */
};

struct listeners {
    struct connection *connections;
    uint32_t connection_room;
    struct listening_client *clients;
    uint32_t client_room;
    uint32_t held_max;
    uint32_t flooders; /* not cut yet */
    struct listeners_door door;
    uint8_t hash_key[crypto_shorthash_KEYBYTES]; /* so that nobody finds two prefixes of one hash */
    uint64_t held[LANE_COUNT];
    uint64_t cuts[LISTENERS_CUT_COUNT];
};

struct listeners *listeners_new(uint32_t held_max, struct listeners_door door)
{
    struct listeners *listeners = calloc(1, sizeof *listeners);
    if (listeners != NULL) {
        listeners->held_max = held_max;
        listeners->door = door;
        crypto_shorthash_keygen(listeners->hash_key);
    }
    return listeners;
}

void listeners_free(struct listeners *listeners)
{
    if (listeners == NULL) {
        return;
    }
    for (uint32_t i = 0; i < listeners->connection_room; i++) {
        free(listeners->connections[i].prefixes);
    }
    free(listeners->connections);
    free(listeners->clients);
    free(listeners);
}

/* --- Connections and their clients ------------------------------------------------------------------------------ */

/* 0: there is no such socket. */
static ino_t inode_of(int descriptor)
{
    struct stat stat;
    return fstat(descriptor, &stat) == 0 && S_ISSOCK(stat.st_mode) ? stat.st_ino : 0;
}

/* An array with a place `at`, new places zeroed; NULL without memory, and the old one stays. */
static void *widen(void *array, uint32_t *room, uint32_t at, size_t element_bytes)
{
    const uint32_t wanted = at < 32 ? 64 : at * 2;
    uint8_t *wider = realloc(array, wanted * element_bytes);
    if (wider != NULL) {
        memset(wider + *room * element_bytes, 0, (wanted - *room) * element_bytes);
        *room = wanted;
    }
    return wider;
}

static struct connection *connection_at(struct listeners *listeners, int descriptor)
{
    const uint32_t at = (uint32_t)descriptor;
    if (at >= listeners->connection_room) {
        struct connection *wider = at >= CONNECTIONS_MAX
                                       ? NULL
                                       : widen(listeners->connections, &listeners->connection_room,
                                               at, sizeof *listeners->connections);
        if (wider == NULL) {
            return NULL;
        }
        listeners->connections = wider;
    }
    return &listeners->connections[at];
}

static uint32_t client_find(const struct listeners *listeners, const char *key)
{
    for (uint32_t i = 0; i < listeners->client_room; i++) {
        if (listeners->clients[i].connections > 0 && strcmp(listeners->clients[i].key, key) == 0) {
            return i;
        }
    }
    return NOBODY;
}

/* The client's place, a new one when it has none; NOBODY without memory. */
static uint32_t client_place(struct listeners *listeners, const char *key)
{
    uint32_t at = client_find(listeners, key);
    if (at != NOBODY) {
        return at;
    }
    for (at = 0; at < listeners->client_room && listeners->clients[at].connections > 0; at++) {
    }
    if (at == listeners->client_room) {
        struct listening_client *wider =
            widen(listeners->clients, &listeners->client_room, at, sizeof *listeners->clients);
        if (wider == NULL) {
            return NOBODY;
        }
        listeners->clients = wider;
    }
    listeners->clients[at] = (struct listening_client){.connections = 0};
    (void)text_copy(listeners->clients[at].key, KEY_TEXT_BYTES + 1, slice_of(key));
    return at;
}

static bool floods(const struct listeners *listeners, const struct listening_client *client)
{
    return listeners->held_max > 0 && client->held > listeners->held_max && !client->cut;
}

/* What a connection or its client holds has changed: keep the sums. (1) */
static void count(struct listeners *listeners, struct connection *connection, int64_t prefixes,
                  int64_t held)
{
    struct listening_client *client = &listeners->clients[connection->client];
    const bool before = floods(listeners, client);
    connection->held = (uint32_t)(connection->held + held);
    client->held = (uint32_t)(client->held + held);
    listeners->held[connection->lane] += (uint64_t)prefixes;
    const bool after = floods(listeners, client);
    listeners->flooders += after && !before ? 1 : 0;
    listeners->flooders -= before && !after ? 1 : 0;
}

static void drop(struct listeners *listeners, struct connection *connection)
{
    count(listeners, connection, -(int64_t)connection->count, -(int64_t)connection->held);
    listeners->clients[connection->client].connections--;
    free(connection->prefixes);
    *connection = (struct connection){.used = false};
}

/* To libzmq it looks as if the peer had closed; it forgets the connection and what it subscribed to. (4) */
static void cut(struct listeners *listeners, int descriptor, enum listeners_cut why)
{
    struct connection *connection = &listeners->connections[descriptor];
    if (!connection->cut && inode_of(descriptor) == connection->inode) {
        (void)shutdown(descriptor, SHUT_RDWR); /* ENOTCONN: it is ending already */
        connection->cut = true;
        listeners->cuts[why]++;
    }
}

/* The first word of a connection; false when there is no memory for it. */
static bool begin(struct listeners *listeners, struct connection *connection, enum lane lane,
                  ino_t inode, const char *key)
{
    const uint32_t client = client_place(listeners, key);
    if (client == NOBODY) {
        return false;
    }
    listeners->clients[client].connections++;
    *connection = (struct connection){.used = true, .lane = lane, .inode = inode, .client = client};
    return true;
}

/* --- Prefixes --------------------------------------------------------------------------------------------------- */

static bool prefix_find(const struct connection *connection, uint64_t hash, uint32_t *out_at)
{
    for (uint32_t i = 0; i < connection->count; i++) {
        if (connection->prefixes[i] == hash) {
            *out_at = i;
            return true;
        }
    }
    return false;
}

/* False without memory. */
static bool prefix_take(struct connection *connection, uint64_t hash)
{
    if (connection->count == connection->room) {
        uint64_t *wider = widen(connection->prefixes, &connection->room, connection->count,
                                sizeof *connection->prefixes);
        if (wider == NULL) {
            return false;
        }
        connection->prefixes = wider;
    }
    connection->prefixes[connection->count++] = hash;
    return true;
}

void listeners_hear(struct listeners *listeners, enum lane lane, int descriptor, const char *key,
                    bool taken, struct slice prefix)
{
    const ino_t inode = descriptor < 0 ? 0 : inode_of(descriptor);
    uint64_t hash = 0;
    uint32_t at = 0;
    HUB_ASSERT(lane < LANE_COUNT);
    if (inode == 0) {
        return; /* the last words of a connection that is gone */
    }
    struct connection *connection = connection_at(listeners, descriptor);
    if (connection != NULL && connection->used &&
        (connection->inode != inode ||
         strcmp(listeners->clients[connection->client].key, key) != 0)) {
        drop(listeners, connection); /* the descriptor has another owner now */
    }
    if (connection == NULL ||
        (!connection->used && !begin(listeners, connection, lane, inode, key))) {
        (void)shutdown(descriptor, SHUT_RDWR); /* what cannot be counted is not served */
        return;
    }
    if (connection->count == 0 && !listeners->door.admits(listeners->door.self, lane, key)) {
        cut(listeners, descriptor, LISTENERS_RIGHT);
    }
    if (connection->cut) {
        return; /* (3) */
    }
    crypto_shorthash((uint8_t *)&hash, prefix.data, prefix.size_bytes, listeners->hash_key);
    const int64_t worth = 1 + (int64_t)(prefix.size_bytes / (TOPIC_BYTES_MAX + 1));
    const bool held = prefix_find(connection, hash, &at);
    if (taken && !held) {
        if (!prefix_take(connection, hash)) {
            cut(listeners, descriptor, LISTENERS_FLOOD);
            return;
        }
        count(listeners, connection, 1, worth);
    } else if (!taken && held) { /* (2) */
        HUB_ASSERT(connection->prefixes != NULL && connection->count > 0);
        connection->prefixes[at] = connection->prefixes[--connection->count];
        count(listeners, connection, -1, -worth);
    }
}

/* --- Looking after them ----------------------------------------------------------------------------------------- */

void listeners_forget_gone(struct listeners *listeners)
{
    for (uint32_t i = 0; i < listeners->connection_room; i++) {
        struct connection *connection = &listeners->connections[i];
        if (connection->used && inode_of((int)i) != connection->inode) {
            drop(listeners, connection);
        }
    }
}

void listeners_forget_lane(struct listeners *listeners, enum lane lane)
{
    for (uint32_t i = 0; i < listeners->connection_room; i++) {
        if (listeners->connections[i].used && listeners->connections[i].lane == lane) {
            drop(listeners, &listeners->connections[i]);
        }
    }
    HUB_ASSERT(listeners->held[lane] == 0); /* (1) */
}

void listeners_judge(struct listeners *listeners)
{
    listeners_forget_gone(listeners);
    for (uint32_t i = 0; i < listeners->connection_room; i++) {
        const struct connection *connection = &listeners->connections[i];
        if (connection->used && !connection->cut &&
            !listeners->door.admits(listeners->door.self, connection->lane,
                                    listeners->clients[connection->client].key)) {
            cut(listeners, (int)i, LISTENERS_RIGHT);
        }
    }
}

const char *listeners_flooder(const struct listeners *listeners)
{
    for (uint32_t i = 0; listeners->flooders > 0 && i < listeners->client_room; i++) {
        if (listeners->clients[i].connections > 0 && floods(listeners, &listeners->clients[i])) {
            return listeners->clients[i].key;
        }
    }
    return NULL;
}

void listeners_cut_client(struct listeners *listeners, const char *key)
{
    const uint32_t client = client_find(listeners, key);
    if (client == NOBODY) {
        return;
    }
    for (uint32_t i = 0; i < listeners->connection_room; i++) {
        if (listeners->connections[i].used && listeners->connections[i].client == client) {
            cut(listeners, (int)i, LISTENERS_FLOOD);
        }
    }
    listeners->flooders -= floods(listeners, &listeners->clients[client]) ? 1 : 0;
    listeners->clients[client].cut = true;
}

uint64_t listeners_held(const struct listeners *listeners, enum lane lane)
{
    return listeners->held[lane];
}

uint64_t listeners_cuts(const struct listeners *listeners, enum listeners_cut why)
{
    return listeners->cuts[why];
}
