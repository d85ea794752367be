/* GET /metrics and /healthz over a real socket. */
#include "io/http.h"

#include "tap.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#define PATIENCE_MS 20000 /* only a failing test waits as long */

static struct http *http;
static struct complaints complaints;

static int connect_to(struct http *server)
{
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port = htons(http_port(server)),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof at) != 0) {
        perror("connect");
        exit(1);
    }
    return fd;
}

static int ask(const char *request)
{
    const int fd = connect_to(http);
    if (write(fd, request, strlen(request)) != (ssize_t)strlen(request)) {
        perror("write");
        exit(1);
    }
    return fd;
}

/* All that comes until the other side closes; lives until the next call. */
static const char *answer(int fd)
{
    static char text[65536];
    size_t used = 0;
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, PATIENCE_MS) <= 0) {
            break;
        }
        const ssize_t n = read(fd, text + used, sizeof text - 1 - used);
        if (n <= 0) {
            break;
        }
        used += (size_t)n;
    }
    text[used] = '\0';
    (void)close(fd);
    return text;
}

static bool somebody_asks(void)
{
    struct pollfd wait = {.fd = http_fd(http), .events = POLLIN};
    return poll(&wait, 1, PATIENCE_MS) == 1 && http_was_asked(http);
}

#define GET_METRICS "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

static void start(void)
{
    complaints_init(&complaints);
    http = http_start("127.0.0.1:*", "f", &complaints);
    if (http == NULL) {
        printf("Bail out! %s", complaints.text);
        exit(1);
    }
}

static void nothing_published_is_503(void)
{
    start();
    CHECK(strncmp(answer(ask(GET_METRICS)), "HTTP/1.1 503 ", 13) == 0);
    http_stop(http);
}

static void a_request_gets_the_text_rendered_for_it(void)
{
    start();
    CHECK(!http_was_asked(http));
    CHECK(http_publish(http, "old 1\n# EOF\n", 12));
    const int fd = ask(GET_METRICS);
    CHECK(somebody_asks());
    CHECK(!http_was_asked(http));
    CHECK(http_publish(http, "new 2\n# EOF\n", 12));
    const char *text = answer(fd);
    CHECK(strncmp(text, "HTTP/1.1 200 OK\r\n", 17) == 0);
    CHECK(strstr(
              text,
              "\r\nContent-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n") !=
          NULL);
    CHECK(strstr(text, "\r\n\r\nnew 2\n# EOF\n") != NULL);
    http_stop(http);
}

static void a_loop_that_is_busy_gives_the_text_before(void)
{
    start();
    CHECK(http_publish(http, "old 1\n", 6));
    CHECK(strstr(answer(ask(GET_METRICS)), "\r\n\r\nold 1\n") != NULL);
    CHECK(http_was_asked(http)); /* and it is still asked for */
    http_stop(http);
}

static void health_is_503_until_told_otherwise(void)
{
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    start();
    CHECK(strncmp(answer(ask(request)), "HTTP/1.1 503 ", 13) == 0);
    http_set_healthy(http, true);
    const char *text = answer(ask(request));
    CHECK(strncmp(text, "HTTP/1.1 200 OK\r\n", 17) == 0 && strstr(text, "\r\n\r\nok\n") != NULL);
    http_set_healthy(http, false);
    CHECK(strncmp(answer(ask(request)), "HTTP/1.1 503 ", 13) == 0);
    CHECK(!http_was_asked(http)); /* health costs no rendering */
    http_stop(http);
}

static void anything_else_is_404(void)
{
    static const char *const requests[] = {
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /metrics/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "POST /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc",
        "DELETE /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    };
    start();
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        if (!CHECK(strncmp(answer(ask(requests[i])), "HTTP/1.1 404 ", 13) == 0)) {
            printf("#   %s\n", requests[i]);
        }
    }
    CHECK(!http_was_asked(http));
    http_stop(http);
}

static void a_request_that_is_too_large_or_garbage_is_refused(void)
{
    static char request[2 * HTTP_REQUEST_BYTES_MAX] = "GET /healthz HTTP/1.1\r\nX: ";
    start();
    http_set_healthy(http, true);
    memset(request + strlen(request), 'x', sizeof request - 1 - strlen(request));
    const int fd = connect_to(http);
    (void)!write(fd, request, sizeof request - 1); /* it may be closed before all is out */
    CHECK(strncmp(answer(fd), "HTTP/1.1 200", 12) != 0);
    CHECK(strncmp(answer(ask("no\x16http\r\n\r\n")), "HTTP/1.1 200", 12) != 0);
    CHECK(strncmp(answer(ask("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")),
                  "HTTP/1.1 200", 12) == 0);
    http_stop(http);
}

static void a_question_about_the_head_gets_the_head(void)
{
    start();
    http_set_healthy(http, true);
    const char *text = answer(ask("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n"));
    CHECK(strncmp(text, "HTTP/1.1 200 OK\r\n", 17) == 0);
    CHECK(strstr(text, "\r\nContent-Length: 3\r\n") != NULL && strstr(text, "\r\nDate: ") != NULL);
    CHECK_TEXT(strstr(text, "\r\n\r\n"), "\r\n\r\n");
    http_stop(http);
}

static void a_request_may_come_in_pieces(void)
{
    static const char request[] = "GET /healthz?a=b HTTP/1.0\r\n\r\n";
    bool head = false;
    for (size_t i = 0; i + 1 < sizeof request - 1; i++) {
        CHECK(http_parse(request, i, &head) == HTTP_UNFINISHED);
    }
    start();
    http_set_healthy(http, true);
    const int fd = connect_to(http);
    for (size_t i = 0; i < sizeof request - 1; i++) {
        CHECK(write(fd, request + i, 1) == 1);
    }
    CHECK(strncmp(answer(fd), "HTTP/1.1 200", 12) == 0);
    http_stop(http);
}

static void an_answer_arrives_although_the_rest_was_not_read(void)
{
    static char body[1 << 20];
    start();
    const int fd = ask("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n");
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    CHECK(poll(&wait, 1, PATIENCE_MS) == 1); /* it was answered already */
    size_t sent = 0;
    while (sent < sizeof body) {
        const ssize_t n = send(fd, body + sent, sizeof body - sent, MSG_NOSIGNAL);
        if (!CHECK(n > 0)) {
            break;
        }
        sent += (size_t)n;
    }
    CHECK(strncmp(answer(fd), "HTTP/1.1 404 Not Found\r\n", 24) == 0);
    http_stop(http);
}

static void a_long_text_arrives_whole(void)
{
    static char text[4 << 20];
    static char piece[65536];
    size_t came = 0;
    ssize_t n = 0;
    start();
    memset(text, 'x', sizeof text);
    CHECK(http_publish(http, text, sizeof text));
    const int fd = ask(GET_METRICS);
    CHECK(somebody_asks() && http_publish(http, text, sizeof text));
    while ((n = read(fd, piece, sizeof piece)) > 0) {
        came += (size_t)n;
    }
    CHECK(n == 0 && came > sizeof text && came < sizeof text + 512);
    (void)close(fd);
    http_stop(http);
}

static void what_is_not_asked_for_rightly_is_told_apart(void)
{
    static const struct {
        const char *text;
        enum http_wish wish;
    } cases[] = {
        {"GET /metrics HTTP/1.1\r\n\r\n", HTTP_METRICS},
        {"HEAD /metrics HTTP/1.0\r\n\r\n", HTTP_METRICS},
        {"get /metrics HTTP/1.1\r\n\r\n", HTTP_NOT_HERE},
        {"GET /metricsx HTTP/1.1\r\n\r\n", HTTP_NOT_HERE},
        {"GET /healthz HTTP/2\r\n\r\n", HTTP_UNREADABLE},
        {"GET /healthz\r\n\r\n", HTTP_UNREADABLE},
        {"GET\r\n\r\n", HTTP_UNREADABLE},
        {"\r\n\r\n", HTTP_UNREADABLE},
        {" \r\n\r\n", HTTP_UNREADABLE},
        {"  HTTP/1.1\r\n\r\n", HTTP_NOT_HERE},
        {"GET /metrics HTTP/1.1\n\n", HTTP_UNFINISHED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool head = false;
        if (!CHECK(http_parse(cases[i].text, strlen(cases[i].text), &head) == cases[i].wish)) {
            printf("#   case %zu\n", i);
        }
    }
}

static void connections_are_bounded_and_the_next_one_waits(void)
{
    int fds[HTTP_CONNECTIONS_MAX];
    start();
    http_set_healthy(http, true);
    for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
        fds[i] = connect_to(http);
        /* Answered, so counted, and kept open. */
        const char request[] = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
        char byte = 0;
        CHECK(write(fds[i], request, sizeof request - 1) == (ssize_t)sizeof request - 1);
        CHECK(recv(fds[i], &byte, 1, 0) == 1);
    }
    const int next = ask("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    (void)close(fds[0]);
    CHECK(strncmp(answer(next), "HTTP/1.1 200", 12) == 0);
    for (size_t i = 1; i < HTTP_CONNECTIONS_MAX; i++) {
        (void)close(fds[i]);
    }
    http_stop(http);
}

static void only_loopback_is_listened_on(void)
{
    static const char *const wrong[] = {"0.0.0.0:*", "*:5719", "10.1.2.3:5719", "[::]:5719",
                                        "eth0:5719", "",       "5719"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        complaints_init(&complaints);
        CHECK(http_start(wrong[i], "f", &complaints) == NULL && complaints.count == 1);
    }
}

static void a_port_that_is_taken_is_said_so(void)
{
    char address[64];
    start();
    (void)snprintf(address, sizeof address, "127.0.0.1:%u", http_port(http));
    complaints_init(&complaints);
    CHECK(http_start(address, "f", &complaints) == NULL);
    CHECK(strstr(complaints.text, "f: endpoints.metrics: cannot listen on 127.0.0.1:") != NULL);
    http_stop(http);
}

static void who_waits_for_a_text_does_not_hold_up_the_end(void)
{
    start();
    CHECK(http_publish(http, "old 1\n", 6));
    const int fd = ask(GET_METRICS);
    CHECK(somebody_asks());
    http_stop(http);
    (void)close(fd);
    http_stop(NULL);
}

int main(void)
{
    SENTENCE(nothing_published_is_503);
    SENTENCE(a_request_gets_the_text_rendered_for_it);
    SENTENCE(a_loop_that_is_busy_gives_the_text_before);
    SENTENCE(health_is_503_until_told_otherwise);
    SENTENCE(anything_else_is_404);
    SENTENCE(a_request_that_is_too_large_or_garbage_is_refused);
    SENTENCE(a_question_about_the_head_gets_the_head);
    SENTENCE(a_request_may_come_in_pieces);
    SENTENCE(an_answer_arrives_although_the_rest_was_not_read);
    SENTENCE(a_long_text_arrives_whole);
    SENTENCE(what_is_not_asked_for_rightly_is_told_apart);
    SENTENCE(connections_are_bounded_and_the_next_one_waits);
    SENTENCE(only_loopback_is_listened_on);
    SENTENCE(a_port_that_is_taken_is_said_so);
    SENTENCE(who_waits_for_a_text_does_not_hold_up_the_end);
    return tap_done();
}
