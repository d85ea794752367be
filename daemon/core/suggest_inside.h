/*
 * suggest_inside.h - what the sources of candidates share.
 *
 * Read by: suggest.c, suggest_stock.c. Reads: suggest.h.
 * A source is a function that hands every candidate it has, at most SUGGEST_LOOKED_MAX of them, to suggest_offer.
 */
#ifndef HUB_CORE_SUGGEST_INSIDE_H
#define HUB_CORE_SUGGEST_INSIDE_H

#include "core/suggest.h"

/* Where a giver sits, as it was found for an earlier pledge of his: many pledges are of few. */
#define GIVERS_SEEN 64U
struct seen {
    uint32_t source; /* 0: none yet */
    enum nearness nearness;
};

/* One search: the line, and the best candidates so far. */
struct search {
    const struct suggest_basis *basis;
    const struct ledger *ledger;
    const struct need_line *line;
    const struct relief *relief;
    struct suggestion *out;
    struct seen seen[GIVERS_SEEN];
};

/*
 * suggest_offer - a candidate that may go there: late, whole and stale are filled in, then it is kept when it is good enough.
 *
 *   fresh_for_us   how long a word of its kind is fresh
 */
void suggest_offer(struct search *search, struct candidate *candidate, int64_t fresh_for_us);

/* suggest_take_stock - what was counted of the article in open warehouses, the near ones first */
void suggest_take_stock(struct search *search);

#endif
