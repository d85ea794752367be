#include "io/log.h"

#include "base/assert.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The level, and 16 more when systemd reads along. */
static atomic_int chosen_level = LOG_LEVEL_NOTICE;

/* What this thread complained of last, for `systemctl status`. */
static _Thread_local char last_error[LOG_ERROR_BYTES_MAX];

#define LEVEL_MASK    0x0F
#define WITH_PRIORITY 0x10
#define NUMBER_ROOM   32
#define CUT_MARK      "..."

/* A line as it grows; what does not fit is left out and marked. */
struct line {
    enum log_level level;
    size_t begins_at; /* behind the <N> */
    size_t used_bytes;
    bool cut;
    char text[LOG_LINE_BYTES_MAX + 8];
};

static void put_bytes(struct line *line, const char *bytes, size_t size_bytes)
{
    if (line->cut || line->used_bytes + size_bytes + sizeof CUT_MARK > LOG_LINE_BYTES_MAX) {
        line->cut = true;
        return;
    }
    memcpy(line->text + line->used_bytes, bytes, size_bytes);
    line->used_bytes += size_bytes;
}

static void put_text(struct line *line, const char *text)
{
    put_bytes(line, text, strlen(text));
}

/* --- Values from outside ---------------------------------------------------------------------------------------- */

static bool is_plain(struct slice value)
{
    for (size_t i = 0; i < value.size_bytes; i++) {
        const uint8_t c = value.data[i];
        if (c <= ' ' || c >= 0x7F || c == '"' || c == '=' || c == '\\') {
            return false;
        }
    }
    return value.size_bytes > 0;
}

/* Length of the character at `at` that may stand in a line as it is, else 0. */
static size_t printable_bytes(struct slice value, size_t at)
{
    for (size_t length = 1; length <= 4 && at + length <= value.size_bytes; length++) {
        const struct slice one = {value.data + at, length};
        if (text_is_clean(one)) {
            return value.data[at] < ' ' ? 0 : length;
        }
    }
    return 0;
}

/* Plain words as they are; the rest in quotes with \", \\ and \xNN. (2) */
static void put_value(struct line *line, struct slice value)
{
    if (is_plain(value)) {
        for (size_t i = 0; i < value.size_bytes;
             i++) { /* one by one, so that a long one is cut, not left out */
            put_bytes(line, (const char *)value.data + i, 1);
        }
        return;
    }
    put_text(line, "\"");
    for (size_t at = 0; at < value.size_bytes;) {
        const uint8_t c = value.data[at];
        const size_t length = printable_bytes(value, at);
        if (length == 0) {
            char escaped[8];
            (void)snprintf(escaped, sizeof escaped, "\\x%02x", c);
            put_text(line, escaped);
            at++;
            continue;
        }
        if (c == '"' || c == '\\') {
            put_text(line, "\\");
        }
        put_bytes(line, (const char *)value.data + at, length);
        at += length;
    }
    put_text(line, "\"");
}

/* --- Formats ---------------------------------------------------------------------------------------------------- */

/* One conversion: %[0][width][.*][length]letter */
struct conversion {
    char pad;
    uint32_t width;
    bool has_precision; /* .* */
    char length[3];     /* "", "l", "ll", "z" or "j" */
    char letter;
};

/* Read the conversion behind a %; returns what follows it. */
static const char *read_conversion(const char *at, struct conversion *out)
{
    *out = (struct conversion){.pad = ' '};
    if (*at == '0') {
        out->pad = '0';
        at++;
    }
    while (*at >= '0' && *at <= '9' && out->width < NUMBER_ROOM / 2) {
        out->width = out->width * 10 + (uint32_t)(*at++ - '0');
    }
    if (at[0] == '.' && at[1] == '*') {
        out->has_precision = true;
        at += 2;
    }
    for (size_t i = 0; i < 2 && (*at == 'l' || *at == 'z' || *at == 'j'); i++) {
        out->length[i] = *at++;
    }
    out->letter = *at++;
    return at;
}

static void put_number(struct line *line, const struct conversion *conversion, uint64_t number,
                       bool negative)
{
    char digits[NUMBER_ROOM];
    char *at = digits + sizeof digits;
    const unsigned base = conversion->letter == 'x' ? 16 : 10;
    do {
        *--at = "0123456789abcdef"[number % base];
        number /= base;
    } while (number > 0);
    if (negative) {
        *--at = '-';
    }
    while ((size_t)(digits + sizeof digits - at) < conversion->width && at > digits) {
        *--at = conversion->pad;
    }
    put_bytes(line, at, (size_t)(digits + sizeof digits - at));
}

/* va_list in a struct, so that a callee can go on where the caller is. */
struct arguments {
    va_list list;
};

_Static_assert(sizeof(long) == 8 && sizeof(long long) == 8 && sizeof(size_t) == 8 &&
                   sizeof(intmax_t) == 8,
               "l, ll, z and j are read as one");

static void put_signed(struct line *line, const struct conversion *conversion,
                       struct arguments *arguments)
{
    int64_t number = 0;
    if (conversion->length[0] == '\0') {
        number = va_arg(arguments->list, int);
    } else {
        number = va_arg(arguments->list, long);
    }
    const uint64_t size = number < 0 ? 0U - (uint64_t)number : (uint64_t)number;
    put_number(line, conversion, size, number < 0);
}

static void put_unsigned(struct line *line, const struct conversion *conversion,
                         struct arguments *arguments)
{
    uint64_t number = 0;
    if (conversion->length[0] == '\0') {
        number = va_arg(arguments->list, unsigned);
    } else {
        number = va_arg(arguments->list, unsigned long);
    }
    put_number(line, conversion, number, false);
}

static void put_string(struct line *line, const struct conversion *conversion,
                       struct arguments *arguments)
{
    const int most = conversion->has_precision ? va_arg(arguments->list, int) : -1;
    const char *text = va_arg(arguments->list, const char *);
    if (text == NULL) {
        text = "";
    } else if (most >= 0) {
        put_value(line, (struct slice){(const uint8_t *)text, strnlen(text, (size_t)most)});
        return;
    }
    put_value(line, slice_of(text));
}

static void put_conversion(struct line *line, const struct conversion *conversion,
                           struct arguments *arguments)
{
    switch (conversion->letter) {
    case '%':
        put_text(line, "%");
        break;
    case 's':
        put_string(line, conversion, arguments);
        break;
    case 'c': {
        const uint8_t c = (uint8_t)va_arg(arguments->list, int);
        put_value(line, (struct slice){&c, 1});
        break;
    }
    case 'd':
    case 'i':
        put_signed(line, conversion, arguments);
        break;
    case 'u':
    case 'x':
        put_unsigned(line, conversion, arguments);
        break;
    default:
        HUB_ASSERT(conversion->letter == 'u'); /* log.h says which formats there are */
    }
}

static void put_format(struct line *line, const char *format, struct arguments *arguments)
{
    const char *at = format;
    while (*at != '\0') {
        const size_t fixed = strcspn(at, "%");
        put_bytes(line, at, fixed);
        at += fixed;
        if (*at == '%') {
            struct conversion conversion;
            at = read_conversion(at + 1, &conversion);
            put_conversion(line, &conversion, arguments);
        }
    }
}

/* --- Lines ------------------------------------------------------------------------------------------------------ */

/* Is our standard error the stream that systemd named? */
static bool systemd_listens(void)
{
    const char *named = getenv("JOURNAL_STREAM");
    struct stat own;
    char expected[64];
    if (named == NULL || fstat(STDERR_FILENO, &own) != 0) {
        return false;
    }
    (void)snprintf(expected, sizeof expected, "%ju:%ju", (uintmax_t)own.st_dev,
                   (uintmax_t)own.st_ino);
    return strcmp(named, expected) == 0;
}

void log_init(enum log_level most_talkative)
{
    atomic_store(&chosen_level, (int)most_talkative | (systemd_listens() ? WITH_PRIORITY : 0));
}

bool log_would(enum log_level level)
{
    return (int)level <= (atomic_load(&chosen_level) & LEVEL_MASK);
}

static void begin(struct line *line, enum log_level level, const char *code)
{
    line->level = level;
    line->used_bytes = 0;
    line->cut = false;
    if ((atomic_load(&chosen_level) & WITH_PRIORITY) != 0) {
        const char priority[] = {'<', (char)('0' + (int)level), '>'};
        put_bytes(line, priority, sizeof priority);
    }
    line->begins_at = line->used_bytes;
    put_text(line, code);
}

/* One write, so that two threads do not mix; standard error that is gone is nothing to stop for. (1) */
static void finish(struct line *line)
{
    if (line->cut) {
        memcpy(line->text + line->used_bytes, CUT_MARK, sizeof CUT_MARK - 1);
        line->used_bytes += sizeof CUT_MARK - 1;
    }
    if (line->level == LOG_LEVEL_ERROR) {
        const size_t size_bytes = line->used_bytes - line->begins_at;
        const struct slice text = {(const uint8_t *)line->text + line->begins_at, size_bytes};
        (void)text_copy(last_error, sizeof last_error, text);
    }
    line->text[line->used_bytes++] = '\n';
    size_t done = 0;
    while (done < line->used_bytes) {
        const ssize_t n = write(STDERR_FILENO, line->text + done, line->used_bytes - done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return;
        }
        done += (size_t)n;
    }
}

static void put_rest(struct line *line, const char *format, struct arguments *arguments)
{
    if (format[0] != '\0') {
        put_text(line, " ");
        put_format(line, format, arguments);
    }
}

static void say(enum log_level level, const char *code, const char *format,
                struct arguments *arguments)
{
    struct line line;
    if (log_would(level)) {
        begin(&line, level, code);
        put_rest(&line, format, arguments);
        finish(&line);
    }
}

void log_say(enum log_level level, const char *code, const char *format, ...)
{
    struct arguments arguments;
    va_start(arguments.list, format);
    say(level, code, format, &arguments);
    va_end(arguments.list);
}

void log_error(const char *code, const char *format, ...)
{
    struct arguments arguments;
    va_start(arguments.list, format);
    say(LOG_LEVEL_ERROR, code, format, &arguments);
    va_end(arguments.list);
}

void log_warning(const char *code, const char *format, ...)
{
    struct arguments arguments;
    va_start(arguments.list, format);
    say(LOG_LEVEL_WARNING, code, format, &arguments);
    va_end(arguments.list);
}

void log_notice(const char *code, const char *format, ...)
{
    struct arguments arguments;
    va_start(arguments.list, format);
    say(LOG_LEVEL_NOTICE, code, format, &arguments);
    va_end(arguments.list);
}

void log_info(const char *code, const char *format, ...)
{
    struct arguments arguments;
    va_start(arguments.list, format);
    say(LOG_LEVEL_INFO, code, format, &arguments);
    va_end(arguments.list);
}

void log_debug(const char *code, const char *format, ...)
{
    struct arguments arguments;
    va_start(arguments.list, format);
    say(LOG_LEVEL_DEBUG, code, format, &arguments);
    va_end(arguments.list);
}

void log_lines(enum log_level level, const char *code, const char *lines)
{
    while (*lines != '\0') {
        const size_t length = strcspn(lines, "\n");
        log_say(level, code, "text=%.*s", (int)length, lines);
        lines += length;
        lines += *lines == '\n' ? 1 : 0;
    }
}

const char *log_last_error(void)
{
    return last_error;
}

static uint64_t monotonic_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

bool log_say_limited(struct log_limit *limit, enum log_level level, const char *code,
                     const char *format, ...)
{
    if (!log_would(level)) {
        return true;
    }
    const uint64_t now_ms = monotonic_ms();
    const bool first = limit->said == 0 || now_ms - limit->window_began_ms >= LOG_LIMIT_WINDOW_MS;
    if (first) {
        limit->window_began_ms = now_ms;
        limit->said = 0;
    } else if (limit->said == LOG_LIMIT_LINES_MAX) {
        limit->suppressed++;
        return false;
    }
    limit->said++;
    struct line line;
    struct arguments arguments;
    begin(&line, level, code);
    if (limit->suppressed > 0) {
        char suppressed[NUMBER_ROOM];
        (void)snprintf(suppressed, sizeof suppressed, " suppressed=%u", limit->suppressed);
        put_text(&line, suppressed);
        limit->suppressed = 0;
    }
    va_start(arguments.list, format);
    put_rest(&line, format, &arguments);
    va_end(arguments.list);
    finish(&line);
    return true;
}
