/*
 * pusdalops_logistics.h - building messages of relief logistics: needs, answers to their lines, pledges, what happens to
 * them, warehouses and what is counted in them; and the words and quantities that people write.
 *
 * Read by: pusdalops.h; programs include that. Reads: pusdalops_message.h.
 * Owns: a message is the caller's, from the _new that made it to pusdalops_message_free. Texts given to a builder are copied.
 * Holds: (1) a quantity is a whole number of thousandths, never a fraction of the machine's: what cannot be said exactly is
 *        refused; (2) a text that may mean two quantities is refused.
 * Source: proto/pusdalops/v1/logistics.proto; proto/README.md "Logistics", "Stock".
 */
#ifndef PUSDALOPS_LOGISTICS_H
#define PUSDALOPS_LOGISTICS_H

#include "pusdalops_message.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PUSDALOPS_THOUSANDTHS_MAX     1000000000000000ULL /* of a unit, in one quantity: 10^15 */
#define PUSDALOPS_UNIT_BYTES_MAX      16U
#define PUSDALOPS_NEED_LINES_MAX      32U
#define PUSDALOPS_STOCK_LINES_MAX     32U
#define PUSDALOPS_PLEDGE_REGIONS_MAX  16U
#define PUSDALOPS_QUANTITY_TEXT_BYTES 40U /* of a rendered quantity with its closing NUL */

/* ---- quantities ---- */

/*
 * pusdalops_quantity_parse - "1,5 ton", "1.5 ton", "1.500.000", "300 paket" to thousandths and a unit.
 *
 *   text         digits, with a comma or a point before at most three decimals; then blanks and the unit, or nothing. One
 *                sign before exactly three digits ("1.500") is a thousand to one reader and a half to the other: refused,
 *                unless the digits before it begin with 0 ("0,250"). Zeros behind the third decimal are fine: "1.5000".
 *   thousandths  0 to PUSDALOPS_THOUSANDTHS_MAX
 *   unit         the caller's, PUSDALOPS_UNIT_BYTES_MAX + 1 bytes; "" where none is said
 *
 * Returns PUSDALOPS_OK or PUSDALOPS_E_FIELD; then nothing is written.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_quantity_parse(const char *text,
                                                             uint64_t *thousandths, char *unit);

/*
 * pusdalops_quantity_render - 1500 as "1,5" in Indonesian, "1.5" in English; thousands in groups.
 *
 *   text   the caller's, PUSDALOPS_QUANTITY_TEXT_BYTES suffice for every number
 */
PUSDALOPS_API void pusdalops_quantity_render(uint64_t thousandths, enum pusdalops_language language,
                                             char *text, size_t room);

/* ---- words ---- */

/* The enumerations of relief logistics, of tasks and of the registry of clusters; their numbers are those of the schema, 0 is "not said". */
enum pusdalops_words {
    PUSDALOPS_WORDS_PRIORITY = 0,
    PUSDALOPS_WORDS_NEED_DEED,
    PUSDALOPS_WORDS_NEED_STATE,
    PUSDALOPS_WORDS_ORIGIN,
    PUSDALOPS_WORDS_PLEDGE_DEED,
    PUSDALOPS_WORDS_PLEDGE_STATE,
    PUSDALOPS_WORDS_WAREHOUSE_KIND,
    PUSDALOPS_WORDS_BUDGET_ORIGIN,
    PUSDALOPS_WORDS_STOCK_ALARM,
    PUSDALOPS_WORDS_EXPIRY_LEVEL,
    PUSDALOPS_WORDS_TASK_DEED,
    PUSDALOPS_WORDS_TASK_STATE,
    PUSDALOPS_WORDS_CANDIDATE,
    PUSDALOPS_WORDS_NEARNESS,
    PUSDALOPS_WORDS_REASON,
    PUSDALOPS_WORDS_CLUSTER_LEVEL,
    PUSDALOPS_WORDS_MEMBER_ROLE,
    PUSDALOPS_WORDS_SHIPMENT_DEED,
    PUSDALOPS_WORDS_SHIPMENT_STATE,
    PUSDALOPS_WORDS_COUNT,
};

/* pusdalops_word_find - the number of an English ("high") or Indonesian ("tinggi") word; 0: none. "-", "_" and blanks are one. */
PUSDALOPS_API uint32_t pusdalops_word_find(enum pusdalops_words words, const char *word);

/* pusdalops_word_name - the word for a number as the room says it, "-" for 0; NULL for a number it does not know. Lives for ever. */
PUSDALOPS_API const char *pusdalops_word_name(enum pusdalops_words words, uint32_t number,
                                              enum pusdalops_language language);

/* ---- what is named ---- */

/* One message of a source, such as a pledge; with a line from 1, one line of a need. */
struct pusdalops_reference {
    const char *source; /* as in the roster */
    uint64_t number;
    uint32_t
        line; /* 0: the message as a whole; of an offer that the activation of a plan made: the line of the plan */
};

/*
 * pusdalops_reference_parse - "bpbd-12.73/4/1", a line; "pmi/3", a message. So tables print them.
 *
 *   source   the caller's, PUSDALOPS_SOURCE_BYTES_MAX + 1 bytes; the reference points to it
 *
 * Returns PUSDALOPS_OK or PUSDALOPS_E_FIELD.
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_reference_parse(const char *text, char *source, struct pusdalops_reference *reference);

/* How much of what. */
struct pusdalops_quantity {
    const char
        *item; /* code, name or alias of the hub's catalogue, or free text; at most 80 bytes */
    uint64_t thousandths; /* of the unit; 1 to PUSDALOPS_THOUSANDTHS_MAX */
    const char *unit;     /* NULL or "": the item's own */
    const char *contents; /* what one packet holds, at most 200 bytes; NULL: not said */
};

/* ---- needs ---- */

/* One line of a need. Texts may be NULL, times and counts 0: not said. */
struct pusdalops_need_line {
    struct pusdalops_quantity quantity;
    uint32_t priority; /* PUSDALOPS_WORDS_PRIORITY */
    int64_t needed_by_us;
    const char *kecamatan;      /* Kemendagri code "12.73.01" */
    const char *delivery_point; /* at most 64 bytes */
    uint32_t persons;
    uint32_t households;
    bool isolated;
    const char *note;  /* at most 200 bytes */
    bool has_position; /* where the delivery point is, WGS 84 */
    double latitude_deg;
    double longitude_deg;
};

/*
 * pusdalops_need_new - a need with no line yet.
 *
 *   region      regency "12.73" or province "12"
 *   as_of_us    when it was counted
 *   urgent      it cannot wait for the morning's round: approved at once, and shown as such
 *   reference   who said it, at most 500 bytes; NULL: nobody
 *
 * PUSDALOPS_E_FIELD for a code, name or text out of its form.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_need_new(const char *event_id, const char *region,
                                                       int64_t as_of_us, bool urgent,
                                                       const char *reference,
                                                       struct pusdalops_message **out);

/*
 * pusdalops_need_line - one more line; they are numbered from 1 in this order.
 *
 * PUSDALOPS_E_FIELD for a value out of its range, PUSDALOPS_E_FULL beyond PUSDALOPS_NEED_LINES_MAX. A need without a line is
 * not encoded.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_need_line(struct pusdalops_message *message,
                                                        const struct pusdalops_need_line *line);

/*
 * pusdalops_need_decision_new - answer one line.
 *
 *   deed     PUSDALOPS_WORDS_NEED_DEED
 *   reason   at most 500 bytes; required to decline or to provision, otherwise it may be NULL
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_need_decision_new(const struct pusdalops_reference *line, uint32_t deed,
                            const char *reason, struct pusdalops_message **out);

/* ---- pledges ---- */

/* A promise. Texts may be NULL, times 0: not said. */
struct pusdalops_pledge {
    const char *event_id; /* NULL or "": a standing offer, or the event of the line */
    const struct pusdalops_reference *line; /* NULL: not allotted yet */
    const char *const *regions;             /* where it may go, Kemendagri codes */
    size_t region_count;                    /* at most PUSDALOPS_PLEDGE_REGIONS_MAX */
    struct pusdalops_quantity quantity;
    uint32_t origin;         /* PUSDALOPS_WORDS_ORIGIN */
    const char *origin_name; /* at most 64 bytes */
    int64_t available_at_us;
    int64_t valid_until_us; /* not before available_at */
    const char *cluster_id; /* a-z 0-9 . -, at most 64 */
    const char *note;       /* at most 200 bytes */
    const char
        *warehouse_id; /* of the giver, that it is promised out of; a-z 0-9 . -, at most 64 */
};

/* pusdalops_pledge_new - promise goods. PUSDALOPS_E_FIELD for a value out of its range. */
PUSDALOPS_API enum pusdalops_status pusdalops_pledge_new(const struct pusdalops_pledge *pledge,
                                                         struct pusdalops_message **out);

/* What happened to a pledge; what the deed does not use stays 0 or NULL, and is refused otherwise. */
struct pusdalops_pledge_update {
    struct pusdalops_reference pledge;
    uint32_t deed; /* PUSDALOPS_WORDS_PLEDGE_DEED, but that it lapsed: the hub alone says so */
    uint64_t thousandths; /* reserve, dispatch: 0 for all that is left; receive: in good order */
    uint64_t damaged_thousandths;           /* receive */
    uint64_t lost_thousandths;              /* receive */
    const struct pusdalops_reference *line; /* allot: required */
    int64_t valid_until_us;                 /* extend: required */
    const char *bast_number; /* receive: number of the hand-over record, at most 64 bytes */
    const char *transport;   /* dispatch: at most 200 bytes */
    const char *reason;      /* at most 500 bytes; withdraw: required */
};

/*
 * pusdalops_pledge_update_new - say what happened to a pledge, in thousandths of the unit that the pledge was given in.
 *
 * PUSDALOPS_E_FIELD for a value out of its range, a missing one that the deed needs, or one that it does not use.
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_pledge_update_new(const struct pusdalops_pledge_update *update,
                            struct pusdalops_message **out);

/* ---- stock ---- */

/* A warehouse or posko. Texts may be NULL: not said. */
struct pusdalops_warehouse {
    const char *id;     /* a-z 0-9 . -, at most 64; for ever the same */
    const char *name;   /* for people, at most 100 bytes */
    uint32_t kind;      /* PUSDALOPS_WORDS_WAREHOUSE_KIND */
    const char *region; /* regency "32.16" or province "32" */
    const char *place;  /* at most 64 bytes */
    bool has_position;
    double latitude_deg;
    double longitude_deg;
    bool closed;
};

/* pusdalops_warehouse_new - declare a warehouse, or bring its description up to date. PUSDALOPS_E_FIELD for a value out of its range. */
PUSDALOPS_API enum pusdalops_status
pusdalops_warehouse_new(const struct pusdalops_warehouse *warehouse,
                        struct pusdalops_message **out);

/* One line of a count. Texts may be NULL: not said. */
struct pusdalops_stock_line {
    struct pusdalops_quantity quantity; /* thousandths 0: none left */
    uint32_t origin;                    /* PUSDALOPS_WORDS_BUDGET_ORIGIN */
    const char *expires_on;             /* "2026-03-31" */
    uint64_t minimum_thousandths;       /* 0: not said */
    uint64_t buffer_thousandths;        /* of what is there, kept back */
    const char *note;                   /* at most 200 bytes */
};

/*
 * pusdalops_stock_count_new - a count of one warehouse, with no line yet.
 *
 *   complete   everything was counted: of what the lines do not name there is none left
 *
 * A count that is not complete, without a line and without sums is not encoded.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_stock_count_new(const char *warehouse,
                                                              int64_t as_of_us, bool complete,
                                                              struct pusdalops_message **out);

/* pusdalops_stock_count_line - one more line. PUSDALOPS_E_FIELD, or PUSDALOPS_E_FULL beyond PUSDALOPS_STOCK_LINES_MAX. */
PUSDALOPS_API enum pusdalops_status
pusdalops_stock_count_line(struct pusdalops_message *message,
                           const struct pusdalops_stock_line *line);

/*
 * pusdalops_stock_count_sums - all that came in and went out since a time, of one item.
 *
 *   since_us   0: not said
 *
 * PUSDALOPS_E_FIELD for a value out of its range, PUSDALOPS_E_FULL where sums were said before.
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_stock_count_sums(struct pusdalops_message *message, int64_t since_us,
                           const struct pusdalops_quantity *received,
                           const struct pusdalops_quantity *issued);

#ifdef __cplusplus
}
#endif

#endif
