#include "base/assert.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Written with write(2): after a broken assumption no buffer of ours is trusted. */
static void say(const char *text)
{
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
    (void)ignored;
}

void hub_assert_failed(const char *expression, const char *file, int line)
{
    char digits[12];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + line % 10);
        line /= 10;
    } while (line > 0 && at > 0);
    say("hub.assert.failed at=");
    say(file);
    say(":");
    say(&digits[at]);
    say(" expression=\"");
    say(expression);
    say("\" next=\"stopping; the restart replays the journal; keep the core dump and report it\"\n");
    abort();
}
