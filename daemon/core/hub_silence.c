#include "core/hub_silence.h"

#include "core/hub.h"

#define SILENCE_TASKS_AT_ONCE 4096U

void hub_silence_see(struct silence *silence, int64_t at_utc_us)
{
    if (!silence->has_seen_time) {
        silence->has_seen_time = true;
        silence->seen_first_utc_us = at_utc_us;
        silence->seen_last_utc_us = at_utc_us;
    }
    if (at_utc_us < silence->seen_first_utc_us) {
        silence->seen_first_utc_us = at_utc_us;
    }
    if (at_utc_us > silence->seen_last_utc_us) {
        silence->seen_last_utc_us = at_utc_us;
    }
}

/* Some of one realm's activations, counted on from `before`; returns how much of the allowance is left. */
static uint32_t search_realm(struct hub *hub, struct realm *realm, uint32_t before, uint32_t left)
{
    struct silence *silence = &hub->silence;
    const struct tasks *tasks = &realm->view.tasks;
    while (left > 0 && silence->activation < before + tasks->activations.used) {
        const uint32_t place = ++silence->activation - before;
        const uint32_t cost = 1 + tasks_activation(tasks, place)->task_count;
        left -= cost < left ? cost : left; /* (1) */
        if (tasks_turn_silent(tasks, place, silence->since_utc_us, silence->until_utc_us)) {
            const struct tasks_change change = {.activation = place};
            feed_note_tasks(realm, &change);
        }
    }
    return left;
}

void hub_silence(struct hub *hub, int64_t at_utc_us)
{
    struct silence *silence = &hub->silence;
    uint32_t left = SILENCE_TASKS_AT_ONCE;
    uint32_t before = 0;
    uint32_t place = 0;
    for (; place < hub->settings.realm_count && left > 0; place++) {
        left = search_realm(hub, &hub->realms[place], before, left);
        before += hub->realms[place].view.tasks.activations.used;
    }
    if (place == hub->settings.realm_count && silence->activation >= before) { /* a round is over */
        silence->activation = 0;
        silence->since_utc_us = silence->seen_first_utc_us;
        silence->until_utc_us = silence->seen_last_utc_us;
        silence->seen_first_utc_us = at_utc_us;
        silence->seen_last_utc_us = at_utc_us;
    }
}
