/* The two tables of life, and whether a deed is in order. The tables stand in proto/README.md "Logistics" too; a test compares. */
#include "core/ledger.h"

#define A NEED_APPROVED
#define C NEED_CANCELLED
#define D NEED_DECLINED
#define P NEED_PROVISIONAL
#define R NEED_REQUESTED
#define V NEED_VERIFIED
#define X NEED_CLOSED

/* clang-format off */
const uint8_t need_life[NEED_STATES][NEED_DEEDS] = {
    /*                    none VERIFY APPROVE PROVISION DECLINE ESCALATE CANCEL CLOSE */
    [NEED_REQUESTED]   = {0,   V,     A,      P,        D,      R,       C,     0},
    [NEED_VERIFIED]    = {0,   0,     A,      P,        D,      V,       C,     0},
    [NEED_APPROVED]    = {0,   0,     0,      P,        D,      A,       C,     X},
    [NEED_PROVISIONAL] = {0,   0,     A,      0,        D,      P,       C,     X},
    [NEED_DECLINED]    = {0,   0,     A,      P,        0,      0,       C,     0},
    [NEED_CANCELLED]   = {0},
    [NEED_CLOSED]      = {0},
};
#undef A
#undef C
#undef D
#undef P
#undef R
#undef V
#undef X

#define O PLEDGE_OFFERED
#define C PLEDGE_CONFIRMED
#define R PLEDGE_RESERVED
#define S PLEDGE_DISPATCHED
#define W PLEDGE_WITHDRAWN
#define E PLEDGE_EXPIRED

const uint8_t pledge_life[PLEDGE_STATES][PLEDGE_DEEDS] = {
    /*                     none CONFIRM ALLOT RESERVE DISPATCH RECEIVE WITHDRAW EXTEND EXPIRE */
    [PLEDGE_OFFERED]    = {0,   C,      O,    R,      S,       0,      W,       O,     E},
    [PLEDGE_CONFIRMED]  = {0,   0,      C,    R,      S,       0,      W,       C,     E},
    [PLEDGE_RESERVED]   = {0,   0,      R,    R,      S,       0,      W,       R,     E},
    [PLEDGE_DISPATCHED] = {0,   0,      0,    S,      S,       S,      S,       S,     S},
    [PLEDGE_DELIVERED]  = {0},
    [PLEDGE_WITHDRAWN]  = {0},
    [PLEDGE_EXPIRED]    = {0},
};
#undef O
#undef C
#undef R
#undef S
#undef W
#undef E
/* clang-format on */

static enum hub_status may_allot(const struct ledger *ledger, const struct pledge *pledge,
                                 uint32_t place)
{
    const struct need_line *line = ledger_line(ledger, place);
    if (!line_is_open(line)) {
        return HUB_E_LINE_CLOSED;
    }
    if (line->article != pledge->article) {
        return HUB_E_ITEM_DIFFERS;
    }
    if (pledge->line == place) {
        return HUB_E_DEED_NOT_NOW;
    }
    if (pledge->loaded > 0) {
        return HUB_E_IN_SHIPMENT; /* it goes where the shipment goes */
    }
    return ledger_line_has_room(ledger, place) ? HUB_OK : HUB_E_LIMIT_REACHED;
}

enum hub_status pledge_within(uint64_t wanted, uint64_t left)
{
    return left == 0 || wanted > left ? HUB_E_QUANTITY_EXCEEDED : HUB_OK;
}

enum hub_status pledge_within_apart(uint64_t wanted, uint64_t left, uint64_t shipped)
{
    const enum hub_status status = pledge_within(wanted, left);
    return status != HUB_OK && shipped > 0 && pledge_within(wanted, left + shipped) == HUB_OK
               ? HUB_E_IN_SHIPMENT
               : status;
}

enum hub_status ledger_may(const struct ledger *ledger, uint32_t place, const struct doing *doing)
{
    const struct pledge *pledge = ledger_pledge(ledger, place);
    const uint64_t arrived = pledge->good + pledge->damaged + pledge->lost;
    if (doing->deed <= PLEDGE_NONE || doing->deed >= PLEDGE_DEEDS ||
        pledge_life[pledge->state][doing->deed] == PLEDGE_STATE_NONE) {
        return HUB_E_DEED_NOT_NOW;
    }
    switch (doing->deed) {
    case PLEDGE_ALLOT:
        return may_allot(ledger, pledge, doing->line);
    case PLEDGE_RESERVE:
        return pledge_within(doing->amount, pledge->amount - pledge->reserved);
    case PLEDGE_DISPATCH:
        return pledge->line == 0
                   ? HUB_E_NOT_ALLOTTED
                   : pledge_within_apart(doing->amount, pledge_unbound(pledge), pledge->loaded);
    case PLEDGE_RECEIVE: /* each is at most 10^15: the sum fits */
        return pledge_within_apart(doing->amount + doing->damaged + doing->lost,
                                   pledge->sent - arrived - pledge->shipped, pledge->shipped);
    case PLEDGE_WITHDRAW:
    case PLEDGE_EXPIRE:
        return pledge_within_apart(0, pledge_unbound(pledge), pledge->loaded);
    case PLEDGE_NONE:
    case PLEDGE_CONFIRM:
    case PLEDGE_EXTEND:
    case PLEDGE_DEEDS:
    default:
        return HUB_OK;
    }
}
