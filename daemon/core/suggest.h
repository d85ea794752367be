/*
 * suggest.h - what could fill an open line: the goods that are there or promised, the best first. A person decides.
 *
 * Read by: hub_query, document_suggestion. Reads: geo.h, ledger.h, roster.h, view.h.
 * Owns: nothing; a suggestion is the caller's and points into view and roster.
 * Holds: (1) the order is a total one over what the candidates are, never over when they came: every hub and every run gives the same
 *        list for the same picture, roster and moment; (2) the work is bounded: each source of goods looks at SUGGEST_LOOKED_MAX
 *        entries of the line's article and no others; (3) what is proposed is never more than is there: pledges that share what
 *        one line can spare share it here too.
 * Source: proto/README.md "Suggestions"; decision 0030.
 */
#ifndef HUB_CORE_SUGGEST_H
#define HUB_CORE_SUGGEST_H

#include "core/geo.h"
#include "core/roster.h"
#include "core/view.h"

/* As on the wire. */
enum candidate_kind {
    CANDIDATE_NONE,
    CANDIDATE_STOCK,
    CANDIDATE_OFFER,
    CANDIDATE_STANDING,
    CANDIDATE_SURPLUS,
};

enum nearness {
    NEARNESS_NONE,
    NEARNESS_KECAMATAN,
    NEARNESS_REGENCY,
    NEARNESS_PROVINCE,
    NEARNESS_ELSEWHERE, /* or not known */
};

enum candidate_reason {
    REASON_NONE,
    REASON_GOOD_WHEN_NEEDED,
    REASON_SPOILS,
    REASON_IN_TIME,
    REASON_LATE,
    REASON_WHOLE,
    REASON_PART,
    REASON_SAME_KECAMATAN,
    REASON_SAME_REGENCY,
    REASON_SAME_PROVINCE,
    REASON_ELSEWHERE,
    REASON_ENDS,
    REASON_LASTS,
    REASON_FRESH,
    REASON_STALE,
};

#define CANDIDATE_REASONS 6 /* one for each criterion that is a yes or a no, or one of a few */

struct candidate {
    enum candidate_kind kind;
    uint32_t place;     /* of the pledge, or of the entry of stock */
    uint64_t available; /* thousandths of the article's unit */
    uint64_t
        opens_gap; /* what the line it is allotted to would be short of, were it moved here whole */
    uint64_t
        shared; /* what is shared with other candidates: a line, or a pile with a bit above it; 0: nothing */
    uint64_t shared_max; /* how much of that there is */
    uint64_t counted;    /* of a stock, as the next three */
    uint64_t kept_back;  /* of the item in the warehouse: its minimum or its buffers */
    uint64_t sent_since;
    uint64_t promised; /* of the item out of the warehouse, and not sent */
    int64_t as_of_utc_us;
    int64_t available_utc_us; /* 0: not said */
    int64_t ends_utc_us;      /* when the promise lapses or the goods spoil; 0: never */
    bool spoils;              /* before it can be used */
    bool late;
    bool whole;
    bool stale;
    enum nearness nearness;
    bool distance_known;
    uint32_t distance_m;
    const char *giver;
    const char *store; /* of a stock: the warehouse; "" of a pledge */
    uint64_t number;   /* of the pledge's message; of a stock its budget and its day of expiry */
    uint32_t part;     /* of the pledge: the line of a plan; 0: the message as a whole */
    uint64_t proposed; /* to be taken of it, going down the list until the line is full */
};

struct suggestion {
    uint32_t line;
    uint64_t outstanding;
    struct candidate candidates[SUGGESTIONS_SHOWN]; /* the best first */
    uint32_t count;
    uint32_t found; /* that may go there, those beyond the list included */
    bool cut;       /* there were more entries than were looked at */
};

/* Of what a suggestion is made. */
struct suggest_basis {
    const struct view *view;
    const struct roster *roster;
    uint32_t line; /* open */
    int64_t at_utc_us;
    int64_t fresh_for_us;
};

/* suggest - the ranked list for a line */
void suggest(const struct suggest_basis *basis, struct suggestion *out);

/* suggest_is_before - does one candidate stand before another? The order of proto/README.md. */
bool suggest_is_before(const struct candidate *a, const struct candidate *b);

/* suggest_reasons - on which side of each criterion it stands, in the order of the criteria; returns how many */
uint32_t suggest_reasons(const struct candidate *candidate,
                         enum candidate_reason out[CANDIDATE_REASONS]);

/*
 * suggest_nearness - how near is a place to where a line goes?
 *
 *   area, kecamatan         of the goods; kecamatan 0: not known
 *   to_area, to_kecamatan   of the line
 */
enum nearness suggest_nearness(uint32_t area, uint32_t kecamatan, uint32_t to_area,
                               uint32_t to_kecamatan);

#endif
