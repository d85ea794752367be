#include "io/socket.h"

#include "base/assert.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <zmq.h>

_Static_assert((int)SOCKET_PUBLIC - (int)SOCKET_INTERNAL == (int)LANE_PUBLIC &&
                   (int)SOCKET_URGENT - (int)SOCKET_INTERNAL == (int)LANE_URGENT,
               "lanes and their sockets stand in the same order");

/* In libzmq 4.3.4 the header hides the option, the library has it. */
#define OPTION_ZAP_ENFORCE_DOMAIN 93
#define CURVE_BYTES                                                                                \
    33 /* what encryption adds to a frame: command name, nonce, flags, authenticator */
#define FEED_HEARD_BYTES_MAX   4096
#define SUBSCRIPTIONS_PER_LOOK 256
#define OWN_ID_BYTES           5 /* libzmq's routing ids: a zero byte and four more */

/* What each socket is. */
struct opening {
    const char *name;
    int type;
    enum zap_domain domain;
    const char *endpoint;
    int receive_messages;
    int send_messages;
};

static bool set_int(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

static bool set_common(void *socket, const struct config *config, const struct opening *plan)
{
    return set_int(socket, ZMQ_LINGER, 0) && set_int(socket, ZMQ_RCVHWM, plan->receive_messages) &&
           set_int(socket, ZMQ_SNDHWM, plan->send_messages) &&
           set_int(socket, ZMQ_BACKLOG, (int)config->sockets.backlog_connections) &&
           set_int(socket, ZMQ_HANDSHAKE_IVL, (int)config->sockets.handshake_ms) &&
           set_int(socket, ZMQ_HEARTBEAT_IVL, (int)config->sockets.ping_interval_ms) &&
           set_int(socket, ZMQ_HEARTBEAT_TIMEOUT, (int)config->sockets.ping_timeout_ms) &&
           set_int(socket, ZMQ_TCP_KEEPALIVE, 1) && set_int(socket, ZMQ_TCP_KEEPALIVE_IDLE, 60);
}

/* A domain and its enforcement, read back: either alone admits everyone (1). */
static bool set_guard(void *socket, const struct opening *plan, const struct keys *keys)
{
    const char *domain = zap_domain_name(plan->domain);
    char read_domain[64] = "";
    size_t domain_bytes = sizeof read_domain;
    int enforced = 0;
    size_t enforced_bytes = sizeof enforced;
    bool good = zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, domain, strlen(domain)) == 0 &&
                set_int(socket, OPTION_ZAP_ENFORCE_DOMAIN, 1);
    if (good && keys != NULL) {
        good =
            set_int(socket, ZMQ_CURVE_SERVER, 1) &&
            zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys->secret_key, KEY_TEXT_BYTES + 1) == 0;
    }
    if (good) {
        good = zmq_getsockopt(socket, ZMQ_ZAP_DOMAIN, read_domain, &domain_bytes) == 0 &&
               zmq_getsockopt(socket, OPTION_ZAP_ENFORCE_DOMAIN, &enforced, &enforced_bytes) == 0 &&
               strcmp(read_domain, domain) == 0 && enforced == 1;
    }
    if (good && keys != NULL) {
        int mechanism = 0;
        size_t mechanism_bytes = sizeof mechanism;
        good = zmq_getsockopt(socket, ZMQ_MECHANISM, &mechanism, &mechanism_bytes) == 0 &&
               mechanism == ZMQ_CURVE;
    }
    return good;
}

static bool set_kind(void *socket, const struct opening *plan)
{
    if (plan->type == ZMQ_ROUTER) {
        return set_int(socket, ZMQ_ROUTER_MANDATORY, 1) &&
               set_int(socket, ZMQ_ROUTER_HANDOVER, 0) &&
               zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &(int64_t){FRAME_BYTES_MAX + CURVE_BYTES},
                              sizeof(int64_t)) == 0;
    }
    if (plan->type == ZMQ_SUB) {
        return zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) == 0 &&
               zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &(int64_t){FRAME_BYTES_MAX + CURVE_BYTES},
                              sizeof(int64_t)) == 0;
    }
    /* What comes in on the feed is CURVE's handshake (its longest command is under 1 KiB) and subscriptions, each of which is
     * told, not only the first one of a prefix. */
    return set_int(socket, ZMQ_XPUB_VERBOSER, 1) &&
           zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &(int64_t){FEED_HEARD_BYTES_MAX},
                          sizeof(int64_t)) == 0;
}

static void *open_one(void *zmq_context, const struct config *config, const struct opening *plan,
                      const struct keys *keys, char *error, size_t error_bytes)
{
    void *socket = zmq_socket(zmq_context, plan->type);
    const char *step = "opening";
    bool good = socket != NULL;
    if (good) {
        step = "guarding";
        good = set_guard(socket, plan, keys);
    }
    if (good) {
        step = "setting";
        good = set_common(socket, config, plan) && set_kind(socket, plan);
    }
    if (good) {
        step = "binding";
        good = zmq_bind(socket, plan->endpoint) == 0;
    }
    if (!good) {
        (void)snprintf(error, error_bytes, "%s the %s socket at %s: %s", step, plan->name,
                       plan->endpoint, zmq_strerror(errno));
        if (socket != NULL) {
            zmq_close(socket);
        }
        return NULL;
    }
    return socket;
}

void *socket_context(const struct config *config)
{
    void *zmq_context = zmq_ctx_new();
    if (zmq_context == NULL) {
        return NULL;
    }
    if (zmq_ctx_set(zmq_context, ZMQ_MAX_SOCKETS, (int)config->sockets.sockets_max) != 0 ||
        zmq_ctx_set(zmq_context, ZMQ_IO_THREADS, (int)config->sockets.io_threads) != 0) {
        socket_context_end(zmq_context);
        return NULL;
    }
    return zmq_context;
}

void socket_context_end(void *zmq_context)
{
    if (zmq_context != NULL) {
        zmq_ctx_term(zmq_context);
    }
}

/* What each socket is, by the configuration. */
static struct opening plan_of(const struct config *config, enum socket_name name)
{
    const struct opening plans[SOCKET_COUNT] = {
        [SOCKET_SUBMIT] = {"submit", ZMQ_ROUTER, ZAP_SUBMIT, config->endpoints.submit,
                           (int)config->sockets.submit_receive_messages,
                           (int)config->sockets.submit_send_messages},
        [SOCKET_INTAKE] = {"intake", ZMQ_SUB, ZAP_INTAKE, config->endpoints.intake,
                           (int)config->sockets.intake_receive_messages, 1},
        [SOCKET_INTERNAL] = {"feed_internal", ZMQ_XPUB, ZAP_INTERNAL,
                             config->endpoints.feed_internal, 1000,
                             (int)config->sockets.feed_send_messages},
        [SOCKET_PUBLIC] = {"feed_public", ZMQ_XPUB, ZAP_PUBLIC, config->endpoints.feed_public, 1000,
                           (int)config->sockets.feed_send_messages},
        [SOCKET_URGENT] = {"urgent", ZMQ_XPUB, ZAP_URGENT, config->endpoints.urgent, 1000,
                           (int)config->sockets.urgent_send_messages},
    };
    return plans[name];
}

bool socket_open_all(struct sockets *sockets, void *zmq_context, const struct config *config,
                     const struct keys *keys, char *error, size_t error_bytes)
{
    *sockets = (struct sockets){.dropped_odd = 0};
    for (int i = 0; i < SOCKET_COUNT; i++) {
        const struct opening plan = plan_of(config, (enum socket_name)i);
        if (plan.endpoint[0] == '\0') {
            continue;
        }
        sockets->zmq[i] = open_one(zmq_context, config, &plan, keys, error, error_bytes);
        if (sockets->zmq[i] == NULL) {
            socket_close_all(sockets, 0);
            return false;
        }
    }
    return true;
}

void socket_close_feeds(struct sockets *sockets)
{
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        void **socket = &sockets->zmq[SOCKET_INTERNAL + lane];
        char *place = sockets->closed_at[lane];
        size_t place_bytes = CONFIG_ENDPOINT_ROOM;
        if (*socket == NULL) {
            continue;
        }
        /* The very place it has, also where the configuration left the port open. */
        const int rc = zmq_getsockopt(*socket, ZMQ_LAST_ENDPOINT, place, &place_bytes);
        HUB_ASSERT(rc == 0 && place[0] != '\0'); /* it is bound, to what fits a configuration */
        zmq_close(*socket);
        *socket = NULL;
        listeners_forget_lane(sockets->listeners, (enum lane)lane);
    }
}

bool socket_reopen_feeds(struct sockets *sockets, void *zmq_context, const struct config *config,
                         const struct keys *keys, char *error, size_t error_bytes)
{
    bool good = true;
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        struct opening plan = plan_of(config, (enum socket_name)((int)SOCKET_INTERNAL + lane));
        if (sockets->closed_at[lane][0] == '\0') {
            continue;
        }
        plan.endpoint = sockets->closed_at[lane];
        void *socket = open_one(zmq_context, config, &plan, keys, error, error_bytes);
        sockets->zmq[SOCKET_INTERNAL + lane] = socket;
        good = good && socket != NULL;
        if (socket != NULL) {
            sockets->closed_at[lane][0] = '\0';
        }
    }
    return good;
}

void socket_close_all(struct sockets *sockets, int linger_ms)
{
    for (int i = 0; i < SOCKET_COUNT; i++) {
        if (sockets->zmq[i] != NULL) {
            (void)set_int(sockets->zmq[i], ZMQ_LINGER, linger_ms);
            zmq_close(sockets->zmq[i]);
            sockets->zmq[i] = NULL;
        }
    }
}

/* --- hearing --- */

struct ear {
    zmq_msg_t *payloads;
    uint32_t count;
    uint32_t max;
};

struct ear *socket_ear_new(uint32_t max)
{
    struct ear *ear = calloc(1, sizeof *ear);
    if (ear == NULL) {
        return NULL;
    }
    ear->payloads = calloc(max, sizeof *ear->payloads);
    ear->max = max;
    if (ear->payloads == NULL) {
        free(ear);
        return NULL;
    }
    return ear;
}

void socket_ear_forget(struct ear *ear)
{
    for (uint32_t i = 0; i < ear->count; i++) {
        zmq_msg_close(&ear->payloads[i]);
    }
    ear->count = 0;
}

void socket_ear_free(struct ear *ear)
{
    if (ear != NULL) {
        socket_ear_forget(ear);
        free(ear->payloads);
        free(ear);
    }
}

/* The rest of a message that is not of our shape is taken off and thrown away. */
static void skip_rest(void *socket, const zmq_msg_t *last)
{
    int more = zmq_msg_more(last);
    while (more != 0) {
        zmq_msg_t frame;
        zmq_msg_init(&frame);
        if (zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&frame);
            return;
        }
        more = zmq_msg_more(&frame);
        zmq_msg_close(&frame);
    }
}

enum took { TOOK_NOTHING, TOOK_ODD, TOOK_MESSAGE };

/* The address frame of a ROUTER message. */
static enum took take_peer(void *socket, struct peer *out)
{
    zmq_msg_t id;
    zmq_msg_init(&id);
    if (zmq_msg_recv(&id, socket, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&id);
        return TOOK_NOTHING;
    }
    const size_t id_bytes = zmq_msg_size(&id);
    const uint8_t *data = zmq_msg_data(&id);
    const bool ours = id_bytes == OWN_ID_BYTES && data[0] == 0 && zmq_msg_more(&id) != 0; /* (4) */
    if (ours) {
        memcpy(out->id, data, OWN_ID_BYTES);
        out->id_bytes = OWN_ID_BYTES;
    } else {
        skip_rest(socket, &id);
    }
    zmq_msg_close(&id);
    return ours ? TOOK_MESSAGE : TOOK_ODD;
}

/* The payload frame, after an empty one for a REQ client; it must be the last. */
static enum took take_payload(void *socket, zmq_msg_t *payload, bool may_delimit,
                              bool *out_delimiter)
{
    zmq_msg_init(payload);
    if (zmq_msg_recv(payload, socket, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(payload);
        return TOOK_NOTHING;
    }
    *out_delimiter = false;
    if (may_delimit && zmq_msg_size(payload) == 0 && zmq_msg_more(payload) != 0) {
        *out_delimiter = true;
        zmq_msg_close(payload);
        zmq_msg_init(payload);
        if (zmq_msg_recv(payload, socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(payload);
            return TOOK_NOTHING;
        }
    }
    if (zmq_msg_more(payload) != 0) {
        skip_rest(socket, payload);
        zmq_msg_close(payload);
        return TOOK_ODD;
    }
    return TOOK_MESSAGE;
}

static enum took take_message(struct sockets *sockets, enum door door, zmq_msg_t *payload,
                              struct peer *out_peer)
{
    void *socket = sockets->zmq[door == DOOR_SUBMIT ? SOCKET_SUBMIT : SOCKET_INTAKE];
    if (door == DOOR_SUBMIT) {
        const enum took took = take_peer(socket, out_peer);
        if (took != TOOK_MESSAGE) {
            return took;
        }
    }
    return take_payload(socket, payload, door == DOOR_SUBMIT, &out_peer->delimiter);
}

uint32_t socket_hear(struct sockets *sockets, struct ear *ear, enum door door, struct event *events,
                     uint32_t max, int64_t at_utc_us, int64_t mono_us)
{
    const enum socket_name name = door == DOOR_SUBMIT ? SOCKET_SUBMIT : SOCKET_INTAKE;
    uint32_t count = 0;
    if (sockets->zmq[name] == NULL) {
        return 0;
    }
    for (uint32_t tries = 0; tries < max && count < max && ear->count < ear->max; tries++) {
        struct event *event = &events[count];
        zmq_msg_t *payload = &ear->payloads[ear->count];
        struct peer peer = {.id_bytes = 0};
        const enum took took = take_message(sockets, door, payload, &peer);
        if (took == TOOK_NOTHING) {
            break;
        }
        if (took == TOOK_ODD) {
            sockets->dropped_odd++;
            continue;
        }
        /* Read from the payload: the address frame loses it in 4.3.4. */
        const char *user = zmq_msg_gets(payload, "User-Id");
        *event = (struct event){.kind = EVENT_REQUEST, .at_utc_us = at_utc_us, .mono_us = mono_us};
        event->as.request.door = door;
        event->as.request.peer = peer;
        event->as.request.user = user == NULL ? (struct slice){NULL, 0} : slice_of(user);
        event->as.request.payload = (struct slice){zmq_msg_data(payload), zmq_msg_size(payload)};
        ear->count++;
        count++;
    }
    sockets->heard[name] += count;
    return count;
}

/* --- who listens --- */

/* One subscription, or the giving up of one; false when none waits. */
static bool hear_listener(struct sockets *sockets, enum lane lane, bool *out_gone)
{
    void *socket = sockets->zmq[SOCKET_INTERNAL + (int)lane];
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    if (zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&frame);
        return false;
    }
    const uint8_t *data = zmq_msg_data(&frame);
    const size_t size_bytes = zmq_msg_size(&frame);
    const char *key = zmq_msg_gets(&frame, "User-Id");
    if (key == NULL) {
        *out_gone = true; /* what a connection that ended leaves behind */
    } else if (size_bytes > 0 && data[0] <= 1) {
        listeners_hear(sockets->listeners, lane, zmq_msg_get(&frame, ZMQ_SRCFD), key, data[0] == 1,
                       (struct slice){data + 1, size_bytes - 1});
    } else {
        sockets->dropped_odd++;
    }
    skip_rest(socket, &frame);
    zmq_msg_close(&frame);
    return true;
}

void socket_hear_listeners(struct sockets *sockets)
{
    bool gone = false;
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        bool more = sockets->zmq[SOCKET_INTERNAL + lane] != NULL;
        for (uint32_t i = 0; more && i < SUBSCRIPTIONS_PER_LOOK; i++) {
            more = hear_listener(sockets, (enum lane)lane, &gone);
        }
    }
    if (gone) {
        listeners_forget_gone(sockets->listeners);
    }
}

/* --- speaking --- */

static bool send_frame(void *socket, zmq_msg_t *frame, int flags)
{
    if (zmq_msg_send(frame, socket, flags | ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(frame);
        return false;
    }
    return true;
}

static bool send_bytes(void *socket, const void *data, size_t size_bytes, int flags)
{
    zmq_msg_t frame;
    if (zmq_msg_init_size(&frame, size_bytes) != 0) {
        return false;
    }
    if (size_bytes > 0) {
        memcpy(zmq_msg_data(&frame), data, size_bytes);
    }
    return send_frame(socket, &frame, flags);
}

/* The last frame of a reply: a long one is counted until its client reads, and not sent to one that does not (5). */
static bool send_answer(struct sockets *sockets, const struct effect *effect)
{
    void *socket = sockets->zmq[SOCKET_SUBMIT];
    const struct slice payload = effect->as.reply.payload;
    const struct slice instead = effect->as.reply.instead;
    zmq_msg_t frame;
    if (instead.size_bytes == 0) {
        return send_bytes(socket, payload.data, payload.size_bytes, 0);
    }
    if (unread_frame(sockets->unread, effect->as.reply.user, payload, &frame)) {
        return send_frame(socket, &frame, 0);
    }
    sockets->unread_refused++;
    return send_bytes(socket, instead.data, instead.size_bytes, 0);
}

void socket_reply(struct sockets *sockets, const struct effect *effect)
{
    void *socket = sockets->zmq[SOCKET_SUBMIT];
    const struct peer *to = &effect->as.reply.to;
    const struct slice payload = effect->as.reply.payload;
    HUB_ASSERT(effect->kind == EFFECT_REPLY);
    if (!send_bytes(socket, to->id, to->id_bytes, ZMQ_SNDMORE)) {
        sockets->dropped_unroutable++; /* (3) */
        return;
    }
    if (to->delimiter && !send_bytes(socket, NULL, 0, ZMQ_SNDMORE)) {
        sockets->dropped_unroutable++;
        return;
    }
    if (!send_answer(sockets, effect)) {
        sockets->dropped_unroutable++;
        return;
    }
    sockets->spoken[SOCKET_SUBMIT]++;
    sockets->spoken_bytes[SOCKET_SUBMIT] += payload.size_bytes;
}

void socket_publish(struct sockets *sockets, const struct effect *effect)
{
    HUB_ASSERT(effect->kind == EFFECT_PUBLISH && effect->as.publish.lane < LANE_COUNT);
    const unsigned name = SOCKET_INTERNAL + (unsigned)effect->as.publish.lane;
    const struct slice topic = effect->as.publish.topic;
    const struct slice payload = effect->as.publish.payload;
    if (sockets->zmq[name] == NULL) {
        sockets->dropped_feed += sockets->closed_at[effect->as.publish.lane][0] != '\0' ? 1 : 0;
        return;
    }
    if (!send_bytes(sockets->zmq[name], topic.data, topic.size_bytes, ZMQ_SNDMORE) ||
        !send_bytes(sockets->zmq[name], payload.data, payload.size_bytes, 0)) {
        sockets->dropped_feed++;
        return;
    }
    sockets->spoken[name]++;
    sockets->spoken_bytes[name] += payload.size_bytes;
}
