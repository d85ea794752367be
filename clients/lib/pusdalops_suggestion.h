/*
 * pusdalops_suggestion.h - reading the answers about what could fill a line of a need, and about who does what.
 *
 * Ask with pusdalops_session_ask (PUSDALOPS_ASK_SUGGESTION, PUSDALOPS_ASK_ACTIVITIES); give the bytes of the ANSWER to the _parse here.
 *
 * Read by: pusdalops.h; programs include that. Reads: pusdalops_logistics.h.
 * Owns: what a _parse gives is the caller's until its _free; texts and lists of a candidate or an activity live as long as that.
 * Holds: (1) a text is never NULL; what was not said is "", 0, or INT64_MIN for a time.
 * Source: proto/pusdalops/v1/suggestion.proto; proto/README.md "Suggestions", "Who does what".
 */
#ifndef PUSDALOPS_SUGGESTION_H
#define PUSDALOPS_SUGGESTION_H

#include "pusdalops_logistics.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PUSDALOPS_CANDIDATES_MAX 32U
#define PUSDALOPS_REASONS_MAX    16U

/* ---- what could fill a line ---- */

struct pusdalops_suggestion;

/* What the answer as a whole says. */
struct pusdalops_suggested {
    struct pusdalops_reference line;
    const char *event_id;
    const char *area;
    const char *item;
    bool item_unknown;
    const char *unit;
    uint64_t outstanding;   /* thousandths of the unit; 0: the line lacks nothing */
    size_t candidate_count; /* listed, the best first */
    uint32_t found;         /* there are, those beyond the list included */
    bool cut;               /* the hub did not look at all of them */
};

struct pusdalops_candidate {
    uint32_t kind;                          /* PUSDALOPS_WORDS_CANDIDATE */
    struct pusdalops_reference pledge;      /* number 0: it is no pledge */
    struct pusdalops_reference allotted_to; /* of a surplus; number 0: to no line */
    const char *warehouse_source;           /* of a stock, as the next three; "": it is none */
    const char *warehouse_id;
    uint32_t budget_origin; /* PUSDALOPS_WORDS_BUDGET_ORIGIN */
    const char *expires_on; /* "2026-03-31", or "" */
    uint64_t counted;       /* thousandths, as the next three */
    uint64_t kept_back;
    uint64_t sent_since;
    uint64_t promised; /* out of the warehouse, and not sent */
    const char *giver;
    const char *cluster_id;
    const char *origin_name;
    uint32_t state;     /* PUSDALOPS_WORDS_PLEDGE_STATE */
    uint64_t available; /* thousandths, as the next two */
    uint64_t proposed;  /* to be taken of it, going down the list until the line is full */
    uint64_t opens_gap; /* the line it is allotted to would lack this, were all of it moved */
    int64_t as_of_us;   /* INT64_MIN: not said, as the next two */
    int64_t available_at_us;
    int64_t valid_until_us;
    uint32_t nearness; /* PUSDALOPS_WORDS_NEARNESS */
    bool distance_known;
    uint32_t distance_m;
    bool with_above; /* fills the line together with those above it */
    uint32_t
        reasons[PUSDALOPS_REASONS_MAX]; /* PUSDALOPS_WORDS_REASON, in the order of the criteria */
    size_t reason_count;
};

/*
 * pusdalops_suggestion_parse - a serialised Reply.
 *
 * PUSDALOPS_NONE: it answers something else. PUSDALOPS_E_MALFORMED: it is no Reply. Then *out is NULL.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_suggestion_parse(const uint8_t *reply, size_t size,
                                                               struct pusdalops_suggestion **out);

/* pusdalops_suggestion_free - release; NULL is fine. */
PUSDALOPS_API void pusdalops_suggestion_free(struct pusdalops_suggestion *suggestion);

/* pusdalops_suggestion_said - the answer as a whole */
PUSDALOPS_API struct pusdalops_suggested
pusdalops_suggestion_said(const struct pusdalops_suggestion *suggestion);

/* pusdalops_suggestion_candidate - the i-th one from 0; false beyond the last */
PUSDALOPS_API bool pusdalops_suggestion_candidate(const struct pusdalops_suggestion *suggestion,
                                                  size_t i, struct pusdalops_candidate *out);

/* ---- who does what ---- */

struct pusdalops_activities;

struct pusdalops_activity {
    uint32_t
        kind; /* 1: a pledge; 2: goods on a shipment that nobody promised; 3: a task of a plan */
    struct pusdalops_reference said_by;
    const char *member;
    const char *cluster_id;
    const char *event_id;
    const char *item;
    const char *item_class;
    const char *unit;
    uint64_t pledged; /* thousandths of the unit, as the next four */
    uint64_t sent;
    uint64_t received_good;
    uint64_t received_damaged;
    uint64_t lost;
    struct pusdalops_reference line; /* number 0: not allotted */
    const char *area;
    const char *area_name;
    const char *kecamatan;
    const char *delivery_point;
    const char *const *regions; /* where it may go while it is not allotted */
    size_t region_count;
    const char *origin_name;
    int64_t said_at_us; /* INT64_MIN: not said, as the next four */
    int64_t available_at_us;
    int64_t dispatched_at_us;
    int64_t received_at_us;
    int64_t needed_by_us;
    uint32_t state; /* PUSDALOPS_WORDS_PLEDGE_STATE */
    uint32_t persons;
    uint32_t households;
    const char *text;        /* of a task */
    uint32_t task_state;     /* PUSDALOPS_WORDS_TASK_STATE */
    uint32_t shipment_state; /* PUSDALOPS_WORDS_SHIPMENT_STATE */
    int64_t expected_at_us;  /* of a shipment; INT64_MIN: not said, as the next */
    int64_t arrived_at_us;
};

/* pusdalops_activities_parse - one page; statuses as of pusdalops_suggestion_parse. */
PUSDALOPS_API enum pusdalops_status pusdalops_activities_parse(const uint8_t *reply, size_t size,
                                                               struct pusdalops_activities **out);

/* pusdalops_activities_free - release; NULL is fine. */
PUSDALOPS_API void pusdalops_activities_free(struct pusdalops_activities *activities);

/* pusdalops_activities_at - the i-th one of the page from 0; false beyond the last */
PUSDALOPS_API bool pusdalops_activities_at(const struct pusdalops_activities *activities, size_t i,
                                           struct pusdalops_activity *out);

/* pusdalops_activities_cursor - what to ask the next page with; "" on the last */
PUSDALOPS_API const char *
pusdalops_activities_cursor(const struct pusdalops_activities *activities);

#ifdef __cplusplus
}
#endif

#endif
