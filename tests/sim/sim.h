/*
 * sim.h - one simulated world around the real loop and the real core, all of it from one seed.
 *
 * Read by: every file of this folder. Reads: core/, io/loop.h.
 * Owns: everything of a run, in the run's room (room_take); it goes back in one piece when the run ends.
 * Holds: (1) nothing here asks a clock, a file or a die of the machine; (2) whoever finds a rule broken calls
 *        judge_broken, which names the seed and ends the process.
 */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include "dice.h"
#include "io/loop.h"

#include "pusdalops/v1/submit.pb-c.h"

#define SIM_CLIENTS_MAX  48
#define SIM_MOUTHS_MAX   64
#define SIM_POSTS_MAX    4096
#define SIM_CONSOLES_MAX 6
#define SIM_REALMS       2
#define SIM_EVENTS_MAX   24
#define SIM_GOODS        4U
#define SIM_LANDED_MAX   4096U
#define SIM_HOUSES_MAX   256U
#define SIM_PLANS_MAX    128U
#define SIM_HANDS_MAX    4096 /* requests that wait for their reply */
#define SIM_TABLE_SLOTS  (1U << 16U)

enum sim_realm { SIM_REAL, SIM_DRILL };

/* What goes wrong, and how often; drawn from the seed. */
struct odds {
    uint32_t loss;         /* of a frame, in a million */
    uint32_t feed_loss;    /* of a publication to one console */
    uint32_t twice;        /* a frame arrives twice */
    uint32_t delay_ms_max; /* frames overtake one another within it */
    uint32_t partition;    /* of one client, per turn */
    uint32_t crash;        /* per append */
    uint32_t sync_fails;   /* per append */
    uint32_t store_fills;  /* per turn */
    uint32_t clock_steps;  /* per turn */
    uint32_t
        deaf; /* per turn: the hub is told that nobody listens to a lane, or that somebody does */
    uint32_t snapshot;         /* per turn: the view is kept for the next start */
    uint32_t snapshot_damaged; /* of a snapshot that is read */
    uint32_t batch;            /* of a hand-in: several at once */
    uint32_t lie;              /* per turn */
    uint32_t invent;           /* per turn: one office names places that nobody has named before */
    uint32_t turns;            /* of load */
    uint32_t relief;           /* of what an office has to say: of relief goods */
    uint32_t stock;            /* of that: of what is in a warehouse */
    uint32_t say;              /* per mouth and turn: a new message */
};

/* --- clients --- */

enum sim_kind { SIM_NODE, SIM_LIAR, SIM_OUTSIDER, SIM_CONSOLE, SIM_SOURCE_ONLY };

struct sim_client {
    char name[IDENTIFIER_BYTES_MAX + 1];
    char key[KEY_TEXT_BYTES + 1];
    enum sim_kind kind;
    enum role role;
    enum access_class access;
    uint32_t region;
    bool realms[SIM_REALMS];
    int speaks_for[4]; /* client places; -1: none */
    bool by_intake;
    bool revoked; /* by the roster in force */
    bool invents; /* places, without end: one source may hold only its share of them */
    int64_t cut_off_until_us;
};

/* A plan that is known to be in the journal, and the last version of it that is. */
struct landed_plan {
    enum sim_realm realm;
    const char *source;
    const char *id;
    uint32_t area;
    uint64_t number;
};

/* A message of an honest source, from its making to its receipt. */
struct post {
    uint64_t number;
    struct slice bytes;
    uint32_t kind;     /* enum body_kind */
    uint32_t area;     /* of a report */
    uint32_t event;    /* of a declaration or a need: its place in run->events */
    uint32_t goods[3]; /* of the lines of a need; of a pledge the first */
    uint32_t goods_count;
    struct landed_plan plan; /* of a plan or its activation */
    bool is_of_offer;        /* of a pledge's update: of an offer that an activation made */
    const char *of_event;    /* of a pledge for a line and of a shipment; NULL: of none */
    bool
        names_another; /* a report with revises, a withdrawal, a verification: may lose a race and be refused */
    bool done;
    bool sent_by_intake;
    int64_t next_try_us;
};

/* One source of one realm as one client speaks it: it has numbers of its own. */
struct mouth {
    uint32_t client;
    enum sim_realm realm;
    const char *source;
    struct post posts[SIM_POSTS_MAX];
    uint32_t count;
    uint32_t first_open;
    uint32_t activations; /* that it said */
    int64_t next_heartbeat_us;
};

/* A message that is known to be in the journal: others may verify it, its source may take it back. */
struct landed {
    enum sim_realm realm;
    const char *source;
    uint64_t number;
    uint32_t area;
};

/* A line and a pledge that are known to be in the journal. */
struct landed_line {
    enum sim_realm realm;
    const char *source;
    uint64_t number;
    uint32_t line;
    uint32_t area;
    uint32_t goods;
    const char *event;
};

struct landed_pledge {
    enum sim_realm realm;
    const char *source;
    uint64_t number;
    uint32_t part; /* of an activation; 0: a pledge */
    const char *giver;
    uint32_t goods;
    uint32_t area;     /* of the line it was said for; 0: of none */
    const char *event; /* NULL: of none */
};

struct landed_shipment {
    enum sim_realm realm;
    const char *source;
    uint64_t number;
    uint32_t area;
    uint32_t lines;
};

/* A warehouse whose declaration is known to be in the journal. */
struct landed_house {
    enum sim_realm realm;
    const char *source;
    uint32_t house;
};

struct landed_activation {
    enum sim_realm realm;
    const char *source;
    uint64_t number;
    struct landed_plan plan;
};

struct sim_event {
    char id[24];
    enum sim_realm realm;
    uint32_t area; /* the province whose event it is; AREA_NATION: of all */
    bool open_to_reports;
    uint32_t declared_by; /* mouth */
};

/* --- what was ever said, and whether it may be in the journal --- */

struct said {
    uint64_t hash;
    struct slice bytes;
    enum sim_realm realm;
    uint32_t client;
    bool forbidden;
    bool in_journal;
};

/* A number that got a receipt: it is the same for ever. */
struct promise {
    uint64_t key; /* 0: free */
    enum sim_realm realm;
    uint64_t seq;
    int64_t received_utc_us;
    uint64_t message_hash;
    uint64_t warnings_hash;
};

/* --- the store --- */

struct kept {
    struct slice bytes;
    uint32_t area;
    uint32_t source;
    uint64_t number;
};

struct sim_store {
    struct kept *records; /* place = sequence - 1 */
    uint32_t count;
    uint32_t max;
    struct slice snapshot;
};

/* --- the network --- */

enum parcel_kind { PARCEL_TO_HUB, PARCEL_REPLY, PARCEL_FEED };

struct parcel {
    enum parcel_kind kind;
    int64_t due_us;
    uint64_t order;
    uint32_t client;
    enum door door;
    enum lane lane;
    struct slice topic;
    struct slice payload;
};

/* A request under way: what its reply will be about. */
struct hand {
    uint64_t id;
    uint32_t client;
    enum {
        HAND_FREE,
        HAND_SUBMIT,
        HAND_HEARTBEAT,
        HAND_LIE,
        HAND_FORBIDDEN,
        HAND_SNAPSHOT,
        HAND_REPLAY,
        HAND_AUDIT
    } kind;
    uint32_t mouth;
    uint32_t console;
    struct slice message; /* of a lie that is one message */
};

struct run;
struct console;
struct oracle;
struct ration;
struct larder;
struct pier;
#define PIER_NONE UINT32_MAX /* no warehouse, or one that nobody declared */
struct muster;

struct plants {
    bool snapshot_too_early; /* the world keeps a view that is ahead of the journal */
    bool index_lost;         /* after a restart the journal finds nothing by number */
    bool epoch_again;        /* a restarted hub says it is the same run */
    bool wrong_peer;         /* a reply goes to another client */
    bool tail_skipped;       /* a restart forgets the last records of the journal */
    bool area_index_lost;    /* replay by area leaves out a record */
};

struct run {
    uint64_t seed;
    struct dice dice;
    struct odds odds;
    struct plants plants;
    bool calm; /* the faults are over */
    uint64_t turn;
    uint64_t fingerprint; /* of everything that left the hub and everything in the journal */
    uint64_t messages;    /* handed to the hub, in any frame */
    uint64_t accepted;
    uint64_t restarts;

    int64_t mono_us;
    int64_t wall_offset_us;
    int64_t seen_offset_us; /* at the hub's last turn; 0: it did not look yet */
    int64_t doubt_until_us; /* until then, of mono_us, nothing lapses */

    struct catalogue catalogue;
    struct sim_client clients[SIM_CLIENTS_MAX];
    uint32_t client_count;
    struct roster *rosters[2];      /* before and after the revocation */
    struct catalogue catalogues[2]; /* that of the room in two versions */
    uint32_t board_now;             /* which of them, and of the registries, is in force */
    uint32_t roster_now;
    uint32_t revoke_at_turn;
    bool reload_due;

    struct sim_store stores[SIM_REALMS];
    bool store_full;
    bool store_told_full;

    struct parcel *parcels;
    uint32_t parcel_count;
    uint32_t parcel_max;
    uint64_t parcel_order;
    struct hand hands[SIM_HANDS_MAX];
    uint64_t next_hand;
    int64_t feed_due_us[SIM_CONSOLES_MAX][LANE_COUNT];

    struct mouth *mouths[SIM_MOUTHS_MAX];
    uint32_t mouth_count;
    struct sim_event events[SIM_EVENTS_MAX];
    uint32_t event_count;
    struct landed *landed;
    uint32_t landed_count;
    uint32_t landed_max;
    struct landed_line *lines;
    uint32_t line_count;
    struct landed_pledge *pledges;
    uint32_t pledge_count;
    struct landed_house houses[SIM_HOUSES_MAX];
    uint32_t house_count;
    struct landed_plan plans[SIM_PLANS_MAX];
    uint32_t plan_count;
    struct landed_activation *activations;
    uint32_t activation_count;
    struct landed_shipment *shipments;
    uint32_t shipment_count;
    struct console *consoles[SIM_CONSOLES_MAX];
    uint32_t console_count;

    struct said *said;
    uint32_t said_count;
    struct promise *promises;
    uint32_t promise_count;
    uint64_t *numbers_in_journal; /* open table of keys */
    struct oracle *oracles[SIM_REALMS];

    struct hub hub;
    void *hub_room;
    size_t hub_room_bytes;
    struct hub_settings settings;
    struct world world;
    struct loop loop;
    bool hub_lives;
    bool crashed; /* in the middle of this turn: nothing leaves any more */
    bool append_failed;
    const struct effect *going; /* a turn that is written and not synced yet; NULL: none */
    uint32_t going_count;
    bool crash_after_sync;
    int64_t start_again_us;
    uint64_t epoch;
    struct event *heard;        /* room of hear */
    bool listened[LANE_COUNT];  /* as the hub was told last */
    bool ever_deaf[LANE_COUNT]; /* since it started: what was not built leaves a gap */
    uint64_t feed_last[SIM_REALMS][LANE_COUNT][TOPIC_KINDS]
                      [AREA_CODES]; /* last sequence that left */
};

/* --- room.c: the room of a run --- */

/* room_begin - an empty room; room_take - zeroed room until room_end */
void room_begin(void);
void *room_take(size_t size_bytes);
void room_end(void);
/* room_copy - bytes that live as long as the run */
struct slice room_copy(struct slice bytes);
struct slice room_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* scratch_arena - for decoding; reset at every call */
struct arena *scratch_arena(void);
/* scratch_allocator - protobuf-c's, over the arena that scratch_arena gave last */
ProtobufCAllocator *scratch_allocator(void);

/* --- cast.c: who takes part --- */

void cast_make(struct run *run);
/* cast_find - place of a client by name; it exists */
uint32_t cast_find(const struct run *run, const char *name);
extern const char *const sim_realm_names[SIM_REALMS];

/* --- write.c: messages and requests as bytes --- */

struct draft {
    const struct mouth *mouth;
    const char *source;
    const char *realm;
    uint64_t number;
    const char *on_behalf_of;
    int64_t now_us;
};

struct slice write_event(const struct draft *draft, const struct sim_event *event, bool closed,
                         const char *const *codes, size_t code_count);
struct slice write_report(const struct draft *draft, const char *event_id,
                          Pusdalops__V1__Place *place, int64_t as_of_us, uint64_t revises,
                          const struct figures *figures);
struct slice write_withdrawal(const struct draft *draft, uint64_t number);
struct slice write_verification(const struct draft *draft, const char *source, uint64_t number,
                                uint32_t level, bool retract);
/* write_body - a message with this body; body_case as protobuf-c numbers it */
struct slice write_body(const struct draft *draft, uint32_t body_case, ProtobufCMessage *body);
struct slice write_submit(uint64_t id, const struct slice *messages, size_t count);
struct slice write_snapshot(uint64_t id, enum sim_realm realm, const char *prefix,
                            const char *cursor);
struct slice write_activities(uint64_t id, enum sim_realm realm, const char *cursor);
struct slice write_replay(uint64_t id, const char *realm, const char *topic, uint64_t after);
struct slice write_heartbeat(uint64_t id, const struct mouth *mouth, int64_t now_us);
struct slice write_inquiry(uint64_t id, const char *realm, const char *source, uint64_t number);

/* --- net.c: frames under way --- */

/* net_request - a new request; its id. Sent with net_send. */
struct hand *net_hand(struct run *run, uint32_t client);
void net_send(struct run *run, uint32_t client, enum door door, struct slice payload);
void net_reply(struct run *run, uint32_t client, struct slice payload);
/* net_is_unread - the hub says that answers lie unread, in place of one */
bool net_is_unread(const Pusdalops__V1__Reply *reply);
void net_publish(struct run *run, const struct effect *effect);
/* net_deliver - hand over what is due to clients; frames for the hub go into events */
uint32_t net_deliver(struct run *run, struct event *events, uint32_t max);
int64_t net_next_due(const struct run *run);
/* net_cut - the connections to the hub broke: what was under way is gone */
void net_cut(struct run *run);

/* --- node.c, liar.c: what clients say --- */

void nodes_act(struct run *run);
/* node_say - one more message of a mouth, to be handed in until there is a receipt */
struct post *node_say(struct run *run, struct mouth *mouth, struct slice bytes, enum body_kind kind,
                      bool names_another);
/* node_event - an event of this realm that an area belongs to; NULL: none yet. node_code - a region code as text */
const struct sim_event *node_event(struct run *run, enum sim_realm realm, uint32_t area);
char *node_code(uint64_t code);
void node_reply(struct run *run, struct hand *hand, const Pusdalops__V1__Reply *reply);
/* nodes_open - how many honest messages have no receipt yet */
uint32_t nodes_open(const struct run *run);
void liar_act(struct run *run);
void liar_reply(struct run *run, struct hand *hand, const Pusdalops__V1__Reply *reply);

/* --- console.c --- */

void console_make(struct run *run, uint32_t client, enum sim_realm realm, const char *prefix);
void consoles_act(struct run *run);
void console_feed(struct run *run, uint32_t place, enum lane lane, struct slice topic,
                  struct slice payload);
void console_reply(struct run *run, struct hand *hand, const Pusdalops__V1__Reply *reply);
bool console_wants(const struct console *console, enum lane lane, struct slice topic);
uint32_t console_client(const struct console *console);
/* console_differs - NULL when every console's picture is the hub's; else what differs */
const char *console_differs(struct run *run);
bool consoles_idle(const struct run *run);

/* --- judge.c: the rules --- */

_Noreturn void judge_broken(const struct run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void judge_said(struct run *run, struct slice bytes, enum sim_realm realm, uint32_t client,
                bool forbidden);
/* judge_record - a record is durable from now on */
void judge_record(struct run *run, enum sim_realm realm, struct slice bytes);
void judge_reply(struct run *run, uint32_t client, struct slice payload);
void judge_publish(struct run *run, const struct effect *effect);
/* judge_journal - the whole journal: chain, promises, each number once */
void judge_journal(struct run *run, enum sim_realm realm);
void judge_view(struct run *run, enum sim_realm realm);
/* judge_picture - the hub's documents say what the oracle says */
void judge_picture(struct run *run, enum sim_realm realm);
void judge_mix(struct run *run, const void *bytes, size_t size_bytes);
uint64_t judge_hash(const void *bytes, size_t size_bytes);

/* --- giver.c: relief goods --- */

void giver_think(struct run *run, struct mouth *mouth, const struct draft *draft);
void giver_learn(struct run *run, const struct mouth *mouth, const struct post *post);
/* giver_came_late - may this have been refused because others were quicker, or by the roster? */
bool giver_came_late(const struct run *run, const struct post *post,
                     const Pusdalops__V1__Receipt *receipt);
void giver_catalogue(struct run *run);

/* --- storer.c: warehouses --- */

bool storer_thinks(const struct run *run, const struct mouth *mouth);
void storer_think(struct run *run, struct mouth *mouth, const struct draft *draft);
void storer_learn(struct run *run, const struct mouth *mouth, const struct post *post);
/* storer_came_late - may this have been refused because the warehouse was closed meanwhile? */
bool storer_came_late(const struct post *post, const Pusdalops__V1__Receipt *receipt);

/* --- larder.c: the stock once more, naively --- */

struct larder *larder_make(struct run *run);
/* larder_hear - a message of the journal; false: it is not about stock */
bool larder_hear(struct larder *larder, const Pusdalops__V1__Message *message);
/* larder_deserves - was this count refused for what is so: its warehouse has been closed? */
bool larder_deserves(const struct larder *larder, const Pusdalops__V1__Message *message,
                     enum hub_status code);
/* larder_house - of that name, PIER_NONE when nobody declared it; larder_area, larder_name - of one; larder_moved_now - in this turn */
uint32_t larder_house(const struct larder *larder, const char *source, const char *id);
uint32_t larder_area(const struct larder *larder, uint32_t house);
const char *larder_name(const struct larder *larder, uint32_t house);
bool larder_moved_now(const struct larder *larder);
/* larder_compare - every entry, and the stock's own audit */
void larder_compare(const struct larder *larder, const struct view *view);
/* larder_compare_document - one of the documents of a realm, as an internal client reads it */
void larder_compare_document(const struct larder *larder, const Pusdalops__V1__StockStatus *shown);

/* --- planner.c: contingency plans --- */

/* planner_think - false: it had nothing to say */
bool planner_think(struct run *run, struct mouth *mouth, const struct draft *draft);
void planner_learn(struct run *run, const struct mouth *mouth, const struct post *post);
/* planner_came_late - may this have been refused because another version was in force, or others were quicker? */
bool planner_came_late(const struct post *post, const Pusdalops__V1__Receipt *receipt);

/* --- muster.c: plans and tasks once more, naively --- */

struct muster *muster_make(struct run *run, struct ration *ration);
/* muster_age - what ended long ago is forgotten by this record, whatever it says */
void muster_age(struct muster *muster, const struct record *record);
/* muster_hear - a message of the journal; false: it is not about plans */
bool muster_hear(struct muster *muster, const struct record *record,
                 const Pusdalops__V1__Message *message);
/* muster_deserves - is the reason for which a message of plans was refused true? */
bool muster_deserves(const struct muster *muster, const Pusdalops__V1__Message *message,
                     enum hub_status code);
/* muster_compare_document - as an internal client reads it at a time; how many of its documents it was: 0 or 1 */
uint32_t muster_compare_document(const struct muster *muster,
                                 const Pusdalops__V1__FeedMessage *document, int64_t at_us);
/* muster_documents - how many there must be */
uint32_t muster_documents(const struct muster *muster);
/* muster_activities - how many rows of who does what are of tasks; muster_compare_activity - one of them */
uint32_t muster_activities(const struct muster *muster);
void muster_compare_activity(const struct muster *muster, const Pusdalops__V1__Activity *row);
/* muster_audit - the hub's own audit of its tables */
void muster_audit(const struct muster *muster, const struct view *view);
/* --- board.c: clusters and the catalogue, as the administrator puts them up --- */

/* board_says - of a giver who speaks for a cluster, by the first registry (0) or the other: HUB_OK, or the warning it draws */
enum hub_status board_says(uint32_t which, const char *cluster, const char *giver);
/* board_of_the_room - what comes into force with the roster of now */
void board_of_the_room(struct run *run, struct event *event);

/* giver_pledge - a pledge that landed: of the mouth's own source and for a line, or NULL; of an area and event when they are given */
const struct landed_pledge *giver_pledge(struct run *run, const struct mouth *mouth,
                                         const struct landed_pledge *like);

/* --- carrier.c: shipments --- */

/* carrier_think - false: nothing to say */
bool carrier_think(struct run *run, struct mouth *mouth, const struct draft *draft);
void carrier_learn(struct run *run, const struct mouth *mouth, const struct post *post);
bool carrier_came_late(const struct post *post, uint32_t code);

/* --- ration.c: the ledger once more, naively --- */

struct ration *ration_make(struct run *run, const struct larder *larder);
/* ration_activities - how many rows of who does what are of pledges; ration_compare_activity - one of them */
uint32_t ration_activities(const struct ration *ration);
void ration_compare_activity(const struct ration *ration, const Pusdalops__V1__Activity *row);
/* ration_age - what ended long ago is forgotten by this record, whatever it says */
void ration_age(struct ration *ration, const struct record *record);
/* ration_hear - a message of the journal; false: it is not about relief goods */
bool ration_hear(struct ration *ration, const struct record *record,
                 const Pusdalops__V1__Message *message);
/* ration_deserves - did the hub refuse a message about relief goods for a reason that is true? Also true when we cannot say. */
bool ration_deserves(const struct ration *ration, const struct sim_client *client,
                     const Pusdalops__V1__Message *message, enum hub_status code);
/* ration_compare - every line and pledge; ration_compare_all - also the totals and overlaps, and the ledger's own audit */
void ration_compare(const struct ration *ration, const struct view *view);
void ration_compare_all(const struct ration *ration, const struct view *view);
/* ration_compare_document - one of the documents of a realm, as an internal client reads it */
void ration_compare_document(const struct ration *ration,
                             const Pusdalops__V1__LogisticsStatus *shown);
/* What an activation offers for a member. */
struct offered {
    const char *event;
    const char *source;
    uint64_t number;
    uint32_t part;
    const char *giver;
    int64_t at_us;
    uint32_t area; /* that it may go to */
};
/* ration_offer - a promise that an activation made; ration_stand_by, ration_take_back - if there is one, and still something to do;
 * only_offered: only when nobody stood by it. ration_has_left - all of it. */
void ration_offer(struct ration *ration, const struct offered *offered,
                  const Pusdalops__V1__Quantity *quantity);
void ration_stand_by(struct ration *ration, const char *source, uint64_t number, uint32_t part);
void ration_take_back(struct ration *ration, const char *source, uint64_t number, uint32_t part,
                      bool only_offered);
/* ration_changed_now - in this turn: what was refused in it may have been refused before or after */
bool ration_changed_now(const struct ration *ration);
bool ration_has_left(const struct ration *ration, const char *source, uint64_t number,
                     uint32_t part);
/* haul_compare_document - a shipment as an internal client reads it */
void haul_compare_document(const struct ration *ration, const Pusdalops__V1__ShipmentStatus *shown);
/* pier_hear - a count, after the larder heard it; pier_compare - what moved and is promised of every pile; of a document the same */
void pier_hear(struct pier *pier, const Pusdalops__V1__Message *message);
void pier_compare(const struct ration *ration, const struct view *view);
void pier_compare_document(const struct ration *ration, const Pusdalops__V1__StockStatus *shown);
/* ration_pier - where goods leave and come in */
struct pier *ration_pier(const struct ration *ration);
/* haul_documents - how many shipments are held */
uint32_t haul_documents(const struct ration *ration);
/* ration_judge_lapses - nothing promised is over by then that the hub did not say so of */
void ration_judge_lapses(const struct ration *ration, int64_t at_utc_us);

/* --- oracle.c: the picture once more, naively --- */

struct oracle *oracle_make(struct run *run, enum sim_realm realm);
void oracle_hear(struct oracle *oracle, struct slice bytes);
void oracle_compare(struct run *run, struct oracle *oracle,
                    const Pusdalops__V1__FeedMessage *document, int64_t at_utc_us);
/* oracle_is_gone - was this report taken back (REPORT_WITHDRAWN), or given up as too old (REPORT_TOO_OLD)? */
bool oracle_is_gone(const struct oracle *oracle, const char *source, uint64_t number,
                    enum hub_status code);
/* oracle_ration - its ledger; oracle_muster - its plans and tasks */
struct ration *oracle_ration(struct oracle *oracle);
/* oracle_larder - its stock */
struct larder *oracle_larder(struct oracle *oracle);
struct muster *oracle_muster(struct oracle *oracle);
/* oracle_cells - how many places a speaker has named, larger ones counted too; its share is how many it may */
uint32_t oracle_cells(const struct oracle *oracle, const char *speaker);
uint32_t oracle_share(const struct oracle *oracle, const char *speaker);
/* oracle_documents - how many regency and area documents there must be */
uint32_t oracle_documents(const struct oracle *oracle);

/* --- outside.c: store, clock and the daemon's life --- */

void outside_begin(struct run *run);
/* outside_end - the room of the hub, which lives, goes back */
void outside_end(struct run *run);
void outside_turn(struct run *run);
/* outside_view - a view of the journal alone, in fresh room */
void outside_view(struct run *run, enum sim_realm realm, struct view *view, bool with_snapshot);
void outside_view_free(void);
/* outside_ask - put one request to the hub between turns, as this client; the reply */
struct slice outside_ask(struct run *run, uint32_t client, struct slice payload);

/* sim_run - one run from a seed; ends the process when a rule is broken */
struct sim_result {
    uint64_t fingerprint;
    uint64_t messages;
    uint64_t accepted;
    uint64_t turns;
    uint64_t restarts;
};
void sim_run(uint64_t seed, const struct plants *plants, uint32_t turns, struct sim_result *out);

#endif
