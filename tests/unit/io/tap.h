/*
 * tap.h - results in TAP, one line a sentence, for the tests of daemon/io.
 *
 * Read by: every test beside it.
 * A test is a function whose name is the sentence; a CHECK that does not hold is told and the test goes on.
 */
#ifndef HUB_TESTS_UNIT_IO_TAP_H
#define HUB_TESTS_UNIT_IO_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int tap_count;
static int tap_failed;
static bool tap_holds;

#define CHECK(expression) tap_check((expression), #expression, __FILE__, __LINE__)

static inline bool tap_check(bool holds, const char *expression, const char *file, int line)
{
    if (!holds) {
        tap_holds = false;
        printf("# %s:%d does not hold: %s\n", file, line, expression);
    }
    return holds;
}

#define CHECK_TEXT(got, wanted) tap_check_text((got), (wanted), __FILE__, __LINE__)

static inline void tap_check_text(const char *got, const char *wanted, const char *file, int line)
{
    if (strcmp(got, wanted) != 0) {
        tap_holds = false;
        printf("# %s:%d\n#   got    %s\n#   wanted %s\n", file, line, got, wanted);
    }
}

#define SENTENCE(function) tap_run((function), #function)

static inline void tap_run(void (*test)(void), const char *name)
{
    tap_holds = true;
    tap_count++;
    test();
    tap_failed += tap_holds ? 0 : 1;
    printf("%s %d - ", tap_holds ? "ok" : "not ok", tap_count);
    for (const char *at = name; *at != '\0'; at++) {
        putchar(*at == '_' ? ' ' : *at);
    }
    putchar('\n');
    (void)fflush(stdout);
}

/* The plan and the exit status. */
static inline int tap_done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed == 0 ? 0 : 1;
}

/* A file or folder of the project. */
static inline const char *tap_project_path(const char *name)
{
    static char path[4096];
    const char *root = getenv("SOURCE_ROOT");
    (void)snprintf(path, sizeof path, "%s/%s", root == NULL ? "." : root, name);
    return path;
}

/* A folder of this run alone; the test removes what it puts there, tap_remove_folder the rest. */
static inline void tap_make_folder(char *room, size_t room_bytes)
{
    const char *under = getenv("TMPDIR");
    (void)snprintf(room, room_bytes, "%s/test-io-XXXXXX", under == NULL ? "/tmp" : under);
    if (mkdtemp(room) == NULL) {
        perror("mkdtemp");
        exit(1);
    }
}

/* Write a file; the whole test ends where that fails. */
static inline void tap_write_file(const char *path, const void *bytes, size_t size_bytes)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, size_bytes, file) != size_bytes || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

#endif
