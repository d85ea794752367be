#include "io/loop.h"

#include "base/assert.h"

#include <stdlib.h>

bool loop_init(struct loop *loop, struct hub *hub, const struct world *world)
{
    *loop = (struct loop){.hub = hub, .world = world};
    loop->outbox.effects = calloc(TURN_EFFECTS_MAX, sizeof *loop->outbox.effects);
    loop->outbox.max = TURN_EFFECTS_MAX;
    loop->events = calloc(LOOP_EVENTS_MAX, sizeof *loop->events);
    return loop->outbox.effects != NULL && loop->events != NULL;
}

void loop_free(struct loop *loop)
{
    free(loop->outbox.effects);
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

static void speak_all(const struct loop *loop, enum effect_kind kind)
{
    for (uint32_t i = 0; i < loop->outbox.count; i++) {
        const struct effect *effect = &loop->outbox.effects[i];
        if (effect->kind == kind) {
            HUB_ASSERT(effect->after.n <= loop->hub->realms[effect->realm].view.last.n);
            loop->world->speak(loop->world->self, effect);
        }
    }
}

/* Make the steps so far durable, then let what follows from them leave: replies first, they are waited for. */
static enum loop_end settle(struct loop *loop)
{
    const struct world *world = loop->world;
    if (appends_any(&loop->outbox) &&
        !world->append(world->self, loop->outbox.effects, loop->outbox.count)) {
        return LOOP_STORE_FAILED; /* (2) */
    }
    speak_all(loop, EFFECT_REPLY); /* (1) */
    speak_all(loop, EFFECT_PUBLISH);
    loop->outbox.count = 0;
    hub_turn_begin(loop->hub);
    return LOOP_GOES_ON;
}

enum loop_end loop_step(struct loop *loop, struct event *event)
{
    loop->world->now(loop->world->self, &event->at_utc_us, &event->mono_us);
    hub_step(loop->hub, event, &loop->outbox);
    return settle(loop);
}

enum loop_end loop_turn(struct loop *loop)
{
    const struct world *world = loop->world;
    struct event tick = {.kind = EVENT_TICK};
    const uint32_t heard =
        world->hear(world->self, hub_wake_at(loop->hub), loop->events, LOOP_EVENTS_MAX);
    for (uint32_t i = 0; i < heard; i++) {
        if (!hub_has_room(loop->hub, &loop->outbox) && settle(loop) != LOOP_GOES_ON) {
            return LOOP_STORE_FAILED;
        }
        hub_step(loop->hub, &loop->events[i], &loop->outbox);
    }
    if (settle(loop) != LOOP_GOES_ON) {
        return LOOP_STORE_FAILED;
    }
    world->now(world->self, &tick.at_utc_us, &tick.mono_us);
    if (tick.mono_us >= hub_wake_at(loop->hub)) {
        hub_step(loop->hub, &tick, &loop->outbox);
        if (settle(loop) != LOOP_GOES_ON) {
            return LOOP_STORE_FAILED;
        }
    }
    world->rest(world->self, loop->hub);
    return LOOP_GOES_ON;
}
