/* app.c - what every subcommand has: its words, its language, its complaints. */
#include "app.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *app_text(const struct app *app, const char *english, const char *indonesian)
{
    return app->language == PUSDALOPS_INDONESIAN ? indonesian : english;
}

const char *app_flag(const struct app *app, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < app->flag_count; i++) {
        if (strcmp(app->flags[i].name, name) == 0) {
            value = app->flags[i].value;
        }
    }
    return value;
}

int app_complain(const struct app *app, enum exit_code code, const char *format, ...)
{
    (void)app;
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("pusdalops: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    return (int)code;
}

bool app_number(const char *text, uint64_t most, uint64_t *number)
{
    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    char *end = NULL;
    errno = 0;
    const unsigned long long value = strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0' || value > most) {
        return false;
    }
    *number = value;
    return true;
}

/* Flags that every command takes. */
static const struct flag common_flags[] = {
    {"hub", true},     {"submit", true},   {"feed", true},          {"urgent", true},
    {"key", true},     {"hub-key", true},  {"realm", true},         {"source", true},
    {"context", true}, {"outbox", true},   {"lang", true},          {"timeout", true},
    {"zone", true},    {"json", false},    {"insecure-lab", false}, {"public", false},
    {"help", false},   {"publish", false}, {"intake", true},        {NULL, false},
};

static const struct flag *flag_in(const struct flag *flags, const char *name)
{
    for (; flags != NULL && flags->name != NULL; flags++) {
        if (strcmp(flags->name, name) == 0) {
            return flags;
        }
    }
    return NULL;
}

/* Does this command know the flag, and does it take a value? */
static bool known(const struct command *command, const char *name, bool *takes_value)
{
    const struct flag *flag = flag_in(command->flags, name);
    flag = flag == NULL ? flag_in(common_flags, name) : flag;
    if (flag != NULL) {
        *takes_value = flag->takes_value;
        return true;
    }
    *takes_value = true;
    return command->figures && pusdalops_figure_find(name) != 0;
}

static bool parse_flag(struct app *app, const struct command *command, int argc, char **argv,
                       int *at)
{
    char *name = argv[*at] + 2;
    char *equals = strchr(name, '=');
    if (equals != NULL) {
        *equals = '\0';
    }
    bool takes_value = false;
    if (!known(command, name, &takes_value)) {
        (void)app_complain(app, EXIT_USAGE,
                           app_text(app, "unknown flag --%s (see pusdalops %s --help)",
                                    "bendera --%s tidak dikenal (lihat pusdalops %s --help)"),
                           name, command->name);
        return false;
    }
    const char *value = equals == NULL ? "" : equals + 1;
    if (takes_value && equals == NULL) {
        if (*at + 1 >= argc) {
            (void)app_complain(app, EXIT_USAGE,
                               app_text(app, "--%s needs a value", "--%s memerlukan nilai"), name);
            return false;
        }
        *at += 1;
        value = argv[*at];
    }
    app->flags[app->flag_count++] = (struct argument){.name = name, .value = value};
    return true;
}

bool app_parse(struct app *app, const struct command *command, int argc, char **argv)
{
    if ((size_t)argc > ARGUMENTS_MAX) {
        (void)app_complain(app, EXIT_USAGE, "%s",
                           app_text(app, "too many arguments", "terlalu banyak argumen"));
        return false;
    }
    bool only_words = false;
    for (int i = 2; i < argc; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else if (!only_words && strncmp(argv[i], "--", 2) == 0) {
            if (!parse_flag(app, command, argc, argv, &i)) {
                return false;
            }
        } else {
            app->words[app->word_count++] = argv[i];
        }
    }
    return true;
}
