#include "io/unread.h"

#include "base/assert.h"
#include "base/hash.h"

#include <stdatomic.h>
#include <stdlib.h>

#define SHELVES 512U /* a power of two */
#define ACCOUNTS_ON_SHELF                                                                          \
    8U /* with something unread at the same time; met: as if its share were used up */

/* One client with something unread. With nothing, the place is free for the next. */
struct account {
    char key[UNREAD_KEY_BYTES_MAX];
    uint8_t key_bytes;
    atomic_size_t unread_bytes;
};

struct unread {
    struct account shelves[SHELVES][ACCOUNTS_ON_SHELF];
    atomic_size_t unread_bytes;
};

/* What is counted and where it is taken off again; the frame's bytes follow. */
struct load {
    struct unread *unread;
    struct account *account;
    size_t size_bytes;
    uint8_t bytes[];
};

struct unread *unread_new(void)
{
    return calloc(1, sizeof(struct unread));
}

void unread_free(struct unread *unread)
{
    HUB_ASSERT(unread == NULL || atomic_load(&unread->unread_bytes) == 0);
    free(unread);
}

/* libzmq lets go of a frame: from its own thread, or from ours when it was not sent. */
static void let_go(void *data, void *hint)
{
    struct load *load = hint;
    (void)data;
    atomic_fetch_sub(&load->unread->unread_bytes, load->size_bytes);
    atomic_fetch_sub(&load->account->unread_bytes,
                     load->size_bytes); /* from here on it may be another's */
    free(load);
}

static bool is_of(const struct account *account, struct slice key)
{
    return account->key_bytes == key.size_bytes &&
           (key.size_bytes == 0 || memcmp(account->key, key.data, key.size_bytes) == 0);
}

/* The account of a key that has something unread, or a free one made its own; NULL: none is free. */
static struct account *find(struct unread *unread, struct slice key)
{
    struct account *shelf = unread->shelves[hash_bytes(key.data, key.size_bytes) & (SHELVES - 1)];
    struct account *unused = NULL;
    for (uint32_t i = 0; i < ACCOUNTS_ON_SHELF; i++) {
        if (is_of(&shelf[i], key)) {
            return &shelf[i];
        }
        if (atomic_load(&shelf[i].unread_bytes) == 0) {
            unused = &shelf[i];
        }
    }
    if (unused != NULL) {
        unused->key_bytes = (uint8_t)key.size_bytes;
        if (key.size_bytes > 0) {
            memcpy(unused->key, key.data, key.size_bytes);
        }
    }
    return unused;
}

static bool may_add(const struct unread *unread, const struct account *account, size_t size_bytes)
{
    const bool crowded = atomic_load(&unread->unread_bytes) + size_bytes > UNREAD_BYTES_MAX;
    const size_t max = crowded ? UNREAD_CLIENT_BYTES_LEFT : UNREAD_CLIENT_BYTES_MAX;
    return atomic_load(&account->unread_bytes) + size_bytes <= max; /* (2) */
}

bool unread_frame(struct unread *unread, struct slice user, struct slice payload, zmq_msg_t *frame)
{
    const bool odd = user.size_bytes > UNREAD_KEY_BYTES_MAX;
    struct account *account = find(unread, odd ? (struct slice){NULL, 0} : user);
    if (account == NULL || !may_add(unread, account, payload.size_bytes)) {
        return false;
    }
    struct load *load = malloc(sizeof *load + payload.size_bytes);
    if (load == NULL) {
        return false;
    }
    *load = (struct load){.unread = unread, .account = account, .size_bytes = payload.size_bytes};
    memcpy(load->bytes, payload.data, payload.size_bytes);
    if (zmq_msg_init_data(frame, load->bytes, payload.size_bytes, let_go, load) != 0) {
        free(load);
        return false;
    }
    /* Nobody else has the frame yet, so nothing is taken off before it is put on. */
    atomic_fetch_add(&unread->unread_bytes, payload.size_bytes);
    atomic_fetch_add(&account->unread_bytes, payload.size_bytes);
    return true;
}

size_t unread_bytes(const struct unread *unread)
{
    return atomic_load(&unread->unread_bytes);
}
