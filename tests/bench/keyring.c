#include "keyring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define KEYS_MAX 4096

bool keyring_open(struct keyring *ring, const char *path)
{
    *ring = (struct keyring){.keys = NULL};
    if (path == NULL) {
        return true;
    }
    FILE *file = fopen(path, "re");
    ring->keys = calloc(KEYS_MAX, sizeof *ring->keys);
    if (file == NULL || ring->keys == NULL) {
        return false;
    }
    while (ring->count < KEYS_MAX) {
        struct key *key = &ring->keys[ring->count];
        if (fscanf(file, "%31s %40s %40s", key->name, key->public_text, key->secret_text) != 3) {
            break;
        }
        ring->count++;
    }
    fclose(file);
    return ring->count > 0;
}

void keyring_close(struct keyring *ring)
{
    free(ring->keys);
    *ring = (struct keyring){.keys = NULL};
}

void keyring_guard(const struct keyring *ring, void *socket)
{
    const int on = 1;
    if (ring->count > 0) {
        zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &on, sizeof on);
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, ring->keys[0].secret_text, KEY_TEXT);
    }
}

bool keyring_arm(const struct keyring *ring, void *socket, const char *name)
{
    if (ring->count == 0) {
        return true;
    }
    for (uint32_t i = 1; i < ring->count; i++) {
        const struct key *key = &ring->keys[i];
        if (strcmp(key->name, name) == 0) {
            return zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, ring->keys[0].public_text,
                                  KEY_TEXT) == 0 &&
                   zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, key->public_text, KEY_TEXT) == 0 &&
                   zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, key->secret_text, KEY_TEXT) == 0;
        }
    }
    return false;
}

int keyring_print(char **names, int count)
{
    for (int i = 0; i < count; i++) {
        struct key key;
        if (zmq_curve_keypair(key.public_text, key.secret_text) != 0) {
            return 1;
        }
        printf("%s %s %s\n", names[i], key.public_text, key.secret_text);
    }
    return 0;
}
