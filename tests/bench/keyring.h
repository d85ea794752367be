/*
 * keyring.h - the CURVE keys of a benchmark's clients, and a socket that uses them.
 *
 * Read by: serve.c, clients.c. Reads: nothing of ours.
 * Owns: the list of keys.
 * A key file has a line "name public secret" for each client; the first line is the server's.
 */
#ifndef BENCH_KEYRING_H
#define BENCH_KEYRING_H

#include <stdbool.h>
#include <stdint.h>

#define KEY_TEXT 41

struct key {
    char name[32];
    char public_text[KEY_TEXT];
    char secret_text[KEY_TEXT];
};

struct keyring {
    struct key *keys;
    uint32_t count; /* 0: plain */
};

/* keyring_open - read a key file; NULL gives an empty ring. False: it cannot be read. */
bool keyring_open(struct keyring *ring, const char *path);

/* keyring_close - give the list back */
void keyring_close(struct keyring *ring);

/* keyring_guard - make this socket a CURVE server, unless the ring is empty */
void keyring_guard(const struct keyring *ring, void *socket);

/* keyring_arm - make this socket the CURVE client of that name, unless the ring is empty; false: no such name */
bool keyring_arm(const struct keyring *ring, void *socket, const char *name);

/* keyring_print - print a key file: one line for each name on the command line */
int keyring_print(char **names, int count);

#endif
