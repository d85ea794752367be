/*
 * tap.h - a test is a sentence: what it says, whether it holds, and where it does not.
 *
 * Read by: tests/unit/base, tests/unit/core. Reads: nothing.
 * Owns: the count of the run. A CHECK that does not hold is told and the sentence goes on.
 */
#ifndef TESTS_SUPPORT_TAP_H
#define TESTS_SUPPORT_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define TAP_COMPLAINTS_MAX 20 /* told of one sentence; a loop may break a thousand times */

static int tap_sentences;
static int tap_broken;
static int tap_complaints; /* of the sentence that is being checked */

/* tap_check - tell where a condition does not hold; gives it back */
static inline bool tap_check(bool holds, const char *expression, const char *file, int line)
{
    if (!holds && tap_complaints++ < TAP_COMPLAINTS_MAX) {
        printf("# %s:%d: does not hold: %s\n", file, line, expression);
    }
    return holds;
}

/* tap_check_number - the same for two numbers, with both told */
static inline bool tap_check_number(long long got, long long wanted, const char *expression,
                                    const char *file, int line)
{
    if (got != wanted && tap_complaints++ < TAP_COMPLAINTS_MAX) {
        printf("# %s:%d: %s is %lld, wanted %lld\n", file, line, expression, got, wanted);
    }
    return got == wanted;
}

/* tap_check_text - the same for two texts */
static inline bool tap_check_text(const char *got, const char *wanted, const char *expression,
                                  const char *file, int line)
{
    const bool same = got != NULL && strcmp(got, wanted) == 0;
    if (!same && tap_complaints++ < TAP_COMPLAINTS_MAX) {
        printf("# %s:%d: %s is \"%s\", wanted \"%s\"\n", file, line, expression,
               got == NULL ? "(nothing)" : got, wanted);
    }
    return same;
}

#define CHECK(expression) tap_check((expression), #expression, __FILE__, __LINE__)
#define CHECK_NUMBER(got, wanted)                                                                  \
    tap_check_number((long long)(got), (long long)(wanted), #got, __FILE__, __LINE__)
#define CHECK_TEXT(got, wanted) tap_check_text((got), (wanted), #got, __FILE__, __LINE__)

/* tap_say - check one sentence; its function's name is the sentence */
static inline void tap_say(void (*sentence)(void), const char *name)
{
    tap_complaints = 0;
    sentence();
    tap_sentences++;
    tap_broken += tap_complaints == 0 ? 0 : 1;
    printf("%s %d - ", tap_complaints == 0 ? "ok" : "not ok", tap_sentences);
    for (const char *at = name; *at != '\0'; at++) {
        (void)putchar(*at == '_' ? ' ' : *at);
    }
    (void)putchar('\n');
    (void)fflush(stdout);
}

#define SAY(sentence) tap_say((sentence), #sentence)

/* tap_done - the plan, and the program's exit code */
static inline int tap_done(void)
{
    printf("1..%d\n", tap_sentences);
    return tap_broken == 0 ? 0 : 1;
}

#endif
