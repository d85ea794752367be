/* keys.c - CURVE key pairs: made, written, read. */
#include "pusdalops.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#define Z85_KEY_CHARACTERS (PUSDALOPS_KEY_BYTES - 1)

enum pusdalops_status pusdalops_keys_make(struct pusdalops_keys *keys)
{
    return zmq_curve_keypair(keys->public_key, keys->secret_key) == 0 ? PUSDALOPS_OK
                                                                      : PUSDALOPS_E_KEY;
}

static enum pusdalops_status write_file(const char *name, const char *ending, const char *key,
                                        mode_t mode)
{
    char *path = NULL;
    if (asprintf(&path, "%s%s", name, ending) < 0) {
        return PUSDALOPS_E_MEMORY;
    }
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    free(path);
    if (file < 0) {
        return PUSDALOPS_E_IO;
    }
    char line[PUSDALOPS_KEY_BYTES + 1];
    (void)snprintf(line, sizeof line, "%s\n", key);
    const ssize_t size = (ssize_t)strlen(line);
    /* fchmod: the umask must not hide the public key, nor open the secret one */
    bool written =
        fchmod(file, mode) == 0 && write(file, line, (size_t)size) == size && fsync(file) == 0;
    written = close(file) == 0 && written;
    return written ? PUSDALOPS_OK : PUSDALOPS_E_IO;
}

enum pusdalops_status pusdalops_keys_write(const struct pusdalops_keys *keys, const char *name)
{
    const enum pusdalops_status status = write_file(name, ".secret", keys->secret_key, 0600);
    return status == PUSDALOPS_OK ? write_file(name, ".public", keys->public_key, 0644) : status;
}

/* The first line of a file, which must be a key. */
static enum pusdalops_status read_key(const char *path, bool secret, char key[PUSDALOPS_KEY_BYTES])
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return PUSDALOPS_E_IO;
    }
    struct stat about;
    char line[PUSDALOPS_KEY_BYTES + 2] = "";
    const bool closed_to_others =
        fstat(fileno(file), &about) == 0 && (!secret || (about.st_mode & 077) == 0);
    const bool read = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    line[strcspn(line, "\r\n")] = '\0';
    uint8_t raw[32];
    const bool good = closed_to_others && read && strlen(line) == Z85_KEY_CHARACTERS &&
                      zmq_z85_decode(raw, line) != NULL;
    if (good) {
        memcpy(key, line, PUSDALOPS_KEY_BYTES);
    }
    explicit_bzero(raw, sizeof raw);
    explicit_bzero(line, sizeof line);
    return good ? PUSDALOPS_OK : PUSDALOPS_E_KEY;
}

enum pusdalops_status pusdalops_keys_read(const char *secret_file, struct pusdalops_keys *keys)
{
    const enum pusdalops_status status = read_key(secret_file, true, keys->secret_key);
    if (status != PUSDALOPS_OK) {
        return status;
    }
    return zmq_curve_public(keys->public_key, keys->secret_key) == 0 ? PUSDALOPS_OK
                                                                     : PUSDALOPS_E_KEY;
}

enum pusdalops_status pusdalops_keys_read_public(const char *key_or_file,
                                                 char public_key[PUSDALOPS_KEY_BYTES])
{
    uint8_t raw[32];
    if (strlen(key_or_file) == Z85_KEY_CHARACTERS && zmq_z85_decode(raw, key_or_file) != NULL) {
        memcpy(public_key, key_or_file, PUSDALOPS_KEY_BYTES);
        return PUSDALOPS_OK;
    }
    return read_key(key_or_file, false, public_key);
}
