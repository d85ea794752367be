/* Which pledge lapses next: a heap of those that can, ordered by when and, for the same moment, by their place. */
#include "core/ledger.h"

#include "base/assert.h"

static bool can_lapse(const struct pledge *pledge)
{
    return pledge_is_live(pledge) && pledge->valid_until_utc_us != 0 && pledge_unbound(pledge) > 0;
}

static bool is_before(const struct ledger *ledger, uint32_t a, uint32_t b)
{
    const int64_t a_utc_us = ledger_pledge(ledger, a)->valid_until_utc_us;
    const int64_t b_utc_us = ledger_pledge(ledger, b)->valid_until_utc_us;
    return a_utc_us != b_utc_us ? a_utc_us < b_utc_us : a < b;
}

static void set(struct ledger *ledger, uint32_t at, uint32_t pledge)
{
    ledger->due[at] = pledge;
    ledger->due_at[pledge] = at;
}

/* Move what is at a place up or down to where it belongs. */
static void sift(struct ledger *ledger, uint32_t at)
{
    const uint32_t pledge = ledger->due[at];
    while (at > 1 && is_before(ledger, pledge, ledger->due[at / 2])) {
        set(ledger, at, ledger->due[at / 2]);
        at /= 2;
    }
    for (;;) {
        uint32_t below = 2 * at;
        if (below > ledger->due_count) {
            break;
        }
        if (below < ledger->due_count &&
            is_before(ledger, ledger->due[below + 1], ledger->due[below])) {
            below++;
        }
        if (!is_before(ledger, ledger->due[below], pledge)) {
            break;
        }
        set(ledger, at, ledger->due[below]);
        at = below;
    }
    set(ledger, at, pledge);
}

static void remove_at(struct ledger *ledger, uint32_t at)
{
    const uint32_t last = ledger->due[ledger->due_count--];
    ledger->due_at[ledger->due[at]] = 0;
    if (at <= ledger->due_count) {
        set(ledger, at, last);
        sift(ledger, at);
    }
}

void ledger_note_due(struct ledger *ledger, uint32_t pledge)
{
    const uint32_t at = ledger->due_at[pledge];
    if (!can_lapse(ledger_pledge(ledger, pledge))) {
        if (at != 0) {
            remove_at(ledger, at);
        }
        return;
    }
    if (at != 0) {
        sift(ledger, at);
        return;
    }
    HUB_ASSERT(ledger->due_count < ledger->pledges.max);
    ledger->due_count++;
    set(ledger, ledger->due_count, pledge);
    sift(ledger, ledger->due_count);
}

uint32_t ledger_due(const struct ledger *ledger, int64_t *out_utc_us)
{
    if (ledger->due_count == 0) {
        return 0;
    }
    *out_utc_us = ledger_pledge(ledger, ledger->due[1])->valid_until_utc_us;
    return ledger->due[1];
}
