#include "io/zap.h"

#include "base/assert.h"
#include "base/text.h"
#include "io/cleanup.h"
#include "io/log.h"
#include "io/roster_file.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#define ZAP_ENDPOINT "inproc://zeromq.zap.01"
#define ZAP_VERSION  "1.0"

#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93 /* in Debian's library, hidden by its header */
#endif

/* Frames of a request, RFC 27. */
enum {
    FRAME_VERSION,
    FRAME_ID,
    FRAME_DOMAIN,
    FRAME_ADDRESS,
    FRAME_IDENTITY,
    FRAME_MECHANISM,
    FRAME_KEY
};
#define FRAMES_MAX    8
#define FRAME_ROOM    256
#define KEY_BYTES     32
#define USER_ID_ROOM  (KEY_TEXT_BYTES + 1)
#define NS_PER_MS     1000000U
#define ENDPOINT_ROOM 128

/* A key that is not let in to the feed for a while. */
struct bar {
    char key[KEY_TEXT_BYTES + 1];
    uint64_t until_ms; /* monotonic */
};

struct zap {
    void *ear;        /* REP; the thread's, once it runs */
    void *thread_end; /* PAIR to owner_end: a message ends the thread */
    void *owner_end;
    pthread_t thread;
    bool lab;
    atomic_bool stopping;
    pthread_mutex_t guard;
    const struct roster *roster; /* guarded, as are the next two */
    struct bar barred[ZAP_BARRED_MAX];
    uint32_t barred_count;
    atomic_uint_least64_t admitted[ZAP_DOMAIN_COUNT];
    atomic_uint_least64_t refused[ZAP_DOMAIN_COUNT];
    atomic_uint_least64_t malformed;
};

struct frame {
    size_t size_bytes;
    uint8_t data[FRAME_ROOM];
};

struct request {
    uint32_t count; /* of frames; more than FRAMES_MAX: some were thrown away */
    bool oversized;
    struct frame frames[FRAMES_MAX];
};

const char *zap_domain_name(enum zap_domain domain)
{
    static const char *const names[ZAP_DOMAIN_COUNT] = {
        [ZAP_SUBMIT] = "submit", [ZAP_INTAKE] = "intake", [ZAP_INTERNAL] = "internal",
        [ZAP_PUBLIC] = "public", [ZAP_URGENT] = "urgent", [ZAP_SELF_TEST] = "self-test",
    };
    HUB_ASSERT(domain < ZAP_DOMAIN_COUNT);
    return names[domain];
}

/* --- Deciding --------------------------------------------------------------------------------------------------- */

static int64_t now_utc_us(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

static bool is_valid_at(const struct roster_client *client, int64_t at_utc_us)
{
    return (client->valid_from_utc_us == 0 || at_utc_us >= client->valid_from_utc_us) &&
           (client->valid_until_utc_us == 0 || at_utc_us < client->valid_until_utc_us);
}

/* May this client connect to a socket of this domain? What it says there is judged again, word by word. */
static bool may_connect(const struct roster_client *client, enum zap_domain domain)
{
    switch (domain) {
    case ZAP_INTAKE:
        return roster_is_node(client) || client->role == ROLE_LAB;
    case ZAP_INTERNAL:
        return !client->misses_real && roster_may_read(client, ACCESS_INTERNAL) == HUB_OK;
    case ZAP_PUBLIC:
        return !client->misses_real;
    case ZAP_SUBMIT:
    case ZAP_URGENT:
        return true;
    case ZAP_SELF_TEST:
    case ZAP_DOMAIN_COUNT:
        break;
    }
    return false;
}

static uint64_t monotonic_ns(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static uint64_t monotonic_ms(void)
{
    return monotonic_ns() / NS_PER_MS;
}

/* Under the guard. */
static bool is_barred(const struct zap *zap, enum zap_domain domain, const char *key)
{
    if (domain != ZAP_INTERNAL && domain != ZAP_PUBLIC && domain != ZAP_URGENT) {
        return false;
    }
    for (uint32_t i = 0; i < zap->barred_count; i++) {
        if (strcmp(zap->barred[i].key, key) == 0) {
            return monotonic_ms() < zap->barred[i].until_ms;
        }
    }
    return false;
}

static bool is_admitted(struct zap *zap, enum zap_domain domain, const char *key)
{
    (void)pthread_mutex_lock(&zap->guard);
    const struct roster_client *client = roster_find_key(zap->roster, slice_of(key));
    const bool admitted = client != NULL && is_valid_at(client, now_utc_us()) &&
                          may_connect(client, domain) && !is_barred(zap, domain, key);
    (void)pthread_mutex_unlock(&zap->guard);
    return admitted;
}

static bool frame_is(const struct frame *frame, const char *text)
{
    return frame->size_bytes == strlen(text) && memcmp(frame->data, text, frame->size_bytes) == 0;
}

static enum zap_domain find_domain(const struct frame *frame)
{
    enum zap_domain domain = ZAP_SUBMIT;
    while (domain < ZAP_DOMAIN_COUNT && !frame_is(frame, zap_domain_name(domain))) {
        domain++;
    }
    return domain;
}

/* Is it exactly a request of ZAP 1.0, for one of our domains? (3) */
static bool is_well_formed(const struct request *request)
{
    if (request->oversized || request->count <= FRAME_MECHANISM || request->count > FRAMES_MAX ||
        !frame_is(&request->frames[FRAME_VERSION], ZAP_VERSION) ||
        find_domain(&request->frames[FRAME_DOMAIN]) == ZAP_DOMAIN_COUNT) {
        return false;
    }
    const struct frame *mechanism = &request->frames[FRAME_MECHANISM];
    if (frame_is(mechanism, "CURVE")) {
        return request->count == FRAME_KEY + 1 &&
               request->frames[FRAME_KEY].size_bytes == KEY_BYTES;
    }
    return frame_is(mechanism, "NULL") && request->count == FRAME_MECHANISM + 1;
}

/* Decide and count. Writes the User-Id on true. (2) */
static bool decide(struct zap *zap, const struct request *request, char *user_id)
{
    if (!is_well_formed(request)) {
        atomic_fetch_add(&zap->malformed, 1);
        return false;
    }
    const enum zap_domain domain = find_domain(&request->frames[FRAME_DOMAIN]);
    bool admitted = false;
    if (frame_is(&request->frames[FRAME_MECHANISM], "CURVE")) {
        admitted = zmq_z85_encode(user_id, request->frames[FRAME_KEY].data, KEY_BYTES) != NULL &&
                   is_admitted(zap, domain, user_id);
    } else if (zap->lab) {
        memcpy(user_id, ROSTER_LAB_NAME, sizeof ROSTER_LAB_NAME);
        admitted = true;
    }
    atomic_fetch_add(admitted ? &zap->admitted[domain] : &zap->refused[domain], 1);
    return admitted;
}

/* --- Hearing and answering: in the thread ----------------------------------------------------------------------- */

/* One frame into the request; returns whether more follow, or -1 with errno. */
static int hear_frame(void *ear, struct request *request)
{
    HUB_CLEANUP(zmq_msg_close) zmq_msg_t message;
    (void)zmq_msg_init(&message); /* cannot fail */
    int rc = 0;
    do {
        rc = zmq_msg_recv(&message, ear, 0);
    } while (rc < 0 && errno == EINTR);
    if (rc < 0) {
        return -1;
    }
    const size_t size_bytes = zmq_msg_size(&message);
    if (size_bytes > FRAME_ROOM) {
        request->oversized = true;
    } else if (request->count < FRAMES_MAX) {
        struct frame *frame = &request->frames[request->count];
        frame->size_bytes = size_bytes;
        memcpy(frame->data, zmq_msg_data(&message), size_bytes);
    }
    request->count++;
    return zmq_msg_more(&message);
}

static bool hear(void *ear, struct request *request)
{
    *request = (struct request){0};
    int more = 0;
    do {
        more = hear_frame(ear, request);
    } while (more > 0);
    return more == 0;
}

static bool speak(void *ear, const void *data, size_t size_bytes, int flags)
{
    int rc = 0;
    do {
        rc = zmq_send(ear, data, size_bytes, flags);
    } while (rc < 0 && errno == EINTR);
    return rc >= 0;
}

/* Version, request id, code, text, User-Id, metadata. */
static bool reply(void *ear, const struct request *request, const char *user_id)
{
    static const struct frame none = {0};
    const struct frame *id =
        request->count > FRAME_ID && !request->oversized ? &request->frames[FRAME_ID] : &none;
    const char *code = user_id == NULL ? "400" : "200";
    const char *text = user_id == NULL ? "No" : "OK";
    const char *user = user_id == NULL ? "" : user_id;
    return speak(ear, ZAP_VERSION, strlen(ZAP_VERSION), ZMQ_SNDMORE) &&
           speak(ear, id->data, id->size_bytes, ZMQ_SNDMORE) &&
           speak(ear, code, strlen(code), ZMQ_SNDMORE) &&
           speak(ear, text, strlen(text), ZMQ_SNDMORE) &&
           speak(ear, user, strlen(user), ZMQ_SNDMORE) && speak(ear, "", 0, 0);
}

static bool serve_one(struct zap *zap)
{
    struct request request;
    char user_id[USER_ID_ROOM] = "";
    if (!hear(zap->ear, &request)) {
        return false;
    }
    const bool admitted = decide(zap, &request, user_id);
    return reply(zap->ear, &request, admitted ? user_id : NULL);
}

/* Serve until the owner's message comes; false when anything else ends it. */
static bool serve(struct zap *zap)
{
    for (;;) {
        zmq_pollitem_t items[] = {{.socket = zap->ear, .events = ZMQ_POLLIN},
                                  {.socket = zap->thread_end, .events = ZMQ_POLLIN}};
        if (zmq_poll(items, 2, -1) < 0) {
            if (errno == EINTR) {
                continue;
            }
            return false;
        }
        if (items[1].revents != 0) {
            return atomic_load(&zap->stopping);
        }
        if (items[0].revents != 0 && !serve_one(zap)) {
            return false;
        }
    }
}

static void *run(void *self)
{
    struct zap *zap = self;
    (void)pthread_setname_np(pthread_self(), "zap");
    if (!serve(zap)) { /* (4) */
        log_error(
            "zap.ended",
            "rc=%s next=\"stopping, since nobody guards the door; systemd starts the hub again\"",
            zmq_strerror(errno));
        abort();
    }
    return NULL;
}

/* --- Beginning and end ------------------------------------------------------------------------------------------ */

/* A name in the process that was never used: the library gives names back some time after their socket is closed. */
static void make_name(char *room, const char *what, const void *owner)
{
    (void)snprintf(room, ENDPOINT_ROOM, "inproc://%s-%p-%" PRIu64, what, owner, monotonic_ns());
}

static void close_socket(void **socket)
{
    if (*socket != NULL) {
        (void)zmq_close(*socket); /* fails only for what is no socket */
        *socket = NULL;
    }
}

static void *open_socket(void *zmq_context, int type)
{
    const int no_linger = 0;
    void *socket = zmq_socket(zmq_context, type);
    if (socket != NULL) {
        (void)zmq_setsockopt(socket, ZMQ_LINGER, &no_linger, sizeof no_linger);
    }
    return socket;
}

static bool open_sockets(struct zap *zap, void *zmq_context)
{
    char endpoint[ENDPOINT_ROOM];
    make_name(endpoint, "zap-stop", zap);
    zap->ear = open_socket(zmq_context, ZMQ_REP);
    zap->owner_end = open_socket(zmq_context, ZMQ_PAIR);
    zap->thread_end = open_socket(zmq_context, ZMQ_PAIR);
    return zap->ear != NULL && zap->owner_end != NULL && zap->thread_end != NULL &&
           zmq_bind(zap->owner_end, endpoint) == 0 && zmq_connect(zap->thread_end, endpoint) == 0 &&
           zmq_bind(zap->ear, ZAP_ENDPOINT) == 0; /* (1) */
}

static void give_back(struct zap *zap)
{
    close_socket(&zap->ear);
    close_socket(&zap->thread_end);
    close_socket(&zap->owner_end);
    (void)pthread_mutex_destroy(&zap->guard);
    free(zap);
}

/* The thread with every signal blocked: they are the loop's. */
static int begin_thread(struct zap *zap)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    const int rc = pthread_create(&zap->thread, NULL, run, zap);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

struct zap *zap_start(void *zmq_context, const struct roster *roster, bool lab)
{
    struct zap *zap = calloc(1, sizeof *zap);
    if (zap == NULL) {
        return NULL;
    }
    zap->roster = roster;
    zap->lab = lab;
    (void)pthread_mutex_init(&zap->guard, NULL);
    int rc = open_sockets(zap, zmq_context) ? 0 : zmq_errno();
    if (rc == 0) {
        rc = begin_thread(zap);
    }
    if (rc != 0) {
        give_back(zap);
        errno = rc;
        return NULL;
    }
    return zap;
}

void zap_swap_roster(struct zap *zap, const struct roster *roster)
{
    (void)pthread_mutex_lock(&zap->guard);
    zap->roster = roster;
    zap->barred_count = 0;
    (void)pthread_mutex_unlock(&zap->guard);
}

/* Where a key is barred, or may be: its own place, a free one, or that of the bar that ends first. */
static struct bar *bar_place(struct zap *zap, const char *key)
{
    struct bar *first = &zap->barred[0];
    for (uint32_t i = 0; i < zap->barred_count; i++) {
        if (strcmp(zap->barred[i].key, key) == 0) {
            return &zap->barred[i];
        }
        first = zap->barred[i].until_ms < first->until_ms ? &zap->barred[i] : first;
    }
    return zap->barred_count < ZAP_BARRED_MAX ? &zap->barred[zap->barred_count++] : first;
}

void zap_bar(struct zap *zap, const char *key, uint32_t for_ms, char *out_name)
{
    (void)pthread_mutex_lock(&zap->guard);
    struct bar *bar = bar_place(zap, key);
    (void)text_copy(bar->key, sizeof bar->key, slice_of(key));
    bar->until_ms = monotonic_ms() + for_ms;
    const struct roster_client *client = roster_find_key(zap->roster, slice_of(key));
    (void)text_copy(out_name, IDENTIFIER_BYTES_MAX + 1,
                    slice_of(client == NULL ? "" : client->name));
    (void)pthread_mutex_unlock(&zap->guard);
}

bool zap_admits(struct zap *zap, enum zap_domain domain, const char *user_id)
{
    return zap->lab || is_admitted(zap, domain, user_id);
}

void zap_stop(struct zap *zap)
{
    if (zap == NULL) {
        return;
    }
    atomic_store(&zap->stopping, true);
    const bool told = speak(zap->owner_end, "", 0, 0);
    HUB_ASSERT(told); /* an empty PAIR takes one message unless the context is gone */
    (void)pthread_join(zap->thread, NULL);
    give_back(zap);
}

uint64_t zap_admitted(const struct zap *zap, enum zap_domain domain)
{
    HUB_ASSERT(domain < ZAP_DOMAIN_COUNT);
    return atomic_load(&zap->admitted[domain]);
}

uint64_t zap_refused(const struct zap *zap, enum zap_domain domain)
{
    HUB_ASSERT(domain < ZAP_DOMAIN_COUNT);
    return atomic_load(&zap->refused[domain]);
}

uint64_t zap_malformed(const struct zap *zap)
{
    return atomic_load(&zap->malformed);
}

/* --- The probe -------------------------------------------------------------------------------------------------- */

struct zap_probe {
    void *server;  /* PULL behind the door */
    void *monitor; /* PAIR: what the library says of the server's handshakes */
    void *client;  /* PUSH of the stranger */
    uint64_t end_ms;
    enum zap_probe_result result;
};

/* The server on a free loopback port, guarded as every endpoint of the hub is; false with errno. */
static bool open_server(struct zap_probe *probe, const char *secret_key)
{
    const int on = 1;
    const char *domain = zap_domain_name(ZAP_SELF_TEST);
    char endpoint[ENDPOINT_ROOM];
    make_name(endpoint, "zap-probe", probe);
    const int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                       ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    return zmq_setsockopt(probe->server, ZMQ_CURVE_SERVER, &on, sizeof on) == 0 &&
           zmq_setsockopt(probe->server, ZMQ_CURVE_SECRETKEY, secret_key, KEY_TEXT_BYTES + 1) ==
               0 &&
           zmq_setsockopt(probe->server, ZMQ_ZAP_DOMAIN, domain, strlen(domain)) == 0 &&
           zmq_setsockopt(probe->server, ZMQ_ZAP_ENFORCE_DOMAIN, &on, sizeof on) == 0 &&
           zmq_socket_monitor(probe->server, endpoint, events) == 0 &&
           zmq_connect(probe->monitor, endpoint) == 0 &&
           zmq_bind(probe->server, "tcp://127.0.0.1:*") == 0;
}

/* The stranger, with a pair of keys made for this once; false with errno. */
static bool open_client(struct zap_probe *probe, const char *server_public_key)
{
    const int never = -1;
    char endpoint[ENDPOINT_ROOM];
    size_t endpoint_room = sizeof endpoint;
    char public_key[KEY_TEXT_BYTES + 1];
    char secret_key[KEY_TEXT_BYTES + 1];
    const bool opened =
        zmq_curve_keypair(public_key, secret_key) == 0 &&
        zmq_getsockopt(probe->server, ZMQ_LAST_ENDPOINT, endpoint, &endpoint_room) == 0 &&
        zmq_setsockopt(probe->client, ZMQ_CURVE_SERVERKEY, server_public_key, KEY_TEXT_BYTES + 1) ==
            0 &&
        zmq_setsockopt(probe->client, ZMQ_CURVE_PUBLICKEY, public_key, KEY_TEXT_BYTES + 1) == 0 &&
        zmq_setsockopt(probe->client, ZMQ_CURVE_SECRETKEY, secret_key, KEY_TEXT_BYTES + 1) == 0 &&
        zmq_setsockopt(probe->client, ZMQ_RECONNECT_IVL, &never, sizeof never) == 0 &&
        zmq_connect(probe->client, endpoint) == 0;
    if (opened) {
        (void)zmq_send(probe->client, "knock", 5,
                       ZMQ_DONTWAIT); /* too late when it was refused already */
    }
    sodium_memzero(secret_key, sizeof secret_key);
    return opened;
}

struct zap_probe *zap_probe_begin(void *zmq_context, uint32_t wait_ms)
{
    char public_key[KEY_TEXT_BYTES + 1];
    char secret_key[KEY_TEXT_BYTES + 1];
    struct zap_probe *probe = calloc(1, sizeof *probe);
    if (probe == NULL) {
        return NULL;
    }
    probe->end_ms = monotonic_ms() + wait_ms;
    probe->server = open_socket(zmq_context, ZMQ_PULL);
    probe->monitor = open_socket(zmq_context, ZMQ_PAIR);
    probe->client = open_socket(zmq_context, ZMQ_PUSH);
    const bool opened = probe->server != NULL && probe->monitor != NULL && probe->client != NULL &&
                        zmq_curve_keypair(public_key, secret_key) == 0 &&
                        open_server(probe, secret_key) && open_client(probe, public_key);
    sodium_memzero(secret_key, sizeof secret_key);
    probe->result = opened ? ZAP_PROBE_WAITING : ZAP_PROBE_MUTE;
    return probe;
}

/* What one monitor message means: event and value in the first frame, the address in the second. */
static enum zap_probe_result hear_monitor(void *monitor)
{
    uint8_t first[6] = {0};
    char address[ENDPOINT_ROOM];
    uint16_t event = 0;
    uint32_t value = 0;
    if (zmq_recv(monitor, first, sizeof first, ZMQ_DONTWAIT) != (int)sizeof first) {
        return ZAP_PROBE_WAITING;
    }
    (void)zmq_recv(monitor, address, sizeof address, ZMQ_DONTWAIT);
    memcpy(&event, first, sizeof event);
    memcpy(&value, first + sizeof event, sizeof value);
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
        return ZAP_PROBE_OPEN;
    }
    return event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH && value == 400 ? ZAP_PROBE_SHUT
                                                                    : ZAP_PROBE_MUTE;
}

enum zap_probe_result zap_probe_step(struct zap_probe *probe)
{
    char knock[8];
    if (probe->result != ZAP_PROBE_WAITING) {
        return probe->result;
    }
    if (zmq_recv(probe->server, knock, sizeof knock, ZMQ_DONTWAIT) >= 0) {
        probe->result = ZAP_PROBE_OPEN;
        return probe->result;
    }
    probe->result = hear_monitor(probe->monitor);
    if (probe->result == ZAP_PROBE_WAITING && monotonic_ms() >= probe->end_ms) {
        probe->result = ZAP_PROBE_MUTE;
    }
    return probe->result;
}

void zap_probe_end(struct zap_probe *probe)
{
    if (probe == NULL) {
        return;
    }
    if (probe->server != NULL) {
        (void)zmq_socket_monitor(probe->server, NULL, 0); /* ends it */
    }
    close_socket(&probe->client);
    close_socket(&probe->server);
    close_socket(&probe->monitor);
    free(probe);
}

enum zap_probe_result zap_self_test(void *zmq_context, uint32_t wait_ms)
{
    struct zap_probe *probe = zap_probe_begin(zmq_context, wait_ms);
    if (probe == NULL) {
        return ZAP_PROBE_MUTE;
    }
    enum zap_probe_result result = zap_probe_step(probe);
    while (result == ZAP_PROBE_WAITING) {
        zmq_pollitem_t items[] = {{.socket = probe->server, .events = ZMQ_POLLIN},
                                  {.socket = probe->monitor, .events = ZMQ_POLLIN}};
        const uint64_t now_ms = monotonic_ms();
        (void)zmq_poll(items, 2, now_ms < probe->end_ms ? (long)(probe->end_ms - now_ms) : 0);
        result = zap_probe_step(probe);
    }
    zap_probe_end(probe);
    return result;
}
