/*
 * room.h - a hub in memory with its journal, its clients and its clock; nothing outside is touched.
 *
 * Read by: tests/unit/core, tests/scenario. Reads: core/hub.h, journal.h, letter.h, regions.h.
 * Owns: everything until room_close. It steps the hub and settles what follows: records go into the journal,
 *       replies and publications are opened and kept.
 * Holds: (1) an effect that waits for a record its realm's journal does not have is a broken promise, counted in
 *        room.broken; (2) time moves only when a test moves it.
 */
#ifndef TESTS_SUPPORT_ROOM_H
#define TESTS_SUPPORT_ROOM_H

#include "core/hub.h"
#include "pusdalops/v1/submit.pb-c.h"
#include "support/journal.h"
#include "support/letter.h"
#include "support/regions.h"

#define ROOM_SEATS_MAX 128

typedef Pusdalops__V1__Reply Reply;
typedef Pusdalops__V1__Receipt Receipt;
typedef Pusdalops__V1__FeedMessage FeedMessage;

/* One thing the hub has published. */
struct heard_on_feed {
    enum lane lane;
    char topic[TOPIC_BYTES_MAX + 1];
    FeedMessage *message;
    size_t payload_bytes;
};

/* Who sits where: a client of the roster, as a test writes it down. */
struct seat {
    const char *name;
    enum role role;
    const char *regions;    /* "11.06 12" or "nation" */
    const char *speaks_for; /* names with a space between, or NULL */
    const char *realms;     /* "real drill/x1"; NULL: real */
    enum access_class access;
    bool without_key; /* a mere name of a source */
    int64_t valid_until_utc_us;
};

struct room {
    struct hub hub;
    void *hub_room;
    struct hub_settings settings;
    struct journal journal;
    struct effect *effects;
    struct outbox outbox;
    struct roster_client *clients; /* what the roster in force points to */
    uint32_t *speaks_for;
    struct hash_slot *key_slots;
    struct roster roster;
    const struct registry *registry;   /* in force after room_call; NULL: none */
    const struct catalogue *catalogue; /* the same; NULL: as it was */
    struct seat seats[ROOM_SEATS_MAX];
    uint32_t seat_count;
    int64_t at_utc_us;
    int64_t mono_us;
    uint64_t request_id;
    Reply *reply; /* to the last request; NULL: none */
    struct effect reply_effect;
    uint32_t replies; /* to the last request */
    struct heard_on_feed *feed;
    uint32_t feed_count;
    uint32_t feed_room;
    uint32_t broken; /* (1) */
};

/* room_settings - small tables, realm "real" only, no quota, flush every 20 ms; a test changes what it is about */
struct hub_settings room_settings(void);

/* room_open - a hub that has heard nothing, at 2025-11-29 12:00 UTC; room_sit and room_call follow */
void room_open(struct room *room, const struct hub_settings *settings);

/* room_close - give everything back */
void room_close(struct room *room);

/* room_sit - put a client on the roster, or change it; in force after room_call. The texts outlive the room. */
void room_sit(struct room *room, const struct seat *seat);

/* room_rise - take a client off the roster; in force after room_call */
void room_rise(struct room *room, const char *name);

/* room_call - the roster as it sits is in force; note: goes into the journal, NULL for none */
void room_call(struct room *room, const char *note);

/* room_key - the key text of a client, 40 characters; room is KEY_TEXT_BYTES + 1 */
void room_key(const char *name, char *key);

/* room_step - one turn of one event */
void room_step(struct room *room, const struct event *event);

/* room_wait - time passes by this much, and the hub is told */
void room_wait(struct room *room, int64_t span_us);

/* room_ask_bytes - a request frame of a client by a door; the reply, or NULL; good until the next request */
const Reply *room_ask_bytes(struct room *room, const char *client, enum door door,
                            struct slice frame);

/* room_hand_in - a letter of a client on submit; its receipt, or NULL when the request itself was refused */
const Receipt *room_hand_in(struct room *room, const char *client, const struct letter *letter);

/* room_say - the same, where the letter need not say realm real, the client's own source and its next number */
const Receipt *room_say(struct room *room, const char *client, const struct letter *letter);

/* A question; what is not set is not on the wire. */
struct question {
    enum request_kind kind;
    const char *realm; /* NULL: real */
    const char *source;
    const char *topic; /* of a replay; prefix of a snapshot */
    const char *cursor;
    uint64_t number; /* of an inquiry, last_number of a heartbeat, after of a replay */
    uint32_t outbox_messages;
    uint32_t version_min; /* of a hello; 0 is left out */
    uint32_t version_max;
    const char *capability;
    uint32_t line;    /* of a suggestion, with source and number */
    const char *area; /* of activities, with cursor */
    const char *event;
};

/* question_encode - the Request's bytes into room; returns them */
struct slice question_encode(uint64_t request_id, const struct question *question, void *room,
                             size_t room_bytes);

/* room_ask - a question of a client on submit; the reply, never NULL */
const Reply *room_ask(struct room *room, const char *client, const struct question *question);

/* room_forget_feed - what was heard on the feed is let go */
void room_forget_feed(struct room *room);

/* room_restart - the hub dies and comes back from its journal; true when the new views equal the old ones */
bool room_restart(struct room *room);

/* room_save - the snapshot of realm real, for free() */
uint8_t *room_save(struct room *room, size_t *out_bytes);

/* room_outlives_a_snapshot - is realm real the same when it is loaded from its snapshot, and does it add up there? */
bool room_outlives_a_snapshot(struct room *room, bool (*adds_up)(const struct view *view));

/* room_view - the view of a realm */
const struct view *room_view(struct room *room, const char *realm);

#endif
