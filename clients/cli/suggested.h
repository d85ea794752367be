/*
 * suggested.h - the hub's suggestions for a line, for the commands suggest and gaps.
 *
 * Read by: command_suggest.c, command_logistics.c. Reads: link.h.
 * Owns: nothing.
 */
#ifndef PUSDALOPS_CLI_SUGGESTED_H
#define PUSDALOPS_CLI_SUGGESTED_H

#include "link.h"

/* suggested_ask - what could fill this line; the reply is one to a suggestion and the caller's. An exit code. */
int suggested_ask(struct link *link, const struct pusdalops_reference *line,
                  Pusdalops__V1__Reply **reply);

/* suggested_print - the list as a table */
void suggested_print(const struct app *app, const Pusdalops__V1__SuggestionReply *said);

/* suggested_print_best - the best candidate in one line, for below a gap; NULL: there was no answer */
void suggested_print_best(const struct app *app, const Pusdalops__V1__SuggestionReply *said);

#endif
