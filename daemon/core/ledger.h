/*
 * ledger.h - relief logistics: what is needed, promised, under way and received.
 *
 * Read by: view, need, pledge, warehouse, document_logistics, document_stock. Reads: base/, item.h, limits.h, region.h. Events are places of the picture.
 * Owns: its pools, in the view's room.
 *
 * An *article* is an item in the unit it is counted in; free text is an article of its own, also when an item is later called so. A *line* is one line of a need. A *pledge* is
 * for a line, or not yet for any; who numbered it and who gives it are the same but where one speaks on behalf of another, and for an offer
 * that the activation of a plan made: there `part` is the line of the plan. A *relief* is one area in one event: the lines that the area itself asked for, and its *tallies*:
 * the quantities of one article of all lines of the area and of the areas within it. A *group* holds the pledges that go to one
 * area with one class of goods: where overlap is looked for.
 *
 * All quantities are thousandths of the article's unit.
 * Holds: (1) of a pledge amount >= reserved >= sent + loaded and sent >= good + damaged + lost + shipped, where loaded is on
 *        shipments that have not left and shipped on those that have: so each quantity has one path; (2) each quantity of a line is the sum of that of its
 *        pledges; (3) each quantity of a tally is the sum of that of the lines it covers; lines that are declined or cancelled are
 *        covered with what was sent only, and ask for nothing; ledger_audit; (4) nothing of it changes but by a record; (5) the offers of an
 *        article are its live pledges without a line, newest first; the lines with something to spare are listed by article.
 * Source: proto/README.md "Logistics"; the two tables of life below.
 */
#ifndef HUB_CORE_LEDGER_H
#define HUB_CORE_LEDGER_H

#include "base/hash.h"
#include "base/ids.h"
#include "base/pool.h"
#include "core/item.h"
#include "core/limits.h"
#include "core/region.h"

/* Numbers as on the wire. */
enum need_deed {
    NEED_NONE,
    NEED_VERIFY,
    NEED_APPROVE,
    NEED_PROVISION,
    NEED_DECLINE,
    NEED_ESCALATE,
    NEED_CANCEL,
    NEED_CLOSE,
    NEED_DEEDS,
};

enum need_state {
    NEED_STATE_NONE,
    NEED_REQUESTED,
    NEED_VERIFIED,
    NEED_APPROVED,
    NEED_PROVISIONAL,
    NEED_DECLINED,
    NEED_CANCELLED,
    NEED_CLOSED,
    NEED_STATES,
};

enum pledge_deed {
    PLEDGE_NONE,
    PLEDGE_CONFIRM,
    PLEDGE_ALLOT,
    PLEDGE_RESERVE,
    PLEDGE_DISPATCH,
    PLEDGE_RECEIVE,
    PLEDGE_WITHDRAW,
    PLEDGE_EXTEND,
    PLEDGE_EXPIRE,
    PLEDGE_DEEDS,
};

enum pledge_state {
    PLEDGE_STATE_NONE,
    PLEDGE_OFFERED,
    PLEDGE_CONFIRMED,
    PLEDGE_RESERVED,
    PLEDGE_DISPATCHED,
    PLEDGE_DELIVERED,
    PLEDGE_WITHDRAWN,
    PLEDGE_EXPIRED,
    PLEDGE_STATES,
};

/* What a line is in after a deed; NEED_STATE_NONE: the deed is not for that state. */
extern const uint8_t need_life[NEED_STATES][NEED_DEEDS];

/* The same of a pledge. Where quantities decide (a dispatched pledge of which all has arrived is delivered) the state before that. */
extern const uint8_t pledge_life[PLEDGE_STATES][PLEDGE_DEEDS];

struct article {
    char code[ITEM_CODE_ROOM];
    char unit[UNIT_ROOM];
    uint32_t class_of;
    uint32_t known;        /* 1: of the catalogue */
    int64_t named_utc_us;  /* newest as_of of a line, or taking in of a pledge, that names it */
    uint32_t lines;        /* how many named it, closed ones among them */
    uint32_t pledges;      /* withdrawn ones among them */
    uint32_t first_offer;  /* pledges of it that are not allotted, by next_of_article */
    uint32_t first_excess; /* lines of it with something to spare, by next_in_excess */
    uint32_t next_unknown;
    uint32_t reserved;
};

/* All thousandths of the article's unit. */
struct amounts {
    uint64_t asked;
    uint64_t pledged;
    uint64_t reserved;
    uint64_t sent;
    uint64_t good;
    uint64_t damaged;
    uint64_t lost;
};

struct need_line {
    struct amounts amounts;
    int64_t as_of_utc_us;
    int64_t needed_by_utc_us; /* 0: not said */
    uint64_t number;
    uint64_t decision_number;
    uint32_t source;          /* who numbered the need */
    uint32_t line;            /* from 1 */
    uint32_t decision_source; /* 0: none yet */
    uint32_t relief;
    uint32_t article;
    uint32_t state;
    uint32_t priority; /* 1 to 3 */
    uint32_t persons;
    uint32_t households;
    uint32_t kecamatan; /* 0: not said */
    uint32_t flags;     /* LINE_ISOLATED, LINE_URGENT */
    uint32_t escalated; /* levels above that were asked: 0, 1, 2 */
    uint32_t first_pledge;
    uint32_t pledge_count;
    uint32_t next_in_relief;
    uint32_t next_in_excess; /* of its article; ledger_offers.c */
    uint32_t previous_in_excess;
    int32_t latitude_udeg; /* of the delivery point, millionths of a degree, with LINE_POSITION */
    int32_t longitude_udeg;
    uint32_t reserved;
    char delivery_point[POINT_BYTES_MAX + 8];
};

/* article_is - the same item in the same unit; what was words of nobody's catalogue stays that when the catalogue learns them */
bool article_is(const struct article *a, const struct article *b);

#define LINE_ISOLATED 1U
#define LINE_URGENT   2U
#define LINE_POSITION 4U

struct pledge {
    uint64_t amount; /* what is promised now, what was sent included */
    uint64_t reserved;
    uint64_t sent;
    uint64_t good;
    uint64_t damaged;
    uint64_t lost;
    uint64_t loaded;  /* of what is reserved and not sent: on shipments that have not left */
    uint64_t shipped; /* of what is sent and has not arrived: on shipments (1) */
    uint64_t
        unit_thousandths; /* one unit as the giver wrote it, in thousandths of the article's unit */
    int64_t available_utc_us;   /* 0: not said */
    int64_t valid_until_utc_us; /* 0: for ever */
    int64_t said_utc_us;        /* when its giver last spoke of it, by the hub's clock */
    int64_t dispatched_utc_us;  /* the last time some of it left; 0: never */
    int64_t received_utc_us;    /* the last time some of it was handed over; 0: never */
    uint64_t number;
    uint32_t source; /* who numbered it */
    uint32_t giver;  /* whose promise it is */
    uint32_t part;   /* 0: the message as a whole */
    uint32_t event;  /* 0: a standing offer */
    uint32_t article;
    uint32_t line; /* 0: not allotted */
    uint32_t state;
    uint32_t origin;
    uint32_t next_of_line; /* of its line; not allotted: of the event's or the standing offers */
    uint32_t previous_of_line;
    uint32_t
        group; /* of the line's area and the article's class; 0: not allotted, or class unknown */
    uint32_t next_in_group;
    uint32_t next_of_article; /* among the offers of its article; ledger_offers.c */
    uint32_t previous_of_article;
    uint32_t region_count;
    uint32_t pile; /* of stock.h, that it is promised out of; 0: not said, or not known */
    uint16_t regions[PLEDGE_REGIONS_MAX];
    char origin_name[POINT_BYTES_MAX + 8];
    char cluster[IDENTIFIER_BYTES_MAX + 8];
};

/* One area in one event. */
struct relief {
    uint32_t event;
    uint32_t area;
    uint32_t first_line; /* the lines this area asked for itself */
    uint32_t line_count;
    uint32_t open_lines;   /* of this area and those within it: not declined, cancelled or closed */
    uint32_t gap_lines;    /* of those, with something outstanding */
    uint32_t excess_lines; /* promised more than asked */
    uint32_t first_tally;
    uint32_t first_group;
    uint32_t next_in_area; /* the same area in another event */
    uint32_t
        first_offer; /* of the nation: pledges of the event that are not allotted, by next_of_line */
    uint32_t offer_count;
};

struct tally {
    struct amounts amounts;
    uint64_t
        outstanding; /* of its lines, each for itself: one line's excess does not fill another's gap */
    uint64_t excess;
    uint32_t relief;
    uint32_t article;
    uint32_t open_lines;
    uint32_t next_in_relief;
};

struct group {
    uint32_t relief;
    uint32_t class_of;
    uint32_t first_pledge;
    uint32_t pledge_count;
    uint32_t next_in_relief;
    uint32_t reserved;
};

struct ledger_limits {
    uint32_t articles_max;
    uint32_t lines_max;
    uint32_t pledges_max;
    uint32_t reliefs_max; /* groups: five times as many */
    uint32_t tallies_max;
};

struct ledger {
    struct pool articles;
    struct pool lines;
    struct pool pledges;
    struct pool reliefs;
    struct pool tallies;
    struct pool groups;
    struct hash by_article;
    struct hash by_line;
    struct hash by_pledge;
    struct hash by_relief;
    struct hash by_tally;
    struct hash by_group;
    uint32_t *first_relief_of_area; /* AREA_CODES entries */
    uint32_t first_unknown;         /* articles that the catalogue did not know, by next_unknown */
    uint32_t unknown_count;
    uint32_t first_standing; /* pledges of no event that are not allotted, by next_of_line */
    uint32_t standing_count;
    uint32_t *
        due; /* heap of the pledges that can lapse, from 1, the next to do so first; ledger_due.c */
    uint32_t *due_at; /* by pledge: its place in the heap; 0: it is not in it */
    uint32_t due_count;
};

/*
 * Which reliefs a record changed: of the area, its province, the nation; of an allotment that moved a pledge, also where it left; of
 * the end of an activation, those of every line that one of its offers was allotted to.
 */
struct ledger_change {
    struct {
        uint64_t by; /* modulo 2^64 */
        uint32_t pile;
    } promises
        [NEED_LINES_MAX]; /* how much more, or less, the pledges out of a pile promise and have not sent */
    uint32_t promise_count;
    uint32_t reliefs[3 * NEED_LINES_MAX];
    uint32_t count;
    uint32_t offers
        [NEED_LINES_MAX]; /* pledges that changed and that an activation made: its document shows them */
    uint32_t offer_count;
    bool unknown; /* an article was named that the catalogue did not know */
};

/* ledger_bytes - the room ledger_init takes */
size_t ledger_bytes(const struct ledger_limits *limits);

/* ledger_init - nothing needed yet; room from a zeroed arena */
void ledger_init(struct ledger *ledger, struct arena *zeroed, const struct ledger_limits *limits);

/* ledger_index - build the look-ups again after the pools were put back from a snapshot */
void ledger_index(struct ledger *ledger);

/* Look-ups; 0: there is none. What a place points to lives as long as the view. */
uint32_t ledger_find_line(const struct ledger *ledger, uint32_t source, uint64_t number,
                          uint32_t line);
uint32_t ledger_find_pledge(const struct ledger *ledger, uint32_t source, uint64_t number,
                            uint32_t part);
uint32_t ledger_find_relief(const struct ledger *ledger, uint32_t event, uint32_t area);
uint32_t ledger_find_article(const struct ledger *ledger, const struct article *wanted);
uint32_t ledger_find_group(const struct ledger *ledger, uint32_t relief, uint32_t class_of);

static inline struct article *ledger_article(const struct ledger *ledger, uint32_t place)
{
    return pool_at(&ledger->articles, place);
}

static inline struct need_line *ledger_line(const struct ledger *ledger, uint32_t place)
{
    return pool_at(&ledger->lines, place);
}

static inline struct pledge *ledger_pledge(const struct ledger *ledger, uint32_t place)
{
    return pool_at(&ledger->pledges, place);
}

static inline struct relief *ledger_relief(const struct ledger *ledger, uint32_t place)
{
    return pool_at(&ledger->reliefs, place);
}

static inline struct tally *ledger_tally(const struct ledger *ledger, uint32_t place)
{
    return pool_at(&ledger->tallies, place);
}

static inline struct group *ledger_group(const struct ledger *ledger, uint32_t place)
{
    return pool_at(&ledger->groups, place);
}

/* line_is_open - neither declined nor cancelled nor closed */
bool line_is_open(const struct need_line *line);

/* line_counts - does it ask for something: neither declined nor cancelled? */
bool line_counts(const struct need_line *line);

/* line_outstanding - asked for and not promised; what was damaged or lost counts as not promised; 0 of a line that is not open */
uint64_t line_outstanding(const struct need_line *line);

/* line_excess - promised beyond what was asked, what was damaged or lost not counted */
uint64_t line_excess(const struct need_line *line);

/* line_spare - promised, not sent, and not needed here: the excess of an open line; all that has not left of one that is not open */
uint64_t line_spare(const struct need_line *line);

/* pledges_meet - do the days of two pledges meet? From available (or always) to valid_until (or always). */
bool pledges_meet(const struct pledge *a, const struct pledge *b);

/* pledge_unbound - what of it has neither left nor is loaded */
uint64_t pledge_unbound(const struct pledge *pledge);

/* pledge_unsent - what of it has not left, loaded or not */
uint64_t pledge_unsent(const struct pledge *pledge);

/* pledge_is_live - does it still promise something: not withdrawn, expired, or delivered */
bool pledge_is_live(const struct pledge *pledge);

/* What one line of a need is, when it is applied. */
struct asking {
    uint32_t event;
    uint32_t area;
    uint32_t source;
    uint64_t number;
    uint32_t line;
    const struct article *article;
    uint64_t asked;
    int64_t as_of_utc_us;
    int64_t needed_by_utc_us;
    uint32_t priority;
    uint32_t persons;
    uint32_t households;
    uint32_t kecamatan;
    uint32_t flags;
    int32_t latitude_udeg; /* with LINE_POSITION */
    int32_t longitude_udeg;
    struct slice delivery_point;
};

/* ledger_has_room_for_articles - for so many new ones */
bool ledger_has_room_for_articles(const struct ledger *ledger, uint32_t more);

/* ledger_has_room_for_article - for this one, when it is new */
bool ledger_has_room_for_article(const struct ledger *ledger, const struct article *wanted);

/* ledger_take_article - the place of an article, made if it is new. Room was asked. */
uint32_t ledger_take_article(struct ledger *ledger, const struct article *wanted);

/* ledger_has_room_for_need - for so many more lines of one area, their articles apart */
bool ledger_has_room_for_need(const struct ledger *ledger, uint32_t event, uint32_t area,
                              uint32_t lines);

/* ledger_ask - a line of a need. Room was asked. */
void ledger_ask(struct ledger *ledger, const struct asking *asking, struct ledger_change *change);

/* ledger_answer - a deed that need_life has for the state of the line at a place; by the decision (source, number) */
void ledger_answer(struct ledger *ledger, uint32_t place, enum need_deed deed, uint32_t source,
                   uint64_t number, struct ledger_change *change);

/* What a pledge is, when it is applied. */
struct promising {
    uint32_t event;
    uint32_t source; /* who numbered it */
    uint64_t number;
    uint32_t part;
    uint32_t giver;
    const struct article *article;
    uint64_t amount;
    uint64_t unit_thousandths;
    uint32_t line;
    uint32_t pile; /* 0: none */
    uint32_t origin;
    int64_t at_utc_us; /* when the hub took it in */
    int64_t available_utc_us;
    int64_t valid_until_utc_us;
    int64_t taken_utc_us; /* when the hub took it in */
    uint32_t region_count;
    uint16_t regions[PLEDGE_REGIONS_MAX];
    struct slice origin_name;
    struct slice cluster;
};

/* ledger_has_room_for_pledge - and, when it is for a line, there; its article apart */
bool ledger_has_room_for_pledge(const struct ledger *ledger, uint32_t line_place);

/* ledger_line_has_room - may one more pledge be for it, and stand in its group? */
bool ledger_line_has_room(const struct ledger *ledger, uint32_t line_place);

/* ledger_has_room_for_offers - for so many more pledges of one event that are not allotted, their articles apart */
bool ledger_has_room_for_offers(const struct ledger *ledger, uint32_t offers);

/* ledger_promise - a pledge. Room was asked. Returns its place. */
uint32_t ledger_promise(struct ledger *ledger, const struct promising *promising,
                        struct ledger_change *change);

/* What is done to a pledge; quantities in thousandths of the article's unit. */
struct doing {
    enum pledge_deed deed;
    uint64_t amount;  /* of a reserve or dispatch: more than before; of a receive: in good order */
    uint64_t damaged; /* of a receive */
    uint64_t lost;
    uint32_t line;              /* of an allot */
    int64_t valid_until_utc_us; /* of an extend */
    int64_t at_utc_us;          /* when the hub took it in */
};

/*
 * ledger_may - would this deed on the pledge at a place be in order now? Reads only.
 *
 * Returns HUB_OK; HUB_E_DEED_NOT_NOW when the state has no such deed; HUB_E_QUANTITY_EXCEEDED when it is more than is left;
 * HUB_E_IN_SHIPMENT when it would not be more, were nothing on a shipment; HUB_E_NOT_ALLOTTED for a dispatch of a pledge without a line; HUB_E_ITEM_DIFFERS and HUB_E_LINE_CLOSED for an allot.
 */
enum hub_status ledger_may(const struct ledger *ledger, uint32_t place, const struct doing *doing);

/* ledger_do - the deed; ledger_may said HUB_OK */
void ledger_do(struct ledger *ledger, uint32_t place, const struct doing *doing,
               struct ledger_change *change);

/* What a shipment does with goods of a pledge. */
enum carriage {
    CARRY_LOAD,    /* set aside on a shipment that has not left */
    CARRY_UNLOAD,  /* off it again; it stays set aside */
    CARRY_DEPART,  /* what was loaded leaves */
    CARRY_SEND,    /* it is loaded and leaves */
    CARRY_DELIVER, /* what had left was handed over or lost */
    CARRY_RETURN,  /* what had left goes back to the giver: it is promised no more */
};

struct carrying {
    enum carriage what;
    uint64_t amount; /* of a delivery: in good order; thousandths of the article's unit */
    uint64_t damaged;
    uint64_t lost;
    int64_t at_utc_us; /* when the hub took it in */
};

/*
 * ledger_may_carry - would this be in order now?
 *
 *   before   of a load or a send: what earlier lines of the same shipment take of the same pledge
 *
 * Returns HUB_OK; HUB_E_NOT_ALLOTTED, HUB_E_DEED_NOT_NOW, HUB_E_IN_SHIPMENT and HUB_E_QUANTITY_EXCEEDED as ledger_may.
 */
enum hub_status ledger_may_carry(const struct ledger *ledger, uint32_t place,
                                 const struct carrying *carrying, uint64_t before);

/* ledger_carry - ledger_may_carry said HUB_OK */
void ledger_carry(struct ledger *ledger, uint32_t place, const struct carrying *carrying,
                  struct ledger_change *change);

/* --- for ledger_life.c and ledger_carry.c --- */

/* pledge_within - HUB_E_QUANTITY_EXCEEDED for more than is left, or when nothing is */
enum hub_status pledge_within(uint64_t wanted, uint64_t left);

/* pledge_within_apart - the same of what is not on a shipment; HUB_E_IN_SHIPMENT when it would be right but for what is `shipped` */
enum hub_status pledge_within_apart(uint64_t wanted, uint64_t left, uint64_t shipped);

/* pledge_has_arrived - all that it promises has left, and arrived or was lost */
bool pledge_has_arrived(const struct pledge *pledge);

/* pledge_set_aside - what has left or is loaded is set aside by that (1) */
void pledge_set_aside(struct pledge *pledge);

/* ledger_lift - a pledge out of its line and totals, to be changed */
void ledger_lift(struct ledger *ledger, uint32_t place, struct ledger_change *change);

/* ledger_put_back - into them again, in this state */
void ledger_put_back(struct ledger *ledger, uint32_t place, uint32_t state,
                     struct ledger_change *change);

/* line_is_settled - after so much more has arrived: open, all that was asked is there in good order, nothing is under way */
bool line_is_settled(const struct need_line *line, const struct carrying *more);

/* ledger_settle - close the line at a place when it is settled, by the decision (source, number): the hand-over that says so */
void ledger_settle(struct ledger *ledger, uint32_t place, uint32_t source, uint64_t number,
                   struct ledger_change *change);

/* ledger_note_due - a pledge can lapse, cannot any more, or does at another time: keep the heap in order */
void ledger_note_due(struct ledger *ledger, uint32_t pledge);

/* ledger_note_offer - the pledge at a place came, was allotted, or ended: is it among the offers of its article? */
void ledger_note_offer(struct ledger *ledger, uint32_t place);

/* ledger_note_spare - the line at a place or its pledges changed: is it among the lines of its article with something to spare? */
void ledger_note_spare(struct ledger *ledger, uint32_t place);

/* ledger_due - the pledge that lapses next, 0 when none ever does; *out_utc_us when */
uint32_t ledger_due(const struct ledger *ledger, int64_t *out_utc_us);

/* ledger_audit - recompute lines, tallies, counts and groups from pledges and lines alone; true when all agree. Slow: for tests. */
bool ledger_audit(const struct ledger *ledger);

#endif
