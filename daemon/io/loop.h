/*
 * loop.h - hear, step, make durable, speak.
 *
 * Read by: main.c, simulator. Reads: world.h.
 * Owns: two lists of effects and one of events, from malloc at init.
 * Holds: (1) nothing leaves before the journal holds it; (2) after a failed append nothing leaves any more; (3) while one turn is on
 *        its way to the disk the next is stepped, and no further one: turns are written and leave in their order.
 */
#ifndef HUB_IO_LOOP_H
#define HUB_IO_LOOP_H

#include "io/world.h"

enum loop_end {
    LOOP_GOES_ON,
    LOOP_STORE_FAILED, /* the view is ahead of the journal: stop, and let the restart replay */
};

struct loop {
    struct hub *hub;
    const struct world *world;
    struct outbox outbox;  /* of the turn being stepped */
    struct outbox leaving; /* of the turn before, while it is on its way to the disk; else empty */
    struct event *events;
};

/* loop_init - false when there is no memory */
bool loop_init(struct loop *loop, struct hub *hub, const struct world *world);

/* loop_free - gives its memory back */
void loop_free(struct loop *loop);

/* loop_turn - one round: waits at most until the hub wants to wake */
enum loop_end loop_turn(struct loop *loop);

/* loop_step - one event that does not come from hear (a roster, a drain), and what follows from it; all of it has left then */
enum loop_end loop_step(struct loop *loop, struct event *event);

/* loop_finish - what is on its way to the disk arrives and leaves; the last call of an orderly end */
enum loop_end loop_finish(struct loop *loop);

#endif
