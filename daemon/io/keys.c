#include "io/keys.h"

#include "io/cleanup.h"
#include "io/file.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#define PATH_ROOM 1024

/* Path of the file to read: systemd's credential of that name where there is one. Returns whether it is one. */
static bool choose_path(const char *path, char *room)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    const char *slash = strrchr(path, '/');
    const char *last = slash == NULL ? path : slash + 1;
    if (folder != NULL && folder[0] == '/') {
        const int length = snprintf(room, PATH_ROOM, "%s/%s", folder, last);
        if (length > 0 && length < PATH_ROOM && access(room, F_OK) == 0) {
            return true;
        }
    }
    (void)snprintf(room, PATH_ROOM, "%s", path);
    return false;
}

/*
 * check_rights - may nobody but us read it?
 *
 * A credential that systemd hands over by an access list shows the list's mask (0040) where the group's rights
 * would be; its folder is ours alone.
 */
static bool check_rights(const char *path, const struct stat *stat, bool is_credential,
                         struct complaints *complaints)
{
    const mode_t others = is_credential ? 037 : 077;
    if ((stat->st_mode & others) != 0) {
        complaints_add(complaints, path, 0, 0,
                       "others may read the secret key (mode %04o); run: chmod 0400 %s",
                       (unsigned)(stat->st_mode & 07777), path);
        return false;
    }
    if (stat->st_uid != 0 && stat->st_uid != geteuid()) {
        complaints_add(complaints, path, 0, 0,
                       "the secret key belongs to user %u; run: chown %u %s",
                       (unsigned)stat->st_uid, (unsigned)geteuid(), path);
        return false;
    }
    return true;
}

/* The key on line 1 into keys; the line may end in CR. */
static bool take_secret(const struct file *file, struct keys *keys)
{
    const uint8_t *end = memchr(file->data, '\n', file->size_bytes);
    size_t length = end == NULL ? file->size_bytes : (size_t)(end - file->data);
    if (length > 0 && file->data[length - 1] == '\r') {
        length--;
    }
    if (length != KEY_TEXT_BYTES || memchr(file->data, '\0', length) != NULL) {
        return false;
    }
    memcpy(keys->secret_key, file->data, KEY_TEXT_BYTES);
    keys->secret_key[KEY_TEXT_BYTES] = '\0';
    uint8_t bytes[KEY_TEXT_BYTES / 5 * 4];
    const bool is_key = zmq_z85_decode(bytes, keys->secret_key) != NULL;
    sodium_memzero(bytes, sizeof bytes);
    return is_key && zmq_curve_public(keys->public_key, keys->secret_key) == 0;
}

bool keys_load(struct keys *keys, const char *path, struct complaints *complaints)
{
    char chosen[PATH_ROOM];
    if (strlen(path) >= sizeof chosen) {
        complaints_add(complaints, path, 0, 0, "the path is too long");
        return false;
    }
    const bool is_credential = choose_path(path, chosen);
    HUB_CLEANUP(file_free) struct file file = {0};
    if (!file_read(&file, chosen, KEYS_FILE_BYTES_MAX, complaints) ||
        !check_rights(chosen, &file.stat, is_credential, complaints)) {
        return false;
    }
    keys->locked = sodium_mlock(keys, sizeof *keys) == 0;
    if (!take_secret(&file, keys)) {
        keys_wipe(keys);
        complaints_add(
            complaints, chosen, 1, 0,
            "line 1 must be the 40 characters of a secret key; make a pair with `pusdalops keygen`");
        return false;
    }
    return true;
}

void keys_wipe(struct keys *keys)
{
    if (keys->locked) {
        (void)sodium_munlock(keys, sizeof *keys); /* wipes, too */
    }
    sodium_memzero(keys, sizeof *keys);
}
