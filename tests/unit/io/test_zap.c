/* The door, with real CURVE connections over loopback: who gets in, where, and what happens when it breaks. */
#include "io/roster_file.h"
#include "io/zap.h"

#include "tap.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <zmq.h>

#define PATIENCE_MS    20000 /* only a failing test waits as long */
#define ENFORCE_DOMAIN 93
#define ZAP_ENDPOINT   "inproc://zeromq.zap.01"

struct pair {
    char public_key[41];
    char secret_key[41];
};

/* Whose keys stand on the roster below. */
static struct pair hub;
static struct pair district;
static struct pair desk;   /* console, access internal */
static struct pair screen; /* console, access public */
static struct pair too_early;
static struct pair too_late;
static struct pair stranger;

static void *context;
static struct zap *zap;
static struct roster *roster;
static struct region provinces[] = {{.code = 11, .name = "Aceh"}};
static struct region regencies[] = {{.code = 1106, .name = "Kabupaten Aceh Besar"}};
static const struct catalogue catalogue = {.provinces = provinces,
                                           .province_count = 1,
                                           .regencies = regencies,
                                           .regency_count = 1};

/* A roster with all of them, or without the district. */
static struct roster *make_roster(bool with_district)
{
    static char text[4096];
    struct complaints complaints;
    (void)snprintf(
        text, sizeof text,
        "version: 1\nclients:\n"
        "  - {name: district, role: district, keys: [\"%s\"], regions: [\"11.06\"], realms: [real], access: internal}\n"
        "  - {name: desk, role: console, keys: [\"%s\"], realms: [real], access: internal}\n"
        "  - {name: screen, role: console, keys: [\"%s\"], realms: [real], access: public}\n"
        "  - {name: too-early, role: console, keys: [\"%s\"], realms: [real], access: internal, valid_from: \"9000-01-01T00:00:00Z\"}\n"
        "  - {name: too-late, role: console, keys: [\"%s\"], realms: [real], access: internal, valid_until: \"2020-01-01T00:00:00Z\"}\n",
        with_district ? district.public_key : stranger.public_key, desk.public_key,
        screen.public_key, too_early.public_key, too_late.public_key);
    complaints_init(&complaints);
    struct roster *made = roster_parse("roster", slice_of(text), &catalogue, 10, &complaints);
    if (made == NULL) {
        printf("Bail out! %s", complaints.text);
        exit(1);
    }
    return made;
}

static void begin(bool lab)
{
    context = zmq_ctx_new();
    roster = lab ? roster_lab(NULL) : make_roster(true);
    zap = zap_start(context, roster, lab);
    if (!CHECK(zap != NULL)) {
        exit(1);
    }
}

static void end(void)
{
    zap_stop(zap);
    (void)zmq_ctx_term(context);
    roster_free(roster);
}

static void *open_socket(int type)
{
    const int zero = 0;
    const int never = -1;
    void *socket = zmq_socket(context, type);
    if (socket == NULL) {
        abort();
    }
    (void)zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
    (void)zmq_setsockopt(socket, ZMQ_RECONNECT_IVL, &never, sizeof never);
    return socket;
}

/* Closes it, and its monitor with it. */
static void close_socket(void *socket)
{
    (void)zmq_socket_monitor(socket, NULL, 0);
    (void)zmq_close(socket);
}

/*
 * A guarded server in a domain: where it listens, and a monitor that hears when the library turns somebody away.
 * CURVE, or NULL when there is no pair.
 */
static void *open_server(const char *domain, const struct pair *pair, char *endpoint,
                         size_t endpoint_room, void **out_monitor)
{
    static unsigned monitors; /* a name of its own for each: inproc names are given back late */
    const int on = 1;
    const int failures = ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                         ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    char name[64];
    void *server = open_socket(ZMQ_PULL);
    *out_monitor = open_socket(ZMQ_PAIR);
    (void)snprintf(name, sizeof name, "inproc://monitor-%u", monitors++);
    CHECK(zmq_setsockopt(server, ZMQ_ZAP_DOMAIN, domain, strlen(domain)) == 0);
    CHECK(zmq_setsockopt(server, ENFORCE_DOMAIN, &on, sizeof on) == 0);
    if (pair != NULL) {
        CHECK(zmq_setsockopt(server, ZMQ_CURVE_SERVER, &on, sizeof on) == 0);
        CHECK(zmq_setsockopt(server, ZMQ_CURVE_SECRETKEY, pair->secret_key, 41) == 0);
    }
    CHECK(zmq_socket_monitor(server, name, failures) == 0);
    CHECK(zmq_connect(*out_monitor, name) == 0);
    CHECK(zmq_bind(server, "tcp://127.0.0.1:*") == 0);
    CHECK(zmq_getsockopt(server, ZMQ_LAST_ENDPOINT, endpoint, &endpoint_room) == 0);
    return server;
}

/* A client that has sent "hello"; CURVE with `pair`, or NULL. */
static void *open_client(const char *endpoint, const struct pair *pair, const char *server_key)
{
    void *client = open_socket(ZMQ_PUSH);
    if (pair != NULL) {
        CHECK(zmq_setsockopt(client, ZMQ_CURVE_SERVERKEY, server_key, 41) == 0);
        CHECK(zmq_setsockopt(client, ZMQ_CURVE_PUBLICKEY, pair->public_key, 41) == 0);
        CHECK(zmq_setsockopt(client, ZMQ_CURVE_SECRETKEY, pair->secret_key, 41) == 0);
    }
    CHECK(zmq_connect(client, endpoint) == 0);
    (void)zmq_send(client, "hello", 5, ZMQ_DONTWAIT); /* too late when it was refused already */
    return client;
}

/* The User-Id of the message that has come. */
static void receive(void *server, char *user_id, size_t room)
{
    zmq_msg_t message;
    (void)zmq_msg_init(&message);
    CHECK(zmq_msg_recv(&message, server, 0) == 5 &&
          memcmp(zmq_msg_data(&message), "hello", 5) == 0);
    const char *said = zmq_msg_gets(&message, "User-Id");
    (void)snprintf(user_id, room, "%s", said == NULL ? "(none)" : said);
    (void)zmq_msg_close(&message);
}

/*
 * What becomes of a client: its User-Id when its message arrives, "refused" when its handshake fails; whichever
 * happens first.
 */
static const char *fate(const char *domain, const struct pair *server_pair, const struct pair *pair,
                        const char *server_key)
{
    static char told[64];
    char endpoint[128] = "";
    void *monitor = NULL;
    void *server = open_server(domain, server_pair, endpoint, sizeof endpoint, &monitor);
    void *client = open_client(endpoint, pair, server_key);
    zmq_pollitem_t items[] = {{.socket = server, .events = ZMQ_POLLIN},
                              {.socket = monitor, .events = ZMQ_POLLIN}};
    (void)snprintf(told, sizeof told, "nothing happened");
    if (zmq_poll(items, 2, PATIENCE_MS) > 0) {
        if (items[0].revents != 0) {
            receive(server, told, sizeof told);
        } else {
            (void)snprintf(told, sizeof told, "refused");
        }
    }
    close_socket(client);
    close_socket(server);
    close_socket(monitor);
    return told;
}

static const char *curve_fate(enum zap_domain domain, const struct pair *pair)
{
    return fate(zap_domain_name(domain), &hub, pair, hub.public_key);
}

static void a_key_on_the_roster_is_admitted_and_named(void)
{
    begin(false);
    CHECK_TEXT(curve_fate(ZAP_SUBMIT, &district), district.public_key);
    CHECK_TEXT(curve_fate(ZAP_SUBMIT, &screen), screen.public_key);
    CHECK_TEXT(curve_fate(ZAP_URGENT, &screen), screen.public_key);
    CHECK_TEXT(curve_fate(ZAP_PUBLIC, &screen), screen.public_key);
    CHECK(zap_admitted(zap, ZAP_SUBMIT) == 2 && zap_refused(zap, ZAP_SUBMIT) == 0);
    CHECK(zap_admitted(zap, ZAP_URGENT) == 1 && zap_malformed(zap) == 0);
    end();
}

static void a_key_on_no_roster_is_refused_everywhere(void)
{
    begin(false);
    for (enum zap_domain domain = ZAP_SUBMIT; domain < ZAP_DOMAIN_COUNT; domain++) {
        CHECK_TEXT(curve_fate(domain, &stranger), "refused");
        CHECK(zap_refused(zap, domain) == 1 && zap_admitted(zap, domain) == 0);
    }
    end();
}

static void a_key_before_or_after_its_time_is_refused(void)
{
    begin(false);
    CHECK_TEXT(curve_fate(ZAP_SUBMIT, &too_early), "refused");
    CHECK_TEXT(curve_fate(ZAP_SUBMIT, &too_late), "refused");
    CHECK(zap_refused(zap, ZAP_SUBMIT) == 2);
    end();
}

static void only_who_reports_comes_to_the_intake(void)
{
    begin(false);
    CHECK_TEXT(curve_fate(ZAP_INTAKE, &district), district.public_key);
    CHECK_TEXT(curve_fate(ZAP_INTAKE, &desk), "refused");
    end();
}

static void a_public_screen_does_not_come_to_the_internal_feed(void)
{
    begin(false);
    CHECK_TEXT(curve_fate(ZAP_INTERNAL, &desk), desk.public_key);
    CHECK_TEXT(curve_fate(ZAP_INTERNAL, &screen), "refused");
    end();
}

static void nobody_comes_in_without_a_key(void)
{
    begin(false);
    CHECK_TEXT(fate("submit", &hub, NULL, NULL), "refused"); /* NULL at a CURVE server */
    CHECK_TEXT(fate("submit", NULL, NULL, NULL), "refused"); /* NULL at a NULL server */
    CHECK(zap_refused(zap, ZAP_SUBMIT) == 1); /* the first never came as far as the door */
    end();
}

static void nobody_comes_in_with_another_hubs_key(void)
{
    begin(false);
    CHECK_TEXT(fate("submit", &hub, &district, stranger.public_key), "refused");
    CHECK(zap_admitted(zap, ZAP_SUBMIT) == 0);
    end();
}

static void a_domain_that_is_not_ours_admits_nobody(void)
{
    begin(false);
    CHECK_TEXT(fate("submit2", &hub, &district, hub.public_key), "refused");
    CHECK(zap_malformed(zap) == 1);
    end();
}

static void the_lab_admits_without_a_key_as_lab(void)
{
    begin(true);
    CHECK_TEXT(fate("submit", NULL, NULL, NULL), "lab");
    CHECK(zap_admitted(zap, ZAP_SUBMIT) == 1);
    end();
}

static void a_revoked_key_is_refused_from_the_swap_on(void)
{
    begin(false);
    CHECK_TEXT(curve_fate(ZAP_SUBMIT, &district), district.public_key);
    struct roster *old = roster;
    roster = make_roster(false);
    zap_swap_roster(zap, roster);
    roster_free(old); /* nobody looks into it any more; the sanitizers would tell */
    CHECK_TEXT(curve_fate(ZAP_SUBMIT, &district), "refused");
    CHECK_TEXT(curve_fate(ZAP_SUBMIT, &desk), desk.public_key);
    end();
}

static void a_barred_key_is_kept_from_the_feed_and_from_nothing_else(void)
{
    char name[IDENTIFIER_BYTES_MAX + 1];
    begin(false);
    zap_bar(zap, desk.public_key, PATIENCE_MS * 10, name);
    CHECK_TEXT(name, "desk");
    CHECK_TEXT(curve_fate(ZAP_INTERNAL, &desk), "refused");
    CHECK_TEXT(curve_fate(ZAP_PUBLIC, &desk), "refused");
    CHECK_TEXT(curve_fate(ZAP_URGENT, &desk), "refused");
    CHECK_TEXT(curve_fate(ZAP_SUBMIT, &desk), desk.public_key);
    CHECK_TEXT(curve_fate(ZAP_PUBLIC, &screen), screen.public_key);
    CHECK(!zap_admits(zap, ZAP_URGENT, desk.public_key));
    CHECK(zap_admits(zap, ZAP_SUBMIT, desk.public_key));
    zap_bar(zap, desk.public_key, 0, name); /* a time that is over */
    CHECK_TEXT(curve_fate(ZAP_INTERNAL, &desk), desk.public_key);
    end();
}

static void
a_bar_lasts_until_the_swap_and_more_bars_than_have_room_drop_the_one_that_ends_first(void)
{
    char name[IDENTIFIER_BYTES_MAX + 1];
    begin(false);
    zap_bar(zap, district.public_key, PATIENCE_MS * 10, name);
    for (int i = 0; i < ZAP_BARRED_MAX - 1; i++) {
        char key[KEY_TEXT_BYTES + 1];
        (void)snprintf(key, sizeof key, "%040d", i);
        zap_bar(zap, key, PATIENCE_MS * 20, name);
        CHECK_TEXT(name, "");
    }
    CHECK(!zap_admits(zap, ZAP_INTERNAL, district.public_key));
    zap_bar(zap, desk.public_key, PATIENCE_MS * 20, name);
    CHECK(zap_admits(zap, ZAP_INTERNAL, district.public_key));
    CHECK(!zap_admits(zap, ZAP_INTERNAL, desk.public_key));
    zap_swap_roster(zap, roster);
    CHECK(zap_admits(zap, ZAP_INTERNAL, desk.public_key));
    end();
}

/* --- The handler itself, spoken to as the library does ---------------------------------------------------------- */

/* Send frames, take the answer's; returns the code, and the User-Id and request id through `out_`. */
static int speak(void *req, const char *const *frames, const size_t *sizes, size_t count,
                 char *out_id, char *out_user)
{
    char answer[8][300];
    int got = 0;
    for (size_t i = 0; i < count; i++) {
        CHECK(zmq_send(req, frames[i], sizes[i], i + 1 < count ? ZMQ_SNDMORE : 0) == (int)sizes[i]);
    }
    int more = 1;
    size_t more_room = sizeof more;
    while (more != 0 && got < 8) {
        const int n = zmq_recv(req, answer[got], sizeof answer[got] - 1, 0);
        if (!CHECK(n >= 0)) {
            return -1;
        }
        answer[got++][n] = '\0';
        (void)zmq_getsockopt(req, ZMQ_RCVMORE, &more, &more_room);
    }
    CHECK(got == 6 && strcmp(answer[0], "1.0") == 0 && answer[5][0] == '\0');
    (void)snprintf(out_id, 300, "%s", answer[1]);
    (void)snprintf(out_user, 300, "%s", answer[4]);
    return (int)strtol(answer[2], NULL, 10);
}

static const char big[300] = {0};
static const char no_key[32] = {0};
static const struct {
    const char *name;
    const char *frames[10];
    size_t sizes[10];
    size_t count;
    bool has_id;
} not_zap[] = {
    {"no frame but one", {""}, {0}, 1, false},
    {"version 2.0",
     {"2.0", "id", "submit", "", "", "CURVE", no_key},
     {3, 2, 6, 0, 0, 5, 32},
     7,
     true},
    {"version longer",
     {"1.00", "id", "submit", "", "", "CURVE", no_key},
     {4, 2, 6, 0, 0, 5, 32},
     7,
     true},
    {"key too short",
     {"1.0", "id", "submit", "", "", "CURVE", no_key},
     {3, 2, 6, 0, 0, 5, 31},
     7,
     true},
    {"key too long",
     {"1.0", "id", "submit", "", "", "CURVE", big},
     {3, 2, 6, 0, 0, 5, 40},
     7,
     true},
    {"no key", {"1.0", "id", "submit", "", "", "CURVE"}, {3, 2, 6, 0, 0, 5}, 6, true},
    {"two keys",
     {"1.0", "id", "submit", "", "", "CURVE", no_key, no_key},
     {3, 2, 6, 0, 0, 5, 32, 32},
     8,
     true},
    {"a key for NULL",
     {"1.0", "id", "submit", "", "", "NULL", no_key},
     {3, 2, 6, 0, 0, 4, 32},
     7,
     true},
    {"PLAIN",
     {"1.0", "id", "submit", "", "", "PLAIN", "u", "p"},
     {3, 2, 6, 0, 0, 5, 1, 1},
     8,
     true},
    {"no domain", {"1.0", "id", "", "", "", "CURVE", no_key}, {3, 2, 0, 0, 0, 5, 32}, 7, true},
    {"prefix of a domain",
     {"1.0", "id", "subm", "", "", "CURVE", no_key},
     {3, 2, 4, 0, 0, 5, 32},
     7,
     true},
    {"nine frames",
     {"1.0", "id", "submit", "", "", "CURVE", no_key, "", ""},
     {3, 2, 6, 0, 0, 5, 32, 0, 0},
     9,
     true},
    {"id too long",
     {"1.0", big, "submit", "", "", "CURVE", no_key},
     {3, 300, 6, 0, 0, 5, 32},
     7,
     false},
    {"address too long",
     {"1.0", "id", "submit", big, "", "CURVE", no_key},
     {3, 2, 6, 300, 0, 5, 32},
     7,
     false},
};

static void a_request_that_is_not_zap_is_answered_400(void)
{
    begin(false);
    void *req = open_socket(ZMQ_REQ);
    CHECK(zmq_connect(req, ZAP_ENDPOINT) == 0);
    const size_t count = sizeof not_zap / sizeof not_zap[0];
    for (size_t i = 0; i < count; i++) {
        char id[300] = "";
        char user[300] = "";
        tap_holds = tap_holds && CHECK(speak(req, not_zap[i].frames, not_zap[i].sizes,
                                             not_zap[i].count, id, user) == 400);
        CHECK_TEXT(user, "");
        CHECK_TEXT(id, not_zap[i].has_id ? "id" : "");
        if (!CHECK(zap_malformed(zap) == i + 1)) {
            printf("#   %s\n", not_zap[i].name);
        }
    }
    uint8_t district_key[32];
    char id[300];
    char user[300];
    CHECK(zmq_z85_decode(district_key, district.public_key) != NULL);
    const char *const right[] = {
        "1.0", "7", "submit", "127.0.0.1", "", "CURVE", (const char *)district_key};
    const size_t sizes[] = {3, 1, 6, 9, 0, 5, 32};
    CHECK(speak(req, right, sizes, 7, id, user) == 200); /* and it goes on as before */
    CHECK_TEXT(user, district.public_key);
    CHECK_TEXT(id, "7");
    close_socket(req);
    end();
}

static void unknown_and_revoked_are_answered_alike(void)
{
    begin(false);
    void *req = open_socket(ZMQ_REQ);
    CHECK(zmq_connect(req, ZAP_ENDPOINT) == 0);
    const struct pair *const refused[] = {&stranger, &too_late, &too_early};
    for (size_t i = 0; i < 3; i++) {
        uint8_t key[32];
        char text[300] = "";
        char answer[300] = "";
        CHECK(zmq_z85_decode(key, refused[i]->public_key) != NULL);
        const char *const frames[] = {"1.0", "1", "submit", "127.0.0.1", "", "CURVE"};
        for (size_t k = 0; k < 6; k++) {
            CHECK(zmq_send(req, frames[k], strlen(frames[k]), ZMQ_SNDMORE) >= 0);
        }
        CHECK(zmq_send(req, key, 32, 0) == 32);
        int more = 1;
        size_t more_room = sizeof more;
        while (more != 0) {
            const int n = zmq_recv(req, text, sizeof text - 1, 0);
            text[n < 0 ? 0 : n] = '\0';
            const size_t used = strlen(answer);
            (void)snprintf(answer + used, sizeof answer - used, "%.40s|", text);
            (void)zmq_getsockopt(req, ZMQ_RCVMORE, &more, &more_room);
        }
        CHECK_TEXT(answer, "1.0|1|400|No|||");
    }
    close_socket(req);
    end();
}

#define SWAPS 200

/* Another thread: one roster after the other, each freed as soon as the next one is in force. */
static void *swap_often(void *nothing)
{
    (void)nothing;
    for (int i = 0; i < SWAPS; i++) {
        struct roster *next = roster_lab(roster);
        zap_swap_roster(zap, next);
        roster_free(roster);
        roster = make_roster(true);
        zap_swap_roster(zap, roster);
        roster_free(next);
    }
    return NULL;
}

static void rosters_may_be_swapped_while_people_knock(void)
{
    pthread_t swapper;
    uint8_t key[32];
    char id[300];
    char user[300];
    begin(false);
    void *req = open_socket(ZMQ_REQ);
    CHECK(zmq_connect(req, ZAP_ENDPOINT) == 0 && zmq_z85_decode(key, district.public_key) != NULL);
    const char *const frames[] = {"1.0", "1",     "submit",         "127.0.0.1",
                                  "",    "CURVE", (const char *)key};
    const size_t sizes[] = {3, 1, 6, 9, 0, 5, 32};
    CHECK(pthread_create(&swapper, NULL, swap_often, NULL) == 0);
    for (int i = 0; i < 5 * SWAPS; i++) {
        CHECK(speak(req, frames, sizes, 7, id, user) == 200);
    }
    CHECK(pthread_join(swapper, NULL) == 0);
    close_socket(req);
    end();
}

static void a_second_handler_is_refused(void)
{
    begin(false);
    errno = 0;
    CHECK(zap_start(context, roster, false) == NULL && errno == EADDRINUSE);
    end();
    zap_stop(NULL);
}

/* In a child: the context is taken from under the handler. */
static void a_handler_that_ends_takes_the_process_with_it(void)
{
    const pid_t child = fork();
    if (child == 0) {
        const struct rlimit none = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGABRT, SIG_DFL); /* a sanitizer may have its own */
        (void)close(STDERR_FILENO);
        context = zmq_ctx_new();
        roster = make_roster(true);
        zap = zap_start(context, roster, false);
        (void)zmq_ctx_shutdown(context);
        for (;;) {
            (void)pause();
        }
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

/* --- The probe -------------------------------------------------------------------------------------------------- */

static void the_stranger_of_the_self_test_is_refused(void)
{
    begin(false);
    CHECK(zap_self_test(context, PATIENCE_MS) == ZAP_PROBE_SHUT);
    CHECK(zap_self_test(context, PATIENCE_MS) == ZAP_PROBE_SHUT);
    CHECK(zap_refused(zap, ZAP_SELF_TEST) == 2 && zap_admitted(zap, ZAP_SELF_TEST) == 0);
    end();
    begin(true); /* the lab's door, too, knows CURVE keys */
    CHECK(zap_self_test(context, PATIENCE_MS) == ZAP_PROBE_SHUT);
    end();
}

static void a_probe_can_be_looked_at_without_waiting(void)
{
    begin(false);
    struct zap_probe *probe = zap_probe_begin(context, PATIENCE_MS);
    while (zap_probe_step(probe) == ZAP_PROBE_WAITING) {
        (void)zmq_poll(NULL, 0, 1); /* the loop's other work */
    }
    CHECK(zap_probe_step(probe) == ZAP_PROBE_SHUT);
    CHECK(zap_probe_step(probe) == ZAP_PROBE_SHUT);
    zap_probe_end(probe);
    zap_probe_end(NULL);
    end();
}

static void without_a_handler_the_self_test_does_not_pass(void)
{
    context = zmq_ctx_new();
    CHECK(zap_self_test(context, PATIENCE_MS) == ZAP_PROBE_MUTE);
    (void)zmq_ctx_term(context);
}

static void a_handler_that_says_nothing_does_not_pass(void)
{
    context = zmq_ctx_new();
    void *deaf = open_socket(ZMQ_REP);
    CHECK(zmq_bind(deaf, ZAP_ENDPOINT) == 0);
    CHECK(zap_self_test(context, 200) == ZAP_PROBE_MUTE);
    close_socket(deaf);
    (void)zmq_ctx_term(context);
}

static void a_door_that_lets_the_stranger_in_is_seen(void)
{
    context = zmq_ctx_new();
    void *careless = open_socket(ZMQ_REP);
    CHECK(zmq_bind(careless, ZAP_ENDPOINT) == 0);
    struct zap_probe *probe = zap_probe_begin(context, PATIENCE_MS);
    char frame[300];
    int more = 1;
    size_t more_room = sizeof more;
    while (more != 0) {
        CHECK(zmq_recv(careless, frame, sizeof frame, 0) >= 0);
        (void)zmq_getsockopt(careless, ZMQ_RCVMORE, &more, &more_room);
    }
    static const char *const admit[] = {"1.0", "1", "200", "OK", "anyone", ""};
    for (size_t i = 0; i < 6; i++) {
        CHECK(zmq_send(careless, admit[i], strlen(admit[i]), i < 5 ? ZMQ_SNDMORE : 0) >= 0);
    }
    enum zap_probe_result result = zap_probe_step(probe);
    while (result == ZAP_PROBE_WAITING) {
        (void)zmq_poll(NULL, 0, 1);
        result = zap_probe_step(probe);
    }
    CHECK(result == ZAP_PROBE_OPEN);
    zap_probe_end(probe);
    close_socket(careless);
    (void)zmq_ctx_term(context);
}

static void a_probe_that_cannot_be_set_up_does_not_pass(void)
{
    context = zmq_ctx_new();
    (void)zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 1);
    CHECK(zap_self_test(context, PATIENCE_MS) == ZAP_PROBE_MUTE);
    (void)zmq_ctx_term(context);
}

static void make_pairs(void)
{
    struct pair *const all[] = {&hub, &district, &desk, &screen, &too_early, &too_late, &stranger};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (zmq_curve_keypair(all[i]->public_key, all[i]->secret_key) != 0) {
            printf("Bail out! this libzmq has no CURVE\n");
            exit(1);
        }
    }
}

int main(void)
{
    make_pairs();
    SENTENCE(a_handler_that_ends_takes_the_process_with_it); /* forks, so before any other thread */
    SENTENCE(a_key_on_the_roster_is_admitted_and_named);
    SENTENCE(a_key_on_no_roster_is_refused_everywhere);
    SENTENCE(a_key_before_or_after_its_time_is_refused);
    SENTENCE(only_who_reports_comes_to_the_intake);
    SENTENCE(a_public_screen_does_not_come_to_the_internal_feed);
    SENTENCE(nobody_comes_in_without_a_key);
    SENTENCE(nobody_comes_in_with_another_hubs_key);
    SENTENCE(a_domain_that_is_not_ours_admits_nobody);
    SENTENCE(the_lab_admits_without_a_key_as_lab);
    SENTENCE(a_revoked_key_is_refused_from_the_swap_on);
    SENTENCE(a_barred_key_is_kept_from_the_feed_and_from_nothing_else);
    SENTENCE(a_bar_lasts_until_the_swap_and_more_bars_than_have_room_drop_the_one_that_ends_first);
    SENTENCE(a_request_that_is_not_zap_is_answered_400);
    SENTENCE(unknown_and_revoked_are_answered_alike);
    SENTENCE(rosters_may_be_swapped_while_people_knock);
    SENTENCE(a_second_handler_is_refused);
    SENTENCE(the_stranger_of_the_self_test_is_refused);
    SENTENCE(a_probe_can_be_looked_at_without_waiting);
    SENTENCE(without_a_handler_the_self_test_does_not_pass);
    SENTENCE(a_handler_that_says_nothing_does_not_pass);
    SENTENCE(a_door_that_lets_the_stranger_in_is_seen);
    SENTENCE(a_probe_that_cannot_be_set_up_does_not_pass);
    return tap_done();
}
