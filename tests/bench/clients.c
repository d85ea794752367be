/*
 * clients.c - clients on libzmq, plain or CURVE: load, greetings, reports until they are heard, and a crowd that just sits.
 *
 *     bench_clients load  --endpoint E ... --connections N --window W --seconds S [--warm S] [--one-regency]
 *     bench_clients greet --endpoint E ... --connections N                    all at once: HELLO, then one report each
 *     bench_clients first --endpoint E ... --first NUMBER                     one report, when it is answered
 *     bench_clients heard --endpoint E --feed F ... --rate N --consoles N --seconds S
 *     bench_clients crowd --endpoint E --feed F ... --connections N --consoles N     says "ready", ends by SIGTERM
 *
 * Everywhere: --regions FILE, [--keys FILE] for CURVE, [--as NAME] for one client on all connections, [--echo] when the
 * server gives back what it gets, [--declare] to declare the event first, [--patience S] for the whole.
 * Prints one line of JSON. Exit status 1 when anything was refused or the patience was over.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <zmq.h>

#include "keyring.h"
#include "posting.h"
#include "samples.h"

#define PEERS_MAX   2048
#define REQUEST_MAX (DECLARATION_BYTES_MAX + 2048)

struct settings {
    const char *command;
    const char *endpoint;
    const char *feed;
    const char *keys;
    const char *as;
    const char *regions;
    const char *topic;
    unsigned connections;
    unsigned window;
    unsigned consoles;
    unsigned rate;
    double seconds;
    double warm;
    double patience;
    uint64_t first; /* number of every source's first report */
    bool one_regency;
    bool declare;
    bool echo;
};

enum purpose { PURPOSE_LOAD, PURPOSE_GREET, PURPOSE_PACED, PURPOSE_CONSOLE };

struct peer {
    enum purpose purpose;
    void *socket;
    uint32_t nth;
    uint32_t regency;
    unsigned stage;    /* of a greeting: replies so far */
    uint64_t heard;    /* by a console */
    unsigned flying;   /* requests without an answer */
    unsigned oldest;   /* index into sent_ns */
    uint64_t *sent_ns; /* ring of `window` */
};

struct crowd {
    struct settings settings;
    struct keyring ring;
    struct postings postings;
    struct samples samples;
    struct peer peers[PEERS_MAX];
    unsigned peer_count;
    void *context;
    int epoll;
    uint64_t next_id;
    uint64_t deadline_ns;
    bool sends;
    bool counts;
    uint64_t acked; /* after the warm-up, in the time that counts */
    uint64_t total; /* in the whole run */
    uint64_t refused;
    uint64_t delivered;
    unsigned consoles_awake;
    unsigned greeted;
};

static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
    (void)signal_number;
    stopped = 1;
}

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_clients: %s: %s\n", what, why);
    exit(1);
}

/* --- one peer --- */

static void peer_open(struct crowd *crowd, enum purpose purpose, uint32_t nth)
{
    const bool console = purpose == PURPOSE_CONSOLE;
    const int zero = 0;
    const int soon_ms = 1;
    char name[64];
    struct peer *peer = &crowd->peers[crowd->peer_count++];
    *peer = (struct peer){.purpose = purpose,
                          .socket = zmq_socket(crowd->context, console ? ZMQ_SUB : ZMQ_DEALER),
                          .nth = nth,
                          .regency = crowd->settings.one_regency ? 0 : nth % crowd->postings.count,
                          .sent_ns = calloc(crowd->settings.window, sizeof *peer->sent_ns)};
    if (peer->socket == NULL || peer->sent_ns == NULL) {
        die("socket", zmq_strerror(errno));
    }
    if (console) {
        snprintf(name, sizeof name, "console-%u", nth);
    } else if (crowd->settings.as != NULL) {
        snprintf(name, sizeof name, "%s", crowd->settings.as);
    } else {
        snprintf(name, sizeof name, "bpbd-%s", crowd->postings.of[peer->regency].code);
    }
    if (!keyring_arm(&crowd->ring, peer->socket, name)) {
        die(name, "no key of that name");
    }
    zmq_setsockopt(peer->socket, ZMQ_LINGER, &zero, sizeof zero);
    zmq_setsockopt(peer->socket, ZMQ_SNDHWM, &zero, sizeof zero);
    zmq_setsockopt(peer->socket, ZMQ_RECONNECT_IVL, &soon_ms, sizeof soon_ms);
    if (console) {
        zmq_setsockopt(peer->socket, ZMQ_SUBSCRIBE, crowd->settings.topic,
                       strlen(crowd->settings.topic));
    }
    if (zmq_connect(peer->socket, console ? crowd->settings.feed : crowd->settings.endpoint) != 0) {
        die("connect", zmq_strerror(errno));
    }
    int fd = -1;
    size_t size = sizeof fd;
    zmq_getsockopt(peer->socket, ZMQ_FD, &fd, &size);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
    if (epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        die("epoll_ctl", strerror(errno));
    }
}

static void peer_send(struct crowd *crowd, struct peer *peer, const void *bytes, size_t size_bytes)
{
    if (zmq_send(peer->socket, bytes, size_bytes, ZMQ_DONTWAIT) < 0) {
        die("send", zmq_strerror(errno));
    }
    peer->sent_ns[(peer->oldest + peer->flying) % crowd->settings.window] = mono_ns();
    peer->flying++;
}

static void peer_report(struct crowd *crowd, struct peer *peer)
{
    uint8_t request[POSTING_BYTES_MAX + 64];
    const uint8_t *message = NULL;
    const size_t size = postings_next(&crowd->postings, peer->regency, time(NULL), &message);
    if (peer->purpose == PURPOSE_PACED) {
        posting_stamp(&crowd->postings.of[peer->regency], mono_ns());
    }
    peer_send(crowd, peer, request, posting_wrap(request, crowd->next_id++, message, size));
    const bool own_only =
        crowd->ring.count > 0 && crowd->settings.as == NULL; /* a district speaks for itself */
    if (!crowd->settings.one_regency && !own_only) {
        peer->regency += crowd->settings.connections;
        if (peer->regency >= crowd->postings.count) {
            peer->regency = peer->nth % crowd->postings.count;
        }
    }
}

static void peer_hello(struct crowd *crowd, struct peer *peer)
{
    uint8_t request[128];
    peer_send(crowd, peer, request, posting_hello(request, crowd->next_id++));
}

/* An answer came: count it, and go on. */
static void peer_answered(struct crowd *crowd, struct peer *peer, const uint8_t *bytes,
                          size_t size_bytes)
{
    const uint64_t now_ns = mono_ns();
    const bool hello = peer->purpose == PURPOSE_GREET && peer->stage++ == 0;
    if (!hello && !crowd->settings.echo && !posting_is_accepted(bytes, size_bytes, NULL)) {
        crowd->refused++;
    }
    crowd->total++;
    if (crowd->counts && peer->purpose != PURPOSE_PACED) {
        crowd->acked++;
        samples_add(&crowd->samples, now_ns - peer->sent_ns[peer->oldest]);
    }
    peer->oldest = (peer->oldest + 1) % crowd->settings.window;
    peer->flying--;
    if (hello) {
        peer_report(crowd, peer);
    } else if (peer->purpose == PURPOSE_GREET) {
        crowd->greeted++;
    }
}

static void console_heard(struct crowd *crowd, struct peer *peer, const void *bytes,
                          size_t size_bytes)
{
    const uint64_t stamp = posting_stamp_find(bytes, size_bytes);
    crowd->consoles_awake += peer->heard++ == 0 ? 1 : 0;
    if (crowd->counts) {
        crowd->delivered++;
        if (stamp != 0) {
            samples_add(&crowd->samples, mono_ns() - stamp);
        }
    }
}

/* Take what there is; returns whether there was anything. */
static bool peer_drain(struct crowd *crowd, struct peer *peer)
{
    bool any = false;
    for (;;) {
        zmq_msg_t message;
        zmq_msg_init(&message);
        if (zmq_msg_recv(&message, peer->socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&message);
            return any;
        }
        any = true;
        if (peer->purpose != PURPOSE_CONSOLE) {
            peer_answered(crowd, peer, zmq_msg_data(&message), zmq_msg_size(&message));
        } else if (!zmq_msg_more(&message)) {
            console_heard(crowd, peer, zmq_msg_data(&message), zmq_msg_size(&message));
        }
        zmq_msg_close(&message);
    }
}

static bool peer_fill(struct crowd *crowd, struct peer *peer)
{
    bool any = false;
    while (peer->purpose == PURPOSE_LOAD && crowd->sends && peer->flying < crowd->settings.window) {
        peer_report(crowd, peer);
        any = true;
    }
    return any;
}

/* A descriptor of libzmq rings for changes only: go on until there is neither an answer nor anything to send. */
static void peer_serve(struct crowd *crowd, struct peer *peer)
{
    bool again = true;
    while (again) {
        again = peer_drain(crowd, peer);
        again = peer_fill(crowd, peer) || again;
    }
}

/* --- all of them --- */

static void serve_until(struct crowd *crowd, uint64_t until_ns)
{
    struct epoll_event events[256];
    const uint64_t now_ns = mono_ns();
    const int wait_ms = until_ns > now_ns ? (int)((until_ns - now_ns) / 1000000U) + 1 : 0;
    const int count = epoll_wait(crowd->epoll, events, 256, wait_ms);
    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr != NULL) {
            peer_serve(crowd, events[i].data.ptr);
        }
    }
    if (mono_ns() > crowd->deadline_ns) {
        die(crowd->settings.command, "the patience is over");
    }
}

static void serve_for(struct crowd *crowd, double seconds)
{
    const uint64_t until_ns = mono_ns() + (uint64_t)(seconds * 1e9);
    while (mono_ns() < until_ns && !stopped) {
        serve_until(crowd, until_ns);
    }
}

/* What was sent may have eaten the ring for what came: look first, then wait. */
static void serve_answers(struct crowd *crowd)
{
    for (unsigned i = 0; i < crowd->peer_count; i++) {
        peer_serve(crowd, &crowd->peers[i]);
        while (crowd->peers[i].flying > 0) {
            serve_until(crowd, mono_ns() + 10000000U);
        }
    }
}

/* The event that all reports are about; with CURVE the national centre declares it. */
static void declare(struct crowd *crowd)
{
    static uint8_t message[DECLARATION_BYTES_MAX];
    static uint8_t request[REQUEST_MAX];
    const struct settings kept = crowd->settings;
    crowd->settings.as = "bnpb";
    peer_open(crowd, PURPOSE_PACED, 0);
    struct peer *peer = &crowd->peers[crowd->peer_count - 1];
    const size_t size = postings_declare(&crowd->postings, POSTING_EVENT, crowd->postings.count,
                                         time(NULL), 1, message);
    peer_send(crowd, peer, request, posting_wrap(request, crowd->next_id++, message, size));
    serve_answers(crowd);
    crowd->settings = kept;
}

static int run_load(struct crowd *crowd)
{
    const unsigned first = crowd->peer_count;
    for (unsigned i = 0; i < crowd->settings.connections; i++) {
        peer_open(crowd, PURPOSE_LOAD, i);
    }
    crowd->sends = true;
    for (unsigned i = first; i < crowd->peer_count; i++) {
        peer_serve(crowd, &crowd->peers[i]);
    }
    serve_for(crowd, crowd->settings.warm);
    crowd->counts = true;
    const uint64_t begin_ns = mono_ns();
    serve_for(crowd, crowd->settings.seconds);
    const double seconds = (double)(mono_ns() - begin_ns) / 1e9;
    crowd->counts = crowd->sends = false;
    serve_answers(crowd);
    samples_sort(&crowd->samples);
    printf(
        "{\"acked\": %llu, \"total\": %llu, \"refused\": %llu, \"per_s\": %.0f, \"p50_us\": %.1f, "
        "\"p99_us\": %.1f}\n",
        (unsigned long long)crowd->acked, (unsigned long long)crowd->total,
        (unsigned long long)crowd->refused, (double)crowd->acked / seconds,
        samples_us(&crowd->samples, 0.5), samples_us(&crowd->samples, 0.99));
    return crowd->acked == 0 ? 1 : 0;
}

static int run_greet(struct crowd *crowd)
{
    const unsigned first = crowd->peer_count;
    const uint64_t begin_ns = mono_ns();
    for (unsigned i = 0; i < crowd->settings.connections; i++) {
        peer_open(crowd, PURPOSE_GREET, i);
        peer_hello(crowd, &crowd->peers[first + i]);
        peer_serve(crowd, &crowd->peers[first + i]);
    }
    const uint64_t opened_ns = mono_ns();
    while (crowd->greeted < crowd->settings.connections) {
        serve_until(crowd, mono_ns() + 10000000U);
    }
    printf("{\"ms\": %.1f, \"opened_ms\": %.1f, \"refused\": %llu}\n",
           (double)(mono_ns() - begin_ns) / 1e6, (double)(opened_ns - begin_ns) / 1e6,
           (unsigned long long)crowd->refused);
    return 0;
}

/* One report to a server that may only be starting; says at what time of the monotonic clock it was answered. */
static int run_first(struct crowd *crowd)
{
    peer_open(crowd, PURPOSE_GREET, 0);
    struct peer *peer = &crowd->peers[crowd->peer_count - 1];
    peer->stage = 1;
    peer_report(crowd, peer);
    peer_serve(crowd, peer);
    while (crowd->greeted == 0) {
        serve_until(crowd, mono_ns() + 1000000U);
    }
    printf("{\"at_s\": %.6f}\n", (double)mono_ns() / 1e9);
    return 0;
}

/* Send at the rate, whatever comes back. */
static void pace_for(struct crowd *crowd, struct peer *sender, int timer, double seconds,
                     bool until_awake)
{
    const uint64_t until_ns = mono_ns() + (uint64_t)(seconds * 1e9);
    while (mono_ns() < until_ns &&
           !(until_awake && crowd->consoles_awake == crowd->settings.consoles)) {
        uint64_t due = 0;
        serve_until(crowd, until_ns);
        if (read(timer, &due, sizeof due) == sizeof due) {
            for (; due > 0 && sender->flying < crowd->settings.window; due--) {
                peer_report(crowd, sender);
                peer_serve(crowd, sender);
            }
        }
    }
}

static int run_heard(struct crowd *crowd)
{
    const long period_ns = 1000000000L / (long)crowd->settings.rate;
    const struct itimerspec pace = {{0, period_ns}, {0, period_ns}};
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    for (unsigned i = 0; i < crowd->settings.consoles; i++) {
        peer_open(crowd, PURPOSE_CONSOLE, i);
    }
    peer_open(crowd, PURPOSE_PACED, 0);
    struct peer *sender = &crowd->peers[crowd->peer_count - 1];
    timerfd_settime(timer, 0, &pace, NULL);
    epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, timer, &event);
    pace_for(crowd, sender, timer, crowd->settings.patience, true);
    pace_for(crowd, sender, timer, crowd->settings.warm, false);
    crowd->counts = true;
    pace_for(crowd, sender, timer, crowd->settings.seconds, false);
    crowd->counts = false;
    close(timer);
    samples_sort(&crowd->samples);
    printf(
        "{\"heard\": %u, \"delivered\": %llu, \"refused\": %llu, \"p50_us\": %.1f, \"p99_us\": %.1f}\n",
        crowd->samples.count, (unsigned long long)crowd->delivered,
        (unsigned long long)crowd->refused, samples_us(&crowd->samples, 0.5),
        samples_us(&crowd->samples, 0.99));
    return crowd->samples.count == 0 ? 1 : 0;
}

static int run_crowd(struct crowd *crowd)
{
    for (unsigned i = 0; i < crowd->settings.consoles; i++) {
        peer_open(crowd, PURPOSE_CONSOLE, i);
    }
    run_greet(crowd);
    /* Round after round until every console has heard something: then all are connected and subscribed. */
    while (crowd->consoles_awake < crowd->settings.consoles) {
        for (unsigned i = 0; i < crowd->peer_count; i++) {
            if (crowd->peers[i].purpose == PURPOSE_GREET) {
                peer_report(crowd, &crowd->peers[i]);
            }
        }
        serve_answers(crowd);
        serve_for(crowd, 0.1);
    }
    printf("ready\n");
    fflush(stdout);
    serve_for(crowd, crowd->settings.patience);
    return 0;
}

/* --- the command line --- */

static bool parse(struct settings *settings, int argc, char **argv)
{
    static const struct option options[] = {
        {"endpoint", required_argument, NULL, 'e'},
        {"feed", required_argument, NULL, 'f'},
        {"keys", required_argument, NULL, 'k'},
        {"as", required_argument, NULL, 'a'},
        {"regions", required_argument, NULL, 'r'},
        {"topic", required_argument, NULL, 't'},
        {"connections", required_argument, NULL, 'c'},
        {"window", required_argument, NULL, 'w'},
        {"consoles", required_argument, NULL, 'C'},
        {"rate", required_argument, NULL, 'R'},
        {"seconds", required_argument, NULL, 's'},
        {"warm", required_argument, NULL, 'W'},
        {"patience", required_argument, NULL, 'p'},
        {"first", required_argument, NULL, 'n'},
        {"one-regency", no_argument, NULL, '1'},
        {"declare", no_argument, NULL, 'd'},
        {"echo", no_argument, NULL, 'E'},
        {NULL, 0, NULL, 0},
    };
    *settings = (struct settings){.topic = "real/",
                                  .connections = 1,
                                  .window = 1,
                                  .consoles = 1,
                                  .rate = 1000,
                                  .seconds = 3,
                                  .warm = 0.5,
                                  .patience = 60,
                                  .first = 1};
    for (int c = 0; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (c) {
        case 'e':
            settings->endpoint = optarg;
            break;
        case 'f':
            settings->feed = optarg;
            break;
        case 'k':
            settings->keys = optarg;
            break;
        case 'a':
            settings->as = optarg;
            break;
        case 'r':
            settings->regions = optarg;
            break;
        case 't':
            settings->topic = optarg;
            break;
        case 'c':
            settings->connections = (unsigned)atoi(optarg);
            break;
        case 'w':
            settings->window = (unsigned)atoi(optarg);
            break;
        case 'C':
            settings->consoles = (unsigned)atoi(optarg);
            break;
        case 'R':
            settings->rate = (unsigned)atoi(optarg);
            break;
        case 's':
            settings->seconds = atof(optarg);
            break;
        case 'W':
            settings->warm = atof(optarg);
            break;
        case 'p':
            settings->patience = atof(optarg);
            break;
        case 'n':
            settings->first = strtoull(optarg, NULL, 10);
            break;
        case '1':
            settings->one_regency = true;
            break;
        case 'd':
            settings->declare = true;
            break;
        case 'E':
            settings->echo = true;
            break;
        default:
            return false;
        }
    }
    settings->command = optind < argc ? argv[optind] : "";
    return settings->endpoint != NULL && settings->regions != NULL && settings->window > 0 &&
           settings->rate > 1 && settings->connections + settings->consoles + 2 <= PEERS_MAX;
}

static int run(struct crowd *crowd)
{
    static const struct {
        const char *name;
        int (*run)(struct crowd *crowd);
        unsigned window;
        bool feed;
    } commands[] = {{"load", run_load, 0, false},
                    {"greet", run_greet, 4, false},
                    {"first", run_first, 4, false},
                    {"heard", run_heard, 4096, true},
                    {"crowd", run_crowd, 16, true}};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, crowd->settings.command) == 0 &&
            (crowd->settings.feed != NULL) == commands[i].feed) {
            if (commands[i].window > 0) {
                crowd->settings.window = commands[i].window;
            }
            if (crowd->settings.declare) {
                declare(crowd);
            }
            return commands[i].run(crowd);
        }
    }
    return 2;
}

int main(int argc, char **argv)
{
    static struct crowd crowd;
    const struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    if (!parse(&crowd.settings, argc, argv)) {
        fprintf(stderr, "bench_clients: see the head of clients.c for its arguments\n");
        return 2;
    }
    crowd.context = zmq_ctx_new();
    zmq_ctx_set(crowd.context, ZMQ_MAX_SOCKETS, PEERS_MAX + 64);
    crowd.epoll = epoll_create1(EPOLL_CLOEXEC);
    crowd.deadline_ns = mono_ns() + (uint64_t)(crowd.settings.patience * 1e9);
    if (crowd.epoll < 0 || !samples_open(&crowd.samples) ||
        !keyring_open(&crowd.ring, crowd.settings.keys) ||
        !postings_open(&crowd.postings, crowd.settings.regions, crowd.settings.first)) {
        die("start", strerror(errno));
    }
    const int status = run(&crowd);
    for (unsigned i = 0; i < crowd.peer_count; i++) {
        zmq_close(crowd.peers[i].socket);
        free(crowd.peers[i].sent_ns);
    }
    zmq_ctx_term(crowd.context);
    close(crowd.epoll);
    postings_close(&crowd.postings);
    keyring_close(&crowd.ring);
    free(crowd.samples.ns);
    return status != 0 ? status : crowd.refused > 0 ? 1 : 0;
}
