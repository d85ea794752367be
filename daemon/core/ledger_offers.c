/*
 * ledger_offers.c - by article: the pledges that are not allotted, and the lines with something to spare.
 *
 * So that whoever looks for goods for a line reads the offers of one article and not all pledges. Both are lists in both directions:
 * one comes and goes in the same time however long they are.
 */
#include "core/ledger.h"

static bool is_offer(const struct pledge *pledge)
{
    return pledge->line == 0 && pledge_is_live(pledge);
}

void ledger_note_offer(struct ledger *ledger, uint32_t place)
{
    struct pledge *pledge = ledger_pledge(ledger, place);
    struct article *article = ledger_article(ledger, pledge->article);
    const bool listed = pledge->previous_of_article != 0 || article->first_offer == place;
    if (is_offer(pledge) == listed) {
        return;
    }
    if (!listed) {
        pledge->next_of_article = article->first_offer;
        if (article->first_offer != 0) {
            ledger_pledge(ledger, article->first_offer)->previous_of_article = place;
        }
        article->first_offer = place;
        return;
    }
    if (pledge->previous_of_article == 0) {
        article->first_offer = pledge->next_of_article;
    } else {
        ledger_pledge(ledger, pledge->previous_of_article)->next_of_article =
            pledge->next_of_article;
    }
    if (pledge->next_of_article != 0) {
        ledger_pledge(ledger, pledge->next_of_article)->previous_of_article =
            pledge->previous_of_article;
    }
    pledge->next_of_article = 0;
    pledge->previous_of_article = 0;
}

void ledger_note_spare(struct ledger *ledger, uint32_t place)
{
    struct need_line *line = ledger_line(ledger, place);
    struct article *article = ledger_article(ledger, line->article);
    const bool listed = line->previous_in_excess != 0 || article->first_excess == place;
    if ((line_spare(line) > 0) == listed) {
        return;
    }
    if (!listed) {
        line->next_in_excess = article->first_excess;
        if (article->first_excess != 0) {
            ledger_line(ledger, article->first_excess)->previous_in_excess = place;
        }
        article->first_excess = place;
        return;
    }
    if (line->previous_in_excess == 0) {
        article->first_excess = line->next_in_excess;
    } else {
        ledger_line(ledger, line->previous_in_excess)->next_in_excess = line->next_in_excess;
    }
    if (line->next_in_excess != 0) {
        ledger_line(ledger, line->next_in_excess)->previous_in_excess = line->previous_in_excess;
    }
    line->next_in_excess = 0;
    line->previous_in_excess = 0;
}
