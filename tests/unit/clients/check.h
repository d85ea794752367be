/*
 * check.h - TAP for the unit tests of the clients: one line a sentence, and where it broke.
 *
 * Read by: test_*.c of this folder. Owns: the count of the run.
 */
#ifndef TESTS_CLIENTS_CHECK_H
#define TESTS_CLIENTS_CHECK_H

#include <stdbool.h>
#include <stdio.h>

static int check_sentences;
static int check_broken;
static bool check_good;

/* check_at - note the first broken condition of a sentence. */
static inline void check_at(bool holds, const char *what, const char *file, int line)
{
    if (!holds && check_good) {
        printf("# %s:%d: %s\n", file, line, what);
    }
    check_good = check_good && holds;
}

#define CHECK(condition) check_at((condition), #condition, __FILE__, __LINE__)

/* check_say - run one sentence; its function's name is the sentence. */
static inline void check_say(void (*sentence)(void), const char *name)
{
    check_good = true;
    sentence();
    check_sentences += 1;
    check_broken += check_good ? 0 : 1;
    printf("%s %d - ", check_good ? "ok" : "not ok", check_sentences);
    for (const char *at = name; *at != '\0'; at++) {
        (void)putchar(*at == '_' ? ' ' : *at);
    }
    (void)putchar('\n');
    (void)fflush(stdout);
}

#define SAY(sentence) check_say((sentence), #sentence)

/* check_done - the plan, and the exit code. */
static inline int check_done(void)
{
    printf("1..%d\n", check_sentences);
    return check_broken == 0 ? 0 : 1;
}

#endif
