#include "io/complaint.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void complaints_init(struct complaints *complaints)
{
    complaints->count = 0;
    complaints->used_bytes = 0;
    complaints->text[0] = '\0';
}

/* Length of the character at `at` if it may be shown, else 0. A character has at most four bytes. */
static size_t fit_bytes(const char *at)
{
    const size_t left = strnlen(at, 4);
    for (size_t length = 1; length <= left; length++) {
        const struct slice one = {(const uint8_t *)at, length};
        if (text_is_clean(one)) {
            return *at == '\n' || *at == '\t' ? 0 : length;
        }
    }
    return 0;
}

/* Put "?" where something stands that could confuse a terminal or the line structure. (2) */
static size_t make_fit(char *line)
{
    const char *from = line;
    char *to = line;
    while (*from != '\0') {
        const size_t length = fit_bytes(from);
        if (length == 0) {
            *to++ = '?';
            from++;
            continue;
        }
        memmove(to, from, length);
        to += length;
        from += length;
    }
    *to = '\0';
    return (size_t)(to - line);
}

void complaints_add(struct complaints *complaints, const char *file, uint32_t line, uint32_t column,
                    const char *format, ...)
{
    complaints->count++;
    if (complaints->count > COMPLAINTS_SHOWN_MAX) {
        return; /* (3) */
    }
    char *at = complaints->text + complaints->used_bytes;
    size_t used = 0;
    char place[48] = "";
    if (line > 0 && column > 0) {
        (void)snprintf(place, sizeof place, ":%u:%u", line, column);
    } else if (line > 0) {
        (void)snprintf(place, sizeof place, ":%u", line);
    }
    const int head = snprintf(at, COMPLAINT_BYTES_MAX - 1, "%s%s: ", file, place);
    used = head < 0 ? 0 : (size_t)head;
    if (used < COMPLAINT_BYTES_MAX - 1) {
        va_list arguments;
        va_start(arguments, format);
        (void)vsnprintf(at + used, COMPLAINT_BYTES_MAX - 1 - used, format, arguments);
        va_end(arguments);
    }
    used = make_fit(at);
    memcpy(at + used, "\n", 2); /* (1) */
    complaints->used_bytes += used + 1;
}
