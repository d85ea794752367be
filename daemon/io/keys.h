/*
 * keys.h - the hub's own CURVE key pair.
 *
 * Read by: main.c, socket. Reads: complaint.h, file.h.
 * Owns: the texts, in the caller's room, kept out of swap and core dumps until keys_wipe.
 * Holds: the secret is in no log, no complaint and no other buffer.
 */
#ifndef HUB_IO_KEYS_H
#define HUB_IO_KEYS_H

#include "io/complaint.h"

#include "core/roster.h"

#define KEYS_FILE_BYTES_MAX 4096

struct keys {
    char public_key[KEY_TEXT_BYTES + 1]; /* Z85 */
    char secret_key[KEY_TEXT_BYTES + 1];
    bool locked; /* false: the kernel refused to keep it out of swap (RLIMIT_MEMLOCK) */
};

/*
 * keys_load - the key pair whose secret half stands on line 1 of a file.
 *
 *   keys         zeroed by the caller; keys_wipe is due in any case
 *   path         where $CREDENTIALS_DIRECTORY holds a file of the same last name, that one is read
 *
 * Returns false with a complaint: no such file, readable by others, somebody else's, not a key.
 */
bool keys_load(struct keys *keys, const char *path, struct complaints *complaints);

/* keys_wipe - forget the pair; twice is fine */
void keys_wipe(struct keys *keys);

#endif
