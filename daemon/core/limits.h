/*
 * limits.h - every limit of the core: a name, a unit, a value, and what happens when it is met.
 *
 * Read by: core, io/config. Reads: nothing.
 * Limits that decide what a record means when it is replayed are constants: changing one is a change of
 * the journal's meaning. Limits of capacity have a default here and a key in pusdalopsd.yaml.
 */
#ifndef HUB_CORE_LIMITS_H
#define HUB_CORE_LIMITS_H

#include <stddef.h>

/* The wire. Met: FRAME_TOO_LARGE (libzmq closes the connection), BATCH_TOO_LARGE, TOO_MANY_ELEMENTS. */
#define FRAME_BYTES_MAX    65536
#define BATCH_MESSAGES_MAX 512
#define IN_FLIGHT_MAX                                                                              \
    512 /* requests of one connection without their answers; more may lose an answer */
#define DECODE_BYTES_MAX                                                                           \
    ((size_t)1024 * 1024)           /* room one request may take up while it is decoded */
#define ELEMENTS_MAX           8192 /* fields in one request, of every depth together */
#define REPLY_SHORT_BYTES      1024 /* a longer one is counted until it is read; met: ANSWERS_UNREAD */
#define PAGE_BYTES_MAX         49152 /* documents in one snapshot or replay page */
#define PAGE_SCAN_MAX          20000 /* entries looked at for one snapshot page */
#define PAGE_MESSAGES_MAX      256
#define MISSING_RANGES_SHOWN   16
#define HELLO_SOURCES_MAX      16
#define HELLO_CAPABILITIES_MAX 16

/* Texts, in bytes. Met: FIELD_RANGE. */
#define IDENTIFIER_BYTES_MAX  64
#define REALM_BYTES_MAX       64
#define EVENT_NAME_BYTES_MAX  200
#define REGION_NAME_BYTES_MAX 100
#define POINT_BYTES_MAX       64
#define NEEDS_BYTES_MAX       4000
#define EFFORTS_BYTES_MAX     4000
#define CHRONOLOGY_BYTES_MAX  8000
#define REASON_BYTES_MAX      500
#define SOFTWARE_BYTES_MAX    64
#define CAPABILITY_BYTES_MAX  32
#define TOPIC_BYTES_MAX       128
#define CURSOR_BYTES_MAX      64

/* What is shown of a regency; the rest is in the reports. */
#define OTHERS_SHOWN        8   /* other sources beside the chosen one, per figure */
#define PARTS_SHOWN         192 /* parts of a regency */
#define DOCUMENT_ROOM_BYTES ((size_t)512 * 1024) /* room that building one document never exceeds */
#define FLUSH_BYTES_MAX                                                                            \
    ((size_t)4 * 1024 * 1024) /* room one flush fills: 20 ms or so; the others wait */

/* Values. Met: FIELD_RANGE, TIME_AHEAD; CLOCK_SKEW warns. */
#define FIGURE_VALUE_MAX  300000000U
#define NUMBER_MAX        9007199254740991U /* 2^53 - 1: every client language counts so far exactly */
#define EVENT_REGIONS_MAX 600
#define AHEAD_MAX_US      (15LL * 60 * 1000000)
#define SKEW_WARN_US      (5LL * 60 * 1000000)
#define AS_OF_MIN_US                                                                               \
    (-5000000000000000LL) /* 1811: the oldest disaster of the national record is of 1815 */

#define TIME_MAX_US 253402300799999999LL /* 9999-12-31: the last moment that a Timestamp may say */
#define CLOCK_DOUBT_US                                                                             \
    (10LL * 60 *                                                                                   \
     1000000) /* after a step ahead nothing lapses: what NTP takes to find out, with room */

/* What a record means when replayed: constants of journal format 1. */
#define VERSIONS_PER_CELL_MAX                                                                      \
    32 /* reports kept apart per source and place; more than kinds of figures */
#define SOURCES_PER_SPOT_MAX                                                                       \
    64 /* sources that speak about one regency in one event; met: LIMIT_REACHED */
#define GAPS_PER_SOURCE_MAX 256 /* holes in a source's numbers; met: NUMBER_GAPS */
#define WARNINGS_MAX        16  /* warnings kept with one record */
#define SHIPMENT_KEPT_US                                                                           \
    (7LL * 86400 *                                                                                 \
     1000000) /* a shipment that ended is held so much longer; met: SHIPMENT_UNKNOWN */

#define ACTIVATION_KEPT_US                                                                         \
    (30LL * 86400 *                                                                                \
     1000000) /* an activation that ended is held so much longer; met: TASK_UNKNOWN */

/* Relief logistics. Met: FIELD_RANGE for what one message holds; LIMIT_REACHED. */
#define NEED_LINES_MAX 32 /* of one need */
#define GOODS_THOUSANDTHS_MAX                                                                      \
    1000000000000U /* 10^12 of the base unit, in one line: four million lines of it fit in 64 bits */
#define LINES_PER_AREA_MAX    8192 /* that one regency asked for in one event, closed ones included */
#define PLEDGES_PER_LINE_MAX  256
#define PLEDGES_PER_GROUP_MAX 1024 /* for one class of goods of one area in one event */
#define PLEDGE_REGIONS_MAX    16
#define GIVER_PARTS                                                                                \
    4 /* of the places of one line, and of one class of goods there, one giver may hold one part in so many; met: SHARE_REACHED */
#define NOTE_BYTES_MAX     200
#define SHIPMENT_LINES_MAX 32 /* of one shipment */
#define OVERLAPS_SHOWN     16 /* pledges in one overlap, members in one warning */

/* Contingency plans. Met: FIELD_RANGE for what one message holds; LIMIT_REACHED. */
#define PLAN_LINES_MAX     32 /* of one plan: a need's as well, see struct ledger_change */
#define PLAN_HAZARDS_MAX   16
#define PLAN_NAME_MAX      200
#define TASK_TEXT_MAX      200    /* what is to be done */
#define WITHIN_MINUTES_MAX 525600 /* a year */
#define NAMES_SPARE_PART                                                                           \
    4 /* one part in so many of the places for sources is not for names that only a plan says */

/* What a document of relief logistics shows. Met: `cut`. */
#define LOGISTICS_BYTES_MAX   PAGE_BYTES_MAX /* one document, packed, without its head */
#define LOGISTICS_ITEMS_SHOWN 256
#define GAPS_SHOWN            64
#define LINES_SHOWN           1024 /* other open lines; the bytes are met first */
#define LINE_PLEDGES_SHOWN    16
#define OFFERS_SHOWN          64

/* Stock. Met: FIELD_RANGE for what one message holds; LIMIT_REACHED. */
#define STOCK_LINES_MAX           32              /* of one count */
#define STOCK_THOUSANDTHS_MAX     10000000000000U /* 10^13: a million entries of it fit in 64 bits */
#define LOTS_PER_PILE_MAX         64 /* budgets and days of expiry of one item in one warehouse */
#define ENTRIES_PER_WAREHOUSE_MAX 2048
#define WAREHOUSES_PER_AREA_MAX   1024 /* closed ones included */
#define KEEPER_PARTS              4 /* a member may hold one part in so many of them; met: SHARE_REACHED */
#define UNCOUNTED_PER_WAREHOUSE_MAX                                                                \
    256 /* items that only shipments and pledges named and nobody counted */
#define UNCOUNTED_PER_SENDER_MAX 64 /* of them, named by one who sends to a warehouse of another */
#define PILE_MOVES_MAX           8  /* movements since a count that are known one by one */
#define FLOW_SUMS_MAX            64 /* hours of which the newest statement is kept: more than 48 */
#define STAY_MAX_US              (48LL * 3600 * 1000000) /* the 2 x 24 h rule */
#define STOCK_FRESH_US           (7LL * 86400 * 1000000) /* an older count is stale */
#define EXPIRY_NINE_MONTHS_DAYS  270
#define EXPIRY_THREE_MONTHS_DAYS 90

/* What a document of stock shows. Met: `cut`. */
#define STOCK_BYTES_MAX        PAGE_BYTES_MAX /* one document, packed, without its head */
#define STOCK_ITEMS_SHOWN      256
#define STOCK_ALARMS_SHOWN     64
#define STOCK_WAREHOUSES_SHOWN 256
#define STOCK_SCAN_MAX         8192 /* entries or warehouses looked at for one document */
/* What an answer about a line, or about who does what, looks at and shows. Met: `cut`; the cursor. */
#define SUGGESTIONS_SHOWN 32
#define SUGGEST_LOOKED_MAX                                                                         \
    4096 /* pledges of one article, or lines with theirs: a few milliseconds at most */
/* The registry of clusters. Met: clusters.yaml is refused, with the place in it. */
#define CLUSTERS_MAX          256
#define CLUSTER_DEPTH_MAX     4 /* clusters above a cluster */
#define CLUSTER_MEMBERS_MAX   128
#define CLUSTER_REGIONS_MAX   64 /* of a cluster, and of a member */
#define MEMBER_CAPACITIES_MAX 32
#define CLUSTER_NAME_MAX      200 /* bytes, as those below */
#define DECREE_NUMBER_MAX     100
#define CAPACITY_SERVICE_MAX  80
#define CONTACT_NAME_MAX      100
#define CONTACT_PHONE_MAX     32
#define CLUSTER_BYTES_MAX     PAGE_BYTES_MAX /* one cluster as a document, without its head */

/* Of clusters that a reload took away, the last so many more are told of; met: the one gone longest is forgotten. */
#define CLUSTER_SLOTS 512U

/* The catalogue as documents. */
#define PAGE_ITEMS_MAX      64
#define ITEM_UNITS_SHOWN    32   /* of one item; met: the others are left out */
#define ITEM_PAGES_MAX      1024 /* 20,000 items of the largest kind take 910 */
#define UNKNOWN_ITEMS_SHOWN 256  /* met: the ones named least often are left out */

/* Capacity: defaults. Met: LIMIT_REACHED. */
#define CLIENTS_MAX_DEFAULT  4096
#define SOURCES_MAX_DEFAULT  8192
#define EVENTS_MAX_DEFAULT   16384
#define SPOTS_MAX_DEFAULT    131072
#define CELLS_MAX_DEFAULT    131072
#define VERSIONS_MAX_DEFAULT 524288
#define GAPS_MAX_DEFAULT     65536

/*
 * Of the picture's capacity (events, spots, cells, versions) a source may hold one part in so many, by its role; but
 * no less than the floor, so that a small hub can be used up to the end. Met: SHARE_REACHED.
 */
#define SHARE_PARTS_NATION   1
#define SHARE_PARTS_PROVINCE 4
#define SHARE_PARTS_OTHERS   8
#define SHARE_FLOOR          64

#define ARTICLES_MAX_DEFAULT    8192
#define LINES_MAX_DEFAULT       262144
#define PLEDGES_MAX_DEFAULT     262144
#define RELIEFS_MAX_DEFAULT     16384
#define TALLIES_MAX_DEFAULT     262144
#define WAREHOUSES_MAX_DEFAULT  8192
#define STOCKS_MAX_DEFAULT      131072
#define PLANS_MAX_DEFAULT       4096
#define PLAN_LINES_MAX_DEFAULT  32768
#define ACTIVATIONS_MAX_DEFAULT 8192
#define TASKS_MAX_DEFAULT       65536

#define SHIPMENTS_MAX_DEFAULT 32768
#define REALMS_MAX            8
#define CLIENT_REGIONS_MAX    64
#define CLIENT_SPEAKS_FOR_MAX 640
#define CLIENT_KEYS_MAX       2

/* One turn: how much is taken in before it is made durable. */
#define TURN_RECORDS_MAX   1024
#define TURN_BYTES_MAX     ((size_t)32 * 1024 * 1024)
#define TURN_BYTES_SPARE   ((size_t)16 * 1024 * 1024) /* left before one more request is taken in */
#define TURN_EFFECTS_SPARE (2 * BATCH_MESSAGES_MAX + 64)
#define TURN_EFFECTS_MAX   8192

#endif
