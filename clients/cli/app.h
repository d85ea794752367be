/*
 * app.h - what every subcommand has: its words, its settings, its language, its exit code.
 *
 * Read by: every file of cli/. Reads: pusdalops.h.
 * Owns: nothing but what settings.c fills in; texts live as long as the process.
 * Source: pusdalops(1), which names the exit codes and the JSON fields.
 */
#ifndef PUSDALOPS_CLI_APP_H
#define PUSDALOPS_CLI_APP_H

#include "pusdalops.h"

#include <stdio.h>

enum exit_code {
    EXIT_DONE = 0,
    EXIT_NEGATIVE = 1, /* refused, not held, nothing found */
    EXIT_USAGE = 2,
    EXIT_NO_HUB = 3, /* no connection, or no answer in time */
    EXIT_INTERNAL = 4,
    EXIT_NOT_CONFIRMED = 5, /* published, and nobody said that it arrived */
};

#define ARGUMENTS_MAX 256U

/* One "--name value" or "--name" of the command line. */
struct argument {
    const char *name;  /* without the dashes */
    const char *value; /* "" for a switch */
};

/* A flag that a command knows. */
struct flag {
    const char *name;
    bool takes_value;
};

struct app {
    enum pusdalops_language language;
    bool json;
    const char *program; /* argv[0], to find pusdalopsd beside it */

    struct argument flags[ARGUMENTS_MAX];
    size_t flag_count;
    const char *words[ARGUMENTS_MAX]; /* what is no flag */
    size_t word_count;

    /* settings.c */
    const char *context;
    const char *submit; /* NULL: none, only with intake */
    const char *intake; /* NULL: do not publish */
    const char *feed;
    const char *urgent;
    const char *realm;
    const char *source; /* NULL: as the roster names our key */
    const char *outbox; /* NULL: below the state folder */
    bool insecure_lab;
    struct pusdalops_keys keys;
    char hub_key[PUSDALOPS_KEY_BYTES];
    uint32_t timeout_ms;
    int32_t zone_minutes; /* INT32_MIN: that of the place */
};

/* A subcommand. */
struct command {
    const char *name;
    int (*run)(struct app *app);
    const struct flag *flags; /* ends with a NULL name */
    bool figures;             /* figure names are flags too */
    bool connects;            /* needs the settings of a hub */
    const char *usage;
    const char *about_en;
    const char *about_id;
};

/* app_text - the English or the Indonesian text, by the language. */
const char *app_text(const struct app *app, const char *english, const char *indonesian)
    __attribute__((format_arg(2), format_arg(3)));

/* app_flag - the value of a flag, or NULL where it was not given; the last one counts. */
const char *app_flag(const struct app *app, const char *name);

/* app_complain - "pusdalops: ..." to stderr; returns the code, for the return of a command. */
int app_complain(const struct app *app, enum exit_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* app_number - a whole number of the text; false where it is none or above `most`. */
bool app_number(const char *text, uint64_t most, uint64_t *number);

/* app_parse - sort argv[2..] into flags and words; false after a complaint. */
bool app_parse(struct app *app, const struct command *command, int argc, char **argv);

#endif
