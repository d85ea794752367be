#include "io/notify.h"

#include "base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* One datagram to the socket that systemd named: a path, or "@" and a name without a file. */
static void tell(const char *words)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    const char *name = getenv("NOTIFY_SOCKET");
    const size_t name_bytes = name == NULL ? 0 : strlen(name);
    if (name_bytes < 2 || name_bytes >= sizeof to.sun_path || (name[0] != '/' && name[0] != '@')) {
        return;
    }
    memcpy(to.sun_path, name, name_bytes);
    if (name[0] == '@') {
        to.sun_path[0] = '\0';
    }
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        /* What does not arrive shows in `systemctl status`; there is nobody else to tell. */
        (void)sendto(fd, words, strlen(words), MSG_NOSIGNAL, (const struct sockaddr *)&to,
                     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name_bytes));
        (void)close(fd);
    }
}

void notify_ready(void)
{
    tell("READY=1");
}

/* systemd passes over a status that is not UTF-8: what a cut left of a last character goes. */
static void drop_half_character(char *text)
{
    size_t size_bytes = strlen(text);
    for (size_t i = 0; i < 3 && size_bytes > 0; i++) {
        const bool is_part = (unsigned char)text[size_bytes - 1] >= 0x80;
        if (!is_part || text_is_clean((struct slice){(const uint8_t *)text, size_bytes})) {
            break;
        }
        size_bytes--;
    }
    text[size_bytes] = '\0';
}

void notify_status(const char *format, ...)
{
    static const char word[] = "STATUS=";
    char sentence[sizeof word - 1 + NOTIFY_STATUS_BYTES_MAX];
    va_list arguments;
    memcpy(sentence, word, sizeof word);
    va_start(arguments, format);
    (void)vsnprintf(sentence + sizeof word - 1, NOTIFY_STATUS_BYTES_MAX, format, arguments);
    va_end(arguments);
    drop_half_character(sentence);
    for (char *at = sentence; *at != '\0'; at++) {
        if (*at == '\n') {
            *at = ' '; /* a line end would begin another word to systemd */
        }
    }
    tell(sentence);
}

void notify_reloading(void)
{
    char words[64];
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    const uint64_t now_us = (uint64_t)now.tv_sec * 1000000U + (uint64_t)now.tv_nsec / 1000U;
    (void)snprintf(words, sizeof words, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, now_us);
    tell(words);
}

void notify_stopping(void)
{
    tell("STOPPING=1");
}

void notify_watchdog(void)
{
    tell("WATCHDOG=1");
}

/* A whole positive number in the environment; 0 for anything else. */
static uint64_t number_of(const char *name)
{
    char *end = NULL;
    const char *text = getenv(name);
    if (text == NULL || text[0] < '0' || text[0] > '9') {
        return 0;
    }
    errno = 0;
    const unsigned long long number = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0' ? number : 0;
}

uint64_t notify_watchdog_interval_us(void)
{
    /* Without $WATCHDOG_PID it is meant for whoever reads it. */
    const bool for_us =
        getenv("WATCHDOG_PID") == NULL || number_of("WATCHDOG_PID") == (uint64_t)getpid();
    return for_us ? number_of("WATCHDOG_USEC") / 2 : 0;
}
