/*
 * consoles.c - so many consoles that read as fast as they can: ZMTP by hand, plain, so that a reader costs little.
 *
 *     bench_consoles --port 5712 --consoles 100 --seconds 3 [--warm 0.5] [--topic real/] [--sizes FILE]
 *
 * Counts messages (not frames) that arrive at all consoles together. --sizes notes the bytes of topic and payload of the
 * first messages of the first console, for a raw publisher to imitate. Prints one line of JSON.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "samples.h"

#define CONSOLES_MAX   1024
#define IN_BYTES       ((size_t)128 * 1024)
#define GREETING_BYTES 64
#define SIZES_NOTED    8192

enum stage { STAGE_GREETING, STAGE_READY, STAGE_TRAFFIC };

struct console {
    int fd;
    enum stage stage;
    uint64_t heard;
    uint64_t topic_bytes;
    uint64_t skip_bytes; /* of a frame that is not wholly here yet */
    bool skip_more;
    size_t in_bytes;
    uint8_t in[IN_BYTES];
};

struct settings {
    int port;
    unsigned consoles;
    double seconds;
    double warm;
    const char *topic;
    const char *sizes;
};

static struct console *consoles;
static FILE *sizes;
static unsigned sizes_noted;
static uint64_t delivered;
static uint64_t delivered_bytes;

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_consoles: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void say(struct console *console, const void *bytes, size_t size_bytes)
{
    if (send(console->fd, bytes, size_bytes, MSG_NOSIGNAL) != (ssize_t)size_bytes) {
        die("send");
    }
}

static void subscribe(struct console *console, const char *topic)
{
    uint8_t frame[256];
    const size_t length = strlen(topic);
    frame[0] = 0;
    frame[1] = (uint8_t)(length + 1);
    frame[2] = 1;
    memcpy(frame + 3, topic, length);
    say(console, frame, length + 3);
}

static void frame_heard(struct console *console, uint64_t size_bytes, bool more)
{
    if (more) {
        console->topic_bytes = size_bytes;
        return;
    }
    console->heard++;
    delivered++;
    delivered_bytes += console->topic_bytes + size_bytes;
    if (sizes != NULL && console == &consoles[0] && sizes_noted++ < SIZES_NOTED) {
        fprintf(sizes, "%llu %llu\n", (unsigned long long)console->topic_bytes,
                (unsigned long long)size_bytes);
    }
}

/* One frame or greeting at `at`; returns the bytes eaten, 0 when its head is not here. */
static size_t eat(struct console *console, size_t at, const char *topic)
{
    const uint8_t *in = console->in + at;
    const size_t left = console->in_bytes - at;
    if (console->stage == STAGE_GREETING) {
        console->stage = left < GREETING_BYTES ? STAGE_GREETING : STAGE_READY;
        return left < GREETING_BYTES ? 0 : GREETING_BYTES;
    }
    const size_t head = left > 0 && (in[0] & 2) != 0 ? 9 : 2;
    if (left < head) {
        return 0;
    }
    uint64_t body = in[1];
    if (head == 9) {
        body = 0;
        for (unsigned i = 1; i < 9; i++) {
            body = body << 8 | in[i];
        }
    }
    if ((in[0] & 4) != 0) {
        if (left < head + body) {
            return 0;
        }
        if (console->stage == STAGE_READY) {
            console->stage = STAGE_TRAFFIC;
            subscribe(console, topic);
        }
        return head + body;
    }
    frame_heard(console, body, (in[0] & 1) != 0);
    if (left < head + body) {
        console->skip_bytes = head + body - left;
        return left;
    }
    return head + body;
}

static void hear(struct console *console, const char *topic)
{
    const ssize_t got =
        recv(console->fd, console->in + console->in_bytes, IN_BYTES - console->in_bytes, 0);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN) {
            return;
        }
        die("the server closed the connection");
    }
    console->in_bytes += (size_t)got;
    size_t at = console->skip_bytes < console->in_bytes ? console->skip_bytes : console->in_bytes;
    console->skip_bytes -= at;
    while (at < console->in_bytes) {
        const size_t eaten = eat(console, at, topic);
        if (eaten == 0) {
            break;
        }
        at += eaten;
    }
    memmove(console->in, console->in + at, console->in_bytes - at);
    console->in_bytes -= at;
}

static void open_console(struct console *console, int epoll, int port)
{
    static const uint8_t greeting[GREETING_BYTES] = {0xff, 0,    0, 0, 0,   0,   0,   0,
                                                     0,    0x7f, 3, 0, 'N', 'U', 'L', 'L'};
    static const uint8_t ready[] = "\x04\x19\x05READY\x0bSocket-Type\0\0\0\x03SUB";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    console->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (console->fd < 0 || connect(console->fd, (void *)&address, sizeof address) != 0) {
        die("connect");
    }
    fcntl(console->fd, F_SETFL, O_NONBLOCK);
    say(console, greeting, sizeof greeting);
    uint8_t command[sizeof ready - 1];
    memcpy(command, ready, sizeof command);
    command[1] = sizeof command - 2;
    say(console, command, sizeof command);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = console};
    epoll_ctl(epoll, EPOLL_CTL_ADD, console->fd, &event);
}

static bool all_awake(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (consoles[i].heard == 0) {
            return false;
        }
    }
    return true;
}

static void hear_for(int epoll, const struct settings *settings, double seconds, bool until_awake)
{
    const uint64_t until_ns = mono_ns() + (uint64_t)(seconds * 1e9);
    while (mono_ns() < until_ns && !(until_awake && all_awake(settings->consoles))) {
        struct epoll_event events[256];
        const int count = epoll_wait(epoll, events, 256, 10);
        for (int i = 0; i < count; i++) {
            hear(events[i].data.ptr, settings->topic);
        }
    }
}

static bool parse(struct settings *settings, int argc, char **argv)
{
    static const struct option options[] = {
        {"port", required_argument, NULL, 'P'},
        {"consoles", required_argument, NULL, 'c'},
        {"seconds", required_argument, NULL, 's'},
        {"warm", required_argument, NULL, 'w'},
        {"topic", required_argument, NULL, 't'},
        {"sizes", required_argument, NULL, 'z'},
        {NULL, 0, NULL, 0},
    };
    *settings = (struct settings){.consoles = 1, .seconds = 3, .warm = 0.5, .topic = "real/"};
    for (int c = 0; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (c) {
        case 'P':
            settings->port = atoi(optarg);
            break;
        case 'c':
            settings->consoles = (unsigned)atoi(optarg);
            break;
        case 's':
            settings->seconds = atof(optarg);
            break;
        case 'w':
            settings->warm = atof(optarg);
            break;
        case 't':
            settings->topic = optarg;
            break;
        case 'z':
            settings->sizes = optarg;
            break;
        default:
            return false;
        }
    }
    return settings->port > 0 && settings->consoles > 0 && settings->consoles <= CONSOLES_MAX &&
           strlen(settings->topic) < 200;
}

int main(int argc, char **argv)
{
    struct settings settings;
    if (!parse(&settings, argc, argv)) {
        fprintf(stderr, "bench_consoles: see the head of consoles.c for its arguments\n");
        return 2;
    }
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    consoles = calloc(settings.consoles, sizeof *consoles);
    if (consoles == NULL || epoll < 0) {
        die("start");
    }
    for (unsigned i = 0; i < settings.consoles; i++) {
        open_console(&consoles[i], epoll, settings.port);
    }
    printf("connected\n");
    fflush(stdout);
    hear_for(epoll, &settings, 20, true);
    if (!all_awake(settings.consoles)) {
        errno = ETIMEDOUT;
        die("a console hears nothing");
    }
    hear_for(epoll, &settings, settings.warm, false);
    sizes = settings.sizes == NULL ? NULL : fopen(settings.sizes, "we");
    delivered = delivered_bytes = 0;
    const uint64_t begin_ns = mono_ns();
    hear_for(epoll, &settings, settings.seconds, false);
    const double seconds = (double)(mono_ns() - begin_ns) / 1e9;
    printf("{\"delivered\": %llu, \"per_s\": %.0f, \"mib_per_s\": %.1f}\n",
           (unsigned long long)delivered, (double)delivered / seconds,
           (double)delivered_bytes / seconds / 1048576);
    if (sizes != NULL) {
        fclose(sizes);
    }
    for (unsigned i = 0; i < settings.consoles; i++) {
        close(consoles[i].fd);
    }
    free(consoles);
    close(epoll);
    return 0;
}
