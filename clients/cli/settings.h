/*
 * settings.h - which hub, with which key, as whom: flags before environment before context file
 * before defaults.
 *
 * Read by: main.c, link.c. Reads: app.h.
 * Owns: the texts of the context file, for the life of the process.
 * Source: pusdalops(1) "FILES", "ENVIRONMENT".
 */
#ifndef PUSDALOPS_CLI_SETTINGS_H
#define PUSDALOPS_CLI_SETTINGS_H

#include "app.h"

/*
 * settings_language - from --lang, else LC_ALL, LC_MESSAGES, LANG: Indonesian where it begins with
 * "id".
 */
enum pusdalops_language settings_language(int argc, char **argv);

/*
 * settings_read - fill the settings; an exit code, EXIT_DONE where all is well. Complains itself.
 */
int settings_read(struct app *app);

/*
 * settings_outbox - the folder of the outbox of this source, its parents made; NULL after a
 * complaint. Free it.
 */
char *settings_outbox(const struct app *app, const char *source);

#endif
