#include "support/room.h"

#include "base/assert.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

#define START_UTC_US    1764417600000000 /* 2025-11-29 12:00 UTC */
#define SPEAKS_FOR_ROOM 4096
#define KEY_SLOTS       1024

struct hub_settings room_settings(void)
{
    return (struct hub_settings){
        .name = "pusdalops-uji",
        .software = "pusdalopsd test",
        .epoch = 1,
        .realms = {"real"},
        .realm_count = 1,
        .limits =
            {
                .sources_max = 256,
                .gaps_max = 1024,
                .picture =
                    {
                        .events_max = 64,
                        .spots_max = 2048,
                        .cells_max = 4096,
                        .versions_max = 8192,
                    },
                .ledger =
                    {
                        .articles_max = 256,
                        .lines_max = 8192,
                        .pledges_max = 8192,
                        .reliefs_max = 512,
                        .tallies_max = 4096,
                    },
                .stock = {.warehouses_max = 256, .stocks_max = 8192},
                .tasks = {.plans_max = 256,
                          .plan_lines_max = 2048,
                          .activations_max = 512,
                          .tasks_max = 4096},
                .shipments_max = 512,
            },
        .clients_max = 256,
        .heartbeat_interval_ms = 1000,
        .node_heartbeat_interval_ms = 5000,
        .silent_after_ms = 15000,
        .flush_interval_ms = 20,
        .fresh_for_us = 24LL * 3600 * US_PER_S,
        .clock_doubt_us = CLOCK_DOUBT_US,
    };
}

static void open_hub(struct room *room)
{
    const struct reader reader = journal_reader(&room->journal);
    room->hub_room = calloc(1, hub_bytes(&room->settings));
    HUB_ASSERT(room->hub_room != NULL);
    hub_init(&room->hub, room->hub_room, &room->settings, regions_of_indonesia(), &reader);
}

void room_open(struct room *room, const struct hub_settings *settings)
{
    *room = (struct room){.settings = *settings, .at_utc_us = START_UTC_US, .mono_us = US_PER_S};
    journal_open(&room->journal);
    room->effects = calloc(TURN_EFFECTS_MAX, sizeof *room->effects);
    HUB_ASSERT(room->effects != NULL);
    room->outbox = (struct outbox){.effects = room->effects, .max = TURN_EFFECTS_MAX};
    room->journal.turn = &room->outbox;
    open_hub(room);
}

static void let_reply_go(struct room *room)
{
    if (room->reply != NULL) {
        pusdalops__v1__reply__free_unpacked(room->reply, NULL);
    }
    room->reply = NULL;
    room->replies = 0;
}

void room_forget_feed(struct room *room)
{
    for (uint32_t i = 0; i < room->feed_count; i++) {
        pusdalops__v1__feed_message__free_unpacked(room->feed[i].message, NULL);
    }
    room->feed_count = 0;
}

void room_close(struct room *room)
{
    let_reply_go(room);
    room_forget_feed(room);
    journal_close(&room->journal);
    free(room->feed);
    free(room->effects);
    free(room->hub_room);
    free(room->clients);
    free(room->speaks_for);
    free(room->key_slots);
}

/* --- the roster --- */

static struct seat *find_seat(struct room *room, const char *name)
{
    for (uint32_t i = 0; i < room->seat_count; i++) {
        if (strcmp(room->seats[i].name, name) == 0) {
            return &room->seats[i];
        }
    }
    return NULL;
}

void room_sit(struct room *room, const struct seat *seat)
{
    struct seat *held = find_seat(room, seat->name);
    if (held == NULL) {
        HUB_ASSERT(room->seat_count < ROOM_SEATS_MAX);
        held = &room->seats[room->seat_count++];
    }
    *held = *seat;
}

void room_rise(struct room *room, const char *name)
{
    struct seat *held = find_seat(room, name);
    HUB_ASSERT(held != NULL);
    *held = room->seats[--room->seat_count];
}

void room_key(const char *name, char *key)
{
    const struct slice text = slice_of(name);
    const unsigned long long hash = hash_bytes(text.data, text.size_bytes);
    (void)snprintf(key, KEY_TEXT_BYTES + 1, "%020llu%020llu", hash, hash ^ 0xABCDEFU);
}

/* The next word of a list; false at its end. */
static bool take_word(const char **list, char *room, size_t room_bytes)
{
    while (*list != NULL && **list == ' ') {
        (*list)++;
    }
    if (*list == NULL || **list == '\0') {
        return false;
    }
    const char *first = *list;
    while (**list != ' ' && **list != '\0') {
        (*list)++;
    }
    text_copy(room, room_bytes, (struct slice){(const uint8_t *)first, (size_t)(*list - first)});
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct seat *)a)->name, ((const struct seat *)b)->name);
}

/* One copy of each realm's name, for ever. */
static const char *realm_named(const char *word)
{
    static char names[REALMS_MAX][REALM_BYTES_MAX + 1];
    uint32_t i = 0;
    while (names[i][0] != '\0' && strcmp(names[i], word) != 0) {
        i++;
        HUB_ASSERT(i < REALMS_MAX);
    }
    text_copy(names[i], sizeof names[i], slice_of(word));
    return names[i];
}

static void fill_client(const struct seat *seat, struct roster_client *client)
{
    char word[REALM_BYTES_MAX + 1];
    *client = (struct roster_client){
        .role = seat->role, .access = seat->access, .valid_until_utc_us = seat->valid_until_utc_us};
    text_copy(client->name, sizeof client->name, slice_of(seat->name));
    if (!seat->without_key) {
        client->key_count = 1;
        room_key(seat->name, client->keys[0]);
    }
    const char *list = seat->regions;
    while (take_word(&list, word, sizeof word)) {
        uint64_t code = 0;
        const bool parsed = region_code_parse(slice_of(word), &code);
        HUB_ASSERT(parsed && client->region_count < CLIENT_REGIONS_MAX);
        client->regions[client->region_count++] = (uint32_t)code;
    }
    list = seat->realms == NULL ? "real" : seat->realms;
    while (take_word(&list, word, sizeof word)) {
        HUB_ASSERT(client->realm_count < REALMS_MAX);
        client->realms[client->realm_count++] = realm_named(word);
    }
}

static void fill_speaks_for(struct room *room, uint32_t at, uint32_t *used)
{
    char word[IDENTIFIER_BYTES_MAX + 1];
    const char *list = room->seats[at].speaks_for;
    room->clients[at].speaks_for_first = *used;
    while (take_word(&list, word, sizeof word)) {
        uint32_t other = 0;
        while (other < room->seat_count && strcmp(room->seats[other].name, word) != 0) {
            other++;
        }
        HUB_ASSERT(other < room->seat_count && *used < SPEAKS_FOR_ROOM);
        room->speaks_for[(*used)++] = other;
    }
    room->clients[at].speaks_for_count = *used - room->clients[at].speaks_for_first;
}

void room_call(struct room *room, const char *note)
{
    struct roster_client *old_clients = room->clients;
    uint32_t *old_speaks_for = room->speaks_for;
    struct hash_slot *old_slots = room->key_slots;
    uint32_t used = 0;
    qsort(room->seats, room->seat_count, sizeof room->seats[0], by_name);
    room->clients = calloc(ROOM_SEATS_MAX, sizeof *room->clients);
    room->speaks_for = calloc(SPEAKS_FOR_ROOM, sizeof *room->speaks_for);
    room->key_slots = calloc(KEY_SLOTS, sizeof *room->key_slots);
    HUB_ASSERT(room->clients != NULL && room->speaks_for != NULL && room->key_slots != NULL);
    room->roster = (struct roster){
        .clients = room->clients, .client_count = room->seat_count, .speaks_for = room->speaks_for};
    hash_init(&room->roster.by_key, room->key_slots, KEY_SLOTS);
    for (uint32_t i = 0; i < room->seat_count; i++) {
        fill_client(&room->seats[i], &room->clients[i]);
        fill_speaks_for(room, i, &used);
        if (room->clients[i].key_count > 0) {
            const struct slice key = slice_of(room->clients[i].keys[0]);
            hash_put(&room->roster.by_key, hash_bytes(key.data, key.size_bytes), i);
        }
    }
    struct event event = {
        .kind = EVENT_ROSTER, .at_utc_us = room->at_utc_us, .mono_us = room->mono_us};
    event.as.roster.roster = &room->roster;
    event.as.roster.registry = room->registry;
    event.as.roster.catalogue = room->catalogue;
    event.as.roster.note = note == NULL ? (struct slice){NULL, 0} : slice_of(note);
    room_step(room, &event);
    free(old_clients);
    free(old_speaks_for);
    free(old_slots);
}

/* --- steps --- */

static void settle_publication(struct room *room, const struct effect *effect)
{
    if (room->feed_count == room->feed_room) {
        room->feed_room = room->feed_room == 0 ? 256 : room->feed_room * 2;
        room->feed = realloc(room->feed, sizeof *room->feed * (size_t)room->feed_room);
        HUB_ASSERT(room->feed != NULL);
    }
    const struct slice payload = effect->as.publish.payload;
    struct heard_on_feed *heard = &room->feed[room->feed_count];
    heard->lane = effect->as.publish.lane;
    heard->payload_bytes = payload.size_bytes;
    heard->message = pusdalops__v1__feed_message__unpack(NULL, payload.size_bytes, payload.data);
    text_copy(heard->topic, sizeof heard->topic, effect->as.publish.topic);
    if (heard->message == NULL || strcmp(heard->message->topic, heard->topic) != 0) {
        room->broken++;
    }
    room->feed_count += heard->message != NULL ? 1 : 0;
}

static void settle_reply(struct room *room, const struct effect *effect)
{
    const struct slice payload = effect->as.reply.payload;
    let_reply_go(room);
    room->reply = pusdalops__v1__reply__unpack(NULL, payload.size_bytes, payload.data);
    room->reply_effect = *effect;
    room->broken += room->reply == NULL ? 1 : 0;
}

/* The journal first, then everything that waits for it (1). */
static void settle(struct room *room)
{
    uint32_t replies = 0;
    room->journal.turn = NULL; /* from here on they are in the journal itself */
    for (uint32_t i = 0; i < room->outbox.count; i++) {
        const struct effect *effect = &room->outbox.effects[i];
        if (effect->kind == EFFECT_APPEND && !journal_append(&room->journal, effect)) {
            room->broken++;
        }
    }
    for (uint32_t i = 0; i < room->outbox.count; i++) {
        const struct effect *effect = &room->outbox.effects[i];
        if (effect->realm >= room->settings.realm_count ||
            effect->after.n > journal_last(&room->journal, effect->realm)) {
            room->broken++; /* (1) */
        }
        if (effect->kind == EFFECT_PUBLISH) {
            settle_publication(room, effect);
        } else if (effect->kind == EFFECT_REPLY) {
            settle_reply(room, effect);
            replies++;
        }
    }
    room->replies = replies;
    room->outbox.count = 0;
    room->journal.turn = &room->outbox;
}

void room_step(struct room *room, const struct event *event)
{
    hub_turn_begin(&room->hub);
    HUB_ASSERT(hub_has_room(&room->hub, &room->outbox));
    hub_step(&room->hub, event, &room->outbox);
    settle(room);
}

void room_wait(struct room *room, int64_t span_us)
{
    room->at_utc_us += span_us;
    room->mono_us += span_us;
    const struct event event = {
        .kind = EVENT_TICK, .at_utc_us = room->at_utc_us, .mono_us = room->mono_us};
    room_step(room, &event);
}

const Reply *room_ask_bytes(struct room *room, const char *client, enum door door,
                            struct slice frame)
{
    char key[KEY_TEXT_BYTES + 1] = "";
    struct event event = {
        .kind = EVENT_REQUEST, .at_utc_us = room->at_utc_us, .mono_us = room->mono_us};
    if (client != NULL) {
        room_key(client, key);
    }
    event.as.request.door = door;
    event.as.request.user = slice_of(key);
    event.as.request.payload = frame;
    event.as.request.peer = (struct peer){.id = {0, 1, 2, 3, 4}, .id_bytes = 5, .delimiter = true};
    let_reply_go(room);
    room_step(room, &event);
    return room->reply;
}

const Receipt *room_hand_in(struct room *room, const char *client, const struct letter *letter)
{
    uint8_t *message = malloc(LETTER_BYTES_MAX);
    uint8_t *frame = malloc(LETTER_BYTES_MAX + 64);
    HUB_ASSERT(message != NULL && frame != NULL);
    const struct slice bytes = letter_encode(letter, message, LETTER_BYTES_MAX);
    const Reply *reply =
        room_ask_bytes(room, client, DOOR_SUBMIT,
                       request_submit(++room->request_id, bytes, frame, LETTER_BYTES_MAX + 64));
    free(message);
    free(frame);
    const bool is_receipt = reply != NULL && reply->body_case == PUSDALOPS__V1__REPLY__BODY_RECEIPT;
    return is_receipt ? reply->receipt : NULL;
}

const Receipt *room_say(struct room *room, const char *client, const struct letter *letter)
{
    struct letter whole = *letter;
    whole.source = whole.source == NULL ? client : whole.source;
    whole.realm = whole.realm == NULL ? "real" : whole.realm;
    if (whole.number == 0) {
        const struct sources *sources = &room_view(room, whole.realm)->sources;
        const struct source_id source = source_find(sources, slice_of(whole.source));
        whole.number = source.n == 0 ? 1 : source_at(sources, source)->highest + 1;
    }
    return room_hand_in(room, client, &whole);
}

/* --- questions --- */

struct slice question_encode(uint64_t request_id, const struct question *question, void *room,
                             size_t room_bytes)
{
    static const uint32_t fields[] = {
        [REQUEST_HELLO] = 2,       [REQUEST_INQUIRY] = 5,     [REQUEST_SNAPSHOT] = 6,
        [REQUEST_REPLAY] = 7,      [REQUEST_HEARTBEAT] = 8,   [REQUEST_NODES] = 9,
        [REQUEST_SUGGESTION] = 10, [REQUEST_ACTIVITIES] = 11,
    };
    uint8_t inner_room[1024];
    struct encoder inner = encoder_over(inner_room, sizeof inner_room);
    struct encoder encoder = encoder_over(room, room_bytes);
    const char *realm = question->realm == NULL ? "real" : question->realm;
    if (question->kind == REQUEST_HELLO) {
        put_number(&inner, 1, question->version_min);
        put_number(&inner, 2, question->version_max);
        put_text(&inner, 4, question->capability);
        put_text(&inner, 5, realm);
        put_text(&inner, 6, question->source);
    } else if (question->kind == REQUEST_SUGGESTION) {
        uint8_t line_room[128];
        struct encoder line = encoder_over(line_room, sizeof line_room);
        put_text(&line, 1, question->source);
        put_number(&line, 2, question->number);
        put_number(&line, 3, question->line);
        put_text(&inner, 1, realm);
        put_bytes(&inner, 2, encoder_bytes(&line));
    } else if (question->kind == REQUEST_ACTIVITIES) {
        put_text(&inner, 1, realm);
        put_text(&inner, 2, question->area);
        put_text(&inner, 3, question->event);
        put_text(&inner, 4, question->cursor);
    } else {
        const bool by_topic =
            question->kind == REQUEST_SNAPSHOT || question->kind == REQUEST_REPLAY;
        put_text(&inner, 1, realm);
        put_text(&inner, 2, by_topic ? question->topic : question->source);
        put_text(&inner, question->kind == REQUEST_NODES ? 2 : 3, question->cursor);
        put_number(&inner, 3, question->number);
        put_number(&inner, 4, question->outbox_messages);
    }
    put_number(&encoder, 1, request_id);
    put_bytes(&encoder, fields[question->kind], encoder_bytes(&inner));
    return encoder_bytes(&encoder);
}

const Reply *room_ask(struct room *room, const char *client, const struct question *question)
{
    uint8_t frame[2048];
    const Reply *reply =
        room_ask_bytes(room, client, DOOR_SUBMIT,
                       question_encode(++room->request_id, question, frame, sizeof frame));
    HUB_ASSERT(reply != NULL);
    return reply;
}

/* --- a restart --- */

bool room_restart(struct room *room)
{
    struct hub old = room->hub;
    void *old_room = room->hub_room;
    bool same = true;
    room->settings.epoch++;
    open_hub(room);
    for (uint32_t i = 0; i < room->settings.realm_count; i++) {
        const enum hub_status status = journal_replay(&room->journal, i, &room->hub.realms[i].view);
        same =
            same && status == HUB_OK && view_equal(&old.realms[i].view, &room->hub.realms[i].view);
    }
    free(old_room);
    room_call(room, NULL);
    return same;
}

uint8_t *room_save(struct room *room, size_t *out_bytes)
{
    const struct view *view = room_view(room, "real");
    *out_bytes = view_snapshot_bytes(view);
    uint8_t *bytes = malloc(*out_bytes);
    HUB_ASSERT(bytes != NULL);
    view_save(view, bytes);
    return bytes;
}

bool room_outlives_a_snapshot(struct room *room, bool (*adds_up)(const struct view *view))
{
    struct view loaded;
    size_t saved_bytes = 0;
    uint8_t *bytes = room_save(room, &saved_bytes);
    void *memory = calloc(1, view_bytes(&room->settings.limits));
    HUB_ASSERT(memory != NULL);
    view_init(&loaded, memory, &room->settings.limits);
    const bool same = view_load(&loaded, (struct slice){bytes, saved_bytes}) &&
                      view_equal(room_view(room, "real"), &loaded) && adds_up(&loaded);
    free(bytes);
    free(memory);
    return same;
}

const struct view *room_view(struct room *room, const char *realm)
{
    const struct realm *found = hub_realm_find(&room->hub, slice_of(realm));
    HUB_ASSERT(found != NULL);
    return &found->view;
}
