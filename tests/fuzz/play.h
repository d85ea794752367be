/*
 * play.h - a script of bytes, and what is written by it.
 *
 * Read by: play.c, play_relief.c. Reads: stage.h.
 * Where the bytes end, every choice is 0.
 */
#ifndef TESTS_FUZZ_PLAY_H
#define TESTS_FUZZ_PLAY_H

#include "stage.h"

#define PLAY_BODY_BYTES_MAX 2048 /* one message that is written here */

struct script {
    const uint8_t *at;
    const uint8_t *end;
};

/* play_take - a choice below a number that is not 0 */
static inline uint32_t play_take(struct script *script, uint32_t below)
{
    return script->at < script->end ? *script->at++ % below : 0;
}

/* What the stories know; texts that may be written to, since protobuf-c wants them so. */
extern char play_sources[7][12];
extern char play_realms[4][9];
extern char play_events[4][8];
extern char play_areas[8][8];

/* play_relief - a message of relief goods, stock, plans or shipments with choices from the script, packed into room; its bytes */
size_t play_relief(struct script *script, uint8_t room[PLAY_BODY_BYTES_MAX]);

/* play_relief_question - a suggestion or a page of who does what, as a Request; its bytes */
size_t play_relief_question(struct script *script, uint8_t *room, size_t room_bytes);

#endif
