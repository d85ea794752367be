/*
 * client.c - the ZeroMQ shell: a DEALER, a PUB and two SUB sockets that drive session, feed, outbox.
 *
 * Holds: (1) the outbox, not the socket, is the queue: IMMEDIATE, so that nothing is queued to
 *            a hub that is not there, and a small send limit;
 *        (2) a message is asked of the outbox only while the window has room;
 *        (3) receipts are written to the outbox together, one sync for many: those of a program
 *            that is killed before are heard again, as DUPLICATE.
 *        (4) with intake, what waits is published first and handed in only where the hub turns out
 *            not to hold it. The socket is an XPUB: its peers see a PUB, and it is told of the hub's
 *            subscription, before which everything published would be lost.
 * Source: zmq_setsockopt(3). Heartbeats of ZMTP notice a dead link; ours notice a dead program.
 */
#include "event.h"
#include "intake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#define SOCKETS            4U
#define SUBMIT             0U
#define FEED               1U
#define URGENT             2U
#define INTAKE             3U
#define FRAME_BYTES_MAX    (16LL * 1024 * 1024) /* of what a hub may send us */
#define SEND_MESSAGES_MAX  1000
#define FEED_MESSAGES_MAX  10000
#define ROUND_MESSAGES_MAX 256U /* per socket and step, so that none starves */
#define ZMTP_HEARTBEAT_MS  2000
#define ZMTP_TIMEOUT_MS    6000
#define HANDSHAKE_MS       10000
#define RECONNECT_MS       100
#define RECONNECT_MAX_MS   5000
#define SETTLEMENTS_MAX    ((size_t)2 * PUSDALOPS_WINDOW_MAX)
#define SETTLE_MS          200U /* receipts wait no longer for others to be settled with */

static const char *const monitors[SOCKETS] = {"submit", "feed", "urgent", "intake"};

struct pusdalops_client {
    void *context;
    bool own_context;
    void *sockets[SOCKETS];  /* NULL: not used */
    void *watchers[SOCKETS]; /* what libzmq tells of each connection */
    bool connected_once[SOCKETS];
    bool blocked; /* the submit socket took no frame */
    struct pusdalops_session *session;
    struct pusdalops_feed *feed; /* NULL without subscription */
    struct pusdalops_outbox *outbox;
    uint64_t drained; /* the last number taken from the outbox */
    struct intake intake;
    bool swept;                /* every waiting message was judged by what is known now (4) */
    uint64_t sweep_ms;         /* when to judge them again for time alone */
    bool unsure;               /* some wait for the hub's list */
    bool asking;               /* for that list */
    bool open;                 /* greeted */
    struct event_queue events; /* of our own: what is held by the hub's list */
    uint8_t *message;          /* room for one */
    struct pusdalops_settlement settlements[SETTLEMENTS_MAX];
    size_t settlement_count;
    uint64_t settle_ms;     /* when the first of them is due */
    const char *refused_at; /* endpoint whose handshake was refused; told once per refusal */
    enum pusdalops_status failed;
};

struct pusdalops_now pusdalops_now_read(void)
{
    struct timespec mono;
    struct timespec wall;
    (void)clock_gettime(CLOCK_MONOTONIC, &mono);
    (void)clock_gettime(CLOCK_REALTIME, &wall);
    return (struct pusdalops_now){
        .mono_ms = (uint64_t)mono.tv_sec * 1000 + (uint64_t)mono.tv_nsec / 1000000,
        .utc_us = (int64_t)wall.tv_sec * 1000000 + wall.tv_nsec / 1000,
    };
}

/* ---- opening ---- */

static bool option(void *socket, int name, int value)
{
    return zmq_setsockopt(socket, name, &value, sizeof value) == 0;
}

static bool options_common(void *socket, const struct pusdalops_client_config *config)
{
    const int linger_ms = (int)(config->linger_ms == 0 ? 1000 : config->linger_ms);
    const int64_t frame_bytes_max = FRAME_BYTES_MAX;
    bool done =
        option(socket, ZMQ_LINGER, linger_ms) && option(socket, ZMQ_IMMEDIATE, 1) &&
        option(socket, ZMQ_HEARTBEAT_IVL, ZMTP_HEARTBEAT_MS) &&
        option(socket, ZMQ_HEARTBEAT_TIMEOUT, ZMTP_TIMEOUT_MS) &&
        option(socket, ZMQ_HEARTBEAT_TTL, ZMTP_TIMEOUT_MS) &&
        option(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS) &&
        option(socket, ZMQ_RECONNECT_IVL, RECONNECT_MS) &&
        option(socket, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS) &&
        zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &frame_bytes_max, sizeof frame_bytes_max) == 0;
    if (!config->insecure_lab) {
        done = done &&
               zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, config->hub_key, PUSDALOPS_KEY_BYTES) ==
                   0 &&
               zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, config->keys->public_key,
                              PUSDALOPS_KEY_BYTES) == 0 &&
               zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, config->keys->secret_key,
                              PUSDALOPS_KEY_BYTES) == 0;
    }
    return done;
}

static bool watch(struct pusdalops_client *client, unsigned which)
{
    char name[64];
    /* the address of the client keeps the names of several clients of one context apart */
    (void)snprintf(name, sizeof name, "inproc://pusdalops-%p-%s", (void *)client, monitors[which]);
    const int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                       ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;
    client->watchers[which] = zmq_socket(client->context, ZMQ_PAIR);
    return client->watchers[which] != NULL && option(client->watchers[which], ZMQ_LINGER, 0) &&
           zmq_socket_monitor(client->sockets[which], name, events) == 0 &&
           zmq_connect(client->watchers[which], name) == 0;
}

static bool open_socket(struct pusdalops_client *client,
                        const struct pusdalops_client_config *config, unsigned which,
                        const char *endpoint)
{
    static const int types[SOCKETS] = {ZMQ_DEALER, ZMQ_SUB, ZMQ_SUB, ZMQ_XPUB};
    void *socket = zmq_socket(client->context, types[which]);
    client->sockets[which] = socket;
    if (socket == NULL || !options_common(socket, config)) {
        return false;
    }
    const bool hears_feed = which == FEED || which == URGENT;
    bool done = hears_feed ? option(socket, ZMQ_RCVHWM, FEED_MESSAGES_MAX)
                           : option(socket, ZMQ_SNDHWM, SEND_MESSAGES_MAX);
    if (which == INTAKE) { /* full is told, not lost in silence */
        done = done && option(socket, ZMQ_XPUB_NODROP, 1);
    }
    for (size_t i = 0; done && hears_feed; i++) {
        const char *prefix = pusdalops_feed_subscription(client->feed, i);
        if (prefix == NULL) {
            break;
        }
        done = zmq_setsockopt(socket, ZMQ_SUBSCRIBE, prefix, strlen(prefix)) == 0;
    }
    return done && watch(client, which) && zmq_connect(socket, endpoint) == 0;
}

static enum pusdalops_status open_all(struct pusdalops_client *client,
                                      const struct pusdalops_client_config *config)
{
    enum pusdalops_status status = pusdalops_session_new(&config->session, &client->session);
    if (status == PUSDALOPS_OK && config->subscription.prefix_count > 0) {
        status = pusdalops_feed_new(&config->subscription, &client->feed);
    }
    if (status != PUSDALOPS_OK) {
        return status;
    }
    client->message = malloc(PUSDALOPS_MESSAGE_BYTES_MAX);
    client->own_context = config->zmq_context == NULL;
    client->context = client->own_context ? zmq_ctx_new() : config->zmq_context;
    if (client->message == NULL || client->context == NULL ||
        !intake_open(&client->intake, pusdalops_now_read().mono_ms)) {
        return PUSDALOPS_E_MEMORY;
    }
    bool done = config->submit == NULL || open_socket(client, config, SUBMIT, config->submit);
    done = done && (config->intake == NULL || open_socket(client, config, INTAKE, config->intake));
    if (client->feed != NULL) {
        done = done && config->feed != NULL && open_socket(client, config, FEED, config->feed);
        if (config->urgent != NULL) {
            done = done && open_socket(client, config, URGENT, config->urgent);
        }
    }
    return done ? PUSDALOPS_OK : PUSDALOPS_E_IO;
}

enum pusdalops_status pusdalops_client_open(const struct pusdalops_client_config *config,
                                            struct pusdalops_client **out)
{
    if (config == NULL || out == NULL || (config->submit == NULL && config->intake == NULL) ||
        (!config->insecure_lab && (config->keys == NULL || config->hub_key == NULL))) {
        return PUSDALOPS_E_ARGUMENT;
    }
    struct pusdalops_client *client = calloc(1, sizeof *client);
    if (client == NULL) {
        return PUSDALOPS_E_MEMORY;
    }
    const enum pusdalops_status status = open_all(client, config);
    if (status != PUSDALOPS_OK) {
        const int kept = errno;
        pusdalops_client_close(client);
        errno = kept;
        return status;
    }
    *out = client;
    return PUSDALOPS_OK;
}

/* ---- hearing ---- */

/* One message of at most two frames; more frames are read and dropped. False: none there. */
static bool receive(void *socket, zmq_msg_t frames[2], unsigned *count)
{
    *count = 0;
    int more = 1;
    while (more != 0) {
        zmq_msg_t spare;
        zmq_msg_t *frame = *count < 2 ? &frames[*count] : &spare;
        (void)zmq_msg_init(frame);
        if (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) < 0) {
            (void)zmq_msg_close(frame);
            return false;
        }
        more = zmq_msg_more(frame);
        if (frame == &spare) {
            (void)zmq_msg_close(&spare);
        }
        *count += 1;
    }
    return true;
}

static void hear_message(struct pusdalops_client *client, unsigned which, zmq_msg_t frames[2],
                         unsigned count, struct pusdalops_now now)
{
    enum pusdalops_status status = PUSDALOPS_OK;
    if (which == INTAKE) { /* a subscription, or the end of one */
        const uint8_t *bytes = zmq_msg_data(&frames[0]);
        intake_heard(&client->intake, zmq_msg_size(&frames[0]) > 0 && bytes[0] == 1);
    } else if (which == SUBMIT && count == 1) {
        status = pusdalops_session_hear(client->session, zmq_msg_data(&frames[0]),
                                        zmq_msg_size(&frames[0]), now);
    } else if (which != SUBMIT && which != INTAKE && count == 2) {
        status =
            pusdalops_feed_hear(client->feed, zmq_msg_data(&frames[0]), zmq_msg_size(&frames[0]),
                                zmq_msg_data(&frames[1]), zmq_msg_size(&frames[1]), now);
    }
    if (status == PUSDALOPS_E_MEMORY) {
        client->failed = status;
    }
}

static void hear_socket(struct pusdalops_client *client, unsigned which, struct pusdalops_now now)
{
    zmq_msg_t frames[2];
    unsigned count = 0;
    for (unsigned i = 0; i < ROUND_MESSAGES_MAX; i++) {
        if (client->sockets[which] == NULL || !receive(client->sockets[which], frames, &count)) {
            return;
        }
        hear_message(client, which, frames, count, now);
        for (unsigned j = 0; j < count && j < 2; j++) {
            (void)zmq_msg_close(&frames[j]);
        }
    }
}

/* A new connection is a new conversation; the first one is the beginning of the first. */
static void hear_watcher(struct pusdalops_client *client, unsigned which, struct pusdalops_now now)
{
    zmq_msg_t frames[2];
    unsigned count = 0;
    while (client->watchers[which] != NULL && receive(client->watchers[which], frames, &count)) {
        uint16_t event = 0;
        if (zmq_msg_size(&frames[0]) >= sizeof event) {
            memcpy(&event, zmq_msg_data(&frames[0]), sizeof event);
        }
        for (unsigned j = 0; j < count && j < 2; j++) {
            (void)zmq_msg_close(&frames[j]);
        }
        if (event != ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
            client->refused_at = monitors[which];
        } else if (!client->connected_once[which]) {
            client->connected_once[which] = true;
        } else if (which == INTAKE) {
            /* its subscription tells more */
        } else if (which == SUBMIT) {
            pusdalops_session_reconnected(client->session, now);
        } else {
            pusdalops_feed_reconnected(client->feed, now);
        }
    }
}

/* ---- sending ---- */

static void send_frames(struct pusdalops_client *client, struct pusdalops_now now)
{
    const uint8_t *frame = NULL;
    size_t size = 0;
    client->blocked = false;
    while (client->sockets[SUBMIT] != NULL &&
           pusdalops_session_frame(client->session, now, &frame, &size) == PUSDALOPS_OK) {
        if (zmq_send(client->sockets[SUBMIT], frame, size, ZMQ_DONTWAIT) < 0) {
            client->blocked = true; /* nobody there; offered again when there is */
            return;
        }
        pusdalops_session_sent(client->session, now);
    }
}

static void relay_questions(struct pusdalops_client *client, struct pusdalops_now now)
{
    struct pusdalops_ask ask;
    uint64_t request_id = 0;
    if (client->feed != NULL && pusdalops_feed_ask(client->feed, now, &ask) == PUSDALOPS_OK &&
        pusdalops_session_ask(client->session, &ask, &request_id) == PUSDALOPS_OK) {
        pusdalops_feed_asked(client->feed, request_id);
    }
}

void pusdalops_client_drain_outbox(struct pusdalops_client *client, struct pusdalops_outbox *outbox)
{
    client->outbox = outbox;
    client->drained = 0;
    client->swept = false;
}

uint64_t pusdalops_client_published(const struct pusdalops_client *client)
{
    return client->intake.published;
}

/*
 * The next waiting message after `after` into client->message. PUSDALOPS_NONE at the end; damaged
 * ones are told once and passed over.
 */
static enum pusdalops_status waiting_after(struct pusdalops_client *client, uint64_t after,
                                           uint64_t *number, size_t *size)
{
    enum pusdalops_status status =
        pusdalops_outbox_next(client->outbox, after, number, client->message, size);
    while (status == PUSDALOPS_E_DAMAGED && *number > after) {
        client->failed = status; /* the others go on */
        after = *number;
        status = pusdalops_outbox_next(client->outbox, after, number, client->message, size);
    }
    if (status != PUSDALOPS_OK && status != PUSDALOPS_NONE) {
        client->failed = status;
    }
    return status;
}

/* Hand the message at hand in; false where the window is full or something failed. (2) */
static bool hand_in(struct pusdalops_client *client, uint64_t number, size_t size)
{
    const enum pusdalops_status status =
        pusdalops_session_submit(client->session, number, client->message, size);
    if (status != PUSDALOPS_OK && status != PUSDALOPS_KNOWN && status != PUSDALOPS_E_FULL) {
        client->failed = status;
    }
    return status == PUSDALOPS_OK || status == PUSDALOPS_KNOWN;
}

/* Fill the window from the outbox. (2) */
static void drain(struct pusdalops_client *client)
{
    uint64_t number = 0;
    size_t size = 0;
    while (waiting_after(client, client->drained, &number, &size) == PUSDALOPS_OK &&
           hand_in(client, number, size)) {
        client->drained = number;
    }
}

static void settle(struct pusdalops_client *client)
{
    if (client->outbox == NULL || client->settlement_count == 0) {
        client->settlement_count = 0;
        return;
    }
    const enum pusdalops_status status =
        pusdalops_outbox_settle(client->outbox, client->settlements, client->settlement_count);
    if (status != PUSDALOPS_OK) {
        client->failed = status; /* the messages stay and are sent again: DUPLICATE */
    }
    client->settlement_count = 0;
    struct pusdalops_outbox_counts counts;
    if (pusdalops_outbox_count(client->outbox, &counts) == PUSDALOPS_OK) {
        pusdalops_session_outbox(client->session, counts.last_number,
                                 counts.waiting > UINT32_MAX ? UINT32_MAX
                                                             : (uint32_t)counts.waiting);
    }
}

/* ---- publishing (4) ---- */

/* Send the publication at hand; false where the socket takes no more now. */
static bool publish_one(struct pusdalops_client *client, uint64_t now_ms)
{
    struct intake *intake = &client->intake;
    if (!intake_encode(intake)) {
        client->failed = PUSDALOPS_E_MEMORY;
    }
    const bool sent = client->failed != PUSDALOPS_E_MEMORY &&
                      zmq_send(client->sockets[INTAKE], intake->frame.data, intake->frame.size,
                               ZMQ_DONTWAIT) >= 0;
    intake_done(intake, sent, now_ms);
    client->swept = client->swept && !sent;
    return sent;
}

/* Publish what waits and was not published yet on this connection. */
static void publish(struct pusdalops_client *client, uint64_t now_ms)
{
    struct intake *intake = &client->intake;
    if (!intake->hears) {
        return;
    }
    uint64_t after = intake->published;
    uint64_t number = 0;
    size_t size = 0;
    while (waiting_after(client, after, &number, &size) == PUSDALOPS_OK) {
        if (intake_add(intake, number, client->message, size)) {
            after = number;
        } else if (!publish_one(client, now_ms)) {
            return;
        }
    }
    if (intake->count > 0) {
        (void)publish_one(client, now_ms);
    }
}

/* Among what waits, the highest number that the hub names held is handed in itself. */
static void call_witness(struct pusdalops_client *client)
{
    uint64_t found = 0;
    uint64_t number = 0;
    size_t size = 0;
    for (uint64_t after = 0; waiting_after(client, after, &number, &size) == PUSDALOPS_OK;
         after = number) {
        if (number <= client->intake.published && intake_names_held(&client->intake, number)) {
            found = number;
        }
    }
    if (found > 0) {
        intake_call_witness(&client->intake, found);
    }
}

/* Begin to judge all that waits; what was settled must be out of the outbox by then. */
static void sweep_again(struct pusdalops_client *client)
{
    client->swept = false;
    client->drained = 0;
}

/* Judge what waits: held, to be handed in, or not known yet. */
static void sweep(struct pusdalops_client *client, uint64_t now_ms)
{
    uint64_t number = 0;
    size_t size = 0;
    if (client->drained == 0) {
        settle(client);
        client->unsure = false;
        client->sweep_ms = now_ms + INTAKE_ASK_MS;
    }
    while (waiting_after(client, client->drained, &number, &size) == PUSDALOPS_OK) {
        const enum intake_verdict verdict = intake_judge(&client->intake, number, now_ms);
        if (verdict == INTAKE_SUBMIT && !hand_in(client, number, size)) {
            return; /* goes on here when there is room */
        }
        if (verdict == INTAKE_HELD && !pusdalops_session_has(client->session, number)) {
            struct event_node *node = event_queue_add(&client->events, PUSDALOPS_EVENT_RECEIPT);
            if (node == NULL) {
                client->failed = PUSDALOPS_E_MEMORY;
                return;
            }
            node->event.receipt.status = PUSDALOPS_HELD;
            node->event.receipt.number = number;
        }
        client->unsure = client->unsure || verdict == INTAKE_WAIT;
        client->drained = number;
    }
    client->swept = true;
}

/* One round of publishing and of finding out what arrived. */
static void publish_and_confirm(struct pusdalops_client *client, uint64_t now_ms)
{
    publish(client, now_ms);
    if (client->sockets[SUBMIT] == NULL || !client->open) {
        return;
    }
    if (client->swept && client->unsure && now_ms >= client->sweep_ms) {
        sweep_again(client);
    }
    if (!client->swept && client->events.first == NULL) {
        sweep(client, now_ms);
    }
    if (client->unsure && !client->asking && intake_asks(&client->intake, now_ms)) {
        client->asking = true;
        pusdalops_session_ask_numbers(client->session);
    }
}

/* What an event of the session says of the messages that wait. */
static void note_confirming(struct pusdalops_client *client, const struct pusdalops_event *event)
{
    const bool answer = event->kind == PUSDALOPS_EVENT_ALIVE || event->kind == PUSDALOPS_EVENT_OPEN;
    if (answer && event->open.listed && client->outbox != NULL) {
        intake_told(&client->intake, event->open.last_number, event->open.missing,
                    event->open.missing_count, pusdalops_now_read().mono_ms);
        client->asking = false;
        settle(client); /* what is settled bears no witness */
        call_witness(client);
        sweep_again(client);
    } else if (event->kind == PUSDALOPS_EVENT_RECEIPT &&
               intake_receipt(&client->intake, event->receipt.number, event->receipt.status)) {
        sweep_again(client);
    }
}

/* ---- the end ---- */

/* Is it time to write the receipts down? (3) */
static bool settle_due(const struct pusdalops_client *client, uint64_t now_ms)
{
    return client->settlement_count > 0 &&
           (client->settle_ms <= now_ms || pusdalops_session_in_flight(client->session) == 0);
}

void pusdalops_client_close(struct pusdalops_client *client)
{
    if (client == NULL) {
        return;
    }
    if (client->outbox != NULL) {
        settle(client);
    }
    for (unsigned i = 0; i < SOCKETS; i++) {
        if (client->sockets[i] != NULL) {
            (void)zmq_socket_monitor(client->sockets[i], NULL, 0);
            (void)zmq_close(client->sockets[i]);
        }
        if (client->watchers[i] != NULL) {
            (void)zmq_close(client->watchers[i]);
        }
    }
    if (client->own_context && client->context != NULL) {
        while (zmq_ctx_term(client->context) != 0 && errno == EINTR) {
        }
    }
    pusdalops_session_free(client->session);
    pusdalops_feed_free(client->feed);
    event_queue_close(&client->events);
    intake_close(&client->intake);
    free(client->message);
    free(client);
}

/* ---- the round ---- */

static long wait_of(const struct pusdalops_client *client, uint32_t wait_ms, uint64_t now_ms)
{
    uint64_t deadline_ms = now_ms + wait_ms;
    const uint64_t session_ms = client->sockets[SUBMIT] == NULL
                                    ? PUSDALOPS_NEVER_MS
                                    : pusdalops_session_deadline_ms(client->session);
    const bool stuck =
        client->blocked && session_ms <= now_ms; /* waits for the socket, not for time */
    if (!stuck && session_ms < deadline_ms) {
        deadline_ms = session_ms;
    }
    if (client->swept && client->unsure && client->sweep_ms < deadline_ms) {
        deadline_ms = client->sweep_ms;
    }
    if (client->settlement_count > 0 && client->settle_ms < deadline_ms) {
        deadline_ms = client->settle_ms;
    }
    if (client->feed != NULL && pusdalops_feed_deadline_ms(client->feed) < deadline_ms) {
        deadline_ms = pusdalops_feed_deadline_ms(client->feed);
    }
    return deadline_ms <= now_ms ? 0 : (long)(deadline_ms - now_ms);
}

static bool poll_sockets(struct pusdalops_client *client, long wait_ms)
{
    zmq_pollitem_t items[2 * SOCKETS];
    int count = 0;
    for (unsigned i = 0; i < SOCKETS; i++) {
        if (client->sockets[i] == NULL) {
            continue;
        }
        const short wanted = i == SUBMIT && client->blocked ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN;
        items[count++] = (zmq_pollitem_t){.socket = client->sockets[i], .events = wanted};
        items[count++] = (zmq_pollitem_t){.socket = client->watchers[i], .events = ZMQ_POLLIN};
    }
    return zmq_poll(items, count, wait_ms) >= 0 || errno == EINTR;
}

enum pusdalops_status pusdalops_client_step(struct pusdalops_client *client, uint32_t wait_ms)
{
    struct pusdalops_now now = pusdalops_now_read();
    if (client->outbox != NULL && client->sockets[INTAKE] != NULL) {
        publish_and_confirm(client, now.mono_ms);
    } else if (client->outbox != NULL) {
        drain(client);
    }
    relay_questions(client, now);
    send_frames(client, now);
    if (settle_due(client, now.mono_ms)) { /* while the hub works on what was sent */
        settle(client);
    }
    if (!poll_sockets(client, wait_of(client, wait_ms, now.mono_ms))) {
        return PUSDALOPS_E_IO;
    }
    now = pusdalops_now_read();
    for (unsigned i = 0; i < SOCKETS; i++) {
        hear_watcher(client, i, now);
        hear_socket(client, i, now);
    }
    if (client->sockets[SUBMIT] != NULL) {
        pusdalops_session_turn(client->session, now);
    }
    if (client->feed != NULL) {
        pusdalops_feed_turn(client->feed, now);
    }
    const enum pusdalops_status status = client->failed;
    client->failed = PUSDALOPS_OK;
    return status;
}

static void note(struct pusdalops_client *client, const struct pusdalops_event *event)
{
    client->open = client->open || event->kind == PUSDALOPS_EVENT_OPEN;
    if (client->sockets[INTAKE] != NULL) {
        note_confirming(client, event);
    }
    if (event->kind == PUSDALOPS_EVENT_RECEIPT && client->settlement_count < SETTLEMENTS_MAX) {
        if (client->settlement_count == 0) {
            client->settle_ms = pusdalops_now_read().mono_ms + SETTLE_MS;
        }
        client->settlements[client->settlement_count++] = (struct pusdalops_settlement){
            .number = event->receipt.number,
            .status = event->receipt.status,
            .code = event->problem.code,
        };
        if (client->settlement_count == SETTLEMENTS_MAX) {
            settle(client);
        }
    } else if (event->kind == PUSDALOPS_EVENT_OPEN && client->outbox != NULL &&
               pusdalops_outbox_greeted(client->outbox, event->open.last_number) != PUSDALOPS_OK) {
        client->failed = PUSDALOPS_E_IO;
    }
}

/* Is this answer the feed's? Then it is no news for the caller. */
static bool feed_takes(struct pusdalops_client *client, const struct pusdalops_event *event)
{
    const bool reply =
        event->kind == PUSDALOPS_EVENT_ANSWER || event->kind == PUSDALOPS_EVENT_PROBLEM;
    return client->feed != NULL && reply && event->request_id != 0 &&
           pusdalops_feed_answer(client->feed, event->answer.reply, event->answer.size,
                                 pusdalops_now_read()) == PUSDALOPS_OK;
}

enum pusdalops_status pusdalops_client_next(struct pusdalops_client *client,
                                            struct pusdalops_event *event)
{
    if (client->refused_at != NULL) {
        *event = (struct pusdalops_event){.kind = PUSDALOPS_EVENT_HANDSHAKE};
        event->retry.endpoint = client->refused_at;
        client->refused_at = NULL;
        return PUSDALOPS_OK;
    }
    if (event_queue_next(&client->events, event) == PUSDALOPS_OK) {
        note(client, event);
        return PUSDALOPS_OK;
    }
    while (pusdalops_session_next(client->session, event) == PUSDALOPS_OK) {
        note(client, event);
        if (!feed_takes(client, event)) {
            return PUSDALOPS_OK;
        }
        if (pusdalops_feed_next(client->feed, event) == PUSDALOPS_OK) {
            return PUSDALOPS_OK;
        }
    }
    return client->feed == NULL ? PUSDALOPS_NONE : pusdalops_feed_next(client->feed, event);
}

struct pusdalops_session *pusdalops_client_session(struct pusdalops_client *client)
{
    return client->session;
}

struct pusdalops_feed *pusdalops_client_feed(struct pusdalops_client *client)
{
    return client->feed;
}
