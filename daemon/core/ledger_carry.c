/* What shipments do with goods of a pledge: one path for each quantity (1). */
#include "core/ledger.h"

#include "base/assert.h"

enum hub_status ledger_may_carry(const struct ledger *ledger, uint32_t place,
                                 const struct carrying *carrying, uint64_t before)
{
    const struct pledge *pledge = ledger_pledge(ledger, place);
    const uint64_t wanted = carrying->amount + carrying->damaged + carrying->lost;
    switch (carrying->what) {
    case CARRY_LOAD:
    case CARRY_SEND:
        if (pledge_life[pledge->state][PLEDGE_DISPATCH] == PLEDGE_STATE_NONE) {
            return HUB_E_DEED_NOT_NOW;
        }
        if (pledge->line == 0) {
            return HUB_E_NOT_ALLOTTED;
        }
        return before >= pledge_unbound(pledge)
                   ? pledge_within_apart(1, 0, pledge->loaded)
                   : pledge_within_apart(wanted, pledge_unbound(pledge) - before, pledge->loaded);
    case CARRY_UNLOAD:
    case CARRY_DEPART:
        return pledge_within(wanted, pledge->loaded);
    case CARRY_DELIVER:
    case CARRY_RETURN:
    default:
        return pledge_within(wanted, pledge->shipped);
    }
}

static void carry_amounts(struct pledge *pledge, const struct carrying *carrying)
{
    const uint64_t amount = carrying->amount;
    switch (carrying->what) {
    case CARRY_LOAD:
        pledge->loaded += amount;
        break;
    case CARRY_UNLOAD:
        pledge->loaded -= amount;
        break;
    case CARRY_DEPART:
        pledge->loaded -= amount;
        pledge->sent += amount;
        pledge->shipped += amount;
        break;
    case CARRY_SEND:
        pledge->sent += amount;
        pledge->shipped += amount;
        break;
    case CARRY_DELIVER:
        pledge->good += amount;
        pledge->damaged += carrying->damaged;
        pledge->lost += carrying->lost;
        pledge->shipped -= amount + carrying->damaged + carrying->lost;
        break;
    case CARRY_RETURN:
    default:
        pledge->shipped -= amount;
        pledge->sent -= amount;
        pledge->reserved -= amount;
        pledge->amount -= amount;
        break;
    }
    pledge_set_aside(pledge);
}

static void note_carriage(struct pledge *pledge, const struct carrying *carrying)
{
    if (carrying->what == CARRY_DELIVER) {
        pledge->received_utc_us = carrying->at_utc_us;
    } else {
        pledge->said_utc_us = carrying->at_utc_us;
    }
    if (carrying->what == CARRY_DEPART || carrying->what == CARRY_SEND) {
        pledge->dispatched_utc_us = carrying->at_utc_us;
    }
}

/* What has come back may leave it as it was before anything went, or leave nothing of it. */
static uint32_t state_of(const struct pledge *pledge)
{
    if (pledge->amount == 0) {
        return PLEDGE_WITHDRAWN;
    }
    if (pledge->sent > 0) {
        return pledge_has_arrived(pledge) ? PLEDGE_DELIVERED : PLEDGE_DISPATCHED;
    }
    return pledge->reserved > 0 ? PLEDGE_RESERVED : PLEDGE_CONFIRMED;
}

void ledger_carry(struct ledger *ledger, uint32_t place, const struct carrying *carrying,
                  struct ledger_change *change)
{
    struct pledge *pledge = ledger_pledge(ledger, place);
    HUB_ASSERT(ledger_may_carry(ledger, place, carrying, 0) == HUB_OK);
    ledger_lift(ledger, place, change);
    carry_amounts(pledge, carrying);
    note_carriage(pledge, carrying);
    ledger_put_back(ledger, place, state_of(pledge), change);
}

bool line_is_settled(const struct need_line *line, const struct carrying *more)
{
    const struct amounts *its = &line->amounts;
    const uint64_t arrived =
        its->good + its->damaged + its->lost + more->amount + more->damaged + more->lost;
    return line_is_open(line) && its->good + more->amount >= its->asked && its->sent == arrived;
}
