/*
 * fuzz_snapshot - a saved view that is damaged, cut, of another layout or too large is refused; a sound one is taken.
 *
 * The first byte says how: 0 the input is the snapshot; else the input is laid over the head of a sound snapshot and
 * the hash is made anew, so that the fuzzer reaches the checks behind it. The pools themselves are trusted by their hash.
 */
#include "base/assert.h"
#include "stage.h"

#include <sodium/crypto_generichash.h>
#include <stdlib.h>

#define HEAD_BYTES 224U /* of the numbers in front of the chain's head */

static uint8_t *sound;
static size_t sound_bytes;

static void make_sound(void)
{
    static const uint8_t story[] = {4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 4, 1, 0, 1, 1,
                                    0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 2, 1, 9, 0, 0, 2, 3, 1, 0};
    struct stage *stage = stage_set();
    stage_play(stage, (struct slice){story, sizeof story});
    stage_commit(stage);
    const struct view *view = &stage->hub.realms[0].view;
    sound_bytes = view_snapshot_bytes(view);
    sound = malloc(sound_bytes);
    HUB_ASSERT(sound != NULL);
    view_save(view, sound);
    HUB_ASSERT(view_load(stage_view(), (struct slice){sound, sound_bytes}));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (sound == NULL) {
        make_sound();
    }
    if (size == 0) {
        return 0;
    }
    if (data[0] == 0) {
        HUB_ASSERT(!view_load(stage_view(), (struct slice){data + 1, size - 1}) ||
                   size - 1 == sound_bytes);
        return 0;
    }
    uint8_t *bytes = malloc(sound_bytes);
    HUB_ASSERT(bytes != NULL);
    memcpy(bytes, sound, sound_bytes);
    const size_t over = size - 1 < HEAD_BYTES ? size - 1 : HEAD_BYTES;
    for (size_t i = 0; i < over; i++) {
        bytes[RECORD_HASH_BYTES + i] ^= data[1 + i];
    }
    /* The free lists (bytes 32 to 47) name places, which the hash vouches for. */
    memcpy(bytes + RECORD_HASH_BYTES + 32, sound + RECORD_HASH_BYTES + 32, 16);
    HUB_ASSERT(crypto_generichash(bytes, RECORD_HASH_BYTES, bytes + RECORD_HASH_BYTES,
                                  sound_bytes - RECORD_HASH_BYTES, NULL, 0) == 0);
    struct view *view = stage_view();
    if (view_load(view, (struct slice){bytes, sound_bytes})) {
        HUB_ASSERT(picture_audit(&view->picture, &view->sources));
        HUB_ASSERT(view_snapshot_bytes(view) == sound_bytes);
    } else {
        HUB_ASSERT(view->last.n == 0); /* untouched */
    }
    free(bytes);
    return 0;
}
