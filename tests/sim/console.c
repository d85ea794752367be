/*
 * console.c - consoles that keep a picture of their own: they join while the room is busy, lose messages, see the gap,
 * ask for what they missed, and join anew when the hub began a new run.
 *
 * Holds: (1) a document is replaced only by one with a higher sequence, or by a page; (2) a notice is taken only when
 *        it follows the last one of its topic; (3) the position of a topic is taken from the first page that shows
 *        it, because later pages may show later documents of the same topic.
 */
#include "sim.h"

#include "base/assert.h"

#include <stdio.h>

#define DOCUMENTS_MAX 512U
#define TOPICS_MAX    128U
#define NOTICES_MAX   8192U
#define PATIENCE_US   (1500 * US_PER_MS)

struct shown {
    const char *topic;
    const char *identity;
    uint64_t sequence;
    struct slice payload;
    uint32_t look; /* the last one in which the hub's pages had it */
};

struct position {
    const char *topic;
    bool is_notice;
    uint64_t last;
    uint64_t wanted; /* the highest sequence that was heard of */
    uint32_t first_page;
};

struct noted {
    uint64_t sequence;
    uint64_t hash;
    uint32_t position;
};

struct console {
    uint32_t client;
    uint32_t place;
    enum sim_realm realm;
    const char *prefix;
    bool is_public;
    uint64_t join_at_turn;
    uint64_t epoch;
    bool joined;
    uint32_t page; /* of the join */
    const char *cursor;
    uint64_t hand; /* request under way; 0: none */
    int64_t patience_until_us;
    uint32_t repairing; /* position that is asked for, plus 1 */
    struct shown documents[DOCUMENTS_MAX];
    uint32_t document_count;
    uint32_t look; /* the how manieth time that it was compared */
    struct position positions[TOPICS_MAX];
    uint32_t position_count;
    struct noted *notices;
    uint32_t notice_count;
};

void console_make(struct run *run, uint32_t client, enum sim_realm realm, const char *prefix)
{
    struct console *console = room_take(sizeof *console);
    console->client = client;
    console->place = run->console_count;
    console->realm = realm;
    console->prefix = prefix;
    console->is_public = run->clients[client].access == ACCESS_PUBLIC;
    console->join_at_turn = dice_below(&run->dice, run->odds.turns / 2 + 1);
    console->cursor = "";
    console->notices = room_take(sizeof *console->notices * NOTICES_MAX);
    run->consoles[run->console_count++] = console;
}

uint32_t console_client(const struct console *console)
{
    return console->client;
}

bool console_wants(const struct console *console, enum lane lane, struct slice topic)
{
    const bool connected = lane == LANE_URGENT || (lane == LANE_PUBLIC) == console->is_public;
    const size_t length = strlen(console->prefix);
    return connected && topic.size_bytes >= length &&
           memcmp(topic.data, console->prefix, length) == 0;
}

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t a = strlen(text);
    const size_t b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

static struct position *position_of(struct console *console, const char *topic)
{
    for (uint32_t i = 0; i < console->position_count; i++) {
        if (strcmp(console->positions[i].topic, topic) == 0) {
            return &console->positions[i];
        }
    }
    HUB_ASSERT(console->position_count < TOPICS_MAX);
    struct position *position = &console->positions[console->position_count++];
    *position = (struct position){.topic = (const char *)room_copy(slice_of(topic)).data,
                                  .is_notice = ends_with(topic, "/notice/"),
                                  .first_page = UINT32_MAX};
    return position;
}

/* Good until the next one is asked for. */
static const char *identity_of(const Pusdalops__V1__FeedMessage *message)
{
    static char room[IDENTIFIER_BYTES_MAX + 32];
    switch ((int)message->document_case) {
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT:
        return message->event->event_id;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY:
        return message->regency->event_id;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA:
        return message->area->event_id;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PRESENCE:
        return message->presence->node;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS:
        return message->logistics->event_id;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN:
        return (const char *)room_print("%s/%s", message->plan->source, message->plan->plan_id)
            .data;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION:
        return (const char *)room_print("%s/%llu", message->activation->activation->source,
                                        (unsigned long long)message->activation->activation->number)
            .data;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CLUSTER:
        return message->cluster->cluster_id;
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CATALOGUE:
        return "page"; /* the simulated catalogue has one */
    case PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT:
        (void)snprintf(room, sizeof room, "%s/%llu", message->shipment->shipment->source,
                       (unsigned long long)message->shipment->shipment->number);
        return room;
    default:
        return "";
    }
}

static struct shown *shown_of(struct console *console, const char *topic, const char *identity)
{
    for (uint32_t i = 0; i < console->document_count; i++) {
        struct shown *shown = &console->documents[i];
        if (strcmp(shown->topic, topic) == 0 && strcmp(shown->identity, identity) == 0) {
            return shown;
        }
    }
    HUB_ASSERT(console->document_count < DOCUMENTS_MAX);
    struct shown *shown = &console->documents[console->document_count++];
    *shown = (struct shown){.topic = (const char *)room_copy(slice_of(topic)).data,
                            .identity = (const char *)room_copy(slice_of(identity)).data};
    return shown;
}

static struct slice pack_message(const Pusdalops__V1__FeedMessage *message)
{
    uint8_t *bytes = room_take(pusdalops__v1__feed_message__get_packed_size(message) + 1);
    return (struct slice){bytes, pusdalops__v1__feed_message__pack(message, bytes)};
}

/* --- taking in --- */

static void show(struct console *console, const Pusdalops__V1__FeedMessage *message, bool from_page)
{
    struct shown *shown = shown_of(console, message->topic, identity_of(message));
    if (shown->payload.data == NULL || message->sequence > shown->sequence ||
        (from_page && message->sequence == shown->sequence)) { /* (1) */
        shown->sequence = message->sequence;
        shown->payload = pack_message(message);
    }
}

static void note(struct run *run, struct console *console, struct position *position,
                 const Pusdalops__V1__FeedMessage *message)
{
    if (message->sequence <= position->last) {
        return;
    }
    if (message->previous != position->last) { /* (2) */
        position->wanted =
            message->sequence > position->wanted ? message->sequence : position->wanted;
        return;
    }
    if (console->notice_count == NOTICES_MAX) {
        judge_broken(run, "more notices than a run can have");
    }
    console->notices[console->notice_count++] = (struct noted){
        .sequence = message->sequence,
        .hash = judge_hash(message->notice->message.data, message->notice->message.len),
        .position = (uint32_t)(position - console->positions),
    };
    position->last = message->sequence;
}

static void rejoin(struct console *console, uint64_t epoch)
{
    console->epoch = epoch;
    console->joined = false;
    console->page = 0;
    console->cursor = "";
    console->hand = 0;
    console->repairing = 0;
    console->document_count = 0;
    for (uint32_t i = 0; i < console->position_count; i++) {
        struct position *position = &console->positions[i];
        position->first_page = UINT32_MAX;
        if (!position->is_notice) { /* notices are numbered by the journal, which goes on */
            position->last = 0;
            position->wanted = 0;
        }
    }
}

static void take_heartbeat(struct console *console, const Pusdalops__V1__HubHeartbeat *heartbeat)
{
    for (size_t i = 0; i < heartbeat->n_positions; i++) {
        const Pusdalops__V1__TopicPosition *told = heartbeat->positions[i];
        if (begins_with(told->topic, console->prefix) &&
            !(console->is_public &&
              (ends_with(told->topic, "/notice/") || ends_with(told->topic, "/presence/") ||
               ends_with(told->topic, "/plans/") || ends_with(told->topic, "/unknown-items/") ||
               ends_with(told->topic, "/shipments/")))) {
            struct position *position = position_of(console, told->topic);
            position->wanted =
                told->sequence > position->wanted ? told->sequence : position->wanted;
        }
    }
}

void console_feed(struct run *run, uint32_t place, enum lane lane, struct slice topic,
                  struct slice payload)
{
    struct console *console = run->consoles[place];
    (void)lane;
    (void)topic;
    if (run->turn < console->join_at_turn) {
        return;
    }
    Pusdalops__V1__FeedMessage *message =
        pusdalops__v1__feed_message__unpack(scratch_allocator(), payload.size_bytes, payload.data);
    if (message == NULL) {
        judge_broken(run, "a publication that is no FeedMessage");
        return;
    }
    if (message->epoch != console->epoch) {
        rejoin(console, message->epoch);
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_HEARTBEAT) {
        take_heartbeat(console, message->heartbeat);
        return;
    }
    struct position *position = position_of(console, message->topic);
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_NOTICE) {
        note(run, console, position, message);
        return;
    }
    show(console, message, false);
    position->wanted = message->sequence > position->wanted ? message->sequence : position->wanted;
    if (console->joined && message->previous == position->last &&
        message->sequence > position->last) {
        position->last = message->sequence;
    }
}

/* --- asking --- */

static void ask(struct run *run, struct console *console, struct hand *hand, struct slice frame)
{
    hand->console = console->place;
    console->hand = hand->id;
    console->patience_until_us = run->mono_us + PATIENCE_US;
    net_send(run, console->client, DOOR_SUBMIT, frame);
}

static void ask_page(struct run *run, struct console *console)
{
    struct hand *hand = net_hand(run, console->client);
    hand->kind = HAND_SNAPSHOT;
    ask(run, console, hand,
        write_snapshot(hand->id, console->realm, console->prefix, console->cursor));
}

/* The first topic with a gap, from a place that moves on, so that no topic waits for ever. */
static bool find_gap(struct console *console, uint64_t from, uint32_t *out)
{
    for (uint32_t i = 0; i < console->position_count; i++) {
        const uint32_t at = (uint32_t)((from + i) % console->position_count);
        if (console->positions[at].last < console->positions[at].wanted) {
            *out = at;
            return true;
        }
    }
    return false;
}

static void act(struct run *run, struct console *console)
{
    uint32_t gap = 0;
    if (run->turn < console->join_at_turn ||
        (console->hand != 0 && run->mono_us < console->patience_until_us)) {
        return;
    }
    console->hand = 0;
    if (!console->joined) {
        ask_page(run, console);
    } else if (find_gap(console, run->turn, &gap)) {
        struct hand *hand = net_hand(run, console->client);
        hand->kind = HAND_REPLAY;
        console->repairing = gap + 1;
        ask(run, console, hand,
            write_replay(hand->id, sim_realm_names[console->realm], console->positions[gap].topic,
                         console->positions[gap].last));
    }
}

void consoles_act(struct run *run)
{
    for (uint32_t i = 0; i < run->console_count; i++) {
        act(run, run->consoles[i]);
    }
}

bool consoles_idle(const struct run *run)
{
    for (uint32_t i = 0; i < run->console_count; i++) {
        uint32_t gap = 0;
        struct console *console = run->consoles[i];
        if (!console->joined || console->hand != 0 || find_gap(console, 0, &gap)) {
            return false;
        }
    }
    return true;
}

static void take_page(struct console *console, const Pusdalops__V1__SnapshotPage *page)
{
    for (size_t i = 0; i < page->n_documents; i++) {
        const Pusdalops__V1__FeedMessage *message = page->documents[i];
        struct position *position = position_of(console, message->topic);
        show(console, message, true);
        if (position->first_page == UINT32_MAX) {
            position->first_page = console->page;
        }
        if (position->first_page == console->page && message->sequence > position->last) {
            position->last = message->sequence; /* (3) */
        }
    }
    console->page++;
    console->cursor = (const char *)room_copy(slice_of(page->cursor)).data;
    console->joined = page->cursor[0] == '\0';
}

static void take_replay(struct run *run, struct console *console,
                        const Pusdalops__V1__ReplayPage *page)
{
    struct position *position = &console->positions[console->repairing - 1];
    for (size_t i = 0; i < page->n_messages; i++) {
        const Pusdalops__V1__FeedMessage *message = page->messages[i];
        if (strcmp(message->topic, position->topic) != 0) {
            judge_broken(run, "asked for %s, replayed %s", position->topic, message->topic);
        }
        if (position->is_notice) {
            note(run, console, position, message);
        } else {
            show(console, message, false);
            position->last =
                message->sequence > position->last ? message->sequence : position->last;
        }
    }
    if (page->n_messages == 0 && page->more) {
        judge_broken(run, "a replay of %s that never ends", position->topic);
    }
}

void console_reply(struct run *run, struct hand *hand, const Pusdalops__V1__Reply *reply)
{
    struct console *console = run->consoles[hand->console];
    if (console->hand != hand->id) {
        return; /* it asked again meanwhile */
    }
    console->hand = 0;
    if (reply->epoch != console->epoch) {
        rejoin(console, reply->epoch);
        return;
    }
    if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_SNAPSHOT && hand->kind == HAND_SNAPSHOT) {
        take_page(console, reply->snapshot);
    } else if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_REPLAY && hand->kind == HAND_REPLAY) {
        take_replay(run, console, reply->replay);
    } else if (!net_is_unread(reply)) { /* of that one it asks again */
        judge_broken(run, "%s got reply kind %d: %s", run->clients[console->client].name,
                     (int)reply->body_case, reply->problem == NULL ? "" : reply->problem->name);
    }
}

/* --- is its picture the hub's? --- */

/* What changes from moment to moment and is told only now and then: when a node was heard last, what was counted. */
static void still(Pusdalops__V1__FeedMessage *message)
{
    message->published_at = NULL;
    message->sequence = 0;
    message->previous = 0;
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PRESENCE) {
        Pusdalops__V1__NodePresence calm;
        pusdalops__v1__node_presence__init(&calm);
        calm.node = message->presence->node;
        calm.role = message->presence->role;
        calm.region_code = message->presence->region_code;
        calm.presence = message->presence->presence;
        *message->presence = calm;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        message->regency->last_heard_at = NULL;
    }
}

static uint64_t still_hash(struct slice payload)
{
    Pusdalops__V1__FeedMessage *message =
        pusdalops__v1__feed_message__unpack(scratch_allocator(), payload.size_bytes, payload.data);
    HUB_ASSERT(message != NULL);
    still(message);
    uint8_t room[65536];
    HUB_ASSERT(pusdalops__v1__feed_message__get_packed_size(message) <= sizeof room);
    return judge_hash(room, pusdalops__v1__feed_message__pack(message, room));
}

/*
 * What the hub's pages have no more, the console was told so: the last word about a node or a cluster is that it is gone. What ended
 * is forgotten some time later, without a word.
 */
static bool was_taken_back(const struct shown *shown)
{
    Pusdalops__V1__FeedMessage *message = pusdalops__v1__feed_message__unpack(
        scratch_allocator(), shown->payload.size_bytes, shown->payload.data);
    HUB_ASSERT(message != NULL);
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CLUSTER) {
        return message->cluster->removed;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT) {
        return message->shipment->ended_at != NULL;
    }
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION) {
        return message->activation->ended_at != NULL;
    }
    return message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PRESENCE &&
           message->presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_REMOVED;
}

static const char *compare_documents(struct run *run, struct console *console)
{
    const char *cursor = "";
    console->look++;
    do {
        const struct slice answer = outside_ask(
            run, console->client, write_snapshot(1, console->realm, console->prefix, cursor));
        Pusdalops__V1__Reply *reply =
            pusdalops__v1__reply__unpack(NULL, answer.size_bytes, answer.data);
        HUB_ASSERT(reply != NULL && reply->body_case == PUSDALOPS__V1__REPLY__BODY_SNAPSHOT);
        const char *differs = NULL;
        for (size_t i = 0; i < reply->snapshot->n_documents && differs == NULL; i++) {
            const Pusdalops__V1__FeedMessage *message = reply->snapshot->documents[i];
            struct shown *shown = shown_of(console, message->topic, identity_of(message));
            shown->look = console->look;
            if (shown->payload.data == NULL ||
                still_hash(pack_message(message)) != still_hash(shown->payload)) {
                differs = (const char *)room_print("console %u: %s %s", (unsigned)console->place,
                                                   message->topic, identity_of(message))
                              .data;
            }
        }
        cursor = (const char *)room_copy(slice_of(reply->snapshot->cursor)).data;
        pusdalops__v1__reply__free_unpacked(reply, NULL);
        if (differs != NULL) {
            return differs;
        }
    } while (cursor[0] != '\0');
    for (uint32_t i = 0; i < console->document_count; i++) {
        const struct shown *shown = &console->documents[i];
        if (shown->look != console->look && !was_taken_back(shown)) {
            return "a console shows a document that there is not";
        }
    }
    return NULL;
}

/* The notices of a topic are the journal's records about that area, all of them, in order, with their very bytes. */
static const char *compare_notices(struct run *run, struct console *console)
{
    for (uint32_t p = 0; p < console->position_count; p++) {
        uint32_t area = 0;
        enum topic_kind kind = TOPIC_KINDS;
        const struct position *position = &console->positions[p];
        if (!position->is_notice || !topic_parse(sim_realm_names[console->realm],
                                                 slice_of(position->topic), &area, &kind)) {
            continue;
        }
        uint32_t at = 0;
        const struct sim_store *store = &run->stores[console->realm];
        for (uint32_t i = 0; i < store->count; i++) {
            struct record record;
            if (store->records[i].source == 0 || store->records[i].area != area) {
                continue;
            }
            while (at < console->notice_count && console->notices[at].position != p) {
                at++;
            }
            HUB_ASSERT(record_decode(store->records[i].bytes, &record) == HUB_OK);
            if (at == console->notice_count || console->notices[at].sequence != i + 1U ||
                console->notices[at].hash !=
                    judge_hash(record.message.data, record.message.size_bytes)) {
                return position->topic;
            }
            at++;
        }
    }
    return NULL;
}

const char *console_differs(struct run *run)
{
    for (uint32_t i = 0; i < run->console_count; i++) {
        const char *differs = compare_documents(run, run->consoles[i]);
        if (differs == NULL && !run->consoles[i]->is_public) {
            differs = compare_notices(run, run->consoles[i]);
        }
        if (differs != NULL) {
            return differs;
        }
    }
    return NULL;
}
