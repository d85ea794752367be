#include "core/outbox.h"

#include "base/assert.h"

bool outbox_room(const struct outbox *outbox, uint32_t n)
{
    return outbox->max - outbox->count >= n;
}

void outbox_put(struct outbox *outbox, const struct effect *effect)
{
    if (outbox->count == outbox->max) {
        HUB_ASSERT(effect->kind == EFFECT_PUBLISH);
        outbox->dropped++;
        return;
    }
    outbox->effects[outbox->count++] = *effect;
}
