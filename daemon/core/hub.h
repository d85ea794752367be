/*
 * hub.h - the hub as a function: what happens comes in, what follows goes out.
 *
 * Read by: io/loop, simulator, scenario runner. Reads: everything in core.
 * Owns: its realms, in room given at init; nothing is allocated later. The bytes of effects live in the turn's
 *       arena, until the second hub_turn_begin from there: a turn may still be on its way to the disk while the next is stepped.
 * Holds: (1) a step touches no socket, file, clock or dice: time comes with the event, the journal is asked
 *        through the reader; (2) what was decided in a turn is applied before the next decision of the turn, and
 *        all of it is durable before anything leaves; (3) nothing a peer sends makes a step fail.
 * Source: architecture rules 1 to 5; proto/README.md.
 */
#ifndef HUB_CORE_HUB_H
#define HUB_CORE_HUB_H

#include "core/answer.h"
#include "core/domain.h"
#include "core/feed.h"
#include "core/hub_silence.h"
#include "core/reader.h"
#include "core/realm.h"

enum event_kind {
    EVENT_REQUEST,   /* a frame from a peer */
    EVENT_TICK,      /* time passed */
    EVENT_ROSTER,    /* a roster is in force from now on, with it a registry and a catalogue */
    EVENT_STORE,     /* the store's room changed */
    EVENT_LISTENERS, /* somebody began, or nobody goes on, to listen to a lane */
    EVENT_DRAIN,     /* the daemon is going down in good order */
};

enum door { DOOR_SUBMIT, DOOR_INTAKE };

struct event {
    enum event_kind kind;
    int64_t at_utc_us; /* wall clock: a label */
    int64_t mono_us;   /* monotonic clock: spans */
    union {
        struct {
            enum door door;
            struct peer peer;     /* of DOOR_SUBMIT */
            struct slice user;    /* User-Id: the Z85 text of the peer's key; empty: none */
            struct slice payload; /* good until the step returns */
        } request;
        struct {
            const struct roster *roster; /* lives until the next EVENT_ROSTER has been stepped */
            const struct registry *registry;   /* the same; NULL: none is kept */
            const struct catalogue *catalogue; /* the same; NULL: as before */
            struct slice note;                 /* goes into the journal; empty: none */
        } roster;
        struct {
            bool full;
        } store;
        struct {
            bool listened[LANE_COUNT];
        } listeners;
    } as;
};

struct hub_settings {
    const char *name;     /* the hub's, for people */
    const char *software; /* name and version */
    uint64_t epoch;       /* differs from every earlier run's */
    const char *realms[REALMS_MAX];
    uint32_t realm_count;
    struct view_limits limits;
    uint32_t clients_max;
    uint32_t client_messages_per_s; /* 0: no limit */
    uint32_t client_messages_burst;
    uint32_t heartbeat_interval_ms;      /* the hub's own */
    uint32_t node_heartbeat_interval_ms; /* told to nodes */
    uint32_t silent_after_ms;
    uint32_t flush_interval_ms;
    int64_t fresh_for_us;
    int64_t clock_doubt_us; /* for so long after a step of the clock ahead nothing lapses */
};

/* Counted since the hub started. */
struct hub_counters {
    uint64_t requests;
    uint64_t intake;
    uint64_t accepted;
    uint64_t duplicates;
    uint64_t conflicts;
    uint64_t refused;
    uint64_t busy;
    uint64_t warnings;
    uint64_t unreadable; /* frames on intake that nobody could be told about */
    uint64_t by_code[700];
};

struct hub {
    struct hub_settings settings;
    const struct catalogue *catalogue;
    const struct roster *roster;
    struct board board; /* the registry of clusters, and the catalogue as documents */
    struct reader reader;
    struct realm *realms;
    struct arena turn; /* bytes of this turn's effects */
    struct arena last_turn;
    struct arena scratch; /* one request */
    struct page *page;
    struct receipt *receipts; /* of one batch */
    uint32_t turn_records;
    bool store_full;
    bool draining;
    bool listened[LANE_COUNT]; /* until told otherwise: every lane */
    int64_t next_heartbeat_mono_us;
    int64_t next_presence_mono_us;
    uint64_t heartbeats;
    int64_t clock_offset_us;     /* wall minus monotonic at the last tick; 0: not known yet */
    int64_t doubt_until_mono_us; /* of the clock: nothing lapses before */
    uint32_t stale_spot; /* where the search for figures that turned stale or fresh goes on */
    int64_t stale_since_utc_us; /* the span that this round of the search looks at */
    int64_t stale_until_utc_us;
    bool has_seen_time;
    int64_t seen_first_utc_us; /* the earliest and the latest wall time since that round began */
    int64_t seen_last_utc_us;
    struct silence silence;
    int64_t flush_due_mono_us; /* 0: nothing waits */
    struct hub_counters counters;
};

/* hub_bytes - the room hub_init needs */
size_t hub_bytes(const struct hub_settings *settings);

/*
 * hub_init - a hub that has heard nothing yet.
 *
 *   room        zeroed, aligned for any type, hub_bytes long; outlives the hub
 *   settings    copied; its texts outlive the hub
 *   catalogue, reader   outlive the hub, the catalogue at least until an EVENT_ROSTER brings another: of that the items alone may differ
 *
 * Views are empty: put snapshots back (view_load) and replay the journal (view_replay) before the first step. The
 * first event is EVENT_ROSTER.
 */
void hub_init(struct hub *hub, void *room, const struct hub_settings *settings,
              const struct catalogue *catalogue, const struct reader *reader);

/* hub_turn_begin - a new turn: the effects of the turn before the last have left, their bytes go back */
void hub_turn_begin(struct hub *hub);

/* hub_has_room - can one more event be stepped in this turn, whatever it is? */
bool hub_has_room(const struct hub *hub, const struct outbox *outbox);

/* hub_step - take one event; what follows is put into the outbox. Asks for hub_has_room. */
void hub_step(struct hub *hub, const struct event *event, struct outbox *outbox);

/* hub_wake_at - the monotonic time at which an EVENT_TICK is due */
int64_t hub_wake_at(const struct hub *hub);

/* hub_realm_find - the realm of that name, or NULL */
struct realm *hub_realm_find(const struct hub *hub, struct slice name);

/* hub_desk - what building a document of a realm needs, at a moment */
struct desk hub_desk(struct hub *hub, const struct realm *realm, int64_t at_utc_us);

#endif
