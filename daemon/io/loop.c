#include "io/loop.h"

#include "base/assert.h"

#include <stdlib.h>

bool loop_init(struct loop *loop, struct hub *hub, const struct world *world)
{
    *loop = (struct loop){.hub = hub, .world = world};
    loop->outbox.effects = calloc(TURN_EFFECTS_MAX, sizeof *loop->outbox.effects);
    loop->outbox.max = TURN_EFFECTS_MAX;
    loop->leaving.effects = calloc(TURN_EFFECTS_MAX, sizeof *loop->leaving.effects);
    loop->leaving.max = TURN_EFFECTS_MAX;
    loop->events = calloc(LOOP_EVENTS_MAX, sizeof *loop->events);
    return loop->outbox.effects != NULL && loop->leaving.effects != NULL && loop->events != NULL;
}

void loop_free(struct loop *loop)
{
    free(loop->outbox.effects);
    free(loop->leaving.effects);
    free(loop->events);
    *loop = (struct loop){.hub = NULL};
}

static bool appends_any(const struct outbox *outbox)
{
    for (uint32_t i = 0; i < outbox->count; i++) {
        if (outbox->effects[i].kind == EFFECT_APPEND) {
            return true;
        }
    }
    return false;
}

static void speak_all(const struct loop *loop, const struct outbox *outbox, enum effect_kind kind)
{
    for (uint32_t i = 0; i < outbox->count; i++) {
        const struct effect *effect = &outbox->effects[i];
        if (effect->kind == kind) {
            HUB_ASSERT(effect->after.n <= loop->hub->realms[effect->realm].view.last.n);
            loop->world->speak(loop->world->self, effect);
        }
    }
}

/* A turn is durable: what follows from it leaves, replies first, they are waited for. */
static void leave(struct loop *loop, struct outbox *outbox)
{
    speak_all(loop, outbox, EFFECT_REPLY); /* (1) */
    speak_all(loop, outbox, EFFECT_PUBLISH);
    outbox->count = 0;
}

enum loop_end loop_finish(struct loop *loop)
{
    if (loop->leaving.count > 0) {
        if (!loop->world->settle(loop->world->self)) {
            return LOOP_STORE_FAILED; /* (2) */
        }
        leave(loop, &loop->leaving);
    }
    return LOOP_GOES_ON;
}

/* The turn before leaves; the steps so far set out for the disk, and leave as well when they are there at once. */
static enum loop_end set_out(struct loop *loop)
{
    const struct world *world = loop->world;
    enum world_durable durable = WORLD_DURABLE;
    if (loop_finish(loop) != LOOP_GOES_ON) {
        return LOOP_STORE_FAILED;
    }
    if (appends_any(&loop->outbox)) {
        durable = world->append(world->self, loop->outbox.effects, loop->outbox.count);
    }
    if (durable == WORLD_FAILED) {
        return LOOP_STORE_FAILED; /* (2) */
    }
    if (durable == WORLD_GOING) {
        const struct outbox empty = loop->leaving;
        loop->leaving = loop->outbox; /* (3) */
        loop->outbox = empty;
    } else {
        leave(loop, &loop->outbox);
    }
    hub_turn_begin(loop->hub);
    return LOOP_GOES_ON;
}

enum loop_end loop_step(struct loop *loop, struct event *event)
{
    loop->world->now(loop->world->self, &event->at_utc_us, &event->mono_us);
    hub_step(loop->hub, event, &loop->outbox);
    return set_out(loop) == LOOP_GOES_ON ? loop_finish(loop) : LOOP_STORE_FAILED;
}

enum loop_end loop_turn(struct loop *loop)
{
    const struct world *world = loop->world;
    struct event tick = {.kind = EVENT_TICK};
    const uint32_t heard =
        world->hear(world->self, hub_wake_at(loop->hub), loop->events, LOOP_EVENTS_MAX);
    for (uint32_t i = 0; i < heard; i++) {
        if (!hub_has_room(loop->hub, &loop->outbox) && set_out(loop) != LOOP_GOES_ON) {
            return LOOP_STORE_FAILED;
        }
        hub_step(loop->hub, &loop->events[i], &loop->outbox);
    }
    if (set_out(loop) != LOOP_GOES_ON) {
        return LOOP_STORE_FAILED;
    }
    world->now(world->self, &tick.at_utc_us, &tick.mono_us);
    if (tick.mono_us >= hub_wake_at(loop->hub)) {
        hub_step(loop->hub, &tick, &loop->outbox);
        /* Publications alone need not wait for the disk: they leave behind the turn that is on its way to it. */
        const bool may_stay = loop->leaving.count > 0 && !appends_any(&loop->outbox);
        if (!may_stay && set_out(loop) != LOOP_GOES_ON) {
            return LOOP_STORE_FAILED;
        }
    }
    world->rest(world->self, loop->hub);
    return LOOP_GOES_ON;
}
