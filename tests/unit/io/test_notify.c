/* What systemd hears. */
#include "io/notify.h"

#include "tap.h"

#include <sys/socket.h>
#include <sys/un.h>

static int ear = -1;
static char folder[256];
static struct sockaddr_un name = {.sun_family = AF_UNIX};

/* Be systemd: a datagram socket that $NOTIFY_SOCKET names. */
static void listen_as_systemd(void)
{
    tap_make_folder(folder, sizeof folder);
    (void)snprintf(name.sun_path, sizeof name.sun_path, "%.90s/notify", folder);
    ear = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (ear < 0 || bind(ear, (struct sockaddr *)&name, sizeof name) != 0) {
        perror("bind");
        exit(1);
    }
    (void)setenv("NOTIFY_SOCKET", name.sun_path, 1);
}

/* The next message, which was sent already; "" for none. */
static const char *heard(void)
{
    static char text[1024];
    const ssize_t n = recv(ear, text, sizeof text - 1, MSG_DONTWAIT);
    text[n < 0 ? 0 : n] = '\0';
    return text;
}

static void systemd_hears_each_word(void)
{
    notify_ready();
    CHECK_TEXT(heard(), "READY=1");
    notify_stopping();
    CHECK_TEXT(heard(), "STOPPING=1");
    notify_watchdog();
    CHECK_TEXT(heard(), "WATCHDOG=1");
    notify_reloading();
    CHECK(strncmp(heard(), "RELOADING=1\nMONOTONIC_USEC=", 27) == 0);
    CHECK_TEXT(heard(), "");
}

static void a_status_is_one_sentence(void)
{
    notify_status("%d clients\nREADY=0", 12);
    CHECK_TEXT(heard(), "STATUS=12 clients READY=0");
    char longer[2 * NOTIFY_STATUS_BYTES_MAX];
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    notify_status("%s", longer);
    CHECK(strlen(heard()) == strlen("STATUS=") + NOTIFY_STATUS_BYTES_MAX - 1);
}

/* systemd passes over a status that is not UTF-8. */
static void a_cut_status_ends_with_a_whole_character(void)
{
    static const char *const last[] = {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8c\x8a"};
    for (size_t i = 0; i < sizeof last / sizeof last[0]; i++) {
        for (size_t room = 0; room <= strlen(last[i]); room++) {
            char text[2 * NOTIFY_STATUS_BYTES_MAX];
            char wanted[sizeof "STATUS=" + sizeof text];
            const size_t before = NOTIFY_STATUS_BYTES_MAX - 1 - room;
            const size_t fits = room == strlen(last[i]) ? before + room : before;
            memset(text, 'x', before);
            memcpy(text + before, last[i], strlen(last[i]) + 1);
            (void)snprintf(wanted, sizeof wanted, "STATUS=%.*s", (int)fits, text);
            notify_status("%s", text);
            CHECK_TEXT(heard(), wanted);
        }
    }
}

static void the_watchdog_is_fed_twice_as_often_as_asked(void)
{
    char pid[32];
    CHECK(notify_watchdog_interval_us() == 0);
    (void)setenv("WATCHDOG_USEC", "10000000", 1);
    (void)snprintf(pid, sizeof pid, "%ld", (long)getpid());
    (void)setenv("WATCHDOG_PID", pid, 1);
    CHECK(notify_watchdog_interval_us() == 5000000);
    (void)setenv("WATCHDOG_PID", "1", 1); /* meant for another */
    CHECK(notify_watchdog_interval_us() == 0);
    (void)unsetenv("WATCHDOG_PID"); /* meant for anybody */
    CHECK(notify_watchdog_interval_us() == 5000000);
    (void)setenv("WATCHDOG_USEC", "10s", 1);
    CHECK(notify_watchdog_interval_us() == 0);
}

static void a_name_without_a_file_is_heard_too(void)
{
    char mine[64];
    struct sockaddr_un abstract = {.sun_family = AF_UNIX};
    (void)snprintf(mine, sizeof mine, "@pusdalops-test-notify-%ld", (long)getpid());
    memcpy(abstract.sun_path + 1, mine + 1, strlen(mine) - 1);
    const int other = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    char text[64] = "";
    CHECK(bind(other, (struct sockaddr *)&abstract,
               (socklen_t)(sizeof abstract.sun_family + strlen(mine))) == 0);
    (void)setenv("NOTIFY_SOCKET", mine, 1);
    notify_ready();
    CHECK(recv(other, text, sizeof text - 1, MSG_DONTWAIT) == 7);
    CHECK_TEXT(text, "READY=1");
    (void)close(other);
}

static void a_name_that_is_none_is_left_alone(void)
{
    char longer[256];
    memset(longer, 'x', sizeof longer);
    longer[0] = '/';
    longer[sizeof longer - 1] = '\0';
    const char *const names[] = {"", "/", "relative", longer};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)setenv("NOTIFY_SOCKET", names[i], 1);
        notify_ready();
        CHECK_TEXT(heard(), "");
    }
}

static void without_systemd_nothing_happens(void)
{
    (void)unsetenv("NOTIFY_SOCKET");
    notify_ready();
    notify_status("x");
    CHECK_TEXT(heard(), "");
}

int main(void)
{
    (void)unsetenv("WATCHDOG_USEC");
    (void)unsetenv("WATCHDOG_PID");
    listen_as_systemd();
    SENTENCE(systemd_hears_each_word);
    SENTENCE(a_status_is_one_sentence);
    SENTENCE(a_cut_status_ends_with_a_whole_character);
    SENTENCE(the_watchdog_is_fed_twice_as_often_as_asked);
    SENTENCE(a_name_without_a_file_is_heard_too);
    SENTENCE(a_name_that_is_none_is_left_alone);
    SENTENCE(without_systemd_nothing_happens);
    (void)close(ear);
    (void)unlink(name.sun_path);
    (void)rmdir(folder);
    return tap_done();
}
