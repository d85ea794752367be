/* The hub's secret key: read where it should be, refused where others could read it. */
#include "io/keys.h"

#include "tap.h"

#include <sys/stat.h>
#include <zmq.h>

static struct complaints complaints;
static struct keys keys;
static char folder[256];
static char path[300];
static char public_key[41];
static char secret_key[41];

static void put_secret(const char *text, mode_t mode)
{
    (void)snprintf(path, sizeof path, "%s/hub.secret", folder);
    (void)unlink(path);
    tap_write_file(path, text, strlen(text));
    if (chmod(path, mode) != 0) {
        abort();
    }
}

static bool load(void)
{
    complaints_init(&complaints);
    return keys_load(&keys, path, &complaints);
}

static bool is_all_zero(const void *room, size_t size_bytes)
{
    const unsigned char *bytes = room;
    for (size_t i = 0; i < size_bytes; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void the_pair_comes_from_the_secret_half(void)
{
    char text[64];
    static const char *const ends[] = {"", "\n", "\r\n", "\nanything\n"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        (void)snprintf(text, sizeof text, "%s%s", secret_key, ends[i]);
        put_secret(text, i == 0 ? 0400 : 0600);
        CHECK(load());
        CHECK_TEXT(complaints.text, "");
        CHECK(strcmp(keys.secret_key, secret_key) == 0 && strcmp(keys.public_key, public_key) == 0);
        keys_wipe(&keys);
        CHECK(is_all_zero(&keys, sizeof keys));
        keys_wipe(&keys);
    }
}

static void a_key_that_others_may_read_is_refused_with_the_cure(void)
{
    static const mode_t wrong[] = {0640, 0604, 0620, 0601, 0777};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char wanted[1024];
        put_secret(secret_key, wrong[i]);
        CHECK(!load());
        (void)snprintf(wanted, sizeof wanted,
                       "%s: others may read the secret key (mode %04o); run: chmod 0400 %s\n", path,
                       (unsigned)wrong[i], path);
        CHECK_TEXT(complaints.text, wanted);
        CHECK(is_all_zero(&keys, sizeof keys));
    }
}

static void what_is_no_key_is_refused_and_not_repeated(void)
{
    char thirty_nine[41];
    (void)snprintf(thirty_nine, sizeof thirty_nine, "%.39s", secret_key);
    const char *const wrong[] = {"",
                                 "\n",
                                 thirty_nine,
                                 "0123456789012345678901234567890123456789x",
                                 "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~",
                                 " 012345678901234567890123456789012345678"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        put_secret(wrong[i], 0600);
        CHECK(!load());
        CHECK(strstr(complaints.text,
                     "/hub.secret:1: line 1 must be the 40 characters of a secret key") != NULL);
        CHECK(wrong[i][0] <= '\n' || strstr(complaints.text, wrong[i]) == NULL);
        CHECK(is_all_zero(&keys, sizeof keys));
    }
}

static void a_missing_key_is_said_so(void)
{
    (void)snprintf(path, sizeof path, "%s/none.secret", folder);
    CHECK(!load());
    CHECK(strstr(complaints.text, "/none.secret: cannot be opened") != NULL);
}

static void the_credential_of_that_name_goes_first(void)
{
    char elsewhere[400];
    put_secret(secret_key, 0440); /* as an access list shows */
    (void)setenv("CREDENTIALS_DIRECTORY", folder, 1);
    (void)snprintf(elsewhere, sizeof elsewhere, "%s", path);
    (void)snprintf(path, sizeof path, "/nowhere/hub.secret");
    CHECK(load());
    CHECK(strcmp(keys.secret_key, secret_key) == 0);
    keys_wipe(&keys);
    CHECK(chmod(elsewhere, 0444) == 0);
    CHECK(!load());
    (void)snprintf(path, sizeof path, "%s/none", folder);
    (void)setenv("CREDENTIALS_DIRECTORY", "/nowhere", 1);
    put_secret(secret_key, 0600); /* no such credential: the path itself */
    CHECK(load());
    keys_wipe(&keys);
    (void)unsetenv("CREDENTIALS_DIRECTORY");
    (void)unlink(path);
}

int main(void)
{
    tap_make_folder(folder, sizeof folder);
    if (zmq_curve_keypair(public_key, secret_key) != 0) {
        printf("Bail out! this libzmq has no CURVE\n");
        return 1;
    }
    SENTENCE(the_pair_comes_from_the_secret_half);
    SENTENCE(a_key_that_others_may_read_is_refused_with_the_cure);
    SENTENCE(what_is_no_key_is_refused_and_not_repeated);
    SENTENCE(a_missing_key_is_said_so);
    SENTENCE(the_credential_of_that_name_goes_first);
    (void)rmdir(folder);
    return tap_done();
}
