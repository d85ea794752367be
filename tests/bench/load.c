/*
 * load.c - so many connections with so many messages in flight each, and how many were acknowledged a second.
 *
 * One thread, one epoll, the same loop for every protocol of wire.c: what differs between two servers is the server.
 *
 *     bench_load --protocol hub --port 5710 --regions config/catalogue/regions.csv
 *                --connections 64 --window 1 --seconds 3 --warm 0.5
 *                [--one-regency] [--mixed] [--first-number N] [--messages N] [--declare]
 *
 * Prints one line of JSON. Exit status 1 when anything was refused or a connection broke.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "posting.h"
#include "samples.h"
#include "wire.h"

#define CONNECTIONS_MAX 2048
#define WINDOW_MAX      4096
#define IN_BYTES        ((size_t)256 * 1024)
#define GREET_SECONDS   20

struct settings {
    const char *protocol;
    const char *regions;
    int port;
    unsigned connections;
    unsigned window;
    double seconds;
    double warm;
    uint64_t messages; /* 0: as many as there is time for */
    uint64_t first_number;
    bool one_regency;
    bool mixed;
    bool declare;
};

struct link {
    int fd;
    struct wire wire;
    bool ready;
    bool waits_for_room; /* EPOLLOUT is asked for */
    unsigned flying;
    unsigned oldest;   /* index into `sent_ns` */
    uint64_t *sent_ns; /* ring of `window` */
    uint32_t regency;  /* of its next message */
    uint8_t *in;
    size_t in_bytes;
    uint8_t *out;
    size_t out_from;
    size_t out_bytes;
};

struct load {
    struct settings settings;
    const struct protocol *protocol;
    struct postings postings;
    struct link links[CONNECTIONS_MAX];
    int epoll;
    unsigned ready;
    uint64_t next_id;
    int64_t now_utc_s;
    bool counts; /* the warm-up is over */
    bool sends;
    uint64_t acked; /* after the warm-up, in the time that counts */
    uint64_t total; /* in the whole run */
    uint64_t refused;
    struct samples samples;
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_load: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* --- one connection --- */

static void link_flush(struct load *load, struct link *link)
{
    while (link->out_from < link->out_bytes) {
        const ssize_t sent = send(link->fd, link->out + link->out_from,
                                  link->out_bytes - link->out_from, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            break;
        }
        if (sent < 0) {
            die("send");
        }
        link->out_from += (size_t)sent;
    }
    if (link->out_from == link->out_bytes) {
        link->out_from = link->out_bytes = 0;
    }
    const bool waits = link->out_bytes > 0;
    if (waits != link->waits_for_room) {
        struct epoll_event event = {.events = EPOLLIN | (waits ? (uint32_t)EPOLLOUT : 0),
                                    .data.ptr = link};
        epoll_ctl(load->epoll, EPOLL_CTL_MOD, link->fd, &event);
        link->waits_for_room = waits;
    }
}

static void link_write(struct load *load, struct link *link)
{
    const uint8_t *message = NULL;
    const size_t size = postings_next(&load->postings, link->regency, load->now_utc_s, &message);
    link->out_bytes += load->protocol->put(&link->wire, link->out + link->out_bytes,
                                           load->next_id++, message, size);
    if (!load->settings.one_regency) {
        link->regency += load->settings.connections;
        if (link->regency >= load->postings.count) {
            link->regency = link->wire.nth % load->postings.count;
        }
    }
    const unsigned at = (link->oldest + link->flying) % load->settings.window;
    link->sent_ns[at] = mono_ns();
    link->flying++;
}

static bool all_written(const struct load *load)
{
    return load->settings.messages > 0 && load->postings.written >= load->settings.messages;
}

static void link_fill(struct load *load, struct link *link)
{
    if (link->out_from > 0) {
        return; /* the last bytes are still leaving */
    }
    while (load->sends && link->flying < load->settings.window && !all_written(load)) {
        link_write(load, link);
    }
}

static void link_acked(struct load *load, struct link *link, uint64_t now_ns)
{
    if (link->flying == 0) {
        errno = EPROTO;
        die("an answer to nothing");
    }
    load->total++;
    if (load->counts) {
        load->acked++;
        samples_add(&load->samples, now_ns - link->sent_ns[link->oldest]);
    }
    link->oldest = (link->oldest + 1) % load->settings.window;
    link->flying--;
}

static void link_hear(struct load *load, struct link *link)
{
    const ssize_t got = recv(link->fd, link->in + link->in_bytes, IN_BYTES - link->in_bytes, 0);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN) {
            return;
        }
        die("the server closed the connection");
    }
    link->in_bytes += (size_t)got;
    const uint64_t now_ns = mono_ns();
    size_t at = 0;
    for (;;) {
        enum wire_heard heard = WIRE_NOTHING;
        const size_t eaten =
            load->protocol->take(&link->wire, link->in + at, link->in_bytes - at, &heard);
        if (eaten == 0) {
            break;
        }
        at += eaten;
        if (heard == WIRE_BROKEN) {
            errno = EPROTO;
            die("not understood");
        }
        if (heard == WIRE_READY) {
            link->ready = true;
            load->ready++;
        } else if (heard == WIRE_ACK || heard == WIRE_REFUSED) {
            load->refused += heard == WIRE_REFUSED ? 1 : 0;
            link_acked(load, link, now_ns);
        }
    }
    memmove(link->in, link->in + at, link->in_bytes - at);
    link->in_bytes -= at;
    memcpy(link->out + link->out_bytes, link->wire.answer, link->wire.answer_bytes);
    link->out_bytes += link->wire.answer_bytes;
    link->wire.answer_bytes = 0;
}

static void link_open(struct load *load, unsigned nth)
{
    struct link *link = &load->links[nth];
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)load->settings.port)};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    const size_t out_room = (size_t)load->settings.window * (POSTING_BYTES_MAX + 256) + 65536;
    *link = (struct link){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
                          .wire = {.nth = nth, .answer = malloc(WIRE_ANSWER_MAX)},
                          .sent_ns = calloc(load->settings.window, sizeof *link->sent_ns),
                          .regency = load->settings.one_regency ? 0 : nth % load->postings.count,
                          .in = malloc(IN_BYTES),
                          .out = malloc(out_room)};
    const int on = 1;
    if (link->fd < 0 || link->in == NULL || link->out == NULL || link->sent_ns == NULL ||
        link->wire.answer == NULL || connect(link->fd, (void *)&address, sizeof address) != 0) {
        die("connect");
    }
    setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(link->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = link};
    epoll_ctl(load->epoll, EPOLL_CTL_ADD, link->fd, &event);
    link->out_bytes = load->protocol->greet(&link->wire, link->out);
    link_flush(load, link);
}

static void link_close(struct link *link)
{
    close(link->fd);
    free(link->wire.answer);
    free(link->sent_ns);
    free(link->in);
    free(link->out);
}

/* --- the run --- */

static void turn(struct load *load, uint64_t until_ns)
{
    struct epoll_event events[256];
    const uint64_t now_ns = mono_ns();
    const int wait_ms = until_ns > now_ns ? (int)((until_ns - now_ns) / 1000000U) + 1 : 0;
    const int count = epoll_wait(load->epoll, events, 256, wait_ms);
    for (int i = 0; i < count; i++) {
        struct link *link = events[i].data.ptr;
        if ((events[i].events & ~(uint32_t)EPOLLOUT) != 0) {
            link_hear(load, link);
        }
        link_fill(load, link);
        link_flush(load, link);
    }
    load->now_utc_s = time(NULL);
}

static bool anything_flies(const struct load *load)
{
    for (unsigned i = 0; i < load->settings.connections; i++) {
        if (load->links[i].flying > 0) {
            return true;
        }
    }
    return false;
}

static void run_for(struct load *load, double seconds)
{
    const uint64_t until_ns = mono_ns() + (uint64_t)(seconds * 1e9);
    while (mono_ns() < until_ns && !(all_written(load) && !anything_flies(load))) {
        turn(load, until_ns);
    }
}

static void open_all(struct load *load)
{
    const uint64_t until_ns = mono_ns() + GREET_SECONDS * 1000000000ULL;
    for (unsigned i = 0; i < load->settings.connections; i++) {
        link_open(load, i);
    }
    while (load->ready < load->settings.connections) {
        turn(load, until_ns);
        if (mono_ns() >= until_ns) {
            errno = ETIMEDOUT;
            die("the server does not greet");
        }
    }
}

/* The event that all reports are about, before the first of them. */
static void declare(struct load *load)
{
    uint8_t message[DECLARATION_BYTES_MAX + 1024];
    uint8_t request[DECLARATION_BYTES_MAX + 2048];
    struct link *link = &load->links[0];
    const size_t size = postings_declare(&load->postings, POSTING_EVENT, load->postings.count,
                                         load->now_utc_s, load->settings.first_number, message);
    const size_t body = posting_wrap(request, load->next_id++, message, size);
    uint8_t *out = link->out + link->out_bytes;
    memset(out, 0, 9);
    out[0] = 2;
    out[7] = (uint8_t)(body >> 8);
    out[8] = (uint8_t)body;
    memcpy(out + 9, request, body);
    link->out_bytes += 9 + body;
    link->flying++;
    link_flush(load, link);
    while (link->flying > 0) {
        turn(load, mono_ns() + 1000000000U);
    }
}

static void drain(struct load *load)
{
    const uint64_t until_ns = mono_ns() + 5 * 1000000000ULL;
    load->sends = false;
    while (anything_flies(load) && mono_ns() < until_ns) {
        turn(load, until_ns);
    }
}

static void print_result(struct load *load, double seconds)
{
    samples_sort(&load->samples);
    printf(
        "{\"acked\": %llu, \"total\": %llu, \"refused\": %llu, \"seconds\": %.3f, \"per_s\": %.0f, \"p50_us\": %.1f, "
        "\"p99_us\": %.1f, \"message_bytes\": %zu}\n",
        (unsigned long long)load->acked, (unsigned long long)load->total,
        (unsigned long long)load->refused, seconds, (double)load->acked / seconds,
        samples_us(&load->samples, 0.5), samples_us(&load->samples, 0.99),
        load->postings.of[0].size_bytes);
}

static bool parse(struct settings *settings, int argc, char **argv)
{
    static const struct option options[] = {
        {"protocol", required_argument, NULL, 'p'},
        {"port", required_argument, NULL, 'P'},
        {"regions", required_argument, NULL, 'r'},
        {"connections", required_argument, NULL, 'c'},
        {"window", required_argument, NULL, 'w'},
        {"seconds", required_argument, NULL, 's'},
        {"warm", required_argument, NULL, 'W'},
        {"first-number", required_argument, NULL, 'n'},
        {"one-regency", no_argument, NULL, '1'},
        {"declare", no_argument, NULL, 'd'},
        {"mixed", no_argument, NULL, 'x'},
        {"messages", required_argument, NULL, 'm'},
        {NULL, 0, NULL, 0},
    };
    *settings = (struct settings){
        .connections = 1, .window = 1, .seconds = 3, .warm = 0.5, .first_number = 1};
    for (int c = 0; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (c) {
        case 'p':
            settings->protocol = optarg;
            break;
        case 'P':
            settings->port = atoi(optarg);
            break;
        case 'r':
            settings->regions = optarg;
            break;
        case 'c':
            settings->connections = (unsigned)atoi(optarg);
            break;
        case 'w':
            settings->window = (unsigned)atoi(optarg);
            break;
        case 's':
            settings->seconds = atof(optarg);
            break;
        case 'W':
            settings->warm = atof(optarg);
            break;
        case 'n':
            settings->first_number = strtoull(optarg, NULL, 10);
            break;
        case 'm':
            settings->messages = strtoull(optarg, NULL, 10);
            break;
        case '1':
            settings->one_regency = true;
            break;
        case 'x':
            settings->mixed = true;
            break;
        case 'd':
            settings->declare = true;
            break;
        default:
            return false;
        }
    }
    return settings->protocol != NULL && settings->port > 0 && settings->regions != NULL &&
           settings->connections > 0 && settings->connections <= CONNECTIONS_MAX &&
           settings->window > 0 && settings->window <= WINDOW_MAX;
}

int main(int argc, char **argv)
{
    static struct load load;
    if (!parse(&load.settings, argc, argv) ||
        (load.protocol = wire_find(load.settings.protocol)) == NULL) {
        fprintf(stderr, "bench_load: see the head of load.c for its arguments\n");
        return 2;
    }
    load.epoll = epoll_create1(EPOLL_CLOEXEC);
    load.now_utc_s = time(NULL);
    if (load.epoll < 0 || !samples_open(&load.samples) ||
        !postings_open(&load.postings, load.settings.regions, load.settings.first_number)) {
        die("start");
    }
    load.postings.mixed = load.settings.mixed;
    open_all(&load);
    if (load.settings.declare) {
        declare(&load);
    }
    load.sends = true;
    for (unsigned i = 0; i < load.settings.connections; i++) {
        link_fill(&load, &load.links[i]);
        link_flush(&load, &load.links[i]);
    }
    run_for(&load, load.settings.warm);
    load.counts = true;
    const uint64_t begin_ns = mono_ns();
    run_for(&load, load.settings.seconds);
    load.counts = false;
    const double seconds = (double)(mono_ns() - begin_ns) / 1e9;
    drain(&load);
    print_result(&load, seconds);
    for (unsigned i = 0; i < load.settings.connections; i++) {
        link_close(&load.links[i]);
    }
    postings_close(&load.postings);
    free(load.samples.ns);
    close(load.epoll);
    return load.refused > 0 || load.acked == 0 ? 1 : 0;
}
