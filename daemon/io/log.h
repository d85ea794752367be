/*
 * log.h - one line an event, to standard error: `code key=value ...`.
 *
 * Read by: io, main.c. Reads: nothing.
 * Owns: the level, and of each thread its last error: all that outlives a call.
 * Holds: (1) a line is written at once, whole or cut, and never mixed with another; (2) what came from outside
 *        cannot begin a line, end one or pass for a key: %s and %c are put in quotes where needed, control
 *        characters and broken UTF-8 become \xNN.
 * Source: sd-daemon(3) for the <N> in front of a line when systemd listens.
 *
 * Formats are those of printf, of which are known: %s %c %d %i %u %x with width, 0, l, ll, z, j, and %.*s.
 * A fixed sentence is put in quotes by who writes it:
 *
 *     log_error("store.append.failed", "rc=%s seq=%" PRIu64 " next=\"stopping; raise store.size_gib\"", rc, seq);
 */
#ifndef HUB_IO_LOG_H
#define HUB_IO_LOG_H

#include <stdbool.h>
#include <stdint.h>

#define LOG_LINE_BYTES_MAX 2048 /* met: the line ends with "..." */

/* The numbers are those of syslog(3). */
enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_NOTICE =
        5, /* what the operator wants to know of a quiet day: started, reloaded, stopped */
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

/*
 * log_init - from which level on, and whether systemd reads along ($JOURNAL_STREAM names our standard error).
 *
 * Before it: LOG_LEVEL_NOTICE, and no <N>.
 */
void log_init(enum log_level most_talkative);

/* log_would - would a line of this level be written? For what is dear to put together. */
bool log_would(enum log_level level);

/* log_say - one line; errors end with what the operator does, warnings with what happens next */
void log_say(enum log_level level, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* log_error and so on - log_say of that level */
void log_error(const char *code, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_warning(const char *code, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_notice(const char *code, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_info(const char *code, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_debug(const char *code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* log_lines - a text of several lines (complaints), each as `code text="..."` */
void log_lines(enum log_level level, const char *code, const char *lines);

#define LOG_ERROR_BYTES_MAX 512 /* with the zero; met: cut, perhaps within a character */

/*
 * log_last_error - the last line of LOG_LEVEL_ERROR that this thread wrote, without <N> and line end
 *
 * Returns "" when there was none; good until the next one.
 */
const char *log_last_error(void);

/* How many lines of one kind may go out per window; the caller keeps it, zeroed at first. One thread. */
struct log_limit {
    uint64_t window_began_ms; /* CLOCK_MONOTONIC */
    uint32_t said;
    uint32_t suppressed;
};

#define LOG_LIMIT_WINDOW_MS 60000
#define LOG_LIMIT_LINES_MAX 5

/*
 * log_say_limited - log_say, but LOG_LIMIT_LINES_MAX lines per window; the first line of a later window carries
 *                   suppressed=N.
 *
 * Returns whether the line went out (or was of a level nobody hears).
 */
bool log_say_limited(struct log_limit *limit, enum log_level level, const char *code,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
