/* The ledger computed once more from pledges and lines alone, without any of the running sums. */
#include "core/ledger.h"

#include "base/assert.h"

#include <string.h>

static void add(struct amounts *to, const struct amounts *more)
{
    to->asked += more->asked;
    to->pledged += more->pledged;
    to->reserved += more->reserved;
    to->sent += more->sent;
    to->good += more->good;
    to->damaged += more->damaged;
    to->lost += more->lost;
}

static bool amounts_equal(const struct amounts *a, const struct amounts *b)
{
    return a->asked == b->asked && a->pledged == b->pledged && a->reserved == b->reserved &&
           a->sent == b->sent && a->good == b->good && a->damaged == b->damaged &&
           a->lost == b->lost;
}

/* (1) */
static bool pledge_agrees(const struct ledger *ledger, uint32_t place)
{
    const struct pledge *pledge = ledger_pledge(ledger, place);
    const uint64_t arrived = pledge->good + pledge->damaged + pledge->lost;
    const bool all_arrived =
        pledge->sent > 0 && pledge->sent == pledge->amount && arrived == pledge->sent;
    const bool dead = pledge->state == PLEDGE_WITHDRAWN || pledge->state == PLEDGE_EXPIRED;
    const bool in_group = pledge->line != 0 && pledge_is_live(pledge) &&
                          ledger_article(ledger, pledge->article)->class_of != ITEM_CLASS_UNKNOWN;
    return pledge->amount >= pledge->reserved &&
           pledge->reserved >= pledge->sent + pledge->loaded &&
           pledge->sent >= arrived + pledge->shipped && (pledge->sent == 0 || pledge->line != 0) &&
           all_arrived == (pledge->state == PLEDGE_DELIVERED) &&
           (!dead || (pledge->amount == 0 && pledge->line == 0)) && pledge->giver != 0 &&
           (pledge->group != 0) == in_group;
}

/* (2): the quantities and the list of a line */
static bool line_agrees(const struct ledger *ledger, uint32_t place)
{
    const struct need_line *line = ledger_line(ledger, place);
    struct amounts sum = {.asked = line->amounts.asked};
    uint32_t count = 0;
    uint32_t before = 0;
    for (uint32_t at = line->first_pledge; at != 0; at = ledger_pledge(ledger, at)->next_of_line) {
        const struct pledge *pledge = ledger_pledge(ledger, at);
        const struct amounts its = {0,
                                    pledge->amount,
                                    pledge->reserved,
                                    pledge->sent,
                                    pledge->good,
                                    pledge->damaged,
                                    pledge->lost};
        if (pledge->line != place || pledge->article != line->article ||
            pledge->previous_of_line != before || ++count > ledger->pledges.used) {
            return false;
        }
        add(&sum, &its);
        before = at;
    }
    return count == line->pledge_count && amounts_equal(&sum, &line->amounts);
}

/* A total as it should be, added up from every line of the event. */
struct total {
    struct amounts amounts;
    uint64_t outstanding;
    uint64_t excess;
    uint32_t open_lines;
};

static void add_line(struct total *total, const struct need_line *line)
{
    struct amounts its = line->amounts;
    const uint64_t promised = its.pledged - its.damaged - its.lost;
    const bool counts = line->state != NEED_DECLINED && line->state != NEED_CANCELLED;
    const bool open = counts && line->state != NEED_CLOSED;
    if (!counts) {
        its.asked = 0;
        its.pledged = its.sent;
        its.reserved = its.sent;
    }
    add(&total->amounts, &its);
    total->open_lines += open ? 1 : 0;
    total->outstanding += open && its.asked > promised ? its.asked - promised : 0;
    total->excess += counts && promised > its.asked ? promised - its.asked : 0;
}

/* (3) */
static bool tally_agrees(const struct ledger *ledger, const struct tally *tally)
{
    struct total total = {.outstanding = 0};
    const struct relief *relief = ledger_relief(ledger, tally->relief);
    for (uint32_t place = 1; place <= ledger->lines.used; place++) {
        const struct need_line *line = ledger_line(ledger, place);
        const struct relief *own = ledger_relief(ledger, line->relief);
        if (line->article == tally->article && own->event == relief->event &&
            area_contains(relief->area, own->area)) {
            add_line(&total, line);
        }
    }
    return amounts_equal(&total.amounts, &tally->amounts) &&
           total.outstanding == tally->outstanding && total.excess == tally->excess &&
           total.open_lines == tally->open_lines;
}

/* The counts and lists of an area. */
static bool relief_agrees(const struct ledger *ledger, uint32_t at)
{
    const struct relief *relief = ledger_relief(ledger, at);
    uint32_t listed = 0;
    uint32_t open = 0;
    uint32_t gaps = 0;
    uint32_t excesses = 0;
    for (uint32_t place = 1; place <= ledger->lines.used; place++) {
        const struct need_line *line = ledger_line(ledger, place);
        const struct relief *own = ledger_relief(ledger, line->relief);
        if (own->event == relief->event && area_contains(relief->area, own->area)) {
            open += line_is_open(line) ? 1 : 0;
            gaps += line_outstanding(line) > 0 ? 1 : 0;
            excesses += line_excess(line) > 0 ? 1 : 0;
        }
    }
    for (uint32_t line = relief->first_line; line != 0;
         line = ledger_line(ledger, line)->next_in_relief) {
        if (ledger_line(ledger, line)->relief != at || ++listed > ledger->lines.used) {
            return false;
        }
    }
    return listed == relief->line_count && open == relief->open_lines &&
           gaps == relief->gap_lines && excesses == relief->excess_lines;
}

static bool group_agrees(const struct ledger *ledger, uint32_t place)
{
    const struct group *group = ledger_group(ledger, place);
    uint32_t listed = 0;
    uint32_t belonging = 0;
    for (uint32_t at = group->first_pledge; at != 0;
         at = ledger_pledge(ledger, at)->next_in_group) {
        if (ledger_pledge(ledger, at)->group != place || ++listed > ledger->pledges.used) {
            return false;
        }
    }
    for (uint32_t at = 1; at <= ledger->pledges.used; at++) {
        const struct pledge *pledge = ledger_pledge(ledger, at);
        belonging += pledge->group == place ? 1 : 0;
        if (pledge->group == place &&
            (ledger_line(ledger, pledge->line)->relief != group->relief ||
             ledger_article(ledger, pledge->article)->class_of != group->class_of)) {
            return false;
        }
    }
    return listed == belonging && listed == group->pledge_count;
}

/* The heap holds exactly what can lapse, and each stands after the one above it. */
static bool due_agrees(const struct ledger *ledger)
{
    uint32_t lapsing = 0;
    for (uint32_t place = 1; place <= ledger->pledges.used; place++) {
        const struct pledge *pledge = ledger_pledge(ledger, place);
        const bool can = pledge_is_live(pledge) && pledge->valid_until_utc_us != 0 &&
                         pledge->amount > pledge->sent + pledge->loaded;
        const uint32_t at = ledger->due_at[place];
        lapsing += can ? 1 : 0;
        if (can != (at != 0) || (at != 0 && ledger->due[at] != place)) {
            return false;
        }
        if (at > 1 && pledge->valid_until_utc_us <
                          ledger_pledge(ledger, ledger->due[at / 2])->valid_until_utc_us) {
            return false;
        }
    }
    return lapsing == ledger->due_count;
}

/* Every line and every pledge names one article; those the catalogue did not know hang in one list. */
static bool articles_agree(const struct ledger *ledger)
{
    uint64_t lines = 0;
    uint64_t pledges = 0;
    uint32_t unknown = 0;
    for (uint32_t place = 1; place <= ledger->articles.used; place++) {
        const struct article *article = ledger_article(ledger, place);
        lines += article->lines;
        pledges += article->pledges;
        unknown += article->known == 0 ? 1 : 0;
    }
    uint32_t listed = 0;
    for (uint32_t at = ledger->first_unknown; at != 0 && listed <= unknown;
         at = ledger_article(ledger, at)->next_unknown) {
        listed++;
    }
    return lines == ledger->lines.used && pledges == ledger->pledges.used && listed == unknown &&
           unknown == ledger->unknown_count;
}

/* (5): the offers of every article, counted along the lists, are as many as there are */
static bool offers_agree(const struct ledger *ledger)
{
    uint32_t listed = 0;
    uint32_t there_are = 0;
    for (uint32_t place = 1; place <= ledger->articles.used; place++) {
        uint32_t previous = 0;
        for (uint32_t at = ledger_article(ledger, place)->first_offer; at != 0;
             at = ledger_pledge(ledger, at)->next_of_article) {
            const struct pledge *pledge = ledger_pledge(ledger, at);
            if (pledge->article != place || pledge->line != 0 || !pledge_is_live(pledge) ||
                pledge->previous_of_article != previous || ++listed > ledger->pledges.used) {
                return false;
            }
            previous = at;
        }
    }
    for (uint32_t place = 1; place <= ledger->pledges.used; place++) {
        const struct pledge *pledge = ledger_pledge(ledger, place);
        there_are += pledge->line == 0 && pledge_is_live(pledge) ? 1 : 0;
    }
    return listed == there_are;
}

/* (5): and the lines with something to spare */
static bool spares_agree(const struct ledger *ledger)
{
    uint32_t listed = 0;
    uint32_t there_are = 0;
    for (uint32_t place = 1; place <= ledger->articles.used; place++) {
        uint32_t previous = 0;
        for (uint32_t at = ledger_article(ledger, place)->first_excess; at != 0;
             at = ledger_line(ledger, at)->next_in_excess) {
            const struct need_line *line = ledger_line(ledger, at);
            if (line->article != place || line_spare(line) == 0 ||
                line->previous_in_excess != previous || ++listed > ledger->lines.used) {
                return false;
            }
            previous = at;
        }
    }
    for (uint32_t place = 1; place <= ledger->lines.used; place++) {
        there_are += line_spare(ledger_line(ledger, place)) > 0 ? 1 : 0;
    }
    return listed == there_are;
}

bool ledger_audit(const struct ledger *ledger)
{
    bool good = due_agrees(ledger) && offers_agree(ledger) && spares_agree(ledger) &&
                articles_agree(ledger);
    for (uint32_t place = 1; good && place <= ledger->pledges.used; place++) {
        good = pledge_agrees(ledger, place);
    }
    for (uint32_t place = 1; good && place <= ledger->lines.used; place++) {
        good = line_agrees(ledger, place);
    }
    for (uint32_t place = 1; good && place <= ledger->tallies.used; place++) {
        good = tally_agrees(ledger, ledger_tally(ledger, place));
    }
    for (uint32_t place = 1; good && place <= ledger->reliefs.used; place++) {
        good = relief_agrees(ledger, place);
    }
    for (uint32_t place = 1; good && place <= ledger->groups.used; place++) {
        good = group_agrees(ledger, place);
    }
    return good;
}
